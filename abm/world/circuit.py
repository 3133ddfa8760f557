"""The migration circuit: states joined by channels over land, over sea and by air."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, final

import networkx as nx
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    import pandas as pd

MODES = ("land", "sea", "air")
"""Modes of a channel, in the order of their numbers."""

ATTRIBUTES = ("distance_km", "cost", "hazard")
"""Numbers on every channel: km, PPP dollars per person, probability of death per crossing without authorisation."""


class Edges(NamedTuple):
    """The frozen circuit: channels sorted by tail, head and mode, as compressed sparse rows."""

    start: np.ndarray  # int32 [S + 1], first edge of each tail
    tail: np.ndarray  # int32 [E]
    head: np.ndarray  # int32 [E]
    mode: np.ndarray  # uint8 [E], place in `MODES`
    distance_km: np.ndarray  # float64 [E]
    cost: np.ndarray  # float64 [E], PPP dollars per person
    hazard: np.ndarray  # float64 [E], probability of death per crossing


@final
class Circuit:
    """A networkx MultiDiGraph and its mirror in arrays, which one verb, `change`, keeps equal.

    A run needs the arrays alone; the graph of a large world takes half a second to draw, and is drawn when first asked
    for.

    Args:
        codes: codes of the states, in the order of their numbers.
        edges: the channels.
        regime: words [S, S], how the entered state (column) treats people of the state left (row): `free movement` with
            its first year, `visa free` or `controlled`. Kernels see the regime of people of any origin as
            `Scene.open_to`.
    """

    def __init__(self, codes: Sequence[str], edges: Edges, regime: np.ndarray) -> None:
        self.codes = tuple(codes)
        self.edges = edges
        self.changes = 0
        self._number = {code: place for place, code in enumerate(self.codes)}
        self._regime = regime

    @classmethod
    def from_table(cls, codes: Sequence[str], table: pd.DataFrame, regime: np.ndarray) -> Circuit:
        """Build the circuit from rows of origin, destination, channel, distance_km, cost, hazard."""
        numbers = {code: place for place, code in enumerate(codes)}
        ends = [[numbers[code] for code in table[name].tolist()] for name in ("origin", "destination")]
        modes = [MODES.index(mode) for mode in table["channel"].tolist()]
        rows = np.column_stack([*ends, modes, *(table[name].to_numpy(float) for name in ATTRIBUTES)])
        return cls(codes, sorted_edges(len(codes), rows), regime)

    def copy(self) -> Circuit:
        """A circuit equal to this one, whose numbers can be changed apart from it."""
        numbers = {name: getattr(self.edges, name).copy() for name in ATTRIBUTES}
        other = Circuit(self.codes, self.edges._replace(**numbers), self._regime)
        other.changes = self.changes
        return other

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """Nodes are codes; each edge has a key in `MODES`, the numbers of `ATTRIBUTES` and the word `regime`."""
        graph, edges = nx.MultiDiGraph(), self.edges
        graph.add_nodes_from(self.codes)
        columns = (edges.tail, edges.head, edges.mode, *(getattr(edges, name) for name in ATTRIBUTES))
        graph.add_edges_from(
            (
                self.codes[tail],
                self.codes[head],
                MODES[mode],
                {**dict(zip(ATTRIBUTES, numbers, strict=True)), "regime": str(self._regime[tail, head])},
            )
            for tail, head, mode, *numbers in zip(*(column.tolist() for column in columns), strict=True)
        )
        return graph

    def change(self, tail: str, head: str, mode: str, **attributes: float) -> None:
        """Set numbers of one channel, in the graph and in the arrays.

        Raises:
            KeyError: there is no such channel or attribute; nothing is changed then.
        """
        edge = self.number_of(tail, head, mode)
        if unknown := set(attributes).difference(ATTRIBUTES):
            raise KeyError(min(unknown))
        self.changes += 1
        for name, value in attributes.items():
            self.graph.edges[tail, head, mode][name] = float(value)
            getattr(self.edges, name)[edge] = value

    def number_of(self, tail: str, head: str, mode: str) -> int:
        """The place of a channel in the arrays; raises KeyError where there is none."""
        t, h = self._number[tail], self._number[head]
        for edge in range(self.edges.start[t], self.edges.start[t + 1]):
            if self.edges.head[edge] == h and MODES[self.edges.mode[edge]] == mode:
                return edge
        raise KeyError((tail, head, mode))

    @property
    def ground(self) -> np.ndarray:
        """Numbers of the edges over land and sea: int64 [G]."""
        return np.flatnonzero(self.edges.mode != MODES.index("air"))

    def air(self, attribute: str) -> np.ndarray:
        """A number of the air channels as a matrix: float64 [S, S], infinity where there is none."""
        matrix = np.full((len(self.codes),) * 2, np.inf)
        by_air = self.edges.mode == MODES.index("air")
        matrix[self.edges.tail[by_air], self.edges.head[by_air]] = getattr(self.edges, attribute)[by_air]
        return matrix

    def export(self, path: Path, **layers: dict[str, dict[str, Any]]) -> None:
        """Write the graph as GraphML.

        Args:
            path: file to write.
            layers: further node attributes, by name: a value for each code.
        """
        graph = self.graph.copy()
        for name, values in layers.items():
            nx.set_node_attributes(graph, values, name)
        nx.write_graphml(graph, path)


def freeze(codes: Sequence[str], graph: nx.MultiDiGraph) -> Edges:
    """The arrays of a graph whose edges have a key in `MODES` and the numbers of `ATTRIBUTES`."""
    number = {code: place for place, code in enumerate(codes)}
    rows = [
        (number[tail], number[head], MODES.index(mode), *(data[name] for name in ATTRIBUTES))
        for tail, head, mode, data in graph.edges(keys=True, data=True)
    ]
    return sorted_edges(len(codes), np.array(rows, dtype=np.float64).reshape(-1, 3 + len(ATTRIBUTES)))


def sorted_edges(states: int, rows: np.ndarray) -> Edges:
    """The arrays of channels given as rows of tail, head, mode and the numbers of `ATTRIBUTES`: float64 [E, 6]."""
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    tail = rows[:, 0].astype(np.int32)
    return Edges(
        np.searchsorted(tail, np.arange(states + 1)).astype(np.int32),
        tail,
        rows[:, 1].astype(np.int32),
        rows[:, 2].astype(np.uint8),
        *(rows[:, 3 + place].copy() for place in range(len(ATTRIBUTES))),
    )


def next_edges(tail: np.ndarray, head: np.ndarray, weight: np.ndarray, states: int) -> np.ndarray:
    """The edge to take from each state towards each other on the cheapest path.

    Where two paths cost the same to the last bit, as they do on a lattice, the one that Dijkstra's algorithm finds on
    the reversed graph (scipy) is taken.

    Args:
        tail, head: int32 [E], ends of the edges.
        weight: float64 [E], generalised cost of an edge, positive.
        states: how many nodes there are.

    Returns:
        int32 [S, S]: place of the edge from row (here) towards column (destination), -1 where there is no way.
    """
    from abm.kernels.paths import cheapest_edges, lightest_edges  # here: a scenario is checked without numba

    best, found = lightest_edges(tail, head, weight, states), np.empty((states, states), np.int32)
    tied = np.flatnonzero(cheapest_edges(best, tail, head, weight, np.empty((states, states)), found))
    if not len(tied):
        return found
    reverse = csr_matrix((weight[best], (head[best], tail[best])), shape=(states, states))
    _, before = dijkstra(reverse, directed=True, indices=tied, return_predecessors=True)
    edge_of = np.full((states, states), -1, np.int32)
    edge_of[tail[best], head[best]] = best
    step = before.T  # [here, tied destination]
    found[:, tied] = np.where(step >= 0, edge_of[np.arange(states)[:, None], np.maximum(step, 0)], -1)
    return found
