"""The measures: each declared once, with all that a table or a figure needs to say about it."""

from __future__ import annotations

import pandas as pd
import pytest

from abm.results.measures import MEASURES, STATE_MEASURES, WORLD_MEASURES, Measure
from tests.laws.small_world import model_of, small

CONTRACT = """
population residents immigrants emigrants refugees_hosted refugees_abroad irregular_stock students
temporary_workers naturalised waiting inflow returns net_migration migrant_share
attempts interdictions interdiction_probability entries_authorised entries_irregular overstays irregular_share
smuggled_entries smuggled_share mean_fee deaths_on_routes death_rate removals detained control_index travellers
asylum_claims asylum_decisions asylum_recognised recognition_rate asylum_backlog trafficked
cost_per_entry effective_routes irregular_return_rate stranded unserved smuggling_revenue networks corruption bribes
crime_revenue crime_deaths group_income
gdp gdp_per_head wage_low wage_medium wage_high remittances_in remittances_out remittances_share
conflict_intensity conflict_deaths displaced
power power_economic power_military power_diplomatic brain_drain brain_gain gdp_gini gdp_theil
""".split()
"""Outcomes of section 7 of the model description that are built."""

each = pytest.mark.parametrize("measure", WORLD_MEASURES, ids=[measure.name for measure in WORLD_MEASURES])


def test_every_outcome_of_the_description_is_measured() -> None:
    assert set(CONTRACT) <= set(MEASURES)
    assert set(CONTRACT) <= {measure.name for measure in WORLD_MEASURES}


def test_no_name_is_used_twice() -> None:
    assert len(MEASURES) == len(WORLD_MEASURES)
    labels = [measure.label for measure in WORLD_MEASURES]
    assert len(set(labels)) == len(labels)


@each
def test_a_measure_says_what_it_is(measure: Measure) -> None:
    assert measure.name.isidentifier()
    assert measure.name == measure.name.lower()
    assert measure.unit
    assert measure.label[0].isupper()
    assert measure.meaning.endswith(".")
    assert len(measure.meaning) > 15


@each
def test_stocks_are_taken_at_the_end_flows_are_added_and_rates_are_averaged(measure: Measure) -> None:
    if measure.unit.endswith("per month") and "wage" not in measure.name:
        assert measure.reduction == "sum"
    if measure.unit == "persons":
        assert measure.reduction == "last"
    if measure.unit in ("share", "index"):
        assert measure.reduction in ("mean", "last")
    if measure.name.startswith("wage_"):
        assert measure.reduction == "mean"


@each
def test_a_ratio_is_made_of_measures_that_can_be_added(measure: Measure) -> None:
    if measure.unit == "share":
        assert measure.ratio is not None
    for part in measure.ratio or ():
        assert MEASURES[part].ratio is None


@pytest.fixture(scope="module")
def states() -> pd.DataFrame:
    """Two years of the small world, and a year in which nobody comes and permits are outstayed."""
    overstayed = {"permit_renewed": 0.0, "permit_overstayed": 1.0}
    deadly = small(
        policies={"all": {"foreign_recruits": 1.0}},
        parameters={"journeys": {"smuggled_hazard": 5.0, "flight_hazard": 3.0}},
    )
    left_over = small(processes={"departures": False}, parameters={"transitions": overstayed})
    return pd.concat(
        [model_of(deadly, months=24).frames()["states"], model_of(left_over, months=12).frames()["states"]]
    )


SHARES = [measure for measure in STATE_MEASURES if measure.unit == "share"]


@pytest.mark.parametrize("measure", SHARES, ids=[measure.name for measure in SHARES])
def test_a_share_never_exceeds_what_it_is_a_share_of(states: pd.DataFrame, measure: Measure) -> None:
    assert measure.ratio is not None
    above, below = measure.ratio
    assert states[above].sum() > 0
    assert (states[above] <= states[below] + 1e-9).all()


def test_blocks_of_outcomes_are_those_of_the_description() -> None:
    assert {measure.group for measure in STATE_MEASURES} == {
        "people",
        "border control",
        "economy",
        "diasporas",
        "power",
        "violence",
        "terrorism",
        "state",
        "response",
        "reaction",
    }


def test_a_measure_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        STATE_MEASURES[0].name = "other"  # type: ignore[misc]
