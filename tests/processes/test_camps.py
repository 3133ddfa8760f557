"""Camps: aid and who pays it, what groups capture, whom they recruit, and where they are safe."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.migrants.traits import CENTS
from abm.model import MigrationModel
from abm.processes.camps import in_camps, shared, weakness
from abm.statuses import Channel, Status
from tests.laws.small_world import model_of, process_of, small


def _camp(persons: int = 20_000, weak: bool = True, **parameters: Any) -> tuple[MigrationModel, int, int]:
    """A war in one state, and refugees from there in camps of a neighbour that is weak, or capable."""
    model = model_of(
        small(
            processes={"departures": False},
            parameters={"camps": parameters},
            drivers={"conflict": "simulated"},
        )
    )
    scene = model.scene
    columns = scene.migrants.columns
    there = scene.migrants.with_status(Status.REFUGEE_IN_CAMP)
    scene.migrants.change(there, Status.REFUGEE_DISPERSED, columns.location[there], 0)
    origin, host = (int(place) for place in np.argwhere(scene.world.contiguous)[0])
    number = persons // scene.persons_per_agent
    scene.migrants.admit(
        uid=np.arange(10**9, 10**9 + number), origin=np.full(number, origin, np.int16),
        location=np.full(number, host, np.int16), destination=np.full(number, host, np.int16),
        status=np.full(number, int(Status.REFUGEE_IN_CAMP), np.uint8),
        channel=np.full(number, int(Channel.FLIGHT), np.uint8),
    )  # fmt: skip
    scene.states.capacity[host] = 0.15 if weak else 0.9
    scene.armed_groups.end(np.arange(9))
    scene.armed_groups.rise(np.array([origin]), np.array([4000.0]), 0)
    scene.states.at_war[origin] = True
    return model, origin, host


def _month(model: MigrationModel) -> None:
    model.scene.start_month()
    process_of(model, "camps").step(model.scene)


def test_those_in_camps_are_counted_by_origin_and_host() -> None:
    model, origin, host = _camp()
    camped = in_camps(model.scene)
    assert (camped.origin.tolist(), camped.host.tolist(), camped.persons.tolist()) == (
        [origin],
        [host],
        [20_000.0],
    )


def test_rich_states_pay_the_aid_and_nothing_is_lost() -> None:
    model, origin, host = _camp()
    states, rule = model.scene.states, model.scene.parameters.camps
    before = states.households.copy()
    _month(model)
    cents = CENTS / model.scene.persons_per_agent
    aid = rule.aid * 20_000 * cents
    assert model.scene.tally.aid[host] == aid
    captured = model.scene.tally.captured_aid[origin]
    assert captured == np.floor(aid * rule.capture * weakness(model.scene)[host]) > 0
    assert states.armed_groups[origin] == captured
    paid = before - states.households
    paid[host] += aid - captured
    income = states.output / model.scene.population()
    assert ((paid > 0) == (income >= np.quantile(income, rule.donor))).all()
    assert paid.sum() == aid
    assert model.scene.money() == 0


@pytest.mark.parametrize(("change", "nothing"), [
    ({"capture": 0.0}, "captured"), ({"sanctuary": 0.0}, "based"), ({"militarised": 0.0}, "based"),
    ({"aid": 0.0}, "aid"), ({"weak": False}, "captured based camped"), ({"sanctuary_most": 0.0}, "based"),
])  # fmt: skip
def test_each_effect_is_gone_when_it_is_switched_off(change: dict[str, Any], nothing: str) -> None:
    def outcome(**changes: Any) -> dict[str, float]:
        model, _, _ = _camp(**{"militarised": 1.0, **changes})
        model.scene.states.war_began.fill(0)
        for seed in range(40):  # the draw of one war; that of another seed comes out otherwise
            model.scene.seed = seed
            _month(model)
            if model.scene.armed_groups.sanctuary.any():
                break
        tally, groups = model.scene.tally, model.scene.armed_groups
        return {"captured": tally.captured_aid.sum(), "based": groups.sanctuary.sum(), "aid": tally.aid.sum(),
                "camped": groups.camped.sum()}  # fmt: skip

    usual, changed = outcome(), outcome(**change)
    assert all(usual.values())
    for name in nothing.split():
        assert changed[name] == 0.0


def test_without_armed_groups_camps_are_aided_and_nothing_else() -> None:
    model, _, _ = _camp(militarised=1.0)
    model.scene.armed_groups.running = False
    _month(model)
    assert model.scene.tally.aid.any()
    assert not model.scene.tally.captured_aid.any()
    assert not model.scene.armed_groups.sanctuary.any()
    assert not model.scene.armed_groups.camped.any()


def test_encampment_at_zero_leaves_no_camps() -> None:
    """Who arrives while the lever is at 0 lives among the people."""
    policies = {"all": {"encampment": 0.0}}
    model = model_of(small(policies=policies), months=6)
    assert not in_camps(model.scene).persons.any()
    assert model_of(small(policies={"all": {"encampment": 1.0}}), months=6).scene.tally.aid.any()


def test_bases_are_as_large_as_the_camp_allows_and_no_larger_than_a_share_of_the_group() -> None:
    for persons, expected in ((20_000, None), (40_000_00, 2000.0)):
        model, origin, host = _camp(persons, militarised=1.0, sanctuary=0.1, hold=1.0)
        rule = model.scene.parameters.camps
        for seed in range(40):
            model.scene.seed = seed
            _month(model)
            if model.scene.armed_groups.sanctuary.any():
                break
        size = rule.sanctuary * persons * weakness(model.scene)[host] if expected is None else expected
        assert model.scene.armed_groups.sanctuary[origin, host] == pytest.approx(size)
        assert model.scene.armed_groups.strength[origin] == pytest.approx(4000.0)


def test_weak_hosts_let_exiles_militarise_and_the_same_ones_all_through_a_war() -> None:
    model, origin, host = _camp(militarised=0.6)
    scene = model.scene
    militant = []
    for seed in range(400):
        scene.seed = seed
        _month(model)
        militant.append(bool(scene.armed_groups.sanctuary[origin, host] > 0.0))
        if seed % 40 == 0:
            scene.month += 1
            _month(model)
            assert bool(scene.armed_groups.sanctuary[origin, host] > 0.0) == militant[-1]
    expected = scene.parameters.camps.militarised * weakness(scene)[host]
    assert np.mean(militant) == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 400))


def test_money_is_divided_to_the_last_cent() -> None:
    for total in (0, 1, 7, 10**15 + 3):
        parts = shared(total, np.array([0.0, 3.0, 1.0, 2.0, 0.0]))
        assert parts.sum() == total
        assert (parts >= 0).all()


@pytest.mark.parametrize(
    ("host_acts", "origin_acts", "left"), [(1, 1, 0.0), (0.5, 0.8, 0.6), (1, 0, 1.0), (0, 1, 1.0)]
)
def test_cooperating_hosts_deny_bases_recruits_and_aid_to_groups_of_cooperating_states(
    host_acts: float, origin_acts: float, left: float
) -> None:
    def outcome(acting: tuple[float, float]) -> np.ndarray:
        model, origin, host = _camp(militarised=1.0, sanctuary=0.01)
        scene = model.scene
        scene.states.lever("security_cooperation")[[host, origin]] = acting
        scene.states.war_began.fill(0)
        scene.seed = 0
        _month(model)
        return np.array([scene.tally.captured_aid[origin], scene.armed_groups.camped[origin]])

    alone, together = outcome((0.0, 0.0)), outcome((host_acts, origin_acts))
    np.testing.assert_allclose(together, left * alone, rtol=1e-6)
    assert alone.all()


def test_cooperation_takes_the_bases_away_too() -> None:
    based = []
    for acting in (0.0, 1.0):
        model, origin, host = _camp(militarised=1.0)
        model.scene.states.lever("security_cooperation")[[host, origin]] = acting
        model.scene.states.war_began.fill(0)
        found = 0.0
        for seed in range(20):
            model.scene.seed = seed
            _month(model)
            found += float(model.scene.armed_groups.sanctuary[origin, host])
        based.append(found)
    assert based[0] > 0.0
    assert based[1] == 0.0
