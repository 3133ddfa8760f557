"""Admission: who waits for what, who comes in and who gives up; whose turn it is, is in `abm.kernels.queues`."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.departures import fee_of
from abm.kernels.draws import fill_uniform
from abm.kernels.table import change, free, land
from abm.statuses import QUOTA_CHANNELS, Channel, Status

_CHANNELS_WITH_QUOTA = len(QUOTA_CHANNELS)
_SKILLED, _STUDENT, _FAMILY = int(Channel.SKILLED), int(Channel.STUDENT), int(Channel.FAMILY)
_FREE_MOVEMENT = int(Channel.FREE_MOVEMENT)
_WAITING, _IN_TRANSIT, _PERMANENT = int(Status.WAITING), int(Status.IN_TRANSIT), int(Status.PERMANENT)
_TEMPORARY_STATUS, _STUDENT_STATUS = int(Status.TEMPORARY_WORKER), int(Status.STUDENT)
_FAMILY_STATUS = int(Status.FAMILY)


class Gate(NamedTuple):
    """What coming in by air costs and is counted in, S states; all but the first are added to."""

    air_cost: np.ndarray  # float64 [S, S], dollars, infinite where nobody flies
    entries: np.ndarray  # int64 [S, 11], by destination and channel
    arrivals: np.ndarray  # int64 [S, S], by origin and destination
    flows: np.ndarray  # int32 [S, S, 11], by origin, destination and channel
    households: np.ndarray  # int64 [S], cents


class Turning(NamedTuple):
    """What other ways cost, and what turning to them and going home is counted in, S states."""

    fee: np.ndarray  # float64 [S, S], dollars that smugglers ask
    forged_fee: np.ndarray  # float64 [S, S], dollars for forged papers
    payers: np.ndarray  # int64 [S], by destination, added to
    households: np.ndarray  # int64 [S], cents, added to
    gave_up: np.ndarray  # int64 [S, 3], by origin and skill, added to


@njit(cache=True, nogil=True)
def queues_of(rows, columns):
    """The queue that each of some rows stands in, as a place in [S, 4]: int64 [rows]."""
    queue = np.empty(rows.shape[0], np.int64)
    for place in range(rows.shape[0]):
        row = rows[place]
        queue[place] = np.int64(columns.destination[row]) * _CHANNELS_WITH_QUOTA + columns.channel[row]
    return queue


@njit(cache=True, nogil=True)
def let_go(rows, columns, census, free_movement, gate, month):
    """Let those enter who need no place any more because movement became free.

    Args:
        rows: int64, who wait.
        columns, census: the table of migrants.
        free_movement: bool [S, S], by origin and destination.
        gate, month: where and when.

    Returns:
        The others: int64.
    """
    others, number = np.empty(rows.shape[0], np.int64), 0
    for row in rows:
        if free_movement[columns.origin[row], columns.destination[row]]:
            columns.channel[row] = _FREE_MOVEMENT
            land(columns, census, row, _PERMANENT, gate.air_cost, gate.households, gate, month)
        else:
            others[number] = row
            number += 1
    return others[:number]


@njit(cache=True, nogil=True)
def let_in(rows, columns, census, settles, gate, month):
    """Let those enter who have a place, with the status of their channel; `settles` bool [S]: where one can settle."""
    for row in rows:
        channel, status = columns.channel[row], _TEMPORARY_STATUS
        if channel == _SKILLED and settles[columns.destination[row]]:
            status = _PERMANENT
        elif channel == _STUDENT:
            status = _STUDENT_STATUS
        elif channel == _FAMILY:
            status = _FAMILY_STATUS
        land(columns, census, row, status, gate.air_cost, gate.households, gate, month)


@njit(cache=True, nogil=True)
def give_up(rows, number, columns, hazard, seed, stream, month, out):
    """Write those of the rows who still wait and give up this month (probability 1 - exp(-hazard)) to `out`.

    Returns:
        How many they are.
    """
    chance = -math.expm1(-hazard)
    waiting, uids, still = np.empty(number, np.int64), np.empty(number, np.int64), 0
    for place in range(number):
        if columns.status[rows[place]] == _WAITING:
            waiting[still], uids[still] = rows[place], columns.uid[rows[place]]
            still += 1
    draws = np.empty(still)
    fill_uniform(seed, stream, month, uids[:still], 0, draws)
    quitting = 0
    for place in range(still):
        if draws[place] < chance:
            out[quitting] = waiting[place]
            quitting += 1
    return quitting


@njit(cache=True, nogil=True)
def turn_away(rows, channel, columns, census, turning, month):
    """Send those who gave up on their way by another channel, if they can pay for it, or home.

    Args:
        rows: int64, who gave up.
        channel: int64 [rows], the channel to which each turns, -1 for home.
        columns, census: the table of migrants.
        turning, month: at what price, and when.
    """
    for place in range(rows.shape[0]):
        row, other = rows[place], channel[place]
        here, destination = columns.location[row], columns.destination[row]
        price = fee_of(other, here, destination, turning.fee, turning.forged_fee)
        if other >= 0 and columns.savings[row] >= price:
            columns.channel[row] = other
            turning.payers[destination] += price > 0
            change(columns, census, row, _IN_TRANSIT, here, month)
        else:
            turning.households[columns.origin[row]] += columns.savings[row]
            turning.gave_up[columns.origin[row], columns.skill[row]] += 1
            free(columns, census, row)
