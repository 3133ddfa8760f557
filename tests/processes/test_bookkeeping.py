"""Bookkeeping: net security is the mean of its parts, and what changed it adds up, channel by channel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.ledger import ENTRIES, lines_of
from abm.model import MigrationModel
from abm.processes.bookkeeping import PARTS
from abm.results.recorder import Recorder
from tests.laws.small_world import fingerprint, model_of, small

BUSY: dict[str, Any] = {
    "drivers": {"capacity": "simulated", "conflict": "simulated"},
    "policies": {"all": {"foreign_recruits": 0.5}},
}
MIGRATION = [row for row, entry in enumerate(ENTRIES) if entry.migration]


def _part(model: MigrationModel, part: str) -> np.ndarray:
    return np.asarray(getattr(model.scene.states, "relative_power" if part == "power" else part))


def _run(model: MigrationModel, months: int) -> tuple[np.ndarray, np.ndarray]:
    """Net security after the first month, and what the ledger says of the months after it."""
    model.step()
    first, lines = model.scene.states.net_security.copy(), np.zeros_like(model.scene.ledger.security)
    for _ in range(months):
        model.step()
        lines += model.scene.ledger.security
    return first, lines


WEIGHTLESS = {f"{part}_weight": 0.0 for part in PARTS}


@pytest.mark.parametrize("weights", [{}, {"order_weight": 5.0, "power_weight": 0.0}, WEIGHTLESS])
def test_what_changed_net_security_adds_up_to_its_change(weights: dict[str, float]) -> None:
    model = model_of(small(**BUSY, parameters={"security": weights}))
    first, lines = _run(model, 14)
    np.testing.assert_allclose(lines.sum(axis=0), model.scene.states.net_security - first, atol=1e-9)
    assert lines[MIGRATION].any() == (weights != WEIGHTLESS)


def test_net_security_is_the_mean_of_its_parts_by_their_weights() -> None:
    model = model_of(small(**BUSY, parameters={"security": {"cohesion_weight": 3.0}}), months=3)
    whole = sum((3.0 if part == "cohesion" else 1.0) * _part(model, part) for part in PARTS) / 7.0
    np.testing.assert_allclose(model.scene.states.net_security, whole)
    for part in PARTS:
        assert ((_part(model, part) >= 0) & (_part(model, part) <= 1)).all()


@pytest.mark.parametrize("part", ["capacity", "autonomy", "cohesion"])
def test_more_of_a_part_is_more_security_and_none_where_it_has_no_weight(part: str) -> None:
    secure = []
    for weight in (1.0, 0.0):
        for value in (0.2, 0.8):
            model = model_of(small(parameters={"security": {f"{part}_weight": weight}}))
            getattr(model.scene.states, part).fill(value)
            model.processes[-1].step(model.scene)
            secure.append(model.scene.states.net_security.copy())
    assert (secure[0] < secure[1]).all()
    np.testing.assert_array_equal(secure[2], secure[3])


def test_order_is_what_deaths_leave_and_each_kind_answers_for_its_own() -> None:
    model = model_of(small(parameters={"security": {"memory": 0.5, "order_scale": 50.0}}))
    scene, book = model.scene, model.processes[-1]
    book.step(scene)
    millions = scene.population() / 1e6
    np.testing.assert_array_equal(scene.states.order, 1.0)
    scene.start_month()
    scene.ledger.post("violence", "battle", 3.0 * millions)
    scene.ledger.post("violence", "crime", 1.0 * millions)
    before = scene.states.net_security.copy()
    book.step(scene)
    felt = (1 - np.exp(-1 / 6)) * 48.0
    np.testing.assert_allclose(scene.states.order, np.exp(-felt / 50.0))
    battle, crime = (
        scene.ledger.security[[(entry.outcome, entry.channel) for entry in ENTRIES].index(("violence", kind))]
        for kind in ("battle", "crime")
    )
    np.testing.assert_allclose(battle, 3.0 * crime)
    changed = scene.ledger.security[lines_of("violence")].sum(axis=0)
    np.testing.assert_allclose(changed, scene.states.net_security - before)


def test_without_migrants_no_line_that_is_there_because_people_move_changes_anything() -> None:
    model = model_of(small(**BUSY, parameters={"departures": {"propensity": -40.0}}))
    for name in ("stock", "refugees", "standing"):
        getattr(model.scene.migrants.census, name).fill(0)
    model.scene.migrants.used = 0
    for process in ("transitions", "journeys", "remittances", "diasporas"):
        model.processes = tuple(each for each in model.processes if each.name != process)
    model.scene.drivers = model.scene.drivers.model_copy(update={"displacement": "intensity"})
    model.scene.parameters = model.scene.parameters.changed({"conflict": {"flight_rate": 0.0}})
    _, lines = _run(model, 6)
    np.testing.assert_allclose(lines[MIGRATION], 0.0, atol=1e-12)
    assert lines.any()


def test_the_frame_of_the_ledger_is_what_was_entered_by_year() -> None:
    model = model_of(small(**BUSY, months=14), months=14)
    frame = model.frames()["ledger"]
    assert set(frame["year"]) == {1990, 1991}
    by_state = frame.groupby("iso3")["security"].sum().reindex(model.world.codes).to_numpy()
    series = model.frames()["states"].pivot(index=["year", "month"], columns="iso3", values="net_security")
    np.testing.assert_allclose(by_state, (series.iloc[-1] - series.iloc[0]).to_numpy(), atol=1e-9)
    assert not frame.duplicated(["year", "iso3", "outcome", "channel"]).any()
    capacity = frame[frame["outcome"] == "capacity"].groupby("iso3")["change"].sum()
    started = pd.Series(model_of(small(**BUSY)).scene.states.capacity, model.world.codes)
    ended = pd.Series(model.scene.states.capacity, model.world.codes)
    np.testing.assert_allclose(capacity.reindex(model.world.codes).to_numpy(), ended - started, atol=1e-12)


def test_how_parts_are_weighed_moves_nothing_else() -> None:
    marks = []
    for weight in (0.0, 4.0):
        model = model_of(small(parameters={"security": {"order_weight": weight}}), months=3)
        states = model.frames()["states"].drop(columns=["net_security", "security_by_migration"])
        model.scene.states.net_security.fill(0.0)
        model.recorder = Recorder(model.scene)
        marks.append((states.to_csv(), fingerprint(model)))
    assert marks[0] == marks[1]
