"""From a study file to a result on disk, in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, final

import numpy as np

from abm.refusal import Refusal
from abm.results.journal import FAILED, FINISHED, TIMED_OUT, Journal, Reading, Record
from abm.runs.folder import check_writable
from abm.runs.preparing import MOST_JOBS, cores
from abm.runs.progress import Progress
from abm.studies import engines
from abm.studies.execution import Execution, Tally, identities, missing, shard, tasks_of
from abm.studies.layout import MANIFEST, Layout, journal_path, open_folder, read_layout, refuse_strangers
from abm.studies.publishing import publish
from abm.studies.result import StudyResult, load_study
from abm.studies.study import Study, load_spec
from abm.studies.work import MODEL, job_of


class StudyInterrupted(KeyboardInterrupt):
    """Ctrl-C during a study; the message says what is kept and how to go on."""


@final
@dataclass(frozen=True)
class Options:
    """How a study is computed; none of it changes a result.

    Attributes:
        out: the output folder; `results/<name of the study>` if None.
        jobs: processes at once; as many as this process may use cores if None.
        engine: processes, or serial: one run after the other in this process.
        scheduler: address of a Dask scheduler, in place of processes.
        shard: which part of the study (number, of how many); None for all of it.
        retry_failed: whether runs that failed or timed out are tried again.
        fresh: whether what is there is computed again.
        simulate: what runs a scenario, "module:function".
        pool: makes an engine of processes that outlives the study (`engines.lasting`), in place of `jobs` processes.
    """

    out: Path | None = None
    jobs: int | None = None
    engine: Literal["processes", "serial"] = "processes"
    scheduler: str = ""
    shard: tuple[int, int] | None = None
    retry_failed: bool = False
    fresh: bool = False
    simulate: str = MODEL
    pool: engines.Engines | None = None

    def folder(self, study: Study) -> Path:
        """Return the output folder."""
        return self.out or Path("results") / study.name.replace("/", "-")

    def workers(self) -> int:
        """Return how many processes compute at once.

        Raises:
            Refusal: too many, or none.
        """
        jobs = cores() if self.jobs is None else self.jobs
        if not 1 <= jobs <= MOST_JOBS:
            raise Refusal(f"--jobs is {jobs}, outside its range 1 to {MOST_JOBS} processes")
        return jobs

    def engines(self, study: Study) -> Callable[[], AbstractContextManager[engines.Engine]]:
        """Return what makes the engine."""
        if self.engine == "serial":
            return engines.serial
        if self.scheduler:
            return partial(engines.dask, self.scheduler)
        if study.spec.running.cluster is not None:
            return partial(engines.cluster, study.spec.running.cluster)
        return self.pool or partial(engines.processes, self.workers())


def run_study(
    study: Study | str | Path, out: str | Path | None = None, *, jobs: int | None = None, **options: Any
) -> StudyResult:
    """Compute the runs of a study that are not on disk yet, and return the result.

    Processes are started afresh: a script that calls this does so under `if __name__ == "__main__":`.

    Args:
        study: a study, or the path of its YAML file.
        out: the output folder; `results/<name of the study>` by default.
        jobs: how many processes compute at once; the number of cores by default.
        options: others of `Options`, by name.

    Raises:
        Refusal: bad input (nothing has been written then), or the disk is full.
        StudyInterrupted: Ctrl-C; what had come is kept.
    """
    known = study if isinstance(study, Study) else load_spec(Path(study))
    chosen = Options(out=None if out is None else Path(out), jobs=jobs, **options)
    execute(known, chosen)
    return load_study(chosen.folder(known))


def execute(study: Study, options: Options) -> Tally:
    """Compute what is missing of a study and publish it; return how many runs came to each end now.

    Raises:
        Refusal: bad input (nothing has been written then), or the disk is full.
        StudyInterrupted: Ctrl-C; what had come is kept and published.
    """
    if study.spec.design.kind == "search" and not study.points:
        raise Refusal(
            f"the study '{study.name}' is a search, whose points come while it runs; it cannot be run as a study"
        )
    folder, make = options.folder(study), options.engines(study)
    check_writable(folder)
    refuse_strangers(folder)
    with Journal(journal_path(folder, options.shard), fresh=options.fresh) as journal:
        layout = open_folder(study, folder)
        numbers = _missing(study, layout, journal, options)
        tally = _computed(study, numbers, journal, options, make)
        counts = publish(layout)
    if tally.interrupted:
        raise StudyInterrupted(
            f"interrupted: {sum(counts):,} of {layout.size:,} runs are kept in {folder}; "
            "the same command computes the others"
        )
    return tally


def complete(study: Study, folder: Path) -> bool:
    """Return whether a folder holds every run of a study, finished."""
    if not (folder / MANIFEST).is_file():
        return False
    return not len(missing(identities(study), _recorded(read_layout(folder).journals), again=True))


def _missing(study: Study, layout: Layout, journal: Journal, options: Options) -> np.ndarray:
    """The numbers of the runs to compute: those without a record in any journal."""
    own, _, statuses = journal.index.latest()
    others = [] if options.fresh else [path for path in layout.journals if path != journal.path]
    known = [(own, statuses), *_recorded(others)]
    numbers = missing(identities(study), known, again=options.retry_failed)
    return numbers if options.shard is None else shard(numbers, *options.shard)


def _recorded(journals: Iterable[Path]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Identities and statuses of the records in journals."""
    known = []
    for path in journals:
        with Reading(path) as reading:
            found, _, statuses = reading.index.latest()
            known.append((found, statuses))
    return known


def _computed(
    study: Study,
    numbers: np.ndarray,
    journal: Journal,
    options: Options,
    make: Callable[[], AbstractContextManager[engines.Engine]],
) -> Tally:
    with Progress(len(numbers), 1, noun="runs", unit="runs") as progress:
        for sentence in journal.said:
            progress.say(sentence)
        if not len(numbers):
            return Tally()
        said = 0

        def heard(record: Record) -> None:
            nonlocal said
            progress.finish()
            progress.reach(progress.finished)
            if record.status != FINISHED and (said := said + 1) <= 3:
                progress.say(sentence_of(record))

        job, tasks = job_of(study, options.simulate), tasks_of(study, numbers)
        return Execution(job, tasks, journal, make, heard, lambda: progress.reach(progress.finished)).run()


def sentence_of(record: Record) -> str:
    """Return a line on a run that failed or timed out."""
    last = str(record.header["error"]).strip().splitlines()[-1:] or [""]
    return (
        f"run {record.identity:016x} {({FAILED: 'failed', TIMED_OUT: 'timed out'})[record.status]}: {last[0]}"
    )
