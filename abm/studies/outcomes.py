"""Outcomes: the numbers kept of every run, and how they come out of its months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from abm.refusal import Refusal, nearest
from abm.results.measures import MEASURES, WORLD_MEASURES, Measure
from abm.results.reducing import parts, reduce, yearly
from abm.results.series import Series
from abm.scenario.horizon import ordinal
from abm.scenario.reading import Node
from abm.studies.declarations import TAKEN, WORLD, OutcomeSpec


@final
@dataclass(frozen=True)
class Outcome:
    """One number of a run.

    Attributes:
        name: name of its column.
        measure: name of the measure.
        place: "world" or the code of a state.
        first, last: months that count, "YYYY-MM"; empty for the ends of the horizon.
        reduction: own, sum, mean, last or maximum.
        better: less, more or neither.
        satisfactory: value that is good enough, or None.
        unit, label, meaning: words for tables and figures.
    """

    name: str
    measure: str
    place: str
    first: str
    last: str
    reduction: str
    better: str
    satisfactory: float | None
    unit: str
    label: str
    meaning: str

    @property
    def direction(self) -> str | None:
        """Which is better, "less" or "more"; None if the study does not say."""
        return None if self.better == "neither" else self.better

    @property
    def years(self) -> str:
        """The period in words; empty for the whole horizon."""
        return f"{self.first or 'start'} to {self.last or 'end'}" if self.first or self.last else ""

    def of(self, series: Series) -> float:
        """Return the outcome of a run; not a number where it is not defined."""
        measure, months = MEASURES[self.measure], self._months(series)
        if months.start >= months.stop:
            return float("nan")
        if self.reduction == "own":
            return float(reduce(measure, series.of(self.place, parts(measure), months)))
        values = series.of(self.place, (self.measure,), months)[self.measure]
        known = values[np.isfinite(values)]
        if not len(known):
            return float("nan")
        if self.reduction == "last":
            return float(values[-1])
        return float({"sum": known.sum, "mean": known.mean, "maximum": known.max}[self.reduction]())

    def _months(self, series: Series) -> slice:
        begin = int(series.dates[0, 0]) * 12 + int(series.dates[0, 1]) - 1
        first = ordinal(self.first) - begin if self.first else 0
        last = ordinal(self.last) - begin if self.last else len(series.dates) - 1
        return slice(max(first, 0), min(last, len(series.dates) - 1) + 1)


def outcomes_of(specs: Sequence[OutcomeSpec], node: Node, taken: Sequence[str]) -> tuple[Outcome, ...]:
    """Return the outcomes of a study: those named, or every measure of the world.

    Args:
        specs: what the study file says.
        node: the list in the study file, for refusals.
        taken: names of factors, which share the table with the outcomes.

    Raises:
        Refusal: an unknown measure, or a name that two columns would share.
    """
    if not specs:
        return tuple(_described(OutcomeSpec(measure=measure.name)) for measure in WORLD_MEASURES)
    found: list[Outcome] = []
    for place, spec in enumerate(specs):
        where = node.at((place,)).place
        if spec.measure not in MEASURES:
            raise Refusal(f"{where}: there is no measure '{spec.measure}'{nearest(spec.measure, MEASURES)}")
        outcome = _described(spec)
        if outcome.name in TAKEN | set(taken) or any(outcome.name == other.name for other in found):
            raise Refusal(f"{where}: two columns would be called '{outcome.name}'; give the outcome a 'name'")
        if MEASURES[spec.measure].world_only and spec.place != WORLD:
            raise Refusal(
                f"{where}: '{spec.measure}' is measured for the world alone, not for '{spec.place}'"
            )
        found.append(outcome)
    return tuple(found)


def _described(spec: OutcomeSpec) -> Outcome:
    measure: Measure = MEASURES[spec.measure]
    name = spec.name or (spec.measure if spec.place == WORLD else f"{spec.measure}_{spec.place}")
    unit = yearly(measure) if spec.reduction == "own" else measure.unit
    if spec.reduction == "sum":
        unit = unit.replace(" per month", "")
    label = measure.label if spec.place == WORLD else f"{measure.label}, {spec.place}"
    return Outcome(
        name, spec.measure, spec.place, spec.first or "", spec.last or "", spec.reduction, spec.better,
        spec.satisfactory, unit, label, measure.meaning,
    )  # fmt: skip
