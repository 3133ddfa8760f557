"""Writing the board: into the results always, and beside the claims' files, with its history, if it is whole."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from abm.refusal import Refusal
from abm.reports import markdown
from abm.reports.document import Document
from abm.reports.writing import write
from abm.results.files import write_whole, writing
from experiments.claims.board_page import Link, counts_of, document
from experiments.claims.gathering import Board, Entry, gathered
from experiments.claims.history import append, read_past, rows_of
from experiments.claims.publishing import write_frame
from experiments.configurations import results_of

BOARD = "board"
"""Name of the board's folder, among the results and among the claims' files."""

FRAME = "board.parquet"
FIGURES = "figures"
HEADLINE = "headline"
"""The figure that is shown elsewhere too."""

BEGIN, END = "<!-- the board of claims, written by `make board` -->", "<!-- end of the board -->"


def make_board(
    claims: Path,
    results: Path,
    *,
    full: bool = False,
    today: str = "",
    readme: Path | None = None,
    untested: Collection[str] = (),
) -> Board:
    """Write the board of all claims of a folder and return it.

    It is written as report.html, report.md and board.parquet into the results. If it is whole it is entered into the
    history beside the claims' files, is written there as README.md, and its headline is put into a further file.

    Args:
        claims: holds the claims' files.
        results: holds the results of those that were tested.
        full: whether the results at publication size are meant.
        today: date of the board, "YYYY-MM-DD"; today's by default.
        readme: file that has a place for the headline between two marks.
        untested: names of claims that could not be tested now: what is there of them is of an earlier test.

    Raises:
        Refusal: there are no claims; a file of results or the history is torn; or something cannot be written.
    """
    board = gathered(claims, results, full=full, untested=untested)
    today = today or datetime.now(UTC).date().isoformat()
    home = claims / BOARD
    if not board.lacking:
        today = append(board, home, today)
    folder = results_of(BOARD, results, full=full)
    write(_document(board, home, today, _page_of(folder)), folder)
    write_frame(board.frame, folder / FRAME)
    if not board.lacking:
        _publish(board, _document(board, home, today, lambda entry: f"../{entry.path.name}"), home)
        if readme is not None:
            _announce(board, readme, home)
    return board


def _document(board: Board, home: Path, today: str, link: Link) -> Document:
    return document(board, read_past(home), rows_of(board, today), link)


def _page_of(folder: Path) -> Link:
    """What links a claim to its page, as seen from the folder of the board."""

    def link(entry: Entry) -> str:
        page = entry.folder / "report.html"
        return (
            f"../{entry.folder.name}/report.html"
            if page.is_file() and entry.folder.parent == folder.parent
            else ""
        )

    return link


def _publish(board: Board, page: Document, home: Path) -> None:
    """Write the board beside the claims' files."""
    from abm.viz.panels import WIDE, pictures

    with writing(home):
        for drawing in page.drawings():
            kinds = ("svg", "png") if drawing.name == HEADLINE else ("svg",)
            for kind, content in zip(kinds, pictures(drawing.draw, WIDE, kinds), strict=True):
                write_whole(home / FIGURES / f"{drawing.name}.{kind}", content)
        write_whole(home / "README.md", markdown.text_of(page, FIGURES).encode())
    write_frame(board.frame, home / FRAME)


def _announce(board: Board, readme: Path, home: Path) -> None:
    """Put the headline of the board between the two marks of a file.

    Raises:
        Refusal: the file has no such place, or cannot be read or written.
    """
    try:
        text = readme.read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal(f"{readme} cannot be read: {error.strerror or error}") from None
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise Refusal(f"{readme} has no place for the board: the line '{BEGIN}' and after it '{END}'")
    where = home.resolve().relative_to(readme.resolve().parent).as_posix()
    said = (
        f"{BEGIN}\n![Verdicts of all findings in each world, claim by claim]({where}/{FIGURES}/{HEADLINE}.png)\n\n"
        f"{counts_of(board)} [The board]({where}/README.md) has every effect and its threshold.\n{END}"
    )
    new = re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: said, text, flags=re.DOTALL)
    if new != text:
        with writing(readme.parent):
            write_whole(readme, new.encode())
