"""Admission: who of those who wait gets a place, and who gives up."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from abm.kernels.random import stream_key, uniform
from abm.statuses import QUOTA_CHANNELS

_CHANNELS_WITH_QUOTA = len(QUOTA_CHANNELS)


@njit(cache=True, nogil=True)
def queue_order(rows, number, columns, seed, stream):
    """Sort key of each waiting row: destination and channel, then month of application, then a lottery.

    Returns:
        uint64 [number]; the lottery draw is the applicant's own and does not depend on who else waits.
    """
    key = stream_key(seed, stream)
    order = np.empty(number, np.uint64)
    for place in range(number):
        row = rows[place]
        state, channel = np.uint64(columns.destination[row]), np.uint64(columns.channel[row])
        group = state * np.uint64(_CHANNELS_WITH_QUOTA) + channel
        lottery = np.uint64(uniform(key, columns.since[row], columns.uid[row], 0) * 4294967295.0)
        order[place] = (group << np.uint64(48)) | (np.uint64(columns.since[row]) << np.uint64(32)) | lottery
    return order


@njit(cache=True, nogil=True)
def count_queue(rows, number, columns, states):
    """Applicants by destination and channel: int64 [S, 4]."""
    queue = np.zeros((states, _CHANNELS_WITH_QUOTA), np.int64)
    for place in range(number):
        queue[columns.destination[rows[place]], columns.channel[rows[place]]] += 1
    return queue


@njit(cache=True, nogil=True)
def first_in_line(sorted_rows, columns, places):
    """The rows that get a place: the first `places[d, c]` of each group of rows sorted by `queue_order`."""
    taken = np.zeros_like(places)
    out = np.empty(sorted_rows.shape[0], np.int64)
    number = 0
    for place in range(sorted_rows.shape[0]):
        row = sorted_rows[place]
        d, c = columns.destination[row], columns.channel[row]
        if taken[d, c] < places[d, c]:
            taken[d, c] += 1
            out[number] = row
            number += 1
    return out[:number]


@njit(cache=True, nogil=True)
def give_up(rows, number, columns, hazard, seed, stream, month, out):
    """Write those of the waiting rows who give up this month (probability 1 - exp(-hazard)) to `out`.

    Returns:
        How many they are.
    """
    key = stream_key(seed, stream)
    chance = -math.expm1(-hazard)
    quitting = 0
    for place in range(number):
        row = rows[place]
        if uniform(key, month, columns.uid[row], 0) < chance:
            out[quitting] = row
            quitting += 1
    return quitting
