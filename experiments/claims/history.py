"""The history of boards: a row for each claim of every whole board, only ever added to, and what changed between them.

Two files beside the claims: `history.csv` has the rows, `parameters.csv` the declared default of every parameter when
it was first seen and whenever it was another. From the two follows what was changed after which verdict.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import final

from abm.refusal import Refusal
from abm.results.files import write_whole, writing
from experiments.claims.gathering import Board, Entry
from experiments.claims.judging import LETTERS, NOT_RUN, counted
from experiments.claims.recording import parameters_digest, ranges_in, short_digest

HISTORY, PARAMETERS = "history.csv", "parameters.csv"
COLUMNS = (
    "date", "size", "board", "version", "claim", "verdict", "file", "thresholds", "parameters", "runs", "reproduced",
    "not_reproduced", "undecided", "not_explained", "worlds", "verdicts", "ranges",
)  # fmt: skip
"""Columns of the history; `verdicts` has a letter for each world, in the order of `worlds`, `ranges` the thresholds."""

KEYS = ("parameters", "key", "value")

Row = Mapping[str, str]


@final
@dataclass(frozen=True)
class Past:
    """What the two files say.

    Attributes:
        rows: of the history, the oldest first.
        parameters: rows of parameters that were first seen or changed, the oldest first.
    """

    rows: Sequence[Row] = ()
    parameters: Sequence[Row] = ()

    @property
    def boards(self) -> list[list[Row]]:
        """The rows of each board, the oldest board first."""
        found: list[list[Row]] = []
        for row in self.rows:
            if not found or any(row[key] != found[-1][0][key] for key in ("date", "size", "board")):
                found.append([])
            found[-1].append(row)
        return found

    def values(self, digest: str = "") -> dict[str, str]:
        """Return the value of every parameter under a digest, or the last ones; empty if it was never seen."""
        values: dict[str, str] = {}
        found: dict[str, str] = {}
        for row in self.parameters:
            values[row["key"]] = row["value"]
            if row["parameters"] == digest:
                found = dict(values)
        return {key: value for key, value in (found if digest else values).items() if value}


def read_past(folder: Path) -> Past:
    """Return the history in a folder, an empty one if there is none.

    Raises:
        Refusal: a file of it is torn or is none.
    """
    return Past(_read(folder / HISTORY, COLUMNS), _read(folder / PARAMETERS, KEYS))


def _read(path: Path, columns: Sequence[str]) -> list[Row]:
    if not path.is_file():
        return []
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    if not lines or tuple(lines[0]) != tuple(columns) or any(len(line) != len(columns) for line in lines):
        raise Refusal(
            f"{path} is no history of boards: its first line is not {','.join(columns)}, or it is torn"
        )
    return [dict(zip(columns, line, strict=True)) for line in lines[1:]]


def rows_of(board: Board, date: str) -> list[Row]:
    """Return the rows that a board has in the history.

    Args:
        board: the board.
        date: of its making, "YYYY-MM-DD".
    """
    return [_row(board, entry, date) for entry in board.entries]


def _row(board: Board, entry: Entry, date: str) -> Row:
    counts = counted(entry.verdicts())
    ran = entry.judgement != NOT_RUN
    return dict(zip(COLUMNS, (
        date, board.size, board.digest, entry.record.of("version"), entry.name, entry.judgement,
        entry.record.of("file"), short_digest(entry.ranges) if ran else "", entry.record.of("parameters"),
        entry.record.runs, *(str(counts[verdict]) for verdict in LETTERS if verdict != NOT_RUN),
        " ".join(entry.worlds), entry.letters, entry.ranges,
    ), strict=True))  # fmt: skip


def append(board: Board, folder: Path, date: str) -> str:
    """Add a whole board to the history, unless the last one of its size said the same; return the date it has there.

    Parameters are written first: after an interruption between the two, they are known and the board is added again.

    Args:
        board: a whole one.
        folder: of the history.
        date: of its making, "YYYY-MM-DD".

    Raises:
        Refusal: the board is partial, or a file cannot be read or written.
    """
    if board.lacking:
        raise Refusal(f"the board is partial and is not entered into the history: {'; '.join(board.lacking)}")
    past = read_past(folder)
    before = [rows[0] for rows in past.boards if rows[0]["size"] == board.size]
    if before and before[-1]["board"] == board.digest:
        return before[-1]["date"]
    known, digest = past.values(), parameters_digest(board.parameters)
    changed = {key: value for key, value in board.parameters.items() if known.get(key) != value}
    gone = dict.fromkeys((key for key in known if key not in board.parameters), "")
    with writing(folder):
        seen = [
            {"parameters": digest, "key": key, "value": value} for key, value in {**changed, **gone}.items()
        ]
        _add(folder / PARAMETERS, KEYS, seen)
        _add(folder / HISTORY, COLUMNS, rows_of(board, date))
    return date


def _add(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write a file again with further rows at its end, whole or not at all."""
    if not rows:
        return
    said = io.StringIO()
    lines = csv.writer(said, lineterminator="\n")
    if not path.is_file():
        lines.writerow(columns)
    lines.writerows([row[column] for column in columns] for row in rows)
    old = path.read_bytes() if path.is_file() else b""
    write_whole(path, old + said.getvalue().encode())


