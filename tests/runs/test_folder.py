from __future__ import annotations

import os
from pathlib import Path

import pytest

from abm.refusal import Refusal
from abm.runs.folder import check_writable


def test_a_folder_that_can_be_made_is_not_left_behind(tmp_path: Path) -> None:
    check_writable(tmp_path / "results" / "deep")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    check_writable(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_a_file_where_a_folder_should_be_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("mine")
    place = tmp_path / "file" / below
    with pytest.raises(Refusal, match="file; name another") as refusal:
        check_writable(place)
    assert str(place) in str(refusal.value)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder that nobody can write")
def test_a_folder_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(Refusal, match=r"/proc/results/x cannot be written: .+; name another"):
        check_writable(Path("/proc/results/x"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Refusal, match="cannot be written: Permission denied"):
        check_writable(tmp_path / "out")
