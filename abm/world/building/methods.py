"""Methods by which gaps are filled, each named once, and columns that remember how every value came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np

Array = np.ndarray[Any, Any]
OBSERVED, INTERPOLATED, CARRIED = "observed", "interpolated", "carried"


@final
@dataclass(frozen=True, slots=True)
class Method:
    """A way of filling a gap: whether it is an estimate from data or an assumption, and what it does."""

    name: str
    kind: Literal["estimated", "assumed"]
    sentence: str

    @property
    def flag(self) -> str:
        """What stands in the flag column of a value that the method gave."""
        return f"{self.kind}:{self.name}"


METHODS: dict[str, Method] = {}
"""Every method by name; `docs/data.md` prints their sentences."""


def estimated(name: str, sentence: str) -> str:
    """Declare a method that estimates from data, and return its flag."""
    return _declare(Method(name, "estimated", sentence))


def assumed(name: str, sentence: str) -> str:
    """Declare a method that assumes a value, and return its flag."""
    return _declare(Method(name, "assumed", sentence))


def _declare(method: Method) -> str:
    if method.name in METHODS:
        raise ValueError(f"method {method.name} is declared twice")
    METHODS[method.name] = method
    return method.flag


@final
@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """Values and, for each, the flag that says where it comes from (blank as long as it is missing).

    Arrays have the same shape: states, states x years, or corridors.
    """

    values: Array
    flags: Array

    @classmethod
    def observed(cls, values: Array) -> Filled:
        """Start from data in which NaN means missing."""
        numbers = np.asarray(values, dtype=float)
        return cls(numbers, np.where(np.isnan(numbers), "", OBSERVED).astype(object))

    @property
    def missing(self) -> Array:
        """Where there is no value yet."""
        return np.isnan(self.values)

    def fill(self, values: Array | float, flag: str) -> Filled:
        """Put `values` where nothing is known yet and mark them with `flag`."""
        return self.replace(
            self.missing & ~np.isnan(np.broadcast_to(values, self.values.shape)), values, flag
        )

    def replace(self, where: Array, values: Array | float, flag: str) -> Filled:
        """Put `values` at `where`, known or not, and mark them with `flag`."""
        return Filled(np.where(where, values, self.values), np.where(where, flag, self.flags).astype(object))

    def changed(self, values: Array) -> Filled:
        """Keep the flags with other values (a rescaling)."""
        return Filled(np.asarray(values, dtype=float), self.flags)

    def interpolate(self) -> Filled:
        """Fill gaps between two known years on a straight line, then carry the ends outwards."""
        between, ends = np.full(self.values.shape, np.nan), np.full(self.values.shape, np.nan)
        years = np.arange(self.values.shape[1], dtype=float)
        for row, values in enumerate(self.values):
            known = np.flatnonzero(~np.isnan(values))
            if not len(known):
                continue
            line = np.interp(years, years[known], values[known])
            inner = slice(known[0], known[-1] + 1)
            between[row, inner] = line[inner]
            ends[row] = line
        return self.fill(between, INTERPOLATED).fill(ends, CARRIED)


NEIGHBOURS = 5
INCOME_NEIGHBOURS = estimated(
    "income_neighbours",
    f"mean of the {NEIGHBOURS} states of the same region whose GDP per head is closest (on a "
    f"logarithmic scale) in that year",
)


def income_neighbours(values: Array, gdp_per_head: Array, regions: Array) -> Array:
    """Return for every state the mean of `values` over the states of its region nearest in ln GDP per head.

    Args:
        values: states x years, NaN where missing.
        gdp_per_head: states x years, PPP $, complete.
        regions: region of each state.
    """
    result = np.full(values.shape, np.nan)
    for year in range(values.shape[1]):
        wealth = np.log(gdp_per_head[:, year])
        for state in range(values.shape[0]):
            peers = np.flatnonzero((regions == regions[state]) & ~np.isnan(values[:, year]))
            peers = peers[peers != state]
            near = peers[np.argsort(np.abs(wealth[peers] - wealth[state]), kind="stable")[:NEIGHBOURS]]
            if len(near):
                result[state, year] = values[near, year].mean()
    return result
