"""The terrorist network of a state as a Mesa agent: a face on its row of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

import mesa
import numpy as np

from abm.migrants.traits import CENTS
from abm.terrorists.table import STRATEGIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abm.terrorists.table import Terrorists


@final
class TerroristNetwork(mesa.Agent):
    """The networks of one state of origin, for as long as they last.

    Attributes:
        uid: its identity, never used again.
        number: of its state of origin.
        state: code of that state.
    """

    def __init__(
        self, model: mesa.Model, table: Terrorists, codes: Sequence[str], persons_per_agent: int, number: int
    ) -> None:
        super().__init__(model)
        self._table, self._codes = table, codes
        self._persons_per_agent = persons_per_agent
        self.number = number
        self.state = codes[number]
        self.uid = int(table.uid[number])

    @property
    def alive(self) -> bool:
        """False once it is no more."""
        return bool(self._table.uid[self.number] == self.uid)

    @property
    def born(self) -> int:
        """Month in which it came up."""
        return int(self._of(self._table.born))

    @property
    def grievance(self) -> float:
        """Memory of war at home, 0 to 1."""
        return float(self._of(self._table.grievance))

    @property
    def members(self) -> dict[str, float]:
        """Persons by code of the state in which they live; where there are none the state is not named."""
        living = self._of(self._table.members)
        return {self._codes[host]: float(living[host]) for host in np.flatnonzero(living).tolist()}

    @property
    def strength(self) -> float:
        """Members in all."""
        return float(self._of(self._table.strength))

    @property
    def funds(self) -> float:
        """Dollars."""
        return float(self._of(self._table.funds) * self._persons_per_agent / CENTS)

    @property
    def plots(self) -> dict[str, int]:
        """Plots alive of people of its state, by strategy, whether or not it began them."""
        plots = self._table.plots
        number = np.bincount(plots.strategy[plots.origin == self.number], minlength=len(STRATEGIES))
        self._of(self._table.uid)
        return dict(zip(STRATEGIES, number.tolist(), strict=True))

    def _of(self, column: np.ndarray) -> np.ndarray:
        if not self.alive:
            raise LookupError(f"the terrorist network {self.uid} is no more")
        return np.asarray(column[self.number])

    def __repr__(self) -> str:
        return f"TerroristNetwork({self.state if self.alive else 'ended'}, uid {self.uid})"
