from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.results.files import as_json
from abm.results.measures import MEASURES, WORLD_MEASURES, Measure
from abm.results.reducing import yearly
from abm.results.result import MANIFEST, Result, load_result
from abm.results.store import Store
from abm.results.summary import (
    Period,
    Summary,
    always_zero,
    as_frame,
    estimated,
    periods,
    reduced,
    summarise,
)
from abm.results.wording import as_markdown, as_text, scaled
from tests.results.test_result import DIGEST, manifest_of
from tests.runs.fake_model import frames_of


def result_of(folder: Path, seeds: int, months: int = 36, zero: tuple[str, ...] = ()) -> Result:
    for seed in range(1, seeds + 1):
        frames = frames_of(seed, months)
        for name in zero:
            frames["states"][name] = 0.0
        Store.of(folder, DIGEST).write(seed, frames, {"version": "1"})
    (folder / MANIFEST).write_bytes(as_json(manifest_of(seeds=list(range(1, seeds + 1)))))
    return load_result(folder)


@given(st.integers(1900, 2100), st.integers(1, 120))
def test_periods_cover_every_year_once(first: int, years: int) -> None:
    parts = periods(first, first + years - 1)
    covered = [year for part in parts for year in range(part.first, part.last + 1)]
    assert covered == list(range(first, first + years))
    assert all(part.last - part.first + 1 >= 5 for part in parts) or years < 20


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (1990, 2020, ["1990–1999", "2000–2009", "2010–2020"]),
        (1988, 2020, ["1988–1999", "2000–2009", "2010–2020"]),
        (1990, 2024, ["1990–1999", "2000–2009", "2010–2019", "2020–2024"]),
        (1990, 2004, ["1990–1994", "1995–1999", "2000–2004"]),
        (1990, 1990, ["1990"]),
    ],
)
def test_periods_are_decades_or_thirds(first: int, last: int, said: list[str]) -> None:
    assert [str(period) for period in periods(first, last)] == said


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12))
def test_the_interval_is_students(values: list[float]) -> None:
    estimate = estimated(pd.Series(values))
    error = float(stats.sem(values))
    assert estimate.half is not None
    if error > 1e-9:
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), error)
        assert (estimate.mean - estimate.half, estimate.mean + estimate.half) == pytest.approx((low, high))


def test_one_replication_has_no_interval() -> None:
    assert estimated(pd.Series([3.0])).half is None


def rows_of(seed: int = 1) -> pd.DataFrame:
    return frames_of(seed, 24)["world"]


def test_flows_are_per_year() -> None:
    rows = rows_of()
    assert reduced(MEASURES["inflow"], rows)[1] == pytest.approx(rows["inflow"].sum() / 2)
    assert yearly(MEASURES["inflow"]) == "persons per year"


def test_stocks_are_those_of_the_last_month_whatever_the_order_of_rows() -> None:
    rows = rows_of()
    assert reduced(MEASURES["immigrants"], rows.iloc[::-1])[1] == rows["immigrants"].iloc[-1]
    assert yearly(MEASURES["immigrants"]) == "persons"


@pytest.mark.parametrize("measure", [measure for measure in WORLD_MEASURES if measure.ratio])
def test_ratios_are_those_of_their_parts(measure: Measure) -> None:
    assert measure.ratio is not None
    above, below = measure.ratio
    rows = rows_of()
    if measure.reduction == "last":
        expected = rows[above].iloc[-1] / rows[below].iloc[-1]
    else:
        expected = rows[above].sum() / rows[below].sum()
    assert reduced(measure, rows)[1] == pytest.approx(expected)
    assert reduced(measure, rows.assign(**{below: 0.0})).isna().all()


def test_a_measure_that_stays_zero_everywhere_is_said(tmp_path: Path) -> None:
    result = result_of(tmp_path, 2, zero=("trafficked",))
    assert always_zero(result) == ("trafficked",)
    assert "Always zero, in every run: trafficking victims (trafficked)." in as_text(summarise(result))


def test_one_value_in_one_run_is_not_zero(tmp_path: Path) -> None:
    result = result_of(tmp_path, 2, zero=("trafficked",))
    result.states.loc[result.states.index[-1], "trafficked"] = 1e-3
    assert always_zero(result) == ()


def test_the_model_stands_beside_what_is_reported(tmp_path: Path) -> None:
    store = Store.of(tmp_path, DIGEST)
    pairs = {"origin": ["AAA", "BBB"], "destination": ["BBB", "AAA"], "year": [1991] * 2, "stock": [3.0, 4.0]}
    store.write_reference("reference_stocks", pd.DataFrame(pairs))
    hosts = {"iso3": ["AAA", "BBB"], "year": [1991] * 2, "immigrant_stock": [5.0, 3.0]}
    store.write_reference("reference_states", pd.DataFrame(hosts))
    result = result_of(tmp_path, 3)
    (row,) = summarise(result).comparisons
    middle = result.world.query("year == 1991 and month == 6")["immigrants"].mean()
    assert (row.year, row.reported, row.reported_by_corridor) == (1991, 8.0, 7.0)
    assert row.modelled.mean == pytest.approx(middle)
    assert f"{100 * (middle / 8 - 1):+.1f}" in as_text(summarise(result))


def test_the_file_holds_every_measure_in_every_period(tmp_path: Path) -> None:
    summary = summarise(result_of(tmp_path, 2))
    frame = as_frame(summary)
    ledger = frame["group"] == "ledger"
    assert set(frame["measure"][~ledger]) == {measure.name for measure in WORLD_MEASURES}
    assert (~ledger).sum() == len(WORLD_MEASURES) * len(summary.periods)
    assert ledger.sum() == len(summary.contributions) * len(summary.periods) > 0
    assert (frame["low"] <= frame["mean"]).all()
    assert frame["unit"].all()


def shown(tmp_path: Path, seeds: int) -> tuple[Summary, str]:
    summary = summarise(result_of(tmp_path, seeds))
    return summary, as_text(summary)


def test_the_terminal_shows_border_control_and_violence_with_units_and_intervals(tmp_path: Path) -> None:
    _, text = shown(tmp_path, 3)
    for measure in WORLD_MEASURES:
        if measure.group == "violence":
            assert measure.label in text
    assert "Interdiction probability" in text
    assert "persons per year" in text
    assert "±" in text
    assert "Drivers: observed economy." in text


def test_one_replication_shows_no_interval_and_says_so(tmp_path: Path) -> None:
    _, text = shown(tmp_path, 1)
    assert "±" not in text
    assert "One replication: no intervals" in text


def test_columns_are_aligned_and_the_page_is_a_table(tmp_path: Path) -> None:
    summary, text = shown(tmp_path, 2)
    block = text.split("Violence\n")[1].split("\n\n")[0].splitlines()
    assert len({len(line) for line in block}) == 1
    tables = [line for line in as_markdown(summary).splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} == {len(summary.periods) + 3}


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        ([2.2e8, 1.5e8], "persons", (1e6, "million persons", 0)),
        ([2.2e6], "persons", (1e6, "million persons", 2)),
        ([0.036], "share", (0.01, "%", 2)),
        ([0.0], "persons", (1.0, "persons", 0)),
        ([float("nan"), 41.0], "persons per year", (1.0, "persons per year", 1)),
    ],
)
def test_numbers_have_three_digits(values: list[float], unit: str, expected: tuple[float, str, int]) -> None:
    assert scaled(values, unit) == expected


def test_a_period_of_one_year_is_that_year() -> None:
    assert str(Period(1990, 1990)) == "1990"
