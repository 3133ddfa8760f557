"""What changed from board to board, in words: thresholds, files and parameters beside the verdicts before and after."""

from __future__ import annotations

from collections.abc import Sequence

from abm.reports.document import Block, Bullets, Heading, Paragraph, Table
from abm.reports.numbers import DASH
from experiments.claims.gathering import Board
from experiments.claims.history import Changed, Past, Row, Step, letters_of, steps
from experiments.claims.wording import plain_range_said

NAMES = {
    "thresholds": "expected ranges", "file": "its file", "parameters": "parameters of the model",
    "runs": "what is run (scenarios, tables, seeds)",
}  # fmt: skip
MOST = 40
"""Most parameters that are named one by one."""


def changes(board: Board, past: Past, rows: Sequence[Row]) -> tuple[Block, ...]:
    """Return what changed from each board to the next up to this one, the latest first.

    Args:
        board: the board.
        past: the history.
        rows: what the board has, or would have, in the history.
    """
    if not past.rows:
        return (Paragraph("There is no earlier board to compare with."),)
    found = steps(past, rows, board.parameters)
    if not found:
        return (
            Paragraph(
                f"Nothing: since the first board, of {past.boards[0][0]['date']}, expected ranges, files of claims, "
                "parameters of the model and what is run are the same."
            ),
        )
    blocks: list[Block] = [
        Paragraph(
            "Everything below was changed after the verdicts of the earlier board were known. Claims in which nothing "
            "changed are not listed."
        )
    ]
    for step in found:
        blocks += _step(step)
    return tuple(blocks)


def _step(step: Step) -> list[Block]:
    old, new = step.earlier, step.later
    rows = tuple((one.later["claim"], ", ".join(NAMES[key] for key in one.what), _verdict(one.earlier),
                  _verdict(one.later)) for one in step.claims)  # fmt: skip
    blocks: list[Block] = [Heading(f"From {_board(old)} to {_board(new)}")]
    if rows:
        head = ("Claim", "changed", "before", "after")
        blocks.append(Table("Claims in which something changed", head, rows, shown=True))
    other = (
        *(f"{row['claim']} is gone; it was: {_verdict(row)}." for row in step.gone),
        *(f"{row['claim']} is new: {_verdict(row)}." for row in step.new),
    )
    if other:
        blocks += [Paragraph("Claims that are on one of the two boards alone:"), Bullets(other)]
    said = tuple(sentence for one in step.claims for sentence in _thresholds(one))
    if said:
        blocks += [
            Paragraph("Expected ranges, in the units of their estimators (shares, not %):"),
            Bullets(said),
        ]
    if step.parameters:
        named = tuple(f"`{key}` was {before} and is {now}" for key, before, now in step.parameters[:MOST])
        rest = len(step.parameters) - len(named)
        blocks += [
            Paragraph("Declared defaults of parameters:"),
            Bullets((*named, *((f"and {rest} more, in `parameters.csv`",) if rest > 0 else ()))),
        ]
    return blocks


def _board(row: Row) -> str:
    return f"{row['date']} ({row['size']} size, version {row['version'] or DASH}, {row['board']})"


def _verdict(row: Row) -> str:
    counts = (("reproduced", "reproduced"), ("not_reproduced", "not reproduced"), ("undecided", "undecided"),
              ("not_explained", "not explained"))  # fmt: skip
    said = ", ".join(f"{row[key]} {word}" for key, word in counts if row[key] not in ("", "0"))
    return f"{row['verdict']} ({said})" if said else row["verdict"]


def _thresholds(one: Changed) -> list[str]:
    """A sentence for each finding whose expected range is another, with its verdicts before and after."""
    sentences = []
    for name, before, now in one.thresholds:
        verdicts = [_letters(row, name) for row in (one.earlier, one.later)]
        claim = f"{one.later['claim']}, `{name}`:"
        if before is None:
            sentences.append(f"{claim} is new, with {_range(now)}; {verdicts[1]}.")
        elif now is None:
            sentences.append(f"{claim} is gone; expected was {_range(before)}, and it was {verdicts[0]}.")
        else:
            sentences.append(f"{claim} expected was {_range(before)}, and it was {verdicts[0]}; expected is now "
                             f"{_range(now)}, and it is {verdicts[1]}.")  # fmt: skip
    return sentences


def _letters(row: Row, finding: str) -> str:
    found = letters_of(row, finding)
    return ", ".join(f"{verdict} in the {world} world" for world, verdict in found.items()) or "not run"


def _range(ends: tuple[float, float] | None) -> str:
    return DASH if ends is None else plain_range_said(ends)
