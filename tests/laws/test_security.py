"""Laws of security: who cannot raise the money buys no control, and where nobody moves migration changes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.ledger import ENTRIES
from abm.model import MigrationModel
from abm.processes.passage import border_effort, parts_of_control, spending
from abm.statuses import Channel
from tests.laws.small_world import model_of, small

MIGRATION = np.array([entry.migration for entry in ENTRIES])
NOBODY: dict[str, Any] = {"migration_stock": 0.0, "conflict_share": 0.0}
QUOTAS = ("quota_skilled", "quota_guest", "quota_student", "quota_family")


def _wanting(effort: float, capacity: float) -> MigrationModel:
    """A world that wants this effort at its borders, and has this capacity."""
    model = model_of(small(policies={"all": {"border_effort": effort}}))
    model.scene.states.capacity.fill(capacity)
    return model


@pytest.mark.parametrize("capacity", [0.0, 0.02, 0.1, 0.5])
def test_no_state_spends_more_on_its_borders_than_its_capacity_raises(capacity: float) -> None:
    scene = _wanting(20.0, capacity).scene
    raised = scene.parameters.borders.revenue * capacity * scene.states.output / 12.0
    np.testing.assert_allclose(spending(scene), raised)


def test_a_state_without_capacity_cannot_buy_control() -> None:
    for capacity in (0.0, 0.02):
        wanted = [parts_of_control(_wanting(effort, capacity).scene)[0] for effort in (10.0, 20.0)]
        np.testing.assert_array_equal(wanted[0], wanted[1])
    assert not border_effort(_wanting(20.0, 0.0).scene).any()
    assert not parts_of_control(_wanting(20.0, 0.0).scene)[0].any()
    weak, strong = (parts_of_control(_wanting(20.0, capacity).scene)[0] for capacity in (0.1, 0.8))
    assert (strong > weak).all()


def _changed(model: MigrationModel, months: int) -> np.ndarray:
    """What the ledger says of all states over some months, line by line: float64 [lines], sizes added up."""
    found = np.zeros(len(ENTRIES))
    for _ in range(months):
        model.step()
        found += np.abs(model.scene.ledger.amounts).sum(axis=1)
        found += np.abs(model.scene.ledger.security).sum(axis=1)
    return found


def test_without_migration_no_channel_of_migration_changes_anything() -> None:
    settings: dict[str, Any] = {
        "world": NOBODY, "drivers": {"capacity": "simulated", "conflict": "none"},
        "parameters": {"departures": {"propensity": -40.0}},
        "policies": {"all": {"institution_building": 0.01}},
    }  # fmt: skip
    model = model_of(small(**settings))
    lines = _changed(model, 12)
    assert model.scene.migrants.census.stock.sum() == 0
    assert lines[MIGRATION].max() < 1e-12  # what rounding leaves of power
    assert lines[~MIGRATION].max() > 1e-3
    moving = _changed(model_of(small(drivers={"capacity": "simulated"})), 12)
    assert moving[MIGRATION].max() > 1e-3


def test_where_nobody_may_set_out_to_come_nobody_enters_and_the_world_goes_on() -> None:
    shut = {**dict.fromkeys(QUOTAS, 0.0), "visa_openness": 0.0}
    closed = small(
        world=NOBODY, policies={"all": shut}, drivers={"free_movement": "none", "conflict": "none"},
        processes={"journeys": False, "departures": False},
    )  # fmt: skip
    model, entered = model_of(closed), 0
    for _ in range(12):
        model.step()
        entered += int(model.scene.tally.arrivals.sum())
    assert entered == 0
    assert (model.scene.states.residents.sum(axis=1) > 0).all()


def test_without_places_and_free_movement_nobody_comes_as_guest_student_or_family() -> None:
    model = model_of(small(policies={"all": dict.fromkeys(QUOTAS, 0.0)}, drivers={"free_movement": "none"}))
    rationed = [Channel.GUEST, Channel.STUDENT, Channel.FAMILY, Channel.FREE_MOVEMENT]
    entered = np.zeros(len(Channel) - 1)  # the first stock does not enter
    for _ in range(12):
        model.step()
        entered += model.scene.tally.entries.sum(axis=0)
    assert not entered[rationed].any()
    assert entered.any()
