"""The model: a month read in one place, a run from start to end, and Mesa's tools on it."""

from __future__ import annotations

import gc
import importlib.util
import weakref
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from abm.agents.state import State
from abm.migrants.view import Migrant, MigrantView
from abm.model import SCHEDULE, MigrationModel, load_world, set_scene
from abm.refusal import Refusal
from abm.results.columns import FRAMES
from abm.scenario import scenario_from
from abm.scenario.agenda import happenings
from abm.scene import Demand
from abm.statuses import Status
from tests.laws.small_world import SETTINGS, WORLD, fingerprint, joined, model_of, small, world_of

# ------------------------------------------------------------------------------------------ the month


def test_the_order_of_the_month_is_data_and_is_kept() -> None:
    assert [process.name for process in SCHEDULE] == [
        "events", "observation", "population", "economy", "conflict", "departures", "admission", "journeys", "coercion",
        "smuggling", "transitions", "remittances", "diasporas", "camps", "armed_groups", "terrorism",
        "crime", "borders", "society", "institutions", "response", "blocs", "accounts", "bookkeeping",
    ]  # fmt: skip
    assert [process.name for process in model_of().processes] == [process.name for process in SCHEDULE]


def test_a_run_goes_from_its_start_to_its_end() -> None:
    model = model_of(small(start="1990-11", months=5))
    told: list[tuple[int, int]] = []
    assert (model.month, model.date, model.running) == (0, "1990-11", True)
    model.run(progress=lambda done, of: told.append((done, of)))
    assert told == [(month, 5) for month in range(1, 6)]
    assert (model.month, model.date, model.running) == (5, "1991-04", False)
    assert model.steps == 5


def test_running_at_once_is_running_step_by_step() -> None:
    at_once, by_steps = model_of(small(months=6)), model_of(small(months=6), months=6)
    at_once.run()
    assert fingerprint(at_once) == fingerprint(by_steps)


def test_looking_changes_nothing() -> None:
    """Measures look and never touch; frames may be asked for at any time."""
    looked, left = model_of(months=2), model_of(months=2)
    for _ in range(3):
        looked.frames()
        looked.migrants.to_pandas()
        looked.step()
        left.step()
    assert fingerprint(looked) == fingerprint(left)


def test_the_time_of_every_process_is_kept() -> None:
    model = model_of(months=2)
    assert set(model.seconds) == {process.name for process in SCHEDULE} | {"outcomes"}
    assert min(model.seconds.values()) > 0


def test_the_frames_are_those_declared() -> None:
    model = model_of(months=13)
    frames = model.frames()
    assert set(frames) == set(FRAMES)
    assert len(frames["world"]) == 13
    assert len(frames["states"]) == 13 * 9
    for name, frame in frames.items():
        assert frame.columns[0] == "seed"
        assert (frame["seed"] == 1).all()
        assert len(frame) > 0, name


# ------------------------------------------------------------------------------------------ the start


def test_the_first_month_begins_with_the_people_of_the_tables() -> None:
    model = model_of()
    scene, world = model.scene, model.world
    abroad = scene.migrants.census.stock.sum(axis=0) * scene.persons_per_agent
    np.testing.assert_allclose(scene.population(), world.series["population"][0], rtol=1e-5)
    np.testing.assert_allclose(abroad, world.first_stock.sum(axis=0), atol=2 * scene.persons_per_agent)
    hosted = scene.migrants.census.refugees.sum(axis=0) * scene.persons_per_agent
    np.testing.assert_allclose(hosted, world.first_refugees.sum(axis=0), atol=scene.persons_per_agent)
    shares = scene.states.residents / scene.states.residents.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, world.skill_shares, atol=1e-4)


def test_finer_agents_show_the_same_first_stock() -> None:
    coarse, fine = (model_of(small(persons_per_agent=number)) for number in (1000, 100))
    stock = [m.scene.migrants.census.stock * m.scene.persons_per_agent for m in (coarse, fine)]
    np.testing.assert_allclose(stock[0].sum(axis=0), stock[1].sum(axis=0), atol=2200)
    assert len(fine.migrants) == pytest.approx(10 * len(coarse.migrants), rel=0.01)


def test_wages_and_routes_are_there_before_the_first_month() -> None:
    scenario = small()
    scene = set_scene(scenario, world_of(scenario), 1)
    assert scene.states.wage.min() > 0
    assert scene.routes.version == 1
    assert np.isfinite(scene.routes.fee).any()


