"""Measuring anchors: stocks, flows, ratios and records come out as they are declared; verdicts follow their rule."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.analysis.intervals import Interval
from abm.refusal import Refusal
from abm.scenario import tables_of
from experiments.anchors.__main__ import ANCHORS
from experiments.anchors.anchor import Amount, Quantity, Said, read_anchors, scenario_of
from experiments.anchors.comparing import found_of, ratio_to_text, verdict_of
from experiments.anchors.measuring import ONLY, modelled, values_of
from experiments.anchors.page import said, summed_up
from tests.experiments.drawn_anchors import SEEDS, Runs, asked, measured, rise, small, small_tables, sources

# ------------------------------------------------------------------------------------------ measuring


def test_a_stock_is_that_of_its_month_and_the_mean_of_the_years(tmp_path: Path) -> None:
    of = [Quantity(columns=("immigrants",), among="two", first=2000, last=2002, month=6)]
    expected = [
        sum(rise(place, year, 6, seed) for place in (0, 2) for year in (2000, 2001, 2002)) / 3
        for seed in SEEDS
    ]
    assert measured(tmp_path, of=tuple(of)) == pytest.approx(expected)


def test_a_flow_is_the_sum_of_the_months_and_what_is_summed_of_the_years(tmp_path: Path) -> None:
    of = Quantity(columns=("inflow",), among="BBB", first=2000, last=2001, how="sum")
    expected = [
        sum(rise(1, year, month, seed) for year in (2000, 2001) for month in range(1, 13)) for seed in SEEDS
    ]
    assert measured(tmp_path, of=(of,)) == pytest.approx(expected)


def test_a_rate_of_output_is_averaged_over_the_months(tmp_path: Path) -> None:
    of = Quantity(columns=("gdp",), among="AAA", first=2000, last=2000)
    expected = [np.mean([rise(0, 2000, month, seed) for month in range(1, 13)]) for seed in SEEDS]
    assert measured(tmp_path, of=(of,)) == pytest.approx(expected)


def test_a_rise_is_that_of_a_year_between_the_first_and_the_last(tmp_path: Path) -> None:
    of = Quantity(columns=("immigrants",), among="asia", first=2000, last=2005, how="rise")
    assert measured(tmp_path, of=(of,)) == pytest.approx([20.0] * 3)


def test_columns_are_added_and_scaled_and_sums_divided(tmp_path: Path) -> None:
    both = Quantity(columns=("immigrants", "emigrants"), first=2000, last=2000)
    one = Quantity(columns=("immigrants",), first=2000, last=2000, scale=0.5)
    assert measured(tmp_path, of=(both,), over=(one,)) == pytest.approx([6.0] * 3)


def test_a_ratio_is_multiplied_by_another_and_by_a_parameter(tmp_path: Path) -> None:
    stock = Quantity(columns=("immigrants",), first=2000, last=2000)
    some = Quantity(frame="flows", columns=("persons",), channels=("student",), first=2000, last=2000)
    every = Quantity(frame="flows", columns=("persons",), first=2000, last=2000)
    plain = measured(tmp_path, of=(stock,))
    found = measured(tmp_path, of=(stock,), times={"of": (some,), "over": (every,)}, parameter="costs.asylum")
    assert found == pytest.approx([2.0 * value / 2 for value in plain])


def test_pairs_are_chosen_by_origin_host_and_channel(tmp_path: Path) -> None:
    of = Quantity(frame="routes", columns=("deaths",), origins="CCC", hosts="two", channels=("land",), first=2001,
                  last=2001)  # fmt: skip
    assert measured(tmp_path, of=(of,)) == pytest.approx([2 * rise(2, 2001, 12, seed) for seed in SEEDS])


def test_largest_above_and_rank_are_taken_over_states(tmp_path: Path) -> None:
    fees = Quantity(frame="routes", columns=("fees",), by="origin", first=2001, last=2001)
    one = Quantity(frame="routes", columns=("fees",), hosts="AAA", channels=("land",), by="origin", first=2000,
                   last=2000)  # fmt: skip
    ratios = [
        [6 * rise(place, 2001, 12, seed) / rise(place, 2000, 12, seed) for place in range(3)]
        for seed in SEEDS
    ]
    assert measured(tmp_path, of=(fees,), over=(one,), statistic="largest") == pytest.approx(
        [max(row) for row in ratios]
    )
    for threshold in (6.0, float(np.median(ratios[0])), 7.0):
        found = measured(tmp_path, of=(fees,), over=(one,), statistic="above", threshold=threshold)
        assert found == [sum(ratio > threshold for ratio in row) for row in ratios]
    stock = Quantity(columns=("immigrants",), among="BBB", first=2000, last=2000)
    every = Quantity(columns=("immigrants",), first=2001, last=2001)
    assert measured(tmp_path, of=(stock,), over=(every,), statistic="rank") == [3.0] * 3


def test_nothing_over_nothing_has_no_value_and_no_verdict(tmp_path: Path) -> None:
    anchors, runs = small(tmp_path), Runs(scale=0.0)
    one = Quantity(columns=("immigrants",), first=2000, last=2000)
    anchors = asked(anchors, Amount(of=(one,), over=(one,)))
    found = found_of("one", anchors.anchors["one"], sources(anchors, small_tables(), runs))
    assert math.isnan(found.model.mean)
    assert found.verdict == found.model_beside_record == "undefined"
    assert "For 1 the model has no value" in summed_up(anchors, [found])


def test_money_is_brought_to_the_dollars_of_the_text(tmp_path: Path) -> None:
    anchors = small(tmp_path)
    there = sources(anchors, small_tables())
    plain = modelled(anchors.anchors["one"], there)
    then = modelled(anchors.anchors["one"].model_copy(update={"dollars": 2000, "scale": 10.0}), there)
    assert then.to_numpy() == pytest.approx(plain.to_numpy() * 0.5 / 10)


def test_a_record_is_made_of_the_tables_and_a_year_without_one_is_refused(tmp_path: Path) -> None:
    anchors = small(tmp_path)
    there = sources(anchors, small_tables())
    data = anchors.anchors["one"].data
    assert data is not None
    assert data.amount is not None
    assert values_of(data.amount, there).to_dict() == {ONLY: (3.0 + 12.0) / 2}
    claims = Quantity(frame="reference_states", columns=("asylum_applications",), first=2000, last=2001)
    with pytest.raises(Refusal, match="holds no 'asylum_applications' of 2001"):
        values_of(Amount(of=(claims,)), there)
    nothing = Quantity(frame="reference_states", columns=("stocks",), first=2000, last=2001)
    with pytest.raises(Refusal, match="has no column 'stocks'"):
        values_of(Amount(of=(nothing,)), there)


def test_records_of_the_world_are_what_the_tables_hold() -> None:
    anchors = read_anchors(ANCHORS)
    tables = tables_of(scenario_of(anchors).world)
    there = sources(anchors, tables)
    states = tables.frames()["reference_states"]

    def record(name: str) -> float:
        data = anchors.anchors[name].data
        assert data is not None
        assert data.amount is not None
        return float(values_of(data.amount, there).iloc[0]) / anchors.anchors[name].scale

    of_2001 = states[states["year"] == 2001]
    assert record("refugees") == pytest.approx(of_2001["refugees_hosted"].sum() / 1e6)
    assert record("claims") == pytest.approx(of_2001["asylum_applications"].sum() / 1e3)
    stock = states.dropna(subset=["immigrant_stock"]).groupby("year")["immigrant_stock"].sum() / 1e6
    assert record("stock") == pytest.approx(0.4 * stock[2000] + 0.6 * stock[2005])
    assert record("in_asia") + record("in_africa") + record("in_europe") < 100


# ------------------------------------------------------------------------------------------ verdicts


@given(st.floats(1.0, 1e6), st.floats(0.01, 100.0), st.floats(0.0, 0.3))
def test_a_verdict_says_how_far_the_number_is(number: float, times: float, half: float) -> None:
    mean = number * times
    value = Interval(mean, mean * (1 - half), mean * (1 + half), 30)
    verdict = verdict_of(value, (number, number), 0.25)
    if value.low <= number <= value.high:
        assert verdict == "inside"
    elif 0.75 <= times <= 1.25:
        assert verdict == "near"
    else:
        assert verdict == ("below" if times < 1 else "above")


@pytest.mark.parametrize(
    ("mean", "ends", "verdict"),
    [
        (7.0, (5.0, 10.0), "inside"), (12.0, (5.0, 10.0), "near"), (13.0, (5.0, 10.0), "above"),
        (4.0, (5.0, 10.0), "near"), (3.0, (5.0, 10.0), "below"), (1e9, (5.0, math.inf), "inside"),
        (0.0, (0.0, 50.0), "inside"), (0.0, (5.0, 5.0), "below"), (math.nan, (5.0, 5.0), "undefined"),
    ],
)  # fmt: skip
def test_a_range_is_met_within_and_neared_at_its_ends(
    mean: float, ends: tuple[float, float], verdict: str
) -> None:
    assert verdict_of(Interval(mean, math.nan, math.nan, 1), ends, 0.25) == verdict


def test_a_text_is_said_as_it_stands_and_told_off_from_its_nearest_end() -> None:
    assert [said(Said(value=4000)), said(Said(low=5, high=10)), said(Said(low=5)), said(Said(high=50))] == [
        "4,000", "5 to 10", "over 5", "below 50"
    ]  # fmt: skip
    text = Said(low=5, high=10)
    assert [ratio_to_text(value, text) for value in (2.5, 7.0, 20.0)] == [0.5, 1.0, 2.0]
    assert text.point == pytest.approx(math.sqrt(50))
    assert (Said(low=5).point, Said(high=50).point, Said(value=3).point) == (5, 50, 3)
