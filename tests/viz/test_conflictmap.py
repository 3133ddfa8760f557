"""The map of conflict: months at war by state and period, one yardstick for model and record, and what is not known."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from abm.viz import appearance
from abm.viz.classes import OCHRES
from abm.viz.conflictmap import (
    ABSENT,
    PEACE,
    THRESHOLD,
    conflict_map,
    months_at_war,
    periods,
    recorded,
    shade,
    through_time,
)
from tests.viz.test_routemap import words_of

CODES = ["SYR", "LBN", "JOR", "TUR", "IRQ"]


@pytest.fixture(scope="module")
def few(made: Callable[..., Any]) -> Any:
    """Five states, two replications, ten years."""
    return made(CODES, seeds=2, years=10)


@pytest.fixture(scope="module")
def figure(few: Any) -> Figure:
    with appearance.styled():
        return conflict_map(few)


@pytest.mark.parametrize("years", [1, 3, 10, 21, 31, 62])
def test_every_year_is_in_one_period_and_periods_are_even(years: int) -> None:
    found = periods(range(1990, 1990 + years))
    assert [year for part in found for year in part] == list(range(1990, 1990 + years))
    lengths = [len(part) for part in found]
    assert max(lengths) - min(lengths) <= 1
    assert len(found) <= 4
    if years in (21, 31):
        assert 5 <= min(lengths) <= max(lengths) <= 8


def test_the_share_of_months_is_over_months_and_replications(few: Any) -> None:
    states = few.states.assign(at_war=0.0)
    war = (states["iso3"] == "SYR") & (states["year"] == 1991) & (states["month"] <= 6)
    states.loc[war, "at_war"] = 1.0
    states.loc[war & (states["seed"] == 1), "at_war"] = 0.0
    share = months_at_war(dataclasses.replace(few, states=states), [1991, 1992])
    assert share["SYR"] == pytest.approx(100 * 6 / 48)
    assert share.drop("SYR").eq(0).all()


def test_model_and_record_are_measured_by_the_same_deaths(few: Any) -> None:
    deaths = few.states.groupby(["iso3", "year"], as_index=False)["conflict_deaths"].sum()
    deaths = deaths.set_axis(["iso3", "year", "deaths"], axis=1)
    one = few.states.assign(seed=1)[few.states["seed"] == 1]
    alike = dataclasses.replace(
        few,
        states=one,
        world=few.world[few.world["seed"] == 1],
        reference_wars=deaths.assign(
            deaths=one.groupby(["iso3", "year"])["conflict_deaths"].sum().to_numpy()
        ),
    )
    seen, model = recorded(alike), through_time(alike)
    for name in ("states", "deaths"):
        np.testing.assert_allclose(model[name]["mean"], seen[name])
    assert 0 < seen["states"].max() < 100


def test_the_threshold_is_that_of_the_scenario(few: Any) -> None:
    strict = {**few.scenario, "parameters": {"conflict": {"threshold": 1e9}}}
    assert through_time(few)["states"]["mean"].any()
    assert not through_time(dataclasses.replace(few, scenario=strict))["states"]["mean"].any()


@pytest.mark.parametrize(("deaths", "over"), [(THRESHOLD, True), (THRESHOLD - 0.1, False)])
def test_as_many_deaths_as_the_threshold_count_and_fewer_do_not(few: Any, deaths: float, over: bool) -> None:
    states = few.states.assign(conflict_deaths=0.0)
    year = states["year"].max()
    december = (states["iso3"] == "SYR") & (states["year"] == year) & (states["month"] == 12)
    states.loc[december, "conflict_deaths"] = deaths
    share = through_time(dataclasses.replace(few, states=states))["states"]["mean"]
    assert (share[year] > 0) == over
    assert share.drop(year).eq(0).all()


def test_a_darker_colour_is_more_months(figure: Figure) -> None:
    colours = [shade(value) for value in (0.0, 0.1, 10.0, 25.0, 60.0, 100.0)]
    assert colours == [PEACE, *OCHRES]


def test_countries_take_the_colour_of_their_share(few: Any, figure: Figure) -> None:
    land = [item for item in figure.findobj(PathCollection) if item.get_label() == "land"]
    assert len(land) == 2
    for drawn, years in zip(land, periods(range(1990, 2000)), strict=True):
        seen = {to_hex(colour) for colour in drawn.get_facecolors()}  # type: ignore[attr-defined]
        wanted = {shade(value).lower() for value in months_at_war(few, years)}
        assert seen == wanted | {ABSENT.lower()}


def test_points_are_the_record_and_lines_the_model(few: Any, figure: Figure) -> None:
    states = figure.axes[-2]
    model, seen = (np.asarray(line.get_ydata(), dtype=float) for line in states.lines)
    np.testing.assert_allclose(model, through_time(few)["states"]["mean"])
    np.testing.assert_allclose(seen, 40.0)
    assert "Uppsala" in words_of(figure)


def test_without_a_record_there_are_no_points_and_no_source(few: Any) -> None:
    with appearance.styled():
        bare = conflict_map(dataclasses.replace(few, reference_wars=None))
    assert len(bare.axes[-2].lines) == 1
    assert "Uppsala" not in words_of(bare)


def test_a_result_that_never_counted_wars_says_so(few: Any) -> None:
    with appearance.styled():
        bare = conflict_map(dataclasses.replace(few, states=few.states.drop(columns="at_war")))
    assert "No war is recorded" in words_of(bare)


def test_states_without_outline_are_named_dots(few: Any, made: Callable[..., Any]) -> None:
    codes = [f"S{number}" for number in range(8)]
    places = pd.DataFrame({"iso3": codes, "longitude": range(8), "latitude": [3, 1, 4, 2, 5, 9, 2, 6]})
    result = dataclasses.replace(made(codes, seeds=1, years=2), places=places)
    with appearance.styled():
        figure = conflict_map(result)
    words = words_of(figure).split()
    assert "S3" in words  # at war in the first two years
    assert "S0" not in words
    assert not [item for item in figure.findobj(PathCollection) if item.get_label() == "land"]