def test_events_are_put_on_the_agenda_with_states_by_number() -> None:
    scenario = small(
        events=[
            {"date": "1991-02", "states": ["AAC", "AAA"], "set": {"removal": 2.0}},
            {"date": "1990-03", "displace": {"origin": "AAB", "persons": 5, "toward": ["AAD"]}},
            {"date": "1990-04", "states": "all", "regularise": {"share": 0.5}},
            {
                "date": "1990-05",
                "expel": {"origin": "AAA", "toward": ["AAC"]},
                "readmit": {"origin": "AAB", "share": 0.2},
            },
            {
                "date": "1990-06",
                "demand": {"coercer": "AAA", "target": "AAC", "origin": "AAE", "until": "1990-08"},
            },
            {"date": "1990-06", "demand": {"coercer": "AAA", "target": "AAC"}},
        ]
    )
    first, second, third, fourth, fifth, open_ended = happenings(scenario, world_of(scenario))
    assert (fourth.expelling, fourth.expelled_toward, fourth.readmitting, fourth.readmitted) == (
        0,
        (2,),
        1,
        0.2,
    )
    assert (fifth.demand, open_ended.demand) == (Demand(0, 2, 4, 7), Demand(0, 2, 0, 23))
    assert (first.month, sorted(first.states.tolist()), dict(first.set)) == (13, [0, 2], {"removal": 2.0})
    assert (second.month, second.origin, second.persons, second.toward) == (2, 1, 5.0, (3,))
    assert (third.month, len(third.states), third.regularised, third.origin) == (3, 9, 0.5, -1)


def test_the_world_is_read_or_generated_as_the_scenario_says() -> None:
    assert load_world(small()).codes == world_of(small()).codes
    assert MigrationModel(small()).world.digest == world_of(small()).digest


# ------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_beyond_the_range_is_refused(seed: int) -> None:
    with pytest.raises(Refusal, match="seed"):
        model_of(seed=seed)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"policies": {"AAZ": {"removal": 1.0}}}, "AAZ"),
        ({"events": [{"date": "1990-02", "states": ["XXX"], "set": {"removal": 1.0}}]}, "XXX"),
        ({"events": [{"date": "1990-02", "displace": {"origin": "AAA", "persons": 1, "toward": ["QQQ"]}}]}, "QQQ"),
        ({"start": "1980-01"}, "1980"),
        ({"months": 1200}, "outside the world's years"),
    ],
)  # fmt: skip
def test_a_scenario_that_its_world_cannot_hold_is_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        model_of(small(**settings))


# ------------------------------------------------------------------------------------------ Mesa


def test_the_data_collector_of_mesa_collects_from_model_states_and_migrants() -> None:
    """`agents_by_type` holds both kinds, and a reporter reads an attribute or calls a function."""
    model = model_of(small(persons_per_agent=10_000))
    collector = mesa.DataCollector(
        model_reporters={
            "people": lambda m: m.scene.people(),
            "share_without_status": lambda m: m.migrants.agg(
                "status", lambda s: (s == Status.IRREGULAR).mean()
            ),
            "month": "month",
        },
        agenttype_reporters={
            State: {"capacity": "capacity", "wage": lambda state: state.wage["low"]},
            Migrant: {"status": "status", "location": "location"},
        },
    )
    collector.collect(model)
    for _ in range(3):
        model.step()
        collector.collect(model)
    whole = collector.get_model_vars_dataframe()
    assert whole["month"].tolist() == [0, 1, 2, 3]
    assert whole["people"].iloc[-1] == model.scene.people()
    assert whole["share_without_status"].between(0, 1).all()
    states = collector.get_agenttype_vars_dataframe(State)
    assert len(states) == 4 * 9
    np.testing.assert_allclose(states["wage"].tail(9), model.scene.states.wage[:, 0])
    migrants = collector.get_agenttype_vars_dataframe(Migrant)
    last = migrants.loc[3]
    assert len(last) == len(model.migrants)
    assert sorted(last["location"].unique()) == sorted({member.location for member in model.migrants})


def test_everybody_in_the_table_is_a_set_of_agents_of_the_model() -> None:
    model = model_of(months=2)
    assert model.agents_by_type[Migrant] is model.migrants
    assert isinstance(model.migrants, MigrantView)
    assert len(model.migrants) == len(model.scene.migrants)
    assert len(model.agents_by_type[State]) == 9
    assert sum(1 for _ in model.migrants) == len(model.migrants)


def test_the_view_sees_the_table_as_it_is_now() -> None:
    model = model_of(months=1)
    view, before = model.migrants, len(model.migrants)
    model.step()
    assert len(view) == len(model.scene.migrants) != before
    frame = view.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert frame.index.is_unique


def test_the_seed_of_a_run_is_the_argument_or_the_scenario() -> None:
    scenario = scenario_from(joined(SETTINGS, {"seed": 7}))
    assert model_of(scenario).run_seed == model_of(scenario).scene.seed == 7
    assert model_of(scenario, seed=9).scene.seed == 9
    assert model_of(scenario, seed=0).scene.seed == 0


@pytest.mark.skipif(importlib.util.find_spec("abm.runs") is None, reason="no runs")
def test_two_models_of_one_world_do_not_meet() -> None:
    """A world may be shared to spare reading it: what one run does is not seen by another."""
    scenario = small()
    world = world_of(scenario)
    alone = fingerprint(model_of(months=3))
    one, two = MigrationModel(scenario, world=world), MigrationModel(scenario, world=world)
    for _ in range(3):
        one.step()
    for _ in range(3):
        two.step()
    assert fingerprint(one) == fingerprint(two) == alone


def test_the_name_of_the_world_is_in_the_settings() -> None:
    assert WORLD["kind"] == small().world.kind == "stylised"


def test_a_model_that_is_forgotten_is_held_by_nobody() -> None:
    model = model_of(small(months=2), months=1)
    held = weakref.ref(model)
    model.forget()
    del model
    gc.collect()
    assert held() is None
