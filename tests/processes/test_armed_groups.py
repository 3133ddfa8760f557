"""Armed groups: every source of money and fighters, every loss, and that none goes beyond its limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.armed_groups.table import CAMPS, DIASPORA, RESIDENTS
from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from abm.parameters.armed_groups import ArmedGroups
from abm.processes.war import balance, most_fighters
from tests.laws.small_world import model_of, process_of, small

STILL = {"recruiting": 0.0, "camp_recruiting": 0.0, "deserting": 0.0, "loss_share": 0.0, "remnant_decay": 0.0}


def _fighting(strength: float = 2000.0, money: float = 0.0, **parameters: Any) -> MigrationModel:
    """A group of the same strength at war in every state."""
    model = model_of(small(parameters={"armed_groups": parameters}, drivers={"conflict": "simulated"}))
    scene = model.scene
    scene.armed_groups.end(np.arange(9))
    scene.armed_groups.rise(np.arange(9), np.full(9, strength), 0)
    scene.states.at_war.fill(True)
    cents = round(money * CENTS / scene.persons_per_agent)
    scene.states.armed_groups += cents
    scene.states.households -= cents
    scene.start_month()
    return model


def _step(model: MigrationModel) -> MigrationModel:
    process_of(model, "armed_groups").step(model.scene)
    assert model.scene.money() == 0
    return model


def test_territory_is_taxed_by_the_balance_of_forces() -> None:
    model = _fighting(tax=0.02, upkeep=0.0, spending=0.0, **STILL)
    scene = model.scene
    expected = 0.02 * scene.states.output / 12 * balance(scene) * CENTS / scene.persons_per_agent
    _step(model)
    np.testing.assert_allclose(scene.states.armed_groups, expected, atol=1)
    np.testing.assert_array_equal(scene.tally.territory, scene.states.armed_groups)
    assert (expected > 10).all()


def test_nobody_is_taxed_at_peace_or_at_a_rate_of_zero() -> None:
    for model in (_fighting(tax=0.0, **STILL), _fighting(tax=0.1, **STILL)):
        if model.scene.parameters.armed_groups.tax:
            model.scene.states.at_war.fill(False)
        assert not _step(model).scene.tally.territory.any()


@pytest.mark.parametrize(("money", "paid"), [(0.0, 0.0), (1e12, 1.0)])
def test_fighters_are_paid_as_far_as_money_goes(money: float, paid: float) -> None:
    model = _fighting(money=money, tax=0.0, spending=0.0, upkeep=2.0, **STILL)
    scene = model.scene
    before = scene.states.armed_groups.copy()
    _step(model)
    spent = (before - scene.states.armed_groups) * scene.persons_per_agent / CENTS
    np.testing.assert_allclose(spent, paid * 2.0 * scene.states.wage[:, 0] * 2000.0, rtol=1e-4)
    np.testing.assert_allclose(scene.armed_groups.paid, paid)


def test_what_is_beyond_the_reserve_is_spent_at_its_rate() -> None:
    model = _fighting(money=1e12, tax=0.0, spending=0.5, upkeep=0.0, **STILL)
    before = model.scene.states.armed_groups.copy()
    _step(model)
    np.testing.assert_allclose(model.scene.states.armed_groups, before * np.exp(-0.5 / 12), rtol=1e-9)
    model = _fighting(money=1e6, tax=0.0, spending=0.5, reserve=600.0, **STILL)
    wage = model.scene.states.wage[:, 0]
    before = model.scene.states.armed_groups.copy()
    spent = before - _step(model).scene.states.armed_groups
    upkeep = np.minimum(wage * 2000.0, 1e6) * CENTS / 100
    np.testing.assert_allclose(spent, upkeep, rtol=1e-3)


def test_the_unpaid_desert() -> None:
    model = _step(_fighting(tax=0.0, **{**STILL, "deserting": 0.6}))
    np.testing.assert_allclose(model.scene.armed_groups.strength, 2000.0 * np.exp(-0.6 / 12))
    model = _step(_fighting(money=1e12, **{**STILL, "deserting": 0.6}))
    np.testing.assert_allclose(model.scene.armed_groups.strength, 2000.0)


def test_losses_are_a_share_of_the_dead_but_for_those_in_sanctuaries_and_have_an_end() -> None:
    model = _fighting(tax=0.0, **{**STILL, "loss_share": 0.3, "loss_most": 1.0})
    scene = model.scene
    scene.states.conflict_deaths[:] = 100.0
    scene.states.conflict_deaths[4] = 1e5
    scene.armed_groups.sanctuary[5, 6] = 1000.0
    _step(model)
    expected = np.full(9, 2000.0 - 30.0)
    expected[4], expected[5] = 2000.0 * (1 - 1 / 12), 2000.0 - 15.0
    np.testing.assert_allclose(scene.armed_groups.strength, expected)


def test_recruits_come_where_people_are_poor_and_fighters_are_paid() -> None:
    model = _fighting(money=1e12, tax=0.0, **{**STILL, "recruiting": 0.5, "poor_wage": 300.0})
    scene = model.scene
    room = 1 - 2000.0 / most_fighters(scene)
    _step(model)
    expected = 2000.0 * (1 + 0.5 / 12 * room * 300.0 / (300.0 + scene.states.wage[:, 0]))
    np.testing.assert_allclose(scene.armed_groups.strength, expected)
    growth = (scene.armed_groups.strength - 2000.0) / room
    assert np.argmin(growth) == np.argmax(scene.states.wage[:, 0])
    unpaid = _step(_fighting(tax=0.0, **{**STILL, "recruiting": 0.5}))
    np.testing.assert_allclose(unpaid.scene.armed_groups.strength, 2000.0)


@pytest.mark.parametrize("source", [CAMPS, DIASPORA])
def test_fighters_come_from_camps_and_the_diaspora_while_there_is_war(source: int) -> None:
    for war in (True, False):
        model = _fighting(**{**STILL, "camp_recruiting": 0.06})
        scene = model.scene
        scene.states.at_war.fill(war)
        if source == CAMPS:
            scene.armed_groups.camped[3] = 20_000.0
        else:
            scene.tally.diaspora_fighters[3] = 100.0
        _step(model)
        room = 1 - 2000.0 / most_fighters(scene)[3]
        assert scene.armed_groups.fighters[3, source] == pytest.approx(100.0 * room if war else 0.0)
        assert scene.armed_groups.fighters[:, source].sum() == scene.armed_groups.fighters[3, source]
        if source == DIASPORA:  # counted are those who joined
            np.testing.assert_array_equal(
                scene.tally.diaspora_fighters, scene.armed_groups.fighters[:, source]
            )


def test_a_dormant_group_melts_away_but_in_a_sanctuary() -> None:
    model = _fighting(tax=0.0, **{**STILL, "remnant_decay": 0.5})
    scene = model.scene
    scene.states.at_war.fill(False)
    scene.armed_groups.sanctuary[5, 6] = 2000.0
    _step(model)
    expected = np.full(9, 2000.0 * np.exp(-0.5 / 12))
    expected[5] = 2000.0
    np.testing.assert_allclose(scene.armed_groups.strength, expected)
    scene.armed_groups.fighters[2] *= 0.01
    _step(model)
    assert scene.armed_groups.alive.tolist() == [number != 2 for number in range(9)]


def test_a_group_that_is_gone_leaves_its_money_to_be_spent() -> None:
    model = _fighting(money=1e9)
    scene = model.scene
    scene.armed_groups.end(np.arange(4))
    before = scene.states.armed_groups.copy()
    process_of(model, "crime").step(scene)
    np.testing.assert_array_equal(scene.states.armed_groups < before, np.arange(9) < 4)
    scene.armed_groups.running = False
    process_of(model, "crime").step(scene)
    assert (scene.states.armed_groups < before).all()


def test_with_observed_conflict_a_group_is_as_strong_as_the_deaths_ask_for() -> None:
    model = model_of(months=14)
    scene = model.scene
    np.testing.assert_array_equal(scene.armed_groups.alive & scene.states.at_war, scene.states.at_war)
    deaths = scene.world.in_year("conflict_deaths", 1991)
    np.testing.assert_allclose(scene.states.conflict_deaths * 12, deaths)
    rule = scene.parameters.conflict
    strength, government = (
        scene.armed_groups.strength,
        rule.army * scene.states.residents.sum(axis=1) * scene.states.capacity,
    )
    killed = rule.lethality * scene.states.severity * 2 * strength * government / (strength + government)
    fought = scene.states.at_war
    assert fought.any()
    np.testing.assert_allclose(killed[fought], deaths[fought], rtol=0.01)


def test_switched_off_groups_neither_earn_nor_lose() -> None:
    model = model_of(small(processes={"armed_groups": False}), months=14)
    assert not model.scene.armed_groups.alive.any()
    frames = model.frames()["world"]
    for measure in ("fighters", "fighters_abroad", "group_territory", "captured_aid"):
        assert not frames[measure].any(), measure


_NAMES = sorted(ArmedGroups.model_fields)


@given(st.dictionaries(st.sampled_from(_NAMES), st.floats(0.0, 1.0), max_size=8), st.floats(0.0, 1e10))
@settings(max_examples=25, deadline=None)
def test_fighters_and_funds_have_limits_whatever_the_parameters(
    places: dict[str, float], money: float
) -> None:
    values = {}
    for name, share in places.items():
        low, high = ArmedGroups.model_fields[name].metadata
        values[name] = float(low.ge + share * (high.le - low.ge))
    scene = _BOUNDED.scene
    given_rule = scene.parameters.model_copy(update={"armed_groups": ArmedGroups(**values)})
    scene.parameters, usual = given_rule, scene.parameters
    scene.armed_groups.end(np.arange(9))
    scene.armed_groups.rise(np.arange(9), np.full(9, 2000.0), 0)
    cents = int(money)
    scene.states.armed_groups += cents
    scene.states.households -= cents
    for month in range(6):
        scene.states.at_war[:] = np.arange(9) % 3 != month % 3
        scene.armed_groups.camped.fill(1e6)
        scene.tally.diaspora_fighters.fill(1e5)
        _step(_BOUNDED)
        assert np.isfinite(scene.armed_groups.fighters).all()
        assert (scene.armed_groups.fighters >= 0.0).all()
        assert (scene.armed_groups.strength <= most_fighters(scene) * (1 + 1e-9)).all()
        assert (scene.states.armed_groups >= 0).all()
        assert ((scene.armed_groups.paid >= 0.0) & (scene.armed_groups.paid <= 1.0)).all()
    scene.parameters = usual


_BOUNDED = _fighting()
assert RESIDENTS == 0
