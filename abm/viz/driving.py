"""Figures of what drives outcomes: sensitivity indices with their noise, and the boxes of scenario discovery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.panels import (
    WIDE,
    Grid,
    Leaf,
    Words,
    extremes,
    leaf,
    limits,
    named,
    room_for,
    rows_named,
    ruled,
    scaled,
    shortened,
    title_panel,
    width_inches,
)

MOST = 10
"""Number of factors shown for an outcome."""

PALE = "#9CC7E0"
"""Blue made pale: the total index behind the first-order one."""

ROW = 0.235
"""Height of a row, inches."""


def _laid_out(
    frames: Mapping[str, pd.DataFrame], labels: Mapping[str, str], words: Words, width: float
) -> tuple[Leaf, list[Axes], float]:
    """Return a sheet with room for a line of key, one panel for each outcome, and the room left of each."""
    key = 0.3
    rows = max(min(frame["factor"].nunique(), MOST) for frame in frames.values())
    columns = 1 if width <= 6 or len(frames) == 1 else 2
    names = {named(labels, str(name)) for frame in frames.values() for name in frame["factor"]}
    left = room_for(sorted(names), 1.9 if width <= 6 else 2.6)
    grid = Grid(len(frames), columns, ROW * rows + 0.1, left, 0.5, 0.32)
    sheet = leaf(words, grid.body + key, width)
    below = Leaf(sheet.figure, sheet.width, sheet.top - key, sheet.bottom)
    return sheet, [grid.axes(below, place) for place in range(len(frames))], left


def _keyed(sheet: Leaf, entries: Sequence[tuple[str, str]]) -> None:
    """Write the key of the bars in a line: colour and what it stands for."""
    from abm.viz.panels import length_of

    x, y = sheet.margin, sheet.top - 0.12
    for colour, text in entries:
        sheet.write(x, y, "\N{BLACK SQUARE}", color=colour, size=look.TEXT + 2, va="center")
        sheet.write(x + 0.2, y, text, size=look.TEXT - 0.4, va="center")
        x += 0.2 + length_of(text, look.TEXT - 0.4) + 0.25


def _ranked(frame: pd.DataFrame, column: str) -> list[str]:
    return [str(name) for name in frame.sort_values(column, ascending=False)["factor"].head(MOST)]


def _bars(axes: Axes, rows: pd.DataFrame, colours: Any, thick: float = 0.62) -> None:
    """Draw values as bars with their intervals: columns value, low, high, in the order of the rows."""
    places = np.arange(len(rows))
    axes.barh(places, rows["value"].clip(lower=0), thick, color=colours, zorder=2)
    axes.hlines(places, rows["low"], rows["high"], colors=look.INK, linewidth=1.1, zorder=3)


def shares(
    indices: Mapping[str, pd.DataFrame], labels: Mapping[str, str], words: Words, width: float = WIDE
) -> Figure:
    """Draw Sobol' indices: what a factor explains alone over what it explains with all its interactions.

    Args:
        indices: for each outcome, the frame of `sobol_indices`.
        labels: of outcomes and factors by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    sheet, panels, room = _laid_out(indices, labels, words, width)
    _keyed(sheet, [(look.BLUE, "alone (first order)"), (PALE, "with interactions (total)")])
    for axes, (outcome, frame) in zip(panels, indices.items(), strict=True):
        total = frame[frame["index"] == "total"].set_index("factor")
        first = frame[frame["index"] == "first"].set_index("factor")
        order = _ranked(total.reset_index(), "value")
        _bars(axes, 100 * total.loc[order, ["value", "low", "high"]], PALE, 0.74)
        axes.barh(
            range(len(order)),
            100 * first.loc[order, "value"].clip(lower=0),
            0.36,
            color=look.BLUE,
            zorder=2.5,
        )
        ends = extremes(100 * total[["low", "high"]], 100 * first["value"], [0.0, 5.0])
        _finish(axes, outcome, [named(labels, name) for name in order], (labels, room))
        ruled(axes, "x", limits(*ends, zero=True))
        axes.set_xlabel("share of variance, %", size=look.SMALL)
    return sheet.figure


