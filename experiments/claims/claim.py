"""A claim as a value: what is done to the world, what must follow from it, and the mechanisms said to cause it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.results.measures import MEASURES
from abm.scenario import extended, load
from abm.scenario.events import EVERY_STATE
from abm.scenario.frozen import EntriesOf, FrozenMapping
from abm.scenario.places import scenario_file
from abm.scenario.reading import read_node
from abm.scenario.refusing import Fault, validated
from experiments.claims.parts import (
    AS_IT_IS,
    WORLD,
    AnyClaim,
    Differences,
    Expectation,
    OutcomeSpec,
    Reference,
    TreatmentSpec,
    check_known,
)
from experiments.claims.regressions import RegressionSpec
from experiments.claims.variables import VARIABLES


@final
class FindingSpec(Subject):
    """One finding of a claim."""

    title: str = Field(max_length=60, description="A few words for tables and figures.")
    statement: str = Field(description="What the text says, in a sentence of our own.")
    lines: str = Field(description="Lines of the text.")
    treatment: str = Field(default=AS_IT_IS, description="Name of a treatment.")
    control: str = Field(default=AS_IT_IS, description="Name of the treatment that it is compared with.")
    outcome: OutcomeSpec | None = Field(default=None, description="What is measured.")
    regression: RegressionSpec | None = Field(default=None, description="What is estimated, in its place.")
    sweep: Annotated[Mapping[str, float], EntriesOf()] = Field(
        default_factory=FrozenMapping,
        description="Treatments by strength, from the control to the treatment; for an optimum among them.",
    )
    estimator: Literal["change", "difference", "elasticity", "level", "odds_ratio", "optimum"] = Field(
        default="odds_ratio",
        description=(
            "change: relative to the control; difference: treatment less control; elasticity: ln of the ratio of "
            "outcomes over ln of the ratio of border effort; "
            "level: the outcome itself; odds_ratio: of a regression, which has no other; optimum: the strength of "
            "`sweep` at which the outcome is highest."
        ),
    )
    expected: Expectation = Field(description="The threshold, set before the run.")
    reason: str = Field(description="Why the threshold is where it is.")
    ablation: str = Field(description="Name of the ablation.")
    without: Literal["less", "more"] | None = Field(
        default=None,
        description="Where the effect goes without the mechanism; needed where 'expected' has two ends.",
    )
    reference: Reference | None = Field(default=None, description="What others found.")

    @model_validator(mode="after")
    def _check(self) -> FindingSpec:
        if (self.outcome is None) == (self.regression is None):
            raise Fault((), "needs one of 'outcome' and 'regression'")
        if (self.estimator == "odds_ratio") != (self.regression is not None):
            said = "is odds_ratio, which goes with a regression alone; an outcome has another"
            raise Fault(("estimator",), said if self.regression is None else "goes with an outcome alone")
        if self.estimator == "level" and (self.treatment, self.control) != (AS_IT_IS, AS_IT_IS):
            raise Fault(("estimator",), "is level, which has no treatment and no control")
        if self.estimator not in ("level", "odds_ratio") and self.treatment == self.control:
            raise Fault(("treatment",), f"is the control too: '{self.control}'")
        if (self.estimator == "optimum") != bool(self.sweep):
            raise Fault(
                ("sweep",), "goes with the estimator optimum" if self.sweep else "is missing, for optimum"
            )
        strengths = list(self.sweep.values())
        if self.sweep and (strengths != sorted(set(strengths)) or len(strengths) < 3):
            raise Fault(("sweep",), "needs three strengths or more, each above the one before")
        if self.sweep and self.outcome is not None and self.outcome.by_state:
            raise Fault(("outcome",), "is made of states' own numbers, which an optimum is not found for")
        if self.sweep and (self.control, self.treatment) != (next(iter(self.sweep)), list(self.sweep)[-1]):
            raise Fault(("sweep",), "does not lead from the control to the treatment")
        if (
            self.without is None
            and math.isfinite(self.expected.ends[0])
            and math.isfinite(self.expected.ends[1])
        ):
            raise Fault((), "needs 'without' (less or more), because 'expected' has two ends")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """The treatments whose runs it needs, the control first."""
        return tuple(dict.fromkeys((self.control, *self.sweep, self.treatment)))

    @property
    def said(self) -> str:
        """What is measured or estimated, in words."""
        if self.regression is not None:
            return self.regression.label
        assert self.outcome is not None
        return self.outcome.said

    @property
    def sign(self) -> float:
        """1 if the mechanism is said to raise the effect, -1 if it is said to lower it."""
        if self.without is not None:
            return 1.0 if self.without == "less" else -1.0
        return 1.0 if self.expected.above is not None else -1.0


@final
class AxisSpec(Subject):
    """One side of a table of conditions: what varies, and the differences that each step makes."""

    label: str = Field(description="What varies, in words, with its unit.")
    steps: Annotated[Mapping[str, Differences], EntriesOf()] = Field(
        description="Differences by the word for the step; those of the first step are the reference."
    )


@final
class ConditionsSpec(Subject):
    """A table that shows on which side of a condition an effect has which sign."""

    title: str = Field(max_length=80, description="What it shows.")
    statement: str = Field(description="What it is for, in a sentence.")
    outcome: OutcomeSpec = Field(
        description="What is measured; its change against the first row and column is shown."
    )
    rows: AxisSpec = Field(description="What varies from row to row.")
    columns: AxisSpec = Field(description="What varies from column to column.")
    worlds: tuple[str, ...] = Field(description="Worlds in which it is run.")


@final
class Claim(AnyClaim):
    """What a claim's configuration holds. Thresholds are set before the run, and never after it."""

    replications: int = declared(
        30, unit="pairs", low=2, high=100_000, source="assumed",
        meaning="Runs of every arm that an effect is measured on, in each world.",
    )  # fmt: skip
    ablated_replications: int = declared(
        10, unit="pairs", low=2, high=100_000, source="assumed",
        meaning=(
            "Runs of every other arm, on the first of the same seeds: those without a mechanism, and those of tables "
            "of conditions. At publication size they have as many as the others."
        ),
    )  # fmt: skip
    treatments: Annotated[Mapping[str, TreatmentSpec], EntriesOf()] = Field(
        description="What is done, by name."
    )
    findings: Annotated[Mapping[str, FindingSpec], EntriesOf()] = Field(
        description="What must follow, by name."
    )
    conditions: Annotated[Mapping[str, ConditionsSpec], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Tables of conditions, by name."
    )

    @model_validator(mode="after")
    def _check(self) -> Claim:
        if self.ablated_replications > self.replications:
            raise Fault(
                ("ablated_replications",),
                f"is {self.ablated_replications}, more than the {self.replications} pairs of an effect",
            )
        if self.ablated_replications < self.replications and any(
            finding.regression is not None for finding in self.findings.values()
        ):
            said = (
                f"is not {self.replications}: a regression has as many runs without the mechanism as with it"
            )
            raise Fault(("ablated_replications",), said)
        for name in self.groups:
            if name in (WORLD, EVERY_STATE) or not name.islower():
                raise Fault(
                    ("groups", name), "is no name for a group: small letters, not 'world' and not 'all'"
                )
            if (codes := self.groups[name].codes) and set(codes) != set(self.worlds):
                raise Fault(("groups", name, "codes"), "does not name the states of every world of the claim")
        for name, finding in self.findings.items():
            _check_finding(self, name, finding)
        for name, table in self.conditions.items():
            _check_outcome(self, ("conditions", name, "outcome"), table.outcome)
            if table.outcome.by_state:
                raise Fault(
                    ("conditions", name, "outcome", "statistic"),
                    "stands in a table of conditions, which has totals alone",
                )
            for place, world in enumerate(table.worlds):
                check_known(world, self.worlds, ("conditions", name, "worlds", place), "world")
        return self


