"""Smuggling through time: the numbers are those of the frame, and what is not recorded is said in words."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from abm.results.measures import MEASURES
from abm.viz import appearance
from abm.viz.smuggling import SHOWN, by_year, smuggling
from tests.viz.test_routemap import words_of


def test_flows_are_sums_of_a_year_and_ratios_are_ratios_of_sums(usual: Any) -> None:
    year = usual.world[usual.world["year"] == 1995].groupby("seed").sum()
    paid, payers = (by_year(usual, name, [1995]) for name in ("fees_paid", "fee_payers"))
    assert paid.at[1995, "mean"] == pytest.approx(year["fees_paid"].mean())
    assert payers.at[1995, "mean"] == pytest.approx(year["fee_payers"].mean())
    fee = by_year(usual, "mean_fee", [1995])
    assert fee.at[1995, "mean"] == pytest.approx((year["fees_paid"] / year["fee_payers"]).mean())
    share = by_year(usual, "smuggled_share", [1995])
    assert share.at[1995, "mean"] == pytest.approx(0.6)


def test_the_interval_is_over_replications_and_never_below_zero(usual: Any) -> None:
    table = by_year(usual, "fees_paid", list(range(1990, 2000)))
    assert (table["low"] >= 0).all()
    assert ((table["low"] <= table["mean"]) & (table["mean"] <= table["high"])).all()
    assert (table["high"] > table["mean"]).all()


def test_a_measure_that_is_not_recorded_is_named_and_not_drawn(usual: Any) -> None:
    world = usual.world.drop(
        columns=[name for name in ("networks", "smuggling_capacity") if name in usual.world]
    )
    with appearance.styled():
        figure = smuggling(dataclasses.replace(usual, world=world))
    assert len(figure.axes) == 4
    assert "Not recorded in this result: networks, capacity of networks." in words_of(figure)


@pytest.mark.parametrize("name", ["networks", "smuggling_capacity"])
def test_a_measure_that_is_recorded_gets_its_panel(name: str, usual: Any) -> None:
    if name not in MEASURES:
        pytest.skip("not a measure of this version")
    with appearance.styled():
        figure = smuggling(dataclasses.replace(usual, world=usual.world.assign(**{name: 12.0})))
    assert dict(SHOWN)[name] in words_of(figure)
    assert len(figure.axes) == 5


def test_lines_are_drawn_in_their_unit(usual: Any) -> None:
    with appearance.styled():
        figure = smuggling(usual)
    years, fee = np.asarray(figure.axes[0].lines[0].get_data(), dtype=float)
    assert list(years) == list(range(1990, 2011))
    np.testing.assert_allclose(fee, 1500 / 0.7)
    assert "dollars per person" in words_of(figure)
