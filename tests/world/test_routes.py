"""Routes: the paths that travellers take, what they cost, and when they are found anew."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from abm.parameters import Parameters
from abm.world.circuit import Circuit, freeze
from abm.world.routes import DEATH, DOLLARS, FEE, INTERDICTIONS, KM, Routes, Terrain
from abm.world.stylised import StylisedWorld, generate
from abm.world.world import World, build_world

PARAMETERS = Parameters()
ALONE, SMUGGLED, FLIGHT = range(3)


@pytest.fixture
def world() -> World:
    return build_world(generate(StylisedWorld(states=16, geography="lattice", years=2)))


def _terrain(world: World, **given: Any) -> Terrain:
    """The same crossings everywhere, controlled for everybody: numbers are spread over the edges."""
    edges, states = len(world.circuit.ground), len(world)
    usual: dict[str, Any] = {
        "control": 0.3,
        "detour": 1.0,
        "evasion": 0.45,
        "price": 500.0,
        "papers": 2_000.0,
    }
    values = {
        name: np.broadcast_to(np.asarray(value, float), states if name == "papers" else edges).copy()
        for name, value in (usual | given).items()
        if name != "open_to"
    }
    return Terrain(**values, open_to=given.get("open_to", np.zeros((states, states), bool)))


def _found(world: World, parameters: Parameters = PARAMETERS, **given: Any) -> Routes:
    routes = Routes(world.circuit)
    routes.refresh(_terrain(world, **given), parameters)
    return routes


def _uneven(world: World) -> dict[str, Any]:
    """Crossings of which no two are alike."""
    draws, edges = np.random.default_rng(7), len(world.circuit.ground)
    ranges = {"control": (0.0, 1.0), "detour": (0.5, 2.0), "evasion": (0.0, 1.0), "price": (0.0, 5_000.0)}
    return {name: draws.uniform(low, high, edges) for name, (low, high) in ranges.items()}


def _with(**subjects: dict[str, float]) -> Parameters:
    changed = {name: getattr(PARAMETERS, name).model_copy(update=values) for name, values in subjects.items()}
    return PARAMETERS.model_copy(update=changed)


def test_paths_have_the_least_generalised_cost(world: World) -> None:
    """travel + time + interdictions + life + prices, on the ground; second path: networkx."""
    given, rule = _uneven(world), PARAMETERS.journeys
    routes = _found(world, **given)
    edges, ground = world.circuit.edges, world.circuit.ground
    kinds: list[tuple[int, float, Any, float, Any]] = [
        (ALONE, rule.speed_alone, 0.0, 1.0, 0.0),
        (SMUGGLED, rule.speed_smuggled, given["evasion"], rule.smuggled_hazard, given["price"]),
        (FLIGHT, rule.speed_flight, 1.0, rule.flight_hazard, 0.0),
    ]
    for kind, speed, evasion, hazard, price in kinds:
        cost = (
            np.round(edges.cost[ground], 2) + rule.time_value * edges.distance_km[ground] / speed
            + rule.risk_value * (1 - np.exp(-given["control"] * (1 - evasion)))
            + rule.life_value * hazard * edges.hazard[ground] * given["detour"] + price
        )  # fmt: skip
        graph = nx.DiGraph()
        for edge, weight in zip(ground, cost, strict=True):
            ends = int(edges.tail[edge]), int(edges.head[edge])
            if not graph.has_edge(*ends) or graph.edges[ends]["cost"] > weight:
                graph.add_edge(*ends, cost=weight)
        for here, lengths in nx.all_pairs_dijkstra_path_length(graph, weight="cost"):
            for there, length in lengths.items():
                at, total = here, 0.0
                while at != there:
                    taken = routes.ways.next_edge[kind, at, there]
                    total, at = total + cost[taken], int(routes.ways.head[taken])
                assert total == pytest.approx(length)


def test_what_a_path_takes_is_the_sum_over_its_edges(world: World) -> None:
    given = _uneven(world)
    routes = _found(world, **given)
    ways = routes.ways
    for here, there in ((0, 15), (3, 12), (5, 6)):
        km, dollars, stops, alive, fee, at = 0.0, 0.0, 0.0, 1.0, 0.0, here
        while at != there:
            edge = ways.next_edge[SMUGGLED, at, there]
            km, dollars = km + ways.distance[edge], dollars + ways.cost[edge] / 100
            stops += 1 - np.exp(-given["control"][edge] * (1 - given["evasion"][edge]))
            alive *= 1 - ways.hazard[edge] * PARAMETERS.journeys.smuggled_hazard * given["detour"][edge]
            fee += given["price"][edge]
            at = int(ways.head[edge])
        taken = routes.path[SMUGGLED, :, here, there]
        np.testing.assert_allclose(taken[[KM, DOLLARS, INTERDICTIONS, FEE]], [km, dollars, stops, fee])
        assert taken[DEATH] == pytest.approx(1 - alive)
        assert routes.fee[here, there] == taken[FEE]
    for kind in (ALONE, FLIGHT):
        finite = np.isfinite(routes.path[kind, KM])
        assert (routes.path[kind, FEE][finite] == 0).all()


def test_open_borders_take_interdictions_and_fees_from_a_path(world: World) -> None:
    open_to = np.zeros((16, 16), bool)
    open_to[0] = True
    routes = _found(world, open_to=open_to)
    finite = np.isfinite(routes.path[ALONE, DOLLARS])
    assert (routes.path[ALONE, INTERDICTIONS, 0][finite[0]] == 0).all()
    assert (routes.fee[0][finite[0]] == 0).all()
    away = finite[1:] & ~np.eye(16, dtype=bool)[1:]
    assert (routes.path[ALONE, INTERDICTIONS, 1:][away] > 0).all()
    assert (routes.fee[1:][away] > 0).all()


def test_where_there_is_no_way_everything_is_infinite_and_where_one_stands_nothing_is_spent(
    world: World,
) -> None:
    apart = build_world(generate(StylisedWorld(states=6, coastal_share=0.0, continents=3)))
    for other in (world, apart):
        routes = _found(other)
        none = routes.ways.next_edge[ALONE] < 0
        np.fill_diagonal(none, False)
        assert np.isinf(routes.path[ALONE][:3, none]).all()
        assert np.isinf(routes.fee[none]).all()
        assert (np.diagonal(routes.path[ALONE, KM]) == 0).all()
        assert (np.diagonal(routes.fee) == 0).all()
        assert not np.isnan(routes.path).any()
    assert none.any()


def test_a_price_of_nothing_is_a_number(world: World) -> None:
    """No fee on any way, and none by air: still infinite where nobody goes."""
    routes = _found(world, price=0.0, papers=0.0)
    reached = np.isfinite(routes.path[SMUGGLED, KM])
    assert (routes.fee[reached] == 0).all()
    assert np.isinf(routes.fee[~reached]).all()
    flies = np.isfinite(world.circuit.air("distance_km"))
    assert (routes.forged_fee[flies] == 0).all()
    assert np.isinf(routes.forged_fee[~flies]).all()


def test_papers_cost_what_their_state_asks_wherever_one_comes_from(world: World) -> None:
    papers = np.linspace(500.0, 8_000.0, 16)
    routes = _found(world, papers=papers)
    flies = np.isfinite(world.circuit.air("distance_km"))
    assert flies.any()
    np.testing.assert_array_equal(routes.forged_fee[flies], np.broadcast_to(papers, (16, 16))[flies])
    assert np.isinf(routes.forged_fee[~flies]).all()
    before = routes.path.copy()
    assert routes.refresh(_terrain(world, papers=papers + 1.0), PARAMETERS, prices_alone=True)
    np.testing.assert_array_equal(routes.forged_fee[flies], np.broadcast_to(papers + 1.0, (16, 16))[flies])
    np.testing.assert_array_equal(routes.path, before)


def test_travellers_go_round_a_border_that_is_hard_to_cross(world: World) -> None:
    """The lattice has other ways: the state between two others is left out when its borders close."""
    routes = _found(world, control=0.01)
    between = {
        int(routes.ways.head[routes.ways.next_edge[ALONE, here, there]])
        for here in range(16)
        for there in range(16)
        if here != there and routes.ways.next_edge[ALONE, here, there] >= 0
    }
    assert 5 in between
    before = _through(routes, 5)
    routes.refresh(_terrain(world, control=np.where(routes.ways.head == 5, 20.0, 0.01)), PARAMETERS)
    assert _through(routes, 5) < before


# Two ways from AAA to AAD, over AAB and over AAC: 0 - 1 - 3 and 0 - 2 - 3.
_OVER_B, _OVER_C = 0, 1


def _diamond() -> Routes:
    """Four states with two ways of equal length between the first and the last; AAB's is a little cheaper."""
    graph, codes = nx.MultiDiGraph(), ("AAA", "AAB", "AAC", "AAD")
    graph.add_nodes_from(codes)
    for tail, head, cost in (
        ("AAA", "AAB", 90),
        ("AAA", "AAC", 100),
        ("AAB", "AAD", 90),
        ("AAC", "AAD", 100),
    ):
        graph.add_edge(
            tail, head, "land", regime="controlled", distance_km=500.0, cost=float(cost), hazard=0.0
        )
    return Routes(Circuit(codes, freeze(codes, graph), np.full((4, 4), "controlled")))


