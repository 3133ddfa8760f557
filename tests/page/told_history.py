"""A history that is told: arrays in place of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

import numpy as np

from abm.page.axes import date_of
from abm.page.history import WORLD, Crossings, Dated, Entry, Floats, Flows, Reported, Spread


@final
@dataclass
class Told:
    """Series by measure and place; the world's too."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    series_of: dict[tuple[str, str], Floats]
    months: int
    horizon: int
    first: str = "1990-01"
    happened: list[Dated] = field(default_factory=list)
    said: dict[tuple[str, str], Reported] = field(default_factory=dict)
    mapped: bool = False
    spread: Spread | None = None
    places: Floats = field(default_factory=lambda: np.zeros((2, 2)))
    kinds: dict[str, str] = field(default_factory=dict)

    def date(self, month: int) -> str:
        return date_of(self.first, month)

    def values(self, measure: str, month: int) -> Floats:
        return np.array([self.series(measure, code)[month] for code in self.codes])

    def series(self, measure: str, place: str) -> Floats:
        assert place == WORLD or place in self.codes
        return self.series_of.get((measure, place), np.full(self.months, np.nan))[: self.months]

    def band(self, measure: str, place: str) -> Spread | None:
        return self.spread

    def flows(self, kind: str, month: int, most: int = 60) -> Flows:
        raise NotImplementedError(kind, month, most)

    def crossings(self, month: int) -> Crossings:
        raise NotImplementedError(month)

    def ledger(self, place: str, month: int) -> list[Entry]:
        raise NotImplementedError(place, month)

    def dated(self) -> list[Dated]:
        return self.happened

    def reported(self, measure: str, place: str) -> Reported | None:
        return self.said.get((measure, place))
