"""Small random scenes for the kernels, built in one place; and the comparison of a kernel with its Python body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from abm.kernels.changes import Changes, apply
from abm.kernels.departures import CHANNELS, Choice
from abm.kernels.journeys import Log, Rules, Ways
from abm.kernels.table import Columns
from abm.kernels.transitions import Rates, Surroundings, decide
from abm.migrants.table import MigrantTable
from abm.parameters import Parameters
from abm.statuses import Channel, Status
from abm.world.circuit import next_edges

STATES = 5
SURE = 1e-4
"""A chi-square below this share of chances is no accident; the draws of a test are always the same."""


def table(states: int = STATES, rows: int = 64) -> MigrantTable:
    """An empty table of states A, B, C and so on."""
    return MigrantTable(tuple(chr(ord("A") + place) for place in range(states)), 100, rows)


def people(number: int, *, seed: int = 0, states: int = STATES, **fixed: Any) -> MigrantTable:
    """A table of random migrants, some of whose columns are given."""
    rng = np.random.default_rng(seed)
    values: dict[str, Any] = {
        "uid": rng.choice(2**40, number, replace=False), "origin": rng.integers(0, states, number),
        "location": rng.integers(0, states, number), "destination": rng.integers(0, states, number),
        "status": rng.integers(0, 13, number), "channel": rng.integers(0, CHANNELS, number),
        "skill": rng.integers(0, 3, number), "motive": rng.random(number), "birth": -rng.integers(216, 900, number),
        "since": rng.integers(0, 24, number), "arrived": -rng.integers(0, 200, number),
        "savings": rng.integers(0, 3_000_000, number),
    }  # fmt: skip
    values |= {name: np.broadcast_to(np.asarray(value), number).copy() for name, value in fixed.items()}
    filled = table(states, number)
    filled.admit(**values)
    return filled


def held(migrants: MigrantTable) -> np.ndarray:
    """The rows that hold somebody."""
    return np.flatnonzero(migrants.columns.status[: migrants.used] != 255)


def choice(seed: int = 0, states: int = STATES, level: float = 0.02, **fixed: Any) -> Choice:
    """Random terms of utility; `level` is about the weight of an option against staying at 1."""
    rng = np.random.default_rng(seed)
    pair = rng.uniform(0.5, 1.5, (states, states))
    np.fill_diagonal(pair, 0.0)
    free = rng.random((states, states)) < 0.2
    np.fill_diagonal(free, False)
    terms = {
        "pair": pair, "family_tie": rng.uniform(1.0, 2.0, (states, states)),
        "origin": rng.uniform(0.5, 1.5, (states, 3)) * level, "destination": rng.uniform(0.5, 1.5, (3, states)),
        "channel": rng.uniform(0.0, 1.0, (3, CHANNELS, states)), "claim": rng.random(states), "free": free,
        "access": rng.random((states, states)), "risk": rng.random((3, states, states)),
        "afford": rng.random((states, 3, 4, states)),
    }  # fmt: skip
    return Choice(**(terms | fixed))


def rates(**changed: float) -> Rates:
    """The default hazards, some of them changed."""
    declared = Parameters().transitions
    return Rates(**({name: getattr(declared, name) for name in Rates._fields} | changed))


NO_RATES: dict[str, float] = dict.fromkeys(Rates._fields, 0.0)
"""Nothing ever happens: every hazard, probability and slope is zero."""


def surroundings(states: int = STATES, **fixed: Any) -> Surroundings:
    """Equal wages, peace, no removal and no regularisation, unless said otherwise."""
    terms: dict[str, Any] = {
        "ln_wage": np.zeros((states, 3)), "conflict": np.zeros(states), "reentry": np.zeros((states, states)),
        "removal": np.zeros(states), "capacity": np.ones(states), "regularisation": np.zeros(states),
        "naturalisation_years": np.zeros(states), "settles": np.ones(states, bool),
        "onward": np.ones((states, states)), "resettles": np.ones(states),
        "by_ground": np.ones((states, states), bool), "anywhere": np.ones(states, bool),
    }  # fmt: skip
    return Surroundings(**(terms | fixed))


def changes(states: int = STATES) -> Changes:
    """An empty account of a month's transitions."""
    zeros = np.zeros
    return Changes(
        returned=zeros((states, 3), np.int64), left=zeros(states, np.int64), removed=zeros(states, np.int64),
        removed_home=zeros(states, np.int64), died=zeros(states, np.int64), overstays=zeros(states, np.int64),
        naturalised=zeros(states, np.int64), claims=zeros(states, np.int64),
        entries=zeros((states, CHANNELS), np.int64), arrivals=zeros((states, states), np.int64),
        balance=zeros(states, np.int64),
    )  # fmt: skip


