"""What states do and know at each edge over land and sea that enters them."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import numpy as np

from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.circuit import MODES

if TYPE_CHECKING:
    from abm.world.circuit import Circuit


@final
class Borders:
    """The edges over land and sea as borders, E of them.

    Attributes:
        codes: of the states, by number.
        tail, head: int32 [E], states that are left and entered.
        sea: bool [E].
        length: float64 [E], km of the way.
        edges: float64 [S], how many edges enter each state.
        focus: float64 [E], effort at an edge over the mean of the edges that enter the same state.
        seen: float64 [E], persons stopped per month, averaged over the past year.
        used: float64 [E], persons per month who tried and were not stopped, over the past year.
        bought: float64 [E], share of control that bribes have bought off.
        papers_bought: float64 [S], the same of the checks of papers.
    """

    def __init__(self, circuit: Circuit) -> None:
        self.codes = circuit.codes
        edges, ground = circuit.edges, circuit.ground
        states = len(circuit.codes)
        self.tail, self.head = edges.tail[ground], edges.head[ground]
        self.sea = edges.mode[ground] == MODES.index("sea")
        self.length = edges.distance_km[ground].copy()
        self.edges = np.bincount(self.head, minlength=states).astype(float)
        self.focus = np.ones(len(ground))
        self.seen = np.zeros(len(ground))
        self.used = np.zeros(len(ground))
        self.bought = np.zeros(len(ground))
        self.papers_bought = np.zeros(states)

    def remember(self, stopped: np.ndarray, attempts: np.ndarray, persons_per_agent: int) -> None:
        """Average those stopped at each edge, and the others who tried (agents), into the past year."""
        self.seen += (stopped * persons_per_agent - self.seen) / MONTHS_PER_YEAR
        self.used += ((attempts - stopped) * persons_per_agent - self.used) / MONTHS_PER_YEAR

    def into(self, of_edges: np.ndarray) -> np.ndarray:
        """Sum a number of the edges over the states that they enter: float64 [S]."""
        return np.bincount(self.head, weights=of_edges, minlength=len(self.edges))

    def evenly(self, of_states: np.ndarray) -> np.ndarray:
        """Divide a number of the states over the edges that enter them, by the effort there: float64 [E]."""
        return np.asarray(of_states[self.head] * self.focus / self.edges[self.head])
