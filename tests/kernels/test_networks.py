"""Smuggling networks: what they expect, what they learn, and what they seek."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.market import Markets, Networks, Offers, by_market
from abm.kernels.networks import (
    Terms,
    ally,
    attract,
    believed,
    candidate,
    close,
    expected_profit,
    first_beyond,
    found,
    kinship,
    learn,
    move,
    seek,
    serves,
)
from tests.kernels.scenes import (
    BORDERS,
    STATES,
    SURE,
    assert_same_in_python,
    border,
    give_routes,
    make_allies,
    markets,
    some_networks,
    some_trade,
    trade,
)

EDGES, MARKETS = len(BORDERS), len(BORDERS) + STATES
ENTRY = np.array([30, 31])
seeds = st.integers(0, 300)
shares = st.floats(0.0, 1.0)


def _seek(networks: Networks, offers: Offers, market: Markets, terms: Terms, month: int = 0) -> None:
    seek(networks, offers, market, terms, 1.0, np.zeros(STATES, np.int64), 1, 32, month)


def _heard(
    networks: Networks,
    offers: Offers,
    market: Markets,
    terms: Terms,
    unmet: np.ndarray,
    draw: float,
    way: int,
) -> int:
    """The market that the first network hears of."""
    own = networks.allies, offers.market, market.head, market.tail
    m = candidate(*own, terms.onward, terms.inward, terms.entering, unmet, 0, draw, way)
    return int(m)


# ------------------------------------------------------------------------------------------ expectations


@given(seeds, st.integers(0, MARKETS - 1), shares, st.floats(0.0, 5000.0), st.sampled_from([0.0, 0.25, 1.0]))
def test_expected_profit_is_what_is_earned_less_what_is_lost(
    seed: int, m: int, loss: float, more: float, retry: float
) -> None:
    """Second path: clients out of a hundred places, those who come through and those who are stopped."""
    market, terms = markets(seed), trade(seed, retry=np.full(MARKETS, retry))
    clients = 100.0 * min(1.0, (market.demand[m] + 0.3 * market.queue[m]) / (market.capacity[m] + more))
    stopped = clients * loss
    revenue = ((clients - stopped) * market.price[m] + stopped * retry * market.price[m]) * (
        1.0 - terms.taken[m]
    )
    spent = clients * (market.cost[m] + market.bribed[m]) + stopped * market.penalty[m]
    spent += 100.0 * 0.5 * market.cost[m]
    expected = (revenue - spent) / (100.0 * market.cost[m])
    assert expected_profit(market, terms, m, loss, more) == pytest.approx(expected)


def test_kin_draw_networks_home_and_to_where_they_live() -> None:
    market, terms = markets(), trade(tie=2.0)
    assert kinship(market, terms, 2, border(2, 3)) == 2.0
    assert kinship(market, terms, 1, border(2, 3)) == 2.0 * terms.kin[1, 3]
    assert kinship(market, terms, 1, EDGES + 4) == 2.0 * terms.kin[1, 4]


def test_beliefs_are_ones_own_then_an_allys_then_the_mean_of_ones_own() -> None:
    networks, offers = some_networks(3)
    give_routes(offers, 0, 0, 1)
    give_routes(offers, 1, 2, loss=0.9)
    give_routes(offers, 2)
    offers.loss[0, :2] = 0.2, 0.4
    assert believed(networks, offers, 0, 1) == 0.4
    assert believed(networks, offers, 0, 2) == pytest.approx(0.3)
    assert believed(networks, offers, 2, 2) == 0.0
    make_allies(networks, 0, 1)
    assert believed(networks, offers, 0, 1) == 0.4
    assert believed(networks, offers, 0, 2) == 0.9
    assert believed(networks, offers, 0, 3) == pytest.approx(0.3)


# ------------------------------------------------------------------------------------------ learning


@given(seeds, shares, st.floats(0.1, 1000.0))
def test_beliefs_move_toward_what_was_seen_and_not_beyond(seed: int, speed: float, prior: float) -> None:
    networks, offers = some_networks(seed=seed)
    market = markets(
        seed, served=np.where(np.arange(MARKETS) % 3, 100.0, 0.0), losses=np.arange(MARKETS) * 9.0
    )
    before = offers.loss.copy()
    learn(networks, offers, market, speed, prior)
    for n in range(12):
        for k in np.flatnonzero(offers.market[n] >= 0):
            m, clients = offers.market[n, k], offers.served[n, k]
            seen = min(m * 9.0 / 100.0, 1.0) if m % 3 else before[n, k]
            low, high = sorted((before[n, k], seen))
            assert low - 1e-12 <= offers.loss[n, k] <= high + 1e-12
            step = speed * clients / (clients + prior)
            assert offers.loss[n, k] == pytest.approx(before[n, k] + step * (seen - before[n, k]))
    assert np.array_equal(offers.loss[offers.market < 0], before[offers.market < 0])


def test_the_experience_of_allies_counts_where_they_serve_the_same_market() -> None:
    """50 clients of one's own and 150 of an ally are worth 200."""

    def belief(allied: bool, elsewhere: bool) -> float:
        networks, offers = some_networks(2)
        give_routes(offers, 0, 4, loss=0.0)
        give_routes(offers, 1, 5 if elsewhere else 4)
        offers.served[0, 0], offers.served[1, 0] = 50.0, 150.0
        if allied:
            make_allies(networks, 0, 1)
        learn(networks, offers, markets(served=100.0, losses=60.0), 0.5, 100.0)
        return float(offers.loss[0, 0])

    alone, together = belief(False, False), belief(True, False)
    assert alone == pytest.approx(0.5 * 50 / 150 * 0.6)
    assert together == pytest.approx(0.5 * 200 / 300 * 0.6)
    assert belief(True, True) == alone


