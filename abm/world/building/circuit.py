"""The edges of the migration circuit: borders by land, crossings by sea, flights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from abm.world.building.assumptions import SEA_BAND_KM, value
from abm.world.building.geography import CROSSINGS, NO_SEA_CROSSING, PLACES
from abm.world.building.methods import Array, assumed, estimated
from abm.world.building.sources import Raw

CAPITALS = estimated("distance_of_capitals", "the leg is the great-circle distance between the capitals")
SHORES = estimated("distance_of_shores", "length of a known crossing, measured between the usual shores")
BAND = estimated(
    "contiguity_band", "middle of the band of sea contiguity (Correlates of War): 11, 33, 160 or 510 km"
)
COAST = estimated(
    "along_the_coast",
    "land neighbours on one sea with capitals within 1,200 km: half the distance of the capitals; states without a "
    "contiguity record: the distance of the capitals",
)
FARES = assumed("fares_by_distance", "a fixed part and a part per km by channel (table of assumptions)")
DEATHS = assumed(
    "deaths_by_distance", "a fixed part and a part per km by channel, capped (table of assumptions)"
)
SHORTEST_KM = 2.0


def circuit(raw: Raw, distance: Array, distance_flags: Array, land: Array) -> pd.DataFrame:
    """Return every edge with its length (km), cost (PPP $) and hazard (probability), ordered by origin, destination.

    Args:
        raw: the raw tables.
        distance: km between principal cities, states x states, for flights.
        distance_flags: where these distances come from.
        land: which pairs share a land border.
    """
    capitals = np.maximum(raw.pair("dist_capitals_km"), SHORTEST_KM)
    by_land = np.where(land, capitals, np.nan)
    by_sea, sea_flags = _sea(raw, capitals, land)
    parts = [
        edges(raw.states, "land", by_land, np.where(land, CAPITALS, "")),
        edges(raw.states, "sea", by_sea, sea_flags),
        edges(raw.states, "air", distance, distance_flags),
    ]
    frame = pd.concat(parts, ignore_index=True)
    return frame.sort_values(["origin", "destination", "channel"], kind="stable", ignore_index=True)


def _sea(raw: Raw, capitals: Array, land: Array) -> tuple[Array, Array]:
    """Return the length of every sea edge (km, NaN: none) and its flag, states x states."""
    cow = raw.pair("cow_contiguity_type_2016")
    length, flags = np.full(cow.shape, np.nan), np.full(cow.shape, "", dtype=object)
    near = _one_sea(raw) & (capitals <= value("coastal_reach"))
    for where, km, flag in (
        (near & land, value("coastal_hop") * capitals, COAST),
        (near & ~land & np.isnan(cow) & ~_covered(cow), capitals, COAST),
        *((cow == band, np.full(cow.shape, middle), BAND) for band, middle in SEA_BAND_KM.items()),
    ):
        length = np.asarray(np.where(where, km, length))
        flags = np.asarray(np.where(where, flag, flags), dtype=object)
    for pair in NO_SEA_CROSSING:
        length[np.ix_(raw.index(*pair), raw.index(*pair))] = np.nan
    for pair, shore in CROSSINGS.items():
        first, second = raw.index(*sorted(pair))
        for edge in ((first, second), (second, first)):
            length[edge], flags[edge] = shore, SHORES
    return length, flags


def _one_sea(raw: Raw) -> Array:
    seas = [PLACES[iso3].seas for iso3 in raw.states]
    return np.array([[bool(first & second) and first is not second for second in seas] for first in seas])


def _covered(cow: Array) -> Array:
    """Return the pairs of which both states occur in the contiguity data, so that no entry means no sea contiguity."""
    present = np.asarray(~np.isnan(cow).all(axis=1))
    return np.asarray(present[:, None] & present[None, :])


def edges(states: Sequence[str], channel: str, length: Array, flags: Array) -> pd.DataFrame:
    """Return the edges of one channel with their length (km), cost (PPP $) and hazard (probability).

    Args:
        states: codes of the states.
        channel: land, sea or air.
        length: km, states x states, NaN where there is no edge.
        flags: where the lengths come from, states x states.
    """
    origin, destination = np.nonzero(~np.isnan(length))
    km = np.maximum(np.round(length[origin, destination]), SHORTEST_KM)
    names = np.array(states, dtype=object)
    cost = value(f"{channel}_cost") + value(f"{channel}_cost_per_km") * km
    hazard = np.full(km.shape, value(f"{channel}_hazard"))
    if channel != "air":
        hazard = np.minimum(hazard + value(f"{channel}_hazard_per_km") * km, value(f"{channel}_hazard_cap"))
    return pd.DataFrame(
        {
            "origin": names[origin],
            "destination": names[destination],
            "channel": channel,
            "distance_km": km,
            "distance_km_flag": flags[origin, destination],
            "cost": np.round(cost),
            "cost_flag": FARES,
            "hazard": np.round(hazard, 6),
            "hazard_flag": DEATHS,
        }
    )
