"""Figures of migrant stocks: the world's through time, the largest corridors, every destination against the UN."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from abm.viz import appearance as look
from abm.viz.readings import Readings, credit, decimal_years, named, replicated, seeds, spread, whole_years

UN = "UN DESA, International Migrant Stock, 2020 revision (2015: 2024 revision)"
"""Where the observed stocks come from."""

LARGEST = 20
"""Number of corridors shown."""

FARTHEST = 12
"""Number of destinations listed with their difference."""

FOOT = 1.15
"""Room below axes whose ticks have a name, inches."""

COMPARED = 2010
"""The year in which corridors and destinations are compared, if the run and the data reach it."""


def observed_totals(result: Readings) -> pd.Series:
    """Return the UN's world stock by year (persons), unknown origins included; years of few states are left out."""
    states = result.reference_states
    if states is None or "immigrant_stock" not in states:
        return pd.Series(dtype=float)
    known = states.dropna(subset=["immigrant_stock"]).groupby("year")["immigrant_stock"].agg(["sum", "count"])
    return known.loc[known["count"] >= 0.9 * known["count"].max(), "sum"]


def observed_pairs(result: Readings) -> pd.Series:
    """Return by year the sum of the observed corridors (persons), which leave out migrants of unknown origin."""
    pairs = result.reference_stocks
    return pd.Series(dtype=float) if pairs is None else pairs.groupby("year")["stock"].sum()


def in_horizon(series: pd.Series, result: Readings) -> pd.Series:
    """Return the part of a series by year that falls into the years of the run."""
    years = result.world["year"]
    return series[(series.index >= years.min()) & (series.index <= years.max())]


def world_stock(result: Readings) -> Figure:
    """Draw the world's migrants (persons) and their share of the population (per cent) through time."""
    world = result.world.assign(moment=decimal_years(result.world))
    among = seeds(result)
    stock = replicated(world, ["moment"], "immigrants", among)
    share = 100 * stock / replicated(world, ["moment"], "population", among)
    figure = look.sheet(
        "People living outside their country of birth",
        "World migrant stock, refugees included, and its share of the world's population",
        credit(
            result, f"Points: {UN}, mid-year; shares: of the model's population." if observed(result) else ""
        ),
    )
    if not stock.to_numpy().any():
        return look.said(figure, "No migrant is recorded in this result.")
    people = spread(stock)
    points = {
        "all": in_horizon(observed_totals(result), result),
        "origin known": in_horizon(observed_pairs(result), result),
    }
    left, right = look.panel(figure, 0.75, 5.7), look.panel(figure, 6.9, 9.35)
    trajectory(left, people, points)
    persons = world.groupby(["year", "month"])["population"].mean()
    halves = {
        year: persons.get((year, 6), np.nan) for year in persons.index.get_level_values("year").unique()
    }
    shares = {
        name: 100 * values / values.index.map(halves).to_numpy(dtype=float) for name, values in points.items()
    }
    proportion(right, spread(share), {name: values.dropna() for name, values in shares.items()})
    return figure


def observed(result: Readings) -> bool:
    """Say whether there is any observed stock to compare with."""
    return not (observed_totals(result).empty and observed_pairs(result).empty)


def trajectory(axes: Axes, people: pd.DataFrame, points: dict[str, pd.Series]) -> None:
    """Draw the model's world stock as a line with its band, and the observed as labelled points."""
    high = max(
        float(people["high"].max()), *(float(values.max()) for values in points.values() if len(values)), 0.0
    )
    scale, unit = look.unit_of(high)
    look.band(axes, people.index, people, look.MODEL, scale)
    look.counted(axes, "y", high / scale)
    look.years_along(axes, people.index[0] - 1 / 12, people.index[-1])
    look.caption(axes, unit, "Migrant stock")
    marked(axes, points, scale, labels=True)
    ends(axes, people, scale, "")


def proportion(axes: Axes, share: pd.DataFrame, points: dict[str, pd.Series]) -> None:
    """Draw migrants as a share of the world's population."""
    look.band(axes, share.index, share, look.MODEL)
    high = max(
        float(share["high"].max()), *(float(values.max()) for values in points.values() if len(values)), 0.0
    )
    look.counted(axes, "y", high)
    look.years_along(axes, share.index[0] - 1 / 12, share.index[-1], 4)
    look.caption(axes, "per cent", "Share of world population")
    marked(axes, points, 1.0, labels=False)
    ends(axes, share, 1.0, " %")


def ends(axes: Axes, table: pd.DataFrame, scale: float, unit: str) -> None:
    """Write the last value of the model beside the end of its line."""
    value = float(table["mean"].iloc[-1]) / scale
    text = f"Model\n{look.rounded(value)}{unit}"
    place = (float(table.index[-1]), value)
    axes.annotate(
        text, place, (6, 0), textcoords="offset points", color=look.MODEL, weight="bold", va="center"
    )


