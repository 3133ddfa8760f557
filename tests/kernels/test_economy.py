"""The economy: wages are marginal products, and they exhaust output."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.economy import add_work_abroad, employ, produce, productivity_for, work_at_home
from tests.kernels.scenes import assert_same_in_python

workers = st.floats(1e3, 1e9)
states = st.tuples(workers, workers, workers)
levels = st.floats(1e-2, 1e6)
exponents = st.floats(0.05, 0.95)
weights = st.floats(0.0, 1.0)


def _economy(
    labour: tuple[float, ...], level: float, share: float, medium: float
) -> tuple[float, np.ndarray]:
    output, wage = np.zeros(1), np.zeros((1, 3))
    produce(np.array([labour]), np.array([level]), share, medium, output, wage)
    return float(output[0]), wage[0]


@given(states, levels, exponents, weights)
def test_output_is_the_formula(labour: tuple[float, ...], level: float, share: float, medium: float) -> None:
    low, middle, high = labour
    expected = level * (low + middle + high) ** (1 - share) * (high + medium * middle) ** share
    assert _economy(labour, level, share, medium)[0] == pytest.approx(expected, rel=1e-12)


@given(states, levels, exponents, weights, st.integers(0, 2))
def test_a_wage_is_the_output_of_one_more_worker(
    labour: tuple[float, ...], level: float, share: float, medium: float, skill: int
) -> None:
    step = 1e-4 * min(labour)
    more, less = list(labour), list(labour)
    more[skill] += step
    less[skill] -= step
    top, bottom = (_economy(tuple(each), level, share, medium)[0] for each in (more, less))
    wage = _economy(labour, level, share, medium)[1][skill] * 12.0
    assert wage == pytest.approx((top - bottom) / (2 * step), rel=1e-4)


@given(states, levels, exponents, weights)
def test_wages_exhaust_output(labour: tuple[float, ...], level: float, share: float, medium: float) -> None:
    """Constant returns to scale (Euler): sum of workers times yearly wages = Y."""
    output, wage = _economy(labour, level, share, medium)
    assert float(np.array(labour) @ wage) * 12.0 == pytest.approx(output, rel=1e-9)


@given(states, levels, exponents, weights)
def test_skill_pays(labour: tuple[float, ...], level: float, share: float, medium: float) -> None:
    low, middle, high = _economy(labour, level, share, medium)[1]
    assert 0.0 < low <= middle <= high


@given(states, levels, exponents, weights, st.floats(0.1, 10.0))
def test_doubling_everybody_doubles_output_and_leaves_wages(
    labour: tuple[float, ...], level: float, share: float, medium: float, factor: float
) -> None:
    output, wage = _economy(labour, level, share, medium)
    scaled, same = _economy(tuple(factor * each for each in labour), level, share, medium)
    assert scaled == pytest.approx(factor * output, rel=1e-9)
    assert same == pytest.approx(wage, rel=1e-9)


@given(states, levels, exponents, weights)
def test_productivity_is_the_inverse_of_producing(
    labour: tuple[float, ...], level: float, share: float, medium: float
) -> None:
    output, _ = _economy(labour, level, share, medium)
    found = np.zeros(1)
    productivity_for(np.array([output]), np.array([labour]), share, medium, found)
    assert found[0] == pytest.approx(level, rel=1e-9)


def test_nobody_makes_nothing_and_implies_no_productivity() -> None:
    labour, output, wage = np.array([[0.0, 0.0, 0.0], [5.0, 0.0, 0.0]]), np.ones(2), np.ones((2, 3))
    produce(labour, np.ones(2), 0.4, 0.3, output, wage)
    assert not output.any()
    assert not wage.any()
    kept = np.array([7.0, 7.0])
    productivity_for(np.ones(2), labour, 0.4, 0.3, kept)
    assert kept.tolist() == [7.0, 7.0]


def test_workers_are_added_up_by_status_in_their_order() -> None:
    rng = np.random.default_rng(1)
    standing, work, labour = rng.integers(0, 900, (8, 16, 3)), rng.random((8, 16)), np.zeros((8, 3))
    expected = np.zeros((8, 3))
    for status in range(16):
        expected += standing[:, status] * work[:, status, None]
    add_work_abroad(standing, work, 100, labour)
    np.testing.assert_array_equal(labour, expected * 100)


def test_the_same_in_python() -> None:
    labour = np.random.default_rng(0).uniform(0.0, 1e6, (8, 3))
    labour[3] = 0.0
    assert_same_in_python(
        produce, lambda: (labour, np.linspace(1, 9, 8), 0.45, 0.3, np.zeros(8), np.zeros((8, 3)))
    )
    assert_same_in_python(productivity_for, lambda: (np.linspace(1, 9, 8), labour, 0.45, 0.3, np.zeros(8)))
    rights, unlawful = np.linspace(0.0, 1.0, 8), np.linspace(0.9, 0.3, 8)
    assert_same_in_python(employ, lambda: (rights, unlawful, (0.6, 0.2, 0.55), np.zeros((8, 16))))
    rng = np.random.default_rng(2)
    residents, standing = rng.integers(0, 10_000, (8, 3)), rng.integers(0, 900, (8, 16, 3))
    assert_same_in_python(work_at_home, lambda: (residents, standing, rights, 100, np.empty((8, 3))))
    work = rng.random((8, 16))
    assert_same_in_python(add_work_abroad, lambda: (standing, work, 100, labour.copy()))
