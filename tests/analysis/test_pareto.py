"""The Pareto set is what the definition says, row by row."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.analysis import nondominated
from abm.refusal import Refusal

rows = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=25)


@settings(max_examples=50)
@given(rows)
def test_a_row_is_in_the_set_if_and_only_if_none_dominates_it(values: list[tuple[int, ...]]) -> None:
    frame = pd.DataFrame(values, columns=["deaths", "cost", "entries"], dtype=float)
    signed = frame.to_numpy() * [1, 1, -1]
    dominated = [any((other <= row).all() and (other < row).any() for other in signed) for row in signed]
    found = nondominated(frame, {"deaths": "less", "cost": "less", "entries": "more"})
    assert list(found) == [not row for row in dominated]
    assert found.any()


def test_with_one_outcome_the_best_are_the_set() -> None:
    frame = pd.DataFrame({"deaths": [3.0, 1.0, 1.0, 2.0]}, index=list("abcd"))
    assert nondominated(frame, {"deaths": "less"}).to_dict() == {"a": False, "b": True, "c": True, "d": False}
    assert list(nondominated(frame, {"deaths": "more"})) == [True, False, False, False]


def test_a_row_without_a_value_neither_counts_nor_dominates() -> None:
    frame = pd.DataFrame({"deaths": [0.0, 1.0], "cost": [math.nan, 1.0]})
    assert list(nondominated(frame, {"deaths": "less", "cost": "less"})) == [False, True]


def test_two_thousand_rows_on_a_line_are_all_in_the_set() -> None:
    along = np.linspace(0, 1, 2000)
    assert nondominated(pd.DataFrame({"a": along, "b": -along}), {"a": "less", "b": "less"}).all()


def test_refusals() -> None:
    frame = pd.DataFrame({"deaths": [1.0]})
    with pytest.raises(Refusal, match="at least one outcome"):
        nondominated(frame, {})
    with pytest.raises(Refusal, match="must be 'less' or 'more'"):
        nondominated(frame, {"deaths": "low"})  # type: ignore[dict-item]
    with pytest.raises(Refusal, match="did you mean 'deaths'"):
        nondominated(frame, {"death": "less"})
