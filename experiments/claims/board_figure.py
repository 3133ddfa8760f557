"""The figures of the board: a lettered tile for each finding and world, and how far each effect lies from its range."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.claims.gathering import Board, Entry
from experiments.claims.judging import LETTERS, NOT_RUN, VERDICTS
from experiments.claims.wording import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from abm.viz.panels import Leaf

MEANINGS: Mapping[str, str] = {
    **{verdict: verdict for verdict in VERDICTS},
    "not explained by the mechanism": "in the range, but not explained by the mechanism",
}
SHAPES: Mapping[str, str] = dict(zip(VERDICTS, "osD^", strict=True))
FARTHEST = 100.0
"""Halves of an interval beyond which effects are drawn at the edge."""


def colours() -> dict[str, tuple[str, str]]:
    """Return for each verdict the colours of its tile and of the letter on it."""
    from abm.viz import appearance as look

    return {
        "reproduced": (look.BLUE, "white"), "not reproduced": (look.VERMILION, "white"),
        "undecided": (look.EMPTY, look.INK), "not explained by the mechanism": (look.ORANGE, look.INK),
        NOT_RUN: ("white", look.SOFT),
    }  # fmt: skip


def headline(board: Board, width: float) -> Figure:
    """Draw a row of tiles for each claim, one for each of its findings in each world.

    Args:
        board: the claims.
        width: of the sheet, inches.
    """
    from abm.viz.panels import Words, leaf

    wide = width > 6
    row = 0.285 if wide else 0.86
    key = _key_lines(width)
    body = 0.26 * key + (0.3 if wide else 0.1) + row * len(board.entries)
    words = Words(
        "Claims of the text, held against the model",
        "A tile for each finding of a claim, in the order of its page, in each world; at the right what follows "
        "for the claim." if wide else "A tile for each finding in each world, and what follows for the claim.",
        f"Size: {board.size}. Verdicts from 95 % intervals over paired runs, by ranges that were set before the run.",
    )  # fmt: skip
    sheet = leaf(words, body, width)
    axes = _canvas(sheet, body)
    _key(axes, body, width)
    top = body - 0.26 * key - (0.3 if wide else 0.1)
    (_rows_wide if wide else _rows_narrow)(axes, board, top, row)
    return sheet.figure


def _canvas(sheet: Leaf, body: float) -> Axes:
    """Axes that cover the drawing, in inches from its lower left corner."""
    room = sheet.width - 2 * sheet.margin
    axes = sheet.axes(sheet.margin, sheet.bottom, room, body)
    axes.set_xlim(0, room)
    axes.set_ylim(0, body)
    axes.axis("off")
    return axes


def _key_lines(width: float) -> int:
    return 1 if width > 6 else 5


def _key(axes: Axes, body: float, width: float) -> None:
    """The letters and their meanings, above the tiles: in a line, or below each other."""
    from abm.viz import appearance as look
    from abm.viz.panels import length_of

    left, y = 0.0, body - 0.13
    for verdict in LETTERS:
        said = MEANINGS.get(verdict, verdict)
        _tile(axes, left, y, 0.19, verdict)
        axes.text(left + 0.26, y, said, va="center", size=look.TEXT - 0.6, color=look.INK)
        if width > 6:
            left += 0.26 + length_of(said, look.TEXT - 0.6) + 0.24
        else:
            y -= 0.26


def _tile(axes: Axes, left: float, middle: float, side: float, verdict: str) -> None:
    from matplotlib.patches import Rectangle

    from abm.viz import appearance as look

    fill, ink = colours()[verdict]
    edge = look.RULE if verdict == NOT_RUN else fill
    axes.add_patch(Rectangle((left + 0.01, middle - 0.1), side - 0.02, 0.2, facecolor=fill, edgecolor=edge,
                             linewidth=0.8))  # fmt: skip
    axes.text(left + side / 2, middle - 0.005, LETTERS[verdict], ha="center", va="center_baseline", color=ink,
              size=7.4, weight="bold")  # fmt: skip


def _most(board: Board) -> int:
    """Most findings that a claim has."""
    return max((len(entry.verdicts(world)) for entry in board.entries for world in entry.worlds), default=1)


def _rows_wide(axes: Axes, board: Board, top: float, row: float) -> None:
    from abm.viz import appearance as look
    from abm.viz.panels import shortened

    room = axes.get_xlim()[1]
    names, verdicts, gap = 3.56, 1.0, 0.2
    worlds = board.worlds
    each = (room - names - verdicts - gap * len(worlds)) / max(len(worlds), 1)
    side = min(0.24, each / _most(board))
    lefts = {world: names + place * (side * _most(board) + gap) for place, world in enumerate(worlds)}
    for world, left in lefts.items():
        every = [verdict for entry in board.entries for verdict in entry.verdicts(world)]
        said = f"{world}: {every.count('reproduced')} of {len(every)} reproduced"
        axes.text(left, top + 0.12, said, va="center", size=look.TEXT - 0.6, weight="bold")
    last = max(lefts.values(), default=names) + side * _most(board) + gap
    for place, entry in enumerate(board.entries):
        y = top - row * (place + 0.5)
        axes.plot([0, room], [y + row / 2] * 2, color=look.RULE, linewidth=0.6)
        axes.text(0, y, entry.name, va="center", size=look.TEXT - 0.4, weight="bold")
        axes.text(
            0.36, y, shortened(entry.title, names - 0.42, look.TEXT - 1.4), va="center", size=look.TEXT - 1.4
        )
        for world, left in lefts.items():
            for rank, verdict in enumerate(entry.verdicts(world)):
                _tile(axes, left + rank * side, y, side, verdict)
        axes.text(last, y, short(entry), va="center", size=look.TEXT - 0.4, **_emphasis(entry))


def short(entry: Entry) -> str:
    """Return what is said of a claim in a word or two."""
    return entry.judgement.removesuffix(" by the mechanism")


def _emphasis(entry: Entry) -> dict[str, Any]:
    from abm.viz import appearance as look

    if entry.judgement in ("undecided", NOT_RUN):
        return {"color": look.SOFT}
    return {"weight": "bold"}


def _rows_narrow(axes: Axes, board: Board, top: float, row: float) -> None:
    from abm.viz import appearance as look
    from abm.viz.panels import length_of, shortened

    room = axes.get_xlim()[1]
    side = min(0.24, (room - 0.62) / _most(board))
    for place, entry in enumerate(board.entries):
        y = top - row * place
        axes.plot([0, room], [y - 0.02] * 2, color=look.RULE, linewidth=0.6)
        title = f"{entry.name} {entry.title}"
        free = room - length_of(short(entry), look.TEXT - 0.6, "bold") - 0.15
        axes.text(0, y - 0.15, shortened(title, free, look.TEXT - 0.6), va="center", size=look.TEXT - 0.6)
        axes.text(
            room, y - 0.15, short(entry), va="center", ha="right", size=look.TEXT - 0.6, **_emphasis(entry)
        )
        for line, world in enumerate(entry.worlds):
            middle = y - 0.4 - 0.25 * line
            axes.text(0, middle, world, va="center", size=look.SMALL, color=look.SOFT)
            for rank, verdict in enumerate(entry.verdicts(world)):
                _tile(axes, 0.62 + rank * side, middle, side, verdict)


# ------------------------------------------------------------------------------------------ distances


def distances(board: Board, width: float) -> Figure:
    """Draw for each finding and world how far its effect lies inside its expected range, in halves of its interval.

    Args:
        board: the claims.
        width: of the sheet, inches.
    """
    from abm.viz.panels import Words, leaf

    lines = _lines(board)
    wide = width > 6
    step, names = (0.2, 3.5) if wide else (0.32, 1.75)
    body, head = step * len(lines) + 0.75, 0.26 * (2 if wide else 6)
    words = Words(
        "How far each effect lies from its threshold",
        "Distance from the mean to the nearer end of the expected range, in halves of the 95 % interval: beyond +1 the "
        "whole interval lies in the range, below \N{MINUS SIGN}1 the whole interval lies outside.",
        f"Size: {board.size}. Odds ratios on a scale of logarithms. Beyond {FARTHEST:.0f} halves, or without any "
        "spread, a mark stands at the edge. Effects that cannot be measured, and what was not run, have no mark.",
    )  # fmt: skip
    sheet = leaf(words, body + head, width)
    _marks_key(sheet, board, head)
    axes = sheet.axes(sheet.margin + names, sheet.bottom + 0.5, width - 2 * sheet.margin - names - 0.1,
                      step * len(lines))  # fmt: skip
    _ground(axes, len(lines))
    _named_rows(axes, lines, names)
    for place, line in enumerate(lines):
        if isinstance(line, Entry):
            continue
        for rank, row in enumerate(line):
            _mark(axes, place + (0.17 if rank else -0.17) * (len(line) > 1), row, board.worlds)
    return sheet.figure


def _lines(board: Board) -> list[Entry | list[dict[str, Any]]]:
    """A line for each claim, followed by one for each of its findings, with its rows by world."""
    lines: list[Entry | list[dict[str, Any]]] = []
    for entry in board.entries:
        lines.append(entry)
        found: dict[str, list[dict[str, Any]]] = {}
        for row in entry.findings.to_dict("records"):
            found.setdefault(str(row["finding"]), []).append({str(key): value for key, value in row.items()})
        lines += found.values()
    return lines


def _ground(axes: Axes, lines: int) -> None:
    from abm.viz import appearance as look

    axes.set_xscale("symlog", linthresh=1.0, linscale=0.9)
    edge = 1.35 * FARTHEST
    axes.set_xlim(-edge, edge)
    axes.axvspan(1, edge, color="#E3F1EA", linewidth=0, zorder=0)
    axes.axvspan(-1, 1, color="#F1F2F3", linewidth=0, zorder=0)
    axes.axvline(0, color=look.SOFT, linewidth=0.8, zorder=0.3)
    ticks = [-100, -10, -1, 0, 1, 10, 100]
    axes.set_xticks(ticks, [signed(tick, 0) for tick in ticks])
    axes.xaxis.minorticks_off()
    axes.tick_params(axis="x", length=2, labelsize=look.SMALL + 0.4)
    axes.set_xlabel("halves of the 95 % interval inside the range", size=look.TEXT - 0.6)
    for x, said in ((-11.5, "outside"), (0, "spans an end"), (11.5, "in the range")):
        axes.annotate(said, (x, 1), (0, 4), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                      ha="center", size=look.SMALL - 0.4, color=look.SOFT)  # fmt: skip
    axes.spines["left"].set_visible(False)
    axes.set_ylim(lines - 0.5, -0.5)
    axes.set_yticks([])


def _named_rows(axes: Axes, lines: Sequence[Entry | list[dict[str, Any]]], names: float) -> None:
    from abm.viz import appearance as look
    from abm.viz.panels import shortened, width_inches, wrapped

    size, long = look.TEXT - 1.0, names + width_inches(axes)
    for place, line in enumerate(lines):
        claim = isinstance(line, Entry)
        if isinstance(line, Entry):
            said = shortened(f"{line.name} {line.title}", 0.92 * long, size)
            axes.axhspan(place - 0.5, place + 0.5, color="white", linewidth=0, zorder=0.5)
        else:
            most = 1 if long > 6 else 2
            words = wrapped(str(line[0]["title"]), names - 0.2, size)
            kept = [*words[: most - 1], " ".join(words[most - 1 :])]
            said = "\n".join(shortened(part, names - 0.2, size) for part in kept)
            axes.axhline(place + 0.5, color=look.RULE, linewidth=0.4, zorder=0.6)
        axes.annotate(said, (0, place), (-72 * names + (0 if claim else 10), 0), va="center", size=size,
                      xycoords=axes.get_yaxis_transform(), textcoords="offset points", linespacing=1.1,
                      weight="bold" if claim else "normal")  # fmt: skip


def _mark(axes: Axes, height: float, row: Mapping[str, Any], worlds: Sequence[str]) -> None:
    """The mark of a finding in a world: shape and colour by its verdict, filled in the first world, else hollow."""
    from abm.viz import appearance as look

    if row["verdict"] == NOT_RUN or math.isnan(row["margin"]):
        return
    ink = look.SOFT if row["verdict"] == "undecided" else colours()[row["verdict"]][0]
    x = min(max(row["margin"], -FARTHEST), FARTHEST)
    filled = row["world"] == worlds[0]
    axes.plot([x], [height], SHAPES[row["verdict"]], markersize=4.6, markeredgewidth=1.1, color=ink,
              markerfacecolor=ink if filled else "white", zorder=3)  # fmt: skip


def _marks_key(sheet: Leaf, board: Board, head: float) -> None:
    """What shapes and fillings mean, above the drawing."""
    from abm.viz import appearance as look
    from abm.viz.panels import length_of

    axes = sheet.axes(sheet.margin, sheet.top - head, sheet.width - 2 * sheet.margin, head)
    axes.set_xlim(0, sheet.width - 2 * sheet.margin)
    axes.set_ylim(0, head)
    axes.axis("off")
    entries = [(MEANINGS[verdict], SHAPES[verdict], True) for verdict in VERDICTS]
    entries += [(f"{world} world", "o", place == 0) for place, world in enumerate(board.worlds)]
    left, y = 0.08, head - 0.13
    for place, (said, shape, filled) in enumerate(entries):
        if place and (sheet.width <= 6 or place == len(VERDICTS)):
            left, y = 0.08, y - 0.26
        verdict = place < len(VERDICTS)
        ink = colours()[VERDICTS[place]][0] if verdict else look.INK
        ink = look.SOFT if verdict and VERDICTS[place] == "undecided" else ink
        axes.plot([left], [y], shape, markersize=5, markeredgewidth=1.1, color=ink,
                  markerfacecolor=ink if filled else "white")  # fmt: skip
        axes.text(left + 0.12, y, said, va="center", size=look.TEXT - 0.6)
        left += 0.12 + length_of(said, look.TEXT - 0.6) + 0.28
