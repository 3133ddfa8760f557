"""The history of the board: entered once and in whole, only added to, and what changes after a verdict stays seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.results.files import as_json, read_json
from experiments.claims import __main__ as command
from experiments.claims import gathering
from experiments.claims.__main__ import main
from experiments.claims.board_page import counts_of, document
from experiments.claims.boarding import BEGIN, END, make_board
from experiments.claims.history import COLUMNS, Past, append, read_past, rows_of, steps
from experiments.claims.recording import (
    RECORD,
    bases_digest,
    file_digest,
    parameters_declared,
    parameters_digest,
    ranges_in,
    ranges_of,
)
from tests.experiments.board_bench import SHIPPED, Bench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Claims and results made by hand; pages are written without their figures, which take most of the time."""
    monkeypatch.setattr("abm.viz.panels.pictures", lambda draw, width, kinds: [b"<svg/>" for _ in kinds])
    return Bench(tmp_path)


# ------------------------------------------------------------------------------------------ the history


def test_a_whole_board_is_entered_once_and_the_same_adds_nothing(bench: Bench) -> None:
    bench.test_all("RRNN")
    board = bench.make("2026-01-01")
    rows = bench.history
    assert [row["claim"] for row in rows] == ["C1", "C2", "C10"]
    assert {row["board"] for row in rows} == {board.digest}
    assert tuple(rows[0]) == COLUMNS
    files = {path.name: path.read_bytes() for path in (bench.claims / "board").iterdir() if path.is_file()}
    assert set(files) == {"README.md", "board.parquet", "history.csv", "parameters.csv"}
    bench.make("2026-02-02")
    assert files == {
        path.name: path.read_bytes() for path in (bench.claims / "board").iterdir() if path.is_file()
    }


def test_the_history_is_only_added_to(bench: Bench) -> None:
    bench.test_all("RRNN")
    bench.make("2026-01-01")
    before = (bench.claims / "board" / "history.csv").read_bytes()
    bench.test("C2", "RRRR")
    bench.make("2026-02-02")
    after = (bench.claims / "board" / "history.csv").read_bytes()
    assert after.startswith(before)
    assert len(bench.history) == 6
    assert [len(board) for board in read_past(bench.claims / "board").boards] == [3, 3]
    bench.test("C2", "RRNN")  # back again: it is a third board, not the first one
    bench.make("2026-03-03")
    assert len(bench.history) == 9


PARTIAL: dict[str, Callable[[Bench], None]] = {
    "C10 is not run": lambda bench: (bench.results / "C10" / "findings.parquet").unlink(),
    "C10 is not run in whole (real)": lambda bench: _keep_stylised(
        bench.results / "C10" / "findings.parquet"
    ),
    "C10 has another file now": lambda bench: bench.write("C10", 0.3),
    "C10 was tested under other parameters": lambda bench: bench.test("C10", parameters="0" * 12),
    "C10 was tested with version 0.0": lambda bench: bench.test("C10", version="0.0"),
    "C10 has no record": lambda bench: (bench.results / "C10" / RECORD).unlink(),
}


def _keep_stylised(path: Path) -> None:
    frame = pd.read_parquet(path)
    frame[frame["world"] == "stylised"].to_parquet(path)


