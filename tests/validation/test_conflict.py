"""Wars of the model's own in the real world, and who flees them, beside what is observed.

Patterns E69, E72, E100 to E105 and E107 to E109.
Everything is on, and 20 seeds are run: `pytest -m slow tests/validation/test_conflict.py` takes some minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from abm.model import MigrationModel, load_world
from abm.scenario import extended, load

pytestmark = pytest.mark.slow

SEEDS = 20
YEARS = 31


class Worlds(NamedTuple):
    """Of every seed and year; S states."""

    fought: np.ndarray  # bool [seeds, years, S], 25 deaths or more
    quintile: np.ndarray  # int [seeds, years, S], of income per head, 0 the poorest
    refugees: np.ndarray  # float64 [seeds, years], at the end of the year
    nearby: np.ndarray  # float64 [seeds, years], of these in a state contiguous to their own
    returned: np.ndarray  # float64 [seeds, years], refugees who went home of their own will
    hosted: np.ndarray  # float64 [seeds, years, S], refugees from contiguous states at the end of the year
    income: np.ndarray  # float64 [seeds, years, S], output per head in January
    people: np.ndarray  # float64 [seeds, years, S], in January


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    """Twenty worlds with simulated conflict and everything on."""
    scenario = extended(
        load(Path("configs/scenarios/simulated-conflict.yaml")), {"persons_per_agent": 20_000}
    )
    world = load_world(scenario)
    found: list[list[np.ndarray]] = [[] for _ in Worlds._fields]
    for seed in range(1, SEEDS + 1):
        model = MigrationModel(scenario, seed=seed, world=world)
        stock, nearby, hosted = [], [], []
        for _ in range(YEARS):
            for _ in range(12):
                model.step()
            refugees = model.scene.migrants.census.refugees * model.scene.persons_per_agent
            stock.append(refugees.sum())
            nearby.append(refugees[world.contiguous].sum())
            hosted.append((refugees * world.contiguous).sum(axis=0))
        series = model.series()
        deaths, income, returns, population = (
            series.states[:, series.names.index(name)].reshape(YEARS, 12, len(world))
            for name in ("conflict_deaths", "gdp_per_head", "refugee_returns", "population")
        )
        quintile = income[:, 0].argsort(axis=1).argsort(axis=1) * 5 // len(world)
        flows = (stock, nearby, returns.sum(axis=(1, 2)), hosted)
        rows = (deaths.sum(axis=1) >= 25, quintile, *flows, income[:, 0], population[:, 0])
        for column, row in zip(found, rows, strict=True):
            column.append(np.asarray(row))
        assert model.scene.money() == 0
    return Worlds(*(np.array(column) for column in found))


def test_prevalence_persistence_and_onset(worlds: Worlds) -> None:
    """E100 to E102."""
    before, now = worlds.fought[:, :-1], worlds.fought[:, 1:]
    assert 0.12 < worlds.fought.mean() < 0.20
    assert 0.80 < now[before].mean() < 0.87
    assert 0.02 < now[~before].mean() < 0.05


def test_wars_come_back(worlds: Worlds) -> None:
    """E103: 35 to 55 % within five years."""
    fought = worlds.fought
    ended = fought[:, :-6] & ~fought[:, 1:-5]
    again = np.any([fought[:, 2 + k : fought.shape[1] - 4 + k] for k in range(5)], axis=0)
    assert 0.35 < again[ended].mean() < 0.55


def test_the_poor_go_to_war_more_than_eight_times_as_often(worlds: Worlds) -> None:
    """E105."""
    peace, begun = ~worlds.fought[:, :-1], worlds.fought[:, 1:]
    poorest, richest = (begun[peace & (worlds.quintile[:, 1:] == place)].mean() for place in (0, 4))
    assert poorest > 8 * richest


def test_most_refugees_are_in_neighbouring_states(worlds: Worlds) -> None:
    """E69: 68 to 95 %, in the mean of seeds, in every year."""
    share = (worlds.nearby / worlds.refugees).mean(axis=0)
    assert (share > 0.68).all()
    assert (share < 0.95).all()


def test_some_refugees_go_home_every_year(worlds: Worlds) -> None:
    """E72: 4 to 11 % of the stock a year."""
    rate = worlds.returned[:, 1:].sum() / worlds.refugees[:, :-1].sum()
    assert 0.04 < rate < 0.11


def test_refugees_are_as_many_as_the_world_knew(worlds: Worlds) -> None:
    """Reported from 1990 to 2015: 8.7 to 17.8 million; wars of the model's own need not be those of any year."""
    mean = worlds.refugees.mean(axis=0)
    assert (mean > 8e6).all()
    assert (mean < 24e6).all()


def test_hosts_of_refugees_from_neighbours_see_more_wars_begin(worlds: Worlds) -> None:
    """E107: as they stand, three to six times as many with more than 10,000 as with none."""
    many, peace, begun = worlds.hosted[:, :-1] > 1e4, ~worlds.fought[:, :-1], worlds.fought[:, 1:]
    none = worlds.hosted[:, :-1] == 0
    assert 3 < begun[peace & many].mean() / begun[peace & none].mean() < 6


def test_and_still_do_beside_income_people_neighbours_at_war_and_peace(worlds: Worlds) -> None:
    """E108: 100,000 against none multiply the odds by 1.2 to 2.2 in a logit with these held equal."""
    import statsmodels.api as sm

    world = load_world(load(Path("configs/scenarios/simulated-conflict.yaml")))
    before, peace = worlds.fought[:, :-1], ~worlds.fought[:, :-1]
    years = np.zeros(worlds.fought.shape)
    for year in range(1, YEARS):
        years[:, year] = np.where(worlds.fought[:, year - 1], 0, years[:, year - 1] + 1)
    terms = (
        np.log1p(worlds.hosted[:, :-1]), np.log(np.maximum(worlds.income[:, :-1], 1.0)),
        np.log(np.maximum(worlds.people[:, :-1], 1.0)), before.astype(float) @ world.contiguous > 0,
        np.log1p(years[:, 1:]),
    )  # fmt: skip
    table = sm.add_constant(np.column_stack([term[peace] for term in terms]).astype(float))
    found = sm.Logit(worlds.fought[:, 1:][peace].astype(float), table).fit(disp=0)
    assert 1.2 < np.exp(found.params[1] * np.log1p(1e5)) < 2.2


def test_the_difference_is_larger_in_poor_hosts(worlds: Worlds) -> None:
    """E109: onset with more than 10,000 less onset with none, below 8,000 dollars a head and above 15,000."""
    peace, begun, income = ~worlds.fought[:, :-1], worlds.fought[:, 1:], worlds.income[:, :-1]
    many, none = worlds.hosted[:, :-1] > 1e4, worlds.hosted[:, :-1] == 0
    poor, rich = (
        begun[peace & group & many].mean() - begun[peace & group & none].mean()
        for group in (income < 8_000, income > 15_000)
    )
    assert poor > rich > 0
