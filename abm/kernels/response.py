"""What goes on in states, as the alarm that it raises."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.statuses import IRREGULAR_CHANNELS

_IRREGULAR = tuple(int(channel) for channel in IRREGULAR_CHANNELS)


class Senses(NamedTuple):
    """Parameters of alarm at what goes on, as declared."""

    irregular: float
    asylum: float
    crime: float
    neighbours: float


class Flows(NamedTuple):
    """What goes on in S states in a month."""

    entries: np.ndarray  # int64 [S, 11], agents by channel
    overstays: np.ndarray  # int64 [S], agents
    claims: np.ndarray  # int64 [S], agents
    crime_deaths: np.ndarray  # float64 [S], persons
    threat: np.ndarray  # float64 [S], mean of the neighbours


@njit(cache=True, nogil=True)
def add_alarm(flows, population, persons, kept, rule, alarm):
    """Add the alarm at irregular entries, claims, crime and the threat of neighbours, as far as it is new.

    Args:
        flows, rule: `Flows` and `Senses`.
        population: float64 [S].
        persons: per agent.
        kept: float64 [S], part of the threat that is left after a month.
        alarm: float64 [S], added to.
    """
    for s in range(alarm.shape[0]):
        people = max(population[s], 1.0)
        thousands = persons * 12 * 1000.0 / people
        entered = flows.overstays[s]
        for channel in _IRREGULAR:
            entered += flows.entries[s, channel]
        yearly = (
            rule.irregular * entered * thousands
            + rule.asylum * flows.claims[s] * thousands
            + rule.crime * flows.crime_deaths[s] * 12.0 / people * 1e6
            + rule.neighbours * flows.threat[s]
        )
        alarm[s] += (1.0 - kept[s]) * yearly
