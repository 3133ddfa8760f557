"""Journeys: hops, borders and what happens there."""

from __future__ import annotations

import numpy as np
import pytest

from abm.kernels.table import FREE
from abm.processes.journeys import in_cents
from abm.processes.passage import border_control, refresh_routes
from abm.statuses import Channel, Flag, Status
from abm.world.routes import DOLLARS, INTERDICTIONS
from tests.processes.travelling import MANY, edge_between, neighbours, road_model, send, travel_on


def test_interdiction_has_the_declared_probability() -> None:
    """P = 1 - exp(-control (1 - evasion)), for those who go alone and with a smuggler."""
    for channel, evasion in ((Channel.ALONE, 0.0), (Channel.SMUGGLED, 0.45)):
        model = road_model(control_capacity=1.5, detention_share=1.0)
        ends = neighbours(model)
        send(model, channel, ends)
        travel_on(model)
        p = 1 - np.exp(-border_control(model.scene)[edge_between(model)] * (1 - evasion))
        tally = model.scene.tally
        assert tally.interdictions.sum() == pytest.approx(p * MANY, abs=5 * np.sqrt(MANY * p * (1 - p)))
        assert tally.attempts.sum() == tally.crossings.sum() == MANY
        assert (
            model.scene.migrants.census.standing[ends[1], Status.DETAINED].sum() == tally.interdictions.sum()
        )
        entered = tally.entries[ends[1], channel]
        assert entered == MANY - tally.interdictions.sum() - tally.route_deaths.sum()


def test_death_has_the_declared_probability() -> None:
    for channel, name in (
        (Channel.ALONE, None),
        (Channel.SMUGGLED, "smuggled_hazard"),
        (Channel.FLIGHT, "flight_hazard"),
    ):
        model = road_model(control_base=0.0, control_capacity=0.0)
        ends = neighbours(model)
        model.scene.routes.ways.hazard[:] = 0.2
        p = 0.2 * (getattr(model.scene.parameters.journeys, name) if name else 1.0)
        send(model, channel, ends)
        before = model.scene.people()
        travel_on(model)
        dead = model.scene.tally.route_deaths.sum()
        assert dead == pytest.approx(p * MANY, abs=5 * np.sqrt(MANY * p))
        assert model.scene.tally.lost[ends[0]] == dead
        assert before - model.scene.people() == dead * model.scene.persons_per_agent
        assert model.scene.money() == 0


def test_more_control_makes_the_way_more_deadly() -> None:
    deaths = []
    for effort in (1.0, 16.0):
        model = road_model(effort_hazard=1.0)
        model.scene.routes.ways.hazard[:] = 0.05
        model.scene.states.set_lever("border_effort", np.arange(9), effort)
        send(model, Channel.FLIGHT, neighbours(model))
        travel_on(model)
        deaths.append(model.scene.tally.route_deaths.sum())
    assert deaths[1] == pytest.approx(4 * deaths[0], rel=0.4)  # effort_exponent 1/2: four times the control


def test_refugees_are_not_stopped_and_housed_by_the_policy_of_encampment() -> None:
    model = road_model(control_capacity=5.0)
    ends = neighbours(model)
    model.scene.states.set_lever("encampment", np.array([ends[1]]), 0.3)
    rows = send(model, Channel.FLIGHT, ends)
    travel_on(model)
    assert model.scene.tally.interdictions.sum() == 0
    status = model.scene.migrants.columns.status[rows]
    arrived = np.isin(status, [Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED])
    assert arrived.mean() > 0.95
    assert (status[arrived] == Status.REFUGEE_IN_CAMP).mean() == pytest.approx(0.3, abs=0.04)


@pytest.mark.parametrize("motive", [0.0, 0.5, 1.0])
def test_claims_rise_from_unfounded_to_forced_with_the_motive(motive: float) -> None:
    model = road_model(control_base=0.0, control_capacity=0.0, claim_unfounded=0.1, claim_at_border=0.7)
    ends = neighbours(model)
    rows = send(model, Channel.ALONE, ends, motive=motive)
    travel_on(model)
    status = model.scene.migrants.columns.status[rows]
    asked = (status == Status.ASYLUM_SEEKER).sum()
    assert asked == pytest.approx((0.1 + 0.6 * motive) * MANY, rel=0.15)
    assert model.scene.tally.claims[ends[1]] == asked
    assert (status == Status.IRREGULAR).sum() == pytest.approx(MANY - asked, abs=0.01 * MANY)


