"""The figure of net migration: where people go to and from, on the map of the world or of a stylised one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch

from abm.viz import appearance as look
from abm.viz import worldmap
from abm.viz.readings import Readings, credit, named, replicated, seeds, span, whole_years
from abm.viz.routemap import OUTLINES

COLOURS = LinearSegmentedColormap.from_list(
    "net_migration", ["#8F3B00", "#D55E00", "#F2B27E", "#F3F1EC", "#8CC1E3", "#0072B2", "#083F66"]
)
"""From loss over nothing to gain; vermilion and blue differ for every colour vision."""

STEPS = (0.1, 0.4, 1.0, 2.0)
"""Bounds of the classes on each side, as parts of the scale's round number."""

FLOWS = 30
"""Number of corridors drawn in a world without outlines."""


def rates(result: Readings) -> pd.Series:
    """Return net migration by state, persons per 1,000 residents and year: mean over the run and replications."""
    years = whole_years(result)
    here = result.states[result.states["year"].isin(years)]
    among = seeds(result)
    net = replicated(here, ["iso3"], "net_migration", among)
    people = replicated(here, ["iso3"], "population", among) / 12  # person-years, from monthly counts
    return (1000 * net / people.where(people > 0)).mean(axis=1).dropna()


def bounds(values: pd.Series) -> list[float]:
    """Return the symmetric bounds of the classes, round numbers; the outer classes are open."""
    large = float(values.abs().quantile(0.85)) if len(values) else 1.0
    ladder = [base * 10.0**power for power in range(-4, 4) for base in (1, 2, 5)]
    unit = next((step for step in ladder if step * STEPS[-1] >= large), ladder[-1])
    ups = [unit * step for step in STEPS]
    return [-up for up in reversed(ups)] + ups


def net_migration_map(result: Readings) -> Figure:
    """Draw net migration per 1,000 residents and year for every state, on a symmetric scale."""
    real = len(set(result.states["iso3"]) & worldmap.known()) * 2 > result.states["iso3"].nunique()
    notes = ""
    if real:
        notes = OUTLINES
    elif result.places is not None:
        notes = f"Area of a dot: population. Lines: the {FLOWS} corridors with most arrivals."
    figure = look.sheet(
        "Net migration",
        f"Arrivals less departures, persons per 1,000 residents and year, {span(result)}",
        credit(result, notes, interval=False),
        6.9,
    )
    values = rates(result)
    if not values.any():
        return look.said(figure, "No net migration is recorded in this result.")
    scale = BoundaryNorm(bounds(values), COLOURS.N, extend="both")
    if real:
        country_map(figure, values, scale)
    elif result.places is not None:
        dot_map(figure, result, values, scale, result.places)
    else:
        ranking(figure, result, values, scale)
    return figure


def country_map(figure: Figure, values: pd.Series, scale: BoundaryNorm) -> None:
    """Colour the countries in the Equal Earth projection; states too small to see are dots as well."""
    axes = figure.add_axes((0.01, 1.38 / 6.9, 0.98, 1 - 2.2 / 6.9))
    axes.set_axis_off()
    axes.set_aspect("equal")
    countries = worldmap.outlines()
    for country in countries:
        known = country.code in values
        colour = COLOURS(scale(values[country.code])) if known else look.EMPTY
        axes.add_patch(
            PathPatch(
                country.path, facecolor=colour, edgecolor="#8A9096" if known else "white", linewidth=0.25
            )
        )
    small = [c for c in countries if c.island < worldmap.DOT_BELOW and c.code in values]
    spots = np.array([country.centre for country in small]).reshape(-1, 2)
    tints = COLOURS(scale(values[[country.code for country in small]].to_numpy()))
    axes.scatter(spots[:, 0], spots[:, 1], s=13, c=tints, edgecolors=look.SOFT, linewidths=0.5, zorder=3)
    corners = np.concatenate([country.path.vertices for country in countries])
    axes.set_xlim(corners[:, 0].min() - 0.02, corners[:, 0].max() + 0.02)
    axes.set_ylim(corners[:, 1].min() - 0.02, corners[:, 1].max() + 0.02)
    legend(figure, scale, any(country.code not in values for country in countries))


