"""What smuggling networks do with a month's result: learn, grow, pay out, move, ally, end; and new ones come up."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.kernels.market import add_up, by_market
from abm.kernels.network_money import Books, end, entrants, grow, incentives, invest, pay_out, pursuit
from abm.kernels.networks import Terms, ally, attract, found, learn, seek
from abm.migrants.traits import CENTS
from abm.processes.passage import informed, lost_by_clients
from abm.scene import Scene
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR

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
        rule, market = scene.parameters.smuggling, scene.market
        if scene.new_year:
            stock = scene.migrants.census.stock
            self._kin = stock / np.maximum(stock.sum(axis=1, keepdims=True), 1)
        terms = self._terms(scene, taken)
        (networks, offers), markets = market.in_use(), market.markets
        learn(networks, offers, markets, rule.learning, rule.size)
        self._invest(scene, profit)
        self._grow(scene, terms)
        self._pay_out(scene)
        self._end(scene)
        add_up(offers, markets.capacity)
        chance = [float(-np.expm1(-rate / MONTHS_PER_YEAR)) for rate in (rule.search, rule.alliance)]
        seek(
            networks, offers, markets, terms, chance[0], scene.states.households, scene.seed,
            int(Stream.NETWORK_SEARCH), scene.month,
        )  # fmt: skip
        start, places = by_market(offers.market, len(markets.price))
        ally(
            networks, offers, markets, start, places, terms, chance[1], scene.seed, int(Stream.NETWORK_ALLIANCE),
            scene.month,
        )  # fmt: skip
        self._enter(scene, terms)
        networks, offers = market.in_use()
        add_up(offers, markets.capacity)
        evasion = -np.expm1(-rule.technology_evasion * networks.technology)
        attract(networks, offers, markets, evasion, rule.prefer_safe, rule.avoid_abuse, rule.prefer_ally)

    def _terms(self, scene: Scene, taken: np.ndarray) -> Terms:
        rule, markets = scene.parameters.smuggling, scene.market.markets
        belief = min(float(markets.losses.sum() / max(markets.served.sum(), 1e-9)), 1.0)
        return Terms(
            retry=lost_by_clients(scene), idle=rule.idle, margin=rule.margin, tie=rule.tie, noise=rule.search_noise,
            clearing=rule.clearing, size=min(rule.size, rule.largest), setup=rule.setup, taken=taken,
            onward=self._onward, inward=self._inward, entering=self._entering, kin=self._kin,
            unit=_unit(scene), abuse=rule.abuse, belief=belief,
        )  # fmt: skip

    def _invest(self, scene: Scene, profit: np.ndarray) -> None:
        """Put part of the profit into technology, which grows old."""
        rule, (networks, offers) = scene.parameters.smuggling, scene.market.in_use()
        kept = float(np.exp(-rule.technology_decay / MONTHS_PER_YEAR))
        invest(
            networks, offers, scene.market.markets, profit, rule.technology, rule.technology_cost, kept,
            scene.states.households, _unit(scene),
        )  # fmt: skip

    def _grow(self, scene: Scene, terms: Terms) -> None:
        """Let capacity follow expected profit, as far as capital pays for new places."""
        rule, (networks, offers) = scene.parameters.smuggling, scene.market.in_use()
        markets, factor = scene.market.markets, np.empty(offers.market.shape)
        incentives(offers, markets, terms, rule.expansion, rule.decline, factor)
        np.exp(factor, out=factor)  # of numpy, here and below: its last bit is not the compiler's
        grow(networks, offers, markets, terms, factor, rule.largest, scene.states.households)

    def _pay_out(self, scene: Scene) -> None:
        """Pay out capital beyond the reserve: to owners at home, to organised crime, and to armed groups by ties."""
        rule, (networks, offers) = scene.parameters.smuggling, scene.market.in_use()
        pay_out(
            networks, offers, scene.market.markets, rule.reserve, rule.payout, scene.parameters.crime.share,
            rule.war_tax, books_of(scene), _unit(scene),
        )  # fmt: skip

    def _end(self, scene: Scene) -> None:
        """Let networks end that are out of money or of routes, or that police dismantle and whose money it seizes."""
        market, states = scene.market, scene.states
        networks, offers, markets, rows = market.networks, market.offers, market.markets, market.alive
        hazard = pursuit(
            offers, markets, rows, states.capacity, states.lever("transit_cooperation"), informed(scene),
            scene.parameters.smuggling.dismantling,
        )  # fmt: skip
        chance = -np.expm1(-hazard)
        end(
            networks, offers, markets, rows, chance, states.households, scene.tally.dismantled, scene.seed,
            int(Stream.NETWORK_DISMANTLING), scene.month,
        )  # fmt: skip

    def _enter(self, scene: Scene, terms: Terms) -> None:
        """Let new networks come up where clients wait and profits are to be had; capable states deter some."""
        rule, market, states = scene.parameters.smuggling, scene.market, scene.states
        networks, markets = market.networks, market.markets
        expected = entrants(markets, terms, states.capacity, rule.entry, rule.deterrence)
        free = len(networks.uid) - np.count_nonzero(networks.uid)
        expected *= min(
            1.0, free / max(float(expected.sum()), 1e-9)
        )  # where rows are short, short everywhere
        capital = rule.reserve * markets.cost * terms.size
        new = found(
            networks, market.offers, expected, market.face, terms, capital, states.conflict, scene.seed, _BEGINNING,
            scene.month,
        )  # fmt: skip
        np.subtract.at(states.households, networks.base[new], networks.capital[new])
        market.count_rows()


def books_of(scene: Scene) -> Books:
    """The accounts that networks pay into."""
    states, tally = scene.states, scene.tally
    return Books(
        states.households, states.officials, states.armed_groups, states.crime, tally.bribes, tally.armed_groups,
        tally.crime,
    )  # fmt: skip


def _unit(scene: Scene) -> float:
    """Cents times agents in a dollar."""
    return CENTS / scene.persons_per_agent
