"""The map of conflict through time: where wars are in each period, and how many states are at war in each year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.parameters.conflict import Conflict
from abm.viz import appearance as look
from abm.viz import worldmap
from abm.viz.classes import OCHRES, Classes, Sample, draw_key
from abm.viz.ground import Ground, View, ground_of, prepare, view_of
from abm.viz.panels import Leaf, Words, leaf, scaled, title_panel
from abm.viz.readings import Readings, credit, replicated, seeds, span, spread, whole_years
from abm.viz.routemap import OUTLINES, placing

TITLE = "Conflict through time"

SHARES = Classes((10.0, 25.0, 50.0, 75.0), OCHRES)
"""Classes of the share of months at war, per cent."""

PEACE, ABSENT = "#EDEFF1", "#CDD1D5"
"""Colours of states that are never at war in a period, and of those that are not in the model."""

LENGTH, MOST = 6.5, 4
"""Years that a period lasts, about, and the most periods that are shown."""

GUTTER, NAME, STRIP = 0.3, 0.24, 1.35
"""Room between maps, height of their name, and height of the panels through time, inches."""

THRESHOLD = Conflict().threshold
"""Deaths in a year from which a state counts as at war, if the result's scenario does not say."""


def periods(years: Sequence[int]) -> list[list[int]]:
    """Divide years into at most `MOST` periods of about `LENGTH` years, as even as may be."""
    number = min(max(round(len(years) / LENGTH), 1), MOST, len(years))
    return [[int(year) for year in part] for part in np.array_split(np.array(years), number)]


def months_at_war(result: Readings, years: Sequence[int]) -> pd.Series:
    """Return the share of the months of some years in which each state is at war: per cent, mean over replications."""
    here = result.states[result.states["year"].isin(list(years))]
    return 100.0 * here.groupby("iso3")["at_war"].mean()


def threshold(result: Readings) -> float:
    """Return the deaths in a year from which a state counts as at war."""
    rule = result.scenario.get("parameters", {}).get("conflict", {})
    return float(rule.get("threshold", THRESHOLD))


def through_time(result: Readings) -> dict[str, pd.DataFrame]:
    """Return by year the per cent of states with deaths over the threshold, and deaths: mean, low and high.

    The same yardstick is laid on the model and on what is recorded, whatever the model itself calls a war.
    """
    years, among = whole_years(result), seeds(result)
    here = result.states[result.states["year"].isin(years)]
    deaths = replicated(here, ["iso3", "year"], "conflict_deaths", among)
    over = 100.0 * (deaths >= threshold(result)).groupby("year").mean()
    return {"states": spread(over), "deaths": spread(deaths.groupby("year").sum())}


def recorded(result: Readings) -> dict[str, pd.Series]:
    """Return the same two by year as recorded, within the years of the run; empty without reference data."""
    wars = result.reference_wars
    if wars is None:
        return {"states": pd.Series(dtype=float), "deaths": pd.Series(dtype=float)}
    here = wars[wars["year"].isin(whole_years(result))]
    over = 100.0 * (here["deaths"] >= threshold(result)).groupby(here["year"]).mean()
    return {"states": over, "deaths": here.groupby("year")["deaths"].sum()}


def conflict_map(result: Readings) -> Figure:
    """Draw the share of months at war by state for some periods, and below it states at war and deaths by year."""
    subtitle = f"Share of months in which each state is at war, {span(result)}"
    if "at_war" not in result.states or not result.states["at_war"].any():
        bare = look.sheet(TITLE, subtitle, credit(result, interval=False))
        return look.said(bare, "No war is recorded in this result.")
    ground, parts = ground_of(result), periods(whole_years(result))
    seen = recorded(result)
    sources = [
        f"States at war below: those with at least {look.number(threshold(result))} deaths in the year."
    ]
    if len(seen["states"]):
        sources.append("Points: recorded, Uppsala Conflict Data Program, counted in the same way.")
    sheet, tops = arranged(
        ground,
        Words(
            TITLE,
            subtitle,
            credit(result, " ".join([*sources, OUTLINES if ground.real else placing(ground)])),
        ),
        parts,
    )
    view = whole(ground)
    for (left, top, width, height), years in zip(tops, parts, strict=True):
        name = f"{years[0]}\N{EN DASH}{years[-1]}" if len(years) > 1 else f"{years[0]}"
        sheet.write(left, top + 0.1, name, size=look.TEXT + 0.5, weight="bold", va="center")
        coloured(sheet.axes(left, top - height, width, height), ground, view, months_at_war(result, years))
    foot = tops[-1][1] - tops[-1][3]
    room = look.WIDTH - 2 * look.MARGIN
    draw_key(sheet.axes(sheet.margin, foot - 0.38, room, 0.2), key(ground, result), room)
    strips(sheet, through_time(result), seen)
    return sheet.figure


