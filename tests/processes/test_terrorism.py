"""Terrorism: plots are conserved, each stop stops where plots meet it, and nothing goes beyond its limits."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.kernels.plotters import background
from abm.ledger import ENTRIES, lines_of
from abm.model import MigrationModel
from abm.parameters.terrorism import Terrorism
from abm.processes.plotting import (
    EXPOSED,
    Standing,
    abroad,
    appeal,
    doors_of,
    guard_of,
    hazards,
    pace,
    success,
)
from abm.results.politics import political_values
from abm.terrorists.table import (
    ASYLUM,
    BACKGROUND,
    ENTERING,
    FORMING,
    IRREGULAR,
    NATIVE,
    PREPARING,
    RESIDENT,
    STAGES,
    STOPS,
    VISITOR,
    WAYS,
)
from abm.terrorists.table import ENTRIES as WAYS_IN
from tests.laws.small_world import fingerprint, model_of, process_of, small, total

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

BUSY = {"homegrown": 5.0, "recruits_home": 3e-4, "recruits_abroad": 3e-4, "operations": 0.2, "cost": 1000.0}
"""So many plots that a year of nine small states has some hundreds."""


def _scenario(levers: dict[str, float] | None = None, months: int = 12, **parameters: float) -> Any:
    return small(
        policies={"all": levers or {}}, parameters={"terrorism": {**BUSY, **parameters}}, months=months
    )


@cache
def _run() -> MigrationModel:
    return model_of(_scenario(), months=12)


@cache
def _alone(lever: str = "", value: float = 0.0, months: int = 12, **parameters: float) -> dict[str, float]:
    """Measures of terrorism, summed over months in which everything else stands still, in a busy small world."""
    model = model_of(_scenario(None, 12, **parameters), months=1)
    scene, process = model.scene, process_of(model, "terrorism")
    if lever:
        scene.states.lever(lever)[:] = value
    sums: dict[str, float] = {}
    for _ in range(months):
        scene.start_month()
        scene.tally.travellers[:] = 10_000.0
        process.step(scene)
        for measure, values in political_values(scene).items():
            sums[measure] = sums.get(measure, 0.0) + float(values.sum())
        scene.month += 1
    return sums


# ------------------------------------------------------------------------------------------ the books


def test_every_plot_is_alive_foiled_failed_or_carried_out() -> None:
    model = _run()
    over = sum(total(model, name) for name in ("plots_foiled", "plots_failed", "attacks"))
    alive = len(model.scene.terrorists.plots)
    assert total(model, "plots_begun") == over + alive
    assert min(over, alive) > 50
    assert model.scene.states.plots.sum() == alive


def test_the_parts_of_a_count_add_up_to_it() -> None:
    model = _run()
    for whole, parts in (
        ("plots_begun", ("plots_squad", "plots_sleeper", "plots_homegrown")),
        ("plots_foiled", ("foiled_squad", "foiled_sleeper", "foiled_homegrown")),
        ("plots_foiled", tuple(f"foiled_{stage}" for stage in STAGES)),
        ("plots_foiled", tuple(f"foiled_by_{stop}" for stop in STOPS)),
        ("attacks", ("attacks_squad", "attacks_sleeper", "attacks_homegrown")),
        ("attack_deaths", ("deaths_squad", "deaths_sleeper", "deaths_homegrown")),
    ):
        assert total(model, whole) == sum(total(model, part) for part in parts) > 0


def test_the_dead_are_taken_from_the_residents_and_entered_in_the_ledger() -> None:
    model = model_of(_scenario(casualties=50.0), months=11)
    scene, process = model.scene, process_of(model, "terrorism")
    killed = 0
    for _ in range(3):
        scene.start_month()
        before, people = scene.states.residents.sum(axis=1), scene.people()
        scene.tally.deaths_from_abroad[:] = (
            7  # as an attack that is an event leaves them, which enters its own
        )
        process.step(scene)
        deaths = scene.states.attack_deaths
        lines = lines_of("violence")
        channels = [entry.channel for entry in ENTRIES[lines]]
        rows = dict(zip(channels, scene.ledger.amounts[lines], strict=True))
        np.testing.assert_array_equal(rows["attacks_migrants"], scene.tally.deaths_from_abroad - 7)
        np.testing.assert_array_equal(before - scene.states.residents.sum(axis=1), deaths)
        np.testing.assert_array_equal(scene.tally.deaths, deaths)
        np.testing.assert_allclose(scene.ledger.of("violence"), deaths)
        assert people - scene.people() == deaths.sum()
        killed += deaths.sum()
        scene.month += 1
    assert killed > 10
    assert {entry.channel for entry in ENTRIES if entry.process == "terrorism"} == {
        "attacks_migrants", "attacks_residents",
    }  # fmt: skip


def test_money_of_networks_is_raised_spent_and_conserved() -> None:
    model = _run()
    assert model.scene.money() == 0
    assert model.scene.terrorists.money() > 0
    unpaid = _alone(dues=0.0)
    assert unpaid["terrorist_funds"] == unpaid["plots_squad"] == 0  # what costs money is not begun without it
    assert _alone(dues=0.0, cost=0.0)["plots_squad"] > 0


# ------------------------------------------------------------------------------------------ switches


def test_switched_off_there_is_nothing() -> None:
    scenario = small(processes={"terrorism": False}, parameters={"terrorism": BUSY})
    model = model_of(scenario, months=6)
    table = model.scene.terrorists
    assert not table.alive.any()
    assert not len(table.plots)
    names = [measure.name for measure in model.recorder.measures if measure.group == "terrorism"]
    assert not model.frames()["states"][names].to_numpy().any()


@pytest.mark.parametrize(
    ("switch", "measure"),
    [
        ({"homegrown": 0.0, "inspired": 0.0}, "plots_homegrown"),
        ({"operations": 0.0}, "plots_squad"),
        ({"operations": 0.0}, "plots_sleeper"),
        ({"sleepers": 0.0}, "plots_sleeper"),
        ({"screening": 0.0}, "foiled_by_screening"),
        ({"border": 0.0}, "foiled_by_border"),
        ({"tips": 0.0}, "foiled_by_trust"),
        ({"police": 0.0}, "foiled_by_police"),
        ({"carried_out": 0.0}, "attacks"),
        ({"most_deaths": 0.0}, "attack_deaths"),
        ({"refused": 0.0}, "wrongly_refused"),
    ],
)
def test_each_part_can_be_switched_off(switch: dict[str, float], measure: str) -> None:
    assert _alone()[measure] > 0
    assert _alone(**switch)[measure] == 0


@pytest.mark.parametrize(
    ("lever", "parameter", "measure"),
    [
        ("watch_lists", "lists", "foiled_by_lists"),
        ("surveillance", "surveillance", "foiled_by_surveillance"),
        ("information_sharing", "sharing", "foiled_by_sharing"),
        ("surveillance", "detained", "wrongly_detained"),
        ("watch_lists", "mistaken", "wrongly_refused"),
    ],
)
def test_what_a_lever_does_is_off_at_a_parameter_of_zero(lever: str, parameter: str, measure: str) -> None:
    without = _alone(lever, 1.0, **{parameter: 0.0})[measure]
    assert _alone(lever, 1.0)[measure] > without
    assert without == _alone(lever, 0.0)[measure]


# ------------------------------------------------------------------------------------------ stops


@pytest.mark.parametrize(
    ("lever", "low", "high", "measure"),
    [
        ("visa_screening", 0.0, 20.0, "foiled_by_screening"),
        ("border_effort", 0.0, 20.0, "foiled_by_border"),
        ("watch_lists", 0.0, 1.0, "foiled_by_lists"),
        ("surveillance", 0.0, 1.0, "foiled_by_surveillance"),
        ("information_sharing", 0.0, 1.0, "foiled_by_sharing"),
    ],
)
def test_more_of_a_measure_never_lets_more_attacks_through(
    lever: str, low: float, high: float, measure: str
) -> None:
    """Where nobody weighs success the same plots begin; hazards that rise stop more of them, and none anew."""
    little, much = (_alone(lever, value, weighing=0.0) for value in (low, high))
    for begun in ("plots_begun", "plots_squad", "plots_sleeper", "plots_homegrown"):
        assert little[begun] == much[begun] > 10
    assert much[measure] > little[measure]
    assert much["plots_foiled"] > little["plots_foiled"]
    assert much["attacks"] <= little["attacks"]


@pytest.mark.parametrize(
    ("lever", "high", "measure"),
    [
        ("visa_screening", 5.0, "wrongly_refused"),
        ("watch_lists", 1.0, "wrongly_refused"),
        ("surveillance", 1.0, "wrongly_detained"),
    ],
)
def test_what_stops_more_plots_turns_away_or_holds_more_of_the_innocent(
    lever: str, high: float, measure: str
) -> None:
    assert _alone(lever, high)[measure] > 1.05 * _alone(lever, 0.2)[measure]


def _standing(way: int, stage: int) -> Standing:
    origin, target = np.array([0]), np.array([1])
    return Standing(origin, target, np.array([way]), np.array([stage]))


@pytest.mark.parametrize(
    ("way", "stage", "met"),
    [
        (VISITOR, FORMING, {"sharing"}),
        (VISITOR, ENTERING, {"screening", "lists", "sharing"}),
        (ASYLUM, ENTERING, {"screening", "lists", "sharing"}),
        (IRREGULAR, ENTERING, {"border", "sharing"}),
        (IRREGULAR, PREPARING, {"sharing", "surveillance", "trust", "police"}),
        (RESIDENT, FORMING, {"sharing", "surveillance", "trust", "police"}),
        (BACKGROUND, PREPARING, {"sharing", "surveillance", "trust", "police"}),
        (NATIVE, PREPARING, {"sharing", "trust", "police"}),
    ],
)
def test_a_plot_meets_what_stands_where_it_passes(way: int, stage: int, met: set[str]) -> None:
    levers = dict.fromkeys(("watch_lists", "surveillance", "information_sharing"), 1.0)
    scene = model_of(_scenario(levers)).scene
    against = hazards(guard_of(scene), _standing(way, stage))[:, 0]
    assert {STOPS[stop] for stop in np.flatnonzero(against)} == met
    assert EXPOSED.shape == (len(STAGES), len(WAYS), len(STOPS))


def test_shared_information_is_the_product_of_both_levers() -> None:
    scene = model_of(_scenario({"watch_lists": 1.0})).scene
    lever = scene.states.lever("information_sharing")
    stop, names = STOPS.index("sharing"), STOPS.index("lists")
    rule = scene.parameters.terrorism
    for origin, target in ((0.0, 1.0), (1.0, 0.0), (0.5, 0.4)):
        lever[:2] = origin, target
        against = hazards(guard_of(scene), _standing(VISITOR, ENTERING))[:, 0]
        assert against[stop] == pytest.approx(rule.sharing * origin * target)
        assert against[names] == pytest.approx(rule.lists * (1.0 + rule.names * origin * target))


def test_alienation_takes_the_trust_that_reports_plots_and_adds_to_them() -> None:
    calm, alienated = _process_alone(0.0), _process_alone(1.0)
    for measure in ("tips", "begun"):
        assert calm[measure] != alienated[measure]
    assert calm["tips"] > alienated["tips"] == 0
    assert alienated["begun"] > 3 * calm["begun"] > 0
    assert alienated["natives"] == calm["natives"] > 0


def _process_alone(alienation: float) -> dict[str, float]:
    """Plots of one month in which nobody trusts, or all do."""
    model = model_of(_scenario(homegrown=10.0, operations=0.0))
    scene, process = model.scene, process_of(model, "terrorism")
    scene.states.alienation[:] = alienation
    begun = natives = 0
    for month in range(6):
        scene.month = month
        scene.start_month()
        process.step(scene)
        begun += int((scene.terrorists.plots.way == BACKGROUND).sum())
        natives += int((scene.terrorists.plots.way == NATIVE).sum()) if month == 0 else 0
    return {"tips": float(guard_of(scene).tips.sum()), "begun": begun, "natives": natives}


def test_attackers_turn_to_the_way_that_is_left_open() -> None:
    open_doors, closed = (_alone("visa_screening", value, months=24) for value in (0.0, 20.0))

    def without_papers(sums: dict[str, float]) -> float:
        return sums["attackers_irregular"] / sum(sums[f"attackers_{way}"] for way in WAYS_IN)

    assert without_papers(closed) > 2 * without_papers(open_doors) > 0
    blind = [_alone("visa_screening", value, months=24, weighing=0.0) for value in (0.0, 20.0)]
    assert blind[0]["attackers_irregular"] == blind[1]["attackers_irregular"] > 0


# ------------------------------------------------------------------------------------------ choices


def test_no_network_sends_people_against_its_own_state_and_expected_success_draws() -> None:
    scene = _run().scene
    origin = np.flatnonzero(scene.terrorists.alive)
    options, utility = appeal(scene, guard_of(scene), doors_of(scene), origin)
    whose = np.repeat(origin, np.diff(options.first))
    assert (options.target != whose).all()
    assert (options.way != NATIVE).all()
    assert (np.maximum.reduceat(utility, options.first[:-1]) == 0.0).all()


def test_success_is_a_chance_and_falls_with_every_hazard() -> None:
    scene = model_of(_scenario()).scene
    plots = np.zeros(8, np.int64), np.arange(1, 9), np.full(8, VISITOR)
    before = success(guard_of(scene), doors_of(scene), *plots)
    scene.states.lever("watch_lists")[:] = 1.0
    after = success(guard_of(scene), doors_of(scene), *plots)
    assert (after < before).all()
    assert (after > 0).all()
    assert (before <= 1).all()


def test_a_closed_door_is_not_passed() -> None:
    scene = model_of(_scenario()).scene
    scene.states.expected_admission[:] = 0.0
    student = _standing(WAYS.index("student"), ENTERING)
    doors = doors_of(scene)
    assert pace(doors, student)[0] == 0
    assert success(guard_of(scene), doors, student.origin, student.target, student.way)[0] == 0


def test_people_of_migrant_background_are_those_born_abroad_and_their_descendants() -> None:
    scene = _run().scene
    people = [background(abroad(scene), *pair)[1] for pair in np.ndindex(9, 9)]
    table = scene.diasporas
    expected = (
        scene.migrants.census.stock.sum() * scene.persons_per_agent + table.descendants[table.rows].sum()
    )
    assert sum(people) == pytest.approx(expected)


# ------------------------------------------------------------------------------------------ limits and pairs


def test_the_same_seed_gives_the_same_plots_and_another_seed_others() -> None:
    first, again = (model_of(_scenario(), months=4) for _ in range(2))
    other = model_of(_scenario(), months=4, seed=2)
    assert fingerprint(first) == fingerprint(again)
    plots = [model.scene.terrorists.plots.uid.tolist() for model in (first, again, other)]
    assert plots[0] == plots[1] != plots[2]
    assert len(set(plots[0])) == len(plots[0])


def _bounds(name: str) -> tuple[float, float]:
    marks = {type(mark).__name__: mark for mark in Terrorism.model_fields[name].metadata}
    return float(marks["Ge"].ge), float(marks["Le"].le)


@st.composite
def _parameters(draw: st.DrawFn) -> dict[str, float]:
    names = draw(st.lists(st.sampled_from(sorted(Terrorism.model_fields)), max_size=6, unique=True))
    return {name: draw(st.sampled_from(_bounds(name))) for name in names}


@settings(max_examples=12, deadline=None)
@given(parameters=_parameters())
def test_nothing_goes_beyond_its_limits_at_the_ends_of_the_ranges(parameters: dict[str, float]) -> None:
    model = model_of(small(parameters={"terrorism": {"homegrown": 1.0, **parameters}}))
    scene, process = model.scene, process_of(model, "terrorism")
    begun = over = 0
    for _ in range(5):
        scene.start_month()
        process.step(scene)
        table, tally = scene.terrorists, scene.tally
        begun += tally.plots_begun.sum()
        over += tally.plots_foiled.sum() + tally.plots_failed.sum() + tally.attacks.sum()
        assert begun == over + len(table.plots)
        assert scene.money() == 0
        assert scene.states.residents.min() >= 0
        assert table.funds.min() >= 0
        assert np.isfinite(table.members).all()
        assert table.members.min() >= 0
        assert table.members.max() <= scene.population().max()
        assert 0 <= table.grievance.min() <= table.grievance.max() <= 1
        assert table.plots.size.min(initial=1) >= 1
        scene.month += 1