def pass_month(
    migrants: MigrantTable, month: int, hazards: Rates, around: Surroundings, *, seed: int = 1
) -> tuple[np.ndarray, Changes]:
    """Let a month's transitions happen to everybody who is awake; the decisions and the account of them."""
    rows = np.flatnonzero(migrants.columns.wake[: migrants.used] <= month)
    decisions = np.empty((len(rows), 2), np.int32)
    streams, log = np.array([17, 18, 19, 20]), changes(len(migrants.codes))
    decide(rows, len(rows), migrants.columns, hazards, around, seed, streams, month, decisions)
    apply(rows, len(rows), decisions, migrants.columns, migrants.census, log, month)
    return decisions, log


def ways(
    edges: list[tuple[int, int, float]], states: int = STATES, *, hazard: float = 0.01, cost: int = 5_000
) -> Ways:
    """A circuit of edges (tail, head, km), the shortest way taken by every kind of traveller."""
    tail, head = (np.array([edge[end] for edge in edges], np.int32) for end in (0, 1))
    distance = np.array([edge[2] for edge in edges])
    ahead = next_edges(tail, head, distance, states)
    number = len(edges)
    return Ways(
        tail, head, distance, np.full(number, cost, np.int32), np.full(number, hazard), np.stack([ahead] * 3)
    )


LINE = [
    (place, place + step, 500.0) for step in (1, -1) for place in range(STATES) if 0 <= place + step < STATES
]
"""Edges of 500 km between neighbours, A - B - C - D - E, there and back."""


def rules(states: int = STATES, **fixed: Any) -> Rules:
    """Numbers of the process of journeys: some control, closed borders, some danger."""
    terms: dict[str, Any] = {
        "control": np.full(states, 0.5), "detour": np.ones(states), "open_to": np.zeros((states, states), bool),
        "free": np.zeros((states, states), bool), "encampment": np.full(states, 0.5),
        "fee": np.full((states, states), 100_000, np.int32), "speed": np.array([900.0, 2500.0, 1500.0]),
        "evasion": np.array([0.0, 0.45, 1.0]), "hazard": np.array([1.0, 0.8, 0.3]), "trafficking": 0.1,
        "detention": 0.25, "retry_cost": 0.25, "claim_forced": 0.5, "claim_unfounded": 0.06,
    }  # fmt: skip
    return Rules(**(terms | fixed))


def journal(edges: int, states: int = STATES) -> Log:
    """An empty account of a month's journeys."""
    shapes: dict[str, Any] = {
        "crossings": edges, "attempts": edges, "interdictions": edges, "deaths": edges,
        "entries": (states, CHANNELS),
        "arrivals": (states, states), "home": (states, 3), "smugglers": 1,
    }  # fmt: skip
    return Log(**{name: np.zeros(shapes.get(name, states), np.int64) for name in Log._fields})


TRAVEL_STREAMS = np.array([12, 13, 15, 14, 11, 16])
ON_THE_GROUND = (Channel.FLIGHT, Channel.ALONE, Channel.SMUGGLED)


def travellers(number: int, *, seed: int = 0, **fixed: Any) -> MigrantTable:
    """People at home who have set out for another state on the ground."""
    rng = np.random.default_rng(seed)
    origin = rng.integers(0, STATES, number)
    settings: dict[str, Any] = {
        "origin": origin, "location": origin, "destination": (origin + rng.integers(1, STATES, number)) % STATES,
        "status": int(Status.IN_TRANSIT), "channel": rng.choice([int(way) for way in ON_THE_GROUND], number),
    }  # fmt: skip
    return people(number, seed=seed, **(settings | fixed))


def _arrays(value: Any) -> list[np.ndarray]:
    """Every array and number in arguments of a kernel, records opened."""
    if isinstance(value, MigrantTable):
        return _arrays(value.columns) + _arrays(value.census)
    if isinstance(value, tuple):
        return [array for part in value for array in _arrays(part)]
    return [np.asarray(value)]


def assert_same(first: Any, second: Any) -> None:
    """The same bits in every array."""
    for one, other in zip(_arrays(first), _arrays(second), strict=True):
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def assert_same_in_python(kernel: Any, scene: Callable[[], tuple[Any, ...]]) -> None:
    """A compiled kernel and its Python body give the same bits, returned and written, in equal scenes."""
    compiled, interpreted = scene(), scene()
    assert_same(kernel(*compiled), kernel.py_func(*interpreted))
    assert_same(compiled, interpreted)


def record_of(migrants: MigrantTable) -> Columns:
    """A copy of the columns."""
    return Columns(*(column.copy() for column in migrants.columns))
