"""Departures: exact counts of individual choices, and leavers who become agents with all that they have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.departures import identity
from abm.model import MigrationModel
from abm.statuses import QUOTA_CHANNELS, Channel, Status
from tests.laws.small_world import model_of, people, process_of, small


def _month(model: MigrationModel) -> list[dict[str, Any]]:
    """The leavers of one more month of departures alone."""
    known = people(model).keys()
    model.scene.start_month()
    process_of(model, "departures").step(model.scene)
    return [{"uid": uid, **values} for uid, values in people(model).items() if uid not in known]


@pytest.fixture(scope="module")
def left() -> tuple[MigrationModel, list[dict[str, Any]]]:
    model = model_of(months=6)
    return model, _month(model)


def test_every_leaver_has_an_identity_made_of_what_happened(
    left: tuple[MigrationModel, list[dict[str, Any]]],
) -> None:
    model, leavers = left
    assert len(leavers) > 1000
    assert len({leaver["uid"] for leaver in leavers}) == len(leavers)
    for leaver in leavers[::50]:
        ordinal = int(leaver["uid"]) & (2**24 - 1)
        names = ("origin", "destination", "skill", "channel")
        parts = [int(leaver[name]) for name in names]
        packed: Any = identity
        assert packed(model.month + 1, *parts, ordinal) == leaver["uid"]


def test_ordinals_count_the_leavers_of_a_cell(left: tuple[MigrationModel, list[dict[str, Any]]]) -> None:
    """From 0 on, those who flee apart: the same person has the same identity in every arm in which they leave."""
    cells: dict[tuple[Any, ...], list[int]] = {}
    for leaver in left[1]:
        flees = leaver["channel"] == Channel.FLIGHT
        cell = (leaver["origin"], leaver["destination"], leaver["skill"], flees)
        cells.setdefault(cell, []).append(leaver["uid"] & (2**24 - 1))
    assert max(map(len, cells.values())) > 10
    for ordinals in cells.values():
        assert sorted(ordinals) == list(range(len(ordinals)))


def test_applicants_wait_at_home_and_others_are_on_their_way(
    left: tuple[MigrationModel, list[dict[str, Any]]],
) -> None:
    _, leavers = left
    for leaver in leavers:
        waits = leaver["channel"] in QUOTA_CHANNELS
        assert leaver["status"] == (Status.WAITING if waits else Status.IN_TRANSIT)
        assert leaver["location"] == leaver["origin"] == leaver["citizenship"]
        assert leaver["destination"] != leaver["origin"]
    assert {leaver["channel"] for leaver in leavers} >= set(QUOTA_CHANNELS) | {
        Channel.FLIGHT,
        Channel.SMUGGLED,
    }


def test_leavers_are_of_working_age_by_and_large(
    left: tuple[MigrationModel, list[dict[str, Any]]],
) -> None:
    model, leavers = left
    rule = model.scene.parameters.people
    age = np.array([(model.month - leaver["birth"]) / 12 for leaver in leavers])
    assert age.min() >= rule.leaving_age - 0.1
    assert age.mean() == pytest.approx(rule.leaving_age + rule.leaving_age_spread, rel=0.05)
    assert age.max() <= 85


def test_motive_is_the_share_of_flight_in_the_hazard_of_leaving(
    left: tuple[MigrationModel, list[dict[str, Any]]],
) -> None:
    model, leavers = left
    at_war = model.scene.states.flight_hazard > 0
    for leaver in leavers:
        assert (leaver["motive"] > 0) == at_war[int(leaver["origin"])]
    forced = {(leaver["origin"], leaver["skill"]): leaver["motive"] for leaver in leavers}
    hazards = process_of(model, "departures")._hazards
    for (origin, skill), motive in forced.items():
        flight = model.scene.states.flight_hazard[origin]
        assert motive == pytest.approx(flight / (flight + hazards[origin, skill]), rel=1e-5)


def test_who_pays_a_fee_can_pay_it(left: tuple[MigrationModel, list[dict[str, Any]]]) -> None:
    """Savings are drawn from the wealth of those who can afford the way; what is left pays the travel."""
    model, leavers = left
    routes = model.scene.routes
    for leaver in leavers:
        here, there = int(leaver["origin"]), int(leaver["destination"])
        if leaver["channel"] == Channel.SMUGGLED:
            assert leaver["savings"] >= 100 * routes.path[1, 1, here, there] - 2
        if leaver["channel"] in QUOTA_CHANNELS:
            cost = routes.air_cost[here, there] + model.scene.parameters.departures.visa_cost
            assert leaver["savings"] >= 100 * cost - 2
    asked = {Channel.SMUGGLED: routes.fee, Channel.FORGED: routes.forged_fee}
    paying = [
        int(leaver["destination"]) for leaver in leavers if leaver["channel"] in asked
        and asked[leaver["channel"]][int(leaver["origin"]), int(leaver["destination"])] >= 0.005
    ]  # fmt: skip
    assert model.scene.tally.payers.tolist() == np.bincount(paying, minlength=len(model.scene.world)).tolist()
    assert paying
    assert model.scene.money() == 0


def test_nobody_pays_for_papers_that_cost_nothing() -> None:
    model = model_of(months=1)
    scene = model.scene
    scene.start_month()
    scene.routes.forged_fee[:] = 0.0
    process_of(model, "departures").step(scene)
    assert scene.tally.departures[:, Channel.FORGED].any()
    assert scene.tally.payers.sum() == scene.tally.departures[:, Channel.SMUGGLED].sum() > 0


def test_residents_lose_those_who_leave_by_origin_and_skill() -> None:
    model = model_of(months=3)
    before = model.scene.states.residents.copy()
    leavers = _month(model)
    gone = np.zeros_like(before)
    for leaver in leavers:
        gone[int(leaver["origin"]), int(leaver["skill"])] += model.scene.persons_per_agent
    np.testing.assert_array_equal(before - model.scene.states.residents, gone)
    assert model.scene.tally.departures.sum() == len(leavers)


def test_nobody_leaves_who_is_not_there() -> None:
    """Whatever the hazard: a state cannot lose more residents than it has."""
    model = model_of(small(parameters={"departures": {"propensity": -12.0}}))
    before = model.scene.states.residents.copy()
    _month(model)
    assert model.scene.states.residents.min() >= 0
    assert (model.scene.states.residents < 0.5 * before).any()


def test_expulsions_come_on_top_of_those_who_flee() -> None:
    model = model_of(small(drivers={"conflict": "none"}), months=3)
    model.scene.start_month()
    model.scene.expel(2, 40_000.0, ())
    process_of(model, "departures").step(model.scene)
    flight = model.scene.tally.departures[:, Channel.FLIGHT]
    assert flight[2] == pytest.approx(400, rel=0.15)
    assert flight.sum() == flight[2]


def test_an_expulsion_of_everybody_leaves_a_few() -> None:
    model = model_of()
    model.scene.start_month()
    model.scene.expel(2, 1e12, (1,))
    before = model.scene.states.residents[2].sum()
    process_of(model, "departures").step(model.scene)
    assert 0 < model.scene.states.residents[2].sum() < 0.1 * before


def test_flight_prefers_neighbours_and_never_goes_where_no_path_leads() -> None:
    model = model_of(months=1)
    process = process_of(model, "departures")
    weights = process._utility.flight_weights(model.scene)
    reached = np.isfinite(model.scene.routes.path[2, 1])
    assert (weights[~reached] == 0).all()
    assert (np.diag(weights) == 0).all()
    contiguous = model.world.contiguous
    away = reached & ~contiguous & ~np.eye(9, dtype=bool)
    assert weights[contiguous].mean() > 3 * weights[away].mean()


def test_mean_counts_are_those_of_the_choice_model() -> None:
    """Over many months with nothing else moving, leavers by origin approach people times the chance to leave."""
    model = model_of(small(drivers={"conflict": "none"}))
    process, scene = process_of(model, "departures"), model.scene
    units = scene.states.residents // scene.persons_per_agent
    choice = process._utility.choice(scene)
    expected, counted = np.zeros(9), np.zeros(9)
    for month in range(200):
        scene.month = month
        leavers = process._draw(scene, choice)
        counted += np.bincount(leavers[:, 0], minlength=9)
        expected += (units * -np.expm1(-process._hazards)).sum(axis=1)
    assert (np.abs(counted - expected) < 5 * np.sqrt(expected) + 1).all()
    assert counted.sum() > 10_000
