"""The map of routes: on which edges of the circuit people travel, what they pay, are stopped, and die."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.classes import (
    GREENS,
    OCHRES,
    PURPLES,
    UNKNOWN,
    Classes,
    Sample,
    colour_classes,
    samples_of,
    width_classes,
)
from abm.viz.edges import ATTEMPTS, FEE, INTERDICTED, Edges, Measured, edges_of, largest, wide
from abm.viz.ground import Ground, Key, Line, ground_of
from abm.viz.mapsheet import COLOUR, Picture, draw_sheet
from abm.viz.panels import Words
from abm.viz.readings import Readings, credit, span

LISTED = 5
"""Edges that are numbered on the map and named below it."""

TITLE = "The map of routes"

OUTLINES = "Outlines: Natural Earth; they carry no opinion on the status of any territory."


def route_map(result: Readings) -> Figure:
    """Draw the edges over land and sea: attempts, fees, interdictions and deaths, means per year and replications."""
    edges = edges_of(result)
    subtitle = f"Journeys over land and sea without authorisation, means per year, {span(result)}"
    if "attempts" not in edges.found:
        bare = look.sheet(TITLE, subtitle, credit(result, interval=False))
        return look.said(bare, "No attempt over land or sea is recorded in this result.")
    ground = ground_of(result)
    source = credit(result, notes(ground, edges), interval=False)
    pictures = [attempts(edges), fees(edges), interdictions(edges), deaths(edges)]
    return draw_sheet(Words(TITLE, subtitle, source), result, ground, pictures, 2).figure


def notes(ground: Ground, edges: Edges) -> str:
    """Return what has to be known to read the maps."""
    lines = ["Lines bend to the right of those who travel; broken lines run over sea."]
    if edges.replications > 1:
        lines.append(
            "±: half of the 95 % interval of the mean over replications. Hollow arrowhead: the interval is wide, "
            "its half more than half of the mean."
        )
    if edges.by_air:
        lines.append(f"Not drawn: {three(edges.by_air)} attempts per year by air, on forged papers.")
    return " ".join([*lines, placing(ground)])


def placing(ground: Ground) -> str:
    """Return where the states stand, in a sentence."""
    if ground.real:
        return f"States stand at their capitals. {OUTLINES}"
    if ground.known:
        return "States keep their order from west to east and from south to north; distances are evened out."
    return "The places of the states are not known: they stand on a circle, by their codes."


def attempts(edges: Edges) -> Picture:
    """Return the panel of attempts: width by their number, colour by land and sea."""
    found = edges.found["attempts"]
    drawn = found.loc[largest(found["mean"])]
    widths = width_classes(drawn["mean"])
    colours = [COLOUR[key[2]] for key in drawn.index]
    total = edges.total("attempts")
    said = (
        f"Drawn: the {len(drawn):,} largest of {int((found['mean'] > 0).sum()):,} edges, "
        f"{share(drawn['mean'].sum() / total)} of {three(total)} attempts per year. {certainty(drawn)}"
    )
    listed = ranking(drawn, "")
    keys = (tuple(samples_of(widths)),)
    return Picture("Attempts", ATTEMPTS.unit, lines_of(drawn, widths, colours), keys, listed, said)


def lines_of(drawn: pd.DataFrame, widths: Classes, colours: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines of a table of estimates: width by the mean, hollow where the interval is wide."""
    rows = zip(drawn.index, drawn["mean"], colours, wide(drawn), strict=True)
    return tuple(Line(key, float(widths.of(mean)), colour, bool(open_)) for key, mean, colour, open_ in rows)


def fees(edges: Edges) -> Picture:
    """Return the panel of the mean fee by edge, on the edges with most attempts."""
    title = "Mean fee of a smuggler"
    if "fee" not in edges.found:
        return Picture(title, FEE.unit, notes="No fee is recorded by edge in this result.")
    return coloured(edges, FEE, title, GREENS)


def interdictions(edges: Edges) -> Picture:
    """Return the panel of the share of attempts that are stopped."""
    title = "Interdictions"
    if "interdicted" not in edges.found:
        return Picture(title, INTERDICTED.unit, notes="No interdiction is recorded in this result.")
    return coloured(edges, INTERDICTED, title, OCHRES)


