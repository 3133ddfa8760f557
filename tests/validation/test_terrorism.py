"""Plots and attacks of the real world beside what is observed, and that migrants are no more dangerous than others.

Patterns E113 and E116, and the size of attacks (Clauset, Young and Gleditsch 2007).
Everything is on, and 20 seeds are run: `pytest -m slow tests/validation/test_terrorism.py` takes some minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from abm.model import MigrationModel, load_world
from abm.scenario import extended, load
from abm.terrorists.table import BACKGROUND, ENTRIES, NATIVE, RESIDENT

pytestmark = pytest.mark.slow

SEEDS = 20
YEARS = 31
NATIVE_ATTACKERS, FOREIGN_ATTACKERS = 788 / 43, 192 / 43
"""A year in the United States, 1975 to 2017 (Nowrasteh 2019), of those who are known."""


class Worlds(NamedTuple):
    """Of all seeds; A attacks, S states."""

    attacks: np.ndarray  # int64 [A, 5]: origin, target, way, whether born abroad, deaths
    known: np.ndarray  # float64 [S, 2], attackers of natives and of people born abroad, foiled or not, a year
    entered: np.ndarray  # float64 [4], attackers by the way of their entry
    stock: np.ndarray  # float64 [S, S], persons by origin and host, mean over years
    natives: np.ndarray  # float64 [S], residents, mean over years
    america: int  # number of the United States


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    """Twenty baselines with everything on.

    Who is known to have plotted are those whose plot was foiled or carried out; sizes do not bear on either, so that
    they are counted as mean sizes times these plots.
    """
    scenario = extended(load(Path("configs/scenarios/baseline.yaml")), {"persons_per_agent": 20_000})
    world = load_world(scenario)
    attacks: list[np.ndarray] = []
    known, entered = np.zeros((len(world), 2)), np.zeros(len(ENTRIES))
    stock, natives = np.zeros((len(world), len(world))), np.zeros(len(world))
    for seed in range(1, SEEDS + 1):
        model = MigrationModel(scenario, seed=seed, world=world)
        rule, scene = model.scenario.parameters.terrorism, model.scene
        for month in range(12 * YEARS):
            model.step()
            tally, carried_out = scene.tally, scene.terrorists.attacks
            attacks.append(np.stack([np.asarray(column, np.int64) for column in carried_out], axis=1))
            entered += tally.attackers_entered.sum(axis=0)
            ended = (tally.plots_foiled + tally.attacks) * [rule.squad_size, rule.squad_size, rule.cell_size]
            known[:, 1] += ended[:, :2].sum(axis=1)
            people = scene.population()
            grown = (
                scene.migrants.census.stock.sum(axis=0) * scene.persons_per_agent / np.maximum(people, 1.0)
            )
            known[:, 0] += ended[:, 2] * (1.0 - grown)
            known[:, 1] += ended[:, 2] * grown
            if month % 12 == 0:
                stock += scene.migrants.census.stock * scene.persons_per_agent
                natives += scene.states.residents.sum(axis=1)
        assert scene.money() == 0
    runs = SEEDS * YEARS
    america = world.codes.index("USA")
    return Worlds(np.concatenate(attacks), known / runs, entered, stock / runs, natives / runs, america)


def test_attackers_are_as_rare_as_in_the_united_states(worlds: Worlds) -> None:
    """E116: within a factor of two of those known, native and foreign-born."""
    native, foreign = worlds.known[worlds.america]
    assert 0.5 < native / NATIVE_ATTACKERS < 2.0
    assert 0.5 < foreign / FOREIGN_ATTACKERS < 2.0


def test_those_who_enter_to_attack_come_as_visitors_first(worlds: Worlds) -> None:
    """E116: visitors before students, and few by asylum or over a border."""
    visitor, student, asylum, irregular = worlds.entered
    assert visitor > student > max(asylum, irregular)
    assert visitor > 3 * max(asylum, irregular)


def test_attacks_rise_with_people_of_an_origin_as_with_natives(worlds: Worlds) -> None:
    """E113: Poisson elasticities of attacks by people of migrant origin on their stock, and by natives on natives."""
    origin, target, way = worlds.attacks[:, 0], worlds.attacks[:, 1], worlds.attacks[:, 2]
    states = len(worlds.natives)
    corridors = np.zeros((states, states))
    np.add.at(corridors, (origin[way != NATIVE], target[way != NATIVE]), 1)
    pairs = np.nonzero(worlds.stock >= 1000.0)
    of_migrants = _elasticity(corridors[pairs], worlds.stock[pairs])
    of_natives = _elasticity(np.bincount(target[way == NATIVE], minlength=states), worlds.natives)
    assert of_natives == pytest.approx(1.0, abs=0.05)
    assert of_migrants == pytest.approx(of_natives, abs=0.15)


def _elasticity(counts: np.ndarray, people: np.ndarray) -> float:
    import statsmodels.api as sm

    design = sm.add_constant(np.log(people))
    return float(sm.GLM(counts, design, family=sm.families.Poisson()).fit().params[1])


def test_migrants_are_no_more_dangerous_than_those_among_whom_they_live(worlds: Worlds) -> None:
    """E113: attacks a person by residents born abroad are at most those by natives, whatever the target."""
    target, way, abroad = worlds.attacks[:, 1], worlds.attacks[:, 2], worlds.attacks[:, 3] > 0
    states = len(worlds.natives)
    resident = abroad & ((way == RESIDENT) | (way == BACKGROUND))
    by_natives = np.bincount(target[way == NATIVE], minlength=states) / np.maximum(worlds.natives, 1.0)
    expected = (by_natives * worlds.stock.sum(axis=0)).sum()
    assert 0.3 * expected < resident.sum() <= expected


def test_a_few_attacks_kill_most(worlds: Worlds) -> None:
    """Most attacks kill nobody, and the tail of the others has the exponent of worldwide records, 1.4."""
    deaths = worlds.attacks[:, 4]
    assert (deaths == 0).mean() > 0.4
    tail = deaths[deaths >= 10]
    exponent = 1.0 / np.log(tail / 9.5).mean()  # Hill's estimator for whole numbers
    assert 1.2 < exponent < 1.6
    assert np.sort(deaths)[-len(deaths) // 100 :].sum() > 0.3 * deaths.sum()


def test_plots_are_rare_everywhere(worlds: Worlds) -> None:
    """Less than three attacks a year for every ten million people, in any state of a million and more."""
    large = worlds.natives > 1e6
    yearly = np.bincount(worlds.attacks[:, 1], minlength=len(worlds.natives)) / (SEEDS * YEARS)
    assert (yearly[large] / worlds.natives[large]).max() < 3e-7
