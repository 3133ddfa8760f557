"""A month of armed groups: money only changes hands, and the compiled kernels are their Python bodies."""

from __future__ import annotations

import numpy as np

from abm.kernels.armed_groups import (
    Contest,
    Groups,
    Home,
    Terms,
    earn_and_pay,
    live_and_fight,
    match,
    match_groups,
    recruit,
    suffer,
)
from tests.kernels.scenes import STATES, assert_same_in_python

TERMS = Terms(0.05, 3.0, 6.0, 2.0, 0.9, 3.0, 0.3, 0.5, 0.01, 400.0, 0.02, 0.01)
CONTEST = Contest(0.05, 0.02, 0.25, 500.0, 50.0)


def _home() -> Home:
    rng = np.random.default_rng(1)
    return Home(
        residents=rng.integers(1, 10**7, (STATES, 3)), wage=rng.uniform(50.0, 4000.0, (STATES, 3)),
        output=rng.uniform(1e8, 1e11, STATES), capacity=rng.random(STATES), deaths=rng.uniform(0.0, 400.0, STATES),
        at_war=np.array([True, False, True, True, False]),
    )  # fmt: skip


def _groups() -> Groups:
    rng = np.random.default_rng(2)
    fighters = rng.uniform(0.0, 9000.0, (STATES, 3)) * np.array([1.0, 1.0, 0.0, 1.0, 0.0])[:, None]
    return Groups(
        np.array([3, 4, 0, 7, 0]), fighters, rng.uniform(0.0, 1e5, STATES), rng.uniform(0.1, 1.0, STATES)
    )


def _purses() -> tuple[np.ndarray, ...]:
    return tuple(np.random.default_rng(3).integers(-(10**9), 10**10, (3, STATES)))


def test_the_same_in_python() -> None:
    home, rng = _home(), np.random.default_rng(4)
    sanctuary, joining = rng.uniform(0.0, 4000.0, (STATES, STATES)), rng.random(STATES)
    deaths = np.array([0.0, 10.0, 1e3, 1e5, 1e7])
    assert_same_in_python(earn_and_pay, lambda: (_groups(), home, TERMS, 0.08, 0.1, _purses()))
    assert_same_in_python(suffer, lambda: (_groups(), home, TERMS, sanctuary, np.empty((2, STATES))))
    assert_same_in_python(
        live_and_fight,
        lambda: (_groups(), home, TERMS, 0.08, 0.1, _purses(), sanctuary, np.empty((2, STATES))),
    )
    assert_same_in_python(recruit, lambda: (_groups(), home, TERMS, joining.copy()))
    assert_same_in_python(match_groups, lambda: (_groups(), home, CONTEST, TERMS, deaths, np.ones(STATES)))
    assert_same_in_python(match, lambda: (home, CONTEST, TERMS, deaths, np.empty((2, STATES))))


def test_the_share_in_sanctuaries_and_never_more_than_all_is_spared_by_battle() -> None:
    strength, sanctuary, out = (
        _groups().fighters.sum(axis=1),
        np.zeros((STATES, STATES)),
        np.empty((2, STATES)),
    )
    suffer(_groups(), _home(), TERMS, sanctuary, out)
    lost = 1.0 - out[0]
    sanctuary[0, 2], sanctuary[3] = strength[0] / 4.0, strength[3]
    suffer(_groups(), _home(), TERMS, sanctuary, out)
    assert (lost[[0, 3]] > 0.0).all()
    np.testing.assert_allclose(1.0 - out[0], lost * np.array([0.75, 1.0, 1.0, 0.0, 1.0]))


def test_money_only_changes_hands() -> None:
    before, after = _purses(), _purses()
    earn_and_pay(_groups(), _home(), TERMS, 0.08, 0.1, after)
    assert sum(after[:2]).tolist() == sum(before[:2]).tolist()  # type: ignore[union-attr]
    assert (after[1] != before[1]).any()


def test_groups_at_war_are_as_strong_as_deaths_ask_for_and_others_stay_as_they_are() -> None:
    groups, before, home = _groups(), _groups(), _home()
    deaths, severity, wanted = np.full(STATES, 1e4), np.ones(STATES), np.empty((2, STATES))
    match(home, CONTEST, TERMS, deaths, wanted)
    match_groups(groups, home, CONTEST, TERMS, deaths, severity)
    peace = ~home.at_war
    assert peace.any()
    np.testing.assert_array_equal(groups.fighters[peace], before.fighters[peace])
    np.testing.assert_array_equal(severity, np.where(home.at_war, wanted[1], 0.0))
    others = before.fighters[:, 1:].sum(axis=1)
    expected = np.maximum(wanted[0], others)[home.at_war]
    np.testing.assert_allclose(groups.fighters.sum(axis=1)[home.at_war], expected)
