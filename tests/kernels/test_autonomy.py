"""Distances of policies: the compiled kernel is its Python body, and what is the same is not apart."""

from __future__ import annotations

import numpy as np

from abm.kernels.autonomy import Scales, add_distances, take_in_turn
from tests.kernels.scenes import STATES, assert_same_in_python

SCALES = Scales(
    np.array([0, 2, 3]),
    np.array([0.2, 0.3, 0.5]),
    np.array([True, False, False]),
    np.array([0.0, 0.0, 2.0]),
)


def test_a_policy_is_not_apart_from_itself_and_nothing_from_nothing() -> None:
    policy, out = np.random.default_rng(0).random((4, STATES)), np.zeros(STATES)
    policy[2] = 0.0
    add_distances(SCALES, policy, policy, out)
    assert not out.any()


def test_shares_differ_by_their_difference_and_multiples_by_it_over_their_sum() -> None:
    wanted, kept, out = np.zeros((4, 1)), np.array([[0.5], [9.0], [3.0], [2.0]]), np.zeros(1)
    wanted[2] = 1.0
    add_distances(SCALES, wanted, kept, out)
    assert out[0] == 0.2 * 0.5 + 0.3 * (2.0 / 4.0) + 0.5 * (2.0 / 4.0)


def test_each_takes_of_what_is_left_and_never_more_than_that() -> None:
    shares = np.array([[0.5, -1.0], [2.0, 0.25], [0.5, 0.0]])
    take_in_turn(shares)
    np.testing.assert_array_equal(shares, [[0.5, 0.0], [0.5, 0.25], [0.0, 0.0]])


def test_the_same_in_python() -> None:
    wanted, kept = np.random.default_rng(1).random((2, 4, STATES))
    kept[2, 0], wanted[2, 0] = 0.0, 0.0
    assert_same_in_python(add_distances, lambda: (SCALES, wanted, kept, np.zeros(STATES)))
    assert_same_in_python(take_in_turn, lambda: (np.random.default_rng(2).uniform(-0.5, 1.5, (4, STATES)),))
