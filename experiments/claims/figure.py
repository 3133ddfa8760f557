"""The figures of a claim: effects beside threshold, ablation and reference; and tables of conditions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from experiments.claims.conditions import Conditions, sign_of
from experiments.claims.estimating import Estimates
from experiments.claims.parts import Expectation, Reference
from experiments.claims.wording import AS_THEY_ARE, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNITS = {
    "change": "change against the control, %",
    "difference": "difference from the control, points",
    "elasticity": "elasticity to border effort",
    "level": "level, %",
    "odds_ratio": "odds ratio",
    "optimum": "strength at which it is highest",
    "shares": "difference of shares of variance, points",
}
FARTHEST = 100.0
"""Odds ratios above this, or below one over it, are drawn at it."""
BAND = "#E3F1EA"


class Asked(Protocol):
    """What a panel says of a finding."""

    @property
    def title(self) -> str:
        """A few words."""

    @property
    def estimator(self) -> str:
        """What the effect is."""

    @property
    def expected(self) -> Expectation:
        """The threshold."""

    @property
    def reference(self) -> Reference | None:
        """What others found."""


class Shown(Protocol):
    """A finding in a world, with its estimates."""

    @property
    def spec(self) -> Asked:
        """The finding."""

    @property
    def world(self) -> str:
        """Name of the world."""

    @property
    def estimates(self) -> Estimates:
        """With the mechanism and without it."""


def effects(findings: Sequence[Sequence[Shown]], width: float, source: str = "") -> Figure:
    """Draw every finding in a panel of its own, with a row for each world.

    Args:
        findings: each finding in every world.
        width: of the sheet, inches.
        source: what the intervals rest on, in a sentence; the number of pairs of runs by default.
    """
    from abm.viz.panels import Grid, Words, head_for, leaf, panel_width, title_panel

    crossed = any(found[0].spec.reference is not None for found in findings)
    columns = 2 if width > 6 else 1
    room = panel_width(width, columns) - 0.2
    head = head_for([found[0].spec.title for found in findings], room) + 0.12
    grid = Grid(len(findings), columns, 0.62, left=0.75, foot=0.42, head=head)
    words = Words(
        "Effects, with the mechanism and without it",
        "Green: the range that was expected before the run"
        + ("; cross: what others found." if crossed else "."),
        source or _pairs_said([one.estimates for found in findings for one in found]),
    )
    sheet = leaf(words, grid.body, width, ["with the mechanism", "without it"])
    for place, found in enumerate(findings):
        axes = grid.axes(sheet, place)
        title_panel(axes, found[0].spec.title, UNITS[found[0].spec.estimator], left=0.75)
        _panel(axes, found)
    return sheet.figure


def _pairs_said(every: Sequence[Estimates]) -> str:
    """Over how many runs the intervals are taken, with the mechanism and without it."""
    pairs, without = (max(getattr(one, name).number for one in every) for name in ("effect", "ablated"))
    fewer = f", {without} without the mechanism" if without != pairs else ""
    return f"Means and 95 % intervals over up to {pairs} pairs of runs with the same seeds{fewer}."


def _panel(axes: Axes, found: Sequence[Shown]) -> None:
    from abm.viz import appearance as look
    from abm.viz.panels import COLOURS, MARKERS, Steps, rows_named

    spec = found[0].spec
    ratio = spec.estimator == "odds_ratio"
    scale = 1.0 if ratio or spec.estimator in AS_THEY_ARE else 100.0
    for row, one in enumerate(found):
        for rank, interval in enumerate((one.estimates.effect, one.estimates.ablated)):
            if not math.isfinite(interval.mean):
                continue
            axes.plot([scale * interval.low, scale * interval.high], [row + 0.17 * (2 * rank - 1)] * 2,
                      color=COLOURS[rank], linewidth=1.6)  # fmt: skip
            axes.plot([scale * interval.mean], [row + 0.17 * (2 * rank - 1)], MARKERS[rank],
                      color=COLOURS[rank], markersize=5)  # fmt: skip
        if not math.isfinite(one.estimates.effect.mean):
            middle = axes.get_yaxis_transform()
            axes.text(
                0.5, row, "cannot be measured", transform=middle, ha="center", va="center", color=look.SOFT
            )
    if spec.reference is not None:
        axes.plot([scale * spec.reference.value], [(len(found) - 1) / 2], "x", color=look.INK, markersize=7,
                  markeredgewidth=1.8)  # fmt: skip
    low, high = _far_ends(found) if ratio else _ends(found, scale)
    if ratio:
        axes.set_xscale("log")
    axes.set_xlim(low, high)
    expected = [scale * end for end in spec.expected.ends]
    axes.axvspan(max(expected[0], low), min(expected[1], high), color=BAND, linewidth=0, zorder=0)
    axes.axvline(1 if ratio else 0, color=look.SOFT, linewidth=0.8, zorder=1)
    axes.set_xlim(low, high)
    if ratio:
        _ratios(axes, low, high)
    else:
        axes.xaxis.set_major_formatter(Steps(signs=spec.estimator not in ("level", "optimum")))
        axes.locator_params(axis="x", nbins=6)
    axes.tick_params(axis="x", length=2, labelsize=look.SMALL + 0.4)
    rows_named(axes, [one.world for one in found], 0.75)


def _ends(found: Sequence[Shown], scale: float) -> tuple[float, float]:
    """The axis: all intervals, the ends of the expected range, the reference, and zero."""
    spec = found[0].spec
    values = [0.0, *(scale * end for end in spec.expected.ends if math.isfinite(end))]
    if spec.reference is not None:
        values.append(scale * spec.reference.value)
    for one in found:
        for interval in (one.estimates.effect, one.estimates.ablated):
            values += [
                scale * end for end in (interval.mean, interval.low, interval.high) if math.isfinite(end)
            ]
    air = 0.08 * (max(values) - min(values) or 1.0)
    return min(values) - air, max(values) + air


def _ratios(axes: Axes, low: float, high: float) -> None:
    """Ticks of a logarithmic axis of ratios: round numbers where it is short, then 1, 2 and 5 times powers of ten."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    if high / low < 4:
        ticks = list(MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high))
    else:
        steps = (1.0,) if high / low > 300 else (1.0, 2.0, 5.0)
        ticks = [step * 10.0**power for power in range(-3, 3) for step in steps]
    axes.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if low <= tick <= high]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _far_ends(found: Sequence[Shown]) -> tuple[float, float]:
    """The axis of odds ratios: the same, and one, on a logarithmic scale."""
    spec = found[0].spec
    values = [1.0, *(end for end in spec.expected.ends if math.isfinite(end))]
    if spec.reference is not None:
        values.append(spec.reference.value)
    for one in found:
        for interval in (one.estimates.effect, one.estimates.ablated):
            values += [end for end in (interval.mean, interval.low, interval.high) if not math.isnan(end)]
    logs = [math.log(min(max(value, 1 / FARTHEST), FARTHEST)) for value in values]
    air = 0.08 * (max(logs) - min(logs) or 1.0)
    return math.exp(min(logs) - air), math.exp(max(logs) + air)


