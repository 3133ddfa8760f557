"""Smuggling: the market of a month, from the clients served to the prices and places of the next."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.network_money import Takings
from abm.kernels.network_month import reopen, settle
from abm.kernels.quotes import buy_off
from abm.migrants.traits import CENTS
from abm.processes.networks import Strategies, books_of
from abm.processes.passage import border_effort, lost_by_clients, quote
from abm.scene import Scene

_THIN = 0.1
"""Clients and places a month, over those of a new network, below which a market hardly moves its price."""


@final
class Smuggling:
    """Networks serve clients within their capacity, earn and pay, and what they ask follows demand over capacity.

    ln price moves by price_speed * ln(demand / capacity), the logarithm held between -1 and 1, and stays between the
    floor of cost and expected penalty and highest_markup times it; where hardly anybody comes or serves it goes back to
    what is usual. Switched off, everybody is served at the floor.
    """

    name: ClassVar[str] = "smuggling"
    reads: ClassVar[tuple[str, ...]] = (
        "market", "borders", "routes", "states.capacity", "states.conflict", "states.output", "states.levers",
        "migrants.census",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "market", "borders.bought", "borders.papers_bought", "states.households", "states.crime", "states.officials",
        "states.armed_groups",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._strategies = Strategies(scene)
        markets = len(scene.market.markets.price)
        self._at_war, self._taken = np.zeros(markets, np.int32), np.zeros(markets)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        profit = self._settle(scene)
        self._strategies.step(scene, profit, self._taken)
        self._price(scene)
        self._bribe(scene)
        self._open(scene)

    def _settle(self, scene: Scene) -> np.ndarray:
        """Serve those who came, and settle: income less work, losses, idle places, bribes and what armed groups take.

        Returns:
            int64 [N], profit of each network in cents times agents.
        """
        market, rule, persons = scene.market, scene.parameters.smuggling, scene.persons_per_agent
        networks, offers = market.in_use()
        k, speed = float(persons), float(-np.expm1(-1.0 / rule.demand_memory))
        takings = Takings(
            market.came, market.queued, market.served * k, market.lost * k, self._at_war, self._taken
        )
        profit, received = settle(
            networks, offers, market.markets, takings, market.paid, scene.states.conflict, books_of(scene),
            rule.war_tax, rule.idle, CENTS / persons, speed, persons,
        )  # fmt: skip
        market.treasury -= received
        return np.asarray(profit)

    def _price(self, scene: Scene) -> None:
        rule, markets = scene.parameters.smuggling, scene.market.markets
        usual_price = quote(scene)
        thin = _THIN * rule.size
        wanted = markets.demand + rule.clearing * markets.queue + thin
        excess = np.minimum(np.maximum(np.log(wanted / (markets.capacity + thin)), -1.0), 1.0)
        thinness = thin / (wanted + markets.capacity)
        usual = np.log(usual_price / markets.price)
        asked = markets.price * np.exp(rule.price_speed * (excess + thinness * usual))
        np.maximum(asked, markets.floor, out=asked)
        np.minimum(asked, rule.highest_markup * markets.floor, out=markets.price)

    def _bribe(self, scene: Scene) -> None:
        """Bribes where they spare more than they cost.

        With losses L (what control by the state takes from networks without bribes) and resistance R = resistance *
        effort there * monthly output * (capacity / (1 - capacity))^resistance_exponent, a bribe b buys off the share
        b / (b + R) of control; L * share - b is most at b = sqrt(L R) - R, and nothing is worth paying where L <= R.
        """
        rule, borders, markets = scene.parameters.smuggling, scene.borders, scene.market.markets
        edges, states = scene.market.edges, scene.states
        able = np.minimum(states.capacity, 0.999)
        odds = (able / (1.0 - able)) ** rule.resistance_exponent
        buy_off(
            markets, borders.evenly(border_effort(scene)), states.lever("visa_screening"), states.output, odds,
            lost_by_clients(scene), rule.bribery, rule.resistance,
        )  # fmt: skip
        borders.bought[:], borders.papers_bought[:] = markets.bought[:edges], markets.bought[edges:]

    def _open(self, scene: Scene) -> None:
        """Weights of networks among clients; places in whole agents, fractions carried on; what clients will meet."""
        market, rule = scene.market, scene.parameters.smuggling
        networks, offers = market.in_use()
        kept = np.exp(-rule.technology_evasion * networks.technology)
        evasion = -np.expm1(-rule.technology_evasion * networks.technology)
        open_control = np.ones(len(market.markets.price))
        open_control[: market.edges] = 1.0 - scene.parameters.journeys.smuggler_evasion
        tastes, k = (rule.prefer_safe, rule.avoid_abuse, rule.prefer_ally), float(scene.persons_per_agent)
        reopen(networks, offers, market.markets, evasion, kept, open_control, tastes, k)
