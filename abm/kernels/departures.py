"""Departures: how many residents leave for each destination, and by which channel.

For a resident of origin o and skill h, option (d, c) has utility V(d, c) and staying has 0. The chance to choose it in
a month is exp V(d, c) / (1 + sum exp V), and the counts over all residents are one exact multinomial, drawn as
a chain of binomials over destinations and a race over channels for each leaver.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange

from abm.kernels.choice import normal_share, race
from abm.kernels.random import binomial, stream_key
from abm.statuses import ENTRY_CHANNELS, QUOTA_CHANNELS, Channel

CHANNELS = len(ENTRY_CHANNELS)
_SKILLED, _GUEST, _STUDENT, _FAMILY = (int(channel) for channel in QUOTA_CHANNELS)
_FREE_MOVEMENT, _ASYLUM, _FLIGHT = int(Channel.FREE_MOVEMENT), int(Channel.ASYLUM), int(Channel.FLIGHT)
_SHORT_STAY, _ALONE = int(Channel.SHORT_STAY), int(Channel.ALONE)
_ORIGIN_BITS = 10
_ORDINAL_BITS = 24
LARGEST_ORDINAL = 2**_ORDINAL_BITS - 1


class Choice(NamedTuple):
    """The terms of exp V, as factors: what differs by pair, by origin, by destination and by channel.

    S states, 3 skills, 11 channels; modes of cost are with authorisation, alone, smuggled, forged.
    """

    pair: np.ndarray  # float64 [S, S], exp of the terms of distance, ties and network; 0 on the diagonal
    family_tie: np.ndarray  # float64 [S, S], further network factor of the family channel
    origin: (
        np.ndarray
    )  # float64 [S, 3], exp(propensity - b_w ln wage + b_q conflict - b_x restriction - b_z ln size)
    destination: np.ndarray  # float64 [S, 3], exp(b_w ln wage there + b_s ln population - b_q conflict)
    channel: (
        np.ndarray
    )  # float64 [S, 3, 11], taste, eligibility and expected admission by destination and skill
    claim: np.ndarray  # float64 [S], factor of expected recognition of the origin's claims
    free: np.ndarray  # bool [S, S], movement is free
    access: np.ndarray  # float64 [S, S], chance that a short-stay visa is granted
    risk: (
        np.ndarray
    )  # float64 [3, S, S], exp(-b_r risk) alone, smuggled, forged; 0 where there is no way or need
    afford: (
        np.ndarray
    )  # float64 [S, S, 3, 4], share of households of an origin and skill who can pay, by mode


@njit(cache=True, nogil=True)
def option_weights(choice, o, d, h, out):
    """Write exp V of the 11 channels from o to d at skill h to `out` and return their sum."""
    base = choice.pair[o, d] * choice.origin[o, h] * choice.destination[d, h]
    term = choice.channel[d, h]
    afford = choice.afford[o, d, h]
    legal = base * afford[0]
    out[_FLIGHT] = 0.0
    if choice.free[o, d]:
        for c in range(CHANNELS):
            out[c] = 0.0
        out[_FREE_MOVEMENT] = legal * term[_FREE_MOVEMENT]
        return out[_FREE_MOVEMENT]
    access = choice.access[o, d]
    out[_FREE_MOVEMENT] = 0.0
    out[_SKILLED] = legal * term[_SKILLED]
    out[_GUEST] = legal * term[_GUEST]
    out[_STUDENT] = legal * term[_STUDENT]
    out[_FAMILY] = legal * term[_FAMILY] * choice.family_tie[o, d]
    out[_ASYLUM] = legal * term[_ASYLUM] * choice.claim[o] * access
    out[_SHORT_STAY] = legal * term[_SHORT_STAY] * access
    total = out[_SKILLED] + out[_GUEST] + out[_STUDENT] + out[_FAMILY] + out[_ASYLUM] + out[_SHORT_STAY]
    for kind in range(3):  # alone, smuggled, forged
        out[_ALONE + kind] = base * term[_ALONE + kind] * choice.risk[kind, o, d] * afford[1 + kind]
        total += out[_ALONE + kind]
    return total


@njit(cache=True, nogil=True)
def share_affording(ln_cost, ln_wealth, spread, out):
    """Share of lognormal wealth that covers a cost: Phi((ln median wealth - ln cost) / spread).

    Args:
        ln_cost: float64 [4, S, S], ln dollars by mode; infinity where there is no way.
        ln_wealth: float64 [S, 3], ln of the median wealth in dollars.
        spread: standard deviation of ln wealth.
        out: float64 [S, S, 3, 4], written.
    """
    states = ln_wealth.shape[0]
    for o in range(states):
        for d in range(states):
            for h in range(3):
                for mode in range(4):
                    out[o, d, h, mode] = normal_share((ln_wealth[o, h] - ln_cost[mode, o, d]) / spread)


@njit(cache=True, nogil=True)
def cell_name(origin, destination, skill):
    """The number that names a cell of departures in its draws."""
    return (np.int64(origin) << (_ORIGIN_BITS + 2)) | (np.int64(destination) << 2) | np.int64(skill)


@njit(cache=True, nogil=True, parallel=True)
def count_departures(
    units, flight_hazard, flight_weight, choice, seed, streams, month, leaving, fleeing, hazards
):
    """Draw who flees and who leaves, for each origin, destination and skill, in agents.

    Args:
        units: int64 [S, 3], residents in agents.
        flight_hazard: float64 [S], hazard of flight in this month.
        flight_weight: float64 [S, S], weights of destinations for those who flee.
        choice: the terms of utility.
        seed, streams, month: the name of the draws; streams are those of the counts of leaving and of flight.
        leaving, fleeing: int32 [S, 3, S], written.
        hazards: float64 [S, 3], written: hazard of leaving by choice.
    """
    states = units.shape[0]
    key_leave = stream_key(seed, streams[0])
    key_flee = stream_key(seed, streams[1])
    for o in prange(states):
        sums = np.zeros((3, states))
        weights = np.zeros(CHANNELS)
        for d in range(states):
            for h in range(3):
                sums[h, d] = option_weights(choice, o, d, h, weights)
        escape = flight_weight[o].sum()
        fled = -math.expm1(-flight_hazard[o]) if escape > 0.0 else 0.0
        for h in range(3):
            left = units[o, h]
            total = sums[h].sum()
            hazards[o, h] = math.log1p(total)
            share_left = 1.0
            for d in range(states):
                p = fled * flight_weight[o, d] / escape if fled > 0.0 else 0.0
                number = 0
                if p > 0.0 and left > 0:
                    number = binomial(key_flee, month, cell_name(o, d, h), 0, left, min(1.0, p / share_left))
                    left -= number
                    share_left = max(share_left - p, 1e-300)
                fleeing[o, h, d] = number
            share_left = 1.0
            for d in range(states):
                p = sums[h, d] / (1.0 + total)
                number = 0
                if p > 0.0 and left > 0:
                    number = binomial(key_leave, month, cell_name(o, d, h), 0, left, min(1.0, p / share_left))
                    left -= number
                    share_left = max(share_left - p, 1e-300)
                leaving[o, h, d] = number


@njit(cache=True, nogil=True)
def list_departures(leaving, fleeing, choice, seed, stream, month, out):
    """Write one row (origin, skill, destination, channel, ordinal) to `out` for each leaver; return how many.

    The ordinal counts the leavers of a cell, so that with the month it makes an identity that no other leaver shares.
    """
    key = stream_key(seed, stream)
    states = leaving.shape[0]
    weights = np.zeros(CHANNELS)
    number = 0
    for o in range(states):
        for h in range(3):
            for d in range(states):
                for ordinal in range(fleeing[o, h, d]):
                    out[number, 0], out[number, 1], out[number, 2] = o, h, d
                    out[number, 3], out[number, 4] = _FLIGHT, ordinal
                    number += 1
                if leaving[o, h, d] > 0:
                    option_weights(choice, o, d, h, weights)
                for ordinal in range(leaving[o, h, d]):
                    name = (cell_name(o, d, h) << _ORDINAL_BITS) | np.int64(ordinal)
                    out[number, 0], out[number, 1], out[number, 2] = o, h, d
                    out[number, 3], out[number, 4] = race(weights, CHANNELS, key, month, name), ordinal
                    number += 1
    return number


@njit(cache=True, nogil=True)
def identity(month, origin, destination, skill, channel, ordinal):
    """A migrant's uid: month, origin, destination, skill, channel and ordinal of departure, packed into 62 bits.

    Because it is made of what happened and not of a counter, the same person has the same uid, and so the same
    draws, in every scenario in which they leave.
    """
    return (
        (np.int64(month) << 50)
        | (np.int64(origin) << 40)
        | (np.int64(destination) << 30)
        | (np.int64(skill) << 28)
        | (np.int64(channel) << _ORDINAL_BITS)
        | np.int64(ordinal)
    )


@njit(cache=True, nogil=True)
def identities(leavers, month):
    """The uids of rows as `list_departures` writes them: int64."""
    out = np.empty(leavers.shape[0], np.int64)
    for place in range(leavers.shape[0]):
        origin, skill, destination, channel, ordinal = leavers[place]
        out[place] = identity(month + 1, origin, destination, skill, channel, ordinal)
    return out


@njit(cache=True, nogil=True)
def turn(rows, columns, choice, seed, stream, month, out):
    """Where those who give up waiting turn: an open channel to the same destination, or -1 for home.

    They compare the other ways to the destination they had set their mind on with the utility of the way that
    failed them; an alternative is taken with probability w / (w of all alternatives + w of the way that failed).
    """
    key = stream_key(seed, stream)
    weights = np.zeros(CHANNELS)
    for place in range(rows.shape[0]):
        row = rows[place]
        failed = columns.channel[row]
        option_weights(choice, columns.origin[row], columns.destination[row], columns.skill[row], weights)
        for other in range(_ASYLUM):
            if other != failed:
                weights[other] = 0.0
        chosen = race(weights, CHANNELS, key, month, columns.uid[row])
        out[place] = -1 if chosen == failed else chosen
