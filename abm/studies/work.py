"""What a worker does: one run of a study, from its scenario to the record that stays of it. It never raises."""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys
import threading
import time
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, final

from abm.refusal import Refusal
from abm.results.journal import FAILED, FINISHED, TIMED_OUT, Record
from abm.results.series import Series
from abm.runs.manifest import impersonal
from abm.runs.replication import forget_peak, peak_mebibytes
from abm.runs.worker import THREADS
from abm.scenario import Scenario, scenario_from, world_of
from abm.studies.declarations import Keeping
from abm.studies.factors import Factor
from abm.studies.keeping import BetweenStates, Shots, Wanted, kept, wanted
from abm.studies.outcomes import Outcome
from abm.studies.study import Study, varied

if TYPE_CHECKING:
    from abm.studies.designs import Point
    from abm.studies.numbering import Run

MODEL = "abm.studies.work:simulated"
"""Name of what runs a scenario, unless a study is given another."""

SEED = "seed"
"""Key of a scenario that, as a factor, is chance: its value is added to the seed of every run of a point."""

Told = Callable[[int, Any], None]
"""Called after every month with the months done and the model."""


class Simulate(Protocol):
    """Runs a scenario with a seed and returns its months."""

    def __call__(self, scenario: Scenario, seed: int, told: Told, wanted: Wanted) -> Series:
        """Run; call `told` after every month. The months need to have no more than what is wanted."""


@final
@dataclass(frozen=True)
class Job:
    """What the runs of a study share, small enough to go with each of them.

    Attributes:
        digest: of `packed`; what it holds is unpacked once in a process.
        packed: the scenarios, factors, outcomes and what is kept.
        timeout: longest time of a run, seconds; 0 for no limit.
        simulate: what runs a scenario, "module:function".
    """

    digest: str
    packed: bytes
    timeout: float
    simulate: str = MODEL


@final
@dataclass(frozen=True)
class Task:
    """One run: its identity, the values of the factors, the number of the policy and the seed."""

    identity: int
    values: Point
    arm: int
    seed: int


def job_of(study: Study, simulate: str = MODEL) -> Job:
    """Return what the runs of a study share."""
    scenarios = json.dumps([arm.scenario.resolved() for arm in study.arms])
    shared = (scenarios, study.factors, study.outcomes, study.spec.keep.model_dump_json())
    packed = zlib.compress(pickle.dumps(shared))
    return Job(sha256(packed).hexdigest(), packed, study.spec.running.timeout, simulate)


def task_of(run: Run) -> Task:
    """Return what a worker needs to know of a run."""
    return Task(run.identity, run.values, run.arm, run.seed)


@final
@dataclass(frozen=True)
class _Shared:
    scenarios: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    outcomes: tuple[Outcome, ...]
    keep: Keeping

    @cached_property
    def wanted(self) -> Wanted:
        """What a run has to record."""
        return wanted((outcome.measure for outcome in self.outcomes), self.keep)


_known: dict[str, _Shared] = {}
_one_at_a_time = threading.Lock()
"""numba's own pool of threads breaks if two threads of a process enter it at once."""


def _shared(job: Job) -> _Shared:
    if job.digest not in _known:
        scenarios, factors, outcomes, keep = pickle.loads(zlib.decompress(job.packed))
        read = tuple(scenario_from(values) for values in json.loads(scenarios))
        _known.clear()
        _known[job.digest] = _Shared(read, factors, outcomes, Keeping.model_validate_json(keep))
    return _known[job.digest]


class _TimedOut(Exception):
    """A run took longer than it may."""


def compute(job: Job, task: Task) -> Record:
    """Run one run and return its record; a failure is a record too."""
    with _one_at_a_time:
        forget_peak()
        began = time.perf_counter()
        header: dict[str, Any] = {"error": ""}
        blobs: dict[str, bytes] = {}
        try:
            header["outcomes"], blobs = _computed(job, task, began)
            status = FINISHED
        except _TimedOut as late:
            status, header["error"] = TIMED_OUT, str(late)
        except Refusal as refusal:
            status, header["error"] = FAILED, str(refusal)
        except Exception:
            status, header["error"] = FAILED, impersonal(traceback.format_exc())
        header["seconds"] = round(time.perf_counter() - began, 4)
        header["peak_memory_mib"] = round(peak_mebibytes(), 1)
        header["finished_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        return Record(task.identity, status, header, blobs)


def compute_on_one_core(job: Job, task: Task) -> Record:
    """Do the same in a process that somebody else has started: keep to one core first."""
    for name in THREADS:
        os.environ[name] = "1"
    if "abm.kernels.threads" in sys.modules:
        from abm.kernels.threads import use_threads

        use_threads(1)
    return compute(job, task)


def _computed(job: Job, task: Task, began: float) -> tuple[list[float], dict[str, bytes]]:
    shared = _shared(job)
    scenario = varied(shared.scenarios[task.arm], shared.factors, task.values)
    shots, between = Shots(shared.keep.snapshots, scenario), BetweenStates(shared.keep)

    def told(month: int, model: Any) -> None:
        shots.look(month, model)
        between.look(model)
        if job.timeout and time.perf_counter() - began > job.timeout:
            raise _TimedOut(f"not finished after {job.timeout:g} s")

    seed = task.seed + _drawn(shared.factors, task.values)
    series = _found(job.simulate)(scenario, seed, told, shared.wanted)
    return [outcome.of(series) for outcome in shared.outcomes], kept(shared.keep, series, shots, between)


def _drawn(factors: tuple[Factor, ...], values: Point) -> int:
    """What a factor of the key `seed` adds to the seed of a run: chance as one more factor of a design."""
    return sum(int(value) for factor, value in zip(factors, values, strict=True) if factor.keys == (SEED,))


@lru_cache(maxsize=8)
def _found(name: str) -> Simulate:
    module, _, function = name.partition(":")
    simulate: Simulate = getattr(import_module(module), function)
    return simulate


def simulated(scenario: Scenario, seed: int, told: Told, wanted: Wanted) -> Series:
    """Run the model and return its months, with what is wanted alone."""
    from abm.model import MigrationModel

    model = MigrationModel(
        scenario,
        seed=seed,
        world=world_of(scenario.world).apart(),
        measures=wanted.measures,
        yearly=wanted.tables,
    )
    try:
        while model.running:
            model.step()
            told(model.month, model)
        series = model.series()
    finally:
        model.forget()
    del model
    _let_go()
    return series


@lru_cache(maxsize=1)
def _settle() -> None:
    """Look no more through what the libraries have made: collecting then takes 1 ms and not 80."""
    gc.collect()
    gc.freeze()


def _let_go() -> None:
    """Free the model of a run, whose parts hold each other."""
    gc.collect()
    _settle()


def dead(task: Task) -> Record:
    """Return the record of a run that took its process with it."""
    said = "its process was ended from outside (is there enough memory for this many --jobs?)"
    return failed(task, said)


def failed(task: Task, said: str) -> Record:
    """Return the record of a run that failed outside the model."""
    return Record(task.identity, FAILED, {"error": said, "seconds": 0.0, "peak_memory_mib": 0.0,
                                          "finished_at": datetime.now(UTC).isoformat(timespec="seconds")})  # fmt: skip
