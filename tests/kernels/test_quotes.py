"""What smugglers ask and bribe, and that it is the same in plain Python; more in the tests of prices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.quotes import Costs, ask, buy_off, exposures
from tests.kernels.scenes import BORDERS, STATES, assert_same_in_python, markets

EDGES, MARKETS = len(BORDERS), len(BORDERS) + STATES
COSTS = Costs(0.5, 0.3, 700.0, 900.0, 0.8, 0.3, 0.9)
LOST = np.where(np.arange(MARKETS) < EDGES, 0.3, 1.0)  # papers are paid before


def _exposed(seed: int = 4) -> tuple[Any, ...]:
    own, lent, bought, evasion = np.random.default_rng(seed).random((4, EDGES))
    return own, lent, bought, evasion, np.zeros((3, EDGES))


def _asked(seed: int = 4) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    served = rng.uniform(0.0, 900.0, MARKETS) * (rng.random(MARKETS) < 0.7)
    market = markets(seed, served=served, bribe=rng.uniform(0.0, 9e4, MARKETS), evasion=rng.random(MARKETS))
    wage, capacity = rng.uniform(50.0, 3_000.0, STATES), rng.random(STATES)
    distance, sea = rng.uniform(10.0, 900.0, EDGES), rng.random(EDGES) < 0.4
    passed, found = -rng.random((3, EDGES)), rng.random((2, STATES))
    return market, wage, capacity, distance, sea, passed, found, COSTS, LOST, np.zeros(MARKETS)


def _bought(seed: int = 4) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    market = markets(seed, at_stake=rng.random(MARKETS), capacity=rng.integers(0, 3, MARKETS) * 400.0)
    checks, odds = rng.random((2, STATES))
    return market, rng.random(EDGES), checks, rng.uniform(1e6, 1e9, STATES), odds, LOST, 0.8, 0.02


def test_hazards_are_those_with_bribes_without_and_of_what_is_lent() -> None:
    own, lent, bought, evasion, hazard = _exposed()
    exposures(own, lent, bought, evasion, hazard)
    for part, control in enumerate((own * (1.0 - bought) + lent, own + lent, lent)):
        np.testing.assert_allclose(hazard[part], -control * (1.0 - evasion))


@given(st.integers(0, 300))
def test_at_the_usual_price_a_place_earns_what_it_could_elsewhere(seed: int) -> None:
    """What a client brings who comes through, less cost, expected penalty and bribe, is the usual profit over cost."""
    asked = _asked(seed)
    ask(*asked)
    market, usual = asked[0], asked[-1]
    paying = np.maximum(1.0 - market.stopped * (1.0 - LOST), 1e-3)
    left = usual * paying - market.stopped * market.penalty - market.bribed
    np.testing.assert_allclose(left / market.cost - 1.0, COSTS.usual, rtol=1e-9)
    least = (market.cost + market.stopped * market.penalty + market.bribed) / paying
    np.testing.assert_allclose(market.floor, least)


def test_all_of_control_is_at_stake_where_it_is_a_states_own_and_none_where_it_is_lent() -> None:
    control = np.random.default_rng(6).uniform(0.1, 2.0, EDGES)
    nothing = np.zeros(EDGES)
    for own, lent, share in ((control, nothing, 1.0), (nothing, control, 0.0)):
        asked = _asked()
        exposures(own, lent, nothing, asked[0].evasion, asked[5])
        np.expm1(asked[5], out=asked[5])
        ask(*asked)
        assert (asked[0].stopped[:EDGES] > 0.0).all()
        np.testing.assert_allclose(asked[0].at_stake[:EDGES], share * asked[0].stopped[:EDGES], atol=1e-12)


@given(st.integers(0, 300))
def test_bribes_are_paid_where_losses_exceed_resistance_and_there_are_places(seed: int) -> None:
    given_ = _bought(seed)
    buy_off(*given_)
    market = given_[0]
    assert ((market.bribe > 0.0) == (market.bought > 0.0)).all()
    assert (market.bought < 1.0).all()
    assert not market.bribe[market.capacity == 0.0].any()


@pytest.mark.parametrize(("kernel", "arguments"), [(exposures, _exposed), (ask, _asked), (buy_off, _bought)])
def test_the_same_in_python(kernel: Any, arguments: Any) -> None:
    assert_same_in_python(kernel, arguments)
