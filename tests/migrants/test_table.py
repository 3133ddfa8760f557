"""The table of migrants: whatever happens in whatever order, the counts kept equal the counts taken."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from abm.kernels.table import FREE, NEVER, UNPLANNED, free_rows
from abm.migrants.table import STATUSES, MigrantTable
from abm.statuses import LIVING_STATUSES, Status
from tests.kernels.scenes import STATES, assert_same, held, people, table

NUMBERS = st.integers(0, 12)


def _newcomers(uids: np.ndarray, seed: int) -> dict[str, Any]:
    rng, number = np.random.default_rng(seed), len(uids)
    return {
        "uid": uids, "origin": rng.integers(0, STATES, number), "location": rng.integers(0, STATES, number),
        "destination": rng.integers(0, STATES, number), "status": rng.integers(0, 13, number),
        "channel": rng.integers(0, 12, number), "skill": rng.integers(0, 3, number),
        "savings": rng.integers(0, 10_000, number),
    }  # fmt: skip


class Life(RuleBasedStateMachine):
    """Random admissions, changes, departures and compactions, beside a plain dictionary of who is there."""

    @initialize()
    def empty(self) -> None:
        self.table, self.known, self.given, self.month = table(rows=4), dict[int, tuple[int, ...]](), 0, 0

    def _rows(self, seed: int) -> np.ndarray:
        rows = held(self.table)
        return np.sort(np.random.default_rng(seed).permutation(rows)[: len(rows) // 2])

    def _note(self, rows: np.ndarray) -> None:
        columns = self.table.columns
        names = ("uid", "origin", "location", "status", "skill", "savings")
        for uid, *values in zip(*(getattr(columns, name)[rows].tolist() for name in names), strict=True):
            self.known[uid] = tuple(values)

    @rule(number=NUMBERS, seed=st.integers(0, 99))
    def admit(self, number: int, seed: int) -> None:
        uids = np.arange(self.given, self.given + number)
        self.given += number
        rows = self.table.admit(**_newcomers(uids, seed))
        assert self.table.columns.uid[rows].tolist() == uids.tolist()
        self._note(rows)

    @rule(seed=st.integers(0, 99), status=st.sampled_from(LIVING_STATUSES))
    def change(self, seed: int, status: Status) -> None:
        rows, self.month = self._rows(seed), self.month + 1
        where = np.random.default_rng(seed).integers(0, STATES, len(rows))
        self.table.change(rows, int(status), where, self.month)
        for row, location in zip(rows, where, strict=True):
            uid = int(self.table.columns.uid[row])
            origin, _, _, skill, savings = self.known[uid]
            self.known[uid] = (origin, int(location), int(status), skill, savings)

    @rule(seed=st.integers(0, 99))
    def leave(self, seed: int) -> None:
        rows, balance = self._rows(seed), np.zeros(STATES, np.int64)
        uids = self.table.columns.uid[rows].tolist()
        home = np.zeros((STATES, 3), np.int64)
        free_rows(self.table.columns, self.table.census, rows, balance, home)
        assert balance.sum() == sum(self.known.pop(uid)[-1] for uid in uids)

    @rule()
    def compact(self) -> None:
        before = self.table.columns.uid[held(self.table)].tolist()
        self.table.compact()
        assert self.table.used == len(before)
        assert self.table.columns.uid[: self.table.used].tolist() == before

    @rule(number=st.integers(0, 100))
    def reserve(self, number: int) -> None:
        self.table.reserve(number)
        assert len(self.table.columns.uid) >= self.table.used + number

    @invariant()
    def counts_are_kept(self) -> None:
        assert len(self.table) == len(held(self.table)) == len(self.known)
        assert_same(self.table.census, self.table.recount())

    @invariant()
    def everybody_is_who_they_were(self) -> None:
        known, self.known = self.known, {}
        self._note(held(self.table))
        assert self.known == known

    @invariant()
    def nobody_is_in_the_other_rows(self) -> None:
        columns = self.table.columns
        empty = np.setdiff1d(np.arange(len(columns.uid)), held(self.table))
        assert (columns.status[empty] == FREE).all()
        assert (columns.wake[empty] == NEVER).all()
        assert len({len(column) for column in columns}) == 1


Life.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestLife = Life.TestCase


def test_newcomers_have_what_they_bring_and_defaults_for_the_rest() -> None:
    migrants = table()
    rows = migrants.admit(
        uid=np.array([7]), origin=np.array([2]), location=np.array([2]), destination=np.array([4]),
        status=np.array([Status.IN_TRANSIT]), channel=np.array([9]),
    )  # fmt: skip
    columns, row = migrants.columns, int(rows[0])
    assert (columns.uid[row], columns.origin[row], columns.destination[row]) == (7, 2, 4)
    assert columns.citizenship[row] == columns.previous[row] == 2
    assert columns.wake[row] == UNPLANNED
    assert columns.savings[row] == columns.flags[row] == columns.motive[row] == 0


def test_nobody_can_be_admitted() -> None:
    migrants = table()
    assert len(migrants.admit(**_newcomers(np.empty(0, np.int64), 0))) == 0
    assert len(migrants) == migrants.used == 0


def test_rows_of_those_who_left_are_given_out_anew_before_columns_grow() -> None:
    migrants = people(100)
    room = len(migrants.columns.uid)
    free_rows(
        migrants.columns, migrants.census, np.arange(0, 100, 2), np.zeros(STATES, np.int64),
        np.zeros((STATES, 3), np.int64),
    )  # fmt: skip
    migrants.admit(**_newcomers(np.arange(40) + 2**41, 1))
    assert len(migrants.columns.uid) == room
    assert len(migrants) == 90
    assert_same(migrants.census, migrants.recount())


def test_with_status_is_a_copy_in_order() -> None:
    migrants = people(200)
    rows = migrants.with_status(Status.IRREGULAR)
    assert rows.tolist() == np.flatnonzero(migrants.columns.status == Status.IRREGULAR).tolist()
    other = migrants.with_status(Status.PERMANENT)
    assert rows.tolist() == np.flatnonzero(migrants.columns.status == Status.IRREGULAR).tolist()
    assert not set(rows.tolist()) & set(other.tolist())


def test_the_census_has_a_place_for_every_status() -> None:
    assert table().census.standing.shape == (STATES, STATUSES, 3)


def _copied(migrants: MigrantTable) -> MigrantTable:
    return copy.deepcopy(migrants)


def _sent(migrants: MigrantTable) -> MigrantTable:
    found: MigrantTable = pickle.loads(pickle.dumps(migrants))
    return found


@pytest.mark.parametrize(
    "again",
    [
        _copied,
        _sent,
    ],
)
def test_a_copy_goes_its_own_way_and_can_grow(again: Any) -> None:
    migrants = people(300)
    other = again(migrants)
    other.admit(**_newcomers(np.arange(3000) + 2**41, 1))
    assert len(other) == 3300
    assert len(migrants) == 300
    assert_same(other.census, other.recount())
