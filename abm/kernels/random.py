"""Counter-based random numbers: a draw is a function of its name, not an event in a sequence.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
A draw is named by (seed, stream, month, uid, option), so that the same bits come out for any number of threads,
in any order, and in every scenario that makes the draw at all.

What makes a draw is inlined by force: only a loop without calls works on several draws at once, nine times as fast.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

_MASK = np.uint64(0xFFFFFFFF)
_HIGH = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_SHIFT_TO_52 = np.uint64(12)  # of 64 bits; leaves 20 of 32
_SHIFT_TO_20 = np.uint64(20)
_TO_UNIT = 1.0 / 4503599627370496.0  # 2^-52: half a step more still rounds to less than 1
_TO_UNIT_32 = 2.0**-32
LARGEST_SEED = 2**32 - 1
_LN_SMALLEST = -600.0  # what is smaller is too small to add up from


@njit(cache=True, nogil=True, forceinline=True)
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """Ten rounds of Philox4x32 on four 32-bit counters and two 32-bit keys, all held in uint64.

    Returns:
        Four 32-bit words, each in a uint64.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * counter_0
        product_1 = _MULTIPLIER_1 * counter_2
        counter_0, counter_1, counter_2, counter_3 = (
            (product_1 >> _HIGH) ^ counter_1 ^ key_0,
            product_1 & _MASK,
            (product_0 >> _HIGH) ^ counter_3 ^ key_1,
            product_0 & _MASK,
        )
        key_0 = (key_0 + _WEYL_0) & _MASK
        key_1 = (key_1 + _WEYL_1) & _MASK
    return counter_0, counter_1, counter_2, counter_3


@njit(cache=True, nogil=True, forceinline=True)
def stream_key(seed, stream):
    """Pack a seed (0 to 2^32 - 1) and the number of a stream into the uint64 key of its draws."""
    return (np.uint64(stream) << _HIGH) | (np.uint64(seed) & _MASK)


@njit(cache=True, nogil=True, forceinline=True)
def philox_block(key, month, uid, option):
    """The four 32-bit words of a name, each in a uint64: the upper bits of four uniforms for the price of one."""
    key = np.uint64(key)
    name = np.uint64(uid)
    return philox(np.uint64(month), name & _MASK, name >> _HIGH, np.uint64(option), key & _MASK, key >> _HIGH)


@njit(cache=True, nogil=True)
def fill_words(key, month, first, step, option, out):
    """Write the blocks of the uids first, first + step, ... to `out`: uint64 [4, blocks].

    Words run along the first axis, because then the compiler works on several blocks at once: 0.4 ns a word.
    """
    for block in range(out.shape[1]):
        words = philox_block(key, month, first + step * block, option)
        out[0, block], out[1, block], out[2, block], out[3, block] = words


@njit(cache=True, nogil=True, forceinline=True)
def uniform_pair(key, month, uid, option):
    """Two independent uniforms in (0, 1) with 52 bits.

    They are named by key, month (< 4096), uid (< 2^63) and option (< 2^32).
    """
    word_0, word_1, word_2, word_3 = philox_block(key, month, uid, option)
    first = (((word_0 << _HIGH) | word_1) >> _SHIFT_TO_52) * _TO_UNIT + 0.5 * _TO_UNIT
    second = (((word_2 << _HIGH) | word_3) >> _SHIFT_TO_52) * _TO_UNIT + 0.5 * _TO_UNIT
    return first, second


@njit(cache=True, nogil=True, forceinline=True)
def uniform(key, month, uid, option):
    """One uniform in (0, 1) with 52 bits; see `uniform_pair`."""
    return uniform_pair(key, month, uid, option)[0]


@njit(cache=True, nogil=True)
def binomial_quantile(u, number, probability):
    """The smallest k with P(Binomial(number, probability) <= k) >= u, by adding up the probabilities.

    Non-decreasing in u, in `number` and in `probability`, which keeps scenarios paired. The sum starts at 0, or for
    numbers so large that nothing is left of P(0), twelve standard deviations below the mean: what lies below is less
    than the last bit of u.
    """
    if number <= 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return number
    mean = number * probability
    odds = probability / (1.0 - probability)
    k = 0
    ln_nobody = number * math.log1p(-probability)
    term = math.exp(ln_nobody)
    if ln_nobody < _LN_SMALLEST:
        k = max(0, int(mean - 12.0 * math.sqrt(mean * (1.0 - probability)) - 12.0))
        ways = math.lgamma(number + 1.0) - math.lgamma(k + 1.0) - math.lgamma(number - k + 1.0)
        term = math.exp(ways + k * math.log(probability) + (number - k) * math.log1p(-probability))
    total = term
    while total < u and k < number:
        term *= odds * (number - k) / (k + 1)
        k += 1
        total += term
        if term < 1e-300 and k > mean:
            break
    return k


@njit(cache=True, nogil=True)
def binomial(key, month, uid, option, number, probability):
    """An exact Binomial(number, probability) count by inversion of the distribution function.

    A first look at the draw spares the exponential in the many cases in which the count is zero.
    """
    mean = number * probability
    if mean <= 0.0:
        return 0
    u = uniform(key, month, uid, option)
    if u < 1.0 - mean:  # P(count = 0) >= 1 - mean, whatever the number: most calls end here
        return 0
    return binomial_quantile(u, number, probability)


@njit(cache=True, nogil=True)
def word_as_share(word):
    """The largest uniform whose upper 32 bits are this word: below the chance of zero, the count is zero."""
    return (word + np.uint64(1)) * _TO_UNIT_32


@njit(cache=True, nogil=True)
def binomial_of_block(word, key, month, uid, number, probability):
    """`binomial` with the upper 32 bits of its uniform given: a word of a block that four counts share.

    The lower 20 bits are those of option 1 of the count's own name, drawn in the few cases in which they matter.
    """
    if word_as_share(word) < 1.0 - number * probability:
        return 0
    low = philox_block(key, month, uid, 1)[0] >> _SHIFT_TO_52
    u = ((word << _SHIFT_TO_20) | low) * _TO_UNIT + 0.5 * _TO_UNIT
    return binomial_quantile(u, number, probability)
