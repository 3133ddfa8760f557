"""Many replications of one scenario: what exists is kept, what is missing is computed, in parallel processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from abm.refusal import Refusal
from abm.results.store import Store
from abm.runs.progress import Progress
from abm.runs.replication import Ending, Replication, Simulate, simulated
from abm.runs.worker import LOOK, compute, initialise, interruption_held

if TYPE_CHECKING:
    from abm.scenario import Scenario

ENDED = "its process was ended from outside (is there enough memory for this many --jobs?)"


@final
@dataclass(frozen=True)
class Batch:
    """Replications to have on disk.

    Attributes:
        scenario: what to run.
        seeds: one for each replication.
        store: where the runs of this scenario are.
        jobs: how many processes compute at once; with 1 it is this one.
        fresh: compute again what is there already.
        version: version of the package, kept with each run.
        simulate: what runs a scenario with a seed.
    """

    scenario: Scenario
    seeds: tuple[int, ...]
    store: Store
    jobs: int = 1
    fresh: bool = False
    version: str = ""
    simulate: Simulate = simulated

    def missing(self) -> tuple[list[int], list[str]]:
        """Return the seeds to compute, and a sentence for each finished run that cannot be kept."""
        if self.fresh:
            return list(self.seeds), []
        finished = set(self.store.finished())
        useless = {seed: said for seed in self.seeds if seed in finished and (said := self._useless(seed))}
        seeds = [seed for seed in self.seeds if seed not in finished or seed in useless]
        return seeds, [f"{said}; seed {seed} is computed again" for seed, said in useless.items()]

    def _useless(self, seed: int) -> str | None:
        if torn := self.store.torn(seed):
            return torn
        version = self.store.entry(seed).get("version")
        return f"the run on disk is of version {version}" if version != self.version else None


@final
@dataclass
class Outcome:
    """How a batch went: seeds computed now, seeds that were there, and the reason for each that failed."""

    computed: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    interrupted: bool = False


def compute_missing(batch: Batch, finished: Callable[[], None] = lambda: None) -> Outcome:
    """Compute the runs of a batch that are not there.

    Args:
        batch: what to have.
        finished: called after each replication that finished.

    Raises:
        Refusal: a replication refused its input, or the disk is full; the others are stopped.
    """
    seeds, torn = batch.missing()
    outcome = Outcome(kept=[seed for seed in batch.seeds if seed not in seeds])
    batch.store.sweep(batch.seeds)
    if not seeds:
        return outcome
    with Progress(len(seeds), batch.scenario.months) as progress:
        for sentence in torn:
            progress.say(sentence)
        endings = _here if min(batch.jobs, len(seeds)) == 1 else _in_workers
        try:
            with closing(endings(batch, seeds, progress)) as stream:
                for ending in stream:
                    _count(ending, outcome)
                    if ending.kind == "finished":
                        progress.finish()
                        finished()
        except KeyboardInterrupt:
            outcome.interrupted = True
            _count_unheard(batch, seeds, outcome)
        finally:
            batch.store.sweep(batch.seeds)
    return outcome


def _count(ending: Ending, outcome: Outcome) -> None:
    if ending.kind == "refused":
        raise Refusal(ending.reason)
    if ending.kind == "failed":
        outcome.failed[ending.seed] = ending.reason
    else:
        outcome.computed.append(ending.seed)


def _count_unheard(batch: Batch, seeds: Sequence[int], outcome: Outcome) -> None:
    """Count runs that finished while the interruption arrived; with `fresh`, older ones that are still there."""
    on_disk = set(batch.store.finished()).difference(outcome.computed).intersection(seeds)
    (outcome.kept if batch.fresh else outcome.computed).extend(sorted(on_disk))


def _replication(batch: Batch, seed: int) -> Replication:
    return Replication(batch.scenario, seed, batch.store, batch.version, batch.simulate)


def _here(batch: Batch, seeds: Sequence[int], progress: Progress) -> Generator[Ending, None, None]:
    """Compute one replication after the other in this process."""
    for place, seed in enumerate(seeds):

        def told(month: int, _: int, before: int = place * batch.scenario.months) -> None:
            progress.reach(before + month)

        yield _replication(batch, seed).run(told)


def _in_workers(batch: Batch, seeds: Sequence[int], progress: Progress) -> Generator[Ending, None, None]:
    """Compute replications in fresh processes and yield their endings as they come."""
    context = multiprocessing.get_context("spawn")
    months, stop = context.RawArray("q", len(seeds)), context.RawValue("b", 0)
    workers = min(batch.jobs, len(seeds))
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=initialise, initargs=(months, stop))
    running: dict[Future[Ending], int] = {}
    try:
        with interruption_held():
            for place, seed in enumerate(seeds):
                running[_submitted(pool, _replication(batch, seed), place)] = seed
        while running:
            done, _ = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED)
            progress.reach(sum(months))
            for future in done:
                yield _ending(future, running.pop(future))
    finally:
        if running:
            stop.value = 1
        pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, replication: Replication, place: int) -> Future[Ending]:
    try:
        return pool.submit(compute, replication, place)
    except BrokenProcessPool as error:
        future: Future[Ending] = Future()
        future.set_exception(error)
        return future


def _ending(future: Future[Ending], seed: int) -> Ending:
    try:
        return future.result()
    except BrokenProcessPool:
        return Ending(seed, "failed", ENDED)
