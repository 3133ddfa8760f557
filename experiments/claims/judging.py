"""What the verdicts of its findings say of a claim, and how far an effect lies from its threshold: one rule for all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

Judgement = Literal[
    "stands", "stands in part", "falls", "not explained by the mechanism", "undecided", "not run"
]
JUDGEMENTS: tuple[Judgement, ...] = (
    "stands", "stands in part", "falls", "not explained by the mechanism", "undecided", "not run",
)  # fmt: skip
"""What may be said of a claim, in the order in which it is counted."""

NOT_RUN = "not run"
VERDICTS = ("reproduced", "not reproduced", "undecided", "not explained by the mechanism")
"""What may be said of a finding in a world, in the order in which it is counted; beside these there is `NOT_RUN`."""

LETTERS: Mapping[str, str] = {
    "reproduced": "R", "not reproduced": "N", "undecided": "U", "not explained by the mechanism": "X",
    NOT_RUN: "\N{EN DASH}",
}  # fmt: skip
"""The letter of a verdict in figures and in the history."""

RULES = (
    "*reproduced*: the whole 95 % interval lies in the expected range, and what the ablation takes away lies on the "
    "side that the mechanism is said to move it to.",
    "*not explained by the mechanism*: the interval lies in the range, but the effect survives its own ablation.",
    "*not reproduced*: the whole interval lies outside the range.",
    "*undecided*: the interval spans an end of the range, or there are too few cases.",
)
"""What follows for a finding in a world, by `experiments.claims.verdict.judged`."""

CLAIM_RULES = (
    "*undecided*: at least half of its verdicts, one for each finding and world, are undecided; otherwise the rest "
    "decides:",
    "*stands*: all of the rest is reproduced;",
    "*stands in part*: more than half of it is;",
    "*falls*: at most half of it is, and at least as much is not reproduced as is not explained by the mechanism;",
    "*not explained by the mechanism*: at most half of it is, and more is not explained than is not reproduced.",
)


def said_of(verdict: Judgement) -> str:
    """Return what is said of a claim as the end of a sentence: "stands", "is undecided"."""
    return verdict if verdict in ("stands", "stands in part", "falls") else f"is {verdict}"


def counted(verdicts: Iterable[str]) -> dict[str, int]:
    """Return how many verdicts there are of each sort, in the order of `VERDICTS`, those that were not run last."""
    every = list(verdicts)
    return {verdict: every.count(verdict) for verdict in (*VERDICTS, NOT_RUN)}


def counts_said(verdicts: Iterable[str]) -> str:
    """Return the counts that are not zero in words: "3 reproduced, 1 undecided"."""
    return ", ".join(f"{number} {verdict}" for verdict, number in counted(verdicts).items() if number)


class Outcome(Protocol):
    """What a finding came to in a world."""

    @property
    def world(self) -> str:
        """Name of the world."""

    @property
    def verdict(self) -> str:
        """What follows."""


def outcome_said(findings: Sequence[Sequence[Outcome]]) -> str:
    """Return in two sentences what became of the findings of a claim, and of the claim.

    Args:
        findings: each finding in every world.
    """
    counts = "; ".join(
        f"in the {one.world} world {counts_said(found[place].verdict for found in findings)}"
        for place, one in enumerate(findings[0])
    )
    verdict = judgement(one.verdict for found in findings for one in found)
    return f"Of {len(findings)} findings, {counts}. By the rule of the board, the claim {said_of(verdict)}."


def judgement(verdicts: Iterable[str]) -> Judgement:
    """Return what the verdicts of a claim's findings, one for each finding and world, say of it: see `CLAIM_RULES`.

    Args:
        verdicts: what was not run has no say; if nothing was, the claim is not run.
    """
    counts = counted(verdicts)
    reproduced, failed, open_, unexplained = (counts[verdict] for verdict in VERDICTS)
    decided = reproduced + failed + unexplained
    if decided + open_ == 0:
        return "not run"
    if open_ >= decided:
        return "undecided"
    if reproduced == decided:
        return "stands"
    if 2 * reproduced > decided:
        return "stands in part"
    return "falls" if failed >= unexplained else "not explained by the mechanism"


def margin(
    effect: tuple[float, float, float], expected: tuple[float, float], *, ratio: bool = False
) -> float:
    """Return how far an effect lies inside its expected range, in halves of its interval; negative outside.

    Above 1 the whole interval lies in the range, below -1 the whole interval lies outside, and between it spans an end.

    Args:
        effect: mean, lower and upper end of the interval.
        expected: ends of the range, infinite where nothing is said.
        ratio: whether the effect is an odds ratio, which is laid on a scale of logarithms.

    Returns:
        The distance to the nearer end of the range; not a number if the effect has no interval.
    """
    if not all(map(math.isfinite, effect)):
        return math.nan
    if ratio:
        if min(effect) <= 0:
            return math.nan
        effect = (math.log(effect[0]), math.log(effect[1]), math.log(effect[2]))
        expected = (_log(expected[0]), _log(expected[1]))
    mean, low, high = effect
    to_low = _halves(mean - expected[0], mean - low, high - mean)
    to_high = _halves(expected[1] - mean, high - mean, mean - low)
    return min(to_low, to_high)


def _log(end: float) -> float:
    return math.log(end) if end > 0 else -math.inf


def _halves(inside: float, half: float, other: float) -> float:
    """A distance in halves of an interval: of the half that faces the end of the range."""
    facing = half if inside > 0 else other
    if facing > 0:
        return inside / facing
    return math.inf if inside > 0 else -math.inf  # the ends of a range are outside it