def test_who_is_gone_or_has_no_clients_learns_nothing() -> None:
    networks, offers = some_networks(3)
    networks.uid[1] = 0
    offers.served[2] = 0.0
    before = offers.loss.copy()
    learn(networks, offers, markets(served=100.0, losses=100.0), 1.0, 1.0)
    assert np.array_equal(offers.loss[1:], before[1:])
    assert not np.array_equal(offers.loss[0], before[0])


# ------------------------------------------------------------------------------------------ seeking


@given(seeds, st.sampled_from([1e-12, 0.3, 5.0]))
def test_nobody_serves_a_market_twice_and_what_one_serves_exists(seed: int, noise: float) -> None:
    networks, offers = some_networks(seed=seed)
    market, terms = markets(seed), trade(seed, noise=noise)
    for month in range(6):
        _seek(networks, offers, market, terms, month)
    assert offers.market.max() < MARKETS
    for served in offers.market:
        chosen = served[served >= 0].tolist()
        assert len(set(chosen)) == len(chosen)
    assert (offers.market[12:] == -1).all()


@given(seeds)
def test_without_errors_nobody_moves_to_a_worse_market(seed: int) -> None:
    """Profit with the places added, and kinship, beat the worst route, or the margin where one is free."""
    networks, offers = some_networks(seed=seed)
    market, terms = markets(seed), trade(seed, noise=1e-12)
    before = Offers(*(array.copy() for array in offers))
    _seek(networks, offers, market, terms)

    def worth(state: Offers, n: int, k: int, more: float) -> float:
        m = state.market[n, k]
        if m < 0:
            return terms.margin
        profit = expected_profit(market, terms, m, state.loss[n, k], more)
        return float(profit + kinship(market, terms, networks.base[n], m))

    for n in range(12):
        changed = np.flatnonzero(offers.market[n] != before.market[n])
        assert len(changed) <= 1
        free = (before.market[n] < 0).any()
        for k in changed.tolist():
            assert (before.market[n, k] < 0) == free
            had = [worth(before, n, each, 0.0) for each in range(4)]
            assert worth(offers, n, k, terms.size) > had[k] - 1e-9
            assert had[k] == (terms.margin if free else min(had))


def test_who_looks_finds_where_many_wait() -> None:
    """One market promises a lot, and is heard of by its queue: everybody comes to serve it."""
    demand = np.zeros(MARKETS)
    demand[6] = 1e6
    market = markets(demand=demand, queue=0.0, price=5000.0, cost=100.0, capacity=0.0)
    networks, offers = some_networks()
    for n in range(12):
        give_routes(offers, n, n % 4)
    seek(networks, offers, market, trade(), 0.0, np.zeros(STATES, np.int64), 1, 32, 0)
    assert (offers.market[:, 1] == -1).all()
    _seek(networks, offers, market, trade())
    assert (offers.market[:12] == 6).sum(axis=1).tolist() == [1] * 12


def test_as_many_look_as_the_chance_says() -> None:
    market, moved = markets(demand=1e6, price=5000.0, cost=100.0, capacity=0.0), 0
    for month in range(300):
        networks, offers = some_networks(12)
        offers.market[:12, 0] = -1
        before = offers.market.copy()
        seek(networks, offers, market, trade(), 0.3, np.zeros(STATES, np.int64), 1, 32, month)
        moved += int((offers.market != before).any(axis=1).sum())
    assert stats.binomtest(moved, 3600, 0.3).pvalue > SURE


