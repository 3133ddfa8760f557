"""Plotting: how a plot passes its stages, and where no way leads."""

from __future__ import annotations

import numpy as np

from abm.processes.plotting import Standing, doors_of, pace
from abm.terrorists.table import ENTERING, IRREGULAR
from abm.world.routes import KM
from tests.laws.small_world import model_of


def test_nobody_enters_irregularly_where_no_way_leads() -> None:
    scene = model_of().scene
    ways = scene.routes.path[0, KM]
    origin, target = (ends[:1] for ends in np.nonzero(np.isfinite(ways) & (ways > 0.0)))
    plot = Standing(origin, target, np.array([IRREGULAR]), np.array([ENTERING]))
    assert pace(doors_of(scene), plot)[0] > 0
    ways[origin, target] = np.inf
    assert pace(doors_of(scene), plot)[0] == 0
