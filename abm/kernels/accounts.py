"""Power of states as shares of the world's: economic, military, diplomatic and in all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.diasporas import citizens_of
from abm.kernels.sums import pairwise_sum
from abm.statuses import Status

_WAITING, _NATURALISED, _PERMANENT = int(Status.WAITING), int(Status.NATURALISED), int(Status.PERMANENT)


class Weights(NamedTuple):
    """Parameters of the accounts, as declared."""

    service: float
    spending: float
    output_weight: float
    skill_weight: float
    personnel_weight: float
    spending_weight: float
    economic_weight: float
    military_weight: float
    diplomatic_weight: float
    votes: float
    lobbies: float


class Powers(NamedTuple):
    """Shares of the world's power: float64 [S] each."""

    economic: np.ndarray
    military: np.ndarray
    diplomatic: np.ndarray
    whole: np.ndarray


@njit(cache=True, nogil=True)
def shares(values):
    """Values >= 0 over their sum, 0 where that is 0: float64 [S]."""
    total = pairwise_sum(values)
    if total > 0.0:
        return values / total
    return np.zeros(values.shape[0])


@njit(cache=True, nogil=True)
def weighed(weight, share, other_weight, other):
    """Mean of two shares of the world by their weights; one that nobody has any of does not count: float64 [S]."""
    return shares(weight * share + other_weight * other)


@njit(cache=True, nogil=True)
def _of_all_skills(standing, s, status):
    """Agents of a status in a state."""
    return standing[s, status, 0] + standing[s, status, 1] + standing[s, status, 2]


@njit(cache=True, nogil=True)
def arm(rule, residents, standing, working_share, recruits, persons, out):
    """Personnel of states. Citizens serve, and of permanent residents the part that the lever lets.

    personnel = service * (working share * (residents + waiting) + naturalised) + foreign soldiers;
    foreign soldiers = service * foreign_recruits * permanent residents.

    Args:
        rule: `Weights`.
        residents: int64 [S, 3].
        standing: int64 [S, 16, 3], agents by location, status and skill.
        working_share, recruits: float64 [S].
        persons: per agent.
        out: float64 [2, S], written: personnel, and foreign soldiers among them.
    """
    for s in range(residents.shape[0]):
        waiting, naturalised = (
            _of_all_skills(standing, s, _WAITING),
            _of_all_skills(standing, s, _NATURALISED),
        )
        at_home = residents[s, 0] + residents[s, 1] + residents[s, 2] + waiting * persons
        at_work = working_share[s] * at_home + naturalised * persons
        out[1, s] = rule.service * recruits[s] * (_of_all_skills(standing, s, _PERMANENT) * persons)
        out[0, s] = rule.service * at_work + out[1, s]


@njit(cache=True, nogil=True)
def hard_power(rule, output, skilled, personnel, capacity, powers):
    """Economic and military power, means of shares by their weights, written to `powers`.

    Economic: of output and of skilled workers. Military: of personnel and of spending, spending * capacity * output.

    Args:
        rule: `Weights`.
        output, skilled, personnel, capacity: float64 [S].
        powers: `Powers`.
    """
    by_spending = shares(rule.spending * capacity * output)
    powers.economic[:] = weighed(rule.output_weight, shares(output), rule.skill_weight, shares(skilled))
    powers.military[:] = weighed(rule.personnel_weight, shares(personnel), rule.spending_weight, by_spending)


@njit(cache=True, nogil=True)
def all_power(rule, powers):
    """Power in all, the mean of the three by their weights, written to `powers`."""
    hard = rule.economic_weight * powers.economic + rule.military_weight * powers.military
    powers.whole[:] = shares(hard + rule.diplomatic_weight * powers.diplomatic)


@njit(cache=True, nogil=True)
def from_abroad(rows, table, rule, descendants_weight, population, powers):
    """What people of a state who are citizens of others bring home of their hosts' weight: float64 [S].

    Args:
        rows: int64 [N], of the diasporas.
        table: their columns.
        rule: `Weights`.
        descendants_weight: of descendants as citizens of the host.
        population: float64 [S].
        powers: `Powers`, of which economic and military are known.
    """
    hard = weighed(rule.economic_weight, powers.economic, rule.military_weight, powers.military)
    crowd, brought = np.zeros(population.shape[0]), np.zeros(population.shape[0])
    for row in rows:
        crowd[table.host[row]] += table.lobby[row]
    for row in rows:
        host = table.host[row]
        share = citizens_of(table, row, descendants_weight) / max(population[host], 1.0)
        weight = rule.votes * table.cohesion[row] * share + rule.lobbies * table.lobby[row] / max(
            crowd[host], 1.0
        )
        brought[table.origin[row]] += hard[host] * weight * (1.0 + table.orientation[row]) / 2.0
    return brought


@njit(cache=True, nogil=True)
def power_alone(rule, output, skilled, personnel, capacity, powers):
    """Power of states for which nobody abroad speaks: see `hard_power`."""
    hard_power(rule, output, skilled, personnel, capacity, powers)
    powers.diplomatic[:] = shares(output)
    all_power(rule, powers)


@njit(cache=True, nogil=True)
def power_of_all(
    rows, table, rule, descendants_weight, population, output, skilled, personnel, capacity, powers
):
    """Power of states, what people abroad speak for included: see `hard_power` and `from_abroad`."""
    hard_power(rule, output, skilled, personnel, capacity, powers)
    spoken = from_abroad(rows, table, rule, descendants_weight, population, powers)
    powers.diplomatic[:] = shares(shares(output) + spoken)
    all_power(rule, powers)
