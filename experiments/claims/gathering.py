"""All claims of a folder with what is known of each: findings of its last test, or that it was not run."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.scenario.digest import canonical
from abm.scenario.reading import read_node
from experiments.claims.judging import LETTERS, NOT_RUN, Judgement, judgement, margin
from experiments.claims.recording import (
    Record,
    base_digest,
    bases_digest,
    file_digest,
    parameters_declared,
    parameters_digest,
    ranges_of,
    read_record,
    short_digest,
)
from experiments.configurations import results_of

if TYPE_CHECKING:
    import pandas as pd

FINDINGS = "findings.parquet"
NUMBERS = (
    "expected_low", "expected_high", "control_mean", "treatment_mean", "effect", "effect_low", "effect_high",
    "ablated", "ablated_low", "ablated_high", "taken", "taken_low", "taken_high", "pairs", "pairs_without",
    "cases", "events", "reference",
)  # fmt: skip
WORDS = (
    "claim", "finding", "title", "statement", "lines", "world", "verdict", "estimator", "outcome", "treatment",
    "control", "mechanism", "reference_source", "version",
)  # fmt: skip
"""Columns that a board takes from the findings of a claim; one that lacks them leaves them empty."""


@final
@dataclass(frozen=True)
class Entry:
    """A claim on a board.

    Attributes:
        name: of the claim.
        title: the claim in a few words.
        path: its file.
        folder: where its results are, or would be.
        findings: a row for each finding and world, with the columns `WORDS` and `NUMBERS`.
        record: what its test was made of.
        lacks: why it does not count as tested in whole, a clause each; none if it does.
    """

    name: str
    title: str
    path: Path
    folder: Path
    findings: pd.DataFrame
    record: Record
    lacks: tuple[str, ...]

    @property
    def worlds(self) -> list[str]:
        """Names of its worlds."""
        return list(dict.fromkeys(self.findings["world"]))

    def verdicts(self, world: str = "") -> list[str]:
        """Return the verdicts of all findings, in a world or in all."""
        rows = self.findings if not world else self.findings[self.findings["world"] == world]
        return list(rows["verdict"])

    @property
    def judgement(self) -> Judgement:
        """What its verdicts say of the claim."""
        return judgement(self.verdicts())

    @property
    def ranges(self) -> str:
        """The expected ranges with which it was tested, as text; empty if it was not run."""
        return "" if self.judgement == NOT_RUN else ranges_of(self.findings)

    @property
    def letters(self) -> str:
        """The verdict of each finding in each world, as letters: "income_gap RU; power_gap NX"."""
        said = []
        for name, rows in self.findings.groupby("finding", sort=False):
            found = dict(zip(rows["world"], rows["verdict"], strict=True))
            said.append(f"{name} {''.join(LETTERS[found.get(world, NOT_RUN)] for world in self.worlds)}")
        return "; ".join(said)


@final
@dataclass(frozen=True)
class Board:
    """All claims at one size.

    Attributes:
        entries: the claims in the order of their numbers.
        full: whether at publication size.
        parameters: declared defaults of the model as they are now, by name.
    """

    entries: Sequence[Entry]
    full: bool
    parameters: Mapping[str, str]

    @property
    def worlds(self) -> list[str]:
        """Names of the worlds, in the order in which claims name them."""
        return list(dict.fromkeys(world for entry in self.entries for world in entry.worlds))

    @property
    def lacking(self) -> list[str]:
        """Why the board is partial, a clause for each claim; none if it is whole."""
        return [f"{entry.name} {' and '.join(entry.lacks)}" for entry in self.entries if entry.lacks]

    @property
    def size(self) -> str:
        """The size in a word."""
        return "full" if self.full else "default"

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row for each claim, finding and world, whatever came of it."""
        import pandas as pd

        frames = [
            entry.findings.assign(
                claim_title=entry.title, claim_verdict=entry.judgement, thresholds=short_digest(entry.ranges),
                file=entry.record.of("file"), parameters=entry.record.of("parameters"), runs=entry.record.runs,
                full=self.full,
            )
            for entry in self.entries if len(entry.findings)
        ]  # fmt: skip
        return pd.concat(frames, ignore_index=True) if frames else _empty()

    @cached_property
    def digest(self) -> str:
        """Digest of all that the board says; the same for boards that say the same, whenever they were made."""
        rows = self.frame.drop(columns=["statement", "lines", "claim_title"]).to_dict("records")
        return short_digest(canonical([{key: _stable(value) for key, value in row.items()} for row in rows]))


