"""Admission: who waited longest comes first, a lottery among equals, and never more than there are places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.admission import count_queue, first_in_line, give_up, queue_order
from abm.migrants.table import MigrantTable
from abm.statuses import QUOTA_CHANNELS, Status
from tests.kernels.scenes import STATES, SURE, assert_same_in_python, people

LOTTERY, GIVING_UP = 6, 7
seeds = st.integers(0, 500)


def _queue(number: int, seed: int = 0) -> MigrantTable:
    channel = np.random.default_rng(seed).integers(0, len(QUOTA_CHANNELS), number)
    return people(number, seed=seed, status=int(Status.WAITING), channel=channel)


def _order(migrants: MigrantTable, rows: np.ndarray) -> np.ndarray:
    return queue_order(rows, len(rows), migrants.columns, 1, LOTTERY)


def _admitted(migrants: MigrantTable, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    return first_in_line(rows[np.argsort(_order(migrants, rows), kind="stable")], migrants.columns, places)


@given(seeds, st.integers(0, 200))
def test_the_queue_goes_by_place_then_month_then_lottery(seed: int, number: int) -> None:
    migrants, rows = _queue(number, seed), np.arange(number)
    sorted_rows = rows[np.argsort(_order(migrants, rows), kind="stable")]
    columns = migrants.columns
    names = list(zip(columns.destination, columns.channel, columns.since, strict=True))
    in_line = [names[row] for row in sorted_rows]
    assert in_line == sorted(in_line)


@given(seeds, st.sets(st.integers(0, 99), min_size=1))
def test_nobodys_lottery_depends_on_who_else_waits(seed: int, others: set[int]) -> None:
    migrants, rows = _queue(100, seed), np.array(sorted(others), np.int64)
    assert np.array_equal(_order(migrants, np.arange(100))[rows], _order(migrants, rows))


def test_the_lottery_is_fair() -> None:
    """Of equal applicants each has the same chance, whatever their place in the table."""
    winners = np.zeros(20)
    for round_ in range(300):
        migrants = people(
            20, destination=1, channel=0, since=3, status=int(Status.WAITING),
            uid=np.arange(20) + 1000 * round_,
        )  # fmt: skip
        winners[_admitted(migrants, np.arange(20), np.full((STATES, 4), 5))] += 1
    assert winners.sum() == 300 * 5
    assert stats.chisquare(winners).pvalue > SURE


@given(seeds, st.integers(0, 200), st.integers(0, 12))
def test_places_are_filled_and_never_exceeded_and_nobody_is_passed_over(
    seed: int, number: int, most: int
) -> None:
    migrants, rows = _queue(number, seed), np.arange(number)
    places = np.random.default_rng(seed).integers(0, most + 1, (STATES, 4))
    chosen = _admitted(migrants, rows, places)
    queue, taken = (count_queue(each, len(each), migrants.columns, STATES) for each in (rows, chosen))
    assert np.array_equal(taken, np.minimum(queue, places))
    assert len(np.unique(chosen)) == len(chosen)
    columns, left = migrants.columns, np.setdiff1d(rows, chosen)
    for destination, channel in zip(*np.nonzero(taken), strict=True):
        inside, outside = (
            columns.since[
                each[(columns.destination[each] == destination) & (columns.channel[each] == channel)]
            ]
            for each in (chosen, left)
        )
        assert inside.max() <= outside.min(initial=10_000)


@given(seeds, st.integers(0, 100))
def test_one_more_place_admits_one_more_and_nobody_less(seed: int, number: int) -> None:
    migrants, rows = _queue(number, seed), np.arange(number)
    few, more = (_admitted(migrants, rows, np.full((STATES, 4), places)) for places in (2, 3))
    assert set(few.tolist()) <= set(more.tolist())


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
    assert_same_in_python(queue_order, lambda: (rows, 60, columns, 1, LOTTERY))
    assert_same_in_python(count_queue, lambda: (rows, 60, columns, STATES))
    assert_same_in_python(first_in_line, lambda: (rows, columns, np.full((STATES, 4), 2)))
    assert_same_in_python(give_up, lambda: (rows, 60, columns, 0.3, 1, 7, 5, np.zeros(60, np.int64)))
