from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from abm.refusal import Refusal
from abm.studies import Options, Study, engines, execute, load_spec
from abm.studies.declarations import Cluster
from abm.studies.engines import Engine
from tests.studies import fake_world
from tests.studies.conftest import Written

SAME = ("design.parquet", "runs.parquet", "outcomes.parquet", "yearly.parquet", "monthly.parquet")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A real scheduler and two worker processes on loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in SAME}


@pytest.mark.slow
def test_serial_processes_and_dask_give_the_same_files_bit_for_bit(
    written: Written, tmp_path: Path, scheduler: str
) -> None:
    """With the real model: its numbers too are the same for any engine."""
    study = load_spec(written(keep={"yearly": "all", "monthly": ["immigrants"], "places": ["world", "all"]}))
    execute(study, Options(tmp_path / "serial", engine="serial"))
    execute(study, Options(tmp_path / "processes", 2))
    execute(study, Options(tmp_path / "dask", scheduler=scheduler))
    assert contents(tmp_path / "serial") == contents(tmp_path / "processes") == contents(tmp_path / "dask")


@pytest.mark.slow
def test_a_dask_worker_that_dies_takes_its_own_run_alone(
    written: Written, tmp_path: Path, scheduler: str
) -> None:
    study = load_spec(written(replications=6, factors=None, design=None))
    tally = execute(study, Options(tmp_path / "out", scheduler=scheduler, simulate=fake_world.DYING))
    assert tally.ended == [5, 1, 0]


def test_nobody_at_an_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(engines, "CONNECT", 0.2)
    with pytest.raises(Refusal, match="no Dask scheduler answers"), engines.dask("tcp://127.0.0.1:9"):
        pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refusal, match=r"crossing-borders\[cluster\]"), engines.dask("tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize(("system", "word"), [("slurm", "#SBATCH"), ("pbs", "#PBS")])
def test_a_batch_system_is_asked_for_what_the_study_says(
    system: Any, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobqueue = pytest.importorskip("dask_jobqueue")
    scripts: list[str] = []
    for name in ("SLURMCluster", "PBSCluster"):

        class Recorded(getattr(jobqueue, name)):  # type: ignore[misc]
            def scale(self, jobs: int) -> None:
                scripts.append(f"{jobs} {self.job_script()}")
                raise RuntimeError("no such machine here")

        monkeypatch.setattr(jobqueue, name, Recorded)
    block = Cluster(
        system=system, jobs=3, cores=4, memory="8GB", walltime="02:00:00", queue="long", project="p1",
        directives=("--exclusive",), prologue=("module load python",),
    )  # fmt: skip
    with pytest.raises(RuntimeError, match="no such machine"), engines.cluster(block):
        pass
    script = scripts[0]
    for part in ("3 ", word, "long", "p1", "02:00:00", "--exclusive", "module load python"):
        assert part in script


# ------------------------------------------------------------------------------------------ cost


def overhead(study: Study, options: Options) -> float:
    """Seconds a run takes beyond its 10 ms, starting aside, with two workers: the least of three."""
    found = []
    for place in range(3):
        marks: list[float] = []
        make = options.engines(study)
        patched = Options(options.out.with_name(f"{options.out.name}-{place}"), options.jobs,  # type: ignore[union-attr]
                          scheduler=options.scheduler, simulate=fake_world.SLEEPY)  # fmt: skip
        execute_timed(study, patched, make, marks)
        found.append(2 * (marks[-1] - marks[100]) / (len(marks) - 101) - 0.01)
    return min(found)


def execute_timed(study: Study, options: Options, make: Any, marks: list[float]) -> None:
    from abm.results.journal import Journal
    from abm.studies.execution import Execution, identities, missing, tasks_of
    from abm.studies.layout import journal_path
    from abm.studies.work import job_of

    with Journal(journal_path(options.folder(study), None)) as journal:
        tasks = tasks_of(study, missing(identities(study), []))
        job = job_of(study, options.simulate)
        Execution(job, tasks, journal, make, lambda record: marks.append(time.perf_counter())).run()


@pytest.mark.slow
def test_a_run_costs_less_than_5_ms_in_processes(written: Written, tmp_path: Path) -> None:
    found = overhead(load_spec(written(replications=250)), Options(tmp_path / "out", 2))
    print(f"overhead in processes: {1000 * found:.2f} ms a run")
    assert found < 0.005


@pytest.mark.slow
def test_a_run_costs_less_than_10_ms_on_dask(written: Written, tmp_path: Path, scheduler: str) -> None:
    found = overhead(load_spec(written(replications=250)), Options(tmp_path / "out", scheduler=scheduler))
    print(f"overhead on Dask: {1000 * found:.2f} ms a run")
    assert found < 0.010


MEMORY = """
import resource, sys
from pathlib import Path
from abm.studies import Options, execute, load_spec
import abm.runs.replication as replication

def resident():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024

study = load_spec(Path(sys.argv[1]))
from abm.studies import execution
keep, count, marks = execution.Execution._keep, [0], []
def counted(self, record):
    keep(self, record)
    count[0] += 1
    if count[0] in (2_000, 50_000, 100_000):
        marks.append(resident())
execution.Execution._keep = counted
tally = execute(study, Options(Path(sys.argv[2]), engine="serial", simulate="tests.studies.fake_world:at_once"))
print(tally.ended[0], *(round(mark, 1) for mark in marks), round(resident(), 1))
"""


@pytest.mark.slow
def test_the_memory_of_the_parent_stays_flat_over_100_000_runs(written: Written, tmp_path: Path) -> None:
    file = written(replications=25_000)
    run = subprocess.run(
        [sys.executable, "-c", MEMORY, str(file), str(tmp_path / "out")],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    print(run.stdout)
    number, early, middle, late, published = map(float, run.stdout.split())
    assert number == 100_000
    assert late - middle < 8
    assert late - early < 16
    assert published - late < 150


def test_an_engine_whose_pool_is_broken_says_so_by_its_futures() -> None:
    with engines.processes(1) as engine:
        engine.executor.shutdown()
        assert engine.submit(None, None).exception() is not None  # type: ignore[arg-type]


def test_every_engine_is_a_context_manager() -> None:
    made: AbstractContextManager[Engine] = engines.serial()
    with made as engine:
        assert engine.name
    assert statistics.mean([engine.workers()]) == 1


def test_a_lasting_pool_is_the_same_for_the_next_study_and_another_once_it_broke(
    written: Written, tmp_path: Path
) -> None:
    dying = load_spec(written(replications=6, factors=None, design=None))
    with engines.lasting(1) as pool:
        with pool() as first:
            assert first.executor.submit(int).result() == 0
        with pool() as second:
            assert second is first
        tally = execute(dying, Options(tmp_path / "dying", pool=pool, simulate=fake_world.DYING))
        assert tally.ended == [5, 1, 0]
        tally = execute(dying, Options(tmp_path / "living", pool=pool, simulate=fake_world.QUICK))
        assert tally.ended == [6, 0, 0]
        with pool() as third:
            assert third is not first
    assert isinstance(third.submit(None, None).exception(), RuntimeError)  # type: ignore[arg-type]


def test_who_interrupts_a_study_ends_the_pool_and_the_next_has_another() -> None:
    with engines.lasting(1) as pool:
        with pytest.raises(KeyboardInterrupt), pool() as first:
            raise KeyboardInterrupt
        with pool() as second:
            assert second is not first
            assert second.executor.submit(int).result() == 0
