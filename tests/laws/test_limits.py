"""What a process does is gone when it is switched off, and levers at their ends close what they govern."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.scenario import PROCESSES
from abm.statuses import Status
from tests.laws.small_world import column, entries, model_of, people, small, total


def _without(process: str, **settings: Any) -> MigrationModel:
    return model_of(small(processes={process: False}, **settings), months=12)


def _still(**rates: float) -> dict[str, dict[str, float]]:
    """No onward migration and no resettlement: whoever enters comes from home."""
    onward = dict.fromkeys(["onward_refugee", "onward_irregular", "onward_settled", "resettlement"], 0.0)
    return {"transitions": onward | rates}


# ------------------------------------------------------------------------------------------ processes


@pytest.mark.parametrize("process", PROCESSES)
def test_any_process_can_be_switched_off(process: str) -> None:
    model = _without(process)
    assert process not in {running.name for running in model.processes}
    assert process not in model.seconds
    assert model.scene.money() == 0
    assert np.isfinite(model.scene.states.wage).all()
    assert model.scene.states.wage.min() > 0


def test_without_departures_nobody_sets_out() -> None:
    model = _without("departures")
    first = people(model_of())
    assert people(model).keys() <= first.keys()
    assert total(model, "displaced") == 0
    assert total(model, "travellers") == 0


def test_without_admission_nobody_comes_through_a_quota() -> None:
    model = _without("admission", parameters=_still())
    for channel in ("skilled", "guest", "student", "family"):
        assert entries(model, channel) == 0
    assert total(model_of(months=12), "entries_authorised") > total(model, "entries_authorised")


def test_without_journeys_nobody_moves_on_their_way() -> None:
    model = _without("journeys")
    travelling = column(model, "status") == Status.IN_TRANSIT
    assert travelling.sum() > 100
    untried = travelling & (column(model, "origin") == column(model, "location"))
    assert (untried | (column(model, "arrived") < column(model, "since"))).sum() >= travelling.sum() - 1
    for measure in ("attempts", "interdictions", "deaths_on_routes", "entries_irregular", "trafficked"):
        assert total(model, measure) == 0
    assert total(model, "fee_payers") > 0
    assert total(model, "fees_paid") == 0  # smugglers are paid on the way


def test_without_transitions_no_status_ever_changes() -> None:
    model = _without("transitions")
    start, end = people(model_of()), people(model)
    assert start.keys() <= end.keys()
    for uid, values in start.items():
        assert end[uid]["status"] == values["status"]
        assert end[uid]["location"] == values["location"]
    for measure in ("returns", "removals", "asylum_decisions"):
        assert total(model, measure) == 0


def test_without_conflict_nobody_flees() -> None:
    for model in (_without("conflict"), model_of(small(drivers={"conflict": "none"}), months=12)):
        for measure in ("displaced", "conflict_intensity", "conflict_deaths"):
            assert total(model, measure) == 0
        assert entries(model, "flight") == 0
    assert total(model_of(months=12), "displaced") > 0


def test_without_remittances_nothing_is_sent_or_saved() -> None:
    model = _without("remittances")
    assert total(model, "remittances_in") == 0
    assert total(model, "remittances_out") == 0
    start, end = people(model_of()), people(model)
    assert all(end[uid]["savings"] <= start[uid]["savings"] for uid in start.keys() & end.keys())


def test_without_population_nobody_is_born() -> None:
    model = model_of(small(processes={"population": False}))
    for _ in range(6):
        model.step()
        assert model.scene.tally.births.sum() == model.scene.tally.deaths.sum() == 0


def test_without_economy_output_and_wages_stand_still() -> None:
    start, end = model_of().scene.states, _without("economy").scene.states
    np.testing.assert_array_equal(start.wage, end.wage)
    np.testing.assert_array_equal(start.output, end.output)


def test_without_observation_capacity_stands_still() -> None:
    model = _without("observation")
    np.testing.assert_array_equal(model.scene.states.capacity, model.world.first_capacity)


def test_without_events_nothing_happens_at_a_date() -> None:
    events = [{"date": "1990-03", "states": "all", "set": {"quota_guest": 0}}]
    model = _without("events", events=events)
    assert model.scene.states.lever("quota_guest").min() > 0


# ------------------------------------------------------------------------------------------ levers


@pytest.mark.parametrize("channel", ["skilled", "guest", "student", "family"])
def test_a_quota_of_nothing_lets_nobody_in(channel: str) -> None:
    shut = small(policies={"all": {f"quota_{channel}": 0}}, parameters=_still())
    assert entries(model_of(shut, months=12), channel) == 0
    assert entries(model_of(small(parameters=_still()), months=12), channel) > 0


def test_no_more_enter_by_a_channel_than_its_quota_allows() -> None:
    quota = 5_000
    model = model_of(small(policies={"all": {"quota_guest": quota}}, parameters=_still()), months=12)
    for code in model.world.codes:
        assert entries(model, "guest", code) <= quota
    assert entries(model, "guest") > 0.8 * quota * len(model.world)


def test_a_closed_border_stops_everyone() -> None:
    """But for those who were detained there and let in, and where its guards can be bought."""
    parameters = {
        "journeys": {"control_base": 5.0, "control_capacity": 5.0, "effort_exponent": 2.0},
        "transitions": {"detention_removed": 1.0},
        "borders": {"cost": 0.0},
        "smuggling": {"bribery": 0.0},
    }
    closed = small(
        world={"visa_openness": 0.0}, policies={"all": {"border_effort": 20}}, parameters=parameters
    )
    model = model_of(closed, months=12)
    assert not model.world.visa_free.any()
    assert total(model, "interdictions") > 0
    assert entries(model, "alone") == 0


def test_no_control_stops_nobody() -> None:
    model = model_of(small(policies={"all": {"border_effort": 0, "visa_screening": 0}}), months=12)
    assert total(model, "attempts") > 0
    assert total(model, "interdictions") == 0


def test_the_strictest_restriction_of_exit_keeps_people_at_home() -> None:
    settings: dict[str, Any] = {"parameters": _still(), "drivers": {"conflict": "none"}}
    free = total(model_of(small(**settings), months=12), "inflow")
    kept = small(policies={"all": {"exit_restriction": 10}}, **settings)
    assert total(model_of(kept, months=12), "inflow") < 0.01 * free


def test_flight_knows_no_restriction_of_exit() -> None:
    kept = small(policies={"all": {"exit_restriction": 10}})
    # Slightly different residents are at home to flee; their hazard is the same.
    first, second = (total(model_of(each, months=3), "displaced") for each in (small(), kept))
    assert second == pytest.approx(first, rel=0.1)


def test_no_claim_is_recognised_at_standard_zero() -> None:
    model = model_of(small(policies={"all": {"recognition_standard": 0}}), months=12)
    assert total(model, "asylum_recognised") == 0
    assert total(model, "asylum_decisions") > 0


def test_no_case_is_decided_without_officials() -> None:
    model = model_of(small(policies={"all": {"asylum_cases": 0}}), months=12)
    assert total(model, "asylum_decisions") == 0
    assert total(model, "asylum_claims") > 0


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, Status.REFUGEE_DISPERSED), (1.0, Status.REFUGEE_IN_CAMP)]
)
def test_encampment_houses_all_refugees_or_none(share: float, expected: Status) -> None:
    model = model_of(small(policies={"all": {"encampment": share}}, parameters=_still()), months=12)
    by_flight = column(model, "channel") == 6
    status = column(model, "status")[by_flight]
    housed = status[(status == Status.REFUGEE_IN_CAMP) | (status == Status.REFUGEE_DISPERSED)]
    assert len(housed) > 10
    assert (housed == expected).all()


def test_nobody_is_naturalised_where_nobody_can_be() -> None:
    model = model_of(small(policies={"all": {"naturalisation_years": 100}}))
    start = model.scene.migrants.census.standing[:, Status.NATURALISED].sum()
    for _ in range(12):
        model.step()
        assert model.scene.tally.naturalised.sum() == 0
    assert start == 0


def test_without_hazards_the_settled_stay_as_they_are() -> None:
    rates = {
        "mortality_base": 0, "naturalisation": 0, "return_permanent": 0, "return_naturalised": 0,
        "return_temporary": 0, "return_irregular": 0, "return_refugee": 0, "study_ends": 0, "removal": 0,
        "integration": 0, "cessation": 0,
    }  # fmt: skip
    settings = {"parameters": _still(**rates), "policies": {"all": {"regularisation": 0, "asylum_cases": 0}}}
    start, end = people(model_of(small(**settings))), people(model_of(small(**settings), months=12))
    assert start.keys() <= end.keys()
    assert all(end[uid]["status"] == values["status"] for uid, values in start.items())
