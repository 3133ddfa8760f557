"""The first stock: those who already live abroad in the first month."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from abm.kernels.departures import LARGEST_ORDINAL
from abm.kernels.first_stock import FirstShares, first_identities, first_papers, first_skills, first_statuses
from abm.migrants.table import MigrantTable
from abm.migrants.traits import draws, leaving_age
from abm.parameters.people import People
from abm.refusal import Refusal
from abm.statuses import Channel, Status
from abm.streams import Stream

BEFORE = -1
"""The month of departure in the identity of those who were abroad before the first month."""

_LONGEST_STAY = 50.0
_BATCH = 1_000_000


def whole_agents(persons: np.ndarray, persons_per_agent: int, seed: int) -> np.ndarray:
    """Corridor stocks in whole agents, by systematic rounding: int64 [S, S].

    Along the origins of each destination (column) the cumulative stock is cut at u, u + 1, ... agents
    with one draw u for a
    destination: every corridor keeps its expected size, and each destination's total is off by less than one agent.
    """
    states = persons.shape[0]
    u = draws(seed, Stream.FIRST_STOCK, 0, np.arange(states), 0)
    edges = np.floor(np.cumsum(persons / persons_per_agent, axis=0) + u[None, :]).astype(np.int64)
    return np.diff(edges, axis=0, prepend=np.zeros((1, states), np.int64))


def settle_first_stock(
    table: MigrantTable,
    stocks: tuple[np.ndarray, np.ndarray],
    hosts: dict[str, np.ndarray],
    rule: People,
    seed: int,
) -> None:
    """Fill the table with those abroad at the start, their traits drawn from the distributions of `People`.

    Args:
        table: an empty table.
        stocks: persons by origin and destination: all migrants, and the recognised refugees among them; float64 [S, S].
        hosts: by state: `settles` (bool, naturalisation exists), `years` before it, `encampment`, `high` and `low`
            (shares of skill among the residents, as origins).
        rule: distributions.
        seed: of the run.

    Raises:
        Refusal: a corridor is too large for the number of persons per agent.
    """
    refugees = np.minimum(stocks[1], stocks[0])
    counts = [
        whole_agents(people, table.persons_per_agent, seed) for people in (stocks[0] - refugees, refugees)
    ]
    if max(count.max(initial=0) for count in counts) > LARGEST_ORDINAL // 2:
        raise Refusal(f"a corridor has more than {LARGEST_ORDINAL // 2:,} agents; raise persons_per_agent")
    table.reserve(int(sum(count.sum() for count in counts)))
    for refugee, count in enumerate(counts):
        for origin, destination, number in _batches(count):
            ordinal = number + refugee * (LARGEST_ORDINAL // 2)
            uid = np.empty(len(origin), np.int64)
            first_identities(origin, destination, ordinal, int(Channel.FIRST_STOCK), BEFORE, uid)
            _settle(table, uid, (origin, destination), (seed, bool(refugee)), hosts=hosts, rule=rule)


def _batches(count: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Origins, destinations and ordinals of all agents, a million or so at a time to spare memory."""
    origin, destination = np.nonzero(count)
    repeats = count[origin, destination]
    batch = np.cumsum(repeats) // _BATCH
    for number in np.unique(batch):
        chosen = batch == number
        times = repeats[chosen]
        first = np.cumsum(times) - times
        ordinal = np.arange(times.sum()) - np.repeat(first, times)
        yield np.repeat(origin[chosen], times), np.repeat(destination[chosen], times), ordinal


def _settle(
    table: MigrantTable,
    uid: np.ndarray,
    ends: tuple[np.ndarray, np.ndarray],
    kind: tuple[int, bool],
    *,
    hosts: dict[str, np.ndarray],
    rule: People,
) -> None:
    seed, refugee = kind
    origin, destination = ends
    u = [draws(seed, Stream.FIRST_STOCK, 1, uid, option) for option in range(5)]
    stay = np.negative(np.log(u[0], out=u[0]), out=u[0])
    stay *= rule.mean_stay_at_start
    np.minimum(stay, _LONGEST_STAY, out=stay)
    age = np.minimum(leaving_age(rule, u[1]) + stay, 95.0)
    others = np.maximum(1.0 - hosts["high"], 1e-9)
    odds = hosts["high"] / others * rule.selection
    high = odds / (1.0 + odds)
    skill, status = np.empty((2, len(uid)), np.uint8)
    first_skills(u[2], origin, hosts["low"] * (1.0 - high) / others, high, skill)
    if refugee:
        camp = u[3] < hosts["encampment"][destination]
        status[:] = np.where(camp, Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED)
    else:
        first_statuses(u[3], u[4], stay, destination, hosts["settles"], hosts["years"], _shares(rule), status)
    arrived, birth, citizenship = np.empty((3, len(uid)), np.int16)
    first_papers(stay, age, status, origin, destination, arrived, birth, citizenship)
    channel, motive = (
        np.broadcast_to(value, len(uid)) for value in (int(Channel.FIRST_STOCK), float(refugee))
    )
    table.admit(
        uid=uid, origin=origin, location=destination, destination=destination, status=status, skill=skill,
        channel=channel, motive=motive, birth=birth, since=arrived, arrived=arrived, citizenship=citizenship,
    )  # fmt: skip


def _shares(rule: People) -> FirstShares:
    return FirstShares(
        rule.irregular_at_start, rule.overstayed_at_start, rule.students_at_start, rule.temporary_at_start,
        rule.naturalised_at_start,
    )  # fmt: skip
