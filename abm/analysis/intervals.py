"""Intervals: how far a mean of few replications may lie from that of infinitely many."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.95
"""Probability with which an interval covers what it estimates, where nothing else is asked for."""


@final
@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the interval around it.

    Attributes:
        mean: the estimate, in the unit of the values; not a number without any value.
        low: lower end; not a number with fewer than two values.
        high: upper end; not a number with fewer than two values.
        number: how many independent values it rests on.
    """

    mean: float
    low: float
    high: float
    number: int


def checked_level(level: float) -> float:
    """Return a level of confidence; refuse one that is not between 0 and 1 (95 is a usual slip for 0.95)."""
    if not 0 < level < 1:
        raise Refusal(f"the level of confidence is {level:g}; it must lie between 0 and 1, such as 0.95")
    return level


def students_t(number: int, level: float = LEVEL) -> float:
    """Return the quantile t((1 + level) / 2) with number - 1 degrees of freedom; not a number below two values."""
    if number < 2:
        return math.nan
    from scipy.special import stdtrit

    return float(stdtrit(number - 1, (1 + checked_level(level)) / 2))


def mean_interval(values: Any, level: float = LEVEL) -> Interval:
    """Return the mean of independent values and its interval, mean ± t((1 + level) / 2, n - 1) s / sqrt(n).

    Args:
        values: float [n]; those that are not a number are left out and not counted.
        level: probability of coverage, exact for values that are normally distributed.

    Source: Student (1908), The probable error of a mean, Biometrika 6.
    """
    known = _known(values)
    number = len(known)
    if number < 2:
        checked_level(level)
        return Interval(float(known[0]) if number else math.nan, math.nan, math.nan, number)
    mean = float(known.mean())
    half = students_t(number, level) * float(known.std(ddof=1)) / math.sqrt(number)
    return Interval(mean, mean - half, mean + half, number)


def bootstrap(
    values: Any,
    statistic: Callable[..., Any] = np.median,
    level: float = LEVEL,
    *,
    resamples: int = 2000,
    seed: int = 1,
) -> Interval:
    """Return a statistic of independent values with its percentile interval over resamples (`scipy.stats.bootstrap`).

    Args:
        values: float [n]; those that are not a number are left out and not counted.
        statistic: of an array along `axis`, such as `np.median`; `mean` of the interval is its value.
        level: probability of coverage, reached for large n only.
        resamples: number of resamples.
        seed: of the resampling: the same values give the same interval.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    known = _known(values)
    checked_level(level)
    if len(known) < 2:
        value = float(statistic(known, axis=-1)) if len(known) else math.nan
        return Interval(value, math.nan, math.nan, len(known))
    from scipy import stats

    found = stats.bootstrap(
        (known,),
        statistic,
        confidence_level=level,
        n_resamples=resamples,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return Interval(float(statistic(known, axis=-1)), float(found.low), float(found.high), len(known))


def independent(values: pd.Series, clusters: pd.Series | None) -> pd.Series:
    """Return the values that may be taken as independent draws.

    Replications of one point of a design share the point, so that points × seeds values are not as many independent
    draws: their interval would be too narrow by up to the root of the number of seeds. With two or more clusters
    (points), the values of each are averaged and the averages are what is independent; with one, the values are.
    Values that are not a number are left out.

    Args:
        values: float [n].
        clusters: what each value belongs to, with the same index; None takes every value as independent.
    """
    known = values.dropna()
    if clusters is None:
        return known
    own = clusters.loc[known.index]
    return known.groupby(own.to_numpy()).mean() if own.nunique() > 1 else known


def _known(values: Any) -> np.ndarray:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[~np.isnan(array)]
