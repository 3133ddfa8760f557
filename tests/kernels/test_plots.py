"""Plots: the kernels give what their Python bodies give, and mean the same by a number as the table of plots."""

from __future__ import annotations

from typing import Any

import numpy as np

from abm.kernels import plots
from abm.kernels.plots import (
    Attacked,
    Doors,
    Fates,
    Guard,
    Options,
    Reach,
    choose,
    face,
    kill,
    list_options,
    paces,
    pass_stages,
    press,
    successes,
    weigh,
)
from abm.processes.plotting import EXPOSED
from abm.terrorists import table
from tests.kernels.scenes import STATES, assert_same_in_python

NETWORKS = np.array([0, 2, 3])


def _guard(seed: int = 0) -> Guard:
    rng = np.random.default_rng(seed)
    names = ("screening", "border", "lists", "shared", "partners", "surveillance", "tips", "police")
    numbers = {"tips_usual": 0.03, "names": 2.0, "sharing": 0.04, "contacts": 0.3, "given_up": 0.03}
    terms: dict[str, Any] = {name: rng.random(STATES) for name in names} | numbers
    return Guard(**terms, met=EXPOSED)


def _doors(seed: int = 0) -> Doors:
    rng = np.random.default_rng(seed)
    path = rng.uniform(100.0, 1000.0, (STATES, STATES))
    path[0, 1] = np.inf
    access, admitted = rng.random((STATES, STATES)), rng.random(STATES)
    admitted[1] = 0.0
    return Doors(rng.uniform(1.0, 20.0, (3, 7)), access, 5.0, admitted, path)


def _reach(seed: int = 0) -> Reach:
    """Some networks have nobody at home, some nobody in a host."""
    rng = np.random.default_rng(seed)
    members, stock = (rng.integers(0, 3, (STATES, STATES)) for _ in range(2))
    members[2, 2] = 0
    place = np.full((STATES, STATES), -1)
    place[0, 1], place[3, 2] = 1, 0
    grievance, radical = rng.random((2, STATES))
    return Reach(
        members.astype(float), stock, 100.0, place, np.array([50.0, 70.0]), grievance, radical, 500.0, 1e-3
    )


def _room() -> Options:
    most = len(NETWORKS) * STATES * 6
    whole = np.zeros((2, most), np.int64)
    return Options(np.zeros(len(NETWORKS) + 1, np.int64), whole[0], whole[1], np.zeros(most), np.zeros(most))


def _listed() -> Options:
    room = _room()
    list_options(NETWORKS, _reach(), _guard(), _doors(), room)
    return room


def _some_plots() -> tuple[np.ndarray, ...]:
    """Origin, target, way and stage of every kind of plot."""
    return tuple(np.ascontiguousarray(ends.ravel()) for ends in np.indices((STATES, STATES, 7, 3)))


def test_a_number_means_what_it_means_in_the_table() -> None:
    ways = (table.VISITOR, table.STUDENT, table.ASYLUM, table.IRREGULAR, table.RESIDENT, table.BACKGROUND)
    assert (*ways, table.NATIVE) == (
        plots._VISITOR, plots._STUDENT, plots._ASYLUM, plots._IRREGULAR, plots._RESIDENT, plots._BACKGROUND,
        plots._NATIVE,
    )  # fmt: skip
    stages = (plots._FORMING, plots._ENTERING, plots._PREPARING)
    assert stages == (table.FORMING, table.ENTERING, table.PREPARING)


def test_hit_squads_differ_in_how_they_enter_alone() -> None:
    """Which is why their other stages are looked at once for all of them."""
    for stage in (table.FORMING, table.PREPARING):
        assert (EXPOSED[stage, : len(table.ENTRIES)] == EXPOSED[stage, table.VISITOR]).all()


def test_what_is_listed_has_the_chance_that_it_has_alone() -> None:
    doors = _doors()
    for stage in (table.FORMING, table.PREPARING):
        doors.months[stage, : len(table.ENTRIES)] = doors.months[stage, 0]
    options = _room()
    list_options(NETWORKS, _reach(), _guard(), doors, options)
    number = options.first[-1]
    origin, alone = np.repeat(NETWORKS, np.diff(options.first)), np.zeros(number)
    successes(_guard(), doors, origin, options.target[:number], options.way[:number], alone)
    assert np.array_equal(options.chance[:number], alone)
    assert number > 30
    assert (options.able[:number] > 0.0).all()


def test_the_same_in_python() -> None:
    origin, target, way, stage = _some_plots()
    number = len(origin)
    guard, doors = _guard(), _doors()
    assert_same_in_python(face, lambda: (guard, origin, target, way, stage, np.zeros((7, number))))
    assert_same_in_python(paces, lambda: (doors, origin, target, way, stage, np.zeros(number)))
    assert_same_in_python(successes, lambda: (guard, doors, origin, target, way, np.zeros(number)))
    assert_same_in_python(list_options, lambda: (NETWORKS, _reach(), guard, doors, _room()))


