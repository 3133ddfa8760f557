"""Scenarios: what determines a run, written in YAML, checked, merged, and identified by a digest."""

from __future__ import annotations

from abm.scenario.events import EVERY_STATE, Displacement, Event, Regularisation, changed
from abm.scenario.loading import load, override, scenario_from
from abm.scenario.reading import read_yaml, write_yaml
from abm.scenario.scenario import PROCESSES, Processes, Scenario
from abm.scenario.schema import check, json_schema, state_codes
from abm.scenario.worlds import WorldChoice, choose_world

__all__ = [
    "EVERY_STATE",
    "PROCESSES",
    "Displacement",
    "Event",
    "Processes",
    "Regularisation",
    "Scenario",
    "WorldChoice",
    "changed",
    "check",
    "choose_world",
    "json_schema",
    "load",
    "override",
    "read_yaml",
    "scenario_from",
    "state_codes",
    "write_yaml",
]
