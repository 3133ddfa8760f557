from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.results.columns import FRAMES
from abm.results.result import MANIFEST, load_result
from abm.results.store import DIGITS, Store
from abm.runs import ReplicationsFailed, run
from abm.runs.manifest import LIBRARIES, impersonal
from abm.runs.running import keep_reference
from abm.scenario import Scenario, load
from abm.world.stylised import StylisedWorld, generate
from tests.results.test_store import FullDisk, files_below
from tests.runs import fake_model

SMALL = ("world.states=3", "months=24", "replications=2")


def small(*more: str) -> Scenario:
    return load("stylised", [*SMALL, *more])


def manifest_in(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return manifest


def test_a_scenario_becomes_a_result(tmp_path: Path) -> None:
    scenario = small()
    result = run(scenario, tmp_path / "out", jobs=1, simulate=fake_model.quick)
    assert result.seeds == scenario.seeds
    assert len(result.names) == 3
    assert (tmp_path / "out" / "summary.csv").is_file()
    assert (tmp_path / "out" / "summary.md").is_file()
    assert result.digest.startswith(next((tmp_path / "out").glob("*/runs")).parent.name)


def test_what_is_reported_is_kept_beside_the_runs_of_the_real_world_alone(tmp_path: Path) -> None:
    tables, invented = generate(StylisedWorld(states=3, years=2)), Store.of(tmp_path, "0" * 64)
    keep_reference(SimpleNamespace(store=invented, tables=tables))  # type: ignore[arg-type]
    for name in ("stocks", "states", "refugees", "wars"):
        assert invented.read_reference(f"reference_{name}") is None
    seen = pd.DataFrame({"iso3": ["AAA"], "year": [1990], "refugees_hosted": [5.0]})
    pairs = pd.DataFrame({"origin": ["AAA"], "destination": ["BBB"], "year": [1990], "refugees": [4.0]})
    observed = replace(tables, reference_states=seen, reference_refugees=pairs)
    store = Store.of(tmp_path, "f" * 64)
    keep_reference(SimpleNamespace(store=store, tables=observed))  # type: ignore[arg-type]
    wars, refugees = store.read_reference("reference_wars"), store.read_reference("reference_refugees")
    assert wars is not None
    assert refugees is not None
    assert list(wars.columns) == ["iso3", "year", "deaths"]
    assert wars["deaths"].tolist() == tables.series["conflict_deaths"].tolist()
    assert refugees.equals(pairs)


def test_the_manifest_says_what_was_run_with_what_and_what_it_cost(tmp_path: Path) -> None:
    run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    manifest = manifest_in(tmp_path)
    assert set(manifest["libraries"]) == {"python", *LIBRARIES}
    assert all(manifest["libraries"].values())
    assert manifest["scenario"]["months"] == 24
    assert manifest["drivers"]["economy"] in {"observed", "simulated"}
    assert manifest["machine"]["cores"] >= 1
    assert manifest["complete"] is True
    assert set(manifest["runs"]) == {"1", "2"}
    for account in manifest["runs"].values():
        assert account["wall_seconds"] >= 0
        assert account["peak_memory_mib"] > 1
    assert {"world_digest", "commit", "command", "version", "wall_seconds"} <= set(manifest)
    assert manifest["products"] == ["summary.csv", "summary.md"]


def test_the_manifest_names_no_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "secret-user"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("sys.argv", ["abm", "run", "--out", str(home / "x")])
    run(small(), home / "x", jobs=1, simulate=fake_model.quick)
    assert "secret-user" not in (home / "x" / MANIFEST).read_text()
    assert impersonal(f"{home}/x") == "~/x"


def test_only_whole_folders_are_cut_from_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert impersonal(f"--out={tmp_path}/x") == "--out=./x"
    for text in (f"{tmp_path}2/x", f"and{tmp_path}", "parameters.departures=0.5"):
        assert impersonal(text) == text


def test_the_scenario_of_a_result_runs_again_with_the_same_digest(tmp_path: Path) -> None:
    from abm.scenario import scenario_from

    result = run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    again = run(scenario_from(result.scenario), tmp_path, jobs=1, simulate=fake_model.refusing)
    assert again.digest == result.digest


def test_other_scenarios_stay_in_the_folder_and_are_not_mixed(tmp_path: Path) -> None:
    first = run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    kept = files_below(tmp_path / first.digest[:DIGITS])
    second = run(small("persons_per_agent=7"), tmp_path, jobs=1, simulate=fake_model.quick)
    assert second.digest != first.digest
    assert load_result(tmp_path).digest == second.digest
    assert files_below(tmp_path / first.digest[:DIGITS]) == kept
    assert load_result(tmp_path / first.digest[:DIGITS]).digest == first.digest


def test_figures_and_tables_of_another_scenario_do_not_stay(tmp_path: Path) -> None:
    run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    manifest = manifest_in(tmp_path)
    (tmp_path / "figures").mkdir()
    for name in ("figures/drawn.png", "figures/mine.png"):
        (tmp_path / name).touch()
    manifest["products"].append("figures/drawn.png")
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    assert "figures/drawn.png" in manifest_in(tmp_path)["products"]
    run(small("seed=5"), tmp_path, jobs=1, simulate=fake_model.quick)
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["mine.png"]


def test_the_result_has_the_seeds_that_were_asked_for_last(tmp_path: Path) -> None:
    run(small("replications=3"), tmp_path, jobs=1, simulate=fake_model.quick)
    assert run(small("seed=2"), tmp_path, jobs=1, simulate=fake_model.refusing).seeds == (2, 3)


def test_a_refusal_in_the_model_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="not to our taste"):
        run(small(), tmp_path / "out", jobs=1, simulate=fake_model.refusing)
    assert list(tmp_path.iterdir()) == []


