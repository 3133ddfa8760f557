"""Smuggling networks: whom they ally with, what draws clients to them, how they end and come up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.market import Markets, Networks, Offers, by_market
from abm.kernels.networks import Terms, ally, attract, befriend, close, forget, found, hands_on
from tests.kernels.scenes import (
    BORDERS,
    STATES,
    SURE,
    assert_same,
    border,
    give_routes,
    make_allies,
    markets,
    no_networks,
    some_networks,
    trade,
)

EDGES, MARKETS = len(BORDERS), len(BORDERS) + STATES
ENTRY = np.array([30, 31])
seeds = st.integers(0, 300)


def _ally(networks: Networks, offers: Offers, market: Markets, terms: Terms, month: int) -> None:
    start, places = by_market(offers.market, MARKETS)
    ally(networks, offers, market, start, places, terms, 1.0, 1, 33, month)


# ------------------------------------------------------------------------------------------ allies


def _assert_allies_agree(networks: Networks) -> None:
    """Whom one lists lists one too, nobody lists themselves or anybody twice, and the dead have no allies."""
    friends = [row[row >= 0].tolist() for row in networks.allies]
    for n, theirs in enumerate(friends):
        assert n not in theirs
        assert len(set(theirs)) == len(theirs)
        assert all(n in friends[other] for other in theirs)
        assert networks.uid[n] != 0 or not theirs


@given(seeds)
def test_alliances_are_mutual(seed: int) -> None:
    """In a few markets where everybody meets, so that old alliances give way to new ones; some end, too."""
    networks, offers = some_networks(seed=seed, rows=14)
    for n in range(12):
        give_routes(offers, n, n % 3, 3)
    market, terms = markets(seed), trade(seed)
    for month in range(8):
        _ally(networks, offers, market, terms, month)
        _assert_allies_agree(networks)
        if month == 5:
            close(networks, offers, np.array([seed % 12]))
            _assert_allies_agree(networks)
    assert (networks.allies >= 0).sum() >= 12


def test_a_full_table_of_allies_forgets_the_oldest_on_both_sides() -> None:
    networks, _ = no_networks(8, allies=2)
    networks.uid[:] = 1
    for other in (1, 2, 3):
        make_allies(networks, 0, other)
    assert networks.allies[:4].tolist() == [[3, 2], [-1, -1], [0, -1], [0, -1]]
    befriend(networks, 0, 2)
    assert networks.allies[0].tolist() == [3, 2]
    forget(networks, 0, 3)
    make_allies(networks, 0, 5)
    assert networks.allies[[0, 2, 5]].tolist() == [[5, 2], [0, -1], [0, -1]]


@pytest.mark.parametrize(
    ("other", "meets"),
    [((1, 2), True), ((2, 3), True), ((2, 1), True), ((0, 1), True), ((3, 4), False), ((4, 3), False)],
)
def test_allies_are_found_on_the_same_stretch_or_the_next(other: tuple[int, int], meets: bool) -> None:
    networks, offers = some_networks(2)
    offers.market[:2] = -1
    offers.market[:2, 0] = border(1, 2), border(*other)
    start, places = by_market(offers.market, MARKETS)
    for month in range(60):
        chance = float(month >= 20)
        ally(networks, offers, markets(), start, places, trade(), chance, 1, 33, month)
        assert chance > 0.0 or (networks.allies == -1).all()
    assert networks.allies[:2, 0].tolist() == ([1, 0] if meets else [-1, -1])


# ------------------------------------------------------------------------------------------ attraction


@given(seeds, st.floats(0.0, 3.0), st.floats(0.0, 50.0), st.floats(0.0, 2.0))
def test_clients_weigh_capacity_safety_abuse_and_who_goes_onward(
    seed: int, safe: float, abuse: float, worth: float
) -> None:
    networks, offers = some_networks(seed=seed)
    make_allies(networks, 0, 1)
    networks.uid[11] = 0
    market, evasion = markets(seed), np.random.default_rng(seed).random(16)
    offers.weight[:] = -1.0
    attract(networks, offers, market, evasion, safe, abuse, worth)
    for n in range(11):
        for k in range(4):
            m = offers.market[n, k]
            onward = m >= 0 and _hands_on(networks, offers, market, n, m)
            ln_weight = safe * evasion[n] - abuse * networks.abuse[n] + (worth if onward else 0.0)
            expected = offers.capacity[n, k] * math.exp(ln_weight) if m >= 0 else 0.0
            assert offers.weight[n, k] == pytest.approx(expected)
    assert (offers.weight[11:] == -1.0).all()


def test_whoever_has_places_has_some_weight_however_bad_they_are() -> None:
    networks, offers = some_networks(1)
    networks.abuse[0] = 1.0
    attract(networks, offers, markets(), np.zeros(16), 0.0, 1e6, 0.0)
    serving = offers.market[0] >= 0
    assert (offers.weight[0, serving] > 0.0).all()


def _hands_on(networks: Networks, offers: Offers, market: Markets, n: int, m: int) -> bool:
    onward = np.empty(20, np.int32)
    number = hands_on(networks, offers, market, n, onward)
    return bool((onward[:number] == market.head[m]).any())


def test_a_network_hands_on_where_it_or_an_ally_works_onward() -> None:
    networks, offers = some_networks(3)
    market, there = markets(), border(1, 2)
    give_routes(offers, 0, there, border(0, 1), EDGES + 2)
    give_routes(offers, 1, border(2, 1))
    give_routes(offers, 2, border(3, 4))
    assert not _hands_on(networks, offers, market, 0, there)
    assert _hands_on(networks, offers, market, 0, border(0, 1))
    make_allies(networks, 0, 2)
    assert not _hands_on(networks, offers, market, 0, there)
    make_allies(networks, 0, 1)
    assert _hands_on(networks, offers, market, 0, there)
    assert not _hands_on(networks, offers, market, 2, border(3, 4))


# ------------------------------------------------------------------------------------------ end and beginning


@given(seeds, st.integers(0, 11))
def test_a_network_that_ends_leaves_no_trace(seed: int, n: int) -> None:
    networks, offers = some_networks(seed=seed)
    for other in range(12):
        if other != n:
            make_allies(networks, n, other)
    uids, markets_before = networks.uid.copy(), offers.market.copy()
    close(networks, offers, np.array([n]))
    assert networks.uid[n] == networks.capital[n] == networks.technology[n] == 0
    assert not (networks.allies == n).any()
    assert (networks.allies[n] == -1).all()
    assert (offers.market[n] == -1).all()
    assert sum(np.abs(array[n]).sum() for array in offers[1:]) == 0.0
    others = np.arange(16) != n
    assert np.array_equal(networks.uid[others], uids[others])
    assert np.array_equal(offers.market[others], markets_before[others])
    assert n not in by_market(offers.market, MARKETS)[1] // 4


def _found(
    expected: np.ndarray, *, month: int = 0, rows: int = 200, conflict: float = 0.0, **terms: Any
) -> tuple[Networks, Offers, np.ndarray]:
    """The networks that come up in an empty table; their people are those of the state that a market leads to."""
    networks, offers = no_networks(rows)
    face = np.where(markets().tail >= 0, markets().tail, 4).astype(np.int32)
    capital, fight = np.full(MARKETS, 1500.0), np.full(STATES, conflict)
    new = found(networks, offers, expected, face, trade(**terms), capital, fight, 1, ENTRY, month)
    return networks, offers, new


def test_new_networks_are_as_many_as_a_poisson_draw() -> None:
    """At each market the counts of many months are those of a Poisson distribution with the expected mean."""
    mean = np.zeros(MARKETS)
    mean[[1, 4, 9]] = 0.4, 2.0, 7.0
    counts = np.zeros((3000, MARKETS), np.int64)
    for month in range(3000):
        _, offers, new = _found(mean, month=month)
        counts[month] = np.bincount(offers.market[new, 0], minlength=MARKETS)
    assert counts[:, mean == 0.0].sum() == 0
    for m in (1, 4, 9):
        kinds = np.arange(int(mean[m] + 3.0 * math.sqrt(mean[m])) + 1)
        seen = np.bincount(np.minimum(counts[:, m], kinds[-1]), minlength=len(kinds))
        chance = stats.poisson.pmf(kinds, mean[m])
        chance[-1] = stats.poisson.sf(kinds[-1] - 1, mean[m])
        assert stats.chisquare(seen, chance * 3000).pvalue > SURE
    assert abs(np.corrcoef(counts[:, 4], counts[:, 9])[0, 1]) < 0.07


def test_new_networks_are_of_the_people_who_wait_and_of_modest_means() -> None:
    names = []
    for month in range(40):
        networks, offers, new = _found(np.full(MARKETS, 3.0), month=month, size=250.0, unit=2.0, belief=0.35)
        m = offers.market[new, 0]
        assert np.array_equal(np.flatnonzero(networks.uid), np.sort(new))
        assert np.array_equal(networks.base[new], np.where(m < EDGES, markets().tail[m], 4))
        assert (networks.born[new] == month).all()
        assert (networks.capital[new] == 3000).all()
        assert (offers.capacity[new] == [250.0, 0.0, 0.0, 0.0]).all()
        assert (offers.loss[new, 0] == 0.35).all()
        assert (offers.market[new, 1:] == -1).all()
        assert (networks.allies == -1).all()
        names += networks.uid[new].tolist()
    assert len(names) == len(set(names)) > 1000


def test_rates_of_abuse_are_exponential_and_ties_follow_conflict() -> None:
    networks, _, new = _found(np.full(MARKETS, 300.0), rows=5000, conflict=0.3, abuse=0.02)
    assert stats.kstest(networks.abuse[new], stats.expon(scale=0.02).cdf).pvalue > SURE
    assert stats.binomtest(int(networks.tied[new].sum()), len(new), 0.3).pvalue > SURE
    bad, _, new = _found(np.full(MARKETS, 3.0), abuse=50.0)
    assert bad.abuse[new].max() == 1.0


@given(st.integers(0, 100), st.floats(0.0, 6.0))
def test_what_comes_up_here_does_not_depend_on_other_markets(month: int, elsewhere: float) -> None:
    here, traits = np.full(MARKETS, elsewhere), []
    here[5] = 2.5
    for expected in (here, np.where(np.arange(MARKETS) == 5, 2.5, 1.0)):
        networks, offers, new = _found(expected, month=month, conflict=0.5)
        rows = new[offers.market[new, 0] == 5]
        traits.append([array[rows] for array in (networks.uid, networks.abuse, networks.tied, networks.base)])
    assert_same(tuple(traits[0]), tuple(traits[1]))


def test_nobody_comes_up_where_nobody_waits_or_the_table_is_full() -> None:
    networks, offers = some_networks(12, rows=14)
    before = networks.uid[:12].copy()
    face = np.full(MARKETS, -1, np.int32)
    arguments = (trade(), np.ones(MARKETS), np.zeros(STATES), 1, ENTRY, 0)
    assert len(found(networks, offers, np.full(MARKETS, 9.0), face, *arguments)) == 0
    networks.uid[3] = 0
    new = found(networks, offers, np.full(MARKETS, 9.0), face + 2, *arguments)
    assert new.tolist() == [3, 12, 13]
    assert np.array_equal(np.delete(networks.uid[:12], 3), np.delete(before, 3))
    assert len(found(networks, offers, np.full(MARKETS, 9.0), face + 2, *arguments)) == 0
