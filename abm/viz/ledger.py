"""The figure of the ledger: what changed net security, by channel, in the world and in states."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from abm.results.security import WEIGHED, lines_of, of_world, shares_of_people
from abm.viz import appearance as look
from abm.viz.panels import Words, leaf, rows_named, title_panel
from abm.viz.readings import Readings, credit, named, seeds, span, spread

TITLE = "What changed net security"

EACH, LEAST = 2, 0.001
"""States that are shown from either end, and the share of the world's people that makes a state count for that."""

POINTS = 100.0
"""Net security is drawn in points: hundredths of its scale from 0 to 1."""

ROW, NAMES = 0.2, 2.05
"""Height of a row, and room for the names of rows, inches."""

MOVED, OTHERS = look.VERMILION, "#9AA1A7"
"""Colours of what is there because people move, and of the rest."""

UPKEEP = "investment"
"""Channel under which the wear of institutions is drawn too."""

TOTALS = ("In all, by migration", "In all, by the rest")


def security_ledger(result: Readings) -> Figure:
    """Draw the change of net security since the first month by channel, for the world and the states at either end."""
    subtitle = f"Change since the first month, by the part and the channel it came through, {span(result)}"
    found = together(lines_of(result.ledger, seeds(result))) if len(result.ledger) else pd.DataFrame()
    if found.empty or not found.to_numpy().any():
        bare = look.sheet(TITLE, subtitle, credit(result))
        return look.said(bare, "No change of net security is recorded in this result.")
    world = of_world(found, shares_of_people(result.states))
    shown = chosen(result, found)
    tables = [spread(totalled(world), -math.inf)]
    tables += [spread(totalled(found.xs(code, level="iso3")), -math.inf) for code in shown]
    lines = [line for line in tables[0].index if any(line in table.index for table in tables)]
    tables = [table.reindex(lines, fill_value=0.0) * POINTS for table in tables]
    body = ROW * len(lines) + 1.15
    sheet = leaf(Words(TITLE, subtitle, credit(result, _notes(result))), body)
    bottom, tall = sheet.bottom + 0.35, ROW * len(lines)
    room = 10.0 - 2 * look.MARGIN - NAMES
    wide = (room - 0.25 * len(shown)) / (len(shown) + 1)
    titles = ["World", *(named(result, code) for code in shown)]
    far = _farthest(tables[1:] or tables)
    for place, (title, table) in enumerate(zip(titles, tables, strict=True)):
        left = look.MARGIN + NAMES + place * (wide + 0.25)
        axes = sheet.axes(left, bottom, wide, tall)
        bars(axes, table, _farthest(tables[:1]) if place == 0 else far)
        title_panel(axes, title, "points", 0.0)
        axes.tick_params(axis="y", length=0)
        if place == 0:
            rows_named(axes, [_said(line) for line in lines], NAMES)
    _key(sheet.figure, sheet.width, sheet.top)
    return sheet.figure


