"""Terrorism: Plots against states, what stops them, and attacks."""

from __future__ import annotations

from typing import ClassVar, final

from abm.scene import Scene


@final
class Terrorism:
    """Plots against states, what stops them, and attacks."""

    name: ClassVar[str] = "terrorism"
    reads: ClassVar[tuple[str, ...]] = ("states.levers",)
    writes: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "states.preferred",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
