"""From what pydantic found wrong to one sentence: place, key, value, unit, range, nearest valid name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from abm.refusal import Refusal, nearest
from abm.scenario.declarations import Declaration, Path, declaration, dotted
from abm.scenario.reading import Node, Place

Group = TypeVar("Group", bound=BaseModel)

_KINDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
    "dict_type": "a group of keys",
    "mapping_type": "a group of keys",
}
_BOUNDS = ("greater_than_equal", "less_than_equal", "greater_than", "less_than")


class Fault(ValueError):
    """A rule that several keys break together, told for one of them.

    Args:
        path: keys from the value that is being validated to the one to blame.
        problem: the rest of the sentence, after the key.
    """

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(problem)
        self.path = path


def validated(
    group: type[Group], node: Node, prefix: Path = (), ready: Mapping[str, Any] = MappingProxyType({})
) -> Group:
    """Return the values of a document as a group of declarations.

    Args:
        group: the declarations.
        node: the values, with their places.
        prefix: keys above `node`, for the sentence.
        ready: values that are already checked; they replace those of the node.

    Raises:
        Refusal: the first problem; an unknown key before any other.
    """
    refuse_blanks(node, prefix)
    plain = node.plain()
    try:
        return group.model_validate({**plain, **ready} if isinstance(plain, dict) else plain, strict=True)
    except ValidationError as error:
        raise explained(error, group, node, prefix) from None


def refuse_blanks(node: Node, path: Path) -> None:
    """Raise a `Refusal` for the first key or list item without a value."""
    if node.value is None:
        what = f"'{dotted(path)}' has" if path else "holds"
        raise Refusal(f"{node.place}: {what} no value")
    if isinstance(node.value, tuple):
        for index, item in enumerate(node.value):
            refuse_blanks(item, (*path, index))
    for key, entry in node.entries().items():
        refuse_blanks(entry, (*path, key))


def explained(error: ValidationError, group: type[BaseModel], node: Node, prefix: Path = ()) -> Refusal:
    """Return the sentence for the first problem of a validation, unknown keys first, then by line."""
    details = error.errors(include_url=False)

    def order(detail: ErrorDetails) -> tuple[bool, int]:
        return detail["type"] != "extra_forbidden", node.at(_path(detail)).place.line or 0

    detail = min(details, key=order)
    path = _path(detail)
    place = node.at(path).place
    return Refusal(f"{place}: {_sentence(detail, group, path, prefix)}")


def _path(detail: ErrorDetails) -> Path:
    cause = detail.get("ctx", {}).get("error")
    path = tuple(detail["loc"])
    return path + cause.path if isinstance(cause, Fault) else path


def _sentence(detail: ErrorDetails, group: type[BaseModel], path: Path, prefix: Path) -> str:
    key = dotted(prefix + path)
    if detail["type"] == "extra_forbidden":
        above = declaration(group, path[:-1])
        return unknown_key(key, str(path[-1]), above.names if above else ())
    if detail["type"] == "missing":
        return f"the key '{key}' is missing"
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, ValueError):
        return f"'{key}' {cause}" if key else str(cause)
    here = declaration(group, path) or Declaration(None)
    return f"'{key}' " + _value_problem(detail["type"], detail["input"], here)


def _value_problem(kind: str, value: Any, here: Declaration) -> str:
    if here.words:
        hint = nearest(value, here.words) if isinstance(value, str) else ""
        return f"must be one of {', '.join(here.words)}, not {described(value)}{hint}"
    within = f" ({here.range})" if here.range else ""
    if kind in _BOUNDS:
        return f"is {described(value)}, outside its range {here.range}"
    if kind == "finite_number":
        return f"must be a finite number{within}, not {described(value)}"
    return f"must be {_KINDS.get(kind, 'a value of another kind')}{within}, not {described(value)}"


def described(value: Any) -> str:
    """Return a value as it reads in a sentence: a number bare, text in quotes, a group or list by name."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 60 else value[:57] + '...'}'"
    if isinstance(value, Mapping):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else str(value)


def unknown_key(key: str, word: str, valid: tuple[str, ...]) -> str:
    """Return the sentence for a key that is not known, with the nearest valid name or the list of them."""
    hint = nearest(word, valid)
    if not hint and valid:
        more = ", ..." if len(valid) > 20 else ""
        hint = f"; valid here: {', '.join(valid[:20])}{more}"
    return f"unknown key '{key}'{hint}"


def mapping_of(node: Node, what: str) -> Mapping[str, Node]:
    """Return the entries of a node that must be a mapping, or raise a `Refusal`."""
    if not isinstance(node.value, Mapping):
        raise Refusal(f"{node.place}: {what} must be a group of keys, not {described(node.plain())}")
    return node.value


def word_of(node: Node, what: str) -> str:
    """Return the text of a node that must be text, or raise a `Refusal`."""
    if not isinstance(node.value, str):
        raise Refusal(f"{node.place}: {what} must be text, not {described(node.plain())}")
    return node.value


__all__ = ["Fault", "Place", "described", "explained", "mapping_of", "unknown_key", "validated", "word_of"]
