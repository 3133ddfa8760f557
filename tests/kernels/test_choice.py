"""Choice: a normal distribution good enough, races that are fair, and options that do not disturb each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit, ndtr

from abm.kernels.choice import logistic, normal_share, race
from abm.kernels.random import stream_key
from tests.kernels.scenes import SURE, assert_same_in_python

KEY = stream_key(11, 3)
weights_of_options = st.lists(st.one_of(st.just(0.0), st.floats(1e-9, 1e6)), min_size=1, max_size=11)


@given(st.floats(-50.0, 50.0))
def test_the_normal_share_is_off_by_less_than_a_millionth(z: float) -> None:
    assert normal_share(z) == pytest.approx(ndtr(z), abs=1e-6)
    assert normal_share.py_func(z) == normal_share(z)


@given(st.floats(-8.0, 8.0), st.floats(0.0, 1.0))
def test_the_normal_share_never_falls_and_stays_a_share(z: float, step: float) -> None:
    assert 0.0 <= normal_share(z) <= normal_share(z + step) <= 1.0


def test_the_normal_share_at_its_limits() -> None:
    assert normal_share(-np.inf) == 0.0
    assert normal_share(np.inf) == 1.0
    assert normal_share(0.0) == 0.5
    assert normal_share(np.nextafter(6.0, 0.0)) == pytest.approx(1.0, abs=1e-8)


@given(st.floats(-700.0, 700.0))
def test_logistic(x: float) -> None:
    assert logistic(x) == pytest.approx(expit(x), rel=1e-12)
    assert logistic(x) == logistic.py_func(x)


@pytest.mark.parametrize("weights", [[1.0, 1.0], [5.0, 0.0, 1.0, 3.0, 0.02], [1e-12, 3e-12], [1e200, 4e200]])
def test_options_win_in_proportion_to_their_weights(weights: list[float]) -> None:
    number = 20_000
    array = np.array(weights)
    won = np.array([race(array, len(array), KEY, 0, uid) for uid in range(number)])
    expected = array / array.sum() * number
    seen = np.bincount(won, minlength=len(array))
    assert not seen[array == 0.0].any()
    open_ones = array > 0.0
    assert stats.chisquare(seen[open_ones], expected[open_ones]).pvalue > SURE


@given(weights_of_options, st.integers(0, 10), st.integers(0, 2**62))
def test_closing_an_option_moves_only_those_who_chose_it(weights: list[float], closed: int, uid: int) -> None:
    array = np.array(weights)
    assume(closed < len(array))
    before = race(array, len(array), KEY, 7, uid)
    array[closed] = 0.0
    after = race(array, len(array), KEY, 7, uid)
    assert after != closed
    assert before in (after, closed)


@given(weights_of_options, st.integers(0, 10), st.floats(1.0, 1e3), st.integers(0, 2**62))
def test_a_better_option_loses_nobody(weights: list[float], better: int, factor: float, uid: int) -> None:
    array = np.array(weights)
    assume(better < len(array))
    before = race(array, len(array), KEY, 7, uid)
    array[better] *= factor
    assert race(array, len(array), KEY, 7, uid) in (before, better)


@given(weights_of_options, st.integers(0, 4000), st.integers(0, 2**62))
def test_the_scale_of_weights_does_not_matter_and_python_agrees(
    weights: list[float], month: int, uid: int
) -> None:
    array = np.array(weights)
    chosen = race(array, len(array), KEY, month, uid)
    assert race(array * 4.0, len(array), KEY, month, uid) == chosen
    assert_same_in_python(race, lambda: (array, len(array), KEY, month, uid))


def test_nobody_chooses_among_closed_options_or_beyond_their_number() -> None:
    assert race(np.zeros(5), 5, KEY, 0, 1) == -1
    assert race(np.array([0.0, 0.0, 1.0]), 2, KEY, 0, 1) == -1
    assert race(np.array([0.0, 0.0, 1.0]), 3, KEY, 0, 1) == 2
