"""Journeys: limits, conservation, and paths that are the shortest."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.journeys import ALONE, FLIGHT, SMUGGLED, Log, Rules, Ways, follow_paths, kind_of, travel
from abm.migrants.table import MigrantTable
from abm.statuses import ENTRY_CHANNELS, Channel, Flag, Status
from tests.kernels.scenes import (
    LINE,
    STATES,
    SURE,
    TRAVEL_STREAMS,
    assert_same,
    assert_same_in_python,
    held,
    journal,
    people,
    record_of,
    rules,
    travellers,
    ways,
)

FAST = np.full(3, 1e9)
SAFE: dict[str, Any] = {"hazard": np.zeros(3), "control": np.zeros(STATES), "speed": FAST}
seeds = st.integers(0, 300)


def _go(migrants: MigrantTable, circuit: Ways, terms: Rules, *, month: int = 0, months: int = 1) -> Log:
    """Let everybody on the way travel; what happened."""
    log = journal(len(circuit.tail))
    for each in range(month, month + months):
        rows = migrants.with_status(Status.IN_TRANSIT)
        travel(
            rows, len(rows), migrants.columns, migrants.census, circuit, terms, log, 1, TRAVEL_STREAMS, each
        )
    return log


def _alike(number: int, channel: Channel, **fixed: Any) -> MigrantTable:
    """People of A on their way to B."""
    settings: dict[str, Any] = {
        "origin": 0,
        "location": 0,
        "destination": 1,
        "motive": 0.0,
        "channel": int(channel),
    }
    return travellers(number, **(settings | fixed))


@pytest.mark.parametrize("channel", ENTRY_CHANNELS)
def test_kinds_of_travellers(channel: Channel) -> None:
    kinds = {Channel.FLIGHT: FLIGHT, Channel.SMUGGLED: SMUGGLED}
    assert kind_of(int(channel)) == kinds.get(channel, ALONE)


# ------------------------------------------------------------------------------------------ paths


def _circuit(seed: int, states: int) -> tuple[Ways, nx.DiGraph]:
    rng = np.random.default_rng(seed)
    edges = [
        (int(tail), int(head), float(rng.uniform(10.0, 3000.0)))
        for tail in range(states)
        for head in range(states)
        if tail != head and rng.random() < 0.4
    ]
    graph = nx.DiGraph()
    graph.add_nodes_from(range(states))
    graph.add_weighted_edges_from(edges)
    return ways(edges or [(0, 1, 1.0)], states, hazard=0.02, cost=1_234), graph


@given(seeds, st.integers(2, 8))
def test_paths_are_as_long_as_the_shortest(seed: int, states: int) -> None:
    circuit, graph = _circuit(seed, states)
    if not graph.edges:
        graph.add_edge(0, 1, weight=1.0)
    rng = np.random.default_rng(seed)
    control, open_to = rng.uniform(0.0, 2.0, states), rng.random((states, states)) < 0.3
    out = np.zeros((4, states, states))
    follow_paths(circuit, control, open_to, SMUGGLED, 0.45, np.full(states, 0.8), out)
    shortest = dict(nx.all_pairs_dijkstra(graph))
    for o in range(states):
        lengths, paths = shortest[o]
        for d in range(states):
            if d not in lengths:
                assert np.isinf(out[:3, o, d]).all()
                assert out[3, o, d] == 1.0
                continue
            entered = paths[d][1:]
            stopped = [-np.expm1(-control[j] * 0.55) for j in entered if not open_to[o, j]]
            assert out[0, o, d] == pytest.approx(lengths[d])
            assert out[1, o, d] == pytest.approx(12.34 * len(entered))
            assert out[2, o, d] == pytest.approx(sum(stopped))
            assert out[3, o, d] == pytest.approx(1.0 - (1.0 - 0.02 * 0.8) ** len(stopped))


def test_a_path_that_leads_nowhere_ends() -> None:
    circuit = ways(LINE)
    circuit.next_edge[:, 2, 4] = circuit.next_edge[0, 2, 0]
    out = np.zeros((4, STATES, STATES))
    follow_paths(
        circuit, np.zeros(STATES), np.zeros((STATES, STATES), bool), ALONE, 0.0, np.ones(STATES), out
    )
    assert np.isinf(out[0, 0, 4])
    assert out[0, 3, 4] == 500.0


# ------------------------------------------------------------------------------------------ limits


@given(seeds)
def test_without_danger_nobody_dies(seed: int) -> None:
    log = _go(travellers(200, seed=seed), ways(LINE, hazard=0.0), rules(), months=6)
    assert log.attempts.sum() > 0
    assert log.deaths.sum() + log.lost.sum() == 0


@given(seeds)
def test_without_control_nobody_is_stopped_and_all_arrive_by_their_path(seed: int) -> None:
    migrants = travellers(200, seed=seed)
    before = record_of(migrants)
    log = _go(migrants, ways(LINE), rules(**SAFE))
    assert log.interdictions.sum() == 0
    assert np.array_equal(migrants.columns.location, before.destination)
    arrivals = np.zeros((STATES, STATES), np.int64)
    np.add.at(arrivals, (before.origin, before.destination), 1)
    assert np.array_equal(log.arrivals, arrivals)
    hops = np.abs(before.destination - before.origin)
    controlled = before.channel != Channel.FLIGHT
    assert log.crossings.sum() == hops.sum()
    assert log.attempts.sum() == hops[controlled].sum()


def test_no_wall_stops_those_who_flee_and_a_total_one_stops_all_others() -> None:
    migrants = travellers(600)
    channel, origin = migrants.columns.channel.copy(), migrants.columns.origin.copy()
    wall = rules(control=np.full(STATES, 1e9), hazard=np.zeros(3), speed=FAST)
    log = _go(migrants, ways(LINE), wall)
    assert log.interdictions.sum() == log.attempts.sum() > 0
    entered = migrants.columns.location != origin
    lawful = np.isin(migrants.columns.status, (Status.ASYLUM_SEEKER, Status.DETAINED))
    assert entered[channel == Channel.FLIGHT].all()
    assert lawful[entered & (channel != Channel.FLIGHT)].all()


def test_a_sure_death_takes_everybody_and_their_savings_fall_to_home() -> None:
    migrants = travellers(300)
    before = record_of(migrants)
    log = _go(migrants, ways(LINE, hazard=1.0), rules(hazard=np.ones(3), speed=FAST))
    assert len(migrants) == 0
    assert log.lost.tolist() == np.bincount(before.origin, minlength=STATES).tolist()
    for state in range(STATES):
        assert log.balance[state] == before.savings[before.origin == state].astype(np.int64).sum()


def test_free_movement_has_neither_attempts_nor_deaths() -> None:
    """A border is open to citizens of a state, wherever they were born."""
    everywhere = np.zeros((STATES, STATES), bool)
    everywhere[3] = True
    migrants = _alike(100, Channel.ALONE, citizenship=3)
    log = _go(migrants, ways(LINE, hazard=1.0), rules(open_to=everywhere, speed=FAST))
    assert log.crossings.sum() == log.attempts.sum() == log.deaths.sum() == 0
    assert log.arrivals[0, 1] == 100
    stopped = _go(_alike(100, Channel.ALONE), ways(LINE), rules(open_to=everywhere, speed=FAST))
    assert stopped.attempts.sum() >= 100


# ------------------------------------------------------------------------------------------ rates


@pytest.mark.parametrize(
    ("channel", "danger"), [(Channel.ALONE, 1.0), (Channel.SMUGGLED, 0.8), (Channel.FLIGHT, 0.3)]
)
def test_deaths_come_with_the_hazard_of_edge_traveller_and_detour(channel: Channel, danger: float) -> None:
    terms = rules(detour=np.full(STATES, 1.5), speed=FAST, control=np.zeros(STATES))
    log = _go(_alike(6000, channel), ways(LINE, hazard=0.1), terms)
    assert log.crossings.sum() == 6000
    assert stats.binomtest(int(log.deaths.sum()), 6000, 0.1 * 1.5 * danger).pvalue > SURE


@pytest.mark.parametrize(("channel", "evaded"), [(Channel.ALONE, 0.0), (Channel.SMUGGLED, 0.45)])
def test_interdictions_come_with_control_less_what_is_evaded(channel: Channel, evaded: float) -> None:
    """Whoever is stopped is detained here, so that each tries once."""
    terms = rules(hazard=np.zeros(3), speed=FAST, detention=1.0, claim_forced=0.0, claim_unfounded=0.0)
    log = _go(_alike(6000, channel), ways(LINE), terms)
    assert log.attempts.sum() == 6000
    caught = int(log.interdictions.sum())
    assert stats.binomtest(caught, 6000, -np.expm1(-0.5 * (1.0 - evaded))).pvalue > SURE
    assert log.entries.sum() == 6000 - caught


def test_what_follows_an_interdiction() -> None:
    terms = rules(control=np.full(STATES, 1e9), hazard=np.zeros(3), speed=np.full(3, 500.0), claim_forced=0.6)
    migrants = _alike(8000, Channel.ALONE, motive=0.5)
    log = _go(migrants, ways(LINE), terms)
    claims, detained = int(log.claims.sum()), int((migrants.columns.status == Status.DETAINED).sum())
    chance = 0.06 + 0.5 * (0.6 - 0.06)
    expected = np.array([chance, (1 - chance) * 0.25, (1 - chance) * 0.75]) * 8000
    assert stats.chisquare([claims, detained, 8000 - claims - detained], expected).pvalue > SURE
    assert log.entries[1, Channel.ASYLUM] == claims == migrants.census.standing[1, Status.ASYLUM_SEEKER].sum()


def test_who_arrives_claims_by_motive_and_who_fled_is_housed_by_encampment() -> None:
    migrants = _alike(6000, Channel.ALONE, motive=0.8)
    log = _go(migrants, ways(LINE), rules(**SAFE))
    assert stats.binomtest(int(log.claims[1]), 6000, 0.06 + 0.8 * 0.44).pvalue > SURE
    fled = _alike(6000, Channel.FLIGHT)
    _go(fled, ways(LINE), rules(**SAFE, encampment=np.full(STATES, 0.3)))
    camp = int((fled.columns.status == Status.REFUGEE_IN_CAMP).sum())
    assert stats.binomtest(camp, 6000, 0.3).pvalue > SURE
    assert (fled.columns.status >= Status.REFUGEE_IN_CAMP).all()


@pytest.mark.parametrize("months_on_a_hop", [0.5, 2.0, 5.0])
def test_a_hop_takes_its_time(months_on_a_hop: float) -> None:
    """A hop of t months is made within a month with probability 1 / t, at once when t is less than one."""
    terms = rules(hazard=np.zeros(3), control=np.zeros(STATES), speed=np.full(3, 500.0 / months_on_a_hop))
    log = _go(_alike(6000, Channel.ALONE), ways(LINE), terms)
    assert stats.binomtest(int(log.arrivals.sum()), 6000, min(1.0, 1.0 / months_on_a_hop)).pvalue > SURE


def test_trafficking_falls_on_the_smuggled_only_and_is_counted_once() -> None:
    terms = rules(**SAFE, trafficking=0.3)
    smuggled, alone = (_alike(3000, channel, destination=4) for channel in (Channel.SMUGGLED, Channel.ALONE))
    log = _go(smuggled, ways(LINE), terms)
    victims = int((smuggled.columns.flags & Flag.TRAFFICKED > 0).sum())
    assert log.trafficked.sum() == victims
    assert stats.binomtest(victims, 3000, 1.0 - 0.7**4).pvalue > SURE
    assert _go(alone, ways(LINE), terms).trafficked.sum() == 0


# ------------------------------------------------------------------------------------------ accounts


@given(seeds, st.floats(0.0, 3.0), st.floats(0.0, 0.5), st.integers(1, 4))
def test_people_and_cents_are_conserved(seed: int, control: float, danger: float, months: int) -> None:
    migrants = travellers(120, seed=seed)
    money = migrants.columns.savings.astype(np.int64).sum()
    terms = rules(control=np.full(STATES, control))
    log = _go(migrants, ways(LINE, hazard=danger), terms, months=months)
    kept = migrants.columns.savings.astype(np.int64).sum()
    assert kept + log.balance.sum() + log.smugglers.sum() == money
    assert log.fees.sum() == log.smugglers.sum()
    assert migrants.columns.savings.min() >= 0
    assert len(migrants) + log.lost.sum() + log.home.sum() == 120
    assert log.deaths.sum() == log.lost.sum()
    assert (log.interdictions <= log.attempts).all()
    assert (log.attempts <= log.crossings).all()
    assert (log.deaths <= log.crossings).all()
    assert log.entries.sum() == log.arrivals.sum()
    assert_same(migrants.census, migrants.recount())


def test_where_no_way_leads_on_the_journey_ends() -> None:
    """At home one stays there; elsewhere one stays where one is, an entry only if one came on this journey."""
    circuit = ways([(0, 1, 500.0)])
    migrants = travellers(
        3, origin=[1, 0, 0], location=[1, 1, 1], destination=[4, 4, 4], channel=int(Channel.ALONE),
        since=[0, 3, 3], arrived=[0, 4, -20], citizenship=[1, 0, 0], previous=[1, 0, 1],
    )  # fmt: skip
    log = _go(migrants, circuit, rules(), month=5)
    assert log.home[1].sum() == 1
    assert migrants.columns.status[[1, 2]].tolist() == [Status.IRREGULAR] * 2
    assert log.entries[1].sum() == log.arrivals[0, 1] == 1


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
    migrants = _alike(60, Channel.ALONE, citizenship=0)
    welcome = rules(
        open_to=everywhere, free=everywhere & free, claim_unfounded=0.0, claim_forced=0.0, speed=FAST
    )
    log = _go(migrants, ways(LINE), welcome)
    assert (migrants.columns.status[held(migrants)] == status).all()
    assert log.entries.sum() == log.entries[:, channel].sum() == 60
    assert log.overstays.sum() == (0 if free else 60)
    assert log.attempts.sum() == 0


def test_a_smuggled_person_who_cannot_pay_again_gives_up() -> None:
    wall = rules(
        control=np.full(STATES, 1e9), hazard=np.zeros(3), detention=0.0, claim_forced=0.0, claim_unfounded=0.0,
        speed=FAST,
    )  # fmt: skip
    poor, rich = (_alike(50, Channel.SMUGGLED, savings=cents) for cents in (24_999, 1_000_000))
    assert _go(poor, ways(LINE), wall).home.sum() == 50
    log = _go(rich, ways(LINE), wall)
    assert log.home.sum() == 0
    assert log.smugglers[0] == 50 * 8 * 25_000


@given(seeds, st.sets(st.integers(0, 59), min_size=1))
def test_nobodys_journey_depends_on_who_else_travels(seed: int, chosen: set[int]) -> None:
    rows = np.array(sorted(chosen))
    crowd = travellers(60, seed=seed)
    few = people(len(rows), **{name: column[rows] for name, column in crowd.columns._asdict().items()})
    for migrants in (crowd, few):
        _go(migrants, ways(LINE), rules(), months=2)
    for name in ("uid", "location", "status", "savings", "flags"):
        assert np.array_equal(getattr(crowd.columns, name)[rows], getattr(few.columns, name))
    assert len(held(few)) <= len(held(crowd))


def test_the_same_in_python() -> None:
    circuit, terms = ways(LINE, hazard=0.05), rules()
    rows = np.arange(120)

    def scene() -> tuple[Any, ...]:
        migrants = travellers(120)
        log = journal(len(LINE))
        return rows, 120, migrants.columns, migrants.census, circuit, terms, log, 1, TRAVEL_STREAMS, 3

    assert_same_in_python(travel, scene)
    control, open_to = np.linspace(0.0, 2.0, STATES), np.eye(STATES, dtype=bool)
    assert_same_in_python(
        follow_paths,
        lambda: (
            circuit,
            control,
            open_to,
            SMUGGLED,
            0.4,
            np.full(STATES, 0.8),
            np.zeros((4, STATES, STATES)),
        ),
    )