def whole(ground: Ground) -> View:
    """Return a view of all that there is: every outline of the real world, else every state."""
    if not ground.real:
        return view_of(ground, ())
    corners = np.concatenate([country.path.vertices for country in worldmap.outlines()])
    low, high = corners.min(axis=0) - 0.02, corners.max(axis=0) + 0.02
    return float(low[0]), float(high[0]), float(low[1]), float(high[1])


def arranged(
    ground: Ground, words: Words, parts: Sequence[Sequence[int]]
) -> tuple[Leaf, list[tuple[float, float, float, float]]]:
    """Return a sheet, and left, top, width and height of the map of each period, inches."""
    columns = min(len(parts), 2)
    room = look.WIDTH - 2 * look.MARGIN
    width = min((room - GUTTER * (columns - 1)) / columns, 6.4)
    x0, x1, y0, y1 = whole(ground)
    height = min(width * (y1 - y0) / (x1 - x0), width / 1.6)
    rows = -(-len(parts) // columns)
    sheet = leaf(words, rows * (height + NAME + 0.06) + 0.4 + 0.62 + STRIP + 0.32)
    places = []
    for place in range(len(parts)):
        row, column = divmod(place, columns)
        left = sheet.margin + column * (width + GUTTER) + (room - width) / 2 * (columns == 1)
        places.append((left, sheet.top - NAME - row * (height + NAME + 0.06), width, height))
    return sheet, places


def coloured(axes: Axes, ground: Ground, view: View, values: pd.Series) -> None:
    """Draw one period: countries in the colour of their class, or a dot for each state of a world without outlines.

    Countries too small to see are dots as well.
    """
    tints = {str(code): shade(float(value)) for code, value in values.items()}
    absent = {country.code: ABSENT for country in worldmap.outlines()} if ground.real else {}
    prepare(axes, ground, view, absent | tints)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if ground.real:
        small = [
            c for c in worldmap.outlines() if c.island < worldmap.DOT_BELOW and values.get(c.code, 0.0) > 0.0
        ]
        dots(axes, pd.DataFrame([c.centre for c in small], [c.code for c in small], ["x", "y"]), tints, 10.0)
        return
    dots(axes, ground.spots, tints, 52.0)
    order = values.reindex(ground.spots.index).sort_values(ascending=False, kind="stable").index
    codes = {code: code for code in order if values.get(code, 0.0) > 0.0}
    look.placed_names(axes, ground.spots.loc[order], codes, dict.fromkeys(order, 5.5))


def dots(axes: Axes, spots: pd.DataFrame, tints: Mapping[str, str], size: float) -> None:
    """Draw a dot for each state in its colour, those at war above the others."""
    order = sorted(spots.index, key=lambda code: tints.get(code, PEACE) != PEACE)
    colours = [tints.get(code, PEACE) for code in order]
    axes.scatter(
        spots.loc[order, "x"],
        spots.loc[order, "y"],
        s=size,
        c=colours,
        edgecolors=look.SOFT,
        linewidths=0.4,
        zorder=3,
    )


def shade(value: float) -> str:
    """Return the colour of a share of months at war, per cent."""
    return str(SHARES.of(value)) if value > 0.0 else PEACE


def key(ground: Ground, result: Readings) -> list[Sample]:
    """Return the key of the colours."""
    samples = [Sample("never at war", PEACE)]
    samples += [
        Sample(words, str(colour)) for words, colour in zip(SHARES.labels(), SHARES.looks, strict=True)
    ]
    samples[-1] = Sample(f"{samples[-1].words} % of months, mean over replications", samples[-1].colour)
    if ground.real and not {country.code for country in worldmap.outlines()} <= set(result.states["iso3"]):
        samples.append(Sample("not in the model", ABSENT))
    return samples


def strips(sheet: Leaf, model: Mapping[str, pd.DataFrame], seen: Mapping[str, pd.Series]) -> None:
    """Draw the two panels through time at the foot of the sheet."""
    room = look.WIDTH - 2 * look.MARGIN
    width = (room - 1.35) / 2
    for place, (name, title, unit) in enumerate(
        (("states", "States at war", "share"), ("deaths", "Deaths by armed conflict", "persons per year"))
    ):
        table, points = model[name], seen[name]
        axes = sheet.axes(sheet.margin + 0.5 + place * (width + 0.8), sheet.bottom + 0.32, width, STRIP)
        high = max(float(table["high"].max()), float(points.max()) if len(points) else 0.0)
        divisor, words = (1.0, "% of all states") if unit == "share" else scaled(unit, high)
        look.band(axes, table.index, table, look.IRREGULAR, divisor)
        if len(points):
            axes.plot(
                points.index,
                points / divisor,
                "o",
                markersize=3.2,
                color=look.OBSERVED,
                zorder=4,
                clip_on=False,
            )
        look.counted(axes, "y", high / divisor, 4)
        look.years_along(axes, table.index[0], table.index[-1], 6)
        title_panel(axes, title, words, 0.5)
