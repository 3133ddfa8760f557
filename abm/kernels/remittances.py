"""Accounts of migrants: wages earned, saved and sent home, in whole cents so that sums are exact in any order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from abm.statuses import LIVING_STATUSES

_MOST_SAVINGS = float(np.iinfo(np.int32).max)
_LAST_LIVING = int(max(LIVING_STATUSES))


class Earnings(NamedTuple):
    """What a migrant's month is worth; S states, 16 statuses."""

    wage: np.ndarray  # float64 [S, 3], cents per month of those who work with status
    work: np.ndarray  # float64 [S, 16], wage of a status relative to that, over all who hold it
    sent: np.ndarray  # float64 [S], share of the wage sent home by one who has just come, by origin
    decay: np.ndarray  # float64 [months], decline of that share with months away
    saved: float  # share of the wage saved
    limit: float  # months of wage beyond which nothing is saved


@njit(cache=True, nogil=True, parallel=True)
def earn(columns, used, earnings, month, parts, sent, saved):
    """Pay everyone abroad for a month.

    Args:
        columns: the table; `savings` is changed.
        used: rows in use.
        earnings: wages and shares.
        month: the month.
        parts: number of parts that the rows are cut into, one for each thread.
        sent: int64 [parts, S, S], added to: cents sent by (location, origin).
        saved: int64 [parts, S], added to: cents saved by location.
    """
    longest = earnings.decay.shape[0] - 1
    savings = columns.savings  # numba loses writes through a record inside prange
    for part in prange(parts):
        for row in range(used * part // parts, used * (part + 1) // parts):
            status = columns.status[row]
            here = columns.location[row]
            if status > _LAST_LIVING or earnings.work[here, status] <= 0.0:
                continue
            origin = columns.origin[row]
            if here == origin:
                continue
            wage = earnings.wage[here, columns.skill[row]] * earnings.work[here, status]
            away = min(max(month - columns.arrived[row], 0), longest)
            sent[part, here, origin] += np.int64(wage * earnings.sent[origin] * earnings.decay[away])
            if savings[row] < wage * earnings.limit:
                amount = np.int32(min(wage * earnings.saved, _MOST_SAVINGS - savings[row]))
                savings[row] += amount
                saved[part, here] += amount
