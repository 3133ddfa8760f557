"""Policy in columns: what each state prefers, and what is in force."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from abm.parameters.levers import Policy

LEVERS: tuple[str, ...] = tuple(Policy.model_fields)
"""Names of the policy levers, in the order of the rows of `StateTable.levers`."""

_ROW = {name: row for row, name in enumerate(LEVERS)}


def _range(name: str) -> tuple[float, float]:
    bounds = {type(mark).__name__: mark for mark in Policy.model_fields[name].metadata}
    return float(bounds["Ge"].ge), float(bounds["Le"].le)


RANGES: tuple[tuple[float, float], ...] = tuple(_range(name) for name in LEVERS)
"""Lowest and highest value of each lever."""


class Policies:
    """The policy levers of S states.

    Attributes:
        levers: float64 [levers, S], the policy in force, rows in the order of `LEVERS`.
        preferred: float64 [levers, S], the policy that each state would have alone; the one in force where nothing
            binds it.
        moved: bool [S], states of which a lever was set or scaled since the last month ended, or chosen at its end.
    """

    def __init__(self, states: int) -> None:
        self.moved, self._late = np.zeros((2, states), bool)
        self.levers = np.zeros((len(LEVERS), states))
        self.preferred = np.zeros((len(LEVERS), states))
        self._bound = np.zeros((len(LEVERS), states), bool)
        self._base = np.zeros((len(LEVERS), states))
        self._factor = np.ones((len(LEVERS), states))
        self._pinned = np.zeros((len(LEVERS), states), bool)
        self._chosen = np.zeros((len(LEVERS), states))
        self._chose = np.zeros(
            (len(LEVERS), states), bool
        )  # where a state has moved away from its own policy

    def lever(self, name: str) -> np.ndarray:
        """The column of a policy lever: float64 [S], a view."""
        return self.levers[_ROW[name]]

    def own(self, name: str) -> np.ndarray:
        """What data, hand and factors say of a lever, without what states made of it by themselves: float64 [S]."""
        row = _ROW[name]
        return np.clip(self._base[row] * self._factor[row], *RANGES[row])

    def begin(self, values: Mapping[str, np.ndarray | float]) -> None:
        """Give levers their first values, by name, when nobody has set or chosen any yet."""
        for name, column in values.items():
            self._base[_ROW[name]] = column
        low, high = np.array(RANGES).T
        self.levers[:] = self.preferred[:] = np.clip(self._base, low[:, None], high[:, None])

    def follow(self, name: str, values: np.ndarray) -> None:
        """Let a lever follow the data: factors set before still apply, and what was set by hand stays."""
        row = _ROW[name]
        self._base[row] = np.where(self._pinned[row], self._base[row], values)
        self._put(row)

    def set_lever(self, name: str, states: np.ndarray, value: float) -> None:
        """Set a lever of some states by hand; from now on it no longer follows the data."""
        row = _ROW[name]
        self._base[row, states] = value
        self._factor[row, states] = 1.0
        self._pinned[row, states] = True
        self._chose[row, states] = False
        self.moved |= self._put(row)

    def scale_lever(self, name: str, states: np.ndarray, factor: float) -> None:
        """Multiply a lever of some states, now and for as long as it follows the data."""
        row = _ROW[name]
        self._factor[row, states] *= factor
        self._chosen[row, states] *= factor
        self.moved |= self._put(row)

    def choose(self, name: str, states: np.ndarray, values: np.ndarray) -> None:
        """Let some states prefer other values than their own policy has, until it is set by hand."""
        row = _ROW[name]
        self._chosen[row, states] = values
        self._chose[row, states] = True
        self._late |= self._put(row)

    def end_month(self) -> None:
        """Let policy count as unmoved, but for what states chose at the end of the month, for the next one."""
        self.moved[:] = self._late
        self._late.fill(False)

    def bind(self, name: str, states: np.ndarray, values: np.ndarray) -> None:
        """Put a lever of some states in force at values that others decide with them, whatever they prefer."""
        row = _ROW[name]
        self._bound[row, states] = True
        before = self.levers[row].copy()
        self.levers[row, states] = np.clip(values, *RANGES[row])
        self.moved |= before != self.levers[row]

    def release(self, name: str, states: np.ndarray) -> None:
        """Let what some states prefer be in force again."""
        row = _ROW[name]
        self._bound[row, states] = False
        self.moved |= self._put(row)

    def _put(self, row: int) -> np.ndarray:
        """Bring a lever up to date and return where its value in force changed: bool [S]."""
        low, high = RANGES[row]
        own = self._base[row] * self._factor[row]
        self.preferred[row] = np.clip(np.where(self._chose[row], self._chosen[row], own), low, high)
        values = np.where(self._bound[row], self.levers[row], self.preferred[row])
        changed = values != self.levers[row]
        self.levers[row] = values
        return np.asarray(changed)
