"""Claims and results made by hand, for tests of the board."""

from __future__ import annotations

import csv
import itertools
import math
from pathlib import Path

import pandas as pd

import abm
from abm.results.files import as_json
from experiments.claims.boarding import make_board
from experiments.claims.gathering import Board, gathered
from experiments.claims.judging import LETTERS
from experiments.claims.recording import RECORD, bases_digest, file_digest, parameters_digest

SHIPPED = Path(__file__).parents[2] / "experiments" / "claims"
WORLDS = ("stylised", "real")

FILE = """\
name: {name}
title: Something follows from {name}
statement: It does.
source: "Lines 1 to 2"
worlds:
  stylised: {{base: stylised}}
  real: {{base: baseline}}
findings:
  rises: {{title: It rises, statement: It does., lines: 1, estimator: change, expected: {{above: {threshold}}}}}
  falls: {{title: It falls, statement: It does., lines: 2, estimator: change, expected: {{below: 0}}}}
"""


class Bench:
    """A folder of claims C1, C2 and C10, and results that are made by hand."""

    def __init__(self, place: Path) -> None:
        self.claims, self.results = place / "claims", place / "results"
        self.claims.mkdir()
        for name in ("C10", "C2", "C1"):
            self.write(name)

    def write(self, name: str, threshold: float = 0.1) -> None:
        """Write a claim's file."""
        text = FILE.format(name=name, threshold=threshold)
        (self.claims / f"{name}.yaml").write_text(text, encoding="utf-8")

    def test(self, name: str, verdicts: str = "RRRR", threshold: float = 0.1, **record: object) -> None:
        """Leave the results of a test: the verdicts, by their letters, on the first finding and the second."""
        words = {letter: verdict for verdict, letter in LETTERS.items()}
        keys = itertools.product((("rises", threshold, math.inf), ("falls", -math.inf, 0.0)), WORLDS)
        rows = [
            {
                "claim": name, "finding": finding, "title": finding, "world": world, "verdict": words[letter],
                "estimator": "change", "expected_low": low, "expected_high": high, "effect": 0.2,
                "effect_low": 0.15, "effect_high": 0.25, "pairs": 30, "pairs_without": 15, "version": "1",
            }
            for ((finding, low, high), world), letter in zip(keys, verdicts, strict=True)
        ]  # fmt: skip
        folder = self.results / name
        folder.mkdir(parents=True, exist_ok=True)
        pd.DataFrame(rows).to_parquet(folder / "findings.parquet")
        world = {"period": "1990-01 to 1999-12", "persons_per_agent": 1000, "arms": 4, "seeds": [1, 30], "runs": 90,
                 "seconds": 600.0, "ended": "2026-01-01", "digest": "0" * 12}  # fmt: skip
        said = {"file": file_digest(self.claims / f"{name}.yaml"), "parameters": parameters_digest(),
                "bases": bases_digest(self.claims / f"{name}.yaml"),
                "version": abm.__version__, "full": False, "worlds": dict.fromkeys(WORLDS, world)} | record  # fmt: skip
        (folder / RECORD).write_bytes(as_json(said))

    def test_all(self, verdicts: str = "RRRR") -> None:
        """Leave the results of a test of every claim."""
        for name in ("C1", "C2", "C10"):
            self.test(name, verdicts)

    def board(self) -> Board:
        return gathered(self.claims, self.results)

    def make(self, today: str = "2026-01-01", readme: Path | None = None) -> Board:
        return make_board(self.claims, self.results, today=today, readme=readme)

    @property
    def history(self) -> list[dict[str, str]]:
        path = self.claims / "board" / "history.csv"
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def text(self) -> str:
        return (self.results / "board" / "report.md").read_text(encoding="utf-8")
