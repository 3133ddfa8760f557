"""Events: what is due is carried out before anything else in the month, once."""

from __future__ import annotations

import numpy as np

from abm.model import SCHEDULE, MigrationModel
from abm.processes.events import Events
from abm.scene import Happening
from tests.laws.small_world import model_of, small


def _model(*agenda: Happening) -> MigrationModel:
    model = model_of(small(), months=2)
    model.scene.agenda = list(agenda)
    model.scene.start_month()
    return model


def _states(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def test_events_come_first() -> None:
    assert SCHEDULE[0] is Events


def test_only_what_is_due_is_carried_out() -> None:
    past, due, ahead = (Happening(month, _states(0), {"removal": 7.0 + month}) for month in (1, 2, 3))
    model = _model(past, due, ahead)
    Events(model.scene).step(model.scene)
    assert model.scene.states.lever("removal")[0] == 9.0


def test_a_lever_is_set_for_the_states_named_and_they_are_marked_as_moved() -> None:
    model = _model(Happening(2, _states(1, 4), {"removal": 3.0}))
    Events(model.scene).step(model.scene)
    lever = model.scene.states.lever("removal")
    np.testing.assert_array_equal(np.flatnonzero(lever == 3.0), [1, 4])
    np.testing.assert_array_equal(np.flatnonzero(model.scene.levers_moved), [1, 4])


def test_events_of_one_month_are_carried_out_in_the_order_of_the_agenda() -> None:
    model = _model(
        Happening(2, _states(0), {"removal": 3.0}), Happening(2, _states(0), scale={"removal": 2.0})
    )
    Events(model.scene).step(model.scene)
    assert model.scene.states.lever("removal")[0] == 6.0


def test_parameters_are_replaced_and_the_others_kept() -> None:
    model = _model(Happening(2, _states(), parameters={"asylum": {"error": 0.1}}))
    before = model.scene.parameters
    Events(model.scene).step(model.scene)
    after = model.scene.parameters
    assert after.asylum.error == 0.1
    assert after.asylum.recognition_merit == before.asylum.recognition_merit
    assert after.departures is before.departures
    assert before.asylum.error == 0.6  # the scenario's own value has not changed
    assert model.scene.levers_moved.all()


def test_people_are_driven_out_in_equal_parts_toward_states_or_where_they_choose() -> None:
    model = _model(
        Happening(2, _states(), origin=3, persons=900.0, toward=(1, 2)),
        Happening(2, _states(), origin=3, persons=100.0),
    )
    Events(model.scene).step(model.scene)
    expected = np.zeros(9)
    expected[[1, 2, 3]] = 450.0, 450.0, 100.0
    np.testing.assert_array_equal(model.scene.expulsions[3], expected)
    assert model.scene.expulsions.sum() == 1000.0


def test_an_attack_kills_residents_once_and_is_entered_by_whence_the_attackers_are() -> None:
    lines = {}
    for abroad in (False, True):
        model = _model(Happening(2, _states(), attacked=3, killed=1000, from_abroad=abroad))
        scene = model.scene
        before = scene.states.residents.sum(axis=1)
        Events(scene).step(scene)
        killed = before - scene.states.residents.sum(axis=1)
        np.testing.assert_array_equal(np.flatnonzero(killed), [3])
        assert killed[3] == scene.tally.deaths[3] == scene.states.attack_deaths[3] == 1000
        assert scene.states.attacks.tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0]
        assert scene.ledger.of("violence")[3] == 1000.0
        lines[abroad] = scene.ledger.amounts[:, 3].copy()
        scene.start_month()
        assert not scene.states.attacks.any()
        assert not scene.states.attack_deaths.any()
    assert np.flatnonzero(lines[True]) != np.flatnonzero(lines[False])


def test_an_attack_kills_no_more_people_than_there_are() -> None:
    model = _model(Happening(2, _states(), attacked=3, killed=10**12))
    Events(model.scene).step(model.scene)
    assert not model.scene.states.residents[3].any()
    assert (model.scene.states.residents >= 0).all()


def test_an_attack_is_feared_in_the_month_in_which_it_happens() -> None:
    event = {"date": "1990-02", "attack": {"target": "AAD", "deaths": 5000}}
    threats = []
    for events in ([], [event]):
        model = model_of(small(events=events), months=2)
        threats.append(model.scene.states.threat.copy())
    assert threats[1][3] > 0.5 > threats[0][3]
    assert (np.delete(threats[1], 3) > np.delete(threats[0], 3)).all()


def test_the_larger_of_two_shares_of_regularisation_counts() -> None:
    model = _model(Happening(2, _states(0, 1), regularised=0.5), Happening(2, _states(1, 2), regularised=0.2))
    Events(model.scene).step(model.scene)
    np.testing.assert_array_equal(model.scene.regularised[:4], [0.5, 0.5, 0.2, 0.0])


def test_the_next_month_begins_anew() -> None:
    model = _model(Happening(2, _states(0), {"removal": 3.0}, origin=3, persons=900.0, regularised=0.5))
    model.step()
    model.step()
    for array in (model.scene.expulsions, model.scene.regularised, model.scene.levers_moved):
        assert not array.any()
