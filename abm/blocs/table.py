"""Blocs and treaties in columns: who is a member of what, since when, and what is decided there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import final

import numpy as np

from abm.parameters.blocs import LEVERS_OF

COMPETENCES: tuple[str, ...] = tuple(LEVERS_OF)
"""Competences in the order of the columns of `Blocs.competence`."""


@final
@dataclass(frozen=True)
class Change:
    """States that join or leave a bloc, or what it decides from then on.

    Attributes:
        month: first month in which it holds; before the first month of the run it holds from the start.
        bloc: its number.
        joining, leaving: states by number.
        competence: bool [competences], None where it stays.
    """

    month: int
    bloc: int
    joining: tuple[int, ...] = ()
    leaving: tuple[int, ...] = ()
    competence: np.ndarray | None = None


@final
@dataclass(frozen=True)
class Treaty:
    """A treaty of a state with a partner, by number, and its first and last month."""

    kind: str
    state: int
    partner: int
    first: int
    last: int


@final
@dataclass(eq=False)
class Blocs:
    """The blocs of a run, B of them, of S states.

    Attributes:
        names: of the blocs.
        states: S.
        competence: bool [B, competences], what each decides.
        by_benefit: bool [B], which states join and leave by what they expect of it.
        candidate: bool [B, S], who may join by benefit, and whom members help on the way.
        agenda: what changes when.
        treaties: all, whenever they hold.
        member: bool [B, S], now.
        moved: bool [S], whose policy this process moved, for the month to come.
        shared: float64 [S], what each state gets of its neighbours' information, 0 to 1.
        lent: float64 [S, S], control that a partner (column) exerts for a state (row) by treaty.
        facilitated: float64 [S, S], what treaties make of the odds of a visa, by origin and destination.
        aid_given, aid_at_borders: float64 [S], dollars a year that a state gives, and that pay for its borders.
    """

    names: tuple[str, ...]
    states: int
    competence: np.ndarray
    by_benefit: np.ndarray
    candidate: np.ndarray
    agenda: Sequence[Change] = ()
    treaties: Sequence[Treaty] = ()
    member: np.ndarray = field(init=False)
    moved: np.ndarray = field(init=False)
    shared: np.ndarray = field(init=False)
    lent: np.ndarray = field(init=False)
    facilitated: np.ndarray = field(init=False)
    aid_given: np.ndarray = field(init=False)
    aid_at_borders: np.ndarray = field(init=False)
    _together: dict[str, tuple[bytes, np.ndarray]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.member = np.zeros((len(self.names), self.states), bool)
        self.moved = np.zeros(self.states, bool)
        self.shared, self.aid_given, self.aid_at_borders = np.zeros((3, self.states))
        self.lent = np.zeros((self.states, self.states))
        self.facilitated = np.ones((self.states, self.states))

    @classmethod
    def none(cls, states: int) -> Blocs:
        """No bloc and no treaty."""
        nobody = np.zeros((0, states), bool)
        return cls((), states, np.zeros((0, len(COMPETENCES)), bool), np.zeros(0, bool), nobody)

    def deciding(self, competence: str) -> np.ndarray:
        """Blocs that decide on something: int64."""
        return np.flatnonzero(self.competence[:, COMPETENCES.index(competence)])

    def together(self, competence: str) -> np.ndarray:
        """Pairs of states that decide on something in one bloc: bool [S, S], False on the diagonal.

        The array serves until membership changes; nobody writes to it.
        """
        now = self.member.tobytes() + self.competence.tobytes()
        before = self._together.get(competence)
        if before is not None and before[0] == now:
            return before[1]
        members = self.member[self.deciding(competence)]
        pairs = np.zeros((self.states, self.states), bool)
        for bloc in members:
            pairs |= np.outer(bloc, bloc)
        np.fill_diagonal(pairs, False)
        if before is not None and np.array_equal(before[1], pairs):
            pairs = before[1]
        self._together[competence] = now, pairs
        return pairs

    def carry_out(self, month: int) -> bool:
        """Bring membership and competences to a month; what held before it was carried out with the first."""
        due = [one for one in self.agenda if one.month == month or (month == 0 and one.month < 0)]
        for one in sorted(due, key=lambda change: change.month):
            self.member[one.bloc, list(one.joining)] = True
            self.member[one.bloc, list(one.leaving)] = False
            if one.competence is not None:
                self.competence[one.bloc] = one.competence
        return bool(due)

    def in_force(self, kind: str, month: int) -> list[Treaty]:
        """Treaties of a kind that hold in a month."""
        return [one for one in self.treaties if one.kind == kind and one.first <= month <= one.last]
