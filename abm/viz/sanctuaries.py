"""The figure of camps and sanctuaries: refugees in camps, fighters who are based there, and aid that they capture."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.classes import Classes, Sample, draw_key, rows_of, samples_of, width_classes
from abm.viz.edges import estimates, largest
from abm.viz.ground import Ground, Line, ground_of, view_of
from abm.viz.mapsheet import KEY, ROW, Block, Picture, fill, in_words
from abm.viz.panels import Leaf, Words, leaf, length_of, scaled, shortened
from abm.viz.readings import Readings, credit, named, replicated, seeds, span, whole_years
from abm.viz.routemap import placing, share, three, with_half
from abm.viz.smuggling import by_year, measure

TITLE = "Camps and sanctuaries"

PAIR = ["origin", "destination"]

SHOWN, MOST, LISTED, GROUPS = 0.97, 90, 6, 5
"""Share of the refugees in camps that is drawn, most corridors, and how many sanctuaries and groups are listed."""

CAMPS, BASES = "#7C93A8", look.VERMILION
"""Colours of a corridor with camps only, and of one where the exiles' fighters are based."""

NODE, LARGEST = "#F2C879", 420.0
"""Colour of camps, and area of the largest (square points)."""

STRIP = (
    ("camp_refugees", "Refugees in camps"),
    ("fighters_abroad", "Fighters based abroad"),
    ("captured_aid", "Captured aid"),
)
"""Measures through time and the name of their panel."""

LIST, BELOW, TALL = 3.35, 2.65, 4.6
"""Width of the lists, height of everything below the map, and most of a map without outlines, inches."""


def by_corridor(result: Readings, column: str) -> pd.DataFrame:
    """Return refugees in camps, or fighters based there, by corridor: mean of the ends of the years, half, number."""
    years = whole_years(result)
    here = result.corridors[result.corridors["year"].isin(years)]
    found = estimates(replicated(here[here[column] > 0.0], PAIR, column, seeds(result)) / len(years))
    return found.sort_values("mean", ascending=False, kind="stable")


def captured(result: Readings) -> pd.DataFrame:
    """Return aid captured by the group of each state, dollars per year: mean, half, number; the largest first."""
    years = whole_years(result)
    here = result.states[result.states["year"].isin(years)]
    found = estimates(replicated(here, ["iso3"], "captured_aid", seeds(result)) / len(years))
    return found[found["mean"] > 0.0].sort_values("mean", ascending=False, kind="stable")


def camps_and_sanctuaries(result: Readings) -> Figure:
    """Draw the corridors of refugees in camps, those where fighters are based, and both with captured aid by year."""
    subtitle = f"Refugees in camps, and fighters of their state's group who are based there, {span(result)}"
    recorded = {"camp_refugees", "fighters_abroad"} <= {*result.corridors}
    camps = by_corridor(result, "camp_refugees") if recorded else pd.DataFrame()
    if camps.empty:
        bare = look.sheet(TITLE, subtitle, credit(result, interval=False))
        return look.said(bare, "No refugee in a camp is recorded by corridor in this result.")
    bases, ground = by_corridor(result, "fighters_abroad"), ground_of(result)
    widths = width_classes(camps["mean"])
    picture = pictured(camps, bases, widths)
    part = Block(ground, view_of(ground, [line.key for line in picture.lines]), {}, 1, result)
    tall = part.height if ground.real else min(part.height, TALL)
    sheet = leaf(
        Words(TITLE, subtitle, credit(result, notes(camps, picture, ground))), tall + 0.2 + 3 * KEY + BELOW
    )
    axes = sheet.axes(sheet.margin, sheet.top - tall, part.width, tall)
    fill([(axes, part.view)], part, picture)
    hosted = nodes(axes, ground, camps)
    foot = sheet.top - tall - 0.08
    for samples in (colours(), [*samples_of(widths, unit="persons in camps"), *hosted]):
        for row in rows_of(samples, part.width):
            draw_key(sheet.axes(sheet.margin, foot - KEY, part.width, KEY), row, part.width)
            foot -= KEY
    lists(sheet, result, (foot - 0.25), (bases, captured(result)))
    through_time(sheet, result)
    return sheet.figure


def notes(camps: pd.DataFrame, picture: Picture, ground: Ground) -> str:
    """Return what has to be known to read the map."""
    total = float(camps["mean"].sum())
    drawn = float(camps["mean"].reindex([line.key[:2] for line in picture.lines], fill_value=0.0).sum())
    return (
        f"Map and lists: means over the years, stocks at their ends. Drawn: {len(picture.lines):,} of {len(camps):,} "
        f"corridors, {share(drawn / total)} of {three(total)} refugees in camps. Lines bend to the right of those who "
        f"flee. {placing(ground)}"
    )


