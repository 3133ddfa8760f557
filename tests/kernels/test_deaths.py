"""Deaths: all of them are of somebody, and the compiled kernel is its Python body."""

from __future__ import annotations

import numpy as np

from abm.kernels.deaths import divide_dead
from tests.kernels.scenes import STATES, assert_same_in_python

RESIDENTS = np.random.default_rng(0).integers(0, 5_000, (STATES, 3))
RESIDENTS[1] = 0


def test_as_many_of_each_skill_die_as_are_in_proportion() -> None:
    out = np.empty((STATES, 3), np.int64)
    killed = RESIDENTS.sum(axis=1) // 3
    divide_dead(killed, RESIDENTS, out)
    np.testing.assert_array_equal(out.sum(axis=1), killed)
    assert np.abs(out - RESIDENTS / 3).max() <= 2.0


def test_the_same_in_python() -> None:
    killed = np.floor(RESIDENTS.sum(axis=1) * 0.3).astype(np.int64)
    assert_same_in_python(divide_dead, lambda: (killed, RESIDENTS, np.empty((STATES, 3), np.int64)))
