"""The board as a report: what became of all claims, finding by finding, what changed since, sizes and past boards."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from abm.analysis.intervals import Interval
from abm.reports.document import Block, Bullets, Document, Drawing, Heading, Paragraph, Section, Table
from abm.reports.numbers import DASH, duration
from experiments.claims.board_figure import distances, headline
from experiments.claims.changes_said import changes
from experiments.claims.gathering import Board, Entry
from experiments.claims.history import Past, Row
from experiments.claims.judging import (
    CLAIM_RULES,
    JUDGEMENTS,
    NOT_RUN,
    RULES,
    VERDICTS,
    counted,
    counts_said,
    said_of,
)
from experiments.claims.recording import short_digest
from experiments.claims.wording import range_said, shown, signed

Link = Callable[[Entry], str]
"""Returns the path of what stands behind a claim's name, as seen from the board; empty if there is nothing."""

PLURALS: Mapping[str, str] = {
    "stands": "stand", "stands in part": "stand in part", "falls": "fall",
    "not explained by the mechanism": "are not explained by the mechanism", "undecided": "are undecided",
    "not run": "are not run",
}  # fmt: skip


def document(board: Board, past: Past, rows: Sequence[Row], link: Link) -> Document:
    """Return the board as a document.

    Args:
        board: the claims.
        past: the history.
        rows: what the board has, or would have, in the history.
        link: what stands behind a claim's name.
    """
    return Document(
        "Board of claims",
        f"Every claim of the text, held against the model; {board.size} size, {rows[0]['date']}",
        (
            Section("The board", "board", _board(board, link)),
            Section("Finding by finding", "findings", _findings(board)),
            Section("What changed since earlier boards", "changes", changes(board, past, rows)),
            Section("Sizes, time and digests", "sizes", _sizes(board, link)),
            Section("Past boards", "past", _past(past)),
            Section("Rules, and how to run it again", "rules", _rules(board)),
        ),
        kind="Tests of the claims",
    )


def counts_of(board: Board) -> str:
    """Return in a sentence what became of the claims, and of their findings in each world."""
    found = [entry.judgement for entry in board.entries]
    parts = [
        f"{found.count(word)} {(said_of if found.count(word) == 1 else PLURALS.__getitem__)(word)}"
        for word in JUDGEMENTS if word in found
    ]  # fmt: skip
    worlds = [
        f"in the {world} world {counts_said(v for entry in board.entries for v in entry.verdicts(world))}"
        for world in board.worlds
    ]
    findings = max((sum(len(e.verdicts(world)) for e in board.entries) for world in board.worlds), default=0)
    claims = f"{len(found)} claims" if len(found) > 1 else "1 claim"
    return f"Of {claims} {_listed(parts)}. Of {findings} findings, {'; '.join(worlds)}."


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _named(entry: Entry, link: Link) -> str:
    target = link(entry)
    return f"[{entry.name}]({target})" if target else entry.name


def _board(board: Board, link: Link) -> tuple[Block, ...]:
    rows = tuple(
        (
            f"{_named(entry, link)} {entry.title}",
            entry.judgement,
            *(_fraction(entry.verdicts(world)) for world in board.worlds),
            _pairs(entry),
            duration(entry.record.seconds) if entry.record.seconds else DASH,
            f"`{entry.record.runs}`" if entry.record.runs else DASH,
            "; ".join(entry.lacks) or "in whole",
        )
        for entry in board.entries
    )
    partial_ = (
        f"This board is partial and is not entered into the history: {'; '.join(board.lacking)}."
        if board.lacking
        else "Every claim was tested in whole, with this version, and with its file and the parameters of the model as "
        "they are now."
    )
    says = "Verdicts of all findings in each world, claim by claim"
    return (
        Paragraph(counts_of(board), "lead"),
        Drawing("headline", says, partial(headline, board)),
        Table(
            "The claims, what follows from their findings, and how many of these are reproduced in each world",
            ("Claim", "the claim", *(f"reproduced, {world}" for world in board.worlds), "pairs of runs", "time",
             "digest of the runs", "tested"),
            rows, shown=True,
        ),
        Paragraph(f"{_made(board)} Pairs of runs: most for an effect, and most for its ablation; of a "
                  "claim about shares of variance, blocks of its design.", "note"),
        Paragraph("What follows for a claim, from the verdicts of all its findings in all worlds:", "note"),
        Bullets(tuple(rule.replace("*", "") for rule in CLAIM_RULES)),
        Paragraph(partial_, "note"),
    )  # fmt: skip


def _made(board: Board) -> str:
    versions = sorted({version for entry in board.entries if (version := entry.record.of("version"))})
    return f"Size: {board.size}; version {', '.join(versions) or DASH}; digest of the board `{board.digest}`."


def _fraction(verdicts: Sequence[str]) -> str:
    ran = len(verdicts) - counted(verdicts)[NOT_RUN]
    return f"{verdicts.count('reproduced')} of {len(verdicts)}" if ran else NOT_RUN


def _findings(board: Board) -> tuple[Block, ...]:
    blocks: list[Block] = [Drawing("distances", "Distance of each effect from its threshold",
                                   partial(distances, board))]  # fmt: skip
    for entry in board.entries:
        if len(entry.findings):
            blocks.append(_table(entry))
    return tuple(blocks)