def coloured(edges: Edges, what: Measured, title: str, colours: Sequence[str]) -> Picture:
    """Return a panel of the edges with most attempts, whose colour says a ratio; width as in the panel of attempts."""
    flow = edges.found["attempts"]["mean"]
    keys = largest(flow)
    widths, drawn = width_classes(flow[keys]), edges.found[what.name].reindex(keys)
    classes, hollow = colour_classes(drawn["mean"], colours), wide(drawn)
    lines = []
    for key, value, open_ in zip(keys, drawn["mean"], hollow, strict=True):
        colour = str(classes.of(value)) if math.isfinite(value) else UNKNOWN
        lines.append(Line(key, float(widths.of(flow[key])), colour, bool(open_)))
    known = drawn[np.isfinite(drawn["mean"])].sort_values("mean", ascending=False, kind="stable")
    samples = samples_of(classes)
    if len(known) < len(drawn):
        samples.append(Sample("no client" if what is FEE else "none", UNKNOWN))
    said = f"Listed: the highest among the edges with most attempts. {certainty(known)}"
    unit = f"{what.unit}; width: attempts"
    return Picture(
        title, unit, tuple(lines), (tuple(samples),), ranking(known, "$" if what is FEE else "%"), said
    )


def deaths(edges: Edges) -> Picture:
    """Return the panel of deaths: width by their number, colour by deaths per crossing."""
    title, unit = "Deaths", "width: persons per year; colour: deaths per 1,000 crossings"
    if "deaths" not in edges.found:
        return Picture(title, unit, notes="No death on a route is recorded in this result.")
    found = edges.found["deaths"]
    drawn = found.loc[largest(found["mean"])]
    risk = edges.found["risk"].reindex(drawn.index)["mean"]
    widths, classes = width_classes(drawn["mean"]), colour_classes(risk, PURPLES)
    lines = lines_of(drawn, widths, [str(classes.of(value)) for value in risk])
    total = edges.total("deaths")
    said = (
        f"Drawn: the {len(drawn):,} edges with most deaths, {share(drawn['mean'].sum() / total)} of "
        f"{three(total)} deaths per year. {certainty(drawn)}"
    )
    listed = tuple((key, f"{words}; {three(risk[key])} per 1,000") for key, words in ranking(drawn, ""))
    keys = (tuple(samples_of(widths)), tuple(samples_of(classes)))
    return Picture(title, unit, lines, keys, listed, said)


def ranking(drawn: pd.DataFrame, unit: str) -> tuple[tuple[Key, str], ...]:
    """Return the first edges of a table of estimates, each with its mean and half of its interval in words."""
    rows = drawn.head(LISTED)
    return tuple(
        (key, with_half(mean, half, unit))
        for key, mean, half in zip(rows.index, rows["mean"], rows["half"], strict=True)
    )


def with_half(mean: float, half: float, unit: str = "", signs: bool = False) -> str:
    """Return a mean with half of its interval, to two digits of that half; to three of the mean without one.

    Args:
        mean, half: the numbers; half may be not a number.
        unit: "$" before the mean or "%" behind both.
        signs: write a plus before what is more than zero.
    """
    before, after = ("$" if unit == "$" else ""), (" %" if unit == "%" else "")
    if not (math.isfinite(half) and half > 0):
        return f"{'+' if signs and mean > 0 else ''}{before}{three(mean)}{after}"
    places = 1 - math.floor(math.log10(half))
    shown, part = (round(value, places) for value in (mean, half))
    words = f"{abs(shown):,.{max(places, 0)}f}"
    sign = "\N{MINUS SIGN}" if shown < 0 else "+" if signs and shown > 0 else ""
    return f"{sign}{before}{words} ± {part:,.{max(places, 0)}f}{after}"


def three(value: float) -> str:
    """Return a number to three digits."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    return look.number(float(f"{value:.3g}"))


def certainty(drawn: pd.DataFrame) -> str:
    """Return in a sentence how wide the intervals of some estimates are; nothing if there is none."""
    half = (drawn["half"] / drawn["mean"].abs()).dropna()
    if half.empty:
        return ""
    number = int(wide(drawn).sum())
    wide_ones = f"{number:,} of {len(drawn):,} are wide" if number else "none is wide"
    middle = share(float(half.median()))
    return f"95\N{NO-BREAK SPACE}% interval of the median edge: ±\N{NO-BREAK SPACE}{middle} of its mean; {wide_ones}."


def share(part: float) -> str:
    """Return a share in per cent, never broken between two lines."""
    return f"{100 * part:.0f}\N{NO-BREAK SPACE}%"
