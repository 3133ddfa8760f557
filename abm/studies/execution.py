"""The loop of a study: hand in what is missing, a few runs at a time, and write down each as it comes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

import numpy as np

from abm.refusal import Refusal
from abm.results.journal import FINISHED, STATUSES, Journal, Record
from abm.studies.engines import Engine, Engines
from abm.studies.work import Job, Task, dead, failed, task_of

if TYPE_CHECKING:
    from abm.studies.study import Study

AHEAD = 4
"""Runs handed in for each worker: one is computed, the others wait so that none is ever idle."""

LOOK = 0.2
"""Seconds between two looks at the clock while nothing comes."""

KILLED = "KilledWorker"
"""Name of what Dask raises for a task whose workers died again and again."""

RECOUNT = 2.0
"""Seconds between two counts of the workers."""


@final
@dataclass
class Tally:
    """How many runs came to each end, by number of the status, and whether Ctrl-C came first."""

    ended: list[int] = field(default_factory=lambda: [0] * len(STATUSES))
    interrupted: bool = False

    def __str__(self) -> str:
        return ", ".join(
            f"{number:,} {word}" for word, number in zip(STATUSES, self.ended, strict=True) if number
        )


def identities(study: Study) -> np.ndarray:
    """Return the identity of every run, in order: uint64."""
    return np.fromiter((run.identity for run in study.runs()), np.uint64, len(study))


def missing(
    every: np.ndarray, done: Iterable[tuple[np.ndarray, np.ndarray]], *, again: bool = False
) -> np.ndarray:
    """Return the numbers of the runs that are to be computed: int64, ascending.

    Args:
        every: the identity of every run; of runs with the same content the first is computed.
        done: identities and statuses of the records that are there.
        again: whether runs that failed or timed out are tried again.
    """
    _, first = np.unique(every, return_index=True)
    numbers = np.sort(first)
    for known, statuses in done:
        numbers = numbers[~np.isin(every[numbers], known[statuses == FINISHED] if again else known)]
    return numbers


def shard(numbers: np.ndarray, number: int, shards: int) -> np.ndarray:
    """Return the runs of shard `number` (from 1) of `shards`: every one falls into one shard, whatever is missing."""
    return numbers[numbers % shards == number - 1]


@final
@dataclass
class Execution:
    """Runs to compute.

    Attributes:
        job: what they share.
        tasks: the runs; they are taken one by one, when there is room.
        journal: where records go.
        engines: makes an engine.
        heard: called after each record.
        tick: called now and then.
    """

    job: Job
    tasks: Iterator[Task]
    journal: Journal
    engines: Engines
    heard: Callable[[Record], None] = lambda record: None
    tick: Callable[[], None] = lambda: None
    tally: Tally = field(default_factory=Tally)
    _running: dict[Future[Record], Task] = field(default_factory=dict)
    _suspects: deque[Task] = field(default_factory=deque)
    _accused: deque[Task] = field(default_factory=deque)
    _lone: Engines = field(init=False)

    def __post_init__(self) -> None:
        self._lone = self.engines

    def run(self) -> Tally:
        """Compute; what came is written down when it ends, whatever ends it.

        Raises:
            Refusal: the disk is full, or the engine cannot be had.
        """
        try:
            while self._with_an_engine():
                self._try_suspects()
            return self.tally
        except KeyboardInterrupt:
            self.tally.interrupted = True
            return self.tally
        finally:
            self.journal.flush()

    def _with_an_engine(self) -> bool:
        """Compute until nothing is left, or until the engine broke; return whether it broke."""
        with self.engines() as engine:
            try:
                return self._flow(engine)
            except BaseException:
                engine.stop()
                self._rescue()
                raise

    def _flow(self, engine: Engine) -> bool:
        workers, counted = engine.workers(), time.monotonic()
        while True:
            for task in self._room(AHEAD * workers):
                self._running[engine.submit(self.job, task)] = task
                if engine.interruptible:
                    break
            if not self._running:
                self._clear(engine)
                return False
            done, _ = wait(self._running, timeout=LOOK, return_when=FIRST_COMPLETED)
            if self._collect(done):
                self._lone = engine.lone or self.engines
                return True
            self.tick()
            if time.monotonic() - counted > RECOUNT:
                workers, counted = engine.workers(), time.monotonic()

    def _room(self, most: int) -> Iterator[Task]:
        while len(self._running) < most and (task := next(self.tasks, None)) is not None:
            yield task

    def _collect(self, done: Iterable[Future[Record]]) -> bool:
        """Write down what came; return whether the workers' pool broke, with the suspects noted."""
        for future in done:
            task = self._running.pop(future)
            try:
                record = future.result()
            except BrokenProcessPool:
                self._suspects.append(task)
                continue
            except Exception as error:
                if type(error).__name__ == KILLED:
                    self._accused.append(task)
                    continue
                record = failed(task, f"{type(error).__name__}: {error}")
            self._keep(record)
        if self._suspects:
            wait(self._running)
            while self._running:
                self._collect(list(self._running))
        return bool(self._suspects)

    def _try_suspects(self) -> None:
        """One of them ended its process: run each in a process of its own, so that no other suffers with it."""
        while self._suspects:
            task = self._suspects[0]
            with self._lone() as engine:
                try:
                    record = self._alone(engine, task)
                except BaseException:
                    engine.stop()
                    raise
            self._keep(record)
            self._suspects.popleft()

    def _alone(self, engine: Engine, task: Task) -> Record:
        try:
            engine.executor.submit(int).result()
        except BrokenProcessPool:
            raise Refusal(
                "no process can be started; a script runs a study under 'if __name__ == \"__main__\":' alone"
            ) from None
        future = engine.submit(self.job, task)
        while not future.done():
            wait([future], timeout=LOOK)
            self.tick()
        try:
            return future.result()
        except BrokenProcessPool:
            return dead(task)

    def _clear(self, engine: Engine) -> None:
        """Try runs alone whose workers died under them: a scheduler accuses all that a worker had in hand."""
        while self._accused:
            task = self._accused[0]
            future = engine.submit(self.job, task)
            while not future.done():
                wait([future], timeout=LOOK)
                self.tick()
            error = future.exception()
            self._keep(future.result() if error is None else dead(task))
            self._accused.popleft()

    def _rescue(self) -> None:
        """Write down what was finished when the loop was ended."""
        for future in [future for future in self._running if future.done() and not future.cancelled()]:
            if future.exception() is None:
                self._running.pop(future)
                self._keep(future.result())

    def _keep(self, record: Record) -> None:
        self.journal.append(record)
        self.tally.ended[record.status] += 1
        self.heard(record)


def tasks_of(study: Study, numbers: np.ndarray) -> Iterator[Task]:
    """Yield the tasks of some runs by their numbers."""
    for number in numbers:
        yield task_of(study.numbering.run(int(number), study.points))


def shard_of(text: str) -> tuple[int, int]:
    """Return shard and number of shards of a text such as "2/8".

    Raises:
        Refusal: it is none.
    """
    number, slash, shards = text.partition("/")
    if not (slash and number.isdigit() and shards.isdigit() and 1 <= int(number) <= int(shards) <= 100_000):
        raise Refusal(f"--shard is '{text}'; write it like 1/8, the first of eight")
    return int(number), int(shards)
