"""The terms of utility: the equation of the module, term by term."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.departures import Choice, option_weights
from abm.model import MigrationModel
from abm.processes.passage import forged_detection
from abm.processes.utility import ELIGIBLE, HOME_SIZE, SHORTEST_KM, Utility
from abm.statuses import Channel
from tests.laws.small_world import model_of, process_of, small


@pytest.fixture(scope="module")
def model() -> MigrationModel:
    """Three months on, with every tie in the world between some of the states."""
    model = model_of(months=3)
    for tie in ("common_language", "colonial_link", "contiguous"):
        pairs = getattr(model.world, tie)
        pairs[0, 4], pairs[8, 3] = True, False
    return model


def _choice(model: MigrationModel) -> Choice:
    return Utility(model.scene).choice(_in_january(model))


def _in_january(model: MigrationModel) -> Any:
    """The scene with levers marked as moved, so that everything is weighed anew."""
    model.scene.levers_moved[:] = True
    return model.scene


def _utility(model: MigrationModel, o: int, d: int, h: int, channel: Channel) -> float:
    """exp V of the module's docstring, written out from what the world holds; without the share who can pay."""
    scene, rule, world = model.scene, model.scene.parameters.departures, model.world
    states, wage, people = scene.states, scene.states.wage, scene.population()
    stock = scene.migrants.census.stock[o, d] * scene.persons_per_agent
    v = rule.propensity + rule.wage * np.log(wage[d, h] / wage[o, h]) + rule.network * np.log1p(stock)
    v -= rule.distance * np.log(max(world.distance_km[o, d], SHORTEST_KM))
    v += rule.language * world.common_language[o, d] + rule.colonial * world.colonial_link[o, d]
    v += rule.contiguity * world.contiguous[o, d] + rule.size * np.log(people[d])
    v += rule.conflict * (states.conflict[o] - states.conflict[d])
    v -= rule.home_size * np.log(people[o] / HOME_SIZE)
    v -= rule.exit_restriction * states.lever("exit_restriction")[o]
    v += getattr(rule, channel.name.lower())
    return float(np.exp(v) * ELIGIBLE[channel, h])


@pytest.mark.parametrize("channel", [Channel.SKILLED, Channel.GUEST, Channel.STUDENT])
def test_quota_channels_weigh_what_the_equation_says(model: MigrationModel, channel: Channel) -> None:
    choice, out = _choice(model), np.zeros(11)
    for o, d, h in ((0, 4, 0), (0, 4, 2), (1, 4, 2), (8, 3, 1), (5, 6, 2)):
        option_weights(choice, o, d, h, out)
        expected = _utility(model, o, d, h, channel) * choice.afford[o, h, 0, d]
        expected *= model.scene.states.expected_admission[d, channel]
        assert out[channel] == pytest.approx(expected)


def test_irregular_ways_weigh_risk_and_the_wage_without_status(model: MigrationModel) -> None:
    choice, out, rule = _choice(model), np.zeros(11), model.scene.parameters.departures
    productivity = model.scene.parameters.economy.irregular_productivity
    path = model.scene.routes.path[1]
    closed = ~model.scene.open_to() & np.isfinite(path[1])
    np.fill_diagonal(closed, False)
    for o, d in np.argwhere(closed)[:6]:
        option_weights(choice, o, d, 1, out)
        danger = path[2, o, d] + rule.death * path[3, o, d]
        expected = _utility(model, o, d, 1, Channel.SMUGGLED) * choice.afford[o, 1, 2, d]
        expected *= np.exp(-rule.risk * danger) * productivity**rule.wage
        assert out[Channel.SMUGGLED] == pytest.approx(expected)
        detected = forged_detection(model.scene)[d]
        expected = _utility(model, o, d, 1, Channel.FORGED) * choice.afford[o, 1, 3, d]
        expected *= np.exp(-rule.risk * detected) * productivity**rule.wage
        assert out[Channel.FORGED] == pytest.approx(expected)


def test_nobody_needs_a_smuggler_where_borders_are_open(model: MigrationModel) -> None:
    choice = _choice(model)
    assert model.scene.open_to().any()
    assert (choice.risk[:, model.scene.open_to()] == 0).all()


def test_nobody_stays_by_leaving_for_home(model: MigrationModel) -> None:
    choice = _choice(model)
    assert (np.diag(choice.pair) == 0).all()


def test_chances_of_a_visa_lie_between_0_and_1_and_fall_with_the_poverty_of_the_origin(
    model: MigrationModel,
) -> None:
    access = _choice(model).access
    assert access.min() >= 0
    assert access.max() <= 1
    income = model.scene.states.output / model.scene.population()
    poor, rich = int(income.argmin()), int(income.argmax())
    asked = [d for d in range(9) if d not in (poor, rich) and (access[[poor, rich], d] < 1).all()]
    assert asked
    assert (access[poor, asked] < access[rich, asked]).all() or (
        model.scene.parameters.travel.grant_income == 0
    )


