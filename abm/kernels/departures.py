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
from abm.kernels.inlining import inlined
from abm.kernels.random import binomial_of_block, fill_words, stream_key, word_as_share
from abm.statuses import ENTRY_CHANNELS, QUOTA_CHANNELS, Channel

CHANNELS = len(ENTRY_CHANNELS)
_SKILLED, _GUEST, _STUDENT, _FAMILY = (int(channel) for channel in QUOTA_CHANNELS)
_FREE_MOVEMENT, _ASYLUM, _FLIGHT = int(Channel.FREE_MOVEMENT), int(Channel.ASYLUM), int(Channel.FLIGHT)
_SHORT_STAY, _ALONE = int(Channel.SHORT_STAY), int(Channel.ALONE)
_SMUGGLED, _FORGED = int(Channel.SMUGGLED), int(Channel.FORGED)
_MOST_CENTS = float(np.iinfo(np.int32).max)
_ORIGIN_BITS = 10
_ORDINAL_BITS = 24
_SLACK = 1e-9
LARGEST_ORDINAL = 2**_ORDINAL_BITS - 1


class Choice(NamedTuple):
    """The terms of exp V, as factors: what differs by pair, by origin, by destination and by channel.

    S states, 3 skills, 11 channels; modes of cost are with authorisation, alone, smuggled, forged. Destinations run
    along the last axis, so that all of an origin's are read in one go (a tenth of the time of any other order).
    """

    pair: np.ndarray  # float64 [S, S], exp of the terms of distance, ties and network; 0 on the diagonal
    family_tie: np.ndarray  # float64 [S, S], further network factor of the family channel
    origin: (
        np.ndarray
    )  # float64 [S, 3], exp(propensity - b_w ln wage + b_q conflict - b_x restriction - b_z ln size)
    destination: np.ndarray  # float64 [3, S], exp(b_w ln wage there + b_s ln population - b_q conflict)
    channel: (
        np.ndarray
    )  # float64 [3, 11, S], taste, eligibility and expected admission by skill and destination
    claim: np.ndarray  # float64 [S], factor of expected recognition of the origin's claims
    preference: (
        np.ndarray
    )  # float64 [4, S, S], factor of going first under a quota, by quota, origin, destination
    free: np.ndarray  # bool [S, S], movement is free
    access: np.ndarray  # float64 [S, S], chance that a short-stay visa is granted
    risk: (
        np.ndarray
    )  # float64 [3, S, S], exp(-b_r risk) alone, smuggled, forged; 0 where there is no way or need
    afford: (
        np.ndarray
    )  # float64 [S, 3, 4, S], share of households of an origin and skill who can pay, by mode and destination


@njit(cache=True, nogil=True)
def option_weights(choice, o, d, h, out):
    """Write exp V of the 11 channels from o to d at skill h to `out` and return their sum."""
    base = choice.pair[o, d] * choice.origin[o, h] * choice.destination[h, d]
    term = choice.channel[h]
    afford = choice.afford[o, h]
    legal = base * afford[0, d]
    out[_FLIGHT] = 0.0
    if choice.free[o, d]:
        for c in range(CHANNELS):
            out[c] = 0.0
        out[_FREE_MOVEMENT] = legal * term[_FREE_MOVEMENT, d]
        return out[_FREE_MOVEMENT]
    access, first = choice.access[o, d], choice.preference
    out[_FREE_MOVEMENT] = 0.0
    out[_SKILLED] = legal * term[_SKILLED, d] * first[_SKILLED, o, d]
    out[_GUEST] = legal * term[_GUEST, d] * first[_GUEST, o, d]
    out[_STUDENT] = legal * term[_STUDENT, d] * first[_STUDENT, o, d]
    out[_FAMILY] = legal * term[_FAMILY, d] * choice.family_tie[o, d] * first[_FAMILY, o, d]
    out[_ASYLUM] = legal * term[_ASYLUM, d] * choice.claim[o] * access
    out[_SHORT_STAY] = legal * term[_SHORT_STAY, d] * access
    total = out[_SKILLED] + out[_GUEST] + out[_STUDENT] + out[_FAMILY] + out[_ASYLUM] + out[_SHORT_STAY]
    for kind in range(3):  # alone, smuggled, forged
        out[_ALONE + kind] = base * term[_ALONE + kind, d] * choice.risk[kind, o, d] * afford[1 + kind, d]
        total += out[_ALONE + kind]
    return total


