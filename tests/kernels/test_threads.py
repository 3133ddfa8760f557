"""Threads: their number can be set, and never matters for what comes out."""

from __future__ import annotations

from collections.abc import Iterator

import numba
import numpy as np
import pytest

from abm.kernels.departures import count_departures
from abm.kernels.threads import threads, use_threads
from abm.kernels.transitions import decide
from tests.kernels.scenes import assert_same, choice, people, rates, surroundings


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = threads()
    yield
    use_threads(before)


def test_the_number_is_used() -> None:
    use_threads(1)
    assert threads() == 1
    use_threads(2)
    assert threads() == 2


def test_never_more_than_the_process_was_started_with() -> None:
    most = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
    use_threads(most + 1000)
    assert threads() == most


def test_departures_are_the_same_bits_on_one_thread_and_on_two() -> None:
    results = []
    for number in (1, 2):
        use_threads(number)
        out = (
            np.zeros((9, 3, 9), np.int32),
            np.zeros((9, 3, 9), np.int32),
            np.zeros((9, 3)),
            np.zeros((9, 3), np.int64),
        )
        units, hazard = np.full((9, 3), 5000), np.full(9, 0.01)
        streams = np.array([2, 4])
        count_departures(units, hazard, np.ones((9, 9)), choice(states=9), 1, streams, 5, *out)
        results.append(out)
    assert results[0][0].sum() > 1000
    assert_same(*results)


def test_transitions_are_the_same_bits_on_one_thread_and_on_two() -> None:
    results = []
    for number in (1, 2):
        use_threads(number)
        migrants, decisions = people(3000), np.empty((3000, 2), np.int32)
        streams = np.array([17, 18, 19, 20])
        decide(np.arange(3000), 3000, migrants.columns, rates(), surroundings(), 1, streams, 0, decisions)
        results.append((decisions, migrants.columns))
    assert (results[0][0][:, 0] != 254).sum() > 20
    assert_same(*results)
