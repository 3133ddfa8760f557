"""Forged papers: found or not, sold while there is room, and who waits for them."""

from __future__ import annotations

import numpy as np
import pytest

from abm.kernels.table import FREE
from abm.model import MigrationModel
from abm.processes.journeys import in_cents
from abm.processes.passage import forged_detection, refresh_routes
from abm.statuses import Channel, Status
from tests.processes.travelling import MANY, road_model, send, travel_on


def test_forged_papers_are_found_with_the_declared_chance_and_those_found_go_home() -> None:
    model = road_model()
    rows = send(model, Channel.FORGED, (1, 4))
    residents = model.scene.states.residents[1].sum()
    travel_on(model)
    caught = model.scene.tally.interdictions.sum()
    p = forged_detection(model.scene)[4]
    assert caught == pytest.approx(p * MANY, rel=0.15)
    assert model.scene.tally.attempts.sum() == MANY
    assert model.scene.states.residents[1].sum() - residents == caught * model.scene.persons_per_agent
    status = model.scene.migrants.columns.status[rows]
    assert (status == Status.IRREGULAR).sum() == MANY - caught
    assert model.scene.money() == 0


def test_who_is_found_out_before_boarding_claims_nothing() -> None:
    model = road_model(claim_unfounded=1.0, claim_at_border=1.0)
    rows = send(model, Channel.FORGED, (1, 4))
    before = model.scene.people()
    travel_on(model)
    caught = model.scene.tally.interdictions.sum()
    assert 0 < caught < MANY
    assert model.scene.tally.claims[4] == MANY - caught
    status = model.scene.migrants.columns.status[rows]
    assert (status == Status.ASYLUM_SEEKER).sum() == MANY - caught
    assert model.scene.people() == before


def _buyers(room: int, savings: int) -> tuple[MigrationModel, np.ndarray, int]:
    """A hundred from AAB who want papers for AAE, the room there is for them, and the price in cents."""
    model = road_model(limited=True, smuggling={"patience": 600.0})
    model.scene.states.set_lever("visa_screening", np.arange(9), 0.0)
    model.scene.market.markets.room[model.scene.market.edges + 4] = room
    refresh_routes(model.scene)
    rows = send(model, Channel.FORGED, (1, 4), 100, savings=savings)
    return model, rows, int(in_cents(model.scene.market.markets.price)[model.scene.market.edges + 4])


def test_papers_are_sold_while_there_is_room_and_the_others_wait_for_a_month_with_some() -> None:
    model, rows, price = _buyers(room=30, savings=10_000_000)
    scene, market, columns = model.scene, model.scene.market, model.scene.migrants.columns
    papers, flight = market.edges + 4, scene.routes.air_edge[1, 4]
    travel_on(model)
    assert ((columns.location[rows] == 4) & (columns.status[rows] == Status.IRREGULAR)).sum() == 30
    assert market.served[papers] == scene.tally.clients[flight] == scene.tally.attempts[flight] == 30
    paid = scene.tally.fees[4], scene.tally.edge_fees[flight], market.paid[papers], market.treasury[0]
    assert paid == (30 * price,) * 4
    assert (market.came[papers], market.queued[papers], market.face[papers]) == (100, 70, 1)
    assert market.markets.room[papers] == 0
    waiting = columns.status[rows] == Status.IN_TRANSIT
    assert waiting.sum() == 70
    assert (columns.savings[rows][waiting] == 10_000_000).all()
    assert scene.money() == 0
    scene.month += 1
    market.markets.room[papers] = 50
    travel_on(model)
    assert (market.came[papers], market.served[papers], market.queued[papers]) == (0, 50, 20)


def test_who_waits_for_papers_loses_patience_and_is_home_again() -> None:
    model, rows, _ = _buyers(room=0, savings=10_000_000)
    scene, columns = model.scene, model.scene.migrants.columns
    scene.parameters = scene.parameters.model_copy(
        update={"smuggling": scene.parameters.smuggling.model_copy(update={"patience": 2.0})}
    )
    residents = scene.states.residents[1].sum()
    travel_on(model)
    home = (columns.status[rows] == FREE).sum()
    assert abs(home - 100 * (1.0 - np.exp(-0.5))) < 15
    assert scene.states.residents[1].sum() == residents + home * scene.persons_per_agent
    assert scene.market.queued.sum() == 100
    assert scene.money() == 0


def test_who_cannot_pay_for_papers_goes_home_with_what_they_have() -> None:
    _, _, price = _buyers(room=0, savings=0)
    model, rows, _ = _buyers(room=100, savings=price - 1)
    scene = model.scene
    residents, money = scene.states.residents[1].sum(), scene.states.households[1]
    travel_on(model)
    assert (scene.migrants.columns.status[rows] == FREE).all()
    assert scene.states.residents[1].sum() == residents + 100 * scene.persons_per_agent
    assert scene.states.households[1] == money + 100 * (price - 1)
    assert scene.market.paid.sum() == scene.market.queued.sum() == scene.tally.attempts.sum() == 0
    assert scene.money() == 0
