"""A state in numbers: facts, corridors and bars say what the history holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.diasporas.table import Diasporas
from abm.page.facts import HEADLINES, MOST_LINES, bars, corridors, diasporas, facts, said
from abm.page.history import WORLD, Entry, Flows
from abm.results.measures import MEASURES
from tests.page.fakes import FakeHistory


@given(st.floats(-1e14, 1e14, allow_nan=False))
def test_a_number_in_words_is_within_a_hundredth_of_it(value: float) -> None:
    words = said(value).replace("\N{MINUS SIGN}", "-").replace(",", "")
    scale = {"trillion": 1e12, "billion": 1e9, "million": 1e6}
    number, _, unit = words.partition(" ")
    assert float(number) * scale.get(unit, 1.0) == pytest.approx(value, rel=0.01, abs=1e-6)


def test_no_number_is_a_dash() -> None:
    assert said(math.nan) == said(math.inf) == "\N{EN DASH}"


@pytest.mark.parametrize("place", ["S007", WORLD])
def test_every_headline_is_said_with_its_unit_and_meaning(place: str) -> None:
    history = FakeHistory(months=5, missing=0.0)
    found = facts(history, place, 3)
    assert [fact.label for fact in found] == [MEASURES[name].label for name in HEADLINES]
    for fact, name in zip(found, HEADLINES, strict=True):
        assert fact.unit == ("%" if MEASURES[name].unit == "share" else MEASURES[name].unit)
        assert fact.meaning == MEASURES[name].meaning
    state = float(history.values("population", 3)[7])
    if place != WORLD:
        assert found[0].value == said(state)


def test_corridors_are_those_of_the_state_the_largest_first() -> None:
    history = FakeHistory(months=5)
    flows = Flows(
        np.array([1, 2, 7, 7, 3]),
        np.array([7, 7, 5, 9, 4]),
        np.array([9.0, 5.0, 4.0, 3.0, 1.0]),
        "persons",
        1990,
    )
    into, out = corridors(history, flows, "S007", most=1)
    assert [(fact.label, fact.value) for fact in into] == [("State S001", "9")]
    assert [(fact.label, fact.value) for fact in out] == [("State S005", "4")]
    assert len(corridors(history, flows, "S007")[0]) == 2


def test_diasporas_of_a_state_are_its_own_the_largest_first() -> None:
    table = Diasporas(("AAA", "BBB", "CCC"))
    rows = table.add(np.array([0, 0, 1]), np.array([1, 2, 2]), 0)
    table.size[rows], table.mobilisation[rows] = (2_000.0, 90_000.0, 5.0), (0.25, 0.5, 1.0)
    table.orientation[rows] = (-0.5, 0.02, 1.0)
    found = [(fact.label, fact.value, fact.unit) for fact in diasporas(table, ("A", "B", "C"), "AAA")]
    assert found == [
        ("C", "90,000", "50 % mobilised, on neither side"),
        ("B", "2,000", "25 % mobilised, against its government"),
    ]
    assert len(diasporas(table, ("A", "B", "C"), "AAA", most=1)) == 1
    assert diasporas(table, ("A", "B", "C"), "CCC") == []


@given(st.lists(st.floats(-0.1, 0.1), max_size=20))
def test_bars_are_the_largest_lines_in_points_and_none_is_longer_than_the_whole(effects: list[float]) -> None:
    entries = [Entry("capacity", f"by_{place}", 0.0, effect) for place, effect in enumerate(effects)]
    rows = bars(entries)
    moving = sorted((abs(effect) for effect in effects if effect), reverse=True)
    assert len(rows) == min(len(moving), MOST_LINES)
    for row, size in zip(rows, moving, strict=False):
        assert row["share"] == pytest.approx(size / moving[0])
        assert row["less"] == row["words"].startswith("\N{MINUS SIGN}")
        assert row["words"][0] in "+\N{MINUS SIGN}"
        assert "e" not in row["words"]
        assert "_" not in row["label"]
