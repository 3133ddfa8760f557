"""Journeys without authorisation, hop by hop along the circuit."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.inlining import called, inlined
from abm.kernels.random import stream_key, uniform, uniform_pair
from abm.kernels.table import change, enter, free
from abm.statuses import Channel, Flag, Status

ALONE, SMUGGLED, FLIGHT = 0, 1, 2
_CHANNEL_FLIGHT, _CHANNEL_SMUGGLED = int(Channel.FLIGHT), int(Channel.SMUGGLED)
_CHANNEL_ASYLUM, _CHANNEL_FREE = int(Channel.ASYLUM), int(Channel.FREE_MOVEMENT)
_CHANNEL_VISIT, _CHANNEL_ALONE = int(Channel.SHORT_STAY), int(Channel.ALONE)
_PERMANENT, _OVERSTAYER = int(Status.PERMANENT), int(Status.OVERSTAYER)
_IRREGULAR, _ASYLUM_SEEKER, _DETAINED = int(Status.IRREGULAR), int(Status.ASYLUM_SEEKER), int(Status.DETAINED)
_IN_CAMP, _DISPERSED = int(Status.REFUGEE_IN_CAMP), int(Status.REFUGEE_DISPERSED)
_TRAFFICKED, _QUEUED = int(Flag.TRAFFICKED), int(Flag.QUEUED)
_NOT_QUEUED = np.uint8(255 - _QUEUED)
_HOPS_PER_MONTH = 8


class Ways(NamedTuple):
    """The ground part of the circuit and how each kind of traveller uses it; E edges, S states."""

    tail: np.ndarray  # int32 [E]
    head: np.ndarray  # int32 [E]
    distance: np.ndarray  # float64 [E], km
    cost: np.ndarray  # int32 [E], cents
    hazard: np.ndarray  # float64 [E], probability of death per crossing alone
    next_edge: np.ndarray  # int32 [3, S, S], next edge to a destination by kind of traveller, -1 for none


class Rules(NamedTuple):
    """Numbers of the process of journeys; E edges, S states."""

    control: np.ndarray  # float64 [E], hazard of interdiction on a crossing
    detour: np.ndarray  # float64 [E], multiplies the hazard of death
    open_to: np.ndarray  # bool [S, S], people of origin o cross into d without control
    unguarded: np.ndarray  # bool [E], edges within a bloc on which nobody is controlled
    free: np.ndarray  # bool [S, S], people of origin o may settle in d
    encampment: np.ndarray  # float64 [S]
    speed: np.ndarray  # float64 [3], km per month
    hazard: np.ndarray  # float64 [3], multiplies the hazard of death
    detention: float
    discouraged: float
    retry_cost: float
    patience: float  # hazard per month that a client without a place goes on alone
    credit: float
    claim_forced: float
    claim_unfounded: float


class Service(NamedTuple):
    """What smugglers offer this month; E edges."""

    price: np.ndarray  # int32 [E], cents of a crossing
    room: np.ndarray  # int64 [E], clients in agents who can still be taken; counted down
    evasion: np.ndarray  # float64 [E], share of control that clients evade
    abuse: np.ndarray  # float64 [E], probability that a client is trafficked


class Month(NamedTuple):
    """How far N travellers are in a month."""

    going: np.ndarray  # bool [N], who still moves this month
    left: np.ndarray  # float64 [N], what is left of the month
    edges: np.ndarray  # int32 [N], the edge to try next, -1 for none


class Log(NamedTuple):
    """What happened on the way this month, in agents and cents per person; E edges, S states."""

    crossings: np.ndarray  # int64 [E], hops at risk of one's life: attempts and flight
    attempts: np.ndarray  # int64 [E], hops across a controlled border
    interdictions: np.ndarray  # int64 [E]
    deaths: np.ndarray  # int64 [E]
    came: np.ndarray  # int64 [E], clients who came to a border to be smuggled over it
    queued: np.ndarray  # int64 [E], clients for whom there was no place
    face: np.ndarray  # int32 [E], origin of one of these, drawn evenly
    served: np.ndarray  # int64 [E], attempts with a smuggler
    lost: np.ndarray  # int64 [E], attempts with a smuggler that were stopped
    paid: np.ndarray  # int64 [E], cents paid to smugglers
    trafficked: np.ndarray  # int64 [S], by destination
    stranded: np.ndarray  # int64 [S], out of money or of ways abroad, by state
    entries: np.ndarray  # int64 [S, 11], by destination and channel
    arrivals: np.ndarray  # int64 [S, S], by origin and destination
    flows: np.ndarray  # int32 [S, S, 11], by origin, destination and channel
    claims: np.ndarray  # int64 [S]
    overstays: np.ndarray  # int64 [S], who came as visitors may and stay
    died: np.ndarray  # int64 [S], by origin: died on the way
    home: np.ndarray  # int64 [S, 3], by origin and skill: gave up and went home
    fees: np.ndarray  # int64 [S], cents, by destination
    balance: np.ndarray  # int64 [S], cents owed to (+) the households of a state


@called
def kind_of(channel):
    """The kind of traveller that a channel makes."""
    if channel == _CHANNEL_FLIGHT:
        return FLIGHT
    return SMUGGLED if channel == _CHANNEL_SMUGGLED else ALONE


@called
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
    enter(columns, row, d, columns.channel[row], log)
    change(columns, census, row, status, d, month)


@called
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


@called
def claim_probability(rules, motive):
    """Probability that a person of this motive claims asylum: from unfounded at 0 to forced at 1."""
    return rules.claim_unfounded + (rules.claim_forced - rules.claim_unfounded) * motive


@called
def pay(columns, row, amount, to, place):
    """Move up to `amount` cents from a migrant to an account; return what was paid."""
    paid = min(np.int64(amount), np.int64(columns.savings[row]))
    columns.savings[row] -= paid
    to[place] += paid
    return paid


@called
def go_home(columns, census, row, log):
    """Give up the journey and go back to the household at home."""
    origin = columns.origin[row]
    log.home[origin, columns.skill[row]] += 1
    log.balance[origin] += columns.savings[row]
    free(columns, census, row)


@called
def pay_smuggler(columns, row, edge, price, log):
    """Pay a price for a crossing, as far as savings go."""
    log.fees[columns.destination[row]] += pay(columns, row, price, log.paid, edge)


@called
def stop(columns, census, row, edge, j, rules, service, log, draws, month):
    """What follows an interdiction at the border of j: an asylum claim, detention, home, or another try.

    Returns:
        True when the journey goes on from where the traveller stands.
    """
    first, second = draws
    if columns.channel[row] == _CHANNEL_SMUGGLED:
        log.lost[edge] += 1
        pay_smuggler(columns, row, edge, np.int64(rules.retry_cost * service.price[edge]), log)
    if first < claim_probability(rules, columns.motive[row]):
        log.claims[j] += 1
        columns.channel[row] = _CHANNEL_ASYLUM
        enter(columns, row, j, _CHANNEL_ASYLUM, log)
        columns.destination[row] = j
        change(columns, census, row, _ASYLUM_SEEKER, j, month)
        return False
    if second < rules.detention:
        change(columns, census, row, _DETAINED, j, month)
        return False
    if second < rules.detention + rules.discouraged:
        go_home(columns, census, row, log)
        return False
    return True


@called
def strand(columns, census, row, rules, log, month):
    """Out of money or of ways: home again if still there, else without status where the journey ends."""
    origin = columns.origin[row]
    here = columns.location[row]
    columns.flags[row] &= _NOT_QUEUED
    if here == origin:
        go_home(columns, census, row, log)
    else:
        log.stranded[here] += 1
        status = _IRREGULAR
        if columns.previous[row] != here:  # came here on this journey, did not set out from here
            status = uncontrolled(columns, row, here, rules, log)
            enter(columns, row, here, columns.channel[row], log)
        change(columns, census, row, status, here, month)


@called
def traffic(columns, row, edge, log):
    """Somebody falls victim to debt or coercion: all that is left of savings goes to the smugglers."""
    if columns.flags[row] & _TRAFFICKED == 0:
        log.trafficked[columns.destination[row]] += 1
    columns.flags[row] |= np.uint8(_TRAFFICKED)
    pay_smuggler(columns, row, edge, columns.savings[row], log)


@inlined
def hop(columns, census, row, edge, ways, rules, service, log, keys, month, number):
    """Try one hop. Returns True when the journey goes on this month."""
    kind = kind_of(columns.channel[row])
    uid, j, citizen = columns.uid[row], ways.head[edge], columns.citizenship[row]
    controlled = kind != FLIGHT and not rules.unguarded[edge] and not rules.open_to[citizen, j]
    smuggled = controlled and kind == SMUGGLED
    if controlled:
        log.attempts[edge] += 1
    if smuggled:
        log.served[edge] += 1
    if controlled or kind == FLIGHT:
        log.crossings[edge] += 1
        danger = ways.hazard[edge] * rules.hazard[kind] * rules.detour[edge]
        if uniform(keys[1], month, uid, number) < danger:
            log.deaths[edge] += 1
            log.died[columns.origin[row]] += 1
            log.balance[columns.origin[row]] += columns.savings[row]
            free(columns, census, row)
            return False
    if controlled:
        evasion = service.evasion[edge] if smuggled else 0.0
        caught = -math.expm1(-rules.control[edge] * (1.0 - evasion))
        if uniform(keys[0], month, uid, number) < caught:
            log.interdictions[edge] += 1
            draws = uniform_pair(keys[2], month, uid, number)
            return stop(columns, census, row, edge, j, rules, service, log, draws, month)
    if smuggled:
        if columns.savings[row] < service.price[edge]:  # let in on credit
            traffic(columns, row, edge, log)
        pay_smuggler(columns, row, edge, service.price[edge], log)
        if uniform(keys[3], month, uid, number) < service.abuse[edge]:
            traffic(columns, row, edge, log)
    pay(columns, row, ways.cost[edge], log.balance, j)
    change(columns, census, row, columns.status[row], j, month)
    return True


@inlined
def approach(columns, census, row, edge, rules, service, log, keys, month, number):
    """Come to a border with a smuggler: who cannot pay is taken on in debt or strands. True when a place is wanted."""
    uid = columns.uid[row]
    if columns.savings[row] < service.price[edge] and uniform(keys[5], 0, uid, 0) >= rules.credit:
        strand(columns, census, row, rules, log, month)
        return False
    if columns.flags[row] & _QUEUED == 0:
        log.came[edge] += 1
    return True


@njit(cache=True, nogil=True)
def give_places(wanting, edges, number, columns, rules, service, log, keys, month, step):
    """Give the room at each border to those who want it, by lottery; the others wait, or lose patience.

    Args:
        wanting: int64 [number], rows; written: -1 for those who got no place.
        edges: int32 [number], what each of them wants to cross.
    """
    demand = np.zeros(service.room.shape[0], np.int64)
    for place in range(number):
        demand[edges[place]] += 1
    short = 0
    lottery, drawn = np.empty(number), np.empty(number, np.int64)
    for place in range(number):
        edge = edges[place]
        if demand[edge] > service.room[edge]:
            lottery[short] = uniform(keys[6], month, columns.uid[wanting[place]], step)
            drawn[short] = place
            short += 1
        else:
            columns.flags[wanting[place]] &= _NOT_QUEUED
    for edge in range(demand.shape[0]):
        if demand[edge] <= service.room[edge]:
            service.room[edge] -= demand[edge]
    for turn in np.argsort(lottery[:short]):
        place = drawn[turn]
        row, edge = wanting[place], edges[place]
        if service.room[edge] > 0:
            service.room[edge] -= 1
            columns.flags[row] &= _NOT_QUEUED
            continue
        if log.face[edge] < 0:
            log.face[edge] = columns.origin[row]
        log.queued[edge] += 1
        columns.flags[row] |= np.uint8(_QUEUED)
        if uniform(keys[7], month, columns.uid[row], 0) < -math.expm1(-rules.patience):
            columns.channel[row] = _CHANNEL_ALONE
            columns.flags[row] &= _NOT_QUEUED
        wanting[place] = -1


@njit(cache=True, nogil=True)
def set_out(rows, trip, step, columns, census, ways, rules, service, log, keys, month):
    """Find who tries a hop in this round, and across which edge; who wants a smuggler's place waits for it.

    A hop of t months is made if t fits into what is left of the month, or else with the probability that it ends
    within it. Who waits for a place stands at the border already.

    Args:
        rows: int64 [N], travellers.
        trip: how far they are; written.
    """
    going, left, edges = trip.going, trip.left, trip.edges
    wanting, wanted = np.empty(rows.shape[0], np.int64), np.empty(rows.shape[0], np.int32)
    places, number = np.empty(rows.shape[0], np.int64), 0
    for place in range(rows.shape[0]):
        edges[place] = -1
        if not going[place]:
            continue
        row = rows[place]
        kind = kind_of(columns.channel[row])
        edge = ways.next_edge[kind, columns.location[row], columns.destination[row]]
        if edge < 0:
            strand(columns, census, row, rules, log, month)
            going[place] = False
            continue
        time = ways.distance[edge] / rules.speed[kind]
        waits = columns.flags[row] & _QUEUED != 0
        late = time > left[place] and not waits
        if late and uniform(keys[4], month, columns.uid[row], step) * time > left[place]:
            going[place] = False
            continue
        left[place] -= 0.0 if waits else time
        edges[place] = edge
        guarded = not rules.unguarded[edge] and not rules.open_to[columns.citizenship[row], ways.head[edge]]
        if kind == SMUGGLED and guarded:
            if approach(columns, census, row, edge, rules, service, log, keys, month, step):
                wanting[number], wanted[number], places[number] = row, edge, place
                number += 1
            else:
                edges[place], going[place] = -1, False
        elif waits:  # the border has been opened
            columns.flags[row] &= _NOT_QUEUED
    give_places(wanting, wanted, number, columns, rules, service, log, keys, month, step)
    for each in range(number):
        if wanting[each] < 0:
            edges[places[each]], going[places[each]] = -1, False


@njit(cache=True, nogil=True)
def travel(rows, columns, census, ways, rules, service, log, seed, streams, month):
    """Move everyone on the way for a month, in rounds of one hop each: nobody's fate depends on the order of rows.

    Args:
        rows: int64 [N], in transit at the start of the month.
        columns, census: the table of migrants and its counts, changed.
        ways, rules, service: the circuit, the numbers of the process, and what smugglers offer.
        log: what happened, added to.
        seed, streams, month: the name of the draws; streams of interdiction, death, what follows, trafficking,
            time on a hop, credit, places, patience, claims.
    """
    keys = np.empty(9, np.uint64)
    for stream in range(9):
        keys[stream] = stream_key(seed, streams[stream])
    trip = Month(np.ones(rows.shape[0], np.bool_), np.ones(rows.shape[0]), np.empty(rows.shape[0], np.int32))
    going, left, edges = trip
    for step in range(_HOPS_PER_MONTH):
        set_out(rows, trip, step, columns, census, ways, rules, service, log, keys, month)
        on_the_way = False
        for place in range(rows.shape[0]):
            if edges[place] < 0:
                continue
            row = rows[place]
            came = hop(columns, census, row, edges[place], ways, rules, service, log, keys, month, step)
            arrived = came and columns.location[row] == columns.destination[row]
            if arrived:
                arrive(columns, census, row, rules, log, keys[8], month)
            going[place] = came and not arrived and left[place] > 0.0
            on_the_way |= going[place]
        if not on_the_way:
            break
