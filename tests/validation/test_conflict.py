"""Wars of the model's own in the real world, beside what is observed (patterns E100 to E106).

Nobody moves in these runs: `pytest -m slow tests/validation/test_conflict.py` takes some minutes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from abm.model import MigrationModel, load_world
from abm.scenario import scenario_from

pytestmark = pytest.mark.slow

SEEDS = 20
STILL = (
    "departures",
    "admission",
    "journeys",
    "smuggling",
    "transitions",
    "remittances",
    "diasporas",
    "borders",
)
SETTINGS: dict[str, Any] = {
    "world": "real", "months": 372, "persons_per_agent": 20_000, "processes": dict.fromkeys(STILL, False),
    "drivers": {"conflict": "simulated", "displacement": "intensity"},
}  # fmt: skip


@pytest.fixture(scope="module")
def active() -> tuple[np.ndarray, np.ndarray]:
    """Country-years with 25 deaths or more, and quintiles of income (0 the poorest): [seeds, years, states]."""
    scenario = scenario_from(SETTINGS)
    world = load_world(scenario)
    fought, incomes = [], []
    for seed in range(1, SEEDS + 1):
        model = MigrationModel(scenario, seed=seed, world=world)
        model.run()
        series = model.series()
        shape = (31, 12, len(world))
        deaths = series.states[:, series.names.index("conflict_deaths")].reshape(shape).sum(axis=1)
        income = series.states[:, series.names.index("gdp_per_head")].reshape(shape)[:, 0]
        fought.append(deaths >= 25)
        incomes.append(income.argsort(axis=1).argsort(axis=1) * 5 // len(world))
    return np.array(fought), np.array(incomes)


def test_prevalence_persistence_and_onset(active: tuple[np.ndarray, np.ndarray]) -> None:
    """E100 to E102."""
    fought, _ = active
    before, now = fought[:, :-1], fought[:, 1:]
    assert 0.12 < fought.mean() < 0.20
    assert 0.80 < now[before].mean() < 0.87
    assert 0.02 < now[~before].mean() < 0.05


def test_wars_come_back(active: tuple[np.ndarray, np.ndarray]) -> None:
    """E103: 35 to 55 % within five years."""
    fought, _ = active
    ended = fought[:, :-6] & ~fought[:, 1:-5]
    again = np.any([fought[:, 2 + k : fought.shape[1] - 4 + k] for k in range(5)], axis=0)
    assert 0.35 < again[ended].mean() < 0.55


def test_the_poor_go_to_war_more_than_eight_times_as_often(active: tuple[np.ndarray, np.ndarray]) -> None:
    """E105."""
    fought, quintile = active
    peace, begun = ~fought[:, :-1], fought[:, 1:]
    poorest, richest = (begun[peace & (quintile[:, 1:] == place)].mean() for place in (0, 4))
    assert poorest > 8 * richest
