"""The files of a vignette beside its page: what came of its checks, and what the event changes, as Parquet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from abm.analysis.intervals import Interval
from experiments.vignettes.arms import Arm
from experiments.vignettes.checking import Finding
from experiments.vignettes.counting import in_years
from experiments.vignettes.outcomes import Outcome
from experiments.vignettes.page import effect
from experiments.vignettes.vignette import WITH, WITHOUT, Vignette

if TYPE_CHECKING:
    import pandas as pd

FINDINGS, EFFECTS = "findings.parquet", "effects.parquet"


def findings_frame(
    vignette: Vignette, arms: Mapping[str, Arm], found: Sequence[Finding], *, full: bool
) -> pd.DataFrame:
    """Return a row for each check.

    Args:
        vignette: the vignette.
        arms: what its runs left.
        found: what came of its checks.
        full: whether the runs are of publication size.
    """
    import pandas as pd

    shared = _shared(vignette, arms, full=full)
    return pd.DataFrame([shared | _row(one) for one in found])


def _shared(vignette: Vignette, arms: Mapping[str, Arm], *, full: bool) -> dict[str, Any]:
    import abm

    arm = arms[WITH]
    return {
        "vignette": vignette.name, "title": vignette.title, "event": vignette.arms.event,
        "control": vignette.arms.control, "since": vignette.since, "pairs": len(arm.seeds),
        "persons_per_agent": arm.persons_per_agent, "full": full, "version": abm.__version__,
    }  # fmt: skip


def _row(one: Finding) -> dict[str, Any]:
    spec = one.spec
    mean, ends, runs = (
        [one.ratio(value) for value in values]
        for values in ((one.event.mean,), (one.event.low, one.event.high), one.runs)
    )
    return {
        "check": spec.said, "outcome": spec.outcome, "kind": spec.kind, "first": spec.first, "last": spec.last,
        "unit": one.unit, "source": spec.source, "put_in": spec.put_in, "recorded": one.recorded,
        **_ends("model", one.event), "runs_low": one.runs[0], "runs_high": one.runs[1],
        **_ends("counterfactual", one.control), **_ends("difference", one.difference),
        "ratio": mean[0], "ratio_low": min(ends), "ratio_high": max(ends),
        "ratio_runs_low": min(runs), "ratio_runs_high": max(runs),
        "inside": bool(one.inside), "near": bool(one.near), "verdict": one.verdict,
    }  # fmt: skip


def _ends(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}


def effects_frame(
    vignette: Vignette, arms: Mapping[str, Arm], found: Mapping[str, Outcome], *, full: bool
) -> pd.DataFrame:
    """Return a row for each outcome: means of both arms over the years since the event, and their difference."""
    import pandas as pd

    years, shared = range(vignette.since, vignette.last + 1), _shared(vignette, arms, full=full)
    rows = []
    for one in found.values():
        difference, relative = effect(vignette, one)
        levels = [float((in_years(one.runs[arm], years) / one.scale).mean()) for arm in (WITH, WITHOUT)]
        rows.append(shared | {
            "outcome": one.name, "label": one.label, "unit": one.unit, "model": levels[0],
            "counterfactual": levels[1], **_ends("difference", difference), **_ends("relative", relative),
        })  # fmt: skip
    return pd.DataFrame(rows)
