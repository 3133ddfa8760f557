"""Every number that the builder assumes, with its unit and the reason for it; `docs/data.md` prints the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Assumption:
    """A number of the builder: its name, value, unit and why it is what it is."""

    name: str
    value: float
    unit: str
    reason: str


@final
@dataclass(frozen=True, slots=True)
class Regime:
    """How a group of destinations admits people: yearly exit of migrants, and shares of the four categories."""

    name: str
    exit_rate: float
    skilled: float
    guest: float
    student: float
    family: float
    states: str
    reason: str


REGIMES: tuple[Regime, ...] = (
    Regime(
        "settlement_european",
        0.045,
        0.17,
        0.18,
        0.20,
        0.45,
        "Europe outside the former Soviet Union, and USA CAN AUS NZL ISR",
        "OECD permit statistics: family dominates, study has grown to a fifth; 4 to 5 % of a stock "
        "leave or die in a year",
    ),
    Regime(
        "labour",
        0.14,
        0.12,
        0.83,
        0.01,
        0.04,
        "ARE QAT KWT SAU BHR OMN SGP BRN, and states with GDP per head over 20,000, more than 40 % immigrants and no "
        "naturalisation within ten years",
        "contracts of two to three years renewed about twice: a mean stay of seven years",
    ),
    Regime(
        "post_soviet",
        0.02,
        0.08,
        0.42,
        0.10,
        0.40,
        "the successor states of the Soviet Union",
        "their stocks of 1990 moved inside one state and leave mainly by death; an exit of 4 % would invent flows",
    ),
    Regime(
        "other",
        0.04,
        0.08,
        0.42,
        0.10,
        0.40,
        "all other states",
        "mortality of 1 to 2 % and return of 2 to 3 % a year; work and family in equal parts, little study",
    ),
)
REGIME: dict[str, int] = {regime.name: position for position, regime in enumerate(REGIMES)}

SETTLEMENT = frozenset("USA CAN AUS NZL ISR".split())
LABOUR = frozenset("ARE QAT KWT SAU BHR OMN SGP BRN".split())
POST_SOVIET = frozenset("ARM AZE BLR EST GEO KAZ KGZ LTU LVA MDA RUS TJK TKM UKR UZB".split())

_LIST: tuple[Assumption, ...] = (
    Assumption(
        "refugee_exit",
        0.08,
        "per year",
        "return, resettlement and naturalisation end 8 to 9 % of refugee stays a year",
    ),
    Assumption(
        "refugee_replacement_cap",
        0.02,
        "share of population per year",
        "replacement of exits from a protracted stock is no new war: it is cut at 2 % of those at home",
    ),
    Assumption(
        "outflow_cap", 0.03, "share of population per year", "most that the intensity method may give"
    ),
    Assumption("outflow_prior_deaths", 1000, "deaths", "weight of the world's ratio against the state's own"),
    Assumption(
        "legal_share_rich",
        0.75,
        "share of inflow",
        "of entries to rich states, the rest is asylum or irregular",
    ),
    Assumption(
        "legal_share_other", 0.85, "share of inflow", "elsewhere, and where labour is admitted by contract"
    ),
    Assumption("rich", 20_000, "PPP $ per head", "GDP per head from which a destination counts as rich"),
    Assumption(
        "labour_immigrant_share",
        0.40,
        "share of population",
        "share from which a rich state is a labour regime",
    ),
    Assumption(
        "labour_naturalisation", 10, "years", "residence from which naturalisation counts as restrictive"
    ),
    Assumption("quota_floor", 0.0002, "share of population per year", "no state is closed entirely"),
    Assumption("capacity_low", 0.02, "index", "the index never reaches 0: every state can do something"),
    Assumption("capacity_high", 0.98, "index", "nor 1"),
    Assumption("coastal_reach", 1200, "km", "capitals so near, on one sea, are joined by a sea edge"),
    Assumption(
        "coastal_hop", 0.5, "share", "boats along a coast cover this share of the distance of the capitals"
    ),
    Assumption("land_cost_per_km", 0.10, "$ per km", "bus and lorry fares"),
    Assumption("land_cost", 20, "$", "fixed costs of a crossing by land"),
    Assumption("sea_cost_per_km", 0.30, "$ per km", "small boats cost more than a seat in a bus"),
    Assumption("sea_cost", 100, "$", "fixed costs of a boat"),
    Assumption("air_cost_per_km", 0.10, "$ per km", "long-distance air fares"),
    Assumption("air_cost", 150, "$", "fixed part of an air fare"),
    Assumption("land_hazard", 1e-4, "probability", "deaths at land borders per crossing"),
    Assumption(
        "land_hazard_per_km", 2e-7, "probability per km", "deserts between distant capitals kill more"
    ),
    Assumption("land_hazard_cap", 0.002, "probability", "deadliest land routes on record"),
    Assumption("sea_hazard", 0.001, "probability", "Aegean and Gibraltar: about 1 death per 1,000"),
    Assumption("sea_hazard_per_km", 3.5e-5, "probability per km", "central Mediterranean (300 km): 1 to 2 %"),
    Assumption("sea_hazard_cap", 0.04, "probability", "deadliest sea routes on record (to the Canaries)"),
    Assumption("air_hazard", 0.0, "probability", "flights do not kill"),
    Assumption("working_share_slope", -0.0055, "per birth per 1,000", "age structure follows births"),
    Assumption("working_share_level", 0.70, "share", "at 12 births per 1,000"),
)
ASSUMPTIONS: dict[str, Assumption] = {assumption.name: assumption for assumption in _LIST}

SEA_BAND_KM: dict[int, float] = {2: 11.0, 3: 33.0, 4: 160.0, 5: 510.0}
"""Crossing distance by band of Correlates of War contiguity: 0-12, 12-24, 24-150 and 150-400 nautical miles."""

SCHOOLING_ANCHORS: tuple[tuple[float, float, float], ...] = (
    (1_500.0, 0.85, 0.02),
    (4_000.0, 0.70, 0.05),
    (12_000.0, 0.45, 0.12),
    (40_000.0, 0.30, 0.25),
)
"""GDP per head of 1990, share with at most lower secondary, and with tertiary schooling: orders of "
"magnitude of 1990."""


def value(name: str) -> float:
    """Return an assumed number by name."""
    return ASSUMPTIONS[name].value
