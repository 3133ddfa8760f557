"""Joining: networks hold no more people abroad than there are."""

from __future__ import annotations

import numpy as np

from tests.laws.small_world import model_of, process_of, small


def test_no_more_people_join_than_there_are() -> None:
    """All who are alienated and can be won: members abroad are the people abroad, and not more."""
    extreme = {"recruits_home": 3e-4, "radicalisation": 10.0, "recruits_abroad": 0.001, "leaving": 0.01}
    model = model_of(small(parameters={"terrorism": extreme}), months=1)
    scene, process = model.scene, process_of(model, "terrorism")
    scene.states.alienation[:] = 1.0
    scene.terrorists.grievance[:] = 1.0
    for month in range(3, 243, 3):
        scene.month = month
        process._organise(scene)
    abroad = scene.migrants.census.stock * scene.persons_per_agent
    elsewhere = ~np.eye(len(model.world), dtype=bool)
    assert (scene.terrorists.members[elsewhere] <= abroad[elsewhere]).all()
    assert (scene.terrorists.members[elsewhere] == abroad[elsewhere])[abroad[elsewhere] > 0].any()
