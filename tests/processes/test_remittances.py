"""Remittances: what is sent follows the wage, time away and the crisis at home; every cent has two ends."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.economy import work_by_status
from abm.statuses import Status
from tests.laws.small_world import model_of, people, process_of, small


def _paid(model: MigrationModel) -> MigrationModel:
    model.scene.start_month()
    process_of(model, "remittances").step(model.scene)
    return model


def _expected(model: MigrationModel) -> np.ndarray:
    """The equation, agent by agent: cents by location and origin."""
    scene, rule = model.scene, model.scene.parameters.remittances
    work, out = work_by_status(scene), np.zeros((9, 9))
    income, used = np.log(scene.states.output / scene.population()), process_of(model, "remittances")._used_to
    used = used + (1 - 0.5 ** (1 / (12 * rule.used_to))) * (income - used)
    need = np.exp(rule.hardship * np.maximum(used - income, 0))
    for values in people(model).values():
        here, origin, skill = values["location"], values["origin"], values["skill"]
        away = (scene.month - values["arrived"]) / 12
        wage = scene.states.wage[here, skill] * 100 * work[here, values["status"]]
        share = rule.sent * 0.5 ** (away / rule.half_life) * (1 + rule.crisis * scene.states.conflict[origin])
        if here != origin:
            out[here, origin] += wage * share * need[origin]
    return out * (1.0 - rule.cost * (1.0 - rule.informal))


def test_what_is_sent_is_what_the_equation_says() -> None:
    model = model_of(months=6)
    expected = _expected(model)
    _paid(model)
    assert expected.sum() > 0
    np.testing.assert_allclose(model.scene.tally.sent, expected, rtol=1e-3)


def test_every_cent_that_is_sent_leaves_one_state_and_reaches_another() -> None:
    model = model_of(months=6)
    households = model.scene.states.households.copy()
    savings = model.scene.migrants.columns.savings.sum(dtype=np.int64)
    _paid(model)
    sent = model.scene.tally.sent
    saved = int(model.scene.migrants.columns.savings.sum(dtype=np.int64) - savings)
    assert (model.scene.states.households - households).sum() == -saved
    assert (np.diag(sent) == 0).all()
    received = sent.sum(axis=0) * model.scene.persons_per_agent / 100
    np.testing.assert_allclose(model.scene.states.remittances, received)
    assert model.scene.money() == 0


def test_a_share_of_the_wage_is_saved_until_there_is_enough() -> None:
    model = model_of(months=1)
    before = people(model)
    _paid(model)
    rule, work, wage = (
        model.scene.parameters.remittances,
        work_by_status(model.scene),
        model.scene.states.wage,
    )
    more = 0
    for uid, values in people(model).items():
        earned = wage[values["location"], values["skill"]] * 100 * work[values["location"], values["status"]]
        gain = values["savings"] - before[uid]["savings"]
        if values["location"] == values["origin"] or before[uid]["savings"] >= earned * rule.savings_limit:
            assert gain == 0
        else:
            assert gain == pytest.approx(earned * rule.saved, abs=1)
            more += 1
    assert more > 10_000


@pytest.mark.parametrize(("name", "factor"), [("sent", 2.0), ("crisis", 1.0)])
def test_twice_the_share_sends_twice_as_much(name: str, factor: float) -> None:
    rule = {"sent": 0.05, "crisis": 0.0, "saved": 0.0}
    drivers = {"conflict": "none"}
    plain = _paid(model_of(small(parameters={"remittances": rule}, drivers=drivers)))
    more = _paid(model_of(small(parameters={"remittances": rule | {name: 2 * rule[name]}}, drivers=drivers)))
    assert more.scene.tally.sent.sum() == pytest.approx(factor * plain.scene.tally.sent.sum(), rel=1e-3)


def test_a_crisis_at_home_raises_what_is_sent_there() -> None:
    counts = []
    for war in (0.0, 1.0):
        model = model_of(small(parameters={"remittances": {"crisis": 1.0}}), months=1)
        model.scene.states.conflict[:] = 0.0
        model.scene.states.conflict[2] = war
        counts.append(_paid(model).scene.tally.sent.sum(axis=0))
    np.testing.assert_allclose(counts[1][2], 2 * counts[0][2], rtol=1e-3)
    np.testing.assert_array_equal(np.delete(counts[1], 2), np.delete(counts[0], 2))


def _after_a_fall(fall: float, **rule: float) -> tuple[np.ndarray, MigrationModel]:
    """What is sent by origin when output of state 2 has fallen, over what is sent else."""
    sent = []
    for factor in (1.0, fall):
        model = model_of(small(parameters={"remittances": rule}, drivers={"conflict": "none"}), months=1)
        model.scene.states.output[2] *= factor
        sent.append(_paid(model).scene.tally.sent.sum(axis=0))
    return sent[1] / sent[0], model


@pytest.mark.parametrize("hardship", [0.0, 0.5, 1.0])
def test_less_output_per_head_than_people_are_used_to_raises_what_is_sent_there(hardship: float) -> None:
    ratio, _ = _after_a_fall(0.8, hardship=hardship, used_to=50.0)
    assert ratio[2] == pytest.approx(0.8**-hardship, rel=2e-3)
    np.testing.assert_array_equal(np.delete(ratio, 2), 1.0)


def test_more_output_than_people_are_used_to_lowers_nothing() -> None:
    ratio, _ = _after_a_fall(1.3, hardship=1.0, used_to=50.0)
    np.testing.assert_array_equal(ratio, 1.0)


def test_people_get_used_to_half_of_a_fall_in_the_time_said() -> None:
    _, model = _after_a_fall(0.5, used_to=1.0)
    process, scene = process_of(model, "remittances"), model.scene
    first = process._need(scene)[2]
    for _ in range(12):
        last = process._need(scene)[2]
    assert np.log(last) / np.log(first) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    "status", [Status.WAITING, Status.IN_TRANSIT, Status.DETAINED, Status.REFUGEE_IN_CAMP]
)
def test_who_does_not_work_sends_nothing(status: Status) -> None:
    model = model_of(small(processes={"departures": False}, world={"migration_stock": 0.0}))
    here = 1 if status == Status.WAITING else 4
    model.scene.migrants.admit(
        uid=np.array([2**61]), origin=np.array([1]), location=np.array([here]), destination=np.array([4]),
        channel=np.array([0]), status=np.array([int(status)]),
    )  # fmt: skip
    _paid(model)
    assert model.scene.tally.sent.sum() == 0
    assert model.scene.migrants.columns.savings.sum() == 0


def test_the_sums_do_not_depend_on_how_the_table_is_cut() -> None:
    one, many = model_of(months=4), model_of(months=4)
    process = process_of(many, "remittances")
    many.scene.threads = 7
    process._sent, process._saved = np.zeros((7, 9, 9), np.int64), np.zeros((7, 9), np.int64)
    _paid(one)
    _paid(many)
    np.testing.assert_array_equal(one.scene.tally.sent, many.scene.tally.sent)
    np.testing.assert_array_equal(one.scene.states.households, many.scene.states.households)


# ------------------------------------------------------------------------------------------ channels


def _sent(policies: dict[str, dict[str, float]] | None = None, **rule: float) -> MigrationModel:
    return _paid(model_of(small(parameters={"remittances": rule}, policies=policies or {})))


def test_what_does_not_arrive_is_the_cost_of_formal_channels_and_stays_in_the_host() -> None:
    free, dear = _sent(cost=0.0), _sent(cost=0.2, informal=0.25)
    lost = free.scene.tally.sent.sum(axis=1) - dear.scene.tally.sent.sum(axis=1)
    np.testing.assert_array_equal(lost, dear.scene.tally.transfer_costs)
    np.testing.assert_allclose(lost, 0.75 * 0.2 * free.scene.tally.sent.sum(axis=1), rtol=1e-4)
    np.testing.assert_allclose(
        dear.scene.tally.sent_informally, 0.25 * free.scene.tally.sent.sum(axis=0), rtol=1e-4
    )
    assert not free.scene.tally.transfer_costs.any()
    assert dear.scene.money() == 0


def test_a_state_that_takes_the_cost_away_has_more_arrive_and_less_go_round_the_banks() -> None:
    plain, cheap = _sent(), _sent({"AAC": {"remittance_channel": 1.0}})
    gain = cheap.scene.tally.sent - plain.scene.tally.sent
    assert gain[:, 2].sum() > 0
    assert gain[2].sum() > 0
    assert cheap.scene.tally.transfer_costs[2] == cheap.scene.tally.sent_informally[2] == 0
    others = np.delete(np.delete(gain, 2, axis=0), 2, axis=1)
    assert not others.any()


def test_the_closing_of_informal_channels_makes_all_pay() -> None:
    plain, closed = _sent(), _sent(informal=0.0)
    assert not closed.scene.tally.sent_informally.any()
    assert closed.scene.tally.transfer_costs.sum() > 1.3 * plain.scene.tally.transfer_costs.sum()
    assert closed.scene.tally.sent.sum() < plain.scene.tally.sent.sum()


def test_engagement_has_more_of_what_arrives_invested_and_never_more_than_all() -> None:
    for engaged, share in ((0.0, 0.3), (0.5, 0.7), (1.0, 1.0)):
        states = _sent({"all": {"diaspora_engagement": engaged}}, invested=0.3, engagement=0.8).scene.states
        np.testing.assert_allclose(states.remittances_invested, share * states.remittances)