def _table(entry: Entry) -> Table:
    """The findings of a claim: expected range, effect, distance and verdict in each world."""
    lines = []
    for _, rows in entry.findings.groupby("finding", sort=False):
        first = rows.iloc[0]
        expected = range_said((first["expected_low"], first["expected_high"]), first["estimator"])
        cells = [str(first["title"]), _unbroken(expected)]
        by_world = {row["world"]: row for row in rows.to_dict("records")}
        for world in entry.worlds:
            row = by_world.get(world)
            if row is None or row["verdict"] == NOT_RUN:
                cells += [DASH, DASH, NOT_RUN]
                continue
            effect = Interval(row["effect"], row["effect_low"], row["effect_high"], 0)
            distance = DASH if math.isnan(row["margin"]) else signed(row["margin"], 1)
            cells += [shown(effect, row["estimator"]), distance, row["verdict"]]
        lines.append(tuple(cells))
    heads = [text for world in entry.worlds for text in (f"effect, {world}", "distance", f"verdict, {world}")]
    numeric = frozenset(place for start in range(2, 2 + len(heads), 3) for place in (start, start + 1))
    caption = f"{entry.name} {entry.title}: {entry.judgement}"
    return Table(caption, ("Finding", "expected", *heads), tuple(lines), numeric, shown=True)


def _unbroken(text: str) -> str:
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _sizes(board: Board, link: Link) -> tuple[Block, ...]:
    lines = []
    for entry in board.entries:
        for world in entry.worlds:
            said = entry.record.worlds.get(world)
            if said is None:
                lines.append((_named(entry, link), world, *[DASH] * 10))
                continue
            lines.append((
                _named(entry, link), world, said["period"], f"{said['persons_per_agent']:,}", str(said["arms"]),
                _pairs(entry, world), f"{said['seeds'][0]} to {said['seeds'][1]}", _runs(said),
                duration(said["seconds"]), said["ended"] or DASH, f"`{said['digest']}`", entry.record.of("version"),
            ))  # fmt: skip
    seconds = sum(entry.record.seconds for entry in board.entries)
    heads = ("Claim", "world", "period", "persons per agent", "arms", "pairs, with and without the mechanism", "seeds",
             "runs", "time", "ended", "digest", "version")  # fmt: skip
    digests = tuple(
        (_named(entry, link), *(f"`{text}`" if text else DASH for text in (
            entry.record.of("file"), _digest(entry), entry.record.of("parameters"), entry.record.runs)))
        for entry in board.entries
    )  # fmt: skip
    return (
        Paragraph(
            f"Size: {board.size}. Digest of this board: `{board.digest}`. All runs together took "
            f"{duration(seconds)} of one core's time. A digest is the same exactly where the content is: of a world, "
            "scenarios, tables and seeds; of a claim, its file, its expected ranges, the declared defaults of all "
            "parameters of the model, and its runs in all worlds."
        ),
        Table("What was run", heads, tuple(lines), frozenset({3, 4, 5, 7, 8})),
        Table("Digests", ("Claim", "file", "thresholds", "parameters", "runs"), digests),
    )


def _runs(said: Mapping[str, Any]) -> str:
    """The runs that finished in a world, and how many did not."""
    lost = said.get("lost", 0)
    return f"{said['runs']:,}" + (f" ({lost:,} failed)" if lost else "")


def _digest(entry: Entry) -> str:
    return short_digest(entry.ranges) if entry.ranges else ""


def _pairs(entry: Entry, world: str = "") -> str:
    """Most pairs of runs of an effect and of an ablation, in a world or in all."""
    rows = entry.findings
    rows = rows[rows["world"] == world] if world else rows
    counts = [rows[column].max() for column in ("pairs", "pairs_without")]
    if all(map(math.isnan, counts)):
        return DASH
    return " and ".join(DASH if math.isnan(count) else f"{count:.0f}" for count in counts)


def _past(past: Past) -> tuple[Block, ...]:
    if not past.rows:
        return (Paragraph("No board of all claims has been entered into the history yet."),)
    rows = tuple(
        (rows[0]["date"], rows[0]["size"], f"`{rows[0]['board']}`", rows[0]["version"], str(len(rows)),
         *(str(sum(row["verdict"] == word for row in rows)) for word in JUDGEMENTS if word != NOT_RUN),
         *(str(sum(int(row[key]) for row in rows))
           for key in ("reproduced", "not_reproduced", "undecided", "not_explained")))
        for rows in reversed(past.boards)
    )  # fmt: skip
    judged = [word.removesuffix(" by the mechanism") for word in JUDGEMENTS if word != NOT_RUN]
    found = [f"findings {word.removesuffix(' by the mechanism')}" for word in VERDICTS]
    columns = ("Date", "size", "digest", "version", "claims", *judged, *found)
    return (
        Paragraph(
            "Boards of all claims in all worlds, the latest first; findings count once for each world. Whole rows are "
            "in `experiments/claims/board/history.csv`, which is only added to."
        ),
        Table("Past boards", columns, rows, frozenset(range(4, len(columns)))),
    )


def _rules(board: Board) -> tuple[Block, ...]:
    full = " FULL=1" if board.full else ""
    return (
        Paragraph("The verdict on a finding in a world follows from two 95 % intervals:"),
        Bullets(tuple(rule.replace("*", "") for rule in RULES)),
        Paragraph(
            "Expected ranges stand in the claims' files and were set before the first run. No parameter of the model "
            "is fitted to a claim; where a range or a parameter was changed after a verdict, the section on changes "
            "says so. A claim that failed stays on the board."
        ),
        Heading("Again"),
        Paragraph(
            f"`make claims{full}` computes what is missing of every claim and writes this board; `make board{full}` "
            f"writes it again from what is there; `make claim-C7{full}` tests one claim and renews the board. A board "
            "is entered into the history if every claim on it was tested in every world, with the version, "
            "its file and the parameters as they are now, and none was just refused."
        ),
    )
