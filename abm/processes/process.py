"""What a process is."""

from __future__ import annotations

from typing import ClassVar, Protocol

from abm.scene import Scene


class Process(Protocol):
    """One thing that happens every month; it can be switched off by its name in a scenario.

    Attributes:
        name: its name in scenarios and reports.
        reads, writes: the columns it looks at and changes, for the documentation.
    """

    name: ClassVar[str]
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]

    def __init__(self, scene: Scene) -> None:
        """Make what the process keeps between months."""

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
