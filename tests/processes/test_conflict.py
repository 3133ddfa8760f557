"""Conflict: intensity from deaths, and who flees by the data or by intensity."""

from __future__ import annotations

import numpy as np

from tests.laws.small_world import model_of, process_of, small


def test_intensity_rises_with_deaths_for_each_million() -> None:
    model = model_of()
    scene, rule = model.scene, model.scene.parameters.conflict
    process_of(model, "conflict").step(scene)
    deaths = model.world.in_year("conflict_deaths", 1990)
    million = scene.states.residents.sum(axis=1) / 1e6
    np.testing.assert_allclose(scene.states.conflict, 1 - np.exp(-deaths / million / rule.deaths_scale))
    np.testing.assert_allclose(scene.states.conflict_deaths, deaths / 12)
    assert (scene.states.conflict[deaths == 0] == 0).all()
    assert deaths.any()


def test_intensity_at_the_scale_is_one_minus_one_over_e() -> None:
    model = model_of()
    residents = model.scene.states.residents.sum(axis=1)
    model.world.series["conflict_deaths"] = np.tile(100.0 * residents / 1e6, (4, 1))
    process_of(model, "conflict").step(model.scene)
    np.testing.assert_allclose(model.scene.states.conflict, 1 - np.exp(-1))


def test_as_many_flee_as_the_data_say() -> None:
    model = model_of()
    scene = model.scene
    process_of(model, "conflict").step(scene)
    residents = scene.states.residents.sum(axis=1)
    expected = residents * -np.expm1(-scene.states.flight_hazard)
    np.testing.assert_allclose(expected, model.world.in_year("forced_outflow", 1990) / 12)


def test_no_hazard_is_infinite_where_the_data_exceed_the_people() -> None:
    model = model_of()
    model.world.series["forced_outflow"] = np.full((4, 9), 1e12)
    process_of(model, "conflict").step(model.scene)
    np.testing.assert_allclose(-np.expm1(-model.scene.states.flight_hazard), 0.9)


def test_flight_follows_intensity_when_it_is_asked_to() -> None:
    model = model_of(small(drivers={"displacement": "intensity"}))
    scene, rule = model.scene, model.scene.parameters.conflict
    process_of(model, "conflict").step(scene)
    expected = rule.flight_rate * scene.states.conflict**rule.flight_exponent / 12
    np.testing.assert_allclose(scene.states.flight_hazard, expected)
    assert expected.any()


def test_without_conflict_everything_is_still() -> None:
    model = model_of(small(drivers={"conflict": "none"}))
    scene = model.scene
    for array in (scene.states.conflict, scene.states.conflict_deaths, scene.states.flight_hazard):
        array.fill(0.5)
    process_of(model, "conflict").step(scene)
    for array in (scene.states.conflict, scene.states.conflict_deaths, scene.states.flight_hazard):
        assert not array.any()


def test_a_war_lowers_output_when_the_economy_is_simulated() -> None:
    drivers = {"economy": "simulated"}
    peace = model_of(small(drivers=drivers | {"conflict": "none"}), months=12)
    war = model_of(small(drivers=drivers, parameters={"economy": {"growth_conflict": 1.0}}), months=12)
    fought = model_of().world.in_year("conflict_deaths", 1990) > 0
    ratio = war.scene.states.productivity / peace.scene.states.productivity
    assert (ratio[fought] < 1).all()
    assert fought.any()
