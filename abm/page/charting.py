"""Charts over months: from series to the small payload that the browser draws, and to a table with every number."""

from __future__ import annotations

import base64
import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from abm.page.axes import Floats, date_of, date_ticks, first_of, value_axis
from abm.page.history import WORLD, Dated, History, Integers
from abm.results.measures import MEASURES, Measure
from abm.viz import appearance as look
from abm.viz.classes import PURPLES

INKS = (look.BLUE, look.VERMILION, look.GREEN, PURPLES[2], look.ORANGE, look.SOFT)
"""Inks of lines by number; the last is for what is drawn to compare with."""

BESIDE = len(INKS) - 1
"""Number of the ink of what is drawn to compare with."""

MOST_POINTS = 400
"""Points that a line is drawn with at most: beyond one a month for 33 years."""

STRETCH = 60
"""Months by which the axis of time grows while a run goes on."""

MOST_MARKS = 60
"""Marks that a chart holds at most; those of the user first."""

NOTHING = 2**16 - 1
"""The number that stands for NaN where values are packed."""

MIDDLE_OF_YEAR = 5.5
"""The middle of a year, in months from the middle of its January."""


@final
@dataclass(frozen=True, eq=False)
class Line:
    """A series by month.

    Attributes:
        label: words at its end.
        values: float64 [T], one for each month from the first; NaN is not drawn.
        ink: place in `INKS`.
        low, high: float64 [T], a band around it.
        dashed: whether it is drawn in dashes.
    """

    label: str
    values: Floats
    ink: int = 0
    low: Floats | None = None
    high: Floats | None = None
    dashed: bool = False


@final
@dataclass(frozen=True, eq=False)
class Dots:
    """Reported data: a value for each of some years, drawn at the middle of the year.

    Attributes:
        years: int64.
        values: float64.
        source: who reports it.
        ink: place in `INKS`; the ink of observed points when None.
    """

    years: Integers
    values: Floats
    source: str
    ink: int | None = None


@final
@dataclass(frozen=True)
class Mark:
    """Something that happened: the month, counted from 0, and the words for it."""

    month: int
    words: str
    by_user: bool = False


@final
@dataclass(frozen=True, eq=False)
class Chart:
    """What a chart shows.

    Attributes:
        title: what is measured.
        unit: of the values.
        first: the first month, "YYYY-MM".
        lines: the series; those that end earlier are shorter.
        dots, marks: reported data, and what happened when.
        horizon: months that the axis of time is long.
        about: the definition of what is measured.
        band: what the bands say, in words; empty without one.
    """

    title: str
    unit: str
    first: str
    lines: tuple[Line, ...]
    dots: tuple[Dots, ...] = ()
    marks: tuple[Mark, ...] = ()
    horizon: int = 0
    about: str = ""
    band: str = ""

    @property
    def months(self) -> int:
        """Months for which there is any value."""
        return max((len(line.values) for line in self.lines), default=0)

    @property
    def span(self) -> int:
        """Months that the axis of time is long."""
        return max(self.horizon, self.months, 2)

    def month_of(self, year: int) -> float:
        """The middle of a year, in months counted from the middle of the first month."""
        first_year, start = first_of(self.first)
        return (year - first_year) * 12 - (start - 1) + MIDDLE_OF_YEAR

    def inside(self, dots: Dots) -> np.ndarray:
        """Which reported values lie on the axis of time: bool."""
        places = np.array([self.month_of(int(year)) for year in dots.years])
        return np.asarray((places >= -0.5) & (places <= self.span - 0.5) & np.isfinite(dots.values))


# ------------------------------------------------------------------------------------------ the payload