def together(found: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with spending on institutions and their wear as one: they stand against each other."""
    keys = found.index.to_frame(index=False)
    keys["channel"] = keys["channel"].mask(
        (keys["outcome"] == "capacity") & (keys["channel"] == "wear"), UPKEEP
    )
    return found.set_axis(pd.MultiIndex.from_frame(keys)).groupby(level=list(range(3))).sum()


def totalled(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines in the order of the ledger with the sums of those due to migration and of the rest below."""
    table = pd.DataFrame(
        {(entry.outcome, entry.channel): _row(lines, (entry.outcome, entry.channel)) for entry in WEIGHED},
        index=lines.columns,
    ).T
    moved = np.array([entry.migration for entry in WEIGHED])
    sums = pd.DataFrame(
        {("", TOTALS[0]): table[moved].sum(), ("", TOTALS[1]): table[~moved].sum()}, index=lines.columns
    ).T
    present = table[table.index.isin(lines.index)]
    return pd.concat([present, sums])


def _row(lines: pd.DataFrame, key: tuple[str, str]) -> pd.Series:
    return lines.loc[key] if key in lines.index else pd.Series(0.0, lines.columns)


def chosen(result: Readings, found: pd.DataFrame) -> list[str]:
    """Return the states, of those that count, from which migration takes most and to which it gives most."""
    moved = [(entry.outcome, entry.channel) for entry in WEIGHED if entry.migration]
    kept = found[found.index.droplevel("iso3").isin(moved)]
    share = shares_of_people(result.states).mean(axis=1)
    large = share[share >= LEAST].index
    whole = kept.groupby(level="iso3").sum().mean(axis=1)
    ranked = whole[whole.index.isin(large)].sort_values(kind="stable").index.astype(str)
    return list(ranked) if len(ranked) <= 2 * EACH else [*ranked[:EACH], *ranked[-EACH:]]


def bars(axes: Axes, table: pd.DataFrame, far: float) -> None:
    """Draw a bar with its interval for every line, from zero, colours by whether it is there because people move."""
    rows = np.arange(len(table))
    moving: Mapping[tuple[str, str], bool] = {
        **{(entry.outcome, entry.channel): entry.migration for entry in WEIGHED},
        ("", TOTALS[0]): True,
        ("", TOTALS[1]): False,
    }
    for row, line in zip(rows, table.index, strict=True):
        moves = moving[line]
        axes.barh(row, table["mean"].iloc[row], 0.68, color=MOVED if moves else OTHERS, hatch="" if moves else "////",
                  edgecolor="white", linewidth=0)  # fmt: skip
    axes.hlines(rows, table["low"].clip(-far, far), table["high"].clip(-far, far), colors=look.INK, linewidth=0.9,
                zorder=3)  # fmt: skip
    axes.axvline(0.0, color=look.SOFT, linewidth=0.8)
    axes.axhline(len(table) - len(TOTALS) - 0.5, color=look.SOFT, linewidth=0.6)
    axes.set_xlim(-1.06 * far, 1.06 * far)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=4, symmetric=True)
    axes.xaxis.set_major_formatter(
        lambda value, _: f"{value:+g}".replace("-", "\N{MINUS SIGN}") if value else "0"
    )
    axes.grid(True, axis="x")
    axes.spines["left"].set_visible(False)


def _farthest(tables: Sequence[pd.DataFrame]) -> float:
    """Where the axes end on both sides: at the widest interval, but not beyond 1.6 times the longest bar."""
    longest = max(float(table["mean"].abs().max()) for table in tables)
    widest = max(float(table[["low", "high"]].abs().to_numpy().max()) for table in tables)
    return min(widest, 1.6 * longest) or 1.0


def _said(line: tuple[str, str]) -> str:
    outcome, channel = line
    if channel == UPKEEP:
        return "Capacity: upkeep less wear"
    words = channel.replace("_", " by ")
    return f"{outcome.capitalize()}: {words}" if outcome else words


def _notes(result: Readings) -> str:
    """How the drawing is to be read, and the security of persons, which is not weighed against that of states."""
    said = (
        "A point is a hundredth of the scale; bars left of zero are losses. Weights of the parts are the scenario's. "
        f"States: those with {LEAST:.1%} of the world's people or more from which migration took most and to which it "
        "gave most, on one scale; the world, the mean by people, has its own."
    ).replace("%", " %")
    persons = result.ledger[result.ledger["outcome"] == "human"]
    years = max(len(result.world.drop_duplicates(["year", "month"])) / 12.0, 1e-9)
    each = persons.groupby("channel")["change"].sum() / (len(seeds(result)) * years)
    routes, victims = (look.number(round(float(each.get(name, 0.0)))) for name in ("routes", "trafficking"))
    return f"{said} Not weighed against it: {routes} deaths on routes and {victims} victims of trafficking a year."


def _key(figure: Figure, width: float, top: float) -> None:
    handles = [
        Patch(facecolor=MOVED, label="there because people move"),
        Patch(facecolor=OTHERS, hatch="////", edgecolor="white", linewidth=0, label="other"),
    ]
    tall = float(figure.get_figheight())
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=((look.MARGIN - 0.08) / width, (top + 0.04) / tall),
                  ncols=2, frameon=False, fontsize=look.TEXT, handlelength=1.4, columnspacing=1.6)  # fmt: skip