def _on_diamond(**given: Any) -> Terrain:
    values: dict[str, Any] = {"control": 0.5, "detour": 1.0, "evasion": 0.4, "price": 300.0} | given
    edges = {name: np.broadcast_to(np.asarray(value, float), 4).copy() for name, value in values.items()}
    return Terrain(**edges, papers=np.zeros(4), open_to=np.zeros((4, 4), bool))


@pytest.mark.parametrize(("name", "usual"), [("price", 300.0), ("control", 0.5)])
def test_squeezed_on_one_way_clients_take_the_other(name: str, usual: float) -> None:
    """Twice the price or the control of AAB's border moves clients to AAC's; a return to the old moves them back."""
    routes = _diamond()
    routes.refresh(_on_diamond(), PARAMETERS)
    assert routes.ways.next_edge[SMUGGLED, 0, 3] == _OVER_B
    doubled = _on_diamond(**{name: [2 * usual, usual, usual, usual]})
    assert routes.refresh(doubled, PARAMETERS)
    assert routes.ways.next_edge[SMUGGLED, 0, 3] == _OVER_C
    assert routes.ways.next_edge[ALONE, 0, 3] == (_OVER_B if name == "price" else _OVER_C)
    assert routes.ways.next_edge[FLIGHT, 0, 3] == _OVER_B  # who flees pays nobody and is not stopped
    both = _on_diamond(**{name: [2 * usual, 2 * usual, usual, usual]})
    routes.refresh(both, PARAMETERS)
    assert routes.ways.next_edge[SMUGGLED, 0, 3] == _OVER_B
    assert routes.fee[0, 3] == (900.0 if name == "price" else 600.0)


