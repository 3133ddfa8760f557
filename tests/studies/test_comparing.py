"""Comparisons: differences in pairs, no more pairs than the precision needs, and none run twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from abm.analysis.pairing import Precision
from abm.refusal import Refusal
from abm.results.journal import Reading
from abm.studies.comparing import LEAST, Comparison, Wanted, compare, comparison_study, written
from abm.studies.running import Options
from abm.studies.wording import as_text
from tests.studies.linear_model import CODES, SIMULATE

EFFECT = 12 * -10.0
"""Effort 2 against 1: ten attempts a month fewer."""


@pytest.fixture
def scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.chdir(tmp_path)
    world = f"world: {{kind: stylised, states: {len(CODES)}}}\nmonths: 24\n"
    for name, effort in (("usual", 1), ("harder", 2)):
        Path(f"{name}.yaml").write_text(f"{world}policies: {{all: {{border_effort: {effort}}}}}\n")
    return "usual.yaml", "harder.yaml"


Run = Callable[..., Comparison]


@pytest.fixture
def run(scenarios: tuple[str, str], tmp_path: Path) -> Run:
    def ran(wanted: Wanted, out: str = "out") -> Comparison:
        options = Options(out=tmp_path / out, engine="serial", simulate=SIMULATE)
        return compare(comparison_study(*scenarios, wanted.most), options, wanted)

    return ran


def test_the_difference_of_what_is_known_is_found_and_pairing_saves_what_the_noise_shares(run: Run) -> None:
    found = run(Wanted(40))
    row = found.world.set_index("outcome").loc["attempts"]
    assert row["low"] < EFFECT < row["high"]
    assert row["difference"] == pytest.approx(EFFECT, abs=6.0)
    assert row["saving"] == pytest.approx((5.0**2 + 0.5**2) / 0.5**2, rel=0.8)
    assert found.replications == row["pairs"] == 40
    assert found.precise is None


def test_the_states_add_up_to_the_world(run: Run) -> None:
    found = run(Wanted(5))
    states = found.states[found.states["outcome"] == "attempts"]
    assert set(states["place"]) == set(CODES)
    world = found.world.set_index("outcome").loc["attempts"]
    assert states["difference"].sum() == pytest.approx(world["difference"])
    assert (states["low"] < states["difference"]).all()
    assert (states["difference"] < states["high"]).all()


@pytest.mark.slow
def test_a_coarser_precision_needs_fewer_pairs_and_none_fewer_than_ten(run: Run) -> None:
    coarse = run(Wanted(60, Precision(absolute=1000.0), ("attempts",)), "coarse")
    fine = run(Wanted(60, Precision(absolute=4.0), ("attempts",)), "fine")
    assert coarse.replications == LEAST
    assert LEAST < fine.replications < 60
    assert coarse.precise
    assert fine.precise
    row = fine.world.set_index("outcome").loc["attempts"]
    assert row["high"] - row["low"] <= 8.0


@pytest.mark.slow
def test_where_the_pairs_end_before_the_precision_that_is_said(run: Run) -> None:
    found = run(Wanted(12, Precision(absolute=1e-6), ("attempts",)))
    assert found.precise is False
    assert found.replications == 12
    assert "Not as precise as asked for: attempts" in as_text(found)


@pytest.mark.slow
def test_more_pairs_run_only_the_new_ones(run: Run) -> None:
    first = run(Wanted(4)).result
    of_four = (first.folder / "journal" / "main.journal").stat().st_size
    few = run(Wanted(10)).result
    with Reading(few.folder / "journal" / "main.journal") as reading:
        identities, *_ = reading.index.latest()
    assert len(identities) == 2 * 10
    assert len(few.runs) == 2 * 10
    of_ten = (few.folder / "journal" / "main.journal").stat().st_size
    assert of_ten == pytest.approx(of_four * 10 / 4, rel=0.05)  # 14 pairs' worth if the first were run again


def test_the_text_shows_means_difference_and_states(run: Run) -> None:
    found = run(Wanted(6))
    text = as_text(found)
    for part in ("harder against usual, 6 pairs", "Attempted crossings", "-0.1", "-8.", "pairs saved"):
        assert part in text
    for file in written(found):
        assert file.read_text().count("\n") > len(found.result.outcomes_of) // 2


def test_a_scenario_against_itself_or_over_other_months_is_refused(scenarios: tuple[str, str]) -> None:
    with pytest.raises(Refusal, match="nothing to compare"):
        comparison_study(scenarios[0], scenarios[0], 3)
    Path("longer.yaml").write_text("extends: harder.yaml\nmonths: 36\n")
    with pytest.raises(Refusal, match="same months"):
        comparison_study(scenarios[0], "longer.yaml", 3)
    with pytest.raises(Refusal, match=r"hardr.yaml.*harder.yaml"):
        comparison_study(scenarios[0], "hardr.yaml", 3)


def test_an_outcome_that_is_none_is_refused_with_the_nearest(run: Run) -> None:
    with pytest.raises(Refusal, match=r"'attempt'.*'attempts'"):
        run(Wanted(3, Precision(relative=0.1), ("attempt",)))
