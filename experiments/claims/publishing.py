"""The files of a claim: its page as Markdown and offline HTML, and its findings as Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from abm.results.files import write_whole, writing
from experiments.claims.claim import Claim, FindingSpec
from experiments.claims.conditions import Conditions
from experiments.claims.verdict import Found

if TYPE_CHECKING:
    import pandas as pd


def findings_frame(claim: Claim, findings: Sequence[Found], *, full: bool) -> pd.DataFrame:
    """Return a row for each finding and world.

    Args:
        claim: the claim.
        findings: every finding in every world.
        full: whether it was tested at publication size.
    """
    import pandas as pd

    return pd.DataFrame([_row(claim, one, full) for one in findings])


def _row(claim: Claim, one: Found, full: bool) -> dict[str, Any]:
    import abm

    spec, what = one.spec, one.estimates
    row: dict[str, Any] = {
        "claim": claim.name, "finding": one.name, "title": spec.title, "statement": spec.statement,
        "lines": spec.lines, "world": one.world, "verdict": one.verdict, "estimator": spec.estimator,
        "outcome": spec.said, "measure": "" if spec.outcome is None else spec.outcome.measure,
        "among": _among(spec),
        "treatment": spec.treatment, "control": spec.control, "expected_low": spec.expected.ends[0],
        "expected_high": spec.expected.ends[1], "control_mean": what.control, "treatment_mean": what.treatment,
    }  # fmt: skip
    for name, interval in (("effect", what.effect), ("ablated", what.ablated), ("taken", what.taken)):
        row |= {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}
    reference = spec.reference
    return row | {
        "pairs": what.effect.number, "pairs_without": what.ablated.number, "cases": what.cases, "events": what.events,
        "ablation": spec.ablation, "mechanism": claim.ablations[spec.ablation].mechanism,
        "reference": float("nan") if reference is None else reference.value,
        "reference_source": "" if reference is None else reference.source, "full": full, "version": abm.__version__,
    }  # fmt: skip


def _among(spec: FindingSpec) -> str:
    if spec.regression is not None:
        return spec.regression.among
    return "" if spec.outcome is None else spec.outcome.among


def conditions_frame(claim: Claim, tables: Sequence[Conditions]) -> pd.DataFrame:
    """Return a row for each cell of the tables of conditions: the change against the first row and column."""
    import pandas as pd

    return pd.DataFrame([
        {
            "claim": claim.name, "conditions": table.name, "world": table.world, "row": row, "column": column,
            "change": cell.mean, "low": cell.low, "high": cell.high, "pairs": cell.number,
        }
        for table in tables for (row, column), cell in table.cells.items()
    ])  # fmt: skip


def write_frame(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame as Parquet, whole or not at all.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, frame.to_parquet(index=False))
    return path
