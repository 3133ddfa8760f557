"""The figure of refugee corridors: who fled from where to where, at two dates, and the largest of them in bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.classes import Classes, draw_key, rows_of, samples_of, width_classes
from abm.viz.edges import largest
from abm.viz.ground import Ground, Line, ground_of, view_of
from abm.viz.mapsheet import CAPTION, GUTTER, KEY, Block, Picture, fill
from abm.viz.panels import Leaf, Words, leaf
from abm.viz.readings import Readings, credit, named, replicated, seeds, spread, whole_years
from abm.viz.routemap import placing, share, three

TITLE = "Refugee corridors"

PAIR = ["origin", "destination"]

LISTED, MOST = 12, 60
"""Corridors in the list of bars, and the most that are drawn on a map."""

EARLY, LATE = "#6FB0DC", "#08527F"
"""Colours of the first and of the last date."""

ROW = 0.27
"""Height of a row of the list, inches."""


@final
@dataclass(frozen=True)
class Moment:
    """One date: its year, the refugees by corridor (mean, low, high), what was reported, and its colour."""

    year: int
    model: pd.DataFrame
    reported: pd.Series
    colour: str


def dates(result: Readings) -> list[int]:
    """Return the years that are compared, one or two: the first and the last reported after the start of the run.

    Where nothing is reported: a year a third of the way through the run, and its last.
    """
    years, known = whole_years(result), result.reference_refugees
    both = sorted(set(years[1:]) & set(known["year"])) if known is not None else []
    if both:
        return sorted({int(both[0]), int(both[-1])})
    return sorted({years[(len(years) - 1) // 3], years[-1]}) if len(years) > 2 else years[-1:]


def moments(result: Readings) -> list[Moment]:
    """Return what the result says of each date, persons at the end of the year."""
    found, among, known = [], seeds(result), result.reference_refugees
    years = dates(result)
    for year, colour in zip(years, (EARLY, LATE)[-len(years) :], strict=True):
        here = result.corridors[result.corridors["year"] == year]
        model = spread(replicated(here, PAIR, "refugees", among))
        reported = pd.Series(dtype=float)
        if known is not None:
            reported = known[known["year"] == year].set_index(PAIR)["refugees"].astype(float)
        found.append(Moment(year, model[model["mean"] > 0.0], reported, colour))
    return found


def ranked(found: Sequence[Moment]) -> pd.Index:
    """Return the corridors of the list: the largest over the dates in the model, in the order of its mean."""
    total = pd.concat([moment.model["mean"] for moment in found]).groupby(PAIR).sum()
    return total.sort_values(ascending=False, kind="stable").index[:LISTED]


def refugee_corridors(result: Readings) -> Figure:
    """Draw the largest corridors of refugees at two dates as arcs, and the twelve largest with what was reported."""
    subtitle = "Refugees by country of origin and of refuge, end of the year"
    found = moments(result)
    if not any(len(moment.model) for moment in found):
        bare = look.sheet(TITLE, subtitle, credit(result, interval=False))
        return look.said(bare, "No refugee is recorded in this result.")
    ground = ground_of(result)
    lines = [
        arcs(moment, width_classes(pd.concat([each.model["mean"] for each in found]))) for moment in found
    ]
    keys = [line.key for drawn in lines for line in drawn]
    part = Block(ground, view_of(ground, keys), {}, len(found), result)
    order = ranked(found)
    body = CAPTION + part.height + 0.1 + 2 * KEY + 0.55 + ROW * len(order) + 0.5
    said = "Lines bend to the right of those who flee."
    if any(len(moment.reported) for moment in found):
        said = f"Diamonds: UNHCR Refugee Data Finder, recorded by pair of countries. {said}"
    sheet = leaf(Words(TITLE, subtitle, credit(result, f"{said} {placing(ground)}")), body)
    numbers = tuple(((str(o), str(d), ""), "") for o, d in order)
    for place, (moment, drawn) in enumerate(zip(found, lines, strict=True)):
        left = sheet.margin + place * (part.width + GUTTER)
        one_map(sheet, part, left, (moment, Picture("", "", drawn, (), numbers)))
    classes = width_classes(pd.concat([moment.model["mean"] for moment in found]))
    top = sheet.top - CAPTION - part.height - 0.1
    room = look.WIDTH - 2 * look.MARGIN
    for samples in rows_of(samples_of(classes, unit="persons"), room):
        draw_key(sheet.axes(sheet.margin, top - KEY, room, KEY), samples, room)
    bars(sheet, result, order, found)
    return sheet.figure


def arcs(moment: Moment, classes: Classes) -> tuple[Line, ...]:
    """Return the lines of the largest corridors of one date, wider for more refugees."""
    drawn = moment.model["mean"].loc[largest(moment.model["mean"], most=MOST)]
    return tuple(
        Line((str(o), str(d), ""), float(classes.of(persons)), moment.colour)
        for (o, d), persons in drawn.items()
    )


def one_map(sheet: Leaf, part: Block, left: float, shown: tuple[Moment, Picture]) -> None:
    """Draw the map of one date below its caption."""
    moment, picture = shown
    title = f"End of {moment.year}"
    sheet.write(left, sheet.top - 0.16, title, size=look.TEXT + 0.5, weight="bold", va="center")
    mean, total = moment.model["mean"], float(moment.model["mean"].sum())
    part_drawn = sum(mean[line.key[:2]] for line in picture.lines) / max(total, 1.0)
    words = f"the {len(picture.lines)} largest of {len(mean):,} corridors: {share(part_drawn)} of {three(total)} refugees"
    sheet.write(left, sheet.top - 0.33, words, size=look.SMALL + 0.2, color=look.SOFT, va="center")
    axes = sheet.axes(left, sheet.top - CAPTION - part.height, part.width, part.height)
    fill([(axes, part.view)], part, picture)


def bars(sheet: Leaf, result: Readings, order: pd.Index, found: Sequence[Moment]) -> None:
    """Draw the list: a bar for each corridor and date with its interval, and what was reported as a mark."""
    names = [
        f"{number}  {named(result, o)} \N{RIGHTWARDS ARROW} {named(result, d)}"
        for number, (o, d) in enumerate(order, 1)
    ]
    left = 3.3
    axes = sheet.axes(left, sheet.bottom + 0.28, look.WIDTH - look.MARGIN - left - 0.1, ROW * len(order))
    tables = [moment.model.reindex(order, fill_value=0.0) for moment in found]
    marks = [moment.reported.reindex(order) for moment in found]
    high = max(float(np.nanmax([*table["high"], *mark])) for table, mark in zip(tables, marks, strict=True))
    scale, unit = look.unit_of(high)
    thick = 0.76 / len(found)
    for place, (moment, table, mark) in enumerate(zip(found, tables, marks, strict=True)):
        rows = np.arange(len(order)) + (place - (len(found) - 1) / 2) * thick
        axes.barh(
            rows, table["mean"] / scale, 0.92 * thick, color=moment.colour, label=f"Model, {moment.year}"
        )
        axes.hlines(
            rows, table["low"] / scale, table["high"] / scale, colors=look.INK, linewidth=0.9, zorder=3
        )
        axes.plot(
            mark / scale, rows, "D", markersize=4.2, color=look.ORANGE, markeredgecolor=look.INK,
            markeredgewidth=0.6, zorder=4, clip_on=False, label="UNHCR" if place == 0 and mark.notna().any() else "",
        )  # fmt: skip
    look.counted(axes, "x", high / scale)
    axes.set_ylim(len(order) - 0.45, -0.55)
    look.row_names(axes, names, left - look.MARGIN - 0.05)
    look.caption(axes, unit, f"The {len(order)} largest corridors in the model")
    legend(axes)


def legend(axes: Axes) -> None:
    """Explain bars and marks at the foot of the list."""
    axes.legend(
        loc="lower right", framealpha=1, edgecolor="none", fontsize=look.SMALL + 0.6, handlelength=1.2
    )
