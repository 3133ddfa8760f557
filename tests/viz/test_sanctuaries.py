"""Camps and sanctuaries: means over years and replications, every sanctuary is drawn, and gaps are said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from abm.viz import appearance
from abm.viz.classes import width_classes
from abm.viz.sanctuaries import (
    BASES,
    CAMPS,
    NODE,
    by_corridor,
    camps_and_sanctuaries,
    captured,
    pictured,
)
from tests.viz.test_routemap import words_of


@pytest.fixture(scope="module")
def few(made: Callable[..., Any]) -> Any:
    return made(["SYR", "LBN", "JOR", "TUR", "IRQ", "EGY"], seeds=2, years=6)


@pytest.fixture(scope="module")
def figure(few: Any) -> Figure:
    with appearance.styled():
        return camps_and_sanctuaries(few)


@pytest.mark.parametrize("column", ["camp_refugees", "fighters_abroad"])
def test_totals_are_kept(column: str, few: Any) -> None:
    found = by_corridor(few, column)
    assert found["mean"].sum() == pytest.approx(few.corridors[column].sum() / (2 * 6))
    assert (found["mean"] > 0).all()
    assert found["mean"].is_monotonic_decreasing


def test_aid_is_by_the_groups_state_and_a_year(few: Any) -> None:
    found = captured(few)
    assert found["mean"].sum() == pytest.approx(few.states["captured_aid"].sum() / (2 * 6))


def test_every_sanctuary_is_drawn_however_few_the_refugees(few: Any) -> None:
    small = few.corridors.copy()
    armed = small["fighters_abroad"] > 0
    small.loc[armed, "camp_refugees"] = 1e-3
    result = dataclasses.replace(few, corridors=small)
    camps, bases = by_corridor(result, "camp_refugees"), by_corridor(result, "fighters_abroad")
    lines = pictured(camps, bases, width_classes(camps["mean"])).lines
    assert {line.key[:2] for line in lines if line.colour == BASES} == set(bases.index)
    assert {line.key[:2] for line in lines if line.colour == CAMPS} <= set(camps.index) - set(bases.index)


def test_corridors_with_fighters_have_their_own_colour_and_circles_their_area(
    few: Any, figure: Figure
) -> None:
    axes = figure.axes[0]
    lines = [
        item for item in axes.collections if isinstance(item, LineCollection) and item.get_label() == "edges"
    ]
    colours = {to_hex(colour) for item in lines for colour in np.asarray(item.get_colors())}
    assert colours == {BASES.lower(), CAMPS.lower()}
    circles = next(
        item for item in axes.collections
        if isinstance(item, PathCollection) and to_hex(item.get_facecolors()[0]) == NODE.lower()  # type: ignore[attr-defined]
    )  # fmt: skip
    hosted = by_corridor(few, "camp_refugees")["mean"].groupby("destination").sum()
    sizes = sorted(circles.get_sizes())
    assert [size / sizes[-1] for size in sizes] == pytest.approx(sorted(hosted / hosted.max()))


def test_the_lists_name_pairs_and_groups(few: Any, figure: Figure) -> None:
    words = words_of(figure)
    origin, host = by_corridor(few, "fighters_abroad").index[0]
    assert f"1 {few.names[origin]} → {few.names[host]}" in words
    assert "Aid captured by groups of" in words


def test_without_fighters_abroad_the_lists_say_so(few: Any) -> None:
    result = dataclasses.replace(
        few,
        corridors=few.corridors.assign(fighters_abroad=0.0),
        states=few.states.assign(captured_aid=0.0),
    )
    with appearance.styled():
        words = words_of(camps_and_sanctuaries(result))
    assert "No fighter is based abroad." in words
    assert "No aid is captured." in words


@pytest.mark.parametrize("column", ["camp_refugees", "fighters_abroad"])
def test_an_older_result_says_what_it_lacks(column: str, few: Any) -> None:
    older = dataclasses.replace(few, corridors=few.corridors.drop(columns=column))
    with appearance.styled():
        words = words_of(camps_and_sanctuaries(older))
    assert "No refugee in a camp is recorded by corridor" in words
