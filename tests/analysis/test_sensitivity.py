"""Indices equal their closed forms; what failed is left out and counted; what cannot be told is not."""

from __future__ import annotations

import math
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from abm.analysis import morris_indices, pawn_indices, point_means, problem_of, sobol_indices, total_indices
from abm.refusal import Refusal

pawn = import_module("SALib.analyze.pawn")
morris, sobol = (import_module(f"SALib.sample.{name}") for name in ("morris", "sobol"))

NAMES = ["x1", "x2", "x3"]
PROBLEM = {"num_vars": 3, "names": NAMES, "bounds": [[-math.pi, math.pi]] * 3}
A, B = 7.0, 0.1


def ishigami(design: pd.DataFrame) -> pd.Series:
    x1, x2, x3 = (design[name] for name in NAMES)
    return pd.Series((np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)).to_numpy(), design["point"])


def closed_forms() -> dict[str, dict[str, float]]:
    """Ishigami and Homma (1990): variances of the parts over the whole."""
    v1, v2 = 0.5 * (1 + B * math.pi**4 / 5) ** 2, A**2 / 8
    v13 = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    return {
        "first": {"x1": v1 / whole, "x2": v2 / whole, "x3": 0.0},
        "total": {"x1": (v1 + v13) / whole, "x2": v2 / whole, "x3": v13 / whole},
        "second": {"x1x2": 0.0, "x1x3": v13 / whole, "x2x3": 0.0},
    }


def saltelli(samples: int, second_order: bool = False) -> pd.DataFrame:
    points = sobol.sample(PROBLEM, samples, calc_second_order=second_order, seed=3)
    return pd.DataFrame(points, columns=NAMES).rename_axis("point").reset_index()


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_of_ishigami_are_the_closed_forms(second_order: bool) -> None:
    design = saltelli(2048, second_order)
    table = sobol_indices(design, ishigami(design), second_order=second_order, resamples=200)
    exact = closed_forms()
    wanted = [exact[row["index"]][row["factor"] + row["other"]] for _, row in table.iterrows()]
    np.testing.assert_allclose(table["value"], wanted, atol=0.03)
    assert ((table["low"] - 0.01 <= wanted) & (wanted <= table["high"] + 0.01)).all()
    assert set(table["index"]) == ({"first", "total", "second"} if second_order else {"first", "total"})
    assert (table["used"] == 2048).all()
    assert (table["dropped"] == 0).all()


GROUPS = {"x1": "odd", "x2": "even", "x3": "odd"}


def grouped(samples: int) -> pd.DataFrame:
    problem = {**PROBLEM, "groups": list(GROUPS.values())}
    points = sobol.sample(problem, samples, calc_second_order=False, seed=3)
    return pd.DataFrame(points, columns=NAMES).rename_axis("point").reset_index()


def test_indices_of_a_group_hold_what_its_factors_do_among_themselves() -> None:
    design, exact = grouped(2048), closed_forms()
    table = sobol_indices(design, ishigami(design), groups=GROUPS, resamples=200)
    found = table.set_index(["factor", "index"])["value"]
    even, odd = exact["first"]["x2"], 1.0 - exact["first"]["x2"]
    for group, share in (("even", even), ("odd", odd)):
        assert found[group, "first"] == pytest.approx(share, abs=0.03)
        assert found[group, "total"] == pytest.approx(share, abs=0.03)
    assert set(table["factor"]) == {"even", "odd"}


def test_a_design_over_groups_is_told_from_one_over_factors() -> None:
    design = grouped(15)  # 60 points, as many as 12 blocks of a design over three factors
    with pytest.raises(Refusal, match="no Sobol' design"):
        sobol_indices(design, ishigami(design))
    with pytest.raises(Refusal, match="no Sobol' design"):
        sobol_indices(design, ishigami(design), groups={**GROUPS, "x3": "even"})


def test_resamples_of_total_indices_spread_as_their_intervals_and_are_paired_between_outcomes() -> None:
    design = grouped(256)
    y = ishigami(design)
    table = sobol_indices(design, y, groups=GROUPS, resamples=400)
    totals = total_indices(design, y, groups=GROUPS, resamples=400)
    rows = table[table["index"] == "total"].set_index("factor")
    pd.testing.assert_series_equal(totals.values, rows["value"], check_names=False)
    half = (rows["high"] - rows["value"]) / 1.959964
    np.testing.assert_allclose(totals.resamples.std(), half[totals.resamples.columns])
    again = total_indices(design, 5.0 - 2.0 * y, groups=GROUPS, resamples=400)
    np.testing.assert_allclose(again.resamples, totals.resamples)
    still = total_indices(design, 0.0 * y, groups=GROUPS)
    assert still.values.isna().all()
    assert still.resamples.isna().all(axis=None)


