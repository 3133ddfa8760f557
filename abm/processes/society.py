"""Society: Identity and cohesion, integration and alienation, and how welcome people expect to be."""

from __future__ import annotations

from typing import ClassVar, final

from abm.scene import Scene


@final
class Society:
    """Identity and cohesion, integration and alienation, and how welcome people expect to be."""

    name: ClassVar[str] = "society"
    reads: ClassVar[tuple[str, ...]] = ("states.levers",)
    writes: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "states.preferred",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
