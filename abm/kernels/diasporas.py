"""What the people of each corridor are like: one pass over everybody abroad, in January."""

from __future__ import annotations

import numpy as np
from numba import njit

from abm.kernels.table import lives_abroad
from abm.statuses import Status

_NATURALISED, _IRREGULAR, _OVERSTAYER = int(Status.NATURALISED), int(Status.IRREGULAR), int(Status.OVERSTAYER)
_HIGH = 2
TIES, WAGES, NATURALISED, EXCLUDED, SKILLED = range(5)
"""Rows of what `look_over` adds to."""


@njit(cache=True, nogil=True)
def look_over(columns, used, wage, decay, month, out):
    """Add up ties, wages and standing of those who live abroad, by corridor.

    Args:
        columns: the table.
        used: rows in use.
        wage: float64 [S, 16, 3], wage of a status and skill in a state, 0 for those who do not work.
        decay: float64 [months], what is left of ties after months away.
        month: the month.
        out: float64 [5, S, S], added to by (origin, location): what is left of ties, wages, agents who are
            naturalised, agents without status, agents of high skill.
    """
    longest = decay.shape[0] - 1
    for row in range(used):
        status = columns.status[row]
        here = columns.location[row]
        origin = columns.origin[row]
        if not lives_abroad(status) or here == origin:
            continue
        away = min(max(np.int64(month) - columns.arrived[row], 0), longest)
        out[TIES, origin, here] += decay[away]
        out[WAGES, origin, here] += wage[here, status, columns.skill[row]]
        if columns.skill[row] == _HIGH:
            out[SKILLED, origin, here] += 1.0
        if status == _NATURALISED:
            out[NATURALISED, origin, here] += 1.0
        elif status == _IRREGULAR or status == _OVERSTAYER:
            out[EXCLUDED, origin, here] += 1.0
