"""Remittances: what migrants earn, save and send, in whole cents that add up in any order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.remittances import Earnings, Transfers, earn, transfer
from abm.migrants.table import STATUSES, MigrantTable
from abm.statuses import LIVING_STATUSES, Status
from tests.kernels.scenes import STATES, assert_same, assert_same_in_python, people

seeds = st.integers(0, 300)


def _earnings(seed: int = 0, **fixed: Any) -> Earnings:
    rng = np.random.default_rng(seed)
    work = rng.uniform(0.0, 1.0, (STATES, STATUSES))
    work[:, [Status.WAITING, Status.IN_TRANSIT, Status.DETAINED, Status.REFUGEE_IN_CAMP]] = 0.0
    terms: dict[str, Any] = {
        "wage": rng.uniform(1e4, 5e5, (STATES, 3)), "work": work, "sent": rng.uniform(0.0, 0.3, STATES),
        "decay": 0.5 ** (np.arange(400) / 120), "saved": 0.05, "limit": 12.0,
    }  # fmt: skip
    return Earnings(**(terms | fixed))


def _paid(
    migrants: MigrantTable, terms: Earnings, *, month: int = 24, parts: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Cents sent by (location, origin) and cents saved by location."""
    sent, saved = np.zeros((parts, STATES, STATES), np.int64), np.zeros((parts, STATES), np.int64)
    earn(migrants.columns, migrants.used, terms, month, parts, sent, saved)
    return sent.sum(axis=0), saved.sum(axis=0)


def _one(**fixed: Any) -> MigrantTable:
    settings: dict[str, Any] = {
        "origin": 0, "location": 1, "status": int(Status.PERMANENT), "skill": 2, "arrived": 0, "savings": 0,
    }  # fmt: skip
    return people(1, **(settings | fixed))


@given(seeds, st.integers(0, 300), st.sampled_from([2, 3, 7]))
def test_parts_do_not_matter(seed: int, number: int, parts: int) -> None:
    whole, cut = people(number, seed=seed), people(number, seed=seed)
    assert_same(_paid(whole, _earnings(seed)), _paid(cut, _earnings(seed), parts=parts))
    assert_same(whole.columns, cut.columns)


@given(seeds, st.integers(0, 200))
def test_what_is_saved_is_what_savings_grow_by(seed: int, number: int) -> None:
    migrants = people(number, seed=seed)
    before = migrants.columns.savings.astype(np.int64)
    _, saved = _paid(migrants, _earnings(seed))
    grown = migrants.columns.savings.astype(np.int64) - before
    assert (grown >= 0).all()
    for state in range(STATES):
        assert grown[migrants.columns.location == state].sum() == saved[state]


@given(seeds, st.integers(0, 200))
def test_what_is_sent_is_a_sum_over_persons(seed: int, number: int) -> None:
    migrants, terms = people(number, seed=seed), _earnings(seed)
    sent, _ = _paid(migrants, terms, month=24)
    expected = np.zeros((STATES, STATES), np.int64)
    for row in range(number):
        status, here, origin, skill, arrived = (
            int(getattr(migrants.columns, name)[row])
            for name in ("status", "location", "origin", "skill", "arrived")
        )
        if here != origin:
            share = terms.sent[origin] * terms.decay[24 - arrived]
            expected[here, origin] += int(terms.wage[here, skill] * terms.work[here, status] * share + 1e-9)
    assert sent == pytest.approx(expected, abs=number)
    assert not np.diagonal(sent).any()


def test_an_account_by_hand() -> None:
    """A wage of 1,000.00 at work 0.8, of which 10 % halve over ten years away, and 5 % are saved."""
    terms = _earnings(
        wage=np.full((STATES, 3), 100_000.0), work=np.full((STATES, STATUSES), 0.8), sent=np.full(STATES, 0.1)
    )
    migrants = _one()
    sent, saved = _paid(migrants, terms, month=120)
    assert sent[1, 0] in (3_999, 4_000)
    assert saved.tolist() == [0, 4_000, 0, 0, 0]
    assert migrants.columns.savings[0] == 4_000


@pytest.mark.parametrize("month", [400, 2000])
def test_the_decay_ends_where_its_table_ends(month: int) -> None:
    terms = _earnings(work=np.ones((STATES, STATUSES)))
    assert_same(_paid(_one(), terms, month=399)[0], _paid(_one(), terms, month=month)[0])


