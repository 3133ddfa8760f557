"""Traits of people who come into the table: age, savings, and for the first stock status and length of stay."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from abm.kernels.draws import fill_uniform
from abm.parameters.people import People

CENTS = 100
MONTHS = 12
LARGEST_SAVINGS = 2_000_000_000
"""Cents; what the column holds at most."""
_LN_LARGEST = float(np.log(LARGEST_SAVINGS / CENTS))


def draws(seed: int, stream: int, month: int, uids: np.ndarray, option: int) -> np.ndarray:
    """One uniform for each uid: float64."""
    out = np.empty(len(uids))
    fill_uniform(seed, int(stream), month, uids, option, out)  # numba takes 0.2 ms to type an enumeration
    return out


def leaving_age(rule: People, u: np.ndarray) -> np.ndarray:
    """Age in years at leaving: the least age plus an exponential, at most 85."""
    return np.minimum(rule.leaving_age - rule.leaving_age_spread * np.log(u), 85.0)


def savings(u: np.ndarray, ln_wealth: np.ndarray, ln_cost: np.ndarray, spread: float) -> np.ndarray:
    """What a household gives to one who leaves, in cents: lognormal wealth, given that it covers the cost.

    With share = P(wealth >= cost), wealth = exp(ln median + spread * z) where z is normal beyond the cost's quantile.

    Args:
        u: uniform draws.
        ln_wealth: ln of the median in dollars.
        ln_cost: ln of the cost in dollars; -infinity for none.
        spread: standard deviation of ln wealth.
    """
    share = ndtr((ln_wealth - ln_cost) / spread)
    z = -ndtri(np.maximum(u * share, 1e-300))
    dollars = np.exp(np.minimum(ln_wealth + spread * z, _LN_LARGEST))
    cents = (
        np.maximum(dollars, np.where(np.isfinite(ln_cost), np.exp(np.minimum(ln_cost, 15.0)), 0.0)) * CENTS
    )
    return np.minimum(np.ceil(cents), LARGEST_SAVINGS).astype(np.int32)
