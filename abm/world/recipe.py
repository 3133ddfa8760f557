"""What a stylised world is drawn from: a few declared distributions and a seed of its own."""

from __future__ import annotations

from typing import Literal, final

from abm.parameters.declare import Subject, choice, declared

Geography = Literal["ring", "lattice", "continents", "scatter"]


@final
class StylisedWorld(Subject):
    """What a stylised world is drawn from; the same declarations give the same world."""

    states: int = declared(60, unit="states", low=2, high=1000, meaning="number of states", source="assumed")
    seed: int = declared(
        1,
        unit="seed",
        low=0,
        high=2**31 - 1,
        meaning="seed of the world, apart from the seed of a run",
        source="assumed",
    )
    first_year: int = declared(
        1990, unit="calendar year", low=1800, high=2100, meaning="first year", source="assumed"
    )
    years: int = declared(
        31, unit="years", low=1, high=100, meaning="number of years of the series", source="assumed"
    )
    geography: Geography = choice(
        "continents",
        meaning="ring: on the equator, two neighbours each; lattice: rows and columns, four neighbours; continents: "
        "clusters with seas between them; scatter: anywhere",
        source="assumed",
    )
    continents: int = declared(
        5, unit="continents", low=1, high=50, meaning="number of clusters", source="assumed"
    )
    coastal_share: float = declared(
        0.75, unit="share of states", low=0, high=1, meaning="states that have a coast", source="estimated"
    )
    population_median: float = declared(
        6e6,
        unit="persons",
        low=1e3,
        high=1e9,
        meaning="median population in the first year",
        source="estimated",
    )
    population_spread: float = declared(
        1.6, unit="sd of ln", low=0, high=3, meaning="spread of the populations", source="estimated"
    )
    income_median: float = declared(
        7_500,
        unit="PPP $",
        low=300,
        high=100_000,
        meaning="median GDP per head in the first year",
        source="estimated",
    )
    income_spread: float = declared(
        1.15, unit="sd of ln", low=0, high=2.5, meaning="inequality between states", source="estimated"
    )
    income_clustering: float = declared(
        0.5,
        unit="share of variance",
        low=0,
        high=1,
        meaning="how far neighbours are alike in income",
        source="assumed",
    )
    growth: float = declared(
        0.02, unit="per year", low=-0.1, high=0.15, meaning="mean growth of GDP per head", source="estimated"
    )
    growth_spread: float = declared(
        0.015,
        unit="per year (sd)",
        low=0,
        high=0.1,
        meaning="spread of growth between states",
        source="estimated",
    )
    capacity_mean: float = declared(
        0.48, unit="index", low=0, high=1, meaning="mean institutional capacity", source="estimated"
    )
    capacity_spread: float = declared(
        0.17,
        unit="index (sd)",
        low=0,
        high=0.5,
        meaning="spread of institutional capacity",
        source="estimated",
    )
    capacity_income_correlation: float = declared(
        0.75,
        unit="correlation",
        low=-1,
        high=1,
        meaning="correlation of capacity with ln GDP per head",
        source="estimated",
    )
    conflict_share: float = declared(
        0.1, unit="share of states", low=0, high=1, meaning="states at war in a year", source="estimated"
    )
    conflict_intensity: float = declared(
        15,
        unit="deaths per 100,000 per year",
        low=0,
        high=2000,
        meaning="median deaths in war",
        source="estimated",
    )
    conflict_persistence: float = declared(
        0.8,
        unit="probability",
        low=0,
        high=1,
        meaning="that a war goes on for another year",
        source="estimated",
    )
    displaced_per_death: float = declared(
        20, unit="persons per death", low=0, high=1000, meaning="who flee across a border", source="estimated"
    )
    migration_stock: float = declared(
        0.029,
        unit="share of world population",
        low=0,
        high=0.3,
        meaning="migrants in the first year",
        source="estimated",
    )
    refugee_share: float = declared(
        0.1,
        unit="share of migrants",
        low=0,
        high=1,
        meaning="refugees among them, from the states at war",
        source="estimated",
    )
    distance_decay: float = declared(
        1.2,
        unit="exponent",
        low=0,
        high=4,
        meaning="decline of the first stocks with distance",
        source="estimated",
    )
    quota_share: float = declared(
        0.0015,
        unit="share of population per year",
        low=0,
        high=0.05,
        meaning="admissions at the median income",
        source="estimated",
    )
    quota_income_elasticity: float = declared(
        0.7,
        unit="elasticity",
        low=0,
        high=3,
        meaning="of admissions per head with GDP per head",
        source="assumed",
    )
    language_groups: int = declared(
        8, unit="groups", low=1, high=200, meaning="languages of the world", source="assumed"
    )
    visa_openness: float = declared(
        0.3,
        unit="probability",
        low=0,
        high=1,
        meaning="visa freedom between states of equal income",
        source="assumed",
    )
