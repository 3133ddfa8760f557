"""Replications of a comparison with other seeds, in processes of their own, as they arrive."""

from __future__ import annotations

import multiprocessing
import tempfile
import threading
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.analysis.intervals import students_t
from abm.page.history import Floats
from abm.page.yearly import check_measure, number_of
from abm.refusal import Refusal
from abm.results.measures import WORLD_MEASURES
from abm.runs.preparing import cores
from abm.runs.worker import initialise, interruption_held

if TYPE_CHECKING:
    from abm.model import MigrationModel
    from abm.scenario import Scenario
    from abm.scenario.events import Event

ENDED = "its process was ended from outside; is there enough memory for so many at once?"

_ROWS = {measure.name: row for row, measure in enumerate(WORLD_MEASURES)}


@final
@dataclass(frozen=True)
class Pair:
    """A comparison to replicate: a world that is forked at a month, and what is done in each of the two from then on.

    Attributes:
        scenario: of both, with what users did in both.
        kept: events from the month of the fork on in the world as it is: what users had planned before.
        change: the same in the other.
        month: of the fork, counted from 0.
        until: how many months are run in all.
    """

    scenario: Scenario
    kept: tuple[Event, ...]
    change: tuple[Event, ...]
    month: int
    until: int

    def difference(self, seed: int, told: Callable[[int], None]) -> np.ndarray:
        """Run both with a seed; return changed less as it is: float32 [measures, 1 + S, months since the fork].

        The world comes before the states. Until the fork both are one run, and the difference is none.

        Args:
            seed: of both.
            told: called after every month with how many were run.
        """
        from abm.model import MigrationModel

        as_it_is = MigrationModel(self.scenario, seed=seed)
        while as_it_is.month < self.month:
            as_it_is.step()
            told(as_it_is.month)
        changed = as_it_is.fork()
        try:
            for model, events in ((as_it_is, self.kept), (changed, self.change)):
                for event in events:
                    model.act(event)
            for _ in range(self.month, self.until):
                as_it_is.step()
                changed.step()
                told(as_it_is.month)
            return (_since(changed, self.month) - _since(as_it_is, self.month)).astype(np.float32)
        finally:
            as_it_is.forget()
            changed.forget()


def _since(model: MigrationModel, month: int) -> Floats:
    """Every measure of the world and of the states since a month: float64 [measures, 1 + S, months]."""
    recorder = model.recorder
    rows = [
        np.column_stack([of_world, of_states])
        for of_world, of_states in zip(recorder.world[month:], recorder.states[month:], strict=True)
    ]
    return np.stack(rows, axis=-1)


@final
@dataclass(frozen=True)
class Turn:
    """A replication: its place among all, its seed, and where its difference goes.

    A file beside it, with the ending `.txt`, says why there is none.
    """

    place: int
    seed: int
    file: Path


def compute(pair: Pair, turn: Turn, months: MutableSequence[int], stop: Any) -> None:
    """Run a comparison with a seed in a process of its own: the difference goes into a file, or why there is none.

    Args:
        pair, turn: what to run.
        months: shared memory with the months done, one place for each replication.
        stop: shared memory; a value other than zero ends the process.
    """
    initialise(months, stop)

    def told(month: int) -> None:
        months[turn.place] = month

    unfinished = turn.file.with_suffix(".unfinished.npy")
    try:
        np.save(unfinished, pair.difference(turn.seed, told))
        unfinished.replace(turn.file)
    except Exception as error:
        said = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
        turn.file.with_suffix(".txt").write_text(said.splitlines()[0], encoding="utf-8")


