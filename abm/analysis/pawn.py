"""PAWN: how far the distribution of an outcome moves when one factor is fixed, from any sample of points.

The indices are computed here and not by SALib, which takes the median over slices of equal quantiles too, but leaves
out the highest level of a factor of few values, fails for 6 or 9 slices and computes a p-value with every distance:
20 times the time at 600 points and 12 times at 5,000, where bootstrap and dummy ask for hundreds of indices. A test
holds both to the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from abm.analysis.columns import require
from abm.analysis.intervals import LEVEL, checked_level
from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("factor", "value", "low", "high", "threshold", "told", "used", "dropped")
"""Columns of `pawn_indices`."""


def pawn_indices(
    design: pd.DataFrame,
    y: pd.Series,
    *,
    slices: int = 10,
    level: float = LEVEL,
    resamples: int = 200,
    seed: int = 1,
) -> pd.DataFrame:
    """Return PAWN indices, 0 (no influence) to 1, with the value that a factor without influence would reach.

    A factor's index is the median over slices of its range of the Kolmogorov-Smirnov distance between the
    distribution of the outcome within the slice and that of all points. It needs no design of its own and suits
    skewed outcomes. In a finite sample it is never zero; `threshold` is what chance reaches: the quantile `level` of
    the index of the same factor shuffled, a dummy with the same slices. `told` says that the index is above it; of
    factors without influence, 1 - level are told by mistake. low and high are the value ± z times its standard
    deviation over bootstrap resamples of points, within 0 and 1.

    Sources: Pianosi and Wagener (2018), doi:10.1016/j.envsoft.2018.07.019; dummy: Khorashadi Zadeh et al. (2017),
    doi:10.1016/j.envsoft.2017.02.001.

    Args:
        design: point and one column for each factor, any sample.
        y: the outcome, float64 indexed by point; points without a value are left out.
        slices: number of slices, of equally many points; a factor of that many values or fewer has one for each.
        level: probability of coverage, and of not telling a factor without influence.
        resamples: number of bootstrap resamples, and of shuffles.
        seed: of both.

    Returns:
        factor, value, low, high, threshold, told, used and dropped (points).

    Raises:
        Refusal: fewer than two points for each slice.
    """
    import pandas as pd
    from scipy.special import ndtri

    require(design, ["point"])
    values = y.reindex(design["point"]).to_numpy(dtype=np.float64)
    known = ~np.isnan(values)
    values, number = values[known], int(known.sum())
    if slices < 2 or number < 2 * slices:
        raise Refusal(f"PAWN needs two slices or more of two points or more; there are {number} points")
    random, width = np.random.default_rng(seed), float(ndtri((1 + checked_level(level)) / 2))
    rows = []
    for name in (name for name in design.columns if name != "point"):
        places = sliced(design.loc[known, name], slices)
        value = distance(places, values)
        again = [random.integers(number, size=number) for _ in range(resamples)]
        half = width * float(np.std([distance(places[draw], values[draw]) for draw in again], ddof=1))
        chance = [distance(random.permutation(places), values) for _ in range(resamples)]
        threshold = float(np.quantile(chance, level))
        bounds = max(value - half, 0.0), min(value + half, 1.0)
        told = value > threshold
        rows.append((str(name), value, *bounds, threshold, told, number, int((~known).sum())))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def sliced(column: pd.Series, slices: int) -> np.ndarray:
    """Return for each point the number of its slice, int64: a slice for each value if there are few, else quantiles."""
    from pandas.api import types

    number = types.is_numeric_dtype(column) and not types.is_bool_dtype(column)
    if not number or column.nunique() <= slices:
        words = column.to_numpy() if number else column.astype(str).to_numpy(dtype=object)
        return np.unique(words, return_inverse=True)[1]
    values = column.to_numpy(dtype=np.float64)
    edges = np.quantile(values, np.arange(1, slices) / slices)
    return np.searchsorted(edges, values, side="right")


def distance(places: np.ndarray, values: np.ndarray) -> float:
    """Return the median over slices of the Kolmogorov-Smirnov distance to the distribution of all values.

    Args:
        places: number of the slice of each value, int64 [n].
        values: the outcome, float64 [n].
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # equal values step together
    member = places[order][:, None] == np.unique(places)
    within = np.cumsum(member, axis=0)[last] / member.sum(axis=0)
    among = (np.flatnonzero(last) + 1) / len(values)
    return float(np.median(np.abs(within - among[:, None]).max(axis=0)))
