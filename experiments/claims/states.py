"""Outcomes that are made of the states' own numbers, year by year: means over states, volatility, shares of states."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.claims.claim import Claim
from experiments.claims.groups import Groups
from experiments.claims.panels import Panel
from experiments.claims.parts import WORLD, OutcomeSpec

if TYPE_CHECKING:
    import pandas as pd

    from experiments.claims.regressing import Panels


CAPACITY = "capacity"
"""Measure over which slopes are taken."""


def measures_by_state(claim: Claim) -> list[str]:
    """Return the measures that a study keeps of every state and year for outcomes made of states' own numbers."""
    asked = [finding.outcome for finding in claim.findings.values() if finding.outcome is not None]
    kept = [name for spec in asked if spec.by_state for name in (spec.measure, spec.per) if name]
    return [*kept, *([CAPACITY] if any(spec.statistic == "slope" for spec in asked) else [])]


def of_arms(panels: Panels, arms: Sequence[str], outcome: OutcomeSpec, groups: Groups) -> pd.DataFrame:
    """Return an outcome of every run: a row for each seed, a column for each arm."""
    import pandas as pd

    found = {arm: (panels.of(arm).seeds, of_states(panels.of(arm), outcome, groups)) for arm in set(arms)}
    return pd.DataFrame({arm: pd.Series(values, index=seeds) for arm, (seeds, values) in found.items()})


def of_states(panel: Panel, outcome: OutcomeSpec, groups: Groups) -> np.ndarray:
    """Return an outcome of every run of an arm: float64 [R]; not a number where no state has one.

    mean: over states, of a state's mean over years, or of its ratio of sums over years. volatility: the median over
    states of the standard deviation over years of d ln x, or of the ratio of two such; of states where x is above 0 in
    every year. share_above: states whose mean or ratio lies above the threshold, over all that have one. slope: of a
    line through the states' means or ratios (least squares) over their capacity at the end of the first year.
    correlation: over years, of the mean over the states that have one, of the measure with that of the other.

    Args:
        panel: the runs.
        outcome: with a statistic that is made of states' own numbers.
        groups: codes of the states of each group.
    """
    years = np.isin(panel.years, whole_years(outcome, panel.years))
    wanted = panel.standing.codes if outcome.among == WORLD else groups[outcome.among]
    states = np.isin(panel.standing.codes, wanted)
    parts = [panel.values[name][:, states][:, :, years] for name in (outcome.measure, outcome.per) if name]
    if outcome.statistic == "correlation":
        return _correlations(*(_means(part) for part in parts))
    number = _volatility if outcome.statistic == "volatility" else _level
    own = number(parts[0]) if len(parts) == 1 else _ratio(*(number(part) for part in parts))
    if outcome.statistic == "slope":
        return _slopes(panel.values[CAPACITY][:, states, 0], own)
    return np.array([_over_states(outcome, values[np.isfinite(values)]) for values in own])


def _slopes(capacity: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Slope of a line through the states of each run, own numbers over capacity (float64 [R, S]): float64 [R]."""
    found = np.full(len(own), math.nan)
    for run, (across, values) in enumerate(zip(capacity, own, strict=True)):
        known = np.isfinite(across) & np.isfinite(values)
        apart = across[known] - across[known].mean() if known.any() else across[known]
        spread = float(apart @ apart)
        if spread > 0.0:
            found[run] = float(apart @ values[known]) / spread
    return found


def _means(values: np.ndarray) -> np.ndarray:
    """Mean over the states that have a value: float64 [R, Y]; not a number where none has."""
    known = np.isfinite(values)
    return _ratio(np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1))


def _correlations(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pearson's correlation over years of each run (float64 [R, Y] each): float64 [R], 0 where one does not move.

    Not a number where a year has no value.
    """
    apart = [values - values.mean(axis=1, keepdims=True) for values in (one, other)]
    together = (apart[0] * apart[1]).sum(axis=1)
    spread = np.sqrt(np.prod([(values**2).sum(axis=1) for values in apart], axis=0))
    return np.divide(together, spread, out=0.0 * together, where=spread > 1e-12)


def whole_years(outcome: OutcomeSpec, years: np.ndarray) -> np.ndarray:
    """Return the years of which every month counts: int64."""
    first = math.ceil(_year(outcome.first, 1)) if outcome.first else -math.inf
    last = math.floor(_year(outcome.last, 0)) - 1 if outcome.last else math.inf
    return years[(years >= first) & (years <= last)]


def _year(month: str, counted: int) -> float:
    """A month as a year with its fraction: its beginning if it is counted, else its end."""
    year, number = (int(part) for part in month.split("-"))
    return year + (number - counted) / 12


def _over_states(outcome: OutcomeSpec, own: np.ndarray) -> float:
    if not len(own):
        return math.nan
    if outcome.statistic == "mean":
        return float(own.mean())
    if outcome.statistic == "volatility":
        return float(np.median(own))
    assert outcome.threshold is not None
    return float((own > outcome.threshold).mean())


def _level(values: np.ndarray) -> np.ndarray:
    """Mean over years: float64 [R, S]."""
    return np.asarray(values.mean(axis=2)) if values.shape[2] else np.full(values.shape[:2], math.nan)


def _volatility(values: np.ndarray) -> np.ndarray:
    """Standard deviation over years of the growth of the logarithm: float64 [R, S]."""
    if values.shape[2] < 3:
        return np.full(values.shape[:2], math.nan)
    known = np.where(values > 0, values, math.nan)
    return np.asarray(np.diff(np.log(known), axis=2).std(axis=2, ddof=1))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full(above.shape, math.nan), where=below > 0)
