"""Population: births and deaths by the rates, in whole persons, and the skills that the young reach."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.population import Population, skill_targets
from tests.laws.small_world import model_of, process_of, small


def _months(model: MigrationModel, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Births and deaths of each state over some months of population alone."""
    process: Population = process_of(model, "population")
    births, deaths = np.zeros(len(model.world)), np.zeros(len(model.world))
    for _ in range(number):
        model.scene.start_month()
        process.step(model.scene)
        births += model.scene.tally.births
        deaths += model.scene.tally.deaths
        model.scene.month += 1
    return births, deaths


def test_births_and_deaths_follow_the_observed_rates() -> None:
    model = model_of()
    scene, world = model.scene, model.world
    present, residents = scene.population(), scene.states.residents.sum(axis=1)
    births, deaths = _months(model, 12)
    rate, natural = world.in_year("birth_rate", 1990) / 1000, world.in_year("natural_increase", 1990) / 1000
    np.testing.assert_allclose(births, rate * present, rtol=0.03)
    np.testing.assert_allclose(deaths, (rate - natural) * residents, rtol=0.03)


def test_fractions_of_persons_are_carried_to_the_next_month() -> None:
    """Where a tenth of a person is born a month, twelve are in ten years: none is lost."""
    model = model_of(small(world={"migration_stock": 0.0, "conflict_share": 0.0}))
    residents = model.scene.states.residents
    residents[:] = [40, 30, 20]
    births, deaths = np.zeros(9), np.zeros(9)
    for _ in range(10):
        born, dead = _months(model, 12)
        model.scene.month = 0
        residents[:] = [40, 30, 20]
        births, deaths = births + born, deaths + dead
    rate = model.world.in_year("birth_rate", 1990) / 1000
    natural = model.world.in_year("natural_increase", 1990) / 1000
    np.testing.assert_allclose(births, rate * 90 * 10, rtol=0.15, atol=3)
    np.testing.assert_allclose(deaths, (rate - natural) * 90 * 10, rtol=0.15, atol=3)


def test_residents_change_by_births_less_deaths() -> None:
    model = model_of()
    before = model.scene.states.residents.sum(axis=1)
    births, deaths = _months(model, 6)
    np.testing.assert_array_equal(model.scene.states.residents.sum(axis=1) - before, births - deaths)


def test_nobody_dies_who_is_not_there() -> None:
    model = model_of()
    model.scene.states.residents[:] = 0
    model.scene.states.residents[0] = [1, 0, 0]
    _months(model, 24)
    assert model.scene.states.residents.min() >= 0


def test_children_of_migrants_are_born_where_they_live() -> None:
    model = model_of()
    model.scene.states.residents[:] = 0
    births, deaths = _months(model, 1)
    assert births.sum() > 0
    assert (deaths <= births).all()


def test_skills_of_the_young_rise_with_income_and_add_up() -> None:
    scene = model_of().scene
    poor, middling, rich = (
        skill_targets(scene, np.full(9, income)) for income in (500.0, 10_000.0, 80_000.0)
    )
    for shares in (poor, middling, rich):
        np.testing.assert_allclose(shares.sum(axis=1), 1.0)
        assert shares.min() >= 0
    assert (poor[:, 0] > middling[:, 0]).all()
    assert (middling[:, 0] > rich[:, 0]).all()
    assert (rich[:, 2] > middling[:, 2]).all()
    rule = scene.parameters.population
    middle = skill_targets(scene, np.full(9, np.exp(rule.low_skill_midpoint)))
    np.testing.assert_allclose(middle[:, 0], 0.5)


def test_simulated_rates_fall_with_income() -> None:
    model = model_of(small(drivers={"population": "simulated"}))
    states, rule = model.scene.states, model.scene.parameters.population
    income = np.geomspace(300, 100_000, 9)
    states.output[:] = income * model.scene.population()
    states.conflict_deaths[:] = 0.0
    _months(model, 1)
    assert (np.diff(states.birth_rate) < 0).all()
    births = rule.birth_floor + rule.birth_excess / (1 + income / rule.birth_half_income)
    deaths = rule.death_floor + rule.death_excess * np.exp(-income / rule.death_decay_income)
    np.testing.assert_allclose(states.birth_rate, births / 1000)
    np.testing.assert_allclose(states.natural_increase, (births - deaths) / 1000)


def test_war_kills_when_population_is_simulated() -> None:
    peace, war = (model_of(small(drivers={"population": "simulated"})) for _ in range(2))
    war.scene.states.conflict_deaths[:] = 0.001 * war.scene.population()
    _, natural = _months(peace, 1)
    _, with_war = _months(war, 1)
    killed = with_war - natural
    np.testing.assert_allclose(killed, 0.001 * war.scene.states.residents.sum(axis=1), rtol=0.05)


@pytest.mark.parametrize("increase", [60.0, -60.0])
def test_a_natural_increase_beyond_the_birth_rate_is_met(increase: float) -> None:
    """Data may say that a state grew by more than were born; nobody is born dead."""
    model = model_of()
    model.world.series["natural_increase"] = np.full((4, 9), increase)
    scene = model.scene
    before, present = scene.states.residents.sum(axis=1), scene.population()
    births, deaths = _months(model, 1)
    assert min(births.min(), deaths.min()) >= 0
    grown = scene.states.residents.sum(axis=1) - before
    if increase > 0:
        assert (grown > 0.9 * increase / 12_000 * present).all()
    else:
        assert (grown < 0).all()
