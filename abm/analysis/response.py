"""How an outcome answers to a factor: its mean at every level, or in slices of a continuous range, by policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from abm.analysis.columns import require
from abm.analysis.intervals import LEVEL, independent, mean_interval
from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("policy", "value", "starts", "ends", "mean", "low", "high", "number")
"""Columns of `response_curve`."""


def response_curve(
    outcomes: pd.DataFrame, factor: str, outcome: str, bins: int = 10, *, level: float = LEVEL
) -> pd.DataFrame:
    """Return the mean of an outcome along a factor, all other factors averaged over as the design has them.

    A factor of at most `bins` values (a grid, a choice) is taken value by value; a continuous one in slices of
    equally many points, the same for all policies. Replications of a point are averaged before the interval is
    taken where there are several points (`intervals.independent`), so that the interval covers the spread of the
    other factors. A curve of means shows no interactions.

    Args:
        outcomes: one row for each finished run, with `factor`, `outcome` and, if there are several, policy and point.
        factor: column of the factor.
        outcome: column of the outcome; rows without a value are left out.
        bins: number of slices of a continuous factor.
        level: probability of coverage of low to high.

    Returns:
        By policy ("" without one) and along the factor: policy, value (the level, or the mean of the factor in the
        slice), starts and ends (least and greatest value in the slice), mean, low, high (unit of the outcome),
        number (of independent values).

    Raises:
        Refusal: a missing column, or fewer than one slice.
    """
    import pandas as pd

    require(outcomes, [factor, outcome])
    if bins < 1:
        raise Refusal(f"the number of slices is {bins}; it must be 1 or more")
    known = outcomes.dropna(subset=[factor, outcome])
    policies = known["policy"] if "policy" in known else pd.Series("", index=known.index)
    slices = _sliced(known[factor], bins)
    rows = []
    for policy in dict.fromkeys(policies):
        for place in np.unique(slices[policies == policy]):
            chosen = known[(policies == policy) & (slices == place)]
            along = chosen[factor]
            value = along.iloc[0] if along.nunique() == 1 else along.mean()
            clusters = chosen.get("point")
            interval = mean_interval(independent(chosen[outcome].astype(float), clusters), level)
            bounds = along.min(), along.max()
            rows.append((policy, value, *bounds, interval.mean, interval.low, interval.high, interval.number))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _sliced(column: pd.Series, bins: int) -> np.ndarray:
    """Return for each row the number of its slice; levels in the order of their values, words as they first occur."""
    from pandas.api import types

    numeric = types.is_numeric_dtype(column) and not types.is_bool_dtype(column)
    if numeric and column.nunique() > bins:
        values = column.to_numpy(dtype=np.float64)
        edges = np.quantile(np.unique(values), np.arange(1, bins) / bins)
        return np.searchsorted(edges, values, side="right")
    levels = sorted(column.unique()) if numeric else list(dict.fromkeys(column))
    return column.map({value: place for place, value in enumerate(levels)}).to_numpy(dtype=np.int64)
