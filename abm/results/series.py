"""The monthly outcomes of one run as arrays, before they become frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np


@final
@dataclass(frozen=True)
class Series:
    """Every measure by month, of the world and of each state.

    Attributes:
        names: names of the M measures.
        codes: codes of the S states.
        dates: int64 [T, 2], year and month of the year.
        world: float64 [T, M].
        states: float64 [T, M, S].
    """

    names: tuple[str, ...]
    codes: tuple[str, ...]
    dates: np.ndarray
    world: np.ndarray
    states: np.ndarray

    def of(self, place: str, names: tuple[str, ...], months: slice = slice(None)) -> Mapping[str, np.ndarray]:
        """Return some measures of the world (`place` "world") or of a state, by name: float64 [T] each."""
        if place == "world":
            return {name: self.world[months, self.names.index(name)] for name in names}
        state = self.codes.index(place)
        return {name: self.states[months, self.names.index(name), state] for name in names}
