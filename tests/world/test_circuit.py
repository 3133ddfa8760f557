"""The circuit: one graph and one mirror of it in arrays, always equal; and the cheapest ways through it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from abm.world.circuit import ATTRIBUTES, MODES, Circuit, freeze, next_edges
from abm.world.stylised import StylisedWorld, generate
from abm.world.world import build_world

CODES = ("AAA", "AAB", "AAC", "AAD", "AAE", "AAF", "AAG")


@st.composite
def _circuits(draw: st.DrawFn) -> Circuit:
    """Any circuit of seven states: some pairs joined by some channels, in any order."""
    pairs = [(a, b, mode) for a in CODES for b in CODES if a != b for mode in MODES]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=1, max_size=60))
    number = st.floats(0.001, 1e5)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(CODES)
    for tail, head, mode in chosen:
        numbers = {name: draw(number) for name in ("distance_km", "cost")} | {"hazard": draw(st.floats(0, 1))}
        graph.add_edge(tail, head, mode, regime="controlled", **numbers)
    return Circuit(CODES, freeze(CODES, graph), np.full((len(CODES),) * 2, "controlled"))


def _agree(circuit: Circuit) -> None:
    """Every channel of the graph is in the arrays once, with its numbers."""
    edges = circuit.edges
    assert len(edges.tail) == circuit.graph.number_of_edges()
    for tail, head, mode, data in circuit.graph.edges(keys=True, data=True):
        place = circuit.number_of(tail, head, mode)
        assert circuit.codes[edges.tail[place]] == tail
        assert circuit.codes[edges.head[place]] == head
        assert MODES[edges.mode[place]] == mode
        assert tuple(getattr(edges, name)[place] for name in ATTRIBUTES) == tuple(
            data[name] for name in ATTRIBUTES
        )


@given(circuit=_circuits())
def test_the_arrays_are_the_graph_sorted(circuit: Circuit) -> None:
    _agree(circuit)
    edges = circuit.edges
    order = list(zip(edges.tail, edges.head, edges.mode, strict=True))
    assert order == sorted(set(order))
    for state in range(len(CODES)):
        assert (edges.tail[edges.start[state] : edges.start[state + 1]] == state).all()
    assert edges.start[-1] == len(edges.tail)
    assert edges.tail.dtype == edges.head.dtype == edges.start.dtype == np.int32


@given(circuit=_circuits(), data=st.data())
def test_graph_and_arrays_stay_equal_through_any_changes(circuit: Circuit, data: st.DataObject) -> None:
    channels = list(circuit.graph.edges(keys=True))
    before = circuit.changes
    changes = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(channels),
                st.dictionaries(st.sampled_from(ATTRIBUTES), st.floats(0, 1e4), min_size=1),
            ),
            min_size=1,
            max_size=8,
        )
    )
    for (tail, head, mode), numbers in changes:
        circuit.change(tail, head, mode, **numbers)
        for name, value in numbers.items():
            assert circuit.graph.edges[tail, head, mode][name] == value
    _agree(circuit)
    assert circuit.changes == before + len(changes)
    anew = freeze(circuit.codes, circuit.graph)
    for kept, fresh in zip(circuit.edges, anew, strict=True):
        np.testing.assert_array_equal(kept, fresh)


def test_only_a_channel_and_a_number_that_are_there_can_be_changed() -> None:
    circuit = build_world(generate(StylisedWorld(states=4))).circuit
    tail, head, mode = next(iter(circuit.graph.edges(keys=True)))
    with pytest.raises(KeyError):
        circuit.change(tail, head, mode, speed=1.0)
    with pytest.raises(KeyError):
        circuit.change(tail, tail, mode, cost=1.0)
    with pytest.raises(KeyError):
        circuit.change("XXX", head, mode, cost=1.0)
    _agree(circuit)


def test_a_change_that_is_refused_changes_nothing() -> None:
    circuit = build_world(generate(StylisedWorld(states=4))).circuit
    tail, head, mode, data = next(iter(circuit.graph.edges(keys=True, data=True)))
    cost = data["cost"]
    with pytest.raises(KeyError):
        circuit.change(tail, head, mode, cost=cost + 1, speed=1.0)
    assert circuit.graph.edges[tail, head, mode]["cost"] == cost


@given(circuit=_circuits())
def test_the_next_edges_lead_along_paths_as_cheap_as_dijkstra_finds(circuit: Circuit) -> None:
    """Second path: networkx, on the channels over land and sea."""
    ground, edges = circuit.ground, circuit.edges
    weight = edges.cost[ground]
    following = next_edges(edges.tail[ground], edges.head[ground], weight, len(CODES))
    over_ground = nx.MultiDiGraph()
    over_ground.add_nodes_from(range(len(CODES)))
    for edge, cost in zip(ground, weight, strict=True):
        over_ground.add_edge(int(edges.tail[edge]), int(edges.head[edge]), cost=float(cost))
    costs = dict(nx.all_pairs_dijkstra_path_length(over_ground, weight="cost"))
    for here in range(len(CODES)):
        for there in range(len(CODES)):
            total, at = 0.0, here
            for _ in range(len(CODES)):
                edge = following[at, there]
                if edge < 0 or at == there:
                    break
                assert edges.tail[ground][edge] == at
                total, at = total + weight[edge], int(edges.head[ground][edge])
            assert (at == there) == (there in costs[here])
            if at == there:
                assert total == pytest.approx(costs[here][there])


@pytest.mark.parametrize("geography", ["scatter", "lattice"])
def test_the_next_edges_are_those_that_dijkstra_finds(geography: Literal["scatter", "lattice"]) -> None:
    """On a lattice many paths cost the same to the last bit."""
    circuit = build_world(generate(StylisedWorld(states=16, geography=geography))).circuit
    ground, edges = circuit.ground, circuit.edges
    tail, head, weight = edges.tail[ground], edges.head[ground], np.round(edges.cost[ground])
    following = next_edges(tail, head, weight, 16)
    cheapest = np.full((16, 16), np.inf)
    np.minimum.at(cheapest, (head, tail), weight)
    _, before = dijkstra(np.where(np.isfinite(cheapest), cheapest, 0.0), return_predecessors=True)
    there = before.T >= 0
    np.testing.assert_array_equal(following >= 0, there)
    np.testing.assert_array_equal(head[following[there]], before.T[there])


def test_nobody_needs_an_edge_to_where_they_are() -> None:
    circuit = build_world(generate(StylisedWorld(states=6, geography="lattice"))).circuit
    ground, edges = circuit.ground, circuit.edges
    following = next_edges(edges.tail[ground], edges.head[ground], edges.cost[ground], 6)
    assert (np.diag(following) == -1).all()


def test_of_two_channels_between_two_states_the_cheaper_is_taken() -> None:
    tail, head = np.zeros(2, np.int32), np.ones(2, np.int32)
    assert next_edges(tail, head, np.array([5.0, 3.0]), 2)[0, 1] == 1
    assert next_edges(tail, head, np.array([3.0, 5.0]), 2)[0, 1] == 0


def test_a_circuit_without_channels_leads_nowhere() -> None:
    nothing = np.zeros(0, np.int32)
    assert (next_edges(nothing, nothing, np.zeros(0), 3) == -1).all()


def test_the_air_is_a_matrix_and_the_ground_all_the_rest() -> None:
    circuit = build_world(generate(StylisedWorld(states=8))).circuit
    cost = circuit.air("cost")
    by_air = [(a, b) for a, b, mode in circuit.graph.edges(keys=True) if mode == "air"]
    assert np.isfinite(cost).sum() == len(by_air)
    for tail, head in by_air:
        place = circuit.codes.index(tail), circuit.codes.index(head)
        assert cost[place] == circuit.graph.edges[tail, head, "air"]["cost"]
    assert len(circuit.ground) + len(by_air) == circuit.graph.number_of_edges()


def test_the_border_regime_stands_on_every_channel() -> None:
    world = build_world(generate(StylisedWorld(states=8)))
    for tail, head, data in world.circuit.graph.edges(data=True):
        free = world.visa_free[world.codes.index(tail), world.codes.index(head)]
        assert data["regime"] == ("visa free" if free else "controlled")


def test_graphml_goes_out_and_comes_back(tmp_path: Path) -> None:
    world = build_world(generate(StylisedWorld(states=8)))
    path = tmp_path / "circuit.graphml"
    layer = {code: float(place) for place, code in enumerate(world.codes)}
    world.circuit.export(path, immigrants=layer)  # type: ignore[arg-type]
    back = nx.read_graphml(path, force_multigraph=True)
    assert set(back.nodes) == set(world.codes)
    assert nx.get_node_attributes(back, "immigrants") == layer
    read = {(a, b, key): data for a, b, key, data in back.edges(keys=True, data=True)}
    assert len(read) == world.circuit.graph.number_of_edges()
    for tail, head, mode, data in world.circuit.graph.edges(keys=True, data=True):
        for name in (*ATTRIBUTES, "regime"):
            assert read[tail, head, mode][name] == data[name]
    assert "immigrants" not in world.circuit.graph.nodes["AAA"]  # the graph itself is left as it was