@njit(cache=True, nogil=True)
def option_sums(choice, o, h, out):
    """Write the sum of exp V over channels from o to every destination at skill h to `out` [S]: 2 ns each.

    The same sums as those of `option_weights`, with common factors taken out.
    """
    term, afford, there = choice.channel[h], choice.afford[o, h], choice.destination[h]
    pair, tie, access, free = choice.pair[o], choice.family_tie[o], choice.access[o], choice.free[o]
    alone, smuggled, forged = choice.risk[0, o], choice.risk[1, o], choice.risk[2, o]
    first, guest_first = choice.preference[_SKILLED, o], choice.preference[_GUEST, o]
    student_first, family_first = choice.preference[_STUDENT, o], choice.preference[_FAMILY, o]
    here, claim = choice.origin[o, h], choice.claim[o]
    for d in range(out.shape[0]):
        base = pair[d] * here * there[d]
        legal = base * afford[0, d]
        rationed = term[_SKILLED, d] * first[d] + term[_GUEST, d] * guest_first[d]
        rationed += term[_STUDENT, d] * student_first[d] + term[_FAMILY, d] * tie[d] * family_first[d]
        visiting = (term[_ASYLUM, d] * claim + term[_SHORT_STAY, d]) * access[d]
        irregular = term[_ALONE, d] * alone[d] * afford[1, d]
        irregular += term[_ALONE + 1, d] * smuggled[d] * afford[2, d]
        irregular += term[_ALONE + 2, d] * forged[d] * afford[3, d]
        closed = legal * (rationed + visiting) + base * irregular
        out[d] = legal * term[_FREE_MOVEMENT, d] if free[d] else closed


@njit(cache=True, nogil=True)
def share_affording(ln_cost, ln_wealth, spread, first, out):
    """Share of lognormal wealth that covers a cost: Phi((ln median wealth - ln cost) / spread).

    Args:
        ln_cost: float64 [4, S, S], ln dollars by mode; infinity where there is no way.
        ln_wealth: float64 [S, 3], ln of the median wealth in dollars.
        spread: standard deviation of ln wealth.
        first: modes from this one on are weighed; the others stay.
        out: float64 [S, 3, 4, S], written.
    """
    states = ln_wealth.shape[0]
    for o in range(states):
        for h in range(3):
            for mode in range(first, 4):
                for d in range(states):
                    out[o, h, mode, d] = normal_share((ln_wealth[o, h] - ln_cost[mode, o, d]) / spread)


@njit(cache=True, nogil=True)
def cell_name(origin, destination, skill):
    """The number that names a cell of departures in its draws."""
    return (np.int64(origin) << (_ORIGIN_BITS + 2)) | (np.int64(destination) << 2) | np.int64(skill)


@njit(cache=True, nogil=True, parallel=True)
def count_departures(
    units, flight_hazard, flight_weight, choice, seed, streams, month, leaving, fleeing, hazards, gone
):
    """Draw who flees and who leaves, for each origin, destination and skill, in agents.

    Each is a chain of binomials, whose words are drawn four destinations at a time. They tell mostly that nobody of an
    origin and skill goes anywhere, and then nothing is written: what is not zero in `leaving` and `fleeing` was written
    with `gone` by the last call.

    Args:
        units: int64 [S, 3], residents in agents.
        flight_hazard: float64 [S], hazard of flight in this month.
        flight_weight: float64 [S, S], weights of destinations for those who flee.
        choice: the terms of utility.
        seed, streams, month: the name of the draws; streams are those of the counts of leaving and of flight.
        leaving, fleeing: int32 [S, 3, S], written.
        hazards: float64 [S, 3], written: hazard of leaving by choice.
        gone: int64 [S, 3], written: how many leave or flee.
    """
    states = units.shape[0]
    blocks = (states + 3) // 4
    key_leave, key_flee = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    step = 4 * cell_name(0, 1, 0)
    for o in prange(states):
        sums, totals = np.zeros((3, 4 * blocks)), np.zeros(3)
        toward, words = np.zeros(4 * blocks), np.empty((4, blocks), np.uint64)
        fled = _flight(flight_hazard[o], flight_weight[o], toward) if flight_hazard[o] > 0.0 else 0.0
        _skill_sums(choice, o, sums, totals)
        for h in range(3):
            name, left = cell_name(o, 0, h), units[o, h]
            if gone[o, h] != 0:
                leaving[o, h, :] = 0
                fleeing[o, h, :] = 0
            if fled > 0.0 and left > 0:
                fill_words(key_flee, month, name, step, 0, words)
                if _some_choose(left, toward, 1.0, 1.0 - fled, words):
                    left = _multinomial(key_flee, month, name, left, toward, 1.0, words, fleeing[o, h])
            hazards[o, h] = math.log1p(totals[h])
            if left > 0:
                total = 1.0 + totals[h]
                fill_words(key_leave, month, name, step, 0, words)
                if _some_choose(left, sums[h], total, 1.0, words):
                    left = _multinomial(key_leave, month, name, left, sums[h], total, words, leaving[o, h])
            gone[o, h] = units[o, h] - left


