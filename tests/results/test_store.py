from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from abm.refusal import Refusal
from abm.results.columns import FRAMES, as_table
from abm.results.files import write_whole, writing
from abm.results.measures import STATE_MEASURES, WORLD_MEASURES
from abm.results.store import UNFINISHED, Store
from tests.runs.fake_model import frames_of


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.of(tmp_path / "out", "0123456789abcdef" * 4)


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_is_read_back_as_it_was_written(store: Store, name: str) -> None:
    frames = frames_of(3)
    store.write(3, frames, {})
    back = store.read(name, [3])
    columns = [column.name for column in (*FRAMES[name].keys, *FRAMES[name].amounts)]
    expected = frames[name][columns]
    assert list(back.columns) == columns
    for column in columns:
        if back[column].dtype.kind == "f":
            np.testing.assert_allclose(back[column], expected[column], rtol=1e-6)
        else:
            assert back[column].tolist() == expected[column].tolist()


def test_stocks_of_persons_are_exact_and_the_rest_compact(store: Store) -> None:
    frames = frames_of(1)
    frames["states"]["population"] = 1_425_887_337.0
    store.write(1, frames, {})
    states = store.read("states", [1])
    assert (states["population"] == 1_425_887_337.0).all()
    assert states["inflow"].dtype == np.float32
    assert (states["year"].dtype, states["month"].dtype) == (np.int16, np.int8)


@pytest.mark.parametrize("name", ["states", "world"])
def test_every_measure_carries_its_unit_and_label_in_the_file(store: Store, name: str) -> None:
    store.write(1, frames_of(1), {})
    schema = parquet.read_schema(store.path(name, 1))
    for measure in STATE_MEASURES if name == "states" else WORLD_MEASURES:
        metadata = schema.field(measure.name).metadata
        assert metadata[b"unit"].decode() == measure.unit
        assert metadata[b"label"].decode() == measure.label


def test_the_folder_of_a_frame_opens_as_one_dataset(store: Store) -> None:
    for seed in (1, 2):
        store.write(seed, frames_of(seed), {})
    frame = pd.read_parquet(store.root / "states")
    assert sorted(frame["seed"].unique()) == [1, 2]
    assert len(frame) == 2 * len(frames_of(1)["states"])


def test_polars_and_duckdb_open_it_too(store: Store) -> None:
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    store.write(1, frames_of(1), {})
    assert len(polars.read_parquet(store.root / "states")) == len(frames_of(1)["states"])
    with duckdb.connect() as session:
        counted = session.execute(f"select count(*) from '{store.root}/states/*.parquet'").fetchall()
    assert counted == [(len(frames_of(1)["states"]),)]


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    for place in ("one", "two"):
        Store(tmp_path / place).write(1, frames_of(1), {})
    assert files_below(tmp_path / "one") == files_below(tmp_path / "two")


def test_a_column_that_nobody_declared_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="temperature"):
        as_table("world", frames_of(1)["world"].assign(temperature=1.0))
    with pytest.raises(ValueError, match="month"):
        as_table("world", frames_of(1)["world"].drop(columns="month"))


def test_a_run_without_its_entry_does_not_count(store: Store) -> None:
    store.write(1, frames_of(1), {})
    store.write(2, frames_of(2), {})
    store.entry_path(2).unlink()
    assert store.finished() == [1]


@pytest.mark.parametrize("name", FRAMES)
def test_a_torn_or_missing_file_is_found_and_said(store: Store, name: str) -> None:
    store.write(1, frames_of(1), {})
    assert store.torn(1) is None
    path = store.path(name, 1)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert f"{path} is torn" in str(store.torn(1))
    path.write_bytes(b"\0" * len(content))
    assert f"{path} is torn" in str(store.torn(1))
    path.unlink()
    assert str(store.torn(1)) == f"{path} is missing"


def test_a_torn_entry_is_found(store: Store) -> None:
    store.write(1, frames_of(1), {})
    store.entry_path(1).write_text('{"seed": 1, "fra')
    assert "is torn" in str(store.torn(1))


def test_a_flipped_bit_is_refused_when_it_is_read(store: Store) -> None:
    store.write(1, frames_of(1), {})
    path = store.path("states", 1)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x10
    path.write_bytes(bytes(content))
    with pytest.raises(Refusal, match="is torn"):
        store.read("states", [1])


def test_a_column_that_is_not_there_is_refused(store: Store) -> None:
    store.write(1, frames_of(1), {})
    with pytest.raises(Refusal, match="has no column 'inflo'"):
        store.read("states", [1], ["inflo"])
    assert list(store.read("states", [1], ["inflow"]).columns) == ["inflow"]


class FullDisk:
    """Lets a number of flushes pass and then has no space left."""

    def __init__(self, passing: int, number: int = errno.ENOSPC) -> None:
        self.left, self.number, self.flush = passing, number, os.fsync

    def __call__(self, handle: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError(self.number, os.strerror(self.number))
        self.flush(handle)


@pytest.mark.parametrize("passing", range(len(FRAMES) + 1))
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_refusal_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passing: int, number: int
) -> None:
    monkeypatch.setattr(os, "fsync", FullDisk(passing, number))
    with pytest.raises(Refusal, match="is full"):
        Store(tmp_path / "out" / "digest").write(1, frames_of(1), {})
    assert files_below(tmp_path) == {}


def test_a_full_disk_leaves_the_run_that_was_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write(1, frames_of(1), {"version": "1"})
    before = files_below(store.root)
    monkeypatch.setattr(os, "fsync", FullDisk(len(FRAMES)))
    with pytest.raises(Refusal, match="is full"):
        store.write(1, frames_of(2), {"version": "2"})
    assert files_below(store.root) == before


def test_a_whole_file_stays_as_it_was_when_its_successor_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole(tmp_path / "manifest.json", b"first")
    monkeypatch.setattr(os, "fsync", FullDisk(0))
    with pytest.raises(Refusal, match="MiB free"), writing(tmp_path):
        write_whole(tmp_path / "manifest.json", b"second")
    assert files_below(tmp_path) == {"manifest.json": b"first"}


def test_what_an_ended_process_left_is_swept_and_a_living_ones_is_not(store: Store) -> None:
    gone, living = 2**22 + 1, os.getpid()
    for process in (gone, living):
        left = store.root / UNFINISHED / f"seed-1-{process}"
        left.mkdir(parents=True)
        (left / "states").write_bytes(b"PAR1")
    store.sweep([1])
    assert [path.name for path in (store.root / UNFINISHED).iterdir()] == [f"seed-1-{living}"]


def test_a_failure_is_forgotten_when_the_run_succeeds(store: Store) -> None:
    store.fail(1, "Traceback ...")
    assert store.failure_path(1).read_text() == "Traceback ..."
    store.write(1, frames_of(1), {})
    assert not store.failure_path(1).parent.exists()


def test_what_the_world_reports_is_kept_beside_the_runs(store: Store) -> None:
    stocks = pd.DataFrame({"origin": ["AAA"], "destination": ["BBB"], "year": [1990], "stock": [5.0]})
    store.write_reference("reference_stocks", stocks)
    back = store.read_reference("reference_stocks")
    assert back is not None
    pd.testing.assert_frame_equal(back, stocks, check_dtype=False)
    assert store.read_reference("reference_states") is None


def test_no_seed_gives_a_frame_without_rows(store: Store) -> None:
    assert len(store.read("routes", [])) == 0
    assert "deaths" in store.read("routes", []).columns
