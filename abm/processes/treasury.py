"""What policy costs each state, and what it can raise for it."""

from __future__ import annotations

import numpy as np

from abm.processes.passage import border_effort
from abm.scene import Scene
from abm.statuses import ABROAD_STATUSES, Status
from abm.world.calendar import MONTHS_PER_YEAR

_NOT_CITIZENS = [status for status in ABROAD_STATUSES if status != Status.NATURALISED]

PRICED = (
    "border_effort", "border_technology", "visa_screening", "surveillance", "watch_lists", "employer_checks",
    "integration_effort", "institution_building", "skilled_attraction", "diaspora_engagement", "border_aid",
)  # fmt: skip
"""Levers with a price of their own; claims for asylum and removals cost what they are."""


def prices(scene: Scene) -> dict[str, np.ndarray]:
    """Dollars a year that a unit of each lever costs a state: float64 [S]."""
    rule, output = scene.parameters.costs, scene.states.output
    low, medium, high = scene.migrants.census.standing.transpose(2, 0, 1)
    newcomers = (low + medium + high)[:, _NOT_CITIZENS].sum(axis=1) * scene.persons_per_agent
    shares = (
        scene.parameters.borders.cost, rule.technology, rule.screening, rule.surveillance, rule.watch_lists,
        rule.employer_checks, 0.0, 1.0, rule.attraction, rule.engagement, 1.0,
    )  # fmt: skip
    by_lever = {name: share * output for name, share in zip(PRICED, shares, strict=True)}
    by_lever["integration_effort"] = rule.integration * newcomers
    return by_lever


def cases(scene: Scene) -> np.ndarray:
    """Dollars this month for claims for asylum and removals: float64 [S]."""
    rule, tally, k = scene.parameters.costs, scene.tally, scene.persons_per_agent
    return np.asarray((rule.asylum * tally.claims + rule.removal * tally.removed) * float(k))


def spent(scene: Scene) -> np.ndarray:
    """Dollars this month that the policy in force costs, as far as it is carried out: float64 [S]."""
    states, rule = scene.states, scene.parameters.institutions
    done = {
        "border_effort": border_effort(scene),
        "institution_building": np.minimum(
            states.lever("institution_building"), rule.revenue * states.capacity
        ),
    }
    levers = sum(done.get(name, states.lever(name)) * price for name, price in prices(scene).items())
    return np.asarray(levers / MONTHS_PER_YEAR + cases(scene))


def raised(scene: Scene) -> np.ndarray:
    """Dollars this month that a state can raise: revenue * capacity * output / 12, float64 [S]."""
    states = scene.states
    return np.asarray(scene.parameters.costs.revenue * states.capacity * states.output / MONTHS_PER_YEAR)
