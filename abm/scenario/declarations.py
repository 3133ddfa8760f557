"""Finding the declaration behind a dotted key: its unit, range and kind, and the names valid beside it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from abm.scenario.frozen import PartOf

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Declaration:
    """What may stand at one key: its type, what marks it, and the field that declares it."""

    annotation: Any
    marks: tuple[Any, ...] = ()
    field: FieldInfo | None = None

    @property
    def group(self) -> type[BaseModel] | None:
        """The group of declarations whose names are the keys below, if there is one."""
        for mark in self.marks:
            if isinstance(mark, PartOf):
                return mark.group
        kind = self.annotation
        return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that are valid below."""
        return tuple(self.group.model_fields) if self.group else ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are valid as a value."""
        return tuple(map(str, get_args(self.annotation))) if get_origin(self.annotation) is Literal else ()

    @property
    def unit(self) -> str:
        """The unit, or an empty string."""
        extra = self.field.json_schema_extra if self.field else None
        return str(extra.get("unit", "")) if isinstance(extra, dict) else ""

    @property
    def source(self) -> str:
        """Where the default comes from, or an empty string."""
        extra = self.field.json_schema_extra if self.field else None
        return str(extra.get("source", "")) if isinstance(extra, dict) else ""

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The closed range, if both ends are declared."""
        low = [mark.ge for mark in self.marks if isinstance(mark, Ge)]
        high = [mark.le for mark in self.marks if isinstance(mark, Le)]
        return (low[0], high[0]) if low and high else None  # type: ignore[return-value]

    @property
    def range(self) -> str:
        """The range in words, such as "0 to 20000 km per month"; an empty string if none is declared."""
        if self.bounds is None:
            return ""
        low, high = (_number(bound) for bound in self.bounds)
        unit = "" if self.unit == "number" else self.unit
        return f"{low} to {high} {unit}".strip()

    def below(self, key: str | int) -> Declaration | None:
        """Return the declaration of one key of a group, a mapping or a list; None if there is no such key."""
        if self.group is not None:
            field = self.group.model_fields.get(str(key))
            return None if field is None else _declared(field.annotation, tuple(field.metadata), field)
        kind, arguments = get_origin(self.annotation), get_args(self.annotation)
        if isinstance(kind, type) and issubclass(kind, Mapping) and len(arguments) == 2:
            return _declared(arguments[1], (), self.field)
        if kind in (tuple, list) and arguments:
            return _declared(arguments[0], self.marks, self.field)
        return None


def _number(bound: float) -> str:
    whole = float(bound).is_integer() and abs(bound) < 1e13
    return f"{int(bound):_}".replace("_", " ") if whole else f"{bound:g}"


def _declared(annotation: Any, marks: tuple[Any, ...], field: FieldInfo | None) -> Declaration:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        for mark in more:
            marks += tuple(mark.metadata) if isinstance(mark, FieldInfo) else (mark,)
        return _declared(inner, marks, field)
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        if len(kinds) == 1:
            return _declared(kinds[0], marks, field)
    return Declaration(annotation, marks, field)


def declaration(group: type[BaseModel], path: Path) -> Declaration | None:
    """Return the declaration at a path of keys below a group; None if there is none."""
    here: Declaration | None = Declaration(group)
    for key in path:
        if here is None:
            return None
        here = here.below(key)
    return here


def dotted(path: Path) -> str:
    """Return a path of keys as users write it: `events[0].set.quota_family`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text
