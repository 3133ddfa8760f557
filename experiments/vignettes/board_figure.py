"""The figure of the board: model over recorded for every check, grouped by episode, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.vignettes.checking import FACTOR, INSIDE, MISSED, NEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from experiments.vignettes.board import Episode

FARTHEST = 30.0
"""Ratios above this, or below one over it, are drawn at the edge as an arrow."""

ROW = 0.215
BAND = "#EEF2F6"
LOOKS = {NEAR: ("o", 0), INSIDE: ("D", 3), MISSED: ("X", 1)}
"""Marker and place of the colour of each verdict."""


def checks(every: Sequence[Episode], width: float) -> Figure:
    """Draw model over recorded for every check of a number, with the interval of the mean and the range of runs.

    Args:
        every: all vignettes.
        width: of the sheet, inches.
    """
    from abm.viz import appearance as look
    from abm.viz.panels import Words, leaf, shortened

    rows = _rows(every)
    left = 4.0 if width > 6 else 2.0
    words = Words(
        "Model over recorded, check by check",
        f"Circle: mean within a factor of {FACTOR:g} (shaded); diamond: record within 95 % of single runs alone; "
        "cross: missed; hollow: put into the scenario. Line: 95 % interval of the mean; pale line: 95 % of single "
        "runs.",
        "Of one year over another, changes are compared. Arrows: beyond the axis, none in the model, or the other "
        "sign.",
    )
    foot = 0.42
    sheet = leaf(words, ROW * len(rows) + foot, width)
    axes = sheet.axes(
        sheet.margin + left, sheet.bottom + foot, width - 2 * sheet.margin - left - 0.1, ROW * len(rows)
    )
    axes.set_xscale("log")
    axes.set_xlim(1 / (1.25 * FARTHEST), 1.25 * FARTHEST)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvspan(1 / FACTOR, FACTOR, color=BAND, linewidth=0, zorder=0)
    axes.axvline(1.0, color=look.SOFT, linewidth=0.9, zorder=1)
    size = look.TEXT - 0.8
    for place, (title, row) in enumerate(rows):
        strong = row is None
        room = width - 2 * sheet.margin if strong else left
        axes.annotate(
            shortened(title if strong else f"   {title}", (room - 0.12) / (1.12 if strong else 1.0), size), (0, place),
            (-72 * left, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center", size=size,
            weight="bold" if strong else "normal", color=look.INK if strong else look.SOFT, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6} if strong else None,
        )  # fmt: skip
        if row is not None:
            _draw(axes, place, row)
    _ticks(axes)
    return sheet.figure


def _rows(every: Sequence[Episode]) -> list[tuple[str, Any]]:
    """A row for each episode, then one for each check of a number; an episode without any says why."""
    rows: list[tuple[str, Any]] = []
    for one in every:
        if one.findings is None:
            rows.append((f"{one.title}: {one.fault}", None))
            continue
        own = one.findings[one.findings["recorded"].notna()]
        rows.append((one.title if len(own) else f"{one.title}: directions alone", None))
        rows += [(str(row["check"]), row) for _, row in own.iterrows()]
    return rows


def _draw(axes: Axes, place: int, row: Any) -> None:
    """Draw one check: the range of runs, the interval of the mean, and the mean or an arrow at the edge."""
    from abm.viz import appearance as look
    from abm.viz.panels import COLOURS

    marker, colour = LOOKS.get(row["verdict"], ("o", 6))
    ink = COLOURS[colour]
    ratio = float(row["ratio"])
    if math.isnan(ratio):
        axes.text(1.0, place, "no ratio: nothing recorded, or nothing in the model", ha="center", va="center",
                  size=look.SMALL, color=look.SOFT, style="italic")  # fmt: skip
        return
    for low, high, wide, pale in (
        (float(row["ratio_runs_low"]), float(row["ratio_runs_high"]), 3.4, 0.25),
        (float(row["ratio_low"]), float(row["ratio_high"]), 1.7, 1.0),
    ):
        if math.isfinite(low) and high > 1 / (1.25 * FARTHEST):
            axes.plot([max(low, 1 / (1.25 * FARTHEST)), min(high, 1.25 * FARTHEST)], [place, place], color=ink,
                      linewidth=wide, alpha=pale, solid_capstyle="butt", zorder=2)  # fmt: skip
    beyond = ratio <= 1 / FARTHEST or ratio >= FARTHEST
    shape = ("<" if ratio < 1 else ">") if beyond else marker
    hollow = (
        {"markerfacecolor": "white", "markeredgewidth": 1.3} if row["put_in"] else {"markeredgewidth": 0.4}
    )
    axes.plot([min(max(ratio, 1 / FARTHEST), FARTHEST)], [place], shape, color=ink, markeredgecolor=ink,
              markersize=5.6, clip_on=False, zorder=3, **hollow)  # fmt: skip


def _ticks(axes: Axes) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    from abm.viz import appearance as look

    axes.xaxis.set_major_locator(FixedLocator([0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.tick_params(axis="x", length=2, labelsize=look.SMALL + 0.4)
    axes.set_xlabel("model over recorded", size=look.SMALL + 0.4)
    axes.set_yticks([])
    axes.grid(True, axis="x")
    for spine in ("left", "top", "right"):
        axes.spines[spine].set_visible(False)
