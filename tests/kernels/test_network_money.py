"""The money of smuggling networks: what goes out comes in elsewhere, and kernels are their Python bodies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.market import by_market, divide
from abm.kernels.network_money import (
    Books,
    Takings,
    earn,
    end,
    entrants,
    grow,
    incentives,
    invest,
    levy,
    pay_out,
    pursuit,
    remember,
    running_cost,
)
from tests.kernels.scenes import BORDERS, STATES, assert_same_in_python, some_trade

MARKETS = len(BORDERS) + STATES
seeds = st.integers(0, 300)


def _books() -> Books:
    return Books(*np.zeros((len(Books._fields), STATES), np.int64))


def _held(books: Books) -> int:
    """Money in all accounts; the counts of the month beside them are not accounts."""
    return int(sum(account.sum() for account in books[:4]))


def _takings(seed: int = 0) -> Takings:
    rng = np.random.default_rng(seed)
    return Takings(
        rng.integers(0, 9, MARKETS), rng.integers(0, 9, MARKETS), rng.uniform(0.0, 900.0, MARKETS),
        rng.uniform(0.0, 90.0, MARKETS), rng.integers(0, STATES, MARKETS).astype(np.int32),
        rng.uniform(0.0, 0.5, MARKETS),
    )  # fmt: skip


def _income(seed: int, offers: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Offers by market, and what each of them took."""
    start, places = by_market(offers.market, MARKETS)
    income = np.zeros(offers.market.size, np.int64)
    money = np.random.default_rng(seed).integers(0, 10**9, MARKETS)
    divide(start, places, offers.served.ravel(), money, income)
    return start, places, income


@given(seeds)
def test_what_networks_earn_is_their_income_less_what_others_get(seed: int) -> None:
    networks, offers, market, _ = some_trade(seed)
    start, places, income = _income(seed, offers)
    capital, books = networks.capital.copy(), _books()
    profit = earn(networks, offers, market, start, places, _takings(seed), income, books, 0.3, 0.5)
    np.testing.assert_array_equal(networks.capital, capital + profit)
    assert profit.sum() + _held(books) == income.sum()
    np.testing.assert_array_equal(books.officials, books.bribes)
    np.testing.assert_array_equal(books.armed_groups, books.to_armed_groups)


@given(seeds, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_no_strategy_makes_or_loses_money(seed: int, share: float, payout: float) -> None:
    networks, offers, market, terms = some_trade(seed)
    books, whole = _books(), int(networks.capital.sum())
    invest(networks, offers, market, networks.capital.copy(), share, 2.0, 0.9, books.households, 1.0)
    grow(networks, offers, market, terms, np.full((16, 4), 1.1), 500.0, books.households)
    pay_out(networks, offers, market, 3.0, payout, share, payout, books, 1.0)
    rows, dismantled = np.flatnonzero(networks.uid), np.zeros(STATES, np.int64)
    end(networks, offers, market, rows, np.full(12, 0.5), books.households, dismantled, 1, 35, 3)
    assert int(networks.capital.sum()) + _held(books) == whole
    assert 0 < dismantled.sum() == (networks.uid[:12] == 0).sum()


@given(seeds, st.floats(0.0, 2.0))
def test_armed_groups_take_their_share_where_there_is_more_war(seed: int, war_tax: float) -> None:
    market, takings, conflict = some_trade(seed)[2], _takings(), np.random.default_rng(seed).random(STATES)
    levy(market, conflict, war_tax, takings)
    for m in range(MARKETS):
        ends = [state for state in (market.tail[m], market.head[m]) if state >= 0]
        assert takings.at_war[m] in ends
        assert takings.taken[m] == war_tax * max(conflict[state] for state in ends)


def test_running_cost_is_that_of_all_places() -> None:
    _, offers, market, _ = some_trade()
    for n in range(16):
        each = [offers.capacity[n, k] * market.cost[offers.market[n, k]] for k in range(4)]
        assert running_cost(offers, market, n) == pytest.approx(sum(each))


def _earning(n: Any, o: Any, m: Any, t: Any) -> tuple[Any, ...]:
    start, places, income = _income(3, o)
    return n, o, m, start, places, _takings(), income, _books(), 0.3, 0.5


def _ending(n: Any, o: Any, m: Any, t: Any) -> tuple[Any, ...]:
    n.capital[2] = -5
    o.market[3] = -1
    chance = np.linspace(0.0, 1.0, 12)
    accounts = np.zeros(STATES, np.int64), np.zeros(STATES, np.int64)
    return n, o, m, np.arange(12), chance, *accounts, 1, 35, 3


def _shares(number: int = STATES) -> np.ndarray:
    return np.linspace(0.1, 0.9, number)


@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [
        (levy, lambda n, o, m, t: (m, _shares(), 0.3, _takings())),
        (earn, _earning),
        (remember, lambda n, o, m, t: (m, _takings(), 0.2, 100)),
        (running_cost, lambda n, o, m, t: (o, m, 3)),
        (invest, lambda n, o, m, t: (n, o, m, n.capital - 10**7, 0.2, 5.0, 0.9, _books().households, 0.5)),
        (incentives, lambda n, o, m, t: (o, m, t, 0.2, 0.1, np.ones((16, 4)))),
        (grow, lambda n, o, m, t: (n, o, m, t, _shares(64).reshape(16, 4) * 1.5, 900.0, _books().households)),
        (pay_out, lambda n, o, m, t: (n, o, m, 3.0, 0.4, 0.3, 0.5, _books(), 0.5)),
        (pursuit, lambda n, o, m, t: (o, m, np.arange(12), _shares(), _shares(), 1.0 + _shares(), 6.0)),
        (end, _ending),
        (entrants, lambda n, o, m, t: (m, t, _shares(), 0.3, 0.5)),
    ],
)
def test_the_same_in_python(kernel: Any, arguments: Any) -> None:
    assert_same_in_python(kernel, lambda: arguments(*some_trade()))
