"""Asylum: the order of cases, what a state sees of a claim, and what it decides."""

from __future__ import annotations

import numpy as np
from numba import njit

from abm.kernels.choice import logistic
from abm.kernels.random import stream_key, uniform, uniform_pair

RECOGNISED, REFUSED_REMOVED, REFUSED_RETURNED, REFUSED_STAYS = 1, 2, 3, 4


@njit(cache=True, nogil=True)
def case_order(rows, number, columns, seed, stream):
    """Sort key of each undecided claim: state, month of the claim, then a draw of the claimant's own.

    Returns:
        uint64 [number].
    """
    key = stream_key(seed, stream)
    order = np.empty(number, np.uint64)
    for place in range(number):
        row = rows[place]
        draw = np.uint64(uniform(key, columns.since[row], columns.uid[row], 0) * 4294967295.0)
        state = np.uint64(columns.location[row])
        order[place] = (state << np.uint64(48)) | (np.uint64(columns.since[row]) << np.uint64(32)) | draw
    return order


@njit(cache=True, nogil=True)
def recognition(base, weight, merit, standard):
    """Probability of recognition: odds exp(base + weight * merit) times the standard."""
    odds = np.exp(base + weight * merit) * standard
    return odds / (1.0 + odds)


@njit(cache=True, nogil=True)
def judge(
    sorted_rows, columns, capacity, conflict, standard, removal, numbers, seed, streams, month, verdicts
):
    """Decide the first claims of each state, as many as its officials can.

    A claim's merit is the mean of its motive and of the conflict at home; a state sees it with an error that shrinks
    as its institutional capacity grows: seen = merit + error (1 - capacity) (draw - merit).

    Args:
        sorted_rows: rows sorted by `case_order`.
        columns: the table of migrants.
        capacity: float64 [S, 2], institutional capacity and number of cases (agents) that can be decided.
        conflict, standard, removal: float64 [S].
        numbers: base, weight, error, refused_removed, refused_returns.
        seed, streams, month: the name of the draws; streams of the decision and of what follows.
        verdicts: int8 [number], written; -1 where the case must wait.
    """
    key_case, key_after = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    decided = np.zeros(conflict.shape[0])
    for place in range(sorted_rows.shape[0]):
        row = sorted_rows[place]
        here = columns.location[row]
        verdicts[place] = -1
        if decided[here] >= capacity[here, 1]:
            continue
        decided[here] += 1.0
        merit = 0.5 * (columns.motive[row] + conflict[columns.origin[row]])
        blur, draw = uniform_pair(key_case, month, columns.uid[row], 0)
        seen = merit + numbers[2] * (1.0 - capacity[here, 0]) * (blur - merit)
        after = uniform(key_after, month, columns.uid[row], 1)
        if draw < recognition(numbers[0], numbers[1], seen, standard[here]):
            verdicts[place] = RECOGNISED
        elif after < numbers[3] * capacity[here, 0] * removal[here]:
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
