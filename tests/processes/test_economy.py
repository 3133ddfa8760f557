"""Economy: output and wages from everybody who works in a state."""

from __future__ import annotations

import numpy as np
import pytest

from abm.processes.economy import calibrate, labour, put_to_work, work_by_status
from abm.scenario import load
from abm.statuses import Status
from tests.laws.small_world import model_of, process_of, small


def test_observed_output_per_head_is_that_of_the_data() -> None:
    model = model_of()
    for _ in range(14):
        model.scene.start_month()
        process_of(model, "economy").step(model.scene)
        scene = model.scene
        income = scene.states.output / scene.population()
        np.testing.assert_allclose(income, model.world.at("gdp_per_head", scene.moment))
        model.step()


def test_the_work_of_a_month_is_paid_out_in_wages() -> None:
    """Constant returns: marginal products times workers add up to output."""
    scene = model_of(months=3).scene
    workers = labour(scene)
    put_to_work(scene, workers)
    np.testing.assert_allclose((scene.states.wage * workers).sum(axis=1) * 12, scene.states.output)


def test_wages_rise_with_skill() -> None:
    wage = model_of(months=1).scene.states.wage
    assert (wage[:, 0] < wage[:, 1]).all()
    assert (wage[:, 1] < wage[:, 2]).all()


def test_workers_are_residents_of_working_age_applicants_and_migrants_by_status() -> None:
    model = model_of(months=6)
    scene, k = model.scene, model.scene.persons_per_agent
    work = work_by_status(scene)
    expected = scene.states.residents * scene.states.working_share[:, None]
    for state in range(9):
        for status in Status:
            there = scene.migrants.census.standing[state, status] * k
            share = scene.states.working_share[state] if status == Status.WAITING else work[state, status]
            expected[state] = expected[state] + there * share
    np.testing.assert_allclose(labour(scene), expected)


@pytest.mark.parametrize(
    "status", [Status.WAITING, Status.IN_TRANSIT, Status.REFUGEE_IN_CAMP, Status.DETAINED, Status.DEAD]
)
def test_some_do_not_work_abroad(status: Status) -> None:
    assert (work_by_status(model_of().scene)[:, status] == 0).all()


def test_people_without_status_produce_less() -> None:
    work = work_by_status(model_of().scene)[0]
    assert 0 < work[Status.IRREGULAR] == work[Status.OVERSTAYER] < work[Status.PERMANENT]


def test_simulated_output_grows_by_the_rule() -> None:
    quiet = {"economy": {"shock": 0.0, "growth_students": 0.0}}
    model = model_of(small(drivers={"economy": "simulated"}, parameters=quiet), months=2)
    scene, rule = model.scene, model.scene.parameters.economy
    states = scene.states
    states.conflict[:] = np.linspace(0, 1, 9)
    states.remittances_invested[:], states.diaspora_investment[:] = 8e5, 2e5
    states.diaspora_knowledge[:] = np.linspace(0.3, 0, 9)
    before, output = states.productivity.copy(), states.output.copy()
    process_of(model, "economy").step(scene)
    growth = (
        rule.growth + rule.growth_capacity * (2 * states.capacity - 1)
        + rule.growth_remittances * 12e6 / output + rule.growth_knowledge * states.diaspora_knowledge
        - rule.growth_conflict * states.conflict
    )  # fmt: skip
    np.testing.assert_allclose(np.log(states.productivity / before), growth / 12)


