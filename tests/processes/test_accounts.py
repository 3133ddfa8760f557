"""Accounts of power: shares of the world that follow people, and that move nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.kernels.accounts import shares, weighed
from abm.kernels.table import FREE
from abm.model import MigrationModel
from abm.processes.diasporas import citizens
from abm.processes.economy import labour
from abm.statuses import Status
from tests.laws.small_world import model_of, process_of, small, twin

POWERS = ("power", "power_economic", "power_military", "power_diplomatic")
LOYAL = {"goodwill": 1.0, "threshold": 100.0}
"""Diasporas of few that take their home's side."""


@pytest.fixture(scope="module")
def lived_in() -> MigrationModel:
    """A year in a world where diasporas come up early; to be copied before it is changed."""
    return model_of(small(parameters={"diasporas": LOYAL}), months=13)


def _again(model: MigrationModel) -> MigrationModel:
    process_of(model, "accounts").step(model.scene)
    return model


def _ruled(model: MigrationModel, **rule: float) -> MigrationModel:
    """A copy whose accounts are made up again under other parameters."""
    copy = twin(model)
    parameters = copy.scene.parameters
    accounts = parameters.accounts.model_copy(update=rule)
    copy.scene.parameters = parameters.model_copy(update={"accounts": accounts})
    return _again(copy)


# ------------------------------------------------------------------------------------------ shares


@pytest.mark.parametrize("name", POWERS)
def test_power_is_shared_out_among_states(lived_in: MigrationModel, name: str) -> None:
    power = getattr(lived_in.scene.states, name)
    assert power.sum() == pytest.approx(1.0)
    assert (power > 0).all()
    world = lived_in.frames()["world"]
    np.testing.assert_allclose(world[name], 1.0)


def test_a_part_that_nobody_has_does_not_count() -> None:
    part, none = np.array([0.25, 0.75]), np.zeros(2)
    np.testing.assert_allclose(weighed(1.0, part, 5.0, none), part)
    np.testing.assert_array_equal(weighed(0.0, part, 0.0, part), none)
    np.testing.assert_array_equal(shares(none), none)
    np.testing.assert_allclose(weighed(1.0, part, 3.0, np.array([1.0, 0.0])), [0.8125, 0.1875])


def test_only_the_proportions_of_weights_matter(lived_in: MigrationModel) -> None:
    weights = dict.fromkeys(("economic_weight", "military_weight", "diplomatic_weight"), 3.0)
    again = _ruled(lived_in, **weights).scene.states
    np.testing.assert_allclose(again.power, lived_in.scene.states.power)


@pytest.mark.parametrize("one", ["economic", "military", "diplomatic"])
def test_power_is_the_only_part_that_has_weight(lived_in: MigrationModel, one: str) -> None:
    weights = {f"{name}_weight": float(name == one) for name in ("economic", "military", "diplomatic")}
    states = _ruled(lived_in, **weights).scene.states
    np.testing.assert_allclose(states.power, getattr(states, f"power_{one}"))


def test_hard_power_is_output_the_skilled_at_work_personnel_and_spending(lived_in: MigrationModel) -> None:
    model = _again(twin(lived_in))
    states, skilled = model.scene.states, labour(model.scene)[:, 2]
    np.testing.assert_allclose(states.power_economic, (shares(states.output) + shares(skilled)) / 2.0)
    spending = states.capacity * states.output
    assert states.military_spending == pytest.approx(model.scene.parameters.accounts.spending * spending)
    parts = shares(states.military_personnel) + shares(spending)
    np.testing.assert_allclose(states.power_military, parts / 2.0)
    other = _ruled(lived_in, output_weight=3.0, personnel_weight=3.0).scene.states
    np.testing.assert_allclose(other.power_economic, (3.0 * shares(states.output) + shares(skilled)) / 4.0)
    parts = 3.0 * shares(states.military_personnel) + shares(spending)
    np.testing.assert_allclose(other.power_military, parts / 4.0)


