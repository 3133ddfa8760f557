"""From months to one number: how a measure is reduced over a period, wherever it is reduced."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from abm.results.measures import Measure

MONTHS_PER_YEAR = 12


def parts(measure: Measure) -> tuple[str, ...]:
    """Return the names of the measures that a measure is reduced from: itself, or the two of its ratio."""
    return measure.ratio or (measure.name,)


def reduce(measure: Measure, months: Mapping[str, np.ndarray]) -> np.ndarray:
    """Reduce the months of a period to one value.

    Flows: 12 times their monthly mean. Stocks: the last month. Rates: the mean of the months, or for ratios the sum of
    the numerator over the sum of the denominator; not a number where the denominator is zero.

    Args:
        measure: what is reduced.
        months: the monthly values of its `parts`, months along the first axis.

    Returns:
        float64 of the remaining axes.
    """
    if measure.ratio is None:
        values = _gathered(months[measure.name], measure.reduction)
        return values * MONTHS_PER_YEAR if measure.reduction == "sum" else values
    above, below = (_gathered(months[name], measure.reduction) for name in measure.ratio)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below != 0, above / below, np.nan)


def _gathered(values: np.ndarray, reduction: str) -> np.ndarray:
    """The last month of a stock, the mean of everything else; months without a value do not count."""
    if reduction == "last":
        return np.asarray(values[-1], np.float64)
    known = np.isfinite(values)
    number = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(number > 0, total / number, np.nan)


def yearly(measure: Measure) -> str:
    """Return the unit of a measure when it is reduced to a period: flows are given per year."""
    return measure.unit.replace(" per month", " per year") if measure.reduction == "sum" else measure.unit
