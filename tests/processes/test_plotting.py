"""Plotting: how a plot passes its stages, and where no way leads."""

from __future__ import annotations

import numpy as np

from abm.kernels.plots import Options
from abm.kernels.plotters import background
from abm.processes.plotting import (
    Standing,
    abroad,
    appeal,
    chosen,
    doors_of,
    guard_of,
    hazards,
    pace,
    success,
)
from abm.results.politics import political_values
from abm.scene import Scene
from abm.terrorists.table import BACKGROUND, ENTERING, IRREGULAR, RESIDENT, STAGES, WAYS
from abm.world.routes import KM
from tests.laws.small_world import model_of, process_of, small


def _scene() -> Scene:
    """A small world of whose states most have a network."""
    many = {"recruits_home": 3e-4, "recruits_abroad": 3e-4}
    return model_of(small(parameters={"terrorism": many}), months=4).scene


def test_nobody_enters_irregularly_where_no_way_leads() -> None:
    scene = model_of().scene
    ways = scene.routes.path[0, KM]
    origin, target = (ends[:1] for ends in np.nonzero(np.isfinite(ways) & (ways > 0.0)))
    plot = Standing(origin, target, np.array([IRREGULAR]), np.array([ENTERING]))
    assert pace(doors_of(scene), plot)[0] > 0
    ways[origin, target] = np.inf
    assert pace(doors_of(scene), plot)[0] == 0


def test_borders_stop_plots_of_earlier_months_when_no_network_begins_one() -> None:
    alone = {"recruits_home": 3e-4, "operations": 0.0, "homegrown": 0.0}
    model = model_of(small(parameters={"terrorism": alone}), months=1)
    scene, process = model.scene, process_of(model, "terrorism")
    scene.start_month()
    plots, many = scene.terrorists.plots, 400
    assert not (plots.way == IRREGULAR).any()
    same = {
        name: np.full(many, value)
        for name, value in (("origin", 0), ("target", 1), ("way", IRREGULAR), ("size", 2))
    }
    plots.add(uid=np.arange(many) + 10**9, abroad=np.ones(many, bool), **same)
    plots.stage[plots.way == IRREGULAR] = ENTERING
    process.step(scene)
    assert scene.tally.plots_begun.sum() == 0
    assert political_values(scene)["foiled_by_border"].sum() > 0


def test_what_a_network_can_choose_is_what_it_has_people_for() -> None:
    scene = _scene()
    origin = int(np.flatnonzero(scene.terrorists.alive)[0])
    guard, doors = guard_of(scene), doors_of(scene)
    options, _ = appeal(scene, guard, doors, np.array([origin]))
    members = scene.terrorists.members[origin]
    for target in range(len(scene.world)):
        ways = set(options.way[options.target == target].tolist())
        elsewhere = target != origin
        assert (set(range(RESIDENT)) <= ways) == (elsewhere and members[origin] > 0.0)
        assert (RESIDENT in ways) == (elsewhere and members[target] > 0.0)
        people = background(abroad(scene), origin, target)[1]
        assert (BACKGROUND in ways) == (elsewhere and people > 0.0)
    whose = np.full(len(options.way), origin)
    np.testing.assert_array_equal(options.chance, success(guard, doors, whose, options.target, options.way))


def test_success_is_the_product_over_stages_of_what_pace_and_hazards_make_of_them() -> None:
    scene = _scene()
    guard, doors = guard_of(scene), doors_of(scene)
    origin, target, way = (ends.ravel() for ends in np.indices((9, 9, len(WAYS))))
    expected = np.ones(len(origin))
    for stage in range(len(STAGES)):
        standing = Standing(origin, target, way, np.full(len(origin), stage))
        through = pace(doors, standing)
        against = hazards(guard, standing).sum(axis=0) + scene.parameters.terrorism.given_up
        passes = (stage != ENTERING) | (way <= IRREGULAR)
        expected *= np.where(passes, through / (through + against), 1.0)
    np.testing.assert_array_equal(success(guard, doors, origin, target, way), expected)


def test_a_logit_chooses_in_proportion_and_says_where_nothing_can_be_chosen() -> None:
    first, ones = np.array([0, 2, 2, 3]), np.ones(3)
    options = Options(first, np.array([0, 1, 1]), np.array([1, 4, 5]), ones, ones)
    utility = np.array([np.log(3.0), 0.0, -np.inf])
    network = np.concatenate([np.zeros(2000, np.int64), [1, 2]])
    target, way = chosen(options, utility, network, (np.arange(2002) + 0.5) / 2002)
    assert way[-2:].tolist() == [-1, -1]
    assert np.bincount(target[:-2]).tolist() == [1502, 498]
    assert set(zip(target[:-2].tolist(), way[:-2].tolist(), strict=True)) == {(0, 1), (1, 4)}
