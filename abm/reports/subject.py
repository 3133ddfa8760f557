"""What a report says of a study, read once: labels that differ, units, drawn outcomes, source line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, final

from abm.analysis.pareto import Direction

if TYPE_CHECKING:
    import pandas as pd

    from abm.studies.result import Factor, Outcome, StudyResult

DRAWN = 8
"""Number of outcomes in figures and sentences; tables hold all."""

INTERVAL = "95 % intervals"

WORLD = "world"


@final
@dataclass(frozen=True, eq=False)
class Subject:
    """A study with the words for it."""

    study: StudyResult

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of every outcome, factor and policy by its name; no two outcomes share one."""
        outcomes = self.study.outcomes_of
        return {
            **_told_apart(self.study.factors),
            **_told_apart(outcomes),
            **{name: self._policy(name) for name in self.study.policies},
        }

    def _policy(self, name: str) -> str:
        arms = self.study.study.get("policies") or {}
        said = arms.get(name) if isinstance(arms, Mapping) else None
        label = said.get("label") if isinstance(said, Mapping) else None
        return str(label or name.replace("_", " ").capitalize())

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every outcome and factor by its name."""
        factors = {factor.name: factor.unit for factor in self.study.factors}
        return {**factors, **{outcome.name: outcome.unit for outcome in self.study.outcomes_of}}

    @cached_property
    def names(self) -> list[str]:
        """The columns of all outcomes."""
        return [outcome.name for outcome in self.study.outcomes_of]

    @cached_property
    def drawn(self) -> list[Outcome]:
        """The outcomes of the figures: those with a direction first, then as declared; only what varies."""
        frame = self.study.outcomes
        varying = [outcome for outcome in self.study.outcomes_of if frame[outcome.name].nunique() > 1]
        ranked = sorted(varying, key=lambda outcome: (outcome.direction is None, outcome.threshold is None))
        return ranked[:DRAWN]

    @cached_property
    def directed(self) -> dict[str, Direction]:
        """Which is better, for the outcomes of which the study says it."""
        return {
            outcome.name: outcome.direction
            for outcome in self.study.outcomes_of
            if outcome.direction is not None
        }

    @property
    def reference(self) -> str:
        """The policy that the others are compared with."""
        return self.study.policies[0]

    @cached_property
    def others(self) -> list[str]:
        """The other policies that have a finished run."""
        ran = set(self.study.outcomes["policy"])
        return [name for name in self.study.policies[1:] if name in ran]

    @cached_property
    def ran(self) -> list[str]:
        """The policies that have a finished run."""
        ran = set(self.study.outcomes["policy"])
        return [name for name in self.study.policies if name in ran]

    @cached_property
    def points(self) -> int:
        """Number of points with a finished run."""
        return int(self.study.outcomes["point"].nunique())

    @cached_property
    def seeds(self) -> list[int]:
        """Seeds of the finished runs, ascending."""
        return sorted(int(seed) for seed in self.study.outcomes["seed"].unique())

    @property
    def columns(self) -> list[str]:
        """The columns of the factors."""
        return [factor.name for factor in self.study.factors]

    def under(self, policy: str) -> pd.DataFrame:
        """Return the outcomes of one policy."""
        return self.study.outcomes[self.study.outcomes["policy"] == policy]

    def said(self, what: str = "") -> str:
        """Return the source line of a figure: the study, its size, and what the interval is."""
        runs = f"{len(self.study.outcomes):,} finished runs"
        seeds = len(self.seeds)
        each = f"{self.points:,} point{'s' * (self.points != 1)}, {seeds} seed{'s' * (seeds != 1)} each"
        line = f"Model, study {self.study.name}: {runs} ({each})."
        return f"{line}\n{what}" if what else line

    @property
    def period(self) -> str:
        """The period of the outcomes if they share one, else nothing."""
        years = {outcome.years for outcome in self.drawn}
        return years.pop() if len(years) == 1 else ""


def _told_apart(items: Iterable[Factor | Outcome]) -> dict[str, str]:
    """Return labels by name; items that share a label get their years, or their name, behind it."""
    listed = list(items)
    labels = {item.name: item.label or item.name.replace("_", " ").capitalize() for item in listed}
    many = Counter(labels.values())
    longer = {
        item.name: f"{labels[item.name]} ({getattr(item, 'years', '') or item.name})"
        if many[labels[item.name]] > 1
        else labels[item.name]
        for item in listed
    }
    twice = Counter(longer.values())
    return {
        item.name: longer[item.name]
        if twice[longer[item.name]] == 1
        else f"{labels[item.name]} ({item.name})"
        for item in listed
    }


def listed(words: Sequence[str]) -> str:
    """Return words in a row: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