@njit(cache=True, nogil=True)
def _flight(hazard, weights, toward):
    """Chance to flee in a month, 0 where no way leads out; that of each destination is written to `toward`."""
    escape = 0.0
    for d in range(weights.shape[0]):
        escape += weights[d]
    if escape <= 0.0:
        return 0.0
    fled = -math.expm1(-hazard)
    for d in range(weights.shape[0]):
        toward[d] = fled * weights[d] / escape
    return fled


@njit(cache=True, nogil=True)
def _skill_sums(choice, o, sums, totals):
    """Write the sums of `option_sums` from o to `sums` [3, at least S] and their totals to `totals` [3]."""
    states = choice.claim.shape[0]
    for h in range(3):
        option_sums(choice, o, h, sums[h, :states])
    low, medium, high = 0.0, 0.0, 0.0
    for d in range(states):  # side by side: each sum waits for its last term
        low += sums[0, d]
        medium += sums[1, d]
        high += sums[2, d]
    totals[0], totals[1], totals[2] = low, medium, high


@njit(cache=True, nogil=True)
def _multinomial(key, month, first, left, weights, total, words, out):
    """Draw how many of `left` people choose each destination, with probabilities weights / total, to `out` [S].

    A chain of binomials, each with the draw of its cell. A destination's word [d & 3, d >> 2] tells mostly, at 2 ns
    each, that nobody chooses it: the chance of that is at least 1 minus the expected number.

    Args:
        key, month, first: the name of the draws; `first` is that of the cell of destination 0.
        left, weights, total: people, float64 [at least S] and at least its sum.
        words: uint64 [4, (S + 3) // 4], of the draws.
        out: int32 [S], zeros, written.

    Returns:
        How many chose none.
    """
    step = cell_name(0, 1, 0)
    weight_left = total
    for d in range(out.shape[0]):
        if weights[d] > 0.0 and left > 0:
            word = words[d & 3, d >> 2]
            if word_as_share(word) * weight_left >= weight_left - left * weights[d]:
                p = min(1.0, weights[d] / weight_left)
                out[d] = binomial_of_block(word, key, month, first + step * d, left, p)
                left -= out[d]
            weight_left = max(weight_left - weights[d], 1e-300)
    return left


@njit(cache=True, nogil=True)
def _some_choose(left, weights, total, staying, words):
    """False if the words alone tell that all of a chain's counts are zero, as they do for most origins and skills.

    What is left of the total is never below what stays; the slack is a thousand times the rounding of the chain.
    All destinations are looked at, four at a time, which takes less than to stop at the first that is chosen.

    Args:
        left, total: as in `_multinomial`.
        weights: float64 [4 * blocks], zeros beyond the last destination.
        staying: what of the total is not of the weights.
        words: uint64 [4, blocks], of the draws.
    """
    slack = _SLACK * total
    least = staying - slack
    some = False
    for block in range(words.shape[1]):
        d = 4 * block
        some |= left * weights[d] + slack >= (1.0 - word_as_share(words[0, block])) * least
        some |= left * weights[d + 1] + slack >= (1.0 - word_as_share(words[1, block])) * least
        some |= left * weights[d + 2] + slack >= (1.0 - word_as_share(words[2, block])) * least
        some |= left * weights[d + 3] + slack >= (1.0 - word_as_share(words[3, block])) * least
    return some


@njit(cache=True, nogil=True)
def list_departures(leaving, fleeing, gone, choice, seed, stream, month, out):
    """Write one row (origin, skill, destination, channel, ordinal) to `out` for each leaver; return how many.

    Counts are those of `count_departures`, which see.

    The ordinal counts the leavers of a cell, so that with the month it makes an identity that no other leaver shares.
    """
    key = stream_key(seed, stream)
    states = leaving.shape[0]
    weights = np.zeros(CHANNELS)
    number = 0
    for o in range(states):
        for h in range(3):
            if gone[o, h] == 0:
                continue
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


@inlined
def fee_of(channel, here, there, fee, forged_fee):
    """Cents that a channel costs from here to there, at dollars by pair: 0 where nobody asks a fee."""
    dollars = 0.0
    if channel == _SMUGGLED:
        dollars = fee[here, there]
    elif channel == _FORGED:
        dollars = forged_fee[here, there]
    return np.int64(min(np.rint(dollars * 100), _MOST_CENTS))


@njit(cache=True, nogil=True)
def count_payers(leavers, fee, forged_fee, payers):
    """Add those of the leavers who set out to pay a smuggler to `payers`: int64 [S], by destination."""
    for place in range(leavers.shape[0]):
        origin, _, destination, channel, _ = leavers[place]
        payers[destination] += fee_of(channel, origin, destination, fee, forged_fee) > 0


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
