from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from abm import runs
from abm.__main__ import main
from tests.runs import fake_model

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("run", "stylised", "--set", "world.states=3", "--months", "24", "--replications", "2", "--jobs", "1")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in an empty folder, with a model that costs nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runs, "run", partial(runs.run, simulate=fake_model.quick))


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The sentence of a command that refuses, having written nothing."""
    before = sorted(Path().rglob("*"))
    capsys.readouterr()
    assert main(words) == 2
    sentence = capsys.readouterr().err
    assert sentence.startswith("abm: ")
    assert sentence.count("\n") == 1
    assert sorted(Path().rglob("*")) == before
    return sentence


def test_alone_it_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    said = capsys.readouterr().out
    for name in (
        "run",
        "check",
        "check-world",
        "schema",
        "parameters",
        "figures",
        "export-circuit",
        "build-world",
    ):
        assert f"\n    {name}" in said


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out[0].isdigit()


def test_a_run_prints_its_table_and_leaves_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--no-figures"]) == 0
    said = capsys.readouterr()
    assert "Border control" in said.out
    assert "Violence" in said.out
    assert "result in results/stylised" in said.err
    assert Path("results/stylised/manifest.json").is_file()


def test_the_options_change_the_scenario() -> None:
    assert main([*SMALL, "--seed", "7", "--out", "out", "--set", "persons_per_agent=50", "--no-figures"]) == 0
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["seeds"] == [7, 8]
    assert manifest["scenario"]["persons_per_agent"] == 50
    assert manifest["scenario"]["months"] == 24


def test_a_second_run_computes_nothing_and_a_fresh_one_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fake_model.LOG, "log.txt")
    for more, count in (((), 2), ((), 2), (("--fresh",), 4)):
        assert main([*SMALL, "--no-figures", *more]) == 0
        assert len(Path("log.txt").read_text().split()) == count


def test_figures_are_drawn_and_drawn_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from abm.viz import figures

    def draw(result: object, out: Path) -> list[Path]:
        (out / "figures").mkdir(parents=True)
        (out / "figures" / "one.png").write_bytes(b"picture")
        return [out / "figures" / "one.png"]

    monkeypatch.setattr(figures, "draw", draw)
    assert main([*SMALL, "--out", "out"]) == 0
    assert "figures/one.png" in json.loads(Path("out/manifest.json").read_text())["products"]
    Path("out/figures/one.png").unlink()
    capsys.readouterr()
    assert main(["figures", "out"]) == 0
    assert capsys.readouterr().out == "out/figures/one.png\n"
    assert [path.name for path in Path("out/figures").iterdir()] == ["one.png"]
    assert not list(Path("out").glob(".figures*"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runn",), "did you mean 'run'"),
        (("run", "baselin"), "did you mean 'baseline'"),
        (("run", "--sed=3"), "did you mean '--seed'"),
        (("run", "--seed", "x"), "invalid int value: 'x'"),
        (("run", "--seed", "-1"), "--seed -1"),
        (("run", "--replications", "0"), "--replications 0"),
        (("run", "--months", "0"), "--months 0"),
        (("run", "--jobs", "0"), "--jobs is 0"),
        (("run", "--set", "mnths=3"), "did you mean 'months'"),
        (("run", "--set", "months"), "no '='"),
        (("run", "absent.yaml"), "no such file"),
        (("check", "absent.yaml"), "no such file"),
        (("check",), "required: file"),
        (("check-world", "absent"), "1 problem"),
        (("figures", "absent"), "holds no result"),
        (("parameters", "--format", "pdf"), "invalid choice: 'pdf'"),
        (("export-circuit",), "required: --out"),
        (("build-world", "--source", "absent", "--out", "out"), "absent"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert said in refused(capsys, *words)


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/results"])
def test_an_output_folder_that_cannot_be_written_is_refused(
    capsys: pytest.CaptureFixture[str], place: str
) -> None:
    Path("file").write_text("mine")
    assert place in refused(capsys, *SMALL, "--out", place)


def test_a_scenario_that_does_not_fit_its_world_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "'XYZ'" in refused(capsys, *SMALL, "--set", "policies.XYZ.quota_family=0")


def test_a_fault_of_the_program_is_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runs, "run", partial(runs.run, simulate=fake_model.failing))
    assert main([*SMALL, "--out", "out"]) == 1
    sentence = capsys.readouterr().err.splitlines()[-1]
    assert "ZeroDivisionError: of all things" in sentence
    (trace,) = Path("out").glob("*/failures/seed-2.txt")
    assert "Traceback" in trace.read_text()


def test_ctrl_c_is_code_130_and_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(scenario: Any, seed: int, told: Any) -> dict[str, Any]:
        if seed == 2:
            raise KeyboardInterrupt
        return dict(fake_model.frames_of(seed))

    monkeypatch.setattr(runs, "run", partial(runs.run, simulate=interrupted))
    assert main([*SMALL, "--out", "out"]) == 130
    assert "1 of 2 replications are finished and kept in out" in capsys.readouterr().err
    assert Path("out/summary.md").is_file()


def test_a_good_scenario_is_said_to_be_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "stylised"]) == 0
    assert capsys.readouterr().out.count("\n") == 1


def test_the_schema_is_json_on_the_terminal_and_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert main(["schema", "--out", "deep/schema.json"]) == 0
    assert json.loads(Path("deep/schema.json").read_text()) == printed
    assert "months" in printed["properties"]


def test_every_parameter_is_listed_with_unit_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len({row["key"] for row in rows}) == len(rows) > 50
    assert all(row["unit"] and row["meaning"] and row["source"] for row in rows)
    assert main(["parameters"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(rows) + 2


def test_the_circuit_is_exported_as_graphml() -> None:
    import networkx as nx

    assert main(["export-circuit", "stylised", "--out", "circuit.graphml"]) == 0
    graph = nx.read_graphml("circuit.graphml", force_multigraph=True)
    assert graph.number_of_nodes() == 60
    assert [path.name for path in Path().iterdir()] == ["circuit.graphml"]


def test_checking_compiles_and_draws_nothing() -> None:
    program = (
        "import sys; from abm.__main__ import main; main(['check', 'baseline']); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.splitlines()[-1].split()) & {"mesa", "numba", "matplotlib"}
