"""Factors: what varies, with the range, unit and meaning of the declaration behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, final

from abm.parameters import Parameters
from abm.parameters.levers import Policy
from abm.refusal import Refusal, nearest
from abm.scenario import Scenario
from abm.scenario.declarations import Declaration, declaration
from abm.scenario.reading import Node
from abm.scenario.refusing import unknown_key
from abm.studies.declarations import FactorSpec
from abm.world.stylised import StylisedWorld

Value = float | int | bool | str
Number = Literal["real", "whole", "word"]


@final
@dataclass(frozen=True)
class Factor:
    """One dimension of a study.

    Attributes:
        name: name of its column.
        keys: dotted keys of the scenario that it sets; empty for one that scales levers.
        scaled: levers that it multiplies; empty for one that sets keys.
        states: states whose levers it multiplies.
        since: month from which it does, "YYYY-MM"; the first of the horizon if empty.
        role: lever or uncertainty.
        kind: real numbers, whole numbers, or words.
        low, high: range of numbers; 0 for words.
        values: the values it takes, in place of a range.
        spacing: linear or log.
        default: its value where nothing is said: the base's.
        unit, meaning, label: words for tables and figures.
        group: group whose factors a Sobol design moves together; empty without groups.
    """

    name: str
    keys: tuple[str, ...]
    scaled: tuple[str, ...]
    states: tuple[str, ...]
    since: str
    role: str
    kind: Number
    low: float
    high: float
    values: tuple[Value, ...]
    spacing: str
    default: Value
    unit: str
    meaning: str
    label: str
    group: str = ""

    def changes(self, value: Value, start: str) -> dict[str, Any]:
        """Return what a scenario has to say for the factor to have a value; `start` is its first month."""
        if self.scaled:
            levers = dict.fromkeys(self.scaled, value)
            event = {
                "date": self.since or start,
                "name": self.label,
                "states": list(self.states),
                "scale": levers,
            }
            return {"events": [event]}
        said: dict[str, Any] = {}
        for key in self.keys:
            *above, last = key.split(".")
            here = said
            for word in above:
                here = here.setdefault(word, {})
            here[last] = value
        return said

    def at(self, share: float) -> Value:
        """Return the value at a share of the range, 0 to 1: the quantile that designs ask for."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.spacing == "log":
            value = self.low * (self.high / self.low) ** share
        else:
            value = self.low + (self.high - self.low) * share
        if self.kind != "whole":
            return float(value)
        if self.spacing == "log":
            return round(value)
        return min(int(self.low + (self.high - self.low + 1) * share), int(self.high))

    def levels(self, number: int) -> tuple[Value, ...]:
        """Return the values of a grid: those it takes, or `number` evenly spread over its range."""
        if self.values:
            return self.values
        return tuple(dict.fromkeys(self.at(place / (number - 1)) for place in range(number)))


def factor_of(name: str, spec: FactorSpec, node: Node, base: Scenario) -> Factor:
    """Return a factor with all that its declaration says.

    Raises:
        Refusal: an unknown key or lever, a range that is missing, empty or outside the declared one, a value of another
            kind; with file and line.
    """
    place = str(node.at(("low",)).place)
    here = _lever_scale(spec, node) if spec.scale else _declared_key(spec.key, node)
    label = spec.label or name.replace("_", " ").capitalize()
    values = _checked_values(spec, here, node)
    bounds = _bounds(spec, here, values, place, name)
    if spec.spacing == "log" and not values and bounds[0] <= 0.0:
        raise Refusal(
            f"{place}: factor '{name}' is spaced by logarithms from {bounds[0]:g}; 'low' must be above 0"
        )
    kind: Number = (
        "word" if here.words or here.annotation is bool else "whole" if here.annotation is int else "real"
    )
    if here.annotation is bool and not values:
        values = (False, True)
    return Factor(
        name=name, keys=spec.key, scaled=spec.scale, states=spec.states, since=spec.since or "", role=spec.role,
        kind=kind, low=bounds[0], high=bounds[1], values=values, spacing=spec.spacing,
        default=1.0 if spec.scale else _present(base, spec.key[0], here),
        unit="times" if spec.scale else here.unit,
        meaning=(here.field.description or "") if here.field else f"Multiplies {', '.join(spec.scale)}.",
        label=label, group=spec.group,
    )  # fmt: skip


def _declared_key(keys: tuple[str, ...], node: Node) -> Declaration:
    """Return the declaration of the first key; all of them must be known."""
    found = None
    for key in keys:
        path = tuple(key.split("."))
        here = _world_key(path) if path[0] == "world" else declaration(Scenario, path)
        if here is None or here.group is not None:
            place = node.at(("key",)).place
            if here is not None:
                raise Refusal(
                    f"{place}: '{key}' is a group of keys; name one of them, such as {key}.{here.names[0]}"
                )
            raise Refusal(f"{place}: {_unknown(path)}")
        found = found or here
    assert found is not None
    return found


