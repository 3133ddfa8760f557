"""The world of a run: its states, their data year by year, its corridors and its circuit, all as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, final

import numpy as np

from abm.world.circuit import Circuit

if TYPE_CHECKING:
    import pandas as pd

    from abm.world.tables import WorldTables

QUOTAS = ("quota_skilled", "quota_guest", "quota_student", "quota_family")
"""Columns of the series that hold quotas, in the order of the channels."""

_SERIES = (
    "population", "birth_rate", "natural_increase", "gdp_per_head", "capacity", "conflict_deaths",
    "forced_outflow", *QUOTAS,
)  # fmt: skip
NO_FREE_MOVEMENT = 9_999
"""Year from which movement is free where it never is."""


@final
@dataclass(frozen=True, eq=False)
class World:
    """What is given about the world; nothing in it changes during a run but the circuit's numbers.

    Attributes:
        codes, names, regions: of the S states.
        place: float64 [S, 2], longitude and latitude in degrees.
        skill_shares: float64 [S, 3], of residents at the start.
        working_share: float64 [S].
        first_capacity: float64 [S].
        naturalisation_years: float64 [S], 100 for never.
        years: int [Y], of the series.
        series: float64 [Y, S] by name; see `docs/data.md`.
        distance_km: float64 [S, S].
        contiguous, common_language, colonial_link, visa_free: bool [S, S], origin by destination.
        free_movement_from: int [S, S], year.
        first_stock, first_refugees: float64 [S, S], persons, origin by destination.
        circuit: the migration circuit.
        reference_stocks, reference_states: observed outcomes to compare with, or None.
        digest: of all tables.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    regions: tuple[str, ...]
    place: np.ndarray
    skill_shares: np.ndarray
    working_share: np.ndarray
    first_capacity: np.ndarray
    naturalisation_years: np.ndarray
    years: np.ndarray
    series: dict[str, np.ndarray]
    distance_km: np.ndarray
    contiguous: np.ndarray
    common_language: np.ndarray
    colonial_link: np.ndarray
    visa_free: np.ndarray
    free_movement_from: np.ndarray
    first_stock: np.ndarray
    first_refugees: np.ndarray
    circuit: Circuit
    reference_stocks: pd.DataFrame | None
    reference_states: pd.DataFrame | None
    digest: str

    def __len__(self) -> int:
        return len(self.codes)

    def apart(self) -> World:
        """This world with a circuit of its own, for a run to change; all else is shared."""
        return replace(self, circuit=self.circuit.copy())

    def at(self, name: str, year: float) -> np.ndarray:
        """A series at a moment, by linear interpolation between middles of years; float64 [S]."""
        place = min(max(year - 0.5 - int(self.years[0]), 0.0), len(self.years) - 1.0)
        below = int(min(place, len(self.years) - 2)) if len(self.years) > 1 else 0
        values = self.series[name]
        if len(self.years) == 1:
            return values[0].copy()
        share = place - below
        return np.asarray((1.0 - share) * values[below] + share * values[below + 1])

    def in_year(self, name: str, year: int) -> np.ndarray:
        """A series in a year, the nearest where the year lies outside; float64 [S]."""
        return self.series[name][min(max(year - int(self.years[0]), 0), len(self.years) - 1)]


def build_world(tables: WorldTables) -> World:
    """Turn tables into arrays."""
    states = tables.states
    codes = tuple(states["iso3"])
    number = {code: place for place, code in enumerate(codes)}
    corridors = tables.corridors
    pairs = (corridors["origin"].map(number).to_numpy(), corridors["destination"].map(number).to_numpy())

    def matrix(column: str, fill: float) -> np.ndarray:
        out = np.full((len(codes),) * 2, fill)
        out[pairs] = corridors[column].fillna(fill).to_numpy(np.float64)
        return out

    series = tables.series.sort_values(
        ["year", "iso3"], key=lambda c: c.map(number) if c.name == "iso3" else c
    )
    visa_free = matrix("visa_free", 0) > 0
    free_from = matrix("free_movement_from", NO_FREE_MOVEMENT).astype(np.int64)
    years = np.sort(series["year"].unique())
    return World(
        codes=codes,
        names=tuple(states["name"]),
        regions=tuple(states["region"]),
        place=states[["longitude", "latitude"]].to_numpy(np.float64),
        skill_shares=states[["share_low", "share_medium", "share_high"]].to_numpy(np.float64),
        working_share=states["working_share"].to_numpy(np.float64),
        first_capacity=states["capacity"].to_numpy(np.float64),
        naturalisation_years=states["naturalisation_years"].to_numpy(np.float64),
        years=years,
        series={name: series[name].to_numpy(np.float64).reshape(len(years), len(codes)) for name in _SERIES},
        distance_km=matrix("distance_km", 1.0),
        contiguous=matrix("contiguous", 0) > 0,
        common_language=matrix("common_language", 0) > 0,
        colonial_link=matrix("colonial_link", 0) > 0,
        visa_free=visa_free,
        free_movement_from=free_from,
        first_stock=matrix("stock", 0),
        first_refugees=matrix("refugees", 0),
        circuit=Circuit.from_table(codes, tables.circuit, border_regime(free_from, visa_free)),
        reference_stocks=tables.reference_stocks,
        reference_states=tables.reference_states,
        digest=tables.digest(),
    )


def border_regime(free_from: np.ndarray, visa_free: np.ndarray) -> np.ndarray:
    """How a state (column) treats people of another (row) at its border, in words: [S, S]."""
    words = np.where(visa_free, "visa free", "controlled").astype("U32")
    for year in np.unique(free_from[free_from < NO_FREE_MOVEMENT]):
        words[free_from == year] = f"free movement from {year}"
    return words
