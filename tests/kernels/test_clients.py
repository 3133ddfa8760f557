"""Clients of smugglers on their journey: room, queues, prices, debt and abuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.departures import count_payers, fee_of
from abm.kernels.journeys import travel
from abm.migrants.table import MigrantTable
from abm.statuses import Channel, Flag, Status
from tests.kernels.scenes import (
    LINE,
    STATES,
    SURE,
    TRAVEL_STREAMS,
    a_to_b,
    assert_same_in_python,
    go,
    held,
    journal,
    record_of,
    rules,
    service,
    travellers,
    ways,
)

FAST = np.full(3, 1e9)
SAFE: dict[str, Any] = {"hazard": np.zeros(3), "control": 0.0, "speed": FAST}
NO_CLAIMS: dict[str, Any] = {"claim_forced": 0.0, "claim_unfounded": 0.0}
WALL: dict[str, Any] = SAFE | NO_CLAIMS | {"control": 1e9, "detention": 0.0}
RICH = 2_000_000_000
seeds = st.integers(0, 300)


def _clients(number: int, **fixed: Any) -> MigrantTable:
    """People of A on their way to B with a smuggler, who can pay whatever is asked."""
    return a_to_b(number, Channel.SMUGGLED, **({"savings": RICH} | fixed))


def _flagged(migrants: MigrantTable, flag: Flag) -> np.ndarray:
    return (migrants.columns.flags[: migrants.used] & flag) > 0


# ------------------------------------------------------------------------------------------ room


@pytest.mark.slow
@given(seeds, st.lists(st.integers(0, 40), min_size=len(LINE), max_size=len(LINE)))
def test_nobody_is_served_beyond_the_room_and_nobody_waits_while_there_is_some(
    seed: int, room: list[int]
) -> None:
    migrants = travellers(250, seed=seed, savings=RICH)
    limit = np.array(room)
    for month in range(3):
        log = go(migrants, ways(LINE), rules(), service(room=limit, abuse=0.0), month=month)
        assert (log.served <= limit).all()
        assert (log.served[log.queued > 0] == limit[log.queued > 0]).all()
        assert _flagged(migrants, Flag.QUEUED).sum() <= log.queued.sum()
        assert ((log.face >= 0) == (log.queued > 0)).all()


def test_what_is_served_is_no_longer_room() -> None:
    migrants, offer, log = _clients(50), service(room=80), journal()
    travel(
        np.arange(50),
        migrants.columns,
        migrants.census,
        ways(LINE),
        rules(),
        offer,
        log,
        1,
        TRAVEL_STREAMS,
        0,
    )
    assert log.served[0] >= 50
    assert np.array_equal(offer.room, 80 - log.served)


@given(seeds)
def test_where_room_is_without_limit_nobody_waits(seed: int) -> None:
    """Whoever comes is served: at once, and as often as they come."""
    migrants = travellers(200, seed=seed)
    log = go(migrants, ways(LINE), rules(credit=1.0), months=3)
    assert log.served.sum() > 0
    assert np.array_equal(log.came, log.served)
    assert log.queued.sum() == 0
    assert (log.face == -1).all()
    assert not _flagged(migrants, Flag.QUEUED).any()


def test_places_go_by_a_fair_lottery() -> None:
    """Each of twenty has the same chance of the five places, and of being the face of those who wait."""
    wins, faces = np.zeros(20), np.zeros(STATES)
    for month in range(400):
        origin = np.arange(20) % STATES
        migrants = _clients(20, origin=origin, citizenship=origin, uid=np.arange(20) + 1000 * month)
        log = go(migrants, ways(LINE), rules(**SAFE, patience=0.0), service(room=5), month=month)
        wins += ~_flagged(migrants, Flag.QUEUED)
        faces[log.face[0]] += 1
    assert wins.sum() == 400 * 5
    assert stats.chisquare(wins).pvalue > SURE
    assert stats.chisquare(faces).pvalue > SURE


# ------------------------------------------------------------------------------------------ waiting


def test_who_finds_no_place_waits_at_the_border_and_came_once() -> None:
    migrants = _clients(40, origin=3, location=0, citizenship=3, previous=1)
    before = record_of(migrants)
    for month in range(3):
        log = go(migrants, ways(LINE), rules(patience=0.0), service(room=0), month=month)
        assert log.came[0] == log.came.sum() == (40 if month == 0 else 0)
        assert log.queued[0] == log.queued.sum() == 40
        assert log.face[0] == 3
        assert log.attempts.sum() == log.paid.sum() == 0
        assert _flagged(migrants, Flag.QUEUED).all()
    for name in ("location", "status", "channel", "savings"):
        assert np.array_equal(getattr(migrants.columns, name), getattr(before, name))


def test_who_waits_stands_at_the_border_already() -> None:
    """The way to the border has not to be gone again: all are served as soon as there is room."""
    slow = rules(hazard=np.zeros(3), control=0.0, speed=np.full(3, 5.0), patience=0.0)
    migrants = _clients(200)
    go(migrants, ways(LINE), slow, service(room=0), months=60)
    waiting = int(_flagged(migrants, Flag.QUEUED).sum())
    assert waiting > 50
    log = go(migrants, ways(LINE), slow, service(room=0), month=60)
    assert waiting <= log.queued[0] < 200
    waiting = int(_flagged(migrants, Flag.QUEUED).sum())
    log = go(migrants, ways(LINE), slow, service(abuse=0.0), month=61)
    assert log.served[0] >= waiting
    assert log.served[0] - log.came[0] == waiting
    assert not _flagged(migrants, Flag.QUEUED).any()


def test_who_loses_patience_goes_on_alone_next_month() -> None:
    migrants = _clients(4000)
    terms = rules(**SAFE, patience=0.7)
    log = go(migrants, ways(LINE), terms, service(room=0))
    alone = migrants.columns.channel == Channel.ALONE
    assert stats.binomtest(int(alone.sum()), 4000, -np.expm1(-0.7)).pvalue > SURE
    assert np.array_equal(_flagged(migrants, Flag.QUEUED), ~alone)
    assert log.queued[0] == log.came[0] == 4000
    assert log.attempts.sum() == 0
    log = go(migrants, ways(LINE), terms, service(room=0), month=1)
    assert log.attempts[0] == log.entries[1, Channel.ALONE] == alone.sum()
    assert log.served.sum() == log.paid.sum() == log.came.sum() == 0


def test_nobody_waits_before_an_open_border_or_without_a_way() -> None:
    """The mark of those who wait goes where the border opens to them, or where no way leads on."""
    everywhere = np.ones((STATES, STATES), bool)
    opened = _clients(30, flags=int(Flag.QUEUED))
    log = go(opened, ways(LINE), rules(**SAFE, open_to=everywhere), service(room=0))
    assert log.arrivals[0, 1] == 30
    assert log.served.sum() == log.queued.sum() == log.paid.sum() == 0
    stranded = _clients(30, origin=2, location=1, destination=4, flags=int(Flag.QUEUED))
    go(stranded, ways([(0, 1, 500.0)]), rules(1), service(1, room=0))
    poor = _clients(30, origin=2, flags=int(Flag.QUEUED), savings=1)
    go(poor, ways(LINE), rules(credit=0.0), service(room=0))
    for migrants in (opened, stranded, poor):
        assert len(held(migrants)) == 30
        assert not _flagged(migrants, Flag.QUEUED).any()
        assert not (migrants.columns.status == Status.IN_TRANSIT).any()


# ------------------------------------------------------------------------------------------ money


def test_a_client_pays_each_border_what_it_asks() -> None:
    price = np.arange(1, len(LINE) + 1, dtype=np.int32) * 10_000
    migrants = _clients(50, destination=4)
    log = go(migrants, ways(LINE, cost=700), rules(**SAFE), service(price=price, abuse=0.0))
    assert log.paid.tolist() == [500_000, 1_000_000, 1_500_000, 2_000_000, 0, 0, 0, 0]
    assert (migrants.columns.savings == RICH - 100_000 - 4 * 700).all()
    assert log.fees.tolist() == [0, 0, 0, 0, 5_000_000]
    assert log.balance.tolist() == [0, *[35_000] * 4]
    assert log.trafficked.sum() == 0


def test_without_credit_who_cannot_pay_strands() -> None:
    """At home they stay at home; abroad they are without status where they are, counted as stranded there."""
    terms, offer = rules(**SAFE, **NO_CLAIMS, credit=0.0), service(abuse=0.0)
    at_home = _clients(40, savings=99_999)
    log = go(at_home, ways(LINE), terms, offer)
    assert log.home[0].sum() == 40
    assert log.came.sum() == 0  # no demand without the means
    assert log.balance[0] == 40 * 99_999
    assert log.stranded.sum() == log.served.sum() == log.trafficked.sum() == 0
    abroad = _clients(40, destination=3, savings=199_999)
    log = go(abroad, ways(LINE, cost=0), terms, offer)
    assert log.stranded.tolist() == [0, 40, 0, 0, 0]
    assert (abroad.columns.status == Status.IRREGULAR).all()
    assert (abroad.columns.location == 1).all()
    assert log.entries[1, Channel.SMUGGLED] == log.arrivals[0, 1] == 40
    assert (abroad.columns.savings == 99_999).all()
    assert log.home.sum() == 0


def test_with_credit_who_cannot_pay_is_taken_on_as_a_victim() -> None:
    """All that they have goes to the smugglers; each is counted once, by where they wanted to go."""
    migrants = _clients(40, destination=3, savings=150_000)
    log = go(migrants, ways(LINE, cost=0), rules(**SAFE, credit=1.0), service(abuse=0.0))
    assert log.arrivals[0, 3] == 40
    assert _flagged(migrants, Flag.TRAFFICKED).all()
    assert log.trafficked.tolist() == [0, 0, 0, 40, 0]
    assert log.paid.tolist() == [4_000_000, 2_000_000, 0, 0, 0, 0, 0, 0]
    assert migrants.columns.savings.sum() == 0


def test_credit_is_the_share_of_those_who_cannot_pay() -> None:
    migrants = _clients(6000, savings=10)
    log = go(migrants, ways(LINE), rules(**SAFE, credit=0.3), service(abuse=0.0))
    assert log.home[0].sum() + log.trafficked[1] == 6000
    assert stats.binomtest(int(log.trafficked[1]), 6000, 0.3).pvalue > SURE


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_who_is_stopped_pays_a_share_of_the_price(share: float) -> None:
    log = go(_clients(50), ways(LINE), rules(**WALL, retry_cost=share), service(price=33_333, abuse=0.0))
    assert log.lost[0] == log.interdictions[0] == 50 * 8
    assert log.paid[0] == log.paid.sum() == 50 * 8 * int(share * 33_333)


def test_who_was_stopped_and_cannot_pay_the_price_any_more_gives_up() -> None:
    """1600 dollars are three tries at a quarter of 1000: after them 850 are left."""
    log = go(_clients(50, savings=160_000), ways(LINE), rules(**WALL, credit=0.0), service(abuse=0.0))
    assert log.interdictions.sum() == 150
    assert log.home[0].sum() == 50
    assert log.paid[0] == 50 * 75_000
    assert log.balance[0] == 50 * 85_000


# ------------------------------------------------------------------------------------------ evasion and abuse


def test_clients_evade_control_by_edge() -> None:
    """At one border smugglers evade all of a total control, at the next none of it."""
    evasion = np.zeros(len(LINE))
    evasion[0] = 1.0
    migrants = _clients(60, destination=2)
    log = go(migrants, ways(LINE), rules(**(WALL | {"detention": 1.0})), service(evasion=evasion, abuse=0.0))
    assert log.interdictions.tolist() == log.lost.tolist() == [0, 60, 0, 0, 0, 0, 0, 0]
    alone = a_to_b(60, Channel.ALONE)
    assert go(alone, ways(LINE), rules(**WALL), service(evasion=1.0)).interdictions[0] == 60 * 8


@pytest.mark.parametrize(("edge", "evaded"), [(0, 0.2), (1, 0.7)])
def test_what_is_evaded_is_a_share_of_the_hazard(edge: int, evaded: float) -> None:
    evasion = np.full(len(LINE), 0.9)
    evasion[edge] = evaded
    terms = rules(**(WALL | {"control": 1.2, "detention": 1.0}))
    migrants = _clients(6000, origin=edge, location=edge, destination=edge + 1)
    log = go(migrants, ways(LINE), terms, service(evasion=evasion, abuse=0.0))
    caught = int(log.interdictions[edge])
    assert stats.binomtest(caught, 6000, -np.expm1(-1.2 * (1.0 - evaded))).pvalue > SURE


def test_trafficking_falls_on_clients_alone_by_edge_and_is_counted_once() -> None:
    """Whoever is trafficked has nothing left; here the price is nothing, so that they go on."""
    abuse = np.array([0.1, 0.0, 0.3, 0.3, 1.0, 1.0, 1.0, 1.0])
    smuggled, alone = _clients(3000, destination=4), a_to_b(3000, Channel.ALONE, destination=4)
    log = go(smuggled, ways(LINE, cost=0), rules(**SAFE), service(price=0, abuse=abuse))
    victim = _flagged(smuggled, Flag.TRAFFICKED)
    assert log.trafficked[4] == log.trafficked.sum() == victim.sum()
    assert stats.binomtest(int(victim.sum()), 3000, 1.0 - 0.9 * 0.7**2).pvalue > SURE
    assert (smuggled.columns.savings[:3000] == np.where(victim, 0, RICH)).all()
    assert log.paid.sum() == int(victim.sum()) * RICH
    assert log.paid[1] == 0
    assert go(alone, ways(LINE), rules(**SAFE), service(abuse=1.0)).trafficked.sum() == 0


FEES = np.random.default_rng(5).uniform(0.0, 60_000.0, (2, STATES, STATES))
FEES[0, 1, 3], FEES[0, 2, 3], FEES[1, 3, 1] = np.inf, 0.004, 0.0


@pytest.mark.parametrize("channel", list(Channel)[:11])
def test_only_smugglers_and_forgers_ask_a_fee_in_whole_cents(channel: Channel) -> None:
    asked = {Channel.SMUGGLED: FEES[0], Channel.FORGED: FEES[1]}.get(channel, np.zeros((STATES, STATES)))
    for here, there in np.ndindex(STATES, STATES):
        expected = min(np.round(asked[here, there] * 100.0), 2**31 - 1)
        assert fee_of(int(channel), here, there, *FEES) == expected


@given(st.integers(0, 300), st.integers(0, 80))
def test_who_sets_out_to_pay_a_smuggler_is_counted_at_the_destination(seed: int, number: int) -> None:
    leavers = np.random.default_rng(seed).integers(0, [STATES, 3, STATES, 11, 9], (number, 5))
    payers = np.arange(STATES)
    count_payers(leavers, FEES[0], FEES[1], payers)
    asked = [there for here, _, there, channel, _ in leavers if fee_of(channel, here, there, *FEES) > 0]
    assert payers.tolist() == (np.arange(STATES) + np.bincount(asked, minlength=STATES)).tolist()


def test_payers_are_the_same_in_python() -> None:
    leavers = np.random.default_rng(3).integers(0, [STATES, 3, STATES, 11, 9], (60, 5))
    assert_same_in_python(count_payers, lambda: (leavers, *FEES, np.zeros(STATES, np.int64)))
