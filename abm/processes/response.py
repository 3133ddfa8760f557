"""Response: What states perceive, and how they move their own policy."""

from __future__ import annotations

from typing import ClassVar, final

from abm.scene import Scene


@final
class Response:
    """What states perceive, and how they move their own policy."""

    name: ClassVar[str] = "response"
    reads: ClassVar[tuple[str, ...]] = ("states.levers",)
    writes: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "states.preferred",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