# ------------------------------------------------------------------------------------------ what changed


@final
@dataclass(frozen=True)
class Changed:
    """What is another in a claim on a later board than on an earlier one.

    Attributes:
        earlier, later: the claim's rows on the two boards.
        what: what changed, out of thresholds, file, parameters and runs.
        thresholds: for each finding whose expected range is another: its name, the range before and now, None if
            there was or is none.
    """

    earlier: Row
    later: Row
    what: tuple[str, ...]
    thresholds: tuple[tuple[str, tuple[float, float] | None, tuple[float, float] | None], ...]


@final
@dataclass(frozen=True)
class Step:
    """What changed from one board to the next.

    Attributes:
        earlier, later: a row of each, for its date, size and digest.
        claims: those in which something is another.
        gone, new: rows of the claims that are on the earlier board alone, and on the later one alone.
        parameters: for each parameter whose declared default is another: its key, the value before and now.
    """

    earlier: Row
    later: Row
    claims: tuple[Changed, ...]
    gone: tuple[Row, ...]
    new: tuple[Row, ...]
    parameters: tuple[tuple[str, str, str], ...]


def steps(past: Past, now: Sequence[Row], parameters: Mapping[str, str]) -> list[Step]:
    """Return what changed from board to board up to this one, the last step first; steps without a change are left out.

    Args:
        past: the history.
        now: rows of the board that is made, whether or not it is the last of the history.
        parameters: declared defaults, for parameters that the history has not seen.
    """
    boards = past.boards
    if not boards or boards[-1][0]["board"] != now[0]["board"]:
        boards = [*boards, list(now)]
    found = [
        _step(past, *pair, _runs_before(boards[: place + 1], pair[1]), parameters)
        for place, pair in enumerate(itertools.pairwise(boards))
    ]
    return [step for step in reversed(found) if step.claims or step.gone or step.new]


def _runs_before(boards: Sequence[Sequence[Row]], later: Sequence[Row]) -> dict[str, str]:
    """Digests of the runs of each claim on the last of some boards that has the size of a later one."""
    same = [board for board in boards if board[0]["size"] == later[0]["size"]]
    return {row["claim"]: row["runs"] for row in same[-1]} if same else {}


def _step(
    past: Past,
    earlier: Sequence[Row],
    later: Sequence[Row],
    runs: Mapping[str, str],
    parameters: Mapping[str, str],
) -> Step:
    before, after = ({row["claim"]: row for row in rows} for rows in (earlier, later))
    changed = [
        _changed(before[name], row, runs.get(name, "")) for name, row in after.items() if name in before
    ]
    gone = tuple(row for name, row in before.items() if name not in after)
    new = tuple(row for name, row in after.items() if name not in before)
    digests = [
        next((row["parameters"] for row in rows if row["parameters"]), "") for rows in (earlier, later)
    ]
    old, now = (_values(past, digest, parameters) for digest in digests)
    other = sorted(key for key in {*old, *now} if old and now and old.get(key) != now.get(key))
    said = tuple((key, old.get(key, "none"), now.get(key, "none")) for key in other)
    return Step(earlier[0], later[0], tuple(one for one in changed if one.what), gone, new, said)


def _values(past: Past, digest: str, parameters: Mapping[str, str]) -> Mapping[str, str]:
    return parameters if digest == parameters_digest(parameters) else past.values(digest)


def _changed(earlier: Row, later: Row, runs: str) -> Changed:
    """Compare what both rows know; runs with those of the last board of the same size, which may be an older one."""
    known = {**earlier, "runs": runs}
    keys = ("thresholds", "file", "parameters", "runs")
    what = tuple(key for key in keys if known[key] and later[key] and known[key] != later[key])
    if "thresholds" not in what:
        return Changed(earlier, later, what, ())
    old, new = ranges_in(earlier["ranges"]), ranges_in(later["ranges"])
    names = dict.fromkeys([*old, *new])
    return Changed(earlier, later, what, tuple(
        (name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    ))  # fmt: skip


def letters_of(row: Row, finding: str) -> dict[str, str]:
    """Return the verdict of a finding in each world that a row of the history holds; empty if it has none."""
    words = {letter: verdict for verdict, letter in LETTERS.items()}
    for part in filter(None, row["verdicts"].split("; ")):
        name, letters = part.split(" ")
        if name == finding:
            return {
                world: words[letter] for world, letter in zip(row["worlds"].split(), letters, strict=True)
            }
    return {}
