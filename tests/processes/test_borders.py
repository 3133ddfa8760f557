"""Borders: control of each edge, what it costs, and how states shift it to where they stop people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.passage import (
    border_ability,
    border_control,
    border_effort,
    detour,
    spending,
    terrain_of,
    unguarded,
)
from abm.scene import Scene
from tests.laws.small_world import model_of, process_of, small

LEVERS = {"border_effort": (0.0, 2.0), "border_technology": (0.0, 2.0), "transit_cooperation": (0.0, 1.0)}


def _varied(**borders: float) -> Scene:
    """A world in which no two states or borders are alike, and some borders are at sea."""
    scene = model_of(small(parameters={"borders": borders})).scene
    draws, edges = np.random.default_rng(5), len(scene.borders.head)
    for name, (low, high) in LEVERS.items():
        for state, value in enumerate(draws.uniform(low, high, 9)):
            scene.states.set_lever(name, np.array([state]), value)
    scene.borders.sea[:] = np.arange(edges) % 3 == 0
    scene.borders.focus[:] = draws.uniform(0.2, 3.0, edges)
    scene.borders.bought[:] = draws.uniform(0.0, 1.0, edges)
    return scene


def _alter(scene: Scene, subject: str, **values: float) -> None:
    changed = getattr(scene.parameters, subject).model_copy(update=values)
    scene.parameters = scene.parameters.model_copy(update={subject: changed})


@pytest.mark.parametrize("known", [False, True])
def test_control_of_an_edge_is_what_both_its_states_make_of_it(known: bool) -> None:
    """Equation of the function, edge by edge; as people know it, capacity and corruption are those of January."""
    scene = _varied(sea=0.7, transit=1.3)
    rule, states, borders = scene.parameters.journeys, scene.states, scene.borders
    scene.routes.capacity = states.capacity * 0.9
    scene.routes.bought = borders.bought * 0.5
    capacity = scene.routes.capacity if known else states.capacity
    bought = scene.routes.bought if known else borders.bought
    control = border_control(scene, known)
    for edge, (tail, head) in enumerate(zip(borders.tail, borders.head, strict=True)):
        able = [
            rule.control_base + rule.control_capacity * capacity[s] ** rule.control_exponent
            for s in (tail, head)
        ]
        effort = min(states.lever("border_effort")[head], 10.0 * capacity[head])  # revenue / cost is 10
        own = able[1] * (effort * borders.focus[edge]) ** rule.effort_exponent
        own *= 1.0 + states.lever("border_technology")[head]
        own *= (0.7 if borders.sea[edge] else 1.0) * (1.0 - bought[edge])
        expected = own + 1.3 * states.lever("transit_cooperation")[head] * able[0]
        assert control[edge] == pytest.approx(expected)


def test_at_first_control_is_the_ability_of_the_state_that_is_entered() -> None:
    scene = model_of().scene
    ability = border_ability(scene, scene.states.capacity)
    np.testing.assert_allclose(border_control(scene), ability[scene.borders.head] * terrain_of(scene))
    np.testing.assert_allclose(detour(scene, border_control(scene), unguarded(scene)), 1.0)


def test_detours_follow_control_over_that_of_the_first_month() -> None:
    scene = model_of(small(parameters={"journeys": {"effort_hazard": 0.5}})).scene
    usual = border_control(scene)
    np.testing.assert_allclose(detour(scene, 4.0 * usual, unguarded(scene)), 2.0)
    scene.states.capacity *= 0.5  # what was usual is remembered
    np.testing.assert_allclose(detour(scene, usual, unguarded(scene)), 1.0)


def test_effort_is_what_policy_wants_as_far_as_it_can_be_paid() -> None:
    scene = _varied(cost=0.002, revenue=0.004)
    wanted, able = scene.states.lever("border_effort"), 2.0 * scene.states.capacity
    effort = border_effort(scene)
    np.testing.assert_allclose(effort, np.where(wanted < able, wanted, able))
    assert (effort == wanted).any()
    assert (effort < wanted).any()
    np.testing.assert_allclose(border_effort(scene, np.zeros(9)), 0.0)
    _alter(scene, "borders", cost=0.0)
    np.testing.assert_array_equal(border_effort(scene), wanted)


def test_effort_costs_its_share_of_output() -> None:
    scene = _varied(cost=0.002, revenue=0.004)
    expected = 0.002 * border_effort(scene) * scene.states.output / 12.0
    np.testing.assert_allclose(spending(scene), expected)
    assert (spending(scene) * 12.0 <= 0.004 * scene.states.capacity * scene.states.output * (1 + 1e-9)).all()
    model = model_of(months=1)
    np.testing.assert_array_equal(model.scene.states.border_spending, spending(model.scene))


def test_a_state_of_transit_that_cooperates_controls_what_leads_on_from_it() -> None:
    """The state that is entered asks for it; nothing changes at the borders into others."""
    scene = model_of().scene
    before = border_control(scene)
    scene.states.set_lever("transit_cooperation", np.array([4]), 1.0)
    into = scene.borders.head == 4
    after = border_control(scene)
    assert (after[into] > before[into]).all()
    np.testing.assert_array_equal(after[~into], before[~into])


# ------------------------------------------------------------------------------------------ shift of effort


def _planned(seen: np.ndarray, **borders: float) -> Scene:
    """A world whose states have stopped these numbers of people and then plan in December."""
    model = model_of(small(parameters={"borders": borders}))
    model.scene.borders.seen[:] = seen
    model.scene.month = 11
    process_of(model, "borders").step(model.scene)
    return model.scene


def _means(scene: Scene) -> np.ndarray:
    """Mean of focus over the edges into each state that has some."""
    borders = scene.borders
    return np.array([borders.focus[borders.head == state].mean() for state in np.flatnonzero(borders.edges)])


def _run(months: int = 26, **settings: Any) -> MigrationModel:
    model = model_of(small(**settings))
    for _ in range(months):
        model.step()
        np.testing.assert_allclose(_means(model.scene), 1.0)
        assert (model.scene.borders.focus >= 0.0).all()
    return model


def test_effort_is_moved_and_not_made() -> None:
    """Month after month, focus is 1 on average over the borders of each state; and it does move."""
    model = _run()
    assert np.ptp(model.scene.borders.focus) > 0.5


@pytest.mark.parametrize(
    "settings",
    [
        {"parameters": {"borders": {"shift": 0.0}}},
        {"parameters": {"borders": {"evenness": 1.0}}},
        {"processes": {"borders": False}},
    ],
)
def test_effort_stays_even_where_nothing_moves_it(settings: dict[str, Any]) -> None:
    model = _run(13, **settings)
    assert model.scene.tally.interdictions.sum() > 0
    np.testing.assert_allclose(model.scene.borders.focus, 1.0)


def test_effort_moves_to_where_people_were_stopped() -> None:
    scene = model_of().scene
    seen = np.random.default_rng(2).uniform(0.0, 100.0, len(scene.borders.head))
    scene = _planned(seen, shift=0.5, evenness=0.4)
    head = scene.borders.head
    for edge in range(len(head)):
        into = head == head[edge]
        share = seen[edge] / seen[into].sum()
        expected = 0.5 + 0.5 * (0.4 + 0.6 * into.sum() * share)
        assert scene.borders.focus[edge] == pytest.approx(expected)
        above = seen[edge] > seen[into].mean()
        assert (scene.borders.focus[edge] > 1.0) == above or into.sum() == 1
    np.testing.assert_allclose(_means(scene), 1.0)


def test_all_effort_can_go_to_one_border_or_a_part_stays_at_each() -> None:
    scene = model_of().scene
    head = scene.borders.head
    first = np.array([np.flatnonzero(head == state)[0] for state in np.unique(head)])
    seen = np.isin(np.arange(len(head)), first) * 10.0
    alone = _planned(seen, shift=1.0, evenness=0.0)
    np.testing.assert_allclose(alone.borders.focus[first], alone.borders.edges[np.unique(head)])
    assert (np.delete(alone.borders.focus, first) == 0.0).all()
    assert (border_control(alone)[alone.borders.focus == 0.0] == 0.0).all()
    partly = _planned(seen, shift=1.0, evenness=0.25)
    np.testing.assert_allclose(np.delete(partly.borders.focus, first), 0.25)


def test_who_stopped_nobody_goes_back_to_even_effort() -> None:
    model = model_of(small(parameters={"borders": {"shift": 0.5}}))
    scene, head = model.scene, model.scene.borders.head
    scene.borders.focus[:] = np.random.default_rng(2).uniform(0.5, 1.5, len(head))
    before = scene.borders.focus.copy()
    scene.month = 11
    process_of(model, "borders").step(scene)
    np.testing.assert_allclose(scene.borders.focus - 1.0, 0.5 * (before - 1.0))


def test_plans_are_made_in_december_of_the_year_before() -> None:
    model = model_of(small(months=26))
    changed, before = [], model.scene.borders.focus.copy()
    for _ in range(25):
        model.step()
        if not np.array_equal(before, model.scene.borders.focus):
            changed.append(model.month)
        before = model.scene.borders.focus.copy()
    assert changed == [12, 24]


def test_what_is_seen_is_the_mean_of_the_stopped_over_a_year_and_the_others_are_counted_apart() -> None:
    model = model_of()
    scene, ground = model.scene, model.scene.routes.ground
    seen, used = np.zeros(len(ground)), np.zeros(len(ground))
    for _ in range(6):
        model.step()
        seen += (scene.tally.interdictions[ground] * 100 - seen) / 12
        through = scene.tally.attempts[ground] - scene.tally.interdictions[ground]
        used += (through * 100 - used) / 12
    np.testing.assert_allclose(scene.borders.seen, seen)
    np.testing.assert_allclose(scene.borders.used, used)
    assert seen.any()
