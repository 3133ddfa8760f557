"""Camps: who is in them is counted, quantiles are those of numpy, and cents are divided to the last."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.camps import (
    Aid,
    Bases,
    Camped,
    Purses,
    base,
    count_corridors,
    divide,
    give_aid,
    quantile,
    unshielded,
)
from abm.statuses import Status
from tests.kernels.scenes import STATES, assert_same_in_python, people

CAMP = int(Status.REFUGEE_IN_CAMP)


@given(st.integers(0, 500), st.integers(0, 300))
def test_everybody_in_a_camp_is_counted_once(seed: int, number: int) -> None:
    migrants = people(number, seed=seed)
    columns, held = migrants.columns, np.empty((3, number), np.int64)
    pairs = count_corridors(columns, migrants.used, CAMP, np.empty(number, np.int64), STATES, held)
    expected = np.zeros((STATES, STATES), np.int64)
    there = columns.status[:number] == CAMP
    np.add.at(expected, (columns.origin[:number][there], columns.location[:number][there]), 1)
    origin, location = np.nonzero(expected)
    np.testing.assert_array_equal(held[:, :pairs], [origin, location, expected[origin, location]])


@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=60), st.floats(0.0, 1.0))
def test_a_quantile_is_numpys(values: list[float], share: float) -> None:
    assert quantile(np.array(values), share) == np.quantile(values, share)


@given(st.integers(0, 10**12), st.lists(st.floats(0.0, 1e9), min_size=1, max_size=40))
def test_no_cent_is_lost(total: int, weights: list[float]) -> None:
    parts = divide(total, np.array(weights))
    assert parts.sum() == total
    assert (np.abs(parts[:-1] - total * np.array(weights[:-1]) / max(sum(weights), 1e-300)) <= 1.001).all()


def _camps() -> tuple[Camped, np.ndarray]:
    rng = np.random.default_rng(1)
    origin, host = np.nonzero(~np.eye(STATES, dtype=bool))
    return Camped(origin, host, rng.uniform(0.0, 1e5, len(origin))), rng.random(len(origin))


def test_aid_is_paid_and_captured_to_the_cent_and_only_where_hosts_are_weak() -> None:
    camped, weak = _camps()
    weak[::3] = 0.0
    purses = Purses(*np.zeros((4, STATES), np.int64))
    output, population = np.random.default_rng(2).uniform(1.0, 1e9, (2, STATES))
    give_aid(camped, weak, Aid(20.0, 0.1, 0.8, 1.5), output, population, purses)
    each = np.rint(20.0 * camped.persons * 0.1)
    captured = np.floor(each * np.minimum(1.5 * weak, 1.0))
    assert 0.0 < captured.sum() < each.sum()
    np.testing.assert_array_equal(purses.aid, np.bincount(camped.host, each, STATES))
    np.testing.assert_array_equal(purses.captured, np.bincount(camped.origin, captured, STATES))
    np.testing.assert_array_equal(purses.armed_groups, purses.captured)
    assert purses.households.sum() + purses.armed_groups.sum() == 0


def test_the_same_in_python() -> None:
    camped, weak = _camps()
    rng = np.random.default_rng(2)
    states, near = rng.uniform(1.0, 1e9, STATES), rng.random((STATES, STATES)) < 0.6
    groups, weakness = np.array([1, 0, 3, 4, 0]), rng.random(STATES)
    people_of = people(90, seed=3)

    def purses() -> Purses:
        return Purses(*np.zeros((4, STATES), np.int64))

    def corridors() -> tuple[Any, ...]:
        return people_of.columns, 90, CAMP, np.zeros(90, np.int64), STATES, np.zeros((3, 90), np.int64)

    assert_same_in_python(count_corridors, corridors)
    assert_same_in_python(quantile, lambda: (states, 0.8))
    assert_same_in_python(divide, lambda: (12_345, states))
    assert_same_in_python(unshielded, lambda: (camped, near, groups, weakness, weakness))
    rule = Aid(20.0, 0.1, 0.8, 0.5)
    assert_same_in_python(give_aid, lambda: (camped, weak, rule, states, states[::-1].copy(), purses()))
    bases, began = Bases(0.8, 0.1, 0.3), np.array([3, -10_000, 0, 7, 2], np.int32)
    assert_same_in_python(
        base, lambda: (camped, weak, bases, began, states / 1e5, 5, 17, np.zeros((STATES, STATES)))
    )
