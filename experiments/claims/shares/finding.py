"""What the runs say: indices of every group of factors, differences of total indices, and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, final

import numpy as np

from abm.analysis import point_means, sobol_indices, total_indices
from abm.analysis.intervals import LEVEL, Interval
from abm.analysis.sensitivity import Totals
from experiments.claims.estimating import Estimates
from experiments.claims.parts import AS_IT_IS
from experiments.claims.shares.claim import ShareFinding
from experiments.claims.shares.trial import SharesTrial, unit_of
from experiments.claims.verdict import Verdict, judged

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 2000
"""Bootstrap resamples of blocks."""


class Response(NamedTuple):
    """An outcome over the design in one arm.

    Attributes:
        means: float64 by point, over replications.
        totals: total indices of the groups, with resamples.
    """

    means: pd.Series
    totals: Totals


@final
@dataclass(frozen=True)
class Shares:
    """The runs of a trial.

    Attributes:
        trial: the claim in a world.
        design: point and one column for each factor; without a mechanism its first blocks were run.
        outcomes: of the trial's studies, a row for each finished run.
    """

    trial: SharesTrial
    design: pd.DataFrame
    outcomes: pd.DataFrame

    @cached_property
    def responses(self) -> dict[tuple[str, str], Response]:
        """Every outcome in every arm, by the names of both."""
        found = {}
        for name, spec in self.trial.claim.outcomes.items():
            runs = self.trial.of_runs(self.outcomes, spec)
            for arm in (AS_IT_IS, *self.trial.claim.ablations):
                means = point_means(runs[runs["policy"] == arm], "value").reindex(self._points(arm)["point"])
                found[name, arm] = Response(means, self._totals(means))
        return found

    def _points(self, arm: str) -> pd.DataFrame:
        """The part of the design that was run in an arm."""
        return self.design if arm == AS_IT_IS else self.design.head(len(self.trial.ablated.points))

    def on_the_same_blocks(self, outcome: str, ablation: str) -> tuple[Totals, Totals]:
        """Return total indices with a mechanism and without it, of the blocks that are whole in both."""
        import pandas as pd

        pair = [self.responses[outcome, arm] for arm in (AS_IT_IS, ablation)]
        both = pd.concat([response.means for response in pair], axis=1, join="inner")
        both = both.mask(both.isna().any(axis=1))
        one, other = (
            response.totals if response.means.isna().equals(means.isna()) else self._totals(means)
            for response, (_, means) in zip(pair, both.items(), strict=True)
        )
        return one, other

    def _totals(self, means: pd.Series) -> Totals:
        design = self.design.head(len(means))
        return total_indices(design, means, groups=self.trial.group_of, resamples=RESAMPLES)

    @cached_property
    def indices(self) -> pd.DataFrame:
        """First-order and total indices: world, outcome, label, measure, unit, without, group, index, value, low, high.

        Beside them: used and dropped (blocks), mean and deviation of the outcome over points, and positive (share of
        points where it is above zero). `without` is the ablation.
        """
        import pandas as pd

        frames = []
        for (name, arm), response in self.responses.items():
            spec = self.trial.claim.outcomes[name]
            frame = sobol_indices(
                self._points(arm), response.means, groups=self.trial.group_of, resamples=RESAMPLES
            ).drop(columns="other")
            before = {
                "claim": self.trial.claim.name, "world": self.trial.world, "outcome": name, "label": spec.label,
                "measure": spec.measure, "unit": unit_of(spec), "without": "" if arm == AS_IT_IS else arm,
            }  # fmt: skip
            frame = frame.rename(columns={"factor": "group"}).assign(
                mean=response.means.mean(), deviation=response.means.std(),
                positive=float((response.means.dropna() > 0).mean()),
            )  # fmt: skip
            for place, (key, value) in enumerate(before.items()):
                frame.insert(place, key, value)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def share(self, outcome: str, group: str, *, without: str = "", index: str = "total") -> Interval:
        """Return an index of a group of factors, with its interval."""
        rows = self.indices
        row = rows[
            (rows["outcome"] == outcome) & (rows["group"] == group)
            & (rows["without"] == without) & (rows["index"] == index)
        ].iloc[0]  # fmt: skip
        return Interval(float(row["value"]), float(row["low"]), float(row["high"]), int(row["used"]))


@final
@dataclass(frozen=True)
class ShareFound:
    """What the runs of one world say of a finding.

    Attributes:
        name: name of the finding.
        spec: the finding.
        world: name of the world.
        estimates: control and treatment are the index that is taken off and the larger of the others, effect their
            difference.
        verdict: what follows.
    """

    name: str
    spec: ShareFinding
    world: str
    estimates: Estimates
    verdict: Verdict


def share_found(shares: Shares, name: str) -> ShareFound:
    """Return what the runs of a trial say of a finding.

    Intervals are the value ± z times the standard deviation over resamples, as those of the indices; what an ablation
    takes away is the difference of both in the same resamples of the blocks that are whole with it and without it.
    """
    spec = shares.trial.claim.findings[name]
    with_it, without = (shares.responses[spec.outcome, arm].totals for arm in (AS_IT_IS, spec.ablation))
    effect, ablated = (_difference(totals, spec) for totals in (with_it, without))
    whole, left = shares.on_the_same_blocks(spec.outcome, spec.ablation)
    beside, apart = _difference(whole, spec), _difference(left, spec)
    taken = beside[0] - apart[0], beside[1] - apart[1]
    estimates = Estimates(
        float(with_it.values[spec.below]),
        float(np.max(with_it.values[list(spec.above)].to_numpy())),
        _interval(*effect, with_it.used),
        _interval(*ablated, without.used),
        _interval(*taken, whole.used),
    )
    return ShareFound(
        name, spec, shares.trial.world, estimates, judged(spec, estimates.effect, estimates.taken)
    )


def _difference(totals: Totals, spec: ShareFinding) -> tuple[float, np.ndarray]:
    """The largest of some total indices less another, and the same in every resample."""
    above = list(spec.above)
    value = float(np.max(totals.values[above].to_numpy()) - totals.values[spec.below])
    drawn = totals.resamples[above].to_numpy().max(axis=1) - totals.resamples[spec.below].to_numpy()
    return value, drawn


def _interval(value: float, drawn: np.ndarray, number: int) -> Interval:
    from scipy.stats import norm

    half = float(norm.ppf(0.5 + LEVEL / 2)) * float(np.std(drawn, ddof=1))
    return Interval(value, value - half, value + half, number)
