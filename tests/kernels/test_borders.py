"""Control of borders: a product of what a state does and can, and what others lend it."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.borders import control_of_edges, count_checked, count_crossings
from abm.statuses import CHECKED_CHANNELS
from tests.kernels.scenes import STATES, assert_same_in_python

EDGES = 12


def _borders(seed: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    tail, head = rng.integers(0, STATES, (2, EDGES)).astype(np.int32)
    by_state, pairs = rng.random((4, STATES)), rng.random((STATES, STATES))
    numbers, effort = rng.random(4), rng.random(EDGES)
    return (
        (tail, head, rng.random(EDGES) < 0.5),
        *by_state,
        pairs,
        pairs < 0.3,
        numbers,
        effort,
        np.zeros(EDGES),
    )


@given(st.integers(0, 200))
def test_control_is_the_product_of_its_factors(seed: int) -> None:
    scene = _borders(seed)
    (tail, head, sea), ability, technology, shared, cooperation, treaty, together, numbers, own, lent = scene
    effort = own.copy()
    control_of_edges(*scene)
    kept = np.where(together[head, tail], numbers[3], 1.0)
    informed = 1.0 + numbers[1] * shared[head]
    terrain = np.where(sea, numbers[0], 1.0)
    expected = ability[head] * effort * (1.0 + technology[head]) * terrain * informed * kept
    np.testing.assert_array_equal(own, expected)
    helped = np.maximum(cooperation[head], treaty[head, tail])
    np.testing.assert_array_equal(lent, numbers[2] * helped * ability[tail] * kept)


def _month() -> tuple[Any, ...]:
    """What happened at 3 of 7 edges, where there are 2 markets more than edges, and the tally of before."""
    happened, before = np.arange(12).reshape(4, 3), np.arange(42).reshape(6, 7)
    return np.array([1, 2, 5]), happened, np.arange(5) * 10, np.arange(5) * 1000, *before


def test_what_happened_at_borders_is_added_to_the_edges_that_they_are() -> None:
    edges, happened, served, paid, *totals = _month()
    expected = np.array(totals)
    expected[:, edges] += [*happened, served[:3], paid[:3]]
    count_crossings(edges, happened, served, paid, *totals)
    np.testing.assert_array_equal(totals, expected)


def test_the_checked_are_those_who_come_by_channels_on_which_papers_are_looked_at() -> None:
    entries = np.random.default_rng(4).integers(0, 50, (STATES, 11))
    for state in range(STATES):
        assert count_checked(entries, state) == entries[state, CHECKED_CHANNELS].sum()


def test_the_same_in_python() -> None:
    assert_same_in_python(control_of_edges, lambda: _borders(3))
    assert_same_in_python(count_crossings, _month)