def marked(axes: Axes, points: dict[str, pd.Series], scale: float, labels: bool) -> None:
    """Draw observed values: filled for the whole, hollow for the part of known origin; name each once."""
    fills = {"all": look.OBSERVED, "origin known": "white"}
    for name, values in points.items():
        if values.empty:
            continue
        x, y = values.index.to_numpy(dtype=float) + 0.5, values.to_numpy(dtype=float) / scale
        axes.plot(
            x,
            y,
            "o",
            markersize=5.5,
            color=fills[name],
            markeredgecolor=look.OBSERVED,
            zorder=4,
            clip_on=False,
        )
        if not labels or not (name == "all" or points["all"].empty):
            continue
        for place in zip(x, y, strict=True):
            axes.annotate(
                look.rounded(place[1]),
                place,
                (8, -6),
                textcoords="offset points",
                ha="left",
                va="center",
                size=look.SMALL,
                path_effects=[look.HALO],
                zorder=5,
            )
    if labels and any(len(values) for values in points.values()):
        key(axes, [name for name, values in points.items() if len(values)], fills)


def key(axes: Axes, names: list[str], fills: dict[str, str]) -> None:
    """Explain the points at the foot of the panel."""
    words = {"all": "UN, all migrants", "origin known": "UN, of known origin only"}
    for rank, name in enumerate(reversed(names)):
        height = 0.06 + 0.065 * rank
        axes.plot(
            0.03,
            height,
            "o",
            transform=axes.transAxes,
            color=fills[name],
            markeredgecolor=look.OBSERVED,
            markersize=5.5,
        )
        axes.text(0.06, height, words[name], transform=axes.transAxes, va="center", size=look.SMALL + 0.6)


def compared_year(result: Readings, known: set[int]) -> tuple[int, bool]:
    """Return the year to show and whether there is something observed in it: 2010, else the latest that both have."""
    run = [year for year in whole_years(result) if year > whole_years(result)[0]] or whole_years(result)
    both = [year for year in run if year in known]
    if both:
        return (COMPARED if COMPARED in both else max(both)), True
    return (COMPARED if COMPARED in run else max(run)), False


def top_corridors(result: Readings) -> Figure:
    """Draw the largest corridors, ranked by the observed stock where there is one, model and UN on one line."""
    pairs = result.reference_stocks
    year, known = compared_year(result, set() if pairs is None else set(pairs["year"]))
    here = result.corridors[result.corridors["year"] == year]
    figure_title = f"The {LARGEST} largest migration corridors of {year}"
    source = credit(result, f"Points: {UN}, mid-year {year}; model: end of {year}." if known else "")
    if here.empty or not here["stock"].any():
        return look.said(
            look.sheet(figure_title, "", source), f"No corridor holds a migrant at the end of {year}."
        )
    model = spread(replicated(here, ["origin", "destination"], "stock", seeds(result)))
    table = model.sort_values("mean", ascending=False)
    subtitle = "Migrants by country of origin and destination, ranked by the model"
    if known and pairs is not None:
        un = pairs[pairs["year"] == year].set_index(["origin", "destination"])["stock"].nlargest(LARGEST)
        shared = len(set(un.index) & set(table.index[:LARGEST]))
        table = model.reindex(un.index, fill_value=0.0).assign(observed=un)
        subtitle = (
            f"Ranked by the UN; {shared} of its {len(un)} largest are among the model's {LARGEST} largest"
        )
    figure = look.sheet(figure_title, subtitle, source, 7.2)
    pair_rows(figure, result, table.iloc[:LARGEST])
    return figure


def pair_rows(figure: Figure, result: Readings, table: pd.DataFrame) -> None:
    """Draw one row for each corridor: the model's mean with its interval, the observed stock, the line between them."""
    axes = look.panel(figure, 3.1, 9.4, look.HEAD - 0.25)
    high = float(table.drop(columns="low").to_numpy().max())
    scale, unit = look.unit_of(high)
    rows = np.arange(len(table))
    mean = table["mean"] / scale
    look.counted(axes, "x", high / scale)
    axes.set_ylim(len(table) - 0.4, -0.8)
    look.row_names(
        axes, [f"{named(result, o)} \N{RIGHTWARDS ARROW} {named(result, d)}" for o, d in table.index], 2.55
    )
    if "observed" in table:
        axes.hlines(rows, mean, table["observed"] / scale, colors=look.RULE, linewidth=3, zorder=1)
        axes.plot(
            table["observed"] / scale, rows, "o", markersize=6, color=look.OBSERVED, zorder=3, label="UN"
        )
    axes.hlines(rows, table["low"] / scale, table["high"] / scale, colors=look.MODEL, linewidth=2, zorder=4)
    axes.plot(
        mean,
        rows,
        "D",
        markersize=5.5,
        color=look.MODEL,
        markeredgecolor="white",
        markeredgewidth=0.6,
        zorder=5,
        label="Model",
    )
    look.caption(axes, f"migrant stock, {unit}")
    axes.legend(loc="lower right", framealpha=1, edgecolor="none", fontsize=look.TEXT, handletextpad=0.2)


