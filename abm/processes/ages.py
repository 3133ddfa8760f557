"""Ages of residents in three groups: below, of and above working age; a part of population."""

from __future__ import annotations

import numpy as np

from abm.kernels.table import FREE
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR

LARGEST_GROWTH = 0.05
"""Per year; natural increase beyond it does not move the rates of passage."""


def passage(growth: np.ndarray, years: float) -> np.ndarray:
    """Rate a year at which people leave an age group that lasts some years: float64 [S].

    r / (exp(r years) - 1), that of a stable population that grows at r; 1 / years where it stands still.
    """
    steps = np.clip(growth, -LARGEST_GROWTH, LARGEST_GROWTH) * years
    still = np.abs(steps) < 1e-6
    safe = np.where(still, 1.0, steps)
    return np.where(still, 1.0, safe / np.expm1(safe)) / years


def first_ages(scene: Scene) -> None:
    """Share out the first month's dependants: as many young as the birth rate has brought, the others old.

    young = birth rate * years * exp(-growth * years / 2) of residents, at most 95 in 100 dependants.
    """
    states, years = scene.states, scene.parameters.population.young_years
    residents = states.residents.sum(axis=1)
    dependants = (1.0 - states.working_share) * residents
    growth = np.clip(states.natural_increase, -LARGEST_GROWTH, LARGEST_GROWTH)
    born = states.birth_rate * years * np.exp(-growth * years / 2.0)
    states.young[:] = np.minimum(born * residents, 0.95 * dependants)
    states.old[:] = dependants - states.young


def grow_older(scene: Scene, births: np.ndarray, deaths: np.ndarray) -> None:
    """Move residents on in age by a month, and let the working share follow.

    young += births - young * passage - deaths of theirs; old += working * passage - deaths of theirs; everybody else
    is of working age, so that who leaves takes from them and who returns adds to them.

    Args:
        scene: after the births and deaths of the month.
        births, deaths: int64 [S], residents of the month.
    """
    states, rule = scene.states, scene.parameters.population
    if not (states.young.any() or states.old.any()):
        first_ages(scene)
    residents = states.residents.sum(axis=1).astype(np.float64)
    before = np.maximum(residents - births + deaths, 0.0)
    _within(scene, before)
    working = np.maximum(before - states.young - states.old, 0.0)
    growth = states.natural_increase
    grown = states.young * passage(growth, rule.young_years) / MONTHS_PER_YEAR
    retired = working * passage(growth, rule.working_years) / MONTHS_PER_YEAR
    risk = states.young + working + rule.old_mortality * states.old
    rate = deaths / np.maximum(risk, 1.0)
    states.young[:] = np.maximum(states.young * (1.0 - rate) + births - grown, 0.0)
    states.old[:] = np.maximum(states.old * (1.0 - np.minimum(rule.old_mortality * rate, 1.0)) + retired, 0.0)
    _within(scene, residents)
    share = 1.0 - (states.young + states.old) / np.maximum(residents, 1.0)
    states.working_share[:] = np.where(residents > 0.0, share, states.working_share)


def _within(scene: Scene, residents: np.ndarray) -> None:
    """Hold the young and the old to what the least share of working age leaves: those who leave take them along."""
    states = scene.states
    most = (1.0 - scene.parameters.population.least_working) * residents
    kept = np.minimum(most / np.maximum(states.young + states.old, 1e-9), 1.0)
    states.young *= kept
    states.old *= kept


def count_older(scene: Scene) -> None:
    """Count people above working age who were born abroad, by the state that they are in."""
    rule, columns, used = scene.parameters.population, scene.migrants.columns, scene.migrants.used
    eldest = scene.month - (rule.young_years + rule.working_years) * MONTHS_PER_YEAR
    old = (columns.status[:used] != FREE) & (columns.birth[:used] <= eldest)
    found = np.bincount(columns.location[:used][old], minlength=len(scene.world))
    scene.states.older_immigrants[:] = found * scene.persons_per_agent
