"""Sums of numbers in the order in which numpy adds them up, so that the same bits come out."""

from __future__ import annotations

from numba import njit

_BLOCK = 128


@njit(cache=True, nogil=True)
def _sum_of_block(values):
    """The sum of at most `_BLOCK` numbers: by turns to eight sums, which are then added up, and the rest after them."""
    number = values.shape[0]
    if number < 8:
        total = 0.0
        for place in range(number):
            total += values[place]
        return total
    whole = number - number % 8
    a, b, c, d, e, f, g, h = values[:8]
    for place in range(8, whole, 8):
        a += values[place]
        b += values[place + 1]
        c += values[place + 2]
        d += values[place + 3]
        e += values[place + 4]
        f += values[place + 5]
        g += values[place + 6]
        h += values[place + 7]
    total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for place in range(whole, number):
        total += values[place]
    return total


@njit(cache=True, nogil=True)
def pairwise_sum(values):
    """What `values.sum()` is, to the last bit: halves are added up apart, and halves of these, down to a block.

    Args:
        values: float64 [N], contiguous.
    """
    number = values.shape[0]
    if number <= _BLOCK:
        return _sum_of_block(values)
    half = number // 2
    half -= half % 8
    return pairwise_sum(values[:half]) + pairwise_sum(values[half:])
