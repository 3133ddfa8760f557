"""The figure of remittances: who sends them, by which channels, what they are used for, and who lives on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.panels import Words, leaf, rows_named, scaled, title_panel
from abm.viz.readings import Readings, credit, named, replicated, seeds, span, spread, whole_years

TITLE = "Remittances"

Dash = Literal["-", "--", "-."]

SENDERS, RECEIVERS, LATEST = 6, 12, 5
"""Hosts that are named, receivers that are ranked, and the last years over which they are."""

BLUES = ("#0A4A78", "#0072B2", "#3F9BD1", "#7FBDE4", "#B9DBF0", "#DCECF7")
OTHERS = "#C3C8CC"
"""Colours of the named hosts from the largest down, and of all others."""

Curve = tuple[str, pd.DataFrame, str, Dash]
"""A line: its name, its table of mean, low and high by year, its colour and its dash."""

USES: tuple[tuple[str, str, str, Dash], ...] = (
    ("diaspora_investment", "Investment at home", look.BLUE, "-"),
    ("diaspora_war_support", "Insurgents", look.VERMILION, "--"),
    ("diaspora_civil", "Civil society", look.GREEN, "-."),
)
"""What diasporas pay for at home, beside what their people send their households."""

TALL = 2.0
"""Height of a panel, inches."""


def remittances(result: Readings) -> Figure:
    """Draw remittances by host, channel and use by year, diasporas' money at home, and the receivers' dependence."""
    subtitle = f"Money that migrants and diasporas send home, constant PPP dollars, {span(result)}"
    world = by_year(result)
    if "remittances_in" not in world or not world["remittances_in"].to_numpy().any():
        bare = look.sheet(TITLE, subtitle, credit(result))
        return look.said(bare, "No remittance is recorded in this result.")
    ranking = dependence(result) if {"remittances_in", "output"} <= {*result.states} else pd.DataFrame()
    cut = len(ranking) > 0 and bool((ranking["high"] > look.ceiling([ranking])).any())
    notes = " ".join(
        ["By host: means, with the interval of all.", *([look.GOES_ON] if cut else []), *missing(world)]
    )
    sheet = leaf(Words(TITLE, subtitle, credit(result, notes)), 2 * (TALL + 1.05))
    upper, lower = sheet.top - 0.55 - TALL, sheet.bottom + 0.4
    senders(sheet.axes(1.1, upper, 3.7, TALL), result)
    curves(sheet.axes(7.35, upper, 2.15, TALL), "By channel", channels(world))
    curves(sheet.axes(1.1, lower, 2.15, TALL), "By use", uses(world))
    given = [
        (label, spread(world[name]), colour, dash) for name, label, colour, dash in USES if name in world
    ]
    curves(sheet.axes(4.05, lower, 2.15, TALL), "Diasporas' money at home", given)
    receivers(sheet.axes(7.95, lower, 1.55, TALL), result, ranking)
    return sheet.figure


def by_year(result: Readings) -> dict[str, pd.DataFrame]:
    """Return the measures of the figure that are recorded, for the world: dollars per year by year and seed."""
    here = result.world[result.world["year"].isin(whole_years(result))]
    names = ["remittances_in", "remittances_informal", "remittances_invested", *(use[0] for use in USES)]
    return {name: replicated(here, ["year"], name, seeds(result)) for name in names if name in here}


def channels(world: dict[str, pd.DataFrame]) -> list[Curve]:
    """Return remittances through formal and informal channels."""
    if "remittances_informal" not in world:
        return []
    informal = world["remittances_informal"]
    return [
        ("Formal", spread(world["remittances_in"] - informal), look.BLUE, "-"),
        ("Informal", spread(informal), look.ORANGE, "--"),
    ]


def uses(world: dict[str, pd.DataFrame]) -> list[Curve]:
    """Return what households keep of remittances and what is invested."""
    if "remittances_invested" not in world:
        return []
    invested = world["remittances_invested"]
    return [
        ("Households", spread(world["remittances_in"] - invested), look.GREEN, "-"),
        ("Invested", spread(invested), look.BLUE, "--"),
    ]


def curves(axes: Axes, title: str, shown: Sequence[Curve]) -> None:
    """Draw lines by year from zero, each with its band, and a key above them."""
    high = max((float(table["high"].max()) for _, table, _, _ in shown), default=0.0)
    if not high > 0.0:
        axes.set_axis_off()
        said = "Not recorded in this result." if not shown else "Nothing in this result."
        axes.text(0.5, 0.5, said, ha="center", color=look.SOFT, transform=axes.transAxes)
        title_panel(axes, title, "", 0.65)
        return
    divisor, unit = scaled("dollars per year", high)
    for name, table, colour, dash in shown:
        look.band(axes, table.index, table, colour, divisor)
        axes.lines[-1].set_label(name)
        axes.lines[-1].set_linestyle(dash if len(table) > 1 else "none")
    look.counted(axes, "y", high / divisor * (1.12 + 0.1 * len(shown)), 5)
    years = shown[0][1].index
    look.years_along(axes, years[0], years[-1], 4)
    axes.legend(
        loc="upper left",
        framealpha=1,
        edgecolor="none",
        fontsize=look.SMALL + 0.4,
        handlelength=2.2,
        borderaxespad=0.1,
    )
    title_panel(axes, title, unit, 0.65)


def by_host(table: pd.DataFrame) -> pd.DataFrame:
    """Return remittances by year (rows) and host (columns), dollars per year, mean over replications.

    The hosts that send most over the run are named, from the largest down; the column "" holds all others.
    """
    wide = table.mean(axis=1).unstack(fill_value=0.0)
    first = wide.sum().sort_values(ascending=False, kind="stable").index[:SENDERS]
    rest = wide.drop(columns=first).sum(axis=1)
    return wide[first].assign(**{"": rest}) if rest.any() else wide[first]


def senders(axes: Axes, result: Readings) -> None:
    """Draw a stack of the hosts from which money is sent for each year, their names beside it, and all's interval."""
    here = result.corridors[result.corridors["year"].isin(whole_years(result))]
    every = replicated(here, ["year", "destination"], "remittances", seeds(result))
    table, total = by_host(every), spread(every.groupby("year").sum())
    high = float(total["high"].max())
    divisor, unit = scaled("dollars per year", high)
    base, tops = np.zeros(len(table)), []
    for host, colour in zip(table, (*BLUES[: len(table.columns) - ("" in table)], OTHERS), strict=False):
        heights = table[host].to_numpy() / divisor
        axes.bar(table.index, heights, 0.84, base, color=colour, linewidth=0)
        tops.append(base[-1] + heights[-1] / 2)
        base = base + heights
    axes.vlines(table.index, total["low"] / divisor, total["high"] / divisor, colors=look.INK, linewidth=0.8)
    look.counted(axes, "y", high / divisor, 5)
    look.years_along(axes, table.index[0] - 0.6, table.index[-1] + 0.6, 6)
    title_panel(axes, "By host from which they are sent", unit, 0.65)
    last = table.iloc[-1] / float(table.iloc[-1].sum() or 1.0)
    names = [named(result, str(host)) if host else "All others" for host in table]
    places = look.apart(tops, axes.get_ylim()[1] * 0.085, 0.0, axes.get_ylim()[1])
    left, right = axes.get_xlim()
    for name, part, middle, place in zip(names, last, tops, places, strict=True):
        reach = right + 0.03 * (right - left)
        axes.plot(
            [right, reach], [middle, place], color=look.SOFT, linewidth=0.5, clip_on=False, label="leader"
        )
        text = f"{name}  {100 * part:.0f} %"
        axes.annotate(text, (reach, place), (3, 0), textcoords="offset points", va="center", size=look.SMALL + 0.2,
                      annotation_clip=False)  # fmt: skip
    axes.set_xlim(left, right)


