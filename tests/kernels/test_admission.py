"""Admission: the queue is counted, and who gives up is as many as the hazard says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.admission import count_queue, give_up
from abm.migrants.table import MigrantTable
from abm.statuses import QUOTA_CHANNELS, Status
from tests.kernels.scenes import STATES, SURE, assert_same_in_python, people

GIVING_UP = 7
seeds = st.integers(0, 500)


def _queue(number: int, seed: int = 0) -> MigrantTable:
    channel = np.random.default_rng(seed).integers(0, len(QUOTA_CHANNELS), number)
    return people(number, seed=seed, status=int(Status.WAITING), channel=channel)


@given(seeds, st.integers(0, 200))
def test_the_queue_is_counted(seed: int, number: int) -> None:
    migrants = _queue(number, seed)
    queue = count_queue(np.arange(number), number, migrants.columns, STATES)
    assert queue.sum() == number
    for destination in range(STATES):
        theirs = migrants.columns.channel[:number][migrants.columns.destination[:number] == destination]
        assert queue[destination].tolist() == np.bincount(theirs, minlength=4).tolist()


def _quitting(migrants: MigrantTable, hazard: float, month: int = 0) -> list[int]:
    number = migrants.used
    out = np.full(number, -1)
    quitting = give_up(np.arange(number), number, migrants.columns, hazard, 1, GIVING_UP, month, out)
    assert (out[quitting:] == -1).all()
    return out[:quitting].tolist()


@pytest.mark.parametrize("hazard", [0.01, 0.05, 0.5])
def test_the_share_that_gives_up_is_that_of_the_hazard(hazard: float) -> None:
    migrants = _queue(20_000)
    assert stats.binomtest(len(_quitting(migrants, hazard)), 20_000, -np.expm1(-hazard)).pvalue > SURE


def test_nobody_gives_up_without_hazard_and_everybody_with_a_huge_one() -> None:
    migrants = _queue(500)
    assert _quitting(migrants, 0.0) == []
    assert _quitting(migrants, 1e9) == list(range(500))


@given(st.integers(0, 400), st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_who_gives_up_at_a_lower_hazard_gives_up_at_a_higher_one(
    month: int, hazard: float, more: float
) -> None:
    migrants = _queue(50)
    assert set(_quitting(migrants, hazard, month)) <= set(_quitting(migrants, hazard + more, month))


def test_the_same_in_python() -> None:
    migrants, rows = _queue(60), np.arange(60)
    columns = migrants.columns
    assert_same_in_python(count_queue, lambda: (rows, 60, columns, STATES))
    assert_same_in_python(give_up, lambda: (rows, 60, columns, 0.3, 1, 7, 5, np.zeros(60, np.int64)))
