"""Classes of a map: round bounds for widths and colours, and the keys that explain them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from abm.viz import appearance as look
from abm.viz.panels import length_of

WIDTHS = (0.5, 1.0, 1.8, 2.9)
"""Widths of lines from the lowest class to the highest, points."""

UNKNOWN = "#9BA1A6"
"""The colour of an edge for which there is no value."""

GREENS = ("#A8D08D", "#5FB58B", "#2A8C82", "#17626F", "#153B50")
OCHRES = ("#F0C05A", "#E8973A", "#D0661C", "#9C3F0C", "#5E2204")
PURPLES = ("#D3A6D8", "#B876BE", "#96489F", "#6E257A", "#43104E")
"""From light to dark, so that order is seen without colour; the lightest still stands off the grey of the land."""

CHANGE = ("#083F66", "#0072B2", "#83BCE0", "#EFA46C", "#D55E00", "#8F3B00")
"""From less to more: three classes below zero and three above."""

PALE = "#C3C8CC"
"""The colour of a difference that is not told from zero."""


@final
@dataclass(frozen=True)
class Classes:
    """Bounds between classes and what each class looks like: one look more than there are bounds."""

    bounds: tuple[float, ...]
    looks: tuple[float | str, ...]

    def of(self, value: float) -> float | str:
        """Return the look of a value; a bound belongs to the class above it."""
        return self.looks[int(np.searchsorted(self.bounds, value, side="right"))]

    def labels(self, signs: bool = False) -> list[str]:
        """Return the words of each class: '< 10,000', '10,000-30,000' with a dash, '≥ 30,000'; with signs if asked."""
        marks = [("+" if signs and bound > 0 else "") + look.number(bound) for bound in self.bounds]
        if not marks:
            return ["every edge"]
        dash = " to " if signs else "\N{EN DASH}"
        between = [f"{low}{dash}{high}" for low, high in pairwise(marks)]
        return [f"< {marks[0]}", *between, f"\N{GREATER-THAN OR EQUAL TO} {marks[-1]}"]


def ladder(low: float, high: float) -> list[float]:
    """Return the numbers 1, 3, 10, 30, ... above `low` and below `high`; both positive."""
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    steps = [base * 10.0**power for power in powers for base in (1, 3)]
    return [step for step in steps if low < step < high]


def width_classes(values: pd.Series) -> Classes:
    """Return classes of width for positive values: the highest begins at most at half of the largest value."""
    values = values[values > 0]
    if values.empty:
        return Classes((), WIDTHS[2:3])
    bounds = ladder(float(values.min()), 0.55 * float(values.max()))[-(len(WIDTHS) - 1) :]
    return Classes(tuple(bounds), WIDTHS[len(WIDTHS) - len(bounds) - 1 :] if bounds else WIDTHS[2:3])


def colour_classes(values: pd.Series, colours: Sequence[str]) -> Classes:
    """Return classes of colour with round bounds in the range where most values lie, at most one for each colour."""
    known = values[np.isfinite(values)]
    if known.empty:
        return Classes((), (colours[len(colours) // 2],))
    low, high = (float(known.quantile(q)) for q in (0.08, 0.92))
    if low > 0 and high / low > 15:
        bounds = ladder(low, high)
        while len(bounds) > len(colours) - 1:
            bounds = bounds[::-2][::-1]
    else:
        ticks = MaxNLocator(len(colours), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        bounds = [float(round(tick, 10)) for tick in ticks if low < tick < high]
    bounds = [bound for bound in bounds if bound > 0][: len(colours) - 1]
    places = np.linspace(0, len(colours) - 1, len(bounds) + 1).round().astype(int)
    looks = tuple(colours[place] for place in places) if bounds else (colours[len(colours) // 2],)
    return Classes(tuple(bounds), looks)


def change_classes(values: pd.Series) -> Classes:
    """Return six classes for differences, symmetric around zero, whose outer bounds are round."""
    sizes = values[np.isfinite(values)].abs()
    large = float(sizes.quantile(0.9)) if len(sizes) and sizes.any() else 1.0
    steps = [base * 10.0**power for power in range(-6, 12) for base in (1, 2, 5)]
    outer = max((step for step in steps if step <= max(large, steps[0])), default=1.0)
    inner = outer / 5 if f"{outer:.0e}"[0] != "2" else outer / 4
    return Classes((-outer, -inner, 0.0, inner, outer), CHANGE)


@final
@dataclass(frozen=True)
class Sample:
    """One entry of a key: words, and a line or a patch before them."""

    words: str
    colour: str
    width: float = 0.0
    dash: str | tuple[float, tuple[float, ...]] = "solid"


def samples_of(classes: Classes, signs: bool = False, unit: str = "") -> list[Sample]:
    """Return the entries of the key of some classes: lines for widths, patches for colours; a unit after the last."""
    samples = [
        Sample(words, look.SOFT, shown) if isinstance(shown, float) else Sample(words, shown)
        for words, shown in zip(classes.labels(signs), classes.looks, strict=True)
    ]
    return [*samples[:-1], replace(samples[-1], words=f"{samples[-1].words} {unit}".rstrip())]


SWATCH, GAP = 0.17, 0.11
"""Width of a sample and the room between two, inches."""


def rows_of(samples: Sequence[Sample], room: float) -> list[list[Sample]]:
    """Return samples in rows that are at most `room` inches wide."""
    rows: list[list[Sample]] = []
    for sample in samples:
        if rows and key_width([*rows[-1], sample]) <= room:
            rows[-1].append(sample)
        else:
            rows.append([sample])
    return rows


def draw_key(axes: Axes, samples: Sequence[Sample], room: float) -> None:
    """Draw a key in one row of axes that are `room` inches wide."""
    axes.set_xlim(0, room)
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    left = 0.0
    for sample in samples:
        if sample.width:
            axes.plot(
                [left, left + SWATCH],
                [0.5, 0.5],
                color=sample.colour,
                linewidth=sample.width,
                linestyle=sample.dash,
                solid_capstyle="butt",
            )
        else:
            axes.add_patch(Rectangle((left, 0.26), SWATCH, 0.48, facecolor=sample.colour, linewidth=0))
        axes.text(left + SWATCH + 0.05, 0.5, sample.words, size=look.SMALL, color=look.INK, va="center")
        left += key_width([sample]) + GAP


def key_width(samples: Sequence[Sample]) -> float:
    """Return the room that a key needs in one row, inches."""
    return sum(length_of(sample.words, look.SMALL) + SWATCH + 0.05 + GAP for sample in samples) - GAP
