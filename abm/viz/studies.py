"""Figures of a study: what policies change, through time too, and how outcomes answer to factors.

Everything is drawn from the frames of `abm.analysis`; nothing is computed here but places on a sheet. Each figure comes
in any width: `panels.WIDE` for a page, `panels.NARROW` for a screen in the hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, SymmetricalLogLocator

from abm.viz import appearance as look
from abm.viz.driving import box_ranges, effects, influences, shares
from abm.viz.panels import (
    COLOURS,
    MARKERS,
    WIDE,
    Grid,
    Steps,
    Words,
    extremes,
    head_for,
    leaf,
    limits,
    named,
    panel_width,
    room_for,
    rows_named,
    ruled,
    scaled,
    style_of,
    title_panel,
)
from abm.viz.weighing import parallel, regrets, satisfying, trade_offs

__all__ = [
    "box_ranges",
    "changes",
    "effects",
    "influences",
    "parallel",
    "regrets",
    "responses",
    "satisfying",
    "shares",
    "through_time",
    "trade_offs",
]

Labels = Mapping[str, str]

FAR = 150.0
"""Beyond this change (per cent) the axis of changes becomes logarithmic outside ±10 %."""


def changes(
    differences: pd.DataFrame, policies: Sequence[str], labels: Labels, words: Words, width: float = WIDE
) -> Figure:
    """Draw the change of each outcome under each policy, in per cent of its mean under the reference, with intervals.

    Args:
        differences: rows of `paired_differences`: policy, outcome, reference_mean, difference, low, high.
        policies: the policies in the order of the key, without the reference, whose colour is the first.
        labels: of policies and outcomes by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    names = list(dict.fromkeys(differences["outcome"]))
    row = 0.2 + 0.17 * len(policies)
    beside = room_for([named(labels, name) for name in names], 3.2) if width > 6 else 0.0
    grid = Grid(1, 1, row * len(names), beside, 0.42, 0.12)
    sheet = leaf(words, grid.body, width, [named(labels, policy) for policy in policies], 1)
    axes = grid.axes(sheet, 0)
    table = differences.assign(
        **{end: 100 * differences[end] / differences["reference_mean"].abs() for end in ("low", "high")},
        value=100 * differences["difference"] / differences["reference_mean"].abs(),
    ).replace([np.inf, -np.inf], np.nan)
    per_cent(axes, extremes(table[["value", "low", "high"]]))
    for rank, policy in enumerate(policies):
        rows = table[table["policy"] == policy].set_index("outcome").reindex(names)
        heights = np.arange(len(names)) + 0.17 / row * (rank - (len(policies) - 1) / 2)
        if not beside:
            heights = heights + 0.1
        dots(axes, rows, heights, rank + 1, 4.5)
    axes.axvline(0, color=look.SOFT, linewidth=0.9, zorder=1)
    rows_named(axes, [named(labels, name) for name in names], beside)
    if not beside:
        above_rows(axes, [named(labels, name) for name in names])
    axes.set_xlabel("change against the reference, %", size=look.SMALL + 0.7)
    return sheet.figure


def above_rows(axes: Axes, names: Sequence[str]) -> None:
    """Write the name of each row over it, where there is no room beside it."""
    axes.set_yticks([])
    for place, name in enumerate(names):
        axes.annotate(
            name,
            (0, place - 0.5),
            (0, -2),
            ("axes fraction", "data"),
            "offset points",
            size=look.TEXT - 0.6,
            va="top",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            zorder=3,
        )
        axes.axhline(place - 0.5, color=look.RULE, linewidth=0.6)


def per_cent(axes: Axes, ends: tuple[float, float]) -> None:
    """Let the horizontal axis hold changes in per cent; logarithmic far from zero where they are very unequal."""
    ruled(axes, "x", limits(*ends, zero=True), 6)
    if max(abs(end) for end in axes.get_xlim()) > FAR:
        axes.set_xscale("symlog", linthresh=10)
        axes.set_xlim(*limits(*ends, zero=True))
        axes.xaxis.set_major_locator(SymmetricalLogLocator(base=10, linthresh=10))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: with_sign(value)))


