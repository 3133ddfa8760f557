"""Refugee corridors: totals are kept, the list holds what is largest in the model or in the record, bars are honest."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from abm.viz import appearance
from abm.viz.refugecorridors import LISTED, PAIR, dates, moments, ranked, refugee_corridors
from tests.viz.test_routemap import words_of

CODES = ["SYR", "LBN", "JOR", "TUR", "IRQ", "EGY"]


@pytest.fixture(scope="module")
def few(made: Callable[..., Any]) -> Any:
    return made(CODES, seeds=2, years=12)


@pytest.fixture(scope="module")
def figure(few: Any) -> Figure:
    with appearance.styled():
        return refugee_corridors(few)


def list_of(figure: Figure) -> Axes:
    return figure.axes[-1]


def test_dates_are_those_of_the_record_after_the_start(few: Any) -> None:
    assert dates(few) == [2000]
    later = few.reference_refugees.assign(year=[1990, 1995, 2001, 2040][0])
    both = pd.concat([later.assign(year=year) for year in (1990, 1995, 1998, 2001, 2040)])
    assert dates(dataclasses.replace(few, reference_refugees=both)) == [1995, 2001]
    assert dates(dataclasses.replace(few, reference_refugees=None)) == [1993, 2001]


def test_refugees_are_those_of_the_frame_at_the_end_of_the_year(few: Any) -> None:
    (moment,) = moments(few)
    here = few.corridors[few.corridors["year"] == 2000]
    assert moment.model["mean"].sum() == pytest.approx(here["refugees"].sum() / 2)
    assert moment.reported.sum() == pytest.approx(
        few.reference_refugees.query("year == 2000")["refugees"].sum()
    )


def test_a_corridor_that_is_large_in_the_record_alone_is_listed(few: Any) -> None:
    missed = pd.DataFrame({"origin": ["TUR"], "destination": ["SYR"], "year": [2000], "refugees": [9e9]})
    corridors = few.corridors.query("not (origin == 'TUR' and destination == 'SYR')")
    known = pd.concat(
        [few.reference_refugees.query("not (origin == 'TUR' and destination == 'SYR')"), missed]
    )
    found = moments(dataclasses.replace(few, corridors=corridors, reference_refugees=known))
    assert ranked(found)[0] == ("TUR", "SYR")
    assert len(ranked(found)) <= LISTED


def test_bars_are_the_means_and_marks_the_record(few: Any, figure: Figure) -> None:
    (moment,), axes = moments(few), list_of(figure)
    order = ranked([moment])
    bars = [patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle)]
    scale = moment.model["mean"].reindex(order, fill_value=0.0).to_numpy() / np.array(bars)
    np.testing.assert_allclose(scale[np.isfinite(scale)], scale[0])
    marks = next(line for line in axes.lines if line.get_label() == "UNHCR")
    np.testing.assert_allclose(
        np.asarray(marks.get_xdata(), dtype=float), moment.reported.reindex(order).dropna() / scale[0]
    )
    assert axes.get_xlim()[0] == 0


def test_an_interval_beyond_the_axis_is_cut_with_an_arrowhead_and_said(few: Any) -> None:
    wild = few.corridors.copy()
    wild.loc[wild["seed"] == 2, "refugees"] *= 5.0
    result = dataclasses.replace(few, corridors=wild, reference_refugees=None)
    with appearance.styled():
        figure = refugee_corridors(result)
    axes = list_of(figure)
    heads = [line for line in axes.lines if line.get_marker() == ">"]
    assert heads
    assert appearance.GOES_ON in words_of(figure)
    widest = max(patch.get_width() for patch in axes.patches if isinstance(patch, Rectangle))
    assert axes.get_xlim()[1] < 2 * widest


def test_only_corridors_that_are_drawn_are_numbered_on_a_map(few: Any) -> None:
    nobody = few.corridors.assign(
        refugees=few.corridors["refugees"].where(few.corridors["year"] != 1993, 0.0)
    )
    first = few.corridors.query("refugees > 0")[PAIR].iloc[0]
    here = (nobody["origin"] == first["origin"]) & (nobody["destination"] == first["destination"])
    nobody.loc[here & (nobody["year"] == 1993), "refugees"] = 1e6
    with appearance.styled():
        figure = refugee_corridors(dataclasses.replace(few, corridors=nobody, reference_refugees=None))
    numbers = [text.get_text() for text in figure.axes[0].texts]
    assert len([text for text in numbers if text.isdigit()]) == 1
