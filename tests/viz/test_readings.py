"""Replications become a mean with an interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.viz.appearance import apart, number, rounded, unit_of
from abm.viz.readings import named, replicated, spread, whole_years


def test_the_interval_is_students() -> None:
    table = spread(pd.DataFrame([[10.0, 12.0, 14.0]]))
    assert table["mean"][0] == 12
    assert table["high"][0] - 12 == pytest.approx(4.302653 * 2 / np.sqrt(3), rel=1e-6)
    assert table["low"][0] == pytest.approx(12 - 4.302653 * 2 / np.sqrt(3), rel=1e-6)


def test_the_interval_of_a_count_never_goes_below_zero_and_holds_its_mean() -> None:
    table = spread(pd.DataFrame([[0.0, 1.0], [-3.0, -3.0]]))
    assert list(table["low"]) == [0.0, -3.0]


def test_one_replication_is_its_own_interval() -> None:
    assert spread(pd.DataFrame([[7.0]])).loc[0].tolist() == [7, 7, 7]


def test_what_a_replication_does_not_list_is_zero() -> None:
    frame = pd.DataFrame({"seed": [1, 1, 2], "year": [1990, 1990, 1991], "deaths": [2.0, 3.0, 4.0]})
    table = replicated(frame, ["year"], "deaths", [1, 2, 3])
    assert table.to_numpy().tolist() == [[5, 0, 0], [0, 4, 0]]


def test_only_whole_years_count_unless_there_is_none(made: Callable[..., Any]) -> None:
    assert whole_years(made(["AAA", "BBB", "CCC"], seeds=1, months=30)) == [1990, 1991]
    assert whole_years(made(["AAA", "BBB", "CCC"], seeds=1, months=7)) == [1990]


def test_names_fit_a_label(usual: Any) -> None:
    assert named(usual, "COD") == "DR Congo"
    assert named(usual, "XYZ") == "XYZ"


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1,234,567"), (2.5, "2.5"), (-0.25, "−0.25"), (0, "0")]
)
def test_numbers_are_written_for_people(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(213.6, "214"), (2.731, "2.7"), (0.061234, "0.061"), (99.6, "100")]
)
def test_numbers_are_rounded_to_two_digits(value: float, text: str) -> None:
    assert rounded(value) == text


def test_persons_are_counted_in_a_unit_that_fits() -> None:
    assert [unit_of(high)[1] for high in (300e6, 1.5e6, 900)] == [
        "million persons",
        "thousand persons",
        "persons",
    ]


def test_labels_keep_apart_in_order_and_in_bounds() -> None:
    places = apart([5.0, 5.0, 5.1, 0.0, 9.9], 1.0, 0.0, 10.0)
    ordered = sorted(places)
    assert np.diff(ordered).min() >= 1.0 - 1e-6
    assert ordered[0] >= 0
    assert ordered[-1] <= 10
    assert places[3] == min(places)
    assert places[4] == max(places)
