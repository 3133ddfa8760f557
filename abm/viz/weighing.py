"""Figures for weighing policies: regret, what suffices, and trade-offs between outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from abm.viz import appearance as look
from abm.viz.panels import (
    COLOURS,
    MARKERS,
    WIDE,
    Grid,
    Leaf,
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
    title_panel,
)

Labels = Mapping[str, str]

DENSE = 400
"""Number of points beyond which a scatter is drawn as an image inside the figure."""

FEW = 40
"""Number of points up to which symbols are large."""


def regrets(
    tables: Mapping[str, pd.DataFrame], labels: Labels, units: Labels, words: Words, width: float = WIDE
) -> Figure:
    """Draw for each outcome and policy the mean regret, its 90th percentile and its maximum over the points.

    Args:
        tables: for each outcome, the frame of `regret_table`.
        labels: of outcomes and policies by name.
        units: of outcomes by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    count = max(len(table) for table in tables.values())
    policies = {named(labels, str(name)) for table in tables.values() for name in table["policy"]}
    room = room_for(sorted(policies), 1.6 if width <= 6 else 2.4)
    columns = 1 if width <= 6 or len(tables) == 1 else 2
    grid = Grid(len(tables), columns, 0.3 * count + 0.1, room, 0.5, 0.34)
    sheet = leaf(words, grid.body, width)
    for place, (outcome, table) in enumerate(tables.items()):
        axes = grid.axes(sheet, place)
        divisor, unit = scaled(units.get(outcome, ""), float(table["maximum"].max()), True)
        for row, policy in enumerate(table.to_dict("records")):
            mean, most, top = (policy[name] / divisor for name in ("mean", "percentile_90", "maximum"))
            colour = COLOURS[row % len(COLOURS)]
            axes.hlines(row, mean, top, colors=colour, linewidth=1.4)
            axes.plot(mean, row, MARKERS[row % len(MARKERS)], color=colour, markersize=5.5)
            axes.plot(most, row, "|", color=colour, markersize=9, markeredgewidth=2)
            axes.plot(top, row, "|", color=colour, markersize=6, markeredgewidth=1.2)
        rows_named(axes, [named(labels, str(name)) for name in table["policy"]], room)
        ruled(axes, "x", limits(0.0, float(table["maximum"].max()) / divisor, zero=True))
        axes.set_xlabel(f"regret, {unit}" if unit else "regret", size=look.SMALL)
        title_panel(axes, named(labels, outcome), "", room)
    return sheet.figure


def satisfying(table: pd.DataFrame, labels: Labels, words: Words, width: float = WIDE) -> Figure:
    """Draw the share of points at which each policy meets each threshold, with its interval.

    Args:
        table: frame of `satisficing_table`.
        labels: of outcomes (what is met) and policies by name.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    outcomes = list(dict.fromkeys(table["outcome"]))
    policies = list(dict.fromkeys(table["policy"]))
    room = room_for([named(labels, name) for name in policies], 1.6 if width <= 6 else 2.4)
    columns = 1 if width <= 6 or len(outcomes) == 1 else 2
    grid = Grid(len(outcomes), columns, 0.3 * len(policies) + 0.1, room, 0.5, 0.34)
    sheet = leaf(words, grid.body, width)
    for place, outcome in enumerate(outcomes):
        axes = grid.axes(sheet, place)
        rows = table[table["outcome"] == outcome].set_index("policy").reindex(policies)
        for row, policy in enumerate(policies):
            colour = COLOURS[row % len(COLOURS)]
            share = 100 * rows.loc[policy, ["share", "low", "high"]].astype(float)
            axes.hlines(row, share["low"], share["high"], colors=colour, linewidth=1.8)
            axes.plot(share["share"], row, MARKERS[row % len(MARKERS)], color=colour, markersize=6)
        rows_named(axes, [named(labels, name) for name in policies], room)
        ruled(axes, "x", (-2, 102), 5)
        axes.set_xlabel("share of points, %", size=look.SMALL)
        title_panel(axes, named(labels, outcome), "", room)
    return sheet.figure


def trade_offs(
    alternatives: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    names: tuple[Sequence[str], Labels, Labels],
    words: Words,
    width: float = WIDE,
) -> Figure:
    """Draw pairs of outcomes against each other; what belongs to the Pareto set of all outcomes is filled.

    Args:
        alternatives: policy, best (whether in the Pareto set), and for each outcome its mean under its name.
        pairs: of outcomes, horizontal and vertical.
        names: policies in the order of the key; labels of policies and outcomes; units of outcomes, with the direction.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    policies, labels, units = names
    columns = 1 if width <= 6 or len(pairs) == 1 else (3 if len(pairs) > 2 else 2)
    head = head_for([named(labels, up) for _, up in pairs], panel_width(width, columns) - 0.25)
    grid = Grid(len(pairs), columns, 2.3 if columns < 3 else 1.9, 0.68, 0.62, head)
    sheet = leaf(words, grid.body, width, [named(labels, policy) for policy in policies])
    for place, (across, up) in enumerate(pairs):
        axes = grid.axes(sheet, place)
        _scattered(axes, alternatives, (across, up), policies)
        for name, direction in ((across, "x"), (up, "y")):
            _measured(axes, alternatives, name, direction, (labels, units))
    return sheet.figure


