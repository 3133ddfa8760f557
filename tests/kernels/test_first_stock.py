"""The first stock in kernels: names, skills and statuses, and that it is the same in plain Python."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.departures import identity
from abm.kernels.first_stock import FirstShares, first_identities, first_papers, first_skills, first_statuses
from abm.statuses import Status
from tests.kernels.scenes import STATES, assert_same_in_python

NUMBER = 400
SHARES = FirstShares(0.1, 0.4, 0.2, 0.3, 0.5)


def _named(seed: int = 2) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, STATES, (2, NUMBER))
    return *ends, rng.integers(0, 9_000, NUMBER), 7, -1, np.zeros(NUMBER, np.int64)


def _skilled(seed: int = 2) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    low, high = rng.uniform(0.0, 0.5, (2, STATES))
    return rng.random(NUMBER), rng.integers(0, STATES, NUMBER), low, high, np.full(NUMBER, 9, np.uint8)


def _standing(seed: int = 2) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    years = rng.uniform(1.0, 20.0, STATES)
    settles = np.arange(STATES) % 2 == 0
    u, second = rng.random((2, NUMBER))
    stay, destination = rng.exponential(10.0, NUMBER), rng.integers(0, STATES, NUMBER)
    return u, second, stay, destination, settles, years, SHARES, np.full(NUMBER, 99, np.uint8)


def _papers(seed: int = 2) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    stay, age = rng.uniform(0.0, 50.0, NUMBER), rng.uniform(0.0, 95.0, NUMBER)
    stay[:2] = 0.5 / 12, 1.5 / 12  # halves go to the even month
    status = rng.choice([int(Status.NATURALISED), int(Status.PERMANENT)], NUMBER).astype(np.uint8)
    return stay, age, status, *rng.integers(0, STATES, (2, NUMBER)), *np.zeros((3, NUMBER), np.int16)


def test_months_are_counted_back_and_the_naturalised_are_citizens_of_where_they_live() -> None:
    stay, age, status, origin, destination, arrived, birth, citizenship = _papers()
    first_papers(stay, age, status, origin, destination, arrived, birth, citizenship)
    np.testing.assert_array_equal(arrived, -np.round(stay * 12))
    np.testing.assert_array_equal(birth, -np.round(age * 12))
    np.testing.assert_array_equal(citizenship, np.where(status == Status.NATURALISED, destination, origin))


def test_a_name_says_who_left_from_where_to_where() -> None:
    origin, destination, ordinal, channel, month, uid = _named()
    first_identities(origin, destination, ordinal, channel, month, uid)
    for n in range(NUMBER):
        assert uid[n] == identity(month + 1, origin[n], destination[n], 0, channel, ordinal[n])


def test_skills_are_drawn_by_the_shares_of_the_origin() -> None:
    u, origin, low, high, skill = _skilled()
    first_skills(u, origin, low, high, skill)
    expected = np.where(u < low[origin], 0, np.where(u < 1.0 - high[origin], 1, 2))
    np.testing.assert_array_equal(skill, expected)
    assert set(skill.tolist()) == {0, 1, 2}


def test_statuses_are_cut_from_one_draw_and_nobody_is_naturalised_where_that_does_not_exist() -> None:
    u, second, stay, destination, settles, years, shares, status = _standing()
    first_statuses(u, second, stay, destination, settles, years, shares, status)
    students = 0.1 + 0.2 * 0.9
    irregular = (status == Status.IRREGULAR) | (status == Status.OVERSTAYER)
    np.testing.assert_array_equal(irregular, u < 0.1)
    np.testing.assert_array_equal(status == Status.OVERSTAYER, (u < 0.1) & (second < 0.4))
    np.testing.assert_array_equal(status == Status.STUDENT, (u >= 0.1) & (u < students))
    temporary = np.where(settles[destination], students + 0.3 * (1.0 - students), 1.0)
    np.testing.assert_array_equal(status == Status.TEMPORARY_WORKER, (u >= students) & (u < temporary))
    able = settles[destination] & (stay >= years[destination]) & (second < 0.5)
    np.testing.assert_array_equal(status == Status.NATURALISED, (u >= temporary) & able)
    np.testing.assert_array_equal(status == Status.PERMANENT, (u >= temporary) & ~able)


@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [
        (first_identities, _named),
        (first_skills, _skilled),
        (first_statuses, _standing),
        (first_papers, _papers),
    ],
)
def test_the_same_in_python(kernel: Any, arguments: Any) -> None:
    assert_same_in_python(kernel, arguments)
