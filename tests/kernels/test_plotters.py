"""Plotters: as many begin plots as are counted, of people who are there; the kernels are their Python bodies."""

from __future__ import annotations

from typing import Any

import numpy as np

from abm.kernels import plotters
from abm.kernels.plotters import Abroad, Watch, background, begin_plots, describe, keep_watch, mistake
from abm.streams import Stream
from abm.terrorists import table
from tests.kernels.scenes import STATES, assert_same_in_python

RNG = np.random.default_rng(5)
SHARES = RNG.random((8, STATES))
SOME, COUNT = np.array([0, 3, STATES + 1, STATES + 4, 2 * STATES + 2]), np.array([2, 1, 40, 30, 3])
WATCH = Watch(0.1, 0.3, 0.4, 0.5, 0.6)
STREAMS = np.array([Stream.PLOT_ORIGIN, Stream.PLOT_SIZE])


def _abroad() -> Abroad:
    """Nobody from the first state lives in the second, and only descendants of its people in the last."""
    stock = np.random.default_rng(1).integers(1, 9, (STATES, STATES))
    stock[0, 1] = stock[0, -1] = 0
    place = np.full((STATES, STATES), -1)
    place[0, -1], place[2, 1] = 1, 0
    return Abroad(stock, 100.0, place, np.array([50.0, 700.0]))


def _beginning() -> tuple[Any, ...]:
    plots = np.zeros((4, COUNT.sum()), np.int64)
    return SOME, COUNT, 7, 4096, _abroad(), 1, int(Stream.PLOT_ORIGIN), *plots


def _described() -> tuple[Any, ...]:
    scene = _beginning()
    begin_plots(*scene)
    number = COUNT.sum()
    begun = np.zeros((STATES, 3), np.int64)
    return (
        scene[7:],
        _abroad(),
        1,
        STREAMS,
        7,
        table.STRATEGY_OF,
        begun,
        np.zeros(number, bool),
        np.zeros(number),
    )


def _mistaken() -> tuple[Any, ...]:
    coming = SHARES[5] * 1e4, np.random.default_rng(2).integers(0, 9, (STATES, 11)), 100
    told, rates = (SHARES[3], SHARES[4], 2.0), (0.01, 0.02, 0.03)
    return (SHARES[0], SHARES[1], SHARES[2]), told, coming, SHARES[6] * 1e4, rates, *np.ones((2, STATES))


def test_a_number_means_what_it_means_in_the_table() -> None:
    ways = plotters._RESIDENT, plotters._BACKGROUND, plotters._NATIVE
    assert ways == (table.RESIDENT, table.BACKGROUND, table.NATIVE)


def test_plots_are_as_many_as_are_counted_and_of_people_who_are_there() -> None:
    scene = _beginning()
    alone = begin_plots(*scene)
    uid, origin, target, way = scene[7:]
    kind, state = np.divmod(np.repeat(SOME, COUNT), STATES)
    assert alone == np.count_nonzero(kind < 2)
    assert len(set(uid)) == len(uid)
    np.testing.assert_array_equal(uid // 4096, 7 * 3 * STATES + kind * STATES + state)
    np.testing.assert_array_equal(target, state)
    np.testing.assert_array_equal(way == table.BACKGROUND, kind == 1)
    np.testing.assert_array_equal(origin[kind != 1], state[kind != 1])
    assert not np.isin(0, origin[(kind == 1) & (state == 1)])
    assert np.isin(0, origin[(kind == 1) & (state == STATES - 1)])


def test_origins_are_drawn_by_the_people_of_each_in_the_target() -> None:
    people, number, state = _abroad(), 4000, 1
    plots = np.zeros((4, number), np.int64)
    some, count = np.array([STATES + state]), np.array([number])
    begin_plots(some, count, 7, 4096, people, 1, int(Stream.PLOT_ORIGIN), *plots)
    share = np.array([background(people, other, state)[1] for other in range(STATES)])
    share /= share.sum()
    found = np.bincount(plots[1], minlength=STATES) / number
    assert (np.abs(found - share) <= 4.0 * np.sqrt(share * (1.0 - share) / number)).all()


def test_who_is_of_a_diaspora_without_emigrants_was_born_in_the_host() -> None:
    scene = _described()
    describe(*scene)
    (_, origin, target, way), begun, abroad = scene[0], scene[6], scene[7]
    assert begun.sum() == len(way)
    assert not abroad[way == table.NATIVE].any()
    settled = way == table.BACKGROUND
    assert not abroad[settled & (origin == 0) & (target == STATES - 1)].any()
    assert abroad[settled & (origin != 0) & (target == STATES - 1)].all()


def test_the_same_in_python() -> None:
    assert_same_in_python(begin_plots, _beginning)
    assert_same_in_python(describe, _described)
    levers = SHARES[0], SHARES[1], SHARES[2], SHARES[3]
    assert_same_in_python(keep_watch, lambda: (levers, *SHARES[4:7], WATCH, 0.2, np.empty((6, STATES))))
    given = _mistaken()
    assert_same_in_python(mistake, lambda: (*given[:5], given[5].copy(), given[6].copy()))
