"""Numbers in tables: digits that the interval bears, and back to the number they stand for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.reports import numbers


def back(text: str) -> float:
    return float(text.replace(",", "").replace(numbers.MINUS, "-"))


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(3, 6))
def test_a_plain_number_is_near_what_it_stands_for(value: float, digits: int) -> None:
    assert back(numbers.plain(value, digits)) == pytest.approx(value, rel=0.6 * 10 ** (1 - digits), abs=1e-30)


@given(st.floats(-1e9, 1e9), st.floats(1e-5, 1e9))
def test_the_error_of_rounding_is_small_beside_the_interval(value: float, half: float) -> None:
    said = (
        numbers.estimate(value, value - half, value + half)
        .replace("(", "")
        .replace(")", "")
        .replace(" to ", " ")
    )
    for text, number in zip(said.split(), (value, value - half, value + half), strict=True):
        assert abs(back(text) - number) <= max(0.06 * half, 0.51 if half >= 10 else 0)


def test_zero_has_no_sign_and_minus_is_a_minus() -> None:
    assert numbers.rounded(-0.0001, 2) == "0.00"
    assert numbers.rounded(-1234.5, 1) == "\N{MINUS SIGN}1,234.5"
    assert numbers.signed_percent(0.25) == "+25.0"
    assert numbers.signed_percent(0.0) == "0.00"


def test_what_is_not_a_number_is_a_dash() -> None:
    assert numbers.percent(math.nan) == numbers.signed_percent(math.nan) == numbers.plain(math.nan) == "–"


def test_a_value_without_an_interval_stands_alone() -> None:
    assert numbers.estimate(12.5, math.nan, math.nan) == "12.5"


def test_durations_are_in_the_unit_that_suits_them() -> None:
    assert numbers.duration(90.0) == "90 seconds"
    assert numbers.duration(600.0) == "10 minutes"
    assert numbers.duration(36000.0) == "10 hours"
