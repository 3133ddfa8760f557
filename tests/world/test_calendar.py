"""The calendar: months of a run and dates of the world."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.world.calendar import MONTHS_PER_YEAR, Calendar


def test_a_run_that_starts_in_the_middle_of_a_year() -> None:
    calendar = Calendar.starting("1994-11", 4)
    assert [calendar.date(month) for month in range(4)] == ["1994-11", "1994-12", "1995-01", "1995-02"]
    assert [calendar.year(month) for month in range(4)] == [1994, 1994, 1995, 1995]
    assert [calendar.month_of_year(month) for month in range(4)] == [11, 12, 1, 2]
    assert calendar.months == 4


@given(year=st.integers(1800, 2100), first=st.integers(1, 12), month=st.integers(0, 2400))
def test_months_are_those_of_the_calendar(year: int, first: int, month: int) -> None:
    """Second path: days of the standard library, month by month."""
    calendar = Calendar.starting(f"{year}-{first:02d}", month + 1)
    day = datetime.date(year + (first - 1 + month) // 12, (first - 1 + month) % 12 + 1, 15)
    assert calendar.date(month) == day.strftime("%Y-%m")
    assert (calendar.year(month), calendar.month_of_year(month)) == (day.year, day.month)


@given(first=st.integers(1, 12), month=st.integers(0, 400))
def test_years_passed_point_to_the_middle_of_the_month(first: int, month: int) -> None:
    calendar = Calendar.starting(f"1990-{first:02d}", 401)
    moment = 1990 + calendar.years_passed(month)
    assert int(moment) == calendar.year(month)
    assert (moment - calendar.year(month)) * MONTHS_PER_YEAR == pytest.approx(
        calendar.month_of_year(month) - 0.5
    )
