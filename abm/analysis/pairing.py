"""Policies compared run by run: the same point and seed under both, so that what differs is the policy's doing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.analysis.columns import require, require_once
from abm.analysis.intervals import LEVEL, independent, mean_interval, students_t
from abm.refusal import Refusal, nearest

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "policy", "outcome", "reference_mean", "mean", "difference", "low", "high", "relative", "pairs",
    "independent", "sd_paired", "sd_unpaired", "saving",
)  # fmt: skip
"""Columns of `paired_differences`."""


def paired_differences(
    outcomes: pd.DataFrame,
    names: Sequence[str],
    reference: str,
    *,
    arm: str = "policy",
    pair: Sequence[str] = ("point", "seed"),
    cluster: str | None = "point",
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return what every policy changes in every outcome against the reference, over pairs of runs.

    A pair are two runs that share all random numbers and all factors but the policy. With d = policy - reference,

        difference = mean(d),   low, high = difference ± t s(d) / sqrt(n)   (Student's t)

    and since var(d) = var(p) + var(r) - 2 corr(p, r) sd(p) sd(r), the common numbers help as far as they make the
    two arms correlate. `saving` = sd_unpaired² / sd_paired² = (var(p) + var(r)) / var(d), which is
    1 / (1 - corr(p, r)) for equal variances: by this factor pairing cuts the replications that the same half width
    needs; below 1 it costs some. It is infinite where the policy changes every pair by the same amount.

    Source: Law (2015), Simulation Modeling and Analysis, sections 10.2 and 11.2.

    Args:
        outcomes: one row for each finished run, with the columns `arm`, `pair` and `names`.
        names: outcome columns (float64); a pair counts for an outcome if both runs have a value.
        reference: the arm that the others are compared with.
        arm: column of the arms.
        pair: columns that the two runs of a pair share.
        cluster: pairs of one value of this column are averaged first where there are several values, because
            replications of one point are not independent draws of points (`intervals.independent`); None: never.
        level: probability of coverage of low to high.

    Returns:
        A row for each policy but the reference and each outcome: policy, outcome, reference_mean, mean (both over
        the pairs), difference, low, high (unit of the outcome), relative (difference / |reference_mean|), pairs,
        independent (number of values that the interval rests on), sd_paired, sd_unpaired (standard deviation of one
        paired and of one unpaired difference; within points where points have several pairs, else over all pairs),
        saving. What cannot be had is not a number.

    Raises:
        Refusal: a missing column or reference, or two runs with the same arm and pair.
    """
    import pandas as pd

    require(outcomes, [arm, *pair, *names])
    require_once(outcomes, [arm, *pair])
    arms = list(dict.fromkeys(outcomes[arm]))
    if reference not in arms:
        raise Refusal(f"no run has the policy '{reference}'{nearest(str(reference), map(str, arms))}")
    by_pair = {name: rows.set_index(list(pair)) for name, rows in outcomes.groupby(arm, sort=False)}
    inside = cluster if cluster in pair else None
    rows = [
        {
            "policy": policy,
            "outcome": name,
            **_compared(by_pair[policy][name], by_pair[reference][name], inside, level),
        }
        for policy in arms
        if policy != reference
        for name in names
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _compared(policy: pd.Series, reference: pd.Series, cluster: str | None, level: float) -> dict[str, Any]:
    """Compare two series of one outcome, indexed by pair."""
    import pandas as pd

    both = pd.concat({"policy": policy, "reference": reference}, axis=1, join="inner").dropna().astype(float)
    both["difference"] = both["policy"] - both["reference"]
    clusters = None if cluster is None else both.index.get_level_values(cluster).to_series(index=both.index)
    interval = mean_interval(independent(both["difference"], clusters), level)
    means = {name: mean_interval(independent(both[name], clusters), level).mean for name in both}
    paired = _variance(both["difference"], clusters)
    unpaired = _variance(both["policy"], clusters) + _variance(both["reference"], clusters)
    reference_mean = abs(means["reference"])
    return {
        "reference_mean": means["reference"],
        "mean": means["policy"],
        "difference": interval.mean,
        "low": interval.low,
        "high": interval.high,
        "relative": interval.mean / reference_mean if reference_mean > 0 else math.nan,
        "pairs": len(both),
        "independent": interval.number,
        "sd_paired": math.sqrt(paired),
        "sd_unpaired": math.sqrt(unpaired),
        "saving": _ratio(unpaired, paired),
    }


def _variance(values: pd.Series, clusters: pd.Series | None) -> float:
    """Variance of one value: pooled within clusters that have several values, else over all; (n - 1) divisors."""
    if clusters is not None:
        groups = values.groupby(clusters.to_numpy())
        freedom = int((groups.size() - 1).sum())
        if freedom > 0:
            return float(((values - groups.transform("mean").to_numpy()) ** 2).sum()) / freedom
    return float(values.var(ddof=1)) if len(values) > 1 else math.nan


def _ratio(above: float, below: float) -> float:
    if below > 0:
        return above / below
    return math.inf if above > 0 and below == 0 else math.nan


def replications_needed(sd: float, half_width: float, level: float = LEVEL) -> int:
    """Return the least n ≥ 2 with t((1 + level) / 2, n - 1) sd / sqrt(n) ≤ half_width.

    Args:
        sd: standard deviation of one value (of one paired difference: `sd_paired`), in the unit of half_width.
        half_width: half of the interval that is wanted, above 0.
        level: probability of coverage.

    Raises:
        Refusal: a half width that is not above 0, or a standard deviation below 0 or not a number.
    """
    if not half_width > 0:
        raise Refusal(f"the half width is {half_width:g}; it must be above 0")
    if not 0 <= sd < math.inf:
        raise Refusal(f"the standard deviation is {sd:g}; it must be a number that is not below 0")
    from scipy.special import ndtri

    normal = float(ndtri((1 + level) / 2))
    number = max(
        2, math.ceil((normal * sd / half_width) ** 2)
    )  # t exceeds the normal quantile: fewer never do
    while students_t(number, level) * sd / math.sqrt(number) > half_width:
        number += 1
    return number


@final
@dataclass(frozen=True, slots=True)
class Precision:
    """How narrow an interval has to be: half its width at most `absolute`, or `relative` times |reference mean|.

    Attributes:
        absolute: half width in the unit of the outcome, or None.
        relative: half width as a share of the outcome's mean under the reference (0.02: two per cent), or None.
    """

    absolute: float | None = None
    relative: float | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.absolute, self.relative) if value is not None]
        if len(given) != 1:
            raise Refusal("a precision is either absolute or relative: give one of them")
        if not 0 < given[0] < math.inf:
            raise Refusal(f"the precision is {given[0]:g}; it must be above 0")

    def half_width(self, reference_mean: Any) -> Any:
        """Return the half width that is asked for, given the mean under the reference (number or array)."""
        if self.absolute is not None:
            return np.full_like(np.asarray(reference_mean, dtype=float), self.absolute)
        assert self.relative is not None
        return self.relative * np.abs(np.asarray(reference_mean, dtype=float))


