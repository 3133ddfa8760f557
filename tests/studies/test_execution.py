from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.results.journal import FAILED, FINISHED, Journal
from abm.studies.engines import Engine
from abm.studies.execution import AHEAD, Execution, identities, missing, shard, tasks_of
from abm.studies.study import Study, load_spec
from abm.studies.work import compute, job_of, task_of
from tests.studies import fake_world
from tests.studies.conftest import Written
from tests.studies.linear_model import SIMULATE

numbers = st.lists(st.integers(0, 30), min_size=1, max_size=40)


@given(numbers, st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_missing_is_what_has_no_record(every: list[int], finished: set[int], failed: set[int]) -> None:
    ids = np.array(every, np.uint64)
    done = [
        (np.array(sorted(known), np.uint64), np.full(len(known), status, np.uint8))
        for known, status in ((finished, FINISHED), (failed, FAILED))
    ]
    found = missing(ids, done).tolist()
    assert found == sorted(found)
    assert sorted(every[place] for place in found) == sorted(set(every) - finished - failed)
    again = missing(ids, done, again=True).tolist()
    assert {every[place] for place in again} == set(every) - finished
    assert all(every.index(every[place]) == place for place in again)


@given(numbers, st.integers(1, 7))
def test_every_run_falls_into_one_shard(every: list[int], shards: int) -> None:
    some = np.unique(np.array(every))
    parts = [shard(some, place, shards) for place in range(1, shards + 1)]
    assert sorted(np.concatenate(parts)) == some.tolist()


class Counting(Executor):
    """Keeps what it is given, and computes it when it is waited for."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []
        self.most = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, fn, args))
        self.most = max(self.most, len(self.waiting))
        return future

    def advance(self) -> None:
        future, fn, args = self.waiting.pop(0)
        future.set_result(fn(*args))


def test_a_few_runs_are_handed_in_at_a_time(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, executor = load_spec(written(replications=50)), Counting()
    engine = Engine("counting", executor, lambda: 3, lambda: None)

    def waited(running: Any, **_: Any) -> tuple[set[Any], set[Any]]:
        executor.advance()
        return {future for future in running if future.done()}, set()

    monkeypatch.setattr("abm.studies.execution.wait", waited)

    def made() -> AbstractContextManager[Engine]:
        return nullcontext(engine)

    with Journal(tmp_path / "a.journal") as journal:
        tasks = tasks_of(study, missing(identities(study), []))
        tally = Execution(job_of(study, fake_world.QUICK), tasks, journal, made).run()
    assert tally.ended == [200, 0, 0]
    assert executor.most == 3 * AHEAD


def test_a_job_is_small_and_the_same_wherever_it_is_unpacked(small: Study) -> None:
    job = job_of(small, fake_world.QUICK)
    assert len(job.packed) < 10_000
    tasks = list(tasks_of(small, np.array([0, 5])))
    outcomes = [[compute(job, task).header["outcomes"] for task in tasks] for _ in range(2)]
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] != outcomes[0][1]


def test_outcomes_follow_the_factors(small: Study) -> None:
    """The fake world multiplies everything by the border effort: twice the effort, twice the outcome."""
    job = job_of(small, fake_world.QUICK)
    runs = list(small.runs())
    single, double = (
        compute(job, task).header["outcomes"]
        for task in tasks_of(small, np.array([run.number for run in (runs[0], runs[6])]))
    )
    assert [run.values[0] for run in (runs[0], runs[6])] == [1, 2]
    assert double == pytest.approx([2 * value for value in single])


class KilledWorker(Exception):
    """What Dask says of every task that a dying worker had in hand."""


def test_who_is_accused_with_the_culprit_is_tried_alone(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = load_spec(written(factors=None, design=None))
    together: list[Any] = []

    class Accusing(Executor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            together.append(args[1])
            if len(together) <= 3 or args[1].seed == 3:
                future.set_exception(KilledWorker())
            else:
                future.set_result(fn(*args))
            return future

    engine = Engine("accusing", Accusing(), lambda: 3, lambda: None)
    with Journal(tmp_path / "a.journal") as journal:
        tasks = tasks_of(study, missing(identities(study), []))
        tally = Execution(job_of(study, fake_world.QUICK), tasks, journal, lambda: nullcontext(engine)).run()
    assert tally.ended == [2, 1, 0]


def test_a_factor_of_the_key_seed_is_chance(written: Written) -> None:
    """A run of seed 1 at a point that draws 5 is the run of seed 6, and other factors keep theirs."""
    factors = {"draw": {"key": "seed", "values": [0, 5]}}
    outcomes = [{"measure": "attempts"}]
    drawn = load_spec(written(factors=factors, design={"kind": "grid"}, replications=1, outcomes=outcomes))
    plain = load_spec(written(factors={}, design=None, replications=6, outcomes=outcomes))
    by_draw, by_seed = (
        [compute(job_of(study, SIMULATE), task_of(run)).header["outcomes"] for run in study.runs()]
        for study in (drawn, plain)
    )
    assert by_draw == [by_seed[0], by_seed[5]]
    assert by_seed[0] != by_seed[5]
