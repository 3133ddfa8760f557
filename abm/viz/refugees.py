"""The figure of refugees: hosted in the world, and in the states that host most."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.readings import Readings, credit, decimal_years, named, replicated, seeds, spread

HOSTS = 8
"""Number of hosts shown."""


def reported(result: Readings) -> pd.DataFrame:
    """Return refugees hosted as observed: iso3, year, persons at the end of the year; empty if nothing is known."""
    states = result.reference_states
    if states is None or "refugees_hosted" not in states:
        return pd.DataFrame({"iso3": [], "year": [], "persons": []})
    known = states.dropna(subset=["refugees_hosted"])[["iso3", "year", "refugees_hosted"]]
    known = known.set_axis(["iso3", "year", "persons"], axis=1)
    return known[known["year"].between(result.world["year"].min(), result.world["year"].max())]


def refugees(result: Readings) -> Figure:
    """Draw the refugees in the world and in the states with the highest peak, model and UNHCR."""
    observed = reported(result)
    points = (
        "Points: UNHCR Refugee Data Finder, end of year, Palestinians under UNRWA not included."
        if len(observed)
        else ""
    )
    figure = look.sheet(
        "Refugees hosted",
        "In the world, and in the states that host most at their peak",
        credit(result, points),
        6.0,
    )
    states = result.states.assign(moment=decimal_years(result.states))
    table = replicated(states, ["iso3", "moment"], "refugees_hosted", seeds(result))
    if not table.to_numpy().any():
        return look.said(figure, "No refugee is recorded in this result.")
    world = table.groupby("moment").sum()
    total = observed.groupby("year")["persons"].sum()
    high = max(float(spread(world)["high"].max()), float(total.max()) if len(total) else 0.0)
    axes = look.panel(figure, 0.75, 3.75)
    scale, unit = look.unit_of(high)
    drawn(axes, spread(world), total, scale)
    look.counted(axes, "y", high / scale)
    look.years_along(axes, world.index[0] - 1 / 12, world.index[-1], 5)
    look.caption(axes, unit, "World")
    legend(axes, bool(len(observed)))
    hosts(figure, result, table, observed)
    return figure


def hosts(figure: Figure, result: Readings, table: pd.DataFrame, observed: pd.DataFrame) -> None:
    """Draw the states with the highest peaks, in the model or as observed, all on one scale."""
    model = spread(table)
    peaks = model["high"].groupby("iso3").max()
    seen = observed.groupby("iso3")["persons"].max().reindex(peaks.index, fill_value=0)
    ranked = peaks.combine(seen, max).nlargest(HOSTS)
    ranked = ranked[ranked > 0]
    scale, unit = look.unit_of(float(ranked.max()))
    for place, code in enumerate(ranked.index):
        axes = small(figure, place)
        lines = model.loc[code]
        drawn(axes, lines, observed[observed["iso3"] == code].set_index("year")["persons"], scale)
        look.counted(axes, "y", float(ranked.max()) / scale, 4)
        look.years_along(axes, lines.index[0] - 1 / 12, lines.index[-1], 2)
        axes.tick_params(labelleft=place % 4 == 0)
        look.caption(axes, unit if place % 4 == 0 else "", named(result, str(code)), 1.08)


def small(figure: Figure, place: int) -> Axes:
    """Return the axes of one host, four in a row."""
    row, column = divmod(place, 4)
    left = 4.55 + column * 1.26
    height = (float(figure.get_figheight()) - look.HEAD - look.FOOT - 0.85) / 2
    lower = look.FOOT + (1 - row) * (height + 0.85)
    share = (
        left / look.WIDTH,
        lower / figure.get_figheight(),
        1.06 / look.WIDTH,
        height / figure.get_figheight(),
    )
    return figure.add_axes(share)


def drawn(axes: Axes, model: pd.DataFrame, observed: pd.Series, scale: float) -> None:
    """Draw one place: the model's refugees as a line with its band, the observed as points."""
    look.band(axes, model.index, model, look.MODEL, scale)
    if len(observed):
        axes.plot(
            observed.index + 1.0,
            observed / scale,
            "o",
            markersize=2.6,
            color=look.OBSERVED,
            zorder=4,
            clip_on=False,
        )


def legend(axes: Axes, observed: bool) -> None:
    """Explain line and points at the foot of the panel."""
    places: dict[str, Any] = {"transform": axes.transAxes, "va": "center"}
    axes.plot([0.04, 0.11], [0.12, 0.12], color=look.MODEL, linewidth=1.8, transform=axes.transAxes)
    axes.text(0.14, 0.12, "Model", color=look.MODEL, weight="bold", **places)
    if observed:
        axes.plot(0.075, 0.055, "o", color=look.OBSERVED, markersize=3.5, transform=axes.transAxes)
        axes.text(0.14, 0.055, "UNHCR", color=look.OBSERVED, **places)
