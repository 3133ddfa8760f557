"""What every test has: threads to compare, a drawing surface without a screen, and examples that repeat."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before numba is first imported: the laws compare one thread with two, on a machine of one core too.
os.environ.setdefault("NUMBA_NUM_THREADS", str(max(2, os.cpu_count() or 1)))
os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples every time, and no deadline: the first example compiles the kernels.
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile(
    "repeat", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", parent=settings.get_profile("repeat"), derandomize=False, max_examples=1000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def source_data() -> Path:
    """The source data that the builder of the world reads; skips where they are not beside the project."""
    folder = ROOT.parent / "shared" / "data"
    if not (folder / "world").is_dir():
        pytest.skip("the source data of the world are not on this machine")
    return folder