def pictured(camps: pd.DataFrame, bases: pd.DataFrame, widths: Classes) -> Picture:
    """Return the corridors that are drawn: the largest, and all with fighters, which are numbered by these."""
    keys = dict.fromkeys([*largest(camps["mean"], SHOWN, MOST), *bases.index])
    lines = []
    for origin, host in keys:
        armed = (origin, host) in bases.index
        mean = float(camps["mean"].get((origin, host), 0.0))
        colour = BASES if armed else CAMPS
        lines.append(Line((str(origin), str(host), ""), float(widths.of(mean)), colour, below=not armed))
    numbers = tuple(((str(origin), str(host), ""), "") for origin, host in bases.index[:LISTED])
    return Picture("", "", tuple(lines), (), numbers)


def nodes(axes: Axes, ground: Ground, camps: pd.DataFrame) -> list[Sample]:
    """Draw a circle for each host, its area true to the refugees in its camps; return the words that explain it."""
    hosted = camps["mean"].groupby("destination").sum()
    hosted = hosted[hosted.index.isin(ground.spots.index)]
    spots, most = ground.spots.loc[hosted.index], float(hosted.max())
    axes.scatter(
        spots["x"], spots["y"], s=LARGEST * hosted / most, color=NODE, alpha=0.75, edgecolors=look.INK,
        linewidths=0.5, zorder=2.7,
    )  # fmt: skip
    return [Sample(f"area of a circle: refugees in camps of a host, the largest {three(most)}", NODE)]


def colours() -> list[Sample]:
    """Return the key of the colours of the corridors."""
    return [
        Sample("from origin to host, camps only", CAMPS, 2.0),
        Sample(
            "fighters of the origin's group are based in the camps in some year of some replication",
            BASES,
            2.0,
        ),
    ]


def lists(sheet: Leaf, result: Readings, top: float, found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Write the largest sanctuaries with their fighters, and the groups that captured most aid, below `top` inches."""
    bases, aid = found
    rows = [
        (f"{number}  {in_words(result, (str(o), str(h), ''), LIST - 1.3)}", with_half(mean, half))
        for number, ((o, h), mean, half, _) in enumerate(bases.head(LISTED).itertuples(), 1)
    ]
    foot = listed(sheet, top, ("Sanctuaries", "fighters based there", "No fighter is based abroad."), rows)
    divisor, unit = scaled("dollars per year", float(aid["mean"].max()) if len(aid) else 0.0)
    rows = [
        (named(result, str(code)), with_half(mean / divisor, half / divisor))
        for code, mean, half, _ in aid.head(GROUPS).itertuples()
    ]
    listed(sheet, foot - 0.12, ("Aid captured by groups of", unit, "No aid is captured."), rows)


def listed(sheet: Leaf, top: float, words: tuple[str, str, str], rows: list[tuple[str, str]]) -> float:
    """Write a list below `top` and return where it ends, inches.

    Args:
        sheet: where it is written.
        top: its upper end, inches.
        words: its name, the unit of its values, and what is said if it is empty.
        rows: names and values.
    """
    name, unit, empty = words
    right = sheet.margin + LIST
    sheet.write(sheet.margin, top - ROW / 2, name, size=look.TEXT, weight="bold", va="center")
    sheet.write(
        right, top - ROW / 2, unit if rows else "", size=look.SMALL, color=look.SOFT, va="center", ha="right"
    )
    for place, (left, value) in enumerate(rows or [(empty, "")], 1):
        y = top - 0.04 - (place + 0.5) * ROW
        room = LIST - length_of(value, look.SMALL) - 0.1
        sheet.write(sheet.margin, y, shortened(left, room, look.SMALL), size=look.SMALL, va="center")
        sheet.write(right, y, value, size=look.SMALL, va="center", ha="right")
    return top - 0.04 - (max(len(rows), 1) + 1) * ROW


def through_time(sheet: Leaf, result: Readings) -> None:
    """Draw the measures of the world by year at the foot of the sheet, right of the lists."""
    years, left = whole_years(result), sheet.margin + LIST + 0.35
    step = (look.WIDTH - look.MARGIN - left) / len(STRIP)
    for place, (name, label) in enumerate(STRIP):
        table = by_year(result, name, years)
        axes = sheet.axes(left + place * step + 0.55, sheet.bottom + 0.35, step - 0.62, BELOW - 1.15)
        if table.empty:
            axes.set_axis_off()
            axes.text(
                0.5, 0.5, f"{label}:\nnot recorded", ha="center", color=look.SOFT, transform=axes.transAxes
            )
            continue
        measure(axes, name, label, table, 3)
