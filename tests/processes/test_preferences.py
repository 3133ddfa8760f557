"""Who goes first under a quota: by agreement, by language, by skill; a quota holds whoever goes first."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.events import Events
from abm.processes.preferences import Pool, chances
from abm.scene import Accord, Dismissal, Happening
from abm.statuses import Channel, Status
from abm.world.world import QUOTAS
from tests.laws.small_world import entries, model_of, process_of, small

HOST, FIRST, OTHER = 4, 1, 2
GUEST = int(Channel.GUEST)


def _queue(per_month: float, *, skill: tuple[int, int] = (0, 0), each: int = 300) -> MigrationModel:
    """As many people from FIRST as from OTHER who wait to be guest workers in HOST, of two skills."""
    levers = dict.fromkeys(QUOTAS, per_month * 12 * 100)
    model = model_of(
        small(processes={"departures": False}, policies={"all": levers},
              parameters={"admission": {"giving_up": 0.0}})
    )  # fmt: skip
    model.scene.world.common_language[:] = False
    origin = np.repeat([FIRST, OTHER], each)
    model.scene.states.residents[origin[[0, -1]]] += 100 * each
    model.scene.migrants.admit(
        uid=2**61 + np.arange(2 * each), origin=origin, location=origin, destination=np.full(2 * each, HOST),
        channel=np.full(2 * each, GUEST), status=np.full(2 * each, int(Status.WAITING)),
        birth=np.full(2 * each, -400), skill=np.repeat(skill, each),
    )  # fmt: skip
    return model


def _admitted(model: MigrationModel, months: int = 1) -> np.ndarray:
    """Guests whom HOST has admitted from FIRST and from OTHER: int64 [2]."""
    for _ in range(months):
        model.scene.start_month()
        process_of(model, "admission").step(model.scene)
        assert model.scene.tally.entries[HOST, GUEST] <= 10
        model.scene.month += 1
    columns = model.scene.migrants.columns
    mine = (columns.uid >= 2**61) & (columns.status == Status.TEMPORARY_WORKER)
    return np.array([(columns.origin[mine] == origin).sum() for origin in (FIRST, OTHER)])


def _agreed(share: float, **kind: object) -> MigrationModel:
    model = _queue(10)
    model.scene.accords.append(Accord(HOST, GUEST, (FIRST,), share))
    return model


def test_without_preference_nobody_goes_first() -> None:
    first, other = _admitted(_queue(10), 20)
    assert first + other == 200
    assert 70 < first < 130


@pytest.mark.parametrize("share", [0.4, 0.8, 1.0])
def test_an_agreement_gives_its_share_of_the_places_first_and_the_quota_holds(share: float) -> None:
    first, other = _admitted(_agreed(share), 20)
    assert first + other == 200
    assert other == pytest.approx(200 * (1 - share) / 2, abs=200 * (1 - share) * 0.35)  # of the rest, half


def test_what_those_who_go_first_do_not_take_goes_to_the_others() -> None:
    model = _agreed(1.0)
    columns = model.scene.migrants.columns
    columns.origin[(columns.uid >= 2**61) & (columns.origin == FIRST)] = OTHER
    assert _admitted(model).tolist() == [0, 10]


def test_fractions_of_reserved_places_are_carried_on() -> None:
    model = _queue(1)
    model.scene.accords.append(Accord(HOST, GUEST, (FIRST,), 0.5))
    first, other = _admitted(model, 40)
    assert first + other == 40
    assert first >= 25


def test_kin_go_first_only_where_a_language_is_shared_and_the_lever_is_set() -> None:
    model = _queue(10)
    model.scene.world.common_language[FIRST, HOST] = True
    model.scene.states.set_lever("co_ethnic_preference", np.array([HOST]), 1.0)
    assert _admitted(model).tolist() == [10, 0]


def test_high_skill_goes_first_where_the_lever_is_set() -> None:
    model = _queue(10, skill=(2, 1))
    model.scene.states.set_lever("skill_preference", np.array([HOST]), 1.0)
    assert _admitted(model).tolist() == [10, 0]


def test_an_agreement_ends_with_share_0_and_is_replaced_when_made_again() -> None:
    model = model_of(small(), months=1)
    for share, shares in ((0.5, [0.5]), (0.8, [0.8]), (0.0, [])):
        model.scene.agenda = [
            Happening(1, np.zeros(0, np.int64), accord=Accord(HOST, GUEST, (FIRST,), share))
        ]
        Events(model.scene).step(model.scene)
        assert [accord.share for accord in model.scene.accords] == shares


def test_who_goes_first_expects_more_and_never_more_than_certainty() -> None:
    model = _agreed(0.8)
    _admitted(model, 12)
    scene = model.scene
    ahead = scene.preference[GUEST, FIRST, HOST]
    assert ahead > 1.0
    assert ahead * scene.states.expected_admission[HOST, GUEST] <= 1.0 + 1e-12
    assert (np.delete(scene.preference[GUEST, :, HOST], FIRST) == 1.0).all()
    scene.accords.clear()
    _admitted(model)
    assert (scene.preference == 1.0).all()


def test_chances_share_out_the_places_and_no_more() -> None:
    queue, monthly = np.array([[0, 40, 0, 0]]), np.array([[0.0, 10.0, 0.0, 0.0]])
    pool = Pool("skill", np.full((1, 4), 0.5), lambda rows: rows > 0)
    general, (ahead,) = chances(monthly, queue, [pool], [np.array([[0, 10, 0, 0]])])
    assert general[0, 1] == pytest.approx(5 / 35)
    assert ahead[0, 1] == pytest.approx(1 - (1 - 0.5) * (1 - 5 / 35))
    assert 10 * ahead[0, 1] + 30 * general[0, 1] == pytest.approx(10.0)


def test_an_agreement_brings_more_people_of_its_origins() -> None:
    """Through the whole month: they expect more, more apply, more come."""
    event = {
        "date": "1990-01",
        "agree": {"host": "AAE", "origins": ["AAB"], "quota": "guest", "share": 0.9},
    }
    quota = {"policies": {"AAE": {"quota_guest": 3000}}, "parameters": {"departures": {"guest": 3.0}}}
    found = []
    for events in ([], [event]):
        model = model_of(small(events=events, **quota), months=12)
        came = model.scene.migrants.census.stock[1, 4]
        found.append((int(came), entries(model, "guest", "AAE")))
    assert found[1][0] > 1.2 * found[0][0]
    assert max(found[0][1], found[1][1]) <= 3000


# ------------------------------------------------------------------------------------------ made to leave


@pytest.mark.parametrize(("share", "left"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_as_many_are_made_to_leave_as_the_share_says_citizens_excepted(share: float, left: float) -> None:
    model = model_of(small(), months=1)
    scene = model.scene
    scene.start_month()
    standing = scene.migrants.census.stock.copy()
    columns, used = scene.migrants.columns, scene.migrants.used
    chosen = (columns.location[:used] == HOST) & (columns.origin[:used] == FIRST)
    citizens = int((chosen & (columns.status[:used] == Status.NATURALISED)).sum())
    people = scene.people()
    money = scene.money()
    scene.dismissals.append(Dismissal(HOST, (FIRST,), share))
    process_of(model, "transitions")._dismiss(scene)
    scene.states.residents += scene.tally.returned * scene.persons_per_agent
    may = standing[FIRST, HOST] - citizens
    assert may > 20
    gone = standing - scene.migrants.census.stock
    assert gone[FIRST, HOST] == pytest.approx(left * may, abs=3 * np.sqrt(may) / 2 * (0 < share < 1))
    assert gone.sum() == gone[FIRST, HOST]
    assert (scene.people(), scene.money()) == (people, money)


def test_nobody_expects_more_than_to_be_admitted_for_sure() -> None:
    first = {"co_ethnic_preference": 0.5, "skill_preference": 0.5}
    model = model_of(small(policies={"all": first}), months=36)
    scene, floor = model.scene, model.scene.parameters.admission.floor
    general = np.maximum(scene.states.expected_admission.T, floor)
    multiple = scene.preference * scene.preference_by_skill[:, 2][:, None, :]
    assert multiple.max() > 1.5
    assert (general[:, None, :] * multiple).max() <= 1.0 + 1e-9
