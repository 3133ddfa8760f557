"""What `show` was asked to open: a scenario to run or a stored result to replay; the pages of every tab read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import final


@final
@dataclass(frozen=True)
class Opening:
    """What a new tab begins with.

    Attributes:
        scenario: YAML file or shipped name of the scenario to run.
        changes: "key=value" changes to it.
        result: folder of a stored result to replay in place of running; None for a live model.
    """

    scenario: str = "baseline"
    changes: tuple[str, ...] = field(default=())
    result: Path | None = None


_asked = [Opening()]


def asked() -> Opening:
    """Return what this process was asked to open."""
    return _asked[0]


def ask(opening: Opening) -> None:
    """Have new tabs begin with something else."""
    _asked[0] = opening
