"""The figure of the anchors: model and record over the number of the text, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.anchors.anchor import Said
from experiments.anchors.comparing import Found

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFTMOST, RIGHTMOST = 1 / 30, 10.0
"""Ends of the axis; what lies beyond stands at its end as an arrow."""

TICKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

ROW, HIGH_ROW = 0.235, 0.4
"""Height of a row, inches: with its name at its left, and with its name above its marks on a narrow sheet."""


def beside_the_text(found: Sequence[Found], tolerance: float, width: float) -> Figure:
    """Draw every anchor in a row: the model's mean and interval, and the record, over the number of the text.

    Args:
        found: the anchors, measured.
        tolerance: share of a number within which a value is near it.
        width: of the sheet, inches.
    """
    from abm.viz import appearance as look
    from abm.viz.panels import Words, leaf, room_for

    sections: dict[str, list[Found]] = {}
    for one in found:
        sections.setdefault(one.anchor.section, []).append(one)
    words = Words(
        "Model and record over the number of the text",
        "Blue circles: model, mean and 95 % interval, hollow where a run is told data that the number sums up or was "
        "set with it in view; black diamonds: record; grey bands: ranges of the text.",
        f"Times the number of the text (of a range, its geometric middle; of one that is open, its end); dotted: "
        f"{100 * tolerance:.0f} % less and more. Arrows: beyond the end of the axis, zero included.",
    )
    wide = width > 6
    head, foot, row = 0.32, 0.5, ROW if wide else HIGH_ROW
    body = sum(head + row * len(rows) for rows in sections.values()) + foot
    sheet = leaf(words, body, width)
    beside = room_for([one.anchor.title for one in found], 3.6) + 0.2 if wide else 0.12
    right = 1.2 if wide else 0.1
    top = sheet.top
    for rank, (section, rows) in enumerate(sections.items()):
        tall = row * len(rows)
        axes = sheet.axes(sheet.margin + beside, top - head - tall,
                          width - 2 * sheet.margin - beside - right, tall)  # fmt: skip
        sheet.write(sheet.margin, top - head + 0.07, section[:1].upper() + section[1:], size=look.TEXT, weight="bold",
                    va="bottom")  # fmt: skip
        _panel(axes, rows, beside if wide else 0.0)
        for end in (1 - tolerance, 1 + tolerance):
            axes.axvline(end, color=look.SOFT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        if wide:
            sheet.write(width - sheet.margin - right + 0.14, top - head + 0.07, "the text", size=look.SMALL,
                        color=look.SOFT, va="bottom")  # fmt: skip
            _numbers(axes, rows)
        if rank == len(sections) - 1:
            axes.set_xlabel("times the number of the text")
        else:
            axes.xaxis.set_ticklabels([])
        top -= head + tall
    return sheet.figure


def _panel(axes: Axes, rows: Sequence[Found], beside: float) -> None:
    """Draw the rows of a section, with `beside` inches for names at their left; without, names stand above marks."""
    from matplotlib.ticker import FixedLocator, NullLocator

    from abm.viz import appearance as look
    from abm.viz.panels import rows_named

    axes.set_xscale("log")
    axes.set_xlim(LEFTMOST, RIGHTMOST)
    rows_named(axes, [one.anchor.title if beside else "" for one in rows], beside - 0.1 if beside else 1.0)
    axes.axvline(1.0, color=look.SOFT, linewidth=1.0, zorder=1)
    for row, one in enumerate(rows):
        place = row if beside else row + 0.2
        if not beside:
            axes.text(0, row - 0.26, one.anchor.title, transform=axes.get_yaxis_transform(), va="center",
                      size=look.TEXT - 0.6, path_effects=[look.HALO], zorder=6)  # fmt: skip
        _band(axes, place, one.anchor.text, 0.42 if beside else 0.22)
        _model(axes, place, one)
        if one.record is not None:
            _record(axes, place, one)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_ticklabels([f"{tick:g}" for tick in TICKS])
    axes.grid(True, axis="x")
    axes.tick_params(axis="x", length=0, labelsize=look.SMALL + 0.4)
    axes.tick_params(axis="y", pad=9)
    axes.spines["bottom"].set_visible(False)


def _band(axes: Axes, row: float, text: Said, half: float) -> None:
    """The range of the text over the number that stands for it; to the end of the axis where it is open."""
    from abm.viz import appearance as look

    low, high = text.ends
    if low != high:
        ends = [max(low / text.point, LEFTMOST), min(high / text.point, RIGHTMOST)]
        axes.fill_between(ends, row - half, row + half, color=look.EMPTY, linewidth=0, zorder=0)


def _model(axes: Axes, row: float, one: Found) -> None:
    from abm.viz import appearance as look

    point = one.anchor.text.point
    if math.isnan(one.model.mean):
        return
    place = _within(one.model.mean / point)
    if math.isfinite(one.model.low):
        ends = [_within(end / point) for end in (one.model.low, one.model.high)]
        axes.plot(ends, [row, row], color=look.MODEL, linewidth=1.8, zorder=3, clip_on=False)
    face = "white" if one.anchor.told else look.MODEL
    axes.plot([place], [row], _marker(one.model.mean / point), color=look.MODEL, markerfacecolor=face, markersize=5.4,
              markeredgewidth=1.4, zorder=4, clip_on=False)  # fmt: skip


def _record(axes: Axes, row: float, one: Found) -> None:
    from abm.viz import appearance as look

    assert one.record is not None
    ends = [_within(end / one.anchor.text.point) for end in one.record]
    if ends[0] != ends[1]:
        axes.plot(ends, [row, row], color=look.INK, linewidth=1.0, zorder=5, clip_on=False)
    axes.plot(ends, [row, row], "D", linestyle="none", markerfacecolor="none", markeredgecolor=look.INK, markersize=5.4,
              markeredgewidth=1.1, zorder=5, clip_on=False)  # fmt: skip


def _numbers(axes: Axes, rows: Sequence[Found]) -> None:
    """The numbers of the text at the right of their rows, so that the figure can be read without the table."""
    from abm.viz import appearance as look
    from experiments.anchors.page import said

    for row, one in enumerate(rows):
        text = f"{said(one.anchor.text)} {shortest(one.anchor.unit)}".rstrip()
        axes.annotate(text, (1, row), (10, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                      va="center", size=look.SMALL, color=look.SOFT)  # fmt: skip


def shortest(unit: str) -> str:
    """Return what of a unit has to stand beside its number where the row says what is counted."""
    first, *others = unit.split()
    if first == "%":
        return first
    size = first if first in ("thousand", "million", "billion") else ""
    return f"{size} dollars".strip() if "dollars" in (first, *others[:1]) else size


def _within(ratio: float) -> float:
    return min(max(ratio, LEFTMOST), RIGHTMOST)


def _marker(ratio: float) -> str:
    """A circle, or an arrow where a value lies beyond an end of the axis."""
    if ratio < LEFTMOST:
        return "<"
    return ">" if ratio > RIGHTMOST else "o"
