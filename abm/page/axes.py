"""Axes of a chart: round ticks, the factor in which numbers are counted, and dates below."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from abm.viz.appearance import number

Floats = NDArray[np.float64]

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
"""Steps between ticks, times a power of ten."""

FACTORS = ((2e12, 1e12, "trillion"), (2e9, 1e9, "billion"), (2e6, 1e6, "million"), (2e4, 1e3, "thousand"))
"""From which size on numbers are counted in which factor, and its name."""

RELATIVE = ("index", "share", "multiple", "difference")
"""First words of units whose numbers are proportions: counted in no factor."""

LEAST_VARIATION = 0.2
"""A proportion that varies by less than this part of its largest value is drawn on an axis that does not begin at 0."""

LEAST_SPAN = 1e-12
"""A series that varies by less is drawn as one that does not vary."""

NOT_FROM_ZERO = "The axis does not start at 0."

MONTHS_BY_THEMSELVES = 30
"""Up to this many months the axis names months, beyond it years."""

_MONTH_STEPS, _YEAR_STEPS = (1, 2, 3, 6), (1, 2, 5, 10, 20, 50, 100)


@final
@dataclass(frozen=True)
class Axis:
    """The vertical axis.

    Attributes:
        low, high: its ends, in the measure's own unit.
        ticks: values in the measure's own unit and their words, from low to high.
        factor: what the words are counted in; 1e6 for millions.
        unit: in which the words are, with the factor's name.
        note: what must be said of the axis, or empty.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    factor: float
    unit: str
    note: str


def relative(unit: str) -> bool:
    """Whether a unit is that of a proportion, an index or the like."""
    return unit.split(" ", maxsplit=1)[0] in RELATIVE


def factor_of(unit: str, largest: float) -> tuple[float, str]:
    """The factor in which numbers up to `largest` are counted, and the unit with its name; 1 for proportions."""
    if relative(unit):
        return 1.0, unit
    for threshold, factor, name in FACTORS:
        if largest >= threshold:
            return factor, f"{name} {unit}"
    return 1.0, unit


def round_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers at equal steps from at or below `low` to at or above `high`, at most `most` + 2 of them."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    digits = max(0, 2 - math.floor(math.log10(step)))
    return [round(place * step, digits) for place in range(first, last + 1)]


def value_axis(series: Sequence[Floats], unit: str) -> Axis:
    """The axis for some series; NaN is left aside.

    It starts at 0, so that heights can be compared as amounts. Two exceptions: values below 0 are shown, with 0 among
    the ticks; and a proportion that is above 0 and varies by less than `LEAST_VARIATION` of its largest value would be
    a flat line, so its axis begins near its least value, and `note` says so.
    """
    numbers = [values[np.isfinite(values)] for values in series]
    known = np.concatenate([np.zeros(0), *numbers])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    varies = high - low > 1e-4 * abs(high)
    note = ""
    if relative(unit) and low > 0 and varies and high - low < LEAST_VARIATION * high:
        note = NOT_FROM_ZERO
    else:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < LEAST_SPAN:
        high = low + 1.0
    ticks = round_ticks(low, high)
    if ticks[0] == 0:
        note = ""  # the round tick below the least value is 0 itself
    factor, counted_in = factor_of(unit, max(abs(ticks[0]), abs(ticks[-1])))
    words = _words([tick / factor for tick in ticks])
    return Axis(ticks[0], ticks[-1], tuple(zip(ticks, words, strict=True)), factor, counted_in, note)


def _words(ticks: Sequence[float]) -> list[str]:
    """Ticks in words: as in the figures, or with as many digits as the step needs to be told."""
    step = abs(ticks[1] - ticks[0])
    words = [number(tick) for tick in ticks]
    read = [float(word.replace(",", "").replace("\N{MINUS SIGN}", "-")) for word in words]
    if max(abs(told - tick) for told, tick in zip(read, ticks, strict=True)) < 0.01 * step:
        return words
    digits = max(0, 1 - math.floor(math.log10(step)))
    return [f"{tick:,.{digits}f}".replace("-", "\N{MINUS SIGN}") for tick in ticks]


def first_of(first: str) -> tuple[int, int]:
    """Year and month of the year (1 to 12) of "YYYY-MM"."""
    year, month = first.split("-")
    return int(year), int(month)


def date_of(first: str, month: int) -> str:
    """The date, "YYYY-MM", of a month counted from `first`."""
    year, start = first_of(first)
    whole = year * 12 + start - 1 + month
    return f"{whole // 12}-{whole % 12 + 1:02d}"


def date_ticks(first: str, months: int, most: int = 6) -> list[tuple[int, str]]:
    """Ticks of the axis of time: months counted from `first`, and the year that begins there, or the month.

    Args:
        first: the first month, "YYYY-MM".
        months: how many there are.
        most: ticks, about.
    """
    year, start = first_of(first)
    if months <= MONTHS_BY_THEMSELVES:
        step = next((step for step in _MONTH_STEPS if months / step <= most), _MONTH_STEPS[-1])
        ahead = -(start - 1) % step
        return [(month, date_of(first, month)) for month in range(ahead, months, step)]
    last = year + (start - 1 + months - 1) // 12
    begins = year if start == 1 else year + 1
    steps = (step for step in _YEAR_STEPS if last // step - (begins - 1) // step <= most + 1)
    step = next(steps, _YEAR_STEPS[-1])
    years = range(-(-begins // step) * step, last + 1, step)
    return [((one - year) * 12 - (start - 1), str(one)) for one in years]
