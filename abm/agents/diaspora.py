"""A diaspora as a Mesa agent: a face on its row of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, final

import mesa
import numpy as np

from abm.migrants.traits import CENTS

if TYPE_CHECKING:
    from abm.diasporas.table import Diasporas


class Loyalty(NamedTuple):
    """Two loyalties that need not add up to anything: one may have both, or neither.

    Attributes:
        home: to the state of origin and its government, 0 to 1: cohesion * (1 + orientation) / 2.
        host: to the host, 0 to 1: the share of its people, descendants included, who are citizens there.
    """

    home: float
    host: float


class Number:
    """An attribute of a diaspora that reads and writes its place in a column."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, diaspora: Diaspora | None, owner: type) -> Any:
        if diaspora is None:
            return self
        return float(diaspora.column(self._name))

    def __set__(self, diaspora: Diaspora, value: float) -> None:
        diaspora.put(self._name, value)


@final
class Diaspora(mesa.Agent):
    """The people of one state in another, for as long as they are a diaspora.

    Attributes:
        uid: its identity, never used again.
        row: its place in the columns of `abm.diasporas.table.Diasporas`.
        size, descendants: persons.
        income: dollars a month.
        cohesion, grievance, mobilisation, lobby: 0 to 1.
        orientation: -1 against the home government to 1 for it.
    """

    size = Number("size")
    descendants = Number("descendants")
    income = Number("income")
    cohesion = Number("cohesion")
    grievance = Number("grievance")
    orientation = Number("orientation")
    mobilisation = Number("mobilisation")
    lobby = Number("lobby")

    def __init__(self, model: mesa.Model, table: Diasporas, persons_per_agent: int, row: int) -> None:
        super().__init__(model)
        self._table = table
        self._persons_per_agent = persons_per_agent
        self.row = row
        self.uid = int(table.uid[row])

    @property
    def alive(self) -> bool:
        """False once it has dissolved."""
        return bool(self._table.uid[self.row] == self.uid)

    @property
    def origin(self) -> str:
        """Code of the state that it comes from."""
        return self._table.codes[int(self.column("origin"))]

    @property
    def host(self) -> str:
        """Code of the state that it lives in."""
        return self._table.codes[int(self.column("host"))]

    @property
    def born(self) -> int:
        """Month in which it came up."""
        return int(self.column("born"))

    @property
    def funds(self) -> float:
        """Dollars."""
        return float(self.column("funds") * self._persons_per_agent / CENTS)

    @property
    def loyalty(self) -> Loyalty:
        """Ties to home and ties to the host: never one number."""
        self._check()
        home, host = self._table.loyalties(np.array([self.row]))
        return Loyalty(float(home[0]), float(host[0]))

    def column(self, name: str) -> float:
        """Its value of a column.

        Raises:
            LookupError: it has dissolved.
        """
        self._check()
        return getattr(self._table, name)[self.row].item()

    def put(self, name: str, value: float) -> None:
        """Set its value of a column."""
        self._check()
        getattr(self._table, name)[self.row] = value

    def _check(self) -> None:
        if not self.alive:
            raise LookupError(f"the diaspora {self.uid} has dissolved")

    def __repr__(self) -> str:
        return f"Diaspora({f'{self.origin} in {self.host}' if self.alive else 'dissolved'}, uid {self.uid})"
