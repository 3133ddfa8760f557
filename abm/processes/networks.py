"""What smuggling networks do with a month's result: learn, grow, pay out, move, ally, end; and new ones come up."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.kernels.market import add_up
from abm.kernels.network_money import Books, entrants
from abm.kernels.network_month import Conduct, move_on, plan, spend
from abm.kernels.networks import Terms, found
from abm.migrants.traits import CENTS
from abm.processes.passage import informed, lost_by_clients
from abm.scene import Scene
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR

_MOVING = np.array([Stream.NETWORK_DISMANTLING, Stream.NETWORK_SEARCH, Stream.NETWORK_ALLIANCE])
_BEGINNING = np.array([Stream.NETWORK_ENTRY, Stream.NETWORK_TRAITS])


@final
class Strategies:
    """The behaviour of networks, in the order of a month."""

    def __init__(self, scene: Scene) -> None:
        borders, states = scene.borders, len(scene.world)
        numbers = np.arange(states + 1)
        self._onward = np.searchsorted(borders.tail, numbers).astype(np.int32)
        self._entering = np.argsort(borders.head, kind="stable").astype(np.int32)
        self._inward = np.searchsorted(borders.head[self._entering], numbers).astype(np.int32)
        self._kin = np.zeros((states, states))

    def step(self, scene: Scene, profit: np.ndarray, taken: np.ndarray) -> None:
        """Carry out this month.

        Args:
            scene: changed.
            profit: int64 [N], cents times agents that each network earned.
            taken: float64 [M], share of revenue that armed groups take.
        """
        market = scene.market
        if scene.new_year:
            stock = scene.migrants.census.stock
            self._kin = stock / np.maximum(stock.sum(axis=1, keepdims=True), 1)
        terms = self._terms(scene, taken)
        rows, hazard = self._spend(scene, terms, profit)
        self._move_on(scene, terms, rows, hazard)
        self._enter(scene, terms)
        add_up(market.in_use()[1], market.markets.capacity)

    def _terms(self, scene: Scene, taken: np.ndarray) -> Terms:
        rule, markets = scene.parameters.smuggling, scene.market.markets
        belief = min(float(markets.losses.sum() / max(markets.served.sum(), 1e-9)), 1.0)
        return Terms(
            retry=lost_by_clients(scene), idle=rule.idle, margin=rule.margin, tie=rule.tie, noise=rule.search_noise,
            clearing=rule.clearing, size=min(rule.size, rule.largest), setup=rule.setup, taken=taken,
            onward=self._onward, inward=self._inward, entering=self._entering, kin=self._kin,
            unit=CENTS / scene.persons_per_agent, abuse=rule.abuse, belief=belief,
        )  # fmt: skip

    def _spend(self, scene: Scene, terms: Terms, profit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Learn from the month; put profit into technology, grow as expected profit says, and pay out what is left.

        Capacity grows as far as capital pays for new places. Capital beyond the reserve goes to owners at home, to
        organised crime, and to armed groups by ties.

        Returns:
            int64 [n], the networks; and float64 [n], hazard per month that police dismantle each.
        """
        rule, states, market = scene.parameters.smuggling, scene.states, scene.market
        (networks, offers), markets = market.in_use(), market.markets
        factor = np.empty(offers.market.shape)
        plan(networks, offers, markets, terms, rule.learning, rule.size, rule.expansion, rule.decline, factor)
        np.exp(factor, out=factor)  # of numpy, here and below: its last bit is not the compiler's
        conduct = Conduct(
            rule.technology, rule.technology_cost, float(np.exp(-rule.technology_decay / MONTHS_PER_YEAR)),
            rule.largest, rule.reserve, rule.payout, scene.parameters.crime.share, rule.war_tax, rule.dismantling,
        )  # fmt: skip
        rows, hazard = spend(
            networks, offers, markets, terms, conduct, profit, factor, books_of(scene), states.capacity,
            states.lever("transit_cooperation"), informed(scene),
        )  # fmt: skip
        return rows, hazard

    def _move_on(self, scene: Scene, terms: Terms, rows: np.ndarray, hazard: np.ndarray) -> None:
        """Let networks end, and those that are left look for routes and allies.

        Those end that are out of money or of routes, or that police dismantle and whose money it seizes.
        """
        rule, (networks, offers) = scene.parameters.smuggling, scene.market.in_use()
        search, alliance = (
            float(-np.expm1(-rate / MONTHS_PER_YEAR)) for rate in (rule.search, rule.alliance)
        )
        move_on(
            networks, offers, scene.market.markets, terms, rows, (-np.expm1(-hazard), search, alliance),
            scene.states.households, scene.tally.dismantled, scene.seed, _MOVING, scene.month,
        )  # fmt: skip

    def _enter(self, scene: Scene, terms: Terms) -> None:
        """Let new networks come up where clients wait and profits are to be had; capable states deter some."""
        rule, market, states = scene.parameters.smuggling, scene.market, scene.states
        networks, markets = market.networks, market.markets
        expected = entrants(markets, terms, states.capacity, rule.entry, rule.deterrence)
        free = len(networks.uid) - np.count_nonzero(networks.uid)
        room = free / max(float(expected.sum()), 1e-9)
        if room < 1.0:  # where rows are short, short everywhere
            expected *= room
        capital = rule.reserve * markets.cost * terms.size
        new = found(
            networks, market.offers, expected, market.face, terms, capital, states.conflict, scene.seed, _BEGINNING,
            scene.month,
        )  # fmt: skip
        if len(new):
            np.subtract.at(states.households, networks.base[new], networks.capital[new])
        market.count_rows()


def books_of(scene: Scene) -> Books:
    """The accounts that networks pay into."""
    states, tally = scene.states, scene.tally
    return Books(
        states.households, states.officials, states.armed_groups, states.crime, tally.bribes, tally.armed_groups,
        tally.crime,
    )  # fmt: skip