def _world_key(path: tuple[str, ...]) -> Declaration | None:
    return declaration(StylisedWorld, path[1:]) if len(path) == 2 else None


def _unknown(path: tuple[str, ...]) -> str:
    for length in range(1, len(path) + 1):
        above = declaration(Scenario, path[: length - 1])
        if above is not None and declaration(Scenario, path[:length]) is None:
            return unknown_key(".".join(path[:length]), path[length - 1], above.names)
    return unknown_key(".".join(path), path[-1], ())


def _lever_scale(spec: FactorSpec, node: Node) -> Declaration:
    for lever in spec.scale:
        if lever not in Policy.model_fields:
            hint = nearest(lever, Policy.model_fields) or f"; there are {', '.join(Policy.model_fields)}"
            raise Refusal(f"{node.at(('scale',)).place}: there is no lever '{lever}'{hint}")
    return Declaration(float)


def _bounds(
    spec: FactorSpec, here: Declaration, values: tuple[Value, ...], place: str, name: str
) -> tuple[float, float]:
    if values or here.words or here.annotation is bool:
        return 0.0, 0.0
    declared = here.bounds
    low = spec.low if spec.low is not None else declared and declared[0]
    high = spec.high if spec.high is not None else declared and declared[1]
    if low is None or high is None:
        raise Refusal(
            f"{place}: factor '{name}' has no declared range; give it 'low' and 'high', or 'values'"
        )
    if declared and (low < declared[0] or high > declared[1]):
        raise Refusal(
            f"{place}: factor '{name}' runs from {low:g} to {high:g}, outside its range {here.range}"
        )
    if spec.scale and low < 0.0:
        raise Refusal(f"{place}: factor '{name}' multiplies levers by {low:g}; 'low' must be at least 0")
    if spec.role != "fixed" and low >= high:
        raise Refusal(f"{place}: factor '{name}' runs from {low:g} to {high:g}; 'low' must be below 'high'")
    return float(low), float(high)


def _checked_values(spec: FactorSpec, here: Declaration, node: Node) -> tuple[Value, ...]:
    values = spec.values or ((spec.value,) if spec.value is not None else ())
    if here.words and not values:
        return here.words
    for value in values:
        number = isinstance(value, float | int) and not isinstance(value, bool)
        if here.words and value not in here.words:
            raise Refusal(f"{node.at(('values',)).place}: '{value}' is not one of {', '.join(here.words)}")
        if not here.words and here.annotation is not bool and not number:
            raise Refusal(f"{node.at(('values',)).place}: '{value}' is not a number")
        if here.bounds and number and not here.bounds[0] <= float(value) <= here.bounds[1]:
            raise Refusal(
                f"{node.at(('values',)).place}: the value {value} is outside the range {here.range}"
            )
    return values


def _present(base: Scenario, key: str, here: Declaration) -> Value:
    """The value that the base gives to a key."""
    value: Any = base.resolved()
    for word in key.split("."):
        value = value.get(word) if isinstance(value, Mapping) else None
    if isinstance(value, float | int | bool | str):
        return value
    default = here.field.default if here.field else None
    return default if isinstance(default, float | int | bool | str) else 0.0


def screened(words: tuple[str, ...], spread: float, base: Scenario, node: Node) -> dict[str, FactorSpec]:
    """Return a factor for every parameter whose source begins with one of the words.

    Args:
        words: beginnings of sources.
        spread: how far a factor runs from the base's value, as a share of it; 0 for the whole range.
        base: the scenario that the study starts from.
        node: where the words were written.

    Raises:
        Refusal: a word that no source begins with.
    """
    found: dict[str, FactorSpec] = {}
    for word in words:
        before = len(found)
        for subject, field in Parameters.model_fields.items():
            group = Declaration(field.annotation)
            for name in group.names:
                here = group.below(name)
                if here is not None and here.bounds and here.source.startswith(word):
                    key = f"parameters.{subject}.{name}"
                    low, high = _around(_present(base, key, here), here, spread)
                    found[f"{subject}_{name}"] = FactorSpec(key=(key,), low=low, high=high)
        if len(found) == before:
            raise Refusal(f"{node.place}: no parameter's source begins with '{word}'; there are assumed, estimated, "
                          "calibrated and literature")  # fmt: skip
    return found


def _around(value: Value, here: Declaration, spread: float) -> tuple[float | None, float | None]:
    """The range within a share of a value, or of the declared range where the value is zero; None: the declared one."""
    bounds = here.bounds
    if not spread or bounds is None:
        return None, None
    middle = float(value)
    reach = spread * (abs(middle) or bounds[1] - bounds[0])
    low, high = max(middle - reach, bounds[0]), min(middle + reach, bounds[1])
    if here.annotation is int:
        low, high = math.floor(low), math.ceil(high)
    return float(low), float(high)
