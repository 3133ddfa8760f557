"""Blocs: Policy that states decide together, and their autonomy."""

from __future__ import annotations

from typing import ClassVar, final

from abm.scene import Scene


@final
class Blocs:
    """Policy that states decide together, and their autonomy."""

    name: ClassVar[str] = "blocs"
    reads: ClassVar[tuple[str, ...]] = ("states.levers",)
    writes: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "states.preferred",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
