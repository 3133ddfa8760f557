"""Conflict as an observed driver: deaths, the intensity they stand for, and the hazard of flight."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR


@final
class Conflict:
    """intensity q = 1 - exp(-deaths per million and year / scale); flight by the data, or by rate * q^exponent."""

    name: ClassVar[str] = "conflict"
    reads: ClassVar[tuple[str, ...]] = ("world.series", "states.residents")
    writes: ClassVar[tuple[str, ...]] = ("states.conflict", "states.conflict_deaths", "states.flight_hazard")

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
            return
        deaths = world.in_year("conflict_deaths", scene.year)
        states.conflict_deaths[:] = deaths / MONTHS_PER_YEAR
        states.conflict[:] = -np.expm1(-deaths / residents * 1e6 / rule.deaths_scale)
        if scene.drivers.displacement == "observed":
            fleeing = world.in_year("forced_outflow", scene.year) / MONTHS_PER_YEAR
            states.flight_hazard[:] = -np.log1p(-np.minimum(fleeing / residents, 0.9))
        else:
            states.flight_hazard[:] = (
                rule.flight_rate * states.conflict**rule.flight_exponent / MONTHS_PER_YEAR
            )
