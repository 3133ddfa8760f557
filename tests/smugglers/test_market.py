"""The table of networks and markets."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from abm.smugglers.market import ALLIES, ROUTES, UNLIMITED, Market
from abm.world.borders import Borders
from abm.world.stylised import StylisedWorld, generate
from abm.world.world import build_world


@pytest.fixture(scope="module")
def borders() -> Borders:
    return Borders(build_world(generate(StylisedWorld(states=6, geography="lattice", years=2))).circuit)


def test_markets_are_the_edges_and_then_the_papers_of_each_state(borders: Borders) -> None:
    market, edges = Market(borders, 5, limited=True), len(borders.head)
    assert market.edges == edges
    np.testing.assert_array_equal(market.markets.tail[:edges], borders.tail)
    np.testing.assert_array_equal(market.markets.head[:edges], borders.head)
    assert (market.markets.tail[edges:] == -1).all()
    np.testing.assert_array_equal(market.markets.head[edges:], np.arange(6))
    for name, column in market.markets._asdict().items():
        assert column.shape == (edges + 6,), name
        assert not np.shares_memory(column, market.markets.price) or name == "price"
    for column in (market.came, market.queued, market.served, market.lost, market.paid, market.face):
        assert column.shape == (edges + 6,)


@pytest.mark.parametrize(("limited", "room"), [(True, 0), (False, UNLIMITED)])
def test_at_first_there_is_no_room_or_room_for_everybody(borders: Borders, limited: bool, room: int) -> None:
    market = Market(borders, 5, limited)
    assert (market.markets.room == room).all()
    assert market.limited == limited


@pytest.mark.parametrize("most", [0, 3])
def test_there_are_rows_for_the_most_networks_and_all_are_free(borders: Borders, most: int) -> None:
    market = Market(borders, most, limited=True)
    assert len(market.alive) == 0
    for column in market.networks:
        assert len(column) == most
    for column in market.offers:
        assert column.shape == (most, ROUTES)
    assert (market.offers.market == -1).all()
    assert market.networks.allies.shape == (most, ALLIES)
    assert market.capital() == 0


def test_the_living_are_those_with_an_identity(borders: Borders) -> None:
    market = Market(borders, 5, limited=True)
    market.networks.uid[[1, 4]] = 7, 9
    assert market.alive.tolist() == [1, 4]


def test_a_month_goes_through_the_rows_up_to_the_last_network_and_writes_to_the_table(
    borders: Borders,
) -> None:
    market = Market(borders, 9, limited=True)
    assert len(market.in_use()[0].uid) == 0
    market.networks.uid[[1, 4]] = 7, 9
    market.count_rows()
    networks, offers = market.in_use()
    assert len(networks.uid) == len(offers.market) == 5
    networks.capital[4], offers.capacity[4, 2] = 11, 2.5
    assert (market.networks.capital[4], market.offers.capacity[4, 2]) == (11, 2.5)


def test_a_copy_goes_through_rows_of_its_own(borders: Borders) -> None:
    market = Market(borders, 9, limited=True)
    market.networks.uid[:4] = 1
    market.count_rows()
    other = copy.deepcopy(market)
    other.count_rows()
    for ours, theirs, whole in zip(
        (*market.in_use()[0], *market.in_use()[1]),
        (*other.in_use()[0], *other.in_use()[1]),
        (*other.networks, *other.offers),
        strict=True,
    ):
        assert len(ours) == len(theirs) == 4
        assert np.shares_memory(theirs, whole)
        assert not np.shares_memory(theirs, ours)


def test_capital_is_that_of_networks_and_of_nobody(borders: Borders) -> None:
    market = Market(borders, 5, limited=True)
    market.networks.capital[[0, 2]] = 500, -120
    market.treasury += 20
    assert market.capital() == 400


def test_a_new_month_forgets_the_clients_of_the_last_and_no_more(borders: Borders) -> None:
    market = Market(borders, 5, limited=True)
    monthly = (market.came, market.queued, market.served, market.lost, market.paid, market.face)
    lasting = (*market.markets, *market.networks, *market.offers, market.treasury)
    for column in (*monthly, *lasting):
        column[...] = 1
    market.start_month()
    for column in monthly[:-1]:
        assert not column.any()
    assert (market.face == -1).all()
    for column in lasting:
        assert (column == 1).all()
