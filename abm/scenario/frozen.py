"""Values that cannot change: a read-only mapping, and the part of a declaration that someone has set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Value = TypeVar("Value", covariant=True)


class FrozenMapping(Mapping[str, Value]):
    """A mapping that cannot be changed, can be hashed, copied and sent to another process."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Value] | None = None) -> None:
        self._entries: dict[str, Value] = dict(entries or {})

    def __getitem__(self, key: str) -> Value:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)


def thawed(value: Any) -> Any:
    """Return a value as dictionaries, lists and scalars, groups of declarations included."""
    if isinstance(value, BaseModel):
        return {name: thawed(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {key: thawed(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [thawed(entry) for entry in value]
    return value


def _unfrozen(value: Any) -> Any:
    return {key: _unfrozen(entry) for key, entry in value.items()} if isinstance(value, Mapping) else value


def given(group: BaseModel) -> FrozenMapping[Any]:
    """Return what was set in a group of declarations, without its defaults; nested groups become mappings."""
    entries = {}
    for name in type(group).model_fields:
        if name in group.model_fields_set:
            value = getattr(group, name)
            entries[name] = given(value) if isinstance(value, BaseModel) else value
    return FrozenMapping(entries)


class PartOf:
    """Marks a mapping whose keys and values are those of a group of declarations, any number of them.

    `Annotated[Mapping[str, float], PartOf(Policy)]` takes `{quota_family: 0}`: checked as a `Policy` is,
    kept as a mapping of that one lever.
    """

    def __init__(self, group: type[BaseModel]) -> None:
        self.group = group

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            given,
            core_schema.no_info_before_validator_function(_unfrozen, handler.generate_schema(self.group)),
            serialization=core_schema.plain_serializer_function_ser_schema(thawed),
        )


class EntriesOf:
    """Marks a mapping from any word to values of the annotated kind, and freezes it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            FrozenMapping,
            core_schema.no_info_before_validator_function(_unfrozen, handler(source)),
            serialization=core_schema.plain_serializer_function_ser_schema(thawed),
        )
