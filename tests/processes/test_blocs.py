"""Blocs: the policy in force is the members' mean, joining and leaving restores, autonomy adds up, money is moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.ledger import ENTRIES
from abm.model import MigrationModel
from abm.parameters.blocs import LEVERS_OF, Blocs
from abm.processes.autonomy import distance
from abm.processes.passage import border_control, border_effort
from abm.statuses import Channel
from abm.world.policies import LEVERS, RANGES
from tests.laws.small_world import fingerprint, model_of, process_of, small, steps

MEMBERS = ["AAA", "AAB", "AAC"]
INSIDE = np.array([True] * 3 + [False] * 6)
ALL = list(LEVERS_OF)
CHANNELS = [entry.channel for entry in ENTRIES if entry.outcome == "autonomy"]


def _bloc(competences: list[str] | None = None, **keys: Any) -> dict[str, Any]:
    whole = {
        "competences": ALL if competences is None else competences,
        "members": dict.fromkeys(MEMBERS, "1990-01"),
    }
    return {"blocs": {"one": whole | keys}}


def _model(levers: dict[str, Any] | None = None, months: int = 0, **settings: Any) -> MigrationModel:
    policies = {
        "AAA": {"visa_openness": 0.5, "border_effort": 2.0, "recognition_standard": 0.4},
        **(levers or {}),
    }
    return model_of(small(policies=policies, **settings), months=months)


def _month(model: MigrationModel) -> None:
    scene = model.scene
    scene.start_month()
    process_of(model, "blocs").step(scene)
    scene.end_month()
    scene.month += 1


@pytest.mark.parametrize("votes", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", ["visa_openness", "border_effort", "recognition_standard"])
def test_members_have_in_force_the_mean_of_what_they_prefer(name: str, votes: float) -> None:
    model = _model(**_bloc(), parameters={"blocs": {"votes": votes}})
    states = model.scene.states
    people = states.residents.sum(axis=1)[:3].astype(float)
    preferred = states.preferred[LEVERS.index(name)]
    mean = (preferred[:3] * people**votes).sum() / (people**votes).sum()
    assert states.lever(name)[:3] == pytest.approx(np.full(3, mean), rel=1e-12)
    assert np.array_equal(states.lever(name)[3:], preferred[3:])


@pytest.mark.parametrize("pledge", [0.0, 0.5, 1.0])
def test_members_pledge_part_of_the_sharing_that_is_missing(pledge: float) -> None:
    model = _model(
        {"AAB": {"information_sharing": 0.6}}, **_bloc(), parameters={"blocs": {"pledge": pledge, "votes": 0}}
    )
    assert model.scene.states.lever("information_sharing")[:3] == pytest.approx(0.2 + pledge * 0.8)


def test_what_a_bloc_does_not_decide_stays_with_its_members() -> None:
    states = _model(**_bloc(["common_visa"])).scene.states
    changed = {LEVERS[row] for row in np.flatnonzero((states.levers != states.preferred).any(axis=1))}
    assert changed == {"visa_openness"}


def test_who_is_alone_has_its_own_policy_and_its_autonomy_whatever_the_parameters() -> None:
    rng = np.random.default_rng(1)
    for _ in range(10):
        drawn = {name: float(rng.uniform(0, 1)) for name in Blocs.model_fields if name != "refoulement"}
        model = _model(processes={"diasporas": False}, parameters={"blocs": drawn})
        _month(model)
        assert np.array_equal(model.scene.states.levers, model.scene.states.preferred)
        assert (model.scene.states.autonomy == 1.0).all()


def test_leaving_restores_the_policy_that_was_there_before_joining() -> None:
    model = _model(**_bloc(exits=dict.fromkeys(MEMBERS, "1990-04")))
    states, levers = model.scene.states, []
    for _ in range(4):
        levers.append(np.abs(states.levers - states.preferred).max())
        _month(model)
    assert (np.array(levers[:3]) > 0.1).all()
    assert np.array_equal(states.levers, states.preferred)
    assert not model.scene.blocs.member.any()


def test_an_event_founds_widens_and_empties_a_bloc() -> None:
    events = [
        {"date": "1990-02", "bloc": {"name": "one", "admit": ["AAA", "AAB"]}},
        {"date": "1990-03", "bloc": {"name": "one", "admit": ["AAC"], "competences": ["asylum"]}},
        {"date": "1990-04", "bloc": {"name": "one", "expel": ["AAA"]}},
    ]
    model = _model(**_bloc(["common_visa"], members={}), events=events)
    seen = []
    for _ in range(4):
        changed = np.flatnonzero((model.scene.states.levers != model.scene.states.preferred).any(axis=1))
        seen.append((int(model.scene.blocs.member.sum()), {LEVERS[row] for row in changed}))
        _month(model)
    assert seen == [(0, set()), (2, {"visa_openness"}), (3, {"recognition_standard"}), (2, set())]


def test_autonomy_stays_within_its_bounds_and_its_ledger_adds_up() -> None:
    rng = np.random.default_rng(2)
    model = _model(**_bloc())
    scene = model.scene
    everybody = np.arange(len(scene.states))
    for _ in range(200):
        drawn = {name: float(rng.uniform(0, 1)) for name in Blocs.model_fields}
        scene.parameters = scene.parameters.changed({"blocs": drawn})
        for name in LEVERS:
            low, high = RANGES[LEVERS.index(name)]
            scene.states.choose(name, everybody, rng.uniform(low, min(high, 20.0), len(everybody)))
        scene.states.conceded[:] = rng.uniform(0, 1, len(everybody))
        scene.blocs.member[0] = rng.uniform(size=len(everybody)) < 0.5
        before = scene.states.autonomy.copy()
        scene.start_month()
        process_of(model, "blocs").step(scene)
        after = scene.states.autonomy
        assert (after >= -1e-12).all()
        assert (after <= 1.0).all()
        assert np.abs(after - before - scene.ledger.of("autonomy")).max() < 1e-12
        for row, (low, high) in enumerate(RANGES):
            assert (scene.states.levers[row] >= low).all()
            assert (scene.states.levers[row] <= high).all()


def test_autonomy_falls_with_the_distance_of_what_is_decided_from_what_is_preferred() -> None:
    model = _model(**_bloc(["common_visa"]), processes={"diasporas": False})
    scene = model.scene
    _month(model)
    far = distance(scene, scene.states.preferred, scene.states.levers)
    assert scene.states.autonomy == pytest.approx(1.0 - far, abs=1e-12)
    assert scene.states.autonomy[0] < scene.states.autonomy[1] < 1.0


def test_each_channel_takes_its_part_of_autonomy() -> None:
    model = _model(
        {"AAD": {"recognition_standard": 0.1}},
        **_bloc(),
        parameters={"blocs": {"refoulement": 0.5}},
        months=1,
    )
    scene = model.scene
    scene.states.conceded[1] = 0.5
    scene.diasporas.lobby[scene.diasporas.rows] = 0.5
    scene.start_month()
    process_of(model, "blocs").step(scene)
    lost = dict(
        zip(("blocs", "coercion", "lobbies", "obligations"), process_of(model, "blocs")._lost, strict=True)
    )
    assert set(lost) == set(CHANNELS)
    assert (lost["blocs"][INSIDE] > 0).all()
    assert (lost["blocs"][~INSIDE] == 0).all()
    assert lost["coercion"][1] > 0.1
    assert lost["obligations"][3] > 0.0
    assert lost["lobbies"].max() > 0.0
    assert scene.states.lever("recognition_standard").min() >= 0.5


def test_control_falls_between_members_that_move_freely_and_nowhere_else() -> None:
    alone, bloc = _model(), _model(**_bloc(["free_movement"]))
    before, after = border_control(alone.scene), border_control(bloc.scene)
    borders = bloc.scene.borders
    inside = INSIDE[borders.head] & INSIDE[borders.tail]
    assert inside.any()
    assert (after[inside] == 0.0).all()
    assert after[~inside] == pytest.approx(before[~inside])
    kept = _model(**_bloc(["free_movement"]), parameters={"blocs": {"internal_control": 1.0}})
    assert border_control(kept.scene) == pytest.approx(before)
    assert bloc.scene.free_movement()[:3, :3].sum() == 6


def test_information_shared_with_neighbours_adds_to_control_and_nothing_at_0() -> None:
    sharing = {"all": {"information_sharing": 1.0}}
    alone, shared = _model(), _model(sharing)
    off = _model(sharing, parameters={"blocs": {"information": 0.0}})
    next_to = np.bincount(shared.scene.borders.head, minlength=9) > 0
    assert shared.scene.blocs.shared == pytest.approx(next_to.astype(float))
    assert border_control(shared.scene) == pytest.approx(1.3 * border_control(alone.scene))
    assert border_control(off.scene) == pytest.approx(border_control(alone.scene))
    single = _model({"AAA": {"information_sharing": 1.0}})
    assert (single.scene.blocs.shared == 0.0).all()


def test_aid_leaves_households_of_the_donor_and_pays_for_borders_of_the_weaker() -> None:
    model = _model({"AAA": {"border_aid": 0.001}})
    scene = model.scene
    scene.states.capacity[:] = 0.3
    scene.states.capacity[0] = 0.9
    before, effort = scene.states.households.copy(), border_effort(scene)
    _month(model)
    moved = scene.states.households - before
    assert moved.sum() == 0
    assert moved[0] < 0
    assert moved[1:].max() > 0
    given = 0.001 * scene.states.output[0]
    assert scene.blocs.aid_given[0] == pytest.approx(given, rel=1e-3)
    assert scene.states.aid_received.sum() == pytest.approx(scene.blocs.aid_given.sum())
    assert scene.blocs.aid_at_borders == pytest.approx(0.5 * scene.states.aid_received)
    helped = scene.states.aid_received > 0
    assert (border_effort(scene)[helped] > effort[helped]).all()
    assert np.array_equal(border_effort(scene)[~helped], effort[~helped])


def test_a_state_joins_for_control_and_leaves_for_autonomy() -> None:
    keys = {
        "members": dict.fromkeys(["AAA", "AAB"], "1990-01"),
        "accession": "benefit",
        "candidates": ["AAC"],
    }
    for need, worth, members in ((100.0, 0.0, 3), (0.0, 100.0, 0), (0.0, 0.0, 2)):
        rule = {"need": need, "sovereignty": worth}
        model = _model(**_bloc(["common_visa"], **keys), parameters={"blocs": rule})
        process = process_of(model, "blocs")
        process._entered[:], process._authorised[:] = 1.0, [0.8, 0.8, 0.2] + [0.5] * 6
        process._weigh(model.scene)
        assert model.scene.blocs.member.sum() == members


def test_treaties_lend_control_grant_visas_and_take_back() -> None:
    treaties = [
        {"kind": kind, "state": "AAA", "partner": "AAB", "date": "1990-01"}
        for kind in ("readmission", "transit_control", "visa_facilitation")
    ]
    model = _model(treaties=treaties, parameters={"blocs": {"readmission": 10.0}})
    taken = 0
    for _ in range(12):
        for process, scene in steps(model):
            if process.name == "transitions":
                before = int(scene.tally.removed[0])
            if process.name == "blocs":
                taken += int(scene.tally.removed[0]) - before
    assert model.scene.blocs.lent[0, 1] == 0.5
    assert model.scene.blocs.lent.sum() == 0.5
    assert model.scene.blocs.facilitated[1, 0] == 2.0
    assert model.scene.blocs.facilitated.sum() == 82.0
    assert taken > 0
    assert model.scene.money() == 0


def test_treaties_and_shared_information_follow_dates_parameters_and_levers() -> None:
    """What is left as it was while nothing changes is worked out again when something does, in a fork too."""
    treaty = {
        "kind": "transit_control",
        "state": "AAA",
        "partner": "AAB",
        "date": "1990-03",
        "until": "1990-05",
    }
    model = _model({"all": {"information_sharing": 0.2}}, treaties=[treaty])
    lent, information = [], []
    for month in range(6):
        scene = model.scene
        if month == 2:
            blocs = scene.parameters.blocs.model_copy(update={"transit_treaty": 0.25})
            scene.parameters = scene.parameters.model_copy(update={"blocs": blocs})
        if month == 4:
            scene.states.set_lever("information_sharing", np.arange(9), 1.0)
        model.step()
        lent.append(float(scene.blocs.lent[0, 1]))
        information.append(float(scene.blocs.shared.max()))
        model = model.fork()
    assert lent == [0.0, 0.5, 0.25, 0.25, 0.0, 0.0]
    assert information == pytest.approx([0.04] * 4 + [1.0] * 2)


def test_without_the_process_nothing_binds_whatever_is_declared() -> None:
    off = small(processes={"blocs": False})
    declared = small(processes={"blocs": False}, **_bloc())
    assert fingerprint(model_of(off, months=6)) == fingerprint(model_of(declared, months=6))


def test_a_bloc_that_decides_nothing_moves_nothing() -> None:
    with_one = model_of(small(**_bloc([])), months=6).scene
    without = model_of(small(), months=6).scene
    assert with_one.blocs.member.sum() == 3
    assert np.array_equal(with_one.states.levers, without.states.levers)
    assert np.array_equal(with_one.states.households, without.states.households)
    for mine, theirs in zip(with_one.migrants.columns, without.migrants.columns, strict=True):
        assert np.array_equal(mine[: with_one.migrants.used], theirs[: without.migrants.used])


@pytest.mark.parametrize("kept", [0.0, 1.0])
def test_on_edges_between_members_that_move_freely_nobody_is_controlled_served_or_lost(kept: float) -> None:
    model = _model(**_bloc(["free_movement"]), parameters={"blocs": {"internal_control": kept}})
    scene = model.scene
    inner = scene.blocs.together("free_movement")[scene.borders.head, scene.borders.tail]
    edges = scene.routes.ground[inner]
    counted = np.zeros(3, np.int64)
    for _ in range(18):
        model.step()
        tally = scene.tally
        counted += [tally.attempts[edges].sum(), tally.clients[edges].sum(), tally.edge_fees[edges].sum()]
    assert inner.any()
    assert (counted > 0).tolist() == [kept > 0.0, kept > 0.0, kept > 0.0]


def test_control_as_blocs_see_it_is_the_control_index() -> None:
    model = _model(months=1)
    process = process_of(model, "blocs")
    seen = process._authorised / np.maximum(process._entered, 1e-12)
    measured = model.frames()["states"]["control_index"].to_numpy()
    assert model.scene.tally.entries[:, Channel.SHORT_STAY].any()
    np.testing.assert_allclose(seen[process._entered > 0], measured[process._entered > 0], rtol=1e-6)
