"""Inequality between states: nothing where all are equal, all where one has everything, whatever the unit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from abm.results.inequality import concentration, gini, held_by_top, theil

VALUES = np.random.default_rng(3).lognormal(size=40)
WEIGHTS = np.random.default_rng(4).integers(1, 9, 40).astype(float)
both = pytest.mark.parametrize("index", [gini, theil])


@both
def test_equal_states_are_not_unequal(index: Callable[..., float]) -> None:
    assert index(np.full(40, 3.0)) == pytest.approx(0.0, abs=1e-12)
    assert index(np.full(40, 3.0), WEIGHTS) == pytest.approx(0.0, abs=1e-12)


def test_one_that_has_everything_is_the_upper_limit() -> None:
    everything = np.eye(1, 40).ravel()
    assert gini(everything) == pytest.approx(1.0 - 1.0 / 40)
    assert theil(everything) == pytest.approx(np.log(40))
    assert concentration(everything) == 1.0
    assert held_by_top(everything, 1) == 1.0


@both
def test_neither_the_unit_nor_the_order_nor_the_size_of_weights_matters(index: Callable[..., float]) -> None:
    order = np.random.default_rng(5).permutation(40)
    expected = index(VALUES, WEIGHTS)
    assert expected > 0.1
    assert index(1e9 * VALUES, WEIGHTS) == pytest.approx(expected)
    assert index(VALUES, 7.0 * WEIGHTS) == pytest.approx(expected)
    assert index(VALUES[order], WEIGHTS[order]) == pytest.approx(expected)


@both
def test_a_weight_is_a_state_met_so_many_times(index: Callable[..., float]) -> None:
    assert index(VALUES, WEIGHTS) == pytest.approx(index(np.repeat(VALUES, WEIGHTS.astype(int))))


def test_gini_is_half_the_mean_difference_over_the_mean() -> None:
    difference = np.abs(VALUES[:, None] - VALUES).mean()
    assert gini(VALUES) == pytest.approx(difference / (2.0 * VALUES.mean()))


@both
def test_a_gift_from_the_richest_to_the_poorest_makes_states_more_equal(index: Callable[..., float]) -> None:
    given = VALUES.copy()
    given[VALUES.argmax()] -= 0.1
    given[VALUES.argmin()] += 0.1
    assert index(given) < index(VALUES)


def test_concentration_of_equal_states_is_one_over_their_number() -> None:
    assert concentration(np.full(8, 5.0)) == pytest.approx(1.0 / 8)
    assert held_by_top(np.full(8, 5.0), 2) == pytest.approx(0.25)
    assert held_by_top(np.array([1.0, 4.0, 2.0, 3.0]), 2) == pytest.approx(0.7)


def test_inequality_of_nothing_is_no_number() -> None:
    nothing = np.zeros(5)
    assert all(np.isnan(value) for value in (gini(nothing), theil(nothing), concentration(nothing)))
    assert np.isnan(held_by_top(nothing, 2))
