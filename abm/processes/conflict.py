"""Conflict as an observed driver: deaths, the intensity they stand for, and the hazard of flight."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR


def follow_wars(scene: Scene, at_war: np.ndarray) -> None:
    """Write down which states are at war (bool [S]) this month, and when their wars begin and end."""
    states = scene.states
    states.war_began[at_war & ~states.at_war] = scene.month
    states.war_ended[states.at_war & ~at_war] = scene.month
    states.at_war[:] = at_war


@final
class Conflict:
    """intensity q = 1 - exp(-deaths per million and year / scale); flight by the data, or by rate * q^exponent."""

    name: ClassVar[str] = "conflict"
    reads: ClassVar[tuple[str, ...]] = ("world.series", "states.residents")
    writes: ClassVar[tuple[str, ...]] = (
        "states.conflict", "states.conflict_deaths", "states.flight_hazard", "states.at_war", "states.war_began",
        "states.war_ended",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        states, world, rule = scene.states, scene.world, scene.parameters.conflict
        residents = np.maximum(states.residents.sum(axis=1), 1.0)
        if scene.drivers.conflict == "none":
            states.conflict.fill(0.0)
            states.conflict_deaths.fill(0.0)
            states.flight_hazard.fill(0.0)
            states.at_war.fill(False)
            return
        deaths = world.in_year("conflict_deaths", scene.year)
        follow_wars(scene, deaths >= rule.threshold)
        states.conflict_deaths[:] = deaths / MONTHS_PER_YEAR
        states.conflict[:] = -np.expm1(-deaths / residents * 1e6 / rule.deaths_scale)
        if scene.drivers.displacement == "observed":
            fleeing = world.in_year("forced_outflow", scene.year) / MONTHS_PER_YEAR
            states.flight_hazard[:] = -np.log1p(-np.minimum(fleeing / residents, 0.9))
        else:
            states.flight_hazard[:] = (
                rule.flight_rate * states.conflict**rule.flight_exponent / MONTHS_PER_YEAR
            )
