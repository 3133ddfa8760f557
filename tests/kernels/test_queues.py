"""Queues: who waited longest comes first, a lottery among equals, and never more than there is room for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.queues import served
from abm.kernels.random import stream_key, uniform
from abm.migrants.table import MigrantTable
from abm.statuses import Status
from tests.kernels.scenes import STATES, SURE, assert_same_in_python, people

LOTTERY = 6
seeds = st.integers(0, 500)


def _queue(number: int, seed: int = 0) -> MigrantTable:
    return people(number, seed=seed, status=int(Status.WAITING))


def _served(migrants: MigrantTable, rows: np.ndarray, room: np.ndarray) -> np.ndarray:
    group = migrants.columns.destination[rows].astype(np.int64)
    return np.asarray(served(rows, group, migrants.columns, room, 1, LOTTERY))


def _room(seed: int, most: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, most + 1, STATES)


@given(seeds, st.integers(0, 200), st.integers(0, 60))
def test_they_are_the_first_of_a_queue_sorted_by_month_and_lottery(seed: int, number: int, most: int) -> None:
    """Second path: sort everybody and take the first of each queue."""
    migrants, rows, room = _queue(number, seed), np.arange(number), _room(seed, most)
    columns, key = migrants.columns, stream_key(1, LOTTERY)
    ranks = {row: (columns.since[row], uniform(key, columns.since[row], columns.uid[row], 0)) for row in rows}
    expected = set()
    for state in range(STATES):
        queue = sorted((row for row in rows if columns.destination[row] == state), key=ranks.__getitem__)
        expected |= set(queue[: room[state]])
    assert _served(migrants, rows, room).tolist() == sorted(expected)


@given(seeds, st.integers(1, 200), st.integers(0, 5))
def test_nobodys_lottery_depends_on_who_else_waits(seed: int, number: int, most: int) -> None:
    """Those who lost leave the queue: the same are served."""
    migrants, room = _queue(number, seed), _room(seed, most)
    before = _served(migrants, np.arange(number), room)
    assert np.array_equal(_served(migrants, before, room), before)


def test_the_lottery_is_fair() -> None:
    """Of equals each has the same chance, whatever their place in the table."""
    winners = np.zeros(20)
    for round_ in range(300):
        migrants = people(
            20, destination=1, since=3, status=int(Status.WAITING), uid=np.arange(20) + 1000 * round_
        )
        winners[_served(migrants, np.arange(20), np.full(STATES, 5))] += 1
    assert winners.sum() == 300 * 5
    assert stats.chisquare(winners).pvalue > SURE


@given(seeds, st.integers(0, 100))
def test_room_for_one_more_serves_one_more_and_nobody_less(seed: int, number: int) -> None:
    migrants, rows = _queue(number, seed), np.arange(number)
    few, more = (set(_served(migrants, rows, np.full(STATES, room)).tolist()) for room in (2, 3))
    assert few <= more
    for state in range(STATES):
        waiting = int((migrants.columns.destination[:number] == state).sum())
        assert sum(migrants.columns.destination[row] == state for row in more) == min(waiting, 3)


@pytest.mark.parametrize("room", [0, 10**6])
def test_nobody_without_room_and_everybody_with_enough(room: int) -> None:
    migrants, rows = _queue(300), np.arange(300)
    assert len(_served(migrants, rows, np.full(STATES, room))) == (300 if room else 0)


def test_the_same_in_python() -> None:
    migrants, rows = _queue(60), np.arange(60)
    group = migrants.columns.destination[rows].astype(np.int64)
    room = np.full(STATES, 4)
    assert_same_in_python(served, lambda: (rows, group, migrants.columns, room.copy(), 1, LOTTERY))
