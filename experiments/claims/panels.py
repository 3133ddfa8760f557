"""The states of a trial year by year: what the runs of an arm kept, and what of the world does not change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from abm.world.world import World

VIOLENT = 25.0
"""Deaths of a year from which on a state counts as in conflict, as in the data that the field uses (Uppsala)."""

DEATHS = "conflict_deaths"
"""Measure that tells violence."""


@final
@dataclass(frozen=True, eq=False)
class Standing:
    """What does not change in a trial, from the world's first year.

    Attributes:
        codes: codes of the S states.
        capacity: float64 [S], institutional capacity.
        contiguous: bool [S, S].
        ties: float64 [S, S], shares of a state's migrants (its people there and theirs here) by the other state; rows
            add up to 1, or to 0 where there are none.
    """

    codes: tuple[str, ...]
    capacity: np.ndarray
    contiguous: np.ndarray
    ties: np.ndarray

    @cached_property
    def weak(self) -> np.ndarray:
        """Whether a state's capacity is below the median: bool [S]."""
        return np.asarray(self.capacity < np.median(self.capacity))


def standing_of(world: World) -> Standing:
    """Return what of a world stands from its first year on."""
    stock = world.first_stock + world.first_stock.T
    return Standing(
        tuple(world.codes), np.asarray(world.series["capacity"][0], float), np.asarray(world.contiguous, bool),
        shares(stock),
    )  # fmt: skip


def shares(weights: np.ndarray) -> np.ndarray:
    """Return each row without its own place, divided by its sum; rows of nothing stay so: float64 [S, S]."""
    others = np.array(weights, dtype=float)
    np.fill_diagonal(others, 0.0)
    total = others.sum(axis=1, keepdims=True)
    return np.divide(others, total, out=np.zeros_like(others), where=total > 0)


@final
@dataclass(frozen=True, eq=False)
class Panel:
    """The runs of an arm.

    Attributes:
        seeds: int64 [R], of the runs.
        years: int64 [Y].
        standing: what does not change.
        values: float64 [R, S, Y] by measure: flows of the year, stocks at its end.
    """

    seeds: np.ndarray
    years: np.ndarray
    standing: Standing
    values: Mapping[str, np.ndarray]

    @cached_property
    def violent(self) -> np.ndarray:
        """Whether a state was in conflict in a year: bool [R, S, Y]."""
        return np.asarray(self.values[DEATHS] >= VIOLENT)


def panel_of(yearly: pd.DataFrame, arm: str, standing: Standing) -> Panel:
    """Return the runs of an arm.

    Args:
        yearly: policy, seed, place, year and measures, a row for every state and year of every finished run.
        arm: name of the policy.
        standing: what does not change.
    """
    rows = yearly[yearly["policy"] == arm]
    number = {code: place for place, code in enumerate(standing.codes)}
    state = rows["place"].map(number).to_numpy()
    rows = rows.assign(place=state).sort_values(["seed", "place", "year"])
    seeds, years = np.unique(rows["seed"]), np.unique(rows["year"])
    shape = (len(seeds), len(standing.codes), len(years))
    named = [name for name in rows.columns if name not in ("run", "point", "policy", "seed", "place", "year")]
    values = {name: rows[name].to_numpy(float).reshape(shape) for name in named}
    return Panel(seeds.astype(np.int64), years.astype(np.int64), standing, values)
