"""Findings about shares in words: what is compared, and three sentences of meaning for each finding."""

from __future__ import annotations

import math
from collections.abc import Sequence

from abm.analysis.intervals import Interval
from abm.reports.numbers import DASH, rounded
from experiments.claims.shares.claim import ShareFinding, SharesClaim
from experiments.claims.shares.finding import ShareFound, Shares
from experiments.claims.wording import range_said, shown


def share_shown(interval: Interval) -> str:
    """Return a share of variance with its interval in %: "41 (28 to 54)"."""
    if not math.isfinite(interval.mean):
        return DASH
    mean, low, high = (rounded(100 * end, 0) for end in (interval.mean, interval.low, interval.high))
    return f"{mean} ({low} to {high})"


def compared(claim: SharesClaim, spec: ShareFinding) -> str:
    """Return in words which total indices are compared."""
    above = " or ".join(claim.factors[word].label.lower() for word in spec.above)
    return f"{above} less {claim.factors[spec.below].label.lower()}"


def share_meaning(claim: SharesClaim, shares: Sequence[Shares], found: Sequence[ShareFound]) -> str:
    """Return three sentences on a finding: what the indices are, what that says, and what the mechanism does.

    Args:
        claim: the claim.
        shares: the runs of each world.
        found: the finding in each world.
    """
    return " ".join((_happened(claim, shares, found), _judged(found), _explained(claim, found)))


def _happened(claim: SharesClaim, shares: Sequence[Shares], found: Sequence[ShareFound]) -> str:
    spec = found[0].spec
    label = claim.outcomes[spec.outcome].label.lower()
    worlds = []
    for each, one in zip(shares, found, strict=True):
        parts = [
            f"{claim.factors[word].label.lower()} {rounded(100 * each.share(spec.outcome, word).mean, 0)} %"
            for word in (*spec.above, spec.below)
        ]
        worlds.append(f"in the {one.world} world {', '.join(parts)}")
    return f"Of the variance of {label} the total indices are {'; '.join(worlds)}."


def _judged(found: Sequence[ShareFound]) -> str:
    said = {
        "reproduced": "lies wholly in that range",
        "not explained by the mechanism": "lies wholly in that range",
        "not reproduced": "lies wholly outside it",
        "undecided": "spans its end, so that these runs do not decide",
    }
    parts = [
        f"in the {one.world} world it is {shown(one.estimates.effect, 'shares')}, and the interval {said[one.verdict]}"
        if math.isfinite(one.estimates.effect.mean)
        else f"in the {one.world} world it cannot be had"
        for one in found
    ]
    return f"The difference was expected {range_said(found[0].spec.expected.ends, 'shares')}: {'; '.join(parts)}."


def _explained(claim: SharesClaim, found: Sequence[ShareFound]) -> str:
    spec = found[0].spec
    parts = []
    for one in found:
        taken = one.estimates.taken
        if not math.isfinite(taken.mean):
            parts.append(f"in the {one.world} world nothing can be measured")
            continue
        low, high = (taken.low, taken.high) if spec.sign > 0 else (-taken.high, -taken.low)
        told = (
            "so that the mechanism works the other way"
            if high < 0
            else f"so that the mechanism is worth {shown(taken, 'shares')}"
            if low > 0
            else "a difference that these runs cannot tell from none"
        )
        parts.append(f"in the {one.world} world {shown(one.estimates.ablated, 'shares')} is left, {told}")
    return (
        f"With the mechanism switched off ({claim.ablations[spec.ablation].mechanism}), {'; '.join(parts)}."
    )