def with_sign(value: float) -> str:
    """Return a number of an axis with its sign; zero without."""
    text = look.number(round(value, 8))
    return f"+{text}" if value > 0 and text != "0" else text


def dots(axes: Axes, rows: pd.DataFrame, heights: Any, rank: int, size: float) -> None:
    """Draw values with their intervals at heights: columns value, low, high; hollow where the interval spans zero."""
    colour = COLOURS[rank % len(COLOURS)]
    axes.hlines(heights, rows["low"], rows["high"], colors=colour, linewidth=1.6)
    told = (rows["low"] > 0) | (rows["high"] < 0) | (rows["low"] == rows["high"])
    for chosen, face in ((told, colour), (~told, "white")):
        axes.plot(
            rows["value"][chosen],
            np.asarray(heights)[chosen.to_numpy()],
            MARKERS[rank % len(MARKERS)],
            markersize=size,
            color=colour,
            markerfacecolor=face,
            zorder=4,
        )


def through_time(
    differences: pd.DataFrame, policies: Sequence[str], labels: Labels, words: Words, width: float = WIDE
) -> Figure:
    """Draw the difference of each measure to the reference, year by year, with its interval as a band.

    Args:
        differences: policy, outcome (name of the measure), unit, year, difference, low, high.
        policies: the policies in the order of the key, without the reference, whose colour is the first.
        labels: of policies and measures by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    names = list(dict.fromkeys(differences["outcome"]))
    columns = columns_of(width, len(names))
    head = head_for([named(labels, name) for name in names], panel_width(width, columns) - 0.2)
    grid = Grid(len(names), columns, 1.35, 0.55, 0.38, head)
    sheet = leaf(words, grid.body, width, [named(labels, policy) for policy in policies], 1)
    for place, name in enumerate(names):
        axes, rows = grid.axes(sheet, place), differences[differences["outcome"] == name]
        ends = extremes(rows[["difference", "low", "high"]])
        divisor, unit = scaled(str(rows["unit"].iloc[0]), max(map(abs, ends)), True)
        for rank, policy in enumerate(policies):
            line = rows[rows["policy"] == policy].sort_values("year")
            banded(
                axes, line["year"], line.assign(mean=line["difference"]), divisor, (rank + 1, len(policies))
            )
        ruled(axes, "y", limits(ends[0] / divisor, ends[1] / divisor, zero=True))
        axes.yaxis.set_major_formatter(Steps(signs=True))
        axes.axhline(0, color=look.SOFT, linewidth=0.9, zorder=1)
        look.years_along(axes, float(rows["year"].min()), float(rows["year"].max()), 4)
        axes.tick_params(axis="x", labelsize=look.SMALL + 0.4)
        title_panel(axes, named(labels, name), unit, 0.55)
    return sheet.figure


def columns_of(width: float, number: int) -> int:
    """Return how many panels stand in a row."""
    if width <= 6:
        return 1 if number == 1 else 2
    return max(2, min(number, 4 if number > 6 or number == 4 else 3))


def banded(axes: Axes, x: Any, table: pd.DataFrame, divisor: float, order: tuple[int, int]) -> None:
    """Draw a line with its band: columns mean, low and high; a single place becomes a point with a bar.

    `order` is the place of the policy in the key, and how many there are.
    """
    rank, number = order
    style, across = style_of(rank), np.asarray(x, dtype=float)
    mean, low, high = (table[name].to_numpy(dtype=float) / divisor for name in ("mean", "low", "high"))
    if len(across) == 1:
        axes.vlines(across, low, high, colors=style["color"], linewidth=1.4)
        axes.plot(across, mean, MARKERS[rank % len(MARKERS)], color=style["color"])
        return
    axes.fill_between(across, low, high, color=style["color"], alpha=0.18 if number < 3 else 0.1, linewidth=0)
    axes.plot(across, mean, **style)


def responses(
    curves: Mapping[str, pd.DataFrame],
    unit: str,
    names: tuple[Sequence[str], Labels, Labels],
    words: Words,
    width: float = WIDE,
) -> Figure:
    """Draw how one outcome answers to each of some factors, by policy, with intervals; all on one scale.

    Args:
        curves: for each factor, the frame of `response_curve`; factors of words have words in its column value.
        unit: of the outcome.
        names: the policies in the order of the key; labels of policies and factors; units of factors, "log" before the
            unit where the factor is spaced by logarithms.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    policies, labels, units = names
    columns = columns_of(width, len(curves))
    head = head_for([named(labels, factor) for factor in curves], panel_width(width, columns) - 0.2)
    grid = Grid(len(curves), columns, 1.45, 0.62, 0.42, head)
    sheet = leaf(words, grid.body, width, [named(labels, policy) for policy in policies])
    ends = extremes(*[curve[["mean", "low", "high"]] for curve in curves.values()])
    divisor, said = scaled(unit, max(map(abs, ends)))
    for place, (factor, curve) in enumerate(curves.items()):
        axes = grid.axes(sheet, place)
        answered(axes, curve, policies, divisor)
        ruled(axes, "y", limits(ends[0] / divisor, ends[1] / divisor))
        own = units.get(factor, "")
        along(axes, curve, own.startswith("log"))
        axes.set_xlabel(own.removeprefix("log").strip(), size=look.SMALL, labelpad=1.5)
        title_panel(axes, named(labels, factor), said if place % grid.columns == 0 else " ", 0.6)
    return sheet.figure


