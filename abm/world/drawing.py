"""How a stylised world is drawn: places, states, their series, corridors and circuit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from string import ascii_uppercase
from typing import Any, final

import numpy as np
import pandas as pd

from abm.world.building.assumptions import REGIME, REGIMES, value
from abm.world.building.circuit import edges
from abm.world.building.people import schooling_shares
from abm.world.building.population import working_share_of
from abm.world.layout import Layout, lay_out
from abm.world.recipe import StylisedWorld
from abm.world.schema import REGIONS, columns_of
from abm.world.tables import WorldTables

Array = np.ndarray[Any, Any]
QUOTA_CEILING = 0.02
"""Most that a state admits in a year, as a share of its population."""
STOCK_CEILING = 0.3
"""Most of an origin's population that is abroad in the first year."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """What is drawn once and used by several tables; yearly arrays are states x years."""

    codes: list[str]
    layout: Layout
    population: Array
    income: Array
    capacity: Array
    births: Array
    deaths: Array


def draw(world: StylisedWorld) -> WorldTables:
    """Draw every table of a stylised world from its declarations."""
    random = np.random.default_rng(world.seed)
    draft = _draft(world, random)
    frames = {
        "states": _states(draft, random),
        "series": _series(world, draft),
        "corridors": _corridors(world, draft, random),
        "circuit": _circuit(draft),
    }
    return WorldTables(**{name: _typed(name, frame) for name, frame in frames.items()})


def _typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    kinds = {"word": "str", "integer": "int64", "number": "float64"}
    declared = columns_of(table)
    return frame[[column.name for column in declared]].astype(
        {column.name: kinds[column.kind] for column in declared}
    )


def codes() -> Iterator[str]:
    """Yield codes that ISO 3166 leaves to users (AAA-AAZ, QMA-QZZ, XAA-XZZ, ZZA-ZZZ), Kosovo's XKX aside."""
    starts = [
        "AA",
        *map("".join, product("Q", ascii_uppercase[12:])),
        *map("".join, product("X", ascii_uppercase)),
        "ZZ",
    ]
    for start, last in product(starts, ascii_uppercase):
        if start + last != "XKX":
            yield start + last


def _draft(world: StylisedWorld, random: np.random.Generator) -> Draft:
    number, years = world.states, np.arange(world.years)
    layout = lay_out(world, random)
    shared = random.standard_normal(layout.region.max() + 1)[layout.region]
    own, noise, size, pace = random.standard_normal((4, number))
    wealth = np.sqrt(world.income_clustering) * shared + np.sqrt(1.0 - world.income_clustering) * own
    growth = world.growth + world.growth_spread * pace
    income = np.exp(np.log(world.income_median) + world.income_spread * wealth)[:, None] * np.exp(
        growth[:, None] * years
    )
    income = np.clip(income, 200.0, 250_000.0)
    tie = world.capacity_income_correlation
    capacity = world.capacity_mean + world.capacity_spread * (tie * wealth + np.sqrt(1.0 - tie**2) * noise)
    capacity = np.clip(capacity, value("capacity_low"), value("capacity_high"))
    births = np.clip(45.0 - 9.0 * np.log(income / 1000.0), 8.0, 50.0)
    start = np.exp(np.log(world.population_median) + world.population_spread * size)
    natural = births - _mortality(income)
    people = start[:, None] * np.exp(np.cumsum(natural / 1000.0, axis=1) - natural[:, :1] / 1000.0)
    people = np.clip(np.round(people), 1_000.0, 5e9)
    names = [code for code, _ in zip(codes(), range(number), strict=False)]
    deaths = _wars(world, people, capacity, random)
    return Draft(names, layout, people, income, np.tile(capacity[:, None], len(years)), births, deaths)


def _mortality(income: Array) -> Array:
    """Return deaths per 1,000 per year: 8, and 4 more for every e-fold of GDP per head below 4,000 PPP $."""
    return 8.0 + 4.0 * np.maximum(0.0, np.log(4000.0 / income))


def _wars(world: StylisedWorld, people: Array, capacity: Array, random: np.random.Generator) -> Array:
    """Return deaths in war (persons per year): a constant number of wars, weak states first, that tend to go on."""
    number, years = people.shape
    at_war = np.zeros(number, dtype=bool)
    deaths = np.zeros(people.shape)
    wars = round(world.conflict_share * number)
    propensity = np.exp(-(capacity - capacity.mean()) / max(float(capacity.std()), 1e-9))
    for year in range(years):
        going_on, order, severity = (
            random.random(number),
            random.random(number),
            random.standard_normal(number),
        )
        at_war &= going_on < world.conflict_persistence
        candidates = np.argsort(np.where(at_war, -np.inf, -np.log(order) / propensity), kind="stable")
        at_war = np.zeros(number, dtype=bool)
        at_war[candidates[:wars]] = True
        rate = world.conflict_intensity / 100_000.0 * np.exp(severity)
        deaths[:, year] = np.where(at_war, np.round(np.minimum(rate, 0.1) * people[:, year]), 0.0)
    return deaths


def _states(draft: Draft, random: np.random.Generator) -> pd.DataFrame:
    income = draft.income[:, 0]
    return pd.DataFrame(
        {
            "iso3": draft.codes,
            "name": [f"State {code}" for code in draft.codes],
            "region": [REGIONS[region % len(REGIONS)] for region in draft.layout.region],
            "longitude": np.round(draft.layout.longitude, 4),
            "latitude": np.round(draft.layout.latitude, 4),
            **schooling_shares(income, np.zeros(len(income))),
            "working_share": np.round(working_share_of(draft.births[:, 0]), 4),
            "capacity": np.round(draft.capacity[:, 0], 4),
            "naturalisation_years": random.choice([3.0, 5.0, 7.0, 10.0], size=len(income)),
        }
    )


