"""The figure of a claim: the effect in each world, with the mechanism and without, beside the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from abm.results.measures import MEASURES
from experiments.claims.claim import Claim
from experiments.claims.verdict import Finding

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def effects(claim: Claim, findings: Sequence[Finding]) -> Figure:
    """Draw points with 95 % intervals, in per cent of the control."""
    from abm.viz.appearance import BLUE, INK, SOFT, VERMILION, panel, sheet, styled

    label = MEASURES[claim.outcome.measure].label
    source = (
        f"Mean and 95 % interval over {findings[0].effect.number} pairs of runs with the same seeds. Without: "
        f"{claim.mechanism}, switched off.\nDashed: the threshold that was set before the run."
    )
    with styled():
        height = 2.9 + 0.75 * len(findings)
        figure = sheet(f"{label}: what the treatment changes", "Per cent of the control", source, height)
        axes = panel(figure, 1.6, 9.4, head=1.15, foot=1.15)
        for place, finding in enumerate(findings):
            for name, interval, colour, shift in (
                ("with the mechanism", finding.effect, BLUE, 0.13),
                ("without it", finding.ablated, VERMILION, -0.13),
            ):
                ends = [[interval.mean - interval.low], [interval.high - interval.mean]]
                axes.errorbar(
                    100 * interval.mean, place + shift, xerr=[[100 * end for end in side] for side in ends],
                    fmt="o" if colour == BLUE else "D", color=colour, markersize=6, capsize=3,
                    label=name if place == 0 else None,
                )  # fmt: skip
        limit = 100 * claim.threshold * (1 if claim.expected == "more" else -1)
        axes.axvline(limit, color=INK, linestyle="--", linewidth=1)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        axes.set_yticks(range(len(findings)), [f"{finding.world} world" for finding in findings])
        axes.set_ylim(-0.6, len(findings) - 0.4)
        axes.set_xlabel("change in %")
        axes.grid(True, axis="x")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False)
    return figure
