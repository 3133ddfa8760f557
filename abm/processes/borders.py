"""Borders: states shift their effort to where they stop people."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR


@final
class Borders:
    """Each January a state moves its effort part of the way to where it stopped people in the year before.

    focus += shift * (evenness + (1 - evenness) * edges of the state * seen there / seen at all of them - focus);
    its mean over the edges that enter a state stays 1. A state sees whom it stops, not who comes through.
    """

    name: ClassVar[str] = "borders"
    reads: ClassVar[tuple[str, ...]] = ("borders.seen",)
    writes: ClassVar[tuple[str, ...]] = ("borders.focus",)

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month: in December plan the next year."""
        if scene.calendar.month_of_year(scene.month) == MONTHS_PER_YEAR:
            self._plan(scene)

    def _plan(self, scene: Scene) -> None:
        rule, borders = scene.parameters.borders, scene.borders
        total = borders.into(borders.seen)
        somewhere = (total > 0.0)[borders.head]
        share = np.divide(borders.seen, total[borders.head], out=np.zeros_like(borders.seen), where=somewhere)
        wanted = rule.evenness + (1.0 - rule.evenness) * borders.edges[borders.head] * share
        wanted = np.where(somewhere, wanted, 1.0)
        borders.focus += rule.shift * (wanted - borders.focus)