def test_who_came_later_than_this_month_sends_as_on_the_first_day() -> None:
    terms = _earnings(work=np.ones((STATES, STATUSES)))
    assert_same(_paid(_one(arrived=50), terms, month=24)[0], _paid(_one(arrived=24), terms, month=24)[0])


def test_saving_stops_at_the_limit() -> None:
    terms = _earnings(
        wage=np.full((STATES, 3), 1_000.0), work=np.ones((STATES, STATUSES)), saved=0.5, limit=2.0
    )
    migrants = _one()
    for _ in range(10):
        _paid(migrants, terms)
    assert migrants.columns.savings[0] == 2_000


@pytest.mark.parametrize("status", LIVING_STATUSES)
def test_who_does_not_work_or_is_at_home_neither_sends_nor_saves(status: Status) -> None:
    idle = _earnings(work=np.tile(np.where(np.arange(STATUSES) == status, 0.0, 1.0), (STATES, 1)))
    for migrants, terms in (
        (_one(status=int(status)), idle),
        (_one(status=int(status), location=0), _earnings(work=np.ones((STATES, STATUSES)))),
    ):
        sent, saved = _paid(migrants, terms)
        assert not sent.any()
        assert not saved.any()
        assert migrants.columns.savings[0] == 0


def test_free_rows_earn_nothing() -> None:
    migrants = people(20, origin=0, location=1)
    migrants.columns.status[:] = 255
    sent, saved = _paid(migrants, _earnings(work=np.ones((STATES, STATUSES))))
    assert sent.sum() + saved.sum() == 0


def test_accounts_are_added_to() -> None:
    migrants, terms = people(50), _earnings()
    sent, saved = np.full((1, STATES, STATES), 7), np.full((1, STATES), 9)
    earn(migrants.columns, 50, terms, 24, 1, sent, saved)
    again_sent, again_saved = _paid(people(50), terms)
    assert np.array_equal(sent[0], again_sent + 7)
    assert np.array_equal(saved[0], again_saved + 9)


def test_the_largest_savings_do_not_overflow() -> None:
    """Wages at which a limit of 600 months is beyond what the column holds."""
    terms = _earnings(
        wage=np.full((STATES, 3), 4e6), work=np.ones((STATES, STATUSES)), saved=1.0, limit=600.0
    )
    migrants = _one(savings=2_000_000_000)
    for _ in range(50):
        _paid(migrants, terms)
    assert migrants.columns.savings[0] > 0


def _transfers() -> Transfers:
    pair, zeros = np.zeros((STATES, STATES), np.int64), np.zeros(STATES, np.int64)
    return Transfers(pair, *(zeros.copy() for _ in range(4)))


def _sent(seed: int, parts: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sent = rng.integers(0, 10**9, (parts, STATES, STATES))
    return np.asarray(sent * (rng.random((STATES, STATES)) < 0.4))


@given(seeds, st.integers(1, 3))
def test_transfers_are_what_the_equations_say_of_all_pairs(seed: int, parts: int) -> None:
    sent, (channel, watching) = _sent(seed, parts), np.random.default_rng(seed).random((2, STATES))
    done = _transfers()
    transfer(sent, channel, watching, (0.4, 0.07, 0.5), done)
    whole, dear = sent.sum(axis=0), (1.0 - channel)[:, None] * (1.0 - channel)
    informal = np.rint(whole * (0.4 * dear * (1.0 - 0.5 * watching[:, None]))).astype(np.int64)
    cost = np.rint((whole - informal) * (0.07 * dear)).astype(np.int64)
    arrived = whole - cost
    expected = Transfers(
        arrived, informal.sum(axis=0), cost.sum(axis=1), arrived.sum(axis=0),
        arrived.sum(axis=0) - arrived.sum(axis=1),
    )  # fmt: skip
    assert_same(done, expected)


def test_the_same_in_python() -> None:
    def scene() -> tuple[Any, ...]:
        sent, saved = np.zeros((3, STATES, STATES), np.int64), np.zeros((3, STATES), np.int64)
        return people(90).columns, 90, _earnings(), 24, 3, sent, saved

    assert_same_in_python(earn, scene)
    half = np.full(STATES, 0.5)
    assert_same_in_python(transfer, lambda: (_sent(1, 2), half, half, (0.4, 0.07, 0.5), _transfers()))
