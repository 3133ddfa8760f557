"""The board: every vignette in one place, what agrees with the text and the records and what does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.analysis.intervals import Interval
from abm.refusal import Refusal
from abm.reports.document import Block, Bullets, Document, Drawing, Paragraph, Section, Source, Sources, Table
from abm.reports.numbers import DASH, plain
from abm.reports.writing import write
from abm.studies.result import read_frame
from experiments.claims.publishing import write_frame
from experiments.configurations import results_of
from experiments.vignettes.checking import FACTOR, INSIDE, MISSED, NEAR, OPPOSITE, SAME, UNDECIDED, UNKNOWN
from experiments.vignettes.counting import interval_said
from experiments.vignettes.page import PUT_IN
from experiments.vignettes.publishing import EFFECTS, FINDINGS
from experiments.vignettes.vignette import Vignette, read_vignette

if TYPE_CHECKING:
    import pandas as pd

BOARD = "board"
NOT_RUN = "not run yet"
NUMBERS, DIRECTIONS = (NEAR, INSIDE, MISSED), (SAME, UNDECIDED, OPPOSITE)


@final
@dataclass(frozen=True, eq=False)
class Episode:
    """A vignette on the board.

    Attributes:
        name: of the vignette.
        vignette: its configuration; None if that is refused.
        findings: its checks, a row each; None if it has not been run.
        effects: what the event changes, a row for each outcome; None if it has not been run.
        fault: why there is nothing; empty if there is.
    """

    name: str
    vignette: Vignette | None
    findings: pd.DataFrame | None
    effects: pd.DataFrame | None
    fault: str = ""

    @property
    def title(self) -> str:
        """Its title, or its name."""
        return self.name if self.vignette is None else self.vignette.title


def episodes(paths: Sequence[Path], out: Path, faults: Mapping[str, str], *, full: bool) -> list[Episode]:
    """Return every vignette with what is on disk of it.

    Args:
        paths: the configurations, in order.
        out: folder of the vignettes.
        faults: why a vignette was refused now, by name; what is on disk of it stays out.
        full: whether the runs of publication size are asked for.
    """
    return [
        _episode(path, results_of(path.stem, out, full=full), faults.get(path.stem, "")) for path in paths
    ]


def _episode(path: Path, folder: Path, fault: str) -> Episode:
    vignette = None
    try:
        vignette = read_vignette(path)
        if fault or not (folder / FINDINGS).is_file():
            return Episode(path.stem, vignette, None, None, fault or NOT_RUN)
        return Episode(path.stem, vignette, read_frame(folder / FINDINGS), read_frame(folder / EFFECTS))
    except Refusal as refusal:
        return Episode(path.stem, vignette, None, None, fault or str(refusal))


def counts(found: pd.DataFrame) -> dict[str, int]:
    """Return how many of the checks that are not put in came to each verdict; put in ones by their own name."""
    own = found[~found["put_in"]]
    by_verdict = {
        verdict: int((own["verdict"] == verdict).sum()) for verdict in (*NUMBERS, *DIRECTIONS, UNKNOWN)
    }
    return {**by_verdict, PUT_IN: int(found["put_in"].sum())}


def board_frame(every: Sequence[Episode]) -> pd.DataFrame:
    """Return the checks of all episodes; an episode without any has one row that says why."""
    import pandas as pd

    frames = []
    for one in every:
        if one.findings is None:
            frames.append(pd.DataFrame([{"vignette": one.name, "title": one.title, "fault": one.fault}]))
        else:
            frames.append(one.findings.assign(fault=""))
    return pd.concat(frames, ignore_index=True)


def checks_of(every: Sequence[Episode]) -> pd.DataFrame:
    """Return the checks of all episodes that were run; no row if none was."""
    import pandas as pd

    frames = [one.findings for one in every if one.findings is not None]
    empty = pd.DataFrame(
        {"put_in": pd.Series(dtype=bool), "verdict": pd.Series(dtype=str), "kind": pd.Series(dtype=str)}
    )
    return pd.concat(frames, ignore_index=True) if frames else empty


def write_board(every: Sequence[Episode], out: Path, *, full: bool) -> list[Path]:
    """Write the board as report.html, report.md and board.parquet and return the files, the page first.

    Args:
        every: all vignettes.
        out: folder of the vignettes.
        full: whether they are of publication size.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    folder = results_of(BOARD, out, full=full)
    table = write_frame(board_frame(every), folder / "board.parquet")
    return [*write(document(every, full=full), folder), table]