def test_failed_replications_are_told_after_the_others_are_kept(tmp_path: Path) -> None:
    with pytest.raises(ReplicationsFailed, match=r"1 of 3 .*\(seed 2\): ZeroDivisionError: of all things"):
        run(small("replications=3"), tmp_path, jobs=1, simulate=fake_model.failing)
    assert load_result(tmp_path).seeds == (1, 3)
    assert set(manifest_in(tmp_path)["failed"]) == {"2"}
    assert (tmp_path / "summary.md").is_file()


@pytest.mark.parametrize("passing", range(0, 40, 3))
def test_a_disk_that_fills_at_any_write_is_a_refusal_and_the_same_call_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passing: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", FullDisk(passing))
        with suppress(Refusal):
            run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    assert not [path for path in tmp_path.rglob("*") if "unfinished" in path.name]
    result = run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    assert result.seeds == (1, 2)
    assert len(pd.read_csv(tmp_path / "summary.csv"))


@pytest.mark.parametrize(
    ("settings", "jobs", "said"),
    [
        ((), 0, "--jobs is 0, outside its range 1 to 1024 processes"),
        ((), 5000, "--jobs is 5000"),
        (("seed=2147483647",), 1, "beyond the largest"),
        (("policies.XXX.quota_family=0",), 1, "XXX"),
    ],
)
def test_bad_input_is_refused_before_anything_is_written(
    tmp_path: Path, settings: tuple[str, ...], jobs: int, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        run(small(*settings), tmp_path / "out", jobs=jobs, simulate=fake_model.quick)
    assert list(tmp_path.iterdir()) == []


def test_a_result_is_found_by_what_a_scenario_says_not_by_its_name(tmp_path: Path) -> None:
    first = run(small(), tmp_path, jobs=1, simulate=fake_model.quick)
    again = run(small("name=other"), tmp_path, jobs=1, simulate=fake_model.refusing)
    assert again.digest == first.digest
    assert Store.of(tmp_path, first.digest).finished() == [1, 2]


def test_the_model_itself_gives_the_same_bytes_in_one_process_and_in_two(tmp_path: Path) -> None:
    scenario = load("stylised", ["world.states=6", "months=6", "replications=2"])
    one = run(scenario, tmp_path / "one", jobs=1)
    two = run(scenario, tmp_path / "two", jobs=2)
    frames = [
        {
            str(path.relative_to(result.folder)): path.read_bytes()
            for path in result.folder.rglob("seed-*.parquet")
        }
        for result in (one, two)
    ]
    assert len(frames[0]) == 2 * len(FRAMES)
    assert frames[0] == frames[1]
