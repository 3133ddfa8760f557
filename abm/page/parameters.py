"""What can be changed of a scenario before it begins: parameters, drivers and processes, from their declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, final

from pydantic import BaseModel

from abm.parameters import Parameters
from abm.parameters.drivers import Drivers
from abm.scenario.declarations import Declaration
from abm.scenario.scenario import Processes, Scenario

_OF_THE_RUN = ("months", "persons_per_agent")
"""Keys of the scenario itself that are offered."""

SWITCHES = ("true", "false")


@final
@dataclass(frozen=True)
class Field:
    """One thing that can be changed.

    Attributes:
        subject: the group that it belongs to, in words.
        key: its dotted key in a scenario.
        default, unit, meaning: of the declaration.
        low, high: ends of its range, where it has one.
        words: the words that it may be, where it has no range.
    """

    subject: str
    key: str
    default: str
    unit: str
    meaning: str
    low: float = 0.0
    high: float = 0.0
    words: tuple[str, ...] = ()
    whole: bool = False

    @property
    def bounded(self) -> bool:
        """Whether it is a number."""
        return not self.words


@cache
def fields() -> tuple[Field, ...]:
    """Return everything that can be changed, subject by subject."""
    run = Declaration(Scenario)
    found = [_field("the run", name, below) for name in _OF_THE_RUN if (below := run.below(name)) is not None]
    found += _group("drivers", "drivers", Drivers)
    found += _group("processes", "processes", Processes)
    for subject, info in Parameters.model_fields.items():
        found += _group(subject.replace("_", " "), f"parameters.{subject}", info.annotation)
    return tuple(found)


def _group(subject: str, key: str, group: Any) -> Iterator[Field]:
    assert issubclass(group, BaseModel)
    declared = Declaration(group)
    for name in declared.names:
        below = declared.below(name)
        if below is not None and below.field is not None:
            yield _field(subject, f"{key}.{name}", below)


def _field(subject: str, key: str, declared: Declaration) -> Field:
    info = declared.field
    assert info is not None
    default = info.default
    words = SWITCHES if isinstance(default, bool) else declared.words
    low, high = declared.bounds or (0.0, 0.0)
    meaning, whole = info.description or "", declared.annotation is int
    return Field(
        subject, key, _written(default), declared.unit, meaning, low=low, high=high, words=words, whole=whole
    )


def value_of(values: Mapping[str, Any], key: str) -> str:
    """Return what a scenario says of a dotted key, as a file writes it; nothing where it says nothing."""
    here: Any = values
    for part in key.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return ""
        here = here[part]
    return _written(here)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def fault_of(field: Field, written: str) -> str:
    """Return what is wrong with a value as it is written, in a few words; empty if nothing is."""
    text = written.strip()
    if field.words:
        return "" if text in field.words else f"'{text}' is none of {', '.join(field.words)}"
    try:
        value = int(text) if field.whole else float(text)
    except ValueError:
        return f"'{text}' is no {'whole ' if field.whole else ''}number"
    if not field.low <= value <= field.high:
        return f"{text} is outside {field.low:g} to {field.high:g} {field.unit}".rstrip()
    return ""
