"""An armed group as a Mesa agent: a face on its row of the columns, never a copy."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from tests.laws.small_world import model_of


@pytest.fixture
def model() -> MigrationModel:
    return model_of(months=3)


def test_the_groups_are_those_of_the_columns(model: MigrationModel) -> None:
    groups = model.scene.armed_groups
    assert len(model.armed_groups) == groups.alive.sum() > 0
    for group in model.armed_groups:
        assert group.alive
        assert group.state == model.world.codes[group.number]
        assert group.at_war == model.scene.states.at_war[group.number]
        assert sum(group.fighters.values()) == pytest.approx(group.strength)
        assert 0 <= group.born < model.month
        assert 0 <= group.paid <= 1
        assert set(group.sanctuaries) <= set(model.world.codes)


def test_a_face_reads_the_column(model: MigrationModel) -> None:
    group = next(iter(model.armed_groups))
    model.scene.states.armed_groups[group.number] = 12_300
    assert group.funds == 123 * model.scene.persons_per_agent
    model.scene.armed_groups.sanctuary[group.number, 2] = 40.0
    assert group.sanctuaries == {model.world.codes[2]: 40.0}


def test_a_group_keeps_its_face_and_loses_it_when_it_is_no_more(model: MigrationModel) -> None:
    group = next(iter(model.armed_groups))
    assert next(iter(model.armed_groups)) is group
    model.scene.armed_groups.end(np.array([group.number]))
    assert not group.alive
    assert group not in model.armed_groups
    assert repr(group).startswith("ArmedGroup(ended")
    with pytest.raises(LookupError, match="no more"):
        _ = group.strength
