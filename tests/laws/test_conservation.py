"""People and money are conserved, in every month, in any small world and with any parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from abm.kernels.table import FREE
from abm.model import MigrationModel
from abm.parameters import Parameters
from abm.parameters.levers import Policy
from abm.refusal import Refusal
from abm.scenario import Scenario
from abm.scene import Scene
from abm.statuses import Status
from tests.laws.small_world import WORLD, joined, model_of, small, steps

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

# Demand beyond these would empty the small states in a month and leave nothing to conserve.
_LIMITED = {
    ("departures", "propensity"): (-27.0, -20.0),
    ("departures", "network"): (0.0, 0.8),
    ("departures", "size"): (0.0, 0.8),
}


def _bounds(field: Any) -> tuple[float, float]:
    marks = {type(mark).__name__: mark for mark in field.metadata}
    return float(marks["Ge"].ge), float(marks["Le"].le)


def _number(low: float, high: float, default: float) -> st.SearchStrategy[float]:
    """A value within the range: its ends, its default, or anything between."""
    return st.one_of(st.sampled_from([low, high, default]), st.floats(low, high))


@st.composite
def _parameters(draw: st.DrawFn) -> dict[str, dict[str, float]]:
    """Up to eight parameters anywhere within their declared ranges."""
    fields = [
        (subject, name, field)
        for subject, group in Parameters.model_fields.items()
        for name, field in group.annotation.model_fields.items()  # type: ignore[union-attr]
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(fields))), max_size=8, unique=True))
    values: dict[str, dict[str, float]] = {}
    for subject, name, field in (fields[place] for place in chosen):
        low, high = _LIMITED.get((subject, name), _bounds(field))
        values.setdefault(subject, {})[name] = draw(_number(low, high, min(max(field.default, low), high)))
    return joined({"departures": {"propensity": -21.5}}, values)


@st.composite
def _policies(draw: st.DrawFn) -> dict[str, dict[str, float]]:
    """Up to four levers of all states."""
    names = draw(st.lists(st.sampled_from(sorted(Policy.model_fields)), max_size=4, unique=True))
    return {
        "all": {
            name: draw(_number(*_bounds(Policy.model_fields[name]), Policy.model_fields[name].default))
            for name in names
        }
    }


@st.composite
def _worlds(draw: st.DrawFn) -> dict[str, Any]:
    return joined(
        WORLD,
        {
            "states": draw(st.integers(2, 9)),
            "seed": draw(st.integers(0, 1000)),
            "geography": draw(st.sampled_from(["ring", "lattice", "continents", "scatter"])),
            "conflict_share": draw(st.sampled_from([0.0, 0.3, 1.0])),
            "coastal_share": draw(st.sampled_from([0.0, 0.75, 1.0])),
            "migration_stock": draw(st.sampled_from([0.0, 0.05, 0.2])),
        },
    )


@st.composite
def _scenarios(draw: st.DrawFn) -> Scenario:
    drivers = {
        "population": draw(st.sampled_from(["observed", "simulated"])),
        "economy": draw(st.sampled_from(["observed", "simulated"])),
        "displacement": draw(st.sampled_from(["observed", "intensity"])),
        "conflict": draw(st.sampled_from(["observed", "simulated", "none"])),
    }
    displaced = {"origin": "AAA", "persons": draw(st.sampled_from([0, 5_000, 1e9]))}
    toward = draw(st.sampled_from([[], ["AAB"]]))
    return small(
        world=draw(_worlds()),
        parameters=draw(_parameters()),
        policies=draw(_policies()),
        drivers=drivers,
        events=[
            {"date": "1990-03", "displace": displaced | ({"toward": toward} if toward else {})},
            {"date": "1990-01", "expel": {"origin": "AAA"} | ({"toward": toward} if toward else {})},
            {"date": "1990-02", "demand": {"coercer": "AAA", "target": "AAB"}},
            {
                "date": "1990-05",
                "readmit": {"origin": "AAA", "share": draw(st.sampled_from([0.0, 0.5, 1.0]))},
            },
            {"date": "1990-04", "states": "all", "regularise": {"share": 0.5}, "scale": {"removal": 20}},
        ],
        months=6,
        seed=draw(st.integers(0, 99)),
    )


def _vital(scene: Scene) -> int:
    """Births less deaths of the month so far, in persons."""
    tally, k = scene.tally, scene.persons_per_agent
    return int(tally.births.sum() - tally.deaths.sum() - (tally.died.sum() + tally.lost.sum()) * k)


def _check_sound(model: MigrationModel) -> None:
    """The census is what is counted, no number is out of its range."""
    scene = model.scene
    for kept, counted in zip(scene.migrants.census, scene.migrants.recount(), strict=True):
        np.testing.assert_array_equal(kept, counted)
        assert kept.min() >= 0
    assert scene.states.residents.min() >= 0
    for name, array in vars(scene.states).items():
        if isinstance(array, np.ndarray):
            assert np.isfinite(array).all(), name
    for name in ("capacity", "conflict", "expected_admission", "working_share", "conceded"):
        assert 0.0 <= getattr(scene.states, name).min() <= getattr(scene.states, name).max() <= 1.0, name
    assert scene.states.coercive_pressure.min() >= 0.0
    columns, used = scene.migrants.columns, scene.migrants.used
    there = columns.status[:used] != FREE
    assert columns.savings[:used].min(initial=0) >= 0
    assert np.isfinite(columns.motive[:used][there]).all()
    assert columns.motive[:used][there].min(initial=0) >= 0
    assert columns.motive[:used][there].max(initial=0) <= 1
    assert columns.status[:used][there].max(initial=0) < Status.RETURNED
    assert len(np.unique(columns.uid[:used][there])) == there.sum()


@settings(max_examples=40)
@given(scenario=_scenarios())
@example(scenario=small(months=12))
@example(scenario=small(months=6, persons_per_agent=1, world={"population_median": 1e4}))
def test_people_and_money_are_conserved_and_the_books_are_sound(scenario: Scenario) -> None:
    try:
        model = model_of(scenario)
    except Refusal:  # people cannot be driven over a sea without ships
        reject()
    _check_sound(model)
    assert model.scene.money() == 0
    for _ in range(scenario.months):
        before = model.scene.people()
        for process, scene in steps(model):
            assert scene.money() == 0, process.name
            assert scene.people() - before == _vital(scene), process.name
        _check_sound(model)


def test_without_births_and_deaths_the_number_of_people_never_changes() -> None:
    model = model_of(
        small(
            processes={"population": False},
            parameters={"transitions": {"mortality_base": 0.0}, "journeys": {"flight_hazard": 0.0}},
        )
    )
    for edges in (model.scene.routes.ways.hazard, model.scene.world.circuit.edges.hazard):
        edges[:] = 0.0
    start = model.scene.people()
    for _ in range(24):
        model.step()
        assert model.scene.people() == start


def test_every_leaver_is_somewhere() -> None:
    """Residents fall by those who leave and rise by those who come home, give up or are sent back."""
    model = model_of(small(processes={"population": False}), months=3)
    for _ in range(12):
        scene = model.scene
        residents, agents = scene.states.residents.sum(), len(scene.migrants)
        model.step()
        gone = (scene.tally.died.sum() + scene.tally.lost.sum()) * scene.persons_per_agent
        now = len(scene.migrants) * scene.persons_per_agent
        assert residents - scene.states.residents.sum() == now + gone - agents * scene.persons_per_agent


def test_population_of_each_state_changes_by_births_deaths_and_net_migration() -> None:
    model = model_of(months=6)
    names = [measure.name for measure in model.recorder.measures]
    for _ in range(12):
        scene = model.scene
        before = scene.population()
        model.step()
        net = model.recorder.states[-1][names.index("net_migration")]
        vital = scene.tally.births - scene.tally.deaths - scene.tally.died * scene.persons_per_agent
        np.testing.assert_allclose(scene.population() - before, vital + net, atol=1e-6)
        assert net.sum() == -scene.tally.lost.sum() * scene.persons_per_agent


def _accounts(scene: Scene) -> np.ndarray:
    states, market = scene.states, scene.market
    held = (states.households, states.crime, states.officials, states.armed_groups)
    return np.concatenate([*held, market.networks.capital, market.treasury])


@pytest.mark.parametrize(
    "process", ["departures", "admission", "journeys", "smuggling", "transitions", "remittances", "crime"]
)
def test_money_moves_in_each_process_that_handles_it(process: str) -> None:
    """The law of money would hold in a world without any: here there is some in every account."""
    model = model_of(months=6)
    moved = False
    for _ in range(12):
        before = _accounts(model.scene)
        for done, scene in steps(model):
            now = _accounts(scene)
            moved |= done.name == process and not np.array_equal(now, before)
            before = now
    assert moved
    assert model.scene.market.networks.capital.any()


def test_who_moves_is_among_the_arrivals_and_what_edges_count_is_of_crossings_or_clients() -> None:
    """Flows are cleared, and edges are looked at, only there: nothing may be counted elsewhere."""
    model, seen = model_of(), set()
    for _ in range(18):
        for _ in steps(model):
            pass
        tally = model.scene.tally
        np.testing.assert_array_equal(tally.flows.sum(axis=2), tally.arrivals)
        elsewhere = (tally.crossings == 0) & (tally.clients == 0)
        for name in ("attempts", "interdictions", "route_deaths", "edge_fees"):
            counted = getattr(tally, name)
            assert not counted[elsewhere].any()
            seen |= {name} if counted.any() else set()
    assert seen == {"attempts", "interdictions", "route_deaths", "edge_fees"}
