"""Accounts of power: what states could bring to bear; networks of terrorists alone act on it."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.economy import produce
from abm.kernels.table import count_skilled
from abm.processes.diasporas import citizens
from abm.processes.economy import labour
from abm.scene import Scene
from abm.statuses import Status


def shares(values: np.ndarray) -> np.ndarray:
    """Values >= 0 over their sum, 0 where that is 0: float64 [S]."""
    total = values.sum()
    return np.asarray(values / total if total > 0.0 else np.zeros(len(values)))


def weighed(*parts: tuple[float, np.ndarray]) -> np.ndarray:
    """Mean of several shares of the world by their weights: float64 [S], sum 1.

    Args:
        parts: weight and share (float64 [S]) of each; one that nobody has any of does not count.
    """
    return shares(np.asarray(sum(weight * share for weight, share in parts)))


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
        _arm(scene)
        states = scene.states
        states.power_economic[:], states.power_military[:] = _hard(
            scene, states.output, labour(scene, slice(2, 3))[:, 0], states.military_personnel
        )
        states.power_diplomatic[:] = shares(shares(states.output) + _from_abroad(scene))
        states.power[:] = _in_all(
            scene, states.power_economic, states.power_military, states.power_diplomatic
        )
        states.power_of_migrants[:] = states.power - _without_migrants(scene)
        now = np.array([states.power_of_migrants, states.power - states.power_of_migrants])
        if self._before is not None:
            for channel, change in zip(("migrants", "others"), now - self._before, strict=True):
                scene.ledger.post("power", channel, change)
        self._before = now


def _hard(
    scene: Scene, output: np.ndarray, skilled: np.ndarray, personnel: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Economic and military power: float64 [S] each."""
    rule, states = scene.parameters.accounts, scene.states
    spending = rule.spending * states.capacity * output
    economic = weighed((rule.output_weight, shares(output)), (rule.skill_weight, shares(skilled)))
    military = weighed((rule.personnel_weight, shares(personnel)), (rule.spending_weight, shares(spending)))
    return economic, military


def _in_all(scene: Scene, economic: np.ndarray, military: np.ndarray, diplomatic: np.ndarray) -> np.ndarray:
    rule = scene.parameters.accounts
    return weighed(
        (rule.economic_weight, economic),
        (rule.military_weight, military),
        (rule.diplomatic_weight, diplomatic),
    )


def _without_migrants(scene: Scene) -> np.ndarray:
    """Power that states would have if those from abroad did not work, serve or speak for them: float64 [S]."""
    states, rule = scene.states, scene.parameters.economy
    waiting = scene.migrants.census.standing[:, Status.WAITING] * scene.persons_per_agent
    workers = states.working_share[:, None] * (states.residents + waiting)
    made, wages = np.zeros((2, len(states))), np.zeros((len(states), 3))
    for output, at_work in zip(made, (workers, labour(scene)), strict=True):
        produce(at_work, states.productivity, rule.skill_share, rule.medium_skill_weight, output, wages)
    output = states.output * made[0] / np.maximum(made[1], 1.0)
    personnel = scene.parameters.accounts.service * workers.sum(axis=1)
    economic, military = _hard(scene, output, workers[:, 2], personnel)
    return _in_all(scene, economic, military, shares(output))


def _count_skilled(scene: Scene) -> None:
    """Skilled people by where they are from and where they live, as they are in January."""
    states, k = scene.states, scene.persons_per_agent
    found = np.zeros((2, len(scene.world)), np.int64)
    count_skilled(scene.migrants.columns, scene.migrants.used, found)
    states.skilled_emigrants[:], states.skilled_immigrants[:] = found * k
    waiting = scene.migrants.census.standing[:, Status.WAITING, 2] * k
    states.skilled_residents[:] = states.residents[:, 2] + waiting


def _arm(scene: Scene) -> None:
    """Personnel and spending. Citizens serve, and of permanent residents the part that the lever lets.

    personnel = service * (working share * residents + naturalised + foreign_recruits * permanent residents);
    spending = spending * capacity * output.
    """
    states, rule, standing = scene.states, scene.parameters.accounts, scene.migrants.census.standing
    waiting, naturalised, permanent = (
        standing[:, status].sum(axis=1) * scene.persons_per_agent
        for status in (Status.WAITING, Status.NATURALISED, Status.PERMANENT)
    )
    citizens_at_work = states.working_share * (states.residents.sum(axis=1) + waiting) + naturalised
    states.foreign_soldiers[:] = rule.service * states.lever("foreign_recruits") * permanent
    states.military_personnel[:] = rule.service * citizens_at_work + states.foreign_soldiers
    states.military_spending[:] = rule.spending * states.capacity * states.output


def _from_abroad(scene: Scene) -> np.ndarray:
    """What people of a state who are citizens of others bring home of their hosts' weight: float64 [S]."""
    states, table, rule = scene.states, scene.diasporas, scene.parameters.accounts
    rows = table.rows
    host = table.host[rows]
    hard = weighed(
        (rule.economic_weight, states.power_economic), (rule.military_weight, states.power_military)
    )
    share = citizens(scene, rows) / np.maximum(scene.population()[host], 1.0)
    crowd = np.maximum(table.by_host(table.lobby[rows]), 1.0)[host]
    weight = rule.votes * table.cohesion[rows] * share + rule.lobbies * table.lobby[rows] / crowd
    return table.by_origin(hard[host] * weight * (1.0 + table.orientation[rows]) / 2.0)