def document(every: Sequence[Episode], *, full: bool = False) -> Document:
    """Return the board as a page."""
    from experiments.vignettes.board_figure import checks

    found = checks_of(every)
    numbers = found[found["kind"].isin(["mean", "sum", "rise", "times"])]
    drawing = (
        Drawing("checks", "Model over recorded for every check, by episode", partial(checks, every)),
    ) if len(numbers) else ()  # fmt: skip
    outcome: tuple[Block, ...] = (
        *(Paragraph(text, weight) for text, weight in _lead(every, found)),
        *_missed(found),
        *drawing,
    )
    subtitle = "What the text and the records say of dated episodes, and what the model says"
    return Document("Historical vignettes", subtitle, (
        Section("What came out", "outcome", outcome),
        Section("Episodes", "episodes", _episodes(every, full=full)),
        Section("All checks", "checks", _all_checks(every)),
        Section("What events changed", "events", _changed(every)),
        Section("How to read it", "reading", _reading(full)),
    ), kind="Board of the vignettes")  # fmt: skip


def _lead(every: Sequence[Episode], found: pd.DataFrame) -> list[tuple[str, str]]:
    number = counts(found)
    compared, directed = (sum(number[verdict] for verdict in group) for group in (NUMBERS, DIRECTIONS))
    run = sum(one.findings is not None for one in every)
    own = found[~found["put_in"] & found["verdict"].isin(NUMBERS)]
    inside = int(own["inside"].sum()) if len(own) else 0
    said = [(
        f"Of {compared} numbers that the text or a record gives and nobody put in, {number[NEAR]} are within a "
        f"factor of {plain(FACTOR)} of the mean of the runs; {number[INSIDE]} more lie only in the range in which "
        f"95 % of single runs lie, which is wide where few people are counted; {number[MISSED]} are missed. Factor "
        f"aside, {inside} lie in that range. Of {directed} directions in which the text says an event worked, the "
        f"model shows {number[SAME]}, contradicts {number[OPPOSITE]} and leaves {number[UNDECIDED]} undecided.",
        "lead",
    )]  # fmt: skip
    aside = (
        f"{number[PUT_IN]} further checks are of what the scenarios put in: they test the bookkeeping alone."
    )
    if number[UNKNOWN]:
        aside += f" {number[UNKNOWN]} have no number, because the model had no case of what is counted."
    said.append((aside, "plain"))
    if run < len(every):
        missing = "; ".join(f"{one.title} ({one.fault})" for one in every if one.findings is None)
        said.append((f"{run} of {len(every)} episodes were run. Without: {missing}.", "plain"))
    return said


def _missed(found: pd.DataFrame) -> tuple[Block, ...]:
    """What is missed and what is contradicted, a line for each episode."""
    own = found[~found["put_in"]]
    blocks: list[Block] = []
    for verdict, said in ((MISSED, "Missed, the model against the record"), (OPPOSITE, "Contradicted")):
        rows = own[own["verdict"] == verdict]
        if rows.empty:
            continue
        lines = tuple(
            f"{title}: {'; '.join(_short(row) for _, row in group.iterrows())}"
            for title, group in rows.groupby("title", sort=False)
        )
        blocks += [Paragraph(f"{said}:"), Bullets(lines)]
    return tuple(blocks)


def _short(row: Any) -> str:
    """Return a check that went wrong in a few words."""
    if row["verdict"] == OPPOSITE:
        return f"{row['check']} (difference {_interval(row, 'difference')} {row['unit']})"
    return f"{row['check']} ({plain(float(row['model']), 2)} against {plain(float(row['recorded']), 2)} {row['unit']})"


