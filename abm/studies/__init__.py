"""Studies: many runs of a designed set of scenarios, that survive interruption, on one machine or many.

The public names are imported when they are first used; importing the package loads nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abm.studies.result import StudyResult, load_study
    from abm.studies.running import Options, StudyInterrupted, complete, execute, run_study
    from abm.studies.study import Study, load_spec

_PLACES = {
    "Options": "running",
    "Study": "study",
    "StudyInterrupted": "running",
    "StudyResult": "result",
    "complete": "running",
    "execute": "running",
    "load_spec": "study",
    "load_study": "result",
    "run_study": "running",
}

__all__ = [
    "Options",
    "Study",
    "StudyInterrupted",
    "StudyResult",
    "complete",
    "execute",
    "load_spec",
    "load_study",
    "run_study",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'abm.studies' has no attribute '{name}'")
    from importlib import import_module

    value = getattr(import_module(f"abm.studies.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
