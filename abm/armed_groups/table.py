"""The table of armed groups, in columns: the insurgents of a state are one group, the row is the state."""

from __future__ import annotations

from typing import final

import numpy as np

SOURCES = ("residents", "camps", "diaspora")
"""Whence fighters come, in the order of their numbers: home, camps of refugees from there, and the diaspora."""

RESIDENTS, CAMPS, DIASPORA = range(len(SOURCES))


@final
class ArmedGroups:
    """The insurgents of S states, as one group for each state; their money is the account `states.armed_groups`.

    Fighters are counted among the residents, or among the emigrants of their state, and are no further people.

    Attributes:
        running: False where groups are not modelled: they get nothing and lose nobody.
        uid: int64 [S], identity, 0 where there is no group; a group that comes up again has a new one.
        born: int32 [S], month in which it came up.
        fighters: float64 [S, 3], persons by source.
        sanctuary: float64 [S, S], fighters of a home state (row) who are based in a host (column), among the above.
        camped: float64 [S], refugees of the state in camps whom weak contiguous hosts do not shield, this month.
        paid: float64 [S], share of the upkeep that money covered last month.
    """

    def __init__(self, states: int, running: bool) -> None:
        self.running = running
        self.uid = np.zeros(states, np.int64)
        self.born = np.zeros(states, np.int32)
        self.fighters = np.zeros((states, len(SOURCES)))
        self.sanctuary = np.zeros((states, states))
        self.camped = np.zeros(states)
        self.paid = np.ones(states)

    @property
    def alive(self) -> np.ndarray:
        """States that have a group, at war or dormant: bool [S]."""
        return np.asarray(self.uid > 0)

    @property
    def strength(self) -> np.ndarray:
        """Fighters of each group: float64 [S]."""
        return np.asarray(self.fighters.sum(axis=1))

    def rise(self, states: np.ndarray, fighters: np.ndarray, month: int) -> None:
        """Let groups come up, or dormant ones rise, with more fighters (float64, one for each of `states`, int64).

        The uid is made of month and state, so that no other decision changes it.
        """
        new = states[self.uid[states] == 0]
        self.uid[new] = (month + 1) * len(self.uid) + new
        self.born[new] = month
        self.paid[new] = 1.0
        self.fighters[states, RESIDENTS] += fighters

    def end(self, states: np.ndarray) -> None:
        """Dissolve groups (numbers of states); what they hold stays in the account of their state."""
        self.uid[states] = 0
        self.fighters[states] = 0.0
        self.sanctuary[states] = 0.0
        self.paid[states] = 1.0
