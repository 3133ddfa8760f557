"""What a study would run and what it would cost, from its design and from a pilot run; nothing is written."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from abm.refusal import Refusal
from abm.results.files import MEBIBYTE
from abm.results.journal import FINISHED, Reading, Record
from abm.studies.engines import processes
from abm.studies.execution import identities, missing
from abm.studies.layout import JOURNALS
from abm.studies.work import compute, job_of, task_of

if TYPE_CHECKING:
    from abm.studies.factors import Factor
    from abm.studies.running import Options
    from abm.studies.study import Study

SHOWN = 12
"""Factors that are listed."""

LONG = 20.0
"""Seconds beyond which a pilot run is not repeated: compiling kernels no longer counts in it."""

PUBLISHED = 2.5
"""Disk that a record takes, times its size: once in the journal, and again, compressed and joined, in the frames."""


@final
@dataclass(frozen=True)
class Pilot:
    """What one run cost: seconds, the most memory of its process (MiB), and the size of its record (bytes)."""

    seconds: float
    memory: float
    size: int


def pilot(study: Study, options: Options) -> Pilot:
    """Run the first run of a study in a process of its own, twice if it is short, so that kernels are compiled.

    Raises:
        Refusal: it failed.
    """
    points = study.points or [tuple(factor.default for factor in study.factors)]
    run = study.numbering.run(0, points)
    job, task = job_of(study, options.simulate), task_of(run)
    with processes(1) as engine:
        record: Record = engine.executor.submit(compute, job, task).result()
        if record.status == FINISHED and record.header["seconds"] < LONG:
            record = engine.executor.submit(compute, job, task).result()
    if record.status != FINISHED:
        print(record.header["error"], file=sys.stderr)
        raise Refusal("the pilot run did not finish; what it said stands above")
    return Pilot(record.header["seconds"], record.header["peak_memory_mib"], len(record.encoded()))


def described(study: Study, options: Options) -> str:
    """Return lines on the design of a study and its size."""
    spec, points = study.spec, points_expected(study)
    runs = study.numbering.size(points)
    lines = [f"{study.name}: {runs:,} runs = {points:,} points x {spec.replications:,} replications x "
             f"{len(study.arms):,} policies"]  # fmt: skip
    lines.append(f"design: {spec.design.kind}; seeds {spec.seed} to {spec.seed + spec.replications - 1}")
    lines.append(f"horizon: {study.arms[0].scenario.start} to {study.arms[0].scenario.end}")
    lines += [f"  {_factor(factor)}" for factor in study.factors[:SHOWN]]
    if len(study.factors) > SHOWN:
        lines.append(f"  and {len(study.factors) - SHOWN} more factors")
    lines.append("policies: " + ", ".join(arm.name for arm in study.arms))
    lines.append(f"outcomes: {', '.join(outcome.name for outcome in study.outcomes[:SHOWN])}"
                 + (f" and {len(study.outcomes) - SHOWN} more" if len(study.outcomes) > SHOWN else ""))  # fmt: skip
    lines.append(f"output: {options.folder(study)}")
    return "\n".join(lines)


def _factor(factor: Factor) -> str:
    over = (
        ", ".join(map(str, factor.values))
        if factor.values
        else f"{factor.low:g} to {factor.high:g}{' (log)' if factor.spacing == 'log' else ''}"
    )
    return f"{factor.name} ({factor.role}): {over} {factor.unit}"


def estimated(study: Study, options: Options, cost: Pilot) -> str:
    """Return lines on the time, memory and disk of what is missing."""
    size = study.numbering.size(points_expected(study))
    number, jobs = (
        len(_missing(study, options)) if study.points else size,
        1 if options.engine == "serial" else options.workers(),
    )
    seconds = number * cost.seconds / min(jobs, max(number, 1))
    disk = number * cost.size * PUBLISHED / MEBIBYTE
    return "\n".join([
        f"a run takes about {_time(cost.seconds)} and {cost.memory:,.0f} MiB (measured on one)",
        f"missing: {number:,} of {size:,} runs, about {_time(seconds)} with {jobs} processes, "
        f"{jobs * cost.memory / 1024:.1f} GiB of memory, {max(disk, 0.1):,.1f} MiB of disk",
    ])  # fmt: skip


def points_expected(study: Study) -> int:
    """Return the number of points of a design; of a search, all that it will ask for."""
    design = study.spec.design
    if design.kind != "search":
        return len(study.points)
    unknown = any(factor.role != "lever" for factor in study.factors)
    return design.population * design.generations * (design.futures if unknown else 1)


def _missing(study: Study, options: Options) -> list[int]:
    known = []
    for path in sorted((options.folder(study) / JOURNALS).glob("*.journal")):
        with Reading(path) as reading:
            found, _, statuses = reading.index.latest()
            known.append((found, statuses))
    return list(missing(identities(study), [] if options.fresh else known, again=options.retry_failed))


def _time(seconds: float) -> str:
    for size, word in ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.1f} {word}"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
