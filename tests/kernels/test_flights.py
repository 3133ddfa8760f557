"""Journeys by air: papers go to as many as there is room for, everybody is counted once, and money is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.flights import Air, Papers, fly, sell_papers
from abm.kernels.journeys import Log
from abm.kernels.table import FREE, land
from abm.migrants.table import MigrantTable
from abm.statuses import Channel, Status
from tests.kernels.scenes import STATES, assert_same, assert_same_in_python, journal, travellers

PAIRS = STATES * STATES
STREAMS = np.array([26, 27, 28, 29, 16])
BY_AIR = (Channel.ASYLUM, Channel.SHORT_STAY, Channel.FORGED)
seeds = st.integers(0, 300)


def _flyers(seed: int, number: int = 80, **fixed: Any) -> MigrantTable:
    channel = np.random.default_rng(seed).choice([int(one) for one in BY_AIR], number)
    since = np.random.default_rng(seed).integers(0, 5, number)
    return travellers(number, seed=seed, **({"channel": channel, "since": since} | fixed))


def _air() -> Air:
    edge = np.arange(PAIRS, dtype=np.int32).reshape(STATES, STATES)
    cost = np.where(edge % 7 == 3, np.inf, 10.0 * edge)
    return Air(edge, cost, np.zeros(PAIRS, np.int64), np.zeros(PAIRS, np.int64))


def _papers(room: int = 3, **fixed: Any) -> Papers:
    terms: dict[str, Any] = {
        "price": np.full(STATES, 900_000, np.int32), "room": np.full(STATES, room, np.int64),
        "found": np.linspace(0.0, 0.8, STATES), "impatience": 0.3, "claim_unfounded": np.float32(0.1),
        "claim_more": np.float32(0.6),
    }  # fmt: skip
    return Papers(**(terms | fixed))


def _log() -> Log:
    by_market = {name: np.zeros(STATES, np.int64) for name in ("came", "queued", "served", "lost", "paid")}
    return journal(PAIRS)._replace(face=np.full(STATES, -1, np.int32), **by_market)


def _flight(seed: int, room: int) -> tuple[Any, ...]:
    migrants = _flyers(seed)
    rows = np.flatnonzero(migrants.columns.status != FREE)
    return rows, migrants.columns, migrants.census, _air(), _papers(room), _log(), 1, STREAMS, 4


@given(seeds, st.integers(0, 30))
def test_everybody_arrives_waits_or_is_home_again(seed: int, room: int) -> None:
    scene = _flight(seed, room)
    rows, columns, census, air, papers, log = scene[:6]
    before, waiting = columns.savings[rows].sum(dtype=np.int64), columns.channel[rows] == Channel.FORGED
    fly(*scene)
    status = columns.status[rows]
    assert (
        log.entries.sum()
        == np.isin(status, (Status.ASYLUM_SEEKER, Status.OVERSTAYER, Status.IRREGULAR)).sum()
    )
    assert log.home.sum() == (status == FREE).sum()
    assert not (status[~waiting] == FREE).any()
    held = columns.savings[rows].sum(dtype=np.int64) + log.balance.sum() + log.paid.sum()
    assert held == before
    assert log.claims.sum() == (status == Status.ASYLUM_SEEKER).sum()
    assert air.clients.sum() == log.served.sum() == log.attempts.sum() == log.crossings.sum()
    assert log.interdictions.sum() == log.lost.sum()
    assert air.fees.sum() == log.paid.sum() == log.fees.sum() == 900_000 * log.served.sum()
    np.testing.assert_array_equal(papers.room + log.served, room)
    assert (papers.room[log.queued > 0] == 0).all()
    assert ((log.face >= 0) == (log.queued > 0)).all()
    counted = MigrantTable.recount(_table_of(columns, census))
    assert_same(counted, census)


def _table_of(columns: Any, census: Any) -> MigrantTable:
    table = MigrantTable(tuple("ABCDE"), 100, 1)
    table.columns, table.census, table.used = columns, census, len(columns.uid)
    return table


@given(seeds)
def test_the_face_of_a_queue_does_not_depend_on_the_order_of_rows(seed: int) -> None:
    faces = []
    for turned in (False, True):
        scene = _flight(seed, 1)
        fly(scene[0][::-1].copy() if turned else scene[0], *scene[1:])
        faces.append(scene[5].face)
    np.testing.assert_array_equal(*faces)


def test_the_same_in_python() -> None:
    assert_same_in_python(fly, lambda: _flight(5, 2))
    rows, columns = _flight(6, 2)[:2]
    wants = rows[columns.channel[rows] == Channel.FORGED]

    def selling() -> tuple[Any, ...]:
        _, columns, census, air, papers, log, *name = _flight(6, 2)
        return wants, columns, census, air, papers, log, *name

    assert_same_in_python(sell_papers, selling)

    def landing() -> tuple[Any, ...]:
        _, columns, census, air, _, log, *_ = _flight(6, 2)
        return columns, census, 3, int(Status.IRREGULAR), air.cost, log.balance, log, 4

    assert_same_in_python(land, landing)
