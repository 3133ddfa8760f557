"""Admission: how many wait, and who gives up; who gets a place is in `abm.kernels.queues`."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from abm.kernels.draws import fill_uniform
from abm.statuses import QUOTA_CHANNELS

_CHANNELS_WITH_QUOTA = len(QUOTA_CHANNELS)


@njit(cache=True, nogil=True)
def count_queue(rows, number, columns, states):
    """Applicants by destination and channel: int64 [S, 4]."""
    queue = np.zeros((states, _CHANNELS_WITH_QUOTA), np.int64)
    for place in range(number):
        queue[columns.destination[rows[place]], columns.channel[rows[place]]] += 1
    return queue


@njit(cache=True, nogil=True)
def give_up(rows, number, columns, hazard, seed, stream, month, out):
    """Write those of the waiting rows who give up this month (probability 1 - exp(-hazard)) to `out`.

    Returns:
        How many they are.
    """
    chance = -math.expm1(-hazard)
    draws = np.empty(number)
    fill_uniform(seed, stream, month, columns.uid[rows[:number]], 0, draws)
    quitting = 0
    for place in range(number):
        if draws[place] < chance:
            out[quitting] = rows[place]
            quitting += 1
    return quitting
