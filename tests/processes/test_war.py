"""Wars of the model's own: how they begin, whom they kill, how they end, and what each part does alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from abm.model import MigrationModel
from abm.processes.war import (
    army,
    log_odds_of_onset,
    matched,
    poisson,
    proportionally,
    yearly_deaths,
)
from abm.world.states import NEVER_AT_WAR
from tests.laws.small_world import model_of, process_of, small

PEACE = {"onset": -20.0, "onset_past": 0.0}
STILL = ("departures", "admission", "journeys", "smuggling", "transitions", "remittances", "crime", "borders")


def _war(months: int = 0, seed: int = 1, **settings: Any) -> MigrationModel:
    """The small world with simulated conflict, in which nobody moves."""
    drivers = {"conflict": "simulated", "displacement": "intensity"} | settings.pop("drivers", {})
    off = dict.fromkeys(STILL, False) | settings.pop("processes", {})
    return model_of(small(drivers=drivers, processes=off, **settings), months=months, seed=seed)


def _rises(model: MigrationModel, state: int, fighters: float, severity: float = 1.0) -> None:
    """A war in one state from now on."""
    scene = model.scene
    scene.armed_groups.rise(np.array([state]), np.array([fighters]), scene.month)
    scene.states.at_war[state], scene.states.severity[state] = True, severity
    scene.states.war_began[state] = scene.month


def _odds(**conflict: float) -> np.ndarray:
    model = _war(parameters={"conflict": conflict})
    return log_odds_of_onset(model.scene)


# ------------------------------------------------------------------------------------------ how they begin


def test_the_wars_of_the_first_month_are_those_of_the_data() -> None:
    model = _war()
    scene, rule = model.scene, model.scene.parameters.conflict
    deaths = model.world.in_year("conflict_deaths", 1990)
    np.testing.assert_array_equal(scene.states.at_war, deaths >= rule.threshold)
    np.testing.assert_array_equal(scene.armed_groups.alive, scene.states.at_war)
    fought = scene.states.at_war
    expected = yearly_deaths(scene, scene.armed_groups.strength, scene.states.severity)
    np.testing.assert_allclose(expected[fought], deaths[fought])
    assert 0 < fought.sum() < 9


@given(st.lists(st.floats(0.0, 1e5), min_size=9, max_size=9))
@settings(max_examples=30, deadline=None)
def test_a_matched_group_kills_as_many_as_it_is_matched_to(deaths: list[float]) -> None:
    scene = _MATCHING.scene
    wanted = np.array(deaths)
    fighters, severity = matched(scene, wanted)
    rule = scene.parameters.conflict
    most = rule.deaths_most * scene.states.residents.sum(axis=1)
    np.testing.assert_allclose(
        yearly_deaths(scene, fighters, severity), np.minimum(wanted, most), rtol=1e-9, atol=1e-9
    )
    balance = fighters / (fighters + army(scene))
    assert (balance[fighters > rule.smallest] <= rule.first_balance + 1e-9).all()


_MATCHING = _war(parameters={"conflict": {"severity_most": 1e6}})


@pytest.mark.parametrize(
    "name", ["onset_neighbour", "onset_refugees", "onset_sanctuary", "onset_funds", "onset_past"]
)
def test_each_cause_raises_the_odds_and_is_gone_at_zero(name: str) -> None:
    changed, causes = {}, ("onset_neighbour", "onset_refugees", "onset_sanctuary", "onset_funds")
    none = {**PEACE, **dict.fromkeys(causes, 0.0)}
    for value in (0.0, 1.0):
        model = _war(parameters={"conflict": {**none, name: value}})
        scene = model.scene
        scene.states.at_war.fill(False)
        scene.month = 24
        before = log_odds_of_onset(scene)
        near, far = np.argwhere(scene.world.contiguous)[0]
        if name in ("onset_neighbour", "onset_refugees"):
            scene.states.at_war[near] = True
            scene.migrants.census.refugees[near, far] = 50
        scene.armed_groups.sanctuary[near, far] = 500.0
        scene.states.armed_groups[far] = 10**10
        scene.states.war_ended[far] = 0
        changed[value] = (log_odds_of_onset(scene) - before)[far]
        if name == "onset_funds":
            scene.armed_groups.running = False
            np.testing.assert_array_equal(log_odds_of_onset(scene), before)
    assert changed[0.0] == pytest.approx(0.0)
    expected = {"onset_neighbour": 1.0, "onset_refugees": np.log1p(5000.0), "onset_sanctuary": np.log1p(500.0),
                "onset_past": 1.0 / (1.0 + 2.0 / 3.0)}  # fmt: skip
    assert changed[1.0] > 0.0
    if name in expected:
        assert changed[1.0] == pytest.approx(expected[name])


def test_poor_large_and_weak_states_have_more_wars() -> None:
    base = dict.fromkeys(
        ("onset_neighbour", "onset_refugees", "onset_income", "onset_size", "onset_capacity"), 0.0
    )
    model = _war()
    scene = model.scene
    people = scene.population()
    income = scene.states.output / people
    cases = (("onset_income", -1.0, -np.log(income / 1e4)), ("onset_size", 1.0, np.log(people / 1e7)),
             ("onset_capacity", -1.0, 0.5 - scene.states.capacity))  # fmt: skip
    for name, value, expected in cases:
        np.testing.assert_allclose(_odds(**{**base, "onset": 0.0, name: value}), expected, rtol=1e-9)


def test_wars_begin_as_often_as_the_odds_say() -> None:
    always = {"onset": 20.0, "smallest": 1.0, "settle": 0.0, "least": 0.0, "victory": 0.0}
    assert _war(4, parameters={"conflict": always}).scene.states.at_war.all()
    assert not _war(24, parameters={"conflict": PEACE}).frames()["world"]["conflict_onsets"].any()
    half = {**dict.fromkeys(("onset_income", "onset_size", "onset_capacity", "onset_neighbour", "onset_refugees",
                             "onset_past"), 0.0), "onset": 0.0, "settle": 12.0, "smallest": 1.0}  # fmt: skip
    models = [_war(24, seed, parameters={"conflict": half}) for seed in range(1, 6)]
    begun = sum(model.frames()["world"]["conflict_onsets"].sum() for model in models)
    # in peace a month's chance is 1 - 0.5^(1/12); wars last about a month
    peaceful = sum((~(model.frames()["states"]["at_war"] > 0)).sum() for model in models)
    assert begun / peaceful == pytest.approx(1 - 0.5 ** (1 / 12), rel=0.35)


def test_a_state_too_small_for_a_group_has_no_wars() -> None:
    model = _war(parameters={"conflict": {"onset": 5.0, "smallest": 1e6}}, months=12)
    assert not model.scene.states.at_war.any()
    assert not model.scene.armed_groups.alive.any()


def test_severity_has_the_tail_that_is_asked_for_and_an_end() -> None:
    rule = {"onset": 20.0, "settle": 12.0, "smallest": 1.0, "severity_tail": 1.0, "severity_most": 50.0}
    drawn: list[float] = []
    for seed in range(1, 7):
        model = _war(seed=seed, parameters={"conflict": rule})
        for _ in range(24):
            before = model.scene.states.at_war.copy()
            model.step()
            drawn.extend(model.scene.states.severity[model.scene.states.at_war & ~before])
    severity = np.array(drawn)
    assert len(severity) > 300
    assert severity.min() >= 1.0
    assert severity.max() == 50.0
    assert (severity > 4.0).mean() == pytest.approx(0.25, abs=0.08)


# ------------------------------------------------------------------------------------------ whom they kill


def test_deaths_are_those_of_the_contest_and_leave_the_residents() -> None:
    model = _war(parameters={"conflict": {**PEACE, "settle": 0.0, "victory": 0.0}})
    scene, rule = model.scene, model.scene.parameters.conflict
    scene.states.at_war.fill(False)
    _rises(model, 2, 5000.0, severity=20.0)
    residents = scene.states.residents.copy()
    government = rule.army * residents[2].sum() * scene.states.capacity[2]
    expected = rule.lethality * 20.0 * 2 * 5000.0 * government / (5000.0 + government) / 12
    conflict = process_of(model, "conflict")
    killed = []
    for _ in range(40):
        scene.start_month()
        conflict.step(scene)
        killed.append(scene.states.conflict_deaths[2])
        assert scene.tally.deaths[2] == killed[-1]
        scene.month += 1
    assert np.mean(killed) == pytest.approx(expected, rel=4 / np.sqrt(40 * expected))
    lost = residents - scene.states.residents
    assert lost.sum() == sum(killed)
    np.testing.assert_allclose(lost[2], residents[2] / residents[2].sum() * sum(killed), atol=41)
    assert not np.delete(lost, 2, axis=0).any()


def test_nobody_dies_twice_where_rates_of_death_are_simulated() -> None:
    model = _war(drivers={"population": "simulated"})
    scene = model.scene
    scene.states.conflict_deaths[:] = 1000.0
    quiet = _war(drivers={"population": "simulated"})
    quiet.scene.states.conflict_deaths[:] = 0.0
    for one in (model, quiet):
        process_of(one, "population").step(one.scene)
    np.testing.assert_array_equal(scene.states.residents, quiet.scene.states.residents)


@given(st.lists(st.integers(0, 10_000), min_size=3, max_size=3), st.floats(0.0, 1.0))
@settings(max_examples=50, deadline=None)
def test_the_dead_are_divided_to_the_last_person(people: list[int], share: float) -> None:
    residents = np.array([people], np.int64)
    killed = np.floor(residents.sum(axis=1) * share).astype(np.int64)
    parts = proportionally(killed, residents)
    assert (parts >= 0).all()
    assert (parts <= residents).all()
    assert parts.sum() == killed[0]


@pytest.mark.parametrize("mean", [0.01, 3.0, 30.0, 5000.0])
def test_deaths_of_a_month_have_the_mean_and_variance_of_poisson(mean: float) -> None:
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = poisson(u, np.full(len(u), mean))
    assert drawn.mean() == pytest.approx(mean, rel=0.01)
    assert drawn.var() == pytest.approx(mean, rel=0.02)
    assert (np.diff(drawn) >= 0).all()


# ------------------------------------------------------------------------------------------ how they end


def _ended(fighters: float, **conflict: float) -> MigrationModel:
    model = _war(parameters={"conflict": {**PEACE, "settle": 0.0, "victory": 0.0, **conflict}})
    model.scene.states.at_war.fill(False)
    model.scene.armed_groups.end(np.arange(9))
    _rises(model, 3, fighters)
    model.scene.month = 10
    process_of(model, "conflict").step(model.scene)
    return model


def test_a_war_goes_on_where_nothing_ends_it() -> None:
    model = _ended(3000.0)
    assert model.scene.states.at_war[3]
    assert model.scene.armed_groups.strength[3] == 3000.0
    assert model.scene.states.war_ended[3] == NEVER_AT_WAR


def test_a_settlement_leaves_a_dormant_group() -> None:
    model = _war(parameters={"conflict": {**PEACE, "settle": 12.0, "victory": 0.0, "remnant": 0.3}})
    scene = model.scene
    scene.states.at_war.fill(True)
    scene.armed_groups.end(np.arange(9))
    scene.armed_groups.rise(np.arange(9), np.full(9, 3000.0), 0)
    scene.month = 10
    process_of(model, "conflict").step(scene)
    over = ~scene.states.at_war
    assert 0 < over.sum() < 9
    np.testing.assert_array_equal(scene.states.war_ended, np.where(over, 10, NEVER_AT_WAR))
    assert not scene.states.severity[over].any()
    assert scene.armed_groups.alive.all()
    np.testing.assert_allclose(scene.armed_groups.strength, np.where(over, 900.0, 3000.0))


def test_a_group_that_melts_away_loses_the_war() -> None:
    model = _ended(20.0)
    assert not model.scene.states.at_war[3]
    assert model.scene.states.war_ended[3] == 10


def test_a_group_that_wins_is_no_more() -> None:
    model = _ended(1e9, victory=12.0)
    if model.scene.states.at_war[3]:  # the draw of this month is one in e^-1
        model.scene.month = 11
        process_of(model, "conflict").step(model.scene)
    assert not model.scene.states.at_war[3]
    assert not model.scene.armed_groups.alive[3]


def test_the_unpaid_settle_sooner() -> None:
    ends: dict[float, int] = {}
    rule = {**PEACE, "settle": 0.5, "settle_unpaid": 8.0, "victory": 0.0}
    for paid in (0.0, 1.0):
        ends[paid] = 0
        for seed in range(1, 9):
            model = _war(seed=seed, parameters={"conflict": rule})
            scene = model.scene
            scene.armed_groups.rise(np.arange(9), np.full(9, 5000.0), 0)
            scene.states.at_war.fill(True)
            scene.armed_groups.paid.fill(paid)
            process_of(model, "conflict").step(scene)
            ends[paid] += int((~scene.states.at_war).sum())
    assert ends[0.0] > 2 * ends[1.0] > 0


# ------------------------------------------------------------------------------------------ the whole


def test_recurrences_are_onsets_within_five_years_of_an_end() -> None:
    model = _war(parameters={"conflict": {"onset": 20.0, "settle": 12.0, "smallest": 1.0}}, months=1)
    world = model.frames()["world"]
    assert not world["conflict_onsets"].any()
    for _ in range(12):
        model.step()
    world = model.frames()["world"]
    first = 9 - model.world.in_year("conflict_deaths", 1990).astype(bool).sum()
    assert world["conflict_recurrences"].sum() > 0
    assert world["conflict_onsets"].sum() - world["conflict_recurrences"].sum() <= first


def test_people_within_a_state_flee_and_come_home() -> None:
    model = _war(parameters={"conflict": PEACE})
    scene, rule = model.scene, model.scene.parameters.conflict
    conflict = process_of(model, "conflict")
    residents = scene.states.residents.sum(axis=1)
    scene.states.conflict[:] = np.linspace(0, 1, 9)
    conflict._displace(scene)
    driven = np.floor(rule.within_rate / 12 * scene.states.conflict**rule.flight_exponent * residents)
    np.testing.assert_array_equal(scene.states.displaced_within, driven)
    scene.states.conflict.fill(0.0)
    months = 0
    while scene.states.displaced_within.any():
        conflict._displace(scene)
        months += 1
        assert months < 2000
    assert months > 12


@given(st.dictionaries(
    st.sampled_from(["onset", "lethality", "severity_tail", "severity_most", "first_fighters", "first_spread", "army",
                     "deaths_most", "settle", "victory", "remnant", "least", "smallest", "within_rate"]),
    st.floats(0.0, 1.0), max_size=8,
), st.integers(1, 1000))  # fmt: skip
@example({"onset": 1.0, "lethality": 1.0, "severity_tail": 0.0, "deaths_most": 1.0, "first_fighters": 1.0}, 1)
@settings(max_examples=8, deadline=None)
def test_fighters_funds_and_deaths_stay_within_their_limits(place: dict[str, float], seed: int) -> None:
    from abm.parameters.conflict import Conflict

    values = {}
    for name, share in place.items():
        low, high = (mark for mark in Conflict.model_fields[name].metadata)
        values[name] = float(low.ge + share * (high.le - low.ge))
    model = _war(seed=seed, parameters={"conflict": values})
    scene = model.scene
    for _ in range(12):
        people = scene.people()
        residents = scene.states.residents.sum(axis=1)
        model.step()
        groups, states = scene.armed_groups, scene.states
        most = scene.parameters.armed_groups.most_fighters * np.maximum(
            residents, states.residents.sum(axis=1)
        )
        assert np.isfinite(groups.fighters).all()
        assert (groups.fighters >= 0.0).all()
        assert (groups.strength <= most + 1e-6).all()
        assert (states.armed_groups >= 0).all()
        assert (states.conflict_deaths <= residents + scene.tally.births).all()
        assert (states.displaced_within <= states.residents.sum(axis=1)).all()
        assert ((states.conflict >= 0.0) & (states.conflict <= 1.0)).all()
        assert scene.money() == 0
        assert scene.people() == people + scene.tally.births.sum() - scene.tally.deaths.sum()


def test_draws_are_of_the_state_and_the_month() -> None:
    model, other = _war(30), _war(30)
    np.testing.assert_array_equal(model.scene.states.war_began, other.scene.states.war_began)
    apart = _war(30, seed=2)
    assert (model.scene.states.war_began != apart.scene.states.war_began).any()
