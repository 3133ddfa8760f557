"""What networks do with a month's result: technology, growth, payment of owners, ends and beginnings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from abm.kernels.networks import expected_profit
from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from abm.processes.networks import Strategies
from abm.processes.passage import quote
from abm.scene import Scene
from tests.laws.small_world import model_of, process_of, small
from tests.smugglers.planted import market_model, plant

MARKET = 3
SURE = 1e-6
"""Chance with which a test of a drawn number fails though all is well."""


NO_GROWTH: dict[str, Any] = {"expansion": 0.0}
NO_MOVES: dict[str, Any] = {"search": 0.0, "alliance": 0.0}


def _strategies(model: MigrationModel) -> Strategies:
    strategies: Strategies = process_of(model, "smuggling")._strategies
    model.scene.start_month()
    quote(model.scene)
    return strategies


def _spend(
    strategies: Strategies, scene: Scene, profit: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Let networks spend what they earned, nothing unless it is given; armed groups take nothing."""
    networks, markets = scene.market.in_use()[0], scene.market.markets
    terms = strategies._terms(scene, np.zeros(len(markets.price)))
    return strategies._spend(
        scene, terms, np.zeros(len(networks.uid), np.int64) if profit is None else profit
    )


def _move_on(strategies: Strategies, scene: Scene) -> None:
    """Let networks spend nothing, and end."""
    terms = strategies._terms(scene, np.zeros(len(scene.market.markets.price)))
    strategies._move_on(scene, terms, *_spend(strategies, scene))


def _cents(scene: Scene, dollars: float) -> float:
    return dollars * CENTS / scene.persons_per_agent


def _grown(
    profit: float, capital: float = 1e12, capacity: float = 1_000.0, **smuggling: Any
) -> tuple[float, Scene]:
    """Capacity of a network a month on, where places that find a client earn this much over cost."""
    model = market_model(**({"payout": 0.0} | smuggling))
    strategies, scene = _strategies(model), model.scene
    row = plant(scene, MARKET, capacity, capital=int(capital))[0]
    markets, rule = scene.market.markets, scene.parameters.smuggling
    markets.demand[:], markets.price[:] = 1e9, (1.0 + rule.idle + profit) * markets.cost
    _spend(strategies, scene)
    assert scene.money() == 0
    return float(scene.market.offers.capacity[row, 0]), scene


# ------------------------------------------------------------------------------------------ technology


def test_a_share_of_profits_buys_technology_at_its_price() -> None:
    model = market_model(technology=0.2, technology_cost=5.0, technology_decay=0.6, payout=0.0, **NO_GROWTH)
    strategies, scene = _strategies(model), model.scene
    winner, loser = plant(scene, MARKET, 500.0, 2, capital=10_000_000, technology=1.0)
    profit = np.zeros(len(scene.market.in_use()[0].uid), np.int64)
    profit[winner], profit[loser] = 4_000_001, -4_000_001
    base = scene.market.networks.base[winner]
    households = scene.states.households[base]
    _spend(strategies, scene, profit)
    networks, kept = scene.market.networks, np.exp(-0.6 / 12)
    whole = _cents(scene, 500.0 * scene.market.markets.cost[MARKET])
    assert networks.technology[winner] == pytest.approx((1.0 + 800_000 / (5.0 * whole)) * kept)
    assert networks.technology[loser] == pytest.approx(kept)
    assert networks.capital[[winner, loser]].tolist() == [9_200_000, 10_000_000]
    assert scene.states.households[base] - households == 800_000
    assert scene.money() == 0


# ------------------------------------------------------------------------------------------ growth


def test_capacity_follows_profit_beyond_what_could_be_had_elsewhere() -> None:
    kept, _ = _grown(0.5, margin=0.5, expansion=0.2)
    more, _ = _grown(1.0, margin=0.5, expansion=0.2)
    less, _ = _grown(0.4, margin=0.5, expansion=0.2, decline=1.0)
    assert kept == pytest.approx(1_000.0)
    assert more == pytest.approx(1_000.0 * np.exp(0.2 * 0.5))
    assert less == pytest.approx(1_000.0 * np.exp(-0.2 * 0.1))


