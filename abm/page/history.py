"""What a page can look at: months that were run, of a live model or a stored result, by one set of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WORLD = "world"
"""Place of what is not of one state."""


@final
@dataclass(frozen=True)
class Flows:
    """Movements between states in a year, one row each, the largest first.

    Attributes:
        origin, destination: int64, states by number.
        amount: float64, above 0, in `unit`.
        unit: of the amounts.
        year: to which they belong; the running year counts so far.
    """

    origin: Integers
    destination: Integers
    amount: Floats
    unit: str
    year: int


@final
@dataclass(frozen=True)
class Crossings:
    """Edges of the circuit on which people tried to cross in a year; one row for an edge and year.

    Attributes:
        origin, destination: int64, states by number.
        mode: words: land, sea or air.
        attempts, interdictions, deaths: float64, persons in the year.
        year: to which they belong; the running year counts so far.
    """

    origin: Integers
    destination: Integers
    mode: tuple[str, ...]
    attempts: Floats
    interdictions: Floats
    deaths: Floats
    year: int


@final
@dataclass(frozen=True)
class Entry:
    """A line of the ledger of security: what changed in a year, through what, and what that did to net security."""

    outcome: str
    channel: str
    change: float
    security: float


@final
@dataclass(frozen=True)
class Dated:
    """Something that happened at a date: of the scenario, or of the user.

    Attributes:
        month: counted from 0.
        words: what happened.
        by_user: whether the user of the page did it.
    """

    month: int
    words: str
    by_user: bool = False


@final
@dataclass(frozen=True)
class Reported:
    """What the world's data say of a measure: years and values, at the middle of each year."""

    years: Integers
    values: Floats
    source: str


@final
@dataclass(frozen=True)
class Spread:
    """Between which values replications lie: float64 [months] twice, and what that says, in words."""

    low: Floats
    high: Floats
    words: str


class History(Protocol):
    """The months of one run that are there. States are numbered as in `codes`; months count from 0.

    Attributes:
        codes, names: of the S states.
        places: float64 [S, 2], longitude and latitude in degrees.
        mapped: whether the states are countries with outlines; else they are drawn as a network.
        months: how many there are.
        horizon: how many there will be.
        kinds: words of the flows that can be asked for, by the name to ask with.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    places: Floats
    mapped: bool
    horizon: int
    kinds: dict[str, str]

    @property
    def months(self) -> int:
        """How many months there are."""

    def date(self, month: int) -> str:
        """The month as "YYYY-MM"; the one after the last is the next to run."""

    def values(self, measure: str, month: int) -> Floats:
        """A measure of every state in a month: float64 [S], NaN where it has none."""

    def series(self, measure: str, place: str) -> Floats:
        """A measure of a state, by its code, or of the world, in every month: float64 [months]."""

    def band(self, measure: str, place: str) -> Spread | None:
        """Where the replications of a measure lie in every month; None where there is one alone."""

    def flows(self, kind: str, month: int, most: int = 60) -> Flows:
        """The largest flows of a kind in the year of a month."""

    def crossings(self, month: int) -> Crossings:
        """The edges on which people tried to cross in the year of a month."""

    def ledger(self, place: str, month: int) -> list[Entry]:
        """The ledger of a state in the year of a month, the largest effect on net security first."""

    def dated(self) -> list[Dated]:
        """What happens when, in order."""

    def reported(self, measure: str, place: str) -> Reported | None:
        """What the data say of a measure of a state or of the world; None where they say nothing."""


def year_in_words(history: History, month: int) -> str:
    """Return the year of a month, and that it is not over where months of it are still to run."""
    date = history.date(month)
    december = month + 12 - int(date[5:7])
    return date[:4] if december < history.months else f"{date[:4]} so far"
