"""What a result says of each edge of the circuit on the ground: attempts, fees, interdictions and deaths."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from abm.results.summary import CONFIDENCE
from abm.viz.readings import Readings, replicated, seeds, whole_years

EDGE = ["origin", "destination", "channel"]
"""What names an edge: the state that is left, the state that is entered, and land, sea or air."""

ON_GROUND = ("land", "sea")
"""Channels that are drawn as lines; flights have no place on the way where a border stands."""

SHOWN, MOST = 0.9, 120
"""Drawn are the largest edges up to this share of the total, and no more than this number."""

WIDE = 0.5
"""An interval is called wide if half of it is more than this share of the mean."""


@final
@dataclass(frozen=True)
class Measured:
    """A reading of the edges: what it is called, in which unit, and its parts in the routes of a result.

    Attributes:
        name: for the key of a table.
        label: words for a caption.
        unit: of its values, per year for flows.
        above: the column that is summed.
        below: the column that it is divided by; empty for a flow.
        scale: what the ratio is multiplied by.
    """

    name: str
    label: str
    unit: str
    above: str
    below: str = ""
    scale: float = 1.0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the routes that it needs."""
        return (self.above, self.below) if self.below else (self.above,)


ATTEMPTS = Measured("attempts", "Attempts", "persons per year", "attempts")
FEE = Measured("fee", "Mean fee", "dollars per client", "fees", "clients")
PAID = Measured("fees", "Fees", "dollars per year", "fees")
INTERDICTED = Measured("interdicted", "Interdicted", "% of attempts", "interdictions", "attempts", 100.0)
DEATHS = Measured("deaths", "Deaths", "persons per year", "deaths")
RISK = Measured("risk", "Deaths per crossing", "deaths per 1,000 crossings", "deaths", "crossings", 1000.0)


def on_ground(result: Readings, years: Sequence[int]) -> pd.DataFrame:
    """Return the rows of the routes over land and sea in some years; crossings are attempts where none are counted."""
    routes = result.routes
    here = routes[routes["year"].isin(list(years)) & routes["channel"].isin(ON_GROUND)]
    return here if "crossings" in here else here.assign(crossings=here["attempts"])


def by_edge(routes: pd.DataFrame, column: str, among: Sequence[int], years: int) -> pd.DataFrame:
    """Return the mean per year of a column by edge (rows) and seed (columns); an edge that is not listed has none."""
    return replicated(routes, EDGE, column, among) / max(years, 1)


def samples(routes: pd.DataFrame, what: Measured, among: Sequence[int], years: int) -> pd.DataFrame:
    """Return a reading by edge (rows) and seed (columns): means per year, or ratios of the sums over the years.

    A ratio over nothing is not a number.
    """
    above = by_edge(routes, what.above, among, years)
    if not what.below:
        return above
    below = by_edge(routes, what.below, among, years)
    return what.scale * above / below.where(below > 0)


def estimates(table: pd.DataFrame) -> pd.DataFrame:
    """Return for each row mean, half (of the 95 % interval, Student's t) and number, of the replications with a value.

    With fewer than two values half is not a number.
    """
    values = table.to_numpy(dtype=float)
    known = np.isfinite(values)
    number = known.sum(axis=1)
    total = np.where(known, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total.sum(axis=1) / number
        square = (np.where(known, values - mean[:, None], 0.0) ** 2).sum(axis=1)
        half = stdtrit(number - 1, (1 + CONFIDENCE) / 2) * np.sqrt(square / (number - 1) / number)
    half = np.where(number > 1, half, np.nan)
    return pd.DataFrame({"mean": mean, "half": half, "number": number}, index=table.index)


def largest(values: pd.Series, share: float = SHOWN, most: int = MOST) -> pd.Index:
    """Return the fewest edges that hold a share of the total, the largest first, at most a number of them."""
    ordered = values[values > 0].sort_values(ascending=False, kind="stable")
    if ordered.empty:
        return ordered.index
    held = ordered.cumsum() / ordered.sum()
    number = int((held < share - 1e-12).sum()) + 1
    return ordered.index[: min(number, most)]


def wide(found: pd.DataFrame) -> pd.Series:
    """Say for each row of `estimates` whether its interval is wide: half of it over `WIDE` of the mean."""
    return (found["half"] > WIDE * found["mean"].abs()).fillna(False)


@final
@dataclass(frozen=True)
class Edges:
    """All readings of one result, by edge: mean, half, number.

    Attributes:
        found: the table of `estimates` by the name of each reading that the result has.
        replications: number of seeds.
        years: the years that are averaged.
        by_air: attempts by air, persons per year, which are not among the edges.
    """

    found: Mapping[str, pd.DataFrame]
    replications: int
    years: tuple[int, ...]
    by_air: float

    def total(self, name: str) -> float:
        """Return the sum of a reading over all edges."""
        return float(self.found[name]["mean"].sum())


READ = (ATTEMPTS, FEE, PAID, INTERDICTED, DEATHS, RISK)


def edges_of(result: Readings) -> Edges:
    """Return the readings of a result by edge; one of which a column is not recorded, or zero all over, is left out."""
    years, among = whole_years(result), seeds(result)
    here = on_ground(result, years)
    found = {
        what.name: estimates(samples(here, what, among, len(years)))
        for what in READ
        if all(column in here and here[column].any() for column in what.columns)
    }
    air = result.routes[result.routes["year"].isin(years) & (result.routes["channel"] == "air")]
    by_air = float(air["attempts"].sum()) / max(len(among), 1) / max(len(years), 1)
    return Edges(found, len(among), tuple(years), by_air if math.isfinite(by_air) else 0.0)