def test_the_intervals_cover_the_closed_forms_in_small_designs() -> None:
    exact, hits = closed_forms(), []
    for seed in range(40):
        points = sobol.sample(PROBLEM, 64, calc_second_order=False, seed=seed)
        design = pd.DataFrame(points, columns=NAMES).rename_axis("point").reset_index()
        table = sobol_indices(design, ishigami(design), resamples=100)
        wanted = pd.Series([exact[row["index"]][row["factor"]] for _, row in table.iterrows()])
        hits.append((table["low"] <= wanted) & (wanted <= table["high"]))
    assert np.mean(hits) > 0.9


def test_sobol_indices_do_not_depend_on_the_order_of_rows_nor_on_unit_and_origin() -> None:
    design = saltelli(64)
    y = ishigami(design)
    plain = sobol_indices(design, y)
    pd.testing.assert_frame_equal(plain, sobol_indices(design.sample(frac=1, random_state=0), y.iloc[::-1]))
    pd.testing.assert_frame_equal(plain, sobol_indices(design, 1e6 + 1e3 * y))


def test_a_block_with_a_failed_run_is_left_out_whole_and_counted() -> None:
    design = saltelli(128)
    y = ishigami(design)
    failed = y.copy()
    failed[[7, 8, 200]] = np.nan  # points 5 to 9 are one block
    missing = failed.drop(index=[635])  # a point that never ran
    table = sobol_indices(design, missing)
    kept = [block for block in range(128) if block not in (1, 40, 127)]
    rows = design[(design["point"] // 5).isin(kept)]
    alone = sobol_indices(rows, y)
    assert (table["used"] == 125).all()
    assert (table["dropped"] == 3).all()
    np.testing.assert_allclose(table["value"], alone["value"])


def test_nothing_drives_an_outcome_that_does_not_vary() -> None:
    design = saltelli(8, second_order=True)
    table = sobol_indices(design, 0 * ishigami(design) + 4.0, second_order=True)
    assert len(table) == 9
    assert table[["value", "low", "high"]].isna().all(axis=None)


def test_points_that_are_no_such_design_are_refused() -> None:
    design = saltelli(8)
    y = ishigami(design)
    with pytest.raises(Refusal, match="multiple of 5 points; there are 39"):
        sobol_indices(design.iloc[:-1], y)
    with pytest.raises(Refusal, match="no Sobol' design"):
        sobol_indices(design.assign(point=design["point"].to_numpy()[::-1]), y)
    with pytest.raises(Refusal, match="no Morris design"):
        morris_indices(design.iloc[:8], y)
    with pytest.raises(Refusal, match="at least two"):
        sobol_indices(design, y.iloc[:5])
    with pytest.raises(Refusal, match="no factor"):
        sobol_indices(design[["point"]], y)


def trajectories(number: int = 20, bounds: object = ((0.0, 1.0), (10.0, 30.0), (-2.0, 2.0))) -> pd.DataFrame:
    problem = {"num_vars": 3, "names": NAMES, "bounds": [list(pair) for pair in bounds]}  # type: ignore[attr-defined]
    points = morris.sample(problem, number, num_levels=4, seed=2)
    return pd.DataFrame(points, columns=NAMES).rename_axis("point").reset_index()


def test_morris_effects_of_a_linear_function_are_slope_times_range() -> None:
    design = trajectories()
    y = pd.Series((5 * design["x1"] - 0.5 * design["x2"]).to_numpy(), design["point"])
    table = morris_indices(design, y).set_index("factor")
    np.testing.assert_allclose(table["mu"], [5, -10, 0], atol=1e-9)
    np.testing.assert_allclose(table["mu_star"], [5, 10, 0], atol=1e-9)
    np.testing.assert_allclose(table["sigma"], 0, atol=1e-9)
    np.testing.assert_allclose(table["low"], table["mu_star"], atol=1e-9)


def test_morris_tells_interaction_from_its_absence() -> None:
    design = trajectories(60)
    y = pd.Series((design["x1"] * (design["x2"] - 20) + 3 * design["x3"]).to_numpy(), design["point"])
    table = morris_indices(design, y).set_index("factor")
    assert table.loc["x1", "sigma"] > 3
    assert table.loc["x1", "low"] > 0
    assert table.loc["x3", "sigma"] == pytest.approx(0, abs=1e-9)


def test_a_trajectory_with_a_failed_run_is_left_out_whole_and_counted() -> None:
    design = trajectories()
    y = pd.Series((5 * design["x1"] ** 2).to_numpy(), design["point"])
    broken = y.copy()
    broken[[4, 5]] = np.nan
    table = morris_indices(design, broken)
    assert (table["used"] == 19).all()
    assert (table["dropped"] == 1).all()
    np.testing.assert_allclose(table["mu"], morris_indices(design[~design["point"].between(4, 7)], y)["mu"])


def test_morris_takes_words_in_the_order_of_their_categories() -> None:
    design = trajectories(bounds=((0, 1), (0, 1), (0, 1)))
    words = pd.cut(design["x1"], [-1, 0.2, 0.5, 0.8, 2], labels=["never", "few", "many", "all"])
    y = pd.Series((3 * design["x1"] + design["x2"]).to_numpy(), design["point"])
    worded = morris_indices(design.assign(x1=words), y)
    pd.testing.assert_frame_equal(worded, morris_indices(design, y))


def sample(number: int = 600) -> pd.DataFrame:
    points = np.random.default_rng(4).uniform(-math.pi, math.pi, (number, 4))
    return pd.DataFrame(points, columns=[*NAMES, "idle"]).rename_axis("point").reset_index()


def test_pawn_agrees_with_salib() -> None:
    design = sample()
    y = ishigami(design)
    table = pawn_indices(design, y, resamples=3)
    problem = {"num_vars": 4, "names": [*NAMES, "idle"]}
    found = pawn.analyze(problem, design.drop(columns="point").to_numpy(), y.to_numpy())
    np.testing.assert_allclose(table["value"], found["median"], atol=0.01)  # theirs leaves out one point


def test_pawn_tells_what_matters_from_a_dummy() -> None:
    design = sample()
    table = pawn_indices(design, ishigami(design)).set_index("factor")
    assert table["told"].to_dict() == {"x1": True, "x2": True, "x3": True, "idle": False}
    assert ((table["low"] <= table["value"]) & (table["value"] <= table["high"])).all()
    assert table["high"].max() <= 1


def test_pawn_tells_a_factor_without_influence_in_about_one_of_twenty() -> None:
    random = np.random.default_rng(8)
    design = pd.DataFrame(random.uniform(size=(100, 40))).rename_axis("point").reset_index()
    design.columns = design.columns.astype(str)
    told = pawn_indices(design, pd.Series(random.normal(size=100)), slices=5, resamples=60)["told"]
    assert told.mean() < 0.15


def test_pawn_of_two_words_is_the_distance_of_each_to_all() -> None:
    design = pd.DataFrame(
        {"point": range(8), "way": ["land", "sea"] * 4, "open": [False, True] * 4, "kind": [0, 1] * 4}
    )
    y = pd.Series([1.0, 10.0, 2.0, 11.0, 3.0, 12.0, np.nan, np.nan])
    table = pawn_indices(design, y, slices=3, resamples=5)
    assert list(table["value"]) == [0.5] * 3
    assert (table["used"] == 6).all()
    assert (table["dropped"] == 2).all()


def test_pawn_sees_nothing_in_an_outcome_that_does_not_vary() -> None:
    table = pawn_indices(sample(100), pd.Series(4.0, range(100)), resamples=20)
    assert (table["value"] == 0).all()
    assert not table["told"].any()


def test_pawn_depends_on_ranks_only_and_repeats() -> None:
    design = sample(200)
    y = ishigami(design)
    first = pawn_indices(design, y, resamples=20)
    pd.testing.assert_frame_equal(
        first,
        pawn_indices(design.assign(x1=np.exp(design["x1"])), np.exp(y), resamples=20),
        check_exact=False,
    )
    with pytest.raises(Refusal, match="two points or more"):
        pawn_indices(design.iloc[:10], y)


@pytest.mark.parametrize("slices", range(2, 30))
def test_slices_hold_equally_many_points(slices: int) -> None:
    from abm.analysis.pawn import sliced

    counts = np.bincount(sliced(sample()["x1"], slices), minlength=slices)
    assert len(counts) == slices
    assert counts.max() - counts.min() <= 1


def test_a_point_is_the_mean_of_its_seeds_and_lacks_a_value_if_one_of_them_failed() -> None:
    runs = pd.DataFrame(
        {"point": [1, 1, 0, 0, 2], "seed": [0, 1, 0, 1, 0], "y": [1.0, 3.0, 5.0, np.nan, 7.0]}
    )
    np.testing.assert_equal(point_means(runs, "y").to_dict(), {0: math.nan, 1: 2.0, 2: math.nan})
    assert point_means(runs, "y", complete=False).to_dict() == {0: 5.0, 1: 2.0, 2: 7.0}
    with pytest.raises(Refusal, match="several policies"):
        point_means(runs.assign(policy=list("aabbb")), "y")


def test_the_problem_has_the_range_of_numbers_and_the_places_of_values() -> None:
    factors = [
        SimpleNamespace(name="a", low=1.0, high=3.0, values=()),
        SimpleNamespace(name="b", low=0.0, high=0.0, values=("x", "y", "z")),
    ]
    assert problem_of(factors) == {"num_vars": 2, "names": ["a", "b"], "bounds": [[1.0, 3.0], [0.0, 2.0]]}
    with pytest.raises(Refusal, match="no factor"):
        problem_of([])
