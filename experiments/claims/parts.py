"""The parts of a claim: groups of states, worlds, treatments, ablations, outcomes, thresholds and references."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.refusal import nearest
from abm.results.measures import MEASURES
from abm.scenario.frozen import EntriesOf, FrozenMapping
from abm.scenario.horizon import Month, ordinal, written
from abm.scenario.refusing import Fault

AS_IT_IS = "as_it_is"
"""Name of the arm in which nothing is done."""

WORLD = "world"
"""Place of an outcome that is not of a group of states."""

Differences = Annotated[Mapping[str, Any], EntriesOf()]


@final
class GroupSpec(Subject):
    """States that are treated, or looked at, together: a share of all, by output per head, or single ones."""

    richest: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the world's states, those of highest output per head in the first year.",
    )  # fmt: skip
    poorest: float = declared(
        0.0, unit="share", low=0, high=1, source="assumed",
        meaning="Share of the world's states, those of lowest output per head in the first year.",
    )  # fmt: skip
    codes: Annotated[Mapping[str, tuple[str, ...]], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="In place of that, codes of states by the world's name."
    )
    label: str = Field(description="The group in words.")
    ranks: Literal["all", "odd", "even"] = Field(
        default="all",
        description="Which of them, by rank: all, or every second one from the first or the second.",
    )

    @model_validator(mode="after")
    def _check(self) -> GroupSpec:
        if (self.richest > 0) + (self.poorest > 0) + bool(self.codes) != 1:
            raise Fault((), "needs one of 'richest' and 'poorest', above 0, or 'codes'")
        return self


@final
class WorldSpec(Subject):
    """A world in which a claim is tested."""

    base: str = Field(description="Scenario that the arms are differences from.")
    set: Differences = Field(default_factory=FrozenMapping, description="Differences in every arm.")
    full: Differences = Field(
        default_factory=FrozenMapping, description="Further differences at publication size."
    )


@final
class TreatmentSpec(Subject):
    """Something that is done to the world."""

    label: str = Field(description="What is done, in words for tables.")
    set: Differences = Field(description="Written as in a scenario; a group's name stands for its states.")
    effort: float | None = Field(
        default=None, gt=1, description="What border effort is multiplied by, where that is what is done."
    )


@final
class AblationSpec(Subject):
    """A mechanism, and what switches it off."""

    mechanism: str = Field(description="What is said to cause the effect, in words.")
    set: Differences = Field(description="What switches it off, written as in a scenario.")


@final
class OutcomeSpec(Subject):
    """One number of a run: a measure over some states and months, or the ratio of two."""

    measure: str = Field(description="Name of a measure.")
    per: str = Field(default="", description="Measure that it is divided by.")
    among: str = Field(default=WORLD, description="'world', or the name of a group of states.")
    first: Month | None = Field(default=None, description="First month that counts, 'YYYY-MM'.")
    last: Month | None = Field(default=None, description="Last month that counts, 'YYYY-MM'.")
    last_years: int | None = Field(
        default=None, ge=1, description="In their place: the last years of a run count, so many, whole ones."
    )
    statistic: Literal["total", "mean", "volatility", "share_above", "slope", "correlation"] = Field(
        default="total",
        description=(
            "total: of all states together; mean: over states, each counting alike; volatility: standard deviation "
            "over years of the growth of the logarithm, of the median state (with 'per' the ratio of two); "
            "share_above: share of states above `threshold`; slope: over states, on their capacity at the end of the "
            "first year; correlation: over years, of the states' mean with that of `per`. All but the first count "
            "whole years."
        ),
    )
    threshold: float | None = Field(default=None, description="What a state must be above, for share_above.")
    label: str = Field(default="", description="Words for tables and figures; the measure's by default.")

    @model_validator(mode="after")
    def _check(self) -> OutcomeSpec:
        if (self.statistic == "share_above") != (self.threshold is not None):
            said = (
                "needs statistic: share_above"
                if self.threshold is not None
                else "is missing, for share_above"
            )
            raise Fault(("threshold",), said)
        if self.last_years and (self.first or self.last):
            raise Fault(("last_years",), "stands beside 'first' or 'last', and is in place of them")
        years = _years_between(self.first, self.last) if self.first and self.last else math.inf
        if years < (3 if self.statistic in ("volatility", "correlation") else 1) and self.by_state:
            raise Fault(("last",), f"leaves {years} whole years, too few for {self.statistic}")
        if self.statistic == "correlation" and not self.per:
            raise Fault(("per",), "is missing, for correlation: what the measure is correlated with")
        divided = self.per and self.statistic != "correlation"
        if divided and any(name in MEASURES and MEASURES[name].ratio for name in (self.measure, self.per)):
            raise Fault(("per",), "stands beside a measure that is a ratio already")
        return self

    def dated(self, start: str, months: int) -> OutcomeSpec:
        """Return the outcome with the months that count spelt out, for runs of a length.

        Args:
            start: first month of a run, 'YYYY-MM'.
            months: length of a run.
        """
        if self.last_years is None:
            return self
        ended = ordinal(start) + months
        after = ended - ended % 12
        first, last = written(after - 12 * self.last_years), written(after - 1)
        return self.model_copy(update={"first": first, "last": last, "last_years": None})

    @property
    def by_state(self) -> bool:
        """Whether it is made of the states' own numbers."""
        return self.statistic != "total"

    @property
    def said(self) -> str:
        """The outcome in words."""
        return self.label or MEASURES[self.measure].label


def _years_between(first: str, last: str) -> int:
    """Whole years from a first month to a last, both counted."""
    months = [12 * int(month[:4]) + int(month[5:]) for month in (first, last)]
    return max(months[1] // 12 - (months[0] + 10) // 12, 0)


@final
class Expectation(Subject):
    """The range in which the text expects an effect: above, below, or both. It is the threshold."""

    above: float | None = Field(default=None, description="Lower end.")
    below: float | None = Field(default=None, description="Upper end.")

    @model_validator(mode="after")
    def _check(self) -> Expectation:
        if self.above is None and self.below is None:
            raise Fault((), "needs 'above', 'below', or both")
        if self.ends[0] >= self.ends[1]:
            raise Fault(("above",), f"is {self.above}, not below {self.below}: nothing could lie between")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends, infinite where nothing is said."""
        return (
            -math.inf if self.above is None else self.above,
            math.inf if self.below is None else self.below,
        )


@final
class Reference(Subject):
    """What others found, beside which the effect is laid."""

    value: float = Field(
        description="In the unit of the estimator: a share for changes and levels, or an odds ratio."
    )
    source: str = Field(description="Where it stands.")


class AnyClaim(Subject):
    """What every claim's configuration holds, whatever its findings are made of."""

    name: str = Field(pattern=r"^C\d+$", description="Number of the claim.")
    title: str = Field(max_length=80, description="The claim in a few words.")
    statement: str = Field(description="What the text claims, in sentences of our own.")
    source: str = Field(description="Where the text says so.")
    worlds: Annotated[Mapping[str, WorldSpec], EntriesOf()] = Field(
        description="Where it is tested, by name."
    )
    groups: Annotated[Mapping[str, GroupSpec], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Groups of states, by name."
    )
    ablations: Annotated[Mapping[str, AblationSpec], EntriesOf()] = Field(
        description="Mechanisms that are switched off, by name."
    )


def check_known(word: str, names: Collection[str], path: tuple[Any, ...], what: str) -> None:
    """Refuse a name that is not there, with the nearest that is."""
    if word not in names:
        raise Fault(path, f"names the {what} '{word}', which there is not{nearest(word, names)}")
