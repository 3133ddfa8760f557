"""What a record of a test says: runs, times and digests of the studies that it was made of."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

from abm.results.files import as_json
from abm.studies.layout import MANIFEST
from experiments.claims.recording import read_record, write_record
from tests.experiments.board_bench import SHIPPED

SCENARIO: Any = SimpleNamespace(start="1990-01", end="1999-12", persons_per_agent=1000)
FACTOR = {"name": "draw", "key": "seed", "low": 0, "high": 9, "scale": "linear", "label": "Seed"}
STATUSES = ["finished", "finished", "failed"]


def _study(folder: Path, **other: Any) -> Any:
    folder.mkdir(parents=True)
    manifest = {"digests": ["a", "b"], "world_digests": ["w", "w"], "seed": 1, "replications": 30, "factors": [],
                "design": {"kind": "grid"}}  # fmt: skip
    (folder / MANIFEST).write_bytes(as_json(manifest | other))
    costs = pd.DataFrame(
        {"seconds": [10.0, 20.0, 0.5], "finished_at": ["2026-01-01T00", "2026-01-03T00", "2026-01-02T00"]}
    )
    return SimpleNamespace(
        folder=folder, costs=costs, runs=pd.DataFrame({"status": STATUSES}), policies=["p", "q"]
    )


def _record(place: Path, **other: Any) -> Any:
    studies = [_study(place / "real", **other), _study(place / "real-ablated", replications=10)]
    write_record(SHIPPED / "C7.yaml", place, full=False, bases="0", worlds={"real": (SCENARIO, studies)})
    return read_record(place)


def test_a_record_counts_the_runs_of_both_studies(tmp_path: Path) -> None:
    record = _record(tmp_path)
    world = record.worlds["real"]
    assert (world["arms"], world["runs"], world["lost"], world["seconds"]) == (4, 4, 2, 61.0)
    assert (world["seeds"], world["ended"], world["period"]) == ([1, 30], "2026-01-03", "1990-01 to 1999-12")
    assert record.seconds == 61.0


def test_other_scenarios_tables_seeds_or_ranges_of_factors_are_other_runs(tmp_path: Path) -> None:
    tried: list[dict[str, Any]] = [
        {}, {"digests": ["a", "c"]}, {"world_digests": ["w", "x"]}, {"seed": 2}, {"replications": 31},
        {"factors": [FACTOR]}, {"factors": [{**FACTOR, "high": 8}]},
        {"factors": [FACTOR], "design": {"kind": "sobol", "samples": 8}},
    ]  # fmt: skip
    digests = [_record(tmp_path / str(place), **other).runs for place, other in enumerate(tried)]
    assert len(set(digests)) == len(tried)
    assert _record(tmp_path / "again").runs == digests[0]
    labelled = _record(tmp_path / "labelled", factors=[{**FACTOR, "label": "Chance"}])
    assert labelled.runs == digests[5]
