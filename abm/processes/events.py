"""Events: what a scenario has happen at a date."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, final

import numpy as np

from abm.scene import Accord, Demand, Happening, Scene


@final
class Events:
    """Carry out what is due this month, before anything else happens."""

    name: ClassVar[str] = "events"
    reads: ClassVar[tuple[str, ...]] = ("scene.month",)
    writes: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "states.preferred",
        "scene.parameters",
        "scene.expulsions",
        "scene.regularised",
        "scene.directions",
        "scene.demands",
        "scene.accords",
        "scene.dismissals",
        "scene.readmitted",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        for happening in scene.agenda:
            if happening.month == scene.month:
                self._carry_out(happening, scene)

    def _carry_out(self, happening: Happening, scene: Scene) -> None:
        for name, value in happening.set.items():
            scene.states.set_lever(name, happening.states, value)
        for name, factor in happening.scale.items():
            scene.states.scale_lever(name, happening.states, factor)
        if happening.parameters:
            scene.parameters = scene.parameters.changed(happening.parameters)
            scene.levers_moved[:] = True
        if happening.origin >= 0:
            scene.expel(happening.origin, happening.persons, happening.toward)
        if happening.expelling >= 0:
            scene.directions[happening.expelling] = happening.expelled_toward
        if happening.demand is not None:
            self._demand(happening.demand, scene)
        if happening.accord is not None:
            self._agree(happening.accord, scene)
        if happening.dismissal is not None:
            scene.dismissals.append(happening.dismissal)
        if happening.readmitting >= 0:
            scene.readmitted[happening.readmitting] = happening.readmitted
        scene.regularised[happening.states] = np.maximum(
            scene.regularised[happening.states], happening.regularised
        )

    def _agree(self, accord: Accord, scene: Scene) -> None:
        """Conclude an agreement; one made before with the same states takes its new share, and 0 ends it."""
        scene.accords = [old for old in scene.accords if replace(old, share=accord.share) != accord]
        if accord.share > 0.0:
            scene.accords.append(accord)

    def _demand(self, demand: Demand, scene: Scene) -> None:
        """Make a demand; one made before of the same states takes its new end, and is not made twice."""
        for place, old in enumerate(scene.demands):
            if replace(old, last=demand.last) == demand:
                scene.demands[place] = demand
                return
        scene.demands.append(demand)
