"""A claim about shares of variance as a value: factors by group, outcomes, contrasts of total indices, ablations."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.refusal import nearest
from abm.results.measures import MEASURES
from abm.scenario.frozen import EntriesOf
from abm.scenario.reading import Node, read_node
from abm.scenario.refusing import Fault, validated
from abm.studies.declarations import FactorSpec
from abm.studies.work import SEED
from experiments.claims.parts import (
    WORLD,
    AnyClaim,
    Expectation,
    check_known,
)

CHANCE = "chance"
"""Name of the group whose only factor is the seed."""


@final
class FactorGroup(Subject):
    """Factors that are attributed an outcome together."""

    label: str = Field(max_length=30, description="The group in a word or two, for figures.")
    meaning: str = Field(description="What its factors have in common.")
    factors: Annotated[Mapping[str, FactorSpec], EntriesOf()] = Field(
        description="Written as in a study; a group of states stands for its states in keys of conditions and policies."
    )


@final
class DesignBlock(Subject):
    """How many points are run, and by which rule the ranges were set."""

    rule: str = Field(description="The rule by which every range was set, before the run.")
    samples: int = declared(
        32, unit="blocks", low=2, high=1_000_000, source="assumed",
        meaning="Base sample, a power of 2: blocks of a point for each group and two more.",
    )  # fmt: skip
    ablated: int = declared(
        32, unit="blocks", low=2, high=1_000_000, source="assumed",
        meaning="Blocks that are run without a mechanism too, the first ones; all of them at publication size.",
    )  # fmt: skip
    full: int = declared(
        512, unit="blocks", low=2, high=1_000_000, source="assumed",
        meaning="Base sample at publication size.",
    )  # fmt: skip
    replications: int = declared(
        1, unit="runs", low=1, high=10_000, source="assumed",
        meaning="Runs of every point, of whose outcomes the mean is analysed.",
    )  # fmt: skip


@final
class DrivenSpec(Subject):
    """One number of a run whose variance is shared out."""

    measure: str = Field(description="Name of a measure that is averaged over months, or a flow or stock.")
    label: str = Field(max_length=60, description="Words for tables and figures.")
    among: str = Field(default=WORLD, description="'world', or the name of a group of states: their mean.")
    statistic: Literal["whole", "change", "share_above_zero"] = Field(
        default="whole",
        description=(
            "whole: over all months, as the measure is reduced; change: mean of the last twelve months less that of "
            "the first; share_above_zero: share of all states where the value over all months is above zero."
        ),
    )

    @model_validator(mode="after")
    def _check(self) -> DrivenSpec:
        if self.measure not in MEASURES:
            hint = nearest(self.measure, MEASURES)
            raise Fault(("measure",), f"names the measure '{self.measure}', which there is not{hint}")
        if MEASURES[self.measure].world_only and self.among != WORLD:
            raise Fault(("measure",), f"is '{self.measure}', which is measured for the world alone")
        if self.statistic == "share_above_zero" and self.among != WORLD:
            raise Fault(("among",), "goes with the statistics whole and change; a share is of all states")
        return self


@final
class ShareFinding(Subject):
    """One finding: the larger of some total indices less another, and the range in which the text expects it.

    The total index of groups together is at least the largest of theirs, and at most their sum, which counts twice what
    they do together, and what each does together with chance. A difference above zero holds for the groups together.
    """

    title: str = Field(max_length=60, description="A few words for tables and figures.")
    statement: str = Field(description="What the text says, in a sentence of our own.")
    lines: str = Field(description="Lines of the text.")
    outcome: str = Field(description="Name of an outcome.")
    above: tuple[str, ...] = Field(
        description="Groups of factors; the largest of their total indices counts."
    )
    below: str = Field(description="Group of factors whose total index is taken off.")
    expected: Expectation = Field(
        description="The threshold, set before the run, as a share of the variance."
    )
    reason: str = Field(description="Why the threshold is where it is.")
    ablation: str = Field(description="Name of the ablation.")

    @model_validator(mode="after")
    def _check(self) -> ShareFinding:
        if not self.above or self.below in self.above:
            raise Fault(("above",), "needs a group, and not the one of 'below'")
        return self

    @property
    def sign(self) -> float:
        """1 if the mechanism is said to raise the difference, -1 if it is said to lower it."""
        return 1.0 if self.expected.above is not None else -1.0

    @property
    def estimator(self) -> str:
        """A difference of shares."""
        return "shares"

    @property
    def reference(self) -> None:
        """Nobody has measured these shares in the world."""
        return


@final
class SharesClaim(AnyClaim):
    """What the configuration of such a claim holds. Thresholds and ranges are set before the run, never after it."""

    limits: str = Field(description="What the result does not say.")
    design: DesignBlock = Field(description="How many points are run, and how ranges were set.")
    factors: Annotated[Mapping[str, FactorGroup], EntriesOf()] = Field(
        description="What varies, by group of factors."
    )
    outcomes: Annotated[Mapping[str, DrivenSpec], EntriesOf()] = Field(
        description="What is explained, by name."
    )
    findings: Annotated[Mapping[str, ShareFinding], EntriesOf()] = Field(
        description="What must follow, by name."
    )

    @model_validator(mode="after")
    def _check(self) -> SharesClaim:
        if self.design.ablated > self.design.samples:
            said = f"is {self.design.ablated}, more than the {self.design.samples} blocks of the design"
            raise Fault(("design", "ablated"), said)
        if CHANCE not in self.factors:
            raise Fault(("factors",), f"name no group '{CHANCE}', whose factor is the seed")
        names = [name for group in self.factors.values() for name in group.factors]
        for name in names:
            if names.count(name) > 1:
                raise Fault(("factors",), f"name '{name}' in two groups")
        if [spec.key for spec in self.factors[CHANCE].factors.values()] != [(SEED,)]:
            raise Fault(("factors", CHANCE, "factors"), f"need one factor, whose key is '{SEED}'")
        for key, spec in self.outcomes.items():
            if spec.among != WORLD:
                check_known(spec.among, self.groups, ("outcomes", key, "among"), "group of states")
        for key, finding in self.findings.items():
            path = ("findings", key)
            check_known(finding.outcome, self.outcomes, (*path, "outcome"), "outcome")
            check_known(finding.ablation, self.ablations, (*path, "ablation"), "ablation")
            check_known(finding.below, self.factors, (*path, "below"), "group of factors")
            for place, word in enumerate(finding.above):
                check_known(word, self.factors, (*path, "above", place), "group of factors")
        return self


def about_shares(node: Node) -> bool:
    """Whether a configuration is of a claim about shares: it has a design in place of treatments."""
    return isinstance(node.value, Mapping) and "design" in node.value


def read_shares(path: Path) -> SharesClaim:
    """Read the configuration of a claim about shares; its scenarios are tried when its study is made.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    return validated(SharesClaim, read_node(path))