def _stable(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def gathered(claims: Path, results: Path, *, full: bool = False, untested: Collection[str] = ()) -> Board:
    """Return the board of all claims of a folder.

    Args:
        claims: holds the claims' files, C1.yaml and so on.
        results: holds a folder of results for each claim that was tested.
        full: whether the results at publication size are meant.
        untested: names of claims that could not be tested now.

    Raises:
        Refusal: there are no claims, or a file of results is torn.
    """
    paths = sorted(claims.glob("C*.yaml"), key=number_of)
    if not paths:
        raise Refusal(f"there are no claims in {claims}")
    declared = parameters_declared()
    now = parameters_digest(declared)
    base = cache(base_digest)  # many claims start from the same
    entries = [_entry(path, results, full, now, base) for path in paths]
    entries = [
        replace(entry, lacks=(*entry.lacks, "could not be tested now")) if entry.name in untested else entry
        for entry in entries
    ]
    return Board(entries, full, declared)


def number_of(path: Path) -> tuple[int, str]:
    """Return what sorts C2.yaml before C10.yaml."""
    digits = path.stem.lstrip("C")
    return (int(digits) if digits.isdigit() else 10**6, path.stem)


def _entry(path: Path, results: Path, full: bool, parameters: str, base: Callable[[str], str]) -> Entry:
    folder = results_of(path.stem, results, full=full)
    try:
        said, file = read_node(path).plain(), file_digest(path)
    except Refusal as refusal:
        said, file = {"title": str(refusal)}, ""
    try:
        bases = bases_digest(path, base)
    except (
        Refusal,
        AttributeError,
        KeyError,
        TypeError,
    ):  # whoever tests the claim is told what is wrong with it
        bases = ""
    said = dict(_entries(said))
    found = _found(folder / FINDINGS)
    findings = _whole(path.stem, said, found)
    record = read_record(folder)
    now = {"file": file, "parameters": parameters, "bases": bases}
    lacks = tuple(_lacks(findings, record, now))
    return Entry(path.stem, str(said.get("title", "")), path, folder, findings, record, lacks)


def _lacks(findings: pd.DataFrame, record: Record, now: Mapping[str, str]) -> Iterator[str]:
    import abm

    missing = findings[findings["verdict"] == NOT_RUN]
    if len(missing) == len(findings):
        yield "is not run"
        return
    if len(missing):
        yield f"is not run in whole ({' and '.join(dict.fromkeys(missing['world']))})"
    if not record.said:
        yield "has no record of what its test was made of"
    elif record.of("file") != now["file"]:
        yield "has another file now than it was tested with"
    elif record.of("parameters") != now["parameters"]:
        yield "was tested under other parameters of the model"
    elif not record.of("bases"):
        yield "does not say on which base it was tested"
    elif record.of("bases") != now["bases"]:
        yield "was tested on another base scenario, or on other tables of a world"
    elif record.of("version") != abm.__version__:
        yield f"was tested with version {record.of('version')}"


def _empty() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=[*WORDS, *NUMBERS])


def _found(path: Path) -> pd.DataFrame:
    """The findings that a test left, in the columns of a board."""
    import pandas as pd
    import pyarrow as pa

    if not path.is_file():
        return _empty()
    try:
        frame = pd.read_parquet(path)
    except (OSError, pa.ArrowException) as error:
        raise Refusal(f"{path} cannot be read ({str(error).splitlines()[0]}); test the claim again") from None
    frame = frame.reindex(columns=[*WORDS, *NUMBERS])
    unknown = set(frame["verdict"]) - set(LETTERS)
    if unknown:
        raise Refusal(f"{path} holds the verdict '{sorted(map(str, unknown))[0]}', which there is not")
    numbers = {name: frame[name].astype(float) for name in NUMBERS}
    words = {name: frame[name].astype(object).where(frame[name].notna(), "").map(str) for name in WORDS}
    return frame.assign(**numbers, **words)


def _whole(name: str, said: Mapping[str, Any], found: pd.DataFrame) -> pd.DataFrame:
    """Findings with a row for each that the claim's file asks for, in its order, and the margin of each effect."""
    import pandas as pd

    known = {(row["finding"], row["world"]): row for row in found.to_dict("records")}
    usual = "shares" if "design" in said else "odds_ratio"
    asked = {
        (str(finding), str(world)): _unrun(name, str(finding), what, str(world), usual)
        for finding, what in _entries(said.get("findings"))
        for world, _ in _entries(said.get("worlds"))
    }
    order = [*asked, *(key for key in known if key not in asked)]
    rows = [{str(key): value for key, value in known.get(key, asked.get(key, {})).items()} for key in order]
    frame = pd.DataFrame(rows, columns=[*WORDS, *NUMBERS])
    margins = [
        margin((row.effect, row.effect_low, row.effect_high), (row.expected_low, row.expected_high),
               ratio=row.estimator == "odds_ratio")
        for row in frame.itertuples()
    ]  # fmt: skip
    return frame.assign(**{column: frame[column].astype(float) for column in NUMBERS}, margin=margins)


def _entries(said: Any) -> list[tuple[str, Any]]:
    """The entries of a mapping, none for anything else: a file that is wrong elsewhere is on the board too."""
    return list(said.items()) if isinstance(said, dict) else []


def _unrun(claim: str, finding: str, said: Any, world: str, usual: str) -> dict[str, Any]:
    """The row of a finding that was not run; `usual` is the estimator of one that names none."""
    said = dict(_entries(said))
    expected = dict(_entries(said.get("expected")))
    return {
        **dict.fromkeys(WORDS, ""), **dict.fromkeys(NUMBERS, math.nan),
        "claim": claim, "finding": finding, "world": world, "verdict": NOT_RUN,
        "title": str(said.get("title", finding)), "statement": str(said.get("statement", "")),
        "lines": str(said.get("lines", "")), "estimator": str(said.get("estimator", usual)),
        "expected_low": expected.get("above", -math.inf), "expected_high": expected.get("below", math.inf),
    }  # fmt: skip
