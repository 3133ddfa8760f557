"""A small study whose runs cost nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from abm.scenario import write_yaml
from abm.studies.study import Study, load_spec

SMALL: dict[str, Any] = {
    "name": "small",
    "base": "stylised",
    "set": {"months": 24, "world": {"states": 3}},
    "factors": {
        "border": {"key": "policies.all.border_effort", "role": "lever", "values": [1, 2]},
        "risk": {"key": "parameters.departures.risk", "low": 0.5, "high": 2},
    },
    "design": {"kind": "grid", "levels": 2},
    "replications": 3,
    "outcomes": [{"measure": "immigrants"}, {"measure": "deaths_on_routes", "better": "less"}],
}

Written = Callable[..., Path]
"""Writes the small study with some keys changed, and returns the file; a key of None is left out."""


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(**changes: Any) -> Path:
        said = {key: value for key, value in {**SMALL, **changes}.items() if value is not None}
        path = tmp_path / "small.yaml"
        path.write_text(write_yaml(said), encoding="utf-8")
        return path

    return write


@pytest.fixture
def small(written: Written) -> Study:
    return load_spec(written())
