"""The books kept beside the table equal what is counted from it, and what is measured stays within bounds."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.results.measures import STATE_MEASURES
from abm.statuses import ABROAD_STATUSES, Status
from tests.laws.small_world import column, model_of, small, steps


@pytest.fixture(scope="module")
def lived_in() -> MigrationModel:
    """Two years of the small world."""
    return model_of(months=24)


def test_the_kept_census_equals_a_recount_after_every_process() -> None:
    model = model_of(months=2)
    for _ in range(6):
        for process, scene in steps(model):
            for kept, counted in zip(scene.migrants.census, scene.migrants.recount(), strict=True):
                np.testing.assert_array_equal(kept, counted, err_msg=process.name)


def test_the_stock_matrix_is_the_count_of_those_who_live_abroad(lived_in: MigrationModel) -> None:
    """Counted here from the columns themselves, apart from the kernel that keeps the census."""
    origin, here, status = (column(lived_in, name) for name in ("origin", "location", "status"))
    stock, refugees = np.zeros((2, 9, 9), np.int64)
    abroad = np.isin(status, ABROAD_STATUSES) & (origin != here)
    np.add.at(stock, (origin[abroad], here[abroad]), 1)
    protected = abroad & np.isin(status, [Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED])
    np.add.at(refugees, (origin[protected], here[protected]), 1)
    np.testing.assert_array_equal(lived_in.scene.migrants.census.stock, stock)
    np.testing.assert_array_equal(lived_in.scene.migrants.census.refugees, refugees)
    assert refugees.sum() > 0


def test_nobody_lives_abroad_in_their_own_state(lived_in: MigrationModel) -> None:
    origin, here, status = (column(lived_in, name) for name in ("origin", "location", "status"))
    assert not (np.isin(status, ABROAD_STATUSES) & (origin == here)).any()


def test_who_waits_is_at_home_and_who_travels_has_a_way_to_go(lived_in: MigrationModel) -> None:
    origin, here, there, status = (
        column(lived_in, name) for name in ("origin", "location", "destination", "status")
    )
    waiting, travelling = status == Status.WAITING, status == Status.IN_TRANSIT
    assert waiting.any()
    assert travelling.any()
    assert (origin[waiting] == here[waiting]).all()
    assert (here[travelling] != there[travelling]).all()
    assert (origin != there).all()


def test_the_naturalised_are_citizens_of_the_state_they_live_in(lived_in: MigrationModel) -> None:
    here, citizen, origin, status = (
        column(lived_in, name) for name in ("location", "citizenship", "origin", "status")
    )
    settled, waiting = status == Status.NATURALISED, status == Status.WAITING
    assert settled.any()
    assert (citizen[settled] == here[settled]).all()
    assert (citizen[waiting] == origin[waiting]).all()


def test_no_month_lies_ahead(lived_in: MigrationModel) -> None:
    since, arrived, birth = (column(lived_in, name) for name in ("since", "arrived", "birth"))
    assert max(since.max(), arrived.max(), birth.max()) < lived_in.month
    assert (birth <= arrived).all()


SIGNED = ("net_migration", "power_of_migrants", "capacity_autonomy_gap", "security_by_migration")
"""Measures of differences, which may lie below zero."""


@pytest.mark.parametrize("frame", ["states", "world"])
def test_shares_lie_between_0_and_1_and_counts_are_not_negative(lived_in: MigrationModel, frame: str) -> None:
    table = lived_in.frames()[frame]
    for measure in STATE_MEASURES:
        values = table[measure.name]
        if measure.ratio is None:
            assert values.notna().all(), measure.name
        if measure.name not in SIGNED:
            assert not (values < 0).any(), measure.name
        if measure.unit == "share" and measure.name != "remittances_share":
            assert not (values > 1).any(), measure.name


def test_every_measure_that_a_share_is_made_of_is_recorded() -> None:
    names = {measure.name for measure in STATE_MEASURES}
    assert {part for measure in STATE_MEASURES for part in measure.ratio or ()} <= names


def test_one_person_for_each_agent_works() -> None:
    model = model_of(small(persons_per_agent=1, world={"population_median": 2e4}), months=3)
    assert model.scene.persons_per_agent == 1
    assert model.scene.located().sum() == len(model.migrants)
