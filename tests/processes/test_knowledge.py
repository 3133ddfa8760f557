"""Knowledge of people abroad: it reaches home as far as the state engages them, and makes output grow there."""

from __future__ import annotations

import numpy as np

from abm.kernels.table import lives_abroad
from abm.model import MigrationModel
from abm.world.policies import LEVERS
from tests.laws.small_world import model_of, process_of, small

ENGAGED = np.linspace(0, 1, 9)


def _begun(**economy: float) -> MigrationModel:
    """A small world in its first month, whose states engage their people abroad more and more."""
    rules = {"diasporas": {"threshold": 1_000.0}, "economy": {"shock": 0.0} | economy}
    model = model_of(small(parameters=rules, drivers={"economy": "simulated"}))
    model.scene.start_month()
    process_of(model, "diasporas").step(model.scene)
    assert not model.scene.states.diaspora_knowledge.any()
    model.scene.states.levers[LEVERS.index("diaspora_engagement")] = ENGAGED
    process_of(model, "diasporas").step(model.scene)
    return model


def test_what_skilled_people_abroad_know_reaches_home_as_far_as_it_engages_them() -> None:
    scene = _begun().scene
    table, columns = scene.diasporas, scene.migrants.columns
    abroad = [
        row for row in range(scene.migrants.used)
        if columns.skill[row] == 2 and columns.location[row] != columns.origin[row]
        and lives_abroad(columns.status[row])
    ]  # fmt: skip
    rows = table.rows
    skilled = table.skilled[rows] * table.size[rows]
    assert 0.8 * len(abroad) < skilled.sum() / scene.persons_per_agent <= len(abroad) + 1e-6
    tied = table.by_origin(skilled * table.cohesion[rows])
    expected = ENGAGED * tied / (tied + scene.states.residents[:, 2])
    assert expected[-1] > 0
    np.testing.assert_allclose(scene.states.diaspora_knowledge, expected)


def test_it_adds_to_growth_and_nothing_where_its_parameter_is_zero() -> None:
    grown = {}
    for rule in (0.0, 0.5):
        model = _begun(growth_knowledge=rule)
        process_of(model, "economy").step(model.scene)
        grown[rule] = np.log(model.scene.states.productivity)
    knowledge = model.scene.states.diaspora_knowledge
    np.testing.assert_allclose(grown[0.5] - grown[0.0], 0.5 * knowledge / 12, atol=1e-12)
