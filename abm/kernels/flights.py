"""Journeys by air: who buys forged papers, whose papers are found, and in what status people arrive."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.queues import served
from abm.kernels.random import stream_key, uniform
from abm.kernels.table import free_rows, land
from abm.statuses import Channel, Status

_CHANNEL_FORGED, _CHANNEL_ASYLUM, _CHANNEL_VISIT = (
    int(Channel.FORGED),
    int(Channel.ASYLUM),
    int(Channel.SHORT_STAY),
)
_IRREGULAR, _ASYLUM_SEEKER, _OVERSTAYER = (
    int(Status.IRREGULAR),
    int(Status.ASYLUM_SEEKER),
    int(Status.OVERSTAYER),
)


class Air(NamedTuple):
    """The ways by air and what happened on them; E edges of the circuit, S states."""

    edge: np.ndarray  # int32 [S, S], number of the edge, -1 for none
    cost: np.ndarray  # float64 [S, S], dollars, infinity for none
    clients: np.ndarray  # int64 [E], papers bought
    fees: np.ndarray  # int64 [E], cents paid for them


class Papers(NamedTuple):
    """Forged papers of a month, by the state that they are for, and what is asked of those who come."""

    price: np.ndarray  # int32 [S], cents
    room: np.ndarray  # int64 [S], clients in agents who can still be served; counted down
    found: np.ndarray  # float64 [S], probability that they are found
    impatience: float  # probability that who waits for them gives up
    claim_unfounded: np.float32  # probability of a claim at a motive of 0
    claim_more: np.float32  # what a motive of 1 adds; in the precision of motives


@njit(cache=True, nogil=True)
def sell_papers(buyers, columns, census, air, papers, log, seed, streams, month):
    """Sell papers to those who want them, as far as there is room and they can pay.

    Who cannot pay any more goes home; others wait for a month with room, or lose patience and go home too.

    Args:
        buyers: int64 [n], rows of those who want papers.
        log: of the markets for papers and of states, added to.
        streams: of papers, of the face of a market, of patience.

    Returns:
        int64: rows of those who bought some.
    """
    there, poor = np.empty(buyers.shape[0], np.int64), np.zeros(buyers.shape[0], np.bool_)
    for place in range(buyers.shape[0]):
        there[place] = columns.destination[buyers[place]]
        poor[place] = columns.savings[buyers[place]] < papers.price[there[place]]
    free_rows(columns, census, buyers[poor], log.balance, log.home)
    buyers, there = buyers[~poor], there[~poor]
    for place in range(buyers.shape[0]):
        log.came[there[place]] += columns.since[buyers[place]] == month
    bought = served(buyers, there, columns, papers.room, seed, streams[0])
    key, patience = stream_key(seed, streams[1]), stream_key(seed, streams[2])
    least, turn = np.ones(papers.room.shape[0]), 0
    leaves = np.zeros(buyers.shape[0], np.bool_)
    for place in range(buyers.shape[0]):
        row, d = buyers[place], there[place]
        if turn < bought.shape[0] and bought[turn] == row:
            turn += 1
            price, edge = np.int64(papers.price[d]), air.edge[columns.location[row], d]
            columns.savings[row] -= price
            papers.room[d] -= 1
            log.served[d] += 1
            log.paid[d] += price
            log.fees[d] += price
            air.clients[edge] += 1
            air.fees[edge] += price
            continue
        log.queued[d] += 1
        drawn = uniform(key, month, columns.uid[row], 0)
        if drawn <= least[d]:
            log.face[d], least[d] = columns.origin[row], drawn
        leaves[place] = uniform(patience, month, columns.uid[row], 0) < papers.impatience
    free_rows(columns, census, buyers[leaves], log.balance, log.home)
    return bought


@njit(cache=True, nogil=True)
def fly(rows, columns, census, air, papers, log, seed, streams, month):
    """Let those arrive who come by air: visitors and claimants always, others if their forged papers are not found.

    Args:
        rows: int64 [n], whose channel is by air.
        columns, census: the table of migrants and its counts, changed.
        air, papers: the ways, and what papers cost and risk.
        log: of edges of the circuit, of markets for papers and of states, added to.
        seed, streams, month: the name of the draws; streams of papers, places, patience, boarding, claims.
    """
    wants = columns.channel[rows] == _CHANNEL_FORGED
    bought = sell_papers(rows[wants], columns, census, air, papers, log, seed, streams, month)
    boarding, claiming = stream_key(seed, streams[3]), stream_key(seed, streams[4])
    caught, number = np.empty(bought.shape[0], np.int64), 0
    for row in bought:
        d = columns.destination[row]
        edge = air.edge[columns.location[row], d]
        log.attempts[edge] += 1
        log.crossings[edge] += 1
        if uniform(boarding, month, columns.uid[row], 0) < papers.found[d]:
            log.interdictions[edge] += 1
            log.lost[d] += 1
            caught[number] = row
            number += 1
            continue
        claim = papers.claim_unfounded + papers.claim_more * columns.motive[row]
        status = _IRREGULAR
        if uniform(claiming, month, columns.uid[row], 2) < claim:
            status = _ASYLUM_SEEKER
            log.claims[d] += 1
        land(columns, census, row, status, air.cost, log.balance, log, month)
    free_rows(columns, census, caught[:number], log.balance, log.home)
    for row in rows[~wants]:
        d = columns.destination[row]
        if columns.channel[row] == _CHANNEL_ASYLUM:
            log.claims[d] += 1
            land(columns, census, row, _ASYLUM_SEEKER, air.cost, log.balance, log, month)
        elif columns.channel[row] == _CHANNEL_VISIT:
            log.overstays[d] += 1
            land(columns, census, row, _OVERSTAYER, air.cost, log.balance, log, month)
