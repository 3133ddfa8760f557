"""The section on question and design: what varied, what was compared, and which runs are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from abm.reports.document import Block, Paragraph, Section, Table
from abm.reports.numbers import plain, range_of
from abm.reports.subject import Subject, listed
from abm.studies.result import Factor, Outcome

DESIGNS: Mapping[str, str] = {
    "none": "One point: every factor at its default",
    "grid": "A grid: every combination of levels",
    "list": "The points that the study file lists",
    "lhs": "A Latin hypercube: points spread evenly over the range of every factor",
    "sobol": "Saltelli's sample, made for shares of variance (Sobol' indices)",
    "morris": "Morris' trajectories, made for screening many factors by few runs",
    "search": "A many-objective search over the levers",
}

REDUCTIONS = {
    "own": "",
    "sum": "sum over months",
    "mean": "mean of months",
    "last": "last month",
    "maximum": "highest month",
}


def section(subject: Subject) -> Section:
    """Return the section on question and design."""
    study = subject.study
    blocks: list[Block] = []
    if study.description:
        blocks.append(Paragraph(study.description, "lead"))
    blocks.append(Paragraph(_design(subject)))
    blocks += [Paragraph(sentence) for sentence in _runs(subject)]
    if study.factors:
        blocks.append(_factors(subject))
    if len(study.policies) > 1:
        blocks.append(_policies(subject))
    blocks.append(_outcomes(subject))
    return Section("Question and design", "design", tuple(blocks))


def _design(subject: Subject) -> str:
    study = subject.study
    kind = DESIGNS.get(study.design_kind, study.design_kind)
    seeds = len(study.runs["seed"].unique())
    sizes = [f"{len(study.design):,} point{'s' * (len(study.design) != 1)}"]
    if len(study.policies) > 1:
        sizes.append(f"{len(study.policies)} policies")
    sizes.append(f"{seeds} replication{'s' * (seeds != 1)}")
    shared = (
        " Policies share their random numbers at every point and seed." if len(study.policies) > 1 else ""
    )
    settings = ", ".join(
        f"{key.replace('_', ' ')}: {_value(value)}"
        for key, value in study.design_settings.items()
        if value is not None and key != "points" and study.design_kind != "grid"
    )
    return f"{kind}{f' ({settings})' if settings else ''}. {' × '.join(sizes)}.{shared}"


def _runs(subject: Subject) -> list[str]:
    """Say how many runs finished, and of those that did not, how many and the first reason."""
    runs = subject.study.runs
    counts = runs["status"].value_counts()
    lost = [f"{int(counts[status]):,} {status}" for status in ("failed", "timed out") if status in counts]
    sentences = [
        f"Runs: {int(counts.get('finished', 0)):,} of {len(runs):,} finished"
        + (f", {listed(lost)}." if lost else ".")
    ]
    failed = runs[runs["status"] != "finished"]
    if len(failed):
        first = failed.sort_values("number").iloc[0] if "number" in failed else failed.iloc[0]
        policy = f", policy {subject.labels.get(str(first['policy']), first['policy'])}" * (
            len(subject.study.policies) > 1
        )
        sentences.append(
            f"First run that did not finish (point {first['point']}, seed {first['seed']}{policy}): "
            f"{_last_line(str(first['error'])) or 'no reason is recorded'}. Such runs are left out of all "
            "that follows; runs seldom fail at random, so that what is left may look better than it is."
        )
    return sentences


def _last_line(error: str) -> str:
    """Return the last line of a traceback, which says what went wrong, as code and without its final stop."""
    lines = [line.strip() for line in error.strip().splitlines() if line.strip()]
    return f"`{lines[-1].replace('`', ' ').rstrip('.')}`" if lines else ""


def _factors(subject: Subject) -> Table:
    rows = []
    for factor in subject.study.factors:
        span = (
            range_of(factor.low, factor.high) if not factor.values else ", ".join(map(_value, factor.values))
        )
        spaced = ", by logarithms" if factor.scale == "log" and not factor.values else ""
        rows.append(
            (
                subject.labels[factor.name],
                factor.role,
                f"{span}{spaced}",
                factor.unit or "–",
                factor.meaning,
                range_source(factor),
                f"`{factor.key}`" if factor.key else "–",
            )
        )
    columns = ("Factor", "Role", "Range", "Unit", "Meaning", "Source of the range", "Key")
    return Table("What varied", columns, tuple(rows))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(float(value)) if isinstance(value, int | float) else str(value)


def range_source(factor: Factor) -> str:
    """Say where the range of a factor comes from: its declaration with its source, or the study file."""
    from abm.scenario import Scenario
    from abm.scenario.declarations import declaration

    first = factor.key.split(",")[0].strip()
    try:
        here = declaration(Scenario, tuple(first.split("."))) if "." in first else None
    except (LookupError, TypeError, ValueError):
        here = None
    if here is None or here.bounds is None:
        return "study file"
    value = f"; default value: {here.source}" if here.source else ""
    declared = not factor.values and (factor.low, factor.high) == here.bounds
    within = f"study file, within the declared {range_of(*here.bounds)}"
    return f"{'declared range' if declared else within}{value}"


def _policies(subject: Subject) -> Table:
    study = subject.study
    ran = study.runs[study.runs["status"] == "finished"]["policy"].value_counts()
    rows = tuple(
        (
            subject.labels[name],
            f"`{name}`",
            "reference" if place == 0 else "compared with the reference",
            f"{int(ran.get(name, 0)):,}",
        )
        for place, name in enumerate(study.policies)
    )
    return Table("Policies", ("Policy", "Name", "Part", "Finished runs"), rows, frozenset({3}))


def _outcomes(subject: Subject) -> Table:
    rows = tuple(
        (
            subject.labels[outcome.name],
            outcome.unit or "–",
            _measured(outcome),
            {"less": "less is better", "more": "more is better"}.get(outcome.direction or "", "–"),
            _satisfactory(outcome),
            outcome.meaning,
        )
        for outcome in subject.study.outcomes_of
    )
    columns = ("Outcome", "Unit", "Period", "Direction", "Satisfactory", "Meaning")
    return Table("What was measured", columns, rows)


def _measured(outcome: Outcome) -> str:
    parts = [outcome.years or "whole horizon", REDUCTIONS.get(outcome.reduction, outcome.reduction)]
    return ", ".join(part for part in parts if part)


def _satisfactory(outcome: Outcome) -> str:
    if outcome.threshold is None:
        return "–"
    return f"{'at least' if outcome.direction == 'more' else 'at most'} {plain(outcome.threshold)}"
