"""Response: what states sense, and how those that respond move their policy within its ranges and their means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.parameters.costs import Costs
from abm.parameters.response import Response
from abm.processes.adaptation import SPANS
from abm.processes.response import RULED
from abm.processes.treasury import PRICED, cases, prices, raised, spent
from abm.statuses import Channel
from abm.world.policies import LEVERS, RANGES
from tests.laws.small_world import model_of, process_of, small

ALL = np.arange(9)


def _model(how: str = "fixed", months: int = 0, **parameters: Any) -> MigrationModel:
    return model_of(
        small(conditions={"all": {"response": how}}, parameters={"response": parameters}), months=months
    )


def _month(model: MigrationModel, attacks: float = 0.0, killed: float = 0.0, state: int = 0) -> np.ndarray:
    """A month of the response alone after an attack in a state; the threat that is perceived."""
    scene = model.scene
    scene.tally.clear()
    scene.states.attacks.fill(0.0)
    scene.states.attack_deaths.fill(0.0)
    scene.states.attacks[state] = attacks
    scene.states.attack_deaths[state] = killed * scene.states.residents[state].sum() / 1e6
    process_of(model, "response").step(scene)
    scene.month += 1
    return scene.states.threat.copy()


# ------------------------------------------------------------------------------------------ sensing


def test_without_anything_to_fear_nothing_is_feared() -> None:
    model = _model()
    model.scene.states.crime_deaths.fill(0.0)
    assert not _month(model).any()


def test_threat_of_an_attack_is_that_of_the_equation_and_fades_by_its_half_life() -> None:
    model = _model(others=0.0, neighbours=0.0, attack=0.1, attack_deaths=4.0)
    model.scene.states.set_lever("reaction_half_life", ALL, 0.5)
    threat = _month(model, attacks=1.0, killed=8.0)
    assert threat[0] == pytest.approx(1 - np.exp(-0.1 - 2.0))
    assert not threat[1:].any()
    for _ in range(6):
        threat_later = _month(model)
    assert threat_later[0] == pytest.approx(threat[0] / 2)


def test_an_attack_elsewhere_is_feared_more_where_states_are_alike_and_not_at_all_when_switched_off() -> None:
    model = _model(neighbours=0.0)
    threat = _month(model, attacks=3.0, killed=50.0)
    alike = process_of(model, "response")._alike
    assert (threat[1:] > 0).all()
    assert (threat[1:] < threat[0]).all()
    weight = (alike / alike.sum(axis=1, keepdims=True))[:, 0]
    order = np.argsort(weight[1:])
    assert (np.diff(threat[1:][order]) >= 0).all()
    assert not _month(_model(neighbours=0.0, others=0.0), attacks=3.0, killed=50.0)[1:].any()


def test_what_attacks_elsewhere_weigh_may_change_within_a_year() -> None:
    model = _model(neighbours=0.0, others=0.0)
    assert not _month(model, attacks=3.0)[1:].any()
    whole = model.scene.parameters
    response = whole.response.model_copy(update={"others": 1.0})
    model.scene.parameters = whole.model_copy(update={"response": response})
    assert (_month(model, attacks=3.0)[1:] > 0).all()


@pytest.mark.parametrize(("weight", "cause"), [
    ("irregular", "entries"), ("irregular", "overstays"), ("asylum", "claims"), ("crime", "crime_deaths"),
])  # fmt: skip
def test_each_flow_raises_threat_and_does_not_when_its_weight_is_0(weight: str, cause: str) -> None:
    felt = []
    for value in (0.5, 0.0):
        model = _model("fixed", 0, neighbours=0.0, **{weight: value})
        scene = model.scene
        scene.tally.clear()
        if cause == "entries":
            scene.tally.entries[2, Channel.SMUGGLED] = 5
        elif cause == "crime_deaths":
            scene.states.crime_deaths[2] = 50.0
        else:
            getattr(scene.tally, cause)[2] = 5
        process_of(model, "response").step(scene)
        felt.append(scene.states.threat[2])
    assert felt[0] > 0.0
    assert felt[1] == 0.0


def test_danger_is_the_mean_of_what_was_and_does_not_follow_fear() -> None:
    model = _model(danger_half_life=1.0)
    _month(model, attacks=1.0, killed=10.0)
    assert model.scene.states.danger[0] == pytest.approx((1 - 0.5 ** (1 / 12)) * 120.0)
    assert not model.scene.states.danger[1:].any()
    assert model.scene.states.threat[1:].any()


# ------------------------------------------------------------------------------------------ acting


def test_a_state_that_does_not_respond_moves_no_bit_of_policy_whatever_it_fears() -> None:
    calm, afraid = (_model(months=4, irregular=value) for value in (0.0, 5.0))
    assert (afraid.scene.states.threat > calm.scene.states.threat).any()
    for name, values in vars(calm.scene.states).items():
        if name != "threat" and isinstance(values, np.ndarray):
            np.testing.assert_array_equal(values, getattr(afraid.scene.states, name), err_msg=name)
    for name, frame in calm.frames().items():
        seen = frame.drop(columns="threat", errors="ignore")
        assert seen.equals(afraid.frames()[name][seen.columns]), name


@pytest.mark.parametrize("lever", RULED)
def test_by_the_rule_fear_moves_each_lever_its_way_and_it_comes_back_when_fear_is_gone(lever: str) -> None:
    model = _model("rule", neighbours=0.0, others=0.0, speed=12.0)
    scene = model.scene
    own = scene.states.lever(lever).copy()
    for _ in range(6):
        _month(model, attacks=5.0, killed=50.0)
    sign = -1 if lever in ("recognition_standard", "visa_openness") else 1
    assert sign * (scene.states.lever(lever)[0] - own[0]) > 0.05
    np.testing.assert_array_equal(scene.states.lever(lever)[1:], own[1:])
    for _ in range(400):
        _month(model)
    np.testing.assert_allclose(scene.states.lever(lever), own, atol=1e-3)


def test_reaction_0_moves_nothing_and_more_of_it_moves_more() -> None:
    efforts = []
    for reaction in (0.0, 1.0, 4.0):
        model = _model("rule")
        model.scene.states.set_lever("reaction", ALL, reaction)
        for _ in range(6):
            _month(model, attacks=5.0, killed=5.0)
        efforts.append(model.scene.states.lever("border_effort")[0])
    assert efforts[0] == 1.0
    assert efforts[0] < efforts[1] < efforts[2]


@pytest.mark.parametrize("spare", [0.0, 0.9, 1.01, 1.2])
def test_by_the_rule_nothing_is_bought_beyond_the_budget(spare: float) -> None:
    model = _model("rule", speed=12.0)
    scene = model.scene
    scene.states.set_lever("reaction", ALL, 5.0)
    scene.states.set_lever("institution_building", ALL, 0.005)
    scene.tally.clear()  # of cases, which are none in the months that follow
    needed = scene.parameters.costs.revenue * (spent(scene) / raised(scene))[0]
    scene.parameters = scene.parameters.changed({"costs": {"revenue": spare * needed}})
    for _ in range(6):
        before = spent(scene)
        _month(model, attacks=5.0, killed=50.0)
        assert (spent(scene) <= np.maximum(raised(scene), before) * (1 + 1e-9)).all()
    bought = scene.states.lever("surveillance")[0] + scene.states.lever("border_effort")[0] - 1.0
    assert (bought > 0.0) == (spare > 1.0)
    assert scene.states.lever("visa_openness")[0] < 1.0  # what costs nothing is done all the same


def test_what_is_set_by_hand_is_where_the_rule_starts_from() -> None:
    model = _model("rule", neighbours=0.0, others=0.0, speed=12.0)
    scene = model.scene
    _month(model, attacks=5.0, killed=50.0)
    scene.states.set_lever("border_effort", np.array([0]), 3.0)
    scene.states.threat.fill(0.0)
    for _ in range(24):
        _month(model)
    assert scene.states.lever("border_effort")[0] == pytest.approx(3.0)


def test_every_way_to_set_a_lever_is_in_force_in_the_month_and_costs_what_it_costs() -> None:
    event = {"date": "1990-02", "states": ["AAB"], "set": {"surveillance": 0.5}}
    model = model_of(small(policies={"AAA": {"surveillance": 0.5}}, events=[event]), months=2)
    model.states["AAC"].set_lever("surveillance", 0.5)
    scene = model.scene
    assert scene.states.lever("surveillance")[:4].tolist() == [0.5, 0.5, 0.5, 0.0]
    without = spent(scene)
    scene.states.set_lever("surveillance", np.arange(3), 0.0)
    rule = scene.parameters.costs.surveillance
    expected = np.where(ALL < 3, 0.5 * rule * scene.states.output / 12, 0.0)
    np.testing.assert_allclose(without - spent(scene), expected, rtol=1e-6, atol=1e-3)


def test_adaptive_states_move_one_lever_a_year_within_its_span_and_their_means() -> None:
    model = _model("adaptive", curiosity=0.5)
    scene = model.scene
    for year in range(6):
        scene.month = 12 * year
        before, room = scene.states.preferred.copy(), raised(scene) - spent(scene)
        cost = spent(scene)
        process_of(model, "response").step(scene)
        changed = scene.states.preferred != before
        assert (changed.sum(axis=0) <= 1).all()
        assert set(np.flatnonzero(changed.any(axis=1))) <= {LEVERS.index(name) for name in SPANS}
        more = spent(scene) - cost
        assert (more <= np.maximum(room, 0.0) + 1e-6).all()
    assert changed.any()


def test_a_state_without_capacity_buys_nothing() -> None:
    model = _model("adaptive", curiosity=1.0, imitation=0.5)
    scene = model.scene
    scene.states.capacity.fill(0.0)
    first = {name: scene.states.lever(name).copy() for name in PRICED}
    for year in range(8):
        scene.month = 12 * year
        process_of(model, "response").step(scene)
        for name in PRICED:
            assert (scene.states.lever(name) <= first[name]).all()


def test_a_move_that_was_followed_by_good_is_believed_in_and_taken_again() -> None:
    model = _model("adaptive", curiosity=0.0, imitation=0.0, caution=0.0)
    scene, adaptation = model.scene, process_of(model, "response")._adaptation
    move = list(SPANS).index("minority_recognition")
    scene.month = 0
    adaptation.beliefs[move] = 1e-3
    alike = np.ones((9, 9)) - np.eye(9)
    adaptation.turn(scene, alike)
    assert (adaptation._last_move == move).all()
    scene.states.cohesion[0] = 0.9  # of the first state alone: the others are what it compares itself with
    scene.month = 12
    adaptation.turn(scene, alike)
    assert adaptation.beliefs[move, 0] > 1e-3 > adaptation.beliefs[move, 1]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("how", ["rule", "adaptive"])
def test_threat_and_levers_stay_in_their_ranges_for_any_parameters(seed: int, how: str) -> None:
    """25 draws each, 200 in all."""
    generator = np.random.default_rng(seed)
    model = _model(how)
    scene = model.scene
    low, high = np.array(RANGES).T
    for draw in range(25):
        values: dict[str, dict[str, float]] = {}
        for subject, group in (("response", Response), ("costs", Costs)):
            fields = {name: field.metadata for name, field in group.model_fields.items()}
            values[subject] = {
                name: float(
                    generator.choice([marks[0].ge, marks[1].le, generator.uniform(marks[0].ge, marks[1].le)])
                )
                for name, marks in fields.items()
            }
        scene.parameters = scene.parameters.changed(values)
        scene.states.set_lever("reaction", ALL, generator.uniform(0, 20))
        scene.month = 12 * draw
        scene.states.capacity[:] = generator.uniform(0, 1, 9)
        scene.states.attacks[:] = generator.integers(0, 5, 9)
        scene.states.attack_deaths[:] = generator.uniform(0, 1e6, 9)
        process_of(model, "response").step(scene)
        assert ((scene.states.threat >= 0) & (scene.states.threat <= 1)).all()
        assert np.isfinite(scene.states.policy_spending).all()
        assert ((scene.states.preferred >= low[:, None]) & (scene.states.preferred <= high[:, None])).all()


# ------------------------------------------------------------------------------------------ money


def test_spending_is_the_price_of_each_lever_and_what_cases_cost() -> None:
    model = _model(months=6)
    scene = model.scene
    by_lever = prices(scene)
    assert set(by_lever) == set(PRICED)
    whole = sum(by_lever[name] * scene.states.lever(name) for name in PRICED) / 12 + cases(scene)
    np.testing.assert_allclose(spent(scene), whole)
    claims = scene.tally.claims.astype(float) * scene.persons_per_agent
    removed = scene.tally.removed * float(scene.persons_per_agent)
    rule = scene.parameters.costs
    np.testing.assert_allclose(cases(scene), rule.asylum * claims + rule.removal * removed)
    assert claims.sum() > 0


def test_what_one_state_does_far_away_moves_no_trial_of_another() -> None:
    chosen = []
    for share in (0.0, 0.3):
        model = model_of(
            small(
                conditions={"all": {"response": "adaptive"}}, policies={"AAI": {"foreign_recruits": share}},
                parameters={"response": {"curiosity": 1.0, "caution": 0.0}},
            ), months=14,
        )  # fmt: skip
        chosen.append(model.scene.states.preferred[:, :8].copy())
    np.testing.assert_array_equal(chosen[0], chosen[1])
    assert (chosen[0] != model_of(small()).scene.states.preferred[:, :8]).any()


def test_what_a_state_chooses_at_the_end_of_a_month_is_acted_on_in_the_next() -> None:
    model = model_of(
        small(conditions={"AAB": {"response": "rule"}}, policies={"AAB": {"reaction": 20.0}}), months=2
    )
    scene = model.scene
    scene.states.threat[1] = 1.0
    assert not scene.levers_moved.any()
    model.step()  # the end of the first quarter
    assert scene.levers_moved.tolist() == [place == 1 for place in range(9)]
    model.step()
    assert not scene.levers_moved.any()


def test_scaling_a_lever_under_fear_scales_what_it_comes_back_to_and_no_more() -> None:
    model = _model("rule", neighbours=0.0, others=0.0, speed=12.0)
    scene = model.scene
    for _ in range(6):
        _month(model, attacks=5.0, killed=50.0)
    raised = scene.states.lever("border_effort")[0]
    assert raised > 1.5
    scene.states.scale_lever("border_effort", np.array([0]), 2.0)
    assert scene.states.lever("border_effort")[0] == pytest.approx(2.0 * raised)
    for _ in range(400):
        _month(model)
    assert scene.states.lever("border_effort")[0] == pytest.approx(2.0, abs=1e-2)


def test_what_cannot_be_carried_out_is_not_paid_for() -> None:
    model = _model()
    scene, rule = model.scene, model.scene.parameters
    scene.states.capacity.fill(0.02)
    scene.states.set_lever("institution_building", ALL, 0.3)
    scene.states.set_lever("border_effort", ALL, 20.0)
    done = min(0.3, rule.institutions.revenue * 0.02) + min(
        20.0 * rule.borders.cost, rule.borders.revenue * 0.02
    )
    others = sum(
        price * scene.states.lever(name) for name, price in prices(scene).items()
        if name not in ("institution_building", "border_effort")
    )  # fmt: skip
    np.testing.assert_allclose(spent(scene) * 12, done * scene.states.output + others)
