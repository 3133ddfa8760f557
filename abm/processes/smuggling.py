"""Smuggling: the market of a month, from the clients served to the prices and places of the next."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.market import by_market, divide, open_places, serve
from abm.kernels.network_money import Takings, earn, levy, remember
from abm.migrants.traits import CENTS
from abm.processes.networks import Strategies, books_of
from abm.processes.passage import border_effort, lost_by_clients, quote, usual_price
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
        market, (_, offers) = scene.market, scene.market.in_use()
        start, places = by_market(offers.market, len(market.markets.price))
        persons = market.served * float(scene.persons_per_agent)
        serve(start, places, offers.weight.ravel(), offers.places.ravel(), persons, offers.served.ravel())
        profit = self._pay(scene, start, places)
        speed = float(-np.expm1(-1.0 / scene.parameters.smuggling.demand_memory))
        remember(market.markets, self._takings(scene), speed, scene.persons_per_agent)
        self._strategies.step(scene, profit, self._taken)
        self._price(scene)
        self._bribe(scene)
        self._open(scene)

    def _takings(self, scene: Scene) -> Takings:
        market, k = scene.market, float(scene.persons_per_agent)
        return Takings(
            market.came, market.queued, market.served * k, market.lost * k, self._at_war, self._taken
        )

    def _pay(self, scene: Scene, start: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Accounts of the month: income less work, losses, idle places, bribes and what armed groups take.

        Returns:
            int64 [N], profit of each network in cents times agents.
        """
        market, rule, takings = scene.market, scene.parameters.smuggling, self._takings(scene)
        networks, offers = market.in_use()
        income = np.empty(offers.served.size, np.int64)
        divide(start, places, offers.served.ravel(), market.paid, income)
        market.treasury -= income.sum()
        levy(market.markets, scene.states.conflict, rule.war_tax, takings)
        profit = earn(
            networks, offers, market.markets, start, places, takings, income, books_of(scene), rule.idle,
            CENTS / scene.persons_per_agent,
        )  # fmt: skip
        return np.asarray(profit)

    def _price(self, scene: Scene) -> None:
        rule, markets = scene.parameters.smuggling, scene.market.markets
        quote(scene)
        wanted, thin = markets.demand + rule.clearing * markets.queue, _THIN * rule.size
        excess = np.minimum(np.maximum(np.log((wanted + thin) / (markets.capacity + thin)), -1.0), 1.0)
        thinness = thin / (thin + wanted + markets.capacity)
        usual = np.log(usual_price(scene) / markets.price)
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
        spared = markets.penalty + (1.0 - lost_by_clients(scene)) * markets.price
        losses = rule.bribery * markets.served * markets.at_stake * spared
        able = np.minimum(states.capacity, 0.999)
        odds = ((able / (1.0 - able)) ** rule.resistance_exponent)[markets.head]
        checks = states.lever("visa_screening")
        effort = (
            np.concatenate([borders.evenly(border_effort(scene)), checks])
            * states.output[markets.head]
            / 12.0
        )
        resistance = rule.resistance * effort * odds + 1e-9
        markets.bribe[:] = np.where(markets.capacity > 0.0, np.sqrt(losses * resistance) - resistance, 0.0)
        np.maximum(markets.bribe, 0.0, out=markets.bribe)
        markets.bought[:] = markets.bribe / (markets.bribe + resistance)
        borders.bought[:], borders.papers_bought[:] = markets.bought[:edges], markets.bought[edges:]

    def _open(self, scene: Scene) -> None:
        """Places of the next month in whole agents, fractions carried on; and what clients will meet on average."""
        market, rule = scene.market, scene.parameters.smuggling
        networks, offers = market.in_use()
        kept = np.exp(-rule.technology_evasion * networks.technology)
        open_control = np.ones(len(market.markets.price))
        open_control[: market.edges] = 1.0 - scene.parameters.journeys.smuggler_evasion
        k = float(scene.persons_per_agent)
        open_places(offers, market.markets, networks.abuse, kept, open_control, k)
