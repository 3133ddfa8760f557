"""The market of a month: nobody serves beyond their places, clients by weight, and every cent finds an account."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.market import add_up, averages, by_market, divide, open_places, rows_in_use, serve
from tests.kernels.scenes import assert_same_in_python, some_trade

ROUTES = 3
seeds = st.integers(0, 500)


class _Stall(NamedTuple):
    """Offers of random networks in random markets."""

    market: np.ndarray  # int32 [N, K]
    start: np.ndarray
    places: np.ndarray
    weight: np.ndarray  # float64 [N * K]
    left: np.ndarray  # float64 [N * K]

    def of(self, m: int) -> np.ndarray:
        """Offers in a market."""
        return np.flatnonzero(self.market.ravel() == m)


def _stall(seed: int, networks: int, markets: int) -> _Stall:
    rng = np.random.default_rng(seed)
    market = rng.integers(-1, markets, (networks, ROUTES)).astype(np.int32)
    size = networks * ROUTES
    left = rng.exponential(300.0, size) * (rng.random(size) < 0.8)
    start, places = by_market(market, markets)
    return _Stall(market, start, places, rng.exponential(1.0, size), left)


@given(seeds, st.integers(0, 20), st.integers(1, 9))
def test_grouping_by_market_is_grouping_one_by_one(seed: int, networks: int, markets: int) -> None:
    rng = np.random.default_rng(seed)
    market = rng.integers(-1, markets, (networks, ROUTES)).astype(np.int32)
    start, places = by_market(market, markets)
    groups: dict[int, list[int]] = {m: [] for m in range(markets)}
    for place, m in enumerate(market.ravel().tolist()):
        if m >= 0:
            groups[m].append(place)
    assert [places[start[m] : start[m + 1]].tolist() for m in range(markets)] == list(groups.values())
    assert start[0] == 0
    assert start[-1] == len(places) == (market >= 0).sum()


@pytest.mark.parametrize(("uid", "used"), [([], 0), ([0, 0], 0), ([7], 1), ([0, 7, 0], 2), ([7, 0, 9], 3)])
def test_rows_in_use_end_with_the_last_network(uid: list[int], used: int) -> None:
    assert rows_in_use(np.array(uid, np.int64)) == rows_in_use.py_func(np.array(uid, np.int64)) == used


# ------------------------------------------------------------------------------------------ clients


@given(seeds, st.integers(1, 20), st.integers(1, 6), st.floats(0.0, 3.0))
def test_clients_are_served_as_far_as_there_are_places(
    seed: int, networks: int, markets: int, crowding: float
) -> None:
    """Nobody beyond their places, everybody where places suffice; what is served is no longer left."""
    stall = _stall(seed, networks, markets)
    rng = np.random.default_rng(seed + 1)
    room = np.array([stall.left[stall.of(m)].sum() for m in range(markets)])
    persons = rng.uniform(0.0, 1.0, markets) * crowding * (room + (rng.random(markets) < 0.2))
    left, served = stall.left.copy(), np.full(stall.left.size, 7.0)
    serve(stall.start, stall.places, stall.weight, left, persons, served)
    assert (served <= stall.left * (1.0 + 1e-12)).all()
    assert (left >= 0.0).all()
    assert left + served == pytest.approx(stall.left)
    for m in range(markets):
        assert served[stall.of(m)].sum() == pytest.approx(min(persons[m], room[m]), abs=1e-6)
    assert served[stall.market.ravel() < 0].sum() == 0.0


@given(seeds, st.integers(2, 20), st.floats(0.05, 2.0))
def test_clients_choose_by_weight_among_those_who_have_places(
    seed: int, networks: int, crowding: float
) -> None:
    """All who have places left serve alike over their weight, and nobody who is full serves more than that."""
    stall = _stall(seed, networks, 1)
    offers = stall.of(0)
    persons = np.array([crowding * stall.left[offers].sum()])
    left, served = stall.left.copy(), np.zeros(stall.left.size)
    serve(stall.start, stall.places, stall.weight, left, persons, served)
    rate, free = served[offers] / stall.weight[offers], left[offers] > 1e-6
    if free.any():
        assert rate[free] == pytest.approx(np.full(free.sum(), rate[free].mean()), rel=1e-6)
        assert (rate[~free] <= rate[free].max() * (1.0 + 1e-6)).all()


def test_where_nobody_is_full_shares_are_those_of_weights() -> None:
    market = np.array([[0, 1, -1], [0, -1, -1], [0, -1, 1]], np.int32)
    start, places = by_market(market, 2)
    weight, served = np.array([1.0, 2.0, 9.0, 3.0, 9.0, 9.0, 4.0, 9.0, 6.0]), np.zeros(9)
    serve(start, places, weight, np.full(9, 1e6), np.array([80.0, 16.0]), served)
    assert served.tolist() == [10.0, 4.0, 0.0, 30.0, 0.0, 0.0, 40.0, 0.0, 12.0]


# ------------------------------------------------------------------------------------------ money


@given(seeds, st.integers(0, 20), st.integers(1, 6), st.sampled_from([10, 10**5, 10**13]))
def test_every_cent_is_divided_by_clients_or_returned(
    seed: int, networks: int, markets: int, most: int
) -> None:
    stall = _stall(seed, networks, markets)
    rng = np.random.default_rng(seed + 2)
    served = np.where(rng.random(stall.left.size) < 0.3, 0.0, stall.left)
    money, out = rng.integers(0, most, markets), np.full(stall.left.size, 99)
    rest = divide(stall.start, stall.places, served, money, out)
    assert rest + out.sum() == money.sum()
    assert (out >= 0).all()
    assert out[served == 0.0].sum() == out[stall.market.ravel() < 0].sum() == 0
    nobody = 0
    for m in range(markets):
        offers = stall.of(m)
        total = served[offers].sum()
        if total == 0.0:
            nobody += money[m]
            continue
        assert out[offers].sum() == money[m]
        assert np.abs(out[offers] - money[m] * served[offers] / total).max() <= 1.0 + 1e-12 * most
    assert rest == nobody


# ------------------------------------------------------------------------------------------ averages


@given(seeds, st.integers(1, 20), st.integers(1, 6))
def test_an_average_is_weighted_by_offers(seed: int, networks: int, markets: int) -> None:
    stall = _stall(seed, networks, markets)
    rate, out = np.random.default_rng(seed).random(networks), np.full(markets, -5.0)
    weight = stall.left
    averages(stall.start, stall.places, weight, rate, ROUTES, out)
    owner = np.repeat(rate, ROUTES)
    for m in range(markets):
        offers = stall.of(m)
        if weight[offers].sum() > 0.0:
            assert out[m] == pytest.approx(np.average(owner[offers], weights=weight[offers]))
        else:
            assert out[m] == -5.0


@given(seeds)
def test_capacity_of_a_market_is_that_of_its_offers(seed: int) -> None:
    _, offers, market, _ = some_trade(seed)
    add_up(offers, market.capacity)
    serving = offers.market >= 0
    added = np.bincount(offers.market[serving], offers.capacity[serving], len(market.capacity))
    np.testing.assert_array_equal(market.capacity, added)


@given(seeds, st.sampled_from([1.0, 100.0, 4000.0]))
def test_room_is_the_whole_agents_of_the_places_that_are_open(seed: int, persons: float) -> None:
    networks, offers, market, _ = some_trade(seed)
    add_up(offers, market.capacity)
    before, control = offers.places.copy(), np.full(len(market.head), 0.8)
    open_places(offers, market, networks.abuse, np.full(16, 0.5), control, persons)
    most = offers.capacity * (1.0 + persons / np.maximum(market.capacity[offers.market], 1e-9))
    np.testing.assert_allclose(offers.places, np.minimum(before + offers.capacity, most))
    for m in range(len(market.head)):
        there = offers.market == m
        assert market.room[m] == np.floor(offers.places[there].sum() / persons + 1e-9)
        assert market.evasion[m] == pytest.approx(1.0 - 0.8 * (0.5 if there.any() else 1.0))


def test_the_same_in_python() -> None:
    stall = _stall(3, 12, 5)
    assert_same_in_python(by_market, lambda: (stall.market, 5))
    persons, size = np.array([0.0, 100.0, 900.0, 1e5, 0.1]), stall.left.size
    offers = (stall.start, stall.places)
    assert_same_in_python(serve, lambda: (*offers, stall.weight, stall.left.copy(), persons, np.ones(size)))
    money = np.array([7, 1000, 123_456, 10**12, 1])
    assert_same_in_python(divide, lambda: (*offers, stall.left, money, np.ones(size, np.int64)))
    rate = np.linspace(0.0, 1.0, 12)
    assert_same_in_python(averages, lambda: (*offers, stall.weight, rate, ROUTES, np.ones(5)))
    assert_same_in_python(add_up, lambda: (some_trade()[1], np.ones(len(some_trade()[2].head))))
    kept, control = np.linspace(0.1, 1.0, 16), np.linspace(0.0, 1.0, len(some_trade()[2].head))

    def opening() -> tuple[object, ...]:
        networks, offers, market, _ = some_trade()
        return offers, market, networks.abuse, kept, control, 100.0

    assert_same_in_python(open_places, opening)
