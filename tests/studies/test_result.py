from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import abm
from abm.refusal import Refusal
from abm.scenario import read_yaml, write_yaml
from abm.studies import Options, execute, load_spec, load_study
from abm.studies.layout import journal_path, read_layout
from abm.studies.result import StudyResult
from tests.studies import fake_world
from tests.studies.conftest import SMALL, Written

KEPT = {
    "keep": {
        "yearly": ["inflow", "immigrants", "migrant_share"],
        "monthly": ["inflow"],
        "places": ["all", "world"],
    },
    "policies": {"as_it_is": {}, "strict": {"set": {"policies": {"all": {"removal": 2}}}}},
}


def ran(file: Path, out: Path) -> StudyResult:
    execute(load_spec(file), Options(out, engine="serial", simulate=fake_world.QUICK))
    return load_study(out)


@pytest.fixture
def result(written: Written, tmp_path: Path) -> StudyResult:
    return ran(written(**KEPT), tmp_path / "out")


def test_frames_have_a_row_for_every_run_in_order(result: StudyResult) -> None:
    assert result.design.columns.tolist() == ["point", "border", "risk"]
    assert result.design["point"].tolist() == [0, 1, 2, 3]
    assert result.runs["number"].tolist() == list(range(24))
    assert result.runs["run"].str.fullmatch("[0-9a-f]{16}").all()
    assert result.runs["policy"].tolist()[:4] == ["as_it_is", "strict"] * 2
    assert result.outcomes.columns.tolist() == [
        "run", "point", "policy", "seed", "border", "risk", "immigrants", "deaths_on_routes",
    ]  # fmt: skip
    assert result.outcomes["run"].tolist() == result.runs["run"].tolist()
    joined = result.outcomes.merge(result.design, on="point", suffixes=("", "_design"))
    assert (joined["border"] == joined["border_design"]).all()
    assert result.costs is not None
    assert len(result.costs) == 24
    assert result.missing == 0


def test_outcomes_are_those_of_the_run(result: StudyResult) -> None:
    study = load_spec(result.folder / "study.yaml")
    run = study.numbering.run(13, study.points)
    series = fake_world.quick(study.scenario(run.values, run.arm), run.seed, lambda month, model: None)
    row = result.outcomes.iloc[13]
    assert [row["immigrants"], row["deaths_on_routes"]] == [outcome.of(series) for outcome in study.outcomes]


def test_factors_and_outcomes_say_what_they_are(result: StudyResult) -> None:
    border, risk = result.factors
    assert (border.role, border.kind, border.values, border.low) == ("lever", "number", (1, 2), None)
    assert (risk.role, risk.low, risk.high, risk.key) == (
        "uncertainty",
        0.5,
        2.0,
        "parameters.departures.risk",
    )
    assert risk.unit == "utility per expected interdiction"
    stock, deaths = result.outcomes_of
    assert (stock.direction, deaths.direction) == (None, "less")
    assert (deaths.unit, deaths.years, deaths.place) == ("persons per year", "1990-1991", "world")
    assert result.policies == ("as_it_is", "strict")
    assert (result.design_kind, result.name) == ("grid", "small")


def test_series_add_up_to_outcomes(result: StudyResult) -> None:
    assert result.yearly is not None
    assert result.monthly is not None
    assert len(result.yearly) == 24 * 4 * 2
    assert len(result.monthly) == 24 * 4 * 24
    world = result.yearly[(result.yearly["place"] == "world") & (result.yearly["year"] == 1991)]
    assert world["immigrants"].tolist() == result.outcomes["immigrants"].tolist()
    flows = result.monthly.groupby(["run", "place", "year"], sort=False)["inflow"].sum().to_numpy()
    assert np.allclose(flows, result.yearly["inflow"])
    assert np.allclose(world["migrant_share"], world["immigrants"] / _population(result))


def _population(result: StudyResult) -> np.ndarray:
    study = load_spec(result.folder / "study.yaml")
    found = []
    for run in study.runs():
        series = fake_world.quick(study.scenario(run.values, run.arm), run.seed, lambda month, model: None)
        found.append(series.of("world", ("population",))["population"][-1])
    return np.array(found)


def test_units_stand_in_the_files(result: StudyResult) -> None:
    import pyarrow.parquet as parquet

    schema = parquet.read_schema(result.folder / "outcomes.parquet")
    assert schema.field("risk").metadata[b"unit"] == b"utility per expected interdiction"
    assert schema.field("deaths_on_routes").metadata[b"unit"] == b"persons per year"
    assert parquet.read_schema(result.folder / "monthly.parquet").field("inflow").metadata[b"unit"] == (
        b"persons per month"
    )


