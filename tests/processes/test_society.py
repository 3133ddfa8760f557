"""Society: bounded whatever the parameters are, moved by each cause in its direction, still where switched off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.ledger import ENTRIES
from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from abm.parameters.levers import Policy
from abm.parameters.society import Society as Rule
from abm.processes.economy import without_status, work_by_status
from abm.processes.remittances import Remittances
from abm.processes.society import Society
from abm.scene import Scene
from abm.statuses import Channel, Status
from tests.laws.small_world import model_of, process_of, small, total

INDEXES = (
    "backlash", "identity", "cohesion", "integration", "alienation", "resentment", "reputation", "civil_liberties",
)  # fmt: skip
LEVERS = (
    "surveillance", "watch_lists", "visa_screening", "naturalisation_years", "integration_effort",
    "minority_recognition", "dual_citizenship", "employer_checks", "asylum_rights",
)  # fmt: skip


def _range(kind: Any, name: str) -> tuple[float, float]:
    marks = {type(mark).__name__: mark for mark in kind.model_fields[name].metadata}
    return float(marks["Ge"].ge), float(marks["Le"].le)


def _scene() -> Scene:
    """A world a year on, of which the process starts afresh."""
    model = model_of(small(persons_per_agent=1000), months=12)
    model.scene.start_month()
    model.scene.tally.arrivals[0] = 1
    model.scene.states.identity[:] = model.scene.states.cohesion[:] = 0.5
    return model.scene


SCENE = _scene()
_LINES = {entry.channel: row for row, entry in enumerate(ENTRIES) if entry.outcome == "cohesion"}
FIRST = {name: getattr(SCENE.states, name).copy() for name in (*INDEXES, "pace")}
POLICY = SCENE.states.levers.copy()
PARAMETERS = SCENE.parameters


def _fresh(**rule: float) -> tuple[Society, Scene]:
    """The process and the scene as they were, with some parameters of society of its own."""
    for name, column in FIRST.items():
        getattr(SCENE.states, name)[:] = column
    SCENE.states.levers[:] = POLICY
    SCENE.states.conflict[:] = 0.0
    SCENE.tally.wrongly_detained[:] = SCENE.tally.wrongly_refused[:] = 0.0
    SCENE.tally.arrivals[:], SCENE.tally.arrivals[0] = 0, 1
    SCENE.parameters = PARAMETERS.changed({"society": rule})
    SCENE.ledger.start_month()
    process = Society(SCENE)
    process.step(SCENE)
    return process, SCENE


def _after(name: str, change: Any = None, years: int = 5, **rule: Any) -> float:
    process, scene = _fresh(**rule)
    if change is not None:
        change(scene)
    for _ in range(12 * years):
        process.step(scene)
    return float(getattr(scene.states, name).mean())


def _set(lever: str, value: float) -> Any:
    return lambda scene: scene.states.lever(lever).__setitem__(slice(None), value)


def _fill(name: str, value: float) -> Any:
    return lambda scene: getattr(scene.states, name).fill(value)


def _arrive(agents: int) -> Any:
    return lambda scene: scene.tally.arrivals.fill(agents)


def _held(scene: Scene) -> None:
    scene.tally.wrongly_detained[:] = 100.0


def _refused(scene: Scene) -> None:
    scene.states.lever("visa_screening")[:] = 2.0
    scene.tally.wrongly_refused[:] = 500.0


# ------------------------------------------------------------------------------------------ bounds


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries({name: st.floats(*_range(Rule, name)) for name in Rule.model_fields}),
    st.fixed_dictionaries({name: st.floats(*_range(Policy, name)) for name in LEVERS}),
    st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5),
    st.integers(0, 10_000),
)
def test_everything_stays_within_its_bounds(
    rule: dict[str, float], policy: dict[str, float], start: list[float], arrivals: int
) -> None:
    process, scene = _fresh(**rule)
    for lever, value in policy.items():
        scene.states.lever(lever)[:] = value
    for name, value in zip(INDEXES, start, strict=False):
        getattr(scene.states, name)[:] = value
    scene.states.conflict[:] = start[0]
    scene.tally.arrivals[:] = arrivals
    scene.tally.wrongly_detained[:] = scene.tally.wrongly_refused[:] = 10.0 * arrivals
    for _ in range(3):
        process.step(scene)
        for name in INDEXES:
            values = getattr(scene.states, name)
            assert ((values >= -1e-12) & (values <= 1.0 + 1e-12)).all(), name
        assert (scene.states.pace >= 0.0).all()


@pytest.mark.parametrize("identity", [0.0, 0.5, 1.0])
def test_rates_of_nothing_leave_everything_where_it_is(identity: float) -> None:
    rates = {name: 0.0 for name in Rule.model_fields if _range(Rule, name)[0] <= 0.0}
    process, scene = _fresh(**rates)
    scene.states.identity[:], scene.states.cohesion[:] = identity, 0.3
    process.step(scene)
    assert (scene.states.identity == identity).all()
    assert (scene.states.cohesion == 0.3).all()
    assert (scene.states.reputation == 1.0).all()
    assert (scene.states.civil_liberties == 1.0).all()


def test_switched_off_everything_stands_still() -> None:
    model = model_of(small(processes={"society": False}, policies={"all": {"surveillance": 1.0}}), months=2)
    states = model.scene.states
    assert (states.identity == 0.5).all()
    assert (states.cohesion == 0.5).all()
    assert (states.reputation == 1.0).all()
    assert (states.alienation == model.scene.parameters.terrorism.usual).all()
    assert not states.backlash.any()


# ------------------------------------------------------------------------------------------ direction


@pytest.mark.parametrize(
    ("name", "change", "off", "sign"),
    [
        ("backlash", _arrive(30), {"reaction": 0.0}, 1),
        ("backlash", _fill("identity", 0.0), {"civic": 0.0, "drift": 0.0}, 1),
        ("cohesion", _arrive(30), {"backlash_loss": 0.0, "alienation_loss": 0.0}, -1),
        ("cohesion", _set("surveillance", 1.0), {"alienation_loss": 0.0}, -1),
        ("identity", _arrive(30), {"pull_back": 0.0}, -1),
        ("integration", _set("integration_effort", 1.0), {"effort": 0.0}, 1),
        ("alienation", _set("surveillance", 1.0), {"watched": 0.0}, 1),
        ("alienation", _held, {"suspected": 0.0}, 1),
        ("alienation", _set("minority_recognition", 0.0), {"reactance": 0.0}, 1),
        ("alienation", _set("naturalisation_years", 100.0), {"excluded": 0.0, "work_weight": 1.0}, 1),
        ("alienation", _fill("conflict", 1.0), {"war_at_home": 0.0}, 1),
        ("reputation", _set("visa_screening", 4.0), {"reputation_screening": 0.0}, -1),
        ("reputation", _refused, {"reputation_refused": 0.0, "reputation_screening": 0.0}, -1),
        ("reputation", _set("surveillance", 1.0), {"reputation_surveillance": 0.0, "reputation_alienation": 0.0}, -1),
        ("civil_liberties", _set("surveillance", 1.0), {"liberty_surveillance": 0.0}, -1),
        ("civil_liberties", _set("watch_lists", 1.0), {"liberty_lists": 0.0}, -1),
    ],
)  # fmt: skip
def test_each_cause_moves_its_column_unless_its_weight_is_nothing(
    name: str, change: Any, off: dict[str, Any], sign: int
) -> None:
    others: dict[str, Any] = {"identity": {"markets": 0.0, "voters": 0.0}}.get(name, {})
    moved = _after(name, change, **others) - _after(name, **others)
    assert sign * moved > 0.002
    if "pull_back" not in off and "backlash_loss" not in off:
        assert _after(name, change, **(others | off)) == pytest.approx(
            _after(name, **(others | off)), abs=1e-9
        )
    else:
        assert abs(_after(name, change, **(others | off)) - _after(name, **(others | off))) < 1e-9


def test_contested_effects_are_off_unless_set_and_go_either_way() -> None:
    for name, key in (
        ("identity", "reverse"), ("backlash", "recognition_backlash"), ("cohesion", "recognition_cohesion"),
        ("integration", "assimilation"),
    ):  # fmt: skip
        assert getattr(Rule(), key) == 0.0
        recognised = _set("minority_recognition", 1.0)
        change = _arrive(30) if key == "reverse" else recognised
        before, after = _after(name, change), _after(name, change, 5, **{key: 1.0})
        sign = -1 if key == "assimilation" else 1
        assert sign * (after - before) > 0.001, key
        if key != "reverse":
            assert sign * (_after(name, change, 5, **{key: -1.0}) - before) < -0.001, key


def test_identity_goes_either_way_by_what_prevails() -> None:
    rule: dict[str, Any] = {"markets": 0.0, "voters": 0.0, "pull_back": 0.0}
    assert _after("identity", norm_bias=1.0, **rule) > 0.51
    assert _after("identity", norm_bias=-1.0, **rule) < 0.49
    assert _after("identity", norm_bias=0.0, **rule) == pytest.approx(0.5)
    still: dict[str, Any] = {"norms": 0.0, "pull_back": 0.0}
    assert _after("identity", voters=1.0, markets=0.0, **still) > 0.51
    assert _after("identity", markets=1.0, voters=0.0, **still) > 0.51
    assert _after("identity", _arrive(30), drift=0.0) == 0.5


def test_backlash_and_reputation_recover_when_their_cause_is_gone() -> None:
    process, scene = _fresh(drift=0.0, alienation_loss=0.0)
    scene.tally.arrivals[:] = 1
    scene.states.lever("surveillance")[:] = 1.0
    for _ in range(60):
        process.step(scene)
    high, low, cohesion = (
        getattr(scene.states, name).copy() for name in ("backlash", "reputation", "cohesion")
    )
    scene.tally.arrivals[:] = 0
    scene.states.lever("surveillance")[:] = 0.0
    for _ in range(360):
        process.step(scene)
    assert (scene.states.backlash < 0.5 * high).all()
    assert (scene.states.reputation > low + 0.5 * (1.0 - low)).all()
    assert (scene.states.cohesion > cohesion).all()


# ------------------------------------------------------------------------------------------ ledger, pairing


def test_the_channels_of_cohesion_add_up_to_its_change() -> None:
    process, scene = _fresh()
    scene.tally.arrivals[:] = 40
    for _ in range(24):
        before = scene.states.cohesion.copy()
        scene.ledger.start_month()
        process.step(scene)
        np.testing.assert_allclose(scene.ledger.of("cohesion"), scene.states.cohesion - before, atol=1e-15)
    assert (before != scene.states.cohesion).all()


def test_a_diminished_name_keeps_students_and_the_skilled_away_and_nobody_else() -> None:
    model = model_of()
    departures = process_of(model, "departures")
    before = departures._utility.choice(model.scene).channel.copy()
    model.scene.states.reputation[:] = 0.5
    after = departures._utility.choice(model.scene).channel
    deterred = [Channel.STUDENT, Channel.SKILLED]
    np.testing.assert_allclose(after[:, deterred], 0.5 * before[:, deterred])
    others = [channel for channel in range(before.shape[1]) if channel not in deterred]
    np.testing.assert_array_equal(after[:, others], before[:, others])


def test_without_effects_on_others_society_changes_nobody_elses_month() -> None:
    still = {"parameters": {"diasporas": {"grievance_resentment": 0.0}}}
    arms = [
        model_of(small(processes={"society": on}, persons_per_agent=1000, **still), months=6)
        for on in (True, False)
    ]
    frames = [arm.frames()["world"] for arm in arms]
    for measure in ("inflow", "gdp", "overstays", "remittances_in", "lobby", "conflict_deaths"):
        np.testing.assert_array_equal(frames[0][measure], frames[1][measure])


# ------------------------------------------------------------------------------------------ levers elsewhere


def _with(lever: str, value: float) -> MigrationModel:
    return model_of(small(policies={"all": {lever: value}}))


def test_checks_of_employers_take_from_work_without_status_alone() -> None:
    scene = _with("employer_checks", 1.0).scene
    rule, work = scene.parameters.economy, work_by_status(scene)
    np.testing.assert_allclose(without_status(scene), rule.irregular_productivity * (1.0 - rule.checked))
    free = work_by_status(model_of().scene)
    unlawful = [Status.IRREGULAR, Status.OVERSTAYER]
    assert (work[:, unlawful] < free[:, unlawful]).all()
    lawful = [status for status in range(16) if status not in unlawful]
    np.testing.assert_array_equal(work[:, lawful], free[:, lawful])


def test_rights_let_those_who_wait_for_a_decision_work() -> None:
    none, full = (work_by_status(_with("asylum_rights", right).scene) for right in (0.0, 1.0))
    usual = model_of().scene.parameters.economy.refugee_participation
    assert not none[:, Status.ASYLUM_SEEKER].any()
    np.testing.assert_allclose(full[:, Status.ASYLUM_SEEKER], 2.0 * usual)
    np.testing.assert_array_equal(none[:, Status.REFUGEE_DISPERSED], full[:, Status.REFUGEE_DISPERSED])


def test_surveillance_closes_informal_channels_and_the_rest_pays() -> None:
    model = model_of(months=2)
    process: Remittances = process_of(model, "remittances")
    sent = np.full((1, 9, 9), 1_000_000, np.int64)
    arrived = process._transfer(model.scene, sent)
    model.scene.states.set_lever("surveillance", np.arange(9), 1.0)
    assert (process._transfer(model.scene, sent) < arrived).all()
    assert CENTS == 100


def test_two_passports_keep_ties_and_bring_citizenship() -> None:
    one, two = (
        model_of(
            small(
                persons_per_agent=500,
                policies={"all": {"dual_citizenship": lever, "naturalisation_years": 1.0}},
            ),
            months=6,
        )
        for lever in (0.0, 1.0)
    )
    assert total(two, "naturalised") > 1.01 * total(one, "naturalised")
    assert two.frames()["world"]["loyal_host"].iloc[-1] > one.frames()["world"]["loyal_host"].iloc[-1]


def test_what_heals_is_entered_where_the_loss_was_and_recovery_is_left_with_nothing() -> None:
    process, scene = _fresh()
    first, lines = scene.states.cohesion.copy() - scene.ledger.of("cohesion"), scene.ledger.amounts.copy()
    backlash = []
    for month in range(300):
        _arrive(30 if month < 36 else 0)(scene)
        scene.ledger.start_month()
        process.step(scene)
        lines += scene.ledger.amounts
        backlash.append(lines[_LINES["backlash"]].mean())
    assert np.abs(lines[_LINES["recovery"]]).max() < 1e-12
    assert min(backlash) < -0.01
    assert backlash[-1] > min(backlash) + 0.001  # part of it is healed, and no longer entered as a loss
    taken = lines[_LINES["backlash"]] + lines[_LINES["alienation"]]
    np.testing.assert_allclose(first + taken, scene.states.cohesion, atol=1e-12)
