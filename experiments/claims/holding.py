"""Where a claim holds and where not: between worlds, between treatments, and with and without its mechanisms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from abm.analysis.intervals import Interval
from abm.reports.document import Block, Bullets, Paragraph
from experiments.claims.claim import Claim, FindingSpec
from experiments.claims.conditions import sign_of
from experiments.claims.parts import AS_IT_IS
from experiments.claims.verdict import Found
from experiments.claims.wording import shown

WORDS = {1: "rises", -1: "falls"}


def holding(claim: Claim, findings: Sequence[Sequence[Found]]) -> tuple[Block, ...]:
    """Return in sentences in which worlds which findings are reproduced, and where an effect changes its sign.

    Args:
        claim: the claim.
        findings: each finding in every world.
    """
    turns = [*_between_worlds(findings), *_between_treatments(claim, findings), *_without(claim, findings)]
    worlds = [one.world for one in findings[0]]
    said = "An effect changes its sign where its 95 % interval lies on the one side of zero here and on the other there"
    between = "between the worlds nor between treatments" if len(worlds) > 1 else "between treatments"
    none = (
        f"{said}: no effect does, neither {between} that are measured by the same outcome, nor with its mechanism "
        "switched off."
    )
    return (
        Bullets(tuple(_where(findings, worlds))),
        Paragraph(f"{said} (odds ratios: of one). It does here:" if turns else none),
        *((Bullets(tuple(turns)),) if turns else ()),
    )


def _where(findings: Sequence[Sequence[Found]], worlds: Sequence[str]) -> Iterator[str]:
    """A sentence for each set of worlds in which findings are reproduced."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for found in findings:
        held = tuple(one.world for one in found if one.verdict == "reproduced")
        others = {one.world: one.verdict for one in found if one.world not in held}
        if len(set(others.values())) == 1:
            others = {" and ".join(others): next(iter(others.values()))}
        said = f" ({'; '.join(f'{world}: {verdict}' for world, verdict in others.items())})" if others else ""
        groups.setdefault(held, []).append(f"{found[0].spec.title}{said}")
    for held in sorted(groups, key=lambda held: (-len(held), [worlds.index(world) for world in held])):
        where = f"in the {' and the '.join(held)} world" if held else "in no world"
        alone = " alone" if held and len(held) < len(worlds) else ""
        yield f"Reproduced {where}{alone}: {'; '.join(groups[held])}."


def effect_sign(interval: Interval, estimator: str) -> int:
    """Return 1 or -1 where an effect lies wholly on one side of none (zero, or an odds ratio of one), else 0.

    A level has no sign: there is nothing that it is the change of.
    """
    if estimator == "level" or not math.isfinite(interval.mean):
        return 0
    if estimator == "odds_ratio":
        interval = Interval(interval.mean - 1, interval.low - 1, interval.high - 1, interval.number)
    return sign_of(interval)


def _sign(one: Found) -> int:
    return effect_sign(one.estimates.effect, one.spec.estimator)


def _between_worlds(findings: Sequence[Sequence[Found]]) -> Iterator[str]:
    for found in findings:
        if {1, -1} <= {_sign(one) for one in found}:
            each = ", ".join(
                f"{shown(one.estimates.effect, one.spec.estimator)} in the {one.world} world" for one in found
            )
            yield f"{found[0].spec.title}, between the worlds: {each}."


def _between_treatments(claim: Claim, findings: Sequence[Sequence[Found]]) -> Iterator[str]:
    """A sentence for each outcome that rises under one treatment of a world and falls under another."""
    outcomes: dict[str, list[Sequence[Found]]] = {}
    for found in findings:
        outcomes.setdefault(_measured(found[0].spec), []).append(found)
    for same in outcomes.values():
        for place in range(len(same[0])):
            here = [found[place] for found in same]
            if {1, -1} <= {_sign(one) for one in here}:
                each = "; ".join(_moves(claim, one) for one in here if _sign(one))
                yield f"{here[0].spec.said}, between treatments in the {here[0].world} world: {each}."


def _moves(claim: Claim, one: Found) -> str:
    effect = shown(one.estimates.effect, one.spec.estimator)
    return f"{WORDS[_sign(one)]} when {_done(claim, one.spec)}, {effect}"


def _measured(spec: FindingSpec) -> str:
    """What two findings share that are about the same thing: measure and states, whatever the months."""
    if spec.outcome is None:
        return repr(spec.regression)
    outcome = spec.outcome
    return repr((outcome.measure, outcome.per, outcome.among, outcome.statistic, outcome.threshold))


def _done(claim: Claim, spec: FindingSpec) -> str:
    done = "things are as they are" if spec.treatment == AS_IT_IS else claim.treatments[spec.treatment].label
    if spec.control == AS_IT_IS:
        return done
    return f"{done} (against: {claim.treatments[spec.control].label})"


def _without(claim: Claim, findings: Sequence[Sequence[Found]]) -> Iterator[str]:
    """A sentence for each effect that turns round without its mechanism."""
    for found in findings:
        for one in found:
            kind, what = one.spec.estimator, one.estimates
            if _sign(one) * effect_sign(what.ablated, kind) < 0:
                yield (
                    f"{one.spec.title}, without the mechanism ({claim.ablations[one.spec.ablation].mechanism}) in the "
                    f"{one.world} world: {shown(what.ablated, kind)} in place of {shown(what.effect, kind)}."
                )
