"""Estimators: changes, elasticities and levels over paired runs, each with a 95 % interval.

A ratio of means over pairs is estimated by its linear part, so that one interval, Student's t over pairs, serves all
estimators, and so that an effect and its ablation are compared pair by pair. With T and C the means of treatment and
control, R = T / C, and t_i, c_i the values of a pair, the values

    change      R - 1 + (t_i - R c_i) / C
    difference  t_i - c_i
    elasticity  (ln R + (t_i / T - c_i / C)) / ln k          k: what border effort is multiplied by
    level       t_i

have the estimate as their mean, and the spread of the linearised (delta-method) estimator. A mean that single runs may
miss, such as deaths, needs no logarithm of a zero.

Source: Cochran (1977), Sampling Techniques, sections 2.11 and 6.3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from abm.analysis.intervals import Interval, mean_interval

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 4000
"""Draws of a bootstrap."""


@final
@dataclass(frozen=True)
class Estimates:
    """What pairs of runs say.

    Attributes:
        control, treatment: means of the outcome in its unit; for a level both are the level.
        effect: with the mechanism.
        ablated: without it, against a control without it.
        taken: effect less ablated effect, pair by pair.
        cases, events: cases of a regression and those with the event; control and treatment are then shares of cases
            with the event, effect and ablated odds ratios, and taken the difference of their logarithms.
    """

    control: float
    treatment: float
    effect: Interval
    ablated: Interval
    taken: Interval
    cases: int = 0
    events: int = 0


def estimates(runs: pd.DataFrame, estimator: str, effort: float | None = None) -> Estimates:
    """Return effect, ablated effect and their difference.

    Args:
        runs: a row for each seed, with the columns treatment, control, treatment_without, control_without; a seed
            counts for the effect if the first two have a value, and for the rest if all have.
        estimator: change, difference, elasticity or level.
        effort: what border effort is multiplied by; for an elasticity.
    """
    pairs, whole = runs.dropna(subset=["treatment", "control"]), runs.dropna()
    effect, beside = (
        _values(seeds["treatment"], seeds["control"], estimator, effort) for seeds in (pairs, whole)
    )
    ablated = _values(whole["treatment_without"], whole["control_without"], estimator, effort)
    return Estimates(
        float(pairs["control"].mean()),
        float(pairs["treatment"].mean()),
        mean_interval(effect),
        mean_interval(ablated),
        mean_interval(beside - ablated),
    )


def optima(runs: pd.DataFrame, without: pd.DataFrame) -> Estimates:
    """Return the strength at which the mean of an outcome is highest: with the mechanism, without it, the difference.

    Intervals are percentiles over draws of seeds with replacement, which keep what was run on a seed together (Efron
    and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13).

    Args:
        runs: a row for each seed, a column for each strength, in order; control and treatment are the means at the
            lowest strength and at the optimum.
        without: the same without the mechanism.
    """
    whole = runs.dropna()
    both = whole.index.intersection(without.dropna().index)
    effect, ablated = _optima_of_draws(whole), _optima_of_draws(without.loc[both])
    beside = _optima_of_draws(whole.loc[both])
    means = whole.mean()
    return Estimates(
        float(means.iloc[0]),
        float(means.max()),
        _percentiles(effect, len(whole)),
        _percentiles(ablated, len(both)),
        _percentiles(beside - ablated, len(both)),
    )


def _optima_of_draws(runs: pd.DataFrame) -> np.ndarray:
    """The optimum of the runs, then of draws of them: float64 [1 + DRAWS]; not a number with less than two runs."""
    values, strengths = runs.to_numpy(float), np.asarray(runs.columns, float)
    if len(values) < 2:  # draws of a single run are all the same, which is no interval
        return np.full(1 + DRAWS, math.nan)
    drawn = np.random.default_rng(1).integers(len(values), size=(DRAWS, len(values)))
    means = np.vstack([values.mean(axis=0), values[drawn].mean(axis=1)])
    return np.asarray(strengths[means.argmax(axis=1)])


def _percentiles(optima: np.ndarray, number: int) -> Interval:
    low, high = np.quantile(optima[1:], (0.025, 0.975), method="inverted_cdf")
    return Interval(float(optima[0]), float(low), float(high), number)


def change(treatment: pd.Series, control: pd.Series) -> Interval:
    """Return the change of a mean over pairs of runs, relative to the control."""
    whole = treatment.notna() & control.notna()
    return mean_interval(_values(treatment[whole], control[whole], "change", None))


def ratio_of_means(above: pd.Series, below: pd.Series, group: str | None = None) -> pd.Series:
    """Return a value for each run whose mean is the ratio of the means, R + (a_i - R b_i) / B: few runs without cases.

    Args:
        above, below: a value for each run.
        group: level of the index within which means are taken; all if None.
    """
    if group is None:
        high, low = above.mean() + 0 * above, below.mean() + 0 * below
    else:
        high, low = (values.groupby(level=group).transform("mean") for values in (above, below))
    low = low.where(low > 0)
    return high / low + (above - high / low * below) / low


def _values(treatment: pd.Series, control: pd.Series, estimator: str, effort: float | None) -> pd.Series:
    """A value for each pair whose mean is the estimate; not a number where it is not defined."""
    if estimator == "level":
        return treatment
    if estimator == "difference":
        return treatment - control
    above, below = treatment.mean(), control.mean()
    if not below > 0 or (estimator == "elasticity" and not above > 0):
        return treatment * math.nan
    ratio = above / below
    if estimator == "change":
        return ratio - 1 + (treatment - ratio * control) / below
    assert effort is not None
    return (math.log(ratio) + treatment / above - control / below) / math.log(effort)
