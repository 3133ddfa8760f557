"""Accounts: shares add up, and the compiled kernels are their Python bodies."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.accounts import (
    Powers,
    Weights,
    all_power,
    arm,
    from_abroad,
    hard_power,
    power_alone,
    power_of_all,
    shares,
    weighed,
)
from tests.kernels.scenes import STATES, assert_same_in_python
from tests.kernels.test_diasporas import rows_of

RULE = Weights(0.02, 0.1, 1.0, 0.5, 1.0, 2.0, 1.0, 1.5, 0.5, 0.3, 0.7)


@given(st.lists(st.floats(0.0, 1e12), min_size=1, max_size=200))
def test_shares_are_those_of_numpy(values: list[float]) -> None:
    given_values = np.array(values)
    total = given_values.sum()
    expected = given_values / total if total > 0.0 else np.zeros(len(values))
    np.testing.assert_array_equal(shares(given_values), expected)


def test_power_is_the_mean_of_its_parts_by_their_weights() -> None:
    output, skilled, personnel, capacity = np.random.default_rng(4).uniform(1.0, 9.0, (4, STATES))
    powers = Powers(*np.random.default_rng(5).random((4, STATES)))
    hard_power(RULE, output, skilled, personnel, capacity, powers)
    share = {
        "output": output / output.sum(), "skill": skilled / skilled.sum(), "personnel": personnel / personnel.sum(),
        "spending": output * capacity / (output * capacity).sum(),
    }  # fmt: skip

    def mean(first: str, second: str) -> np.ndarray:
        weights = [getattr(RULE, f"{name}_weight") for name in (first, second)]
        return np.asarray((weights[0] * share[first] + weights[1] * share[second]) / sum(weights))

    np.testing.assert_allclose(powers.economic, mean("output", "skill"))
    np.testing.assert_allclose(powers.military, mean("personnel", "spending"))
    weights = np.array([RULE.economic_weight, RULE.military_weight, RULE.diplomatic_weight])
    all_power(RULE, powers)
    parts = np.array([powers.economic, powers.military, powers.diplomatic])
    np.testing.assert_allclose(powers.whole, weights @ parts / (weights @ parts).sum())


def test_the_same_in_python() -> None:
    rng = np.random.default_rng(0)
    columns = rng.uniform(1.0, 1e6, (6, STATES))
    residents = rng.integers(0, 10_000, (STATES, 3))
    standing = rng.integers(0, 1_000, (STATES, 16, 3))

    def powers() -> Powers:
        return Powers(*columns[:4].copy())

    def abroad() -> tuple[Any, ...]:
        rows, table = rows_of(30)
        return rows, table, RULE, 0.5, columns[5], powers()

    assert_same_in_python(shares, lambda: (columns[0],))
    assert_same_in_python(weighed, lambda: (1.0, columns[0], 3.0, columns[1]))
    assert_same_in_python(
        arm, lambda: (RULE, residents, standing, columns[0], columns[1], 100, np.zeros((2, STATES)))
    )
    assert_same_in_python(hard_power, lambda: (RULE, *columns[:4], powers()))
    assert_same_in_python(all_power, lambda: (RULE, powers()))
    assert_same_in_python(power_alone, lambda: (RULE, *columns[:4], powers()))
    assert_same_in_python(power_of_all, lambda: (*abroad()[:5], *columns[:4], powers()))
    assert_same_in_python(from_abroad, abroad)
