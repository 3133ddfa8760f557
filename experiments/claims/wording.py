"""Findings in words: numbers with their intervals, thresholds, and three sentences of meaning for each finding."""

from __future__ import annotations

import math
from collections.abc import Sequence

from abm.analysis.intervals import Interval
from abm.reports.numbers import DASH, places_for, plain, rounded
from experiments.claims.claim import Claim, FindingSpec
from experiments.claims.parts import AS_IT_IS
from experiments.claims.regressing import raised
from experiments.claims.verdict import Found

AS_THEY_ARE = ("elasticity", "optimum")
"""Estimators whose values are neither shares nor ratios."""

NAMES = ("Theil",)
"""Names of people, which keep their capital."""


def shown(interval: Interval, estimator: str) -> str:
    """Return an estimate and its interval: "+12.3 % (+10.1 to +14.5)", "−0.31 (−0.40 to −0.22)", "2.1 (1.4 to 3.1)"."""
    if estimator == "odds_ratio":
        return _ratio(interval)
    scale, unit = (1.0, "") if estimator in AS_THEY_ARE else (100.0, " %")
    unit = " points" if estimator in ("difference", "shares") else unit
    mean, low, high = (scale * end for end in (interval.mean, interval.low, interval.high))
    if not math.isfinite(mean):
        return DASH
    most = 2 if estimator == "elasticity" or abs(mean) < 1 else 1
    places = min(places_for((high - low) / 2), most) if high > low else most
    said = [signed(end, places, estimator not in ("level", "optimum")) for end in (mean, low, high)]
    return f"{said[0]}{unit}" if not math.isfinite(low) else f"{said[0]}{unit} ({said[1]} to {said[2]})"


def _ratio(interval: Interval) -> str:
    """An odds ratio with as many digits as its nearer end gives."""
    if not math.isfinite(interval.mean):
        return DASH
    places = min(max(places_for((interval.mean - interval.low) / 2), 0), 3)
    mean, low, high = (rounded(end, places) for end in (interval.mean, interval.low, interval.high))
    return f"{mean} ({low} to {high})"


def moved(one: Found) -> str:
    """Return what the mechanism takes away: points, a difference of elasticities, or the ratio of two odds ratios."""
    kind, taken = one.spec.estimator, one.estimates.taken
    if kind == "odds_ratio":
        return shown(raised(taken), kind)
    return shown(taken, "elasticity" if kind in AS_THEY_ARE else "difference")


def signed(value: float, places: int, signs: bool = True) -> str:
    """Return a number with a true minus and, if `signs`, a plus where it is above zero."""
    text = rounded(value, places)
    return f"+{text}" if signs and value > 0 and text.strip("0.,") else text


def end_said(value: float, estimator: str) -> str:
    """Return an end of an expected range in words."""
    if estimator in (*AS_THEY_ARE, "odds_ratio"):
        return plain(value)
    text = plain(100 * value)
    unit = "points" if estimator in ("difference", "shares") else "%"
    return f"{'+' if estimator in ('change', 'difference', 'shares') and value > 0 else ''}{text} {unit}"


def expected_said(spec: FindingSpec) -> str:
    """Return the expected range of a finding in words."""
    return range_said(spec.expected.ends, spec.estimator)


def range_said(ends: tuple[float, float], estimator: str) -> str:
    """Return a range in words, in the unit in which its estimator is read: "above +10 %", "0.3 to 0.5"."""
    return _between(ends, (end_said(ends[0], estimator), end_said(ends[1], estimator)))


def plain_range_said(ends: tuple[float, float]) -> str:
    """Return a range in words, as its numbers are written: "above 0.1"."""
    return _between(ends, (plain(ends[0]), plain(ends[1])))


def _between(ends: tuple[float, float], said: tuple[str, str]) -> str:
    if math.isinf(ends[0]):
        return f"below {said[1]}"
    return f"above {said[0]}" if math.isinf(ends[1]) else f"{said[0]} to {said[1]}"


def meaning(claim: Claim, found: Sequence[Found]) -> tuple[str, str, str]:
    """Return three sentences on a finding: what happened, what that says of the claim, and what the mechanism does.

    Args:
        claim: the claim.
        found: the finding in each world.
    """
    return _happened(claim, found), _judged(found), _explained(claim, found)


def _happened(claim: Claim, found: Sequence[Found]) -> str:
    spec = found[0].spec
    outcome = _lowered(spec.said)
    each = " and ".join(f"{_effect(one)} in the {one.world} world" for one in found)
    if spec.estimator == "level":
        return f"{_raised(outcome)}: {each}."
    if spec.estimator == "odds_ratio":
        return _ratio_said(claim, spec, each)
    if spec.estimator == "optimum":
        strengths = ", ".join(plain(strength) for strength in spec.sweep.values())
        return f"Of the strengths {strengths}, {outcome} is highest at {each}."
    done = _raised(_condition(claim, spec.treatment))
    if spec.control != AS_IT_IS:
        done += f", against a control in which {claim.treatments[spec.control].label},"
    else:
        done += ","
    if spec.estimator == "elasticity":
        return f"{done} the elasticity of {outcome} to effort is {each}."
    return f"{done} the change in {outcome} is {each}."


def _ratio_said(claim: Claim, spec: FindingSpec, each: str) -> str:
    assert spec.regression is not None
    if spec.regression.placebo:
        return f"{_raised(spec.said)}, over the odds ratio of the placebo: {each}."
    if spec.treatment != spec.control:
        with_, against = (_condition(claim, name) for name in (spec.treatment, spec.control))
        return f"{_raised(spec.said)}: {with_} the odds ratio over that {against} is {each}."
    if spec.treatment == AS_IT_IS:
        return f"{_raised(spec.said)}: the odds ratio is {each}."
    return f"{_raised(spec.said)}: {_condition(claim, spec.treatment)} the odds ratio is {each}."


def _condition(claim: Claim, name: str) -> str:
    return "as things are" if name == AS_IT_IS else f"when {claim.treatments[name].label}"


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
    if spec.estimator == "odds_ratio":
        return plain(spec.reference.value)
    if spec.estimator in AS_THEY_ARE:
        return signed(spec.reference.value, 1)
    unit = "points" if spec.estimator == "difference" else "%"
    return f"{signed(100 * spec.reference.value, 0, spec.estimator in ('change', 'difference'))} {unit}"


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
    if one.spec.estimator == "odds_ratio":
        return f"so that it multiplies the odds ratio by {moved(one)}"
    if one.spec.estimator == "level" or one.spec.without is not None or effect * sign <= 0:
        return f"so that it moves the outcome by {moved(one)}"
    share = taken.mean / effect
    return (
        "so that it accounts for all of it"
        if share >= 1
        else f"so that it accounts for {100 * share:.0f} % of it"
    )


def _lowered(text: str) -> str:
    return text if text.startswith(NAMES) else text[:1].lower() + text[1:]


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
