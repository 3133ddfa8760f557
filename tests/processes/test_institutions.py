"""Institutions: capacity stays within its bounds, stands still in a world in no trouble, and its ledger adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.ledger import ENTRIES
from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from abm.parameters.institutions import Institutions
from abm.results.recorder import Recorder
from tests.laws.small_world import fingerprint, model_of, process_of, small

LINES = [entry.channel for entry in ENTRIES if entry.outcome == "capacity"]
HARMS = ("load", "corruption", "conflict")


def _quiet(**parameters: Any) -> MigrationModel:
    """A world in which nobody has come, nobody is bought, nobody fights, and output is what it was."""
    model = model_of(small(drivers={"capacity": "simulated"}, parameters={"institutions": parameters}))
    scene = model.scene
    scene.states.conflict.fill(0.0)
    scene.migrants.census.standing.fill(0)
    scene.states.capacity[:] = np.linspace(0.15, 0.95, 9)
    _month(model)  # the first month, from which income is counted
    return model


def _month(model: MigrationModel, **columns: float) -> np.ndarray:
    """A month of institutions alone, with some columns of states held; what it changed of capacity."""
    scene = model.scene
    scene.tally.clear()
    scene.ledger.start_month()
    for name, value in columns.items():
        getattr(scene.states, name)[:] = value
    before = scene.states.capacity.copy()
    process_of(model, "institutions").step(scene)
    return np.asarray(scene.states.capacity - before)


def test_capacity_stands_still_where_nothing_wears_it_but_what_upkeep_makes_good() -> None:
    model = _quiet()
    for _ in range(24):
        assert np.abs(_month(model)).max() < 1e-12


@pytest.mark.parametrize(("name", "value", "sign"), [
    ("conflict", 0.5, -1), ("state_capture", 0.8, -1), ("aid_received", 1e12, 1), ("output", 1e15, 1),
])  # fmt: skip
def test_what_acts_on_capacity_moves_it_in_its_direction(name: str, value: float, sign: int) -> None:
    assert (sign * _month(_quiet(capture=0.0), **{name: value}) > 0).all()


def test_a_load_beyond_what_services_take_wears_capacity_and_one_within_does_not() -> None:
    model = _quiet()
    scene, process = model.scene, process_of(model, "institutions")
    absorbed = 10.0 * np.exp(2.0 * (scene.states.capacity - 0.5)) * scene.population() / 1000.0
    for share, worn in ((0.9, False), (3.0, True)):
        process._came[:] = share * absorbed
        changed = _month(model)
        assert (changed < -1e-6).all() == worn
        assert (np.abs(changed) < 1e-9).all() == (not worn)


@pytest.mark.parametrize("harm", HARMS)
def test_a_harm_that_is_switched_off_does_none(harm: str) -> None:
    model = _quiet(**{harm: 0.0}, capture=0.0)
    process_of(model, "institutions")._came[:] = 1e9 if harm == "load" else 0.0
    columns = {} if harm == "load" else {"state_capture" if harm == "corruption" else harm: 0.9}
    assert np.abs(_month(model, **columns)).max() < 1e-9


def test_states_that_do_not_keep_up_their_institutions_lose_them_and_come_back_when_they_do() -> None:
    model = _quiet()
    start = model.scene.states.capacity.copy()
    model.scene.states.set_lever("institution_building", np.arange(9), 0.0)
    for _ in range(120):
        _month(model)
    fallen = model.scene.states.capacity.copy()
    assert (fallen < start - 0.02).all()
    model.scene.states.set_lever("institution_building", np.arange(9), 0.02)
    for _ in range(600):
        _month(model)
    assert (model.scene.states.capacity > fallen).all()
    np.testing.assert_allclose(model.scene.states.capacity, start, atol=0.02)


def test_a_state_without_capacity_cannot_raise_the_spending() -> None:
    model = _quiet(revenue=0.1)
    scene = model.scene
    scene.states.set_lever("institution_building", np.arange(9), 0.3)
    scene.states.capacity[:] = np.linspace(0.002, 0.5, 9)
    _month(model)
    row = [(entry.outcome, entry.channel) for entry in ENTRIES].index(("capacity", "investment"))
    raised = np.minimum(0.3, 0.1 * np.linspace(0.002, 0.5, 9))
    odds = np.diff(scene.ledger.amounts[row] / raised)
    assert np.isfinite(odds).all()
    assert scene.ledger.amounts[row][0] < 1e-3 * scene.ledger.amounts[row][-1]


def test_corruption_follows_the_money_to_where_the_equation_says() -> None:
    model = _quiet(capture=12.0)
    scene, rule = model.scene, model.scene.parameters.institutions
    unit = rule.officials * scene.states.output * CENTS / scene.persons_per_agent
    scene.states.crime[:] = (0.05 * unit).astype(np.int64)
    capacity = scene.states.capacity.copy()
    for _ in range(60):
        _month(model, capacity=capacity)  # type: ignore[arg-type]
    money = scene.states.crime / unit
    limit = rule.integrity * (capacity / (1 - capacity)) ** rule.policing
    np.testing.assert_allclose(scene.states.state_capture, money / (money + limit), rtol=1e-6)
    assert (np.diff(scene.states.state_capture) < 0).all()  # the same money buys less of a capable state


@pytest.mark.parametrize("seed", range(4))
def test_capacity_and_its_ledger_hold_for_any_parameters(seed: int) -> None:
    """50 draws each: within 0 and 1, finite, and lines that add up to the change."""
    generator = np.random.default_rng(seed)
    model = model_of(small(drivers={"capacity": "simulated"}), months=2)
    scene, process = model.scene, process_of(model, "institutions")
    for _ in range(50):
        values = {}
        for name, field in Institutions.model_fields.items():
            low, high = field.metadata[0].ge, field.metadata[1].le
            values[name] = generator.choice([low, high, generator.uniform(low, high)])
        scene.parameters = scene.parameters.changed({"institutions": values})
        scene.states.capacity[:] = generator.uniform(0, 1, 9).round(1)
        scene.states.conflict[:] = generator.uniform(0, 1, 9)
        scene.states.crime[:] = generator.integers(0, 10**15, 9)
        process._came[:] = generator.uniform(0, 1e7, 9)
        scene.states.aid_received[:] = generator.uniform(0, 1e12, 9)
        changed = _month(model)
        for column in (scene.states.capacity, scene.states.state_capture):
            assert ((column >= 0) & (column <= 1)).all()
        assert np.isfinite(scene.states.service_load).all()
        np.testing.assert_allclose(scene.ledger.of("capacity"), changed, atol=1e-12)


@pytest.mark.parametrize("driver", ["observed", "simulated", "constant"])
def test_the_ledger_of_a_run_adds_up_to_the_change_of_capacity(driver: str) -> None:
    model = model_of(small(drivers={"capacity": driver}))
    if driver == "observed":
        model.scene.states.capacity *= 0.9  # the series of the small world stands still
    first, lines = model.scene.states.capacity.copy(), np.zeros(9)
    for _ in range(12):
        model.step()
        lines = lines + model.scene.ledger.of("capacity")
    np.testing.assert_allclose(lines, model.scene.states.capacity - first, atol=1e-12)
    assert (np.abs(lines).max() > 0) == (driver != "constant")


def test_switched_off_nothing_of_it_moves() -> None:
    model = model_of(small(processes={"institutions": False}, drivers={"capacity": "simulated"}), months=3)
    first = model_of(small()).scene.states.capacity
    np.testing.assert_array_equal(model.scene.states.capacity, first)
    assert not model.scene.states.service_load.any()
    assert not model.scene.states.state_capture.any()


def test_load_and_corruption_are_looked_at_and_move_nothing_where_capacity_follows_the_data() -> None:
    marks = []
    for value in (10.0, 0.1):
        model = model_of(small(parameters={"institutions": {"absorption": value}}), months=3)
        assert model.scene.states.service_load.any()
        model.scene.states.service_load.fill(0.0)
        model.recorder = Recorder(model.scene)
        marks.append(fingerprint(model))
    assert marks[0] == marks[1]
