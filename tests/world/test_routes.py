"""Routes: the paths that travellers take, what they cost, and when they are found anew."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from abm.parameters import Parameters
from abm.world.routes import DEATH, DOLLARS, INTERDICTIONS, KM, Routes
from abm.world.stylised import StylisedWorld, generate
from abm.world.world import World, build_world

PARAMETERS = Parameters()
USUAL = np.ones(16)
"""No detours: control of states as in the first month."""
ALONE, SMUGGLED, FLIGHT = range(3)


@pytest.fixture
def world() -> World:
    return build_world(generate(StylisedWorld(states=16, geography="lattice", years=2)))


def _found(world: World, control: float = 0.3, parameters: Parameters = PARAMETERS) -> Routes:
    routes = Routes(world.circuit)
    routes.refresh(
        np.full(len(world), control), np.ones(len(world)), np.zeros((len(world),) * 2, bool), parameters
    )
    return routes


def _with(**subjects: dict[str, float]) -> Parameters:
    changed = {name: getattr(PARAMETERS, name).model_copy(update=values) for name, values in subjects.items()}
    return PARAMETERS.model_copy(update=changed)


def test_paths_have_the_least_generalised_cost(world: World) -> None:
    """travel + time + interdictions + life, on the ground; second path: networkx."""
    routes, rule = _found(world), PARAMETERS.journeys
    edges, ground = world.circuit.edges, world.circuit.ground
    kinds = [
        (ALONE, rule.speed_alone, 0.0, 1.0),
        (SMUGGLED, rule.speed_smuggled, rule.smuggler_evasion, rule.smuggled_hazard),
        (FLIGHT, rule.speed_flight, 1.0, rule.flight_hazard),
    ]
    for kind, speed, evasion, hazard in kinds:
        graph = nx.DiGraph()
        for edge in ground:
            cost = (
                round(edges.cost[edge], 2) + rule.time_value * edges.distance_km[edge] / speed
                + rule.risk_value * (1 - np.exp(-0.3 * (1 - evasion))) + rule.life_value * hazard * edges.hazard[edge]
            )  # fmt: skip
            ends = int(edges.tail[edge]), int(edges.head[edge])
            if not graph.has_edge(*ends) or graph.edges[ends]["cost"] > cost:
                graph.add_edge(*ends, cost=cost, km=edges.distance_km[edge])
        for here, lengths in nx.all_pairs_dijkstra_path_length(graph, weight="cost"):
            for there, length in lengths.items():
                at, total = here, 0.0
                while at != there:
                    edge = routes.ways.next_edge[kind, at, there]
                    step = graph.edges[at, int(routes.ways.head[edge])]
                    total, at = total + step["cost"], int(routes.ways.head[edge])
                assert total == pytest.approx(length)


def test_what_a_path_takes_is_the_sum_over_its_edges(world: World) -> None:
    routes = _found(world)
    ways = routes.ways
    for here, there in ((0, 15), (3, 12), (5, 6)):
        km, dollars, stops, alive, at = 0.0, 0.0, 0.0, 1.0, here
        while at != there:
            edge = ways.next_edge[SMUGGLED, at, there]
            km, dollars = km + ways.distance[edge], dollars + ways.cost[edge] / 100
            stops += 1 - np.exp(-0.3 * (1 - PARAMETERS.journeys.smuggler_evasion))
            alive *= 1 - ways.hazard[edge] * PARAMETERS.journeys.smuggled_hazard
            at = int(ways.head[edge])
        taken = routes.path[SMUGGLED, :, here, there]
        np.testing.assert_allclose(taken[[KM, DOLLARS, INTERDICTIONS]], [km, dollars, stops])
        assert taken[DEATH] == pytest.approx(1 - alive)


def test_open_borders_take_the_interdictions_from_a_path(world: World) -> None:
    routes = Routes(world.circuit)
    open_to = np.zeros((16, 16), bool)
    open_to[0] = True
    routes.refresh(np.full(16, 0.3), USUAL, open_to, PARAMETERS)
    finite = np.isfinite(routes.path[ALONE, DOLLARS])
    assert (routes.path[ALONE, INTERDICTIONS, 0][finite[0]] == 0).all()
    away = finite[1:] & ~np.eye(16, dtype=bool)[1:]
    assert (routes.path[ALONE, INTERDICTIONS, 1:][away] > 0).all()


def test_where_there_is_no_way_everything_is_infinite_and_where_one_stands_nothing_is_spent(
    world: World,
) -> None:
    for other in (world, build_world(generate(StylisedWorld(states=6, coastal_share=0.0, continents=3)))):
        routes = _found(other)
        none = routes.ways.next_edge[ALONE] < 0
        np.fill_diagonal(none, False)
        assert np.isinf(routes.path[ALONE][:3, none]).all()
        assert np.isinf(routes.fee[none]).all()
        assert (np.diagonal(routes.path[ALONE, KM]) == 0).all()
        assert not np.isnan(routes.path).any()


@pytest.mark.parametrize("name", ["fee_base", "fee_per_km", "fee_risk", "forged_base", "forged_per_km"])
def test_a_price_of_nothing_is_a_number(world: World, name: str) -> None:
    """Zero times an infinite way is no fee."""
    routes = _found(world, parameters=_with(smuggling={name: 0.0}))
    for fee in (routes.fee, routes.forged_fee):
        assert not np.isnan(fee).any()
        assert np.isfinite(fee[0, 15])


def test_the_fee_grows_with_the_way_and_its_risk(world: World) -> None:
    routes, rule = _found(world), PARAMETERS.smuggling
    km, stops = routes.path[SMUGGLED, KM], routes.path[SMUGGLED, INTERDICTIONS]
    away = np.isfinite(km) & ~np.eye(16, dtype=bool)
    expected = rule.fee_base + rule.fee_per_km * km + rule.fee_risk * stops
    np.testing.assert_allclose(routes.fee[away], expected[away])
    by_air = world.circuit.air("distance_km")
    flies = np.isfinite(by_air)
    np.testing.assert_allclose(
        routes.forged_fee[flies], (rule.forged_base + rule.forged_per_km * by_air)[flies]
    )
    riskier = _found(world, control=2.0)
    assert (riskier.fee[away] > routes.fee[away]).all()


def test_travellers_go_round_a_border_that_is_hard_to_cross(world: World) -> None:
    """The lattice has other ways: the state between two others is left out when its border closes."""
    control = np.full(16, 0.01)
    routes = Routes(world.circuit)
    routes.refresh(control, USUAL, np.zeros((16, 16), bool), PARAMETERS)
    between = {
        int(routes.ways.head[routes.ways.next_edge[ALONE, here, there]])
        for here in range(16)
        for there in range(16)
        if here != there and routes.ways.next_edge[ALONE, here, there] >= 0
    }
    assert 5 in between
    before = _through(routes, 5)
    control[5] = 20.0
    routes.refresh(control, USUAL, np.zeros((16, 16), bool), PARAMETERS)
    assert _through(routes, 5) < before


def _through(routes: Routes, state: int) -> int:
    """How many pairs of other states have their path through a state."""
    number = 0
    for here in range(16):
        for there in range(16):
            at = here
            while at != there and routes.ways.next_edge[ALONE, at, there] >= 0:
                at = int(routes.ways.head[routes.ways.next_edge[ALONE, at, there]])
                number += at == state != there
    return number


def test_paths_are_found_anew_only_when_something_moved(world: World) -> None:
    routes = Routes(world.circuit)
    control, open_to = np.full(16, 0.3), np.zeros((16, 16), bool)
    assert routes.refresh(control, USUAL, open_to, PARAMETERS)
    assert not routes.refresh(control.copy(), USUAL, open_to.copy(), PARAMETERS)
    control[3] += 0.1
    assert routes.refresh(control, USUAL, open_to, PARAMETERS)
    open_to[1, 2] = True
    assert routes.refresh(control, USUAL, open_to, PARAMETERS)
    assert routes.refresh(control, USUAL, open_to, _with(smuggling={"fee_base": 9_000.0}))
    parameters = _with(journeys={"time_value": 0.0})
    assert routes.refresh(control, USUAL, open_to, parameters)
    tail, head, mode = next(edge for edge in world.circuit.graph.edges(keys=True) if edge[2] != "air")
    assert not routes.outdated
    world.circuit.change(tail, head, mode, cost=1e5)
    assert routes.outdated
    assert routes.refresh(control, USUAL, open_to, parameters)
    assert not routes.outdated


def test_a_cache_equals_its_recomputation(world: World) -> None:
    """After any number of changes the paths are those of routes that were never found before."""
    routes, control, open_to = _found(world), np.linspace(0, 1, 16), np.zeros((16, 16), bool)
    tail, head, mode = next(edge for edge in world.circuit.graph.edges(keys=True) if edge[2] != "air")
    world.circuit.change(tail, head, mode, cost=5e4, hazard=0.3, distance_km=9e3)
    by_air = next(edge for edge in world.circuit.graph.edges(keys=True) if edge[2] == "air")
    world.circuit.change(*by_air, cost=7e4)
    open_to[2] = True
    routes.refresh(control, USUAL, open_to, PARAMETERS)
    anew = Routes(world.circuit)
    anew.refresh(control, USUAL, open_to, PARAMETERS)
    for kept, fresh in zip(routes.ways, anew.ways, strict=True):
        np.testing.assert_array_equal(kept, fresh)
    for name in ("path", "fee", "forged_fee", "air_cost", "air_km", "air_edge"):
        np.testing.assert_array_equal(getattr(routes, name), getattr(anew, name), err_msg=name)


def test_air_edges_are_numbers_of_the_circuit(world: World) -> None:
    routes, edges = Routes(world.circuit), world.circuit.edges
    for tail in range(16):
        for head in range(16):
            place = routes.air_edge[tail, head]
            if place >= 0:
                assert (edges.tail[place], edges.head[place]) == (tail, head)
                assert edges.mode[place] == 2
    assert (routes.air_edge >= 0).sum() == (edges.mode == 2).sum()
