"""Policy search: it finds the trade-off that is known to be there, and an interrupted one goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.analysis.pareto import nondominated
from abm.refusal import Refusal
from abm.studies import Study, load_spec
from abm.studies.running import Options
from abm.studies.searching import search, searched
from tests.studies.linear_model import SIMULATE

pytest.importorskip("optuna")

STUDY = """
base: stylised
set: {months: 12, world: {kind: stylised, states: 3}}
factors:
  effort: {key: policies.AAA.border_effort, role: lever, low: 1, high: 5}
  network: {key: parameters.departures.network, low: 0.2, high: 0.9}
outcomes:
  - {measure: attempts, better: less}
  - {measure: inflow, better: less}
design: {kind: search, population: 8, generations: 4, futures: 3}
"""


def _study(folder: Path, text: str = STUDY) -> Study:
    file = folder / "search.yaml"
    file.write_text(text)
    return load_spec(file)


def _options(folder: Path) -> Options:
    return Options(out=folder / "out", engine="serial", simulate=SIMULATE)


def test_every_generation_is_kept_and_all_candidates_meet_the_same_futures(tmp_path: Path) -> None:
    result = search(_study(tmp_path), _options(tmp_path))
    assert len(result.design) == 8 * 4 * 3
    futures = result.design.groupby(result.design["point"] // 3)["network"].agg(tuple)
    assert futures.nunique() == 1
    assert result.design["effort"].between(1, 5).all()
    assert result.runs["status"].eq("finished").all()


def test_a_search_that_goes_on_is_the_search_that_was_never_interrupted(tmp_path: Path) -> None:
    """Three generations, then four: the same candidates as four at once, and no run twice."""
    short = STUDY.replace("generations: 4", "generations: 3")
    search(_study(tmp_path, short), _options(tmp_path))
    before = (tmp_path / "out" / "journal" / "main.journal").read_bytes()
    resumed = search(_study(tmp_path), _options(tmp_path))
    after = (tmp_path / "out" / "journal" / "main.journal").read_bytes()
    (tmp_path / "other").mkdir()
    whole = search(_study(tmp_path / "other"), _options(tmp_path / "other"))
    pd.testing.assert_frame_equal(resumed.design, whole.design)
    assert after.startswith(before)


def test_it_comes_nearer_to_what_is_best(tmp_path: Path) -> None:
    """A valley whose bottom is known: later generations lie deeper than the first."""
    study = _study(
        tmp_path, STUDY.replace("population: 8, generations: 4", "population: 16, generations: 12")
    )
    found: list[np.ndarray] = []

    def evaluate(points: list[tuple[float, ...]]) -> np.ndarray:
        effort = np.array([point[0] for point in points])
        found.append(effort.reshape(-1, 3)[:, 0])
        return np.stack([(effort - 2.0) ** 2, (effort - 3.0) ** 2], axis=1)

    for _ in searched(study, evaluate):  # type: ignore[arg-type]
        pass
    best = [np.mean((each >= 2.0) & (each <= 3.0)) for each in found]  # the Pareto set is 2 to 3
    by_chance = 0.25
    assert np.mean(best[-4:]) > by_chance + 0.2
    every = np.concatenate(found)
    front = nondominated(
        pd.DataFrame({"a": (every - 2.0) ** 2, "b": (every - 3.0) ** 2}), {"a": "less", "b": "less"}
    )
    assert ((every >= 2.0) & (every <= 3.0))[front].mean() > 0.95


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: lever, ", "", "role is lever"),
        ("base: stylised", "policies: {one: {}, two: {set: {months: 24}}}\nbase: stylised", "no policies"),
        ("better: less", "better: neither", "better"),
    ],
)
def test_a_search_without_levers_or_directions_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        search(_study(tmp_path, STUDY.replace(old, new)), _options(tmp_path))
    assert not (tmp_path / "out" / "journal").exists()
