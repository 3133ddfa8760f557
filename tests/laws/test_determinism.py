"""A run depends on its scenario and seed alone: not on threads, processes, or what ran before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.kernels.threads import threads, use_threads
from abm.runs import run
from tests.laws.small_world import fingerprint, model_of, small, twin

PROGRAM = """
from abm.kernels.threads import threads
from tests.laws.small_world import fingerprint, model_of
print(threads(), fingerprint(model_of(months=12)))
"""


@pytest.fixture
def threads_kept() -> Iterator[None]:
    """Leaves as many threads as there were."""
    before = threads()
    yield
    use_threads(before)


def test_the_same_bits_twice() -> None:
    assert fingerprint(model_of(months=12)) == fingerprint(model_of(months=12))


def test_another_seed_gives_another_run() -> None:
    prints = {fingerprint(model_of(seed=seed, months=3)) for seed in (1, 2, 3)}
    assert len(prints) == 3


def test_a_copy_goes_on_as_the_original() -> None:
    model = model_of(months=3)
    other = twin(model)
    for _ in range(3):
        model.step()
    for _ in range(3):
        other.step()
    assert fingerprint(model) == fingerprint(other)


@pytest.mark.usefixtures("threads_kept")
def test_the_same_bits_for_one_thread_and_two() -> None:
    use_threads(2)
    assert threads() == 2
    two = model_of(months=12)
    assert two.scene.threads == 2
    use_threads(1)
    one = model_of(months=12)
    assert one.scene.threads == 1
    assert fingerprint(one) == fingerprint(two)


@pytest.mark.usefixtures("threads_kept")
def test_the_number_of_threads_may_change_during_a_run() -> None:
    model, other = model_of(months=4), model_of(months=4)
    use_threads(1)
    for _ in range(4):
        model.step()
    use_threads(2)
    for _ in range(4):
        other.step()
    assert fingerprint(model) == fingerprint(other)


def test_the_same_bits_in_programs_with_one_thread_and_with_two(root: Path) -> None:
    """The second path: numba itself started with one thread, and with two."""
    words = []
    for number in (1, 2):
        environment = {**os.environ, "NUMBA_NUM_THREADS": str(number), "PYTHONHASHSEED": str(number)}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=root, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        words.append(done.stdout.split())
    assert [word[0] for word in words] == ["1", "2"]
    assert words[0][1] == words[1][1] == fingerprint(model_of(months=12))


@pytest.mark.slow
def test_the_same_frames_from_one_process_and_from_two(tmp_path: Path) -> None:
    scenario = small(months=6, replications=2)
    one = run(scenario, tmp_path / "one", jobs=1)
    two = run(scenario, tmp_path / "two", jobs=2)
    for name in ("states", "world", "corridors", "entries", "routes"):
        pd.testing.assert_frame_equal(one.frame(name), two.frame(name))
    alone = model_of(scenario, seed=2, months=6).frames()["world"]
    stored = two.world[two.world["seed"] == 2].reset_index(drop=True)
    np.testing.assert_array_equal(stored["immigrants"], alone["immigrants"])


def test_compacting_the_table_changes_nothing() -> None:
    """Nobody's draws depend on the row they hold."""
    model = model_of(months=6)
    tidied = twin(model)
    tidied.scene.migrants.compact()
    assert tidied.scene.migrants.used < model.scene.migrants.used
    model.step()
    tidied.step()
    model.scene.migrants.compact()
    tidied.scene.migrants.compact()
    assert fingerprint(model) == fingerprint(tidied)
