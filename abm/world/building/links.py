"""What ties two states: distance, borders, language, colonial past, visa freedom and free movement."""

from __future__ import annotations

import numpy as np

from abm.world.building.geography import NO_LAND_BORDER
from abm.world.building.methods import Array, Filled, assumed, estimated
from abm.world.building.sources import Raw

GREAT_CIRCLE = estimated(
    "capitals_great_circle", "great-circle distance between the capitals, where CEPII has none"
)
BY_BORDERS = estimated(
    "cow_and_cepii_borders",
    "1 if Correlates of War (2016) has a land border, or CEPII has one and Correlates of War does "
    "not cover the pair or "
    "puts it across a lake; borders of 2016 stand for the whole period",
)
SISTER = estimated(
    "sister_state",
    "states that CEPII leaves out take the row of a state with the same language or past: Kosovo "
    "Albania (language) and "
    "Serbia (past), Montenegro Serbia, Liechtenstein Austria, Monaco France, South Sudan Uganda "
    "(language) and Sudan (past)",
)
NO_COLONY = assumed("no_colonial_link", "Liechtenstein and Monaco were nobody's colony and had none")
BY_TREATY = estimated("visa_free_movement", "visa-free, as both put the Schengen agreement into effect")
BY_CELL = estimated(
    "visa_region_income_cell",
    "visa-free if at least half of the observed pairs of the same kind are: same region or not, and the thirds of the "
    "world in GDP per head (2010) of origin and destination",
)
LANGUAGE_SISTERS = {"XKX": "ALB", "MNE": "SRB", "LIE": "AUT", "MCO": "FRA", "SSD": "UGA"}
COLONIAL_SISTERS = {"XKX": "SRB", "MNE": "SRB", "SSD": "SDN"}
SHORTEST_KM = 5.0


def distances(raw: Raw) -> Filled:
    """Return distances between principal cities (km), states x states."""
    distance = Filled.observed(raw.pair("dist_cepii_km")).fill(raw.pair("dist_capitals_km"), GREAT_CIRCLE)
    return distance.changed(np.maximum(distance.values, SHORTEST_KM))


def contiguous(raw: Raw) -> Array:
    """Return which pairs share a land border, states x states of booleans."""
    cepii, cow = raw.pair("contig_cepii") == 1, raw.pair("cow_contiguity_type_2016")
    joined = (cow == 1) | (cepii & (np.isnan(cow) | (cow == 3)))
    for pair in NO_LAND_BORDER:
        first, second = raw.index(*sorted(pair))
        joined[first, second] = joined[second, first] = False
    return np.asarray(joined | joined.T)


def common_language(raw: Raw) -> Filled:
    """Return whether two states share an official language, states x states of 0 and 1."""
    return _with_sisters(raw, "common_language", LANGUAGE_SISTERS)


def colonial_link(raw: Raw) -> Filled:
    """Return whether one state was a colony of the other, states x states of 0 and 1."""
    link = _with_sisters(raw, "colonial_link", COLONIAL_SISTERS)
    return link.fill(0.0, NO_COLONY)


def _with_sisters(raw: Raw, column: str, sisters: dict[str, str]) -> Filled:
    """Fill the rows and columns of the states that CEPII lacks from a sister, with which they share the trait too."""
    link = Filled.observed(raw.pair(column))
    stand_in = np.arange(len(raw.states))
    for iso3, sister in sisters.items():
        stand_in[raw.index(iso3)] = raw.index(sister)[0]
    borrowed = link.values[np.ix_(stand_in, stand_in)]
    same = stand_in[:, None] == stand_in[None, :]
    borrowed = np.where(same, 1.0, borrowed)
    if column == "colonial_link":
        borrowed = np.where(same & ~_parent(raw, sisters), 0.0, borrowed)
    return link.fill(borrowed, SISTER)


def _parent(raw: Raw, sisters: dict[str, str]) -> Array:
    """Return the pairs of a new state and the state it left."""
    pairs = np.zeros((len(raw.states),) * 2, dtype=bool)
    for iso3, sister in sisters.items():
        first, second = raw.index(iso3, sister)
        pairs[first, second] = pairs[second, first] = True
    return pairs


def free_movement_from(raw: Raw) -> Array:
    """Return the year from which people move freely, states x states, NaN where they do not."""
    year = raw.country("schengen_implemented_year")
    later = np.maximum(year[:, None], year[None, :])
    return np.where(raw.pair("schengen_pair_2020") == 1, later, np.nan)


def visa_free(raw: Raw, movement: Array, income: Array) -> Filled:
    """Return whether citizens of the origin visit the destination without a visa, states x states of 0 and 1.

    Args:
        raw: the raw tables.
        movement: first year of free movement, states x states.
        income: GDP per head of 2010, PPP $.
    """
    observed = raw.pair("visa_free_2010")
    visa = Filled.observed(observed)
    visa = visa.fill(np.where(np.isnan(movement), np.nan, 1.0), BY_TREATY)
    third = np.searchsorted(np.quantile(income, [1 / 3, 2 / 3]), income)
    same = raw.regions[:, None] == raw.regions[None, :]
    cell = 9 * same + 3 * third[:, None] + third[None, :]
    usual = np.full(observed.shape, np.nan)
    for kind in np.unique(cell):
        inside = cell == kind
        seen = observed[inside & ~np.isnan(observed)]
        usual[inside] = float(seen.mean() >= 0.5) if len(seen) else 0.0
    np.fill_diagonal(usual, np.nan)
    return visa.fill(usual, BY_CELL)