def test_a_state_that_loses_people_loses_economic_and_military_power(lived_in: MigrationModel) -> None:
    model = twin(lived_in)
    states = model.scene.states
    before = {name: getattr(states, name).copy() for name in POWERS}
    states.residents[2] //= 2
    process_of(model, "economy").step(model.scene)
    _again(model)
    others = np.arange(len(states)) != 2
    for name in ("power", "power_economic", "power_military"):
        assert getattr(states, name)[2] < before[name][2], name
    assert (states.power_economic[others] > before["power_economic"][others]).all()


# ------------------------------------------------------------------------------------------ forces


def test_nobody_without_citizenship_serves_where_the_lever_is_at_0(lived_in: MigrationModel) -> None:
    states, rule = lived_in.scene.states, lived_in.scene.parameters.accounts
    assert not states.foreign_soldiers.any()
    standing = lived_in.scene.migrants.census.standing.sum(axis=2) * lived_in.scene.persons_per_agent
    at_home = states.residents.sum(axis=1) + standing[:, Status.WAITING]
    serving = rule.service * (states.working_share * at_home + standing[:, Status.NATURALISED])
    np.testing.assert_allclose(states.military_personnel, serving)


def test_the_lever_adds_its_share_of_permanent_residents_and_shifts_military_power(
    lived_in: MigrationModel,
) -> None:
    model = twin(lived_in)
    states, rule = model.scene.states, model.scene.parameters.accounts
    personnel, power = states.military_personnel.copy(), states.power_military.copy()
    permanent = model.scene.migrants.census.standing[:, Status.PERMANENT].sum(axis=1)
    state = int(permanent.argmax())
    states.set_lever("foreign_recruits", np.array([state]), 0.5)
    _again(model)
    expected = np.zeros(len(states))
    expected[state] = 0.5 * rule.service * permanent[state] * model.scene.persons_per_agent
    assert expected[state] > 0
    np.testing.assert_allclose(states.foreign_soldiers, expected)
    np.testing.assert_allclose(states.military_personnel, personnel + expected)
    assert states.power_military[state] > power[state]


# ------------------------------------------------------------------------------------------ diplomacy


def test_without_people_abroad_diplomacy_follows_output(lived_in: MigrationModel) -> None:
    states = _ruled(lived_in, votes=0.0, lobbies=0.0).scene.states
    np.testing.assert_allclose(states.power_diplomatic, shares(states.output))
    assert not np.allclose(lived_in.scene.states.power_diplomatic, states.power_diplomatic, rtol=1e-4)


def test_loyal_citizens_abroad_add_their_share_of_the_hosts_weight(lived_in: MigrationModel) -> None:
    model = _ruled(lived_in, lobbies=0.0)
    scene, table = model.scene, model.scene.diasporas
    row = table.rows[citizens(scene, table.rows).argmax()]
    host, origin = table.host[row], table.origin[row]
    table.cohesion[:], table.orientation[:], table.lobby[:] = 0.0, 1.0, 0.0
    table.cohesion[row] = 1.0
    _again(model)
    states = scene.states
    hard = (states.power_economic[host] + states.power_military[host]) / 2.0
    brought = hard * citizens(scene, np.array([row]))[0] / scene.population()[host]
    expected = shares(states.output)
    expected[origin] += brought
    assert brought > 0
    np.testing.assert_allclose(states.power_diplomatic, expected / expected.sum())


def test_people_abroad_who_are_against_their_home_government_bring_it_nothing(
    lived_in: MigrationModel,
) -> None:
    model = twin(lived_in)
    model.scene.diasporas.orientation[:] = -1.0
    states = _again(model).scene.states
    np.testing.assert_allclose(states.power_diplomatic, shares(states.output))


def test_lobbies_of_a_host_share_what_it_has(lived_in: MigrationModel) -> None:
    """Lobbies that are twice as strong bring no more where together they have all of the host already."""
    model = _ruled(lived_in, votes=0.0)
    model.scene.diasporas.orientation[:] = 1.0
    rows = model.scene.diasporas.rows
    model.scene.diasporas.lobby[rows] = 1.0
    one = _again(model).scene.states.power_diplomatic.copy()
    model.scene.diasporas.lobby[rows] = 2.0
    np.testing.assert_allclose(_again(model).scene.states.power_diplomatic, one)