def _series(world: StylisedWorld, draft: Draft) -> pd.DataFrame:
    shape = draft.population.shape
    outflow = np.minimum(world.displaced_per_death * draft.deaths, value("outflow_cap") * draft.population)
    admitted = world.quota_share * (draft.income / world.income_median) ** world.quota_income_elasticity
    admitted = np.minimum(admitted, QUOTA_CEILING) * draft.population
    regime = np.where(draft.income > value("rich"), REGIME["settlement_european"], REGIME["other"])
    yearly = {
        "population": draft.population,
        "birth_rate": np.round(draft.births, 2),
        "natural_increase": np.round(draft.births - _mortality(draft.income), 2),
        "gdp_per_head": np.round(draft.income),
        "capacity": np.round(draft.capacity, 4),
        "conflict_deaths": draft.deaths,
        "forced_outflow": np.round(outflow),
    }
    for category in ("skilled", "guest", "student", "family"):
        share = np.array([getattr(entry, category) for entry in REGIMES])[regime]
        yearly[f"quota_{category}"] = np.round(admitted * share)
    keys = {
        "iso3": np.repeat(np.array(draft.codes, dtype=object), shape[1]),
        "year": np.tile(np.arange(world.first_year, world.first_year + shape[1]), shape[0]),
    }
    return pd.DataFrame(keys | {name: values.ravel() for name, values in yearly.items()})


def _corridors(world: StylisedWorld, draft: Draft, random: np.random.Generator) -> pd.DataFrame:
    number = len(draft.codes)
    distance, land = draft.layout.distance, draft.layout.land
    group = np.where(
        random.random(number) < 0.7,
        draft.layout.region % world.language_groups,
        random.integers(0, world.language_groups, number),
    )
    language = group[:, None] == group[None, :]
    colonial = _colonies(draft.income[:, 0], random)
    wealth = np.log(draft.income[:, 0])
    visa = random.random((number, number)) < world.visa_openness * np.exp(
        -np.maximum(0.0, wealth[None, :] - wealth[:, None])
    )
    pull = _gravity(draft, distance**-world.distance_decay * (1.0 + land + language + 2.0 * colonial))
    people = draft.population[:, 0]
    total = world.migration_stock * people.sum()
    refugees = _refugees(draft, distance, world.refugee_share * total)
    migrants = _at_most((total - refugees.sum()) * pull, STOCK_CEILING * people)
    apart = ~np.eye(number, dtype=bool)
    names = np.array(draft.codes, dtype=object)
    pairs = {
        "distance_km": np.round(distance), "contiguous": land, "common_language": language, "colonial_link": colonial,
        "visa_free": visa, "free_movement_from": np.full(distance.shape, np.nan),
        "stock": np.round(migrants) + np.round(refugees), "refugees": np.round(refugees),
    }  # fmt: skip
    origins, destinations = np.nonzero(apart)
    keys = {"origin": names[origins], "destination": names[destinations]}
    return pd.DataFrame(keys | {name: values[apart] for name, values in pairs.items()})


def _colonies(income: Array, random: np.random.Generator) -> Array:
    """Return which pairs have a colonial past: the richest twentieth and a fifth of the others, at random."""
    number = len(income)
    metropoles = np.argsort(-income, kind="stable")[: max(1, number // 20)]
    ruler = metropoles[random.integers(0, len(metropoles), number)]
    colony = random.random(number) < 0.2
    colony[metropoles] = False
    link = np.zeros((number, number), dtype=bool)
    link[np.flatnonzero(colony), ruler[colony]] = True
    return link | link.T


def _gravity(draft: Draft, closeness: Array) -> Array:
    """Return the share of each corridor in the world's migrants: masses, income of the destination, closeness."""
    people, income = draft.population[:, 0], draft.income[:, 0]
    weight = (people**0.8)[:, None] * (people**0.7 * income**0.8)[None, :] * closeness
    np.fill_diagonal(weight, 0.0)
    return np.asarray(weight / max(float(weight.sum()), 1e-300))


def _refugees(draft: Draft, distance: Array, total: float) -> Array:
    """Return refugees of the first year: from the states at war by their dead, to others by distance squared."""
    dead = draft.deaths[:, 0]
    weight = dead[:, None] * distance**-2.0
    np.fill_diagonal(weight, 0.0)
    if weight.sum() <= 0.0:
        return np.zeros(distance.shape)
    return _at_most(total * weight / weight.sum(), STOCK_CEILING * draft.population[:, 0])


def _at_most(stock: Array, ceiling: Array) -> Array:
    """Scale the rows of `stock` down to the ceiling of their origin."""
    abroad = np.maximum(stock.sum(axis=1), 1.0)
    return np.asarray(stock * np.minimum(1.0, ceiling / abroad)[:, None])


def _circuit(draft: Draft) -> pd.DataFrame:
    layout = draft.layout
    near = layout.coastal[:, None] & layout.coastal[None, :] & (layout.distance <= value("coastal_reach"))
    by_sea = np.where(near, value("coastal_hop") * layout.distance, np.nan)
    by_air = layout.distance.copy()
    np.fill_diagonal(by_sea, np.nan)
    np.fill_diagonal(by_air, np.nan)
    lengths = {"land": np.where(layout.land, layout.distance, np.nan), "sea": by_sea, "air": by_air}
    nothing = np.full(by_air.shape, "", dtype=object)
    frame = pd.concat([edges(draft.codes, channel, length, nothing) for channel, length in lengths.items()])
    return frame.sort_values(["origin", "destination", "channel"], kind="stable", ignore_index=True)