def _interval(row: Any, name: str) -> str:
    mean, low, high = (float(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return interval_said(Interval(mean, low, high, int(row["pairs"])))


def _recorded(row: Any) -> str:
    return str(row["kind"]) if row["kind"] in ("more", "less") else plain(float(row["recorded"]), 3)


def _episodes(every: Sequence[Episode], *, full: bool) -> tuple[Block, ...]:
    rows, links = [], []
    for one in every:
        if one.findings is None or one.effects is None:
            rows.append((one.title, one.fault, *[DASH] * 7))
            continue
        number, effects = counts(one.findings), one.effects
        clear = int(((effects["difference_low"] > 0) | (effects["difference_high"] < 0)).sum())
        first = one.effects.iloc[0]
        rows.append((
            one.title, f"{first['event']}; against: {first['control']}", str(number[NEAR]), str(number[INSIDE]),
            str(number[MISSED]), f"{number[SAME]} of {sum(number[verdict] for verdict in DIRECTIONS)}",
            str(number[PUT_IN]), f"{clear} of {len(effects)}",
            f"{first['pairs']} pairs, {first['persons_per_agent']:,} persons an agent",
        ))  # fmt: skip
        links.append(Source(one.title, f"{results_of(one.name, Path('..'), full=full)}/report.html"))
    columns = (
        "Episode", "arms", NEAR, INSIDE, MISSED, "directions shown", PUT_IN,
        "outcomes that the event changes", "runs",
    )  # fmt: skip
    table = Table("All episodes", columns, tuple(rows), frozenset(range(2, 8)))
    return (table, Paragraph("Pages of the episodes:"), Sources(tuple(links))) if links else (table,)


def _all_checks(every: Sequence[Episode]) -> tuple[Block, ...]:
    """A table for each episode: short ones stay open."""
    columns = (
        "", "recorded", "model", "95 % of runs", "without the event", "difference", "verdict",
    )  # fmt: skip
    tables: list[Block] = []
    for one in every:
        if one.findings is None:
            tables.append(Paragraph(f"{one.title}: {one.fault}."))
            continue
        rows = tuple(_check(row) for _, row in one.findings.iterrows())
        tables.append(Table(f"{one.title} (95 % intervals)", columns, rows, frozenset({1, 2, 3, 4, 5})))
    return tuple(tables)


def _check(row: Any) -> tuple[str, ...]:
    runs = f"{plain(float(row['runs_low']), 3)} to {plain(float(row['runs_high']), 3)}"
    verdict = f"{row['verdict']} ({PUT_IN})" if row["put_in"] else row["verdict"]
    return (
        f"{row['check']}, {row['unit']}", _recorded(row), _interval(row, "model"), runs,
        _interval(row, "counterfactual"), _interval(row, "difference"), verdict,
    )  # fmt: skip


def _changed(every: Sequence[Episode]) -> tuple[Block, ...]:
    columns = ("Outcome", "with the event", "without it", "difference")
    tables: list[Block] = []
    for one in every:
        if one.effects is None:
            tables.append(Paragraph(f"{one.title}: {one.fault}."))
            continue
        rows = tuple(
            (
                f"{row['label']}, {row['unit']}", plain(float(row["model"]), 3), plain(float(row["counterfactual"]), 3),
                _interval(row, "difference"),
            )
            for _, row in one.effects.iterrows()
        )  # fmt: skip
        since = int(one.effects.iloc[0]["since"])
        tables.append(
            Table(
                f"{one.title}: means from {since} on (95 % intervals of the differences of pairs of runs)",
                columns,
                rows,
                frozenset({1, 2, 3}),
            )
        )
    return tuple(tables)


def _reading(full: bool) -> tuple[Block, ...]:
    size = " FULL=1" if full else ""
    return (
        Paragraph(
            f"A number is met if the mean of the runs is within a factor of {plain(FACTOR)} of it. Of one year over "
            "another the change is compared: 1.4 times is a change of 0.4, and no change would be near most ratios "
            "otherwise. What happened is one history, so it is laid beside single runs too: it lies within them if "
            "it is in the range in which a further run would lie with a probability of 95 % (mean ± t s √(1 + "
            "1/n)). A wide range is easily met, and stands with every check."
        ),
        Paragraph(
            "The 95 % intervals of means and differences say how exactly the runs tell the model's own mean, not "
            "how far the model is from the world. A direction is shown if the interval of the difference between "
            "the arms, pair by pair on the same seeds, lies on its side of zero, and contradicted if on the other. "
            "Levels of the model are not scaled to records, and no parameter is fitted to a vignette."
        ),
        Paragraph(
            "Put in is what the scenario itself says, such as who was driven out, or what the other arm rules out: "
            "that the model reports it checks its bookkeeping and explains nothing. Such checks are drawn hollow and "
            "counted apart."
        ),
        Paragraph(
            f"`make vignettes{size}` computes what is missing and writes every page and this board; "
            f"`make board-vignettes{size}` writes the board alone from what is there; `board.parquet` holds every "
            "check."
        ),
    )  # fmt: skip
