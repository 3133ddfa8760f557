"""The page of a claim: verdicts in one table, figures, three sentences for each finding, and how to run it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import abm
from abm.reports.document import Block, Bullets, Document, Drawing, Heading, Paragraph, Section, Table
from experiments.claims.arms import Trial
from experiments.claims.claim import Claim, FindingSpec
from experiments.claims.conditions import Conditions, condition_said
from experiments.claims.holding import holding
from experiments.claims.judging import CLAIM_RULES, RULES, outcome_said
from experiments.claims.outcomes import described
from experiments.claims.regressing import described_regression
from experiments.claims.variables import VARIABLES
from experiments.claims.verdict import Found
from experiments.claims.wording import expected_said, meaning, moved, shown

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEADS = {
    False: ("effect", "without the mechanism", "difference", "pairs, with and without it"),
    True: ("odds ratio", "without the mechanism", "ratio of the two", "events of cases"),
}
"""The columns of a finding's numbers: without a regression, and with one."""


def page(
    trials: Sequence[Trial], findings: Sequence[Sequence[Found]], tables: Sequence[Conditions]
) -> Document:
    """Return the page of a claim.

    Args:
        trials: the claim in each world.
        findings: each finding in every world.
        tables: its tables of conditions.
    """
    claim = trials[0].claim
    sections = [
        Section("What the text says, and what came out", "verdicts", _verdicts(claim, findings)),
        Section("Effects", "effects", (_effects(findings),)),
        Section("Findings one by one", "findings", _one_by_one(claim, findings)),
        Section(
            "Where it holds, and where not",
            "conditions",
            (
                *holding(claim, findings),
                *(block for table in tables for block in _conditions(table)),
            ),
        ),
        Section("What was run, and how to run it again", "method", _method(trials, findings)),
    ]
    return Document(
        f"{claim.name}: {claim.title}", "A claim of the text, held against the model", tuple(sections),
        kind="Test of a claim",
    )  # fmt: skip


def _verdicts(claim: Claim, findings: Sequence[Sequence[Found]]) -> tuple[Block, ...]:
    worlds = [one.world for one in findings[0]]
    columns = [
        "Finding",
        "expected",
        *(word for world in worlds for word in (f"effect, {world}", f"verdict, {world}")),
    ]
    rows = tuple(
        (
            found[0].spec.title,
            expected_said(found[0].spec).replace(" %", "\N{NO-BREAK SPACE}%"),
            *(
                text
                for one in found
                for text in (shown(one.estimates.effect, one.spec.estimator), one.verdict)
            ),
        )
        for found in findings
    )
    numeric = frozenset(2 + 2 * place for place in range(len(worlds)))
    return (
        Paragraph(claim.statement, "lead"),
        Paragraph(f"{claim.source}. {outcome_said(findings)}"),
        Table("Effects with 95 % intervals, and verdicts as they fell", tuple(columns), rows, numeric),
        Paragraph(
            "Changes are in % of the control, differences in points of 1 in 100; elasticities are the logarithm of the "
            "ratio of outcomes over that of efforts; levels are as they are; "
            "odds ratios are those of logits over the states and years of all runs of "
            "an arm. Ranges were set before the first run.",
            "note",
        ),
    )


def _effects(findings: Sequence[Sequence[Found]]) -> Drawing:
    from experiments.claims.figure import effects

    return Drawing("effects", "Effects with the mechanism and without it, beside the expected range",
                   partial(effects, findings))  # fmt: skip