def dated(claim: Claim, start: str, months: int) -> Claim:
    """Return a claim with the months that count spelt out in every outcome, for runs of a length."""

    def spelt(spec: Any) -> Any:
        if spec.outcome is None:
            return spec
        return spec.model_copy(update={"outcome": spec.outcome.dated(start, months)})

    return claim.model_copy(
        update={
            part: FrozenMapping({name: spelt(spec) for name, spec in getattr(claim, part).items()})
            for part in ("findings", "conditions")
        }
    )


def _check_finding(claim: Claim, name: str, finding: FindingSpec) -> None:
    path = ("findings", name)
    for key, words in (
        ("treatment", (finding.treatment,)),
        ("control", (finding.control,)),
        ("sweep", finding.sweep),
    ):
        for word in words:
            if word != AS_IT_IS:
                check_known(word, claim.treatments, (*path, key), "treatment")
    check_known(finding.ablation, claim.ablations, (*path, "ablation"), "ablation")
    if finding.outcome is not None:
        _check_outcome(claim, (*path, "outcome"), finding.outcome)
    if finding.regression is not None:
        _check_regression((*path, "regression"), finding.regression)
    if finding.estimator == "elasticity" and claim.treatments[finding.treatment].effort is None:
        raise Fault(
            (*path, "estimator"),
            f"is elasticity, but the treatment '{finding.treatment}' does not say its 'effort'",
        )


def _check_outcome(claim: Claim, path: tuple[str, ...], outcome: OutcomeSpec) -> None:
    for key in ("measure", "per"):
        if word := getattr(outcome, key):
            check_known(word, MEASURES, (*path, key), "measure")
            if MEASURES[word].world_only and (outcome.by_state or outcome.among != WORLD):
                raise Fault((*path, key), f"is '{word}', which is measured for the world alone")
    if outcome.among != WORLD:
        check_known(outcome.among, claim.groups, (*path, "among"), "group")


def _check_regression(path: tuple[str, ...], regression: RegressionSpec) -> None:
    for key, word in regression.named():
        check_known(word, VARIABLES, (*path, *key), "variable")


def read_claim(path: Path) -> Claim:
    """Read the configuration of a claim, and try every difference that it names on the base of every world.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    node = read_node(path)
    claim = validated(Claim, node)
    changes = [
        *(("treatments", name, "set") for name in claim.treatments),
        *(("ablations", name, "set") for name in claim.ablations),
        *(
            ("conditions", name, side, "steps", step)
            for name, table in claim.conditions.items()
            for side in ("rows", "columns")
            for step in getattr(table, side).steps
        ),
    ]
    for name, world in claim.worlds.items():
        here = node.at(("worlds", name))
        base = load(scenario_file(world.base, Path.cwd(), here.at(("base",)).place, "base"))
        for key in ("set", "full"):
            base = extended(base, here.at((key,))) if getattr(world, key) else base
        for path_ in changes:
            if isinstance(node.at(path_).value, Mapping) and node.at(path_).value:
                extended(base, node.at(path_))
    return claim
