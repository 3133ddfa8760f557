"""A terrorist network as a Mesa agent: a face on its row of the columns, never a copy."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.terrorists.table import NATIVE
from tests.laws.small_world import model_of, small


@pytest.fixture
def model() -> MigrationModel:
    return model_of(small(parameters={"terrorism": {"recruits_home": 1e-4}}), months=2)


def test_the_networks_are_those_of_the_columns(model: MigrationModel) -> None:
    table = model.scene.terrorists
    assert len(model.terrorists) == table.alive.sum() > 0
    for network in model.terrorists:
        assert network.alive
        assert network.state == model.world.codes[network.number]
        assert sum(network.members.values()) == pytest.approx(network.strength)
        assert 0 <= network.born < model.month
        assert 0 < network.grievance <= 1


def test_a_face_reads_the_column(model: MigrationModel) -> None:
    network = next(iter(model.terrorists))
    model.scene.terrorists.funds[network.number] = 12_300
    assert network.funds == 123 * model.scene.persons_per_agent
    before = network.plots["homegrown"]
    own = np.array([network.number])
    model.scene.terrorists.plots.add(
        uid=own, origin=own, target=own, way=np.array([NATIVE]), size=own, abroad=own > 0
    )
    assert network.plots["homegrown"] == before + 1


def test_a_network_keeps_its_face_and_loses_it_when_it_is_no_more(model: MigrationModel) -> None:
    network = next(iter(model.terrorists))
    assert next(iter(model.terrorists)) is network
    model.scene.terrorists.end(np.array([network.number]))
    assert not network.alive
    assert network not in model.terrorists
    assert repr(network).startswith("TerroristNetwork(ended")
    with pytest.raises(LookupError, match="no more"):
        _ = network.strength
