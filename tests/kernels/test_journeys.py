"""Journeys: limits, rates and conservation; those of smugglers' clients are in `test_clients.py`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.journeys import ALONE, FLIGHT, SMUGGLED, kind_of, travel
from abm.statuses import ENTRY_CHANNELS, Channel, Flag, Status
from tests.kernels.scenes import (
    LINE,
    STATES,
    SURE,
    TRAVEL_STREAMS,
    a_to_b,
    assert_same,
    assert_same_in_python,
    go,
    held,
    journal,
    people,
    record_of,
    rules,
    service,
    travellers,
    ways,
)

FAST = np.full(3, 1e9)
SAFE: dict[str, Any] = {"hazard": np.zeros(3), "control": 0.0, "speed": FAST}
NO_CLAIMS: dict[str, Any] = {"claim_forced": 0.0, "claim_unfounded": 0.0}
GIFT = service(price=0, abuse=0.0)
seeds = st.integers(0, 300)


@pytest.mark.parametrize("channel", ENTRY_CHANNELS)
def test_kinds_of_travellers(channel: Channel) -> None:
    kinds = {Channel.FLIGHT: FLIGHT, Channel.SMUGGLED: SMUGGLED}
    assert kind_of(int(channel)) == kinds.get(channel, ALONE)


# ------------------------------------------------------------------------------------------ limits


@given(seeds)
def test_without_danger_nobody_dies(seed: int) -> None:
    log = go(travellers(200, seed=seed), ways(LINE, hazard=0.0), rules(), months=6)
    assert log.attempts.sum() > 0
    assert log.deaths.sum() + log.died.sum() == 0


@given(seeds)
def test_without_control_nobody_is_stopped_and_all_arrive_by_their_path(seed: int) -> None:
    migrants = travellers(200, seed=seed)
    before = record_of(migrants)
    log = go(migrants, ways(LINE), rules(**SAFE), GIFT)
    assert log.interdictions.sum() == 0
    assert np.array_equal(migrants.columns.location, before.destination)
    arrivals = np.zeros((STATES, STATES), np.int64)
    np.add.at(arrivals, (before.origin, before.destination), 1)
    assert np.array_equal(log.arrivals, arrivals)
    hops = np.abs(before.destination - before.origin)
    assert log.crossings.sum() == hops.sum()
    assert log.attempts.sum() == hops[before.channel != Channel.FLIGHT].sum()
    assert log.served.sum() == hops[before.channel == Channel.SMUGGLED].sum()


def test_no_wall_stops_those_who_flee_and_a_total_one_stops_all_others() -> None:
    migrants = travellers(600)
    channel, origin = migrants.columns.channel.copy(), migrants.columns.origin.copy()
    log = go(migrants, ways(LINE), rules(control=1e9, hazard=np.zeros(3), speed=FAST))
    assert log.interdictions.sum() == log.attempts.sum() > 0
    entered = migrants.columns.location != origin
    lawful = np.isin(migrants.columns.status, (Status.ASYLUM_SEEKER, Status.DETAINED))
    assert entered[channel == Channel.FLIGHT].all()
    assert lawful[entered & (channel != Channel.FLIGHT)].all()


def test_a_wall_stands_at_its_edge_alone() -> None:
    """What stops people from A does not stop people from C, at the other border of B."""
    control = np.zeros(len(LINE))
    control[LINE.index((0, 1, 500.0))] = 1e9
    terms = rules(**(SAFE | {"control": control}), **NO_CLAIMS, detention=1.0)
    migrants = travellers(
        80, origin=np.repeat([0, 2], 40), location=np.repeat([0, 2], 40), destination=1,
        channel=int(Channel.ALONE),
    )  # fmt: skip
    log = go(migrants, ways(LINE), terms)
    assert log.interdictions[control > 0].sum() == log.interdictions.sum() == 40
    assert log.entries[1].sum() == log.arrivals[2, 1] == 40


def test_a_sure_death_takes_everybody_and_their_savings_fall_to_home() -> None:
    migrants = travellers(300)
    before = record_of(migrants)
    log = go(migrants, ways(LINE, hazard=1.0), rules(hazard=np.ones(3), speed=FAST), GIFT)
    assert len(migrants) == 0
    assert log.died.tolist() == np.bincount(before.origin, minlength=STATES).tolist()
    for state in range(STATES):
        assert log.balance[state] == before.savings[before.origin == state].astype(np.int64).sum()


def test_free_movement_has_neither_attempts_nor_deaths() -> None:
    """A border is open to citizens of a state, wherever they were born."""
    everywhere = np.zeros((STATES, STATES), bool)
    everywhere[3] = True
    migrants = a_to_b(100, Channel.ALONE, citizenship=3)
    log = go(migrants, ways(LINE, hazard=1.0), rules(open_to=everywhere, speed=FAST))
    assert log.crossings.sum() == log.attempts.sum() == log.deaths.sum() == 0
    assert log.arrivals[0, 1] == 100
    stopped = go(a_to_b(100, Channel.ALONE), ways(LINE), rules(open_to=everywhere, speed=FAST))
    assert stopped.attempts.sum() >= 100


# ------------------------------------------------------------------------------------------ rates


@pytest.mark.parametrize(
    ("channel", "danger"), [(Channel.ALONE, 1.0), (Channel.SMUGGLED, 0.8), (Channel.FLIGHT, 0.3)]
)
def test_deaths_come_with_the_hazard_of_edge_traveller_and_detour(channel: Channel, danger: float) -> None:
    """A detour lengthens its own edge alone."""
    detour = np.ones(len(LINE))
    detour[0] = 1.5
    terms = rules(detour=detour, speed=FAST, control=0.0)
    log = go(a_to_b(6000, channel), ways(LINE, hazard=0.1), terms, GIFT)
    assert log.crossings.sum() == log.crossings[0] == 6000
    assert stats.binomtest(int(log.deaths[0]), 6000, 0.1 * 1.5 * danger).pvalue > SURE
    log = go(a_to_b(6000, channel, origin=2, location=2), ways(LINE, hazard=0.1), terms, GIFT)
    assert stats.binomtest(int(log.deaths.sum()), 6000, 0.1 * danger).pvalue > SURE


@pytest.mark.parametrize(("channel", "evaded"), [(Channel.ALONE, 0.0), (Channel.SMUGGLED, 0.45)])
def test_interdictions_come_with_control_less_what_is_evaded(channel: Channel, evaded: float) -> None:
    """Whoever is stopped is detained here, so that each tries once."""
    terms = rules(hazard=np.zeros(3), speed=FAST, detention=1.0, **NO_CLAIMS)
    log = go(a_to_b(6000, channel), ways(LINE), terms, GIFT)
    assert log.attempts.sum() == 6000
    caught = int(log.interdictions.sum())
    assert stats.binomtest(caught, 6000, -np.expm1(-0.5 * (1.0 - evaded))).pvalue > SURE
    assert log.entries.sum() == 6000 - caught


def test_what_follows_an_interdiction() -> None:
    """A claim by motive; of the others, detention, going home, or another try."""
    terms = rules(
        control=1e9, hazard=np.zeros(3), speed=np.full(3, 500.0), claim_forced=0.6, discouraged=0.15
    )
    migrants = a_to_b(8000, Channel.ALONE, motive=0.5)
    log = go(migrants, ways(LINE), terms)
    claims, detained = int(log.claims.sum()), int((migrants.columns.status == Status.DETAINED).sum())
    home, again = int(log.home.sum()), int((migrants.columns.status == Status.IN_TRANSIT).sum())
    chance = 0.06 + 0.5 * (0.6 - 0.06)
    expected = np.array([chance, *((1.0 - chance) * np.array([0.25, 0.15, 0.6]))]) * 8000
    assert stats.chisquare([claims, detained, home, again], expected).pvalue > SURE
    assert log.entries[1, Channel.ASYLUM] == claims == migrants.census.standing[1, Status.ASYLUM_SEEKER].sum()
    assert log.home[0].sum() == home


def test_all_are_discouraged_where_nobody_claims_and_nobody_is_detained() -> None:
    """They go home with what they have, wherever they were stopped."""
    migrants = travellers(300, channel=int(Channel.ALONE))
    before = record_of(migrants)
    control = np.where(np.arange(len(LINE)) % 2, 1e9, 0.0)
    terms = rules(**(SAFE | {"control": control}), **NO_CLAIMS, detention=0.0, discouraged=1.0)
    log = go(migrants, ways(LINE, cost=0), terms)
    home = migrants.columns.status[:300] == 255
    assert log.interdictions.sum() == log.home.sum() == home.sum() > 100
    assert log.home.sum(axis=1).tolist() == np.bincount(before.origin[home], minlength=STATES).tolist()
    for state in range(STATES):
        went = home & (before.origin == state)
        assert log.balance[state] == before.savings[went].astype(np.int64).sum()


def test_who_arrives_claims_by_motive_and_who_fled_is_housed_by_encampment() -> None:
    migrants = a_to_b(6000, Channel.ALONE, motive=0.8)
    log = go(migrants, ways(LINE), rules(**SAFE))
    assert stats.binomtest(int(log.claims[1]), 6000, 0.06 + 0.8 * 0.44).pvalue > SURE
    fled = a_to_b(6000, Channel.FLIGHT)
    go(fled, ways(LINE), rules(**SAFE, encampment=np.full(STATES, 0.3)))
    camp = int((fled.columns.status == Status.REFUGEE_IN_CAMP).sum())
    assert stats.binomtest(camp, 6000, 0.3).pvalue > SURE
    assert (fled.columns.status >= Status.REFUGEE_IN_CAMP).all()


@pytest.mark.parametrize("months_on_a_hop", [0.5, 2.0, 5.0])
def test_a_hop_takes_its_time(months_on_a_hop: float) -> None:
    """A hop of t months is made within a month with probability 1 / t, at once when t is less than one."""
    terms = rules(hazard=np.zeros(3), control=0.0, speed=np.full(3, 500.0 / months_on_a_hop))
    log = go(a_to_b(6000, Channel.ALONE), ways(LINE), terms)
    assert stats.binomtest(int(log.arrivals.sum()), 6000, min(1.0, 1.0 / months_on_a_hop)).pvalue > SURE


# ------------------------------------------------------------------------------------------ accounts


@given(seeds, st.floats(0.0, 3.0), st.floats(0.0, 0.5), st.integers(1, 4), st.integers(0, 20))
def test_people_and_cents_are_conserved(
    seed: int, control: float, danger: float, months: int, room: int
) -> None:
    """What migrants no longer have was paid to smugglers or went to households, to the cent."""
    migrants = travellers(120, seed=seed)
    money = migrants.columns.savings.astype(np.int64).sum()
    terms, offer = rules(control=control, discouraged=0.2), service(room=room)
    log = go(migrants, ways(LINE, hazard=danger), terms, offer, months=months)
    kept = migrants.columns.savings.astype(np.int64).sum()
    assert kept + log.balance.sum() + log.paid.sum() == money
    assert log.fees.sum() == log.paid.sum()
    assert migrants.columns.savings.min() >= 0
    assert len(migrants) + log.died.sum() + log.home.sum() == 120
    assert log.deaths.sum() == log.died.sum()
    assert (log.interdictions <= log.attempts).all()
    assert (log.attempts <= log.crossings).all()
    assert (log.deaths <= log.crossings).all()
    assert (log.lost <= log.interdictions).all()
    assert (log.served <= log.attempts).all()
    assert log.entries.sum() == log.arrivals.sum()
    assert_same(migrants.census, migrants.recount())


def test_where_no_way_leads_on_the_journey_ends() -> None:
    """At home one stays there; elsewhere one stays where one is, an entry only if one came on this journey."""
    circuit = ways([(0, 1, 500.0)])
    migrants = travellers(
        3, origin=[1, 0, 0], location=[1, 1, 1], destination=[4, 4, 4], channel=int(Channel.ALONE),
        since=[0, 3, 3], arrived=[0, 4, -20], citizenship=[1, 0, 0], previous=[1, 0, 1],
    )  # fmt: skip
    log = go(migrants, circuit, rules(1), month=5)
    assert log.home[1].sum() == 1
    assert migrants.columns.status[[1, 2]].tolist() == [Status.IRREGULAR] * 2
    assert log.entries[1].sum() == log.arrivals[0, 1] == 1
    assert log.stranded.tolist() == [0, 2, 0, 0, 0]


@pytest.mark.parametrize(
    ("free", "status", "channel"),
    [
        (True, Status.PERMANENT, Channel.FREE_MOVEMENT),
        (False, Status.OVERSTAYER, Channel.SHORT_STAY),
    ],
)
def test_whom_a_border_lets_in_freely_is_no_irregular_entry(
    free: bool, status: Status, channel: Channel
) -> None:
    everywhere = np.ones((STATES, STATES), bool)
    migrants = a_to_b(60, Channel.ALONE, citizenship=0)
    welcome = rules(open_to=everywhere, free=everywhere & free, **NO_CLAIMS, speed=FAST)
    log = go(migrants, ways(LINE), welcome)
    assert (migrants.columns.status[held(migrants)] == status).all()
    assert log.entries.sum() == log.entries[:, channel].sum() == 60
    assert log.overstays.sum() == (0 if free else 60)
    assert log.attempts.sum() == 0


# ------------------------------------------------------------------------------------------ rows


@given(seeds, st.sets(st.integers(0, 59), min_size=1))
def test_where_there_is_room_nobodys_journey_depends_on_who_else_travels(seed: int, chosen: set[int]) -> None:
    rows = np.array(sorted(chosen))
    crowd = travellers(60, seed=seed)
    few = people(len(rows), **{name: column[rows] for name, column in crowd.columns._asdict().items()})
    for migrants in (crowd, few):
        go(migrants, ways(LINE), rules(), months=2)
    for name in ("uid", "location", "status", "savings", "flags"):
        assert np.array_equal(getattr(crowd.columns, name)[rows], getattr(few.columns, name))
    assert len(held(few)) <= len(held(crowd))


@given(seeds, st.integers(0, 12))
def test_nobodys_fate_depends_on_the_order_of_rows(seed: int, room: int) -> None:
    """The same people in another order, with too little room: the same fates, and the same account of them."""
    first = travellers(150, seed=seed)
    order = np.random.default_rng(seed).permutation(150)
    second = people(150, **{name: column[order] for name, column in first.columns._asdict().items()})
    logs = [
        go(migrants, ways(LINE), rules(), service(room=room, price=60_000), months=3)
        for migrants in (first, second)
    ]
    assert_same(logs[0], logs[1])
    assert_same(first.census, second.census)
    for name, column in first.columns._asdict().items():
        assert np.array_equal(column[order], getattr(second.columns, name)), name


def test_the_same_in_python() -> None:
    circuit, terms = ways(LINE, hazard=0.05), rules(discouraged=0.1)
    rows = np.arange(150)

    def scene() -> tuple[Any, ...]:
        migrants = travellers(150)
        migrants.columns.flags[:20] |= np.uint8(Flag.QUEUED)
        offer = service(room=np.arange(len(LINE)))
        return (
            rows, migrants.columns, migrants.census, circuit, terms, offer, journal(), 1, TRAVEL_STREAMS, 3,
        )  # fmt: skip

    assert_same_in_python(travel, scene)