def test_choices_are_the_same_in_python() -> None:
    rng = np.random.default_rng(1)
    options = _listed()
    number = len(options.way)
    drawn, ln_able = rng.normal(size=(2, number))
    drawn[options.first[1] : options.first[2]] = -np.inf  # one network can choose nothing
    value, network, u = rng.normal(size=(len(NETWORKS), STATES)), rng.integers(0, 3, 40), rng.random(40)

    def weighing() -> tuple[Any, ...]:
        return options, value, drawn, ln_able, 1.5, np.zeros(number)

    scene = weighing()
    assert_same_in_python(weigh, weighing)
    weigh(*scene)
    target, way = np.empty((2, 40), np.int64)
    assert_same_in_python(choose, lambda: (options, np.exp(scene[-1]), network, u, target.copy(), way.copy()))


def test_what_plots_meet_is_what_stops_and_paces_are() -> None:
    origin, target, way, stage = standing = _some_plots()
    guard, doors, number = _guard(), _doors(), len(origin)
    hazards, pace = np.zeros((7, number)), np.zeros(number)
    face(guard, origin, target, way, stage, hazards)
    paces(doors, origin, target, way, stage, pace)
    below, hazard = np.zeros((7, number)), np.zeros((2, number))
    press(guard, doors, standing, below, hazard)
    assert np.array_equal(below, np.cumsum(hazards, axis=0))
    assert np.array_equal(hazard, [below[-1], pace])
    assert_same_in_python(
        press, lambda: (guard, doors, standing, np.zeros((7, number)), np.zeros((2, number)))
    )


def _fates() -> Fates:
    kinds = {"foiled": 3, "foiled_at": 3, "foiled_by": 7, "failed": 3, "entered": 4}
    counted = {name: np.zeros((STATES, width), np.int64) for name, width in kinds.items()}
    return Fates(strategy=table.STRATEGY_OF, **counted, alive=np.zeros(STATES, np.int64))


def _month_of_plots() -> tuple[Any, ...]:
    """Plots of every kind but those that enter where nobody has to, at even chances; over, rows and u are written."""
    _, target, way, stage = (ends[:].copy() for ends in _some_plots())
    met = np.flatnonzero((stage != table.ENTERING) | (way <= table.IRREGULAR))
    target, way, stage, number = target[met], way[met], stage[met], len(met)
    rng = np.random.default_rng(3)
    below, chance = np.cumsum(rng.random((7, number)), axis=0), rng.uniform(0.1, 0.6, (2, number))
    plots_now = np.arange(number) + 10_000, target, way, stage, rng.integers(1, 9, number)
    out = np.zeros(number, bool), np.zeros(number, np.int64), np.zeros(number)
    return plots_now, below, chance, (0.1, 0.7), 1, np.arange(5), 40, _fates(), *out


def test_every_plot_is_foiled_given_up_carried_out_or_goes_on() -> None:
    scene = _month_of_plots()
    before, fates, over = scene[0][3].copy(), scene[7], scene[8]
    attacks = pass_stages(*scene)
    _, target, way, stage, size = scene[0]
    assert attacks > 0
    assert fates.foiled.sum() == fates.foiled_at.sum() == fates.foiled_by.sum() > 0
    assert (fates.foiled_by.sum(axis=0) > 0).all()  # any stop can be the one
    assert fates.alive.sum() == np.count_nonzero(~over)
    assert fates.alive.sum() + fates.foiled.sum() + fates.failed.sum() + attacks == len(target)
    assert (stage[scene[9][:attacks]] > table.PREPARING).all()
    entered = (before == table.ENTERING) & (stage == table.PREPARING)
    assert fates.entered.sum() == size[entered].sum() > 0
    assert (stage[(before == table.FORMING) & (way > table.IRREGULAR)] != table.ENTERING).all()
    assert_same_in_python(pass_stages, _month_of_plots)


def test_no_more_are_killed_than_there_are_people() -> None:
    def attacks() -> tuple[Any, ...]:
        target, strategy = np.array([0, 0, 1, 3, 0]), np.array([0, 1, 2, 0, 0])
        counted = np.zeros((2, STATES, 3), np.int64), np.zeros((2, STATES), np.int64)
        attacked = Attacked(*counted[0], *counted[1])
        abroad = np.array([True, False, True, True, True])
        return target, strategy, abroad, np.array([90, 5, 8, 7, 0]), attacked, np.array([60, 50, 3, 0, 2])

    scene = attacks()
    assert_same_in_python(kill, attacks)
    kill(*scene)
    attacked, deaths = scene[4:]
    assert list(deaths) == [48, 40, 3, 0, 1]
    assert list(attacked.attacks[0]) == [2, 1, 0]
    assert list(attacked.deaths.sum(axis=1)) == [89, 3, 0, 0, 0]
    assert list(attacked.from_abroad) == [2, 1, 0, 1, 0]
    assert list(attacked.deaths_from_abroad) == [49, 3, 0, 0, 0]
