"""Numbers as they stand in tables: as many digits as their interval gives, a true minus, units in plain words."""

from __future__ import annotations

import math

MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


def places_for(half: float) -> int:
    """Return the decimal places that show half the width of an interval with two significant digits."""
    if not math.isfinite(half) or half <= 0:
        return 0
    return min(max(1 - math.floor(math.log10(half)), 0), 8)


def rounded(value: float, places: int) -> str:
    """Return a number with so many decimal places and thousands separators; a dash if it is not a number."""
    if not math.isfinite(value):
        return DASH if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    text = f"{value:,.{places}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def plain(value: float, digits: int = 4) -> str:
    """Return a number to so many significant digits, never fewer than its whole part has."""
    if not math.isfinite(value) or value == 0:
        return rounded(value, 0)
    if abs(value) < 1e-6:
        return f"{value:.{digits - 1}e}".replace("-", MINUS)
    places = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = rounded(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def estimate(value: float, low: float, high: float) -> str:
    """Return a value and its interval with the same digits: "12.4 (11.8 to 13.0)"; the value alone without one."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return plain(value)
    places = places_for((high - low) / 2) if high > low else (0 if float(value).is_integer() else 3)
    value_said, low_said, high_said = (rounded(number, places) for number in (value, low, high))
    return f"{value_said} ({low_said} to {high_said})"


def within(value: float, low: float, high: float) -> str:
    """Return a value with as many digits as its interval bears."""
    return rounded(value, places_for((high - low) / 2)) if high > low else plain(value)


def percent(share: float, places: int = 0) -> str:
    """Return a share in per cent."""
    return DASH if not math.isfinite(share) else f"{rounded(100 * share, places)} %"


def signed_percent(share: float) -> str:
    """Return a relative change in per cent, with its sign and two or three digits."""
    if not math.isfinite(share):
        return DASH
    value = 100 * share
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    text = rounded(value, places)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def range_of(low: float | None, high: float | None) -> str:
    """Return a range in words."""
    return DASH if low is None or high is None else f"{plain(low)} to {plain(high)}"


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    for size, name in ((3600.0, "hours"), (60.0, "minutes")):
        if seconds >= 2 * size:
            return f"{plain(seconds / size, 3)} {name}"
    return f"{plain(seconds, 3)} seconds"
