"""Borders and smugglers in the real world, beside what the text and the literature report (patterns E50 to E63)."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.model import MigrationModel
from abm.scenario import load, scenario_from

pytestmark = pytest.mark.slow


@cache
def _baseline(seed: int) -> MigrationModel:
    """The baseline of 1990 to 2020."""
    model = MigrationModel(load("baseline"), seed=seed)
    model.run()
    return model


@pytest.fixture(scope="module", params=[1, 2])
def run(request: pytest.FixtureRequest) -> MigrationModel:
    return _baseline(request.param)


@pytest.fixture(scope="module")
def years(run: MigrationModel) -> pd.DataFrame:
    """Sums over each year of the world's measures."""
    return run.frames()["world"].groupby("year").sum()


# ------------------------------------------------------------------------------------------ levels


def test_a_third_to_a_half_of_those_who_come_have_no_authorisation(years: pd.DataFrame) -> None:
    """E59: 30 to 50 %, in the mean of every decade."""
    share = years["unauthorised_inflow"] / years["entries_and_overstays"]
    for first in (1990, 2000, 2010):
        assert 0.30 < share.loc[first : first + 9].mean() < 0.50


def test_half_or_more_of_irregular_entries_are_smuggled(years: pd.DataFrame) -> None:
    """E53."""
    share = years["smuggled_entries"] / years["entries_irregular"]
    assert (share.loc[1991:] > 0.5).all()
    assert share.loc[1991:].mean() < 0.9


def test_fees_are_of_the_reported_size(years: pd.DataFrame) -> None:
    """E52: 1,500 to 4,000 dollars in the mean."""
    fee = years["fees_paid"] / years["fee_payers"]
    assert fee.loc[1991:].between(1_500, 4_000).all()


def test_fees_of_corridors_span_two_orders_of_magnitude(run: MigrationModel) -> None:
    """The text: 500 to 50,000 dollars; here of the corridors by which anybody would go at all."""
    assert run.scene.choice is not None
    choice, fee = run.scene.choice, run.scene.routes.fee
    weight = (
        choice.pair * choice.risk[1] * choice.origin[:, :1] * choice.destination[0] * choice.afford[:, 0, 2]
    )
    used = np.isfinite(fee) & (fee > 0) & (weight > 1e-9 * weight.max())
    low, high = np.quantile(fee[used], [0.002, 0.998])
    assert low < 600
    assert high > 20_000
    assert fee[used].max() > 100 * fee[used].min()


def test_deaths_at_sea_are_of_the_reported_size(run: MigrationModel) -> None:
    """E60: 0.2 to 3.5 % of those who try."""
    routes = run.frames()["routes"]
    by_sea = routes[routes["channel"] == "sea"][["deaths", "crossings"]].sum()
    assert 0.002 < by_sea["deaths"] / by_sea["crossings"] < 0.035


def test_networks_come_and_go(run: MigrationModel) -> None:
    """Between 50 and 2,000 of them, none of which lasts for ever."""
    networks = run.frames()["world"].query("year > 1990")["networks"]
    assert networks.between(50, 2_000).all()
    assert run.scene.market.networks.born[run.scene.market.alive].min() > 12
    assert run.scene.money() == 0


# ------------------------------------------------------------------------------------------ harder borders


def _settings(**more: Any) -> dict[str, Any]:
    return {
        "world": "real", "start": "1990-01", "months": 84, "persons_per_agent": 1000,
        "policies": {"PRK": {"exit_restriction": 6}}, **more,
    }  # fmt: skip


@cache
def _hardened(seed: int, factor: float) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """A run in which effort at the busiest border of each of forty states is multiplied after three years.

    Returns:
        by state, sums or means from the second year after; those forty states; the share of those who come through into
        them over the border that was hardened.
    """
    model = MigrationModel(scenario_from(_settings(processes={"borders": False})), seed=seed)
    for _ in range(36):
        model.step()
    borders = model.scene.borders
    into = np.argsort(-borders.into(borders.used))[:40]
    busiest = np.array(
        [np.flatnonzero(borders.head == j)[borders.used[borders.head == j].argmax()] for j in into]
    )
    borders.focus[busiest] *= factor
    model.run()
    share = borders.used[busiest] / np.maximum(borders.into(borders.used)[into], 1e-9)
    states = model.frames()["states"].query("year >= 1995")
    table = states.groupby("iso3").agg({"entries_irregular": "sum", "effective_routes": "mean"})
    return table.loc[list(model.world.codes)], into, share


def test_twice_the_effort_on_one_border_moves_people_to_others() -> None:
    """E63: the balloon effect: the other borders take more of those who come through, and routes multiply."""
    spread, moved, entries = [], [], []
    for seed in (1, 2, 3):
        (before, into, share), (after, _, later) = _hardened(seed, 1.0), _hardened(seed, 2.0)
        routes = [np.log(table["effective_routes"].to_numpy()[into]) for table in (before, after)]
        spread.append((routes[1] - routes[0]).mean())
        moved.append((later - share).mean())
        total = [table["entries_irregular"].to_numpy()[into].sum() for table in (before, after)]
        entries.append(np.log(total[1] / total[0]) / np.log(2.0))
    assert min(spread) > 0.0
    assert max(moved) < 0.0
    assert -0.5 < np.mean(entries) < 0.0  # by far less than in proportion


@cache
def _tightened(seed: int, factor: float) -> pd.DataFrame:
    event = {"date": "1993-01", "states": "USA", "scale": {"border_effort": factor}}
    model = MigrationModel(scenario_from(_settings(events=[event])), seed=seed)
    model.run()
    states = model.frames()["states"].query("year >= 1994")
    return states.groupby("iso3")[["entries_irregular", "attempts", "interdictions"]].sum()


def test_twice_the_effort_of_a_state_stops_more_and_keeps_out_less_than_in_proportion() -> None:
    """E56: entries fall, but by less than effort rises; of those who try more are stopped."""
    effects = []
    for seed in (1, 2, 3):
        before, after = (_tightened(seed, factor).loc["USA"] for factor in (1.0, 2.0))
        stopped = [each["interdictions"] / each["attempts"] for each in (before, after)]
        assert stopped[1] > 1.1 * stopped[0]
        effects.append(np.log(after["entries_irregular"] / before["entries_irregular"]) / np.log(2.0))
    assert -1.0 < np.mean(effects) < 0.0
