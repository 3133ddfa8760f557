"""A model whose answers are known: outcomes are linear in levers and parameters, plus noise of the seed."""

from __future__ import annotations

import numpy as np

from abm.results.measures import WORLD_MEASURES
from abm.results.series import Series
from abm.scenario import Scenario
from abm.studies.keeping import Wanted
from abm.studies.work import Told

CODES = ("AAA", "AAB", "AAC")
NAMES = tuple(measure.name for measure in WORLD_MEASURES)
SHARED, OWN = 5.0, 0.5
"""Standard deviations of the noise that arms with one seed share, and of each arm's own."""


def effort(scenario: Scenario) -> float:
    """The lever that moves the outcomes."""
    return scenario.levers_of("AAA").get("border_effort", 1.0)


def linear(scenario: Scenario, seed: int, told: Told, wanted: Wanted | None = None) -> Series:
    """`attempts` = 100 - 10 (effort - 1) + 20 network + noise; `inflow` = 50 + 5 effort; the rest 1."""
    common = np.random.default_rng(seed).normal(0.0, SHARED)
    own = np.random.default_rng([seed, round(1000 * effort(scenario))]).normal(0.0, OWN)
    network = scenario.parameters.departures.network
    months = scenario.months
    dates = np.array([(1990 + month // 12, month % 12 + 1) for month in range(months)])
    states = np.ones((months, len(NAMES), len(CODES)))
    attempts = (100.0 - 10.0 * (effort(scenario) - 1.0) + 20.0 * network + common + own) / len(CODES)
    states[:, NAMES.index("attempts"), :] = attempts
    states[:, NAMES.index("inflow"), :] = (50.0 + 5.0 * effort(scenario)) / len(CODES)
    for month in range(months):
        told(month + 1, None)
    return Series(NAMES, CODES, dates, states.sum(axis=2), states)


SIMULATE = f"{__name__}:linear"