def kept(series: Sequence[Floats], most: int) -> Integers:
    """Places to keep of series of one length, so that a long line is drawn with few points and loses no peak.

    The places are cut into bins. Of each bin are kept the least and the largest value of every series, and a place
    where one has none; the first and the last place are kept in any case.

    Returns:
        int64, in order, at most `most`; all places where there are not more.
    """
    length = len(series[0])
    if length <= most:
        return np.arange(length)
    each = sum(3 if np.isnan(values).any() else 2 for values in series)
    chosen = {0, length - 1}
    for bin_ in np.array_split(np.arange(length), max((most - 2) // each, 1)):
        for values in series:
            here = values[bin_]
            known = np.isfinite(here)
            if not known.all():
                chosen.add(int(bin_[np.argmin(known)]))
            if known.any():
                chosen |= {int(bin_[np.nanargmin(here)]), int(bin_[np.nanargmax(here)])}
    return np.array(sorted(chosen))


def packed(values: Floats) -> dict[str, Any]:
    """Values as numbers of 16 bits: value = low + step * number, `NOTHING` for NaN.

    Whole numbers that span less than 65,535 are exact; others are rounded to a step of 1, 2 or 5 times a power of ten
    that is at most 1/26,000 of their span. It takes 2.7 bytes a value, a third of decimals.
    """
    known = values[np.isfinite(values)]
    low, span = (float(known.min()), float(np.ptp(known))) if len(known) else (0.0, 0.0)
    step = 1.0
    if span and (span >= NOTHING or (known != np.round(known)).any()):
        rough = max(span, 1e-300) / (NOTHING - 2)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(base * power for base in (1, 2, 5, 10) if base * power >= rough)
        low = math.floor(low / step) * step
    numbers = np.full(len(values), NOTHING, "<u2")
    numbers[np.isfinite(values)] = np.round((known - low) / step)
    return {"low": low, "step": step, "data": base64.b64encode(numbers.tobytes()).decode()}


def drawn(chart: Chart, most_points: int = MOST_POINTS) -> dict[str, Any]:
    """The payload that `abm/page/widgets/LineChart.vue` draws: words, numbers and inks, ready for JSON.

    About 4.5 KB for three lines of 372 months. Axes, ticks and words are decided here.
    """
    shown = [
        values for line in chart.lines for values in (line.values, line.low, line.high) if values is not None
    ]
    axis = value_axis([*shown, *(dots.values[chart.inside(dots)] for dots in chart.dots)], chart.unit)
    return {
        "title": chart.title,
        "unit": axis.unit,
        "factor": axis.factor,
        "note": " ".join(filter(None, (axis.note, _sources(chart)))),
        "first": chart.first,
        "span": chart.span,
        "about": chart.about,
        "ends": [axis.low, axis.high],
        "ticks": [[tick, words] for tick, words in axis.ticks],
        "dates": [[month, words] for month, words in date_ticks(chart.first, chart.span)],
        "lines": [_drawn_line(line, most_points) for line in chart.lines],
        "dots": [_drawn_dots(chart, dots) for dots in chart.dots if chart.inside(dots).any()],
        "marks": [[mark.month, mark.words, int(mark.by_user)] for mark in _most_telling(chart)],
        "inks": {"text": look.INK, "soft": look.SOFT, "rule": look.RULE, "own": look.VERMILION},
        "summary": summary(chart),
    }


def _drawn_line(line: Line, most: int) -> dict[str, Any]:
    series = [values for values in (line.values, line.low, line.high) if values is not None]
    places = kept(series, most)
    result = {
        "label": line.label,
        "ink": INKS[line.ink % len(INKS)],
        "dashed": line.dashed,
        "months": None if len(places) == len(line.values) else packed(places.astype(np.float64)),
        "values": packed(line.values[places]),
    }
    if line.low is not None and line.high is not None:
        result["band"] = [packed(line.low[places]), packed(line.high[places])]
    return result


def _drawn_dots(chart: Chart, dots: Dots) -> dict[str, Any]:
    inside = chart.inside(dots)
    return {
        "label": "reported",
        "ink": look.INK if dots.ink is None else INKS[dots.ink % len(INKS)],
        "months": [chart.month_of(year) for year in dots.years[inside].tolist()],
        "values": [float(f"{value:.4g}") for value in dots.values[inside].tolist()],
    }


def _sources(chart: Chart) -> str:
    """What bands and points are."""
    sources = dict.fromkeys(dots.source for dots in chart.dots if chart.inside(dots).any())
    said = [f"Band: {chart.band}." if chart.band else "", f"Points: {'; '.join(sources)}." if sources else ""]
    return " ".join(filter(None, said))


def _most_telling(chart: Chart) -> list[Mark]:
    """The marks on the axis of time in order; the user's come first where there are too many."""
    there = [mark for mark in chart.marks if 0 <= mark.month < chart.span]
    chosen = sorted(there, key=lambda mark: not mark.by_user)[:MOST_MARKS]
    return sorted(chosen, key=lambda mark: mark.month)


def summary(chart: Chart) -> str:
    """The chart in a few sentences, for who hears it: of each line the least, the largest and the last value."""
    last = f"{chart.first} to {date_of(chart.first, chart.months - 1)}" if chart.months else "no month yet"
    told = [f"{chart.title}, {chart.unit}, {last}.", *(_told(chart, line) for line in chart.lines)]
    return " ".join([*told, f"Band: {chart.band}."] if chart.band else told)


def _told(chart: Chart, line: Line) -> str:
    known = np.flatnonzero(np.isfinite(line.values))
    if not len(known):
        return f"{line.label}: no value."
    least, most = (int(known[find(line.values[known])]) for find in (np.argmin, np.argmax))
    words = [
        f"{name} {look.number(float(f'{line.values[place]:.4g}'))} in {date_of(chart.first, place)}"
        for name, place in (("lowest", least), ("highest", most), ("last", int(known[-1])))
    ]
    return f"{line.label}: {', '.join(words)}."


# ------------------------------------------------------------------------------------------ the table


def table_of(chart: Chart) -> str:
    """The chart as comma-separated values: a row for each month, every line, band and point in full precision.

    Reported values of a year stand in its July, where the chart draws them. What is not there is empty.
    """
    columns: dict[str, Mapping[int, float]] = {}
    for line in chart.lines:
        parts = (("", line.values), (", low", line.low), (", high", line.high))
        for words, values in parts:
            if values is not None:
                columns[f"{line.label}{words} ({chart.unit})"] = dict(enumerate(values.tolist()))
    for dots in chart.dots:
        inside = chart.inside(dots)
        places = [math.ceil(chart.month_of(year)) for year in dots.years[inside].tolist()]
        columns[f"{dots.source} ({chart.unit})"] = dict(
            zip(places, dots.values[inside].tolist(), strict=True)
        )
    rows = max((max(column, default=-1) + 1 for column in columns.values()), default=0)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["month", *columns])
    for month in range(rows):
        numbers = (column.get(month, math.nan) for column in columns.values())
        cells = ("" if math.isnan(value) else repr(value) for value in numbers)
        writer.writerow([date_of(chart.first, month), *cells])
    return text.getvalue()


# ------------------------------------------------------------------------------------------ of a history


def chart_of(
    history: History,
    measure: str,
    places: Sequence[str] = (WORLD,),
    *,
    beside_world: bool = False,
    compare: History | None = None,
    compared_as: str = "compared run",
) -> Chart:
    """A measure of some places by month, with reported data and what happened.

    Args:
        history: whose months.
        measure: name of the measure; one that the world alone has is drawn of the world, whatever `places` are.
        places: codes of states, or "world".
        beside_world: draw the world beside the states; a sum over states as their mean, on the scale of a state.
        compare: another history, drawn in dashes.
        compared_as: words for it.
    """
    what = MEASURES[measure]
    where = (WORLD,) if what.world_only else tuple(dict.fromkeys(places))
    several = len(where) > 1
    lines, dots, bands = [], [], []
    for number, place in enumerate(where):
        name = _name(history, place)
        spread = history.band(measure, place)
        low, high = (None, None) if spread is None else (spread.low, spread.high)
        bands += [] if spread is None else [spread.words]
        lines.append(Line(name, history.series(measure, place), number, low, high))
        if compare is not None and (place == WORLD or place in compare.codes):
            values = _aligned(compare.series(measure, place), compare.date(0), history.date(0))
            lines.append(Line(f"{name}, {compared_as}", values, number, dashed=True))
        reported = history.reported(measure, place)
        if reported is not None:
            ink = number if several else None
            source = f"{reported.source}, {name}" if several else reported.source
            dots.append(Dots(reported.years, reported.values, source, ink))
    if beside_world and WORLD not in where:
        lines.append(_world_beside(history, what))
    return Chart(
        what.label, what.unit, history.date(0), tuple(lines), tuple(dots), marks_of(history.dated()),
        axis_for(history.months, history.horizon), what.meaning, "; ".join(dict.fromkeys(bands)),
    )  # fmt: skip


def axis_for(months: int, horizon: int) -> int:
    """Months that the axis of time is long: whole `STRETCH`es that hold those there are, at most the horizon.

    So a run that has just begun fills its chart, and the axis moves seldom.
    """
    return min(horizon, STRETCH * max(1, math.ceil(months / STRETCH)))


def marks_of(dated: Sequence[Dated]) -> tuple[Mark, ...]:
    """What happened when, as marks."""
    return tuple(Mark(one.month, one.words, one.by_user) for one in dated)


def _name(history: History, place: str) -> str:
    return "World" if place == WORLD else history.names[history.codes.index(place)]


def _world_beside(history: History, measure: Measure) -> Line:
    """The world on the scale of one state."""
    values = history.series(measure.name, WORLD)
    if measure.averaged or measure.ratio is not None:
        return Line("World", values, BESIDE)
    return Line(f"Mean of {len(history.codes)} states", values / len(history.codes), BESIDE)


def _aligned(values: Floats, first: str, target: str) -> Floats:
    """A series from month `first` on as one from month `target` on: cut at its beginning, or begun with NaN."""
    (year, month), (target_year, target_month) = first_of(first), first_of(target)
    late = (year - target_year) * 12 + month - target_month
    return values[-late:] if late < 0 else np.concatenate([np.full(late, np.nan), values])
