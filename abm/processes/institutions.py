"""Institutions: Capacity of states: what builds it and what wears it down."""

from __future__ import annotations

from typing import ClassVar, final

from abm.scene import Scene


@final
class Institutions:
    """Capacity of states: what builds it and what wears it down."""

    name: ClassVar[str] = "institutions"
    reads: ClassVar[tuple[str, ...]] = ("states.levers",)
    writes: ClassVar[tuple[str, ...]] = ("states.levers",)

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
