"""Coercion: who is driven out and counted, what presses a target and what it concedes, and what partners take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.parameters.coercion import Coercion
from abm.processes.coercion import pressing, shares
from abm.scene import Demand
from abm.statuses import Channel, Flag, Status
from abm.world.policies import LEVERS
from abm.world.states import StateTable
from tests.laws.small_world import column, fingerprint, model_of, process_of, small, steps, total

ORIGIN, TARGET = 0, 2
EXPEL = {"date": "1990-01", "expel": {"origin": "AAA", "toward": ["AAC"]}}
DEMAND = {"date": "1990-01", "demand": {"coercer": "AAA", "target": "AAC"}}


def _driven(
    months: int = 0, levers: dict[str, Any] | None = None, demand: bool = True, **parameters: float
) -> MigrationModel:
    """One state drives a tenth of its residents a year out towards a neighbour, of which it demands something."""
    policies = {"all": levers or {}, "AAA": {"expulsion": 0.1}}
    events = [EXPEL, DEMAND] if demand else [EXPEL]
    chosen = small(policies=policies, events=events, parameters={"coercion": parameters})
    return model_of(chosen, months=months)


def _arrived(persons: int = 50_000, expelled: bool = True, **parameters: float) -> MigrationModel:
    """Refugees who came to the target in this very month; departures and journeys stand still."""
    model = _driven(0, None, True, **parameters)
    scene = model.scene
    scene.start_month()
    scene.demands.append(Demand(ORIGIN, TARGET, ORIGIN, 100))
    number = persons // scene.persons_per_agent
    scene.migrants.admit(
        uid=np.arange(10**9, 10**9 + number), origin=np.full(number, ORIGIN), location=np.full(number, TARGET),
        destination=np.full(number, TARGET), status=np.full(number, int(Status.REFUGEE_DISPERSED)),
        channel=np.full(number, int(Channel.FLIGHT)), flags=np.full(number, int(Flag.EXPELLED) * expelled),
    )  # fmt: skip
    scene.tally.expelled[ORIGIN] = number
    return model


def _month(model: MigrationModel) -> None:
    process_of(model, "coercion").step(model.scene)


def _until(model: MigrationModel, name: str) -> MigrationModel:
    """Run a month as far as a process, that one included."""
    for process, _ in steps(model):
        if process.name == name:
            break
    return model


def test_people_driven_out_are_marked_and_counted_where_they_come() -> None:
    model = _until(_driven(), "departures")
    flagged = column(model, "flags") & int(Flag.EXPELLED) > 0
    assert flagged.sum() == model.scene.tally.expelled[ORIGIN] > 0
    assert (column(model, "origin")[flagged] == ORIGIN).all()
    assert (column(model, "channel")[flagged] == Channel.FLIGHT).all()
    model = _driven(2)
    assert 0 < total(model, "engineered_arrivals") <= total(model, "expelled")
    assert total(model, "engineered_arrivals", "AAC") == total(model, "engineered_arrivals")


def test_without_a_demand_expulsions_press_nobody() -> None:
    model = _driven(6, demand=False)
    assert total(model, "engineered_arrivals") > 0
    assert not model.scene.states.coercive_pressure.any()
    assert not model.scene.states.conceded.any()


def test_a_demand_without_expulsions_presses_nobody_and_moves_no_bit() -> None:
    asked, left = model_of(small(events=[DEMAND]), months=3), model_of(small(), months=3)
    assert not asked.scene.states.coercive_pressure.any()
    assert fingerprint(asked) == fingerprint(left)


@pytest.mark.parametrize("lever", ["burden_sharing", "security_cooperation"])
def test_a_lever_that_finds_no_partner_and_no_demand_moves_nothing_else(lever: str) -> None:
    marks = []
    for value in (0.9, 0.1):
        model = model_of(small(policies={"AAC": {lever: value}}), months=3)
        for name in ("levers", "preferred", "_base"):
            getattr(model.scene.states, name).fill(0.0)
        marks.append(fingerprint(model))
    assert marks[0] == marks[1]


def test_pressure_is_that_of_the_equation() -> None:
    model = _arrived()
    scene, rule = model.scene, model.scene.parameters.coercion
    _month(model)
    states = scene.states
    absorbed = rule.absorption * np.exp(rule.absorption_capacity * (states.capacity[TARGET] - 0.5))
    agitation = (1 - rule.civic / 2) * (1 - rule.unity / 2) * (1 + rule.hypocrisy)
    thousand = 1000 * 50_000 / states.residents[TARGET].sum()
    assert states.coercive_pressure[TARGET] == pytest.approx(thousand / absorbed * agitation)
    assert np.count_nonzero(states.coercive_pressure) == 1


def test_a_demand_made_again_takes_its_new_end_and_presses_no_more_than_before() -> None:
    again = {"date": "1990-02", "demand": DEMAND["demand"] | {"until": "1990-03"}}  # type: ignore[operator]
    policies, months = {"AAA": {"expulsion": 0.1}}, 3
    once, twice = (
        model_of(small(policies=policies, events=events), months=months)
        for events in ([EXPEL, DEMAND], [EXPEL, DEMAND, again])
    )
    assert once.scene.states.coercive_pressure[TARGET] > 0
    assert fingerprint(once) == fingerprint(twice)
    twice.step()
    assert not twice.scene.states.coercive_pressure.any()
    assert len(twice.scene.demands) == 1


def test_who_flees_by_themselves_presses_nobody() -> None:
    model = _arrived(expelled=False)
    _month(model)
    assert not model.scene.states.coercive_pressure.any()


def test_pressure_fades_when_nobody_comes_and_ends_with_the_demand() -> None:
    model = _arrived(rate=0.0, half_life=2.0)
    scene = model.scene
    _month(model)
    first = scene.states.coercive_pressure[TARGET]
    for passed in (1, 2):
        scene.start_month()
        scene.month = passed
        _month(model)
    assert scene.states.coercive_pressure[TARGET] == pytest.approx(first / 2)
    scene.month = 101
    scene.demands = [Demand(each.coercer, each.target, each.origin, 100) for each in scene.demands]
    _month(model)
    assert not scene.states.coercive_pressure.any()


def _column(states: StateTable, name: str) -> np.ndarray:
    return states.lever(name) if name in LEVERS else np.asarray(getattr(states, name))


@pytest.mark.parametrize(("name", "value", "sign"), [
    ("capacity", 0.9, -1), ("identity", 0.9, -1), ("cohesion", 0.9, -1), ("recognition_standard", 0.2, -1),
    ("capacity", 0.1, 1), ("identity", 0.1, 1), ("cohesion", 0.1, 1),
])  # fmt: skip
def test_capable_civic_and_cohesive_states_are_pressed_less(name: str, value: float, sign: int) -> None:
    scene = model_of().scene
    scene.states.capacity.fill(0.5)
    before = pressing(scene).copy()
    _column(scene.states, name).fill(value)
    assert (sign * (pressing(scene) - before) > 0).all()


@pytest.mark.parametrize(("change", "name"), [
    ({"civic": 0.0}, "identity"), ({"unity": 0.0}, "cohesion"), ({"hypocrisy": 0.0}, "recognition_standard"),
    ({"absorption_capacity": 0.0}, "capacity"),
])  # fmt: skip
def test_each_term_of_pressure_is_gone_when_it_is_switched_off(change: dict[str, float], name: str) -> None:
    weighed = []
    for value in (0.1, 0.9):
        scene = _driven(0, None, True, **change).scene
        _column(scene.states, name).fill(value)
        weighed.append(pressing(scene))
    np.testing.assert_array_equal(weighed[0], weighed[1])


def test_concessions_come_at_the_hazard_above_the_resolve_and_none_below_it() -> None:
    rule = Coercion()
    for pressure, expected in ((rule.resolve + 3.0, 1 - np.exp(-rule.rate * 3.0 / 12)), (rule.resolve, 0.0)):
        model = _arrived()
        _month(model)
        scene, process = model.scene, process_of(model, "coercion")
        scene.demands = scene.demands[:1]
        process._memory = process._memory[:1] * 0.0
        conceded = 0
        for seed in range(1000):
            scene.seed = seed
            process._memory[0, TARGET] = pressure / pressing(scene)[TARGET]
            scene.states.conceded.fill(0.0)
            scene.tally.concessions.fill(0)
            process._press(scene)
            conceded += int(scene.tally.concessions[TARGET])
            assert scene.states.conceded[TARGET] == rule.concession * scene.tally.concessions[TARGET]
        assert conceded / 1000 == pytest.approx(expected, abs=4 * np.sqrt(expected / 1000))


def test_two_demands_of_one_coercer_are_conceded_or_refused_each_by_itself() -> None:
    model = _arrived(rate=12.0, resolve=0.0)
    scene, process = model.scene, process_of(model, "coercion")
    scene.demands = [Demand(ORIGIN, TARGET, origin, 100) for origin in (ORIGIN, 5)]
    process._memory = np.zeros((2, 9))
    conceded = []
    for seed in range(400):
        scene.seed = seed
        process._memory[:, TARGET] = (
            np.log(2.0) / pressing(scene)[TARGET]
        )  # either is conceded with chance 1/2
        scene.tally.concessions.fill(0)
        process._press(scene)
        conceded.append(int(scene.tally.concessions[TARGET]))
    assert np.bincount(conceded) / 400 == pytest.approx([0.25, 0.5, 0.25], abs=4 * 0.5 / 20)


def test_what_was_conceded_is_taken_back_in_time() -> None:
    model = model_of(small(parameters={"coercion": {"concession_half_life": 0.5}}))
    model.scene.states.conceded[TARGET] = 0.8
    for _ in range(6):
        _month(model)
    assert model.scene.states.conceded[TARGET] == pytest.approx(0.4)


@pytest.mark.parametrize("change", [{"rate": 0.0}, {"concession": 0.0}])
def test_concessions_are_gone_when_switched_off(change: dict[str, float]) -> None:
    model = _driven(6, None, True, absorption=0.1, **change)
    assert model.scene.states.coercive_pressure[TARGET] > 5
    assert not model.scene.states.conceded.any()
    assert _driven(6, absorption=0.1).scene.states.conceded.any()


def test_switched_off_as_a_process_nothing_is_conceded_and_nobody_is_handed_on() -> None:
    policies = {"all": {"burden_sharing": 1.0}, "AAA": {"expulsion": 0.1}}
    model = model_of(
        small(policies=policies, events=[EXPEL, DEMAND], processes={"coercion": False}), months=3
    )
    for measure in ("relocated", "concessions", "coercive_pressure", "engineered_arrivals"):
        assert total(model, measure) == 0


# ------------------------------------------------------------------------------------------ partners


def test_partners_take_part_of_the_people_and_with_them_of_the_pressure() -> None:
    alone, together = (_driven(4, {"burden_sharing": share}, rate=0.0) for share in (0.0, 1.0))
    assert total(alone, "expelled") == pytest.approx(total(together, "expelled"), rel=0.02)
    assert total(together, "relocated", "AAC") > 0.5 * total(together, "engineered_arrivals", "AAC")
    pressed = [model.scene.states.coercive_pressure for model in (alone, together)]
    assert pressed[1][TARGET] < 0.5 * pressed[0][TARGET]
    assert (np.delete(pressed[1], TARGET) > 0).any()


def test_who_is_handed_on_lives_with_a_partner_as_a_refugee_and_nobody_is_sent_home() -> None:
    model = _arrived()
    scene = model.scene
    scene.states.lever("burden_sharing").fill(1.0)
    before = scene.people()
    _month(model)
    assert scene.people() == before
    there = np.isin(column(model, "uid"), np.arange(10**9, 10**9 + 500))
    location, moved = column(model, "location")[there], column(model, "location")[there] != TARGET
    assert moved.sum() == scene.tally.relocated.sum() == scene.tally.relocated[TARGET] > 0
    assert (location != ORIGIN).all()
    assert (column(model, "status")[there][moved] == Status.REFUGEE_DISPERSED).all()
    assert scene.tally.engineered[ORIGIN, TARGET] == there.sum()  # counted once, where they came first
    assert scene.tally.engineered.sum() == there.sum()
    for kept, counted in zip(scene.migrants.census, scene.migrants.recount(), strict=True):
        np.testing.assert_array_equal(kept, counted)


def test_partners_hand_on_what_is_beyond_their_share_and_take_no_more_than_theirs() -> None:
    scene = model_of().scene
    lever = scene.states.lever("burden_sharing")
    rng = np.random.default_rng(4)
    for _ in range(50):
        lever[:] = rng.uniform(0, 1, 9) * (rng.random(9) < 0.7)
        here = rng.integers(0, 9, rng.integers(0, 400))
        chance, room = shares(scene, here)
        came = np.bincount(here, minlength=9) * (lever > 0)
        output = scene.states.output * (lever > 0)
        fair = came.sum() * output / max(output.sum(), 1.0)
        assert ((chance >= 0) & (chance <= lever + 1e-12)).all()
        assert not chance[lever == 0].any()
        assert not room[lever == 0].any()
        assert (room <= np.maximum(fair - came, 0) + 1e-9).all()
        assert not ((chance > 0) & (room > 0)).any()
        assert (chance * came).sum() <= room.sum() + 1e-9


def test_nobody_hands_on_without_a_partner() -> None:
    model = _arrived()
    model.scene.states.lever("burden_sharing")[TARGET] = 1.0
    _month(model)
    assert not model.scene.tally.relocated.any()


# ------------------------------------------------------------------------------------------ whence people leave


def test_expulsions_go_where_they_are_directed_or_where_people_choose() -> None:
    directed = _until(_driven(demand=False), "departures")
    assert set(column(directed, "destination")[column(directed, "flags") & 4 > 0].tolist()) == {TARGET}
    freely = _until(model_of(small(policies={"AAA": {"expulsion": 0.1}})), "departures")
    assert len(set(column(freely, "destination")[column(freely, "flags") & 4 > 0].tolist())) > 2


def test_a_state_drives_out_the_share_that_its_lever_says() -> None:
    model = model_of(small(policies={"AAA": {"expulsion": 0.24}}))
    residents = model.scene.states.residents[ORIGIN].sum()
    model.step()
    assert total(model, "expelled") == total(model, "expelled", "AAA")
    assert total(model, "expelled") == pytest.approx(0.02 * residents, rel=0.1)


def test_closed_exits_keep_part_of_those_who_flee_but_not_of_those_who_are_driven_out() -> None:
    for weight in (0.0, 1.0, 3.0):
        scene = (
            model := model_of(small(parameters={"departures": {"flight_restriction": weight}}), months=1)
        ).scene
        scene.start_month()
        scene.states.lever("exit_restriction")[:4] = 0.5
        kept = np.where(np.arange(9) < 4, np.exp(-0.5 * weight), 1.0)
        departures = process_of(model, "departures")
        np.testing.assert_allclose(departures._flight(scene)[0], scene.states.flight_hazard * kept)
        scene.expel(1, 50_000.0, (3,))
        driven = departures._flight(scene)[0][1]
        left = -np.expm1(-scene.states.flight_hazard[1] * kept[1]) + 50_000 / scene.states.residents[1].sum()
        assert driven == pytest.approx(-np.log1p(-left))
    assert scene.states.flight_hazard[:4].any()


def _refugees(model: MigrationModel, expelled: bool) -> int:
    """Refugees who were driven out, or the others."""
    refugees = np.isin(column(model, "status"), (Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED))
    return int((refugees & ((column(model, "flags") & 4 > 0) == expelled)).sum())


def test_those_driven_out_are_let_home_as_the_event_says() -> None:
    events = [EXPEL, {"date": "1990-06", "readmit": {"origin": "AAA", "share": 0.6}}]
    policies = {"AAA": {"expulsion": 0.1}}
    parameters = {
        "transitions": {
            "return_refugee": 0.0,
            "onward_refugee": 0.0,
            "cessation": 0.0,
            "integration": 0.0,
            "resettlement": 0.0,
            "mortality_base": 0.0,
        }
    }
    model = model_of(small(policies=policies, events=events, parameters=parameters), months=5)
    model.scene.states.lever("expulsion").fill(0.0)
    _until(model, "smuggling")
    driven, others = _refugees(model, True), _refugees(model, False)
    before = model.scene.people()
    process_of(model, "transitions").step(model.scene)
    home = driven - _refugees(model, True)
    assert home == pytest.approx(0.6 * driven, rel=0.15)
    assert model.scene.tally.refugee_returns[ORIGIN] == home
    assert _refugees(model, False) >= others > 0  # claims are recognised in the same step
    assert model.scene.people() == before
