"""What smugglers ask, and what they pay to officials."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from abm.processes.passage import border_control, border_effort, forged_detection, quote
from abm.scene import Scene
from tests.laws.small_world import process_of
from tests.smugglers.planted import market_model

# ------------------------------------------------------------------------------------------ prices


@pytest.mark.parametrize(
    "smuggling", [{}, {"highest_markup": 1.0}, {"price_speed": 2.0, "highest_markup": 3.0}]
)
def test_prices_stay_between_the_floor_and_the_highest_markup(smuggling: dict[str, Any]) -> None:
    model = market_model(**smuggling)
    rule, markets = model.scene.parameters.smuggling, model.scene.market.markets
    for _ in range(18):
        model.step()
        assert (markets.floor > 0).all()
        assert (markets.price >= markets.floor * (1 - 1e-12)).all()
        assert (markets.price <= rule.highest_markup * markets.floor * (1 + 1e-12)).all()


def _priced(demand: float, capacity: float, queue: float = 0.0, **smuggling: float) -> np.ndarray:
    """What prices become over what they were, where they were as usual."""
    given: dict[str, Any] = {"highest_markup": 100.0, "margin": 2.0} | smuggling
    model = market_model(**given)
    markets = model.scene.market.markets
    markets.price[:] = usual = quote(model.scene)
    markets.demand[:], markets.capacity[:], markets.queue[:] = demand, capacity, queue
    process_of(model, "smuggling")._price(model.scene)
    return np.asarray(markets.price / usual)


def test_prices_rise_when_more_come_than_can_be_served_and_fall_when_fewer_do() -> None:
    assert (_priced(2_000.0, 1_900.0) > 1.0 + 1e-4).all()
    assert (_priced(1_900.0, 2_000.0) < 1.0 - 1e-4).all()
    np.testing.assert_allclose(_priced(2_000.0, 2_000.0), 1.0)
    assert (_priced(1_900.0, 2_000.0, queue=2_000.0, clearing=0.3) > 1.0).all()
    np.testing.assert_allclose(_priced(1_900.0, 2_000.0, queue=2_000.0, clearing=0.05), 1.0)


def test_prices_move_at_most_at_their_speed_and_with_it() -> None:
    np.testing.assert_allclose(_priced(1e7, 100.0, price_speed=0.3), np.exp(0.3), rtol=1e-3)
    np.testing.assert_allclose(_priced(100.0, 1e7, price_speed=0.3), np.exp(-0.3), rtol=1e-3)
    assert (_priced(2e4, 1e4, price_speed=0.4) > _priced(2e4, 1e4, price_speed=0.2)).all()
    np.testing.assert_allclose(_priced(2e6, 1e6, price_speed=0.5), 2.0**0.5, rtol=1e-3)
    np.testing.assert_array_equal(_priced(2e4, 1e4, price_speed=0.0), 1.0)


def test_where_nobody_comes_prices_go_back_to_what_is_usual() -> None:
    model = market_model()
    scene, process = model.scene, process_of(model, "smuggling")
    markets = scene.market.markets
    usual = quote(scene)
    markets.price[:] = np.where(np.arange(len(usual)) % 2, 1.5, 0.7) * usual
    distance = np.abs(np.log(markets.price / usual))
    for _ in range(30):
        process._price(scene)
        now = np.abs(np.log(markets.price / usual))
        assert (now <= distance + 1e-12).all()
        distance = now
    assert distance.max() < 0.05


def test_the_floor_is_cost_and_expected_penalty_of_one_who_comes_through() -> None:
    """Equation of the function, market by market."""
    model = market_model(sea=700.0)
    scene, draws = model.scene, np.random.default_rng(8)
    market, borders, edges = scene.market.markets, scene.borders, scene.market.edges
    number = len(market.price)
    borders.sea[:] = np.arange(edges) % 2 == 0
    market.evasion[:], market.bribe[:] = draws.uniform(0, 0.9, number), draws.uniform(0, 9e4, number)
    market.served[:] = np.where(np.arange(number) % 3, draws.uniform(1, 900, number), 0.0)
    borders.bought[:], borders.papers_bought[:] = draws.uniform(0, 1, edges), draws.uniform(0, 1, 9)
    quote(scene)
    rule, wage, lost = scene.parameters.smuggling, scene.routes.wage, scene.parameters.journeys.retry_cost
    control, found = border_control(scene), forged_detection(scene)
    for m in range(number):
        head = market.head[m]
        if m < edges:
            cost = rule.labour * (wage[borders.tail[m]] + wage[head]) / 2
            cost += rule.per_km * scene.routes.ways.distance[m] + 700.0 * borders.sea[m]
            q = 1.0 - np.exp(-control[m] * (1.0 - market.evasion[m]))
        else:
            cost = rule.papers * scene.routes.capacity[head] + rule.papers_labour * wage[head]
            q = found[head] * (1.0 - market.evasion[m])
        bribe = market.bribe[m] / market.served[m] if market.served[m] > 0 else 0.0
        penalty = rule.penalty * wage[head]
        assert market.cost[m] == pytest.approx(cost)
        assert market.penalty[m] == pytest.approx(penalty)
        assert market.stopped[m] == pytest.approx(q)
        paid = lost if m < edges else 1.0  # papers are paid before they are checked
        assert market.floor[m] == pytest.approx((cost + q * penalty + bribe) / (1.0 - q + paid * q))


def test_what_is_at_stake_is_what_an_unbribed_state_adds_to_the_risk() -> None:
    model = market_model()
    scene, market, edges = model.scene, model.scene.market.markets, model.scene.market.edges
    scene.states.set_lever("transit_cooperation", np.arange(9), 0.5)
    risks = []
    for bought in (0.0, 1.0):
        scene.borders.bought[:], scene.borders.papers_bought[:] = bought, bought
        quote(scene)
        risks.append(market.stopped.copy())
    np.testing.assert_allclose(market.at_stake, risks[0] - risks[1])
    assert (risks[1][:edges] > 0.0).all()  # what states of transit lend cannot be bought
    assert (risks[1][edges:] == 0.0).all()


def test_where_nothing_costs_anything_a_price_is_still_a_price() -> None:
    free: dict[str, Any] = {
        "labour": 0.0,
        "per_km": 0.0,
        "sea": 0.0,
        "penalty": 0.0,
        "papers": 0.0,
        "papers_labour": 0.0,
    }
    model = market_model(**free)
    for _ in range(6):
        model.step()
        assert np.isfinite(model.scene.market.markets.price).all()
        assert (model.scene.market.markets.price > 0.0).all()
        assert model.scene.money() == 0


@pytest.mark.parametrize(
    ("name", "by_land", "by_papers"),
    [("penalty", 1, 1), ("labour", 1, 0), ("per_km", 1, 0), ("papers", 0, 1), ("papers_labour", 0, 1)],
)
def test_what_costs_smugglers_more_raises_the_least_that_they_ask(
    name: str, by_land: int, by_papers: int
) -> None:
    floors = []
    for value in (0.2, 0.9):
        given: dict[str, Any] = {name: value}
        model = market_model(**given)
        quote(model.scene)
        floors.append(model.scene.market.markets.floor)
    rises, edges = floors[1] > floors[0] + 1e-9, model.scene.market.edges
    assert rises[:edges].all() == bool(by_land)
    assert rises[edges:].all() == bool(by_papers)
    assert (floors[1] >= floors[0]).all()


def test_more_control_raises_the_least_that_smugglers_ask() -> None:
    model = market_model()
    quote(model.scene)
    before, into = model.scene.market.markets.floor.copy(), model.scene.market.markets.head == 4
    model.scene.states.set_lever("border_technology", np.array([4]), 1.0)
    model.scene.states.set_lever("visa_screening", np.array([4]), 2.0)
    quote(model.scene)
    assert (model.scene.market.markets.floor[into] > before[into]).all()
    np.testing.assert_array_equal(model.scene.market.markets.floor[~into], before[~into])


# ------------------------------------------------------------------------------------------ bribes


def _stakes(scene: Scene) -> tuple[np.ndarray, np.ndarray]:
    """Losses that control would cause without bribes, and what it takes to buy off half of it: dollars a month."""
    rule, markets, edges = scene.parameters.smuggling, scene.market.markets, scene.market.edges
    each = markets.penalty.copy()
    each[:edges] += (1.0 - scene.parameters.journeys.retry_cost) * markets.price[:edges]
    losses = rule.bribery * markets.served * markets.at_stake * each
    effort, checks, resistance = (
        border_effort(scene),
        scene.states.lever("visa_screening"),
        np.zeros(len(each)),
    )
    for m, head in enumerate(markets.head):
        able = scene.states.capacity[head]
        on_edge = m < edges
        there = effort[head] * scene.borders.focus[m] / scene.borders.edges[head] if on_edge else checks[head]
        there *= scene.states.output[head] / 12.0
        resistance[m] = rule.resistance * there * (able / (1.0 - able)) ** rule.resistance_exponent
    return losses, resistance


def test_bribes_are_the_best_that_networks_can_pay() -> None:
    """Second path: the largest of losses spared less the bribe, found by search."""
    model = market_model(12)
    scene = model.scene
    losses, resistance = _stakes(scene)
    process_of(model, "smuggling")._bribe(scene)
    bribe, bought = scene.market.markets.bribe, scene.market.markets.bought
    pays = losses > resistance
    assert 3 < pays.sum() < len(pays)
    assert (bribe[~pays] == 0.0).all()
    assert (bought[~pays] == 0.0).all()
    served = scene.market.markets.capacity > 0
    for m in np.flatnonzero(pays & served):

        def cost(b: float, at: int = int(m)) -> float:
            return float(b - losses[at] * b / (b + resistance[at]))

        best = minimize_scalar(
            cost, bounds=(0.0, losses[m]), method="bounded", options={"xatol": 1e-9 * losses[m]}
        )
        assert bribe[m] == pytest.approx(best.x, rel=1e-3, abs=1e-6 * losses[m])
        assert cost(bribe[m]) < 0.0
    np.testing.assert_allclose(bought, bribe / (bribe + resistance), rtol=1e-9)
    np.testing.assert_array_equal(np.r_[scene.borders.bought, scene.borders.papers_bought], bought)


def test_nobody_bribes_where_no_network_serves() -> None:
    model = market_model(12)
    scene = model.scene
    losses, resistance = _stakes(scene)
    scene.market.markets.capacity[losses > resistance] = 0.0
    process_of(model, "smuggling")._bribe(scene)
    assert (losses > resistance).any()
    assert not scene.market.markets.bribe.any()
    assert not scene.borders.bought.any()


def test_without_bribery_nothing_is_bought() -> None:
    model = market_model(bribery=0.0)
    for _ in range(15):
        model.step()
        assert not model.scene.market.markets.bribe.any()
        assert not model.scene.borders.bought.any()
        assert not model.scene.borders.papers_bought.any()
    assert not model.scene.states.officials.any()


def test_what_is_bought_of_control_is_not_there() -> None:
    scene = market_model(12).scene
    bought = scene.borders.bought.copy()
    assert bought.any()
    with_bribes = border_control(scene)
    scene.borders.bought[:] = 0.0
    np.testing.assert_allclose(with_bribes, border_control(scene) * (1.0 - bought))
