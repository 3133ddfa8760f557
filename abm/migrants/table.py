"""The table of migrants: columns that grow, and the verbs by which people come into it."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.kernels.camps import count_corridors
from abm.kernels.table import (
    FREE,
    NEVER,
    UNPLANNED,
    Census,
    Columns,
    change_rows,
    count_all,
    count_rows,
    rows_with_status,
)
from abm.statuses import Status

_DTYPES: dict[str, type] = {
    "uid": np.int64, "origin": np.int16, "citizenship": np.int16, "location": np.int16, "destination": np.int16,
    "previous": np.int16, "status": np.uint8, "channel": np.uint8, "skill": np.uint8,
    "flags": np.uint8, "motive": np.float32, "birth": np.int16, "since": np.int16, "arrived": np.int16,
    "wake": np.int16, "savings": np.int32,
}  # fmt: skip
STATUSES = 16
"""Length of the axis of statuses in the census."""


def empty_columns(rows: int) -> Columns:
    """Columns of `rows` rows that hold nobody."""
    columns = Columns(**{name: np.zeros(rows, dtype) for name, dtype in _DTYPES.items()})
    columns.status[:] = FREE
    columns.wake[:] = NEVER
    return columns


def empty_census(states: int) -> Census:
    """A census of zeros for S states."""
    return Census(
        np.zeros((states, STATUSES, 3), np.int64),
        np.zeros((states, states), np.int64),
        np.zeros((states, states), np.int64),
    )


@final
class MigrantTable:
    """Every migrant as a row of columns, with a census kept beside them.

    Attributes:
        columns: the arrays; rows from `used` on, and those whose status is `FREE`, hold nobody.
        census: counts by state, status and skill, and by corridor, in agents.
        used: rows that may hold somebody.
        persons_per_agent: how many people a row stands for.
        codes: codes of the states, by number.
    """

    def __init__(self, codes: tuple[str, ...], persons_per_agent: int, rows: int = 1024) -> None:
        self.codes = codes
        self.persons_per_agent = persons_per_agent
        self.columns = empty_columns(rows)
        self.census = empty_census(len(codes))
        self.used = 0
        self.scratch = np.empty(rows, np.int64)

    def __len__(self) -> int:
        return int(self.census.standing.sum())

    def admit(self, **values: np.ndarray) -> np.ndarray:
        """Take people into the table, one row each.

        Args:
            values: arrays of one length for any columns; `uid`, `origin`, `location`, `destination`, `status` and
                `channel` are needed. `citizenship` and `previous` default to the origin, the rest to zero.

        Returns:
            int64: the rows given out.
        """
        number = len(values["uid"])
        rows = self._rows(number)
        values.setdefault("citizenship", values["origin"])
        values.setdefault("previous", values["origin"])
        first = self.used - number
        for name, column in zip(Columns._fields, self.columns, strict=True):
            column[first : self.used] = values.get(name, 0)
        self.columns.wake[first : self.used] = UNPLANNED
        self._count_new(rows)
        return rows

    def reserve(self, number: int) -> None:
        """Make room for `number` more people at once."""
        if self.used + number > len(self.columns.uid):
            self._grow(self.used + number)

    def change(self, rows: np.ndarray, status: int, location: np.ndarray, month: int) -> None:
        """Give rows a new status, and the locations given, from this month on."""
        change_rows(
            self.columns, self.census, np.asarray(rows), np.uint8(status), location.astype(np.int16), month
        )

    def with_status(self, status: Status) -> np.ndarray:
        """Rows that hold a status, in order: int64."""
        number = rows_with_status(self.columns.status, self.used, int(status), self.scratch)
        return self.scratch[:number].copy()

    def by_corridor(self, status: Status) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Count who holds a status by where they are from and where they are: P pairs with any, in order.

        Returns:
            Origin and location (int64 [P]) and agents (int64 [P]).
        """
        states, columns = len(self.codes), self.columns
        if not self.census.standing[:, status].any():
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
        held = np.empty((3, int(self.census.standing[:, status].sum())), np.int64)
        pairs = count_corridors(columns, self.used, int(status), self.scratch, states, held)
        return held[0, :pairs], held[1, :pairs], held[2, :pairs]

    def recount(self) -> Census:
        """The census counted anew from the columns, to check the kept one against."""
        census = empty_census(len(self.codes))
        count_all(self.columns, self.used, census)
        return census

    def compact(self) -> None:
        """Close the gaps that leavers left, keeping the order of rows; nobody's draws depend on their row."""
        kept = np.flatnonzero(self.columns.status[: self.used] != FREE)
        for name in _DTYPES:
            column = getattr(self.columns, name)
            column[: len(kept)] = column[kept]
        self.columns.status[len(kept) : self.used] = FREE
        self.columns.wake[len(kept) : self.used] = NEVER
        self.used = len(kept)

    def _rows(self, number: int) -> np.ndarray:
        if self.used + number > len(self.columns.uid) and len(self) < 0.75 * self.used:
            self.compact()
        if self.used + number > len(self.columns.uid):
            self._grow(max(self.used + number, len(self.columns.uid) * 9 // 8 + 1024))
        rows = np.arange(self.used, self.used + number)
        self.used += number
        return rows

    def _grow(self, rows: int) -> None:
        """Lengthen the columns one by one, so that no second copy of the table is ever held."""
        before = len(self.columns.uid)
        for name, dtype in _DTYPES.items():
            larger: np.ndarray = np.zeros(rows, dtype)
            larger[:before] = getattr(self.columns, name)
            self.columns = self.columns._replace(**{name: larger})
        self.columns.status[before:] = FREE
        self.columns.wake[before:] = NEVER
        self.scratch = np.empty(rows, np.int64)

    def _count_new(self, rows: np.ndarray) -> None:
        if len(rows):
            count_rows(self.columns, self.census, rows)
