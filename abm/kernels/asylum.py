"""Asylum: what a state sees of a claim, and what it decides; whose turn it is, is in `abm.kernels.queues`."""

from __future__ import annotations

import numpy as np
from numba import njit

from abm.kernels.choice import logistic
from abm.kernels.random import stream_key, uniform, uniform_pair

RECOGNISED, REFUSED_REMOVED, REFUSED_RETURNED, REFUSED_STAYS = 1, 2, 3, 4


@njit(cache=True, nogil=True)
def recognition(base, weight, merit, standard):
    """Probability of recognition: odds exp(base + weight * merit) times the standard."""
    odds = np.exp(base + weight * merit) * standard
    return odds / (1.0 + odds)


@njit(cache=True, nogil=True)
def judge(rows, columns, capacity, conflict, standard, removal, numbers, seed, streams, month, verdicts):
    """Decide claims.

    A claim's merit is the mean of its motive and of the conflict at home; a state sees it with an error that shrinks
    as its institutional capacity grows: seen = merit + error (1 - capacity) (draw - merit).

    Args:
        rows: int64 [number], whose turn it is.
        columns: the table of migrants.
        capacity, conflict, standard, removal: float64 [S]; institutional capacity.
        numbers: base, weight, error, refused_removed, refused_returns.
        seed, streams, month: the name of the draws; streams of the decision and of what follows.
        verdicts: int8 [number], written.
    """
    key_case, key_after = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    for place in range(rows.shape[0]):
        row = rows[place]
        here = columns.location[row]
        merit = 0.5 * (columns.motive[row] + conflict[columns.origin[row]])
        blur, draw = uniform_pair(key_case, month, columns.uid[row], 0)
        seen = merit + numbers[2] * (1.0 - capacity[here]) * (blur - merit)
        after = uniform(key_after, month, columns.uid[row], 1)
        if draw < recognition(numbers[0], numbers[1], seen, standard[here]):
            verdicts[place] = RECOGNISED
        elif after < numbers[3] * capacity[here] * removal[here]:
            verdicts[place] = REFUSED_REMOVED
        elif after > 1.0 - numbers[4]:
            verdicts[place] = REFUSED_RETURNED
        else:
            verdicts[place] = REFUSED_STAYS


@njit(cache=True, nogil=True)
def expected_recognition(base, weight, conflict, out):
    """Recognition that people of each origin expect at standard 1, by the conflict at home; written to `out` [S]."""
    for o in range(conflict.shape[0]):
        out[o] = logistic(base + weight * 0.5 * (conflict[o] + min(1.0, 2.0 * conflict[o])))
