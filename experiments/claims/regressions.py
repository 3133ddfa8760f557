"""The regressions of a claim as they are written: what happens, to whom, what it depends on, and what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.scenario.refusing import Fault

CASES = {
    "onset": "State-years, in peace the year before; event: violence in the year",
    "violence": "State-years; event: violence in the year",
    "recurrence": "Wars that ended; event: violence again within {within} years of the last year of war",
}
"""What a case is, and what its event is, by the name of the dependent variable."""


@final
class RegressionSpec(Subject):
    """A logit over the states and years of all runs of an arm; everything on the right is of the year before."""

    dependent: Literal["onset", "violence", "recurrence"] = Field(
        description=(
            "onset: of violence in the year, among states in peace the year before; violence: in the year, among all "
            "states; recurrence: violence again after a war's end, among wars that ended."
        )
    )
    regressor: str = Field(description="The variable that the finding is about.")
    controls: tuple[str, ...] = Field(default=(), description="The other variables.")
    among: Literal["all", "weak", "strong"] = Field(
        default="all",
        description="States that count: weak and strong are those of capacity below the median, and the others.",
    )
    times: str = Field(
        default="",
        description="Variable by which the regressor is multiplied; the effect is then that of the product.",
    )
    placebo: str = Field(
        default="",
        description="Variable in the regressor's place, whose odds ratio that of the regressor is divided by.",
    )
    contrast: Literal["step", "thirds"] = Field(
        default="step",
        description=(
            "step: the odds ratio for `step` units of the regressor; thirds: for its highest third against the lowest."
        ),
    )
    step: float = declared(
        1.0, unit="units of the regressor", low=1e-9, high=1e9, source="assumed",
        meaning="Difference for which the odds ratio is given.",
    )  # fmt: skip
    within: int = declared(
        5, unit="years", low=2, high=50, source="assumed",
        meaning="Years from the last year of a war in which violence is its recurrence.",
    )  # fmt: skip
    label: str = Field(description="What the odds are of and what is compared, for tables and figures.")

    @model_validator(mode="after")
    def _check(self) -> RegressionSpec:
        if self.contrast == "thirds" and (self.times or self.placebo or self.step != 1.0):
            raise Fault(("contrast",), "is thirds, which goes without 'step', 'times' and 'placebo'")
        if self.times and self.placebo:
            raise Fault(("times",), "stands beside 'placebo'; keep one of them")
        names = [name for _, name in self.named()]
        for key, name in self.named():
            if names.count(name) > 1:
                raise Fault(key, f"names '{name}', which the regression holds twice")
        return self

    def named(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each variable, and where it is named."""
        for key in ("regressor", "times", "placebo"):
            if word := getattr(self, key):
                yield (key,), word
        for place, word in enumerate(self.controls):
            yield ("controls", place), word

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of all variables."""
        return tuple(name for _, name in self.named())

    @property
    def cases_said(self) -> str:
        """What a case is, in words."""
        where = {
            "all": "",
            "weak": "; states of capacity below the median",
            "strong": "; states of capacity above it",
        }
        return CASES[self.dependent].format(within=self.within) + where[self.among]
