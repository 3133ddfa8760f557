"""Tables of conditions: on which side of what an effect has which sign."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from abm.analysis.intervals import Interval
from experiments.claims.arms import Trial
from experiments.claims.claim import ConditionsSpec
from experiments.claims.estimating import change
from experiments.claims.outcomes import of_runs

if TYPE_CHECKING:
    import pandas as pd


@final
@dataclass(frozen=True)
class Conditions:
    """A table of conditions in one world.

    Attributes:
        name: its name in the claim.
        spec: what it shows.
        world: name of the world.
        cells: the change against the first row and column, by the words for row and column.
    """

    name: str
    spec: ConditionsSpec
    world: str
    cells: dict[tuple[str, str], Interval]

    @property
    def compared(self) -> list[tuple[str, str]]:
        """All cells but the first, which is what the others are compared with."""
        return list(self.cells)[1:]


def conditions(trial: Trial, name: str, outcomes: pd.DataFrame) -> Conditions:
    """Return what the finished runs of a trial say of a table of conditions.

    Args:
        trial: the claim in a world.
        name: name of the table.
        outcomes: of the trial's study.
    """
    spec = trial.claim.conditions[name]
    runs = of_runs(outcomes, spec.outcome, trial.groups)
    reference = trial.cell(spec, next(iter(spec.rows.steps)), next(iter(spec.columns.steps)))
    return Conditions(name, spec, trial.world, {
        (row, column): change(runs[trial.cell(spec, row, column)], runs[reference])
        for row in spec.rows.steps for column in spec.columns.steps
    })  # fmt: skip


def sign_of(interval: Interval) -> int:
    """Return 1 or -1 where the whole interval lies on one side of zero, else 0."""
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return 0
    return int(interval.low > 0) - int(interval.high < 0)


def condition_said(table: Conditions) -> str:
    """Return in sentences where the outcome rises and where it falls, row by row."""
    spec = table.spec
    tried = table.compared
    counts = {sign: sum(sign_of(table.cells[cell]) == sign for cell in tried) for sign in (1, -1, 0)}
    rows = "; ".join(f"at {row} it {_turns(table, row)}" for row in spec.rows.steps)
    return (
        f"Of {len(tried)} combinations, {spec.outcome.said.lower()} rises in {counts[1]}, falls in {counts[-1]}, and "
        f"cannot be told from the reference in {counts[0]}. By {spec.rows.label}, with {spec.columns.label} from "
        f"column to column: {rows}."
    )


def _moving(table: Conditions, row: str) -> list[tuple[str, str]]:
    """The cells of a row, the reference left out."""
    rows, columns = list(table.spec.rows.steps), list(table.spec.columns.steps)
    return [(row, column) for column in columns if (row, column) != (rows[0], columns[0])]


def _turns(table: Conditions, row: str) -> str:
    words = {1: "rises", -1: "falls", 0: "stays"}
    turns: list[tuple[str, list[str]]] = []
    for cell in _moving(table, row):
        word = words[sign_of(table.cells[cell])]
        if turns and turns[-1][0] == word:
            turns[-1][1].append(cell[1])
        else:
            turns.append((word, [cell[1]]))
    if len(turns) == 1:
        return f"{turns[0][0]} throughout"
    return ", ".join(f"{word} at {_listed(columns)}" for word, columns in turns)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
