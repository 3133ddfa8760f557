"""Replanning: a lever that moves has those looked at again whose hazards it enters, and nobody else."""

from __future__ import annotations

import numpy as np

from abm.kernels.table import UNPLANNED
from abm.statuses import Status
from tests.laws.small_world import model_of, process_of, small


def test_when_dual_citizenship_comes_settlers_are_looked_at_again_and_nobody_else() -> None:
    model = model_of(small(), months=3)
    scene, process = model.scene, process_of(model, "transitions")
    columns, used = scene.migrants.columns, scene.migrants.used
    columns.wake[:used] = 10_000
    scene.states.set_lever("dual_citizenship", np.array([0]), 1.0)
    process._replan(scene, np.log(scene.states.wage))
    woken = columns.wake[:used] == UNPLANNED
    settled = np.isin(columns.status[:used], [Status.PERMANENT, Status.FAMILY]) & (
        columns.location[:used] == 0
    )
    np.testing.assert_array_equal(woken, settled)
    assert woken.any()