def test_a_network_hears_of_its_own_way_its_allies_and_papers() -> None:
    networks, offers = some_networks(2)
    offers.market[0] = border(2, 3)
    offers.market[1] = border(0, 1)
    for place in range(4):
        networks.allies[0, place] = 1
    market, terms, unmet = markets(), trade(), np.zeros(MARKETS)
    draws = np.linspace(0.001, 0.999, 50)
    heard = [
        {_heard(networks, offers, market, terms, unmet, draw, way) for draw in draws} for way in range(5)
    ]
    onward, inward = {border(3, 2), border(3, 4)}, {border(1, 2), border(3, 2)}
    assert heard == [onward, inward, {border(0, 1)}, {EDGES + 3}, {-1}]
    unmet[4:] = 10.0
    unmet[7:] = 30.0
    by_queue = [_heard(networks, offers, market, terms, unmet, (k + 0.5) / 400, 4) for k in range(400)]
    assert dict(zip(*np.unique(by_queue, return_counts=True), strict=True)) == pytest.approx(
        {4: 400 / 3, 7: 800 / 3}, abs=4
    )


@given(st.lists(st.integers(0, 5), max_size=9), st.integers(-1, 40))
def test_the_first_beyond_a_value_is_found_as_numpy_finds_it(steps: list[int], value: int) -> None:
    rising = np.cumsum(np.array(steps, float))
    assert first_beyond(rising, float(value)) == np.searchsorted(rising, value, "right")


def test_a_move_takes_half_of_what_was_there_and_what_capital_pays_for() -> None:
    market, terms = markets(cost=100.0), trade(size=400.0, setup=2.0)
    for capital, old, free, expected, paid in (
        (10**9, 50.0, True, 400.0, 80_000), (20_000, 50.0, True, 100.0, 20_000), (-5, 50.0, True, 0.0, 0),
        (20_000, 50.0, False, 125.0, 20_000), (20_000, 900.0, False, 450.0, 0),
    ):  # fmt: skip
        networks, offers = some_networks(1)
        networks.capital[0] = capital
        give_routes(offers, 0, *((0, 1) if free else (0, 1, 2, 3)), loss=0.3)
        offers.capacity[0] = old
        spent = move(networks, offers, market, terms, 0, 9, 1e9, 0.3)
        assert spent == pytest.approx(paid, abs=1)
        assert networks.capital[0] == capital - spent
        k = int(serves(offers, 0, 9))
        assert offers.capacity[0, k] == pytest.approx(expected, abs=1e-6)
        assert offers.loss[0, k] == pytest.approx(0.3)
        assert offers.places[0, k] == offers.served[0, k] == 0.0
        before = offers.market.copy()
        assert move(networks, offers, market, terms, 0, 10, -1e9, 0.3) == 0
        assert np.array_equal(offers.market, before)


# ------------------------------------------------------------------------------------------ Python bodies


@pytest.mark.parametrize(
    ("kernel", "arguments"),
    [
        (learn, lambda n, o, m, t: (n, o, m, 0.3, 400.0)),
        (seek, lambda n, o, m, t: (n, o, m, t, 0.7, np.zeros(STATES, np.int64), 1, 32, 4)),
        (move, lambda n, o, m, t: (n, o, m, t, 3, 11, 1e6, 0.2)),
        (ally, lambda n, o, m, t: (n, o, m, *by_market(o.market, MARKETS), t, 0.9, 1, 33, 4)),
        (attract, lambda n, o, m, t: (n, o, m, np.linspace(0.0, 1.0, 16), 1.5, 20.0, 0.5)),
        (close, lambda n, o, m, t: (n, o, np.array([4, 7]))),
    ],
)
def test_the_same_in_python(kernel: Any, arguments: Any) -> None:
    assert_same_in_python(kernel, lambda: arguments(*some_trade()))


def test_beginnings_are_the_same_in_python() -> None:
    def scene() -> tuple[Any, ...]:
        networks, offers, _, terms = some_trade()
        face = np.arange(MARKETS, dtype=np.int32) % STATES
        capital, fight = np.linspace(100.0, 900.0, MARKETS), np.full(STATES, 0.4)
        return networks, offers, np.full(MARKETS, 0.4), face, terms, capital, fight, 1, ENTRY, 7

    assert len(found(*scene())) > 1
    assert_same_in_python(found, scene)
