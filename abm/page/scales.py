"""Classes of colour of the map: round bounds, made once for a measure and a run, and the words that explain them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, final

import numpy as np

from abm.page.history import Floats, History, Integers
from abm.results.measures import MEASURES
from abm.results.wording import SCALES
from abm.viz import appearance as look
from abm.viz.classes import CHANGE, GREENS, ladder

Kind = Literal["amounts", "shares", "signed"]

NO_CLASS = -1
"""Class of a state that has no value."""

LIGHTEST, MIDDLE = "#DFEBCF", "#EFEDE6"
"""The lowest class of an amount, and the class around zero of a signed measure."""

RISING = (LIGHTEST, *GREENS[:-1])
"""From low to high; order is seen without colour, and the darkest still lets arcs and marks be seen."""

SIGNED = (*reversed(CHANGE[3:]), MIDDLE, *reversed(CHANGE[:3]))
"""From loss over nothing to gain; vermilion and blue differ for every colour vision."""

FIFTHS = (0.2, 0.4, 0.6, 0.8)
"""Bounds for what lies between 0 and 1 and fills that range."""

SKEWED, SOME_ZEROS = 15.0, 0.05
"""Ratio of high to low values, and share of zeros, above which bounds are 1, 3, 10, 30, ..."""

FAR_ABOVE, FAR_BELOW, FEWEST = 4.0, 20.0, 10
"""Values have left a scale when they are so many times larger, or, where at least `FEWEST` are not zero, smaller."""

TINY = 1e-12
"""Sizes below this are taken for zero."""

SAMPLED = 12
"""Months from which a scale is made."""


@final
@dataclass(frozen=True)
class Scale:
    """Classes of one measure.

    Attributes:
        measure, label, meaning: of the measure.
        unit: in which values are shown: "%" for shares.
        part: what a value is divided by to be shown in that unit.
        kind: `amounts` from zero up, `shares` in fifths of the range from 0 to 1, `signed` around zero.
        bounds: between classes, rising, in the measure's own unit; a bound belongs to the class above it.
        colours: one for each class, one more than there are bounds.
        words: of each class, in `words_unit`.
        words_unit: the unit of the words, such as "million persons".
        least, most: smallest and largest of the high values (92nd percentile) of the months it is made from.
    """

    measure: str
    label: str
    meaning: str
    unit: str
    part: float
    kind: Kind
    bounds: tuple[float, ...]
    colours: tuple[str, ...]
    words: tuple[str, ...]
    words_unit: str
    least: float
    most: float

    def of(self, values: Floats) -> Integers:
        """Return the class of each value, from 0; `NO_CLASS` where it is not a finite number."""
        classes = np.searchsorted(self.bounds, values, side="right").astype(np.int64)
        return np.where(np.isfinite(values), classes, NO_CLASS)

    def fits(self, values: Floats) -> bool:
        """Say whether the values of a month still lie about where those lay that the scale was made from."""
        known = known_of(values)
        if has_signs(known) and self.kind != "signed":
            return False
        if self.kind == "shares":
            return not len(known) or float(known.max()) <= 1.0 + 1e-6
        high, number = high_of(known), np.count_nonzero(known)
        if high > FAR_ABOVE * self.most:
            return False
        return bool(number < FEWEST or high * FAR_BELOW >= self.least)


def scale_for(history: History, measure: str, month: int, before: Scale | None = None) -> Scale:
    """Return the scale of a measure: the one before as long as it fits the month, else one of a sample of months."""
    here = history.values(measure, month)
    if before is not None and before.measure == measure and before.fits(here):
        return before
    months = np.unique(np.linspace(0, history.months - 1, SAMPLED).round().astype(int))
    return scale_of(measure, np.array([here, *(history.values(measure, int(m)) for m in months)]))


def scale_of(measure: str, values: Floats) -> Scale:
    """Return the scale of a measure from its values in some months, float64 [months, S]; same input, same scale."""
    known = known_of(values)
    highs = [high_of(known_of(month)) for month in np.atleast_2d(values)]
    declared = MEASURES[measure]
    kind: Kind = "amounts"
    if has_signs(known):
        kind, bounds, colours = "signed", signed_bounds(known), SIGNED
    elif declared.unit in ("share", "index") and fills_unit(known):
        kind, bounds, colours = "shares", FIFTHS, RISING
    else:
        bounds, colours = rising_bounds(known), RISING
    unit, part = shown_unit(declared.unit)
    words, words_unit = words_of(bounds, unit, part, kind == "signed")
    chosen = np.linspace(0, len(colours) - 1, len(bounds) + 1).round().astype(int)
    looks = tuple(colours[place] for place in chosen)
    return Scale(
        measure, declared.label, declared.meaning, unit, part, kind,
        bounds, looks, words, words_unit, min(highs, default=0.0), max(highs, default=0.0),
    )  # fmt: skip


def known_of(values: Floats) -> Floats:
    """Return the finite values, the tiniest as zero."""
    known = values[np.isfinite(values)]
    return np.where(np.abs(known) < TINY, 0.0, known)


def has_signs(known: Floats) -> bool:
    """Say whether some values lie below zero by more than rounding."""
    return bool(len(known)) and float(known.min()) < -1e-9 * max(float(np.abs(known).max()), 1e-9)


def high_of(known: Floats) -> float:
    """Return the 92nd percentile of the sizes of the values that are not zero; 0 if there are none."""
    sizes = np.abs(known[known != 0.0])
    return float(np.quantile(sizes, 0.92)) if len(sizes) else 0.0


def fills_unit(known: Floats) -> bool:
    """Say whether values lie between 0 and 1 and most of them are spread over a good part of that range."""
    if not len(known) or known.max() > 1.0 + 1e-6:
        return False
    low, high = np.quantile(known, (0.08, 0.92))
    return bool(high - low >= 0.3)


def rising_bounds(known: Floats) -> tuple[float, ...]:
    """Return round bounds for values that are not below zero, where most of them lie; none if all are zero."""
    positive = known[known > 0.0]
    if not len(positive):
        return ()
    low, high = (float(value) for value in np.quantile(positive, (0.08, 0.92)))
    most = len(RISING) - 1
    if len(positive) < (1.0 - SOME_ZEROS) * len(known):
        floor = ladder(low / 20.0, low * (1.0 + 1e-9))[-1]
        return thinned([floor, *(step for step in ladder(low, high) if step > floor)], most)
    if high > SKEWED * low:
        return thinned(ladder(low, high), most)
    return even_steps(low, high, most) or (round_below(low),)


def signed_bounds(known: Floats) -> tuple[float, ...]:
    """Return six round bounds, symmetric around zero: equal in ratio where sizes differ much."""
    sizes = np.abs(known[known != 0.0])
    outer = round_below(float(np.quantile(sizes, 0.92)))
    parts = (0.01, 0.1, 1.0) if outer > SKEWED * float(np.quantile(sizes, 0.3)) else (0.2, 0.5, 1.0)
    ups = [outer * part for part in parts]
    return tuple(float(f"{bound:.12g}") for bound in [*(-up for up in reversed(ups)), *ups])


def round_below(size: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, ... that is not above a positive number."""
    power = 10.0 ** np.floor(np.log10(size) + 1e-12)
    return float(f"{power * max(base for base in (1, 2, 5) if base <= size / power * (1 + 1e-9)):.12g}")


