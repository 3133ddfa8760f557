"""Months and dates: a run counts months from 0, people read years and months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

MONTHS_PER_YEAR = 12


@final
@dataclass(frozen=True, slots=True)
class Calendar:
    """The months of a run.

    Attributes:
        first_year: year of the first month.
        first_month: 1 to 12.
        months: how many months the run lasts.
    """

    first_year: int
    first_month: int
    months: int

    @classmethod
    def starting(cls, start: str, months: int) -> Calendar:
        """The calendar that starts at "YYYY-MM"."""
        year, month = start.split("-")
        return cls(int(year), int(month), months)

    def year(self, month: int) -> int:
        """The year of a month of the run."""
        return self.first_year + (self.first_month - 1 + month) // MONTHS_PER_YEAR

    def month_of_year(self, month: int) -> int:
        """The month of the year, 1 to 12, of a month of the run."""
        return (self.first_month - 1 + month) % MONTHS_PER_YEAR + 1

    def date(self, month: int) -> str:
        """The date of a month of the run, "YYYY-MM"."""
        return f"{self.year(month)}-{self.month_of_year(month):02d}"

    def years_passed(self, month: int) -> float:
        """Years from the first of January of the first year to the middle of a month."""
        return (self.first_month - 1 + month + 0.5) / MONTHS_PER_YEAR
