"""Smuggling: the market of a month, from the clients served to the prices and places of the next."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.market import averages, by_market, divide, serve
from abm.migrants.traits import CENTS
from abm.processes.networks import Strategies
from abm.processes.passage import border_effort, lost_by_clients, quote, usual_price
from abm.scene import Scene
from abm.smugglers.market import ROUTES

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
        self._taken = np.zeros(len(scene.market.markets.price))

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        market, (_, offers) = scene.market, scene.market.in_use()
        start, places = by_market(offers.market, len(market.markets.price))
        served = market.served * float(scene.persons_per_agent)
        weight = offers.weight.ravel()
        serve(start, places, weight, offers.places.ravel(), served, offers.served.ravel())
        profit = self._pay(scene, start, places)
        self._remember(scene, served)
        self._strategies.step(scene, profit, self._taken)
        self._price(scene)
        self._bribe(scene)
        self._open(scene)

    def _pay(self, scene: Scene, start: np.ndarray, places: np.ndarray) -> np.ndarray:
        """Accounts of the month: income less work, losses, idle places, bribes and what armed groups take.

        Returns:
            int64 [N], profit of each network in cents times agents.
        """
        market, rule, states = scene.market, scene.parameters.smuggling, scene.states
        (networks, offers), markets = market.in_use(), market.markets
        unit = CENTS / scene.persons_per_agent
        income = np.zeros(offers.served.size, np.int64)
        divide(start, places, offers.served.ravel(), market.paid, income)
        market.treasury -= income.sum()
        m, n = offers.market.ravel()[places], places // ROUTES
        clients, capacity = offers.served.ravel()[places], offers.capacity.ravel()[places]
        head, base = markets.head[m], networks.base[n]
        share = clients / np.maximum(market.served * float(scene.persons_per_agent), 1e-9)[m]
        lost = market.lost[m] * float(scene.persons_per_agent) * share
        place_share = capacity / np.maximum(np.bincount(m, capacity, len(markets.price)), 1e-9)[m]
        work = _whole((clients * markets.cost[m] + lost * markets.penalty[m]) * unit)
        idle = _whole(capacity * rule.idle * markets.cost[m] * unit)
        bribes = _whole(markets.bribe[m] * place_share * unit)
        at_war, self._taken = self._toll(scene)
        toll = _whole(income[places] * self._taken[m])
        for account, state, amount in (
            (states.households, head, work), (states.households, base, idle), (states.officials, head, bribes),
            (states.armed_groups, at_war[m], toll), (scene.tally.bribes, head, bribes),
            (scene.tally.armed_groups, at_war[m], toll),
        ):  # fmt: skip
            np.add.at(account, state, amount)
        profit = np.zeros(len(networks.uid), np.int64)
        np.add.at(profit, n, income[places] - work - idle - bribes - toll)
        networks.capital[:] += profit
        return profit

    def _toll(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """Where armed groups take part of the revenue of each market, and the share that they take."""
        conflict, markets = scene.states.conflict, scene.market.markets
        tail = np.where(markets.tail >= 0, markets.tail, markets.head)
        at_war = np.where(conflict[tail] > conflict[markets.head], tail, markets.head)
        return at_war, scene.parameters.smuggling.war_tax * conflict[at_war]

    def _remember(self, scene: Scene, served: np.ndarray) -> None:
        """Average demand, clients and losses over past months."""
        market, markets, k = scene.market, scene.market.markets, scene.persons_per_agent
        speed = -np.expm1(-1.0 / scene.parameters.smuggling.demand_memory)
        markets.demand[:] += speed * (market.came * k - markets.demand)
        markets.losses[:] += speed * (market.lost * k - markets.losses)
        markets.served[:] += speed * (served - markets.served)
        markets.queue[:] = market.queued * k

    def _price(self, scene: Scene) -> None:
        rule, markets = scene.parameters.smuggling, scene.market.markets
        quote(scene)
        wanted, thin = markets.demand + rule.clearing * markets.queue, _THIN * rule.size
        excess = np.clip(np.log((wanted + thin) / (markets.capacity + thin)), -1.0, 1.0)
        thinness = thin / (thin + wanted + markets.capacity)
        usual = np.log(usual_price(scene) / markets.price)
        asked = markets.price * np.exp(rule.price_speed * (excess + thinness * usual))
        markets.price[:] = np.clip(asked, markets.floor, rule.highest_markup * markets.floor)

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
        able = np.minimum(states.capacity, 0.999)[markets.head]
        odds = (able / (1.0 - able)) ** rule.resistance_exponent
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
        market, rule, k = scene.market, scene.parameters.smuggling, float(scene.persons_per_agent)
        (networks, offers), markets = market.in_use(), market.markets
        start, places = by_market(offers.market, len(markets.price))
        m = offers.market.ravel()[places]
        capacity, left = offers.capacity.ravel()[places], offers.places.ravel()
        most = capacity * (1.0 + k / np.maximum(markets.capacity, 1e-9)[m])
        left[places] = np.minimum(left[places] + capacity, most)
        markets.room[:] = np.floor(np.bincount(m, left[places], len(markets.price)) / k + 1e-9).astype(
            np.int64
        )
        kept = np.exp(-rule.technology_evasion * networks.technology)
        mean = np.ones(len(markets.price))
        averages(start, places, offers.weight.ravel(), kept, ROUTES, mean)
        open_control = np.concatenate(
            [
                np.full(market.edges, 1.0 - scene.parameters.journeys.smuggler_evasion),
                np.ones(len(scene.world)),
            ]
        )
        markets.evasion[:] = 1.0 - open_control * mean
        averages(start, places, offers.weight.ravel(), networks.abuse, ROUTES, markets.abuse)


def _whole(amount: np.ndarray) -> np.ndarray:
    return np.rint(amount).astype(np.int64)
