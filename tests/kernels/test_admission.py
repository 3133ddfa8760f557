"""Admission: who stands in which queue, and who gives up is as many as the hazard says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.admission import Gate, Turning, give_up, let_go, let_in, queues_of, turn_away
from abm.migrants.table import MigrantTable
from abm.statuses import QUOTA_CHANNELS, Channel, Status
from tests.kernels.scenes import STATES, SURE, assert_same, assert_same_in_python, people

GIVING_UP = 7
seeds = st.integers(0, 500)


def _queue(number: int, seed: int = 0) -> MigrantTable:
    channel = np.random.default_rng(seed).integers(0, len(QUOTA_CHANNELS), number)
    return people(number, seed=seed, status=int(Status.WAITING), channel=channel)


def _quitting(migrants: MigrantTable, hazard: float, month: int = 0) -> list[int]:
    number = migrants.used
    out = np.full(number, -1)
    quitting = give_up(np.arange(number), number, migrants.columns, hazard, 1, GIVING_UP, month, out)
    assert (out[quitting:] == -1).all()
    return out[:quitting].tolist()


@pytest.mark.parametrize("hazard", [0.01, 0.05, 0.5])
def test_the_share_that_gives_up_is_that_of_the_hazard(hazard: float) -> None:
    migrants = _queue(20_000)
    assert stats.binomtest(len(_quitting(migrants, hazard)), 20_000, -np.expm1(-hazard)).pvalue > SURE


def test_nobody_gives_up_without_hazard_and_everybody_with_a_huge_one() -> None:
    migrants = _queue(500)
    assert _quitting(migrants, 0.0) == []
    assert _quitting(migrants, 1e9) == list(range(500))


@given(st.integers(0, 400), st.floats(0.0, 2.0), st.floats(0.0, 2.0))
def test_who_gives_up_at_a_lower_hazard_gives_up_at_a_higher_one(
    month: int, hazard: float, more: float
) -> None:
    migrants = _queue(50)
    assert set(_quitting(migrants, hazard, month)) <= set(_quitting(migrants, hazard + more, month))


def test_who_waits_no_longer_does_not_give_up() -> None:
    migrants = _queue(40)
    migrants.columns.status[:40:2] = int(Status.STUDENT)
    assert _quitting(migrants, 1e9) == list(range(1, 40, 2))


@given(seeds, st.integers(0, 60))
def test_each_stands_in_the_queue_of_destination_and_channel(seed: int, number: int) -> None:
    migrants = _queue(number, seed)
    found = queues_of(np.arange(number), migrants.columns)
    assert (found // 4).tolist() == migrants.columns.destination[:number].tolist()
    assert (found % 4).tolist() == migrants.columns.channel[:number].tolist()


def _gate() -> Gate:
    cost = np.random.default_rng(4).uniform(0.0, 20_000.0, (STATES, STATES))
    cost[1, 2] = np.inf
    pair, flows = np.zeros((STATES, STATES), np.int64), np.zeros((STATES, STATES, 11), np.int32)
    return Gate(cost, np.zeros((STATES, 11), np.int64), pair, flows, np.zeros(STATES, np.int64))


def _turning() -> Turning:
    fee, papers = np.random.default_rng(5).uniform(0.0, 60_000.0, (2, STATES, STATES))
    fee[0, 3], papers[3, 1] = np.inf, 0.0
    people_of = np.zeros(STATES, np.int64)
    return Turning(fee, papers, people_of, people_of.copy(), np.zeros((STATES, 3), np.int64))


@given(seeds, st.integers(0, 80))
def test_who_comes_in_pays_the_journey_as_far_as_savings_reach(seed: int, number: int) -> None:
    migrants, gate, settles = _queue(number, seed), _gate(), np.arange(STATES) % 2 == 0
    columns, rows = migrants.columns, np.arange(number)
    before = type(columns)(*(column.copy() for column in columns))
    let_in(rows, columns, migrants.census, settles, gate, 7)
    origin, from_, to = before.origin[:number], before.location[:number], before.destination[:number]
    cost, channel = gate.air_cost[from_, to], before.channel[:number]
    paid = np.minimum(np.where(np.isfinite(cost), cost, 0.0) * 100, before.savings[:number]).astype(np.int32)
    np.testing.assert_array_equal(before.savings[:number] - columns.savings[:number], paid)
    np.testing.assert_array_equal(gate.households, np.bincount(to, paid, STATES))
    permanent = (channel == Channel.SKILLED) & settles[to]
    usual = np.array([Status.TEMPORARY_WORKER, Status.TEMPORARY_WORKER, Status.STUDENT, Status.FAMILY])[
        channel
    ]
    np.testing.assert_array_equal(columns.status[:number], np.where(permanent, Status.PERMANENT, usual))
    np.testing.assert_array_equal(columns.location[:number], to)
    counted = np.zeros((STATES, STATES, 11), np.int32)
    np.add.at(counted, (origin, to, channel), 1)
    assert_same((gate.flows, gate.arrivals), (counted, counted.sum(axis=2, dtype=np.int64)))
    np.testing.assert_array_equal(gate.entries, counted.sum(axis=0))
    assert_same(migrants.census, migrants.recount())


@given(seeds, st.integers(0, 80))
def test_those_enter_whose_movement_is_free_and_the_others_wait_on(seed: int, number: int) -> None:
    migrants, gate = _queue(number, seed), _gate()
    columns, free = migrants.columns, np.random.default_rng(seed).random((STATES, STATES)) < 0.4
    freed = free[columns.origin[:number], columns.destination[:number]]
    others = let_go(np.arange(number), columns, migrants.census, free, gate, 7)
    assert others.tolist() == np.flatnonzero(~freed).tolist()
    assert (columns.status[:number] == np.where(freed, Status.PERMANENT, Status.WAITING)).all()
    assert gate.entries[:, Channel.FREE_MOVEMENT].sum() == gate.entries.sum() == freed.sum()


@given(seeds, st.integers(0, 80))
def test_who_can_pay_for_another_way_takes_it_and_the_rest_go_home(seed: int, number: int) -> None:
    migrants, turning, rng = _queue(number, seed), _turning(), np.random.default_rng(seed)
    columns, channel = migrants.columns, rng.integers(-1, 11, number)
    before = type(columns)(*(column.copy() for column in columns))
    turn_away(np.arange(number), channel, columns, migrants.census, turning, 7)
    from_, to, savings = before.location[:number], before.destination[:number], before.savings[:number]
    dollars = np.where(channel == Channel.SMUGGLED, turning.fee[from_, to], 0.0)
    dollars = np.where(channel == Channel.FORGED, turning.forged_fee[from_, to], dollars)
    price = np.minimum(np.round(dollars * 100), 2**31 - 1)
    able = (channel >= 0) & (savings >= price)
    assert (columns.status[:number] == np.where(able, Status.IN_TRANSIT, 255)).all()
    assert columns.channel[:number][able].tolist() == channel[able].tolist()
    assert turning.payers.tolist() == np.bincount(to[able & (price > 0)], minlength=STATES).tolist()
    home = before.origin[:number][~able]
    assert turning.gave_up.sum(axis=1).tolist() == np.bincount(home, minlength=STATES).tolist()
    assert turning.households.tolist() == np.bincount(home, savings[~able], STATES).tolist()
    assert_same(migrants.census, migrants.recount())


def test_the_same_in_python() -> None:
    migrants, rows = _queue(60), np.arange(60)
    columns = migrants.columns
    assert_same_in_python(give_up, lambda: (rows, 60, columns, 0.3, 1, 7, 5, np.zeros(60, np.int64)))
    assert_same_in_python(queues_of, lambda: (rows, columns))
    some, free = np.arange(STATES) > 2, np.eye(STATES, k=1) > 0
    assert_same_in_python(let_in, lambda: (rows, *_table(), some, _gate(), 7))
    assert_same_in_python(let_go, lambda: (rows, *_table(), free, _gate(), 7))
    channel = np.arange(60) % 12 - 1
    assert_same_in_python(turn_away, lambda: (rows, channel, *_table(), _turning(), 7))


def _table() -> tuple[object, ...]:
    migrants = _queue(60)
    return migrants.columns, migrants.census
