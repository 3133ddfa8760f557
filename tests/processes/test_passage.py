"""Passage: fees, entries and the control of borders, wherever in the month they are needed."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.passage import border_control, charge, enter, fee_for, refresh_routes
from abm.statuses import Channel, Status
from tests.laws.small_world import model_of, small


def _traveller(model: MigrationModel, channel: Channel, savings: int, destination: int = 4) -> np.ndarray:
    """One agent at home in AAB, bound elsewhere; its money comes from the households it leaves."""
    model.scene.states.households[1] -= savings
    one = {"origin": 1, "location": 1, "destination": destination, "channel": channel, "savings": savings}
    values = {name: np.array([value]) for name, value in one.items()}
    uid, status = np.array([2**61]), np.array([Status.IN_TRANSIT])
    return model.scene.migrants.admit(uid=uid, status=status, **values)


@pytest.mark.parametrize("channel", list(Channel)[:11])
def test_only_smugglers_and_forgers_ask_a_fee(channel: Channel) -> None:
    model = model_of()
    model.scene.start_month()
    reached = int(np.flatnonzero(np.isfinite(model.scene.routes.fee[1]))[-1])
    row = _traveller(model, channel, 10_000_000, reached)
    fee = fee_for(model.scene, row, model.scene.migrants.columns.channel[row])[0]
    expected = 0.0
    if channel == Channel.SMUGGLED:
        expected = model.scene.routes.fee[1, reached]
    if channel == Channel.FORGED:
        expected = model.scene.routes.forged_fee[1, reached]
    assert fee == round(expected * 100)


def test_a_fee_is_paid_as_far_as_savings_go_and_once() -> None:
    model = model_of()
    model.scene.start_month()
    row = _traveller(model, Channel.FORGED, 1_000)
    charge(model.scene, row)
    assert model.scene.migrants.columns.savings[row][0] == 0
    assert model.scene.smugglers[0] == 1_000
    assert model.scene.tally.fees[4] == 1_000
    assert model.scene.tally.payers[4] == 1
    assert model.scene.money() == 0


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


def test_control_follows_capacity_effort_and_technology() -> None:
    plain = model_of()
    rule, capacity = plain.scene.parameters.journeys, plain.scene.states.capacity
    ability = rule.control_base + rule.control_capacity * capacity**rule.control_exponent
    np.testing.assert_allclose(border_control(plain.scene), ability)
    harder = model_of(small(policies={"all": {"border_effort": 4, "border_technology": 0.5}}))
    np.testing.assert_allclose(border_control(harder.scene), ability * 4**rule.effort_exponent * 1.5)


def test_routes_are_found_anew_in_january_and_when_something_moved() -> None:
    model = model_of()
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