def dot_map(
    figure: Figure, result: Readings, values: pd.Series, scale: BoundaryNorm, places: pd.DataFrame
) -> None:
    """Draw a world without outlines: a named dot for each state at its place, its area true to the population."""
    axes = figure.add_axes((0.06, 0.22, 0.88, 0.64))
    axes.set_axis_off()
    spots = places.set_index("iso3").loc[values.index, ["longitude", "latitude"]].set_axis(["x", "y"], axis=1)
    people = result.states.groupby("iso3")["population"].mean().loc[values.index]
    sizes = 30 + 900 * (people / people.max()).to_numpy()
    axes.margins(0.08)
    flows(axes, result, spots)
    axes.scatter(
        spots["x"],
        spots["y"],
        s=sizes,
        c=COLOURS(scale(values.to_numpy())),
        edgecolors=look.SOFT,
        linewidths=0.7,
        zorder=3,
    )
    order = people.sort_values(ascending=False).index
    gaps = dict(zip(values.index, np.sqrt(sizes / np.pi) + 3, strict=True))
    look.placed_names(axes, spots.loc[order], {code: named(result, str(code)) for code in order}, gaps)
    legend(figure, scale, False)


def flows(axes: Axes, result: Readings, spots: pd.DataFrame) -> None:
    """Draw the largest corridors of inflow as lines between the dots, wider for more people."""
    total = result.corridors.groupby(["origin", "destination"])["inflow"].sum().nlargest(FLOWS)
    total = total[total > 0]
    for (origin, destination), persons in total.items():
        ends = spots.loc[[origin, destination]]
        axes.plot(
            ends["x"],
            ends["y"],
            color=look.SOFT,
            alpha=0.35,
            linewidth=0.4 + 3 * persons / total.max(),
            zorder=1,
        )


def ranking(figure: Figure, result: Readings, values: pd.Series, scale: BoundaryNorm) -> None:
    """Draw the states as bars from gain to loss, for a world of which no place is known; at most thirty."""
    order = values.sort_values(ascending=False)
    if len(order) > 30:
        order = pd.concat([order.iloc[:15], order.iloc[-15:]])
    axes = look.panel(figure, 1.9, 9.4, look.HEAD - 0.35, 1.7)
    rows = np.arange(len(order))
    axes.barh(rows, order, 0.7, color=COLOURS(scale(order.to_numpy())), edgecolor=look.SOFT, linewidth=0.4)
    axes.axvline(0, color=look.SOFT, linewidth=0.7)
    axes.set_xlim(min(order.min() * 1.05, 0), max(order.max() * 1.05, 0))
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.tick_params(length=0)
    look.row_names(axes, [named(result, str(code)) for code in order.index], 1.4)
    axes.grid(True, axis="x")
    legend(figure, scale, False)


def legend(figure: Figure, scale: BoundaryNorm, absent: bool) -> None:
    """Draw the classes with their bounds and unit at the foot, and the grey of states without data."""
    height = float(figure.get_figheight())
    axes = figure.add_axes((0.30, 0.93 / height, 0.40, 0.13 / height))
    bar = figure.colorbar(
        ScalarMappable(scale, COLOURS), cax=axes, orientation="horizontal", spacing="uniform", extendfrac=0.12
    )
    signs = [("+" if bound > 0 else "") + look.number(bound) for bound in scale.boundaries]
    bar.set_ticks(list(scale.boundaries), labels=signs)
    bar.outline.set_linewidth(0.5)
    axes.tick_params(length=0, labelsize=look.SMALL + 0.4)
    axes.set_title(
        "loss  \N{LEFTWARDS ARROW}  persons per 1,000 residents and year  \N{RIGHTWARDS ARROW}  gain",
        size=look.SMALL + 0.7,
        color=look.SOFT,
        pad=5,
    )
    if absent:
        figure.legend(
            handles=[Patch(facecolor=look.EMPTY, label="not in the model")],
            loc="center left",
            bbox_to_anchor=(0.74, 0.99 / height),
            frameon=False,
            fontsize=look.SMALL + 0.4,
            handlelength=1.3,
        )
