"""Events: what a scenario has happen at a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, final

import numpy as np

from abm.scene import Scene


@final
@dataclass(frozen=True)
class Happening:
    """One event, with states by number.

    Attributes:
        month: in which it happens.
        states: int64, whom it concerns.
        set, scale: levers and their new values or factors.
        parameters: new values by subject and key.
        origin, persons, toward: who flees from where (-1 for nobody), and to which states (empty: where they choose).
        regularised: share of people without status in `states` to whom a status is given.
    """

    month: int
    states: np.ndarray
    set: Mapping[str, float] = field(default_factory=dict)
    scale: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    origin: int = -1
    persons: float = 0.0
    toward: tuple[int, ...] = ()
    regularised: float = 0.0


@final
class Events:
    """Carry out what is due this month, before anything else happens."""

    name: ClassVar[str] = "events"
    reads: ClassVar[tuple[str, ...]] = ("scene.month",)
    writes: ClassVar[tuple[str, ...]] = ("states.levers", "scene.parameters", "scene.expulsions", "scene.regularised")

    def __init__(self, scene: Scene, agenda: Sequence[Happening] = ()) -> None:
        self._agenda: dict[int, list[Happening]] = {}
        for happening in agenda:
            self._agenda.setdefault(happening.month, []).append(happening)

    def step(self, scene: Scene) -> None:
        for happening in self._agenda.get(scene.month, ()):
            self._carry_out(happening, scene)

    def _carry_out(self, happening: Happening, scene: Scene) -> None:
        for name, value in happening.set.items():
            scene.states.set_lever(name, happening.states, value)
        for name, factor in happening.scale.items():
            scene.states.scale_lever(name, happening.states, factor)
        if happening.set or happening.scale:
            scene.levers_moved[happening.states] = True
        if happening.parameters:
            subjects = {
                name: getattr(scene.parameters, name).model_copy(update=dict(values))
                for name, values in happening.parameters.items()
            }
            scene.parameters = scene.parameters.model_copy(update=subjects)
            scene.levers_moved[:] = True
        if happening.origin >= 0:
            scene.expel(happening.origin, happening.persons, happening.toward)
        scene.regularised[happening.states] = np.maximum(scene.regularised[happening.states], happening.regularised)
