"""The figure of refugee corridors: who fled from where to where, at two dates, and the largest of them in bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.classes import Classes, draw_key, samples_of, width_classes
from abm.viz.edges import largest
from abm.viz.ground import Line, ground_of, view_of
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

MARK: Mapping[str, Any] = {
    "markersize": 4.2, "color": look.ORANGE, "markeredgecolor": look.INK, "markeredgewidth": 0.6, "zorder": 4,
}  # fmt: skip
"""How a reported value is marked."""

ROW, LEFT = 0.27, 3.3
"""Height of a row of the list, and where its axis begins, inches."""


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
        reported = pd.Series(dtype=float, index=model.index[:0])
        if known is not None:
            reported = known[known["year"] == year].set_index(PAIR)["refugees"].astype(float)
        found.append(Moment(year, model[model["mean"] > 0.0], reported, colour))
    return found


def ranked(found: Sequence[Moment]) -> pd.Index:
    """Return the corridors of the list: the largest at any date, in the model or as reported, the largest first."""
    every = pd.concat([values for moment in found for values in (moment.model["mean"], moment.reported)])
    return every.groupby(PAIR).max().sort_values(ascending=False, kind="stable").index[:LISTED]


def refugee_corridors(result: Readings) -> Figure:
    """Draw the largest corridors of refugees at two dates as arcs, and the twelve largest with what was reported."""
    subtitle = "Refugees by country of origin and of refuge, end of the year"
    found = moments(result)
    if not any(len(moment.model) for moment in found):
        bare = look.sheet(TITLE, subtitle, credit(result, interval=False))
        return look.said(bare, "No refugee is recorded in this result.")
    order = ranked(found)
    rows = [
        replace(each, model=each.model.reindex(order, fill_value=0.0), reported=each.reported.reindex(order))
        for each in found
    ]
    ground, classes = ground_of(result), width_classes(pd.concat([each.model["mean"] for each in found]))
    lines = [arcs(each, classes) for each in found]
    keys = [line.key for drawn in lines for line in drawn]
    part = Block(ground, view_of(ground, keys), {}, len(found), result)
    words = Words(TITLE, subtitle, credit(result, f"{notes(rows)} {placing(ground)}"))
    sheet = leaf(words, CAPTION + part.height + 0.1 + KEY + 0.72 + ROW * len(order) + 0.3)
    numbers = tuple(((str(o), str(d), ""), "") for o, d in order)
    for place, (each, drawn) in enumerate(zip(found, lines, strict=True)):
        left = sheet.margin + place * (part.width + GUTTER)
        one_map(sheet, part, left, (each, Picture("", "", drawn, (), numbers)))
    top, room = sheet.top - CAPTION - part.height - 0.1, look.WIDTH - 2 * look.MARGIN
    draw_key(sheet.axes(sheet.margin, top - KEY, room, KEY), samples_of(classes, unit="persons"), room)
    bars(sheet, result, rows)
    return sheet.figure


def ending(rows: Sequence[Moment]) -> float:
    """Return where the axis of the list ends, persons."""
    return look.ceiling([each.model for each in rows], [each.reported for each in rows])


def notes(rows: Sequence[Moment]) -> str:
    """Return what has to be known to read the list and the maps."""
    said = ["Lines bend to the right of those who flee; numbers are those of the list."]
    if any(each.reported.notna().any() for each in rows):
        said.insert(0, "Diamonds: UNHCR Refugee Data Finder, by pair of countries, end of the year.")
    if any((each.model["high"] > ending(rows)).any() for each in rows):
        said.append(look.GOES_ON)
    return " ".join(said)


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
    drawn = f"the {len(picture.lines)} largest of {len(mean):,} corridors"
    words = f"{drawn}: {share(part_drawn)} of {three(total)} refugees"
    sheet.write(left, sheet.top - 0.33, words, size=look.SMALL + 0.2, color=look.SOFT, va="center")
    axes = sheet.axes(left, sheet.top - CAPTION - part.height, part.width, part.height)
    fill([(axes, part.view)], part, picture)


def bars(sheet: Leaf, result: Readings, found: Sequence[Moment]) -> None:
    """Draw the list: a bar for each corridor and date with its interval, and what was reported as a mark."""
    order, end = found[0].model.index, ending(found)
    names = [
        f"{number}  {named(result, o)} \N{RIGHTWARDS ARROW} {named(result, d)}"
        for number, (o, d) in enumerate(order, 1)
    ]
    axes = sheet.axes(LEFT, sheet.bottom + 0.28, look.WIDTH - look.MARGIN - LEFT - 0.1, ROW * len(order))
    scale, unit = look.unit_of(end)
    thick, unnamed = 0.76 / len(found), True
    for place, each in enumerate(found):
        rows = np.arange(len(order)) + (place - (len(found) - 1) / 2) * thick
        mean = each.model["mean"] / scale
        axes.barh(rows, mean, 0.92 * thick, color=each.colour, label=f"Model, {each.year}")
        look.whiskers(axes, rows, each.model, end, scale)
        known = each.reported.notna().to_numpy()
        if known.any():
            label = "UNHCR" if unnamed else ""
            axes.plot(each.reported[known] / scale, rows[known], "D", **MARK, label=label)
            unnamed = False
    look.counted(axes, "x", end / scale)
    axes.set_ylim(len(order) - 0.45, -0.55)
    look.row_names(axes, names, LEFT - look.MARGIN - 0.05)
    reported = any(each.reported.notna().any() for each in found)
    where = "in the model or as reported" if reported else "in the model"
    look.caption(axes, unit, f"The {len(order)} largest corridors, {where}")
    axes.legend(
        loc="lower right", framealpha=1, edgecolor="none", fontsize=look.SMALL + 0.6, handlelength=1.2
    )
