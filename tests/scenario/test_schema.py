"""The JSON Schema takes what `load` takes, and `configs/base.yaml` says what the declarations say."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from abm.parameters import Parameters
from abm.parameters.levers import Policy
from abm.scenario import Scenario, json_schema, load, read_yaml
from abm.scenario.template import base_yaml

CONFIGS = Path(__file__).parents[2] / "configs"
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    pytest.importorskip("abm.world.stylised")
    return json_schema()


def fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether a value fits a JSON Schema; the part of the standard that the schema uses."""
    if importlib.util.find_spec("jsonschema"):
        import jsonschema  # type: ignore[import-untyped,import-not-found,unused-ignore]

        return bool(jsonschema.Draft202012Validator({**rule, "$defs": root["$defs"]}).is_valid(value))
    return _fits(value, rule, root)


def _fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    if "$ref" in rule:
        return _fits(value, root["$defs"][rule["$ref"].rsplit("/", 1)[1]], root)
    kind = rule.get("type")
    return (
        ("anyOf" not in rule or any(_fits(value, branch, root) for branch in rule["anyOf"]))
        and not ("not" in rule and _fits(value, rule["not"], root))
        and value == rule.get("const", value)
        and value in rule.get("enum", [value])
        and (
            kind is None
            or (isinstance(value, TYPES[kind]) and isinstance(value, bool) == (kind == "boolean"))
        )
        and (not isinstance(value, str) or re.search(rule.get("pattern", ""), value) is not None)
        and (
            not isinstance(value, int | float)
            or rule.get("minimum", value) <= value <= rule.get("maximum", value)
        )
        and (not isinstance(value, list) or all(_fits(item, rule.get("items", {}), root) for item in value))
        and (not isinstance(value, dict) or _fits_object(value, rule, root))
    )


def _fits_object(value: dict[str, Any], rule: dict[str, Any], root: dict[str, Any]) -> bool:
    known, other = rule.get("properties", {}), rule.get("additionalProperties", {})
    if not all(key in value for key in rule.get("required", ())):
        return False
    return all(
        _fits(entry, known[key], root) if key in known else other is not False and _fits(entry, other, root)
        for key, entry in value.items()
    )


def _document(path: Path) -> Any:
    return json.loads(json.dumps(read_yaml(path)))


def test_every_shipped_file_fits_the_schema(schema: dict[str, Any]) -> None:
    for path in (*CONFIGS.glob("scenarios/*.yaml"), CONFIGS / "base.yaml"):
        assert fits(_document(path), schema, schema), path


@pytest.mark.parametrize(
    "change",
    [
        {"sead": 1},
        {"seed": -1},
        {"seed": "1"},
        {"months": 3},  # beside `end`
        {"start": "1990"},
        {"parameters": {"jurneys": {}}},
        {"parameters": {"journeys": {"sped_alone": 30}}},
        {"parameters": {"journeys": {"speed_alone": 5}}},
        {"policies": {"DEU": {"removel": 1}}},
        {"policies": {"DEU": {"removal": 51}}},
        {"processes": {"conflict": "off"}},
        {"drivers": {"conflict": "no"}},
        {"events": [{"states": "all", "set": {"removal": 1}}]},
        {"events": [{"date": "2001-10", "states": "all", "sett": {"removal": 1}}]},
        {"events": [{"date": "2001-10", "states": "all", "scale": {"removal": -1}}]},
        {"events": [{"date": "2001-10", "displace": {"origin": "SYR"}}]},
        {"world": {"kind": "stylised", "statez": 3}},
        {"world": 5},
    ],
)
def test_the_schema_rejects_what_loading_refuses(schema: dict[str, Any], change: dict[str, Any]) -> None:
    baseline = _document(CONFIGS / "scenarios" / "baseline.yaml")
    assert fits(baseline, schema, schema)
    assert not fits({**baseline, **change}, schema, schema)


@pytest.mark.parametrize(
    "change",
    [
        {"extends": "baseline"},
        {"events": [{"date": "2001-10", "states": ["DEU"], "set": {"removal": 1}}]},
        {"events": [{"date": "2001-10", "states": "all", "regularise": {"share": 1}}]},
        {"events": [{"date": "2001-10", "parameters": {"journeys": {"speed_alone": 50}}}]},
        {"world": {"kind": "tables", "path": "somewhere"}},
    ],
)
def test_the_schema_accepts_what_loading_accepts(schema: dict[str, Any], change: dict[str, Any]) -> None:
    assert fits({**_document(CONFIGS / "scenarios" / "baseline.yaml"), **change}, schema, schema)


def _objects(rule: Any) -> Iterator[dict[str, Any]]:
    if isinstance(rule, dict):
        if "properties" in rule and isinstance(rule["properties"], dict):
            yield rule
        for part in rule.values():
            yield from _objects(part)
    elif isinstance(rule, list):
        for part in rule:
            yield from _objects(part)


def test_no_group_takes_other_keys(schema: dict[str, Any]) -> None:
    groups = list(_objects(schema))
    assert len(groups) > 10
    assert all(group["additionalProperties"] is False for group in groups)


def test_every_number_has_unit_range_and_meaning(schema: dict[str, Any]) -> None:
    for name in ("Journeys", "Policy"):
        for key, rule in schema["$defs"][name]["properties"].items():
            assert rule["unit"], key
            assert rule["description"], key
            assert {"minimum", "maximum"} <= set(rule) or "enum" in rule, key
    assert schema["properties"]["months"]["unit"] == "months"


def test_the_base_file_is_up_to_date() -> None:
    text = (CONFIGS / "base.yaml").read_text(encoding="utf-8")
    assert text == base_yaml(), "run `python -m abm.scenario.template`"


def test_the_base_file_says_every_default_and_loads_to_them(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    path = tmp_path / "base.yaml"
    path.write_text(base_yaml().replace("world: real", "world: world"), encoding="utf-8")
    assert load(path).digest() == Scenario().digest()
    written = read_yaml(path)
    for subject, field in Parameters.model_fields.items():
        assert set(written["parameters"][subject]) == set(field.annotation.model_fields)  # type: ignore[union-attr]
    assert all(f"#   {lever}: " in base_yaml() for lever in Policy.model_fields)
