"""A smuggling network as a Mesa agent: a face on its row of the columns, never a copy."""

from __future__ import annotations

import pytest

from abm.model import MigrationModel
from tests.laws.small_world import model_of


@pytest.fixture
def model() -> MigrationModel:
    return model_of(months=8)


def test_the_networks_are_those_of_the_columns(model: MigrationModel) -> None:
    market = model.scene.market
    assert len(model.networks) == len(market.alive) > 3
    assert len({network.born for network in model.networks}) > 1
    for network in model.networks:
        assert network.alive
        assert network.base in model.world.codes
        assert network.born == market.networks.born[network.row]
        assert network.capacity == pytest.approx(market.offers.capacity[network.row].sum())
        assert sum(route.capacity for route in network.routes) == pytest.approx(network.capacity)
        assert {route.mode for route in network.routes} <= {"land", "sea", "papers"}
        assert all(route.price > 0 and 0 <= route.loss <= 1 for route in network.routes)
        assert set(network.allies) <= {other.uid for other in model.networks}


def test_a_face_reads_the_column(model: MigrationModel) -> None:
    network = next(iter(model.networks))
    model.scene.market.networks.capital[network.row] = 12_300
    assert network.capital == 123 * model.scene.persons_per_agent
    model.scene.market.networks.tied[network.row] = True
    assert network.tied


def test_a_network_keeps_its_face_and_loses_it_when_it_ends(model: MigrationModel) -> None:
    before = {network.uid: network for network in model.networks}
    for _ in range(10):
        model.step()
    after = {network.uid: network for network in model.networks}
    assert all(after[uid] is before[uid] for uid in before.keys() & after.keys())
    ended = [network for uid, network in before.items() if uid not in after]
    assert ended
    assert not any(network.alive for network in ended)
    assert not set(ended) & set(model.agents)
    assert ended[0].capacity == 0
    assert ended[0].routes == []
    with pytest.raises(LookupError, match="has ended"):
        _ = ended[0].capital
