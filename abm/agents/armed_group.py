"""The armed group of a state as a Mesa agent: a face on its row of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import mesa
import numpy as np

from abm.armed_groups.table import SOURCES
from abm.migrants.traits import CENTS

if TYPE_CHECKING:
    from abm.armed_groups.table import ArmedGroups
    from abm.world.states import StateTable


@final
class ArmedGroup(mesa.Agent):
    """The insurgents of one state, for as long as they last.

    Attributes:
        uid: its identity, never used again.
        number: of its state.
        state: code of its state.
    """

    def __init__(
        self, model: mesa.Model, table: ArmedGroups, states: StateTable, persons_per_agent: int, number: int
    ) -> None:
        super().__init__(model)
        self._table, self._states = table, states
        self._persons_per_agent = persons_per_agent
        self.number = number
        self.state = states.codes[number]
        self.uid = int(table.uid[number])

    @property
    def alive(self) -> bool:
        """False once it is no more."""
        return bool(self._table.uid[self.number] == self.uid)

    @property
    def at_war(self) -> bool:
        """False while it is dormant."""
        return bool(self._of(self._states.at_war))

    @property
    def born(self) -> int:
        """Month in which it came up."""
        return int(self._of(self._table.born))

    @property
    def fighters(self) -> dict[str, float]:
        """Persons by source: residents, camps, diaspora."""
        return dict(zip(SOURCES, self._of(self._table.fighters).tolist(), strict=True))

    @property
    def strength(self) -> float:
        """Fighters in all."""
        return float(self._of(self._table.fighters).sum())

    @property
    def sanctuaries(self) -> dict[str, float]:
        """Fighters based in other states, by code of the host; where there are none the state is not named."""
        based = self._of(self._table.sanctuary)
        return {self._states.codes[host]: float(based[host]) for host in np.flatnonzero(based)}

    @property
    def funds(self) -> float:
        """Dollars."""
        return float(self._of(self._states.armed_groups) * self._persons_per_agent / CENTS)

    @property
    def paid(self) -> float:
        """Share of the upkeep that money covered last month."""
        return float(self._of(self._table.paid))

    def _of(self, column: np.ndarray) -> np.ndarray:
        if not self.alive:
            raise LookupError(f"the armed group {self.uid} is no more")
        return np.asarray(column[self.number])

    def __repr__(self) -> str:
        return f"ArmedGroup({self.state if self.alive else 'ended'}, uid {self.uid})"
