"""The table of diasporas: one row for each corridor whose people abroad are enough of them to act together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import numpy as np

_WHOLE = ("uid", "origin", "host", "born", "funds")
_NUMBERS = (
    "size", "descendants", "wage", "ties", "naturalised", "excluded", "skilled", "income", "cohesion", "grievance",
    "orientation", "mobilisation", "lobby",
)  # fmt: skip


@final
class Diasporas:
    """All diasporas. A row is used again when its diaspora has dissolved, an identity never.

    Attributes:
        uid: int64 [rows], 0 for a row that holds none.
        origin, host: int64 [rows], states.
        born: int64 [rows], month in which it came up.
        funds: int64 [rows], cents times agents.
        size: float64 [rows], persons born in the origin who live in the host, the naturalised among them.
        descendants: float64 [rows], persons: their children and children's children who still count themselves in.
        wage: float64 [rows], dollars a month and person, of those in `size`; as it was in January.
        ties: float64 [rows], mean over `size` of what time away has left of ties to home, 0 to 1; of January.
        naturalised, excluded, skilled: float64 [rows], shares of `size` that are citizens of the host, without status,
            and of high skill; of January.
        income: float64 [rows], dollars a month of all in `size`.
        cohesion, grievance, mobilisation, lobby: float64 [rows], 0 to 1.
        orientation: float64 [rows], -1 against the home government to 1 for it.
        rows: int64, the rows that hold a diaspora; kept by `add` and `remove`.
        place: int64 [S, S], the row of a corridor (origin, host), -1 where there is none.
        codes: codes of the states, by number.
    """

    uid: np.ndarray
    origin: np.ndarray
    host: np.ndarray
    born: np.ndarray
    funds: np.ndarray
    size: np.ndarray
    descendants: np.ndarray
    wage: np.ndarray
    ties: np.ndarray
    naturalised: np.ndarray
    excluded: np.ndarray
    skilled: np.ndarray
    income: np.ndarray
    cohesion: np.ndarray
    grievance: np.ndarray
    orientation: np.ndarray
    mobilisation: np.ndarray
    lobby: np.ndarray

    def __init__(self, codes: Sequence[str], rows: int = 64) -> None:
        self.codes = tuple(codes)
        self.place = np.full((len(self.codes), len(self.codes)), -1, np.int64)
        self.rows = np.zeros(0, np.int64)
        self._next = 1
        for name in (*_WHOLE, *_NUMBERS):
            setattr(self, name, np.zeros(rows, np.int64 if name in _WHOLE else np.float64))

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, origin: np.ndarray, host: np.ndarray, month: int) -> np.ndarray:
        """Have diasporas come up, one for each corridor named, and return their rows: int64."""
        number = len(origin)
        free = np.flatnonzero(self.uid == 0)
        if len(free) < number:
            self._grow(max(2 * len(self.uid), len(self.uid) + number))
            free = np.flatnonzero(self.uid == 0)
        rows = free[:number]
        self.uid[rows] = np.arange(self._next, self._next + number)
        self._next += number
        self.origin[rows], self.host[rows], self.born[rows] = origin, host, month
        self.place[origin, host] = rows
        self.rows = np.flatnonzero(self.uid)
        return rows

    def remove(self, rows: np.ndarray) -> None:
        """Have diasporas dissolve; what they held is accounted for by the caller."""
        self.place[self.origin[rows], self.host[rows]] = -1
        for name in (*_WHOLE, *_NUMBERS):
            getattr(self, name)[rows] = 0
        self.rows = np.flatnonzero(self.uid)

    def loyalties(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Two loyalties that need not add up, to home and to the host: float64 [rows] twice, 0 to 1.

        Home: cohesion * (1 + orientation) / 2. Host: share of all, descendants included, who are citizens there.
        """
        everybody = np.maximum(self.size[rows] + self.descendants[rows], 1.0)
        citizens = self.naturalised[rows] * self.size[rows] + self.descendants[rows]
        return self.cohesion[rows] * (1.0 + self.orientation[rows]) / 2.0, citizens / everybody

    def money(self) -> int:
        """Cents times agents held by all of them."""
        return int(self.funds.sum())

    def by_origin(self, values: np.ndarray) -> np.ndarray:
        """Sum values of the diasporas, in the order of `rows`, by origin: float64 [S]."""
        return np.bincount(self.origin[self.rows], values, len(self.codes))

    def by_host(self, values: np.ndarray) -> np.ndarray:
        """Sum values of the diasporas, in the order of `rows`, by host: float64 [S]."""
        return np.bincount(self.host[self.rows], values, len(self.codes))

    def _grow(self, rows: int) -> None:
        used = len(self.uid)
        for name in (*_WHOLE, *_NUMBERS):
            longer = np.zeros(rows, getattr(self, name).dtype)
            longer[:used] = getattr(self, name)
            setattr(self, name, longer)
