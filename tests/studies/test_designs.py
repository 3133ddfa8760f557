from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.studies.designs import Grid
from abm.studies.factors import Factor
from abm.studies.study import load_spec
from tests.studies.conftest import Written

TWO = {
    "a": {"key": "parameters.departures.risk", "low": 1, "high": 3},
    "b": {"key": "parameters.departures.death", "low": 1, "high": 100, "spacing": "log"},
}


def points(written: Written, design: dict[str, Any]) -> np.ndarray:
    return np.array(load_spec(written(factors=TWO, design=design)).points)


def factor(kind: Any = "real", values: tuple[Any, ...] = (), spacing: str = "linear", **more: Any) -> Factor:
    given = {"low": 1.0, "high": 9.0, "default": 1.0, **more}
    return Factor(
        "a", ("k",), (), ("all",), "", "lever", kind, values=values, spacing=spacing,
        unit="", meaning="", label="", **given,
    )  # fmt: skip


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_a_grid_is_every_combination_once_in_order(sizes: list[int]) -> None:
    grid = Grid(tuple(tuple(range(size)) for size in sizes))
    listed = list(grid)
    assert len(grid) == len(listed) == len(set(listed)) == np.prod(sizes)
    assert listed == sorted(listed) == [grid[place] for place in range(len(grid))]
    assert grid[-1] == listed[-1]


def test_a_huge_grid_is_never_listed() -> None:
    grid = Grid((tuple(range(1000)),) * 2)
    assert grid[999_999] == (999, 999)


@given(st.floats(0, 1))
def test_a_share_of_a_range_lies_in_it(share: float) -> None:
    for each in (factor(), factor(spacing="log"), factor("whole")):
        assert 1 <= each.at(share) <= 9  # type: ignore[operator]
    assert factor("word", ("x", "y")).at(share) == ("x" if share < 0.5 else "y")


def test_whole_numbers_have_equal_shares() -> None:
    values = [factor("whole", high=3.0).at(share) for share in np.linspace(0, 1, 3001)]
    assert np.bincount(values)[1:].tolist() == pytest.approx([1000] * 3, abs=2)


def test_a_latin_hypercube_has_one_point_in_every_slice(written: Written) -> None:
    drawn = points(written, {"kind": "lhs", "samples": 10})
    for shares in ((drawn[:, 0] - 1) / 2, np.log(drawn[:, 1]) / np.log(100)):
        assert sorted((shares * 10).astype(int)) == list(range(10))


def test_a_design_is_drawn_from_its_seed(written: Written) -> None:
    for kind in ("lhs", "sobol", "morris"):
        if kind != "lhs":
            pytest.importorskip("SALib")
        one, same, other = (
            points(written, {"kind": kind, "samples": 8, "trajectories": 3, "seed": seed})
            for seed in (1, 1, 2)
        )
        assert np.array_equal(one, same)
        assert not np.array_equal(one, other)


@pytest.mark.parametrize(("second_order", "size"), [(False, 4), (True, 6)])
def test_a_sobol_design_is_in_the_order_of_its_estimators(
    written: Written, second_order: bool, size: int
) -> None:
    pytest.importorskip("SALib")
    blocks = points(written, {"kind": "sobol", "samples": 8, "second_order": second_order}).reshape(
        8, size, 2
    )
    first, last = blocks[:, 0], blocks[:, -1]
    assert np.array_equal(blocks[:, 1], np.column_stack([last[:, 0], first[:, 1]]))
    assert np.array_equal(blocks[:, 2], np.column_stack([first[:, 0], last[:, 1]]))


def test_a_sobol_design_over_groups_draws_a_group_anew_at_once(written: Written) -> None:
    pytest.importorskip("SALib")
    third = {"key": "parameters.departures.network", "low": 0.4, "high": 0.8}
    factors = {
        name: {**spec, "group": group}
        for (name, spec), group in zip({**TWO, "c": third}.items(), ("x", "y", "x"), strict=True)
    }
    study = load_spec(written(factors=factors, design={"kind": "sobol", "samples": 8}))
    blocks = np.array(study.points).reshape(8, 4, 3)
    first, last = blocks[:, 0], blocks[:, -1]
    assert [each.group for each in study.factors] == ["x", "y", "x"]
    assert np.array_equal(blocks[:, 1], np.column_stack([last[:, 0], first[:, 1], last[:, 2]]))
    assert np.array_equal(blocks[:, 2], np.column_stack([first[:, 0], last[:, 1], first[:, 2]]))


def test_a_trajectory_of_morris_changes_one_factor_at_a_time(written: Written) -> None:
    pytest.importorskip("SALib")
    blocks = points(written, {"kind": "morris", "trajectories": 4, "levels": 4}).reshape(4, 3, 2)
    assert ((np.diff(blocks, axis=1) != 0).sum(axis=2) == 1).all()


def test_points_may_come_from_a_file(written: Written, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("b,a\n5,2\n,1.5\n")
    study = load_spec(written(factors=TWO, design={"kind": "list", "file": "points.csv"}))
    assert list(study.points) == [(2.0, 5.0), (1.5, study.factors[1].default)]


def test_without_a_design_there_is_one_point_at_the_defaults(written: Written) -> None:
    study = load_spec(written(factors=TWO, design=None))
    assert list(study.points) == [tuple(each.default for each in study.factors)]
