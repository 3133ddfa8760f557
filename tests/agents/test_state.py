"""A state as a Mesa agent: a face on its row of the columns, never a copy."""

from __future__ import annotations

import numpy as np
import pytest

from abm.agents.state import State
from abm.model import MigrationModel
from abm.world.policies import LEVERS, RANGES
from tests.laws.small_world import model_of

SCALARS = (
    "birth_rate", "natural_increase", "working_share", "productivity", "output", "capacity", "conflict",
    "conflict_deaths", "remittances", "flight_hazard",
)  # fmt: skip


@pytest.fixture
def model() -> MigrationModel:
    return model_of(months=2)


@pytest.mark.parametrize("name", SCALARS)
def test_an_attribute_reads_and_writes_the_column(model: MigrationModel, name: str) -> None:
    state, columns = model.states["AAD"], getattr(model.scene.states, name)
    before = columns.copy()
    assert getattr(state, name) == before[3]
    assert isinstance(getattr(state, name), float)
    setattr(state, name, 0.125)
    assert columns[3] == 0.125
    columns[3] = 0.25
    assert getattr(state, name) == 0.25
    np.testing.assert_array_equal(np.delete(columns, 3), np.delete(before, 3))


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_is_an_attribute_too(model: MigrationModel, name: str) -> None:
    state, lever = model.states["AAD"], model.scene.states.lever(name)
    assert getattr(state, name) == lever[3] == state.policy[name]
    before, (low, high) = lever.copy(), RANGES[LEVERS.index(name)]
    value = min(1.0, (low + high) / 2.0)
    setattr(state, name, value)
    assert lever[3] == value == getattr(state, name)
    np.testing.assert_array_equal(np.delete(lever, 3), np.delete(before, 3))


def test_a_lever_that_is_set_no_longer_follows_the_data() -> None:
    model = model_of(months=6)
    model.states["AAD"].set_lever("quota_guest", 321.0)
    for _ in range(8):
        model.step()
    assert model.states["AAD"].policy["quota_guest"] == 321.0


def test_a_lever_set_between_months_acts_in_the_next_month() -> None:
    """As it does when a scenario sets it at a date: travellers meet the new border."""
    model = model_of(months=3)
    before = model.scene.routes.path[0, 2, 0].copy()
    model.states["AAE"].set_lever("border_effort", 20.0)
    model.step()
    assert not np.array_equal(model.scene.routes.path[0, 2, 0], before)


def test_capacity_that_is_set_holds_where_it_does_not_follow_the_data() -> None:
    from tests.laws.small_world import small

    model = model_of(small(drivers={"capacity": "constant"}), months=1)
    model.states["AAD"].capacity = 0.9
    model.step()
    assert model.scene.states.capacity[3] == 0.9 == model.states["AAD"].capacity


def test_residents_and_wages_are_given_by_skill(model: MigrationModel) -> None:
    state, table = model.states["AAD"], model.scene.states
    assert state.residents == dict(zip(("low", "medium", "high"), table.residents[3].tolist(), strict=True))
    assert state.wage == dict(zip(("low", "medium", "high"), table.wage[3].tolist(), strict=True))
    assert set(state.policy) == set(LEVERS)


def test_there_is_a_state_for_every_code_in_order(model: MigrationModel) -> None:
    assert tuple(model.states) == model.world.codes
    for place, (code, state) in enumerate(model.states.items()):
        assert (state.code, state.number, state.label) == (code, place, model.world.names[place])
        assert repr(state) == f"State({code})"


def test_states_are_agents_of_mesa(model: MigrationModel) -> None:
    agents = model.agents_by_type[State]
    assert len(agents) == 9
    rich = agents.select(lambda state: state.output > 0)
    assert len(rich) == 9
    assert agents.agg("capacity", max) == pytest.approx(model.scene.states.capacity.max())
