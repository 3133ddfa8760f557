"""Journeys: hops, borders and what happens there; papers by air."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.table import FREE
from abm.model import MigrationModel
from abm.processes.journeys import in_cents
from abm.processes.passage import border_control, forged_detection, refresh_routes
from abm.statuses import Channel, Flag, Status
from abm.world.routes import DOLLARS, INTERDICTIONS
from tests.laws.small_world import model_of, process_of, small

MANY = 4_000
UNCLAIMED = {"claim_unfounded": 0.0, "claim_at_border": 0.0}
STILL = {"speed_alone": 20_000.0, "speed_smuggled": 50_000.0, "speed_flight": 50_000.0}


def _model(
    limited: bool = False, smuggling: dict[str, float] | None = None, **journeys: float
) -> MigrationModel:
    """A world with closed borders in which nobody is on the way, and smugglers serve everybody unless limited."""
    scenario = small(
        world={"visa_openness": 0.0},
        processes={"departures": False, "smuggling": limited},
        parameters={
            "journeys": {**STILL, **UNCLAIMED, **journeys},
            "smuggling": {"abuse": 0.0} | (smuggling or {}),
            "people": {"irregular_at_start": 0.0},
            "borders": {"cost": 0.0},
        },
    )
    return model_of(scenario)


def _neighbours(model: MigrationModel) -> tuple[int, int]:
    """Two states with a path of one hop between them."""
    ways, edge = model.scene.routes.ways, _edge(model)
    return int(ways.tail[edge]), int(ways.head[edge])


def _edge(model: MigrationModel) -> int:
    """The first edge that is the whole path between its ends, whoever travels."""
    ways = model.scene.routes.ways
    return next(
        edge
        for edge, (tail, head) in enumerate(zip(ways.tail, ways.head, strict=True))
        if (ways.next_edge[:, tail, head] == edge).all()
    )


def _send(
    model: MigrationModel, channel: Channel, ends: tuple[int, int], number: int = MANY, **more: Any
) -> np.ndarray:
    """Agents on their way from one state to another, with money taken from their households."""
    many = np.ones(number, np.int64)
    savings, uid = int(more.pop("savings", 1_000_000)), more.pop("uid", 2**61 + np.arange(number))
    model.scene.states.households[ends[0]] -= savings * number
    return model.scene.migrants.admit(
        uid=uid, origin=ends[0] * many, location=ends[0] * many, destination=ends[1] * many,
        channel=int(channel) * many, status=int(Status.IN_TRANSIT) * many, birth=-400 * many,
        savings=savings * many, **{name: value * many for name, value in more.items()},
    )  # fmt: skip


def _travel(model: MigrationModel) -> None:
    model.scene.start_month()
    process_of(model, "journeys").step(model.scene)


def test_interdiction_has_the_declared_probability() -> None:
    """P = 1 - exp(-control (1 - evasion)), for those who go alone and with a smuggler."""
    for channel, evasion in ((Channel.ALONE, 0.0), (Channel.SMUGGLED, 0.45)):
        model = _model(control_capacity=1.5, detention_share=1.0)
        ends = _neighbours(model)
        _send(model, channel, ends)
        _travel(model)
        p = 1 - np.exp(-border_control(model.scene)[_edge(model)] * (1 - evasion))
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
        model = _model(control_base=0.0, control_capacity=0.0)
        ends = _neighbours(model)
        model.scene.routes.ways.hazard[:] = 0.2
        p = 0.2 * (getattr(model.scene.parameters.journeys, name) if name else 1.0)
        _send(model, channel, ends)
        before = model.scene.people()
        _travel(model)
        dead = model.scene.tally.route_deaths.sum()
        assert dead == pytest.approx(p * MANY, abs=5 * np.sqrt(MANY * p))
        assert model.scene.tally.lost[ends[0]] == dead
        assert before - model.scene.people() == dead * model.scene.persons_per_agent
        assert model.scene.money() == 0


def test_more_control_makes_the_way_more_deadly() -> None:
    deaths = []
    for effort in (1.0, 16.0):
        model = _model(effort_hazard=1.0)
        model.scene.routes.ways.hazard[:] = 0.05
        model.scene.states.set_lever("border_effort", np.arange(9), effort)
        _send(model, Channel.FLIGHT, _neighbours(model))
        _travel(model)
        deaths.append(model.scene.tally.route_deaths.sum())
    assert deaths[1] == pytest.approx(4 * deaths[0], rel=0.4)  # effort_exponent 1/2: four times the control


def test_refugees_are_not_stopped_and_housed_by_the_policy_of_encampment() -> None:
    model = _model(control_capacity=5.0)
    ends = _neighbours(model)
    model.scene.states.set_lever("encampment", np.array([ends[1]]), 0.3)
    rows = _send(model, Channel.FLIGHT, ends)
    _travel(model)
    assert model.scene.tally.interdictions.sum() == 0
    status = model.scene.migrants.columns.status[rows]
    arrived = np.isin(status, [Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED])
    assert arrived.mean() > 0.95
    assert (status[arrived] == Status.REFUGEE_IN_CAMP).mean() == pytest.approx(0.3, abs=0.04)


@pytest.mark.parametrize("motive", [0.0, 0.5, 1.0])
def test_claims_rise_from_unfounded_to_forced_with_the_motive(motive: float) -> None:
    model = _model(control_base=0.0, control_capacity=0.0, claim_unfounded=0.1, claim_at_border=0.7)
    ends = _neighbours(model)
    rows = _send(model, Channel.ALONE, ends, motive=motive)
    _travel(model)
    status = model.scene.migrants.columns.status[rows]
    asked = (status == Status.ASYLUM_SEEKER).sum()
    assert asked == pytest.approx((0.1 + 0.6 * motive) * MANY, rel=0.15)
    assert model.scene.tally.claims[ends[1]] == asked
    assert (status == Status.IRREGULAR).sum() == pytest.approx(MANY - asked, abs=0.01 * MANY)


def test_the_interdicted_try_again_while_their_money_lasts() -> None:
    """Stopped for certain: each attempt costs a share of the price, and who cannot pay the whole stays at home."""
    model = _model(
        control_base=5.0, control_capacity=5.0, smuggler_evasion=0.0, detention_share=0.0, discouraged=0.0,
        smuggling={"credit": 0.0},
    )  # fmt: skip
    scene = model.scene
    scene.states.set_lever("border_effort", np.arange(9), 20.0)
    refresh_routes(scene)
    scene.routes.ways.hazard[:] = 0.0
    ends, edge = _neighbours(model), _edge(model)
    price = int(in_cents(scene.market.markets.price)[edge])
    lost = int(scene.parameters.journeys.retry_cost * price)
    rows = _send(model, Channel.SMUGGLED, ends, 50, savings=price + 2 * lost)
    residents = scene.states.residents[ends[0]].sum()
    _travel(model)
    assert 0 < 2 * lost <= price
    assert scene.tally.attempts.sum() == scene.market.served[edge] == scene.market.lost[edge] == 50 * 3
    assert scene.tally.fees[ends[1]] == scene.market.paid[edge] == 50 * 3 * lost
    assert scene.states.residents[ends[0]].sum() == residents + 50 * scene.persons_per_agent
    assert (scene.migrants.columns.status[rows] == FREE).all()
    assert scene.money() == 0


def test_what_clients_pay_on_the_way_waits_for_the_networks() -> None:
    """By edge and by destination; what they pay for the journey itself is not in it."""
    model = _model(control_base=0.0, control_capacity=0.0)
    scene, ends, edge = model.scene, _neighbours(model), _edge(model)
    _send(model, Channel.SMUGGLED, ends, 100)
    _send(model, Channel.ALONE, ends, 100, uid=2**60 + np.arange(100))
    _travel(model)
    number, price = scene.market.served[edge], int(in_cents(scene.market.markets.price)[edge])
    assert 90 < number <= 100
    dead = scene.tally.route_deaths[scene.routes.ground[edge]]
    assert 0 < scene.tally.fees[ends[1]] == scene.market.paid.sum() == scene.market.treasury[0]
    assert scene.market.treasury[0] == pytest.approx(number * price, abs=float(dead * price))
    by_edge = scene.tally.edge_fees[scene.routes.ground], scene.tally.clients[scene.routes.ground]
    np.testing.assert_array_equal(by_edge[0], scene.market.paid[: scene.market.edges])
    np.testing.assert_array_equal(by_edge[1], scene.market.served[: scene.market.edges])
    assert scene.money() == 0


def test_no_more_clients_cross_than_there_is_room_for() -> None:
    model = _model(limited=True, smuggling={"patience": 600.0}, control_base=0.0, control_capacity=0.0)
    scene, ends, edge = model.scene, _neighbours(model), _edge(model)
    rows = _send(model, Channel.SMUGGLED, ends, 100)
    scene.routes.ways.hazard[:] = 0.0
    scene.market.markets.room[edge] = 30
    _travel(model)
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
        _model(control_base=0.0, control_capacity=0.0),
        _model(control_base=0.0, control_capacity=0.0, speed_alone=10.0),
    )
    left = []
    for model in (fast, slow):
        _send(model, Channel.ALONE, _neighbours(model))
        _travel(model)
        left.append(model.scene.migrants.census.standing[:, Status.IN_TRANSIT].sum())
    assert left[0] < 0.05 * MANY
    assert left[1] > 0.9 * MANY


def test_the_mean_time_on_a_hop_is_its_length_over_the_speed() -> None:
    """A hop that would take m > 1 months ends in any month with chance 1 / m."""
    model = _model(control_base=0.0, control_capacity=0.0, time_value=0.0)
    ends = _neighbours(model)
    ways = model.scene.routes.ways
    edge = _edge(model)
    ways.distance[edge] = 5 * model.scene.parameters.journeys.speed_alone
    _send(model, Channel.ALONE, ends)
    _travel(model)
    arrived = model.scene.tally.entries[ends[1], Channel.ALONE]
    assert arrived == pytest.approx(MANY / 5, rel=0.1)


def test_trafficking_befalls_the_smuggled_with_the_declared_chance() -> None:
    for channel, chance in ((Channel.SMUGGLED, 0.2), (Channel.ALONE, 0.0)):
        model = _model(control_base=0.0, control_capacity=0.0, smuggling={"abuse": 0.2})
        rows = _send(model, channel, _neighbours(model))
        _travel(model)
        assert model.scene.tally.trafficked.sum() == pytest.approx(chance * MANY, rel=0.15)
        flagged = (model.scene.migrants.columns.flags[rows] & Flag.TRAFFICKED) > 0
        assert flagged.sum() == model.scene.tally.trafficked.sum()


def test_forged_papers_are_found_with_the_declared_chance_and_those_found_go_home() -> None:
    model = _model()
    rows = _send(model, Channel.FORGED, (1, 4))
    residents = model.scene.states.residents[1].sum()
    _travel(model)
    caught = model.scene.tally.interdictions.sum()
    p = forged_detection(model.scene)[4]
    assert caught == pytest.approx(p * MANY, rel=0.15)
    assert model.scene.tally.attempts.sum() == MANY
    assert model.scene.states.residents[1].sum() - residents == caught * model.scene.persons_per_agent
    status = model.scene.migrants.columns.status[rows]
    assert (status == Status.IRREGULAR).sum() == MANY - caught
    assert model.scene.money() == 0


def test_who_is_found_out_before_boarding_claims_nothing() -> None:
    model = _model(claim_unfounded=1.0, claim_at_border=1.0)
    rows = _send(model, Channel.FORGED, (1, 4))
    before = model.scene.people()
    _travel(model)
    caught = model.scene.tally.interdictions.sum()
    assert 0 < caught < MANY
    assert model.scene.tally.claims[4] == MANY - caught
    status = model.scene.migrants.columns.status[rows]
    assert (status == Status.ASYLUM_SEEKER).sum() == MANY - caught
    assert model.scene.people() == before


def _buyers(room: int, savings: int) -> tuple[MigrationModel, np.ndarray, int]:
    """A hundred from AAB who want papers for AAE, the room there is for them, and the price in cents."""
    model = _model(limited=True)
    model.scene.states.set_lever("visa_screening", np.arange(9), 0.0)
    model.scene.market.markets.room[model.scene.market.edges + 4] = room
    refresh_routes(model.scene)
    rows = _send(model, Channel.FORGED, (1, 4), 100, savings=savings)
    return model, rows, int(in_cents(model.scene.market.markets.price)[model.scene.market.edges + 4])


def test_papers_are_sold_while_there_is_room_and_the_others_wait_for_a_month_with_some() -> None:
    model, rows, price = _buyers(room=30, savings=10_000_000)
    scene, market, columns = model.scene, model.scene.market, model.scene.migrants.columns
    papers, flight = market.edges + 4, scene.routes.air_edge[1, 4]
    _travel(model)
    assert ((columns.location[rows] == 4) & (columns.status[rows] == Status.IRREGULAR)).sum() == 30
    assert market.served[papers] == scene.tally.clients[flight] == scene.tally.attempts[flight] == 30
    paid = scene.tally.fees[4], scene.tally.edge_fees[flight], market.paid[papers], market.treasury[0]
    assert paid == (30 * price,) * 4
    assert (market.came[papers], market.queued[papers], market.face[papers]) == (100, 70, 1)
    assert market.markets.room[papers] == 0
    waiting = columns.status[rows] == Status.IN_TRANSIT
    assert waiting.sum() == 70
    assert (columns.savings[rows][waiting] == 10_000_000).all()
    assert scene.money() == 0
    scene.month += 1
    market.markets.room[papers] = 50
    _travel(model)
    assert (market.came[papers], market.served[papers], market.queued[papers]) == (0, 50, 20)


def test_who_cannot_pay_for_papers_goes_home_with_what_they_have() -> None:
    _, _, price = _buyers(room=0, savings=0)
    model, rows, _ = _buyers(room=100, savings=price - 1)
    scene = model.scene
    residents, money = scene.states.residents[1].sum(), scene.states.households[1]
    _travel(model)
    assert (scene.migrants.columns.status[rows] == FREE).all()
    assert scene.states.residents[1].sum() == residents + 100 * scene.persons_per_agent
    assert scene.states.households[1] == money + 100 * (price - 1)
    assert scene.market.paid.sum() == scene.market.queued.sum() == scene.tally.attempts.sum() == 0
    assert scene.money() == 0


@pytest.mark.parametrize(
    ("channel", "expected"), [(Channel.ASYLUM, Status.ASYLUM_SEEKER), (Channel.SHORT_STAY, Status.OVERSTAYER)]
)
def test_claimants_and_visitors_arrive_by_air_at_once(channel: Channel, expected: Status) -> None:
    model = _model()
    rows = _send(model, channel, (1, 4), 100)
    _travel(model)
    columns, tally = model.scene.migrants.columns, model.scene.tally
    assert (columns.status[rows] == expected).all()
    assert (columns.location[rows] == 4).all()
    assert tally.entries[4, channel] == tally.arrivals[1, 4] == 100
    assert tally.claims[4] == (100 if channel == Channel.ASYLUM else 0)
    assert tally.overstays[4] == (100 if channel == Channel.SHORT_STAY else 0)
    assert tally.attempts.sum() == 0


def test_who_has_no_way_stays_at_home() -> None:
    model = _model()
    reached = np.isfinite(model.scene.routes.path[0, DOLLARS])
    here, there = (int(end) for end in np.argwhere(~reached)[0])
    rows = _send(model, Channel.ALONE, (here, there), 10)
    _travel(model)
    assert (model.scene.migrants.columns.status[rows] == FREE).all()
    assert model.scene.money() == 0


def test_nobody_is_stopped_at_the_border_of_their_own_state() -> None:
    """A path through the state of one's birth: it lets its people in."""
    model = _model(control_capacity=5.0, control_base=5.0)
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
    rows = _send(model, Channel.ALONE, (origin, there), 500)
    scene.migrants.change(rows, int(Status.IN_TRANSIT), np.full(500, host), 0)
    _travel(model)
    columns = scene.migrants.columns
    at_home = (columns.location[rows] == origin) & (columns.status[rows] != FREE)
    assert (columns.status[rows][at_home] == Status.IN_TRANSIT).all()
    into_home = ways.next_edge[0, host, there]
    assert scene.tally.interdictions[scene.routes.ground[into_home]] == 0


def test_expected_interdictions_of_a_path_are_what_travellers_meet() -> None:
    model = _model(detention_share=1.0, smuggler_evasion=0.3)
    ends = _neighbours(model)
    expected = model.scene.routes.path[1, INTERDICTIONS, ends[0], ends[1]]
    _send(model, Channel.SMUGGLED, ends, 10_000)
    _travel(model)
    assert model.scene.tally.interdictions.sum() / 10_000 == pytest.approx(expected, abs=0.03)


def test_prices_are_in_whole_cents_that_an_account_can_hold() -> None:
    np.testing.assert_array_equal(in_cents(np.array([0.0, 12.344, 12.346, 1e9])), [0, 1234, 1235, 2**31 - 1])
    assert in_cents(np.ones(1)).dtype == np.int32
