"""Routes: the cheapest paths along the circuit for each kind of traveller, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, final

import numpy as np

from abm.kernels.journeys import ALONE, FLIGHT, SMUGGLED, Ways
from abm.kernels.paths import follow_paths
from abm.world.circuit import next_edges

if TYPE_CHECKING:
    from abm.parameters import Parameters
    from abm.world.circuit import Circuit

KM, DOLLARS, INTERDICTIONS, DEATH, FEE = 0, 1, 2, 3, 4
"""Rows of `Routes.path`: length, cost of travel, expected interdictions, probability of death, prices of smugglers."""


class Terrain(NamedTuple):
    """What crossings are like when the paths are found; E edges, S states."""

    control: np.ndarray  # float64 [E], hazard of interdiction
    detour: np.ndarray  # float64 [E], multiplies the hazard of death
    evasion: np.ndarray  # float64 [E], share of control that smugglers evade
    price: np.ndarray  # float64 [E], dollars of a smuggler
    papers: np.ndarray  # float64 [S], dollars of forged papers for a state
    open_to: np.ndarray  # bool [S, S], people of an origin who cross the border into a state freely


@final
class Routes:
    """Paths over land and sea, found anew when borders or prices move.

    Attributes:
        ways: edges and next edges, for the kernels.
        path: float64 [3, 5, S, S], by kind of traveller: what a path takes; infinity where there is none.
        forged_fee: float64 [S, S], dollars for forged papers by air.
        version: how often anything has been found anew.
        terms: how often more than prices was looked at.
        looked: month in which control and prices were last looked at.
        air_edge: int32 [S, S], number of the air channel, -1 for none.
        capacity, wage: float64 [S], capacity of states and wage of low skill when the year began.
        bought, papers_bought: float64 [E] and [S], shares of control that bribes had bought off then.
        price, evasion: float64 [E + S], of smugglers by market when they were last looked at.
        first_ability: float64 [S], control at effort 1 in the first month.
    """

    def __init__(self, circuit: Circuit) -> None:
        states = len(circuit.codes)
        edges, ground = circuit.edges, circuit.ground
        self.circuit = circuit
        self.ground = ground
        self.ways = Ways(
            edges.tail[ground], edges.head[ground], edges.distance_km[ground],
            np.round(edges.cost[ground] * 100).astype(np.int32), edges.hazard[ground], np.full((3,
            states, states), -1, np.int32),
        )  # fmt: skip
        self.path = np.full((3, 5, states, states), np.inf)
        self.air_km, self.air_cost = circuit.air("distance_km"), circuit.air("cost")
        self.forged_fee = np.full((states, states), np.inf)
        self.air_edge = np.full((states, states), -1, np.int32)
        flown = np.ones(len(edges.tail), bool)
        flown[ground] = False
        by_air = np.flatnonzero(flown)
        self.air_edge[edges.tail[by_air], edges.head[by_air]] = by_air
        self.version, self.terms = 0, 0
        self.looked = -1
        self.capacity, self.wage = np.zeros(states), np.zeros(states)
        self.bought, self.papers_bought = np.zeros(len(ground)), np.zeros(states)
        self.price = self.evasion = np.zeros(len(ground) + states)
        self.first_ability = np.ones(states)
        self._weights = np.full((3, len(ground)), np.nan)
        self._taken: list[tuple[np.ndarray, ...]] = [(), (), ()]
        self._changes = circuit.changes

    @property
    def fee(self) -> np.ndarray:
        """Dollars that smugglers ask along the path of their clients: float64 [S, S]; infinity where there is none."""
        return np.asarray(self.path[SMUGGLED, FEE])

    def refresh(self, terrain: Terrain, parameters: Parameters, prices_alone: bool = False) -> bool:
        """Find the paths again of each kind of traveller for whom something has changed.

        The generalised cost of an edge is travel + value of time * km / speed + value of an interdiction
        * its probability + value of life * hazard of death + price of the smuggler.

        Args:
            terrain: what crossings are like.
            parameters: of journeys.
            prices_alone: look at the paths of smugglers' clients alone.

        Returns:
            True when anything was found anew.
        """
        if self.outdated:
            self._read_circuit()
        rule, ways = parameters.journeys, self.ways
        nothing, everything = np.zeros(len(terrain.control)), np.ones(len(terrain.control))
        found = False
        for kind, speed, evasion, hazard, price in (
            (ALONE, rule.speed_alone, nothing, 1.0, nothing),
            (SMUGGLED, rule.speed_smuggled, terrain.evasion, rule.smuggled_hazard, terrain.price),
            (FLIGHT, rule.speed_flight, everything, rule.flight_hazard, nothing),
        ):
            if prices_alone and kind != SMUGGLED:
                continue
            stopped = -np.expm1(-terrain.control * (1.0 - evasion))
            danger = np.minimum(ways.hazard * hazard * terrain.detour, 1.0)
            weight = (
                ways.cost / 100.0
                + rule.time_value * ways.distance / speed
                + rule.risk_value * stopped
                + rule.life_value * danger
                + price
            )
            found |= self._find(kind, weight, (stopped, danger, price, terrain.open_to))
        self.terms += not prices_alone
        forged = np.where(np.isfinite(self.air_km), terrain.papers[None, :], np.inf)
        if not np.array_equal(forged, self.forged_fee):
            self.forged_fee, found = forged, True
        self.version += found
        return found

    @property
    def outdated(self) -> bool:
        """True when a channel of the circuit has changed since the paths were found."""
        return self._changes != self.circuit.changes

    def _find(self, kind: int, weight: np.ndarray, taken: tuple[np.ndarray, ...]) -> bool:
        """Find the paths of one kind of traveller; False if neither their weights nor what they take has changed."""
        before, ways = (self._weights[kind], *self._taken[kind]), self.ways
        now = (weight, *taken)
        if len(before) == len(now) and all(map(np.array_equal, before, now)):
            return False
        if not np.array_equal(weight, self._weights[kind]):
            self._weights[kind] = weight
            ways.next_edge[kind] = next_edges(ways.tail, ways.head, weight, len(self.capacity))
        self._taken[kind] = tuple(array.copy() for array in taken)
        stopped, danger, price, open_to = taken
        follow_paths(ways, stopped, danger, price, open_to, kind, self.path[kind])
        return True

    def _read_circuit(self) -> None:
        edges, ground = self.circuit.edges, self.ground
        self._changes, self._taken = self.circuit.changes, [(), (), ()]
        self.ways.distance[:] = edges.distance_km[ground]
        self.ways.cost[:] = np.round(edges.cost[ground] * 100)
        self.ways.hazard[:] = edges.hazard[ground]
        self.air_km, self.air_cost = self.circuit.air("distance_km"), self.circuit.air("cost")
