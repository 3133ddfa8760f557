"""The shipped tables, put together column by column from the builders of each subject."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from abm.world.building import circuit, income, links, people, population, quotas, reference, stocks, violence
from abm.world.building.geography import PLACES
from abm.world.building.methods import Array, Filled
from abm.world.building.sources import FIRST_YEAR, YEARS, Raw, read_raw

DECIMALS = {
    "birth_rate": 2,
    "natural_increase": 2,
    "gdp_per_head": 0,
    "capacity": 4,
    "working_share": 4,
    "share_low": 4,
    "share_medium": 4,
    "share_high": 4,
}
"""Decimals kept; counts of persons and kilometres keep none."""


def build_frames(source: Path) -> dict[str, pd.DataFrame]:
    """Return every table of the real world with its flags, by name.

    Args:
        source: the folder of the raw tables.

    Raises:
        Refusal: where a raw table is missing.
    """
    raw = read_raw(source)
    land = links.contiguous(raw)
    drivers = _drivers(raw, land)
    distance = links.distances(raw)
    return {
        "states": _states(raw, drivers),
        "series": _series(raw, drivers),
        "corridors": _corridors(raw, drivers, distance, land),
        "circuit": circuit.circuit(raw, distance.values, distance.flags, land),
        "reference_stocks": reference.reference_stocks(raw),
        "reference_states": reference.reference_states(raw),
        "reference_refugees": reference.reference_refugees(raw),
    }


def _drivers(raw: Raw, land: Array) -> dict[str, Filled]:
    """Return the columns of the series, each states x years."""
    wealth = income.gdp_per_head(raw, land)
    residents = population.population(raw)
    births = population.birth_rate(raw, wealth.values)
    deaths = violence.conflict_deaths(raw)
    columns = {
        "population": residents,
        "birth_rate": births,
        "natural_increase": population.natural_increase(raw, residents.values, births.values, wealth.values),
        "gdp_per_head": wealth,
        "capacity": income.capacity(raw, wealth.values),
        "conflict_deaths": deaths,
        "forced_outflow": violence.forced_outflow(raw, residents.values, deaths.values),
    }
    admitted = quotas.quotas(raw, residents.values, wealth.values)
    return columns | {f"quota_{category}": filled for category, filled in admitted.items()}


def _states(raw: Raw, drivers: dict[str, Filled]) -> pd.DataFrame:
    start = {name: Filled(filled.values[:, 0], filled.flags[:, 0]) for name, filled in drivers.items()}
    columns: dict[str, Any] = {
        "iso3": list(raw.states),
        "name": [PLACES[iso3].name for iso3 in raw.states],
        "region": list(raw.regions),
        "longitude": np.round(raw.country("lon"), 4),
        "latitude": np.round(raw.country("lat"), 4),
    }
    shares = people.schooling(raw, start["gdp_per_head"].values)
    for name, filled in shares.items():
        _add(columns, name, filled)
    _add(columns, "working_share", population.working_share(start["birth_rate"].values))
    _add(columns, "capacity", start["capacity"])
    _add(columns, "naturalisation_years", people.naturalisation_years(raw))
    return pd.DataFrame(columns)


def _series(raw: Raw, drivers: dict[str, Filled]) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "iso3": np.repeat(np.array(raw.states, dtype=object), len(YEARS)),
        "year": np.tile(YEARS, len(raw.states)),
    }
    for name, filled in drivers.items():
        _add(columns, name, filled)
    return pd.DataFrame(columns)


def _corridors(raw: Raw, drivers: dict[str, Filled], distance: Filled, land: Array) -> pd.DataFrame:
    residents = drivers["population"].values[:, 0]
    movement = links.free_movement_from(raw)
    stock = stocks.migrant_stock(raw, residents, distance.values, land)
    displaced = stocks.refugees(raw, stock.values)
    wealth = drivers["gdp_per_head"].values[:, 2010 - FIRST_YEAR]
    pairs = {
        "distance_km": distance,
        "contiguous": Filled(land.astype(float), np.full(land.shape, links.BY_BORDERS, dtype=object)),
        "common_language": links.common_language(raw),
        "colonial_link": links.colonial_link(raw),
        "visa_free": links.visa_free(raw, movement, wealth),
        "free_movement_from": Filled(movement, np.full(land.shape, "observed", dtype=object)),
        "stock": stocks.raised(stock, displaced.values),
        "refugees": displaced,
    }
    apart = ~np.eye(len(raw.states), dtype=bool)
    columns: dict[str, Any] = {
        "origin": raw.corridors.index.get_level_values("origin"),
        "destination": raw.corridors.index.get_level_values("destination"),
    }
    for name, filled in pairs.items():
        _add(columns, name, Filled(filled.values[apart], filled.flags[apart]))
    return pd.DataFrame(columns)


def _add(columns: dict[str, Any], name: str, filled: Filled) -> None:
    """Add a column, rounded, and its flags beside it."""
    values = np.round(filled.values.ravel(), DECIMALS.get(name, 0))
    whole = DECIMALS.get(name, 0) == 0
    columns[name] = pd.array(values, dtype="Int64") if whole else values
    columns[f"{name}_flag"] = filled.flags.ravel()
