"""Events: what a scenario has happen at a date."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, final

import numpy as np

from abm.processes.war import proportionally
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
        "states.attacks",
        "states.attack_deaths",
        "states.residents",
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
        if happening.attacked >= 0:
            self._attack(happening, scene)
        if happening.accord is not None:
            self._agree(happening.accord, scene)
        if happening.dismissal is not None:
            scene.dismissals.append(happening.dismissal)
        if happening.readmitting >= 0:
            scene.readmitted[happening.readmitting] = happening.readmitted
        scene.regularised[happening.states] = np.maximum(
            scene.regularised[happening.states], happening.regularised
        )

    def _attack(self, happening: Happening, scene: Scene) -> None:
        """Kill residents of a state, of every skill alike, and enter it as process `terrorism` enters its attacks."""
        states, number = scene.states, happening.attacked
        killed = np.zeros(len(states), np.int64)
        killed[number] = min(happening.killed, int(states.residents[number].sum()))
        by_skill = proportionally(killed, states.residents)
        states.residents -= by_skill
        scene.tally.deaths += by_skill.sum(axis=1)
        states.attacks[number] += 1.0
        states.attack_deaths += by_skill.sum(axis=1)
        if happening.from_abroad:
            scene.tally.attacks_from_abroad[number] += 1
            scene.tally.deaths_from_abroad += by_skill.sum(axis=1)
        channel = "attacks_migrants" if happening.from_abroad else "attacks_residents"
        scene.ledger.post("violence", channel, by_skill.sum(axis=1).astype(float))

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
