"""Population: births, deaths and schooling of residents."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.processes.ages import count_older, grow_older
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR


def skill_targets(scene: Scene, income: np.ndarray) -> np.ndarray:
    """Shares of low, medium and high skill among those who grow up at an income: float64 [S, 3].

    share above low = 1 / (1 + exp(-slope (ln income - midpoint))), likewise for high.
    """
    rule = scene.parameters.population
    ln_income = np.log(np.maximum(income, 1.0))
    high = 1.0 / (1.0 + np.exp(-rule.high_skill_slope * (ln_income - rule.high_skill_midpoint)))
    above_low = 1.0 / (1.0 + np.exp(-rule.low_skill_slope * (ln_income - rule.low_skill_midpoint)))
    shares = np.empty((len(income), 3))
    shares[:, 2] = np.minimum(high, above_low)
    np.subtract(above_low, shares[:, 2], out=shares[:, 1])
    np.subtract(1.0, above_low, out=shares[:, 0])
    return shares


@final
class Population:
    """Residents are born and die; the young reach the skills that their state's income allows.

    births = birth rate * people present / 12, deaths = (birth rate - natural increase) * residents / 12,
    in whole persons with the
    fractions carried to the next month. Children of migrants are residents of the state they are born in. With the
    driver `ages` simulated, births and survival move the working share (`abm.processes.ages`).
    """

    name: ClassVar[str] = "population"
    reads: ClassVar[tuple[str, ...]] = (
        "states.residents",
        "states.output",
        "world.series",
        "migrants.census",
    )
    writes: ClassVar[tuple[str, ...]] = (
        "states.residents", "states.birth_rate", "states.natural_increase", "states.working_share", "states.young",
        "states.old", "states.older_immigrants",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._born = np.zeros((len(scene.world), 3))
        self._dead = np.zeros((len(scene.world), 3))

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        states = scene.states
        self._set_rates(scene)
        present = scene.population()
        income = states.output / np.maximum(present, 1.0)
        death_rate = states.birth_rate - states.natural_increase
        born = (
            np.where(death_rate < 0.0, states.birth_rate - death_rate, states.birth_rate)
            * present
            / MONTHS_PER_YEAR
        )
        self._born += born[:, None] * skill_targets(scene, income)
        self._dead += np.maximum(death_rate, 0.0)[:, None] * states.residents / MONTHS_PER_YEAR
        births = np.floor(self._born).astype(np.int64)
        deaths = np.minimum(np.floor(self._dead).astype(np.int64), states.residents + births)
        self._born -= births
        self._dead -= np.floor(self._dead)
        states.residents += births - deaths
        scene.tally.births += births.sum(axis=1)
        scene.tally.deaths += deaths.sum(axis=1)
        if scene.new_year:
            count_older(scene)
        if scene.drivers.ages == "simulated":
            grow_older(scene, births.sum(axis=1), deaths.sum(axis=1))

    def _set_rates(self, scene: Scene) -> None:
        states, world, rule = scene.states, scene.world, scene.parameters.population
        if scene.drivers.population == "observed":
            states.birth_rate[:] = world.in_year("birth_rate", scene.year) / 1000.0
            states.natural_increase[:] = world.in_year("natural_increase", scene.year) / 1000.0
            return
        present = np.maximum(scene.population(), 1.0)
        income = states.output / present
        births = rule.birth_floor + rule.birth_excess / (1.0 + income / rule.birth_half_income)
        deaths = rule.death_floor + rule.death_excess * np.exp(-income / rule.death_decay_income)
        killed = states.conflict_deaths * MONTHS_PER_YEAR / present
        if scene.drivers.conflict == "simulated":
            killed.fill(0.0)  # the process of conflict takes the dead of its wars itself
        states.birth_rate[:] = births / 1000.0
        states.natural_increase[:] = (births - deaths) / 1000.0 - killed
