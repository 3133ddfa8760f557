"""Remittances: parts add up to the whole, shares are of output, and what is not recorded is said in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from abm.viz import appearance
from abm.viz.readings import replicated
from abm.viz.remitting import (
    RECEIVERS,
    SENDERS,
    by_host,
    by_year,
    channels,
    dependence,
    remittances,
    uses,
)
from tests.viz.test_routemap import words_of


@pytest.fixture(scope="module")
def few(made: Callable[..., Any]) -> Any:
    return made(["SYR", "LBN", "JOR", "TUR", "IRQ", "EGY", "DEU", "SAU", "USA"], seeds=2, years=8)


@pytest.fixture(scope="module")
def figure(few: Any) -> Figure:
    with appearance.styled():
        return remittances(few)


def hosts_of(result: Any) -> Any:
    return by_host(replicated(result.corridors, ["year", "destination"], "remittances", [1, 2]))


@pytest.mark.parametrize("parts", [channels, uses])
def test_channels_and_uses_add_up_to_all_remittances(parts: Callable[..., Any], few: Any) -> None:
    whole = few.world.groupby("year")["remittances_in"].sum() / 2
    total = sum(table["mean"] for _, table, _, _ in parts(by_year(few)))
    np.testing.assert_allclose(total, whole)


def test_hosts_and_all_others_add_up_to_what_the_corridors_hold(few: Any) -> None:
    table = hosts_of(few)
    np.testing.assert_allclose(table.sum(axis=1), few.corridors.groupby("year")["remittances"].sum() / 2)
    named = table.drop(columns="").sum()
    assert len(named) == SENDERS
    assert named.is_monotonic_decreasing


def test_the_stack_is_as_high_as_all_that_is_sent(few: Any, figure: Figure) -> None:
    axes = figure.axes[0]
    tops: dict[float, float] = {}
    for bar in (patch for patch in axes.patches if isinstance(patch, Rectangle)):
        year = bar.get_x() + bar.get_width() / 2
        tops[year] = max(tops.get(year, 0.0), bar.get_y() + bar.get_height())
    ratio = hosts_of(few).sum(axis=1).to_numpy() / np.array(list(tops.values()))
    np.testing.assert_allclose(ratio, ratio[0])
    assert np.log10(ratio[0]) == pytest.approx(round(np.log10(ratio[0])))


def test_dependence_is_received_over_output_of_the_last_years(few: Any) -> None:
    late = few.states[few.states["year"] >= 1993]
    sums = late[late["iso3"] == "SYR"].groupby("seed")[["remittances_in", "output"]].sum()
    expected = 100 * (sums["remittances_in"] / sums["output"]).mean()
    table = dependence(few)
    assert table.at["SYR", "mean"] == pytest.approx(expected)
    assert len(table) <= RECEIVERS
    earlier = few.states.assign(
        remittances_in=few.states["remittances_in"].where(few.states["year"] >= 1993, 1e15)
    )
    assert dependence(dataclasses.replace(few, states=earlier)).equals(table)


def test_every_line_has_its_band_and_its_name(figure: Figure) -> None:
    words = words_of(figure)
    for name in ("Formal", "Informal", "Households", "Invested", "Insurgents", "Civil society"):
        assert name in words
    assert [len(axes.collections) for axes in figure.axes[1:4]] == [2, 2, 3]


def test_what_diasporas_gave_is_named_where_it_is_not_recorded(few: Any) -> None:
    world = few.world.drop(columns=["diaspora_war_support", "remittances_informal"])
    with appearance.styled():
        words = words_of(remittances(dataclasses.replace(few, world=world)))
    assert "Not recorded in this result: diasporas' money for insurgents." in words
    assert "Not recorded in this result. " in words  # in the place of the channels
    assert "Formal" not in words
