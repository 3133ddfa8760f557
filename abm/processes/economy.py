"""Economy: output and wages from everybody who works in a state."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np
from scipy.special import ndtri

from abm.kernels.economy import add_work_abroad, employ, produce, productivity_for, work_at_home
from abm.migrants.table import STATUSES
from abm.migrants.traits import draws
from abm.scene import Scene
from abm.statuses import Status
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR


def work_by_status(scene: Scene) -> np.ndarray:
    """Effective workers per migrant of each status: float64 [S, 16]; those not named do not work abroad.

    Of those who wait for a decision on asylum work twice as many as refugees do, times the lever `asylum_rights`.
    """
    rule, work = scene.parameters.economy, np.zeros((len(scene.world), STATUSES))
    shares = (
        float(rule.migrant_participation), float(rule.student_participation), float(rule.refugee_participation)
    )  # fmt: skip
    employ(scene.states.lever("asylum_rights"), without_status(scene), shares, work)
    return work


def without_status(scene: Scene) -> np.ndarray:
    """What a worker without status makes, over one with it: irregular_productivity * (1 - checked * lever), [S]."""
    rule = scene.parameters.economy
    return np.asarray(
        rule.irregular_productivity * (1.0 - rule.checked * scene.states.lever("employer_checks"))
    )


def labour(scene: Scene) -> np.ndarray:
    """Effective workers by state and skill: float64 [S, 3]; those who wait for a visa work at home."""
    workers = labour_at_home(scene)
    standing, persons = scene.migrants.census.standing, scene.persons_per_agent
    add_work_abroad(standing, work_by_status(scene), persons, workers)
    return workers


def labour_at_home(scene: Scene) -> np.ndarray:
    """The same of residents and those who wait for a visa alone: float64 [S, 3]."""
    states, standing, workers = scene.states, scene.migrants.census.standing, np.empty((len(scene.states), 3))
    work_at_home(states.residents, standing, states.working_share, scene.persons_per_agent, workers)
    return workers


@final
class Economy:
    """Y = A L^(1-a) H^a; wages are marginal products.

    Observed: output per head follows the data and A is what it implies. Simulated: A starts from the data and grows by
    g = growth + growth_capacity * 2 (capacity - 1/2) + growth_remittances * (remittances invested + investment of the
    diaspora, at most output) / output + growth_knowledge * knowledge of the diaspora + growth_students * (foreign
    students / skilled residents)^elasticity - growth_conflict * conflict, by growth_trade * the growth of ln of all who
    link the state to others (emigrants and immigrants), and by chance.
    """

    name: ClassVar[str] = "economy"
    reads: ClassVar[tuple[str, ...]] = (
        "states.residents",
        "states.capacity",
        "states.conflict",
        "states.remittances_invested",
        "states.diaspora_investment",
        "states.diaspora_knowledge",
        "migrants.census",
    )
    writes: ClassVar[tuple[str, ...]] = ("states.output", "states.wage", "states.productivity")

    def __init__(self, scene: Scene) -> None:
        self._linked = _linked(scene)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        linked, before = _linked(scene), self._linked
        self._linked = linked
        if scene.drivers.economy == "observed":
            calibrate(scene)
            return
        states, rule = scene.states, scene.parameters.economy
        invested = states.remittances_invested + states.diaspora_investment
        growth = (
            rule.growth
            + rule.growth_capacity * 2.0 * (states.capacity - 0.5)
            + rule.growth_remittances
            * np.minimum(invested * MONTHS_PER_YEAR / np.maximum(states.output, 1.0), 1.0)
            + rule.growth_knowledge * states.diaspora_knowledge
            + rule.growth_students * _students(scene) ** rule.students_elasticity
            - rule.growth_conflict * states.conflict
        )
        states.productivity *= np.exp(
            growth / MONTHS_PER_YEAR + rule.growth_trade * (linked - before) + _shock(scene)
        )
        put_to_work(scene, labour(scene))


def _students(scene: Scene) -> np.ndarray:
    """Foreign students over skilled residents, at most 1: float64 [S]."""
    students = scene.migrants.census.standing[:, Status.STUDENT].sum(axis=1) * scene.persons_per_agent
    return np.asarray(np.minimum(students / np.maximum(scene.states.residents[:, 2], 1.0), 1.0))


def _linked(scene: Scene) -> np.ndarray:
    """Logarithm of the people who link a state to others, emigrants and immigrants: float64 [S]."""
    stock = scene.migrants.census.stock
    return np.asarray(np.log1p((stock.sum(axis=0) + stock.sum(axis=1)) * scene.persons_per_agent))


def _shock(scene: Scene) -> np.ndarray:
    """What chance adds to ln productivity in a month, each state's its own: float64 [S], normal."""
    if not scene.parameters.economy.shock:
        return np.zeros(len(scene.world))
    u = draws(scene.seed, Stream.OUTPUT_SHOCK, scene.month, np.arange(len(scene.world)), 0)
    return np.asarray(scene.parameters.economy.shock * ndtri(u) / np.sqrt(MONTHS_PER_YEAR))


def calibrate(scene: Scene) -> None:
    """Set productivity so that output follows the data, and with it output and wages."""
    states, rule = scene.states, scene.parameters.economy
    workers = labour(scene)
    output = scene.world.at("gdp_per_head", scene.moment) * scene.population()
    productivity_for(output, workers, rule.skill_share, rule.medium_skill_weight, states.productivity)
    put_to_work(scene, workers)


def put_to_work(scene: Scene, workers: np.ndarray) -> None:
    """Output and wages of effective workers [S, 3] at the productivity that states have."""
    states, rule = scene.states, scene.parameters.economy
    produce(
        workers, states.productivity, rule.skill_share, rule.medium_skill_weight, states.output, states.wage
    )
