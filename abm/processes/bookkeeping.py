"""Bookkeeping: Changes of security by the channel that they came through; looks and moves nothing."""

from __future__ import annotations

from typing import ClassVar, final

from abm.scene import Scene


@final
class Bookkeeping:
    """Changes of security by the channel that they came through; looks and moves nothing."""

    name: ClassVar[str] = "bookkeeping"
    reads: ClassVar[tuple[str, ...]] = ("states.levers",)
    writes: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "states.preferred",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