def _measured(
    axes: Axes, alternatives: pd.DataFrame, name: str, direction: str, names: tuple[Labels, Labels]
) -> None:
    labels, units = names
    ends = extremes(alternatives[name])
    unit, _, better = units.get(name, "").partition("|")
    divisor, said = scaled(unit, max(map(abs, ends)))
    ruled(axes, direction, limits(*ends))
    axis = axes.yaxis if direction == "y" else axes.xaxis
    axis.set_major_locator(RoundIn(divisor))
    axis.set_major_formatter(Steps(divisor))
    if direction == "y":
        title_panel(axes, named(labels, name), f"{said}; {better}" if better else said, 0.66)
    else:
        from abm.viz.panels import width_inches, wrapped

        room = width_inches(axes)
        text = f"{named(labels, name)}, {said}" + (f"; {better}" if better else "")
        axes.set_xlabel("\n".join(wrapped(text, room, look.SMALL)[:2]), size=look.SMALL)


@final
class RoundIn(MaxNLocator):
    """Ticks that are round in units of a divisor."""

    def __init__(self, divisor: float) -> None:
        super().__init__(4, steps=[1, 2, 2.5, 5, 10])
        self.divisor = divisor

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:  # noqa: D102
        ticks = super().tick_values(vmin / self.divisor, vmax / self.divisor)
        return [float(tick) * self.divisor for tick in ticks]


def _scattered(
    axes: Axes, alternatives: pd.DataFrame, pair: tuple[str, str], policies: Sequence[str]
) -> None:
    few, dense = len(alternatives) <= FEW, len(alternatives) > DENSE
    for rank, policy in enumerate(policies):
        rows = alternatives[alternatives["policy"] == policy]
        colour, marker = COLOURS[rank % len(COLOURS)], MARKERS[rank % len(MARKERS)]
        for best in (False, True):
            chosen = rows[rows["best"] == best]
            axes.plot(
                chosen[pair[0]],
                chosen[pair[1]],
                marker,
                color=colour,
                markerfacecolor=colour if best else "white",
                markeredgewidth=0.9,
                markersize=(6.0 if best else 4.2) if few else (5.0 if best else 2.6),
                alpha=1.0 if best or few else 0.4,
                zorder=4 if best else 3,
                rasterized=dense,
                clip_on=False,
            )