def effects(
    indices: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    units: Mapping[str, str],
    words: Words,
    width: float = WIDE,
) -> Figure:
    """Draw Morris' mean absolute effects with intervals, and their spread.

    Args:
        indices: for each outcome, the frame of `morris_indices`.
        labels: of outcomes and factors by name.
        units: of outcomes by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    sheet, panels, room = _laid_out(indices, labels, words, width)
    _keyed(sheet, [(look.BLUE, "mean size of effect (μ*)"), (look.VERMILION, "spread (σ)")])
    for axes, (outcome, frame) in zip(panels, indices.items(), strict=True):
        order = _ranked(frame, "mu_star")
        rows = frame.set_index("factor").loc[order]
        ends = extremes(rows[["mu_star", "high", "sigma"]], [0.0])
        divisor, unit = scaled(units.get(outcome, ""), ends[1])
        bars = rows[["mu_star", "low", "high"]].set_axis(["value", "low", "high"], axis=1) / divisor
        _bars(axes, bars, [look.BLUE if low > 0 else look.EMPTY for low in rows["low"]])
        axes.plot(
            rows["sigma"] / divisor,
            range(len(order)),
            "D",
            color=look.VERMILION,
            markerfacecolor="white",
            markersize=4,
            zorder=4,
        )
        _finish(axes, outcome, [named(labels, name) for name in order], (labels, room))
        ruled(axes, "x", limits(0.0, ends[1] / divisor, zero=True))
        axes.set_xlim(left=0)
        axes.set_xlabel(shortened(unit, width_inches(axes), look.SMALL), size=look.SMALL)
    return sheet.figure


def influences(
    indices: Mapping[str, pd.DataFrame], labels: Mapping[str, str], words: Words, width: float = WIDE
) -> Figure:
    """Draw PAWN indices with intervals and, for each factor, what chance would reach; grey where it is not exceeded.

    Args:
        indices: for each outcome, the frame of `pawn_indices`.
        labels: of outcomes and factors by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    sheet, panels, room = _laid_out(indices, labels, words, width)
    _keyed(sheet, [(look.BLUE, "above noise"), (look.EMPTY, "within noise"), (look.VERMILION, "noise")])
    for axes, (outcome, frame) in zip(panels, indices.items(), strict=True):
        order = _ranked(frame, "value")
        rows = frame.set_index("factor").loc[order]
        _bars(
            axes, rows[["value", "low", "high"]], [look.BLUE if told else look.EMPTY for told in rows["told"]]
        )
        places = np.arange(len(order))
        axes.vlines(
            rows["threshold"], places - 0.42, places + 0.42, colors=look.VERMILION, linewidth=2, zorder=4
        )
        _finish(axes, outcome, [named(labels, name) for name in order], (labels, room))
        ruled(axes, "x", limits(*extremes(rows[["value", "high", "threshold"]], [0.0]), zero=True))
        axes.set_xlim(left=0)
        axes.set_xlabel("PAWN index, 0 to 1", size=look.SMALL)
    return sheet.figure


def _finish(axes: Axes, outcome: str, names: Sequence[str], beside: tuple[Mapping[str, str], float]) -> None:
    labels, room = beside
    rows_named(axes, names, room)
    title_panel(axes, named(labels, outcome), "", room)
    axes.axvline(0, color=look.SOFT, linewidth=0.9, zorder=1)


# ------------------------------------------------------------------------------------------ boxes


@final
@dataclass(frozen=True, slots=True)
class Span:
    """A restricted factor of a box.

    Attributes:
        label: of the factor.
        parts: where the box lies on its range, 0 to 1: from and to.
        words: the same in words.
        ends: both ends of the range in words; empty for a factor of words.
        number: how many words it has, for a factor of words, else 1.
    """

    label: str
    parts: tuple[tuple[float, float], ...]
    words: str
    ends: tuple[str, str]
    number: int = 1


@final
@dataclass(frozen=True, slots=True)
class BoxDrawing:
    """A box to draw: its name, what it covers, in words, and its restricted factors."""

    title: str
    said: str
    spans: tuple[Span, ...]


def box_ranges(boxes: Sequence[BoxDrawing], words: Words, width: float = WIDE) -> Figure:
    """Draw for every box the part of each restricted factor's range that it holds.

    Args:
        boxes: at least one.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    step = 0.5 if width > 6 else 0.66
    heights = [0.62 + step * len(box.spans) for box in boxes]
    sheet = leaf(words, sum(heights) + 0.08, width)
    top = sheet.top - 0.08
    left = sheet.margin + (3.0 if width > 6 else 0.0)
    for box, height in zip(boxes, heights, strict=True):
        sheet.write(sheet.margin, top - 0.14, box.title, weight="bold", size=look.TEXT + 0.5, va="center")
        sheet.write(sheet.margin, top - 0.35, box.said, size=look.TEXT - 0.4, color=look.SOFT, va="center")
        axes = sheet.axes(left, top - height + 0.1, width - sheet.margin - left, step * len(box.spans))
        _spans(axes, box.spans, left - sheet.margin)
        top -= height
    return sheet.figure


def _spans(axes: Axes, spans: Sequence[Span], beside: float) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(len(spans) - 0.5, -0.5)
    axes.set_axis_off()
    lift = 0.0 if beside else 0.2
    for row, span in enumerate(spans):
        place = row + lift - (0.1 if beside else 0.0)
        axes.barh(place, 1.0, 0.26, color=look.RULE, zorder=1)
        for low, high in span.parts:
            axes.barh(place, high - low, 0.26, left=low, color=look.BLUE, zorder=2)
        for cut in range(1, span.number):
            axes.vlines(cut / span.number, place - 0.15, place + 0.15, colors="white", linewidth=2, zorder=3)
        size = look.TEXT - 0.6
        if beside:
            label = shortened(span.label, beside - 0.2, size)
            axes.annotate(
                label, (0, place), (-72 * beside, 0), "data", "offset points", size=size, va="center"
            )
        else:
            axes.text(0, place - 0.32, span.label, size=size, va="center")
        for x, end, across in ((0.0, span.ends[0], "left"), (1.0, span.ends[1], "right")):
            axes.text(x, place + 0.36, end, size=look.SMALL - 0.4, color=look.SOFT, ha=across, va="center")
        middle = min(max((span.parts[0][0] + span.parts[-1][1]) / 2, 0.3), 0.7) if span.parts else 0.5
        axes.text(
            middle,
            place + 0.36,
            span.words,
            size=look.SMALL,
            color=look.BLUE,
            weight="bold",
            ha="center",
            va="center",
        )