def _one_by_one(claim: Claim, findings: Sequence[Sequence[Found]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for found in findings:
        spec = found[0].spec
        rows = tuple(_row(one) for one in found)
        blocks += [
            Heading(spec.title),
            Paragraph(f"{spec.statement} Lines {spec.lines} of the text.", "note"),
            Paragraph(" ".join(meaning(claim, found)).replace(" %", "\N{NO-BREAK SPACE}%")),
            Table(
                _measured(claim, spec), ("World", "verdict", *HEADS[spec.regression is not None]),
                rows, frozenset({2, 3, 4, 5}),
            ),
            Paragraph(f"Threshold: {expected_said(spec)}; {spec.reason}.", "note"),
        ]  # fmt: skip
    return tuple(blocks)


def _row(one: Found) -> tuple[str, ...]:
    kind, what = one.spec.estimator, one.estimates
    number = f"{what.effect.number} and {what.ablated.number}"
    if one.spec.regression:
        number = f"{what.events:,} of {what.cases:,}"
    return (one.world, one.verdict, shown(what.effect, kind), shown(what.ablated, kind), moved(one), number)


def _measured(claim: Claim, spec: FindingSpec) -> str:
    if spec.outcome is not None:
        return f"Measured on: {described(spec.outcome, claim.groups)}"
    return described_regression(spec, {name: variable.label for name, variable in VARIABLES.items()})


def _conditions(table: Conditions) -> tuple[Block, ...]:
    from experiments.claims.figure import signs

    draw: Callable[[float], Figure] = partial(signs, table)
    return (
        Heading(f"{table.spec.title}, {table.world} world"),
        Paragraph(table.spec.statement),
        Paragraph(condition_said(table)),
        Drawing(f"{table.name}-{table.world}", table.spec.title, draw),
        _signs_table(table),
    )


def _signs_table(table: Conditions) -> Table:
    rows, columns = list(table.spec.rows.steps), list(table.spec.columns.steps)
    reference = (rows[0], columns[0])
    lines = tuple(
        (row, *("reference" if (row, column) == reference else shown(table.cells[row, column], "change")
                for column in columns))
        for row in rows
    )  # fmt: skip
    head = (table.spec.rows.label, *columns)
    caption = f"Change of {table.spec.outcome.said.lower()} with its 95 % interval; columns: {table.spec.columns.label}"
    return Table(caption, head, lines, frozenset(range(1, len(head))))


def _method(trials: Sequence[Trial], findings: Sequence[Sequence[Found]]) -> tuple[Block, ...]:
    claim = trials[0].claim
    rows = tuple(_world_row(trial) for trial in trials)
    groups = (spec.label for spec in claim.groups.values())
    worlds = Table(
        "Where it was tested, and how many states the groups have",
        ("World", "period", "persons per agent", "arms", "seeds", *groups),
        rows, frozenset({2, 3, 4, *range(5, 5 + len(claim.groups))}),
    )  # fmt: skip
    done = tuple(f"{spec.label} (`{name}`)" for name, spec in claim.treatments.items())
    off = tuple(f"{spec.mechanism} (`{name}`)" for name, spec in claim.ablations.items())
    every = [one.estimates for found in findings for one in found]
    pairs = [max(getattr(one, name).number for one in every) for name in ("effect", "ablated")]
    command = f"make claim-{claim.name}" + (" FULL=1" if trials[0].full else "")
    return (
        worlds,
        Paragraph(
            f"{'Publication' if trials[0].full else 'Default'} size. Effects are taken over up to {pairs[0]} pairs of "
            f"runs with the same seeds, ablations over up to {pairs[1]}."
        ),
        Heading("Verdict on a finding"),
        Bullets(tuple(rule.replace("*", "") for rule in RULES)),
        Heading("What follows for the claim"),
        Bullets(tuple(rule.replace("*", "") for rule in CLAIM_RULES)),
        Heading("Treatments"),
        Bullets(done),
        Heading("Mechanisms that were switched off, one at a time"),
        Bullets(off),
        Heading("Again"),
        Paragraph(
            f"`{command}` computes what is missing and writes this page; `FULL=1` is the publication size, `FRESH=1` "
            "computes everything again. Estimators: `experiments/claims/estimating.py`, "
            "`experiments/claims/logits.py`; what is asked: "
            f"`experiments/claims/{claim.name}.yaml`; findings as a table: `findings.parquet` beside this page, with "
            "what the test was made of in `record.json`. "
            f"Version {abm.__version__}."
        ),
    )


def _world_row(trial: Trial) -> tuple[str, ...]:
    scenario = trial.study.arms[0].scenario
    return (
        trial.world,
        f"{scenario.start} to {scenario.end}",
        f"{scenario.persons_per_agent:,}",
        str(len(trial.arms)),
        f"{trial.study.spec.seed} to {trial.study.spec.seed + trial.claim.replications - 1}",
        *(str(len(codes)) for codes in trial.groups.values()),
    )
