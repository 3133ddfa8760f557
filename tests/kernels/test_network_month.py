"""A month of smuggling networks in a few calls: the same as its steps one by one, and as in plain Python."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels import market, network_money, networks
from abm.kernels.market import by_market, divide, serve
from abm.kernels.network_money import Books, Takings
from abm.kernels.network_month import Conduct, move_on, plan, reopen, settle, spend
from tests.kernels.scenes import BORDERS, STATES, assert_same, assert_same_in_python, some_trade

MARKETS = len(BORDERS) + STATES
STREAMS = np.array([31, 32, 33])
CONDUCT = Conduct(0.2, 5.0, 0.9, 900.0, 3.0, 0.4, 0.3, 0.5, 6.0)
seeds = st.integers(0, 300)


def _states(low: float = 0.1) -> np.ndarray:
    return np.linspace(low, 0.9, STATES)


def _books() -> Books:
    return Books(*np.zeros((len(Books._fields), STATES), np.int64))


def _settled(seed: int = 3) -> tuple[Any, ...]:
    rng, (n, o, m, _) = np.random.default_rng(seed), some_trade(seed)
    takings = Takings(
        rng.integers(0, 9, MARKETS), rng.integers(0, 9, MARKETS), rng.uniform(0.0, 900.0, MARKETS),
        rng.uniform(0.0, 90.0, MARKETS), np.zeros(MARKETS, np.int32), np.zeros(MARKETS),
    )  # fmt: skip
    paid = rng.integers(0, 10**9, MARKETS)
    return n, o, m, takings, paid, _states(), _books(), 0.4, 0.3, 0.5, 0.2, 100


def _planned(seed: int = 3) -> tuple[Any, ...]:
    return *some_trade(seed), 0.4, 300.0, 0.2, 0.1, np.ones((16, 4))


def _spent(seed: int = 3) -> tuple[Any, ...]:
    n, o, m, t = some_trade(seed)
    factor = np.linspace(0.1, 1.5, 64).reshape(16, 4)
    return n, o, m, t, CONDUCT, n.capital - 10**7, factor, _books(), _states(), _states(), 1.0 + _states()


def _moved(seed: int = 3) -> tuple[Any, ...]:
    accounts = np.zeros(STATES, np.int64), np.zeros(STATES, np.int64)
    chances = (np.linspace(0.0, 1.0, 12), 0.6, 0.5)
    return *some_trade(seed), np.arange(12), chances, *accounts, 1, STREAMS, 7


def _reopened(seed: int = 3) -> tuple[Any, ...]:
    n, o, m, _ = some_trade(seed)
    left = np.random.default_rng(seed).random(16)
    return n, o, m, 1.0 - left, left, np.full(MARKETS, 0.6), (1.5, 20.0, 0.5), 100.0


@given(seeds)
def test_to_settle_is_to_serve_divide_levy_earn_and_remember(seed: int) -> None:
    together, apart = _settled(seed), _settled(seed)
    profit, received = settle(*together)
    n, o, m, takings, paid, conflict, books, war_tax, idle, unit, speed, persons = apart
    start, places = by_market(o.market, MARKETS)
    serve(start, places, o.weight.ravel(), o.places.ravel(), takings.served, o.served.ravel())
    income = np.empty(o.served.size, np.int64)
    left_over = divide(start, places, o.served.ravel(), paid, income)
    network_money.levy(m, conflict, war_tax, takings)
    own = network_money.earn(n, o, m, start, places, takings, income, books, idle, unit)
    network_money.remember(m, takings, speed, persons)
    assert_same((profit, received), (own, income.sum()))
    assert_same(together, apart)
    assert received + left_over == paid.sum()


@given(seeds)
def test_to_plan_is_to_learn_and_then_to_look_at_profits(seed: int) -> None:
    together, apart = _planned(seed), _planned(seed)
    plan(*together)
    n, o, m, t, learning, prior, expansion, decline, factor = apart
    networks.learn(n, o, m, learning, prior)
    network_money.incentives(o, m, t, expansion, decline, factor)
    assert_same(together, apart)


@given(seeds)
def test_to_spend_is_to_invest_grow_and_pay_out(seed: int) -> None:
    together, apart = _spent(seed), _spent(seed)
    rows, hazard = spend(*together)
    n, o, m, t, _, profit, factor, books, able, lent, informed = apart
    network_money.invest(n, o, m, profit, 0.2, 5.0, 0.9, books.households, t.unit)
    network_money.grow(n, o, m, t, factor, 900.0, books.households)
    network_money.pay_out(n, o, m, 3.0, 0.4, 0.3, 0.5, books, t.unit)
    assert_same(together, apart)
    assert_same((rows, hazard), (np.arange(12), network_money.pursuit(o, m, rows, able, lent, informed, 6.0)))


@given(seeds)
def test_to_move_on_is_to_end_or_to_seek_routes_and_allies(seed: int) -> None:
    together, apart = _moved(seed), _moved(seed)
    move_on(*together)
    n, o, m, t, rows, (seized, search, alliance), households, dismantled, number, streams, month = apart
    network_money.end(n, o, m, rows, seized, households, dismantled, number, streams[0], month)
    market.add_up(o, m.capacity)
    networks.seek(n, o, m, t, search, households, number, streams[1], month)
    start, places = by_market(o.market, MARKETS)
    networks.ally(n, o, m, start, places, t, alliance, number, streams[2], month)
    assert_same(together, apart)


@given(seeds)
def test_to_reopen_is_to_weigh_offers_and_open_their_places(seed: int) -> None:
    together, apart = _reopened(seed), copy.deepcopy(_reopened(seed))
    reopen(*together)
    n, o, m, evasion, kept, open_control, tastes, persons = apart
    networks.attract(n, o, m, evasion, *tastes)
    market.open_places(o, m, n.abuse, kept, open_control, persons)
    assert_same(together, apart)


@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [(settle, _settled), (plan, _planned), (spend, _spent), (move_on, _moved), (reopen, _reopened)],
)
def test_the_same_in_python(kernel: Any, arguments: Any) -> None:
    assert_same_in_python(kernel, arguments)