def test_chance_adds_as_much_to_productivity_as_is_said_each_state_and_month_its_own() -> None:
    """What two worlds of one seed differ by is the shocks alone; other shares of them, the same shocks."""
    seen = {}
    for shock in (0.0, 0.06, 0.12):
        rule = {"economy": {"shock": shock}}
        model = model_of(small(drivers={"economy": "simulated"}, parameters=rule))
        scene, process = model.scene, process_of(model, "economy")
        logs = []
        for month in range(200):
            scene.month = month
            before = scene.states.productivity.copy()
            process.step(scene)
            logs.append(np.log(scene.states.productivity / before))
            scene.states.productivity[:] = before
        seen[shock] = np.array(logs)
    shocks = seen[0.06] - seen[0.0]
    np.testing.assert_allclose(seen[0.12] - seen[0.0], 2 * shocks, atol=1e-12)
    assert shocks.std() * np.sqrt(12) == pytest.approx(0.06, rel=0.05)
    assert abs(shocks.mean()) < 0.001
    assert abs(np.corrcoef(shocks.T)[np.triu_indices(9, 1)]).max() < 0.25
    assert abs(np.corrcoef(shocks[1:].ravel(), shocks[:-1].ravel())[0, 1]) < 0.1


def test_simulated_output_starts_from_the_data() -> None:
    observed, simulated = (
        model_of(small(drivers={"economy": driver})).scene.states.output
        for driver in ("observed", "simulated")
    )
    np.testing.assert_array_equal(observed, simulated)


def test_a_larger_workforce_of_low_skill_lowers_its_wage_where_productivity_is_given() -> None:
    scene = model_of(small(drivers={"economy": "simulated"})).scene
    before = scene.states.wage.copy()
    scene.states.residents[:, 0] *= 2
    put_to_work(scene, labour(scene))
    assert (scene.states.wage[:, 0] < before[:, 0]).all()
    assert (scene.states.wage[:, 2] - scene.states.wage[:, 0] > before[:, 2] - before[:, 0]).all()


def test_calibrating_twice_changes_nothing() -> None:
    scene = model_of(months=2).scene
    calibrate(scene)
    first = scene.states.productivity.copy(), scene.states.wage.copy()
    calibrate(scene)
    np.testing.assert_array_equal(first[0], scene.states.productivity)
    np.testing.assert_array_equal(first[1], scene.states.wage)


def test_ten_per_cent_more_students_add_about_five_per_cent_to_what_they_give_to_growth() -> None:
    """E84: patents rise by 4.5 to 6.8 % with a tenth more foreign graduate students; off, students add nothing."""
    grown = {}
    for students in (0, 100, 110):
        for added in (0.0, 0.005):
            rule = {"economy": {"shock": 0.0, "growth_students": added}}
            model = model_of(small(drivers={"economy": "simulated"}, parameters=rule))
            scene = model.scene
            scene.migrants.census.standing[:, Status.STUDENT] = 0
            scene.migrants.census.standing[:, Status.STUDENT, 2] = students
            scene.states.residents[:, 2] = 1_000_000
            before = scene.states.productivity.copy()
            process_of(model, "economy").step(scene)
            grown[students, added] = np.log(scene.states.productivity / before)
    given = {students: grown[students, 0.005] - grown[students, 0.0] for students in (0, 100, 110)}
    assert (given[0] == 0).all()
    assert (given[100] > 0).all()
    elasticity = np.log(given[110] / given[100]) / np.log(1.1)
    assert ((elasticity >= 0.3) & (elasticity <= 0.7)).all()


@pytest.mark.parametrize("trade", [0.0, 0.15])
def test_ties_abroad_add_to_output_only_where_that_is_switched_on(trade: float) -> None:
    """E86: about 1.5 % more trade with a tenth more migrants, gone with fixed effects of pairs: off by default."""
    rule = {"economy": {"shock": 0.0, "growth_trade": trade}}
    logs = []
    for more in (1.0, 1.1):
        model = model_of(small(drivers={"economy": "simulated"}, parameters=rule))
        scene, process = model.scene, process_of(model, "economy")
        stock = scene.migrants.census.stock
        stock[:] = 1_000
        process.step(scene)
        stock[:] = round(1_000 * more)
        before = scene.states.productivity.copy()
        process.step(scene)
        logs.append(np.log(scene.states.productivity / before))
    np.testing.assert_allclose(logs[1] - logs[0], trade * np.log(1.1), atol=1e-6)
    assert load("baseline").parameters.economy.growth_trade == 0.0
