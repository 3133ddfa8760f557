from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from abm.refusal import Refusal
from abm.results.store import UNFINISHED, Store
from abm.runs.batch import Batch, compute_missing
from abm.runs.replication import Simulate
from tests.runs import fake_model

ROOT = Path(__file__).resolve().parents[2]
MONTHS = 24


def batch_of(root: Path, seeds: tuple[int, ...], simulate: Simulate = fake_model.quick, **more: Any) -> Batch:
    scenario = cast(Any, SimpleNamespace(months=MONTHS))
    return Batch(scenario, seeds, Store(root), version="1", simulate=simulate, **more)


def frames_below(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*.parquet"))}


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The seeds that were computed, one a line."""
    path = tmp_path / "computed.txt"
    path.touch()
    monkeypatch.setenv(fake_model.LOG, str(path))
    return path


def computed(log: Path) -> list[int]:
    return sorted(map(int, log.read_text().split()))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("uninterrupted")
    compute_missing(batch_of(root, (1, 2, 3)))
    return frames_below(root)


def test_one_process_and_two_write_the_same_bytes(tmp_path: Path, uninterrupted: dict[str, bytes]) -> None:
    outcome = compute_missing(batch_of(tmp_path, (1, 2, 3), fake_model.threads, jobs=2))
    assert sorted(outcome.computed) == [1, 2, 3]
    assert not outcome.failed
    assert frames_below(tmp_path) == uninterrupted


def test_what_is_there_is_not_computed_again(
    tmp_path: Path, log: Path, uninterrupted: dict[str, bytes]
) -> None:
    compute_missing(batch_of(tmp_path, (2,)))
    outcome = compute_missing(batch_of(tmp_path, (1, 2, 3)))
    assert (outcome.kept, outcome.computed) == ([2], [1, 3])
    assert computed(log) == [1, 2, 3]
    assert frames_below(tmp_path) == uninterrupted


def test_fresh_computes_everything_again(tmp_path: Path, log: Path, uninterrupted: dict[str, bytes]) -> None:
    for fresh in (False, True):
        compute_missing(batch_of(tmp_path, (1, 2, 3), fresh=fresh))
    assert computed(log) == [1, 1, 2, 2, 3, 3]
    assert frames_below(tmp_path) == uninterrupted


def test_a_torn_run_is_said_and_computed_again(
    tmp_path: Path, log: Path, uninterrupted: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    compute_missing(batch_of(tmp_path, (1, 2, 3)))
    torn = Store(tmp_path).path("states", 2)
    torn.write_bytes(torn.read_bytes()[:100])
    compute_missing(batch_of(tmp_path, (1, 2, 3)))
    assert f"{torn} is torn: 100 of" in capsys.readouterr().err
    assert computed(log) == [1, 2, 2, 3]
    assert frames_below(tmp_path) == uninterrupted


def test_a_run_of_another_version_is_computed_again(tmp_path: Path, log: Path) -> None:
    Store(tmp_path).write(1, fake_model.frames_of(1), {"version": "0"})
    compute_missing(batch_of(tmp_path, (1,)))
    assert computed(log) == [1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failed_replication_is_kept_as_a_traceback_and_ends_no_other(tmp_path: Path, jobs: int) -> None:
    outcome = compute_missing(batch_of(tmp_path, (1, 2, 3), fake_model.failing, jobs=jobs))
    assert sorted(outcome.computed) == [1, 3]
    assert "ZeroDivisionError: of all things" in outcome.failed[2]
    assert "Traceback" in (tmp_path / "failures" / "seed-2.txt").read_text()
    assert Store(tmp_path).finished() == [1, 3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_refusal_in_a_replication_is_the_batchs_and_nothing_is_written(tmp_path: Path, jobs: int) -> None:
    with pytest.raises(Refusal, match="not to our taste"):
        compute_missing(batch_of(tmp_path / "root", (1, 2), fake_model.refusing, jobs=jobs))
    assert not (tmp_path / "root").exists()


def test_a_worker_that_is_killed_costs_its_own_replications_only(
    tmp_path: Path, log: Path, uninterrupted: dict[str, bytes]
) -> None:
    outcome = compute_missing(batch_of(tmp_path, (1, 2, 3), fake_model.killed, jobs=2))
    assert sorted(outcome.computed) == [1, 3]
    assert "ended from outside" in outcome.failed[2]
    compute_missing(batch_of(tmp_path, (1, 2, 3), jobs=2))
    assert computed(log) == [1, 2, 3]
    assert frames_below(tmp_path) == uninterrupted


PROGRAM = """
import sys
from pathlib import Path
from types import SimpleNamespace
from abm.results.store import Store
from abm.runs.batch import Batch, compute_missing
from tests.runs import fake_model

if __name__ == "__main__":
    batch = Batch(SimpleNamespace(months=24), (1, 2, 3), Store(Path(sys.argv[1])), jobs=int(sys.argv[2]),
                  version="1", simulate=fake_model.slow)
    print(sorted(compute_missing(batch).computed), flush=True)
"""


def started(tmp_path: Path, jobs: int) -> subprocess.Popen[str]:
    """A batch in a process group of its own, of which the first replication is finished."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    process = subprocess.Popen(
        [sys.executable, str(program), str(tmp_path / "root"), str(jobs)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not Store(tmp_path / "root").finished():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    return process


def processes_in_session(session: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


@pytest.mark.parametrize("jobs", [1, 2])
def test_after_kill_9_the_same_command_computes_exactly_what_is_missing(
    tmp_path: Path, log: Path, uninterrupted: dict[str, bytes], jobs: int
) -> None:
    process = started(tmp_path, jobs)
    process.kill()
    process.communicate(timeout=30)
    root = tmp_path / "root"
    finished = Store(root).finished()
    assert finished == [1]
    outcome = compute_missing(batch_of(root, (1, 2, 3), jobs=jobs))
    assert sorted(outcome.computed) == [2, 3]
    assert computed(log) == [1, 2, 3]
    assert frames_below(root) == uninterrupted
    assert not (root / UNFINISHED).exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads the table of processes")
def test_workers_end_when_the_batch_is_killed(tmp_path: Path) -> None:
    process = started(tmp_path, 2)
    assert len(processes_in_session(process.pid)) > 2
    process.kill()
    process.communicate(timeout=30)
    deadline = time.monotonic() + 8
    while processes_in_session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_in_session(process.pid) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_what_is_finished_and_ends_at_once(tmp_path: Path, jobs: int) -> None:
    process = started(tmp_path, jobs)
    os.killpg(process.pid, signal.SIGINT)
    said, error = process.communicate(timeout=8)
    assert said.strip() == "[1]"
    assert "Traceback" not in error
    assert Store(tmp_path / "root").finished() == [1]
    assert not (tmp_path / "root" / UNFINISHED).exists()