def test_looking_at_prices_alone_leaves_the_paths_of_others() -> None:
    """Control moves too, but who looks at prices alone sees it for clients only."""
    routes = _diamond()
    routes.refresh(_on_diamond(), PARAMETERS)
    others = routes.path[[ALONE, FLIGHT]].copy(), routes.ways.next_edge[[ALONE, FLIGHT]].copy()
    terms, version = routes.terms, routes.version
    dearer = _on_diamond(price=[900, 300, 300, 300], control=[0.9, 0.5, 0.5, 0.5])
    assert routes.refresh(dearer, PARAMETERS, prices_alone=True)
    assert routes.ways.next_edge[SMUGGLED, 0, 3] == _OVER_C
    np.testing.assert_array_equal(routes.path[[ALONE, FLIGHT]], others[0])
    np.testing.assert_array_equal(routes.ways.next_edge[[ALONE, FLIGHT]], others[1])
    assert (routes.terms, routes.version) == (terms, version + 1)
    assert not routes.refresh(dearer, PARAMETERS, prices_alone=True)
    assert routes.refresh(dearer, PARAMETERS)
    assert routes.ways.next_edge[ALONE, 0, 3] == _OVER_C
    assert (routes.terms, routes.version) == (terms + 1, version + 2)


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
    given: dict[str, Any] = dict.fromkeys(("control", "evasion", "detour"), np.full(len(routes.ground), 0.3))

    def refresh(parameters: Parameters = PARAMETERS) -> bool:
        return routes.refresh(_terrain(world, **given), parameters)

    assert refresh()
    assert not refresh()
    for name, value in list(given.items()):
        given[name] = value + 0.1 * (np.arange(len(routes.ground)) == 3)
        assert refresh(), name
        assert not refresh()
    given["open_to"] = np.arange(256).reshape(16, 16) == 18
    assert refresh()
    given["price"] = 9_000.0
    assert refresh()
    given["papers"] = 9_000.0
    assert refresh()
    parameters = _with(journeys={"time_value": 0.0})
    assert refresh(parameters)
    tail, head, mode = next(edge for edge in world.circuit.graph.edges(keys=True) if edge[2] != "air")
    assert not routes.outdated
    world.circuit.change(tail, head, mode, cost=1e5)
    assert routes.outdated
    assert refresh(parameters)
    assert not routes.outdated
    assert not refresh(parameters)


def test_a_cache_equals_its_recomputation(world: World) -> None:
    """After any number of changes the paths are those of routes that were never found before."""
    routes, given = _found(world), _uneven(world)
    tail, head, mode = next(edge for edge in world.circuit.graph.edges(keys=True) if edge[2] != "air")
    world.circuit.change(tail, head, mode, cost=5e4, hazard=0.3, distance_km=9e3)
    by_air = next(edge for edge in world.circuit.graph.edges(keys=True) if edge[2] == "air")
    world.circuit.change(*by_air, cost=7e4)
    open_to = np.zeros((16, 16), bool)
    open_to[2] = True
    routes.refresh(_terrain(world, **given, open_to=open_to), PARAMETERS)
    anew = _found(world, **given, open_to=open_to)
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


def test_ways_over_land_are_none_by_air() -> None:
    assert (_diamond().air_edge == -1).all()