@final
class Band:
    """Paired differences of a comparison over several seeds; each arrives when it is ready.

    Each process keeps to one core. One that fails or is ended from outside costs its own replication, and no other.

    Args:
        pair: what to compare.
        seeds: one for each replication.
        codes: of the states, by number.
        jobs: how many processes at once; one fewer than there are cores if None.
        told: called, from another thread, after each replication that ended.

    Attributes:
        seeds: as given.
        failed: why a replication failed, by seed.
    """

    def __init__(
        self,
        pair: Pair,
        seeds: Sequence[int],
        codes: tuple[str, ...],
        *,
        jobs: int | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        if not seeds:
            raise Refusal("choose at least one seed to replicate with")
        self.pair, self.seeds, self.codes = pair, tuple(seeds), codes
        self.failed: dict[int, str] = {}
        self._arrived: dict[int, np.ndarray] = {}
        self._told, self._lock = told, threading.Lock()
        self._waiting = list(enumerate(self.seeds))[::-1]
        self._folder = tempfile.TemporaryDirectory(prefix="differences-", ignore_cleanup_errors=True)
        self._context = multiprocessing.get_context("spawn")
        self._months = self._context.RawArray("q", len(self.seeds))
        self._stop = self._context.RawValue("b", 0)
        self._processes: list[BaseProcess] = []
        number = min(len(self.seeds), max(cores() - 1, 1) if jobs is None else jobs)
        self._keepers = [threading.Thread(target=self._keep, daemon=True) for _ in range(number)]
        for keeper in self._keepers:
            keeper.start()

    @property
    def number(self) -> int:
        """How many replications have arrived."""
        return len(self._arrived)

    @property
    def running(self) -> bool:
        """Whether more may arrive."""
        return any(keeper.is_alive() for keeper in self._keepers)

    @property
    def progress(self) -> float:
        """Share of all months that are run, 0 to 1."""
        return float(sum(self._months)) / (len(self.seeds) * self.pair.until)

    def band(self, measure: str, place: str) -> tuple[int, Floats, Floats, Floats]:
        """How many differences there are, their mean and its 95 % interval by Student's t, in months since the fork.

        Returns:
            Number, mean, low and high; float64 [months]. NaN where nothing is known: the mean without, the interval
            with fewer than two.
        """
        found = self.differences(measure, place)
        values = np.array(list(found.values())).reshape(len(found), self.pair.until - self.pair.month)
        return (len(found), *paired(values))

    def differences(self, measure: str, place: str) -> dict[int, Floats]:
        """What has arrived of a measure of a state or of the world, by seed: float64 [months since the fork] each."""
        check_measure(measure)
        state = number_of(place, self.codes)
        column = 0 if state is None else 1 + state
        with self._lock:
            arrived = dict(sorted(self._arrived.items()))
        return {seed: np.array(one[_ROWS[measure], column], np.float64) for seed, one in arrived.items()}

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until everything has arrived or failed, at most for some seconds; return whether it has."""
        for keeper in self._keepers:
            keeper.join(seconds)
        return not self.running

    def stop(self) -> None:
        """End all processes; what has arrived stays."""
        self._stop.value = 1
        with self._lock:
            self._waiting.clear()
            for process in self._processes:
                process.kill()
        if threading.current_thread() not in self._keepers:
            self.wait()

    def cancel(self) -> None:
        """End all processes; what has arrived is let go as well."""
        self.stop()
        with self._lock:
            self._arrived = {}
        self._folder.cleanup()

    def _keep(self) -> None:
        """Run one replication after the other, each in a process of its own."""
        while (begun := self._begin()) is not None:
            turn, process = begun
            process.join()
            with self._lock:
                self._processes.remove(process)
                if self._stop.value:
                    return
                self._take(turn)
                self._months[turn.place] = self.pair.until
            process.close()
            self._told()

    def _begin(self) -> tuple[Turn, BaseProcess] | None:
        """Start the next replication; None if there is none left."""
        with self._lock:
            if not self._waiting or self._stop.value:
                return None
            place, seed = self._waiting.pop()
            turn = Turn(place, seed, Path(self._folder.name) / f"{seed}.npy")
            told = (self.pair, turn, self._months, self._stop)
            process = self._context.Process(target=compute, args=told, daemon=True)
            with interruption_held():
                process.start()
            self._processes.append(process)
            return turn, process

    def _take(self, turn: Turn) -> None:
        """Take in what a replication left: the difference, or why there is none."""
        if turn.file.is_file():
            self._arrived[turn.seed] = np.load(turn.file, mmap_mode="r")
            return
        why = turn.file.with_suffix(".txt")
        self.failed[turn.seed] = why.read_text(encoding="utf-8") if why.is_file() else ENDED


def paired(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean of differences and its 95 % interval, mean ± t s / sqrt(n), over those that are numbers.

    Args:
        values: float64 [n, months].

    Returns:
        Mean, low and high: float64 [months]; NaN where there are too few.
    """
    known = np.isfinite(values)
    number = known.sum(axis=0)
    some = np.where(known, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(number > 0, some.sum(axis=0) / number, np.nan)
        square = np.where(known, (values - mean) ** 2, 0.0).sum(axis=0)
        spread = np.sqrt(square / (number - 1) / number)
    quantile = {each: students_t(int(each)) for each in np.unique(number)}
    half = np.array([quantile[each] for each in number.tolist()]) * spread
    return mean, mean - half, mean + half
