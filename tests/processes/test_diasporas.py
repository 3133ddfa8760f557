"""Diasporas: when there is one, what moves its people, who mobilises them, and where their money goes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.kernels.table import lives_abroad
from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from abm.parameters.diasporas import Diasporas as Rule
from abm.processes.diasporas import Diasporas
from abm.processes.economy import work_by_status
from abm.scene import Scene
from abm.statuses import Status
from tests.laws.small_world import model_of, people, process_of, small, twin

BOUNDED = ("ties", "naturalised", "excluded", "cohesion", "grievance", "mobilisation", "lobby")


def _begun(**rule: float) -> tuple[Diasporas, Scene]:
    """The process and its scene in a world whose first month has not begun."""
    model = model_of(small(parameters={"diasporas": {"threshold": 1_000.0} | rule}))
    model.scene.start_month()
    return process_of(model, "diasporas"), model.scene


def _mobilised(orientation: float, war: bool = True, **rule: float) -> tuple[Diasporas, Scene]:
    """Diasporas that all are mobilised, hold funds and stand on one side, their homes at war or never."""
    process, scene = _begun(**rule)
    process.step(scene)
    scene.start_month()
    table = scene.diasporas
    table.mobilisation[table.rows], table.cohesion[table.rows] = 0.8, 0.9
    table.orientation[table.rows] = orientation
    np.subtract.at(scene.states.households, table.host[table.rows], 1_000_000 - table.funds[table.rows])
    table.funds[table.rows] = 1_000_000
    scene.states.at_war[:] = war
    return process, scene


# ------------------------------------------------------------------------------------------ coming up, dissolving


def test_there_is_a_diaspora_where_there_are_enough_emigrants_and_nowhere_else() -> None:
    process, scene = _begun(threshold=20_000.0)
    process.step(scene)
    persons = scene.migrants.census.stock * scene.persons_per_agent
    assert 3 < len(scene.diasporas) < 72
    np.testing.assert_array_equal(scene.diasporas.place >= 0, persons >= 20_000.0)


def test_one_dissolves_below_half_of_the_threshold_and_gives_its_funds_back() -> None:
    process, scene = _begun(threshold=5_000.0, contribution=0.0, lobby_aid=0.0, spending=0.0)
    process.step(scene)
    table, k = scene.diasporas, scene.persons_per_agent
    row = table.rows[3]
    origin, host, held = int(table.origin[row]), int(table.host[row]), 777
    table.funds[row] = held
    scene.states.households[host] -= held
    for descendants, lasts in ((5_000.0, True), (0.0, False)):
        scene.migrants.census.stock[origin, host] = 2_000 // k
        table.descendants[row] = descendants
        scene.start_month()
        scene.month += 12
        before = scene.states.households[host]
        process.step(scene)
        assert (table.place[origin, host] >= 0) == lasts
        assert scene.money() == 0
    assert table.uid[row] == 0
    assert scene.states.households[host] - before == held


def test_between_januaries_none_comes_up_or_dissolves() -> None:
    process, scene = _begun()
    process.step(scene)
    before = scene.diasporas.uid.copy()
    scene.migrants.census.stock[:] = 0
    scene.start_month()
    scene.month += 5
    process.step(scene)
    np.testing.assert_array_equal(scene.diasporas.uid, before)


def test_what_is_known_of_its_people_is_their_mean() -> None:
    model = model_of(small(parameters={"diasporas": {"threshold": 1_000.0}}), months=13)
    scene = model.scene
    process_of(model, "diasporas")._describe(scene)
    table, work = scene.diasporas, work_by_status(scene)
    row = table.rows[5]
    here = [
        each for each in people(model).values()
        if each["origin"] == table.origin[row] and each["location"] == table.host[row] and lives_abroad(each["status"])
    ]  # fmt: skip
    assert len(here) * scene.persons_per_agent == table.size[row] > 0
    years = np.array([(scene.month - each["arrived"]) / 12 for each in here])
    wages = [
        scene.states.wage[table.host[row], each["skill"]] * work[table.host[row], each["status"]]
        for each in here
    ]
    statuses = np.array([each["status"] for each in here])
    assert table.ties[row] == pytest.approx(np.mean(0.5 ** (years / Rule().ties_half_life)))
    assert table.wage[row] == pytest.approx(np.mean(wages))
    assert table.naturalised[row] == pytest.approx((statuses == Status.NATURALISED).mean())
    assert table.excluded[row] == pytest.approx(
        np.isin(statuses, (Status.IRREGULAR, Status.OVERSTAYER)).mean()
    )


# ------------------------------------------------------------------------------------------ direction


def _moved(name: str, change: Any, months: int = 24, **rule: float) -> float:
    """By how much a column of all diasporas together differs after a change to the scene."""
    totals = []
    for changed in (False, True):
        process, scene = _begun(attempts=0.0, **rule)
        for _ in range(months):
            if changed:
                change(scene)
            scene.start_month()
            process.step(scene)
            scene.month += 1
        totals.append(getattr(scene.diasporas, name)[scene.diasporas.rows].sum())
    return float(totals[1] - totals[0])


def _all(name: str, value: float) -> Any:
    return lambda scene: scene.states.set_lever(name, np.arange(9), value)


def _flee(scene: Scene) -> None:
    scene.migrants.census.refugees[:] = scene.migrants.census.stock


@pytest.mark.parametrize(
    ("name", "change", "weight", "sign"),
    [
        ("orientation", _all("diaspora_engagement", 1.0), "engagement", 1),
        ("orientation", _all("diaspora_repression", 1.0), "repression", -1),
        ("orientation", _flee, "exiles", -1),
        ("grievance", lambda scene: scene.states.conflict.fill(1.0), "grievance_war", 1),
        ("grievance", _all("naturalisation_years", 100.0), "grievance_exclusion", 1),
    ],
)
def test_policy_exile_and_war_move_people_abroad_unless_their_weight_is_nothing(
    name: str, change: Any, weight: str, sign: int
) -> None:
    assert sign * _moved(name, change) > 0.1
    off: dict[str, Any] = {weight: 0.0}
    assert _moved(name, change, **off) == 0.0


def test_cohesion_is_higher_where_people_came_of_late_and_live_together() -> None:
    assert _moved("cohesion", lambda scene: None, ties_half_life=5.0) == 0.0
    process, scene = _begun(cohesion_speed=12.0)
    process.step(scene)
    table = scene.diasporas
    before = table.cohesion[table.rows].copy()
    table.ties[table.rows] *= 0.5
    scene.month += 1
    for _ in range(24):
        process.step(scene)
    assert (table.cohesion[table.rows] < 0.6 * before).all()
    alone, crowded = (_begun(concentration=weight) for weight in (0.0, 2.0))
    for each, where in (alone, crowded):
        each.step(where)
    assert (crowded[1].diasporas.cohesion >= alone[1].diasporas.cohesion).all()
    assert crowded[1].diasporas.cohesion.sum() > alone[1].diasporas.cohesion.sum()


# ------------------------------------------------------------------------------------------ mobilisation


def test_most_attempts_fail_and_a_success_mobilises() -> None:
    model = model_of(small(parameters={"diasporas": {"threshold": 1_000.0, "attempts": 12.0}}), months=24)
    frame = model.frames()["world"]
    tried, won = frame["mobilisation_attempts"].sum(), frame["mobilisation_successes"].sum()
    assert tried > 300
    assert 0 < won < 0.5 * tried
    assert frame["diasporas_mobilised"].iloc[-1] > 0


@pytest.mark.parametrize(
    "rule", [{"attempts": 0.0}, {"success": 0.0}, {"jump": 0.0}, {"contribution": 0.0, "lobby_aid": 0.0}]
)
def test_without_attempts_success_or_gifts_there_is_no_money(rule: dict[str, float]) -> None:
    process, scene = _begun(**({"attempts": 12.0} | rule))
    for _ in range(12):
        scene.start_month()
        process.step(scene)
        scene.month += 1
    assert scene.diasporas.money() == 0
    assert not scene.states.diaspora_investment.any()
    assert not scene.states.civil_support.any()


def test_repression_deters_and_people_without_status_cannot_be_mobilised() -> None:
    counts = []
    for repression, excluded in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)):
        process, scene = _begun(attempts=12.0, success=1.0, deterrence=0.9)
        process.step(scene)
        table = scene.diasporas
        table.excluded[table.rows], table.cohesion[table.rows], table.grievance[table.rows] = (
            excluded,
            1.0,
            1.0,
        )
        _all("diaspora_repression", repression)(scene)
        scene.tally.clear()
        process._act(scene)
        counts.append(int(scene.tally.mobilisation_successes.sum()))
    assert counts[0] > 30
    assert 0 < counts[1] < 0.3 * counts[0]
    assert counts[2] == 0


# ------------------------------------------------------------------------------------------ money


def test_money_leaves_the_households_of_the_host_and_ends_with_those_whom_it_is_for() -> None:
    process, scene = _mobilised(-0.5, spending=0.0, lobby_aid=0.0)
    table, before = scene.diasporas, scene.states.households.copy()
    process._act(scene)
    active = table.mobilisation[table.rows] * table.cohesion[table.rows]
    given = np.rint(0.02 * active * table.income[table.rows] * (CENTS / scene.persons_per_agent))
    assert given.sum() > 0
    np.testing.assert_array_equal(before - scene.states.households, table.by_host(given))
    process, scene = _mobilised(-0.5, contribution=0.0)
    states, table, tally = scene.states, scene.diasporas, scene.tally
    held, armed = table.money(), states.armed_groups.copy()
    process._act(scene)
    spent = held - table.money()
    assert spent == pytest.approx(held * -np.expm1(-1 / 12), rel=1e-4)
    np.testing.assert_array_equal(states.armed_groups - armed, tally.diaspora_funds)
    assert tally.diaspora_funds.sum() == pytest.approx(0.25 * spent, rel=1e-3)
    assert tally.diaspora_civil.sum() == pytest.approx(0.2 * 0.75 * spent, rel=1e-3)
    assert not tally.diaspora_investment.any()
    assert scene.money() == 0


@pytest.mark.parametrize(
    ("orientation", "war", "rule"),
    [(-1.0, True, {"war_support": 0.0}), (0.0, True, {}), (0.7, True, {}), (-1.0, False, {})],
)
def test_insurgents_receive_nothing_without_support_enemies_or_war(
    orientation: float, war: bool, rule: dict[str, float]
) -> None:
    process, scene = _mobilised(orientation, war, **rule)
    process._act(scene)
    assert not scene.tally.diaspora_funds.any()
    assert scene.tally.diaspora_civil.any()
    if orientation >= 0.0 or not war:
        assert not scene.tally.diaspora_fighters.any()


def test_support_ends_some_years_after_a_war_and_fighters_come_only_in_war() -> None:
    paid = []
    for years in (0, 4, 6):
        process, scene = _mobilised(-1.0, False, after_war=5.0)
        scene.month = 120
        scene.states.war_ended[:] = 120 - 12 * years
        process._act(scene)
        paid.append(int(scene.tally.diaspora_funds.sum()))
        assert not scene.tally.diaspora_fighters.any()
    assert paid[0] == paid[1] > 0 == paid[2]
    process, scene = _mobilised(-1.0, volunteering=0.01)
    scene.armed_groups.running = False
    process._act(scene)
    assert not scene.tally.diaspora_fighters.any()
    scene.armed_groups.running = True
    process._act(scene)
    table, active = scene.diasporas, scene.diasporas.mobilisation[scene.diasporas.rows]
    np.testing.assert_allclose(
        scene.tally.diaspora_fighters, 0.01 / 12 * table.by_origin(active * table.size[table.rows])
    )


def test_those_who_stand_for_home_invest_there() -> None:
    process, scene = _mobilised(1.0, lobby_aid=0.0)
    process._support(scene, process._act(scene))
    received = scene.tally.diaspora_investment * scene.persons_per_agent / CENTS
    assert received.sum() > 0
    np.testing.assert_allclose(scene.states.diaspora_investment, received)
    assert scene.states.civil_support.max() > 0


def test_a_lobby_of_citizens_wins_aid_of_which_one_host_gives_no_more_than_its_share() -> None:
    process, scene = _mobilised(0.0, lobby_aid=0.01, contribution=0.0, spending=0.0)
    table, states = scene.diasporas, scene.states
    table.naturalised[table.rows], table.descendants[table.rows] = 0.0, 0.0
    process._act(scene)
    assert not scene.tally.lobby_aid.any()
    table.naturalised[table.rows] = 1.0
    table.size[table.rows] *= 1e4
    before = states.households.copy()
    process._act(scene)
    hosts = np.unique(table.host[table.rows])
    most = 0.01 / 12 * states.output * CENTS / scene.persons_per_agent
    assert scene.tally.lobby_aid.sum() == pytest.approx(most[hosts].sum(), rel=0.3)
    assert scene.tally.lobby_aid.sum() <= most[hosts].sum() + 72
    assert (before - states.households).sum() == 0


# ------------------------------------------------------------------------------------------ laws


@st.composite
def _rules(draw: st.DrawFn) -> dict[str, float]:
    """Every parameter anywhere within its range."""
    values = {}
    for name, field in Rule.model_fields.items():
        marks = {type(mark).__name__: mark for mark in field.metadata}
        low, high = float(marks["Ge"].ge), float(marks["Le"].le)
        values[name] = draw(st.one_of(st.sampled_from([low, high, field.default]), st.floats(low, high)))
    return values | {"threshold": draw(st.sampled_from([1.0, 1_000.0, 50_000.0]))}


_BASE: dict[str, MigrationModel] = {}


@settings(max_examples=12)
@given(rule=_rules(), levers=st.tuples(*[st.floats(0, 1)] * 3), war=st.booleans())
def test_everything_stays_within_its_bounds_and_money_is_conserved(
    rule: dict[str, float], levers: tuple[float, float, float], war: bool
) -> None:
    base = _BASE.setdefault("base", model_of(months=1))
    scene = twin(base).scene
    diasporas = Rule(**rule)
    scene.parameters = scene.parameters.model_copy(update={"diasporas": diasporas})
    names = ("diaspora_engagement", "diaspora_repression", "remittance_channel")
    for name, value in zip(names, levers, strict=True):
        scene.states.set_lever(name, np.arange(9), value)
    scene.states.conflict[:], scene.states.at_war[:] = float(war), war
    process, scene.month = Diasporas(scene), 12
    for _ in range(14):
        scene.start_month()
        process.step(scene)
        scene.month += 1
        assert scene.money() == 0
        table = scene.diasporas
        for name in BOUNDED:
            column = getattr(table, name)
            assert 0.0 <= column.min() <= column.max() <= 1.0, name
        assert -1.0 <= table.orientation.min() <= table.orientation.max() <= 1.0
        assert table.funds.min() >= 0
        assert len(table) == (table.place >= 0).sum()  # one for a corridor
        assert min(table.size.min(), table.descendants.min(), table.income.min()) >= 0.0
        assert np.isfinite(table.descendants).all()
        assert 0.0 <= scene.states.civil_support.min() <= scene.states.civil_support.max() <= 1.0


def test_results_do_not_depend_on_the_order_of_rows() -> None:
    one = model_of(small(parameters={"diasporas": {"threshold": 1_000.0, "attempts": 6.0}}), months=6)
    other = twin(one)
    table = other.scene.diasporas
    order = np.argsort(-table.uid, kind="stable")
    for name, column in vars(table).items():
        if isinstance(column, np.ndarray) and name not in ("place", "rows"):
            column[:] = column[order]
    table.rows = np.flatnonzero(table.uid)
    table.place[table.origin[table.rows], table.host[table.rows]] = table.rows
    for model in (one, other):
        scene, process = model.scene, process_of(model, "diasporas")
        for _ in range(8):  # over a January
            scene.start_month()
            process.step(scene)
            scene.month += 1
    first, second = one.scene.diasporas, other.scene.diasporas
    assert first.mobilisation.sum() > 0
    for name in (*BOUNDED, "orientation", "funds", "descendants", "income"):
        mine, theirs = (getattr(each, name)[each.place[each.place >= 0]] for each in (first, second))
        np.testing.assert_array_equal(mine, theirs, err_msg=name)
    np.testing.assert_array_equal(one.scene.states.households, other.scene.states.households)


def test_one_diaspora_more_changes_no_draw_of_another() -> None:
    won = []
    for threshold in (1_000.0, 20_000.0):
        process, scene = _begun(threshold=threshold, attempts=12.0, success=1.0)
        for _ in range(12):
            scene.start_month()
            process.step(scene)
            scene.month += 1
        table = scene.diasporas
        won.append(np.where(table.place >= 0, table.mobilisation[table.place], np.nan))
    both = ~np.isnan(won[1])
    assert 3 < both.sum() < (~np.isnan(won[0])).sum()
    np.testing.assert_array_equal(won[0][both], won[1][both])


def test_switched_off_there_are_none_and_nobody_receives_their_money() -> None:
    model = model_of(small(processes={"diasporas": False}), months=6)
    assert len(model.scene.diasporas) == 0
    assert not model.scene.tally.diaspora_funds.any()
    assert not model.scene.states.diaspora_investment.any()
