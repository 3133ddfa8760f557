"""Scenarios: what determines a run, written in YAML, checked, merged, and identified by a digest."""

from __future__ import annotations

from abm.scenario.cooperation import blocs_of
from abm.scenario.events import EVERY_STATE, Displacement, Event, Regularisation
from abm.scenario.fitting import check_fit
from abm.scenario.loading import extended, load, override, scenario_from
from abm.scenario.reading import read_yaml, write_yaml
from abm.scenario.scenario import PROCESSES, Processes, Scenario
from abm.scenario.schema import check, json_schema
from abm.scenario.worlds import WorldChoice, choose_world, tables_of, world_of

__all__ = [
    "EVERY_STATE",
    "PROCESSES",
    "Displacement",
    "Event",
    "Processes",
    "Regularisation",
    "Scenario",
    "WorldChoice",
    "blocs_of",
    "check",
    "check_fit",
    "choose_world",
    "extended",
    "json_schema",
    "load",
    "override",
    "read_yaml",
    "scenario_from",
    "tables_of",
    "world_of",
    "write_yaml",
]