def parallel(
    alternatives: pd.DataFrame,
    outcomes: Mapping[str, str],
    names: tuple[Sequence[str], Labels, Labels],
    words: Words,
    width: float = WIDE,
) -> Figure:
    """Draw each alternative as a line through the outcomes, all turned so that better is to one side.

    On a wide sheet the outcomes stand side by side, better at the top; on a narrow one below each other, better at the
    right.

    Args:
        alternatives: policy and one column for each outcome: the rows of a Pareto set.
        outcomes: for each outcome, which is better: less or more.
        names: policies in the order of the key; labels of policies and outcomes; units of outcomes.
        words: title, subtitle and source line.
        width: of the sheet, inches.
    """
    policies, labels, _ = names
    upright = width > 6
    body = 4.3 if upright else 0.85 * len(outcomes) + 0.5
    sheet = leaf(words, body, width, [named(labels, policy) for policy in policies])
    if upright:
        side = 0.75
        axes = sheet.axes(
            sheet.margin + side, sheet.bottom + 0.35, width - 2 * sheet.margin - 2 * side, body - 1.15
        )
    else:
        axes = sheet.axes(
            sheet.margin + 0.1, sheet.bottom + 0.35, width - 2 * sheet.margin - 0.2, body - 0.75
        )
    axes.set_axis_off()
    places = np.arange(len(outcomes), dtype=float)
    ends = {name: _worst_best(alternatives[name], way) for name, way in outcomes.items()}
    for rank, policy in enumerate(policies):
        rows = alternatives[alternatives["policy"] == policy]
        colour = COLOURS[rank % len(COLOURS)]
        alpha = 0.9 if len(alternatives) <= 15 else 0.45
        for _, row in rows.iterrows():
            share = np.array([(row[name] - w) / (b - w) if b != w else 1.0 for name, (w, b) in ends.items()])
            line = (places, share) if upright else (share, places)
            axes.plot(*line, color=colour, alpha=alpha, linewidth=1.4, marker=MARKERS[rank % len(MARKERS)],
                      markersize=4, clip_on=False)  # fmt: skip
    (axes.set_xlim if upright else axes.set_ylim)(
        (0, len(outcomes) - 1) if upright else (len(outcomes) - 1, 0)
    )
    (axes.set_ylim if upright else axes.set_xlim)(0, 1)
    _axes_of_outcomes(axes, sheet, ends, names)
    return sheet.figure


def _worst_best(values: pd.Series, way: str) -> tuple[float, float]:
    low, high = extremes(values)
    return (high, low) if way == "less" else (low, high)


def _axes_of_outcomes(
    axes: Axes,
    sheet: Leaf,
    ends: Mapping[str, tuple[float, float]],
    names: tuple[Sequence[str], Labels, Labels],
) -> None:
    """Draw a line for each outcome with its name, unit, and its best and worst value."""
    from abm.viz.panels import shortened, wrapped

    _, labels, units = names
    upright = sheet.width > 6
    step = (sheet.width - 2 * sheet.margin - 1.5) / max(len(ends) - 1, 1)
    for place, (name, (worst, best)) in enumerate(ends.items()):
        divisor, unit = scaled(units.get(name, "").partition("|")[0], max(abs(worst), abs(best)))
        worst_said, best_said = (look.rounded(round(end / divisor, 10)) for end in (worst, best))
        if upright:
            axes.plot([place, place], [0, 1], color=look.SOFT, linewidth=1, clip_on=False, zorder=1)
            title = wrapped(named(labels, name), min(step, 1.9) - 0.1, look.TEXT - 0.4, "bold")[:2]
            axes.annotate("\n".join(title), (place, 1), (0, 31), textcoords="offset points", ha="center",
                          size=look.TEXT - 0.4, weight="bold")  # fmt: skip
            axes.annotate(shortened(unit, min(step, 1.9) - 0.1, look.SMALL), (place, 1), (0, 20), ha="center",
                          textcoords="offset points", size=look.SMALL, color=look.SOFT)  # fmt: skip
            axes.annotate(best_said, (place, 1), (0, 6), textcoords="offset points", ha="center", size=look.SMALL,
                          color=look.BLUE)  # fmt: skip
            axes.annotate(worst_said, (place, 0), (0, -13), textcoords="offset points", ha="center",
                          size=look.SMALL, color=look.SOFT)  # fmt: skip
        else:
            axes.plot([0, 1], [place, place], color=look.SOFT, linewidth=1, clip_on=False, zorder=1)
            text = shortened(
                f"{named(labels, name)}, {unit}", sheet.width - 2 * sheet.margin - 0.2, look.TEXT
            )
            clear: dict[str, Any] = {"textcoords": "offset points", "path_effects": [look.HALO], "zorder": 6}
            axes.annotate(text, (0, place), (0, 9), size=look.TEXT - 0.6, **clear)
            axes.annotate(worst_said, (0, place), (0, -12), size=look.SMALL, color=look.SOFT, **clear)
            axes.annotate(
                best_said, (1, place), (0, -12), ha="right", size=look.SMALL, color=look.BLUE, **clear
            )