def test_the_interdicted_try_again_while_their_money_lasts() -> None:
    """Stopped for certain: each attempt costs a share of the price, and who cannot pay the whole stays at home."""
    model = road_model(
        control_base=5.0, control_capacity=5.0, smuggler_evasion=0.0, detention_share=0.0, discouraged=0.0,
        smuggling={"credit": 0.0},
    )  # fmt: skip
    scene = model.scene
    scene.states.set_lever("border_effort", np.arange(9), 20.0)
    refresh_routes(scene)
    scene.routes.ways.hazard[:] = 0.0
    ends, edge = neighbours(model), edge_between(model)
    price = int(in_cents(scene.market.markets.price)[edge])
    lost = int(scene.parameters.journeys.retry_cost * price)
    rows = send(model, Channel.SMUGGLED, ends, 50, savings=price + 2 * lost)
    residents = scene.states.residents[ends[0]].sum()
    travel_on(model)
    assert 0 < 2 * lost <= price
    assert scene.tally.attempts.sum() == scene.market.served[edge] == scene.market.lost[edge] == 50 * 3
    assert scene.tally.fees[ends[1]] == scene.market.paid[edge] == 50 * 3 * lost
    assert scene.states.residents[ends[0]].sum() == residents + 50 * scene.persons_per_agent
    assert (scene.migrants.columns.status[rows] == FREE).all()
    assert scene.money() == 0


def test_what_clients_pay_on_the_way_waits_for_the_networks() -> None:
    """By edge and by destination; what they pay for the journey itself is not in it."""
    model = road_model(limited=True, control_base=0.0, control_capacity=0.0)
    scene, ends, edge = model.scene, neighbours(model), edge_between(model)
    scene.market.markets.room[edge] = 1_000
    send(model, Channel.SMUGGLED, ends, 100)
    send(model, Channel.ALONE, ends, 100, uid=2**60 + np.arange(100))
    travel_on(model)
    number, price = scene.market.served[edge], int(in_cents(scene.market.markets.price)[edge])
    assert 90 < number <= 100
    dead = scene.tally.route_deaths[scene.routes.ground[edge]]
    assert 0 < scene.tally.fees[ends[1]] == scene.market.paid.sum() == scene.market.treasury[0]
    assert scene.market.treasury[0] == pytest.approx(number * price, abs=float(dead * price))
    by_edge = scene.tally.edge_fees[scene.routes.ground], scene.tally.clients[scene.routes.ground]
    np.testing.assert_array_equal(by_edge[0], scene.market.paid[: scene.market.edges])
    np.testing.assert_array_equal(by_edge[1], scene.market.served[: scene.market.edges])
    assert scene.money() == 0


def test_without_networks_what_clients_pay_stays_where_they_enter() -> None:
    model = road_model(control_base=0.0, control_capacity=0.0)
    scene, ends = model.scene, neighbours(model)
    send(model, Channel.SMUGGLED, ends, 100)
    before = scene.states.households.copy()
    travel_on(model)
    assert scene.market.paid.sum() > 0
    assert (scene.states.households - before)[ends[1]] >= scene.market.paid.sum()
    assert scene.market.treasury[0] == 0
    assert scene.money() == 0


def test_no_more_clients_cross_than_there_is_room_for() -> None:
    model = road_model(limited=True, smuggling={"patience": 600.0}, control_base=0.0, control_capacity=0.0)
    scene, ends, edge = model.scene, neighbours(model), edge_between(model)
    rows = send(model, Channel.SMUGGLED, ends, 100)
    scene.routes.ways.hazard[:] = 0.0
    scene.market.markets.room[edge] = 30
    travel_on(model)
    there = scene.migrants.columns.location[rows] == ends[1]
    assert there.sum() == scene.market.served[edge] == 30
    assert scene.market.came[edge] == 100
    assert scene.market.queued[edge] == 70
    assert scene.market.face[edge] == ends[0]
    assert scene.market.markets.room[edge] == 0
    flags = scene.migrants.columns.flags[rows] & Flag.QUEUED
    np.testing.assert_array_equal(flags > 0, ~there)


def test_long_ways_take_months() -> None:
    fast, slow = (
        road_model(control_base=0.0, control_capacity=0.0),
        road_model(control_base=0.0, control_capacity=0.0, speed_alone=10.0),
    )
    left = []
    for model in (fast, slow):
        send(model, Channel.ALONE, neighbours(model))
        travel_on(model)
        left.append(model.scene.migrants.census.standing[:, Status.IN_TRANSIT].sum())
    assert left[0] < 0.05 * MANY
    assert left[1] > 0.9 * MANY