def test_growth_and_decline_have_their_limits() -> None:
    assert _grown(100.0)[0] == pytest.approx(1_000.0 * np.exp(0.2))
    assert _grown(-100.0, decline=0.07)[0] == pytest.approx(1_000.0 * np.exp(-0.07))
    assert _grown(100.0, largest=1_050.0)[0] == pytest.approx(1_050.0)


def test_new_places_are_paid_for_as_far_as_capital_goes() -> None:
    capacity, scene = _grown(100.0, setup=2.0)
    each = _cents(scene, 2.0 * scene.market.markets.cost[MARKET])
    asked = (capacity - 1_000.0) * each
    assert 1e12 - scene.market.networks.capital[0] == pytest.approx(asked, abs=1)
    half, scene = _grown(100.0, capital=asked / 2, setup=2.0)
    assert half - 1_000.0 == pytest.approx((capacity - 1_000.0) / 2, rel=1e-4)
    assert 0 <= scene.market.networks.capital[0] <= 1
    poor, scene = _grown(100.0, capital=-50)
    assert poor == pytest.approx(1_000.0)
    assert scene.market.networks.capital[0] == -50


def test_a_route_with_hardly_a_place_is_given_up() -> None:
    capacity, scene = _grown(-100.0, capacity=8.1, size=400.0, decline=0.1)
    assert capacity == 0.0
    assert scene.market.offers.market[0, 0] == -1
    capacity, scene = _grown(-100.0, capacity=9.0, size=400.0, decline=0.1)
    assert capacity > 0.0
    assert scene.market.offers.market[0, 0] == MARKET


def test_at_the_usual_price_a_network_with_clients_keeps_its_places() -> None:
    """Where an interdicted client costs nothing more, what is usual pays the margin and no more."""
    model = market_model(penalty=0.0, margin=0.6, idle=0.2)
    strategies, scene = _strategies(model), model.scene
    markets = scene.market.markets
    markets.price[:], markets.demand[:], markets.capacity[:] = quote(scene), 100.0, 100.0
    terms = strategies._terms(scene, np.zeros(len(markets.price)))
    expected = [expected_profit(markets, terms, m, loss, 0.0) for m, loss in enumerate(markets.stopped)]
    np.testing.assert_allclose(expected, 0.6)


# ------------------------------------------------------------------------------------------ owners


def test_capital_beyond_the_reserve_is_paid_out_at_home() -> None:
    """To organised crime its share, to armed groups theirs if the network is tied to one, the rest to households."""
    model = model_of(
        small(
            parameters={
                "smuggling": {"reserve": 3.0, "payout": 0.4, "war_tax": 0.5} | NO_GROWTH,
                "crime": {"share": 0.3},
            }
        )
    )
    strategies, scene = _strategies(model), model.scene
    reserve = int(np.ceil(_cents(scene, 3.0 * 200.0 * scene.market.markets.cost[MARKET])))
    free, tied, poor = (
        plant(scene, MARKET, 200.0, base=base, tied=base == 1, capital=reserve + more)[0]
        for base, more in ((0, 1_000_000), (1, 1_000_000), (2, -1_000))
    )
    before = {name: getattr(scene.states, name).copy() for name in ("households", "crime", "armed_groups")}
    _spend(strategies, scene)
    gained = {name: getattr(scene.states, name) - held for name, held in before.items()}
    for base, expected in ((0, (280_000, 120_000, 0)), (1, (80_000, 120_000, 200_000)), (2, (0, 0, 0))):
        assert [gained[name][base] for name in gained] == pytest.approx(expected, abs=2)
    assert not any(gain[3:].any() for gain in gained.values())
    left = scene.market.networks.capital[[free, tied, poor]] - reserve
    assert left == pytest.approx([600_000, 600_000, -1_000], abs=2)
    np.testing.assert_array_equal(scene.tally.crime, gained["crime"])
    np.testing.assert_array_equal(scene.tally.armed_groups, gained["armed_groups"])
    assert scene.money() == 0


