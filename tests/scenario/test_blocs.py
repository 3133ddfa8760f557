"""Blocs and treaties of a scenario: what is refused, and that what is written is read back."""

from __future__ import annotations

from typing import Any

import pytest

from abm.refusal import Refusal
from abm.scenario import check_fit, load, scenario_from
from abm.scenario.cooperation import blocs_of
from tests.laws.small_world import small, world_of

_BLOC = {"competences": ["asylum"], "members": {"DEU": "1995-03"}}


@pytest.mark.parametrize(("said", "parts"), [
    ({"blocs": {"one": {**_BLOC, "competences": ["visa"]}}}, ["blocs.one.competences", "visa"]),
    ({"blocs": {"one": {**_BLOC, "competences": ["asylum", "asylum"]}}}, ["competences[1]", "twice"]),
    ({"blocs": {"one": {**_BLOC, "members": {"DEU": "1995"}}}}, ["members.DEU", "month"]),
    ({"blocs": {"one": {**_BLOC, "exits": {"FRA": "1999-01"}}}}, ["exits.FRA", "no member"]),
    ({"blocs": {"one": {**_BLOC, "exits": {"DEU": "1995-03"}}}}, ["exits.DEU", "not after it joins"]),
    ({"blocs": {"one": {**_BLOC, "accession": "vote"}}}, ["accession", "vote"]),
    ({"treaties": [{"kind": "readmission", "state": "ESP", "partner": "ESP", "date": "1992-02"}]},
     ["the state itself"]),
    ({"treaties": [{"kind": "readmission", "state": "ESP", "partner": "MAR", "date": "1992-02", "until": "1991-01"}]},
     ["treaties[0].until", "before the date"]),
    ({"events": [{"date": "1995-01", "bloc": {"name": "won", "admit": ["DEU"]}}], "blocs": {"one": _BLOC}},
     ["events[0].bloc.name", "won", "one"]),
    ({"events": [{"date": "1995-01", "bloc": {"name": "one"}}], "blocs": {"one": _BLOC}}, ["does nothing"]),
])  # fmt: skip
def test_what_no_bloc_can_be_is_refused(said: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(Refusal) as refusal:
        scenario_from(said)
    for part in parts:
        assert part in str(refusal.value)


@pytest.mark.parametrize("said", [
    {"blocs": {"one": {"competences": [], "members": {"DEX": "1995-03"}}}},
    {"blocs": {"one": {"competences": [], "candidates": ["DEX"]}}},
    {"treaties": [{"kind": "transit_control", "state": "ESP", "partner": "DEX", "date": "1992-02"}]},
    {"blocs": {"one": _BLOC}, "events": [{"date": "1995-01", "bloc": {"name": "one", "expel": ["DEX"]}}]},
])  # fmt: skip
def test_a_state_that_the_world_lacks_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="DEX"):
        scenario_from(said).check_states(["DEU", "FRA", "ESP", "MAR"])


def test_what_is_written_is_read_back() -> None:
    one = scenario_from({
        "blocs": {"one": _BLOC},
        "treaties": [{"kind": "readmission", "state": "ESP", "partner": "MAR", "date": "1992-02"}],
        "events": [{"date": "1995-01", "bloc": {"name": "one", "admit": ["FRA"]}}],
    })  # fmt: skip
    assert scenario_from(one.resolved()) == one


def test_members_join_in_the_months_that_were_written_and_those_of_before_at_the_start() -> None:
    chosen = small(blocs={"one": {"competences": [], "members": {"AAA": "1980-01", "AAB": "1990-03"}}})
    blocs = blocs_of(chosen, world_of(chosen))
    counts = []
    for month in range(4):
        blocs.carry_out(month)
        counts.append(int(blocs.member.sum()))
    assert counts == [1, 1, 2, 2]


def test_the_shipped_area_has_seven_members_at_first_and_more_from_the_data() -> None:
    (bloc,) = load("schengen-1995").blocs.values()
    assert set(bloc.members.values()) == {"1995-03"}
    assert len(bloc.members) == 7
    assert bloc.observed


def test_a_treaty_that_begins_after_the_horizon_is_refused() -> None:
    treaty = {"kind": "readmission", "state": "AAA", "partner": "AAB", "date": "2150-01"}
    with pytest.raises(Refusal, match=r"'treaties\[0\].date' is 2150-01, after the horizon's end"):
        small(treaties=[treaty])


@pytest.mark.parametrize(("code", "date", "said"), [
    ("AAI", "1991-01", "AAI joins never"), ("AAA", "1990-01", "AAA joins in 1990-01"),
])  # fmt: skip
def test_an_exit_of_a_state_that_has_not_joined_by_then_is_refused(code: str, date: str, said: str) -> None:
    union = {"competences": [], "members": {}, "observed": True, "exits": {code: date}}
    scenario = small(blocs={"union": union})
    world = world_of(scenario)
    world.free_movement_from[:] = 9_999
    world.free_movement_from[0, 1] = 1990
    with pytest.raises(Refusal, match=f"'blocs.union.exits.{code}' is {date}, but {said}"):
        check_fit(scenario, world)
