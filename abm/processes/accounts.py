"""Accounts of power: what states could bring to bear; networks of terrorists alone act on it."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar, final

import numpy as np

from abm.kernels.accounts import Powers, Weights, arm, power_alone, power_of_all
from abm.kernels.economy import add_work_abroad, produce
from abm.kernels.table import count_skilled
from abm.processes.diasporas import columns
from abm.processes.economy import labour_at_home, work_by_status
from abm.scene import Scene
from abm.statuses import Status

_weights_of = attrgetter(*Weights._fields)


@final
class Accounts:
    """Power of states: economic, military, diplomatic and in all, each as a share of the world.

    economic = mean of shares of output and of skilled workers; military = mean of shares of personnel and of spending;
    diplomatic = share of y + sum over hosts i of hard_i (votes * cohesion * x + lobbies * lobby) (1 + orientation) / 2,
    with y the share of output, hard_i economic and military power, x citizens of i over its people.
    """

    name: ClassVar[str] = "accounts"
    reads: ClassVar[tuple[str, ...]] = (
        "states.residents", "states.working_share", "states.output", "states.productivity", "states.capacity",
        "states.levers",
        "migrants.columns", "migrants.census", "diasporas",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.military_personnel", "states.foreign_soldiers", "states.military_spending", "states.power_economic",
        "states.power_military", "states.power_diplomatic", "states.power", "states.power_of_migrants",
        "states.skilled_emigrants",
        "states.skilled_immigrants", "states.skilled_residents",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._before: np.ndarray | None = None

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        if scene.new_year:
            _count_skilled(scene)
        states, rule = scene.states, _weights(scene)
        _arm(scene, rule)
        powers = Powers(states.power_economic, states.power_military, states.power_diplomatic, states.power)
        work = work_by_status(scene)
        table, of_descendants = scene.diasporas, scene.parameters.diasporas.descendants_weight
        power_of_all(
            table.rows, columns(table), rule, of_descendants, scene.population(), states.output,
            _skilled(scene, work), states.military_personnel, states.capacity, powers,
        )  # fmt: skip
        states.power_of_migrants[:] = states.power - _without_migrants(scene, rule, work)
        now = np.array([states.power_of_migrants, states.power - states.power_of_migrants])
        if self._before is not None:
            for channel, change in zip(("migrants", "others"), now - self._before, strict=True):
                scene.ledger.post("power", channel, change)
        self._before = now


def _weights(scene: Scene) -> Weights:
    return Weights(*_weights_of(scene.parameters.accounts))


def _without_migrants(scene: Scene, weights: Weights, work: np.ndarray) -> np.ndarray:
    """Power that states would have if those from abroad did not work, serve or speak for them: float64 [S]."""
    states, rule = scene.states, scene.parameters.economy
    workers = labour_at_home(scene)
    everybody = workers.copy()
    add_work_abroad(scene.migrants.census.standing, work, scene.persons_per_agent, everybody)
    made, wages = np.zeros((2, len(states))), np.zeros((len(states), 3))
    for output, at_work in zip(made, (workers, everybody), strict=True):
        produce(at_work, states.productivity, rule.skill_share, rule.medium_skill_weight, output, wages)
    output = states.output * made[0] / np.maximum(made[1], 1.0)
    personnel = weights.service * workers.sum(axis=1)
    powers = Powers(*np.empty((4, len(states))))
    power_alone(weights, output, np.ascontiguousarray(workers[:, 2]), personnel, states.capacity, powers)
    return powers.whole


def _skilled(scene: Scene, work: np.ndarray) -> np.ndarray:
    """Effective workers of high skill: float64 [S]."""
    states, standing = scene.states, scene.migrants.census.standing[:, :, 2]
    abroad = np.einsum("st,st->s", standing, work) * scene.persons_per_agent
    waiting = standing[:, Status.WAITING] * scene.persons_per_agent
    return np.asarray(states.working_share * (states.residents[:, 2] + waiting) + abroad)


def _count_skilled(scene: Scene) -> None:
    """Skilled people by where they are from and where they live, as they are in January."""
    states, k = scene.states, scene.persons_per_agent
    found = np.zeros((2, len(scene.world)), np.int64)
    count_skilled(scene.migrants.columns, scene.migrants.used, found)
    states.skilled_emigrants[:], states.skilled_immigrants[:] = found * k
    waiting = scene.migrants.census.standing[:, Status.WAITING, 2] * k
    states.skilled_residents[:] = states.residents[:, 2] + waiting


def _arm(scene: Scene, weights: Weights) -> None:
    """Personnel and spending = spending * capacity * output."""
    states = scene.states
    standing, forces = scene.migrants.census.standing, np.empty((2, len(states)))
    recruits, k = states.lever("foreign_recruits"), scene.persons_per_agent
    arm(weights, states.residents, standing, states.working_share, recruits, k, forces)
    states.military_personnel[:], states.foreign_soldiers[:] = forces
    states.military_spending[:] = weights.spending * states.capacity * states.output
