"""Small stylised worlds in which much happens in a few months, and what the laws ask of them."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from abm.kernels.table import FREE
from abm.model import MigrationModel
from abm.processes.process import Process
from abm.scenario import Scenario, scenario_from
from abm.scene import Scene
from abm.world.stylised import StylisedWorld, generate
from abm.world.world import World, build_world

WORLD: dict[str, Any] = {
    "kind": "stylised", "states": 9, "years": 4, "seed": 6, "geography": "continents", "continents": 2,
    "population_median": 3e6, "population_spread": 0.5, "migration_stock": 0.05, "conflict_share": 0.3,
}  # fmt: skip
SETTINGS: dict[str, Any] = {
    "world": WORLD, "months": 24, "persons_per_agent": 100, "seed": 1,
    "parameters": {"departures": {"propensity": -21.0}},
}  # fmt: skip
"""Nine states on two continents, 2,000 people a month who set out: every channel is used within a year."""


def joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings merged at every depth, the second's values on top."""
    result = dict(first)
    for key, value in second.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = joined(old, value) if both and isinstance(old, Mapping) else value
    return result


def small(**settings: Any) -> Scenario:
    """The scenario of the small world with some settings of its own."""
    return scenario_from(joined(SETTINGS, settings))


@cache
def _tables(settings: str) -> Any:
    return generate(StylisedWorld(**json.loads(settings)))


def world_of(scenario: Scenario) -> World:
    """A world of the scenario that no other model shares; its tables are drawn once."""
    values = {
        key: value for key, value in scenario.resolved()["world"].items() if key not in ("kind", "name")
    }
    return build_world(_tables(json.dumps(values, sort_keys=True)))


def model_of(scenario: Scenario | None = None, *, months: int = 0, seed: int | None = None) -> MigrationModel:
    """A model of the small world, some months on."""
    chosen = small() if scenario is None else scenario
    model = MigrationModel(chosen, seed=seed, world=world_of(chosen))
    for _ in range(months):
        model.step()
    return model


def steps(model: MigrationModel) -> Iterator[tuple[Process, Scene]]:
    """Run a month, handing out the scene after each process; the outcomes are looked at after the last."""
    model.scene.start_month()
    for process in model.processes:
        process.step(model.scene)
        yield process, model.scene
    model.recorder.look(model.scene)
    model.scene.end_month()
    model.scene.month += 1


def process_of(model: MigrationModel, name: str) -> Any:
    """A process of a model by its name."""
    return next(process for process in model.processes if process.name == name)


def people(model: MigrationModel) -> dict[int, dict[str, Any]]:
    """The columns of everybody in the table by uid, except when they are looked at next."""
    columns, used = model.scene.migrants.columns, model.scene.migrants.used
    there = np.flatnonzero(columns.status[:used] != FREE)
    names = [name for name in columns._fields if name not in ("uid", "wake")]
    rows = zip(*(getattr(columns, name)[there].tolist() for name in names), strict=True)
    values = (dict(zip(names, row, strict=True)) for row in rows)
    return dict(zip(columns.uid[there].tolist(), values, strict=True))


def column(model: MigrationModel, name: str) -> np.ndarray:
    """A column of everybody in the table."""
    columns, used = model.scene.migrants.columns, model.scene.migrants.used
    return np.asarray(getattr(columns, name)[:used][columns.status[:used] != FREE])


def total(model: MigrationModel, measure: str, code: str | None = None) -> float:
    """A measure summed over the months of a run: of the world, or of one state."""
    frames = model.frames()
    frame = frames["world"] if code is None else frames["states"].query("iso3 == @code")
    return float(frame[measure].sum())


def entries(model: MigrationModel, channel: str, code: str | None = None) -> float:
    """Persons who entered by a channel during a run."""
    frame = model.frames()["entries"]
    chosen = frame["channel"] == channel
    if code is not None:
        chosen &= frame["iso3"] == code
    return float(frame.loc[chosen, "persons"].sum())


def fingerprint(model: MigrationModel) -> str:
    """SHA-256 of all that a run leaves: every column of migrants and states, and every frame."""
    digest = hashlib.sha256()
    columns, used = model.scene.migrants.columns, model.scene.migrants.used
    for array in columns:
        digest.update(array[:used].tobytes())
    for name in sorted(vars(model.scene.states)):
        value = getattr(model.scene.states, name)
        if isinstance(value, np.ndarray):
            digest.update(value.tobytes())
    for _, frame in sorted(model.frames().items()):
        digest.update(frame.to_csv().encode())
    return digest.hexdigest()


def twin(model: MigrationModel) -> MigrationModel:
    """A copy of a model that goes its own way from here."""
    return copy.deepcopy(model)
