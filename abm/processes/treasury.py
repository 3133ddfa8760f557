"""What policy costs each state, and what it can raise for it."""

from __future__ import annotations

import numpy as np

from abm.processes.passage import border_effort
from abm.scene import Scene
from abm.statuses import Status
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.policies import LEVERS

_NOT_CITIZENS = slice(int(Status.PERMANENT), int(Status.NATURALISED))
"""Statuses of those who live abroad and are not naturalised: all between the two."""

PRICED = (
    "border_effort", "border_technology", "visa_screening", "surveillance", "watch_lists", "employer_checks",
    "integration_effort", "institution_building", "skilled_attraction", "diaspora_engagement", "border_aid",
)  # fmt: skip
"""Levers with a price of their own; claims for asylum and removals cost what they are."""

_ROWS = np.array([LEVERS.index(name) for name in PRICED])
_EFFORT, _INTEGRATION, _BUILDING = (
    PRICED.index(name) for name in ("border_effort", "integration_effort", "institution_building")
)


def prices(scene: Scene) -> dict[str, np.ndarray]:
    """Dollars a year that a unit of each lever costs a state: float64 [S]."""
    return dict(zip(PRICED, _prices(scene), strict=True))


def _prices(scene: Scene) -> np.ndarray:
    """The same, in the order of `PRICED`: float64 [priced, S]."""
    rule = scene.parameters.costs
    newcomers = scene.migrants.census.standing[:, _NOT_CITIZENS].sum(axis=(1, 2)) * scene.persons_per_agent
    shares = np.array([
        scene.parameters.borders.cost, rule.technology, rule.screening, rule.surveillance, rule.watch_lists,
        rule.employer_checks, 0.0, 1.0, rule.attraction, rule.engagement, 1.0,
    ])  # fmt: skip
    by_lever = shares[:, None] * scene.states.output
    by_lever[_INTEGRATION] = rule.integration * newcomers
    return np.asarray(by_lever)


def cases(scene: Scene) -> np.ndarray:
    """Dollars this month for claims for asylum and removals: float64 [S]."""
    rule, tally, k = scene.parameters.costs, scene.tally, scene.persons_per_agent
    return np.asarray((rule.asylum * tally.claims + rule.removal * tally.removed) * float(k))


def spent(scene: Scene) -> np.ndarray:
    """Dollars this month that the policy in force costs, as far as it is carried out: float64 [S]."""
    states, rule = scene.states, scene.parameters.institutions
    done = states.levers[_ROWS]
    done[_EFFORT] = border_effort(scene)
    np.minimum(done[_BUILDING], rule.revenue * states.capacity, out=done[_BUILDING])
    done *= _prices(scene)
    return np.asarray(done.sum(axis=0) / MONTHS_PER_YEAR + cases(scene))


def raised(scene: Scene) -> np.ndarray:
    """Dollars this month that a state can raise: revenue * capacity * output / 12, float64 [S]."""
    states = scene.states
    return np.asarray(scene.parameters.costs.revenue * states.capacity * states.output / MONTHS_PER_YEAR)