def stock_scatter(result: Readings) -> Figure:
    """Draw the migrant stock of every destination, model against UN, on logarithmic axes."""
    states = result.reference_states
    reported = (
        None
        if states is None or "immigrant_stock" not in states
        else states.dropna(subset=["immigrant_stock"])
    )
    year, known = compared_year(result, set() if reported is None else set(reported["year"]))
    title = f"Migrant stock by country of destination, {year}"
    source = credit(
        result, f"Observed: {UN}, mid-year; unknown origins included. Model: end of June." if known else ""
    )
    if not known or reported is None:
        return look.said(look.sheet(title, "", source), "No observed stock falls into the years of this run.")
    middle = result.states[(result.states["year"] == year) & (result.states["month"] == 6)]
    table = spread(replicated(middle, ["iso3"], "immigrants", seeds(result)))
    table["observed"] = reported[reported["year"] == year].set_index("iso3")["immigrant_stock"]
    both = table[(table["mean"] > 0) & (table["observed"] > 0)].copy()
    if len(both) < 3:
        return look.said(
            look.sheet(title, "", source),
            "Fewer than three destinations have both a model stock and an observed one.",
        )
    logs = np.log10(both[["mean", "observed"]])
    near = float((abs(logs["mean"] - logs["observed"]) <= np.log10(2)).mean())
    subtitle = (
        f"{len(both)} destinations; correlation of logarithms {logs.corr().iloc[0, 1]:.2f}; "
        f"{100 * near:.0f} % of them within a factor of two"
    )
    figure = look.sheet(title, subtitle, source, 7.4)
    axes = look.panel(figure, 1.25, 6.65, look.HEAD - 0.2, FOOT)
    scattered(axes, result, both)
    farthest(figure, result, both)
    return figure


def scattered(axes: Axes, result: Readings, both: pd.DataFrame) -> None:
    """Draw the points, the line of equality with the band of a factor of two, and the names of the notable."""
    low = 10 ** np.floor(np.log10(max(both[["mean", "observed"]].to_numpy().min(), 10)))
    low = min(low, float(both[["mean", "observed"]].to_numpy().min()) * 0.8)
    high = float(both[["high", "observed"]].to_numpy().max()) * 1.6
    ends_at = np.array([low, high])
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high), aspect="equal")
    axes.fill_between(ends_at, ends_at / 2, ends_at * 2, color=look.RULE, alpha=0.55, linewidth=0)
    axes.plot(ends_at, ends_at, color=look.SOFT, linewidth=0.8)
    axes.vlines(
        both["observed"],
        np.maximum(both["low"], low),
        both["high"],
        colors=look.MODEL,
        linewidth=0.8,
        alpha=0.6,
    )
    axes.plot(
        both["observed"],
        both["mean"],
        "o",
        markersize=4.8,
        color=look.MODEL,
        alpha=0.75,
        markeredgecolor="white",
        markeredgewidth=0.4,
    )
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(10, numticks=12))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: look.number(value)))
    axes.set_xlabel("observed migrant stock, persons")
    look.caption(axes, "model migrant stock, persons")
    large = both["observed"].nlargest(12).index
    order = list(dict.fromkeys([*gaps(both).index[:FARTHEST], *large, *both.index]))
    points = both.loc[order, ["observed", "mean"]].set_axis(["x", "y"], axis=1)
    worth = {*gaps(both).index[:FARTHEST], *large}
    look.placed_names(axes, points, {code: named(result, str(code)) for code in order if code in worth})


def gaps(both: pd.DataFrame) -> pd.Series:
    """Return model stock less observed stock (persons), the largest difference first."""
    gap = both["mean"] - both["observed"]
    return gap.reindex(gap.abs().sort_values(ascending=False).index)


def farthest(figure: Figure, result: Readings, both: pd.DataFrame) -> None:
    """Write beside the plot the destinations with the largest differences, and how large they are."""
    difference = gaps(both).iloc[:FARTHEST]
    scale, unit = look.unit_of(float(difference.abs().max()))
    height = float(figure.get_figheight())
    left, top = 7.15 / look.WIDTH, 1 - (look.HEAD - 0.2) / height
    figure.text(left, top, "Largest differences", weight="bold", size=look.TEXT + 0.5, va="top")
    figure.text(
        left, top - 0.22 / height, f"model less UN, {unit}", size=look.SMALL + 0.7, color=look.SOFT, va="top"
    )
    for rank, (code, gap) in enumerate(difference.items()):
        line = top - (0.56 + 0.24 * rank) / height
        colour = look.MODEL if gap >= 0 else look.IRREGULAR
        figure.text(left, line, named(result, str(code)), va="center")
        figure.text(9.4 / look.WIDTH, line, look.signed(gap / scale), va="center", ha="right", color=colour)
