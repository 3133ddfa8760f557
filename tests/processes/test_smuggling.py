"""The market for smuggling: capacity, money, and what is left when parts of it are switched off."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from abm.processes.journeys import in_cents
from abm.scene import Scene
from abm.statuses import Channel, Flag
from tests.laws.small_world import column, model_of, process_of, small, steps, total
from tests.smugglers.planted import market_model, plant, served_and_opened

ACCOUNTS = ("households", "officials", "armed_groups", "crime")


# ------------------------------------------------------------------------------------------ capacity


@pytest.mark.parametrize("smuggling", [{}, {"size": 30.0}, {"size": 30.0, "search": 12.0, "largest": 60.0}])
def test_nobody_is_served_beyond_capacity(smuggling: dict[str, Any]) -> None:
    """What an offer ever served is at most what it ever opened; networks that serve less than an agent too."""
    served: dict[Any, float] = defaultdict(float)
    opened: dict[Any, float] = defaultdict(float)
    for now, capacity in served_and_opened(market_model(**smuggling), 24):
        for offer, persons in now.items():
            served[offer] += persons
            assert served[offer] <= opened[offer] + 1e-6
        for offer, persons in capacity.items():
            opened[offer] += persons
    assert sum(served.values()) > 50_000
    assert max(served[offer] / opened[offer] for offer in served if opened[offer] > 0) > 0.9


def test_whoever_was_served_was_served_by_a_network() -> None:
    model = market_model()
    for now, _ in served_and_opened(model, 12):
        counted = np.zeros(len(model.scene.market.served))
        for (_, market), persons in now.items():
            counted[market] += persons
        np.testing.assert_allclose(
            counted, model.scene.market.served * model.scene.persons_per_agent, atol=1e-6
        )
    assert counted.any()


def test_nobody_waits_while_there_is_room() -> None:
    model = market_model()
    for _ in range(12):
        for process, scene in steps(model):
            if process.name == "journeys":
                left = scene.market.markets.room.copy()
        market = model.scene.market
        assert (left >= 0).all()
        assert (left[market.queued > 0] == 0).all()


def test_a_network_smaller_than_an_agent_serves_one_now_and_then() -> None:
    """30 persons a month make room for three agents of a hundred in ten months; unused room is not saved up."""
    model = market_model()
    process, scene = process_of(model, "smuggling"), model.scene
    rows = plant(scene, 3, 30.0)
    given = 0
    for _ in range(100):
        process._open(scene)
        room = scene.market.markets.room[3]
        assert room in (0, 1)
        given += room
        scene.market.offers.places[rows] -= 100.0 * room
    assert given == pytest.approx(30, abs=1)
    for _ in range(100):
        process._open(scene)
    assert scene.market.markets.room[3] == 1


# ------------------------------------------------------------------------------------------ money


def test_money_moves_among_the_accounts_and_none_is_made() -> None:
    """What leaves migrants as fees is what smugglers take in, and what they have and pay is what they took."""
    model = market_model(war_tax=0.5)
    moved = dict.fromkeys((*ACCOUNTS, "capital"), False)
    for _ in range(18):
        states, market, tally = model.scene.states, model.scene.market, model.scene.tally
        for process, scene in steps(model):
            assert scene.money() == 0, process.name
            if process.name == "journeys":
                fees = int(market.treasury[0])
                assert fees == market.paid.sum() == tally.fees.sum() == tally.edge_fees.sum()
                before = {name: getattr(states, name).copy() for name in ACCOUNTS}
                capital = int(market.networks.capital.sum())
            if process.name == "smuggling":
                assert market.treasury[0] == 0
                gained = {name: getattr(states, name) - before[name] for name in ACCOUNTS}
                gained["capital"] = market.networks.capital.sum() - capital
                assert sum(int(gain.sum()) for gain in gained.values()) == fees
                np.testing.assert_array_equal(gained["officials"], tally.bribes)
                np.testing.assert_array_equal(gained["armed_groups"], tally.armed_groups)
                np.testing.assert_array_equal(gained["crime"], tally.crime)
                moved = {name: moved[name] or bool(gain.any()) for name, gain in gained.items()}
    assert all(moved.values()), moved


def test_fees_leave_the_savings_of_migrants() -> None:
    """On the way money goes to smugglers, and to households for travel or with those who end their journey."""
    model = market_model(6)
    for process, scene in steps(model):
        if process.name == "admission":
            savings, households = _savings(scene), scene.states.households.sum()
        if process.name == "journeys":
            spent = savings - _savings(scene) - (scene.states.households.sum() - households)
            assert 0 < spent == scene.market.paid.sum()


def _savings(scene: Scene) -> int:
    return int(scene.migrants.columns.savings[: scene.migrants.used].sum(dtype=np.int64))


def test_a_networks_month_is_income_less_work_losses_idle_places_bribes_and_toll() -> None:
    """Work and losses are paid where a client enters, idle places at home."""
    model = market_model(war_tax=0.4, idle=0.2)
    process, scene = process_of(model, "smuggling"), model.scene
    market, markets, cents = scene.market, scene.market.markets, 100 / scene.persons_per_agent
    tail, head = int(markets.tail[3]), int(markets.head[3])
    home = next(state for state in range(9) if state not in (tail, head))
    first, second = (plant(scene, 3, capacity, base=home)[0] for capacity in (1_000.0, 3_000.0))
    scene.start_month()
    scene.states.conflict[:] = np.linspace(0.0, 0.8, 9)
    market.served[3], market.lost[3], market.paid[3] = 20, 4, 40_000_001
    market.treasury += 40_000_001
    scene.states.households[0] -= 40_000_001
    market.offers.places[[first, second], 0] = 1_000.0, 3_000.0
    markets.bribe[3] = 700.0
    held = {name: getattr(scene.states, name).copy() for name in ACCOUNTS}
    profit = process._settle(scene)
    work = (2_000.0 * markets.cost[3] + 400.0 * markets.penalty[3]) * cents
    idle = 4_000.0 * 0.2 * markets.cost[3] * cents
    toll = 0.4 * scene.states.conflict[max(tail, head)] * 40_000_001  # conflict rises with the number
    for row, part in ((first, 0.25), (second, 0.75)):
        expected = part * (40_000_001 - work - idle - 700.0 * cents - toll)
        assert market.offers.served[row, 0] == pytest.approx(part * 2_000.0)
        assert profit[row] == market.networks.capital[row] == pytest.approx(expected, abs=5)
    assert market.treasury[0] == scene.money() == 0
    gained = {name: getattr(scene.states, name) - held[name] for name in ACCOUNTS}
    wanted = dict.fromkeys(ACCOUNTS, np.zeros(9))
    wanted["households"] = work * (np.arange(9) == head) + idle * (np.arange(9) == home)
    wanted["officials"] = 700.0 * cents * (np.arange(9) == head)
    wanted["armed_groups"] = toll * (np.arange(9) == max(tail, head))
    for name in ACCOUNTS:
        np.testing.assert_allclose(gained[name], wanted[name], atol=5, err_msg=name)
    np.testing.assert_array_equal(scene.tally.bribes, gained["officials"])
    np.testing.assert_array_equal(scene.tally.armed_groups, gained["armed_groups"])


# ------------------------------------------------------------------------------------------ armed groups, technology


def test_armed_groups_get_nothing_without_a_war_tax_or_without_war() -> None:
    taxed, untaxed = market_model(18), market_model(18, war_tax=0.0)
    peaceful = model_of(small(drivers={"conflict": "none"}), months=18)
    for model in (untaxed, peaceful):
        assert total(model, "group_income") == 0.0
        assert len(model.scene.market.alive)
    assert not peaceful.scene.states.armed_groups.any()
    assert total(taxed, "group_income") > 0.0


def test_evasion_stays_as_it_is_without_technology_and_rises_with_it() -> None:
    base = np.r_[np.full(32, 0.45), np.zeros(9)]
    plain, able = market_model(technology=0.0), market_model(technology=0.5, technology_evasion=1.0)
    for _ in range(15):
        plain.step()
        able.step()
        np.testing.assert_allclose(plain.scene.market.markets.evasion, base)
        evasion = able.scene.market.markets.evasion
        assert (evasion >= base - 1e-12).all()
        assert (evasion <= 1.0).all()
    assert (evasion > base + 0.02).any()
    assert not plain.scene.market.networks.technology.any()


# ------------------------------------------------------------------------------------------ off


def test_switched_off_everybody_is_served_at_the_floor() -> None:
    """Nobody waits, no network comes up, nobody is bribed; clients who live pay what it costs, and no more."""
    model = model_of(
        small(
            processes={"smuggling": False, "armed_groups": False, "camps": False, "diasporas": False},
            parameters={"smuggling": {"abuse": 0.0, "credit": 0.0}, "journeys": {"retry_cost": 1.0}},
        )
    )
    scene, market = model.scene, model.scene.market
    for hazard in (scene.routes.ways.hazard, scene.world.circuit.edges.hazard):
        hazard[:] = 0.0
    clients = 0
    for _ in range(15):
        model.step()
        np.testing.assert_array_equal(market.markets.price, market.markets.floor)
        np.testing.assert_array_equal(market.paid, market.served * in_cents(market.markets.price))
        assert not market.queued.any()
        clients += scene.tally.clients.sum()
    assert clients > 1_000
    assert not (column(model, "flags") & Flag.QUEUED).any()
    assert len(market.alive) == 0
    assert not any(getattr(scene.states, name).any() for name in ("officials", "armed_groups", "crime"))
    assert scene.money() == 0


def test_without_any_network_nobody_is_served() -> None:
    model = market_model(most_networks=0.0)
    for _ in range(12):
        model.step()
        market = model.scene.market
        assert len(market.networks.uid) == len(market.alive) == 0
        assert not market.served.any()
        assert not model.scene.tally.entries[:, [Channel.SMUGGLED, Channel.FORGED]].any()
        assert market.capital() == 0
        assert model.scene.money() == 0
    assert market.queued.any()


def test_there_are_never_more_networks_than_the_most() -> None:
    model = market_model(most_networks=5.0)
    number = []
    for _ in range(12):
        model.step()
        number.append(len(model.scene.market.alive))
    assert max(number) == 5


def test_without_demand_networks_end_and_none_comes_up() -> None:
    """When nobody leaves and nobody moves on, those on the way arrive, and networks spend what they have."""
    model = market_model(12, idle=1.0, decline=0.3, patience=0.5)
    market = model.scene.market
    assert len(market.alive) > 20
    going = ("departures", "transitions", "admission")
    model.processes = tuple(process for process in model.processes if process.name not in going)
    for _ in range(24):
        model.step()
        assert model.scene.money() == 0
        if not len(market.alive):
            break
    assert not len(market.alive)
    assert market.capital() == 0
    for _ in range(12):
        model.step()
        assert len(market.alive) == 0
    assert market.capital() == 0
    assert not market.offers.capacity.any()
    assert not market.markets.capacity.any()
    assert not market.markets.room.any()