def is_number(curve: pd.DataFrame) -> bool:
    """Say whether a curve runs along numbers, not words or truth values."""
    return bool(pd.api.types.is_numeric_dtype(curve["value"])) and not pd.api.types.is_bool_dtype(
        curve["value"]
    )


def answered(axes: Axes, curve: pd.DataFrame, policies: Sequence[str], divisor: float) -> None:
    """Draw a curve for each policy: a line with a band along numbers, points with bars for words."""
    words = list(dict.fromkeys(curve["value"].astype(str)))
    for rank, policy in enumerate(policies):
        rows = curve[curve["policy"] == policy]
        if is_number(curve):
            banded(axes, rows["value"], rows, divisor, (rank, len(policies)))
            continue
        places = np.array([words.index(word) for word in rows["value"].astype(str)], dtype=float)
        places += 0.12 * (rank - (len(policies) - 1) / 2)
        colour = COLOURS[rank % len(COLOURS)]
        axes.vlines(places, rows["low"] / divisor, rows["high"] / divisor, colors=colour, linewidth=1.4)
        axes.plot(
            places,
            rows["mean"] / divisor,
            MARKERS[rank % len(MARKERS)],
            color=colour,
            markersize=4.5,
            linestyle="none",
        )


def along(axes: Axes, curve: pd.DataFrame, logarithmic: bool) -> None:
    """Set the horizontal axis of a curve: numbers, by logarithms if the factor is spaced so, or words."""
    axes.tick_params(axis="x", length=2.5, labelsize=look.SMALL)
    if not is_number(curve):
        words = list(dict.fromkeys(curve["value"].astype(str)))
        axes.set_xticks(range(len(words)), words)
        axes.set_xlim(-0.5, len(words) - 0.5)
        return
    low, high = extremes(curve[["starts", "ends"]])
    if low < high:
        axes.set_xlim(low, high)
    if logarithmic and low > 0:
        from matplotlib.ticker import LogLocator

        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0) if high / low < 150 else (1.0,)))
        axes.xaxis.set_minor_formatter(FuncFormatter(lambda _value, _place: ""))
    else:
        from matplotlib.ticker import MaxNLocator

        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(Steps())
