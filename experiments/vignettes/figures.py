"""The figures of the vignettes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from abm.analysis.intervals import Interval
from experiments.vignettes.counting import by_year
from experiments.vignettes.outcomes import Outcome
from experiments.vignettes.vignette import WITH, WITHOUT, Vignette

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def _series(axes: Axes, one: Outcome, reduced: object) -> None:
    from abm.viz.panels import style_of

    for rank, arm in enumerate((WITH, WITHOUT)):
        table: pd.DataFrame = reduced(one.runs[arm])  # type: ignore[operator]
        style = style_of(rank)
        axes.fill_between(
            table.index, table["low"], table["high"], color=style["color"], alpha=0.16, linewidth=0
        )
        axes.plot(table.index, table["mean"], **style)


def _years_along(axes: Axes, vignette: Vignette) -> None:
    from abm.viz import appearance as look
    from abm.viz.panels import Steps

    axes.set_ylim(0, None)
    axes.yaxis.set_major_formatter(Steps())
    axes.locator_params(axis="y", nbins=4)
    axes.grid(True, axis="y")
    axes.tick_params(axis="y", length=0, labelsize=look.SMALL + 0.4)
    axes.spines["left"].set_visible(False)
    look.years_along(axes, vignette.first - 0.5, vignette.last + 0.5, 8)
    axes.tick_params(axis="x", labelsize=look.SMALL + 0.4)


def years(vignette: Vignette, found: Sequence[Outcome], width: float) -> Figure:
    """Draw each outcome in both arms, with the spread of single runs, and what was recorded.

    Args:
        vignette: the vignette.
        found: its outcomes.
        width: of the sheet, inches.
    """
    from abm.viz import appearance as look
    from abm.viz.panels import Grid, Words, head_for, leaf, panel_width, style_of, title_panel

    later = vignette.since if vignette.since != vignette.first else None
    columns = 2 if width > 6 else 1
    head = head_for([one.label for one in found], panel_width(width, columns) - 0.2) + 0.1
    grid = Grid(len(found), columns, 1.75, left=0.7, foot=0.42, head=head)
    sources = dict.fromkeys(label for one in found for label in one.recorded)
    shapes = ("circles", "diamonds", "squares")
    points = "; ".join(f"{shape}: {label}" for shape, label in zip(shapes, sources, strict=False))
    words = Words(
        vignette.title,
        "Lines: means of runs, darker bands their 95 % intervals; lightest band: the middle 80 % of runs "
        f"({vignette.arms.event})" + (f". Black: recorded ({points})" if points else ""),
        (f"Dotted: from {vignette.since} on the arms may differ. " if later else "")
        + "Sources of the records: README beside the series.",
    )
    sheet = leaf(words, grid.body, width, [vignette.arms.event, vignette.arms.control])
    for place, one in enumerate(found):
        axes = grid.axes(sheet, place)
        title_panel(axes, one.label, one.unit, left=0.7)
        share = one.unit.startswith("%")
        if not share:
            spread = one.runs[WITH].groupby(level="year").quantile([0.1, 0.9]).unstack() / one.scale
            axes.fill_between(
                spread.index, spread[0.1], spread[0.9], color=style_of(0)["color"], alpha=0.09, linewidth=0
            )
        most = 100.0 if share else math.inf
        _series(axes, one, lambda values, scale=one.scale, most=most: (by_year(values) / scale).clip(0, most))
        for label, series in one.recorded.items():
            marker = "oDs"[list(sources).index(label) % 3]
            axes.plot(series.index, series / one.scale, marker, color=look.INK, markersize=3.6, clip_on=False)
        if later:
            axes.axvline(float(later) - 0.5, color=look.SOFT, linewidth=0.8, linestyle=(0, (1, 2)))
        _years_along(axes, vignette)
        if share:
            axes.set_ylim(0, 108)
    return sheet.figure


def routes(
    vignette: Vignette,
    shares: pd.DataFrame,
    risks: Mapping[str, tuple[Interval, Interval, float]],
    width: float,
) -> Figure:
    """Draw shares of routes and deaths on them, the model's beside what was recorded.

    Args:
        vignette: the vignette.
        shares: of `frontex.shares_of`.
        risks: of `frontex.risks_of`.
        width: of the sheet, inches.
    """
    from abm.viz import appearance as look
    from abm.viz.panels import Grid, Words, leaf, rows_named, title_panel

    names = list(vignette.routes)
    columns = 2 if width > 6 else 1
    grid = Grid(2, columns, 0.36 * len(names), left=1.55, foot=0.5, head=0.6)
    words = Words(
        vignette.title,
        "Blue: interdictions in the model, vermilion: attempts (mean and 95 % interval of the runs); black: recorded",
        f"{vignette.first} to {vignette.last}. Recorded: Frontex, and for the dead the Missing Migrants Project, 2014 "
        "and 2015.",
    )
    sheet = leaf(words, grid.body, width)
    left, right = grid.axes(sheet, 0), grid.axes(sheet, 1)
    title_panel(left, "Share of the routes", "% of all routes", left=1.55)
    title_panel(right, "Deaths", "per 1,000 interdicted, attempting, or detected", left=1.55)
    for row, name in enumerate(names):
        for rank, column in enumerate(("interdictions", "attempts")):
            ends = [100 * float(shares.loc[name, f"{column}{end}"]) for end in ("", "_low", "_high")]
            _point(left, row, rank, ends)
        for rank, each in enumerate(risks[name][:2]):
            _point(right, row, rank, [each.mean, each.low, each.high])
        left.plot([100 * float(shares.loc[name, "detected"])], [row], "X", color=look.INK, markersize=6)
        right.plot([risks[name][2]], [row], "X", color=look.INK, markersize=6)
    right.set_xscale("log")
    right.set_xlim(0.1, 1000)
    right.set_xticks([0.1, 1, 10, 100, 1000], ["0.1", "1", "10", "100", "1,000"])
    right.minorticks_off()
    left.set_xlim(0, None)
    for line in left.lines:
        line.set_clip_on(line.get_marker() == "None")  # a mark at zero is seen whole
    for axes in (left, right):
        rows_named(axes, names, 1.55)
        axes.grid(True, axis="x")
        axes.tick_params(axis="x", length=0, labelsize=look.SMALL + 0.4)
    return sheet.figure


def _point(axes: Axes, row: int, rank: int, ends: Sequence[float]) -> None:
    from abm.viz.panels import COLOURS, MARKERS

    place = row + 0.16 * (2 * rank - 1)
    axes.plot(ends[1:], [place, place], color=COLOURS[rank], linewidth=1.4)
    axes.plot(ends[:1], [place], MARKERS[rank], color=COLOURS[rank], markersize=4.5)
