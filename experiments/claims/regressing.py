"""What the regressions of a finding say: odds ratios with the mechanism and without it, and what it takes away."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, final

from abm.analysis.intervals import Interval
from experiments.claims.claim import FindingSpec
from experiments.claims.estimating import Estimates
from experiments.claims.logits import NONE, Cases, Logits, cases_of, in_thirds
from experiments.claims.panels import DEATHS, Panel, Standing, panel_of
from experiments.claims.variables import VARIABLES

if TYPE_CHECKING:
    import pandas as pd

    from experiments.claims.arms import FindingArms
    from experiments.claims.claim import Claim


@final
class Panels:
    """The runs of each arm by state and year, put together once.

    Args:
        yearly: what the study kept of every state and year.
        standing: what does not change.
    """

    def __init__(self, yearly: pd.DataFrame, standing: Standing) -> None:
        self._yearly, self._standing = yearly, standing
        self._known: dict[str, Panel] = {}

    def of(self, arm: str) -> Panel:
        """Return the runs of an arm."""
        if arm not in self._known:
            self._known[arm] = panel_of(self._yearly, arm, self._standing)
        return self._known[arm]


def measures_of(claim: Claim) -> list[str]:
    """Return the measures that a study keeps of every state and year for a claim's regressions; none without any."""
    asked = [finding.regression for finding in claim.findings.values() if finding.regression is not None]
    if not asked:
        return []
    names = [measure for spec in asked for name in spec.variables for measure in VARIABLES[name].measures]
    return list(dict.fromkeys([DEATHS, *names]))


def regressed(spec: FindingSpec, arms: FindingArms, panels: Panels) -> Estimates:
    """Return the odds ratios of a finding, and as `taken` the difference of their logarithms.

    Args:
        spec: a finding with a regression. Where treatment and control differ, or where there is a placebo, the
            effect is the ratio of two odds ratios.
        arms: of the finding.
        panels: the runs of every arm.
    """
    whole = _cells(spec, arms, panels)
    if spec.regression is not None and spec.regression.contrast == "thirds":
        whole = in_thirds(whole, spec.regression.regressor)
    step = spec.regression.step if spec.regression is not None else 1.0
    pair = {"": step, **({"against": -step} if "against" in whole else {})}
    without = {f"{name} without".strip(): weight for name, weight in pair.items()}
    effect = ablated = taken = NONE
    if all(whole[name].enough for name in pair):
        if all(whole[name].enough for name in without):
            fit = Logits(whole)
            effect, ablated = fit.interval(pair), fit.interval(without)
            taken = fit.interval({**pair, **{name: -weight for name, weight in without.items()}})
        else:
            effect = Logits({name: whole[name] for name in pair}).interval(pair)
    elif all(whole[name].enough for name in without):
        ablated = Logits({name: whole[name] for name in without}).interval(without)
    treated, against = whole[""], whole.get("against", whole[""])
    return Estimates(
        _rate(against), _rate(treated), raised(effect), raised(ablated), taken,
        cases=len(treated.event), events=int(treated.event.sum()),
    )  # fmt: skip


def _cells(spec: FindingSpec, arms: FindingArms, panels: Panels) -> dict[str, Cases]:
    """The cases of each regression: the effect's, what it is held against, and both without the mechanism."""
    regression = spec.regression
    assert regression is not None
    cells = {
        "": cases_of(panels.of(arms.treatment), regression),
        "without": cases_of(panels.of(arms.treatment_without), regression),
    }
    if regression.placebo:
        cells["against"] = cases_of(panels.of(arms.treatment), regression, regression.placebo)
        cells["against without"] = cases_of(panels.of(arms.treatment_without), regression, regression.placebo)
    elif arms.treatment != arms.control:
        cells["against"] = cases_of(panels.of(arms.control), regression)
        cells["against without"] = cases_of(panels.of(arms.control_without), regression)
    return cells


def _rate(cases: Cases) -> float:
    return float(cases.event.mean()) if len(cases.event) else math.nan


def raised(interval: Interval) -> Interval:
    """Return e to the power of an interval of logarithms: of differences ratios, of ln odds ratios odds ratios."""
    mean, low, high = (_exponential(end) for end in (interval.mean, interval.low, interval.high))
    return Interval(mean, low, high, interval.number)


def _exponential(value: float) -> float:
    return math.inf if value > 700 else math.exp(value)


def described_regression(spec: FindingSpec, how: Mapping[str, str]) -> str:
    """Return a regression in words: cases, regressor and controls.

    Args:
        spec: a finding with a regression.
        how: words for the variables, by name.
    """
    regression = spec.regression
    assert regression is not None
    about = how[regression.regressor]
    if regression.contrast == "thirds":
        about += ", highest third against lowest"
    elif regression.step != 1.0:
        about += f", {regression.step:g} units"
    if regression.times:
        about += f", times: {how[regression.times]}"
    if regression.placebo:
        about += f", against: {how[regression.placebo]}"
    controls = "; ".join(how[name] for name in regression.controls)
    return f"{regression.cases_said}. Regressor: {about}." + (f" Controls: {controls}." if controls else "")
