"""Charts: what is drawn is what there is, in few bytes, on axes that can be read."""

from __future__ import annotations

import base64
import csv
import io
import json
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from abm.page.axes import (
    FACTORS,
    NOT_FROM_ZERO,
    date_of,
    date_ticks,
    factor_of,
    first_of,
    relative,
    round_ticks,
    value_axis,
)
from abm.page.charting import (
    BESIDE,
    INKS,
    MOST_MARKS,
    NOTHING,
    Chart,
    Dots,
    Line,
    Mark,
    axis_for,
    chart_of,
    drawn,
    kept,
    packed,
    summary,
    table_of,
)
from abm.page.history import WORLD, Dated, Floats, Reported, Spread
from abm.results.measures import MEASURES
from tests.page.told_history import Told

numbers = st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: float(f"{value:.9g}"))


def _walk(seed: int, length: int, gaps: float, size: int) -> Floats:
    """Steps of chance in whole or broken numbers, with a share of gaps."""
    rng = np.random.default_rng(seed)
    values = np.cumsum(rng.standard_t(2, length)) * 10.0**size
    values[rng.random(length) < gaps] = np.nan
    return np.round(values) if seed % 2 else values


def series(
    least: int = 1, most: int = 500, elements: st.SearchStrategy[float] | None = None
) -> st.SearchStrategy[Any]:
    """Series of any length; of given elements, or walks with gaps, which are drawn at once."""
    lengths = st.integers(least, most)
    if elements is not None:
        return lengths.flatmap(lambda length: arrays(np.float64, length, elements=elements))
    return st.builds(
        _walk, st.integers(0, 2**32 - 1), lengths, st.sampled_from([0.0, 0.2, 1.0]), st.integers(-6, 9)
    )


def unpacked(part: dict[str, Any]) -> Floats:
    """What the browser makes of packed values."""
    read = np.frombuffer(base64.b64decode(part["data"]), "<u2")
    return np.where(read == NOTHING, np.nan, part["low"] + part["step"] * read.astype(float))


def a_chart(*values: Floats, unit: str = "persons", **settings: Any) -> Chart:
    lines = tuple(Line(f"Place {number}", one, number) for number, one in enumerate(values))
    return Chart("Title", unit, "1990-01", lines, **settings)


# ------------------------------------------------------------------------------------------ thinning


@given(series(), st.integers(12, 100))
def test_a_thinned_series_keeps_its_ends_and_its_extremes_and_few_points(values: Floats, most: int) -> None:
    places = kept([values], most)
    assert len(places) <= most
    assert list(places) == sorted(set(places.tolist()))
    assert (places[0], places[-1]) == (0, len(values) - 1)
    if np.isfinite(values).any():
        assert np.nanmin(values[places]) == np.nanmin(values)
        assert np.nanmax(values[places]) == np.nanmax(values)


