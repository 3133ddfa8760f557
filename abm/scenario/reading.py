"""YAML with the line of every value, read by the core schema of YAML 1.2.

PyYAML reads YAML 1.1, in which `1e9` is text, `off` is a truth value and `2001-10-05` is a date. Here a plain
scalar is a number, `true`, `false`, `null`, or text; nothing else. Keys given twice, tags and second
documents are refused. This is the only room of the package that imports PyYAML.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from abm.refusal import Refusal

Scalar = str | int | float | bool | None

_DEEPEST = 40
_MOST = 200_000
_TAG = "tag:yaml.org,2002:"
_CORE = (
    ("bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    ("int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789")),
    (
        "float",
        re.compile(
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        list("-+.0123456789"),
    ),
    ("null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
)


@dataclass(frozen=True)
class Place:
    """Where something was written: a file and its line (from 1), or an option of the command line."""

    source: str
    line: int | None = None

    def __str__(self) -> str:
        return self.source if self.line is None else f"{self.source}, line {self.line}"


@dataclass(frozen=True)
class Node:
    """A value of a YAML document with its place; entries of a mapping have the place of their key.

    A mapping that is `whole` replaces another on merging instead of adding to it.
    """

    place: Place
    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    whole: bool = False

    def entries(self) -> Mapping[str, Node]:
        """Return the entries of a mapping, and none for any other value."""
        return self.value if isinstance(self.value, Mapping) else {}

    def at(self, path: tuple[str | int, ...]) -> Node:
        """Return the value at `path`, or the deepest value on the way there."""
        here = self
        for key in path:
            if isinstance(here.value, Mapping) and key in here.value:
                here = here.value[str(key)]
            elif isinstance(here.value, tuple) and isinstance(key, int) and key < len(here.value):
                here = here.value[key]
            else:
                break
        return here

    def plain(self) -> Any:
        """Return the value without places: scalars, tuples and dictionaries."""
        if isinstance(self.value, Mapping):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, tuple):
            return tuple(entry.plain() for entry in self.value)
        return self.value


class _Loader(yaml.SafeLoader):
    """Composes nodes; scalars are resolved by the core schema."""


class _Dumper(yaml.SafeDumper):
    """Writes text so that `_Loader` reads it back as text."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write repeated values in full."""
        return True


_resolvers: dict[str | None, list[tuple[str, re.Pattern[str]]]] = {}
for _kind, _pattern, _firsts in _CORE:
    for _first in _firsts:
        _resolvers.setdefault(_first, []).append((_TAG + _kind, _pattern))
_Loader.yaml_implicit_resolvers = _resolvers
_Dumper.yaml_implicit_resolvers = _resolvers


def shown(path: Path) -> str:
    """Return a path as a user would write it: relative to the working directory if it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def read_node(path: Path) -> Node:
    """Read one YAML document with its lines.

    Raises:
        Refusal: the file is missing, cannot be read, is not UTF-8, is empty, or is not valid YAML.
    """
    place = Place(shown(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refusal(f"{place}: there is no such file") from None
    except UnicodeDecodeError:
        raise Refusal(f"{place}: not a text file in UTF-8") from None
    except OSError as error:
        raise Refusal(f"{place}: cannot be read ({os.strerror(error.errno or 5)})") from None
    return parse(text, place, lines=True)


def read_yaml(path: Path | str) -> Any:
    """Read one YAML document as dictionaries, tuples and scalars; refusals as for `read_node`."""
    return read_node(Path(path)).plain()


def write_yaml(data: Any) -> str:
    """Return dictionaries, lists, tuples and scalars as YAML text that `read_yaml` reads back equal."""
    return yaml.dump(_listed(data), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def _listed(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _listed(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_listed(value) for value in data]
    return data


def parse(text: str, place: Place, *, lines: bool = False) -> Node:
    """Parse YAML text; every value gets `place`, with its own line if `lines`.

    Raises:
        Refusal: not valid YAML, empty, a key given twice, a tag, a second document, or nested too deep.
    """
    try:
        document = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise Refusal(_syntax(error, place, lines)) from None
    except RecursionError:
        raise Refusal(f"{place}: nested deeper than {_DEEPEST} levels") from None
    if document is None:
        raise Refusal(f"{place}: holds no value")
    return _Reading(place, lines).node(document, _at(place, document, lines), 0)


def _at(place: Place, node: yaml.Node, lines: bool) -> Place:
    return replace(place, line=node.start_mark.line + 1) if lines else place


def _syntax(error: yaml.YAMLError, place: Place, lines: bool) -> str:
    mark = getattr(error, "problem_mark", None)
    if lines and mark is not None:
        place = replace(place, line=mark.line + 1)
    problem = str(getattr(error, "problem", None) or "a character that YAML does not allow")
    if problem.startswith("but found another document"):
        problem = "a second document begins here"
    return f"{place}: not valid YAML ({problem})"


class _Reading:
    """One pass over a composed document."""

    def __init__(self, place: Place, lines: bool) -> None:
        self.place, self.lines, self.count = place, lines, 0

    def node(self, source: yaml.Node, place: Place, depth: int) -> Node:
        """Turn one composed node into a `Node` with the given place."""
        self.count += 1
        if depth > _DEEPEST or self.count > _MOST:
            raise Refusal(f"{place}: nested deeper than {_DEEPEST} levels or more than {_MOST} values")
        if isinstance(source, yaml.MappingNode):
            self._plain_tag(source, "map", place)
            return Node(place, self._entries(source, depth))
        if isinstance(source, yaml.SequenceNode):
            self._plain_tag(source, "seq", place)
            items = (self.node(item, _at(self.place, item, self.lines), depth + 1) for item in source.value)
            return Node(place, tuple(items))
        return Node(place, self._scalar(source, place))

    def _entries(self, source: yaml.MappingNode, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key_node, value_node in source.value:
            place = _at(self.place, key_node, self.lines)
            key = self._key(key_node, place)
            if key in entries:
                first = entries[key].place.line
                before = "" if first is None else f" (first on line {first})"
                raise Refusal(f"{place}: the key '{key}' is given twice{before}")
            entries[key] = self.node(value_node, place, depth + 1)
        return entries

    def _key(self, source: yaml.Node, place: Place) -> str:
        if not isinstance(source, yaml.ScalarNode):
            raise Refusal(f"{place}: a key must be a word, not a list or a group of keys")
        if source.tag not in (_TAG + "str", _TAG + "bool", _TAG + "null", _TAG + "int", _TAG + "float"):
            raise Refusal(f"{place}: the tag '{source.tag}' is not known here")
        return str(source.value)

    def _plain_tag(self, source: yaml.Node, kind: str, place: Place) -> None:
        if source.tag != _TAG + kind:
            raise Refusal(f"{place}: the tag '{source.tag}' is not known here")

    def _scalar(self, source: yaml.Node, place: Place) -> Scalar:
        text, tag = str(source.value), source.tag
        try:
            if tag == _TAG + "str":
                return text
            if tag == _TAG + "int":
                return int(text)
            if tag == _TAG + "float":
                return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            raise Refusal(f"{place}: '{text[:40]}' is not a number that can be read") from None
        if tag == _TAG + "bool":
            return text.lower() == "true"
        if tag == _TAG + "null":
            return None
        raise Refusal(f"{place}: the tag '{tag}' is not known here")
