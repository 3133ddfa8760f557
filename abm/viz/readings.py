"""What the figures need to know of a result, and how replications become a mean with an interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from abm.results.summary import CONFIDENCE


class Readings(Protocol):
    """A finished batch of replications; each frame has the column `seed`, one value for each replication."""

    @property
    def states(self) -> pd.DataFrame:
        """One row for each seed, month and state: seed, iso3, year, month (1..12) and the measures of a state."""

    @property
    def world(self) -> pd.DataFrame:
        """One row for each seed and month: seed, year, month and the measures of the world."""

    @property
    def corridors(self) -> pd.DataFrame:
        """Rows with any nonzero: seed, year, origin, destination, stock (persons at the end of December), ..."""

    @property
    def entries(self) -> pd.DataFrame:
        """Persons who entered: seed, year, iso3 (the destination), channel, persons."""

    @property
    def ledger(self) -> pd.DataFrame:
        """What changed: seed, year, iso3, outcome, channel, change (of the outcome), security (of net security)."""

    @property
    def routes(self) -> pd.DataFrame:
        """Edges of the circuit: seed, year, origin, destination, channel (land, sea, air), ..., deaths."""

    @property
    def reference_stocks(self) -> pd.DataFrame | None:
        """Observed migrant stocks (persons, mid-year): origin, destination, year, stock."""

    @property
    def reference_states(self) -> pd.DataFrame | None:
        """Observed by state and year: iso3, year, immigrant_stock, refugees_hosted, ...; missing = not reported."""

    @property
    def reference_refugees(self) -> pd.DataFrame | None:
        """Reported refugees (persons, end of the year): origin, destination, year, refugees; pairs without left out."""

    @property
    def reference_wars(self) -> pd.DataFrame | None:
        """Recorded deaths by armed conflict, all states and years: iso3, year, deaths (persons)."""

    @property
    def scenario(self) -> Mapping[str, Any]:
        """The scenario: name, start ("1990-01"), months, persons_per_agent, world."""

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each state by its code."""

    @property
    def places(self) -> pd.DataFrame | None:
        """The states of the world: iso3, longitude, latitude (degrees)."""


def seeds(result: Readings) -> list[int]:
    """Return the seeds of the replications, ascending."""
    found = set(result.world["seed"]) or set(result.states["seed"])
    return sorted(int(seed) for seed in found)


def whole_years(result: Readings) -> list[int]:
    """Return the years of which every month was run; all years if none is whole."""
    months = result.world.drop_duplicates(["year", "month"]).groupby("year")["month"].count()
    whole = months[months == 12]
    return [int(year) for year in (whole if len(whole) else months).index]


def span(result: Readings) -> str:
    """Return the years of the figures in words: '1990-2020' with a dash; says so if no year is whole."""
    years = whole_years(result)
    words = f"{years[0]}\N{EN DASH}{years[-1]}" if len(years) > 1 else f"{years[0]}"
    months = len(result.world.drop_duplicates(["year", "month"]))
    return words if months >= 12 * len(years) else f"{words} (only {months} months were run)"


def spread(samples: pd.DataFrame, floor: float = 0.0) -> pd.DataFrame:
    """Return mean, low and high of each row of `samples`, one column for each replication.

    The interval is mean -+ t s / sqrt(n) with Student's t, cut at `floor` (persons are never fewer than none); with one
    replication it is the value itself.
    """
    values = samples.to_numpy(dtype=float)
    mean = values.mean(axis=1)
    number = values.shape[1]
    half = np.zeros(len(mean))
    if number > 1:
        half = (
            float(stdtrit(number - 1, (1 + CONFIDENCE) / 2)) * values.std(axis=1, ddof=1) / math.sqrt(number)
        )
    low = np.minimum(mean, np.maximum(mean - half, floor))
    return pd.DataFrame({"mean": mean, "low": low, "high": mean + half}, index=samples.index)


def replicated(frame: pd.DataFrame, keys: Sequence[str], value: str, among: Sequence[int]) -> pd.DataFrame:
    """Return the sums of a column by `keys` (rows) and seed (columns); what a replication does not list is zero."""
    table = frame.pivot_table(index=list(keys), columns="seed", values=value, aggfunc="sum", fill_value=0)
    return table.reindex(columns=list(among), fill_value=0).astype(float)


def decimal_years(frame: pd.DataFrame) -> pd.Series:
    """Return the end of each row's month as a year with its fraction: December 1990 is 1991.0."""
    return frame["year"] + frame["month"] / 12


def credit(result: Readings, points: str = "", interval: bool = True) -> str:
    """Return the lines under a figure: replications, what the interval is if it has one, scale, and observed data."""
    number = len(seeds(result))
    agents = float(result.scenario.get("persons_per_agent", 1000))
    who = f"Model, scenario {result.scenario.get('name', 'unnamed')}: "
    if number > 1:
        means = f"; band or bar: {CONFIDENCE:.0%} interval of that mean (chance alone, not the parameters)"
        who += f"mean of {number} replications{means.replace('%', ' %') if interval else ''}."
    else:
        who += "one replication, so no interval." if interval else "one replication."
    who += f" One agent stands for {agents:,.0f} person{'s' if agents != 1 else ''}."
    return f"{who}\n{points}"


SHORT = {
    "Bosnia and Herzegovina": "Bosnia & Herzegovina",
    "Central African Republic": "Central African Rep.",
    "Democratic Republic of the Congo": "DR Congo",
    "Republic of the Congo": "Congo",
    "Russian Federation": "Russia",
    "Saint Vincent and the Grenadines": "St Vincent & Gren.",
    "Syrian Arab Republic": "Syria",
    "United States of America": "United States",
    "Iran (Islamic Republic of)": "Iran",
    "Venezuela (Bolivarian Republic of)": "Venezuela",
}
"""Names that are too long for a label, and what stands there instead."""


def named(result: Readings, code: str) -> str:
    """Return the name of a state for a label, shortened where it is long; the code if it has no name."""
    name = str(result.names.get(code, code))
    name = SHORT.get(name, name)
    return name if len(name) <= 24 else f"{name[:22].rstrip()}\N{HORIZONTAL ELLIPSIS}"
