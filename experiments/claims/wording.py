"""Findings in words: numbers with their intervals, thresholds, and three sentences of meaning for each finding."""

from __future__ import annotations

import math
from collections.abc import Sequence

from abm.analysis.intervals import Interval
from abm.reports.numbers import DASH, places_for, plain, rounded
from experiments.claims.claim import Claim, FindingSpec
from experiments.claims.verdict import Found


def shown(interval: Interval, estimator: str) -> str:
    """Return an estimate and its interval: "+12.3 % (+10.1 to +14.5)", "−0.31 (−0.40 to −0.22)"."""
    scale, unit = (1.0, "") if estimator == "elasticity" else (100.0, " %")
    mean, low, high = (scale * end for end in (interval.mean, interval.low, interval.high))
    if not math.isfinite(mean):
        return DASH
    most = 2 if estimator == "elasticity" or abs(mean) < 1 else 1
    places = min(places_for((high - low) / 2), most) if high > low else most
    said = [signed(end, places, estimator != "level") for end in (mean, low, high)]
    return f"{said[0]}{unit}" if not math.isfinite(low) else f"{said[0]}{unit} ({said[1]} to {said[2]})"


def signed(value: float, places: int, signs: bool = True) -> str:
    """Return a number with a true minus and, if `signs`, a plus where it is above zero."""
    text = rounded(value, places)
    return f"+{text}" if signs and value > 0 and text.strip("0.,") else text


def end_said(value: float, estimator: str) -> str:
    """Return an end of an expected range in words."""
    if estimator == "elasticity":
        return plain(value)
    text = plain(100 * value)
    return f"{'+' if estimator == 'change' and value > 0 else ''}{text} %"


def expected_said(spec: FindingSpec) -> str:
    """Return the expected range in words."""
    low, high = (end_said(end, spec.estimator) for end in spec.expected.ends)
    if spec.expected.above is None:
        return f"below {high}"
    return f"above {low}" if spec.expected.below is None else f"{low} to {high}"


def meaning(claim: Claim, found: Sequence[Found]) -> tuple[str, str, str]:
    """Return three sentences on a finding: what happened, what that says of the claim, and what the mechanism does.

    Args:
        claim: the claim.
        found: the finding in each world.
    """
    return _happened(claim, found), _judged(found), _explained(claim, found)


def _happened(claim: Claim, found: Sequence[Found]) -> str:
    spec = found[0].spec
    outcome = _lowered(spec.outcome.said)
    each = " and ".join(f"{_effect(one)} in the {one.world} world" for one in found)
    if spec.estimator == "level":
        return f"{_raised(outcome)}: {each}."
    label = claim.treatments[spec.treatment].label
    if spec.estimator == "elasticity":
        return f"When {label}, the elasticity of {outcome} to effort is {each}."
    return f"When {label}, the change in {outcome} is {each}."


def _effect(one: Found) -> str:
    if math.isnan(one.estimates.effect.mean):
        return "not defined, for want of cases,"
    return shown(one.estimates.effect, one.spec.estimator)


def _judged(found: Sequence[Found]) -> str:
    spec = found[0].spec
    said = {
        "reproduced": "lies wholly in that range",
        "not explained by the mechanism": "lies wholly in that range",
        "not reproduced": "lies wholly outside it",
        "undecided": "spans its end, so that these runs do not decide",
    }
    groups: dict[str, list[str]] = {}
    for one in found:
        words = said[one.verdict]
        if math.isnan(one.estimates.effect.mean):
            words = "cannot be had"
        groups.setdefault(words, []).append(one.world)
    parts = [
        f"in the {' and the '.join(worlds)} world the interval {words}" for words, worlds in groups.items()
    ]
    reference = "" if spec.reference is None else f" ({spec.reference.source}: {_reference(spec)})"
    return f"Expected was {expected_said(spec)}{reference}: {'; '.join(parts)}."


def _reference(spec: FindingSpec) -> str:
    assert spec.reference is not None
    if spec.estimator == "elasticity":
        return signed(spec.reference.value, 1)
    return f"{signed(100 * spec.reference.value, 0, spec.estimator == 'change')} %"


def _explained(claim: Claim, found: Sequence[Found]) -> str:
    mechanism = claim.ablations[found[0].spec.ablation].mechanism
    parts = []
    for one in found:
        if math.isnan(one.estimates.taken.mean):
            parts.append(f"in the {one.world} world nothing can be measured")
            continue
        left = shown(one.estimates.ablated, one.spec.estimator)
        parts.append(f"in the {one.world} world {left} is left, {_share(one)}")
    return f"With the mechanism switched off ({mechanism}), {'; '.join(parts)}."


def _share(one: Found) -> str:
    """What the mechanism does, in words: the share of the effect that it accounts for, or how far it moves it."""
    taken, effect, sign = one.estimates.taken, one.estimates.effect.mean, one.spec.sign
    low, high = (taken.low, taken.high) if sign > 0 else (-taken.high, -taken.low)
    if high < 0:
        return "so that it works the other way"
    if not low > 0:
        return "a difference that these runs cannot tell from none"
    if one.spec.estimator == "level" or one.spec.without is not None or effect * sign <= 0:
        moved = shown(taken, "elasticity" if one.spec.estimator == "elasticity" else "change")
        return f"so that it moves the outcome by {moved.replace(' %', ' points')}"
    share = taken.mean / effect
    return (
        "so that it accounts for all of it"
        if share >= 1
        else f"so that it accounts for {100 * share:.0f} % of it"
    )


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
