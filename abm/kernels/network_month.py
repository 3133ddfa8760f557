"""A month of smuggling networks, in calls of many steps: to hand records over takes longer than most steps do.

Between the calls there is what only numpy works out: the last bits of its functions are not the compiler's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.market import add_up, by_market, divide, open_places, serve
from abm.kernels.network_money import earn, end, grow, incentives, invest, levy, pay_out, pursuit, remember
from abm.kernels.networks import ally, attract, learn, seek


class Conduct(NamedTuple):
    """By what rules networks spend, and how hard police go after them."""

    technology: float  # share of profit put into it
    technology_cost: float
    kept: float  # share of technology that does not grow old in a month
    largest: float  # capacity of a route
    reserve: float  # months of running cost
    payout: float  # share of capital beyond the reserve
    crime_share: float  # of what is paid out
    war_tax: float
    dismantling: float  # per year


@njit(cache=True, nogil=True)
def settle(
    networks, offers, markets, takings, paid, conflict, books, war_tax, idle, unit, speed, persons_per_agent
):
    """Serve the clients of the month, divide what they paid, settle all accounts, and remember the month.

    Args:
        networks, offers, markets: changed, see `serve`, `earn` and `remember`.
        takings: of the month; what armed groups take is written, see `levy`.
        paid: int64 [M], cents times agents that clients paid.
        conflict: float64 [S].
        books: paid into.
        war_tax, idle, unit, speed, persons_per_agent: see `levy`, `earn` and `remember`.

    Returns:
        int64 [N], profit of each network; and how much of what was paid somebody received.
    """
    start, places = by_market(offers.market, markets.head.shape[0])
    served = offers.served.ravel()
    serve(start, places, offers.weight.ravel(), offers.places.ravel(), takings.served, served)
    income = np.empty(served.shape[0], np.int64)
    divide(start, places, served, paid, income)
    levy(markets, conflict, war_tax, takings)
    profit = earn(networks, offers, markets, start, places, takings, income, books, idle, unit)
    remember(markets, takings, speed, persons_per_agent)
    return profit, income.sum()


@njit(cache=True, nogil=True)
def plan(networks, offers, markets, terms, learning, prior, expansion, decline, factor):
    """Let networks learn from the month (see `learn`), and write how their routes would grow (see `incentives`)."""
    learn(networks, offers, markets, learning, prior)
    incentives(offers, markets, terms, expansion, decline, factor)


@njit(cache=True, nogil=True)
def spend(networks, offers, markets, terms, conduct, profit, factor, books, able, lent, informed):
    """Let networks put money into technology and places, and pay their owners; and see what police can do then.

    Args:
        networks, offers, markets, terms, books: see `invest`, `grow` and `pay_out`.
        conduct: the rules.
        profit: int64 [N].
        factor: float64 [N, K], what capacity would be multiplied by.
        able, lent, informed: float64 [S], see `pursuit`.

    Returns:
        int64 [n], the networks; and float64 [n], hazard per month that police dismantle each.
    """
    households, unit = books.households, terms.unit
    invest(
        networks, offers, markets, profit, conduct.technology, conduct.technology_cost, conduct.kept,
        households, unit,
    )  # fmt: skip
    grow(networks, offers, markets, terms, factor, conduct.largest, households)
    pay_out(
        networks, offers, markets, conduct.reserve, conduct.payout, conduct.crime_share, conduct.war_tax, books,
        unit,
    )  # fmt: skip
    rows = np.flatnonzero(networks.uid)
    return rows, pursuit(offers, markets, rows, able, lent, informed, conduct.dismantling)


@njit(cache=True, nogil=True)
def move_on(networks, offers, markets, terms, rows, chances, households, dismantled, seed, streams, month):
    """Let networks end, and those that are left look for better routes and for allies.

    Args:
        networks, offers, markets, terms: see `end`, `seek` and `ally`.
        rows: int64 [n], networks.
        chances: that police dismantle each of them, float64 [n]; that one looks for a route, and for an ally.
        households, dismantled: int64 [S], see `end` and `seek`.
        seed, streams, month: the name of the draws; streams of ends, routes and allies.
    """
    seized, search, alliance = chances
    end(networks, offers, markets, rows, seized, households, dismantled, seed, streams[0], month)
    add_up(offers, markets.capacity)
    seek(networks, offers, markets, terms, search, households, seed, streams[1], month)
    start, places = by_market(offers.market, markets.head.shape[0])
    ally(networks, offers, markets, start, places, terms, alliance, seed, streams[2], month)


@njit(cache=True, nogil=True)
def reopen(networks, offers, markets, evasion, kept, open_control, tastes, persons_per_agent):
    """Weigh every offer for the clients of the next month, and open its places.

    Args:
        networks, offers, markets: see `attract` and `open_places`.
        evasion, kept: float64 [N], share of control that technology of a network evades, and leaves.
        open_control: float64 [M], see `open_places`.
        tastes: of clients: for evasion, against abuse, and for those with allies onward.
        persons_per_agent: whole number, as a float.
    """
    safe, abuse, ally_worth = tastes
    attract(networks, offers, markets, evasion, safe, abuse, ally_worth)
    open_places(offers, markets, networks.abuse, kept, open_control, persons_per_agent)
