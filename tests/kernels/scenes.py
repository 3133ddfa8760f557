"""Small random scenes for the kernels, built in one place; and the comparison of a kernel with its Python body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from abm.kernels.changes import Changes, apply
from abm.kernels.departures import CHANNELS, Choice
from abm.kernels.journeys import Log, Rules, Service, Ways, travel
from abm.kernels.market import Markets, Networks, Offers
from abm.kernels.networks import Terms, befriend
from abm.kernels.table import Columns
from abm.kernels.transitions import MAXIMUM_RETURN_FACTOR, Rates, Surroundings, decide
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
        "preference": np.random.default_rng(seed + 1).uniform(1.0, 3.0, (4, states, states)),
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
        "barred": np.zeros((states, states)),
        "removal": np.zeros(states), "capacity": np.ones(states), "regularisation": np.zeros(states),
        "naturalisation_years": np.zeros(states), "naturalises": np.ones(states), "settles": np.ones(states, bool),
        "onward": np.ones((states, states)), "resettles": np.ones(states),
        "by_ground": np.ones((states, states), bool), "anywhere": np.ones(states, bool),
        "ceiling": np.full((states, states), MAXIMUM_RETURN_FACTOR),
    }  # fmt: skip
    return Surroundings(**(terms | fixed))


def changes(states: int = STATES) -> Changes:
    """An empty account of a month's transitions."""
    zeros = np.zeros
    return Changes(
        returned=zeros((states, 3), np.int64), left=zeros(states, np.int64), removed=zeros(states, np.int64),
        removed_home=zeros(states, np.int64), died=zeros(states, np.int64), overstays=zeros(states, np.int64),
        irregular_returns=zeros(states, np.int64), refugee_returns=zeros(states, np.int64),
        naturalised=zeros(states, np.int64), claims=zeros(states, np.int64),
        entries=zeros((states, CHANNELS), np.int64), arrivals=zeros((states, states), np.int64),
        flows=zeros((states, states, CHANNELS), np.int32),
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


def rules(edges: int = len(LINE), states: int = STATES, **fixed: Any) -> Rules:
    """Numbers of the process of journeys: some control, closed borders, some danger, nobody discouraged.

    Args:
        edges, states: E and S.
        fixed: what is different; one number for `control` or `detour` is that of every edge.
    """
    terms: dict[str, Any] = {
        "control": 0.5, "detour": 1.0, "open_to": np.zeros((states, states), bool), "unguarded": np.zeros(edges, bool),
        "free": np.zeros((states, states), bool), "encampment": np.full(states, 0.5),
        "speed": np.array([900.0, 2500.0, 1500.0]), "hazard": np.array([1.0, 0.8, 0.3]), "detention": 0.25,
        "discouraged": 0.0, "retry_cost": 0.25, "patience": 0.2, "credit": 0.3, "claim_forced": 0.5,
        "claim_unfounded": 0.06,
    }  # fmt: skip
    terms |= fixed
    for name in ("control", "detour"):
        terms[name] = np.broadcast_to(np.asarray(terms[name], float), edges).copy()
    return Rules(**terms)


ENOUGH = 2**40
"""Room at a border for whoever comes."""


def service(edges: int = len(LINE), **fixed: Any) -> Service:
    """What smugglers offer: 1000 dollars a crossing, room for all; one number is that of every edge."""
    terms: dict[str, Any] = {"price": 100_000, "room": ENOUGH, "evasion": 0.45, "abuse": 0.1}
    kinds: dict[str, type] = {"price": np.int32, "room": np.int64, "evasion": float, "abuse": float}
    given: dict[str, np.ndarray] = {
        name: np.asarray(value, kinds[name]) for name, value in (terms | fixed).items()
    }
    return Service(**{name: np.broadcast_to(value, edges).copy() for name, value in given.items()})


def journal(edges: int = len(LINE), states: int = STATES) -> Log:
    """An empty account of a month's journeys."""
    by_state = {"trafficked", "stranded", "claims", "overstays", "died", "fees", "balance"}
    shapes: dict[str, Any] = dict.fromkeys(by_state, states) | {
        "entries": (states, CHANNELS), "arrivals": (states, states), "home": (states, 3),
    }  # fmt: skip
    log = Log(**{name: np.zeros(shapes.get(name, edges), np.int64) for name in Log._fields})
    flows = np.zeros((states, states, CHANNELS), np.int32)
    return log._replace(face=np.full(edges, -1, np.int32), flows=flows)


TRAVEL_STREAMS = np.array([12, 13, 15, 14, 11, 28, 26, 27, 16])
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


def a_to_b(number: int, channel: Channel, **fixed: Any) -> MigrantTable:
    """People of A on their way to B, all for money."""
    alike = {"origin": 0, "location": 0, "destination": 1, "motive": 0.0, "channel": int(channel)}
    return travellers(number, **(alike | fixed))


def go(
    migrants: MigrantTable, circuit: Ways, terms: Rules, offer: Service | None = None, *, month: int = 0,
    months: int = 1,
) -> Log:  # fmt: skip
    """Let everybody on the way travel, with the same room every month; what happened in all months together."""
    log, offer = journal(len(circuit.tail)), offer or service(len(circuit.tail))
    for each in range(month, month + months):
        rows, monthly = migrants.with_status(Status.IN_TRANSIT), offer._replace(room=offer.room.copy())
        travel(rows, migrants.columns, migrants.census, circuit, terms, monthly, log, 1, TRAVEL_STREAMS, each)
    return log


BORDERS = sorted(edge[:2] for edge in LINE)
"""The edges of `LINE` in the order of the markets for smuggling."""


def markets(seed: int = 0, **fixed: Any) -> Markets:
    """Random markets of the edges of `BORDERS` and of papers for each state; one number is that of all."""
    rng, number = np.random.default_rng(seed), len(BORDERS) + STATES
    tail, head = np.array(BORDERS, np.int32).T
    terms: dict[str, Any] = {
        "tail": np.concatenate([tail, np.full(STATES, -1)]), "head": np.concatenate([head, np.arange(STATES)]),
        "cost": rng.uniform(50.0, 500.0, number), "penalty": rng.uniform(0.0, 300.0, number),
        "price": rng.uniform(100.0, 3000.0, number), "demand": rng.uniform(0.0, 3000.0, number),
        "queue": rng.uniform(0.0, 3000.0, number), "capacity": rng.uniform(0.0, 3000.0, number),
        "served": rng.uniform(1.0, 2000.0, number), "losses": rng.uniform(0.0, 1.0, number), "room": 0,
    }  # fmt: skip
    terms |= fixed
    kinds = {"tail": np.int32, "head": np.int32, "room": np.int64}
    return Markets(
        **{
            name: np.broadcast_to(np.asarray(terms.get(name, 0.0), kinds.get(name, float)), number).copy()
            for name in Markets._fields
        }
    )


def no_networks(rows: int = 16, *, routes: int = 4, allies: int = 4) -> tuple[Networks, Offers]:
    """Rows for networks, all free."""
    networks = Networks(
        uid=np.zeros(rows, np.int64), base=np.zeros(rows, np.int16), born=np.zeros(rows, np.int16),
        capital=np.zeros(rows, np.int64), technology=np.zeros(rows), abuse=np.zeros(rows),
        tied=np.zeros(rows, bool), allies=np.full((rows, allies), -1, np.int32),
    )  # fmt: skip
    names = (name for name in Offers._fields if name != "market")
    offers = {name: np.zeros((rows, routes)) for name in names}
    return networks, Offers(market=np.full((rows, routes), -1, np.int32), **offers)


def some_networks(number: int = 12, *, seed: int = 0, rows: int = 16) -> tuple[Networks, Offers]:
    """Random networks without allies in the first rows, each with one to four routes, none of them twice."""
    rng, (networks, offers) = np.random.default_rng(seed), no_networks(rows)
    networks.uid[:number] = rng.choice(2**40, number, replace=False) + 1
    networks.base[:number] = rng.integers(0, STATES, number)
    networks.capital[:number] = rng.integers(0, 10**8, number)
    networks.technology[:number] = rng.random(number)
    networks.abuse[:number] = rng.exponential(0.05, number)
    for n in range(number):
        chosen = rng.choice(len(BORDERS) + STATES, rng.integers(1, 5), replace=False)
        places = rng.permutation(4)[: len(chosen)]
        offers.market[n, places] = chosen
        for array, most in ((offers.capacity, 800.0), (offers.places, 800.0), (offers.served, 500.0)):
            array[n, places] = rng.uniform(1.0, most, len(chosen))
        for array in (offers.loss, offers.weight):
            array[n, places] = rng.random(len(chosen))
    return networks, offers


def trade(seed: int = 0, **fixed: Any) -> Terms:
    """What networks weigh routes by, in the markets of `BORDERS`."""
    rng, (tail, head) = np.random.default_rng(seed), np.array(BORDERS).T
    entering, numbers = np.argsort(head, kind="stable").astype(np.int32), np.arange(STATES + 1)
    terms: dict[str, Any] = {
        "retry": np.full(len(tail) + STATES, 0.25), "idle": 0.5, "margin": 0.2, "tie": 0.5, "noise": 0.3,
        "clearing": 0.3, "size": 400.0, "setup": 2.0, "taken": rng.uniform(0.0, 0.2, len(tail) + STATES),
        "onward": np.searchsorted(tail, numbers).astype(np.int32),
        "inward": np.searchsorted(head[entering], numbers).astype(np.int32), "entering": entering,
        "kin": rng.dirichlet(np.ones(STATES), STATES), "unit": 1.0, "abuse": 0.05, "belief": 0.2,
    }  # fmt: skip
    return Terms(**(terms | fixed))


def border(tail: int, head: int) -> int:
    """The number of an edge among `BORDERS`."""
    return BORDERS.index((tail, head))


def give_routes(offers: Offers, n: int, *wanted: int, loss: float = 0.1) -> None:
    """Give a network these routes and no others, with a hundred places each."""
    offers.market[n] = -1
    offers.market[n, : len(wanted)] = wanted
    offers.capacity[n] = np.where(offers.market[n] >= 0, 100.0, 0.0)
    offers.loss[n] = np.where(offers.market[n] >= 0, loss, 0.0)


def make_allies(networks: Networks, n: int, other: int) -> None:
    """Let two networks be allies."""
    befriend(networks, n, other)
    befriend(networks, other, n)


def some_trade(seed: int = 5) -> tuple[Networks, Offers, Markets, Terms]:
    """Random networks, allied in a ring, in random markets."""
    networks, offers = some_networks(seed=seed)
    for n in range(0, 10, 2):
        make_allies(networks, n, n + 1)
        make_allies(networks, n, (n + 5) % 12)
    return networks, offers, markets(seed), trade(seed)


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
