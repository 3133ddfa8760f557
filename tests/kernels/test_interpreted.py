"""The whole model compiled, and the whole model in plain Python, leave the same bits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ENOUGH = {"skilled", "guest", "student", "family", "asylum", "flight", "short_stay", "smuggled"}


def _run(root: Path, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kernels.tiny_run"], cwd=root, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.slow
def test_a_run_without_the_compiler_is_the_same_run(root: Path) -> None:
    compiled, interpreted = _run(root, NUMBA_DISABLE_JIT="0"), _run(root, NUMBA_DISABLE_JIT="1")
    assert compiled[0] == "compiled"
    assert interpreted[0] == "interpreted"
    assert compiled[1:] == interpreted[1:]
    assert set(compiled[3].split(",")) >= ENOUGH
    assert int(compiled[1]) > 300
    assert int(compiled[2]) > 30
