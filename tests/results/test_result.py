from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from abm.refusal import Refusal
from abm.results.files import as_json
from abm.results.result import FORMAT, MANIFEST, load_result
from abm.results.store import DIGITS, Store
from tests.runs.fake_model import frames_of

DIGEST = "f" * 64


def manifest_of(**more: Any) -> dict[str, Any]:
    scenario = {"name": "trial", "drivers": {"economy": "observed"}}
    known = {"format": FORMAT, "version": "1", "digest": DIGEST, "seeds": [1, 2], "scenario": scenario}
    return {**known, **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A batch of three seeds, of which its manifest asks for two."""
    for seed in (1, 2, 3):
        Store.of(tmp_path, DIGEST).write(seed, frames_of(seed), {"version": "1"})
    (tmp_path / MANIFEST).write_bytes(as_json(manifest_of()))
    return tmp_path


def test_a_result_holds_the_seeds_that_its_batch_asked_for(folder: Path) -> None:
    result = load_result(folder)
    assert result.seeds == (1, 2)
    assert sorted(result.world["seed"].unique()) == [1, 2]
    assert (result.digest, result.version) == (DIGEST, "1")
    assert result.scenario["name"] == "trial"


def test_seeds_that_are_not_finished_are_left_out(folder: Path) -> None:
    Store.of(folder, DIGEST).entry_path(2).unlink()
    assert load_result(folder).seeds == (1,)


def test_frames_are_read_when_asked_for_and_once(folder: Path) -> None:
    result = load_result(folder)
    assert result.states is result.states
    assert list(result.frame("world", ["seed", "inflow"]).columns) == ["seed", "inflow"]
    for name in ("corridors", "entries", "routes"):
        assert "seed" in getattr(result, name)
    assert result.reference_stocks is None
    assert result.reference_refugees is None
    assert result.reference_wars is None
    assert dict(result.names) == {}


def test_the_folder_of_a_digest_opens_too(folder: Path) -> None:
    inside = folder / DIGEST[:DIGITS]
    (inside / MANIFEST).write_bytes((folder / MANIFEST).read_bytes())
    assert load_result(inside).world.equals(load_result(folder).world)


def test_a_result_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(AttributeError):
        load_result(folder).seeds = (1,)  # type: ignore[misc]


def refused(folder: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        load_result(folder)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"digest": "ab', "is torn"),
        (b"[]", "does not hold a mapping"),
        (b"{}", "is not the manifest of a batch"),
        (as_json(manifest_of(format=FORMAT + 1)), f"has format {FORMAT + 1}"),
        (as_json(manifest_of(seeds=[7])), "no finished replication"),
    ],
)
def test_a_bad_manifest_is_refused(folder: Path, content: bytes, said: str) -> None:
    (folder / MANIFEST).write_bytes(content)
    assert said in refused(folder)


def test_a_folder_without_result_is_refused(tmp_path: Path) -> None:
    assert "holds no result" in refused(tmp_path)
    assert "holds no result" in refused(tmp_path / "absent")


def test_a_torn_frame_is_refused_by_name(folder: Path) -> None:
    path = Store.of(folder, DIGEST).path("routes", 2)
    path.write_bytes(path.read_bytes()[:-3])
    assert str(path) in refused(folder)


def test_a_frame_of_another_name_is_refused(folder: Path) -> None:
    with pytest.raises(Refusal, match="no frame 'state'"):
        load_result(folder).frame("state")


def test_json_holds_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"seconds": float("nan")})
    assert json.loads(as_json({"ä": 1})) == {"ä": 1}
