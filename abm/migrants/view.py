"""Migrants as Mesa users expect them: a set of agents to select from, group and sample, without an object for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.kernels.random import stream_key, uniform
from abm.kernels.table import FREE
from abm.refusal import nearest
from abm.statuses import Channel, Status
from abm.streams import Stream

if TYPE_CHECKING:
    import pandas as pd

    from abm.migrants.table import MigrantTable

_STATE_COLUMNS = ("origin", "citizenship", "location", "destination", "previous")


@final
class Migrant:
    """One migrant: a light proxy that reads and writes the columns of its row.

    It is valid for the month in which it was made; rows are given out anew when people leave the table.
    """

    __slots__ = ("_row", "_table", "model")

    def __init__(self, table: MigrantTable, row: int, model: Any = None) -> None:
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_row", row)
        object.__setattr__(self, "model", model)

    def __reduce__(self) -> tuple[type[Migrant], tuple[MigrantTable, int, Any]]:
        return Migrant, (self._table, self._row, self.model)

    def __getattr__(self, name: str) -> Any:
        if name == "unique_id":
            name = "uid"
        if name not in self._table.columns._fields:
            raise AttributeError(f"a migrant has no variable '{name}'")
        value = getattr(self._table.columns, name)[self._row].item()
        if name in _STATE_COLUMNS:
            return self._table.codes[value]
        if name == "status":
            return Status(value)
        return Channel(value) if name == "channel" else value

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in ("motive", "savings", "flags"):
            raise AttributeError(f"'{name}' is changed by the verbs of the table, not by assignment")
        getattr(self._table.columns, name)[self._row] = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Migrant) and self.uid == other.uid

    def __hash__(self) -> int:
        return hash(self.uid)

    def __repr__(self) -> str:
        return f"Migrant({self.origin} -> {self.location}, {self.status.name.lower()}, uid {self.uid})"


@final
class MigrantView:
    """A set of migrants, by rows; like Mesa's AgentSet it can be selected from, aggregated, grouped and sampled.

    Args:
        table: the table of migrants.
        rows: the rows of the set, or None for everybody there is at the time of asking.
        model: the model they belong to, which Mesa's tools ask every agent for.
    """

    def __init__(self, table: MigrantTable, rows: np.ndarray | None = None, model: Any = None) -> None:
        self._table = table
        self._chosen = rows
        self._model = model

    @property
    def rows(self) -> np.ndarray:
        """Rows of the set: int64."""
        if self._chosen is not None:
            return self._chosen
        return np.flatnonzero(self._table.columns.status[: self._table.used] != FREE)

    def __len__(self) -> int:
        return len(self._table) if self._chosen is None else len(self._chosen)

    def __iter__(self) -> Iterator[Migrant]:
        return (Migrant(self._table, int(row), self._model) for row in self.rows)

    def __getitem__(self, place: int) -> Migrant:
        return Migrant(self._table, int(self.rows[place]), self._model)

    def get(self, name: str | list[str]) -> np.ndarray | list[np.ndarray]:
        """The values of a variable for every member, or of several; states as numbers."""
        if isinstance(name, str):
            return np.asarray(getattr(self._table.columns, name)[self.rows])
        return [np.asarray(getattr(self._table.columns, each)[self.rows]) for each in name]

    def select(self, condition: Callable[[Any], np.ndarray] | None = None, **equals: Any) -> MigrantView:
        """The members for whom a condition holds.

        Args:
            condition: takes the columns (arrays of the members), gives a bool array.
            equals: values of variables; states by code, statuses and channels by member or in words (`student`).

        Raises:
            KeyError: there is no such variable, state, status or channel; names the nearest.
        """
        rows = self.rows
        if condition is not None:
            subset = type(self._table.columns)(*(column[rows] for column in self._table.columns))
            rows = rows[condition(subset)]
        for name, value in equals.items():
            if name not in self._table.columns._fields:
                raise KeyError(
                    f"migrants have no variable '{name}'{nearest(name, self._table.columns._fields)}"
                )
            number = self._number(name, value) if isinstance(value, str) else value
            rows = rows[getattr(self._table.columns, name)[rows] == number]
        return MigrantView(self._table, rows, self._model)

    def _number(self, name: str, word: str) -> int:
        """The number in the column that stands for a word."""
        numbers = (
            {code: number for number, code in enumerate(self._table.codes)} if name in _STATE_COLUMNS else {}
        )
        if name in ("status", "channel"):
            numbers = {
                member.name.lower(): int(member) for member in (Status if name == "status" else Channel)
            }
        if word not in numbers:
            raise KeyError(f"no {name} is called '{word}'{nearest(word, numbers)}")
        return numbers[word]

    def agg(self, name: str, function: Callable[[np.ndarray], Any]) -> Any:
        """A function of the values of a variable over the set."""
        return function(np.asarray(self.get(name)))

    def groupby(self, name: str) -> dict[Any, MigrantView]:
        """The set cut by the values of a variable; states by code."""
        rows = self.rows
        values = getattr(self._table.columns, name)[rows]
        groups = {}
        for value in np.unique(values):
            label: Any = self._table.codes[value] if name in _STATE_COLUMNS else value.item()
            groups[label] = MigrantView(self._table, rows[values == value], self._model)
        return groups

    def sample(self, number: int, seed: int = 0) -> MigrantView:
        """Up to `number` members, chosen by a draw of their own: the same people as long as they are there."""
        rows = self.rows
        if number >= len(rows):
            return MigrantView(self._table, rows, self._model)
        key = stream_key(seed, int(Stream.SAMPLE))
        draws = np.array([uniform(key, 0, uid, 0) for uid in self._table.columns.uid[rows]])
        return MigrantView(self._table, rows[np.sort(np.argsort(draws, kind="stable")[:number])], self._model)

    def to_pandas(self) -> pd.DataFrame:
        """The set as a frame, one row for each member, states by code and statuses and channels in words."""
        import pandas as pd

        rows = self.rows
        frame = {
            name: column[rows] for name, column in self._table.columns._asdict().items() if name != "wake"
        }
        codes = np.array(self._table.codes)
        for name in _STATE_COLUMNS:
            frame[name] = codes[frame[name]]
        frame["status"] = np.array([status.name.lower() for status in Status])[frame["status"]]
        frame["channel"] = np.array([channel.name.lower() for channel in Channel])[frame["channel"]]
        return pd.DataFrame(frame).set_index("uid")
