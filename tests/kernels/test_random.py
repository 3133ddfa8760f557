"""Random numbers: published vectors, uniforms that are uniform, binomials that are binomial."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.draws import fill_uniform
from abm.kernels.random import (
    LARGEST_SEED,
    binomial,
    binomial_of_block,
    binomial_quantile,
    philox,
    philox_block,
    stream_key,
    uniform,
    uniform_pair,
)
from tests.kernels.scenes import SURE, assert_same_in_python

WORD = 2**32 - 1
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0)
VECTORS = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((WORD,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (PI, (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
"""Counters and keys, and what Philox4x32-10 makes of them: the known answers that Random123 ships."""

names = st.tuples(
    st.integers(0, LARGEST_SEED), st.integers(0, 200), st.integers(0, 4095), st.integers(0, 2**62 - 1),
    st.integers(0, WORD),
)  # fmt: skip
shares = st.floats(1e-9, 1.0 - 1e-9)


def _words(values: tuple[int, ...]) -> list[np.uint64]:
    return [np.uint64(value) for value in values]


def _philox_backwards(words: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    """The counters that Philox4x32-10 turns into these words, in Python's own integers."""
    first, second, third, fourth = words
    one, other = pow(0xD2511F53, -1, 2**32), pow(0xCD9E8D57, -1, 2**32)
    for turn in range(9, -1, -1):
        key_0, key_1 = (key[0] + turn * 0x9E3779B9) & WORD, (key[1] + turn * 0xBB67AE85) & WORD
        counter_0, counter_2 = fourth * one & WORD, second * other & WORD
        counter_1 = first ^ (0xCD9E8D57 * counter_2 >> 32) ^ key_0
        counter_3 = third ^ (0xD2511F53 * counter_0 >> 32) ^ key_1
        first, second, third, fourth = counter_0, counter_1, counter_2, counter_3
    return first, second, third, fourth


# ------------------------------------------------------------------------------------------ the generator


@pytest.mark.parametrize(("given_words", "answer"), VECTORS)
def test_philox_gives_the_published_answers(given_words: tuple[int, ...], answer: tuple[int, ...]) -> None:
    assert tuple(int(word) for word in philox(*_words(given_words))) == answer
    assert tuple(int(word) for word in philox.py_func(*_words(given_words))) == answer


@given(st.tuples(*[st.integers(0, WORD)] * 6))
def test_philox_can_be_undone(words: tuple[int, ...]) -> None:
    """No two counters give the same words under one key."""
    out = tuple(int(word) for word in philox(*_words(words)))
    assert _philox_backwards(out, (words[4], words[5])) == words[:4]


@given(st.integers(0, LARGEST_SEED), st.integers(0, WORD))
def test_a_key_holds_seed_and_stream(seed: int, stream: int) -> None:
    assert int(stream_key(seed, stream)) == stream * 2**32 + seed


@given(names)
@example((LARGEST_SEED, 25, 4095, 2**62 - 1, WORD))
def test_uniforms_are_inside_the_unit_interval_and_equal_their_python_body(name: tuple[int, ...]) -> None:
    seed, stream, *rest = name
    key = stream_key(seed, stream)
    pair = uniform_pair(key, *rest)
    assert 0.0 < min(pair) <= max(pair) < 1.0
    assert uniform(key, *rest) == pair[0]
    assert uniform_pair.py_func(key, *rest) == pair


@pytest.mark.parametrize(
    "words",
    [
        (0, 0, 0, 0),
        (WORD, 0xFFFFF800, 0, 0),
    ],
)
def test_even_the_least_and_the_largest_words_give_uniforms_inside(words: tuple[int, ...]) -> None:
    """0 would make a logarithm infinite, 1 an exponential time zero."""
    counters = _philox_backwards(words, (0, 0))
    month, low, high, option = counters
    pair = uniform_pair(np.uint64(0), np.uint64(month), np.uint64(low | high << 32), np.uint64(option))
    assert 0.0 < min(pair) <= max(pair) < 1.0


