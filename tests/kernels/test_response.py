"""Alarm: each cause adds to it, and the compiled kernel is its Python body."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.response import Flows, Senses, add_alarm
from tests.kernels.scenes import STATES, assert_same_in_python

RNG = np.random.default_rng(2)
FLOWS = Flows(
    RNG.integers(1, 9, (STATES, 11)), *RNG.integers(1, 9, (2, STATES)), *RNG.uniform(0.1, 1.0, (2, STATES))
)
PEOPLE, KEPT = RNG.uniform(1e3, 1e6, STATES), RNG.uniform(0.1, 0.9, STATES)


def _alarm(**rule: float) -> tuple[Any, ...]:
    senses = dict.fromkeys(Senses._fields, 0.0) | rule
    return FLOWS, PEOPLE, 100, KEPT, Senses(**senses), np.zeros(STATES)


@pytest.mark.parametrize("cause", Senses._fields)
def test_every_cause_raises_alarm_in_proportion_to_its_weight(cause: str) -> None:
    once, twice = _alarm(**{cause: 0.1}), _alarm(**{cause: 0.2})
    for scene in (once, twice):
        add_alarm(*scene)
    assert (once[-1] > 0.0).all()
    np.testing.assert_allclose(twice[-1], 2.0 * once[-1])


def test_what_goes_on_raises_alarm_by_what_memory_leaves_room_for() -> None:
    weights = Senses(0.1, 0.2, 0.3, 0.4)
    alarm = {}
    for kept in (0.0, 0.75, 1.0):
        alarm[kept] = np.zeros(STATES)
        add_alarm(FLOWS, PEOPLE, 100, np.full(STATES, kept), weights, alarm[kept])
    assert (alarm[0.0] > 0.0).all()
    np.testing.assert_allclose(alarm[0.75], alarm[0.0] / 4.0)
    assert not alarm[1.0].any()


def test_the_same_in_python() -> None:
    assert_same_in_python(add_alarm, lambda: _alarm(irregular=0.1, asylum=0.2, crime=0.3, neighbours=0.4))