def test_no_account_is_paid_more_than_there_is() -> None:
    """Shares of organised crime and armed groups that add up to more than all are cut."""
    model = model_of(small(parameters={"smuggling": {"war_tax": 1.0} | NO_GROWTH, "crime": {"share": 0.8}}))
    strategies, scene = _strategies(model), model.scene
    plant(scene, MARKET, 200.0, base=1, tied=True, capital=10**12)
    households = scene.states.households.copy()
    _spend(strategies, scene)
    assert scene.states.households[1] == households[1]
    assert scene.states.armed_groups[1] == pytest.approx(scene.states.crime[1] / 4, rel=1e-6)
    assert scene.money() == 0


# ------------------------------------------------------------------------------------------ ends


def _dismantled(
    bought: float = 0.0, cooperation: float = 0.0, capacity: float = 0.5, **smuggling: Any
) -> int:
    """How many of two thousand networks police dismantle in a month."""
    model = market_model(most_networks=2_000.0, payout=0.0, **(NO_GROWTH | NO_MOVES | smuggling))
    strategies, scene = _strategies(model), model.scene
    head = int(scene.market.markets.head[MARKET])
    rows = plant(scene, MARKET, 100.0, 2_000, base=(head + 1) % 9, capital=1_000)
    scene.states.capacity[:] = 0.0
    scene.states.capacity[head] = capacity
    scene.states.set_lever("transit_cooperation", np.array([head]), cooperation)
    scene.market.markets.bought[MARKET] = bought
    households = scene.states.households.copy()
    _move_on(strategies, scene)
    gone = 2_000 - len(scene.market.alive)
    assert scene.tally.dismantled[head] == scene.tally.dismantled.sum() == gone
    assert (scene.states.households - households)[head] == 1_000 * gone
    assert not scene.market.offers.capacity[np.setdiff1d(rows, scene.market.alive)].any()
    assert scene.money() == 0
    return gone


@pytest.mark.parametrize(
    ("given", "hazard"),
    [
        ({"dismantling": 12.0}, 0.5),
        ({"dismantling": 6.0}, 0.25),
        ({"dismantling": 12.0, "bought": 0.6}, 0.2),
        ({"dismantling": 12.0, "cooperation": 1.0}, 1.0),
        ({"dismantling": 12.0, "capacity": 0.2}, 0.2),
    ],
)
def test_police_dismantle_networks_at_the_declared_hazard(given: dict[str, Any], hazard: float) -> None:
    """dismantling / 12 * capacity * (1 - share bought off) * (1 + cooperation); the money is seized there."""
    gone = _dismantled(**given)
    assert stats.binomtest(gone, 2_000, -np.expm1(-hazard)).pvalue > SURE


def test_nobody_is_dismantled_without_police() -> None:
    assert _dismantled(dismantling=0.0, capacity=1.0) == 0
    assert _dismantled(dismantling=12.0, capacity=0.0) == 0
    assert _dismantled(dismantling=12.0, bought=1.0) == 0
    model = market_model(dismantling=0.0)
    for _ in range(18):
        model.step()
        assert not model.scene.tally.dismantled.any()
    assert len(model.scene.market.alive)


def test_networks_out_of_money_or_of_routes_end_and_what_they_leave_is_that_of_home() -> None:
    model = market_model(dismantling=0.0, payout=0.0, **NO_GROWTH, **NO_MOVES)
    strategies, scene = _strategies(model), model.scene
    lives, broke, lost = (
        plant(scene, MARKET, 100.0, base=b, capital=c)[0] for b, c in ((0, 0), (1, -7), (2, 9))
    )
    scene.market.offers.market[lost] = -1
    scene.market.networks.allies[[lives, broke], [0, 1]] = broke, lives
    households = scene.states.households.copy()
    _move_on(strategies, scene)
    assert scene.market.alive.tolist() == [lives]
    assert (scene.states.households - households).tolist() == [0, -7, 9, 0, 0, 0, 0, 0, 0]
    assert (scene.market.networks.allies == -1).all()
    assert not scene.market.networks.capital.any()
    assert not scene.tally.dismantled.any()
    assert scene.money() == 0


