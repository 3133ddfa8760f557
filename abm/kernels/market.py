"""The market for smuggling: who serves the clients of a month, within capacity, and what each border asks for."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit


class Networks(NamedTuple):
    """Smuggling networks; N rows, of which those with uid 0 are free; A allies."""

    uid: np.ndarray  # int64 [N]
    base: np.ndarray  # int16 [N], state whose people they are
    born: np.ndarray  # int16 [N], month
    capital: np.ndarray  # int64 [N], cents times agents
    technology: np.ndarray  # float64 [N], units
    abuse: np.ndarray  # float64 [N], probability that a client is trafficked at a border
    tied: np.ndarray  # bool [N], to an armed group at home
    allies: np.ndarray  # int32 [N, A], rows of other networks, -1 for none


class Offers(NamedTuple):
    """What networks offer: N rows with K routes each."""

    market: np.ndarray  # int32 [N, K], -1 for none
    capacity: np.ndarray  # float64 [N, K], persons per month
    places: np.ndarray  # float64 [N, K], persons who can still be served
    served: np.ndarray  # float64 [N, K], persons this month
    loss: np.ndarray  # float64 [N, K], believed share of clients interdicted
    weight: np.ndarray  # float64 [N, K], attraction to clients times capacity


class Markets(NamedTuple):
    """The M markets: the E edges over land and sea, then forged papers for each of the S states."""

    tail: np.ndarray  # int32 [M], state that is left; -1 for papers
    head: np.ndarray  # int32 [M], state that is entered
    cost: np.ndarray  # float64 [M], dollars of serving a client
    penalty: np.ndarray  # float64 [M], dollars lost by the network with an interdicted client
    stopped: np.ndarray  # float64 [M], probability that a client is interdicted
    floor: np.ndarray  # float64 [M], dollars: cost and expected penalty of a client who comes through
    price: np.ndarray  # float64 [M], dollars
    demand: np.ndarray  # float64 [M], persons per month who come, averaged over past months
    queue: np.ndarray  # float64 [M], persons for whom there was no place this month
    served: np.ndarray  # float64 [M], persons per month served, averaged over past months
    losses: np.ndarray  # float64 [M], persons per month interdicted, averaged over past months
    at_stake: np.ndarray  # float64 [M], by how much bribes can lower the probability of interdiction at most
    capacity: np.ndarray  # float64 [M], persons per month
    evasion: np.ndarray  # float64 [M], share of control that clients evade
    abuse: np.ndarray  # float64 [M], probability that a client is trafficked
    bribe: np.ndarray  # float64 [M], dollars per month
    bribed: np.ndarray  # float64 [M], dollars per client served
    bought: np.ndarray  # float64 [M], share of control bought off
    room: np.ndarray  # int64 [M], clients in agents who can be taken this month


@njit(cache=True, nogil=True)
def rows_in_use(uid):
    """How many rows there are up to the last one that holds a network; uid: int64 [N], 0 where a row is free."""
    used = uid.shape[0]
    while used > 0 and uid[used - 1] == 0:
        used -= 1
    return used


@njit(cache=True, nogil=True)
def by_market(market, markets):
    """Places of offers by their market, as compressed sparse rows.

    Args:
        market: int32 [N, K], -1 for none.
        markets: M.

    Returns:
        start int64 [M + 1], and int64 places in the flattened [N * K].
    """
    flat = market.ravel()
    start = np.zeros(markets + 1, np.int64)
    for m in flat:
        if m >= 0:
            start[m + 1] += 1
    for m in range(markets):
        start[m + 1] += start[m]
    places, filled = np.empty(start[markets], np.int64), start[:-1].copy()
    for place in range(flat.shape[0]):
        if flat[place] >= 0:
            places[filled[flat[place]]] = place
            filled[flat[place]] += 1
    return start, places


@njit(cache=True, nogil=True)
def serve(start, places, weight, left, persons, served):
    """Divide the clients of every market over its offers by weight, none beyond the places that it has left.

    Args:
        start, places: offers by market.
        weight, left: float64 [N * K], of the offers; `left` is counted down.
        persons: float64 [M], clients to divide.
        served: float64 [N * K], written.
    """
    served[:] = 0.0
    for m in range(persons.shape[0]):
        need = persons[m]
        while need > 1e-9:
            total = 0.0
            for place in range(start[m], start[m + 1]):
                if left[places[place]] > 0.0:
                    total += weight[places[place]]
            if total <= 0.0:
                break
            given = 0.0
            for place in range(start[m], start[m + 1]):
                each = places[place]
                if left[each] > 0.0:
                    part = min(left[each], need * weight[each] / total)
                    left[each] -= part
                    served[each] += part
                    given += part
            if given <= 0.0:
                break
            need -= given


@njit(cache=True, nogil=True)
def divide(start, places, served, money, out):
    """Divide whole amounts of every market over its offers in proportion to whom they served; return what is left over.

    Args:
        start, places: offers by market.
        served: float64 [N * K].
        money: int64 [M], of each market.
        out: int64 [N * K], written; sums over a market to its money exactly, where anybody was served.
    """
    out[:] = 0
    rest = 0
    for m in range(money.shape[0]):
        if money[m] == 0:
            continue
        total = 0.0
        for place in range(start[m], start[m + 1]):
            total += served[places[place]]
        if total <= 0.0:
            rest += money[m]
            continue
        passed, paid = 0.0, np.int64(0)
        last = places[start[m]]
        for place in range(start[m], start[m + 1]):
            each = places[place]
            passed += served[each]
            upto = np.int64(math.floor(money[m] * min(passed / total, 1.0)))
            out[each] = upto - paid
            paid = upto
            if served[each] > 0.0:
                last = each
        out[last] += money[m] - paid
    return rest


@njit(cache=True, nogil=True)
def averages(start, places, weight, of_network, routes, out):
    """Mean of a number of the networks over the offers of every market, by weight; unchanged where there is none.

    Args:
        start, places, weight: offers by market, and their weights [N * K].
        of_network: float64 [N].
        routes: K.
        out: float64 [M], written.
    """
    for m in range(out.shape[0]):
        total, value = 0.0, 0.0
        for place in range(start[m], start[m + 1]):
            each = places[place]
            total += weight[each]
            value += weight[each] * of_network[each // routes]
        if total > 0.0:
            out[m] = value / total


@njit(cache=True, nogil=True)
def add_up(offers, capacity):
    """Write the capacity of each market, that of its offers: float64 [M]."""
    capacity[:] = 0.0
    for n in range(offers.market.shape[0]):
        for k in range(offers.market.shape[1]):
            if offers.market[n, k] >= 0:
                capacity[offers.market[n, k]] += offers.capacity[n, k]


@njit(cache=True, nogil=True)
def open_places(offers, markets, abuse, kept, open_control, persons_per_agent):
    """Places of the next month in whole agents, fractions carried on; and what clients will meet on average.

    Args:
        offers, markets: places of offers are changed, and room, evasion and abuse of the markets.
        abuse: float64 [N], probability that a client of a network is trafficked.
        kept: float64 [N], share of control that technology of a network leaves.
        open_control: float64 [M], share of control that clients do not evade without technology.
        persons_per_agent: whole number, as a float.
    """
    number, routes = markets.head.shape[0], offers.market.shape[1]
    start, places = by_market(offers.market, number)
    for m in range(number):
        room = 0.0
        for place in range(start[m], start[m + 1]):
            n, k = places[place] // routes, places[place] % routes
            capacity = offers.capacity[n, k]
            most = capacity * (1.0 + persons_per_agent / max(markets.capacity[m], 1e-9))
            offers.places[n, k] = min(offers.places[n, k] + capacity, most)
            room += offers.places[n, k]
        markets.room[m] = np.int64(math.floor(room / persons_per_agent + 1e-9))
    mean, weight = np.ones(number), offers.weight.ravel()
    averages(start, places, weight, kept, routes, mean)
    for m in range(number):
        markets.evasion[m] = 1.0 - open_control[m] * mean[m]
    averages(start, places, weight, abuse, routes, markets.abuse)
