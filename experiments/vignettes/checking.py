"""Checks: a number or a direction that the text or a record gives, beside what the runs of both arms give.

A number is met if the mean of the runs is within a factor of two of the record. What happened is one history, so the
record is laid beside single runs too: it lies within them if it is in the range in which a further run would lie with a
probability of 95 %,

    mean ± t(0.975, n - 1) s sqrt(1 + 1 / n)

which a wide range makes easy. Of one year over another the change is compared, ratio - 1: no change at all would be
within a factor of two of most ratios. Where the text says only which way an event worked, the interval of the
difference between the arms, pair by pair, is asked.

Source: Hahn and Meeker (1991), Statistical Intervals, section 4.7.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from abm.analysis.intervals import Interval, mean_interval, students_t
from experiments.claims.estimating import ratio_of_means
from experiments.vignettes.counting import in_years
from experiments.vignettes.outcomes import Outcome, Parts
from experiments.vignettes.vignette import WITH, WITHOUT, CheckSpec, Vignette

if TYPE_CHECKING:
    import pandas as pd

FACTOR = 2.0
"""How many times as large or as small the mean of the runs may be and still count as near the record."""

NEAR, INSIDE, MISSED = "within a factor of two", "within the runs alone", "missed"
SAME, OPPOSITE, UNDECIDED = "same direction", "opposite direction", "undecided"
UNKNOWN = "no number"
"""Verdicts: of numbers, of directions, and of what cannot be compared."""


@final
@dataclass(frozen=True)
class Finding:
    """A check and what came of it; numbers are in `unit`.

    Attributes:
        spec: the check.
        unit: of its numbers.
        recorded: what the text or the record says; not a number for a direction.
        event, control: mean of the runs of each arm and its interval.
        difference: event less control, pair by pair.
        runs: the range in which 95 % of single runs lie.
    """

    spec: CheckSpec
    unit: str
    recorded: float
    event: Interval
    control: Interval
    difference: Interval
    runs: tuple[float, float]

    def ratio(self, value: float) -> float:
        """Return a value of the model over the record, of `times` its change; not a number where the record is none."""
        base = 1.0 if self.spec.kind == "times" else 0.0
        below = self.recorded - base
        return (value - base) / below if below else math.nan

    @property
    def inside(self) -> bool:
        """Whether the record lies in the range of single runs."""
        slack = 1e-9 * abs(self.recorded)
        return self.runs[0] - slack <= self.recorded <= self.runs[1] + slack

    @property
    def near(self) -> bool:
        """Whether the mean of the runs is within `FACTOR` of the record."""
        ratio = self.ratio(self.event.mean)
        if math.isnan(ratio):
            return self.recorded == self.event.mean
        return 1.0 / FACTOR <= ratio <= FACTOR

    @property
    def verdict(self) -> str:
        """What came of it, in words of the constants above."""
        if self.spec.directed:
            return _direction(self.difference, self.spec.kind)
        if math.isnan(self.recorded) or math.isnan(self.event.mean):
            return UNKNOWN
        return NEAR if self.near else INSIDE if self.inside else MISSED


def _direction(difference: Interval, kind: str) -> str:
    if math.isnan(difference.mean):
        return UNKNOWN
    sign = 1.0 if kind == "more" else -1.0
    low, high = sorted((sign * difference.low, sign * difference.high))
    return SAME if low > 0 else OPPOSITE if high < 0 else UNDECIDED


def findings(vignette: Vignette, found: Mapping[str, Outcome]) -> list[Finding]:
    """Return what came of every check of a vignette, in order."""
    return [_finding(check, found[check.outcome]) for check in vignette.checks]


def _finding(check: CheckSpec, one: Outcome) -> Finding:
    scale = 1.0 if check.kind == "times" else one.scale
    event, control = (reduced(one.parts[arm], check) / scale for arm in (WITH, WITHOUT))
    return Finding(
        check, _unit(one, check), recorded(one, check) / scale, mean_interval(event), mean_interval(control),
        mean_interval(event - control), range_of_runs(event),
    )  # fmt: skip


def range_of_runs(values: pd.Series) -> tuple[float, float]:
    """Return the range in which a further run lies with a probability of 95 %; exact for normal values."""
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return math.nan, math.nan
    mean, number = float(known.mean()), len(known)
    half = students_t(number) * float(known.std(ddof=1)) * math.sqrt(1 + 1 / number)
    return mean - half, mean + half


def _unit(one: Outcome, check: CheckSpec) -> str:
    if check.kind == "times":
        return "times"
    return one.unit.removesuffix(" a year") if check.kind == "sum" else one.unit


def reduced(parts: Parts, check: CheckSpec) -> pd.Series:
    """Reduce the years of a check to a value for each run; the mean of a ratio's values is the ratio of means.

    Args:
        parts: of an arm.
        check: years, and how they are reduced.

    Returns:
        float64 [runs], index seed, unscaled.
    """
    years = list(range(check.first, check.last + 1))
    if check.kind in ("rise", "times"):
        first, last = _value(parts, [check.first]), _value(parts, [check.last])
        return last - first if check.kind == "rise" else ratio_of_means(last, first)
    whole = _value(parts, years)
    return whole * len(years) if check.kind == "sum" else whole


def _value(parts: Parts, years: list[int]) -> pd.Series:
    """The mean of some years, or what is above in them over what is below."""
    above = in_years(parts.above, years)
    return above if parts.below is None else ratio_of_means(above, in_years(parts.below, years))


def recorded(one: Outcome, check: CheckSpec) -> float:
    """Return the number of a record, reduced as the model's is, unscaled; not a number where years are missing.

    A mean or a sum is over the years that are recorded, a rise and a ratio of years need both.
    """
    if check.recorded is not None:
        return check.recorded
    if check.directed or not one.recorded_parts:
        return math.nan
    parts = next(iter(one.recorded_parts.values()))
    if check.kind in ("rise", "times"):
        first, last = (_of_record(parts, [year]) for year in (check.first, check.last))
        return last - first if check.kind == "rise" else last / first if first else math.nan
    years = range(check.first, check.last + 1)
    known = [year for year in years if year in parts.above.index]
    if check.kind == "sum":
        return float(parts.above.loc[known].sum()) if known else math.nan
    return _of_record(parts, known)


def _of_record(parts: Parts, years: list[int]) -> float:
    if not years or not set(years) <= set(parts.above.index):
        return math.nan
    above = float(parts.above.loc[years].mean())
    return above if parts.below is None else above / float(parts.below.loc[years].mean())