def test_the_mean_time_on_a_hop_is_its_length_over_the_speed() -> None:
    """A hop that would take m > 1 months ends in any month with chance 1 / m."""
    model = road_model(control_base=0.0, control_capacity=0.0, time_value=0.0)
    ends = neighbours(model)
    ways = model.scene.routes.ways
    edge = edge_between(model)
    ways.distance[edge] = 5 * model.scene.parameters.journeys.speed_alone
    send(model, Channel.ALONE, ends)
    travel_on(model)
    arrived = model.scene.tally.entries[ends[1], Channel.ALONE]
    assert arrived == pytest.approx(MANY / 5, rel=0.1)


def test_trafficking_befalls_the_smuggled_with_the_declared_chance() -> None:
    for channel, chance in ((Channel.SMUGGLED, 0.2), (Channel.ALONE, 0.0)):
        model = road_model(control_base=0.0, control_capacity=0.0, smuggling={"abuse": 0.2})
        rows = send(model, channel, neighbours(model))
        travel_on(model)
        assert model.scene.tally.trafficked.sum() == pytest.approx(chance * MANY, rel=0.15)
        flagged = (model.scene.migrants.columns.flags[rows] & Flag.TRAFFICKED) > 0
        assert flagged.sum() == model.scene.tally.trafficked.sum()


@pytest.mark.parametrize(
    ("channel", "expected"), [(Channel.ASYLUM, Status.ASYLUM_SEEKER), (Channel.SHORT_STAY, Status.OVERSTAYER)]
)
def test_claimants_and_visitors_arrive_by_air_at_once(channel: Channel, expected: Status) -> None:
    model = road_model()
    rows = send(model, channel, (1, 4), 100)
    travel_on(model)
    columns, tally = model.scene.migrants.columns, model.scene.tally
    assert (columns.status[rows] == expected).all()
    assert (columns.location[rows] == 4).all()
    assert tally.entries[4, channel] == tally.arrivals[1, 4] == 100
    assert tally.claims[4] == (100 if channel == Channel.ASYLUM else 0)
    assert tally.overstays[4] == (100 if channel == Channel.SHORT_STAY else 0)
    assert tally.attempts.sum() == 0


def test_who_has_no_way_stays_at_home() -> None:
    model = road_model()
    reached = np.isfinite(model.scene.routes.path[0, DOLLARS])
    here, there = (int(end) for end in np.argwhere(~reached)[0])
    rows = send(model, Channel.ALONE, (here, there), 10)
    travel_on(model)
    assert (model.scene.migrants.columns.status[rows] == FREE).all()
    assert model.scene.money() == 0


def test_nobody_is_stopped_at_the_border_of_their_own_state() -> None:
    """A path through the state of one's birth: it lets its people in."""
    model = road_model(control_capacity=5.0, control_base=5.0)
    scene = model.scene
    ways = scene.routes.ways
    hosts = [
        (host, origin, there)
        for host in range(9)
        for there in range(9)
        if host != there and (edge := ways.next_edge[0, host, there]) >= 0
        and (origin := int(ways.head[edge])) not in (host, there)
    ]  # fmt: skip
    host, origin, there = hosts[0]
    rows = send(model, Channel.ALONE, (origin, there), 500)
    scene.migrants.change(rows, int(Status.IN_TRANSIT), np.full(500, host), 0)
    travel_on(model)
    columns = scene.migrants.columns
    at_home = (columns.location[rows] == origin) & (columns.status[rows] != FREE)
    assert (columns.status[rows][at_home] == Status.IN_TRANSIT).all()
    into_home = ways.next_edge[0, host, there]
    assert scene.tally.interdictions[scene.routes.ground[into_home]] == 0


def test_expected_interdictions_of_a_path_are_what_travellers_meet() -> None:
    model = road_model(detention_share=1.0, smuggler_evasion=0.3)
    ends = neighbours(model)
    expected = model.scene.routes.path[1, INTERDICTIONS, ends[0], ends[1]]
    send(model, Channel.SMUGGLED, ends, 10_000)
    travel_on(model)
    assert model.scene.tally.interdictions.sum() / 10_000 == pytest.approx(expected, abs=0.03)


def test_prices_are_in_whole_cents_that_an_account_can_hold() -> None:
    np.testing.assert_array_equal(in_cents(np.array([0.0, 12.344, 12.346, 1e9])), [0, 1234, 1235, 2**31 - 1])
    assert in_cents(np.ones(1)).dtype == np.int32
