"""Checks and the board of the vignettes: verdicts follow the runs, intervals cover, and nothing is left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.analysis.intervals import mean_interval
from abm.refusal import Refusal
from abm.reports.document import Table
from abm.studies.result import StudyResult
from experiments.vignettes.__main__ import every_vignette, main
from experiments.vignettes.arms import arms_of, study
from experiments.vignettes.board import Episode, board_frame, checks_of, counts, episodes, write_board
from experiments.vignettes.board import document as board
from experiments.vignettes.checking import (
    FACTOR,
    INSIDE,
    MISSED,
    NEAR,
    OPPOSITE,
    SAME,
    UNDECIDED,
    Finding,
    findings,
    range_of_runs,
)
from experiments.vignettes.outcomes import Parts, outcomes
from experiments.vignettes.publishing import EFFECTS, FINDINGS, effects_frame, findings_frame
from experiments.vignettes.vignette import WITH, WITHOUT, CheckSpec, read_vignette
from tests.experiments.made_up_vignettes import arms_in

HERE = Path(__file__).parents[2] / "experiments" / "vignettes"
VIGNETTES = sorted(HERE.glob("*.yaml"))


def _check(kind: str = "mean", **more: Any) -> CheckSpec:
    entries = {"said": "it", "outcome": "it", "kind": kind, "first": 2000, "last": 2000, "source": "drawn"}
    return CheckSpec.model_validate({**entries, **more})


def _finding(event: Sequence[float], truth: float, kind: str = "mean", **more: Any) -> Finding:
    values = pd.Series(event, dtype=float)
    none = mean_interval(0 * values)
    spec = _check(kind, **more)
    return Finding(spec, "", truth, mean_interval(values), none, mean_interval(values), range_of_runs(values))


def test_the_range_of_runs_holds_a_further_run_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(2000):
        low, high = range_of_runs(pd.Series(rng.normal(3.0, 2.0, 12)))
        held += low <= rng.normal(3.0, 2.0) <= high
    assert held / 2000 == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    ("runs", "truth", "kind", "said"),
    [
        ([9.0, 10.0, 11.0], 5.2, "mean", NEAR),
        ([9.0, 10.0, 11.0], 4.8, "mean", MISSED),
        ([0.0, 0.0, 30.0], 4.8, "mean", INSIDE),
        ([9.0, 10.0, 11.0], -5.2, "rise", MISSED),
        ([1.0, 1.001, 0.999], 1.5, "times", MISSED),  # no change is no hit, near as 1 is to 1.5
        ([1.3, 1.31, 1.29], 1.5, "times", NEAR),
        ([0.7, 0.71, 0.69], 0.5, "times", NEAR),
        ([15.0, 15.0, 15.0], 15.0, "mean", NEAR),
        ([3.0, 4.0, 5.0], math.nan, "more", SAME),
        ([3.0, 4.0, 5.0], math.nan, "less", OPPOSITE),
        ([-3.0, 0.1, 4.0], math.nan, "more", UNDECIDED),
    ],
)  # fmt: skip
def test_a_verdict_follows_the_runs(runs: list[float], truth: float, kind: str, said: str) -> None:
    assert _finding(runs, truth, kind).verdict == said


@given(mean=st.floats(0.01, 1e6), truth=st.floats(0.01, 1e6))
def test_a_number_is_near_if_and_only_if_the_factor_says_so(mean: float, truth: float) -> None:
    assert _finding([mean, mean], truth).near == (1 / FACTOR <= mean / truth <= FACTOR)


def test_the_difference_is_of_pairs_and_its_interval_covers_what_was_put_into_the_runs() -> None:
    """Runs that share noise of 30 around a difference of 10: pair by pair it is told to a tenth."""
    path = HERE / "sri-lanka-war.yaml"
    vignette = read_vignette(path)
    found, rng = outcomes(vignette, arms_in(vignette)), np.random.default_rng(2)
    shared = rng.normal(100.0, 30.0, 12)
    names = ["year", "seed"]
    index = pd.MultiIndex.from_product([vignette.years, range(1, 13)], names=names)
    years = len(vignette.years)
    arms = {
        arm: Parts(pd.Series(np.tile(shared + shift + rng.normal(0, 0.1, 12), years), index))
        for arm, shift in ((WITH, 10.0), (WITHOUT, 0.0))
    }
    found["deaths"] = replace(found["deaths"], parts=arms)
    one = next(
        one for one in findings(vignette, found) if one.spec.outcome == "deaths" and one.spec.kind == "more"
    )
    assert one.difference.low < 10.0 < one.difference.high
    assert one.difference.high - one.difference.low < 1.0
    assert one.verdict == SAME


def _episode(path: Path) -> Episode:
    vignette = read_vignette(path)
    arms = arms_in(vignette)
    found = outcomes(vignette, arms)
    checked = findings(vignette, found)
    return Episode(
        path.stem, vignette, findings_frame(vignette, arms, checked, full=False),
        effects_frame(vignette, arms, found, full=False),
    )  # fmt: skip


@lru_cache
def _every() -> tuple[Episode, ...]:
    return tuple(_episode(path) for path in VIGNETTES)


def test_the_board_holds_every_vignette_and_every_check_and_its_counts_add_up() -> None:
    every = _every()
    table = board_frame(every)
    assert list(dict.fromkeys(table["vignette"])) == [path.stem for path in every_vignette()]
    assert len(table) == sum(len(read_vignette(path).checks) for path in VIGNETTES)
    found = checks_of(every)
    assert sum(counts(found).values()) == len(found)
    assert counts(found)["put in"] == sum(
        check.put_in for path in VIGNETTES for check in read_vignette(path).checks
    )
    by_episode = [counts(one.findings) for one in every if one.findings is not None]
    assert {key: sum(each[key] for each in by_episode) for key in by_episode[0]} == counts(found)
    ends = {f"{name}{end}" for name in ("model", "difference") for end in ("", "_low", "_high")}
    needed = {"check", "recorded", "put_in", *ends}
    assert needed <= set(table)


def test_a_vignette_that_failed_stays_on_the_board_with_its_reason() -> None:
    every = list(_every())
    lost = every[3] = Episode(every[3].name, every[3].vignette, None, None, "a reason of its own")
    table = board_frame(every)
    assert table[table["vignette"] == lost.name]["fault"].tolist() == ["a reason of its own"]
    page = board(every)
    blocks = [block for section in page.sections for block in section.blocks]
    (overview,) = [block for block in blocks if isinstance(block, Table) and block.caption == "All episodes"]
    assert len(overview.rows) == len(every)
    assert any("a reason of its own" in getattr(block, "text", "") for block in blocks)
    for drawing in page.drawings():
        for width in (10.0, 4.4):
            texts = [text.get_text() for axes in drawing.draw(width).axes for text in axes.texts]
            assert sum(one.title[:12] in text for one in every for text in texts) >= len(every)


def test_a_board_of_nothing_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--board", "--out", str(tmp_path)]) == 0
    text = (tmp_path / "board" / "report.md").read_text(encoding="utf-8")
    assert f"0 of {len(VIGNETTES)} episodes were run" in text
    assert text.count("not run yet") > len(VIGNETTES)
    assert main(["--board", "iron-curtain", "--out", str(tmp_path)]) == 2


def test_a_board_is_read_back_from_what_vignettes_wrote(tmp_path: Path) -> None:
    one = _every()[0]
    assert one.findings is not None
    assert one.effects is not None
    (tmp_path / one.name).mkdir()
    one.findings.to_parquet(tmp_path / one.name / FINDINGS)
    one.effects.to_parquet(tmp_path / one.name / EFFECTS)
    every = episodes(VIGNETTES, tmp_path, {}, full=False)
    assert [each.fault for each in every] == ["", *["not run yet"] * (len(VIGNETTES) - 1)]
    files = write_board(every, tmp_path, full=False)
    assert {path.name for path in files} >= {"report.html", "report.md", "board.parquet"}
    assert f"../{one.name}/report.html" in (tmp_path / "board" / "report.md").read_text(encoding="utf-8")
    refused = episodes(VIGNETTES, tmp_path, {one.name: "refused now"}, full=False)
    assert refused[0].findings is None
    assert refused[0].fault == "refused now"


def test_one_refusal_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    def show(path: Path, *_: Any) -> None:
        shown.append(path.stem)
        if path.stem == "gulf-labour":
            raise Refusal("refused here")

    monkeypatch.setattr("experiments.vignettes.__main__._show", show)
    assert main(["--out", str(tmp_path)]) == 2
    assert shown == [path.stem for path in VIGNETTES]
    assert "gulf-labour: refused here" in capsys.readouterr().err
    table = pd.read_parquet(tmp_path / "board" / "board.parquet")
    assert table.set_index("vignette")["fault"]["gulf-labour"] == "refused here"
    assert main(["kosovo-1999", "--out", str(tmp_path)]) == 0


def test_pairs_whose_other_run_failed_do_not_count() -> None:
    made = study(read_vignette(HERE / "kosovo-1999.yaml"))
    runs = pd.DataFrame({
        "seed": [1, 1, 2, 2, 3, 3], "policy": [WITH, WITHOUT] * 3,
        "status": ["finished", "finished", "finished", "failed", "finished", "finished"],
    })  # fmt: skip
    yearly = runs[["seed", "policy"]].assign(place="MKD", year=1999, concessions=1.0)
    left = cast(
        StudyResult, SimpleNamespace(runs=runs, yearly=yearly, corridors=None, routes=None, folder=Path("x"))
    )
    arms = arms_of(left, made)
    assert arms[WITH].seeds == arms[WITHOUT].seeds == (1, 3)
    assert arms[WITH].frame("yearly", ["seed"])["seed"].tolist() == [1, 3]
    left.runs.loc[4, "status"] = "timed out"
    with pytest.raises(Refusal, match="1 pairs of runs finished, and at least 2 are needed"):
        arms_of(left, made)
