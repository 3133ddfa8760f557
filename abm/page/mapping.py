"""The two messages to the world map in the browser: the ground, once for each world, and a frame for each month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from abm.page.history import Crossings, Floats, History, Integers, year_in_words
from abm.page.places import WIDTH, places_of
from abm.page.scales import NO_CLASS, Scale, scale_for, scale_of, words_of
from abm.results.measures import MEASURES
from abm.results.wording import SCALES
from abm.viz import appearance as look
from abm.viz.classes import OCHRES, PURPLES, UNKNOWN, ladder
from abm.viz.ground import BEND, LAND
from abm.world.calendar import MONTHS_PER_YEAR

__all__ = ["LAYERS", "Scale", "frame", "ground", "scale_for", "scale_of"]

LAYERS = {
    "flows": "Flows",
    "routes": "Routes",
    "deaths": "Deaths on routes",
    "conflict": "Conflict",
    "attacks": "Attacks",
}
"""What can lie over the colours, by the name to ask with."""

MOST_ARCS, MOST_ROUTES = 60, 40
"""Largest flows and largest crossings that are drawn."""

WIDTHS = (1.0, 1.9, 3.2, 5.2)
"""Widths of arcs and routes, from the lowest class to the highest, pixels."""

ON_GROUND = ("land", "sea")
"""Modes of crossings that are drawn; flights have no place on the way where a border stands."""

KIND_COLOURS = (PURPLES[3], "#5E2204", "#083F66", PURPLES[1])
"""Colours of arcs, by the place of their kind among those that can be asked for."""

STOPPED, STOPPED_COLOURS = (0.1, 0.3, 0.6), (OCHRES[0], OCHRES[1], OCHRES[2], OCHRES[4])
"""Bounds and colours of the share of attempts that are stopped."""

ROUTE_DEATHS, ROUTE_DEATH_SIZES = (10.0, 100.0), (3.0, 4.5, 6.5)
"""Deaths on a crossing in a year, and sizes of their marks in pixels."""

KILLED, KILLED_SIZES = (1_000.0, 10_000.0), (3.5, 6.0, 10.0)
"""People killed in conflict in twelve months; 1,000 is the usual threshold of a war. Sizes in pixels."""

ATTACKED, ATTACKED_SIZES = (10.0,), (5.0, 8.0)
"""Attacks in twelve months, and sizes of their marks in pixels."""

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

WORDS = {
    "none": "no value",
    "table": "Table",
    "map": "Map",
    "state": "State",
    "map_label": "Map of states. Arrow keys move from state to state by name, Enter selects, Escape leaves.",
    "table_label": "The values of the map, state by state",
    "sort": "sort",
    "stopped": "stopped",
    "attempts": "attempts",
    "deaths": "deaths",
}
"""Words that the map says beside those of its data."""

Message = dict[str, Any]


def ground(history: History, land: Integers | None = None) -> Message:
    """Return what does not change while a run goes on: outlines and places of the states, views, words and colours.

    Args:
        history: whose states are drawn.
        land: int64 [E, 2], pairs of states that are neighbours over land; drawn in a world without outlines.
    """
    places = places_of(history.codes, history.places, history.mapped)
    pairs = (
        [] if land is None or history.mapped else sorted({(min(a, b), max(a, b)) for a, b in land.tolist()})
    )
    return {
        "mapped": history.mapped,
        "width": WIDTH,
        "height": places.height,
        "codes": list(history.codes),
        "names": list(history.names),
        "spots": places.spots.tolist(),
        "globe": places.globe,
        "land": [list(row) for row in places.land],
        "dots": [list(row) for row in places.dots],
        "edges": [list(pair) for pair in pairs],
        "radius": places.radius,
        "views": [list(row) for row in places.views],
        "scales": [list(row) for row in SCALES if row[0] >= 1e6],
        "bend": [BEND[""], BEND["land"], BEND["sea"]],
        "colours": {
            "none": look.EMPTY, "land": LAND, "ink": look.INK, "soft": look.SOFT, "focus": look.BLUE,
            "unknown": UNKNOWN,
        },
        "words": WORDS,
    }  # fmt: skip


def frame(
    history: History, month: int, measure: str, scale: Scale, *, flow_kind: str, layers: Collection[str]
) -> Message:
    """Return what the map shows of a month: class and value of every state, and the layers that are asked for.

    Args:
        history: the run.
        month: counted from 0.
        measure: whose values colour the states.
        scale: of that measure, from `scale_for`.
        flow_kind: of the arcs, one of `history.kinds`.
        layers: names out of `LAYERS`; the others send nothing.
    """
    values = history.values(measure, month)
    known = np.isfinite(values)
    message: Message = {
        "date": words_of_date(history.date(month)),
        "label": scale.label,
        "meaning": scale.meaning,
        "unit": scale.unit,
        "after": "" if scale.unit in ("index", "multiple") else scale.unit,
        "part": scale.part,
        "classes": class_words(scale.of(values)),
        "values": [
            digits(value) if there else None for value, there in zip(values.tolist(), known, strict=True)
        ],
        "key": [list(row) for row in zip(scale.colours, scale.words, strict=True)] if known.any() else [],
        "key_unit": scale.words_unit,
        "missing": bool(not known.all()),
    }
    if "flows" in layers and flow_kind in history.kinds:
        message["arcs"] = arcs(history, month, flow_kind)
    if {"routes", "deaths"} & set(layers):
        here, year = history.crossings(month), year_in_words(history, month)
        if "routes" in layers:
            message["routes"] = routes(here, usual_crossings(history, month, here), year)
        if "deaths" in layers:
            message["deaths"] = route_deaths(here, year)
    marks = [marks_of(history, month, layer) for layer in ("conflict", "attacks") if layer in layers]
    if marks:
        message["marks"] = marks
    return message


def words_of_date(date: str) -> str:
    """Return a month given as "YYYY-MM" in words."""
    return f"{MONTH_NAMES[int(date[5:7]) - 1]} {date[:4]}"


def class_words(classes: Integers) -> str:
    """Return one sign for each state: the digit of its class, or a dash where it has none."""
    return "".join("-" if place == NO_CLASS else str(place) for place in classes.tolist())


def digits(value: float, number: int = 4) -> float | int:
    """Return a number to so many significant digits; a whole one without a point, to save room."""
    short = float(f"{value:.{number}g}")
    return int(short) if short.is_integer() else short


def usual_month(history: History, month: int) -> int:
    """Return the last month of the year before, so that widths hold while a year fills; in the first year the month."""
    before = month - int(history.date(month)[5:7])
    return before if before >= 0 else month


def width_bounds(amounts: Floats) -> tuple[float, ...]:
    """Return at most three of the numbers 1, 3, 10, ... at which widths change, the last near half of the largest."""
    positive = amounts[amounts > 0.0]
    if not len(positive):
        return ()
    largest = float(positive.max())
    return tuple(ladder(0.003 * largest, 0.55 * largest)[-(len(WIDTHS) - 1) :])


def classed(values: Floats, bounds: Sequence[float]) -> list[int]:
    """Return the class of each value; a bound belongs to the class above it."""
    return [int(place) for place in np.searchsorted(bounds, values, side="right")]


def key_of(looks: Sequence[float | str], bounds: Sequence[float], unit: str) -> Message:
    """Return the key of some classes: look and words of each, and the unit of the words."""
    words, words_unit = words_of(tuple(bounds), unit, 1.0) if bounds else (("",), unit)
    return {"key": [list(row) for row in zip(looks, words, strict=True)], "key_unit": words_unit}


def widths_for(bounds: Sequence[float]) -> tuple[float, ...]:
    """Return a width for each class, the widest for the highest; one in the middle if there are no bounds."""
    return WIDTHS[len(WIDTHS) - 1 - len(bounds) :] if bounds else WIDTHS[1:2]


def arcs(history: History, month: int, kind: str) -> Message:
    """Return the largest flows of a kind in the year of a month: origin, destination, class of width, amount."""
    here = history.flows(kind, month, MOST_ARCS)
    usual = usual_month(history, month)
    bounds = width_bounds((here if usual == month else history.flows(kind, usual, MOST_ARCS)).amount)
    chosen = largest(here.amount, MOST_ARCS)
    widths = classed(here.amount[chosen], bounds)
    ends = zip(here.origin[chosen].tolist(), here.destination[chosen].tolist(), strict=True)
    amounts = (digits(amount, 3) for amount in here.amount[chosen].tolist())
    place = list(history.kinds).index(kind)
    return {
        "words": f"{history.kinds[kind]}, {year_in_words(history, month)}",
        "unit": here.unit,
        "colour": KIND_COLOURS[place % len(KIND_COLOURS)],
        **key_of(widths_for(bounds), bounds, here.unit),
        "rows": [[*pair, width, amount] for pair, width, amount in zip(ends, widths, amounts, strict=True)],
    }


def largest(amounts: Floats, most: int) -> Integers:
    """Return the places of the largest amounts above zero, the largest first."""
    order = np.argsort(-amounts, kind="stable")[:most]
    return order[amounts[order] > 0.0]


def usual_crossings(history: History, month: int, here: Crossings) -> Floats:
    """Return attempts over land and sea in the year by which widths are measured."""
    usual = usual_month(history, month)
    by = here if usual == month else history.crossings(usual)
    return by.attempts[over_ground(by)]


def over_ground(crossings: Crossings) -> Integers:
    """Return the places of the crossings over land and sea."""
    return np.flatnonzero(np.isin(np.array(crossings.mode, dtype=object), ON_GROUND))


def routes(here: Crossings, usual: Floats, year: str) -> Message:
    """Return the crossings with most attempts: ends, mode, classes of width and colour, attempts, per cent stopped."""
    ground_ones = over_ground(here)
    chosen = ground_ones[largest(here.attempts[ground_ones], MOST_ROUTES)]
    bounds = width_bounds(usual)
    share = here.interdictions[chosen] / here.attempts[chosen]
    columns = (
        here.origin[chosen].tolist(), here.destination[chosen].tolist(),
        [ON_GROUND.index(here.mode[place]) for place in chosen.tolist()],
        classed(here.attempts[chosen], bounds), classed(share, STOPPED),
        [digits(value, 3) for value in here.attempts[chosen].tolist()],
        [digits(100.0 * value, 2) for value in share.tolist()],
    )  # fmt: skip
    return {
        "words": f"Attempts to cross, {year}",
        "unit": "persons",
        "year": here.year,
        "note": "broken lines run over sea",
        **key_of(widths_for(bounds), bounds, "persons"),
        "stopped": {"words": "Stopped", **key_of(STOPPED_COLOURS, [100.0 * bound for bound in STOPPED], "%")},
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }


def route_deaths(here: Crossings, year: str) -> Message:
    """Return the crossings over land and sea with most deaths: origin, destination, mode, class of size, deaths."""
    ground_ones = over_ground(here)
    chosen = ground_ones[largest(here.deaths[ground_ones], MOST_ROUTES)]
    sizes = classed(here.deaths[chosen], ROUTE_DEATHS)
    rows = [
        [int(here.origin[place]), int(here.destination[place]), ON_GROUND.index(here.mode[place]), size,
         digits(float(here.deaths[place]), 3)]
        for place, size in zip(chosen.tolist(), sizes, strict=True)
    ]  # fmt: skip
    return {
        "shape": "cross",
        "colour": look.INK,
        "words": f"Deaths on crossings, {year}",
        "unit": "persons",
        **key_of(ROUTE_DEATH_SIZES, ROUTE_DEATHS, "persons"),
        "rows": rows,
    }


def over_a_year(history: History, measure: str, month: int) -> Floats:
    """Return the sum of a measure over the twelve months that end with a month, float64 [S]; NaN counts as 0."""
    first = max(0, month - MONTHS_PER_YEAR + 1)
    months = [np.nan_to_num(history.values(measure, m)) for m in range(first, month + 1)]
    return np.sum(months, axis=0)


def marks_of(history: History, month: int, layer: str) -> Message:
    """Return marks at states for conflict or attacks of the past twelve months: state, class of size, number."""
    measure, shape, colour, bounds, sizes = {
        "conflict": ("conflict_deaths", "disc", look.VERMILION, KILLED, KILLED_SIZES),
        "attacks": ("attacks", "star", look.INK, ATTACKED, ATTACKED_SIZES),
    }[layer]
    numbers = over_a_year(history, measure, month)
    here = largest(numbers, len(numbers))
    rows = zip(here.tolist(), classed(numbers[here], bounds), numbers[here].tolist(), strict=True)
    declared = MEASURES[measure]
    unit = declared.unit.removesuffix(" per month")
    return {
        "shape": shape,
        "colour": colour,
        "words": f"{declared.label}, past twelve months",
        "unit": unit,
        **key_of(sizes, bounds, unit),
        "rows": [[state, size, digits(number, 3)] for state, size, number in rows],
    }