@given(names, st.integers(0, 4), st.integers(1, 100))
def test_every_part_of_a_name_matters(name: tuple[int, ...], part: int, step: int) -> None:
    other = list(name)
    other[part] = max(other[part] - step, 0) if other[part] else step
    draws = [uniform_pair(stream_key(*each[:2]), *each[2:]) for each in (name, other)]
    assert draws[0] != draws[1]


@pytest.mark.parametrize("axis", ["seed", "stream", "month", "uid", "high half of uid", "option", "second"])
def test_draws_are_uniform_along_every_axis(axis: str) -> None:
    number = 4000
    u = np.empty(number)
    for place in range(number):
        seed, stream, month, uid, option = 1, 2, 3, 4, 5
        match axis:
            case "seed":
                seed = place
            case "stream":
                stream = place
            case "month":
                month = place
            case "uid" | "second":
                uid = place
            case "high half of uid":
                uid = place << 32
            case _:
                option = place
        u[place] = uniform_pair(stream_key(seed, stream), month, uid, option)[int(axis == "second")]
    assert abs(u.mean() - 0.5) < 4 / np.sqrt(12 * number)
    assert abs(u.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / number)
    assert stats.kstest(u, "uniform").pvalue > SURE
    assert abs(stats.spearmanr(u[:-1], u[1:]).statistic) < 4 / np.sqrt(number)


