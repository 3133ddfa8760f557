"""A diaspora as a Mesa agent: a face on its row of the columns, never a copy."""

from __future__ import annotations

import numpy as np
import pytest

from abm.agents.diaspora import Diaspora
from abm.model import MigrationModel
from tests.laws.small_world import model_of, small


@pytest.fixture
def model() -> MigrationModel:
    return model_of(small(parameters={"diasporas": {"threshold": 1_000.0}}), months=2)


def test_the_diasporas_are_those_of_the_columns(model: MigrationModel) -> None:
    table = model.scene.diasporas
    assert len(model.diasporas) == len(table) > 10
    for diaspora in model.diasporas:
        assert diaspora.alive
        assert {diaspora.origin, diaspora.host} <= set(model.world.codes)
        assert diaspora.origin != diaspora.host
        assert diaspora.born == 0
        assert diaspora.size == table.size[diaspora.row] > 0
        assert diaspora.income > 0


def test_a_face_reads_and_writes_the_column(model: MigrationModel) -> None:
    diaspora = next(iter(model.diasporas))
    model.scene.diasporas.funds[diaspora.row] = 12_300
    assert diaspora.funds == 123 * model.scene.persons_per_agent
    diaspora.grievance = 0.75
    assert model.scene.diasporas.grievance[diaspora.row] == 0.75


def test_loyalty_is_two_numbers_that_need_not_add_up(model: MigrationModel) -> None:
    table, diaspora = model.scene.diasporas, next(iter(model.diasporas))
    for naturalised, orientation, cohesion in ((1.0, 1.0, 1.0), (0.0, -1.0, 1.0), (1.0, -1.0, 0.5)):
        table.naturalised[diaspora.row] = naturalised
        table.descendants[diaspora.row] = 0.0
        diaspora.orientation, diaspora.cohesion = orientation, cohesion
        assert diaspora.loyalty == (cohesion * (1 + orientation) / 2, naturalised)


def test_a_diaspora_keeps_its_face_and_loses_it_when_it_dissolves(model: MigrationModel) -> None:
    before = {diaspora.uid: diaspora for diaspora in model.diasporas}
    table = model.scene.diasporas
    gone = table.rows[:3].copy()
    uids = table.uid[gone].tolist()
    table.remove(gone)
    new = table.add(np.array([1]), np.array([4]), 2) if table.place[1, 4] < 0 else gone[:0]
    after: dict[int, Diaspora] = {diaspora.uid: diaspora for diaspora in model.diasporas}
    assert all(after[uid] is before[uid] for uid in after.keys() & before.keys())
    assert not set(uids) & after.keys()
    assert set(after) - set(before) == set(table.uid[new].tolist())
    for uid in uids:
        assert not before[uid].alive
        assert before[uid] not in model.agents
        with pytest.raises(LookupError, match="has dissolved"):
            _ = before[uid].cohesion
