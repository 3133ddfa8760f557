"""The JSON Schema of scenario files, for editors, and the check of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from abm.scenario.horizon import PATTERN
from abm.scenario.loading import load
from abm.scenario.reading import shown
from abm.scenario.scenario import Scenario
from abm.scenario.worlds import tables_of


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a scenario file, with unit, range and meaning of every key."""
    schema = Scenario.model_json_schema()
    properties = schema["properties"]
    properties["extends"] = {
        "type": "string",
        "description": "Name of a shipped scenario, or path of another file, that this one differs from.",
    }
    properties["end"] = {
        "type": "string",
        "pattern": PATTERN,
        "description": "Last month of the horizon, 'YYYY-MM', instead of 'months'.",
    }
    properties["world"] = _world(schema["$defs"])
    schema["$defs"].pop("WorldChoice", None)
    schema["not"] = {"required": ["months", "end"]}
    for group in ("Event", "Reform", "Treaty"):
        for field in schema["$defs"][group]["properties"].values():
            _without_blank(field)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Scenario of crossing-borders"
    return schema


def _without_blank(rule: dict[str, Any]) -> None:
    """Take "or nothing" out of a rule: a key of a scenario is given a value, or not given."""
    branches = rule.get("anyOf", [])
    if {"type": "null"} in branches:
        (only,) = (branch for branch in branches if branch != {"type": "null"})
        del rule["anyOf"], rule["default"]
        rule.update(only)


def _world(definitions: dict[str, Any]) -> dict[str, Any]:
    from abm.world.stylised import StylisedWorld

    stylised = StylisedWorld.model_json_schema()
    definitions.update(stylised.pop("$defs", {}))
    words = {"name": {"type": "string"}, "description": {"type": "string"}}
    tables = {"kind": {"const": "tables"}, "path": {"type": "string"}, **words}
    generated = {**stylised["properties"], "kind": {"const": "stylised"}, **words}
    return {
        "description": "Name of a shipped world, path of a folder or YAML file, or a group of keys.",
        "anyOf": [
            {"type": "string"},
            {"type": "object", "properties": tables, "additionalProperties": False},
            {"type": "object", "properties": generated, "additionalProperties": False},
        ],
    }


def check(path: str | Path) -> str:
    """Read a scenario file, its world's codes of states included, and return one sentence that sums it up.

    Raises:
        Refusal: the first problem.
    """
    from abm.scenario.fitting import check_fit
    from abm.world.world import build_world

    scenario = load(path)
    check_fit(scenario, build_world(tables_of(scenario.world)))
    world = f"{scenario.world.name} world"
    events = f"{len(scenario.events)} event{'' if len(scenario.events) == 1 else 's'}"
    horizon = f"{scenario.start} to {scenario.end} ({scenario.months} months)"
    where = shown(Path(path)) if Path(path).is_file() else str(path)
    return (
        f"{where}: '{scenario.name}' is valid: {world}, {horizon}, {scenario.persons_per_agent} persons per "
        f"agent, {events}, digest {scenario.digest()[:12]} without the world's tables"
    )
