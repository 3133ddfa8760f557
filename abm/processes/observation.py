"""Observation: capacity and policy follow the data where they are observed drivers."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.parameters.levers import Policy
from abm.scene import Scene
from abm.world.world import QUOTAS


def set_first_policy(scene: Scene) -> None:
    """Give every state its policy at the start: defaults, then what the data or a rule say.

    Quotas and years before naturalisation come from the world's tables. Encampment, for which there are no data, is
    1 - capacity: states that can house refugees among their people do.
    """
    world = scene.world
    defaults = {name: declaration.default for name, declaration in Policy.model_fields.items()}
    given = {"naturalisation_years": world.naturalisation_years, "encampment": 1.0 - world.first_capacity}
    quotas = {name: world.in_year(name, scene.year) for name in QUOTAS}
    scene.states.begin(defaults | given | quotas)


@final
class Observation:
    """Each month capacity is read off its series; each January quotas are."""

    name: ClassVar[str] = "observation"
    reads: ClassVar[tuple[str, ...]] = ("world.series",)
    writes: ClassVar[tuple[str, ...]] = ("states.capacity", "states.levers", "states.preferred")

    def __init__(self, scene: Scene) -> None:
        self._set_capacity(scene)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        if scene.drivers.capacity == "observed":
            self._set_capacity(scene)
        if scene.drivers.policy == "observed" and scene.calendar.month_of_year(scene.month) == 1:
            for name in QUOTAS:
                scene.states.follow(name, scene.world.in_year(name, scene.year))

    def _set_capacity(self, scene: Scene) -> None:
        states = scene.states
        observed = scene.world.at("capacity", scene.moment)
        followed = np.where(states.capacity_given, states.capacity, observed)
        scene.ledger.post("capacity", "data", followed - states.capacity)
        states.capacity[:] = followed
