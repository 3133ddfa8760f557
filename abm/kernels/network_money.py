"""The money of smuggling networks: what a month earns them, where it goes, how they end and what new ones expect."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.inlining import inlined
from abm.kernels.networks import close, expected_profit
from abm.kernels.random import stream_key, uniform

_MONTHS = 12.0
_MOST_GROWTH = 0.2  # a route's capacity grows by at most exp(0.2) in a month
_SMALLEST = 0.02  # a route is given up when its capacity falls below this share of a new network's


class Books(NamedTuple):
    """Accounts that networks pay into, and the counts of the month beside them; int64 [S], cents times agents."""

    households: np.ndarray
    officials: np.ndarray
    armed_groups: np.ndarray
    crime: np.ndarray
    bribes: np.ndarray  # of the month
    to_armed_groups: np.ndarray  # of the month
    to_crime: np.ndarray  # of the month


class Takings(NamedTuple):
    """What a month was at the markets; M markets."""

    came: np.ndarray  # int64 [M], agents
    queued: np.ndarray  # int64 [M], agents
    served: np.ndarray  # float64 [M], persons
    lost: np.ndarray  # float64 [M], persons interdicted
    at_war: np.ndarray  # int32 [M], state whose armed groups take part of the revenue
    taken: np.ndarray  # float64 [M], share that they take


@njit(cache=True, nogil=True)
def levy(markets, conflict, war_tax, takings):
    """Write where armed groups take part of the revenue of each market, and which: war_tax * conflict (float64 [S])."""
    for m in range(markets.head.shape[0]):
        head = markets.head[m]
        tail = markets.tail[m] if markets.tail[m] >= 0 else head
        state = tail if conflict[tail] > conflict[head] else head
        takings.at_war[m] = state
        takings.taken[m] = war_tax * conflict[state]


@njit(cache=True, nogil=True)
def earn(networks, offers, markets, start, places, takings, income, books, idle, unit):
    """Accounts of a month: income less work, losses, idle places, bribes and what armed groups take.

    Args:
        networks, offers, markets: capital of networks is changed.
        start, places: offers by market.
        takings: of the month.
        income: int64 [N * K], cents times agents that each offer took.
        books: paid into.
        idle: cost of an empty place over that of serving a client.
        unit: cents times agents in a dollar.

    Returns:
        int64 [N], profit of each network.
    """
    routes, profit = offers.market.shape[1], np.zeros(networks.uid.shape[0], np.int64)
    for m in range(markets.head.shape[0]):
        whole = 0.0
        for place in range(start[m], start[m + 1]):
            whole += offers.capacity[places[place] // routes, places[place] % routes]
        for place in range(start[m], start[m + 1]):
            each, n, k = places[place], places[place] // routes, places[place] % routes
            clients, capacity = offers.served[n, k], offers.capacity[n, k]
            lost = takings.lost[m] * (clients / max(takings.served[m], 1e-9))
            work = np.int64(np.rint((clients * markets.cost[m] + lost * markets.penalty[m]) * unit))
            unused = np.int64(np.rint(capacity * idle * markets.cost[m] * unit))
            bribe = np.int64(np.rint(markets.bribe[m] * (capacity / max(whole, 1e-9)) * unit))
            toll = np.int64(np.rint(income[each] * takings.taken[m]))
            books.households[markets.head[m]] += work
            books.households[networks.base[n]] += unused
            books.officials[markets.head[m]] += bribe
            books.bribes[markets.head[m]] += bribe
            books.armed_groups[takings.at_war[m]] += toll
            books.to_armed_groups[takings.at_war[m]] += toll
            profit[n] += income[each] - work - unused - bribe - toll
    for n in range(profit.shape[0]):
        networks.capital[n] += profit[n]
    return profit


@njit(cache=True, nogil=True)
def remember(markets, takings, speed, persons_per_agent):
    """Average demand, clients and losses over past months, and note who waits."""
    for m in range(markets.demand.shape[0]):
        markets.demand[m] += speed * (takings.came[m] * persons_per_agent - markets.demand[m])
        markets.losses[m] += speed * (takings.lost[m] - markets.losses[m])
        markets.served[m] += speed * (takings.served[m] - markets.served[m])
        markets.queue[m] = takings.queued[m] * persons_per_agent


@inlined
def running_cost(offers, markets, n):
    """Dollars that serving all places for a month would cost a network."""
    total = 0.0
    for k in range(offers.market.shape[1]):
        if offers.market[n, k] >= 0:
            total += offers.capacity[n, k] * markets.cost[offers.market[n, k]]
    return total


@njit(cache=True, nogil=True)
def invest(networks, offers, markets, profit, share, price, kept, households, unit):
    """Put a share of the profit (int64 [N]) into technology at its price over running cost; `kept` of it grows old."""
    for n in range(networks.uid.shape[0]):
        size, spent = running_cost(offers, markets, n) * unit, np.int64(0)
        if size > 0.0:
            spent = np.int64(share * max(profit[n], 0))
        if size * price > 0.0:
            networks.technology[n] += spent / (price * size)
        networks.technology[n] *= kept
        networks.capital[n] -= spent
        households[networks.base[n]] += spent


@njit(cache=True, nogil=True)
def incentives(offers, markets, terms, expansion, decline, out):
    """Write by what the logarithm of each route's capacity would change with expected profit: float64 [N, K]."""
    for n in range(out.shape[0]):
        for k in range(out.shape[1]):
            m = offers.market[n, k]
            out[n, k] = 0.0
            if m >= 0:
                profit = expected_profit(markets, terms, m, offers.loss[n, k], 0.0)
                out[n, k] = min(max(expansion * (profit - terms.margin), -decline), _MOST_GROWTH)


