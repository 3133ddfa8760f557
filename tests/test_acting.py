"""What a user does during a run: the same as if the scenario had said so from the start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd
import pytest

from abm.model import MigrationModel
from abm.refusal import Refusal
from abm.scenario import Scenario
from abm.scenario.acting import as_written
from tests.laws.small_world import model_of, small

Acts = Sequence[tuple[int, Mapping[str, Any]]]
"""Months in which to act, and what to do then."""

BLOCS = {
    "Union": {
        "competences": ["common_visa"], "members": {"AAA": "1990-01", "AAB": "1990-01", "AAC": "1990-06"},
    }
}  # fmt: skip

ACTS: dict[str, Acts] = {
    "set": [(3, {"states": ["AAA", "AAB"], "set": {"quota_family": 0.0, "border_effort": 3.0}})],
    "set at once and again": [
        (0, {"states": "all", "set": {"removal": 5.0}}),
        (2, {"states": ["AAA"], "set": {"removal": 1.0}}),
    ],
    "scale": [(4, {"states": "all", "scale": {"quota_skilled": 0.2, "visa_openness": 2.0}})],
    "two in a month": [
        (5, {"states": ["AAA"], "set": {"quota_family": 5000.0}}),
        (5, {"states": ["AAA"], "scale": {"quota_family": 3.0}}),
    ],
    "attack": [(3, {"attack": {"target": "AAA", "deaths": 3000, "origin": "AAB"}})],
    "displace": [(2, {"displace": {"origin": "AAB", "persons": 40_000}})],
    "parameters": [(2, {"parameters": {"departures": {"propensity": -20.0}}})],
    "agree": [(2, {"agree": {"host": "AAA", "origins": ["AAB", "AAD", "AAF"], "quota": "guest", "share": 0.8}})],
    "dismiss": [(3, {"dismiss": {"host": "AAA", "origins": ["AAB", "AAC"], "share": 0.5}})],
    "demand": [
        (2, {"demand": {"coercer": "AAB", "target": "AAA"}, "expel": {"origin": "AAB"}, "states": ["AAB"],
             "set": {"expulsion": 0.05}}),
    ],
    "bloc admits": [(3, {"date": "1990-05", "bloc": {"name": "Union", "admit": ["AAD"]}})],
    "bloc expels and decides more": [
        (0, {"date": "1990-02", "bloc": {"name": "Union", "expel": ["AAB"]}}),
        (6, {"date": "1990-09",
             "bloc": {"name": "Union", "competences": ["common_visa", "free_movement", "burden_sharing"]}}),
    ],
    "later": [(1, {"date": "1990-07", "states": ["AAC"], "regularise": {"share": 1.0}})],
}  # fmt: skip


def _played(scenario: Scenario, acts: Acts, months: int) -> MigrationModel:
    model = model_of(scenario)
    for month in range(months):
        for when, what in acts:
            if when == month:
                model.act({"date": model.date, **what})
        model.step()
    return model


@cache
def _idle(scenario: Scenario) -> dict[str, pd.DataFrame]:
    return model_of(scenario, months=11).frames()


def _assert_same(one: MigrationModel, two: MigrationModel) -> None:
    theirs = two.frames()
    for name, frame in one.frames().items():
        pd.testing.assert_frame_equal(frame, theirs[name], check_exact=True)


@pytest.mark.parametrize("name", ACTS)
def test_acting_during_a_run_is_having_written_it_from_the_start(name: str) -> None:
    scenario = small(
        blocs=BLOCS,
        events=[{"date": "1990-05", "states": ["AAA"], "scale": {"quota_family": 0.5, "border_effort": 1.5}}],
    )
    played = _played(scenario, ACTS[name], 11)
    written = played.as_acted()
    assert len(written.events) == 1 + len(ACTS[name])
    _assert_same(played, model_of(written, months=11))
    idle = _idle(scenario)
    assert any(not frame.equals(idle[key]) for key, frame in played.frames().items()), "the act did nothing"


def test_what_is_taken_back_never_was() -> None:
    scenario = small(blocs=BLOCS)
    model = model_of(scenario, months=2)
    kept = model.act({"date": "1990-03", "states": ["AAA"], "set": {"quota_family": 0.0}})
    for what in ({"states": "all", "set": {"removal": 20.0}}, {"bloc": {"name": "Union", "admit": ["AAD"]}}):
        model.take_back(model.act({"date": "1990-04", **what}))
    assert model.acts == (kept,)
    for _ in range(4):
        model.step()
    _assert_same(model, _played(scenario, [(2, as_written([kept.event])[0])], 6))
    with pytest.raises(Refusal, match=r"the change of 1990-03 is in force"):
        model.take_back(kept)


def test_a_fork_remembers_what_was_done_and_acts_alone() -> None:
    model = model_of(months=2)
    model.act({"date": "1990-03", "states": ["AAA"], "set": {"quota_family": 0.0}})
    fork = model.fork()
    fork.act({"date": "1990-03", "states": ["AAB"], "set": {"quota_family": 0.0}})
    assert (len(model.acts), len(fork.acts)) == (1, 2)
    assert (len(model.scene.agenda), len(fork.scene.agenda)) == (1, 2)
    for _ in range(3):
        model.step()
        fork.step()
    _assert_same(fork, model_of(fork.as_acted(), months=5))
    _assert_same(model, model_of(model.as_acted(), months=5))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "past": ({"date": "1990-02", "states": "all", "set": {"removal": 1.0}},
             "the change: 'date' is 1990-02, but the first month that can still be changed is 1990-04"),
    "bloc too soon": ({"date": "1990-04", "bloc": {"name": "Union", "admit": ["AAD"]}},
                      "the first month that can still be changed is 1990-05, for blocs decide a month ahead"),
    "after the end": ({"date": "1999-01", "states": "all", "set": {"removal": 1.0}}, "outside the horizon"),
    "range": ({"date": "1990-04", "states": "all", "set": {"removal": 51.0}},
              "the change: 'set.removal' is 51.0, outside its range 0 to 50 multiple"),
    "unknown lever": ({"date": "1990-04", "states": "all", "set": {"removel": 5.0}},
                      "unknown key 'set.removel'; did you mean 'removal'?"),
    "unknown state": ({"date": "1990-04", "states": ["AAX"], "set": {"removal": 5.0}}, "which is not in the world"),
    "unknown bloc": ({"date": "1990-05", "bloc": {"name": "Onion", "admit": ["AAD"]}},
                     "is 'Onion', not a bloc; did you mean 'Union'?"),
    "too many": ({"date": "1990-04", "displace": {"origin": "AAB", "persons": 9e8}}, "more than the"),
    "not a number": ({"date": "1990-04", "states": "all", "set": {"removal": "much"}}, "must be a number"),
    "whole run": ({"date": "1990-04", "parameters": {"smuggling": {"most_networks": 5}}},
                  "is set for the whole run: no event can change it"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_scenario_could_not_say_is_refused_in_its_words(name: str) -> None:
    model = model_of(small(blocs=BLOCS), months=3)
    values, sentence = REFUSED[name]
    with pytest.raises(Refusal) as refusal:
        model.act(values)
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("the change")
    assert not model.acts
    assert not model.scene.agenda


def test_a_run_that_is_over_or_has_no_events_cannot_be_changed() -> None:
    change = {"date": "1990-03", "states": "all", "set": {"removal": 1.0}}
    with pytest.raises(Refusal, match=r"the run is over since 1990-02"):
        model_of(small(months=2), months=2).act(change)
    with pytest.raises(Refusal, match=r"switches off the process 'events'"):
        model_of(small(processes={"events": False})).act(change)
    with pytest.raises(Refusal, match=r"switches off the process 'blocs'"):
        model_of(small(processes={"blocs": False}, blocs=BLOCS)).act(
            {"date": "1990-03", "bloc": {"name": "Union", "admit": ["AAD"]}}
        )
