"""The figure of a claim about shares: total indices by group of factors, a panel for each outcome."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from abm.analysis.intervals import Interval
from experiments.claims.shares.finding import Shares

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = 0.27
"""Height of a row, inches."""

ENDS = -0.04, 1.04
"""Ends of the axis: shares of variance; intervals that go beyond are cut."""


def totals(worlds: Sequence[Shares], outcomes: Sequence[str], without: str, width: float) -> Figure:
    """Draw the total index of every group of factors with its interval, the worlds side by side.

    Args:
        worlds: the runs of each world.
        outcomes: names of the outcomes that are drawn.
        without: name of the ablation, whose indices are drawn as open marks.
        width: of the sheet, inches.
    """
    from abm.viz.panels import Grid, Words, head_for, leaf, panel_width, room_for, title_panel

    claim = worlds[0].trial.claim
    names = [group.label for group in claim.factors.values()]
    columns = 3 if width > 8 else 2 if width > 5 else 1
    left = room_for(names, 1.3)
    titles = [claim.outcomes[name].label for name in outcomes]
    head = head_for(titles, panel_width(width, columns) - 0.2) - 0.14
    grid = Grid(len(outcomes), columns, ROW * len(names), left, 0.3, head)
    trial = worlds[0].trial
    words = Words(
        "What decides the security of states",
        "Total Sobol\N{RIGHT SINGLE QUOTATION MARK} index by group of factors: share of the variance between runs that "
        "is left when all else is known, %",
        f"Filled marks: 95 % intervals by bootstrap of {trial.samples:,} blocks, cut at the edge of a panel. Open "
        f"marks: the first {trial.ablated_samples:,}, where what states do about migration has no effect. Indices add "
        "up to more than 100\N{NO-BREAK SPACE}% where groups act together.",
    )
    sheet = leaf(words, grid.body, width, [f"{each.trial.world} world" for each in worlds])
    for place, name in enumerate(outcomes):
        axes = grid.axes(sheet, place)
        title_panel(axes, titles[place], left=left)
        _panel(axes, worlds, name, without)
        _named(axes, names, left)
    return sheet.figure


def _panel(axes: Axes, worlds: Sequence[Shares], outcome: str, without: str) -> None:
    from abm.viz.panels import COLOURS, MARKERS

    groups = list(worlds[0].trial.claim.factors)
    for rank, each in enumerate(worlds):
        shift = 0.19 * (2 * rank - len(worlds) + 1)
        style: dict[str, Any] = {"color": COLOURS[rank], "zorder": 3}
        for row, group in enumerate(groups):
            with_it, ablated = each.share(outcome, group), each.share(outcome, group, without=without)
            if math.isfinite(with_it.mean):
                low, high = _cut(with_it)
                axes.plot([low, high], [row + shift] * 2, linewidth=1.5, **style)
                axes.plot([min(with_it.mean, ENDS[1])], [row + shift], MARKERS[rank], markersize=4.6, **style)
            if math.isfinite(ablated.mean):
                axes.plot(
                    [min(ablated.mean, ENDS[1])], [row + shift], MARKERS[rank], markersize=4.6,
                    markerfacecolor="white", markeredgewidth=0.9, **{**style, "zorder": 2.5},
                )  # fmt: skip


def _cut(interval: Interval) -> tuple[float, float]:
    return max(interval.low, ENDS[0]), min(interval.high, ENDS[1])


def _named(axes: Axes, names: Sequence[str], left: float) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter

    from abm.viz import appearance as look
    from abm.viz.panels import rows_named

    axes.set_xlim(*ENDS)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g}"))
    axes.grid(True, axis="x")
    axes.tick_params(axis="x", length=0, labelsize=look.SMALL + 0.4)
    axes.spines["bottom"].set_visible(False)
    rows_named(axes, names, left)
