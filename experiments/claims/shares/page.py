"""The page of a claim about shares: verdicts, indices by group of factors, findings, and how it was tested."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import abm
from abm.reports.document import (
    Block,
    Bullets,
    Document,
    Drawing,
    Heading,
    Paragraph,
    Section,
    Source,
    Sources,
    Table,
)
from abm.reports.numbers import plain
from experiments.claims.judging import CLAIM_RULES, RULES, outcome_said
from experiments.claims.shares.claim import CHANCE, SharesClaim
from experiments.claims.shares.finding import ShareFound, Shares
from experiments.claims.shares.trial import SharesTrial, unit_of
from experiments.claims.shares.wording import compared, share_meaning, share_shown
from experiments.claims.wording import range_said, shown

SOURCES = Sources(
    (
        Source(
            "Saltelli et al. (2010), Variance based sensitivity analysis of model output",
            "https://doi.org/10.1016/j.cpc.2009.09.018",
        ),
        Source(
            "Jacques et al. (2006), Sensitivity analysis in presence of model uncertainty and correlated inputs",
            "https://doi.org/10.1016/j.ress.2005.11.047",
        ),
    )
)
"""Estimators of the indices, and indices of groups of factors."""


def shares_page(shares: Sequence[Shares], findings: Sequence[Sequence[ShareFound]]) -> Document:
    """Return the page of a claim about shares.

    Args:
        shares: the runs of each world.
        findings: each finding in every world.
    """
    claim = shares[0].trial.claim
    sections = (
        Section("Verdicts", "verdicts", _verdicts(claim, findings)),
        Section("What decides", "shares", _shares(claim, shares)),
        Section("With the mechanism and without it", "effects", _effects(shares, findings)),
        Section("Findings one by one", "findings", _one_by_one(claim, shares, findings)),
        Section("Where it holds and where not", "limits", _limits(claim, shares, findings)),
        Section("How it was tested", "method", _method([each.trial for each in shares])),
    )
    return Document(
        f"{claim.name}: {claim.title}",
        "A claim of the text, held against the model",
        sections,
        kind="Test of a claim",
    )


def _verdicts(claim: SharesClaim, findings: Sequence[Sequence[ShareFound]]) -> tuple[Block, ...]:
    worlds = [one.world for one in findings[0]]
    heads = [word for world in worlds for word in (f"effect, {world}", f"verdict, {world}")]
    rows = tuple(
        (found[0].spec.title, compared(claim, found[0].spec),
         range_said(found[0].spec.expected.ends, found[0].spec.estimator),
         *(text for one in found for text in (shown(one.estimates.effect, "shares"), one.verdict)))
        for found in findings
    )  # fmt: skip
    return (
        Paragraph(claim.statement, "lead"),
        Paragraph(f"{claim.source}. {outcome_said(findings)}"),
        Table(
            "Differences of total indices with 95 % intervals, and verdicts as they fell",
            ("Finding", "difference", "expected", *heads), rows,
            frozenset(3 + 2 * place for place in range(len(worlds))),
        ),
        Paragraph(
            "Points are hundredths of the variance of an outcome. Of several groups the larger index counts: together "
            "they explain at least as much, while a sum would count twice what they do together, and what each does "
            "together with chance. Ranges of factors and thresholds were set before the first run.", "note",
        ),
    )  # fmt: skip


def _shares(claim: SharesClaim, shares: Sequence[Shares]) -> tuple[Block, ...]:
    from experiments.claims.shares.figure import totals

    without = next(iter(claim.ablations))
    blocks: list[Block] = [
        Drawing(
            "shares", "Total indices by group of factors, with 95 % intervals, and without the mechanism",
            partial(totals, shares, list(claim.outcomes), without),
        )
    ]  # fmt: skip
    heads = ("Outcome", "mean", "deviation", *(group.label for group in claim.factors.values()))
    for each in shares:
        rows = tuple(
            row
            for name, spec in claim.outcomes.items()
            for row in _rows(each, name, f"{spec.label}, {unit_of(spec)}")
        )
        caption = f"Total indices, and below them first-order ones, in % with 95 % intervals, {each.trial.world} world"
        blocks.append(Table(caption, heads, rows, frozenset(range(1, len(heads)))))
    return tuple(blocks)


def _rows(shares: Shares, outcome: str, label: str) -> list[tuple[str, ...]]:
    rows = shares.indices
    first = rows[(rows["outcome"] == outcome) & (rows["without"] == "")].iloc[0]
    groups = shares.trial.claim.factors
    total, alone = (
        [share_shown(shares.share(outcome, group, index=index)) for group in groups]
        for index in ("total", "first")
    )
    return [
        (label, plain(first["mean"], 3), plain(first["deviation"], 3), *total),
        ("alone", "", "", *alone),
    ]


def _effects(shares: Sequence[Shares], findings: Sequence[Sequence[ShareFound]]) -> tuple[Block, ...]:
    from experiments.claims.figure import effects

    trial = shares[0].trial
    source = (
        f"95 % intervals by bootstrap of {trial.samples:,} blocks, without the mechanism of the first "
        f"{trial.ablated_samples:,} of them."
    )
    says = "Differences of total indices with the mechanism and without it, beside the expected range"
    return (Drawing("effects", says, partial(effects, findings, source=source)),)


def _one_by_one(
    claim: SharesClaim, shares: Sequence[Shares], findings: Sequence[Sequence[ShareFound]]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for found in findings:
        spec = found[0].spec
        rows = tuple(
            (one.world, one.verdict, *(shown(what, "shares") for what in
             (one.estimates.effect, one.estimates.ablated, one.estimates.taken)),
             f"{one.estimates.effect.number} and {one.estimates.ablated.number}")
            for one in found
        )  # fmt: skip
        blocks += [
            Heading(spec.title),
            Paragraph(f"{spec.statement} Lines {spec.lines} of the text.", "note"),
            Paragraph(share_meaning(claim, shares, found).replace(" %", "\N{NO-BREAK SPACE}%")),
            Table(
                f"{claim.outcomes[spec.outcome].label}: {compared(claim, spec)}",
                ("World", "verdict", "difference", "without the mechanism", "taken away", "blocks"),
                rows, frozenset({2, 3, 4, 5}),
            ),
            Paragraph(f"Threshold: {range_said(spec.expected.ends, spec.estimator)}; {spec.reason}.", "note"),
        ]  # fmt: skip
    return tuple(blocks)


def _limits(
    claim: SharesClaim, shares: Sequence[Shares], findings: Sequence[Sequence[ShareFound]]
) -> tuple[Block, ...]:
    order = ("reproduced", "not explained by the mechanism", "not reproduced", "undecided")
    items = []
    for place, each in enumerate(shares):
        for verdict in order:
            titles = [found[place].spec.title for found in findings if found[place].verdict == verdict]
            if titles:
                items.append(f"{each.trial.world} world, {verdict}: {'; '.join(titles)}.")
        chance = [
            f"{spec.label.lower()} {share_shown(each.share(name, CHANCE))} %"
            for name, spec in claim.outcomes.items()
        ]
        items.append(f"{each.trial.world} world, what chance leaves open: {', '.join(chance)}.")
        adds = each.indices
        rows = adds[(adds["without"] == "") & (adds["index"] == "total")].drop_duplicates("outcome")
        positive = rows.set_index("outcome")["positive"]
        items += [
            f"{each.trial.world} world: {spec.label.lower()} is above zero in {100 * positive[name]:.0f} % of points."
            for name, spec in claim.outcomes.items()
            if spec.measure == "security_by_migration" and spec.statistic == "whole"
        ]
    return Bullets(tuple(items)), Paragraph(claim.limits)


def _method(trials: Sequence[SharesTrial]) -> tuple[Block, ...]:
    claim = trials[0].claim
    worlds = Table(
        "Where it was tested",
        ("World", "period", "persons per agent", "blocks", "points", "arms", "runs"),
        tuple(_world_row(trial) for trial in trials), frozenset(range(2, 7)),
    )  # fmt: skip
    off = tuple(f"{spec.mechanism.strip()} (`{name}`)" for name, spec in claim.ablations.items())
    command = f"make claim-{claim.name}" + (" FULL=1" if trials[0].full else "")
    return (
        worlds,
        Paragraph(
            f"A block has a point for each of {len(claim.factors)} groups and two more: a point, the same with the "
            "factors of one group drawn anew, and one with all of them drawn anew. Chance is a group too: its factor "
            "is the seed, which the points of other groups share with the first. Its total index is the share of the "
            "variance that is left when all else is given. Indices are SALib's, and so are the resamples of blocks. "
            "Of blocks, points and numbers of two, the second is without the mechanism."
        ),
        Heading("Ranges"),
        Paragraph(claim.design.rule),
        _factors(trials[0]),
        Heading("Groups of states"),
        Bullets(tuple(f"`{name}`: {spec.label}" for name, spec in claim.groups.items())),
        Heading("Verdict on a finding"),
        Bullets(tuple(rule.replace("*", "") for rule in RULES)),
        Heading("What follows for the claim"),
        Bullets(tuple(rule.replace("*", "") for rule in CLAIM_RULES)),
        Heading("Mechanisms that were switched off, one at a time"),
        Bullets(off),
        Heading("Again"),
        Paragraph(
            f"`{command}` computes what is missing and writes this page; `FULL=1` is the publication size, `FRESH=1` "
            f"computes everything again. What is asked: `experiments/claims/{claim.name}.yaml`; estimators: "
            "`abm/analysis/sensitivity.py`, `experiments/claims/shares/finding.py`; tables: `findings.parquet` and "
            "`indices.parquet` beside this page, with what the test was made of in `record.json`. "
            f"Version {abm.__version__}."
        ),
        SOURCES,
    )  # fmt: skip


def _world_row(trial: SharesTrial) -> tuple[str, ...]:
    scenario = trial.study.arms[0].scenario
    return (
        trial.world, f"{scenario.start} to {scenario.end}", f"{scenario.persons_per_agent:,}",
        f"{trial.samples:,} and {trial.ablated_samples:,}",
        " and ".join(f"{len(study.points):,}" for study in trial.studies),
        str(sum(len(study.arms) for study in trial.studies)), f"{sum(map(len, trial.studies)):,}",
    )  # fmt: skip


def _factors(trial: SharesTrial) -> Table:
    rows = []
    for factor in trial.study.factors:
        group, spec = (
            trial.claim.factors[factor.group],
            trial.claim.factors[factor.group].factors[factor.name],
        )
        keys = ", ".join(f"`{word}`" for word in (*spec.key, *spec.scale))
        spread = "by logarithms" if factor.spacing == "log" else "evenly"
        rows.append(
            (
                group.label,
                factor.label,
                keys,
                f"{plain(factor.low)} to {plain(factor.high)}",
                factor.unit,
                spread,
            )
        )
    caption = "Factors by group: " + "; ".join(
        f"{group.label.lower()}, {group.meaning}" for group in trial.claim.factors.values()
    )
    return Table(
        caption, ("Group", "factor", "key or lever", "range", "unit", "spread"), tuple(rows), frozenset({3})
    )