def test_travellers_come_in_the_numbers_that_residents_travel(model: MigrationModel) -> None:
    utility = Utility(model.scene)
    utility.choice(_in_january(model))
    scene, rule = model.scene, model.scene.parameters.travel
    income = scene.states.output / scene.population()
    most = (rule.visits * scene.population() * (income / 20_000) ** rule.income).sum() / 12
    assert rule.visa * most <= utility.travellers.sum() <= most


def test_who_can_pay_is_fewer_where_the_way_costs_more(model: MigrationModel) -> None:
    utility = Utility(model.scene)
    afford = utility.choice(_in_january(model)).afford
    assert afford.min() >= 0
    assert afford.max() <= 1
    dearer = utility.ln_cost[3] > utility.ln_cost[0]
    assert (afford[:, :, 3] <= afford[:, :, 0]).transpose(0, 2, 1)[dearer].all()
    assert (afford[:, 0] <= afford[:, 2]).all()  # wages, and so wealth, rise with skill


def test_terms_that_seldom_change_are_what_they_would_be_anew() -> None:
    """Through a year with an event in it: the kept terms equal those of a utility that knows no yesterday."""
    event = {"date": "1990-05", "states": "all", "set": {"visa_openness": 3.0, "border_effort": 5.0}}
    model = model_of(small(events=[event]), months=4)
    for _ in range(3):
        model.step()
        kept = process_of(model, "departures")._utility
        if model.month == 5:  # the event was in the month just done, and its terms are those of that month
            anew = Utility(model.scene)
            anew.choice(_in_january(model))
            for name in ("_risk", "ln_cost", "_still", "_flight_open"):
                np.testing.assert_allclose(getattr(kept, name), getattr(anew, name), err_msg=name)
            np.testing.assert_allclose(kept._access, anew._access, rtol=0.01)


def test_what_smugglers_ask_is_weighed_anew_each_quarter_and_nothing_else_is() -> None:
    model = model_of(months=3)
    utility = process_of(model, "departures")._utility
    before = {name: getattr(utility, name).copy() for name in ("ln_cost", "_risk", "_afford")}
    model.step()
    anew = Utility(model.scene)
    anew._new_year = utility._new_year
    anew.choice(_in_january(model))
    for name in before:
        np.testing.assert_array_equal(getattr(utility, name), getattr(anew, name), err_msg=name)
    assert not np.array_equal(utility.ln_cost[2], before["ln_cost"][2])
    assert not np.array_equal(utility._afford[:, :, 2], before["_afford"][:, :, 2])
    np.testing.assert_array_equal(utility.ln_cost[:2], before["ln_cost"][:2])
    np.testing.assert_array_equal(utility._risk[0], before["_risk"][0])


def test_a_change_of_parameters_is_seen_at_once() -> None:
    model = model_of(months=2)
    utility = process_of(model, "departures")._utility
    before = utility.choice(model.scene)
    subject = model.scene.parameters.departures.model_copy(update={"distance": 2.0, "visa_cost": 9_000.0})
    model.scene.parameters = model.scene.parameters.model_copy(update={"departures": subject})
    model.scene.levers_moved[:] = True
    pair, cost = before.pair.copy(), before.afford.copy()
    after = utility.choice(model.scene)
    away = ~np.eye(9, dtype=bool)
    assert (after.pair[away] < pair[away]).all()
    assert after.afford[:, :, 0].sum() < cost[:, :, 0].sum()


def test_terms_follow_parameters_that_change_in_mid_run() -> None:
    model = model_of(months=3)
    scene = model.scene
    old = process_of(model, "departures")._utility
    scene.parameters = scene.parameters.changed(
        {"departures": {"distance": 0.1, "skilled": -3.0}, "travel": {"distance": 0.2}}
    )
    fresh = Utility(scene)
    fresh._new_year = old._new_year
    for name, one, other in zip(Choice._fields, old.choice(scene), fresh.choice(scene), strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)
    np.testing.assert_array_equal(old.travellers, fresh.travellers)


def test_forged_papers_are_found_with_the_declared_chance_at_screening_1() -> None:
    model = model_of(small(policies={"AAA": {"visa_screening": 2.0}}))
    rule, capacity = model.scene.parameters.journeys, model.scene.states.capacity
    found = rule.screening_detection * capacity
    detected = forged_detection(model.scene)
    np.testing.assert_allclose(detected[1:], found[1:])
    assert detected[0] == pytest.approx(1 - (1 - found[0]) ** 2)