def signs(table: Conditions, width: float) -> Figure:
    """Draw a table of conditions: a tile for each combination, in colour where the interval lies on one side of zero.

    Args:
        table: the table.
        width: of the sheet, inches.
    """
    from matplotlib.patches import Rectangle

    from abm.viz import appearance as look
    from abm.viz.panels import Words, leaf

    spec = table.spec
    rows, columns = list(spec.rows.steps), list(spec.columns.steps)
    tall = 0.55 if width > 6 else 0.5
    words = Words(
        spec.title,
        f"Change of {spec.outcome.said.lower()} against the first row and column, %, {table.world} world",
        "Blue: rises, vermilion: falls (95 % interval on one side of zero); grey: the interval holds zero. "
        f"Up to {max(table.cells[cell].number for cell in table.compared)} pairs of runs.",
    )
    sheet = leaf(words, tall * len(rows) + 1.0, width)
    side = 0.55
    axes = sheet.axes(sheet.margin + side, sheet.bottom + 0.5, min(width - 2 * sheet.margin - side, 6.2),
                      tall * len(rows))  # fmt: skip
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            cell, first = table.cells[row, column], (i, j) == (0, 0)
            colour = {1: look.BLUE, -1: look.VERMILION, 0: look.SOFT}[sign_of(cell)]
            axes.add_patch(Rectangle((j + 0.03, i + 0.05), 0.94, 0.9, color=look.EMPTY if first else colour,
                                     alpha=0.5 if first else 0.16, linewidth=0))  # fmt: skip
            text = "reference" if first else f"{signed(100 * cell.mean, 1)} %"
            axes.text(j + 0.5, i + (0.5 if first else 0.4), text, ha="center", va="center", size=look.TEXT,
                      weight="normal" if first else "bold", color=look.SOFT if first else colour)  # fmt: skip
            if not first:
                said = f"{signed(100 * cell.low, 1)} to {signed(100 * cell.high, 1)}"
                axes.text(
                    j + 0.5, i + 0.72, said, ha="center", va="center", size=look.SMALL - 0.6, color=look.SOFT
                )
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(rows), 0)
    axes.set_xticks([j + 0.5 for j in range(len(columns))], columns)
    axes.set_yticks([i + 0.5 for i in range(len(rows))], rows)
    axes.tick_params(length=0, labelcolor=look.INK)
    axes.set_xlabel(f"Columns: {spec.columns.label}")
    for spine in axes.spines.values():
        spine.set_visible(False)
    sheet.write(sheet.margin, sheet.top - 0.3, f"Rows: {spec.rows.label}", size=look.TEXT, color=look.SOFT)
    return sheet.figure
