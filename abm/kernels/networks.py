"""Smuggling networks: where they look for clients, with whom they ally, and how new ones come up."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.inlining import inlined
from abm.kernels.market import Offers
from abm.kernels.random import stream_key, uniform, uniform_pair

_CANDIDATES = 5
_MARKET_BITS = 16
_ORDINAL_BITS = 16


class Terms(NamedTuple):
    """What networks weigh routes by; numbers and arrays by market (M) and state (S)."""

    retry: np.ndarray  # float64 [M], share of the price that an interdicted client has paid
    idle: float
    margin: float
    tie: float
    noise: float
    clearing: float  # share of a queue that counts as demand of a month
    size: float
    setup: float
    taken: np.ndarray  # float64 [M], share of revenue that armed groups take
    onward: np.ndarray  # int32 [S + 1], first edge that leaves a state
    inward: np.ndarray  # int32 [S + 1], place in `entering` of the first edge that enters a state
    entering: np.ndarray  # int32 [E], edges by the state that they enter
    kin: np.ndarray  # float64 [S, S], share of an origin's emigrants who live in a state
    unit: float  # cents times agents in a dollar
    abuse: float  # mean rate of abuse of new networks, exponential among them
    belief: float  # share of clients interdicted that new networks believe in


@inlined
def expected_profit(markets, terms, m, loss, more):
    """Expected profit of a place at a market over the cost of serving a client.

    (u (price (1 - q + r q) (1 - taken) - cost - q penalty - bribe) / cost) - idle, with u the share of places that find
    a client and q the believed loss; `more` places are added to the market's.
    """
    cost = max(markets.cost[m], 1e-9)
    wanted = markets.demand[m] + terms.clearing * markets.queue[m]
    used = min(wanted / max(markets.capacity[m] + more, 1e-9), 1.0)
    income = markets.price[m] * (1.0 - loss + terms.retry[m] * loss) * (1.0 - terms.taken[m])
    return used * (income - cost - loss * markets.penalty[m] - markets.bribed[m]) / cost - terms.idle


@inlined
def kinship(markets, terms, base, m):
    """What a market gains for a network by its people: 1 at home, else their share who live where it leads."""
    if markets.tail[m] == base:
        return terms.tie
    return terms.tie * terms.kin[base, markets.head[m]]


@inlined
def serves(offers, n, m):
    """The place of a market among a network's routes, -1 where it does not serve it."""
    for k in range(offers.market.shape[1]):
        if offers.market[n, k] == m:
            return k
    return -1


@inlined
def believed(networks, offers, n, m):
    """What a network believes of the losses at a market: its own, an ally's, or else the mean of its own elsewhere."""
    own = serves(offers, n, m)
    if own >= 0:
        return offers.loss[n, own]
    for place in range(networks.allies.shape[1]):
        ally = networks.allies[n, place]
        if ally >= 0:
            theirs = serves(offers, ally, m)
            if theirs >= 0:
                return offers.loss[ally, theirs]
    total, number = 0.0, 0
    for k in range(offers.market.shape[1]):
        if offers.market[n, k] >= 0:
            total += offers.loss[n, k]
            number += 1
    return total / number if number > 0 else 0.0


@njit(cache=True, nogil=True)
def learn(networks, offers, markets, speed, prior):
    """Let beliefs follow the losses of a network and its allies; the more clients they had, the more it counts.

    loss += speed * n / (n + prior) * (seen - loss), with n the clients of the network and its allies on the route.

    Args:
        markets: with `served` and `losses`, whose ratio is what is seen.
        speed: at which beliefs follow much experience.
        prior: persons per month that count as much as what was believed.
    """
    for n in range(networks.uid.shape[0]):
        if networks.uid[n] == 0:
            continue
        for k in range(offers.market.shape[1]):
            m = offers.market[n, k]
            if m < 0 or markets.served[m] <= 0.0:
                continue
            clients = offers.served[n, k]
            for ally in networks.allies[n]:
                if ally >= 0:
                    theirs = serves(offers, ally, m)
                    if theirs >= 0:
                        clients += offers.served[ally, theirs]
            seen = min(markets.losses[m] / markets.served[m], 1.0)
            offers.loss[n, k] += speed * clients / (clients + prior) * (seen - offers.loss[n, k])


