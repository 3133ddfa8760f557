"""A fork: the same future as the original, which it never touches."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.agents.state import State
from abm.model import MigrationModel
from abm.scenario import load, override
from tests.laws.small_world import fingerprint, model_of, small

GIVEN = ("start", "tail", "head", "mode")
"""Arrays of the circuit that nothing changes."""


def _on(model: MigrationModel, months: int) -> MigrationModel:
    for _ in range(months):
        model.step()
    return model


def _arrays(value: Any, name: str, seen: set[int]) -> Iterator[tuple[str, np.ndarray]]:
    """Every array that something holds, by the way to it."""
    if id(value) in seen or isinstance(value, str | int | float | type):
        return
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        yield name, value
        return
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        parts = value._asdict().items()
    elif isinstance(value, list | tuple):
        parts = enumerate(value)
    elif hasattr(value, "__dict__"):
        parts = vars(value).items()
    for key, part in parts:
        yield from _arrays(part, f"{name}.{key}", seen)


def _state(model: MigrationModel) -> dict[str, np.ndarray]:
    """Every array that a run changes, by the way to it."""
    seen = {id(getattr(model.world, name)) for name in vars(model.world) if name != "circuit"}
    seen |= {id(one) for one in model.recorder.written()}
    whole = {"scene": model.scene, "processes": model.processes, "recorder": model.recorder}
    return dict(_arrays(whole, "", seen))


def _copied(model: MigrationModel) -> dict[str, np.ndarray]:
    return {name: array.copy() for name, array in _state(model).items()}


def _assert_frames_equal(one: MigrationModel, two: MigrationModel) -> None:
    ours, theirs = one.frames(), two.frames()
    assert set(ours) == set(theirs)
    for name, frame in ours.items():
        pd.testing.assert_frame_equal(frame, theirs[name], check_exact=True)


@pytest.mark.parametrize("month", [0, 1, 7, 12])
def test_a_fork_has_the_future_of_the_original(month: int) -> None:
    model = model_of(months=month)
    fork = model.fork()
    assert (fork.month, fork.date, fork.steps, fork.running) == (month, model.date, month, True)
    _on(model, 8)
    _on(fork, 8)
    _assert_frames_equal(model, fork)
    assert fingerprint(model) == fingerprint(fork) == fingerprint(model_of(months=month + 8))


def test_a_fork_of_a_fork_and_two_forks_of_one_month() -> None:
    model = model_of(months=5)
    first, second = model.fork(), model.fork()
    third = _on(first, 2).fork()
    _on(first, 2)
    _on(third, 2)
    _on(second, 4)
    assert fingerprint(first) == fingerprint(second) == fingerprint(third) == fingerprint(_on(model, 4))


def test_nothing_that_changes_is_shared() -> None:
    model = model_of(months=13)
    fork = model.fork()
    ours, theirs = _state(model), _state(fork)
    assert set(ours) == set(theirs)
    assert len(ours) > 300
    spans = [array for array in theirs.values() if array.size]
    starts = {array.__array_interface__["data"][0] for array in spans}
    held = {
        name for name, array in ours.items() if array.size and array.__array_interface__["data"][0] in starts
    }
    given = {f".scene.world.circuit.{name}" for name in ("_regime", *(f"edges.{one}" for one in GIVEN))}
    assert held == given
    for name, array in ours.items():
        np.testing.assert_array_equal(array, theirs[name], err_msg=name)


def test_a_change_in_one_leaves_the_other_as_it_was() -> None:
    model = model_of(months=6)
    fork = model.fork()
    before = _copied(model)
    tail, head, mode = next(iter(fork.circuit.edges(keys=True)))
    fork.world.circuit.change(tail, head, mode, hazard=0.5, cost=1e5)
    fork.states["AAA"].set_lever("quota_family", 0.0)
    fork.states["AAB"].capacity = 0.01
    fork.act({"date": fork.date, "states": "all", "set": {"removal": 9.0}})
    _on(fork, 7)
    after = _state(model)
    assert set(before) == set(after)
    for name, array in before.items():
        np.testing.assert_array_equal(array, after[name], err_msg=name)
    assert model.circuit.edges[tail, head, mode]["hazard"] != 0.5
    assert not model.acts
    assert fingerprint(_on(model, 7)) == fingerprint(model_of(months=13)) != fingerprint(fork)


def test_the_original_leaves_a_fork_as_it_was() -> None:
    model = model_of(months=6)
    fork = model.fork()
    before = _copied(fork)
    _on(model, 7)
    for name, array in _state(fork).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)


def test_a_fork_has_faces_of_its_own() -> None:
    model = _on(model_of(), 12)
    assert len(model.networks) > 0
    fork = model.fork()
    assert fork.states["AAA"] is not model.states["AAA"]
    fork.states["AAA"].capacity = 0.123
    assert fork.scene.states.capacity[0] == 0.123 != model.states["AAA"].capacity
    assert {network.uid for network in fork.networks} == {network.uid for network in model.networks}
    assert all(network.model is fork for network in fork.networks)
    assert len(fork.migrants) == len(model.migrants)
    assert next(iter(fork.migrants)).model is fork
    assert set(fork.agents_by_type) == set(model.agents_by_type)


def test_mesa_draws_go_on_as_they_would_have() -> None:
    model = model_of()
    model.random.random()
    model.rng.random()
    fork = model.fork()
    assert fork.random.random() == model.random.random()
    assert fork.rng.random() == model.rng.random()


def test_a_fork_that_is_dropped_leaves_nothing_behind() -> None:
    model = model_of(months=2)
    fork = _on(model.fork(), 2)
    held, columns = weakref.ref(fork), weakref.ref(fork.scene.states)
    fork.forget()
    assert fork not in State._ids
    del fork
    gc.collect()
    assert held() is None
    assert columns() is None


def test_a_fork_keeps_simulated_wars_and_blocs() -> None:
    scenario = small(
        drivers={"conflict": "simulated", "capacity": "simulated"},
        blocs={
            "Union": {
                "competences": ["common_visa", "free_movement"],
                "members": {"AAA": "1990-01", "AAB": "1990-03"},
            }
        },
    )
    model = model_of(scenario, months=4)
    fork = model.fork()
    assert fingerprint(_on(model, 6)) == fingerprint(_on(fork, 6))


def test_a_fork_of_the_real_world_takes_less_than_a_second() -> None:
    model = MigrationModel(override(load("baseline"), ["persons_per_agent=10000"]))
    model.step()
    least = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        model.fork().forget()
        least = min(least, time.perf_counter() - start)
    model.forget()
    assert least < 1.0