# ------------------------------------------------------------------------------------------ the skilled


def test_skilled_people_abroad_are_those_of_the_table(lived_in: MigrationModel) -> None:
    scene = twin(lived_in).scene
    scene.month = 12  # a January
    process_of(lived_in, "accounts").step(scene)
    columns, used = scene.migrants.columns, scene.migrants.used
    status, place = columns.status[:used], columns.location[:used]
    abroad = (columns.skill[:used] == 2) & (status != FREE) & (place != columns.origin[:used])
    abroad &= (status != Status.WAITING) & (status != Status.IN_TRANSIT)
    k, states = scene.persons_per_agent, scene.states
    count = lambda where: np.bincount(where[abroad], minlength=len(states)) * k  # noqa: E731
    assert abroad.sum() > 100
    np.testing.assert_array_equal(states.skilled_emigrants, count(columns.origin[:used]))
    np.testing.assert_array_equal(states.skilled_immigrants, count(place))


def test_what_some_states_lose_others_gain(lived_in: MigrationModel) -> None:
    world = lived_in.frames()["world"]
    np.testing.assert_array_equal(world["skilled_emigrants"], world["skilled_immigrants"])
    np.testing.assert_allclose(world["brain_drain"], world["brain_gain"])
    assert (world["brain_drain"] > 0).all()


# ------------------------------------------------------------------------------------------ outcomes alone


@pytest.mark.parametrize(
    "other",
    [
        {"processes": {"accounts": False}},
        {"policies": {"all": {"foreign_recruits": 1.0}}},
        {"parameters": {"accounts": {"service": 0.2, "votes": 5.0, "military_weight": 7.0}}},
    ],
    ids=["off", "recruits", "weights"],
)
def test_power_moves_nothing_else(other: dict[str, Any]) -> None:
    first, second = model_of(months=4), model_of(small(**other), months=4)
    mine = {*POWERS, "military_personnel", "military_spending", "foreign_soldiers", "foreign_soldier_share"}
    skilled = ("emigrants", "immigrants", "nationals", "present")
    mine |= {"power_of_migrants", "relative_power", "net_security", "security_by_migration"}
    mine |= {"brain_drain", "brain_gain", *(f"skilled_{kind}" for kind in skilled)}
    one, two = first.frames()["states"], second.frames()["states"]
    assert not one["power"].equals(two["power"])
    assert one.drop(columns=[*mine]).equals(two.drop(columns=[*mine]))
    for old, new in zip(first.scene.migrants.columns, second.scene.migrants.columns, strict=True):
        np.testing.assert_array_equal(old, new)
    own = (*process_of(first, "accounts").writes, *process_of(first, "bookkeeping").writes)
    columns = {name.partition(".")[2] for name in own} | {"levers", "preferred"}
    for name, value in vars(first.scene.states).items():
        if isinstance(value, np.ndarray) and not name.startswith("_") and name not in columns:
            np.testing.assert_array_equal(value, getattr(second.scene.states, name), err_msg=name)


def test_switched_off_there_is_no_power() -> None:
    frames = model_of(small(processes={"accounts": False}), months=1).frames()
    assert not frames["states"][[*POWERS]].to_numpy().any()
    assert frames["world"]["power_gini"].isna().all()
    assert frames["world"]["gdp_gini"].between(0, 1).all()


def test_what_is_of_the_world_alone_is_no_column_of_states(lived_in: MigrationModel) -> None:
    frames = lived_in.frames()
    for name in (
        "gdp_gini",
        "gdp_theil",
        "power_gini",
        "power_theil",
        "power_concentration",
        "power_of_top_five",
    ):
        assert name not in frames["states"]
        assert (frames["world"][name] > 0).all()
