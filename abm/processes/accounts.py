"""Accounts of power: what states could bring to bear; networks of terrorists alone act on it."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.accounts import Powers, Weights, all_power, arm, from_abroad, hard_power, shares
from abm.kernels.economy import produce
from abm.kernels.table import count_skilled
from abm.processes.diasporas import columns
from abm.processes.economy import labour
from abm.scene import Scene
from abm.statuses import Status

_WHO_SERVES = [Status.WAITING, Status.NATURALISED, Status.PERMANENT]


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
        skilled = labour(scene, slice(2, 3))[:, 0]
        hard_power(rule, states.output, skilled, states.military_personnel, states.capacity, powers)
        table, of_descendants = scene.diasporas, scene.parameters.diasporas.descendants_weight
        spoken = from_abroad(table.rows, columns(table), rule, of_descendants, scene.population(), powers)
        powers.diplomatic[:] = shares(shares(states.output) + spoken)
        all_power(rule, powers)
        states.power_of_migrants[:] = states.power - _without_migrants(scene, rule)
        now = np.array([states.power_of_migrants, states.power - states.power_of_migrants])
        if self._before is not None:
            for channel, change in zip(("migrants", "others"), now - self._before, strict=True):
                scene.ledger.post("power", channel, change)
        self._before = now


def _weights(scene: Scene) -> Weights:
    rule = scene.parameters.accounts
    return Weights(*(getattr(rule, name) for name in Weights._fields))


def _without_migrants(scene: Scene, weights: Weights) -> np.ndarray:
    """Power that states would have if those from abroad did not work, serve or speak for them: float64 [S]."""
    states, rule = scene.states, scene.parameters.economy
    waiting = scene.migrants.census.standing[:, Status.WAITING] * scene.persons_per_agent
    workers = states.working_share[:, None] * (states.residents + waiting)
    made, wages = np.zeros((2, len(states))), np.zeros((len(states), 3))
    for output, at_work in zip(made, (workers, labour(scene)), strict=True):
        produce(at_work, states.productivity, rule.skill_share, rule.medium_skill_weight, output, wages)
    output = states.output * made[0] / np.maximum(made[1], 1.0)
    personnel = weights.service * workers.sum(axis=1)
    powers = Powers(*np.empty((4, len(states))))
    hard_power(weights, output, np.ascontiguousarray(workers[:, 2]), personnel, states.capacity, powers)
    powers.diplomatic[:] = shares(output)
    all_power(weights, powers)
    return powers.whole


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
    standing = scene.migrants.census.standing[:, _WHO_SERVES].sum(axis=2)
    forces = np.empty((2, len(states)))
    recruits, k = states.lever("foreign_recruits"), scene.persons_per_agent
    arm(weights, states.residents, standing, states.working_share, recruits, k, forces)
    states.military_personnel[:], states.foreign_soldiers[:] = forces
    states.military_spending[:] = weights.spending * states.capacity * states.output
