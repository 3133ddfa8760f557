"""Crime: money that smuggling leaves with organised crime, officials and armed groups, and the violence of it."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.migrants.traits import CENTS
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR


@final
class Crime:
    """What is held is spent at home at a rate; the more organised crime holds, the more it kills.

    Armed groups spend their money themselves while they live; what one leaves behind is spent like the rest.

    deaths a year = violence * people * x / (x + half * capacity), x money of organised crime over yearly output.
    """

    name: ClassVar[str] = "crime"
    reads: ClassVar[tuple[str, ...]] = ("states.output", "states.capacity", "armed_groups")
    writes: ClassVar[tuple[str, ...]] = (
        "states.crime", "states.officials", "states.armed_groups", "states.households", "states.crime_deaths",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        states, rule = scene.states, scene.parameters.crime
        spent = -np.expm1(-rule.spending / MONTHS_PER_YEAR)
        groups = scene.armed_groups
        left = ~(groups.alive & groups.running)
        for account, spending in (
            (states.crime, True),
            (states.officials, True),
            (states.armed_groups, left),
        ):
            amount = (account * spent * spending).astype(np.int64)
            account[:] -= amount
            states.households += amount
        money = states.crime * (scene.persons_per_agent / CENTS) / np.maximum(states.output, 1.0)
        limit = money + rule.half * np.maximum(states.capacity, 1e-9)
        states.crime_deaths[:] = rule.violence / MONTHS_PER_YEAR * scene.population() * money / limit
        scene.ledger.post("violence", "crime", states.crime_deaths)
