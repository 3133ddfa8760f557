"""What a scenario has happen at a date acts from that month on, and changes nothing before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.kernels.journeys import FLIGHT
from abm.migrants.traits import draws
from abm.model import MigrationModel
from abm.scenario import scenario_from
from abm.statuses import Channel, Flag, Status
from abm.streams import Stream
from abm.world.routes import DOLLARS
from abm.world.stylised import StylisedWorld, generate
from abm.world.tables import WorldTables
from abm.world.world import build_world
from tests.laws.small_world import SETTINGS, WORLD, column, fingerprint, model_of, people, small

DATE, MONTH = "1990-07", 6


def _arms(
    event: dict[str, Any], months: int = MONTH, **settings: Any
) -> tuple[MigrationModel, MigrationModel]:
    """Without and with an event in July 1990, after some months."""
    dated = small(events=[{"date": DATE, **event}], **settings)
    return model_of(small(**settings), months=months), model_of(dated, months=months)


def _measure(model: MigrationModel, name: str) -> np.ndarray:
    return model.frames()["world"][name].to_numpy()


EVENTS: dict[str, dict[str, Any]] = {
    "set": {"states": "all", "set": {"quota_guest": 0}},
    "scale": {"states": ["AAE"], "scale": {"border_effort": 4}},
    "parameters": {"parameters": {"departures": {"propensity": -23}}},
    "displace": {"displace": {"origin": "AAB", "persons": 30_000}},
    "regularise": {"states": "all", "regularise": {"share": 0.5}},
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_arms_agree_bit_for_bit_before_an_event_and_differ_after(event: dict[str, Any]) -> None:
    without, with_it = _arms(event)
    assert fingerprint(without) == fingerprint(with_it)
    without.step()
    with_it.step()
    assert fingerprint(without) != fingerprint(with_it)


def test_an_event_in_the_first_month_acts_in_the_first_month() -> None:
    event = {"date": "1990-01", "displace": {"origin": "AAB", "persons": 30_000}}
    assert _measure(model_of(small(events=[event]), months=1), "displaced")[0] > 25_000


def test_a_lever_that_is_set_holds_from_its_month_on_and_no_longer_follows_the_data() -> None:
    _, model = _arms({"states": ["AAB", "AAC"], "set": {"quota_student": 12_345}})
    lever = model.scene.states.lever("quota_student")
    before = lever.copy()
    for _ in range(10):  # over the turn of the year
        model.step()
        assert lever[1] == lever[2] == 12_345
    assert before[1] != 12_345
    assert lever[0] != before[0]  # the others follow


def test_a_lever_that_is_scaled_still_follows_the_data() -> None:
    without, model = _arms({"states": "all", "scale": {"quota_student": 0.5}})
    for _ in range(10):
        for arm in (without, model):
            arm.step()
        plain, halved = (arm.scene.states.lever("quota_student") for arm in (without, model))
        np.testing.assert_allclose(halved, plain / 2)


def test_scaling_twice_multiplies() -> None:
    event = {"states": "all", "scale": {"border_effort": 2}}
    twice = small(events=[{"date": "1990-02", **event}, {"date": "1990-04", **event}])
    model = model_of(twice, months=5)
    assert (model.scene.states.lever("border_effort") == 4).all()


def test_parameters_change_for_everybody_who_reads_them() -> None:
    _, model = _arms({"parameters": {"smuggling": {"labour": 9}, "journeys": {"discouraged": 1.0}}})
    market = model.scene.market.markets
    before = market.floor.copy()
    model.step()
    assert model.scene.parameters.smuggling.labour == 9
    assert (market.floor > before)[: model.scene.market.edges].all()  # of this very month
    assert (market.price >= market.floor).all()
    assert model.scene.tally.interdictions.sum() > 0
    model.step()
    assert not (column(model, "flags") & Flag.QUEUED)[column(model, "status") != Status.IN_TRANSIT].any()


@pytest.mark.parametrize(
    "event", [{"states": "all", "set": {"visa_screening": 1.0}}, {"parameters": {"travel": {"visits": 0.4}}}]
)
def test_an_event_that_changes_nothing_changes_nothing_much(event: dict[str, Any]) -> None:
    """Hazards go on through the month of an event: their draws may be renewed, their level not."""
    without, model = _arms(event, months=12)
    for measure in ("returns", "removals", "overstays"):
        first, second = (_measure(arm, measure)[MONTH : MONTH + 3].sum() for arm in (without, model))
        assert second == pytest.approx(first, rel=0.4), measure
    first, second = (_measure(arm, "returns")[MONTH] for arm in (without, model))
    assert second == pytest.approx(first, rel=0.3)


def test_people_who_are_driven_out_leave_in_the_month_of_the_event() -> None:
    _, model = _arms({"displace": {"origin": "AAB", "persons": 50_000}})
    before = model.scene.tally.departures[1, Channel.FLIGHT]
    model.step()
    # A draw with that mean, on top of those whom conflict displaces.
    more = (model.scene.tally.departures[1, Channel.FLIGHT] - before) * 100
    assert more == pytest.approx(50_000, rel=0.15)
    model.step()
    assert model.scene.tally.departures[1, Channel.FLIGHT] < 0.5 * more / 100


def test_people_who_are_driven_toward_a_state_go_there_and_nowhere_else() -> None:
    reached = np.flatnonzero(np.isfinite(model_of().scene.routes.path[FLIGHT, DOLLARS, 0]))
    first, second = (int(place) for place in reached[reached > 0][:2])
    toward = [f"AA{'ABCDEFGHI'[place]}" for place in (first, second)]
    event = {"displace": {"origin": "AAA", "persons": 60_000, "toward": toward}}
    _, model = _arms(event, drivers={"conflict": "none"})
    known = people(model).keys()
    model.step()
    fleeing = [
        values
        for uid, values in people(model).items()
        if uid not in known and values["channel"] == Channel.FLIGHT
    ]
    there = np.array([values["destination"] for values in fleeing])
    assert set(there.tolist()) == {first, second}
    assert {values["origin"] for values in fleeing} == {0}
    assert len(there) == pytest.approx(600, rel=0.15)
    assert (there == first).mean() == pytest.approx(0.5, abs=0.1)
    assert min(values["motive"] for values in fleeing) > 0.5


def test_regularisation_gives_a_status_to_its_share_at_once() -> None:
    _, model = _arms({"states": ["AAE", "AAF"], "regularise": {"share": 0.3}})
    before = people(model)
    uids = np.array([
        uid
        for uid, values in before.items()
        if values["status"] in (Status.IRREGULAR, Status.OVERSTAYER) and values["location"] in (4, 5)
    ])  # fmt: skip
    lucky = set(uids[draws(1, Stream.REGULARISATION, MONTH, uids, 0) < 0.3].tolist())
    assert len(lucky) == pytest.approx(0.3 * len(uids), rel=0.3)
    model.step()
    after = people(model)
    there = lucky & after.keys()
    assert len(there) > 0.9 * len(lucky)
    assert sum(after[uid]["status"] == Status.PERMANENT for uid in there) > 0.95 * len(there)
    elsewhere = (column(model, "status") == Status.IRREGULAR) & (column(model, "location") == 0)
    assert elsewhere.any()


# ------------------------------------------------------------------------------------------ free movement


def _united(year: int) -> WorldTables:
    """The small world in which people of AAA, AAB and AAC move freely between them from a year on."""
    tables = generate(StylisedWorld(**{key: value for key, value in WORLD.items() if key != "kind"}))
    frame = tables.corridors.copy()
    union = frame["origin"].isin(["AAA", "AAB", "AAC"]) & frame["destination"].isin(["AAA", "AAB", "AAC"])
    frame.loc[union, "free_movement_from"] = float(year)
    return WorldTables(tables.states, tables.series, frame, tables.circuit)


def test_free_movement_is_used_from_its_year_on_and_by_its_members_alone() -> None:
    model = MigrationModel(scenario_from(SETTINGS), world=build_world(_united(1991)))
    for month in range(24):
        model.step()
        freely = model.scene.tally.departures[:, Channel.FREE_MOVEMENT]
        assert bool(freely.any()) == (month >= 12)
        assert not freely[3:].any()
    frame = model.frames()["entries"]
    chosen = frame[frame["channel"] == "free_movement"]
    assert set(chosen["year"]) == {1991}
    assert set(chosen["iso3"]) <= {"AAA", "AAB", "AAC"}


def test_those_who_waited_enter_when_movement_becomes_free() -> None:
    scenario = scenario_from({**SETTINGS, "policies": {"all": {"quota_guest": 100}}})
    model = MigrationModel(scenario, world=build_world(_united(1991)))
    for month in range(14):
        model.step()
        origin, there = column(model, "origin"), column(model, "destination")
        waiting = (column(model, "status") == Status.WAITING) & (origin < 3) & (there < 3)
        assert bool(waiting.any()) == (month < 12)


def test_free_movement_may_be_left_out_of_a_world_that_has_it() -> None:
    scenario = scenario_from({**SETTINGS, "drivers": {"free_movement": "none"}})
    model = MigrationModel(scenario, world=build_world(_united(1990)))
    for _ in range(6):
        model.step()
        assert not model.scene.tally.departures[:, Channel.FREE_MOVEMENT].any()


def test_a_border_that_is_free_is_not_controlled() -> None:
    """Nobody from a state whose people move freely is stopped, or needs a smuggler, between the members."""
    model = MigrationModel(scenario_from(SETTINGS), world=build_world(_united(1990)))
    scene = model.scene
    assert scene.open_to()[:3, :3][~np.eye(3, dtype=bool)].all()
    known = people(model).keys()
    model.step()
    left = pd.DataFrame([values for uid, values in people(model).items() if uid not in known])
    between = left[(left["origin"] < 3) & (left["destination"] < 3) & (left["channel"] != Channel.FLIGHT)]
    assert len(between) > 0
    assert set(between["channel"]) == {Channel.FREE_MOVEMENT}
