from __future__ import annotations

from pathlib import Path

import pytest

from abm.__main__ import main
from abm.studies import Options, execute, load_spec
from abm.studies.engines import serial
from abm.studies.estimate import points_expected
from abm.studies.status import status
from tests.studies import fake_world
from tests.studies.conftest import Written

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "configs" / "studies").glob("*.yaml"))


@pytest.fixture
def quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilot runs cost nothing, here."""
    monkeypatch.setattr("abm.studies.estimate.processes", lambda jobs: serial())
    monkeypatch.setattr("abm.commands.study.SIMULATE", fake_world.QUICK)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.usefixtures("quick_pilot")
def test_a_dry_run_of_every_shipped_study_writes_nothing(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["study", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    study = load_spec(file)
    size = study.numbering.size(points_expected(study))
    assert f"{size:,} runs" in said
    assert f"missing: {size:,} of {size:,} runs, about" in said
    assert "GiB of memory" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("quick_pilot")
def test_a_command_runs_a_study_and_says_where_it_is(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["study", str(written()), "--out", str(tmp_path / "out"), "--serial", "--replications", "2"]
    assert main(words) == 0
    assert "small: 8 finished" in capsys.readouterr().err
    assert main(words) == 0
    assert "small: nothing was missing" in capsys.readouterr().err
    assert main(["status", str(tmp_path / "out")]) == 0
    assert "finished: 8" in capsys.readouterr().out


def test_status_counts_what_came_and_shows_failures(written: Written, tmp_path: Path) -> None:
    study, out = load_spec(written()), tmp_path / "out"
    execute(study, Options(out, engine="serial", simulate=fake_world.FAILING, shard=(1, 2)))
    said = status(out)
    assert "12 runs: 4 points x 3 replications x 1 policies" in said
    assert "missing: 6" in said
    assert "seed 3" in said
    assert "ZeroDivisionError: of all things" in said
    assert "--retry-failed" in said


def test_status_needs_a_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", str(tmp_path)]) == 2
    assert "holds no study" in capsys.readouterr().err
