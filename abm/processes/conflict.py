"""Conflict: deaths, the intensity they stand for, the hazard of flight, and displacement within a state."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.processes.war import War
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.states import NEVER_AT_WAR


def follow_wars(scene: Scene, at_war: np.ndarray) -> None:
    """Write down which states are at war (bool [S]) this month, and when their wars begin and end."""
    states, tally = scene.states, scene.tally
    if np.array_equal(at_war, states.at_war):
        return
    begun = at_war & ~states.at_war
    never = states.war_ended == NEVER_AT_WAR
    recent = ~never & (scene.month - states.war_ended <= 5 * MONTHS_PER_YEAR)
    if scene.month > 0:
        tally.onsets += begun
        tally.recurrences += begun & recent
    states.war_began[begun] = scene.month
    states.war_ended[states.at_war & ~at_war] = scene.month
    states.at_war[:] = at_war


@final
class Conflict:
    """intensity q = 1 - exp(-deaths per million and year / scale); flight by the data, or by rate * q^exponent.

    Observed: deaths are the data's. Simulated: wars begin, kill and end by the rules of `abm.processes.war`.
    Residents are displaced within the state at within_rate * q^exponent, and go home at within_return * (1 - q).
    """

    name: ClassVar[str] = "conflict"
    reads: ClassVar[tuple[str, ...]] = (
        "world.series", "states.residents", "states.output", "states.wage", "states.capacity", "states.armed_groups",
        "states.civil_support", "armed_groups", "migrants.census",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.conflict", "states.conflict_deaths", "states.flight_hazard", "states.at_war", "states.war_began",
        "states.war_ended", "states.severity", "states.displaced_within", "states.residents", "armed_groups",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._war = War(scene) if scene.drivers.conflict == "simulated" else None

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        states, rule = scene.states, scene.parameters.conflict
        residents = np.maximum(states.residents.sum(axis=1), 1.0)
        if scene.drivers.conflict == "none":
            for column in (states.conflict, states.conflict_deaths, states.flight_hazard):
                column.fill(0.0)
            follow_wars(scene, np.zeros(len(states), bool))
            self._displace(scene)
            return
        if self._war is None:
            deaths = scene.world.in_year("conflict_deaths", scene.year)
            states.conflict_deaths[:] = deaths / MONTHS_PER_YEAR
            follow_wars(scene, deaths >= rule.threshold)
        else:
            follow_wars(scene, self._war.turn(scene))
            deaths = self._war.fight(scene)
        scene.ledger.post("violence", "battle", states.conflict_deaths)
        states.conflict[:] = -np.expm1(-deaths / residents * 1e6 / rule.deaths_scale)
        if scene.drivers.displacement == "observed":
            fleeing = scene.world.in_year("forced_outflow", scene.year) / MONTHS_PER_YEAR
            states.flight_hazard[:] = -np.log1p(-np.minimum(fleeing / residents, 0.9))
        else:
            states.flight_hazard[:] = (
                rule.flight_rate * states.conflict**rule.flight_exponent / MONTHS_PER_YEAR
            )
        self._displace(scene)

    def _displace(self, scene: Scene) -> None:
        """Move residents from their homes within the state, and back."""
        states, rule = scene.states, scene.parameters.conflict
        residents, gone = states.residents.sum(axis=1), states.displaced_within
        driven = rule.within_rate * states.conflict**rule.flight_exponent / MONTHS_PER_YEAR
        back = np.minimum(rule.within_return * (1.0 - states.conflict) / MONTHS_PER_YEAR, 1.0)
        more = np.floor(np.minimum(driven, 1.0) * np.maximum(residents - gone, 0))
        gone += (more - np.ceil(back * gone)).astype(np.int64)
        np.minimum(np.maximum(gone, 0, out=gone), residents, out=gone)
