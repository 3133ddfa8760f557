"""The figure of smuggling: what passage costs, who buys it, how much is earned, and who sells it, through time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.results.measures import MEASURES
from abm.results.reducing import parts, reduce, yearly
from abm.viz import appearance as look
from abm.viz.edges import estimates
from abm.viz.panels import Grid, Words, leaf, scaled, title_panel
from abm.viz.readings import Readings, credit, seeds, span, whole_years

SHOWN = (
    ("mean_fee", "Mean fee"),
    ("fee_payers", "Clients"),
    ("smuggled_share", "Smuggled share of irregular entries"),
    ("fees_paid", "Revenue: fees paid"),
    ("networks", "Networks"),
    ("smuggling_capacity", "Capacity of networks"),
)
"""Measures in their order, and the name of their panel; a result shows those that it records."""


def smuggling(result: Readings) -> Figure:
    """Draw the fee, the clients, the smuggled share and the revenue of smuggling by year, and the networks if known."""
    years = whole_years(result)
    tables = {name: by_year(result, name, years) for name, _ in SHOWN}
    drawn = [(name, label) for name, label in SHOWN if not tables[name].empty]
    title, subtitle = "Smuggling", f"Clients of smugglers and what they pay, whole world, {span(result)}"
    if not any(tables[name]["mean"].any() for name, _ in drawn):
        said = "No client of a smuggler is recorded in this result."
        return look.said(look.sheet(title, subtitle, credit(result)), said)
    grid = Grid(len(drawn), 2 if len(drawn) < 5 else 3, 1.75, 0.72, 0.42, 0.56)
    sheet = leaf(Words(title, subtitle, credit(result, missing(drawn))), grid.body)
    for place, (name, label) in enumerate(drawn):
        measure(grid.axes(sheet, place), name, label, tables[name])
    return sheet.figure


def by_year(result: Readings, name: str, years: list[int]) -> pd.DataFrame:
    """Return a measure of the world by year: mean, low and high over replications; empty if it is not recorded.

    Flows are per year, stocks of the last month; a ratio is that of the year's sums. Low and high are not a number with
    fewer than two replications that have a value.
    """
    known = MEASURES.get(name)
    if known is None or not {*parts(known)} <= {*result.world.columns}:
        return pd.DataFrame()
    rows = result.world[result.world["year"].isin(years)].sort_values("month")
    values = pd.DataFrame(np.nan, years, seeds(result))
    for (seed, year), months in rows.groupby(["seed", "year"]):
        column = {part: months[part].to_numpy(dtype=float) for part in parts(known)}
        values.loc[year, seed] = float(reduce(known, column))
    found = estimates(values)
    low = np.minimum(found["mean"], np.maximum(found["mean"] - found["half"], 0.0))
    return pd.DataFrame({"mean": found["mean"], "low": low, "high": found["mean"] + found["half"]})


def measure(axes: Axes, name: str, label: str, table: pd.DataFrame, ticks: int = 6) -> None:
    """Draw one measure through the years from zero, with its interval as a band; at most so many ticks on years."""
    table = table.assign(low=table["low"].fillna(table["mean"]), high=table["high"].fillna(table["mean"]))
    high = float(np.nanmax([*table["high"], 0.0]))
    divisor, unit = scaled(yearly(MEASURES[name]), high)
    look.band(axes, table.index, table, look.IRREGULAR, divisor)
    look.counted(axes, "y", high / divisor, 5)
    look.years_along(axes, table.index[0], table.index[-1], ticks)
    title_panel(axes, label, unit, 0.72)


def missing(drawn: list[tuple[str, str]]) -> str:
    """Return which measures are not recorded, in a sentence; nothing if none is missing."""
    there = {name for name, _ in drawn}
    absent = [label.lower().split(":")[0] for name, label in SHOWN if name not in there]
    return f"Not recorded in this result: {', '.join(absent)}." if absent else ""
