"""Response curves: exact levels of a grid, equal slices of a range, and intervals that rest on points."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from abm.analysis import mean_interval, response_curve
from abm.refusal import Refusal


def runs(points: int = 200, seeds: int = 2) -> pd.DataFrame:
    random = np.random.default_rng(0)
    design = pd.DataFrame({"point": range(points), "fee": random.uniform(0, 10, points)})
    frame = design.merge(pd.DataFrame({"seed": range(seeds)}), how="cross")
    frame = frame.merge(pd.DataFrame({"policy": ["open", "closed"]}), how="cross")
    return frame.assign(deaths=3 * frame["fee"] + 100 * (frame["policy"] == "closed"))


def test_a_grid_is_taken_level_by_level() -> None:
    frame = runs().assign(
        fee=lambda rows: rows["point"] % 4 * 5, deaths=lambda rows: rows["point"] % 4 * 10.0
    )
    curve = response_curve(frame[frame["policy"] == "open"], "fee", "deaths")
    assert list(curve["value"]) == [0, 5, 10, 15]
    assert list(curve["mean"]) == [0, 10, 20, 30]
    assert list(curve["number"]) == [50] * 4


def test_words_and_truth_values_are_levels() -> None:
    frame = runs(4).assign(way=lambda rows: np.where(rows["point"] % 2, "sea", "land"))
    frame["asked"] = frame["point"] % 2 == 1
    assert list(response_curve(frame, "way", "deaths")["value"]) == ["land", "sea"] * 2
    assert list(response_curve(frame, "asked", "deaths")["value"]) == [False, True] * 2


def test_a_range_is_cut_into_slices_of_equally_many_points_alike_for_all_policies() -> None:
    curve = response_curve(runs(), "fee", "deaths", bins=8)
    assert list(curve["policy"]) == ["open"] * 8 + ["closed"] * 8
    assert (curve["number"] == 25).all()
    first, second = (curve[curve["policy"] == policy].reset_index() for policy in ("open", "closed"))
    pd.testing.assert_frame_equal(first[["value", "starts", "ends"]], second[["value", "starts", "ends"]])
    assert (first["ends"].to_numpy()[:-1] < first["starts"].to_numpy()[1:]).all()
    assert curve["starts"].le(curve["value"]).all()
    np.testing.assert_allclose(first["mean"], 3 * first["value"])
    np.testing.assert_allclose(second["mean"], first["mean"] + 100)


def test_the_interval_rests_on_points_and_on_seeds_only_where_there_is_one_point() -> None:
    frame = pd.DataFrame(
        {"point": [0, 0, 1, 1], "seed": [0, 1] * 2, "fee": 1.0, "deaths": [1.0, 3.0, 8.0, 10.0]}
    )
    row, interval = response_curve(frame, "fee", "deaths").iloc[0], mean_interval([2.0, 9.0])
    assert (row["low"], row["high"], row["number"]) == (interval.low, interval.high, 2)
    alone, seeds = response_curve(frame.iloc[:2], "fee", "deaths").iloc[0], mean_interval([1.0, 3.0])
    assert (alone["low"], alone["high"], alone["number"]) == (seeds.low, seeds.high, 2)


def test_runs_without_a_value_are_left_out() -> None:
    frame = pd.DataFrame({"fee": [1, 1, 2], "deaths": [4.0, math.nan, math.nan]})
    curve = response_curve(frame, "fee", "deaths")
    assert list(curve["policy"]) == [""]
    assert (curve["mean"][0], curve["number"][0]) == (4.0, 1)
    assert math.isnan(curve["low"][0])


def test_refusals() -> None:
    with pytest.raises(Refusal, match="did you mean 'fee'"):
        response_curve(runs(), "fees", "deaths")
    with pytest.raises(Refusal, match="1 or more"):
        response_curve(runs(), "fee", "deaths", 0)
