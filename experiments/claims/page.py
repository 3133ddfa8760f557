"""The page of a claim: verdict, effect with and without the mechanism, and the figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from abm.analysis.intervals import Interval
from abm.reports.document import Document, Drawing, Paragraph, Section, Table
from abm.results.measures import MEASURES
from experiments.claims.claim import Claim
from experiments.claims.verdict import Finding

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def page(claim: Claim, findings: Sequence[Finding]) -> Document:
    """Return the page of a claim."""
    label = MEASURES[claim.outcome.measure].label
    verdicts = ", ".join(f"{finding.verdict} in the {finding.world} world" for finding in findings)
    rows = tuple(
        (
            finding.world, finding.verdict,
            *(shown(each) for each in (finding.effect, finding.ablated, finding.shrunk)),
            str(finding.effect.number),
        )
        for finding in findings
    )  # fmt: skip
    columns = ("World", "verdict", "effect", "effect without it", "what it explains", "pairs of runs")
    expected = f"{claim.expected} by over {claim.threshold:.0%} of the control"
    blocks = (
        Paragraph(claim.statement, "lead"),
        Paragraph(
            f"{claim.source}. Measured on: {label.lower()}. Expected: {expected}. Verdict: {verdicts}."
        ),
        Paragraph(f"Mechanism said to cause it, and switched off in the ablation: {claim.mechanism}."),
        Table(
            "Change by the treatment, in % of the control (95 % interval)",
            columns,
            rows,
            frozenset({2, 3, 4, 5}),
        ),
        Drawing(
            "effect",
            f"{label}: change by the treatment, with and without the mechanism",
            _drawing(claim, findings),
        ),
    )
    return Document(claim.name.replace("-", " ").capitalize(), "A claim of the text, held against the model",
                    (Section("Finding", "finding", blocks),))  # fmt: skip


def shown(interval: Interval) -> str:
    """Return an interval of relative changes in words."""
    return f"{100 * interval.mean:+.1f} ({100 * interval.low:+.1f} to {100 * interval.high:+.1f})"


def _drawing(claim: Claim, findings: Sequence[Finding]) -> Callable[[float], Figure]:
    def draw(width: float) -> Figure:
        from experiments.claims.figure import effects

        return effects(claim, findings)

    return draw