@inlined
def first_beyond(rising, value):
    """The place of the first of numbers that never fall (float64 [n]) which is larger than a value; n if none is."""
    low, high = 0, rising.shape[0]
    while low < high:
        middle = (low + high) // 2
        if rising[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@inlined
def candidate(allies, market, head, tail, onward, inward, entering, unmet, n, draw, number):
    """A market that a network hears of: on its own way, at an ally's, papers for where it leads, or where many wait.

    It takes arrays one by one, so that it can be tried by itself.
    """
    routes = market.shape[1]
    mine = market[n, int(draw * routes)]
    part = draw * routes - int(draw * routes)
    edges = entering.shape[0]
    if mine < 0:
        number = 4
    if number == 0:
        first, last = onward[head[mine]], onward[head[mine] + 1]
        return first + int(part * (last - first)) if last > first else -1
    if number == 1:
        if mine >= edges:
            return -1
        first, last = inward[tail[mine]], inward[tail[mine] + 1]
        return entering[first + int(part * (last - first))] if last > first else -1
    if number == 2:
        ally = allies[n, int(part * allies.shape[1])]
        return market[ally, int(draw * routes)] if ally >= 0 else -1
    if number == 3:
        return edges + head[mine]
    return first_beyond(unmet, part * unmet[-1]) if unmet[-1] > 0.0 else -1


@njit(cache=True, nogil=True)
def seek(networks, offers, markets, terms, chance, households, seed, stream, month):
    """Let networks look for a better route: the best of a few that they hear of, if it beats the worst that they have.

    Values are expected profit over cost, what kinship adds, and an error drawn from a Gumbel distribution.

    Args:
        chance: probability that a network looks this month.
        households: int64 [S], cents times agents; those of its people are paid for places at a new route.
    """
    key = stream_key(seed, stream)
    heard = Offers(  # of allies, before anybody moves
        offers.market.copy(), offers.capacity, offers.places, offers.served, offers.loss.copy(), offers.weight
    )
    unmet, waiting = np.empty(markets.demand.shape[0]), 0.0
    for m in range(unmet.shape[0]):
        waiting += max(markets.demand[m] + terms.clearing * markets.queue[m] - markets.capacity[m], 0.0)
        unmet[m] = waiting
    for n in range(networks.uid.shape[0]):
        uid = networks.uid[n]
        if uid == 0 or uniform(key, month, uid, 0) >= chance:
            continue
        best, value = -1, -math.inf
        for number in range(_CANDIDATES):
            draw, error = uniform_pair(key, month, uid, 1 + number)
            m = candidate(
                networks.allies, heard.market, markets.head, markets.tail, terms.onward, terms.inward,
                terms.entering, unmet, n, draw, number,
            )  # fmt: skip
            if m < 0 or m >= markets.cost.shape[0] or serves(offers, n, m) >= 0:
                continue
            hope = expected_profit(markets, terms, m, believed(networks, heard, n, m), terms.size)
            hope += kinship(markets, terms, networks.base[n], m) - terms.noise * math.log(-math.log(error))
            if hope > value:
                best, value = m, hope
        if best >= 0:
            belief = believed(networks, heard, n, best)
            spent = move(networks, offers, markets, terms, n, best, value, belief)
            households[networks.base[n]] += spent


@inlined
def move(networks, offers, markets, terms, n, m, value, belief):
    """Take up a market on a free route, or in the place of the worst route if it is worth less.

    Half of the places on a route that is left can be moved, at no cost; others are bought as far as capital goes.

    Returns:
        What was spent, in cents times agents; it is taken from capital.
    """
    worst, least = -1, math.inf
    for k in range(offers.market.shape[1]):
        own = offers.market[n, k]
        if own < 0:
            worst, least = k, terms.margin
            break
        worth = expected_profit(markets, terms, own, offers.loss[n, k], 0.0)
        worth += kinship(markets, terms, networks.base[n], own)
        if worth < least:
            worst, least = k, worth
    if value <= least:
        return 0
    moved = 0.5 * offers.capacity[n, worst] if offers.market[n, worst] >= 0 else 0.0
    price = terms.setup * markets.cost[m] * terms.unit + 1e-9
    able = max(networks.capital[n], 0) / price if terms.setup > 0.0 else math.inf
    bought = min(max(terms.size - moved, 0.0), able)
    spent = min(np.int64(bought * price), max(networks.capital[n], 0))
    networks.capital[n] -= spent
    offers.market[n, worst] = m
    offers.capacity[n, worst] = moved + bought
    offers.places[n, worst] = 0.0
    offers.served[n, worst] = 0.0
    offers.loss[n, worst] = belief
    return spent


@njit(cache=True, nogil=True)
def ally(networks, offers, markets, start, places, terms, chance, seed, stream, month):
    """Let networks seek an ally among those on one of their routes, or on an edge onward from it.

    Args:
        start, places: offers by market.
        chance: probability that a network seeks this month; it takes the place of its oldest ally.
    """
    key = stream_key(seed, stream)
    routes = offers.market.shape[1]
    for n in range(networks.uid.shape[0]):
        uid = networks.uid[n]
        if uid == 0 or uniform(key, month, uid, 0) >= chance:
            continue
        which, whom = uniform_pair(key, month, uid, 1)
        m = offers.market[n, int(which * routes)]
        if m < 0:
            continue
        first, last = terms.onward[markets.head[m]], terms.onward[markets.head[m] + 1]
        step = int((which * routes - int(which * routes)) * (last - first + 1))
        m = m if step == 0 else first + step - 1
        if start[m + 1] > start[m]:
            other = places[start[m] + int(whom * (start[m + 1] - start[m]))] // routes
            if other != n:
                befriend(networks, n, other)
                befriend(networks, other, n)


@njit(cache=True, nogil=True)
def befriend(networks, n, other):
    """Add an ally in front; where there is no place for one more, the oldest falls out, and forgets them too."""
    allies = networks.allies[n]
    last = allies.shape[0] - 1
    for place in range(allies.shape[0] - 1, -1, -1):
        if allies[place] == other:
            return
        if allies[place] < 0:
            last = place
    if allies[last] >= 0:
        forget(networks, allies[last], n)
    for place in range(last, 0, -1):
        allies[place] = allies[place - 1]
    allies[0] = other


@njit(cache=True, nogil=True)
def forget(networks, n, other):
    """Strike one network off the allies of another."""
    for place in range(networks.allies.shape[1]):
        if networks.allies[n, place] == other:
            networks.allies[n, place] = -1


@njit(cache=True, nogil=True)
def attract(networks, offers, markets, evasion, safe, abuse, ally_worth):
    """Weigh every offer for clients: capacity * exp(safe * evasion - abuse * rate + ally, where one goes onward).

    The exponent is at least -500, so that whoever has places left has some weight.
    """
    onward, handed_on = (
        np.empty(offers.market.shape[1] * (networks.allies.shape[1] + 1), np.int32),
        math.exp(ally_worth),
    )
    for n in range(networks.uid.shape[0]):
        if networks.uid[n] == 0:
            continue
        number = hands_on(networks, offers, markets, n, onward)
        own = math.exp(max(safe * evasion[n] - abuse * networks.abuse[n], -500.0))
        for k in range(offers.market.shape[1]):
            m = offers.market[n, k]
            offers.weight[n, k] = 0.0
            if m < 0:
                continue
            offers.weight[n, k] = offers.capacity[n, k] * own
            for place in range(number):
                if onward[place] == markets.head[m]:
                    offers.weight[n, k] *= handed_on
                    break


@inlined
def hands_on(networks, offers, markets, n, out):
    """Write the states from which a network or an ally of it takes clients on to `out`; return how many."""
    number = 0
    for k in range(offers.market.shape[1]):
        if offers.market[n, k] >= 0:
            out[number] = markets.tail[offers.market[n, k]]
            number += 1
    for place in range(networks.allies.shape[1]):
        ally = networks.allies[n, place]
        if ally >= 0:
            for k in range(offers.market.shape[1]):
                if offers.market[ally, k] >= 0:
                    out[number] = markets.tail[offers.market[ally, k]]
                    number += 1
    return number


@njit(cache=True, nogil=True)
def close(networks, offers, rows):
    """Let networks end: their rows are free again, and nobody's ally (alliances are mutual)."""
    for n in rows:
        for other in networks.allies[n]:
            if other >= 0:
                forget(networks, other, n)
        networks.uid[n] = 0
        networks.capital[n] = 0
        networks.technology[n] = 0.0
        networks.allies[n, :] = -1
        offers.market[n, :] = -1
        for array in (offers.capacity, offers.places, offers.served, offers.loss, offers.weight):
            array[n, :] = 0.0


@njit(cache=True, nogil=True)
def found(networks, offers, expected, face, terms, capital, conflict, seed, streams, month):
    """New networks where demand is unmet: their number at a market is a Poisson draw.

    Args:
        expected: float64 [M], expected entrants.
        face: int32 [M], origin of one who waits there: the people of the new network; -1 for nobody.
        terms: with the size, the mean rate of abuse and the belief of new networks.
        capital: float64 [M], dollars that a new network starts with.
        conflict: float64 [S]: the probability that it is tied to an armed group at home.
        seed, streams, month: the name of the draws; streams of entry and of traits.

    Returns:
        int64 [new]: rows given out.
    """
    key_entry, key_traits = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    rows, number, free = np.empty(networks.uid.shape[0], np.int64), 0, 0
    for m in range(expected.shape[0]):
        if expected[m] <= 0.0 or face[m] < 0:
            continue
        left = expected[m]
        for ordinal in range(1 << 12):
            left += math.log(uniform(key_entry, month, m, ordinal))  # waiting times of a Poisson process
            if left < 0.0:
                break
            while free < networks.uid.shape[0] and networks.uid[free] != 0:
                free += 1
            if free == networks.uid.shape[0]:
                return rows[:number]
            uid = (
                (np.int64(month + 1) << (_MARKET_BITS + _ORDINAL_BITS))
                | (np.int64(m) << _ORDINAL_BITS)
                | ordinal
            )
            first, second = uniform_pair(key_traits, 0, uid, 0)
            networks.uid[free] = uid
            networks.base[free] = face[m]
            networks.born[free] = month
            networks.abuse[free] = min(-terms.abuse * math.log(first), 1.0)
            networks.tied[free] = second < conflict[face[m]]
            networks.capital[free] = np.int64(capital[m] * terms.unit)
            offers.market[free, 0] = m
            offers.capacity[free, 0] = terms.size
            offers.loss[free, 0] = terms.belief
            rows[number] = free
            number += 1
    return rows[:number]
