"""Exports carry every run and value, in the forms that the EMA workbench and NetLogo's users read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.analysis import save_ema, to_ema, to_long
from abm.analysis.libraries import studies_library
from abm.refusal import Refusal

FACTORS, NAMES = ["fee", "way", "closed"], ["deaths", "world_entries"]


def runs() -> pd.DataFrame:
    design = pd.DataFrame(
        {"point": [0, 1], "fee": [1.5, 2.5], "way": ["land", "sea"], "closed": [True, False]}
    )
    frame = design.merge(pd.DataFrame({"seed": [7, 8]}), how="cross")
    frame = frame.merge(pd.DataFrame({"policy": ["open", "closed"]}), how="cross")
    frame["deaths"] = np.arange(8.0)
    frame["world_entries"] = [*np.arange(7) / 3, np.nan]
    return frame.sample(frac=1, random_state=3)


def test_the_workbench_reads_what_is_saved(tmp_path: Path) -> None:
    file = save_ema(runs(), FACTORS, NAMES, tmp_path / "study.tar.gz")
    experiments, outcomes = studies_library("ema_workbench", "A test").load_results(file)
    expected, arrays = to_ema(runs(), FACTORS, NAMES)
    assert list(experiments.columns) == [*FACTORS, "scenario", "policy", "model"]
    for name in expected:
        assert list(experiments[name].astype(str)) == list(expected[name].astype(str))
    assert set(outcomes) == set(NAMES)
    for name in NAMES:
        np.testing.assert_allclose(outcomes[name], arrays[name])


def test_a_scenario_is_shared_by_the_policies_and_by_nothing_else() -> None:
    experiments, arrays = to_ema(runs(), FACTORS, NAMES)
    counts = experiments.groupby("scenario", observed=True)["policy"].agg(["count", "nunique"])
    assert (counts == 2).all(axis=None)
    assert len(counts) == 4
    assert all(array.shape == (8,) and array.dtype == np.float64 for array in arrays.values())


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_the_workbench_finds_boxes_in_an_export() -> None:
    prim = studies_library("ema_workbench.analysis.prim", "A test")
    many = pd.concat([runs().assign(point=lambda rows, n=n: rows["point"] + 2 * n) for n in range(10)])
    experiments, arrays = to_ema(many, FACTORS, NAMES)
    box = prim.Prim(experiments, (arrays["deaths"] >= 4).astype(int), threshold=0.8).find_box()
    assert box.coverage == 1.0


def test_a_long_table_has_a_row_for_each_run_and_reporter() -> None:
    frame = runs()
    long = to_long(frame, FACTORS, NAMES)
    assert list(long.columns) == ["[run number]", "policy", "seed", *FACTORS, "reporter", "value"]
    assert list(long["[run number]"]) == [number for number in range(1, 9) for _ in NAMES]
    assert list(long["reporter"]) == NAMES * 8
    back = long.pivot(index=["policy", "fee", "seed"], columns="reporter", values="value")
    again = frame.set_index(["policy", "fee", "seed"])[NAMES].sort_index()
    np.testing.assert_array_equal(back[NAMES].to_numpy(), again.to_numpy())


def test_steps_belong_to_their_run() -> None:
    yearly = runs().merge(pd.DataFrame({"year": [1990, 1991, 1992]}), how="cross").iloc[::-1]
    long = to_long(yearly, FACTORS, ["deaths"], step="year")
    assert list(long["[run number]"]) == [number for number in range(1, 9) for _ in range(3)]
    assert list(long["[step]"]) == [1990, 1991, 1992] * 8
    assert (long.groupby("[run number]")["value"].nunique() == 1).all()


def test_refusals() -> None:
    with pytest.raises(Refusal, match="did you mean 'fee'"):
        to_ema(runs(), ["fees"], NAMES)
    with pytest.raises(Refusal, match="each may occur once"):
        to_long(pd.concat([runs(), runs()]), FACTORS, NAMES)