@pytest.mark.parametrize("said", PARTIAL)
def test_a_partial_board_says_what_it_lacks_and_leaves_the_repository_alone(bench: Bench, said: str) -> None:
    bench.test_all("RRRR")
    bench.make("2026-01-01")
    home = bench.claims / "board"
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    bench.test("C2", "NNNN")
    PARTIAL[said](bench)
    board = bench.make("2026-02-02")
    assert said in "; ".join(board.lacking)
    assert f"partial and is not entered into the history: {said}" in bench.text()
    assert files == {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    with pytest.raises(Refusal, match="the board is partial"):
        append(board, home, "2026-02-02")


def test_a_changed_threshold_is_seen_and_stays_seen(bench: Bench) -> None:
    bench.test_all("NURR")
    bench.make("2026-01-01")
    bench.write("C2", 0.02)
    bench.test("C2", "RRRR", threshold=0.02)
    bench.make("2026-02-02")
    sentence = (
        "C2, `rises`: expected was above 0.1, and it was not reproduced in the stylised world, undecided in the real "
        "world; expected is now above 0.02, and it is reproduced in the stylised world, reproduced in the real world."
    )
    assert sentence in bench.text()
    assert sentence in (bench.claims / "board" / "README.md").read_text(encoding="utf-8")
    assert (
        "| C2 | expected ranges, its file | stands in part (2 reproduced, 1 not reproduced, 1 undecided) |"
        in bench.text()
    )
    assert "| C1 | expected ranges" not in bench.text()
    bench.test("C1", "RRRR")
    bench.make("2026-03-03")
    assert sentence in bench.text()
    digests = [row["thresholds"] for row in bench.history if row["claim"] == "C2"]
    assert digests[0] != digests[1] == digests[2]


def test_a_changed_parameter_is_named_with_its_values(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.test_all("NNNN")
    bench.make("2026-01-01")
    key = next(iter(parameters_declared()))
    other = {**parameters_declared(), key: "123.5"}
    monkeypatch.setattr(gathering, "parameters_declared", lambda: other)
    for name in ("C1", "C2", "C10"):
        bench.test(name, "RRRR", parameters=parameters_digest(other))
    bench.make("2026-02-02")
    assert f"`{key}` was {parameters_declared()[key]} and is 123.5" in bench.text()
    assert (
        "| C10 | parameters of the model | falls (4 not reproduced) | stands (4 reproduced) |" in bench.text()
    )
    monkeypatch.setattr(gathering, "parameters_declared", parameters_declared)
    bench.test_all("RRRR")
    bench.make("2026-03-03")
    found = steps(
        read_past(bench.claims / "board"), rows_of(bench.board(), "2026-03-03"), parameters_declared()
    )
    assert [step.parameters for step in found] == [
        ((key, "123.5", parameters_declared()[key]),), ((key, parameters_declared()[key], "123.5"),)
    ]  # fmt: skip
    seen = (bench.claims / "board" / "parameters.csv").read_text(encoding="utf-8").splitlines()
    assert len(seen) == 1 + len(parameters_declared()) + 2


def test_a_claim_that_is_taken_off_is_said_to_be_gone(bench: Bench) -> None:
    bench.test_all("NNNN")
    bench.make("2026-01-01")
    (bench.claims / "C2.yaml").unlink()
    bench.make("2026-02-02")
    assert "C2 is gone; it was: falls (4 not reproduced)." in bench.text()
    bench.write("C2")
    bench.test("C2")
    bench.make("2026-03-03")
    assert "C2 is new: stands (4 reproduced)." in bench.text()
    assert "C2 is gone" in bench.text()


def test_other_runs_are_seen_though_a_board_of_the_other_size_lies_between() -> None:
    def row(size: str, board: str, runs: str) -> dict[str, str]:
        return {
            **dict.fromkeys(COLUMNS, ""),
            "date": board,
            "size": size,
            "board": board,
            "claim": "C1",
            "runs": runs,
        }

    past = Past([row("default", "1", "a"), row("full", "2", "b")])
    (step,) = steps(past, [row("default", "3", "c")], {})
    assert [one.what for one in step.claims] == [("runs",)]
    assert steps(past, [row("default", "3", "a")], {}) == []


def test_a_claim_that_could_not_be_tested_makes_a_board_partial(bench: Bench) -> None:
    """Findings of an earlier test are there in whole, and are those that the file asks for."""
    bench.test_all("RRRR")
    board = make_board(bench.claims, bench.results, untested=["C2"])
    assert board.lacking == ["C2 could not be tested now"]
    assert not (bench.claims / "board").exists()


def test_a_test_on_another_base_makes_a_board_partial(bench: Bench) -> None:
    """What the base scenario or the tables of its world say now may be something else than it was."""
    bench.test_all("RRRR")
    bench.test("C2", "RRRR", bases="0" * 12)
    (lacking,) = bench.board().lacking
    assert lacking == "C2 was tested on another base scenario, or on other tables of a world"


def test_bases_are_told_apart_by_scenario_and_not_by_what_a_claim_asks(bench: Bench) -> None:
    path = bench.claims / "C1.yaml"
    before = bases_digest(path)
    bench.write("C1", 0.11)
    assert bases_digest(path) == before
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("base: baseline", "base: no-conflict"), encoding="utf-8")
    assert bases_digest(path) != before


def test_a_base_that_changes_under_its_name_is_another(bench: Bench, tmp_path: Path) -> None:
    path, base = bench.claims / "C1.yaml", tmp_path / "mine.yaml"
    base.write_text("extends: baseline\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("base: baseline", f"base: {base}"), encoding="utf-8")
    before = bases_digest(path)
    assert bases_digest(path) == before
    base.write_text("extends: baseline\nmonths: 13\n", encoding="utf-8")
    assert bases_digest(path) != before


def test_a_record_that_names_no_base_is_said(bench: Bench) -> None:
    bench.test_all("RRRR")
    bench.test("C2", "RRRR", bases="")
    assert bench.board().lacking == ["C2 does not say on which base it was tested"]


def test_runs_that_failed_are_said(bench: Bench) -> None:
    bench.test("C1")
    path = bench.results / "C1" / RECORD
    said = read_json(path)
    said["worlds"]["real"]["lost"] = 3
    path.write_bytes(as_json(said))
    bench.make()
    assert bench.text().count("| 90 (3 failed) |") == 1


def test_nothing_changed_is_said_too(bench: Bench) -> None:
    assert "no earlier board" in _said(bench)
    bench.test_all("NNNN")
    bench.make("2026-01-01")
    bench.test("C1", "RRRR")
    bench.make("2026-02-02")
    assert "Nothing: since the first board, of 2026-01-01" in bench.text()


def _said(bench: Bench) -> str:
    board = bench.board()
    page = document(board, read_past(bench.claims / "board"), rows_of(board, "2026-01-01"), lambda entry: "")
    return " ".join(getattr(block, "text", "") for section in page.sections for block in section.blocks)


def test_comments_and_layout_of_a_file_make_no_difference(bench: Bench) -> None:
    path = bench.claims / "C1.yaml"
    before = file_digest(path)
    path.write_text(
        "# A word.\n" + path.read_text(encoding="utf-8").replace("{above: 0.1}", "{ above: 0.10 }")
    )
    assert file_digest(path) == before
    bench.write("C1", 0.11)
    assert file_digest(path) != before


def test_ranges_are_read_as_they_were_written(bench: Bench) -> None:
    bench.test("C1", threshold=0.012)
    frame = bench.board().entries[0].findings
    assert ranges_in(ranges_of(frame)) == {"rises": (0.012, math.inf), "falls": (-math.inf, 0.0)}


def test_a_history_that_is_none_is_refused(bench: Bench) -> None:
    bench.test_all()
    home = bench.claims / "board"
    home.mkdir()
    (home / "history.csv").write_text("date,what\n2026,1\n", encoding="utf-8")
    with pytest.raises(Refusal, match="is no history of boards"):
        bench.make()


# ------------------------------------------------------------------------------------------ headline elsewhere


def test_the_headline_is_put_between_its_marks_and_only_by_a_whole_board(bench: Bench) -> None:
    readme = bench.claims.parent / "README.md"
    text = f"# A\n\n{BEGIN}\nNothing yet.\n{END}\n\nAfter.\n"
    readme.write_text(text, encoding="utf-8")
    bench.test("C1")
    bench.make(readme=readme)
    assert readme.read_text(encoding="utf-8") == text
    bench.test_all("RRNN")
    for _ in range(2):
        board = bench.make(readme=readme)
        said = readme.read_text(encoding="utf-8")
        assert counts_of(board) in said
        assert "(claims/board/README.md)" in said
        assert "(claims/board/figures/headline.png)" in said
        assert said.startswith("# A\n\n")
        assert said.endswith(f"{END}\n\nAfter.\n")
        assert "Nothing yet" not in said


def test_the_shipped_readme_has_its_place() -> None:
    text = (SHIPPED.parents[1] / "README.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)


# ------------------------------------------------------------------------------------------ commands


def _command(bench: Bench, *words: str) -> int:
    return main([*words, "--claims", str(bench.claims), "--out", str(bench.results)])


def test_the_board_is_written_again_from_what_is_there(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.test("C1", "RRRR")
    assert _command(bench, "board") == 0
    said = capsys.readouterr().out
    assert "Of 3 claims 1 stands, and 2 are not run." in said
    assert "This board is partial and is not entered into the history: C2 is not run; C10 is not run." in said
    assert (bench.results / "board" / "report.html").is_file()
    assert not (bench.claims / "board").exists()


def test_a_claim_that_is_refused_stops_no_other(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """The claims of the bench ask for things that no claim can be made of; each is said, and the board is written."""
    assert _command(bench, "all") == 2
    said = capsys.readouterr()
    for name in ("C1", "C2", "C10"):
        assert f"{name}.yaml" in said.err
    assert "Of 3 claims 3 are not run." in said.out
    assert (bench.results / "board" / "report.html").is_file()


def test_a_fault_of_the_program_stops_no_other_claim(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(path: Path, *_: object) -> None:
        if path.stem == "C2":
            raise ZeroDivisionError("a fault")
        bench.test(path.stem)

    monkeypatch.setattr(command, "_test", faulty)
    assert _command(bench, "all") == 1
    said = capsys.readouterr()
    assert "ZeroDivisionError: a fault" in said.err
    assert "C2 is not run and could not be tested now" in said.out
    assert "C1" not in said.out.split("is partial")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("C3",), "there is no claim 'C3'"),
        (("boards",), "there is no claim 'boards'"),
        (("board", "--world", "real"), "--world: the board is of all worlds"),
    ],
)
def test_bad_words_are_refused(
    bench: Bench, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert _command(bench, *words) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_claims_and_torn_findings_are_refused(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["board", "--claims", str(tmp_path / "none"), "--out", str(tmp_path)]) == 2
    assert main(["all", "--claims", str(tmp_path / "none"), "--out", str(tmp_path)]) == 2
    bench.test("C1")
    (bench.results / "C1" / "findings.parquet").write_bytes(b"PAR1")
    assert _command(bench, "board") == 2
    assert "findings.parquet cannot be read" in capsys.readouterr().err
