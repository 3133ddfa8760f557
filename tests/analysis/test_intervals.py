"""Intervals cover what they say, shrink with the number of values, and admit when there is nothing to tell."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from abm.analysis import Interval, bootstrap, independent, mean_interval
from abm.refusal import Refusal

values = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30)


@settings(max_examples=40)
@given(values, st.floats(0.5, 0.99))
def test_it_is_the_interval_of_students_t(sample: list[float], level: float) -> None:
    interval = mean_interval(sample, level)
    error = stats.sem(sample)
    low, high = (
        stats.t.interval(level, len(sample) - 1, np.mean(sample), error)
        if error > 0
        else (interval.mean,) * 2
    )
    np.testing.assert_allclose((interval.low, interval.high), (low, high), rtol=1e-6, atol=1e-6)
    assert interval.number == len(sample)


@settings(max_examples=40)
@given(values, st.floats(-100, 100), st.floats(0.01, 100))
def test_it_moves_and_stretches_with_the_values(sample: list[float], shift: float, scale: float) -> None:
    plain, moved = mean_interval(sample), mean_interval(scale * np.asarray(sample) + shift)
    expected = [scale * end + shift for end in (plain.mean, plain.low, plain.high)]
    np.testing.assert_allclose((moved.mean, moved.low, moved.high), expected, rtol=1e-6, atol=1e-4)


def test_undefined_values_are_left_out_and_not_counted() -> None:
    assert mean_interval([1.0, math.nan, 3.0, 5.0]) == mean_interval([1.0, 3.0, 5.0])


@pytest.mark.parametrize(("sample", "mean"), [([], math.nan), ([7.0], 7.0), ([math.nan, 7.0], 7.0)])
@pytest.mark.parametrize("kind", [mean_interval, bootstrap])
def test_fewer_than_two_values_have_no_interval(sample: list[float], mean: float, kind: object) -> None:
    interval = kind(sample)  # type: ignore[operator]
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)
    np.testing.assert_equal(interval.mean, mean)
    assert interval.number == sum(not math.isnan(value) for value in sample)


def test_95_intervals_cover_the_mean_95_times_in_100() -> None:
    samples = np.random.default_rng(5).normal(3.0, 2.0, (2000, 5))
    intervals = [mean_interval(sample) for sample in samples]
    share = np.mean([interval.low <= 3.0 <= interval.high for interval in intervals])
    assert abs(share - 0.95) < 0.015


def test_the_bootstrap_of_the_median_covers_it_and_repeats() -> None:
    samples = np.random.default_rng(6).exponential(1.0, (150, 60))
    intervals = [bootstrap(sample, resamples=300) for sample in samples]
    assert np.mean([interval.low <= math.log(2) <= interval.high for interval in intervals]) > 0.9
    assert bootstrap(samples[0]) == bootstrap(samples[0])
    assert bootstrap(samples[0], seed=2) != bootstrap(samples[0])
    assert bootstrap(samples[0]).mean == np.median(samples[0])


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_that_is_no_share_is_refused(level: float) -> None:
    for sample in ([], [1.0, 2.0]):
        with pytest.raises(Refusal, match=r"between 0 and 1"):
            mean_interval(sample, level)


def test_replications_of_a_point_count_once_and_of_one_point_each() -> None:
    sample = pd.Series([1.0, 3.0, 10.0, math.nan])
    assert list(independent(sample, pd.Series([1, 1, 2, 3]))) == [2.0, 10.0]
    assert list(independent(sample, pd.Series([4, 4, 4, 4]))) == [1.0, 3.0, 10.0]
    assert list(independent(sample, None)) == [1.0, 3.0, 10.0]


def test_clusters_that_are_not_averaged_cover_too_seldom() -> None:
    """Ten points of ten seeds each: as if a hundred independent draws, the interval misses the mean half the time."""
    random = np.random.default_rng(7)
    points = pd.Series(np.repeat(np.arange(10), 10))
    hits = []
    for _ in range(200):
        sample = pd.Series(np.repeat(random.normal(0, 1, 10), 10) + random.normal(0, 0.5, 100))
        intervals = [mean_interval(independent(sample, clusters)) for clusters in (points, None)]
        hits.append([interval.low <= 0 <= interval.high for interval in intervals])
    averaged, pooled = np.mean(hits, axis=0)
    assert averaged > 0.9
    assert pooled < 0.7


def test_an_interval_is_a_value() -> None:
    with pytest.raises(AttributeError):
        Interval(1.0, 0.0, 2.0, 3).mean = 2.0  # type: ignore[misc]
