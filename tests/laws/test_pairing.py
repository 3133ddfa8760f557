"""Two arms share their draws, person by person: what differs is due to what was changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.departures import Choice
from abm.model import MigrationModel
from abm.scene import Scene
from abm.statuses import Channel, Status
from tests.laws.small_world import column, model_of, people, process_of, small, total, twin

UID = 2**62 - 7
"""An identity that no departure makes."""


def _insert(model: MigrationModel, **values: int) -> None:
    """One more agent, taken from the residents of its origin: as many people as before, one more migrant."""
    number = {name: np.array([value]) for name, value in values.items()}
    month, age = np.array([model.month]), np.array([model.month - 360])
    model.scene.states.residents[values["origin"], values["skill"]] -= model.scene.persons_per_agent
    model.scene.migrants.admit(uid=np.array([UID]), birth=age, since=month, arrived=month, **number)


def _differing(one: MigrationModel, other: MigrationModel) -> set[int]:
    """The uids that only one of two models holds, or whose columns differ.

    Savings and motive are left out: a migrant more moves the wages of a state, and with them amounts of money and
    hazards, by a millionth.
    """
    first, second = people(one), people(other)
    for values in (*first.values(), *second.values()):
        del values["savings"], values["motive"]
    return {uid for uid in first.keys() | second.keys() if first.get(uid) != second.get(uid)}


# ------------------------------------------------------------------------------------------ one more migrant


def test_an_applicant_more_changes_nobody_where_there_are_places_for_all() -> None:
    model = model_of(small(policies={"all": {"quota_guest": 1e8}}), months=4)
    other = twin(model)
    _insert(other, origin=1, location=1, destination=4, channel=Channel.GUEST, skill=0, status=Status.WAITING)
    model.step()
    other.step()
    assert _differing(model, other) <= {UID}
    assert people(other)[UID]["status"] == Status.TEMPORARY_WORKER


def test_an_applicant_more_displaces_at_most_the_last_in_line() -> None:
    """With fewer places than applicants the one who comes last in the lottery waits on."""
    model = model_of(small(policies={"all": {"quota_guest": 6000}}), months=8)
    since = model.scene.migrants.columns.since
    since[:] = np.maximum(since, 1)
    other = twin(model)
    _insert(other, origin=1, location=1, destination=4, channel=Channel.GUEST, skill=0, status=Status.WAITING)
    other.scene.migrants.columns.since[other.scene.migrants.used - 1] = 0  # first in line
    waiting = (column(model, "status") == Status.WAITING) & (column(model, "destination") == 4)
    assert (waiting & (column(model, "channel") == Channel.GUEST)).sum() > 6000 / 12 / 100
    model.step()
    other.step()
    changed = _differing(model, other) - {UID}
    assert people(other)[UID]["status"] == Status.TEMPORARY_WORKER
    assert len(changed) == 1


@pytest.mark.parametrize(
    "status", [Status.PERMANENT, Status.STUDENT, Status.IRREGULAR, Status.REFUGEE_IN_CAMP, Status.DETAINED]
)
def test_a_migrant_more_changes_no_draw_of_another(status: Status) -> None:
    """Its effect on wages moves money by a millionth, its effect on networks waits for the next choice."""
    model = model_of(small(processes={"departures": False}), months=3)
    other = twin(model)
    _insert(other, origin=1, location=4, destination=4, channel=Channel.ALONE, skill=1, status=status)
    for _ in range(6):
        model.step()
        other.step()
        assert _differing(model, other) <= {UID}


def test_a_traveller_more_changes_no_other_journey() -> None:
    model = model_of(months=4)
    other = twin(model)
    _insert(
        other, origin=1, location=1, destination=4, channel=Channel.ALONE, skill=1, status=Status.IN_TRANSIT
    )
    model.step()
    other.step()
    assert (column(model, "status") == Status.IN_TRANSIT).sum() > 10
    assert _differing(model, other) <= {UID}


def test_a_claimant_more_changes_nobody_where_all_are_decided() -> None:
    model = model_of(small(policies={"all": {"asylum_cases": 1e5}}), months=4)
    other = twin(model)
    _insert(
        other, origin=1, location=4, destination=4, channel=Channel.ASYLUM, skill=1, status=Status.ASYLUM_SEEKER
    )  # fmt: skip
    model.step()
    other.step()
    assert _differing(model, other) <= {UID}


# ------------------------------------------------------------------------------------------ one way less


class _Closed:
    """The utilities of a month with some options shut."""

    def __init__(self, utility: Any, shut: Any) -> None:
        self._utility = utility
        self._shut = shut

    def __getattr__(self, name: str) -> Any:
        return getattr(self._utility, name)

    def choice(self, scene: Scene) -> Choice:
        choice = self._utility.choice(scene)
        terms = choice._asdict()
        self._shut(terms)
        return Choice(**terms)

    def flight_weights(self, scene: Scene) -> np.ndarray:
        terms = {"flight": self._utility.flight_weights(scene)}
        self._shut(terms)
        return np.asarray(terms["flight"])


def _leavers(model: MigrationModel, shut: Any = None) -> dict[int, dict[str, Any]]:
    """Who becomes a migrant in the departures of the next month, some options shut."""
    arm = twin(model)
    departures = process_of(arm, "departures")
    if shut is not None:
        departures._utility = _Closed(departures._utility, shut)
    before = people(arm).keys()
    arm.scene.start_month()
    for process in arm.processes:
        process.step(arm.scene)
        if process is departures:
            break
    return {uid: values for uid, values in people(arm).items() if uid not in before}


@pytest.mark.parametrize("closed", [0, 4, 8])
def test_closing_a_destination_moves_only_those_who_had_chosen_it(closed: int) -> None:
    def shut(terms: dict[str, np.ndarray]) -> None:
        for name in ("destination", "flight"):
            if name in terms:
                terms[name] = terms[name].copy()
                terms[name][:, closed] = 0.0

    model = model_of(months=6)
    free, barred = _leavers(model), _leavers(model, shut)
    there = {uid for uid, values in free.items() if values["destination"] == closed}
    assert len(there) > 5
    assert not any(values["destination"] == closed for values in barred.values())
    assert free.keys() - barred.keys() == there
    # Those who had chosen it are there to choose again: most stay, hardly any goes elsewhere.
    assert len(barred.keys() - free.keys()) <= max(2, 0.1 * len(there))


@pytest.mark.parametrize("closed", [Channel.SMUGGLED, Channel.SHORT_STAY, Channel.FAMILY])
def test_closing_a_channel_adds_nobody_to_a_corridor_and_leaves_the_ways_of_others(closed: Channel) -> None:
    """Who leaves is drawn before how: fewer leave a corridor, and of those who do, none had another way before."""

    def shut(terms: dict[str, np.ndarray]) -> None:
        if "channel" in terms:
            terms["channel"] = terms["channel"].copy()
            terms["channel"][:, closed] = 0.0

    model = model_of(months=6)
    free, barred = (_ways(_leavers(model, closing)) for closing in (None, shut))
    by_it = {who for who, channel in free.items() if channel == closed}
    assert by_it
    assert len(barred) < len(free)
    assert len(barred.keys() - free.keys()) <= 2
    moved = {who for who in free.keys() & barred.keys() if free[who] != barred[who]}
    assert moved <= by_it
    assert closed not in barred.values()


def _ways(leavers: dict[int, dict[str, Any]]) -> dict[int, int]:
    """Who left by choice, named by the part of the uid that the channel does not decide, and by which channel."""
    chosen = {
        uid: values["channel"] for uid, values in leavers.items() if values["channel"] != Channel.FLIGHT
    }
    return {uid & ~(15 << 24): channel for uid, channel in chosen.items()}


def test_raising_the_level_of_demand_keeps_those_who_left_anyway() -> None:
    """Counts by inversion of one draw: more demand adds leavers and takes none away."""

    def more(terms: dict[str, np.ndarray]) -> None:
        if "origin" in terms:
            terms["origin"] = terms["origin"] * 1.2

    model = model_of(months=6)
    few, many = _leavers(model), _leavers(model, more)
    assert len(many) > 1.1 * len(few)
    assert len(few.keys() - many.keys()) <= 0.02 * len(few)


# ------------------------------------------------------------------------------------------ arms


def test_arms_that_differ_in_one_lever_of_one_state_keep_most_people_the_same() -> None:
    open_arm, closed = model_of(months=12), model_of(small(policies={"AAE": {"quota_skilled": 0}}), months=12)
    first, second, other = people(open_arm), people(closed), people(model_of(seed=2, months=12))
    same = sum(_place(second.get(uid)) == _place(values) for uid, values in first.items())
    alike = sum(_place(other.get(uid)) == _place(values) for uid, values in first.items())
    assert same > 0.9 * len(first)
    assert same > alike


def _place(values: dict[str, Any] | None) -> Any:
    return None if values is None else (values["location"], values["status"], values["birth"])


def test_the_first_stock_of_a_seed_is_the_same_in_every_scenario() -> None:
    base = people(model_of())
    for settings in ({"parameters": {"transitions": {"removal": 1}}}, {"drivers": {"conflict": "none"}}):
        assert people(model_of(small(**settings))) == base


NOTHING_NEW = [
    {"set": {"border_technology": 0.0, "regularisation": 0.01, "removal": 1.0}},
    {"scale": {"visa_screening": 1.0, "quota_family": 1.0}},
    {"scale": {"visa_screening": 1.0 + 1e-13}},  # moves, and makes everybody weigh things again
]


@pytest.mark.parametrize("change", NOTHING_NEW)
def test_an_event_that_changes_nothing_changes_nobody(change: dict[str, Any]) -> None:
    event = {"date": "1990-07", "states": "all", **change}
    plain, eventful = (model_of(small(events=events), months=14) for events in ([], [event]))
    assert people(plain) == people(eventful)


def test_a_lever_of_one_state_leaves_the_settled_elsewhere_as_they_were() -> None:
    """Removal in one state concerns those without status there; nobody else's hazards are drawn anew."""
    event = {"date": "1990-07", "states": "AAA", "set": {"removal": 3.0}}
    plain, harder = (people(model_of(small(events=events), months=7)) for events in ([], [event]))
    home = 0
    statuses = (Status.PERMANENT, Status.TEMPORARY_WORKER, Status.STUDENT, Status.FAMILY, Status.NATURALISED)
    settled = {uid for uid, each in plain.items() if each["status"] in statuses and each["location"] != home}
    assert len(settled) > 1000
    assert all(plain[uid] == harder.get(uid) for uid in settled)


def test_a_lever_set_from_the_start_or_by_an_event_in_the_first_month_gives_one_run() -> None:
    levers = {"border_effort": 6.0, "visa_screening": 2.0, "removal": 2.0}
    event = {"date": "1990-01", "states": "all", "set": levers}
    by_policy, by_event = (
        model_of(small(**said), months=12) for said in ({"policies": {"all": levers}}, {"events": [event]})
    )
    assert people(by_policy) == people(by_event)
    assert total(by_policy, "deaths_on_routes") == total(by_event, "deaths_on_routes")
