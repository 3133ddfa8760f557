"""Routes: the cheapest paths along the circuit for each kind of traveller, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from abm.kernels.journeys import ALONE, FLIGHT, SMUGGLED, Ways, follow_paths
from abm.world.circuit import next_edges

if TYPE_CHECKING:
    from abm.parameters import Parameters
    from abm.world.circuit import Circuit

KM, DOLLARS, INTERDICTIONS, DEATH = 0, 1, 2, 3
"""Rows of `Routes.path`: length, cost of travel, expected interdictions, probability of death."""


@final
class Routes:
    """Paths over land and sea, found anew when borders or prices move.

    Attributes:
        ways: edges and next edges, for the kernels.
        path: float64 [3, 4, S, S], by kind of traveller: what a path takes; infinity where there is none.
        fee: float64 [S, S], dollars a smuggler asks; infinity where there is no path.
        forged_fee: float64 [S, S], dollars for forged papers by air.
        version: how often the paths have been found.
        air_edge: int32 [S, S], number of the air channel, -1 for none.
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
        self.path = np.full((3, 4, states, states), np.inf)
        self.fee = np.full((states, states), np.inf)
        self.air_km, self.air_cost = circuit.air("distance_km"), circuit.air("cost")
        self.forged_fee = np.full((states, states), np.inf)
        self.air_edge = np.full((states, states), -1, np.int32)
        by_air = np.setdiff1d(np.arange(len(edges.tail)), ground)
        self.air_edge[edges.tail[by_air], edges.head[by_air]] = by_air
        self.version = 0
        self.capacity = np.zeros(states)
        self.first_ability = np.ones(states)
        self._weights = np.full((3, len(ground)), np.nan)
        self._seen: tuple[np.ndarray, np.ndarray, object, int] = (
            np.empty(0),
            np.empty((0, 0), bool),
            None,
            0,
        )

    def refresh(
        self, control: np.ndarray, detour: np.ndarray, open_to: np.ndarray, parameters: Parameters
    ) -> bool:
        """Find the paths again if control, open borders, parameters or the circuit have changed.

        The generalised cost of an edge is travel + value of time * km / speed + value of an interdiction
        * its probability
        + value of life * hazard of death.

        Args:
            control: float64 [S], hazard of interdiction at a state's border.
            detour: float64 [S], what control multiplies the hazard of death by.
            open_to: bool [S, S], people of an origin who cross a border freely.
            parameters: of journeys and smuggling.

        Returns:
            True when anything was found anew.
        """
        seen_control, seen_open, seen_parameters, changes = self._seen
        same = np.array_equal(seen_control, control) and np.array_equal(seen_open, open_to)
        if same and parameters is seen_parameters and changes == self.circuit.changes:
            return False
        if changes != self.circuit.changes:
            self._read_circuit()
        self.version += 1
        self._seen = (control.copy(), open_to.copy(), parameters, self.circuit.changes)
        rule = parameters.journeys
        ways = self.ways
        for kind, speed, evasion, hazard in (
            (ALONE, rule.speed_alone, 0.0, 1.0),
            (SMUGGLED, rule.speed_smuggled, rule.smuggler_evasion, rule.smuggled_hazard),
            (FLIGHT, rule.speed_flight, 1.0, rule.flight_hazard),
        ):
            stopped = -np.expm1(-control[ways.head] * (1.0 - evasion))
            weight = (
                ways.cost / 100.0
                + rule.time_value * ways.distance / speed
                + rule.risk_value * stopped
                + rule.life_value * ways.hazard * hazard * detour[ways.head]
            )
            if not np.array_equal(weight, self._weights[kind]):
                self._weights[kind] = weight
                ways.next_edge[kind] = next_edges(ways.tail, ways.head, weight, len(control))
            follow_paths(ways, control, open_to, kind, evasion, hazard * detour, self.path[kind])
        self._price(parameters)
        return True

    @property
    def outdated(self) -> bool:
        """True when a channel of the circuit has changed since the paths were found."""
        return self._seen[3] != self.circuit.changes

    def _read_circuit(self) -> None:
        edges, ground = self.circuit.edges, self.ground
        self.ways.distance[:] = edges.distance_km[ground]
        self.ways.cost[:] = np.round(edges.cost[ground] * 100)
        self.ways.hazard[:] = edges.hazard[ground]
        self.air_km, self.air_cost = self.circuit.air("distance_km"), self.circuit.air("cost")

    def _price(self, parameters: Parameters) -> None:
        rule = parameters.smuggling
        km, stops = self.path[SMUGGLED, KM], self.path[SMUGGLED, INTERDICTIONS]
        reached, flown = np.isfinite(km), np.isfinite(self.air_km)
        self.fee = np.full(km.shape, np.inf)
        self.fee[reached] = rule.fee_base + rule.fee_per_km * km[reached] + rule.fee_risk * stops[reached]
        self.forged_fee = np.full(km.shape, np.inf)
        self.forged_fee[flown] = rule.forged_base + rule.forged_per_km * self.air_km[flown]
