"""Ages of residents: they add up, stand still where nothing is simulated, and follow births and survival."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.ages import passage
from abm.results.politics import political_values
from tests.laws.small_world import column, model_of, process_of, small

AGEING = {"drivers": {"ages": "simulated"}}


def _population_alone(months: int, births: float = 0.012, growth: float = 0.0) -> MigrationModel:
    """Years of births and deaths alone, at rates that stand still."""
    model = model_of(small(**AGEING))
    scene, process = model.scene, process_of(model, "population")

    def rates(scene: object) -> None:
        model.scene.states.birth_rate[:] = births
        model.scene.states.natural_increase[:] = growth

    process._set_rates = rates
    for _ in range(months):
        scene.start_month()
        process.step(scene)
    return model


def test_the_working_share_stands_still_where_ages_are_constant() -> None:
    model = model_of(months=0)
    before = model.scene.states.working_share.copy()
    for _ in range(3):
        model.step()
    np.testing.assert_array_equal(model.scene.states.working_share, before)


def test_age_groups_add_up_and_the_share_stays_within_its_bounds() -> None:
    model = model_of(small(**AGEING))
    for _ in range(14):
        model.step()
        states = model.scene.states
        residents = states.residents.sum(axis=1)
        assert (states.young >= 0).all()
        assert (states.old >= 0).all()
        assert (states.working_share >= 0.3).all()
        assert (states.working_share <= 1).all()
        assert (states.young + states.old <= residents).all()


def test_fewer_births_and_a_standing_population_make_it_old() -> None:
    few, many = _population_alone(120, 0.010, -0.002), _population_alone(120, 0.035, 0.02)
    old = [
        (model.scene.states.old / model.scene.states.residents.sum(axis=1)).mean() for model in (few, many)
    ]
    young = [
        (model.scene.states.young / model.scene.states.residents.sum(axis=1)).mean() for model in (few, many)
    ]
    assert old[0] > 2 * old[1]
    assert young[0] < 0.6 * young[1]


def test_a_population_that_stands_still_goes_to_the_shares_of_its_table_of_life() -> None:
    """With births and deaths of 1 in 75, fifteen years young and fifty working, a fifth is young: 15 / 75."""
    model = _population_alone(12 * 60, 1 / 75, 0.0)
    states = model.scene.states
    residents = states.residents.sum(axis=1)
    np.testing.assert_allclose(states.young / residents, 15 / 75, rtol=0.1)
    assert ((states.working_share > 0.55) & (states.working_share < 0.75)).all()


def test_passage_out_of_an_age_group_is_that_of_a_stable_population() -> None:
    assert passage(np.zeros(1), 50.0)[0] == pytest.approx(0.02)
    assert passage(np.array([0.02]), 50.0)[0] == pytest.approx(0.02 / (np.e - 1))
    assert passage(np.array([-0.01]), 50.0)[0] > 0.02


def test_who_leaves_takes_from_those_of_working_age() -> None:
    """A twentieth of the residents goes in a month: the young and the old stay."""
    model = _population_alone(1)
    states, process = model.scene.states, process_of(model, "population")
    young, share = states.young.copy(), states.working_share.copy()
    states.residents -= states.residents // 20
    model.scene.start_month()
    process.step(model.scene)
    np.testing.assert_allclose(states.young, young, rtol=0.02)
    assert (states.working_share < share - 0.01).all()


def test_dependants_and_workers_are_all_who_are_there() -> None:
    model = model_of(months=13)
    scene, found = model.scene, political_values(model.scene)
    np.testing.assert_allclose(found["dependants"] + found["working_age"], scene.population(), rtol=1e-9)
    aged = (column(model, "birth") <= 12 - 65 * 12).sum() * scene.persons_per_agent
    assert scene.states.older_immigrants.sum() == pytest.approx(aged, rel=0.1)
    assert aged > 0
