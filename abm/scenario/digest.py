"""The digest of a scenario: the same for the same run, however it was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

LABELS = ("name", "description", "seed", "replications")
"""Keys that do not change what a run with a given seed computes."""


def digest(resolved: Mapping[str, Any], tables: str = "") -> str:
    """Return the SHA-256 (hexadecimal) of the canonical JSON of a resolved scenario and of its world's tables.

    Canonical: keys sorted; no labels, no paths; events by date, their states sorted; empty groups left out.

    Args:
        resolved: what `Scenario.resolved` returns.
        tables: digest of the tables of the world.
    """
    values = {key: value for key, value in resolved.items() if key not in LABELS}
    values["world"] = {key: value for key, value in values["world"].items() if key not in ("name", "path")}
    for group in ("policies", "conditions"):
        values[group] = {code: said for code, said in values[group].items() if said}
    values["events"] = sorted(map(_canonical, values["events"]), key=lambda event: str(event["date"]))
    return hashlib.sha256(f"{canonical(values)}\n{tables}".encode()).hexdigest()


def _canonical(event: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in event.items() if key != "name"}
    if "states" in kept:
        kept["states"] = sorted(kept["states"])
    for key in ("displace", "expel"):
        if key in kept:
            kept[key] = {**kept[key], "toward": sorted(kept[key]["toward"])}
    if "parameters" in kept:
        kept["parameters"] = {subject: values for subject, values in kept["parameters"].items() if values}
    return kept


def canonical(value: Any) -> str:
    """Return JSON text that is the same for equal values: keys sorted, no spaces, 2 for 2.0 and 0 for -0.0."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
