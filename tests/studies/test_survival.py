from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from abm.refusal import Refusal
from abm.results.journal import Journal
from abm.studies import Options, Study, StudyInterrupted, complete, execute, load_spec, load_study, run_study
from abm.studies.engines import Engine, serial
from abm.studies.layout import journal_path
from tests.studies import fake_world
from tests.studies.conftest import Written

ROOT = Path(__file__).resolve().parents[2]
SAME = ("design.parquet", "runs.parquet", "outcomes.parquet", "manifest.json", "study.yaml")
PROGRAM = (
    "import sys; from pathlib import Path; from abm.studies import Options, execute, load_spec\n"
    "if __name__ == '__main__':\n"
    "    execute(load_spec(Path(sys.argv[1])), Options(Path(sys.argv[2]), int(sys.argv[3]), simulate=sys.argv[4]))\n"
)


def here(out: Path, simulate: str = fake_world.QUICK, **more: object) -> Options:
    return Options(out, engine="serial", simulate=simulate, **more)  # type: ignore[arg-type]


def contents(folder: Path, names: tuple[str, ...] = SAME) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names}


def started(file: Path, out: Path, simulate: str, jobs: int = 1) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", PROGRAM, str(file), str(out), str(jobs), simulate]
    return subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)


def until(condition: object, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def calls(log: Path) -> int:
    return len(log.read_text().split()) if log.is_file() else 0


# ------------------------------------------------------------------------------------------ interruption


def test_finished_runs_are_never_repeated(
    small: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv(fake_world.LOG, str(log))
    assert execute(small, here(tmp_path / "out")).ended == [12, 0, 0]
    assert execute(small, here(tmp_path / "out")).ended == [0, 0, 0]
    assert calls(log) == 12
    assert execute(small, here(tmp_path / "out", fresh=True)).ended == [12, 0, 0]


def test_a_longer_study_runs_what_is_new(written: Written, tmp_path: Path) -> None:
    short = load_spec(written())
    assert not complete(short, tmp_path / "out")
    execute(short, here(tmp_path / "out"))
    longer = load_spec(written(replications=5))
    assert complete(short, tmp_path / "out")
    assert not complete(longer, tmp_path / "out")
    assert execute(longer, here(tmp_path / "out")).ended == [8, 0, 0]
    execute(longer, here(tmp_path / "whole"))
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.slow
def test_after_kill_9_the_same_command_runs_what_is_missing_and_the_files_are_the_same(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(replications=250)
    log, journal = tmp_path / "log", journal_path(tmp_path / "cut", None)
    execute(load_spec(file), here(tmp_path / "whole"))
    monkeypatch.setenv(fake_world.LOG, str(log))
    for records in (100, 400, 700):
        run = started(file, tmp_path / "cut", fake_world.SLEEPY, jobs=2)
        until(lambda size=records: journal.is_file() and journal.stat().st_size > size * 150)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
    with Journal(journal) as found:
        before = calls(log)
        missing = 1000 - len(set(found.index.identities))
    assert 100 < missing < 900
    run = started(file, tmp_path / "cut", fake_world.SLEEPY, jobs=2)
    run.communicate()
    assert run.returncode == 0
    assert calls(log) == before + missing
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")


def test_a_study_that_was_cut_off_is_published_when_it_is_loaded(small: Study, tmp_path: Path) -> None:
    execute(small, here(tmp_path / "out"))
    journal = journal_path(tmp_path / "out", None)
    journal.write_bytes(journal.read_bytes()[:-5])
    result = load_study(tmp_path / "out")
    assert len(result.runs) == len(result.outcomes) == 11
    assert result.missing == 1


def test_workers_end_with_their_parent(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a thousand runs of 10 ms hardly any is computed after the parent is gone."""
    log = tmp_path / "log"
    monkeypatch.setenv(fake_world.LOG, str(log))
    run = started(written(replications=250), tmp_path / "out", fake_world.SLEEPY)
    until(lambda: calls(log) > 5)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    time.sleep(0.5)
    after = calls(log)
    time.sleep(0.3)
    assert calls(log) == after < 100


def test_ctrl_c_keeps_what_came_and_says_how_to_go_on(small: Study, tmp_path: Path) -> None:
    run = execute_interrupted(small, tmp_path / "out", after=5)
    assert str(run.value) == (
        f"interrupted: 5 of 12 runs are kept in {tmp_path / 'out'}; the same command computes the others"
    )
    assert len(load_study(tmp_path / "out").outcomes) == 5
    assert execute(small, here(tmp_path / "out")).ended == [7, 0, 0]


def execute_interrupted(study: Study, out: Path, after: int) -> pytest.ExceptionInfo[StudyInterrupted]:
    with pytest.MonkeyPatch.context() as patch:
        submit, count = Engine.submit, iter(range(100))

        def interrupted(self: Engine, *given: object) -> object:
            if next(count) == after:
                raise KeyboardInterrupt
            return submit(self, *given)  # type: ignore[arg-type]

        patch.setattr(Engine, "submit", interrupted)
        with pytest.raises(StudyInterrupted) as found:
            execute(study, here(out))
    return found


@pytest.mark.slow
def test_ctrl_c_on_the_command_line_ends_with_130(written: Written, tmp_path: Path) -> None:
    file = written(set={"months": 120, "world": {"states": 8}}, replications=50)
    out = tmp_path / "out"
    words = [sys.executable, "-m", "abm", "study", str(file), "--out", str(out), "--jobs", "2"]
    run = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    journal = journal_path(out, None)
    until(lambda: journal.is_file() and journal.stat().st_size > 0)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all processes of the group
    _, said = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "the same command computes the others" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert len(load_study(out).outcomes) > 0


# ------------------------------------------------------------------------------------------ failures


def test_a_failed_run_is_a_row_with_its_traceback(written: Written, tmp_path: Path) -> None:
    study = load_spec(written(replications=5, factors=None, design=None))
    assert execute(study, here(tmp_path / "out", fake_world.FAILING)).ended == [2, 3, 0]
    runs = load_study(tmp_path / "out").runs.set_index("seed")
    assert runs["status"].tolist() == ["failed", "finished", "failed", "finished", "failed"]
    assert "ZeroDivisionError: of all things" in runs.loc[1, "error"]
    assert "Traceback" in runs.loc[1, "error"]
    assert runs.loc[3, "error"] == "seed 3 is not to our taste"
    assert (runs.loc[[2, 4], "error"] == "").all()


def test_failed_runs_are_tried_again_when_asked(
    small: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mended, out = f"{fake_world.HERE}:mended", tmp_path / "out"
    monkeypatch.setenv("FAKE_WORLD_FAILS", "1")
    assert execute(small, here(out, mended)).ended == [4, 8, 0]
    monkeypatch.delenv("FAKE_WORLD_FAILS")
    assert execute(small, here(out, mended)).ended == [0, 0, 0]
    assert execute(small, here(out, mended, retry_failed=True)).ended == [8, 0, 0]
    execute(small, here(tmp_path / "whole"))
    assert contents(out) == contents(tmp_path / "whole")


def test_a_run_that_takes_too_long_is_a_row(written: Written, tmp_path: Path) -> None:
    study = load_spec(written(factors=None, design=None, running={"timeout": 0.15}))
    slow = f"{fake_world.HERE}:slow_in_a_month"
    assert execute(study, here(tmp_path / "out", slow)).ended == [2, 0, 1]
    runs = load_study(tmp_path / "out").runs
    assert runs["status"].tolist() == ["finished", "timed out", "finished"]
    assert runs["error"][1] == "not finished after 0.15 s"


def test_a_worker_that_dies_takes_its_own_run_alone(written: Written, tmp_path: Path) -> None:
    study = load_spec(written(replications=6, factors=None, design=None))
    tally = execute(study, Options(tmp_path / "out", 2, simulate=fake_world.DYING))
    assert tally.ended == [5, 1, 0]
    runs = load_study(tmp_path / "out").runs
    assert runs["status"].tolist() == ["finished"] * 2 + ["failed"] + ["finished"] * 3
    assert runs["error"][2].startswith("its process was ended from outside")


# ------------------------------------------------------------------------------------------ files


def test_a_damaged_record_is_said_and_computed_again(
    small: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    execute(small, here(out))
    before, journal = contents(out), journal_path(out, None)
    content = bytearray(journal.read_bytes())
    content[len(content) // 2] ^= 255
    journal.write_bytes(content)
    capsys.readouterr()
    assert execute(small, here(out)).ended == [1, 0, 0]
    assert "damaged; the runs there are computed again" in capsys.readouterr().err
    assert contents(out) == before


def test_a_second_command_on_the_same_study_is_refused(small: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Journal(journal_path(out, None)), pytest.raises(Refusal, match="written by another process"):
        execute(small, here(out))
    assert [path.name for path in out.rglob("*") if path.is_file()] == ["main.journal"]


def test_a_full_disk_is_said_and_finished_runs_stay(
    small: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, count = os.write, iter(range(1000))

    def full(handle: int, content: bytes) -> int:
        if next(count) >= 4:
            raise OSError(28, "No space left on device")
        return write(handle, content)

    with monkeypatch.context() as patch:
        patch.setattr("abm.results.journal.os.write", full)
        with pytest.raises(Refusal, match="is full"):
            execute(small, here(tmp_path / "out"))
    assert len(load_study(tmp_path / "out").outcomes) == 4
    assert execute(small, here(tmp_path / "out")).ended == [8, 0, 0]


def test_the_result_of_a_batch_is_not_overwritten(small: Study, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 1}')
    with pytest.raises(Refusal, match="not of a study"):
        execute(small, here(tmp_path))


def test_shards_make_the_whole(small: Study, tmp_path: Path) -> None:
    first = execute(small, here(tmp_path / "out", shard=(1, 2)))
    second = execute(small, here(tmp_path / "out", shard=(2, 2)))
    assert sum(first.ended) == sum(second.ended) == 6
    execute(small, here(tmp_path / "whole"))
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert execute(small, here(tmp_path / "out")).ended == [0, 0, 0]


def test_a_finished_run_counts_whatever_another_journal_says(
    small: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mended, out = f"{fake_world.HERE}:mended", tmp_path / "out"
    execute(small, here(out, mended, shard=(2, 2)))
    monkeypatch.setenv("FAKE_WORLD_FAILS", "1")
    whole = journal_path(out, None)
    execute(small, here(tmp_path / "other", mended))
    whole.write_bytes(journal_path(tmp_path / "other", None).read_bytes())
    counts = load_study(out).runs["status"].value_counts()
    assert counts.to_dict() == {"finished": 8, "failed": 4}


def test_run_study_returns_the_result(written: Written, tmp_path: Path) -> None:
    result = run_study(written(), tmp_path / "out", engine="serial", simulate=fake_world.QUICK)
    assert len(result.outcomes) == 12


def test_the_serial_engine_takes_one_run_at_a_time() -> None:
    with serial() as engine:
        assert engine.workers() == 1