@given(series(60, 500), st.integers(20, 50))
def test_thinning_keeps_the_peak_of_every_stretch_and_every_long_gap(values: Floats, most: int) -> None:
    places = kept([values], most)
    bins = np.array_split(np.arange(len(values)), (most - 2) // (3 if np.isnan(values).any() else 2))
    for here in (one for one in bins if len(one)):
        chosen = values[np.intersect1d(here, places)]
        assert np.isnan(chosen).any() == np.isnan(values[here]).any()
        known = values[here][np.isfinite(values[here])]
        assert not len(known) or (np.nanmin(chosen), np.nanmax(chosen)) == (known.min(), known.max())


def test_a_short_series_is_drawn_whole() -> None:
    assert kept([np.arange(372.0)], 400).tolist() == list(range(372))
    assert drawn(a_chart(np.arange(372.0)))["lines"][0]["months"] is None


def test_a_band_is_thinned_at_the_months_of_its_line() -> None:
    middle = np.sin(np.arange(2000.0))
    line = Line("Place", middle, low=middle - 1.0, high=middle + 1.0)
    payload = drawn(Chart("Title", "index", "1990-01", (line,)))["lines"][0]
    lengths = {len(unpacked(part)) for part in (payload["months"], payload["values"], *payload["band"])}
    assert len(lengths) == 1
    assert lengths.pop() <= 400
    np.testing.assert_allclose(unpacked(payload["band"][1]).max(), middle.max() + 1.0, atol=1e-3)


# ------------------------------------------------------------------------------------------ the payload


@given(series(1, 100))
def test_packed_values_come_back_to_four_digits_and_gaps_as_gaps(values: Floats) -> None:
    back = unpacked(packed(values))
    np.testing.assert_array_equal(np.isnan(back), np.isnan(values))
    known = values[np.isfinite(values)]
    span = float(np.ptp(known)) if len(known) else 0.0
    rounding = 1e-9 * (np.abs(known).max() if len(known) else 1.0)
    np.testing.assert_allclose(back, values, rtol=0, atol=span / 26_000 + rounding)


@given(arrays(np.int64, 20, elements=st.integers(0, 65_000)), st.integers(-10_000, 10_000))
def test_whole_numbers_come_back_exactly(values: np.ndarray, shift: int) -> None:
    whole = (values + shift).astype(float)
    np.testing.assert_array_equal(unpacked(packed(whole)), whole)


def test_the_payload_of_three_full_lines_stays_below_six_kilobytes() -> None:
    rng = np.random.default_rng(1)
    values = [rng.lognormal(10, 3, 372) * sign for sign in (1, -1, 1e-9)]
    reported = Dots(np.arange(1990, 2021), rng.lognormal(10, 1, 31), "United Nations", 0)
    payload = drawn(a_chart(*values, dots=(reported,), horizon=372))
    assert len(json.dumps(payload, separators=(",", ":"))) < 6 * 1024


@given(st.lists(series(1, 60), min_size=1, max_size=3))
def test_the_payload_is_json_without_nan(values: list[Floats]) -> None:
    payload = drawn(a_chart(*values, dots=(Dots(np.array([1990, 1991]), np.array([np.nan, 1.0]), "Source"),)))
    json.dumps(payload, allow_nan=False)
    assert [len(unpacked(line["values"])) for line in payload["lines"]] == [len(one) for one in values]


def test_reported_data_lie_at_the_middle_of_their_year_and_only_within_the_months() -> None:
    dots = Dots(np.array([1989, 1990, 1992, 2030]), np.array([1.0, 2.0, 3.0, 4.0]), "Source")
    payload = drawn(replace(a_chart(np.ones(36)), dots=(dots,)))
    assert payload["dots"][0]["months"] == [5.5, 29.5]
    assert payload["dots"][0]["values"] == [2.0, 3.0]
    assert payload["note"] == "Points: Source."
    july = replace(a_chart(np.ones(36)), first="1990-07", dots=(dots,))
    assert drawn(july)["dots"][0]["months"] == [-0.5, 23.5]


def test_of_too_many_marks_those_of_the_user_stay_and_all_are_in_order() -> None:
    marks = [Mark(month, "Event") for month in range(200)] + [
        Mark(150, "Mine", True),
        Mark(500, "Later", True),
    ]
    told = drawn(a_chart(np.ones(240), marks=tuple(marks)))["marks"]
    assert len(told) == MOST_MARKS
    assert [150, "Mine", 1] in told
    assert [month for month, _, _ in told] == sorted(month for month, _, _ in told)
    assert max(month for month, _, _ in told) < 240


def test_the_summary_tells_each_line_and_where_it_peaks() -> None:
    values = np.array([3.0, 12_345.0, np.nan, 7.0])
    told = summary(a_chart(values, np.full(4, np.nan)))
    assert "1990-01 to 1990-04" in told
    assert "Place 0: lowest 3 in 1990-01, highest 12,340 in 1990-02, last 7 in 1990-04." in told
    assert "Place 1: no value." in told


# ------------------------------------------------------------------------------------------ axes


@given(st.lists(series(1, 30), min_size=1, max_size=3), st.sampled_from(["persons", "index", "share"]))
def test_ticks_cover_the_data_at_equal_steps(values: list[Floats], unit: str) -> None:
    axis = value_axis(values, unit)
    ticks = [tick for tick, _ in axis.ticks]
    known = np.concatenate([one[np.isfinite(one)] for one in values])
    slack = 1e-6 * (axis.high - axis.low)
    if len(known):
        assert axis.low <= known.min() + slack
        assert axis.high >= known.max() - slack
    assert 2 <= len(ticks) <= 8
    assert (axis.low, axis.high) == (ticks[0], ticks[-1])
    np.testing.assert_allclose(np.diff(ticks), (axis.high - axis.low) / (len(ticks) - 1), rtol=1e-6)


@given(series(1, 30, st.floats(0, 1e15)), st.sampled_from(["persons", "dollars per month"]))
def test_amounts_start_at_zero(values: Floats, unit: str) -> None:
    axis = value_axis([values], unit)
    assert axis.low == 0
    assert not axis.note


@given(series(2, 30, st.floats(-1e6, 1e6)))
def test_zero_is_on_the_axis_of_amounts_and_among_its_ticks(values: Floats) -> None:
    assert 0.0 in [tick for tick, _ in value_axis([values], "persons per month").ticks]


@given(st.floats(0.5, 1.0), st.floats(0.001, 0.05))
def test_a_proportion_that_hardly_varies_is_not_drawn_flat_and_the_chart_says_so(
    level: float, part: float
) -> None:
    axis = value_axis([np.array([level, level * (1 - part)])], "index")
    assert axis.low > 0
    assert axis.note == NOT_FROM_ZERO
    assert drawn(a_chart(np.array([level, level * (1 - part)]), unit="index"))["note"] == NOT_FROM_ZERO


@given(st.floats(0.01, 1.0))
def test_a_proportion_that_does_not_vary_or_varies_much_starts_at_zero(level: float) -> None:
    for values in ([level, level], [level, level / 2]):
        axis = value_axis([np.array(values)], "share")
        assert (axis.low, axis.note) == (0, "")


@given(st.lists(numbers, min_size=2, max_size=5))
def test_the_words_of_ticks_say_the_ticks_and_differ(values: list[float]) -> None:
    axis = value_axis([np.array(values)], "persons")
    read = [float(words.replace(",", "").replace("\N{MINUS SIGN}", "-")) for _, words in axis.ticks]
    step = axis.ticks[1][0] - axis.ticks[0][0]
    np.testing.assert_allclose(
        np.array(read) * axis.factor, [tick for tick, _ in axis.ticks], atol=0.02 * step, rtol=0
    )
    assert len({words for _, words in axis.ticks}) == len(axis.ticks)


def test_large_numbers_are_counted_in_words_and_proportions_never() -> None:
    assert factor_of("persons", 19_999) == (1.0, "persons")
    assert factor_of("persons per month", 30_000) == (1e3, "thousand persons per month")
    assert factor_of("dollars", 3e6) == (1e6, "million dollars")
    assert {factor_of("index", 10 * threshold) for threshold, *_ in FACTORS} == {(1.0, "index")}
    assert relative("share of population per year")
    assert not relative("persons")


@given(st.integers(1, 12), st.integers(2, 1200))
def test_dates_below_the_axis_are_januaries_or_months_of_the_calendar_on_it(start: int, months: int) -> None:
    first = f"1990-{start:02d}"
    ticks = date_ticks(first, months)
    assert 1 <= len(ticks) <= 9 or months < 12
    for month, words in ticks:
        assert 0 <= month < months
        assert words == (date_of(first, month) if "-" in words else date_of(first, month).removesuffix("-01"))
    assert months < 12 or "-" not in ticks[0][1] or any(words.endswith("-01") for _, words in ticks)
    assert len({later - one for (one, _), (later, _) in pairwise(ticks)}) <= 1


@given(st.integers(0, 5000))
def test_dates_count_on(month: int) -> None:
    year, of_year = first_of(date_of("1990-07", month))
    assert (year - 1990) * 12 + of_year - 7 == month


def test_round_ticks_are_those_that_people_write() -> None:
    assert round_ticks(0, 95) == [0, 20, 40, 60, 80, 100]
    assert round_ticks(0.61, 0.66) == [0.61, 0.62, 0.63, 0.64, 0.65, 0.66]
    assert round_ticks(-7, 12) == [-10, -5, 0, 5, 10, 15]


# ------------------------------------------------------------------------------------------ the table


@given(st.lists(series(1, 60), min_size=1, max_size=3))
def test_the_table_holds_every_month_of_every_line_in_full_precision(values: list[Floats]) -> None:
    rows = list(csv.reader(io.StringIO(table_of(a_chart(*values)))))
    assert len(rows) == 1 + max(len(one) for one in values)
    assert [row[0] for row in rows[1:]] == [date_of("1990-01", month) for month in range(len(rows) - 1)]
    for column, one in enumerate(values, start=1):
        read = np.array([float(row[column]) if row[column] else np.nan for row in rows[1:]])
        np.testing.assert_array_equal(read[: len(one)], one)
        assert np.isnan(read[len(one) :]).all()


def test_the_table_holds_bands_and_reported_values_where_the_chart_draws_them() -> None:
    line = Line("Place", np.ones(8), low=np.zeros(8), high=np.full(8, 2.0))
    dots = Dots(np.array([1990, 1991]), np.array([5.0, 6.0]), "Source")
    rows = list(
        csv.reader(io.StringIO(table_of(Chart("Title", "persons", "1990-01", (line,), (dots,), horizon=24))))
    )
    assert rows[0] == [
        "month",
        *(f"{name} (persons)" for name in ("Place", "Place, low", "Place, high", "Source")),
    ]
    assert {row[0]: row[4] for row in rows[1:] if row[4]} == {"1990-07": "5.0", "1991-07": "6.0"}
    assert rows[1][1:4] == ["1.0", "0.0", "2.0"]
    assert rows[-1] == ["1991-07", "", "", "", "6.0"]


# ------------------------------------------------------------------------------------------ of a history


def told(**settings: Any) -> Told:
    data = {
        ("immigrants", "AAA"): np.arange(10.0), ("immigrants", "AAB"): np.arange(10.0) + 5,
        ("immigrants", WORLD): np.arange(10.0) * 2 + 5, ("net_security", WORLD): np.full(10, 0.5),
        ("gdp_gini", WORLD): np.full(10, 0.6),
    }  # fmt: skip
    return Told(("AAA", "AAB"), ("Aland", "Beland"), data, months=10, horizon=24, **settings)


def test_a_chart_of_a_history_shows_what_the_history_says() -> None:
    history = told(
        happened=[Dated(3, "Event"), Dated(5, "Mine", True)],
        said={("immigrants", "AAA"): Reported(np.array([1990]), np.array([4.0]), "Office")},
    )
    chart = chart_of(history, "immigrants", ("AAA",))
    measure = MEASURES["immigrants"]
    assert (chart.title, chart.unit, chart.about) == (measure.label, measure.unit, measure.meaning)
    assert (chart.first, chart.months, chart.span) == ("1990-01", 10, 24)
    assert chart.marks == (Mark(3, "Event"), Mark(5, "Mine", True))
    assert [(line.label, line.values.tolist()) for line in chart.lines] == [("Aland", list(range(10)))]
    assert [(dots.source, dots.ink) for dots in chart.dots] == [("Office", None)]


def test_a_chart_of_replications_draws_their_band_and_says_what_it_is() -> None:
    spread = Spread(np.arange(10.0) - 1, np.arange(10.0) + 200, "all of 3 replications")
    chart = chart_of(told(spread=spread), "immigrants", ("AAA",))
    assert chart.lines[0].low is spread.low
    assert chart.lines[0].high is spread.high
    payload = drawn(chart)
    assert "Band: all of 3 replications." in payload["note"]
    assert "Band: all of 3 replications." in payload["summary"]
    assert payload["ends"][1] >= 209
    assert "Band" not in drawn(chart_of(told(), "immigrants", ("AAA",)))["note"]


@given(st.integers(0, 400), st.integers(1, 400))
def test_the_axis_of_time_holds_what_there_is_and_ends_at_the_horizon(months: int, horizon: int) -> None:
    length = axis_for(min(months, horizon), horizon)
    assert min(months, horizon) <= length <= horizon
    assert length == horizon or length - months < 60 or length == 60
    assert axis_for(horizon, horizon) == horizon


def test_several_places_have_inks_and_reported_data_of_their_own() -> None:
    history = told(said={("immigrants", "AAB"): Reported(np.array([1990]), np.array([4.0]), "Office")})
    chart = chart_of(history, "immigrants", ("AAA", "AAB", "AAA"))
    assert [(line.label, line.ink) for line in chart.lines] == [("Aland", 0), ("Beland", 1)]
    assert [(dots.source, dots.ink) for dots in chart.dots] == [("Office, Beland", 1)]
    assert len(set(INKS)) == len(INKS)


@pytest.mark.parametrize(
    ("measure", "label", "value"), [("immigrants", "Mean of 2 states", 2.5), ("net_security", "World", 0.5)]
)
def test_the_world_beside_a_state_is_on_the_scale_of_a_state(measure: str, label: str, value: float) -> None:
    beside = chart_of(told(), measure, ("AAA",), beside_world=True).lines[-1]
    assert (beside.label, beside.values[0], beside.ink) == (label, value, BESIDE)
    assert len(chart_of(told(), measure, (WORLD,), beside_world=True).lines) == 1


def test_what_the_world_alone_has_is_drawn_of_the_world() -> None:
    assert MEASURES["gdp_gini"].world_only
    chart = chart_of(told(), "gdp_gini", ("AAA",), beside_world=True)
    assert [line.label for line in chart.lines] == ["World"]


@pytest.mark.parametrize(
    ("first", "expected"), [("1990-03", [math.nan, math.nan, 0.0]), ("1989-11", [2.0, 3.0, 4.0])]
)
def test_another_history_is_drawn_in_dashes_at_its_own_dates(first: str, expected: list[float]) -> None:
    lines = chart_of(told(), "immigrants", ("AAA",), compare=told(first=first), compared_as="before").lines
    assert [(line.label, line.dashed, line.ink) for line in lines] == [
        ("Aland", False, 0),
        ("Aland, before", True, 0),
    ]
    np.testing.assert_array_equal(lines[1].values[:3], expected)
