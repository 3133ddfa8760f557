"""Paths: as long as the shortest, and what they take is the sum of what their crossings take."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.journeys import ALONE, SMUGGLED, Ways
from abm.kernels.paths import cheapest_edges, follow_paths, lightest_edges
from tests.kernels.scenes import LINE, STATES, assert_same_in_python, ways

seeds = st.integers(0, 300)


def _circuit(seed: int, states: int) -> tuple[Ways, nx.DiGraph]:
    rng = np.random.default_rng(seed)
    edges = [
        (int(tail), int(head), float(rng.uniform(10.0, 3000.0)))
        for tail in range(states)
        for head in range(states)
        if tail != head and rng.random() < 0.4
    ] or [(0, 1, 1.0)]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(states))
    graph.add_weighted_edges_from(edges)
    for number, (tail, head, _) in enumerate(edges):
        graph[tail][head]["number"] = number
    return ways(edges, states, cost=1_234), graph


@given(seeds, st.integers(2, 8))
def test_paths_are_the_shortest_and_add_up_what_their_crossings_take(seed: int, states: int) -> None:
    circuit, graph = _circuit(seed, states)
    rng, edges = np.random.default_rng(seed), len(circuit.tail)
    stopped, danger, price = rng.random(edges), rng.random(edges), rng.uniform(0.0, 5000.0, edges)
    open_to, out = rng.random((states, states)) < 0.3, np.zeros((5, states, states))
    follow_paths(circuit, stopped, danger, price, open_to, SMUGGLED, out)
    shortest = dict(nx.all_pairs_dijkstra(graph))
    for o in range(states):
        lengths, paths = shortest[o]
        for d in range(states):
            if d not in lengths:
                assert np.isinf(out[[0, 1, 2, 4], o, d]).all()
                assert out[3, o, d] == 1.0
                continue
            path = paths[d]
            crossed = [graph[tail][head]["number"] for tail, head in nx.utils.pairwise(path)]
            controlled = [edge for edge in crossed if not open_to[o, circuit.head[edge]]]
            assert out[0, o, d] == pytest.approx(lengths[d])
            assert out[1, o, d] == pytest.approx(12.34 * len(crossed))
            assert out[2, o, d] == pytest.approx(stopped[controlled].sum())
            assert out[3, o, d] == pytest.approx(1.0 - np.prod(1.0 - danger[controlled]))
            assert out[4, o, d] == pytest.approx(price[controlled].sum())


@given(seeds, st.integers(2, 8))
def test_the_cheapest_edges_have_the_costs_of_the_shortest_paths(seed: int, states: int) -> None:
    circuit, graph = _circuit(seed, states)
    cost, out = np.empty((states, states)), np.empty((states, states), np.int32)
    edges = np.arange(len(circuit.tail))
    assert not cheapest_edges(edges, circuit.tail, circuit.head, circuit.distance, cost, out).any()
    lengths = dict(nx.all_pairs_dijkstra_path_length(graph))
    for o in range(states):
        for d in range(states):
            assert cost[o, d] == pytest.approx(lengths[o].get(d, np.inf))
            assert (out[o, d] >= 0) == (o != d and d in lengths[o])
            if out[o, d] >= 0:
                onward = cost[circuit.head[out[o, d]], d]
                assert cost[o, d] == circuit.distance[out[o, d]] + onward


def test_where_two_ways_cost_the_same_is_told() -> None:
    tail, head = np.array([0, 0, 1, 2]), np.array([1, 2, 3, 3])
    for last, tied in ((1.0, [False, False, False, True]), (1.5, [False] * 4)):
        weight = np.array([2.0, 2.0, 1.0, last])
        cost, out = np.empty((4, 4)), np.empty((4, 4), np.int32)
        assert cheapest_edges(np.arange(4), tail, head, weight, cost, out).tolist() == tied
        assert cost[0, 3] == 3.0


@given(seeds)
def test_of_several_edges_between_two_states_the_lightest_counts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tail, head = rng.integers(0, 4, (2, 20)).astype(np.int32)
    weight = rng.integers(1, 5, 20).astype(float)
    first: dict[tuple[int, int], int] = {}
    for edge in np.argsort(weight, kind="stable").tolist():
        first.setdefault((int(tail[edge]), int(head[edge])), edge)
    assert lightest_edges(tail, head, weight, 4).tolist() == sorted(first.values())


def test_a_path_that_leads_nowhere_ends() -> None:
    circuit, zeros = ways(LINE), np.zeros(len(LINE))
    circuit.next_edge[:, 2, 4] = circuit.next_edge[0, 2, 0]
    out = np.zeros((5, STATES, STATES))
    follow_paths(circuit, zeros, zeros, zeros, np.zeros((STATES, STATES), bool), ALONE, out)
    assert np.isinf(out[[0, 1, 2, 4], 0, 4]).all()
    assert out[3, 0, 4] == 1.0
    assert out[0, 3, 4] == 500.0


def test_each_kind_of_traveller_has_its_own_path() -> None:
    circuit = ways([(0, 1, 1.0), (1, 2, 1.0), (0, 2, 50.0)], 3)
    circuit.next_edge[ALONE, 0, 2] = 2
    price, zeros = np.array([100.0, 200.0, 1.0]), np.zeros(3)
    fees = []
    for kind in (ALONE, SMUGGLED):
        out = np.zeros((5, 3, 3))
        follow_paths(circuit, zeros, zeros, price, np.zeros((3, 3), bool), kind, out)
        fees.append(out[4, 0, 2])
    assert fees == [1.0, 300.0]


def test_the_same_in_python() -> None:
    circuit, edges = ways(LINE), len(LINE)
    stopped, danger, price = (
        np.linspace(0.0, 0.9, edges),
        np.linspace(0.3, 0.0, edges),
        np.arange(edges) * 70.0,
    )
    open_to = np.eye(STATES, k=1, dtype=bool)
    assert_same_in_python(
        follow_paths,
        lambda: (circuit, stopped, danger, price, open_to, SMUGGLED, np.zeros((5, STATES, STATES))),
    )
    assert_same_in_python(lightest_edges, lambda: (circuit.tail, circuit.head, circuit.distance, STATES))
    costs, following = np.zeros((STATES, STATES)), np.zeros((STATES, STATES), np.int32)
    numbers = np.arange(edges)
    assert_same_in_python(
        cheapest_edges,
        lambda: (numbers, circuit.tail, circuit.head, circuit.distance, costs.copy(), following.copy()),
    )
