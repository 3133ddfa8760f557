"""What there is to pick on a page: shipped scenarios and studies, with what each is for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from abm.scenario import read_yaml
from abm.scenario.places import configs


def scenarios() -> list[tuple[str, str]]:
    """Names of the shipped scenarios and what each is for, the baseline first."""
    return sorted(_described("scenarios"), key=lambda one: (one[0] != "baseline", one[0]))


def studies() -> list[tuple[str, str]]:
    """Names of the shipped studies and what each is for."""
    return list(_described("studies"))


@cache
def _described(kind: str) -> tuple[tuple[str, str], ...]:
    """Bare names and descriptions of the shipped files of a kind."""
    return tuple((path.stem, _description(path)) for path in sorted((configs() / kind).glob("*.yaml")))


def _description(path: Path) -> str:
    values = read_yaml(path)
    said = values.get("description", "") if isinstance(values, dict) else ""
    return " ".join(str(said).split())