@njit(cache=True, nogil=True)
def grow(networks, offers, markets, terms, factor, largest, households):
    """Let the capacity of routes change by factors, as far as capital pays for new places; give up the smallest.

    Args:
        factor: float64 [N, K], what capacity would be multiplied by.
        largest: capacity that no route grows beyond.
        households: int64 [S], at home, paid for new places.
    """
    routes = offers.market.shape[1]
    for n in range(networks.uid.shape[0]):
        asked = 0.0
        for k in range(routes):
            m = offers.market[n, k]
            if m >= 0:
                more = max(min(offers.capacity[n, k] * factor[n, k], largest) - offers.capacity[n, k], 0.0)
                asked += more * (terms.setup * markets.cost[m] * terms.unit)
        able = 1.0
        if asked > 0.0:
            able = min(max(networks.capital[n] / max(asked, 1e-9), 0.0), 1.0)
        paid = np.int64(math.floor(asked * able))
        networks.capital[n] -= paid
        households[networks.base[n]] += paid
        for k in range(routes):
            if offers.market[n, k] < 0:
                continue
            before = offers.capacity[n, k]
            wanted = min(before * factor[n, k], largest)
            offers.capacity[n, k] = min(wanted, before) + max(wanted - before, 0.0) * able
            if offers.capacity[n, k] < _SMALLEST * terms.size:
                offers.market[n, k] = -1
                offers.capacity[n, k] = offers.places[n, k] = 0.0
                offers.loss[n, k] = offers.weight[n, k] = 0.0


@njit(cache=True, nogil=True)
def pay_out(networks, offers, markets, reserve, payout, crime_share, war_tax, books, unit):
    """Pay out capital beyond the reserve: to owners at home, to organised crime, and to armed groups by ties.

    Args:
        reserve: months of running cost that stay.
        payout: share of what is beyond it that is paid out.
        crime_share, war_tax: shares of organised crime, and of the armed groups that a network is tied to.
    """
    for n in range(networks.uid.shape[0]):
        kept = reserve * running_cost(offers, markets, n) * unit
        out = np.int64(math.floor(payout * max(networks.capital[n] - kept, 0.0)))
        crime = np.int64(crime_share * out)
        groups = np.int64(war_tax * out) if networks.tied[n] else np.int64(0)
        groups = min(groups, out - crime)
        base = networks.base[n]
        networks.capital[n] -= out
        books.households[base] += out - crime - groups
        books.crime[base] += crime
        books.to_crime[base] += crime
        books.armed_groups[base] += groups
        books.to_armed_groups[base] += groups


@njit(cache=True, nogil=True)
def pursuit(offers, markets, rows, able, lent, informed, dismantling):
    """Hazard per month that police dismantle a network: dismantling / 12 * mean over its places of what police can.

    Args:
        rows: int64 [n], networks.
        able, lent, informed: float64 [S], capacity of states, what states of transit add to it for their police, and
            what information makes of that.
        dismantling: per year.

    Returns:
        float64 [n].
    """
    out = np.empty(rows.shape[0])
    for place in range(rows.shape[0]):
        n, whole, police = rows[place], 0.0, 0.0
        for k in range(offers.market.shape[1]):
            whole += offers.capacity[n, k]
        for k in range(offers.market.shape[1]):
            m = max(offers.market[n, k], 0)
            head = markets.head[m]
            there = able[head] * (1.0 - markets.bought[m]) * (1.0 + lent[head]) * informed[head]
            police += offers.capacity[n, k] / max(whole, 1e-9) * there
        out[place] = dismantling * police / _MONTHS
    return out


@njit(cache=True, nogil=True)
def end(networks, offers, markets, rows, chance, households, dismantled, seed, stream, month):
    """Let networks end that are out of money or of routes, or that police dismantle and whose money it seizes.

    Args:
        rows: int64 [n], networks.
        chance: float64 [n], that police dismantle it; where it has most places.
        households: int64 [S], whose the money is.
        dismantled: int64 [S], counted.
        seed, stream, month: the name of the draws.
    """
    key, ended, number = stream_key(seed, stream), np.empty(rows.shape[0], np.int64), 0
    for place in range(rows.shape[0]):
        n, most, routes = rows[place], 0, 0
        for k in range(offers.market.shape[1]):
            routes += offers.market[n, k] >= 0
            if offers.capacity[n, k] > offers.capacity[n, most]:
                most = k
        where = markets.head[max(offers.market[n, most], 0)]
        seized = uniform(key, month, networks.uid[n], 0) < chance[place]
        dismantled[where] += seized
        if seized or networks.capital[n] < 0 or routes == 0:
            heir = where if seized and networks.capital[n] > 0 else networks.base[n]
            households[heir] += networks.capital[n]
            ended[number] = n
            number += 1
    close(networks, offers, ended[:number])


@njit(cache=True, nogil=True)
def entrants(markets, terms, able, entry, deterrence):
    """Expected new networks: entry * unmet demand / size * (1 - deterrence * capacity), where profit beats the margin.

    Args:
        able: float64 [S], capacity of states.

    Returns:
        float64 [M].
    """
    out = np.zeros(markets.head.shape[0])
    for m in range(out.shape[0]):
        unmet = max(markets.demand[m] + terms.clearing * markets.queue[m] - markets.capacity[m], 0.0)
        if expected_profit(markets, terms, m, markets.stopped[m], 0.0) > terms.margin:
            out[m] = entry * unmet / terms.size * (1.0 - deterrence * able[markets.head[m]])
    return out
