"""A laboratory of international migration, border control and security.

    from abm import MigrationModel, load_scenario, run

    result = run("baseline", "results/baseline")
    result.world[["year", "month", "immigrants"]]

The public names are imported when they are first used; importing the package loads nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from abm.model import MigrationModel
    from abm.refusal import Refusal
    from abm.results.result import Result, load_result
    from abm.runs import run
    from abm.scenario import Scenario
    from abm.scenario import load as load_scenario
    from abm.studies.result import StudyResult, load_study
    from abm.studies.running import run_study

    __version__: str

_PLACES = {
    "MigrationModel": ("abm.model", "MigrationModel"),
    "Refusal": ("abm.refusal", "Refusal"),
    "Result": ("abm.results.result", "Result"),
    "Scenario": ("abm.scenario", "Scenario"),
    "StudyResult": ("abm.studies.result", "StudyResult"),
    "load_result": ("abm.results.result", "load_result"),
    "load_scenario": ("abm.scenario", "load"),
    "load_study": ("abm.studies.result", "load_study"),
    "run": ("abm.runs", "run"),
    "run_study": ("abm.studies.running", "run_study"),
}

__all__ = [
    "MigrationModel",
    "Refusal",
    "Result",
    "Scenario",
    "StudyResult",
    "__version__",
    "load_result",
    "load_scenario",
    "load_study",
    "run",
    "run_study",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in _PLACES:
        from importlib import import_module

        module, attribute = _PLACES[name]
        value = getattr(import_module(module), attribute)
    else:
        raise AttributeError(f"module 'abm' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """Return the version of the installed distribution, or of the checkout that is imported without installing."""
    from importlib import metadata
    from pathlib import Path

    try:
        return metadata.version("crossing-borders")
    except metadata.PackageNotFoundError:
        import tomllib

        file = Path(__file__).resolve().parents[1] / "pyproject.toml"
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])
