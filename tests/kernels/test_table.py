"""The table of rows: every verb keeps the counts equal to the columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.table import (
    FREE,
    NEVER,
    UNPLANNED,
    change,
    change_rows,
    count_all,
    count_rows,
    free,
    free_rows,
    lives_abroad,
    people_present,
    rows_awake,
    rows_with_status,
    taken,
)
from abm.migrants.table import empty_census
from abm.statuses import ABROAD_STATUSES, Status
from tests.kernels.scenes import STATES, assert_same, assert_same_in_python, held, people, record_of

seeds = st.integers(0, 1000)


@pytest.mark.parametrize("status", Status)
def test_who_lives_abroad(status: Status) -> None:
    assert bool(lives_abroad(int(status))) == (status in ABROAD_STATUSES)


@given(seeds, st.integers(0, 19), st.integers(0, 12), st.integers(0, 4), st.integers(0, 400))
def test_a_change_is_what_it_says(seed: int, row: int, status: int, location: int, month: int) -> None:
    migrants = people(20, seed=seed)
    migrants.columns.wake[:] = 5
    before = record_of(migrants)
    change(migrants.columns, migrants.census, row, np.uint8(status), np.int16(location), month)
    after = migrants.columns
    moved, became = before.location[row] != location, before.status[row] != status
    assert (after.location[row], after.status[row]) == (location, status)
    assert after.previous[row] == (before.location if moved else before.previous)[row]
    assert after.arrived[row] == (month if moved else before.arrived[row])
    assert after.since[row] == (month if became else before.since[row])
    assert after.wake[row] == UNPLANNED
    for name in ("uid", "origin", "citizenship", "skill", "savings", "motive", "channel", "birth"):
        assert np.array_equal(getattr(after, name), getattr(before, name))
    assert_same(migrants.census, migrants.recount())


@given(seeds, st.integers(0, 19))
def test_a_row_that_is_freed_counts_no_more(seed: int, row: int) -> None:
    migrants = people(20, seed=seed)
    migrants.columns.wake[:] = 0
    free(migrants.columns, migrants.census, row)
    assert migrants.columns.status[row] == FREE
    assert migrants.columns.wake[row] == NEVER
    assert migrants.columns.savings[row] == 0
    assert len(migrants) == 19
    assert_same(migrants.census, migrants.recount())


@given(seeds, st.sets(st.integers(0, 29)))
def test_those_sent_home_take_their_savings_along(seed: int, chosen: set[int]) -> None:
    migrants = people(30, seed=seed)
    before, rows = record_of(migrants), np.array(sorted(chosen), np.int64)
    balance, home = np.zeros(STATES, np.int64), np.zeros((STATES, 3), np.int64)
    free_rows(migrants.columns, migrants.census, rows, balance, home)
    kept = migrants.columns.savings.astype(np.int64).sum()
    assert balance.sum() + kept == before.savings.astype(np.int64).sum()
    for state in range(STATES):
        theirs = rows[before.origin[rows] == state]
        assert balance[state] == before.savings[theirs].astype(np.int64).sum()
        assert home[state].tolist() == np.bincount(before.skill[theirs], minlength=3).tolist()
    assert_same(migrants.census, migrants.recount())


def test_a_count_by_hand() -> None:
    migrants = people(
        6, origin=[0, 0, 0, 1, 1, 1], location=[1, 1, 0, 0, 2, 2], skill=[0, 1, 2, 0, 0, 0],
        status=[Status.PERMANENT, Status.REFUGEE_IN_CAMP, Status.WAITING, Status.IN_TRANSIT,
                Status.REFUGEE_DISPERSED, Status.IRREGULAR],
    )  # fmt: skip
    census = migrants.census
    assert census.stock[0].tolist() == [0, 2, 0, 0, 0]
    assert census.stock[1].tolist() == [0, 0, 2, 0, 0]
    assert census.refugees[0].tolist() == [0, 1, 0, 0, 0]
    assert census.refugees[1].tolist() == [0, 0, 1, 0, 0]
    assert census.standing[0, Status.WAITING].tolist() == [0, 0, 1]
    assert census.standing.sum() == 6


@given(seeds, st.integers(0, 12))
def test_rows_are_found_in_their_order(seed: int, status: int) -> None:
    migrants, out = people(60, seed=seed), np.full(60, -1)
    number = rows_with_status(migrants.columns.status, 60, status, out)
    assert out[:number].tolist() == np.flatnonzero(migrants.columns.status == status).tolist()
    assert (out[number:] == -1).all()


@given(seeds, st.integers(0, 400), st.integers(0, 60))
def test_awake_are_those_whose_event_is_due_or_still_to_be_drawn(seed: int, month: int, used: int) -> None:
    rng = np.random.default_rng(seed)
    wake = rng.choice([UNPLANNED, 0, month, month + 1, NEVER], 60).astype(np.int16)
    out = np.full(60, -1)
    number = rows_awake(wake, used, month, out)
    assert out[:number].tolist() == [row for row in range(used) if wake[row] <= month]


@given(seeds)
def test_people_present_are_residents_and_everybody_who_is_there(seed: int) -> None:
    census, rng = people(60, seed=seed).census, np.random.default_rng(seed)
    residents = rng.integers(0, 10**9, (STATES, 3))
    found = people_present(residents, census.standing, 1000)
    assert found.tolist() == [
        residents[state].sum() + 1000 * census.standing[state].sum() for state in range(STATES)
    ]


def test_the_same_in_python() -> None:
    rows, locations = np.array([3, 1, 7]), np.array([0, 4, 2], np.int16)
    assert_same_in_python(change_rows, lambda: _with_columns(rows, np.uint8(9), locations, 4))
    assert_same_in_python(change, lambda: _with_columns(3, np.uint8(7), np.int16(2), 4))
    assert_same_in_python(free, lambda: _with_columns(5))
    assert_same_in_python(count_rows, lambda: _with_columns(rows))
    assert_same_in_python(
        free_rows,
        lambda: _with_columns(rows, np.zeros(STATES, np.int64), np.zeros((STATES, 3), np.int64)),
    )
    assert_same_in_python(count_all, lambda: (people(9).columns, 9, empty_census(STATES)))
    status = people(9).columns.status
    assert_same_in_python(rows_with_status, lambda: (status, 9, 2, np.zeros(9, np.int64)))
    residents, standing = np.arange(STATES * 3).reshape(STATES, 3), people(9).census.standing
    assert_same_in_python(people_present, lambda: (residents, standing, 1000))
    assert_same_in_python(taken, lambda: (np.arange(9, dtype=np.int16), np.array([4, 1, 8]), 2))
    assert_same_in_python(rows_awake, lambda: (np.arange(9, dtype=np.int16), 9, 4, np.zeros(9, np.int64)))


def _with_columns(*rest: object) -> tuple[object, ...]:
    migrants = people(9)
    assert len(held(migrants)) == 9
    return migrants.columns, migrants.census, *rest
