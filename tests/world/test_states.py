"""States in columns: levers that follow the data, are set by hand, and are scaled, within their ranges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.parameters.levers import Policy
from abm.world.policies import LEVERS, RANGES
from abm.world.states import StateTable

CODES = ("AAA", "AAB", "AAC")
QUOTA = "quota_guest"


def _table(value: float = 100.0) -> StateTable:
    table = StateTable(CODES)
    table.follow(QUOTA, np.full(3, value))
    return table


def test_there_is_a_row_for_every_lever_of_the_policy() -> None:
    assert tuple(Policy.model_fields) == LEVERS
    table = StateTable(CODES)
    assert table.levers.shape == (len(LEVERS), 3)
    assert len(table) == 3
    assert table.number == {"AAA": 0, "AAB": 1, "AAC": 2}


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_is_a_view_of_its_row(name: str) -> None:
    table = StateTable(CODES)
    table.levers[LEVERS.index(name), 1] = 1.0
    assert table.lever(name).tolist() == [0.0, 1.0, 0.0]
    assert table.lever(name).base is table.levers


@pytest.mark.parametrize("name", LEVERS)
def test_no_lever_leaves_its_range(name: str) -> None:
    low, high = RANGES[LEVERS.index(name)]
    table = StateTable(CODES)
    table.follow(name, np.array([low - 1.0, high * 2 + 1.0, (low + high) / 2]))
    assert table.lever(name).tolist() == [low, high, (low + high) / 2]
    table.set_lever(name, np.array([2]), high)
    table.scale_lever(name, np.array([2]), 10.0)
    assert table.lever(name)[2] == high


def test_a_lever_follows_the_data() -> None:
    table = _table()
    table.follow(QUOTA, np.array([1.0, 2.0, 3.0]))
    assert table.lever(QUOTA).tolist() == [1.0, 2.0, 3.0]


def test_what_was_set_by_hand_no_longer_follows() -> None:
    table = _table()
    table.set_lever(QUOTA, np.array([1]), 7.0)
    table.follow(QUOTA, np.full(3, 50.0))
    assert table.lever(QUOTA).tolist() == [50.0, 7.0, 50.0]


def test_what_was_scaled_still_follows() -> None:
    table = _table()
    table.scale_lever(QUOTA, np.array([0]), 0.1)
    assert table.lever(QUOTA).tolist() == [10.0, 100.0, 100.0]
    table.follow(QUOTA, np.full(3, 50.0))
    assert table.lever(QUOTA).tolist() == [5.0, 50.0, 50.0]


def test_a_value_set_by_hand_forgets_the_factors_before_and_feels_those_after() -> None:
    table = _table()
    table.scale_lever(QUOTA, np.array([0]), 0.1)
    table.set_lever(QUOTA, np.array([0]), 40.0)
    assert table.lever(QUOTA)[0] == 40.0
    table.scale_lever(QUOTA, np.array([0]), 0.5)
    assert table.lever(QUOTA)[0] == 20.0


def test_a_factor_and_its_inverse_restore_a_lever_that_had_reached_its_end() -> None:
    table = _table()
    for factor in (1e9, 1e-9):
        table.scale_lever(QUOTA, np.array([2]), factor)
    assert table.lever(QUOTA)[2] == pytest.approx(100.0)


_ACTS = st.one_of(
    st.tuples(st.just("follow"), st.lists(st.floats(0, 1e6), min_size=3, max_size=3)),
    st.tuples(st.just("set"), st.integers(0, 2), st.floats(0, 1e6)),
    st.tuples(st.just("scale"), st.integers(0, 2), st.floats(0, 10)),
)


@given(acts=st.lists(_ACTS, max_size=12))
def test_any_history_of_a_lever_gives_what_a_book_keeper_would_write(acts: list[Any]) -> None:
    table = _table()
    data, by_hand, factor = [100.0] * 3, [False] * 3, [1.0] * 3
    for act in acts:
        if act[0] == "follow":
            table.follow(QUOTA, np.array(act[1]))
            data = [old if fixed else new for old, new, fixed in zip(data, act[1], by_hand, strict=True)]
        elif act[0] == "set":
            table.set_lever(QUOTA, np.array([act[1]]), act[2])
            data[act[1]], by_hand[act[1]], factor[act[1]] = act[2], True, 1.0
        else:
            table.scale_lever(QUOTA, np.array([act[1]]), act[2])
            factor[act[1]] *= act[2]
    expected = np.clip(np.array(data) * np.array(factor), 0, 1e9)
    np.testing.assert_allclose(table.lever(QUOTA), expected)


@pytest.mark.parametrize("name", LEVERS)
def test_ranges_are_those_that_the_policy_declares(name: str) -> None:
    low, high = RANGES[LEVERS.index(name)]
    Policy(**{name: low})
    Policy(**{name: high})
    with pytest.raises(ValueError, match=name):
        Policy(**{name: high + 1.0})


def test_levers_begin_as_if_each_followed_its_first_values() -> None:
    """Within their ranges, and no lever counts as moved."""
    together, apart = StateTable(("AAA", "BBB", "CCC")), StateTable(("AAA", "BBB", "CCC"))
    values = {
        name: np.array([-1e9, 0.5 * (low + high), 1e9])
        for name, (low, high) in zip(LEVERS, RANGES, strict=True)
    }
    together.begin(values)
    for name, column in values.items():
        apart.follow(name, column)
    np.testing.assert_array_equal(together.levers, apart.levers)
    np.testing.assert_array_equal(together.preferred, apart.preferred)
    np.testing.assert_array_equal([together.own(name) for name in LEVERS], together.levers)
    assert not together.moved.any()
