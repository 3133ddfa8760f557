"""Returns: people go home less where coming back is dear, risky or barred, and the way back is the easiest."""

from __future__ import annotations

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.processes.passage import forged_detection
from abm.statuses import Status
from abm.world.routes import DOLLARS, INTERDICTIONS
from tests.laws.small_world import model_of, process_of, small
from tests.processes.test_transitions import MANY, _model, _near


def _back(model: MigrationModel) -> int:
    """Agents who go home in a month."""
    scene = model.scene
    scene.start_month()
    process_of(model, "transitions").step(scene)
    return int(scene.tally.returned.sum())


@pytest.mark.parametrize("name", ["return_reentry", "return_cost"])
def test_a_harder_way_back_lengthens_stays_without_status(name: str) -> None:
    """Dearer and more closely watched, by every way; without the parameter it makes no difference."""
    counts = {}
    for weight in (0.0, 3.0):
        for effort, fees in ((0.0, 1.0), (20.0, 10.0)):
            rates = {"return_irregular": 0.5, "return_wage": 0.0, name: weight}
            levers = {"border_effort": effort, "visa_screening": effort}
            model = _model(Status.IRREGULAR, rates, levers=levers, origin=3, location=5, destination=5)
            routes = model.scene.routes
            for prices in (routes.fee, routes.forged_fee, routes.path[0, DOLLARS]):
                np.multiply(prices, fees, out=prices)
            counts[weight, effort] = _back(model)
            assert model.scene.tally.irregular_returns[5] == counts[weight, effort]
    assert counts[3.0, 20.0] < 0.9 * counts[3.0, 0.0]
    assert counts[0.0, 20.0] == counts[0.0, 0.0] >= counts[3.0, 0.0]
    assert _near(counts[0.0, 0.0], MANY * -np.expm1(-0.5 / 12))


@pytest.mark.parametrize(
    ("status", "rates", "name"),
    [
        (Status.PERMANENT, {"return_permanent": 0.5}, "return_visa"),
        (Status.IRREGULAR, {"return_irregular": 0.5}, "return_cost"),
        (Status.TEMPORARY_WORKER, {"return_temporary": 2.0, "permit_overstayed": 0.3}, "overstay_visa"),
        (Status.STUDENT, {"study_ends": 2.0, "study_overstayed": 0.3}, "overstay_visa"),
    ],
)
def test_who_can_come_back_by_visa_goes_home_more(status: Status, rates: dict[str, float], name: str) -> None:
    counts = {}
    for weight in (0.0, 2.0):
        for openness in (0.01, 10.0):
            chosen = rates | {"return_wage": 0.0, name: weight}
            counts[weight, openness] = _back(_model(status, chosen, levers={"visa_openness": openness}))
    assert counts[2.0, 0.01] < 0.95 * counts[2.0, 10.0]
    assert counts[0.0, 0.01] == counts[0.0, 10.0] >= counts[2.0, 10.0]


def test_visas_do_not_touch_the_returns_of_citizens() -> None:
    rates = {"return_naturalised": 0.5, "return_wage": 0.0, "return_visa": 2.0}
    model = _model(Status.NATURALISED, rates, levers={"visa_openness": 0.01})
    assert _near(_back(model), MANY * -np.expm1(-0.5 / 12))


@pytest.mark.parametrize("watched", [0.0, 1.0])
def test_the_way_back_is_the_easiest_that_is_open(watched: float) -> None:
    """Alone, with a smuggler, with forged papers, or by a visa at its chance; free where borders are open."""
    rule = {"return_reentry": 3.0, "return_cost": 4.0}
    model = _model(Status.IRREGULAR, rule, number=1)
    model.scene.routes.path[0, INTERDICTIONS] += watched  # then the smuggler's fee is worth it
    _back(model)
    scene, process = model.scene, process_of(model, "transitions")
    routes, year, found = scene.routes, 12.0 * scene.states.wage.mean(axis=1), forged_detection(scene)
    alone, smuggled = routes.path[0], routes.path[1]
    for o, d in np.ndindex(9, 9):
        ways = [
            (alone[INTERDICTIONS, o, d], alone[DOLLARS, o, d]),
            (smuggled[INTERDICTIONS, o, d], smuggled[DOLLARS, o, d] + routes.fee[o, d]),
            (found[d], routes.air_cost[o, d] + routes.forged_fee[o, d]),
        ]
        factor = max(
            np.exp(-3.0 * min(stops, 5.0) - 4.0 * min(money / year[d], 5.0)) for stops, money in ways
        )
        access = 1.0 - process._barred[o, d]
        assert np.exp(-process._reentry[o, d]) == pytest.approx(access + (1.0 - access) * factor)
    assert (process._reentry >= 0.0).all()
    abroad = ~np.eye(9, dtype=bool)
    assert not process._reentry[scene.open_to() & abroad].any()
    assert process._reentry[~scene.open_to()].all()


def test_new_prices_are_looked_at_when_the_routes_are_found_again() -> None:
    model = _model(Status.IRREGULAR, {"return_cost": 4.0, "return_reentry": 3.0}, number=1)
    process, routes = process_of(model, "transitions"), model.scene.routes
    _back(model)
    before = process._reentry.copy()
    np.multiply(routes.fee, 0.1, out=routes.fee)
    model.scene.month = 5
    _back(model)
    assert np.array_equal(process._reentry, before)
    routes.version += 1
    _back(model)
    assert (process._reentry <= before).all()
    assert (process._reentry < before).any()


def test_the_chance_of_a_visa_is_that_which_residents_weigh() -> None:
    """The same whether departures run or not."""
    barred = []
    for departures in (True, False):
        model = model_of(small(processes={"departures": departures}), months=1)
        assert (model.scene.choice is not None) == departures
        barred.append(process_of(model, "transitions")._barred)
        if model.scene.choice is not None:
            assert np.array_equal(barred[0], 1.0 - model.scene.choice.access)
    assert np.allclose(barred[0], barred[1], rtol=0.01)
