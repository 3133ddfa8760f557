"""The pass over people abroad: the compiled kernel is its Python body."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from abm.kernels.diasporas import (
    EXCLUDED,
    NATURALISED,
    SKILLED,
    TIES,
    WAGES,
    Accounts,
    Around,
    Attempts,
    Levers,
    Lobbying,
    Moods,
    Rows,
    Rules,
    Spending,
    act,
    collect,
    engage,
    follow,
    grow_and_weigh,
    lobby,
    look_over,
    mobilise,
    moods,
    receive,
    renew,
    spend,
    volunteer,
)
from abm.kernels.table import FREE, Census
from abm.migrants.table import MigrantTable
from abm.statuses import Status
from tests.kernels.scenes import STATES, assert_same_in_python


def _table(number: int) -> MigrantTable:
    rng = np.random.default_rng(4)
    table = MigrantTable(("AAA", "AAB", "AAC"), 100)
    table.admit(
        uid=np.arange(1, number + 1), origin=rng.integers(0, 3, number), location=rng.integers(0, 3, number),
        destination=np.zeros(number, int), channel=np.zeros(number, int), status=rng.integers(0, 13, number),
        skill=rng.integers(0, 3, number), arrived=rng.integers(-400, 30, number),
    )  # fmt: skip
    table.columns.status[:5] = FREE
    return table


def test_the_kernel_is_its_python_body_and_counts_those_in_the_stock() -> None:
    table = _table(400)
    wage = np.random.default_rng(5).random((3, 16, 3))
    decay = 0.5 ** (np.arange(300) / 240)
    compiled, plain = np.zeros((2, 5, 3, 3))
    look_over(table.columns, table.used, wage, decay, 25, compiled)
    look_over.py_func(table.columns, table.used, wage, decay, 25, plain)
    np.testing.assert_allclose(compiled, plain)
    assert (np.diagonal(plain, axis1=1, axis2=2) == 0).all()
    counted = table.recount()
    assert (plain[0] <= counted.stock).all()
    abroad = plain[NATURALISED].sum() + plain[EXCLUDED].sum()
    columns = table.columns
    there = np.isin(columns.status, (Status.NATURALISED, Status.IRREGULAR, Status.OVERSTAYER))
    skilled = (columns.skill == 2) & (columns.location != columns.origin) & (columns.status < 13)
    assert 0 < plain[SKILLED].sum() <= skilled.sum()
    assert abroad == (there & (columns.location != columns.origin)).sum() > 50


def test_ties_fade_with_time_away_and_wages_are_those_of_status_and_skill() -> None:
    table = MigrantTable(("AAA", "AAB", "AAC"), 100)
    table.admit(
        uid=np.arange(1, 3), origin=np.zeros(2, int), location=np.ones(2, int), destination=np.ones(2, int),
        channel=np.zeros(2, int), status=np.full(2, int(Status.PERMANENT)), skill=np.array([0, 2]),
        arrived=np.array([-7, 20]),
    )  # fmt: skip
    wage, out = np.random.default_rng(5).random((3, 16, 3)), np.zeros((5, 3, 3))
    look_over(table.columns, table.used, wage, 0.5 ** (np.arange(300) / 240), 25, out)
    assert out[TIES, 0, 1] == 0.5 ** (32 / 240) + 0.5 ** (5 / 240)
    assert out[WAGES, 0, 1] == wage[1, Status.PERMANENT, [0, 2]].sum()
    assert out[SKILLED, 0, 1] == 1
    assert (out[TIES] > 0).sum() == 1


def rows_of(number: int, states: int = STATES) -> tuple[np.ndarray, Rows]:
    """A table of `number` random diasporas, and the rows of some of them."""
    rng = np.random.default_rng(7)
    whole = {
        "origin": rng.integers(0, states, number), "host": rng.integers(0, states, number),
        "funds": rng.integers(0, 10**7, number),
    }  # fmt: skip
    large = {name: rng.uniform(0.0, 1e6, number) for name in ("size", "descendants", "wage", "income")}
    shares = {name: rng.random(number) for name in Rows._fields if name not in whole and name not in large}
    shares["orientation"] = rng.uniform(-1.0, 1.0, number)
    return np.flatnonzero(rng.random(number) < 0.8), Rows(**whole, **large, **shares)


def test_a_month_is_the_same_in_python() -> None:
    rng, number = np.random.default_rng(8), 40
    stock, columns = rng.integers(0, 900, (STATES, STATES)), rng.random((7, STATES))
    census = Census(np.zeros((STATES, 16, 3), np.int64), stock, stock // 2)
    output, at_war = rng.uniform(1.0, 1e9, STATES), rng.random(STATES) < 0.5
    weights = Moods(*rng.random(len(Moods._fields)))

    def scene(*rest: Any) -> Callable[[], tuple[Any, ...]]:
        return lambda: (*rows_of(number), *copy.deepcopy(rest))

    counts = tuple(np.zeros((5, STATES), np.int64))
    attempts, streams = Attempts(0.9, 0.8, 0.5, 0.6, 0.99), np.array([3, 4])
    assert_same_in_python(renew, scene(stock, 100, columns[0], 0.99))
    length = len(rows_of(number)[0])
    assert_same_in_python(moods, scene(weights, Around(*columns), census, 100.0, np.zeros((3, length))))
    grown = 100, columns[0], 0.99, weights, Around(*columns), census, 100.0, np.zeros((3, length))
    assert_same_in_python(grow_and_weigh, scene(*grown))
    assert_same_in_python(follow, scene(rng.random((3, length)), np.full(length, 0.1), 0.2, (0.3, 0.4)))
    assert_same_in_python(mobilise, scene(attempts, columns[0], 5, streams, 9, *counts[:2]))
    assert_same_in_python(collect, scene(0.02, 0.1, counts[0]))
    assert_same_in_python(spend, scene(Spending(0.1, 0.5, 0.5, 0.2), at_war, columns[0], Accounts(*counts)))
    assert_same_in_python(
        lobby, scene(Lobbying(0.5, 0.01, 0.001), output / 10.0, output, 0.1, counts[0], counts[1])
    )
    assert_same_in_python(volunteer, scene(at_war, np.zeros(STATES)))
    assert_same_in_python(engage, scene(np.zeros(STATES)))


def test_a_month_of_acts_is_the_same_in_python() -> None:
    rng, number = np.random.default_rng(9), 40
    columns, at_war = rng.uniform(0.0, 1.0, (6, STATES)), rng.random((2, STATES)) < 0.5
    counts = tuple(np.zeros((8, STATES), np.int64))
    rules = Rules(
        Attempts(0.9, 0.8, 0.5, 0.6, 0.99), 0.02, Spending(0.1, 0.5, 0.5, 0.2), Lobbying(0.5, 0.01, 0.001)
    )
    states = Levers(columns[0], columns[1], at_war[0], at_war[1], columns[2] * 1e7, columns[3] * 1e9)

    def acting() -> tuple[Any, ...]:
        accounts, counted = Accounts(*copy.deepcopy(counts[:5])), copy.deepcopy(counts[5:])
        draws = 5, np.array([3, 4]), 9
        return *rows_of(number), rules, states, draws, 0.1, accounts, counted, *np.zeros((2, STATES))

    assert_same_in_python(act, acting)
    received = tuple(rng.integers(0, 10**6, (3, STATES)))
    home = rng.integers(0, 10_000, (STATES, 3)), rng.uniform(10.0, 100.0, (STATES, 3))
    assert_same_in_python(
        receive, lambda: (received, columns[4] * 1e4, home, columns[5], 0.01, 0.08, 0.001, columns[0].copy(),
                          tuple(np.zeros((3, STATES)))),
    )  # fmt: skip
