"""Observation: capacity and quotas follow the data as long as nobody sets them by hand."""

from __future__ import annotations

import numpy as np
import pytest

from abm.parameters.levers import Policy
from abm.world.world import QUOTAS
from tests.laws.small_world import model_of, small


def test_the_first_policy_is_the_defaults_the_tables_and_the_rule_of_encampment() -> None:
    model = model_of()
    states, world = model.scene.states, model.world
    for name, declaration in Policy.model_fields.items():
        if name in QUOTAS:
            expected = world.in_year(name, 1990)
        elif name == "naturalisation_years":
            expected = world.naturalisation_years
        elif name == "encampment":
            expected = 1.0 - world.first_capacity
        else:
            expected = np.full(len(world), declaration.default)
        np.testing.assert_allclose(states.lever(name), expected, err_msg=name)


def test_capacity_follows_its_series_month_by_month() -> None:
    model = model_of()
    for _ in range(8):
        model.step()
        scene = model.scene
        moment = 1990 + (scene.month - 0.5) / 12
        np.testing.assert_allclose(scene.states.capacity, model.world.at("capacity", moment))


@pytest.mark.parametrize("quota", QUOTAS)
def test_quotas_follow_the_data_from_january_on(quota: str) -> None:
    model = model_of()
    for month in range(14):
        model.step()
        year = 1990 + month // 12
        np.testing.assert_allclose(model.scene.states.lever(quota), model.world.in_year(quota, year))
    assert not np.allclose(model.world.in_year(quota, 1990), model.world.in_year(quota, 1991))


def test_drivers_held_constant_stay_as_they_were() -> None:
    model = model_of(small(drivers={"capacity": "constant", "policy": "constant"}))
    capacity, levers = model.scene.states.capacity.copy(), model.scene.states.levers.copy()
    for _ in range(14):
        model.step()
    np.testing.assert_array_equal(model.scene.states.capacity, capacity)
    np.testing.assert_array_equal(model.scene.states.levers, levers)


def test_policies_of_the_scenario_replace_the_data_for_good() -> None:
    model = model_of(small(policies={"all": {"quota_guest": 11}, "AAB": {"quota_guest": 7}}), months=14)
    expected = np.full(9, 11.0)
    expected[1] = 7.0
    np.testing.assert_array_equal(model.scene.states.lever("quota_guest"), expected)