def test_other_programs_open_them(result: StudyResult) -> None:
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    path = str(result.folder / "outcomes.parquet")
    mean = result.outcomes["immigrants"].mean()
    assert polars.read_parquet(path)["immigrants"].mean() == pytest.approx(mean)
    assert duckdb.sql(f"select avg(immigrants) from '{path}'").fetchall()[0][0] == pytest.approx(mean)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        KEPT,
        {"screen": "literature", "spread": 0.1, "design": None, "factors": None},
        {"design": {"kind": "lhs", "samples": 5}},
        {"factors": {"on": {"key": "processes.conflict"}}, "design": {"kind": "grid"}},
        {"policies": {"a": {}, "b": {"set": {"world": "./world.yaml"}}}},
        {"set": {"months": 24, "world": "./world.yaml"}},
        {
            "policies": {
                "a": {},
                "b": {"scenario": "stylised", "set": {"seed": 3, "processes": {"conflict": False}}},
            }
        },
    ],
)
def test_the_study_file_that_is_kept_describes_the_same_runs(
    changes: dict, written: Written, tmp_path: Path
) -> None:
    """Relative paths start from the study file."""
    (tmp_path / "world.yaml").write_text("kind: stylised\nstates: 4\n")
    file = written(**changes)
    ran(file, tmp_path / "out")
    (tmp_path / "world.yaml").rename(tmp_path / "gone.yaml")
    kept = load_spec(tmp_path / "out" / "study.yaml")
    (tmp_path / "gone.yaml").rename(tmp_path / "world.yaml")
    expected = [run.identity for run in load_spec(file).runs()]
    assert [run.identity for run in kept.runs()] == expected
    layout = read_layout(tmp_path / "out")
    assert [run.identity for run in layout.numbering.runs(layout.points)] == expected


def test_a_list_from_a_file_is_kept_with_its_points(written: Written, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("risk,border\n1.5,2\n0.7,1\n")
    ran(written(design={"kind": "list", "file": "points.csv"}), tmp_path / "out")
    (tmp_path / "points.csv").unlink()
    assert load_spec(tmp_path / "out" / "study.yaml").points == [(2, 1.5), (1, 0.7)]


def test_what_is_not_defined_is_nan(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    effort = {"border": {"key": "policies.all.border_effort", "values": [0]}}
    file = written(factors=effort, outcomes=[{"measure": "migrant_share"}, {"measure": "inflow"}])
    found = ran(file, tmp_path / "out").outcomes
    assert found["migrant_share"].isna().all()
    assert (found["inflow"] == 0).all()


def test_equal_points_are_computed_once(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(fake_world.LOG, str(tmp_path / "log"))
    twice = {"kind": "list", "points": [{"risk": 1}, {"risk": 1}, {"risk": 2}]}
    found = ran(written(design=twice, replications=1), tmp_path / "out")
    assert len((tmp_path / "log").read_text().split()) == 2
    assert len(found.outcomes) == 3
    assert found.outcomes["immigrants"][0] == found.outcomes["immigrants"][1]


def test_snapshots_are_columns_of_migrants_at_their_dates(written: Written, tmp_path: Path) -> None:
    """With the real model."""
    import pyarrow.parquet as parquet

    snapshots = {"dates": ["1990-02", "1990-06"], "columns": ["origin", "status", "savings"]}
    file = written(
        set={"months": 6, "world": {"states": 3}}, keep={"snapshots": snapshots}, factors=None, design=None,
        replications=1, outcomes=[{"measure": "immigrants"}],
    )  # fmt: skip
    execute(load_spec(file), Options(tmp_path / "out", engine="serial"))
    frame = parquet.read_table(tmp_path / "out" / "snapshots.parquet").to_pandas()
    assert frame.columns.tolist() == ["run", "point", "policy", "seed", "date", "origin", "status", "savings"]
    assert set(frame["date"]) == {"1990-02", "1990-06"}
    stock = load_study(tmp_path / "out").outcomes["immigrants"][0]
    assert (frame["date"] == "1990-06").sum() * 100 >= stock
    assert frame["origin"].str.len().max() == 3


def test_a_folder_without_a_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="holds no study"):
        load_study(tmp_path)


def test_a_torn_frame_is_published_again_or_said(result: StudyResult) -> None:
    path = result.folder / "outcomes.parquet"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(Refusal, match="cannot be read"):
        load_study(result.folder)
    (result.folder / "journal" / "published.json").unlink()
    assert len(load_study(result.folder).outcomes) == 24


def test_costs_alone_differ_between_two_executions(written: Written, tmp_path: Path) -> None:
    file = written(**KEPT)
    for name in ("one", "two"):
        ran(file, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir() if path.is_file())
    different = [
        name
        for name in files
        if (tmp_path / "one" / name).read_bytes() != (tmp_path / "two" / name).read_bytes()
    ]
    assert set(different) <= {"costs.parquet"}


def test_no_name_of_the_machine_is_kept_of_a_failure(written: Written, tmp_path: Path) -> None:
    execute(load_spec(written()), Options(tmp_path / "out", engine="serial", simulate=fake_world.FAILING))
    errors = load_study(tmp_path / "out").runs["error"]
    assert not errors.str.contains(str(Path(abm.__file__).parent)).any()


def test_the_package_offers_them() -> None:
    assert abm.load_study is load_study
    assert callable(abm.run_study)


def test_the_journal_holds_no_pickle(result: StudyResult) -> None:
    content = journal_path(result.folder, None).read_bytes()
    assert json.loads((result.folder / "manifest.json").read_text())["kind"] == "study"
    assert b"\x80\x04\x95" not in content
    assert math.isfinite(len(content))
    assert read_yaml(result.folder / "study.yaml")["replications"] == SMALL["replications"]
    assert write_yaml(result.study)
