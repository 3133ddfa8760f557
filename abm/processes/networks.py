"""What smuggling networks do with a month's result: learn, grow, pay out, move, ally, end; and new ones come up."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.kernels.market import by_market
from abm.kernels.networks import Terms, ally, attract, close, found, learn, profits, seek
from abm.migrants.traits import CENTS, draws
from abm.processes.passage import informed, lost_by_clients
from abm.scene import Scene
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR

_MOST_GROWTH = 0.2
"""A route's capacity grows by at most exp(0.2) in a month."""

_SMALLEST = 0.02
"""A route is given up when its capacity falls below this share of a new network's."""


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
        _add_up(scene)
        chance = [-np.expm1(-rate / MONTHS_PER_YEAR) for rate in (rule.search, rule.alliance)]
        spent = seek(
            networks, offers, markets, terms, chance[0], scene.seed, int(Stream.NETWORK_SEARCH), scene.month
        )
        np.add.at(scene.states.households, networks.base, spent)
        start, places = by_market(offers.market, len(markets.price))
        ally(
            networks, offers, markets, start, places, terms, chance[1], scene.seed, int(Stream.NETWORK_ALLIANCE),
            scene.month,
        )  # fmt: skip
        self._enter(scene, terms)
        _add_up(scene)
        networks, offers = market.in_use()
        evasion = -np.expm1(-rule.technology_evasion * networks.technology)
        attract(networks, offers, markets, evasion, rule.prefer_safe, rule.avoid_abuse, rule.prefer_ally)

    def _terms(self, scene: Scene, taken: np.ndarray) -> Terms:
        rule, markets = scene.parameters.smuggling, scene.market.markets
        belief = min(float(markets.losses.sum() / max(markets.served.sum(), 1e-9)), 1.0)
        return Terms(
            retry=lost_by_clients(scene), idle=rule.idle, margin=rule.margin, tie=rule.tie, noise=rule.search_noise,
            clearing=rule.clearing, size=min(rule.size, rule.largest), setup=rule.setup, taken=taken,
            onward=self._onward, inward=self._inward, entering=self._entering, kin=self._kin,
            unit=CENTS / scene.persons_per_agent, abuse=rule.abuse, belief=belief,
        )  # fmt: skip

    def _invest(self, scene: Scene, profit: np.ndarray) -> None:
        """Put part of the profit into technology, which grows old."""
        rule, (networks, _) = scene.parameters.smuggling, scene.market.in_use()
        size = _running_cost(scene) * (CENTS / scene.persons_per_agent)
        spent = np.where(size > 0.0, rule.technology * np.maximum(profit, 0), 0.0).astype(np.int64)
        bought = np.divide(
            spent,
            rule.technology_cost * size,
            out=np.zeros(len(size)),
            where=size * rule.technology_cost > 0.0,
        )
        networks.technology[:] += bought
        networks.technology[:] *= np.exp(-rule.technology_decay / MONTHS_PER_YEAR)
        networks.capital[:] -= spent
        np.add.at(scene.states.households, networks.base, spent)

    def _grow(self, scene: Scene, terms: Terms) -> None:
        """Let capacity follow expected profit, as far as capital pays for new places."""
        rule, (networks, offers), markets = (
            scene.parameters.smuggling,
            scene.market.in_use(),
            scene.market.markets,
        )
        m = np.maximum(offers.market, 0)
        serving = offers.market >= 0
        profit = profits(markets, terms, m.ravel(), offers.loss.ravel()).reshape(m.shape)
        growth = np.clip(rule.expansion * (profit - rule.margin), -rule.decline, _MOST_GROWTH)
        wanted = np.where(serving, np.minimum(offers.capacity * np.exp(growth), rule.largest), 0.0)
        more = np.maximum(wanted - offers.capacity, 0.0)
        price = rule.setup * markets.cost[m] * terms.unit
        asked = (more * price).sum(axis=1)
        able = np.where(asked > 0.0, np.clip(networks.capital / np.maximum(asked, 1e-9), 0.0, 1.0), 1.0)
        paid = np.floor(asked * able).astype(np.int64)
        offers.capacity[:] = np.minimum(wanted, offers.capacity) + more * able[:, None]
        networks.capital[:] -= paid
        np.add.at(scene.states.households, networks.base, paid)
        given_up = serving & (offers.capacity < _SMALLEST * terms.size)
        offers.market[given_up] = -1
        for array in (offers.capacity, offers.places, offers.loss, offers.weight):
            array[given_up] = 0.0

    def _pay_out(self, scene: Scene) -> None:
        """Pay out capital beyond the reserve: to owners at home, to organised crime, and to armed groups by ties."""
        rule, (networks, _), states = scene.parameters.smuggling, scene.market.in_use(), scene.states
        reserve = rule.reserve * _running_cost(scene) * (CENTS / scene.persons_per_agent)
        out = np.floor(rule.payout * np.maximum(networks.capital - reserve, 0.0)).astype(np.int64)
        crime = (scene.parameters.crime.share * out).astype(np.int64)
        groups = np.where(networks.tied, (rule.war_tax * out).astype(np.int64), 0)
        groups = np.minimum(groups, out - crime)
        networks.capital[:] -= out
        base = networks.base
        for account, amount in (
            (states.households, out - crime - groups), (states.crime, crime), (scene.tally.crime, crime),
            (states.armed_groups, groups), (scene.tally.armed_groups, groups),
        ):  # fmt: skip
            np.add.at(account, base, amount)

    def _end(self, scene: Scene) -> None:
        """Let networks end that are out of money or of routes, or that police dismantle and whose money it seizes."""
        market, states, rule = scene.market, scene.states, scene.parameters.smuggling
        networks, offers, markets = market.networks, market.offers, market.markets
        rows = market.alive
        m = np.maximum(offers.market[rows], 0)
        head = markets.head[m]
        lent = states.lever("transit_cooperation")[head]
        police = states.capacity[head] * (1.0 - markets.bought[m]) * (1.0 + lent) * informed(scene)[head]
        part = offers.capacity[rows] / np.maximum(offers.capacity[rows].sum(axis=1, keepdims=True), 1e-9)
        hazard = rule.dismantling * (part * police).sum(axis=1) / MONTHS_PER_YEAR
        u = draws(scene.seed, Stream.NETWORK_DISMANTLING, scene.month, networks.uid[rows], 0)
        seized = u < -np.expm1(-hazard)
        over = (networks.capital[rows] < 0) | (offers.market[rows] < 0).all(axis=1)
        where = head[np.arange(len(rows)), offers.capacity[rows].argmax(axis=1)]
        np.add.at(scene.tally.dismantled, where[seized], 1)
        heir = np.where(seized & (networks.capital[rows] > 0), where, networks.base[rows])
        ended = seized | over
        np.add.at(states.households, heir[ended], networks.capital[rows[ended]])
        close(networks, offers, rows[ended])

    def _enter(self, scene: Scene, terms: Terms) -> None:
        """Let new networks come up where clients wait and profits are to be had; capable states deter some."""
        rule, market = scene.parameters.smuggling, scene.market
        markets = market.markets
        unmet = np.maximum(markets.demand + rule.clearing * markets.queue - markets.capacity, 0.0)
        worth = profits(markets, terms, np.arange(len(unmet)), markets.stopped) > rule.margin
        deterred = rule.deterrence * scene.states.capacity[markets.head]
        expected = np.where(worth, rule.entry * unmet / terms.size * (1.0 - deterred), 0.0)
        free = int((market.networks.uid == 0).sum())
        expected *= min(
            1.0, free / max(float(expected.sum()), 1e-9)
        )  # where rows are short, short everywhere
        capital = rule.reserve * markets.cost * terms.size
        new = found(
            market.networks, market.offers, expected, market.face, terms, capital, scene.states.conflict, scene.seed,
            np.array([Stream.NETWORK_ENTRY, Stream.NETWORK_TRAITS]), scene.month,
        )  # fmt: skip
        np.subtract.at(scene.states.households, market.networks.base[new], market.networks.capital[new])
        market.count_rows()


def _running_cost(scene: Scene) -> np.ndarray:
    """Dollars that serving all places for a month would cost each network: float64 [N]."""
    (_, offers), cost = scene.market.in_use(), scene.market.markets.cost
    return np.asarray((offers.capacity * cost[np.maximum(offers.market, 0)]).sum(axis=1))


def _add_up(scene: Scene) -> None:
    """Add up the capacity of each market."""
    (_, offers), markets = scene.market.in_use(), scene.market.markets
    serving = offers.market >= 0
    number = len(markets.capacity)
    markets.capacity[:] = np.bincount(offers.market[serving], offers.capacity[serving], number)
