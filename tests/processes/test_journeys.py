"""Journeys: hops, borders and what happens there; papers by air."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.table import FREE
from abm.model import MigrationModel
from abm.processes.passage import border_control, forged_detection, refresh_routes
from abm.statuses import Channel, Flag, Status
from abm.world.routes import DOLLARS, INTERDICTIONS
from tests.laws.small_world import model_of, process_of, small

MANY = 4_000
UNCLAIMED = {"claim_unfounded": 0.0, "claim_at_border": 0.0}
STILL = {"speed_alone": 20_000.0, "speed_smuggled": 50_000.0, "speed_flight": 50_000.0}


def _model(**journeys: float) -> MigrationModel:
    """A world with closed borders in which nobody is on the way."""
    scenario = small(
        world={"visa_openness": 0.0},
        processes={"departures": False},
        parameters={"journeys": {**STILL, **UNCLAIMED, **journeys}, "people": {"irregular_at_start": 0.0}},
    )
    return model_of(scenario)


def _neighbours(model: MigrationModel) -> tuple[int, int]:
    """Two states with a path of one hop between them."""
    ways = model.scene.routes.ways
    return next(
        (int(tail), int(head))
        for edge, (tail, head) in enumerate(zip(ways.tail, ways.head, strict=True))
        if ways.next_edge[0, tail, head] == ways.next_edge[1, tail, head] == edge
    )


def _send(
    model: MigrationModel, channel: Channel, ends: tuple[int, int], number: int = MANY, **more: Any
) -> np.ndarray:
    """Agents on their way from one state to another, with money taken from their households."""
    many = np.ones(number, np.int64)
    savings = int(more.pop("savings", 1_000_000))
    model.scene.states.households[ends[0]] -= savings * number
    return model.scene.migrants.admit(
        uid=2**61 + np.arange(number), origin=ends[0] * many, location=ends[0] * many, destination=ends[1] * many,
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
        p = 1 - np.exp(-border_control(model.scene)[ends[1]] * (1 - evasion))
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
    """Stopped for certain: each attempt costs a share of the fee, and with the last of it they stay at home."""
    model = _model(control_base=5.0, control_capacity=5.0, smuggler_evasion=0.0, detention_share=0.0)
    model.scene.states.set_lever("border_effort", np.arange(9), 20.0)
    refresh_routes(model.scene)
    model.scene.routes.ways.hazard[:] = 0.0
    ends = _neighbours(model)
    rule = model.scene.parameters.journeys
    lost = int(rule.retry_cost * int(min(model.scene.routes.fee[ends] * 100, 2e9)))
    rows = _send(model, Channel.SMUGGLED, ends, 50, savings=3 * lost)
    residents = model.scene.states.residents[ends[0]].sum()
    _travel(model)
    assert model.scene.tally.attempts.sum() == 50 * 4
    assert model.scene.tally.fees[ends[1]] == 50 * 3 * lost == model.scene.smugglers[0]
    assert model.scene.states.residents[ends[0]].sum() == residents + 50 * model.scene.persons_per_agent
    assert (model.scene.migrants.columns.status[rows] == FREE).all()
    assert model.scene.money() == 0


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
    model = _model(control_base=0.0, control_capacity=0.0)
    ends = _neighbours(model)
    ways = model.scene.routes.ways
    edge = ways.next_edge[0, ends[0], ends[1]]
    ways.distance[edge] = 5 * model.scene.parameters.journeys.speed_alone
    _send(model, Channel.ALONE, ends)
    _travel(model)
    arrived = model.scene.tally.entries[ends[1], Channel.ALONE]
    assert arrived == pytest.approx(MANY / 5, rel=0.1)


def test_trafficking_befalls_the_smuggled_with_the_declared_chance() -> None:
    for channel, chance in ((Channel.SMUGGLED, 0.2), (Channel.ALONE, 0.0)):
        model = _model(control_base=0.0, control_capacity=0.0, trafficking=0.2)
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
