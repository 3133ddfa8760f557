"""Journeys without authorisation, hop by hop along the circuit; and what a path costs and risks."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.random import stream_key, uniform, uniform_pair
from abm.kernels.table import change, free
from abm.statuses import Channel, Flag, Status

ALONE, SMUGGLED, FLIGHT = 0, 1, 2
_CHANNEL_FLIGHT, _CHANNEL_SMUGGLED = int(Channel.FLIGHT), int(Channel.SMUGGLED)
_CHANNEL_ASYLUM, _CHANNEL_FREE = int(Channel.ASYLUM), int(Channel.FREE_MOVEMENT)
_CHANNEL_VISIT = int(Channel.SHORT_STAY)
_PERMANENT, _OVERSTAYER = int(Status.PERMANENT), int(Status.OVERSTAYER)
_IRREGULAR, _ASYLUM_SEEKER, _DETAINED = int(Status.IRREGULAR), int(Status.ASYLUM_SEEKER), int(Status.DETAINED)
_IN_CAMP, _DISPERSED = int(Status.REFUGEE_IN_CAMP), int(Status.REFUGEE_DISPERSED)
_TRAFFICKED = int(Flag.TRAFFICKED)
_HOPS_PER_MONTH = 8


class Ways(NamedTuple):
    """The ground part of the circuit and how each kind of traveller uses it; E edges, S states."""

    tail: np.ndarray  # int32 [E]
    head: np.ndarray  # int32 [E]
    distance: np.ndarray  # float64 [E], km
    cost: np.ndarray  # int32 [E], cents
    hazard: np.ndarray  # float64 [E], probability of death per crossing alone
    next_edge: (
        np.ndarray
    )  # int32 [3, S, S], edge to take towards a destination by kind of traveller, -1 for none


class Rules(NamedTuple):
    """Numbers of the process of journeys; arrays by state."""

    control: np.ndarray  # float64 [S], hazard of interdiction at the border of a state
    detour: np.ndarray  # float64 [S], multiplies the hazard of death
    open_to: np.ndarray  # bool [S, S], people of origin o cross into d without control
    free: np.ndarray  # bool [S, S], people of origin o may settle in d
    encampment: np.ndarray  # float64 [S]
    fee: np.ndarray  # int32 [S, S], cents of the smuggler's fee
    speed: np.ndarray  # float64 [3], km per month
    evasion: np.ndarray  # float64 [3], share of control evaded
    hazard: np.ndarray  # float64 [3], multiplies the hazard of death
    trafficking: float
    detention: float
    retry_cost: float
    claim_forced: float
    claim_unfounded: float


class Log(NamedTuple):
    """What happened on the way this month, in agents and cents per person; E edges, S states."""

    crossings: np.ndarray  # int64 [E], hops at risk of one's life: attempts and flight
    attempts: np.ndarray  # int64 [E], hops across a controlled border
    interdictions: np.ndarray  # int64 [E]
    deaths: np.ndarray  # int64 [E]
    trafficked: np.ndarray  # int64 [S], by destination
    entries: np.ndarray  # int64 [S, 11], by destination and channel
    arrivals: np.ndarray  # int64 [S, S], by origin and destination
    claims: np.ndarray  # int64 [S]
    overstays: np.ndarray  # int64 [S], who came as visitors may and stay
    lost: np.ndarray  # int64 [S], by origin: died on the way
    home: np.ndarray  # int64 [S, 3], by origin and skill: gave up and went home
    fees: np.ndarray  # int64 [S], cents, by destination
    balance: np.ndarray  # int64 [S], cents owed to (+) the households of a state
    smugglers: np.ndarray  # int64 [1], cents received by smugglers


@njit(cache=True, nogil=True)
def kind_of(channel):
    """The kind of traveller that a channel makes."""
    if channel == _CHANNEL_FLIGHT:
        return FLIGHT
    return SMUGGLED if channel == _CHANNEL_SMUGGLED else ALONE


@njit(cache=True, nogil=True)
def follow_paths(ways, control, open_to, kind, evasion, danger, out):
    """Walk the path of every pair and add up what it takes.

    Args:
        ways, control, open_to: as in `Ways` and `Rules`.
        kind: of traveller.
        evasion: share of control evaded.
        danger: float64 [S], multiplies the hazard of death on the way into a state.
        out: float64 [4, S, S], written: km, dollars of travel, expected interdictions, probability of death;
            infinity where there is no way.
    """
    states = control.shape[0]
    for o in range(states):
        for d in range(states):
            km, dollars, stops, alive = 0.0, 0.0, 0.0, 1.0
            here = o
            hops = 0
            while here != d and hops <= states:
                edge = ways.next_edge[kind, here, d]
                if edge < 0:
                    break
                here = ways.head[edge]
                km += ways.distance[edge]
                dollars += ways.cost[edge] / 100.0
                if not open_to[o, here]:
                    stops += -math.expm1(-control[here] * (1.0 - evasion))
                    alive *= 1.0 - ways.hazard[edge] * danger[here]
                hops += 1
            if here != d:
                km, dollars, stops, alive = np.inf, np.inf, np.inf, 0.0
            out[0, o, d], out[1, o, d], out[2, o, d], out[3, o, d] = km, dollars, stops, 1.0 - alive


@njit(cache=True, nogil=True)
def arrive(columns, census, row, rules, log, key, month):
    """End a journey at its destination: as a refugee, an asylum seeker or without status."""
    d = columns.destination[row]
    first, second = uniform_pair(key, month, columns.uid[row], 1)
    if columns.channel[row] == _CHANNEL_FLIGHT:
        status = _IN_CAMP if first < rules.encampment[d] else _DISPERSED
    elif rules.free[columns.citizenship[row], d]:
        status = uncontrolled(columns, row, d, rules, log)
    elif second < claim_probability(rules, columns.motive[row]):
        status = _ASYLUM_SEEKER
        log.claims[d] += 1
    else:
        status = uncontrolled(columns, row, d, rules, log)
    log.entries[d, columns.channel[row]] += 1
    log.arrivals[columns.origin[row], d] += 1
    change(columns, census, row, status, d, month)


@njit(cache=True, nogil=True)
def uncontrolled(columns, row, d, rules, log):
    """The status of one who came into d on the ground, and the channel that it turned out to be.

    Where movement is free they settle; where no visa is asked they are visitors who stay; elsewhere they are without
    status.
    """
    if rules.free[columns.citizenship[row], d]:
        columns.channel[row] = _CHANNEL_FREE
        return _PERMANENT
    if rules.open_to[columns.citizenship[row], d]:
        columns.channel[row] = _CHANNEL_VISIT
        log.overstays[d] += 1
        return _OVERSTAYER
    return _IRREGULAR


@njit(cache=True, nogil=True)
def claim_probability(rules, motive):
    """Probability that a person of this motive claims asylum: from unfounded at 0 to forced at 1."""
    return rules.claim_unfounded + (rules.claim_forced - rules.claim_unfounded) * motive


@njit(cache=True, nogil=True)
def pay(columns, row, amount, to, place):
    """Move up to `amount` cents from a migrant to an account; return what was paid."""
    paid = min(np.int64(amount), np.int64(columns.savings[row]))
    columns.savings[row] -= paid
    to[place] += paid
    return paid


@njit(cache=True, nogil=True)
def stop(columns, census, row, j, rules, log, draws, month):
    """What follows an interdiction at the border of j: an asylum claim, detention, or back a hop to try again.

    Returns:
        True when the journey goes on from where the traveller stands.
    """
    first, second = draws
    if first < claim_probability(rules, columns.motive[row]):
        log.claims[j] += 1
        columns.channel[row] = _CHANNEL_ASYLUM
        log.entries[j, _CHANNEL_ASYLUM] += 1
        log.arrivals[columns.origin[row], j] += 1
        columns.destination[row] = j
        change(columns, census, row, _ASYLUM_SEEKER, j, month)
        return False
    if second < rules.detention:
        change(columns, census, row, _DETAINED, j, month)
        return False
    lost = np.int64(rules.retry_cost * rules.fee[columns.location[row], columns.destination[row]])
    if columns.channel[row] == _CHANNEL_SMUGGLED and lost > 0:
        if columns.savings[row] < lost:
            return strand(columns, census, row, rules, log, month)
        pay(columns, row, lost, log.smugglers, 0)
        log.fees[columns.destination[row]] += lost
    return True


@njit(cache=True, nogil=True)
def strand(columns, census, row, rules, log, month):
    """Out of money: home again if still there, else without status where the journey ends. Always False."""
    origin = columns.origin[row]
    here = columns.location[row]
    if here == origin:
        log.home[origin, columns.skill[row]] += 1
        log.balance[origin] += columns.savings[row]
        free(columns, census, row)
    else:
        status = _IRREGULAR
        if columns.previous[row] != here:  # came here on this journey, did not set out from here
            status = uncontrolled(columns, row, here, rules, log)
            log.entries[here, columns.channel[row]] += 1
            log.arrivals[origin, here] += 1
        change(columns, census, row, status, here, month)
    return False


@njit(cache=True, nogil=True)
def hop(columns, census, row, edge, ways, rules, log, keys, month, number):
    """Try one hop. Returns True when the journey goes on this month."""
    kind = kind_of(columns.channel[row])
    uid = columns.uid[row]
    j = ways.head[edge]
    origin = columns.origin[row]
    controlled = not rules.open_to[columns.citizenship[row], j] and kind != FLIGHT
    if controlled:
        log.attempts[edge] += 1
    if controlled or kind == FLIGHT:
        log.crossings[edge] += 1
        danger = ways.hazard[edge] * rules.hazard[kind] * rules.detour[j]
        if uniform(keys[1], month, uid, number) < danger:
            log.deaths[edge] += 1
            log.lost[origin] += 1
            log.balance[origin] += columns.savings[row]
            free(columns, census, row)
            return False
    if controlled:
        caught = -math.expm1(-rules.control[j] * (1.0 - rules.evasion[kind]))
        if uniform(keys[0], month, uid, number) < caught:
            log.interdictions[edge] += 1
            draws = uniform_pair(keys[2], month, uid, number)
            return stop(columns, census, row, j, rules, log, draws, month)
        if kind == SMUGGLED and uniform(keys[3], month, uid, number) < rules.trafficking:
            if columns.flags[row] & _TRAFFICKED == 0:
                log.trafficked[columns.destination[row]] += 1
            columns.flags[row] |= np.uint8(_TRAFFICKED)
    pay(columns, row, ways.cost[edge], log.balance, j)
    change(columns, census, row, columns.status[row], j, month)
    return True


@njit(cache=True, nogil=True)
def travel(rows, number, columns, census, ways, rules, log, seed, streams, month):
    """Move everyone on the way for a month.

    A traveller takes hops while the month lasts: a hop of t months is made if t fits into what is left of the month,
    or else with the probability that it ends within it.

    Args:
        rows, number: rows in transit at the start of the month.
        columns, census: the table of migrants and its counts, changed.
        ways, rules: the circuit and the numbers of the process.
        log: what happened, added to.
        seed, streams, month: the name of the draws; streams of interdiction, death, what follows, trafficking,
            time on a hop, claims.
    """
    keys = np.empty(4, np.uint64)
    for stream in range(4):
        keys[stream] = stream_key(seed, streams[stream])
    key_time = stream_key(seed, streams[4])
    key_claim = stream_key(seed, streams[5])
    for place in range(number):
        row = rows[place]
        kind = kind_of(columns.channel[row])
        left = 1.0
        for step in range(_HOPS_PER_MONTH):
            edge = ways.next_edge[kind, columns.location[row], columns.destination[row]]
            if edge < 0:
                strand(columns, census, row, rules, log, month)
                break
            time = ways.distance[edge] / rules.speed[kind]
            if time > left and uniform(key_time, month, columns.uid[row], step) * time > left:
                break
            left -= time
            if not hop(columns, census, row, edge, ways, rules, log, keys, month, step):
                break
            if columns.location[row] == columns.destination[row]:
                arrive(columns, census, row, rules, log, key_claim, month)
                break
            if left <= 0.0:
                break