def thinned(steps: list[float], most: int) -> tuple[float, ...]:
    """Return at most so many of the numbers 1, 3, 10, ...: if too many, the highest, or powers of ten, or fewer."""
    tens = [step for step in steps if f"{step:.0e}"[0] == "1"]
    steps = steps[-most:] if len(steps) <= most + 1 else tens
    while len(steps) > most:
        steps = steps[::-2][::-1]
    return tuple(float(f"{step:.12g}") for step in steps)


def even_steps(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return the multiples of the finest round step of which at most so many lie between two numbers."""
    if not high > low:
        return ()
    first = 10.0 ** np.floor(np.log10((high - low) / most))
    for step in (first * base for base in (1, 2, 2.5, 5, 10, 20)):
        number = np.arange(np.floor(low / step) + 1, np.ceil(high / step))
        if len(number) <= most:
            return tuple(float(f"{place * step:.12g}") for place in number if place > 0)
    return ()


def shown_unit(unit: str) -> tuple[str, float]:
    """Return the unit in which people read values, and what they are divided by: shares are read in per cent."""
    if unit == "difference of shares":
        return "percentage points", 0.01
    if unit == "share" or unit.startswith("share of"):
        return f"%{unit.removeprefix('share')}", 0.01
    return unit, 1.0


def words_of(
    bounds: tuple[float, ...], unit: str, part: float, signs: bool = False
) -> tuple[tuple[str, ...], str]:
    """Return the words of each class, and their unit, in thousands, millions and so on if the bounds are large."""
    if not bounds:
        return ("0",), unit
    middle = float(np.exp(np.mean(np.log([abs(bound) / part for bound in bounds]))))
    size, word = next(
        ((size, word) for size, word in SCALES if middle >= size >= (1e3 if signs else 1e6)), (1.0, "")
    )
    marks = [
        ("+" if signs and bound > 0 else "") + look.number(float(f"{bound / part / size:.10g}"))
        for bound in bounds
    ]
    dash = " to " if signs else "\N{EN DASH}"
    between = (f"{low}{dash}{high}" for low, high in pairwise(marks))
    return (f"< {marks[0]}", *between, f"≥ {marks[-1]}"), f"{word} {unit}".strip()
