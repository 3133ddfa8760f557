"""The index of smugglers' prices: what it follows, and what leaves it alone."""

from __future__ import annotations

import numpy as np
import pytest

from abm.results.prices import PriceIndex
from abm.smugglers.market import Market
from tests.laws.small_world import model_of


@pytest.fixture
def market() -> Market:
    market = model_of(months=6).scene.market
    market.markets.demand[:] = np.arange(len(market.markets.demand)) % 5 * 100.0
    return market


def test_prices_that_all_move_by_one_factor_move_the_index_by_it(market: Market) -> None:
    index = PriceIndex(market, 9)
    for factor in (1.1, 0.5, 3.0):
        market.markets.price[:] *= factor
        index.look(market)
    assert index.world == pytest.approx(165.0)
    np.testing.assert_allclose(index.states, 165.0)


def test_clients_who_go_elsewhere_leave_it_alone(market: Market) -> None:
    index = PriceIndex(market, 9)
    rng = np.random.default_rng(0)
    for _ in range(5):
        market.markets.demand[:] = rng.random(len(market.markets.demand))
        index.look(market)
    assert index.world == 100.0
    assert (index.states == 100.0).all()


def test_a_market_weighs_by_the_demand_that_it_had(market: Market) -> None:
    index = PriceIndex(market, 9)
    markets = market.markets
    m = int(np.flatnonzero(markets.demand > 0)[0])
    share = (markets.demand * markets.price)[m] / (markets.demand * markets.price).sum()
    markets.price[m] *= 2.0
    markets.demand[m] = 0.0  # whoever is put off by the price had still asked for it
    index.look(market)
    assert index.world == pytest.approx(100.0 * (1.0 + share))
    assert (index.states > 100.0).sum() == 1
    none = int(np.flatnonzero(markets.demand == 0)[0])
    before = index.world
    markets.price[none] *= 9.0
    index.look(market)
    assert index.world == pytest.approx(before)
