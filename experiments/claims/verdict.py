"""Verdicts: what an effect and its ablation say of a finding, by rules that are set before the run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, final

from abm.analysis.intervals import Interval
from experiments.claims.arms import Trial
from experiments.claims.claim import FindingSpec
from experiments.claims.estimating import Estimates, estimates, optima
from experiments.claims.outcomes import of_runs
from experiments.claims.parts import Expectation
from experiments.claims.regressing import Panels, regressed
from experiments.claims.states import of_arms

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["reproduced", "not reproduced", "undecided", "not explained by the mechanism"]


@final
@dataclass(frozen=True)
class Found:
    """What the runs of one world say of a finding.

    Attributes:
        name: name of the finding.
        spec: the finding.
        world: name of the world.
        estimates: effect, ablated effect, and what the ablation takes away.
        verdict: what follows.
    """

    name: str
    spec: FindingSpec
    world: str
    estimates: Estimates
    verdict: Verdict


def found(trial: Trial, name: str, outcomes: pd.DataFrame, panels: Panels | None = None) -> Found:
    """Return what the finished runs of a trial say of a finding.

    Args:
        trial: the claim in a world.
        name: name of the finding.
        outcomes: of the trial's study.
        panels: its runs by state and year; for findings with a regression, or made of states' own numbers.
    """
    import pandas as pd

    spec = trial.claim.findings[name]
    arms = trial.of(spec)
    if spec.outcome is None:
        assert panels is not None
        what = regressed(spec, arms, panels)
        return Found(name, spec, trial.world, what, judged(spec, what.effect, what.taken))
    if spec.sweep:
        runs = of_runs(outcomes, spec.outcome, trial.groups)
        what = optima(*(_by_strength(trial, spec, runs, off) for off in ("", spec.ablation)))
        return Found(name, spec, trial.world, what, judged(spec, what.effect, what.taken))
    columns = {
        "treatment": arms.treatment, "control": arms.control,
        "treatment_without": arms.treatment_without, "control_without": arms.control_without,
    }  # fmt: skip
    if spec.outcome.by_state:
        assert panels is not None
        runs = of_arms(panels, list(columns.values()), spec.outcome, trial.groups)
    else:
        runs = of_runs(outcomes, spec.outcome, trial.groups)
    pairs = pd.DataFrame({key: runs[arm] for key, arm in columns.items()})
    effort = trial.claim.treatments[spec.treatment].effort if spec.estimator == "elasticity" else None
    what = estimates(pairs, spec.estimator, effort)
    return Found(name, spec, trial.world, what, judged(spec, what.effect, what.taken))


class Judged(Protocol):
    """What a verdict needs to know of a finding."""

    @property
    def expected(self) -> Expectation:
        """The threshold."""

    @property
    def sign(self) -> float:
        """1 if the mechanism is said to raise the effect, -1 if it is said to lower it."""


def _by_strength(trial: Trial, spec: FindingSpec, runs: pd.DataFrame, ablation: str) -> pd.DataFrame:
    """The runs of a sweep: a column for each strength."""
    arms = trial.swept(spec, ablation)
    return runs[arms].set_axis(list(spec.sweep.values()), axis=1)


def judged(spec: Judged, effect: Interval, taken: Interval) -> Verdict:
    """Return the verdict.

    reproduced: the whole interval of the effect lies in the expected range, and that of what the ablation takes away
    lies on the side of zero that the mechanism is said to move it to; not explained by the mechanism: the first, but
    not the second; not reproduced: the whole interval lies outside the range; undecided: it spans an end of the range,
    or an effect cannot be had.
    """
    low, high = spec.expected.ends
    if not (math.isfinite(effect.low) and math.isfinite(effect.high)):
        return "undecided"
    if low < effect.low and effect.high < high:
        if not math.isfinite(taken.mean):
            return "undecided"
        explained = taken.low > 0 if spec.sign > 0 else taken.high < 0
        return "reproduced" if explained else "not explained by the mechanism"
    return "not reproduced" if effect.high <= low or effect.low >= high else "undecided"
