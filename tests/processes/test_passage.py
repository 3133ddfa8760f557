"""Passage: fees, entries and the control of borders, wherever in the month they are needed."""

from __future__ import annotations

import numpy as np

from abm.model import MigrationModel
from abm.processes.passage import enter, refresh_routes
from abm.statuses import Channel, Status
from tests.laws.small_world import model_of, small


def _traveller(model: MigrationModel, channel: Channel, savings: int, destination: int = 4) -> np.ndarray:
    """One agent at home in AAB, bound elsewhere; its money comes from the households it leaves."""
    model.scene.states.households[1] -= savings
    one = {"origin": 1, "location": 1, "destination": destination, "channel": channel, "savings": savings}
    values = {name: np.array([value]) for name, value in one.items()}
    uid, status = np.array([2**61]), np.array([Status.IN_TRANSIT])
    return model.scene.migrants.admit(uid=uid, status=status, **values)


def test_who_enters_pays_the_journey_and_is_counted() -> None:
    model = model_of()
    scene = model.scene
    scene.start_month()
    row = _traveller(model, Channel.SKILLED, 10_000_000)
    enter(scene, row, Status.PERMANENT)
    columns = scene.migrants.columns
    assert columns.status[row][0] == Status.PERMANENT
    assert columns.location[row][0] == 4
    assert columns.previous[row][0] == 1
    assert columns.savings[row][0] == 10_000_000 - int(scene.routes.air_cost[1, 4] * 100)
    assert scene.tally.entries[4, Channel.SKILLED] == 1
    assert scene.tally.arrivals[1, 4] == 1
    assert scene.money() == 0


def test_who_has_nothing_enters_with_nothing() -> None:
    model = model_of()
    row = _traveller(model, Channel.FAMILY, 5)
    enter(model.scene, row, Status.FAMILY)
    assert model.scene.migrants.columns.savings[row][0] == 0
    assert model.scene.money() == 0


def test_routes_are_found_anew_in_january_and_when_something_moved() -> None:
    """Without a market, whose prices move each quarter."""
    model = model_of(small(processes={"smuggling": False, "borders": False}))
    model.world.series["capacity"] = model.world.series["capacity"] * np.linspace(1.0, 0.8, 4)[:, None]
    versions = []
    for _ in range(14):
        model.step()
        versions.append(model.scene.routes.version)
    assert versions[0] == versions[11]
    assert versions[12] == versions[13] == versions[11] + 1
    model.scene.start_month()
    refresh_routes(model.scene)
    assert model.scene.routes.version == versions[-1]
    model.scene.states.set_lever("border_effort", np.array([4]), 9.0)
    model.scene.levers_moved[4] = True
    refresh_routes(model.scene)
    assert model.scene.routes.version == versions[-1] + 1
    refresh_routes(model.scene)
    assert model.scene.routes.version == versions[-1] + 1


def test_clients_learn_prices_once_a_quarter_and_others_in_january() -> None:
    model = model_of(small(months=16))
    routes, versions, terms = model.scene.routes, [], []
    for _ in range(15):
        model.step()
        versions.append(routes.version)
        terms.append(routes.terms)
        if model.month % 3 == 1:  # the first month of a quarter has just been run
            told = routes.price.copy()
        np.testing.assert_array_equal(routes.price, told)
    changed = [month for month in range(1, 15) if versions[month] > versions[month - 1]]
    assert changed == [3, 6, 9, 12]
    assert not np.array_equal(routes.price, model.scene.market.markets.price)
    looked = [month for month in range(1, 15) if terms[month] > terms[month - 1]]
    assert looked == [12]


def test_a_change_of_the_circuit_reaches_the_travellers() -> None:
    model = model_of(months=2)
    graph = model.circuit
    tail, head, mode = next(edge for edge in graph.edges(keys=True) if edge[2] != "air")
    before = model.scene.routes.path.copy()
    model.world.circuit.change(tail, head, mode, cost=40_000.0, hazard=0.5)
    model.step()
    edge = model.world.circuit.number_of(tail, head, mode)
    place = int(np.flatnonzero(model.scene.routes.ground == edge)[0])
    assert model.scene.routes.ways.hazard[place] == 0.5
    assert model.scene.routes.ways.cost[place] == 4_000_000
    assert not np.array_equal(before, model.scene.routes.path)
