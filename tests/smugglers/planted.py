"""Networks set into a scene by hand, and what is watched while their market runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from abm.model import MigrationModel
from abm.processes.networks import Strategies
from abm.scene import Scene
from tests.laws.small_world import model_of, process_of, small, steps


def market_model(months: int = 0, **smuggling: float) -> MigrationModel:
    """The small world with some parameters of its market."""
    return model_of(small(parameters={"smuggling": smuggling}), months=months)


def plant(scene: Scene, market: int, capacity: float, number: int = 1, **network: Any) -> np.ndarray:
    """Networks of one route, at home where it leads, whose capital the households of their home have given.

    Args:
        scene: changed.
        market: which they serve.
        capacity: persons a month of each.
        number: of networks.
        network: further columns of the networks, and `loss` of the offer.

    Returns:
        int64 [number], their rows.
    """
    networks, offers = scene.market.networks, scene.market.offers
    rows = np.flatnonzero(networks.uid == 0)[:number]
    networks.uid[rows] = 1 + rows + 10_000 * np.random.default_rng(market).integers(1, 2**30, number)
    networks.base[rows] = scene.market.markets.head[market]
    offers.loss[rows, 0] = network.pop("loss", 0.0)
    for name, value in network.items():
        getattr(networks, name)[rows] = value
    offers.market[rows, 0], offers.capacity[rows, 0], offers.weight[rows, 0] = market, capacity, capacity
    np.subtract.at(scene.states.households, networks.base[rows], networks.capital[rows])
    scene.market.markets.capacity[market] += capacity * number
    scene.market.count_rows()
    return rows


class Watch:
    """Stands before the networks' strategies and looks at whom each offer served."""

    def __init__(self, model: MigrationModel) -> None:
        process = process_of(model, "smuggling")
        self._strategies: Strategies = process._strategies
        process._strategies = self
        self.served: dict[tuple[int, int], float] = {}

    def step(self, scene: Scene, profit: np.ndarray, taken: np.ndarray) -> None:
        """Note whom each offer of this month served, by network and market; then let the networks act."""
        self.served = by_offer(scene, scene.market.offers.served)
        self._strategies.step(scene, profit, taken)


def by_offer(scene: Scene, of_offers: np.ndarray) -> dict[tuple[int, int], float]:
    """A number of the offers by identity of the network and market."""
    market = scene.market.offers.market
    pairs = np.argwhere(market >= 0)
    return {(int(scene.market.networks.uid[n]), int(market[n, k])): float(of_offers[n, k]) for n, k in pairs}


def served_and_opened(
    model: MigrationModel, months: int
) -> Iterator[tuple[dict[Any, float], dict[Any, float]]]:
    """Month by month: persons whom each offer served, and the capacity that it has from now on."""
    watch = Watch(model)
    for _ in range(months):
        for _ in steps(model):
            pass
        yield watch.served, by_offer(model.scene, model.scene.market.offers.capacity)