def dependence(result: Readings) -> pd.DataFrame:
    """Return the states that depend most on remittances: per cent of output in the last years, mean, low and high."""
    years, among = whole_years(result)[-LATEST:], seeds(result)
    here = result.states[result.states["year"].isin(years)]
    received, output = (replicated(here, ["iso3"], name, among) for name in ("remittances_in", "output"))
    shares = spread((100.0 * received / output.where(output > 0.0)).dropna())
    return shares[shares["mean"] > 0.0].sort_values("mean", ascending=False, kind="stable").head(RECEIVERS)


def receivers(axes: Axes, result: Readings, table: pd.DataFrame) -> None:
    """Draw the states whose output depends most on remittances as bars with their interval."""
    years = whole_years(result)[-LATEST:]
    when = f"{years[0]}\N{EN DASH}{years[-1]}" if len(years) > 1 else f"{years[0]}"
    if table.empty:
        curves(axes, "Top receivers", [])
        return
    end, rows = look.ceiling([table]), np.arange(len(table))
    axes.barh(rows, table["mean"], 0.68, color=look.BLUE)
    look.whiskers(axes, rows, table, end)
    look.counted(axes, "x", end, 3)
    rows_named(axes, [named(result, str(code)) for code in table.index], 1.35)
    title_panel(axes, "Top receivers", f"% of output, {when}", 1.35)


def missing(world: dict[str, pd.DataFrame]) -> list[str]:
    """Return what is not recorded of diasporas' money, in a sentence; nothing if all is."""
    absent = [label.lower() for name, label, _, _ in USES if name not in world]
    return [f"Not recorded in this result: diasporas' money for {', '.join(absent)}."] if absent else []
