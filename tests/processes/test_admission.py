"""Admission: places of a month for those who have waited longest, and what is expected of the queue."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.statuses import Channel, Status
from abm.world.world import QUOTAS
from tests.laws.small_world import column, model_of, people, process_of, small


def _model(quota: float, applicants: int = 0, **settings: object) -> MigrationModel:
    """A world whose only applicants are those given: guest workers from AAB who want to go to AAE."""
    levers = dict.fromkeys(QUOTAS, quota)
    model = model_of(small(processes={"departures": False}, policies={"all": levers}, **settings))
    if applicants:
        many = np.ones(applicants, np.int64)
        model.scene.states.residents[1, 0] -= applicants * model.scene.persons_per_agent
        model.scene.migrants.admit(
            uid=2**61 + np.arange(applicants), origin=many, location=many, destination=4 * many,
            channel=int(Channel.GUEST) * many, status=int(Status.WAITING) * many, birth=-400 * many,
        )  # fmt: skip
    return model


def _admit(model: MigrationModel) -> int:
    model.scene.start_month()
    process_of(model, "admission").step(model.scene)
    model.scene.month += 1
    return int(model.scene.tally.entries[4, Channel.GUEST])


def test_all_enter_where_there_are_places_for_all() -> None:
    model = _model(1e6, 50)
    assert _admit(model) == 50
    row = model.scene.migrants.columns.uid >= 2**61
    assert (model.scene.migrants.columns.status[row] == Status.TEMPORARY_WORKER).all()


@pytest.mark.parametrize("quota", [0.0, 600.0, 5_000.0, 12_345.0])
def test_over_a_year_as_many_enter_as_the_quota_says(quota: float) -> None:
    """Fractions of places are carried from month to month."""
    model = _model(quota, 2_000, parameters={"admission": {"giving_up": 0.0}})
    entered = sum(_admit(model) for _ in range(12))
    assert entered == pytest.approx(quota / 100, abs=1)


def test_who_has_waited_longest_comes_first() -> None:
    model = _model(6_000, 300, parameters={"admission": {"giving_up": 0.0}})
    columns = model.scene.migrants.columns
    rows = np.flatnonzero(columns.uid >= 2**61)
    model.scene.month = 5
    columns.since[rows[:5]] = 1
    columns.since[rows[5:]] = 2
    assert _admit(model) == 5
    assert (columns.status[rows[:5]] == Status.TEMPORARY_WORKER).all()
    assert (columns.status[rows[5:]] == Status.WAITING).all()


def test_a_lottery_among_those_of_one_month_is_fair_to_the_order_of_rows() -> None:
    model = _model(60_000, 100, parameters={"admission": {"giving_up": 0.0}})
    assert _admit(model) == 50
    columns = model.scene.migrants.columns
    rows = np.flatnonzero(columns.uid >= 2**61)
    lucky = np.flatnonzero(columns.status[rows] == Status.TEMPORARY_WORKER)
    assert 35 < lucky.mean() < 65


def test_unused_places_are_not_kept() -> None:
    model = _model(12_000)
    _admit(model)
    assert (process_of(model, "admission")._open < 1).all()


@pytest.mark.parametrize(
    ("channel", "settles", "expected"),
    [
        (Channel.SKILLED, 5, Status.PERMANENT), (Channel.SKILLED, 100, Status.TEMPORARY_WORKER),
        (Channel.GUEST, 5, Status.TEMPORARY_WORKER), (Channel.STUDENT, 5, Status.STUDENT),
        (Channel.FAMILY, 100, Status.FAMILY),
    ],
)  # fmt: skip
def test_the_status_follows_from_the_channel(channel: Channel, settles: int, expected: Status) -> None:
    model = _model(1e6, 1)
    model.scene.states.set_lever("naturalisation_years", np.arange(9), settles)
    columns = model.scene.migrants.columns
    row = columns.uid >= 2**61
    columns.channel[row] = channel
    model.scene.start_month()
    process_of(model, "admission").step(model.scene)
    assert columns.status[row][0] == expected


def test_expectations_start_as_declared_and_where_a_quota_is_closed_at_nothing() -> None:
    model = model_of(small(policies={"AAC": {"quota_guest": 0}}))
    expected = model.scene.states.expected_admission
    assert expected[2, Channel.GUEST] == 0
    assert (np.delete(expected, 2, axis=0) == model.scene.parameters.admission.first_expectation).all()


def test_expectations_move_towards_what_is_seen() -> None:
    model = _model(6_000, 500)
    rule, expected = model.scene.parameters.admission, model.scene.states.expected_admission
    rate, quit_rate = 5 / 500, rule.giving_up / 12
    seen = rate / (rate + quit_rate)
    before = expected[4, Channel.GUEST]
    _admit(model)
    assert expected[4, Channel.GUEST] == pytest.approx(before + rule.learning * (seen - before))
    assert (expected[0] > before).all()  # nobody applies there: whoever did would be admitted


def test_expectations_stay_probabilities() -> None:
    model = model_of(months=1)
    for _ in range(23):
        model.step()
        expected = model.scene.states.expected_admission
        assert expected.min() >= 0
        assert expected.max() <= 1


def test_a_quota_that_closes_takes_away_all_hope_and_one_that_opens_gives_some_back() -> None:
    model = _model(6_000, 100)
    _admit(model)
    model.scene.states.set_lever("quota_guest", np.array([4]), 0.0)
    _admit(model)
    assert model.scene.states.expected_admission[4, Channel.GUEST] == 0
    model.scene.states.set_lever("quota_guest", np.array([4]), 6_000.0)
    _admit(model)
    assert model.scene.states.expected_admission[4, Channel.GUEST] > 0


def test_who_gives_up_goes_home_with_what_they_have() -> None:
    model = _model(0.0, 1_000, parameters={"admission": {"giving_up": 12.0}})
    scene = model.scene
    residents, people_before = scene.states.residents.copy(), scene.people()
    _admit(model)
    left = (column(model, "uid") >= 2**61).sum()
    assert left == pytest.approx(1_000 * np.exp(-1), rel=0.15)
    back = scene.states.residents - residents
    assert back[1, 0] == (1_000 - left) * scene.persons_per_agent == back.sum()
    assert scene.people() == people_before
    assert scene.money() == 0


def test_some_of_those_who_give_up_turn_to_another_way_to_the_same_place() -> None:
    settings = {"parameters": {"admission": {"giving_up": 12.0}}, "policies": {"all": {"quota_guest": 0}}}
    model = model_of(small(**settings), months=2)
    waiting = {
        uid: values["destination"]
        for uid, values in people(model).items()
        if values["status"] == Status.WAITING
    }
    model.scene.start_month()
    for name in ("departures", "admission"):
        process_of(model, name).step(model.scene)
    turned = {
        uid: values
        for uid, values in people(model).items()
        if uid in waiting and values["status"] == Status.IN_TRANSIT
    }
    assert turned
    for uid, values in turned.items():
        assert values["destination"] == waiting[uid]
        assert values["channel"] >= Channel.ASYLUM
        assert values["channel"] != Channel.FLIGHT
    assert model.scene.money() == 0
