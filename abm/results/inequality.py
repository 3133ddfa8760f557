"""How unequal states are: Gini, Theil, and how much a few of them hold."""

from __future__ import annotations

import numpy as np


def gini(values: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Gini coefficient of values >= 0: 0 where all are equal, near 1 where one has everything.

    G = 1 - sum_i p_i (L_i + L_{i-1}), p weights over their sum, L the Lorenz curve of weights * values.

    Args:
        values, weights: float64 [S]; all weigh alike where there are no weights.

    Returns:
        The coefficient; NaN where there is nothing.
    """
    order = np.argsort(values, kind="stable")
    weight = (np.ones(len(values)) if weights is None else weights)[order]
    held = np.cumsum(weight * values[order])
    if not len(held) or held[-1] <= 0.0:
        return float("nan")
    curve = np.concatenate([[0.0], held / held[-1]])
    return float(1.0 - weight @ (curve[1:] + curve[:-1]) / weight.sum())


def theil(values: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Theil index of values >= 0: 0 where all are equal, ln of 1 over the weight of the one that has everything.

    T = sum_i p_i (x_i / mean) ln(x_i / mean), p weights over their sum, mean weighted by them; 0 ln 0 = 0.

    Args:
        values, weights: float64 [S]; all weigh alike where there are no weights.

    Returns:
        The index; NaN where there is nothing.
    """
    weight = np.ones(len(values)) if weights is None else weights
    held = weight @ values
    if held <= 0.0:
        return float("nan")
    relative = values * weight.sum() / held
    return float(weight @ (relative * np.log(np.where(relative > 0.0, relative, 1.0))) / weight.sum())


def concentration(values: np.ndarray) -> float:
    """Herfindahl-Hirschman index: the sum of squared shares, 1 / S to 1; NaN where there is nothing."""
    total = values.sum()
    return float(np.square(values / total).sum()) if total > 0.0 else float("nan")


def held_by_top(values: np.ndarray, number: int) -> float:
    """Share that the `number` largest values have of all, 0 to 1; NaN where there is nothing."""
    total = values.sum()
    return float(np.sort(values)[-number:].sum() / total) if total > 0.0 else float("nan")
