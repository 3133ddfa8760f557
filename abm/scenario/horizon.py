"""Months as people write them, "YYYY-MM", and as the model counts them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")
_FIRST_YEAR, _LAST_YEAR = 1800, 2200


def ordinal(written: str) -> int:
    """Return the number of months from January of the year 0 to the month "YYYY-MM".

    Raises:
        ValueError: not a month of the years 1800 to 2200 written so.
    """
    match = _WRITTEN.fullmatch(written)
    if match is not None:
        year, month = int(match[1]), int(match[2])
        if _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12:
            return 12 * year + month - 1
    years = f"{_FIRST_YEAR} to {_LAST_YEAR}"
    raise ValueError(f"must be a month of the years {years} written like '1990-01', not '{written}'")


def written(number: int) -> str:
    """Return the month "YYYY-MM" of a number that `ordinal` gave."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _valid(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError(f"must be a month written like '1990-01', not {value!r}")
    ordinal(value)
    return value


PATTERN = "^[0-9]{4}-(0[1-9]|1[0-2])$"
"""What `ordinal` takes, as a regular expression for editors."""

Month = Annotated[str, BeforeValidator(_valid), Field(json_schema_extra={"pattern": PATTERN})]
"""A month "YYYY-MM"."""
