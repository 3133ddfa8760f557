"""Made-up runs and tables for tests of anchors, and a small configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd

from abm.results.result import Result
from abm.world.tables import WorldTables
from experiments.anchors.anchor import Amount, Anchors, read_anchors
from experiments.anchors.measuring import Sources, values_of

SEEDS = (3, 5, 9)
YEARS = range(1990, 2006)
CODES = ("AAA", "BBB", "CCC")


def rise(place: Any, year: Any, month: Any = 12, seed: Any = 0) -> Any:
    """A value that tells places, years, months and seeds apart."""
    return 1000.0 * (place + 1) + 10.0 * (year - 1990) + month / 10 + seed / 100


@dataclass
class Runs:
    """Looks like the result of a batch: numbers that follow `rise` for the states and channels that it is given."""

    codes: Sequence[str] = CODES
    channels: Sequence[str] = ("student", "land")
    seeds: tuple[int, ...] = SEEDS
    scale: float = 1.0
    digest: str = "0123456789abcdef"
    scenario: Mapping[str, Any] = field(
        default_factory=lambda: {
            "name": "drawn", "start": "1990-01", "months": 192, "persons_per_agent": 4000,
            "parameters": {"costs": {"asylum": 2.0}},
        }
    )  # fmt: skip

    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        keys = [key for key in columns if key in ("iso3", "month", "origin", "destination", "channel")]
        ranges = {"iso3": self.codes, "origin": self.codes, "destination": self.codes, "channel": self.channels,
                  "month": range(1, 13)}  # fmt: skip
        index = pd.MultiIndex.from_product(
            [self.seeds, YEARS, *(ranges[key] for key in keys)], names=["seed", "year", *keys]
        )
        frame = index.to_frame(index=False)
        place = frame["iso3" if "iso3" in keys else "origin"].map({c: n for n, c in enumerate(self.codes)})
        month = frame["month"] if "month" in keys else 12
        value = rise(place, frame["year"], month, frame["seed"])
        for rank, column in enumerate(name for name in columns if name not in (*keys, "seed", "year")):
            frame[column] = self.scale * value * (1 + rank)
        return frame[list(columns)]


def small_tables() -> WorldTables:
    states = pd.DataFrame({"iso3": CODES, "region": ["Asia", "Asia", "Africa"]})
    records = pd.DataFrame({
        "iso3": ["AAA", "BBB", "CCC", "AAA", "BBB", "CCC"], "year": [2000] * 3 + [2001] * 3,
        "immigrant_stock": [1.0, 2.0, np.nan, 5.0, 7.0, 9.0], "asylum_applications": [4.0, 4.0, 4.0] + [np.nan] * 3,
    })  # fmt: skip
    return cast(WorldTables, SimpleNamespace(states=states, frames=lambda: {"reference_states": records}))


SMALL = """
scenario: baseline
set: {end: "2005-12", persons_per_agent: 4000}
prices: {source: made up, model: 2021, index: {"2000": 50, "2021": 100}}
groups:
  asia: {label: Asia, region: Asia, source: made up}
  two: {label: two, codes: [AAA, CCC], source: made up}
anchors:
  one:
    ids: [M035]
    lines: "128"
    section: people
    title: One
    words: Something.
    unit: persons
    text: {value: 10}
    model: {of: [{columns: [immigrants], first: 2000, last: 2001}]}
    measured: Somehow
    data:
      amount: {of: [{frame: reference_states, columns: [immigrant_stock], among: asia, first: 2000, last: 2001}]}
      years: "2000"
      source: made up
      licence: none
left_out:
  - {ids: [M036], why: Before.}
"""


def small(tmp_path: Path, text: str = SMALL) -> Anchors:
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    return read_anchors(tmp_path / "mine.yaml")


def sources(anchors: Anchors, tables: WorldTables, runs: Runs | None = None) -> Sources:
    return Sources(anchors, cast(Result, runs or Runs()), tables)


def asked(anchors: Anchors, amount: Amount) -> Anchors:
    """The anchors with another amount for the first, whose columns are read."""
    one = anchors.anchors["one"].model_copy(update={"model": amount})
    return anchors.model_copy(update={"anchors": {"one": one}})


def measured(tmp_path: Path, **amount: Any) -> list[float]:
    wanted = Amount(**amount)
    anchors = asked(small(tmp_path), wanted)
    return [float(value) for value in values_of(wanted, sources(anchors, small_tables()))]
