"""Ceilings of the factor by which wages and war at home move return, which thin the draws of events."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from abm.kernels.table import UNPLANNED
from abm.kernels.transitions import (
    FAMILY,
    IN_TRANSIT,
    IRREGULAR,
    NATURALISED,
    OVERSTAYER,
    PERMANENT,
    RETURNED,
)


@njit(cache=True, nogil=True)
def raise_ceilings(ln_wage, unrest, return_wage, room, headroom, lowest, highest, ceiling, most_home, raised):
    """Raise ceilings that the home factors of all skills no longer stay below by some room.

    ln 2 * needed = return_wage * max over skills of (ln wage at home - ln wage here) - unrest; a ceiling that is raised
    becomes the next whole number above needed + headroom.

    Args:
        ln_wage: float64 [S, 3].
        unrest: float64 [S], at home.
        return_wage: of `Rates`.
        room, headroom: as powers of 2.
        lowest, highest: bounds of ceilings and of what is needed, as powers of 2.
        ceiling: float64 [S, S], powers of 2 by origin and location, changed.
        most_home: float64 [S, S], 2^ceiling, changed with it.
        raised: bool [S, S], written: where it was raised.

    Returns:
        True where any was raised.
    """
    some, ln_2 = False, math.log(2.0)
    low, medium, high = (
        ln_wage[:, 0].copy(),
        ln_wage[:, 1].copy(),
        ln_wage[:, 2].copy(),
    )  # read several at once
    for o in range(ln_wage.shape[0]):
        some_here = False
        for d in range(ln_wage.shape[0]):
            gap = max(low[o] - low[d], medium[o] - medium[d], high[o] - high[d])
            needed = min(max((return_wage * gap - unrest[o]) / ln_2, lowest), highest)
            higher = min(needed + room, highest) > ceiling[o, d]
            raised[o, d] = higher
            some_here |= higher
        if not some_here:
            continue
        some = True
        for d in range(ln_wage.shape[0]):
            if raised[o, d]:
                gap = max(low[o] - low[d], medium[o] - medium[d], high[o] - high[d])
                needed = min(max((return_wage * gap - unrest[o]) / ln_2, lowest), highest)
                ceiling[o, d] = min(max(np.ceil(needed + headroom), lowest), highest)
                most_home[o, d] = 2.0 ** ceiling[o, d]
    return some


@njit(cache=True, nogil=True)
def replan(columns, used, everybody, raised, unlawful, settling):
    """Have the next event of people drawn anew where the bound of their hazards moved.

    Args:
        columns: the table of migrants; `wake` is written.
        used: rows in use.
        everybody: whether the bounds of all statuses moved everywhere.
        raised: bool [S, S], by origin and location: where the ceiling of the home factor was raised, which enters the
            bounds of settlers, the naturalised and those without status.
        unlawful, settling: bool [S], where the bounds of those without status, and of settlers, moved.
    """
    for row in range(used):
        status, here = columns.status[row], columns.location[row]
        if status <= IN_TRANSIT or status >= RETURNED:
            continue
        settler = status == PERMANENT or status == FAMILY
        without = status == IRREGULAR or status == OVERSTAYER
        concerned = everybody or (settler and settling[here]) or (without and unlawful[here])
        if settler or without or status == NATURALISED:
            concerned = concerned or raised[columns.origin[row], here]
        if concerned:
            columns.wake[row] = UNPLANNED


@njit(cache=True, nogil=True, error_model="numpy")  # no look for 0 at each division: several at once
def weigh_reentry(alone, smuggled, forged, air_cost, wage, terms, weight):
    """What coming back in without a visa weighs by the easiest way: its interdictions, and the years of wages it costs.

    weight = min over ways of (risk * interdictions + cost * money / (12 wage)), each of the two at most `most`.

    Args:
        alone: float64 [S, S] twice, interdictions and dollars of the way alone, by origin and destination.
        smuggled: float64 [S, S] three times, the same with a smuggler, and the fee.
        forged: float64 [S], risk that forged papers are found, and [S, S], their price, infinite where there are none.
        air_cost: float64 [S, S], dollars.
        wage: float64 [S], dollars a month at the destination, above 0.
        terms: float64: risk, cost, most.
        weight: float64 [S, S], written.
    """
    risk, cost, most = terms
    (alone_risk, alone_money), (smuggled_risk, smuggled_money, fee), (found, papers) = alone, smuggled, forged
    year = 12.0 * wage
    for o in range(weight.shape[0]):
        for d in range(weight.shape[0]):
            money = alone_money[o, d] / year[d]
            least = risk * min(alone_risk[o, d], most) + cost * min(money, most)
            money = (smuggled_money[o, d] + fee[o, d]) / year[d]
            least = min(least, risk * min(smuggled_risk[o, d], most) + cost * min(money, most))
            seen = found[d] if np.isfinite(papers[o, d]) else np.inf
            money = (air_cost[o, d] + papers[o, d]) / year[d]
            weight[o, d] = min(least, risk * min(seen, most) + cost * min(money, most))