def reached(differences: pd.DataFrame, precision: Precision, least: int = 10) -> pd.Series:
    """Say for every row of `paired_differences` whether its interval is as narrow as asked for.

    The rule of sequential stopping: after at least `least` independent values, stop as soon as half the width is at
    most the target. The number of pairs is then itself random, and it tends to be small when the standard deviation
    happened to look small: coverage falls somewhat below its nominal level (of 95 % intervals, to about 93 to 94 %)
    and reaches it only as the target shrinks (Chow and Robbins 1965). Fewer than ten pairs make that much worse.
    The rule may look at the width only. Whoever goes on until a difference is "significant" will always find one.
    With several outcomes, all have to be reached, and intervals hold one by one and not together: for k of them at
    once take the level 1 - (1 - level) / k (Bonferroni).

    Sources: Chow and Robbins (1965), On the asymptotic theory of fixed-width sequential confidence intervals for the
    mean, Annals of Mathematical Statistics 36; Law (2015), Simulation Modeling and Analysis, section 9.4.1.

    Args:
        differences: frame with the columns reference_mean, low, high and independent.
        precision: the half width that is asked for.
        least: the number of independent values before which nothing is ever reached.

    Returns:
        bool for each row.
    """
    require(differences, ["reference_mean", "low", "high", "independent"])
    half = (differences["high"] - differences["low"]) / 2
    enough = differences["independent"] >= max(least, 2)
    return enough & (half <= precision.half_width(differences["reference_mean"]))


def steps(first: int, most: int, growth: float = 1.25) -> Iterator[int]:
    """Yield the numbers of pairs at which to look, growing by a share, from `first` to `most`, both included.

    Looking less often costs at most `growth` - 1 of the runs and spares most looks, each of which is a chance to stop
    on a width that looks small by luck.
    """
    number = first
    while number < most:
        yield number
        number = max(number + 1, math.ceil(number * growth))
    yield most
