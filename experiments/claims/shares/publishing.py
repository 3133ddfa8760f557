"""The findings of a claim about shares as a frame, in the columns of all claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import abm
from experiments.claims.shares.claim import SharesClaim
from experiments.claims.shares.finding import ShareFound, Shares

if TYPE_CHECKING:
    import pandas as pd


def share_findings_frame(claim: SharesClaim, findings: Sequence[ShareFound], *, full: bool) -> pd.DataFrame:
    """Return a row for each finding and world, as `experiments.claims.publishing.findings_frame` has them.

    Treatment and control are the groups of factors whose total indices are compared; pairs are blocks of the design.

    Args:
        claim: the claim.
        findings: every finding in every world.
        full: whether it was tested at publication size.
    """
    import pandas as pd

    return pd.DataFrame([_row(claim, one, full) for one in findings])


def _row(claim: SharesClaim, one: ShareFound, full: bool) -> dict[str, Any]:
    spec, what, outcome = one.spec, one.estimates, claim.outcomes[one.spec.outcome]
    row: dict[str, Any] = {
        "claim": claim.name, "finding": one.name, "title": spec.title, "statement": spec.statement,
        "lines": spec.lines, "world": one.world, "verdict": one.verdict, "estimator": spec.estimator,
        "outcome": outcome.label, "measure": outcome.measure, "among": outcome.among,
        "treatment": " or ".join(spec.above), "control": spec.below,
        "expected_low": spec.expected.ends[0], "expected_high": spec.expected.ends[1],
        "control_mean": what.control, "treatment_mean": what.treatment,
    }  # fmt: skip
    for name, interval in (("effect", what.effect), ("ablated", what.ablated), ("taken", what.taken)):
        row |= {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}
    return row | {
        "pairs": what.effect.number, "pairs_without": what.ablated.number, "cases": what.cases, "events": what.events,
        "ablation": spec.ablation, "mechanism": claim.ablations[spec.ablation].mechanism,
        "reference": float("nan"), "reference_source": "", "full": full, "version": abm.__version__,
    }  # fmt: skip


def indices_frame(shares: Sequence[Shares]) -> pd.DataFrame:
    """Return the indices of every outcome in every world, with every mechanism and without it: `Shares.indices`."""
    import pandas as pd

    return pd.concat([each.indices for each in shares], ignore_index=True)
