"""Migrants and refugees of every corridor at the start of 1990."""

from __future__ import annotations

import numpy as np

from abm.world.building.methods import Array, Filled, assumed, estimated
from abm.world.building.sources import Raw

UNKNOWN_SHARED = estimated(
    "unknown_origins_shared",
    "reported stock of the pair (UN 2020 revision, else 2024) times the destination's total over "
    "the sum of its reported "
    "pairs, so that migrants of unknown origin are shared out like those of known origin and the "
    "columns sum to the total; "
    "the 2024 revision serves alone where the 2020 revision is more than 20 % off the total and the "
    "2024 revision nearer",
)
GRAVITY = estimated(
    "gravity_of_neighbours",
    "a destination without any reported pair: its total shared out among land neighbours by population over distance",
)
SUCCESSOR = estimated(
    "successor_share",
    "emigrants of Serbia counted with Kosovo are split by the population of the two in 1990",
)
NO_STOCK = assumed("no_stock_reported", "no revision reports migrants on the pair: none")
REFUGEE_FILL = estimated(
    "refugee_share_of_emigrants",
    "refugees that the host reports beyond its pairs are shared out in proportion to stock x "
    "(refugees / emigrants of the "
    "origin, at most 1), and no more than the stock of the pair",
)
NO_REFUGEES = assumed("no_refugees_on_pair", "no refugees reported on the pair: none")
RAISED = estimated(
    "raised_to_refugees", "the stock is raised to the refugees of the pair, who are part of it"
)
TOLERANCE = 0.2
ROUNDS = 50


def migrant_stock(raw: Raw, people: Array, distance: Array, land: Array) -> Filled:
    """Return migrants (persons) of 1990, states x states, before refugees are compared with them.

    Args:
        raw: the raw tables.
        people: population of 1990.
        distance: km, states x states.
        land: which pairs share a border.
    """
    pairs = _reported_pairs(raw)
    total = raw.country("immigrant_stock_1990")
    reported = np.nansum(pairs, axis=0)
    factor = np.where((reported > 0) & ~np.isnan(total), total / np.maximum(reported, 1.0), 1.0)
    stock = Filled(np.full(pairs.shape, np.nan), np.full(pairs.shape, "", dtype=object))
    stock = stock.replace(pairs > 0, pairs * factor, UNKNOWN_SHARED)
    stock = _gravity(
        stock, (reported == 0) & (total > 0), total, land * people[:, None] / np.maximum(distance, 1.0)
    )
    stock = _successor(raw, stock, people)
    stock = stock.fill(0.0, NO_STOCK)
    return stock.changed(np.round(stock.values))


def _reported_pairs(raw: Raw) -> Array:
    """Return the reported stock of each pair, from the better of two revisions, NaN where neither has it."""
    newer, older = raw.pair("stock_1990"), raw.pair("stock_rev2020_1990")
    total = raw.country("immigrant_stock_1990")
    with np.errstate(divide="ignore", invalid="ignore"):
        off_older = np.abs(np.nansum(older, axis=0) / total - 1.0)
        off_newer = np.abs(np.nansum(newer, axis=0) / total - 1.0)
    switch = (off_older > TOLERANCE) & (off_newer < off_older)
    return np.where(switch[None, :], newer, np.where(np.isnan(older), newer, older))


def _gravity(stock: Filled, empty: Array, total: Array, pull: Array) -> Filled:
    for destination in np.flatnonzero(empty):
        weight = np.nan_to_num(pull[:, destination])
        if weight.sum() > 0:
            where = np.zeros(stock.values.shape, dtype=bool)
            where[:, destination] = weight > 0
            shared = total[destination] * weight / weight.sum()
            stock = stock.replace(where, shared[:, None], GRAVITY)
    return stock


def _successor(raw: Raw, stock: Filled, people: Array) -> Filled:
    new, old = raw.index("XKX", "SRB")
    share = people[new] / (people[new] + people[old])
    both = np.nan_to_num(stock.values[old]).copy()
    both[new] = 0.0
    values, flags = stock.values.copy(), stock.flags.copy()
    split = both > 0
    values[new, split], values[old, split] = share * both[split], (1.0 - share) * both[split]
    flags[new, split] = flags[old, split] = SUCCESSOR
    return Filled(values, flags)


def refugees(raw: Raw, stock: Array) -> Filled:
    """Return refugees (persons) of 1990, states x states.

    Args:
        raw: the raw tables.
        stock: migrants of 1990, states x states.
    """
    pairs = Filled.observed(raw.pair("refugees_1990"))
    known = np.nan_to_num(pairs.values)
    rest = np.maximum(np.nan_to_num(raw.country("refugees_hosted_1990")) - known.sum(axis=0), 0.0)
    propensity = np.minimum(
        np.nan_to_num(raw.country("refugees_origin_1990")) / np.maximum(stock.sum(axis=1), 1.0), 1.0
    )
    weight = stock * propensity[:, None]
    room = np.maximum(stock - known, 0.0)
    extra = np.round(_poured(rest, weight, room))
    filled = pairs.replace((extra > 0), known + extra, REFUGEE_FILL).fill(0.0, NO_REFUGEES)
    return filled.changed(np.round(filled.values))


def _poured(rest: Array, weight: Array, room: Array) -> Array:
    """Share each column's `rest` out by `weight`, never above `room`; what does not fit is left out."""
    given = np.zeros(weight.shape)
    for _ in range(ROUNDS):
        left = rest - given.sum(axis=0)
        open_weight = np.where(given < room, weight, 0.0)
        total = open_weight.sum(axis=0)
        share = np.divide(open_weight, total, out=np.zeros_like(weight), where=total > 0)
        given = np.minimum(given + share * left, room)
    return given


def raised(stock: Filled, displaced: Array) -> Filled:
    """Return the stock, raised to the refugees (persons) of the pair where these are more."""
    return stock.replace(displaced > stock.values, displaced, RAISED)