def test_the_two_draws_of_a_pair_and_two_streams_are_independent() -> None:
    number = 4000
    pairs = np.array([uniform_pair(stream_key(1, 2), 0, uid, 0) for uid in range(number)])
    other = np.empty(number)
    fill_uniform(1, 3, 0, np.arange(number), 0, other)
    for second in (pairs[:, 1], other):
        cells = np.histogram2d(pairs[:, 0], second, bins=8, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > SURE


# ------------------------------------------------------------------------------------------ binomials


@given(st.floats(1e-12, 1.0 - 1e-12), st.integers(0, 2000), st.floats(0.0, 0.3))
def test_the_quantile_is_that_of_the_binomial(u: float, number: int, probability: float) -> None:
    """Up to the rounding of the distribution function at its steps."""
    k = binomial_quantile(u, number, probability)
    assert k == binomial_quantile.py_func(u, number, probability)
    expected = 0 if number == 0 else int(stats.binom.ppf(u, number, probability))
    if k != expected:
        step = stats.binom.cdf(min(k, expected), number, probability)
        assert abs(k - expected) == 1
        assert step == pytest.approx(u, abs=1e-10)


def test_the_quantile_at_its_limits() -> None:
    assert binomial_quantile(0.5, 0, 0.5) == 0
    assert binomial_quantile(0.5, 10, 0.0) == 0
    assert binomial_quantile(0.5, 10, 1.0) == 10
    assert binomial_quantile(1.0 - 1e-15, 10, 0.99) <= 10


@given(shares, shares, st.integers(1, 500), st.integers(0, 100), st.floats(0.0, 0.9), st.floats(0.0, 0.1))
def test_the_quantile_never_falls_with_draw_number_or_probability(
    u: float, v: float, number: int, more: int, probability: float, added: float
) -> None:
    least = binomial_quantile(min(u, v), number, probability)
    assert least <= binomial_quantile(max(u, v), number, probability)
    assert least <= binomial_quantile(min(u, v), number + more, probability)
    assert least <= binomial_quantile(min(u, v), number, probability + added)


@pytest.mark.parametrize("number", [200, 100_000, 10_000_000])
def test_a_count_never_falls_when_its_probability_rises(number: int) -> None:
    """Through every way of adding up, for means from 10 to 5,000."""
    key = stream_key(7, 1)
    for uid in range(20):
        counts = [
            binomial(key, 3, uid, 0, number, p) for p in np.geomspace(10.0, 5_000.0, 300) / number if p < 1.0
        ]
        assert counts == sorted(counts)


@given(names, st.integers(0, 10**9), st.floats(0.0, 1.0))
@example((1, 2, 3, 4, 5), 40, 1.0)
@example((1, 2, 3, 4, 5), 10**9, 3e-8)
def test_counts_lie_between_zero_and_the_number(
    name: tuple[int, ...], number: int, probability: float
) -> None:
    seed, stream, month, uid, option = name
    key = stream_key(seed, stream)
    number = min(number, int(1e5 / max(probability, 1e-6)))
    count = binomial(key, month, uid, option, number, probability)
    assert 0 <= count <= number
    if number * probability <= 30.0:
        assert count == binomial_quantile(uniform(key, month, uid, option), number, probability)
    if probability == 1.0:
        assert count == number


@pytest.mark.parametrize(
    ("number", "probability"), [(50, 0.02), (12, 0.5), (1000, 0.03), (300, 0.3), (400, 0.9), (20_000, 0.01)]
)
def test_counts_are_binomial_small_and_large(number: int, probability: float) -> None:
    draws = 4000
    key = stream_key(7, 1)
    counts = np.array([binomial(key, 5, uid, 0, number, probability) for uid in range(draws)])
    law = stats.binom(number, probability)
    edges = np.unique(law.ppf(np.linspace(0.0, 1.0, 13)[1:-1]))
    expected = np.diff(np.concatenate(([0.0], law.cdf(edges), [1.0]))) * draws
    seen = np.bincount(np.searchsorted(edges, counts), minlength=len(expected))
    held = expected > 5
    assert stats.chisquare(seen[held], expected[held] * seen[held].sum() / expected[held].sum()).pvalue > SURE
    assert counts.mean() == pytest.approx(law.mean(), abs=4 * law.std() / np.sqrt(draws))


@given(names, st.integers(0, 3), st.integers(1, 10_000), st.floats(0.0, 0.003))
def test_a_count_of_a_block_has_its_word_as_upper_bits(
    name: tuple[int, ...], place: int, number: int, probability: float
) -> None:
    """The look at the word alone never decides otherwise than the whole uniform would."""
    seed, stream, month, uid, _ = name
    key = stream_key(seed, stream)
    word = philox_block(key, month, uid, 0)[place]
    low = int(philox_block(key, month, uid, 1)[0]) >> 12
    u = ((int(word) << 20 | low) + 0.5) / 2**52
    count = binomial_of_block(word, key, month, uid, number, probability)
    assert count == (binomial_quantile(u, number, probability) if probability > 0 else 0)


@pytest.mark.parametrize(("number", "probability"), [(50, 0.02), (12, 0.5), (1000, 0.001), (400, 0.9)])
def test_counts_of_blocks_are_binomial(number: int, probability: float) -> None:
    key = stream_key(7, 1)
    counts = [
        binomial_of_block(word, key, 5, 8 * uid + place, number, probability)
        for uid in range(1000)
        for place, word in enumerate(philox_block(key, 5, 8 * uid, 0))
    ]
    law = stats.binom(number, probability)
    assert np.mean(counts) == pytest.approx(law.mean(), abs=4 * law.std() / np.sqrt(4000))
    assert np.var(counts) == pytest.approx(law.var(), rel=0.15)


@pytest.mark.parametrize(("number", "probability"), [(100, 0.001), (100, 0.2), (500, 0.4)])
def test_a_count_equals_its_python_body(number: int, probability: float) -> None:
    key = stream_key(3, 4)
    for uid in range(20):
        assert_same_in_python(binomial, partial(tuple, (key, 6, uid, 0, number, probability)))
        word = philox_block(key, 6, uid, 0)[2]
        assert_same_in_python(binomial_of_block, partial(tuple, (word, key, 6, uid, number, probability)))
