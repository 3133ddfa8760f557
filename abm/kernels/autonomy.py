"""How far two policies are from each other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit


class Scales(NamedTuple):
    """How levers are compared, R of them."""

    row: np.ndarray  # int64 [R], row of the lever
    weight: np.ndarray  # float64 [R]
    whole: np.ndarray  # bool [R], shares and indices up to 1, whose distance is their difference
    added: np.ndarray  # float64 [R], what is added to the sum of both, of the others


@njit(cache=True, nogil=True)
def add_distances(scales, wanted, kept, out):
    """Add up weight times distance of the levers, state by state.

    Distance: |kept - wanted| of shares and indices; of others |kept - wanted| / (kept + wanted + added).

    Args:
        scales: `Scales`.
        wanted, kept: float64 [levers, S], the two policies.
        out: float64 [S], added to.
    """
    for place in range(scales.row.shape[0]):
        row, weight = scales.row[place], scales.weight[place]
        for s in range(out.shape[0]):
            gap = abs(kept[row, s] - wanted[row, s])
            if not scales.whole[place]:
                both = kept[row, s] + wanted[row, s] + scales.added[place]
                gap = gap / both if both > 0.0 else 0.0
            out[s] += weight * gap


@njit(cache=True, nogil=True)
def take_in_turn(shares):
    """Let each channel take its share, 0 to 1, of what those before it have left, state by state.

    Args:
        shares: float64 [channels, S]; changed to what each takes of the whole.
    """
    for s in range(shares.shape[1]):
        left = 1.0
        for channel in range(shares.shape[0]):
            taken = min(max(shares[channel, s], 0.0), 1.0) * left
            shares[channel, s] = taken
            left -= taken
