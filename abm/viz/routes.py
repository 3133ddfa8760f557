"""The figure of deaths on routes: through the years, and on which edges of the circuit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.readings import Readings, credit, named, replicated, seeds, span, spread, whole_years

DEADLIEST = 10
"""Number of edges shown."""

EDGE = ["origin", "destination", "channel"]


def route_deaths(result: Readings) -> Figure:
    """Draw the deaths on irregular journeys by year, and the edges on which most people died."""
    years = whole_years(result)
    here = result.routes[result.routes["year"].isin(years)]
    figure = look.sheet(
        "Deaths on migration routes",
        f"Persons who die on journeys without authorisation, {span(result)}",
        credit(result),
    )
    if here.empty or not here["deaths"].any():
        return look.said(figure, "No death on a route is recorded in this result.")
    among = seeds(result)
    annual = spread(replicated(here, ["year"], "deaths", among).reindex(years, fill_value=0.0))
    edges = replicated(here, EDGE, "deaths", among) / len(years)
    through_years(look.panel(figure, 0.75, 4.35), annual)
    deadliest(look.panel(figure, 6.95, 9.3), result, spread(edges), float(annual["mean"].mean()))
    return figure


def through_years(axes: Axes, annual: pd.DataFrame) -> None:
    """Draw the world's deaths on routes in each year with the interval."""
    high = float(annual["high"].max())
    look.band(axes, annual.index, annual, look.IRREGULAR)
    look.counted(axes, "y", high)
    look.years_along(axes, annual.index[0], annual.index[-1], 6)
    look.caption(axes, "persons per year", "All routes")


def deadliest(axes: Axes, result: Readings, edges: pd.DataFrame, world: float) -> None:
    """Draw the edges with most deaths as bars (persons per year, mean over the years), with intervals."""
    worst = edges.nlargest(DEADLIEST, "mean")
    worst = worst[worst["mean"] > 0]
    rows = np.arange(len(worst))
    axes.barh(rows, worst["mean"], 0.66, color=look.IRREGULAR)
    axes.hlines(rows, worst["low"], worst["high"], colors=look.INK, linewidth=1.1)
    look.counted(axes, "x", float(worst["high"].max()), 4)
    axes.set_ylim(max(len(worst), 5) - 0.4, -0.6)
    look.row_names(axes, [edge(result, *map(str, key)) for key in worst.index], 2.3)
    part = 100 * float(worst["mean"].sum()) / world
    words = f"persons per year; {part:.0f} % of all deaths"
    look.caption(
        axes, words, f"The {len(worst)} deadliest crossings" if len(worst) > 1 else "The deadliest crossing"
    )


def edge(result: Readings, origin: str, destination: str, channel: str) -> str:
    """Return an edge in words: 'Libya -> Italy (sea)', with an arrow."""
    return f"{named(result, origin)} \N{RIGHTWARDS ARROW} {named(result, destination)} ({channel})"
