"""The first stock: as many agents as there are people for, each with a name of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.departures import LARGEST_ORDINAL
from abm.migrants.first_stock import settle_first_stock, whole_agents
from abm.migrants.table import MigrantTable
from abm.parameters.people import People
from abm.refusal import Refusal
from abm.statuses import Channel, Status
from tests.kernels.scenes import STATES, SURE, assert_same, held, table

REFUGE = (Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED)
seeds = st.integers(0, 500)


def _stocks(seed: int, size: float = 20_000.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    persons = rng.exponential(size, (STATES, STATES)) * (rng.random((STATES, STATES)) < 0.8)
    np.fill_diagonal(persons, 0.0)
    return persons, persons * rng.random((STATES, STATES))


def _hosts(**fixed: Any) -> dict[str, np.ndarray]:
    terms: dict[str, Any] = {
        "settles": True,
        "years": 5.0,
        "encampment": 0.4,
        "high": 0.2,
        "low": 0.5,
    } | fixed
    return {name: np.broadcast_to(np.asarray(value), STATES).copy() for name, value in terms.items()}


def _settled(
    stocks: tuple[np.ndarray, np.ndarray], rule: People | None = None, seed: int = 1, **hosts: Any
) -> MigrantTable:
    migrants = table(rows=8)
    settle_first_stock(migrants, stocks, _hosts(**hosts), People() if rule is None else rule, seed)
    return migrants


def _one_corridor(agents: int, refugees: int = 0) -> tuple[np.ndarray, np.ndarray]:
    persons, fled = np.zeros((STATES, STATES)), np.zeros((STATES, STATES))
    persons[0, 1], fled[0, 1] = agents * 100.0, refugees * 100.0
    return persons, fled


# ------------------------------------------------------------------------------------------ numbers


@given(seeds, seeds, st.floats(1.0, 5000.0))
def test_totals_of_destinations_are_off_by_less_than_an_agent(seed: int, run: int, size: float) -> None:
    persons, _ = _stocks(seed, size)
    agents = whole_agents(persons, 100, run)
    assert (agents >= 0).all()
    assert (np.abs(agents.sum(axis=0) - persons.sum(axis=0) / 100) < 1.0).all()
    assert (np.abs(agents - persons / 100) < 1.0).all()
    assert not agents[persons == 0.0].any()


def test_a_corridor_keeps_its_expected_size() -> None:
    persons, _ = _stocks(3, 120.0)
    runs = 3000
    total = sum(whole_agents(persons, 100, seed) for seed in range(runs))
    exact = persons / 100
    part = exact % 1.0
    error = 5 * np.sqrt(part * (1.0 - part) / runs) + 1e-9
    assert (np.abs(total / runs - exact) < error).all()


def test_whole_numbers_of_agents_are_kept_whatever_the_draw() -> None:
    persons = np.arange(25.0).reshape(5, 5) * 100
    for seed in range(20):
        assert np.array_equal(whole_agents(persons, 100, seed), persons / 100)


@given(seeds, seeds)
def test_the_table_holds_the_stocks(seed: int, run: int) -> None:
    persons, fled = _stocks(seed)
    migrants = _settled((persons, fled), seed=run)
    assert (np.abs(migrants.census.stock * 100 - persons) < 200).all()
    assert (np.abs(migrants.census.refugees * 100 - fled) < 100).all()
    assert_same(migrants.census, migrants.recount())


def test_there_are_no_more_refugees_than_migrants() -> None:
    migrants = _settled(
        (np.full((STATES, STATES), 1e4) * (1 - np.eye(STATES)), np.full((STATES, STATES), 5e4))
    )
    assert np.array_equal(migrants.census.refugees, migrants.census.stock)


# ------------------------------------------------------------------------------------------ identity


@given(seeds)
def test_everybody_has_a_name_that_says_where_from_and_where_to(seed: int) -> None:
    migrants = _settled(_stocks(seed))
    columns, rows = migrants.columns, held(migrants)
    uid = columns.uid[rows]
    assert len(np.unique(uid)) == len(uid)
    assert uid.min(initial=0) >= 0
    assert uid.max(initial=0) < 2**62
    assert (uid >> 50 == 0).all(), "before the first month"
    assert np.array_equal(uid >> 40 & 1023, columns.origin[rows])
    assert np.array_equal(uid >> 30 & 1023, columns.destination[rows])
    assert (uid >> 24 & 15 == Channel.FIRST_STOCK).all()
    fled = np.isin(columns.status[rows], REFUGE)
    assert np.array_equal((uid & LARGEST_ORDINAL) >= LARGEST_ORDINAL // 2, fled)


def test_a_larger_corridor_leaves_others_who_they_are() -> None:
    """Names are made of the corridor: more people from elsewhere rename nobody."""
    small, large = _stocks(1)[0] // 100 * 100, _stocks(1)[0] // 100 * 100
    large[2, 3] += 50_000
    nobody = np.zeros((STATES, STATES))
    first, second = (_settled((persons, nobody)) for persons in (small, large))
    names = [column for column in first.columns._fields if column != "wake"]
    one, other = (
        {
            uid: tuple(values)
            for uid, *values in zip(
                *(getattr(each.columns, name)[held(each)].tolist() for name in names), strict=True
            )
        }
        for each in (first, second)
    )
    assert one.items() <= other.items()
    assert len(other) == len(one) + 500


def test_too_many_agents_in_a_corridor_are_refused() -> None:
    persons = np.zeros((STATES, STATES))
    persons[0, 1] = 100.0 * (LARGEST_ORDINAL // 2 + 2)
    migrants = table()
    with pytest.raises(Refusal, match="raise persons_per_agent"):
        settle_first_stock(migrants, (persons, 0 * persons), _hosts(), People(), 1)
    assert len(migrants) == 0


# ------------------------------------------------------------------------------------------ traits


def test_everybody_is_where_they_are_since_they_came_and_older_than_their_stay() -> None:
    migrants = _settled(_stocks(5, 1e5))
    columns, rows = migrants.columns, held(migrants)
    assert np.array_equal(columns.location[rows], columns.destination[rows])
    assert (columns.origin[rows] != columns.location[rows]).all()
    assert np.array_equal(columns.since[rows], columns.arrived[rows])
    assert (columns.arrived[rows] <= 0).all()
    assert (columns.birth[rows] <= columns.arrived[rows]).all()
    assert (columns.birth[rows] >= -95 * 12).all()
    fled = np.isin(columns.status[rows], REFUGE)
    assert np.array_equal(columns.motive[rows] == 1.0, fled)
    naturalised = columns.status[rows] == Status.NATURALISED
    expected = np.where(naturalised, columns.location[rows], columns.origin[rows])
    assert np.array_equal(columns.citizenship[rows], expected)


def test_shares_of_statuses_are_those_declared() -> None:
    rule = People(
        irregular_at_start=0.2, students_at_start=0.1, temporary_at_start=0.25, naturalised_at_start=0.5,
        overstayed_at_start=0.3,
    )  # fmt: skip
    number = 12_000
    status = _settled(_one_corridor(number), rule, years=0.0).columns.status[:number]
    left = 0.8 * 0.9 * 0.75
    expected = {
        Status.OVERSTAYER: 0.2 * 0.3, Status.IRREGULAR: 0.2 * 0.7, Status.STUDENT: 0.8 * 0.1,
        Status.TEMPORARY_WORKER: 0.8 * 0.9 * 0.25, Status.NATURALISED: left / 2, Status.PERMANENT: left / 2,
    }  # fmt: skip
    seen = [(status == each).sum() for each in expected]
    assert sum(seen) == number
    assert stats.chisquare(seen, number * np.array(list(expected.values()))).pvalue > SURE


def test_where_nobody_is_naturalised_all_who_have_a_status_hold_a_permit() -> None:
    status = _settled(_one_corridor(3000), settles=False).columns.status[:3000]
    assert not np.isin(status, (Status.PERMANENT, Status.NATURALISED)).any()
    assert (status == Status.TEMPORARY_WORKER).sum() > 2000


def test_only_those_who_stayed_long_enough_are_naturalised() -> None:
    migrants = _settled(_one_corridor(6000), People(naturalised_at_start=1.0), years=10.0)
    columns = migrants.columns
    naturalised = columns.status[:6000] == Status.NATURALISED
    assert naturalised.sum() > 1000
    assert (columns.arrived[:6000][naturalised] <= -10 * 12).all()
    assert (columns.arrived[:6000][columns.status[:6000] == Status.PERMANENT] >= -10 * 12).all()


@pytest.mark.parametrize("encampment", [0.0, 0.35, 1.0])
def test_refugees_live_in_camps_by_encampment(encampment: float) -> None:
    status = _settled(_one_corridor(6000, 6000), encampment=encampment).columns.status[:6000]
    assert np.isin(status, REFUGE).all()
    camp = int((status == Status.REFUGEE_IN_CAMP).sum())
    assert stats.binomtest(camp, 6000, encampment).pvalue > SURE


@pytest.mark.parametrize("selection", [0.2, 1.0, 5.0])
def test_odds_of_high_skill_are_selected_and_others_keep_their_ratio(selection: float) -> None:
    skill = _settled(_one_corridor(9000), People(selection=selection)).columns.skill[:9000]
    odds = 0.2 / 0.8 * selection
    high = odds / (1.0 + odds)
    expected = np.array([(1.0 - high) * 0.5 / 0.8, (1.0 - high) * 0.3 / 0.8, high]) * 9000
    assert stats.chisquare(np.bincount(skill, minlength=3), expected).pvalue > SURE


def test_stays_are_exponential_up_to_fifty_years() -> None:
    stay = -_settled(_one_corridor(6000)).columns.arrived[:6000] / 12.0
    assert stay.max() <= 50.0
    short = stay[stay < 50.0] + np.random.default_rng(0).uniform(-1, 1, int((stay < 50.0).sum())) / 24
    mean = People().mean_stay_at_start
    assert stats.kstest(short[short > 0.1] - 0.1, stats.truncexpon(49.9 / mean, 0, mean).cdf).pvalue > SURE
