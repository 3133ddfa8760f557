"""The cache of compiled kernels follows the source of all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import abm.kernels
from abm.kernels import cache_folder, source_digest


def test_a_change_of_any_kernel_changes_the_digest(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("ONE = 1\n")
    (tmp_path / "two.py").write_text("TWO = 2\n")
    before = source_digest(tmp_path)
    assert source_digest(tmp_path) == before
    (tmp_path / "two.py").write_text("TWO = 3\n")
    assert source_digest(tmp_path) != before


def test_a_change_of_what_kernels_read_changes_the_digest(tmp_path: Path) -> None:
    read = tmp_path / "statuses.txt"
    read.write_text("CHECKED = 1\n")
    before = source_digest(tmp_path, read)
    read.write_text("CHECKED = 2\n")
    assert source_digest(tmp_path, read) != before


def test_the_folder_is_named_by_the_digest() -> None:
    kernels = Path(abm.kernels.__file__).parent
    assert cache_folder().name == f"kernels-{source_digest(kernels, kernels.parent / 'statuses.py')}"


def test_kernels_compile_into_the_folder_that_was_asked_for_and_those_long_unused_go(tmp_path: Path) -> None:
    old, another = tmp_path / "kernels-0123456789abcdef", tmp_path / "kernels-fedcba9876543210"
    for folder in (old, another):
        folder.mkdir()
    os.utime(old, (0, 0))
    code = "from abm.kernels.random import stream_key; stream_key(1, 2)"
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert not old.exists()
    assert another.exists()  # another version may be running from it
    assert list((tmp_path / cache_folder().name).rglob("*.nbi"))
