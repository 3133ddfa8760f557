"""Verdicts: what an effect and its ablation say of a claim, by rules that are set before the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, final

from abm.analysis.intervals import Interval, mean_interval
from experiments.claims.claim import CONTROL, TREATMENT, WITHOUT, Claim

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["reproduced", "not reproduced", "undecided", "not explained by the mechanism"]


@final
@dataclass(frozen=True)
class Finding:
    """What the runs of one world say of a claim.

    Attributes:
        world: name of the world.
        control: mean of the outcome in the control, in its unit.
        effect: treatment less control over pairs of runs, relative to the mean of the control.
        ablated: the same with the mechanism switched off, relative to the mean of its own control.
        shrunk: effect less ablated effect, pair by pair.
        verdict: what follows.
    """

    world: str
    control: float
    effect: Interval
    ablated: Interval
    shrunk: Interval
    verdict: Verdict


def found(claim: Claim, world: str, outcomes: pd.DataFrame) -> Finding:
    """Return what the finished runs of a trial say.

    Args:
        claim: the claim.
        world: name of the world.
        outcomes: rows with policy, seed and the outcome; a seed counts if all four arms have a value.
    """
    name = claim.outcome.name or claim.outcome.measure
    arms = outcomes.pivot(index="seed", columns="policy", values=name).dropna()
    effect = _relative(arms, "")
    ablated = _relative(arms, WITHOUT)
    intervals = {
        "effect": mean_interval(effect.to_numpy()),
        "ablated": mean_interval(ablated.to_numpy()),
        "shrunk": mean_interval((effect - ablated).to_numpy()),
    }
    return Finding(world, float(arms[CONTROL].mean()), verdict=judged(claim, intervals), **intervals)


def _relative(arms: pd.DataFrame, ending: str) -> pd.Series:
    control = arms[CONTROL + ending]
    return (arms[TREATMENT + ending] - control) / abs(control.mean())


def judged(claim: Claim, intervals: Mapping[str, Interval]) -> Verdict:
    """Return the verdict.

    reproduced: the whole interval of the effect lies beyond the threshold in the expected direction, and that of what
    the ablation takes away lies beyond zero; not explained by the mechanism: the first, but not the second; not
    reproduced: the whole interval lies short of the threshold; undecided: the interval spans it.
    """
    sign = 1.0 if claim.expected == "more" else -1.0
    low, high = _turned(intervals["effect"], sign)
    if low > claim.threshold:
        return "reproduced" if _turned(intervals["shrunk"], sign)[0] > 0 else "not explained by the mechanism"
    return "not reproduced" if high < claim.threshold else "undecided"


def _turned(interval: Interval, sign: float) -> tuple[float, float]:
    """The ends of an interval, counted in the expected direction."""
    ends = (sign * interval.low, sign * interval.high)
    return min(ends), max(ends)
