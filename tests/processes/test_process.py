"""What a process is: named, told what it reads and writes, switched off by its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.agents.state import State
from abm.migrants.table import MigrantTable
from abm.model import SCHEDULE, MigrationModel
from abm.processes.process import Process
from abm.scenario import PROCESSES, scenario_from
from abm.scene import Scene
from abm.world.states import StateTable
from tests.laws.small_world import SETTINGS, model_of, world_of

_ROOMS = (
    "states", "migrants", "scene", "world", "routes", "borders", "market", "tally", "diasporas", "armed_groups",
    "terrorists",
)  # fmt: skip


def test_every_process_of_the_schedule_can_be_switched_off_by_its_name() -> None:
    assert tuple(process.name for process in SCHEDULE) == tuple(PROCESSES)


@pytest.mark.parametrize("process", SCHEDULE)
def test_a_process_says_what_it_reads_and_writes(process: type[Process]) -> None:
    assert process.reads
    assert process.writes
    assert process.__doc__
    for column in (*process.reads, *process.writes):
        assert column.split(".")[0] in _ROOMS, column


@pytest.mark.parametrize("process", SCHEDULE)
def test_the_columns_of_states_that_a_process_names_exist(process: type[Process]) -> None:
    table = StateTable(("AAA",))
    for column in (*process.reads, *process.writes):
        room, _, name = column.partition(".")
        if room == "states" and name:
            assert hasattr(table, name), column


@pytest.mark.parametrize("process", SCHEDULE)
def test_the_columns_of_borders_and_tally_that_a_process_names_exist(process: type[Process]) -> None:
    scene = model_of().scene
    for column in (*process.reads, *process.writes):
        room, _, name = column.partition(".")
        if room in ("borders", "tally") and name:
            assert hasattr(getattr(scene, room), name), column


@pytest.mark.parametrize("process", SCHEDULE, ids=[process.name for process in SCHEDULE])
def test_a_process_changes_no_column_of_states_that_it_does_not_name(process: type[Process]) -> None:
    event = {"date": "1990-04", "states": "all", "set": {"removal": 2.0}}
    model = MigrationModel(
        scenario_from({**SETTINGS, "events": [event]}), world=world_of(scenario_from(SETTINGS))
    )
    for _ in range(3):
        model.step()
    model.scene.start_month()
    for running in model.processes:
        before = _columns(model.scene)
        running.step(model.scene)
        if running.name == process.name:
            changed = {
                name
                for name, array in _columns(model.scene).items()
                if not np.array_equal(array, before[name])
            }
            assert changed <= {
                name.partition(".")[2] for name in process.writes if name.startswith("states.")
            }


@pytest.mark.parametrize("process", SCHEDULE, ids=[process.name for process in SCHEDULE])
def test_a_process_changes_no_borders_market_or_routes_that_it_does_not_name(process: type[Process]) -> None:
    """Whatever changes in a December, a January and a February is a room or a column that it names."""
    model = model_of(months=11)
    seen: set[str] = set()
    for _ in range(3):
        model.scene.start_month()
        for running in model.processes:
            before = _in_rooms(model.scene)
            running.step(model.scene)
            if running.name == process.name:
                after = _in_rooms(model.scene)
                seen |= {name for name in after if not np.array_equal(after[name], before[name])}
        model.scene.states.moved.fill(False)
        model.scene.month += 1
    named = {name for name in seen if name in process.writes or name.partition(".")[0] in process.writes}
    assert seen == named


def _in_rooms(scene: Scene) -> dict[str, np.ndarray]:
    """Arrays of the borders, of the market and of the routes by room and name."""
    market = scene.market
    rooms: dict[str, Any] = {
        "borders": vars(scene.borders),
        "market": market.networks._asdict()
        | market.offers._asdict()
        | market.markets._asdict()
        | vars(market),
        "routes": vars(scene.routes),
    }
    return {
        f"{room}.{name}": value.copy()
        for room, columns in rooms.items()
        for name, value in columns.items()
        if isinstance(value, np.ndarray) and not name.startswith("_")
    }


def _columns(scene: Scene) -> dict[str, np.ndarray]:
    """All public columns but `moved`, which marks that levers were written."""
    arrays = {
        name: value
        for name, value in vars(scene.states).items()
        if not name.startswith("_") and name != "moved"
    }
    return {name: value.copy() for name, value in arrays.items() if isinstance(value, np.ndarray)}


class _Windfall:
    """A process of a user's own: every household of the first state is given a cent."""

    name = "windfall"
    reads: tuple[str, ...] = ("states.households",)
    writes: tuple[str, ...] = ("states.households",)

    def __init__(self, scene: Scene) -> None:
        self.months = 0

    def step(self, scene: Scene) -> None:
        self.months += 1
        scene.states.households[0] += 1


def test_a_process_of_ones_own_takes_its_place_in_the_month() -> None:
    model = model_of()
    own: Any = _Windfall(model.scene)
    model.processes = (*model.processes, own)
    model.seconds[own.name] = 0.0
    model.step()
    model.step()
    assert own.months == 2
    assert model.scene.money() == 2
    assert model.seconds["windfall"] > 0
    assert isinstance(model.states["AAA"], State)
    assert isinstance(model.scene.migrants, MigrantTable)
