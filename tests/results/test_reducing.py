from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from abm.results.measures import MEASURES
from abm.results.reducing import parts, reduce, yearly

months = arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1e6))


@given(months)
def test_a_flow_is_given_per_year_and_a_stock_at_the_end(values: np.ndarray) -> None:
    assert reduce(MEASURES["inflow"], {"inflow": values}) == pytest.approx(12 * values.mean())
    assert reduce(MEASURES["immigrants"], {"immigrants": values}) == values[-1]


def test_twelve_months_of_a_flow_add_up() -> None:
    assert reduce(MEASURES["inflow"], {"inflow": np.arange(12.0)}) == pytest.approx(66.0)


@given(months, st.floats(1e-3, 1e3))
def test_a_ratio_is_that_of_the_reduced_and_knows_no_scale(below: np.ndarray, factor: float) -> None:
    """A ratio of stocks: the last month's."""
    measure = MEASURES["migrant_share"]
    above, below = below / 2, below + 1
    assert parts(measure) == ("immigrants", "population")
    found = reduce(measure, {"immigrants": factor * above, "population": factor * below})
    assert found == pytest.approx(above[-1] / below[-1])


def test_nothing_over_nothing_is_not_a_number() -> None:
    measure = next(m for m in MEASURES.values() if m.ratio)
    zero = {name: np.zeros((3, 2)) for name in parts(measure)}
    assert np.isnan(reduce(measure, zero)).all()


def test_months_without_a_value_do_not_count() -> None:
    values = np.array([1.0, np.nan, 3.0])
    assert reduce(MEASURES["inflow"], {"inflow": values}) == pytest.approx(24.0)
    assert np.isnan(reduce(MEASURES["inflow"], {"inflow": np.full(3, np.nan)}))


def test_states_are_reduced_side_by_side() -> None:
    values = np.arange(6.0).reshape(3, 2)
    assert reduce(MEASURES["immigrants"], {"immigrants": values}).tolist() == [4.0, 5.0]


def test_units_of_flows_become_yearly() -> None:
    assert yearly(MEASURES["inflow"]) == "persons per year"
    assert yearly(MEASURES["immigrants"]) == "persons"
