"""Crime: what organised crime, officials and armed groups hold is spent, and the violence that money makes."""

from __future__ import annotations

import numpy as np
import pytest

from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from tests.laws.small_world import model_of, process_of, small

ACCOUNTS = ("crime", "officials", "armed_groups")


def _held(amount: float, **crime: float) -> MigrationModel:
    """A world in which each account holds money that households lack: another in each state."""
    model = model_of(small(parameters={"crime": crime}))
    states = model.scene.states
    for part, name in enumerate(ACCOUNTS, 1):
        money = (amount * part * np.arange(1, 10)).astype(np.int64)
        getattr(states, name)[:] = money
        states.households -= money
    return model


def _month(model: MigrationModel) -> np.ndarray:
    model.scene.start_month()
    process_of(model, "crime").step(model.scene)
    return model.scene.states.crime_deaths.copy()


@pytest.mark.parametrize("rate", [0.0, 0.5, 12.0])
def test_money_is_spent_at_home_at_its_rate(rate: float) -> None:
    model = _held(1e9, spending=rate)
    states = model.scene.states
    before = {name: getattr(states, name).copy() for name in (*ACCOUNTS, "households")}
    _month(model)
    spent = np.zeros(9, np.int64)
    for name in ACCOUNTS:
        left = getattr(states, name)
        np.testing.assert_allclose(left, before[name] * np.exp(-rate / 12), rtol=1e-8)
        spent += before[name] - left
    np.testing.assert_array_equal(states.households - before["households"], spent)
    assert model.scene.money() == 0
    assert spent.any() == (rate > 0.0)


def test_after_a_year_what_is_left_is_that_of_a_rate() -> None:
    model = _held(1e12, spending=0.5)
    before = model.scene.states.crime.copy()
    for _ in range(12):
        _month(model)
    np.testing.assert_allclose(model.scene.states.crime, before * np.exp(-0.5), rtol=1e-8)


def test_deaths_are_those_of_the_equation() -> None:
    model = _held(1e9, spending=0.0, violence=0.002, half=0.03)
    deaths, scene = _month(model), model.scene
    money = scene.states.crime * scene.persons_per_agent / CENTS
    x = money / scene.states.output
    expected = 0.002 / 12 * scene.population() * x / (x + 0.03 * scene.states.capacity)
    np.testing.assert_allclose(deaths, expected)
    assert (deaths > 0).all()


def test_deaths_rise_with_money_and_fall_with_capacity() -> None:
    few, many = _month(_held(1e8)), _month(_held(1e9))
    assert (few > 0).all()
    assert (many > few).all()
    able = _held(1e8)
    able.scene.states.capacity[:] = 1.0
    assert (_month(able) < few).all()


def test_deaths_are_bounded_by_the_most_violence_and_nothing_without_money() -> None:
    for amount in (0.0, 1e8, 1e16):
        model = _held(amount, violence=0.003, spending=0.0)
        model.scene.states.capacity[:4] = 0.0
        deaths, most = _month(model), 0.003 / 12 * model.scene.population()
        assert (deaths >= 0).all()
        assert (deaths <= most * (1 + 1e-12)).all()
        assert deaths.any() == (amount > 0)
    np.testing.assert_allclose(deaths, most, rtol=1e-3)  # money without limit


def test_there_is_no_violence_without_smuggling_or_with_none_of_its_money() -> None:
    for settings in ({"processes": {"smuggling": False}}, {"parameters": {"crime": {"share": 0.0}}}):
        model = model_of(small(**settings), months=12)
        assert not model.scene.states.crime.any()
        assert not model.scene.states.crime_deaths.any()
    usual = model_of(months=12)
    assert usual.scene.states.crime_deaths.any()