# ------------------------------------------------------------------------------------------ beginnings


def _entered(capacity: float = 0.0, face: int = 2, **smuggling: Any) -> tuple[Scene, np.ndarray]:
    """New networks in a month in which 8,000 more come to one market than are served, and 8,000 go to another."""
    given: dict[str, Any] = {"entry": 10.0, "size": 400.0, "deterrence": 0.5} | smuggling
    model = market_model(**given)
    strategies, scene = _strategies(model), model.scene
    markets = scene.market.markets
    markets.price[:], markets.demand[[MARKET, MARKET + 1]] = 10.0 * markets.floor, 8_000.0
    markets.capacity[MARKET + 1] = 8_000.0
    scene.market.face[:] = face
    scene.states.capacity[:] = capacity
    strategies._enter(scene, strategies._terms(scene, np.zeros(len(markets.price))))
    assert scene.money() == 0
    return scene, scene.market.alive


def test_networks_come_up_where_clients_are_not_served_by_whose_people_wait() -> None:
    scene, rows = _entered()
    assert stats.poisson(200.0).sf(len(rows)) > SURE
    assert stats.poisson(200.0).cdf(len(rows)) > SURE
    offers, networks, markets = scene.market.offers, scene.market.networks, scene.market.markets
    assert (offers.market[rows, 0] == MARKET).all()
    assert (offers.capacity[rows, 0] == 400.0).all()
    assert (networks.base[rows] == 2).all()
    start = _cents(scene, scene.parameters.smuggling.reserve * 400.0 * markets.cost[MARKET])
    np.testing.assert_allclose(networks.capital[rows], start, atol=1)


def test_capable_states_deter_new_networks() -> None:
    assert stats.poisson(100.0).cdf(len(_entered(capacity=1.0)[1])) > SURE
    assert stats.poisson(100.0).sf(len(_entered(capacity=1.0)[1])) > SURE
    assert len(_entered(capacity=1.0, deterrence=1.0)[1]) == 0


def test_none_comes_up_where_nobody_waits_or_nothing_is_to_be_earned() -> None:
    assert len(_entered(face=-1)[1]) == 0
    assert len(_entered(margin=10.0, idle=5.0)[1]) == 0
    assert len(_entered(entry=0.0)[1]) == 0


# ------------------------------------------------------------------------------------------ together


def test_the_books_of_networks_are_in_order_month_after_month() -> None:
    """Capacity of markets is that of offers, rows that are free hold nothing, identities are never used again."""
    model = market_model(dismantling=4.0, search=12.0, alliance=12.0)
    market, known, gone, allied = model.scene.market, set[int](), set[int](), False
    for _ in range(24):
        model.step()
        offers, networks = market.offers, market.networks
        serving = offers.market >= 0
        counted = np.bincount(offers.market[serving], offers.capacity[serving], len(market.markets.price))
        np.testing.assert_allclose(market.markets.capacity, counted)
        free = networks.uid == 0
        assert not serving[free].any()
        assert not networks.capital[free].any()
        for column in (offers.capacity, offers.places, offers.weight):
            assert (column >= 0.0).all()
            assert not column[~serving].any()
        assert serving[~free].any(axis=1).all()
        for row in np.flatnonzero(~free):
            served = offers.market[row][serving[row]]
            assert len(set(served)) == len(served)
        pairs = {(row, int(ally)) for row in range(len(free)) for ally in networks.allies[row] if ally >= 0}
        assert not {row for row, _ in pairs} & set(np.flatnonzero(free).tolist())
        assert pairs == {(ally, row) for row, ally in pairs}
        living = set(networks.uid[~free].tolist())
        assert len(living) == (~free).sum()
        assert not living & gone
        gone |= known - living
        known |= living
        allied |= len(pairs) > 20
    assert allied
    assert len(gone) > 20
