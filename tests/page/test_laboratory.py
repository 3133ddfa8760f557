"""A laboratory: what a tab begins with and begins anew, and that nothing of it stays."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("solara")

from abm.page.laboratory import Laboratory
from abm.page.opening import Opening
from abm.runs import run
from abm.scenario import write_yaml
from tests.laws.small_world import SETTINGS, small


def _until(condition: Callable[[], object], seconds: float = 300.0) -> None:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds
        time.sleep(0.005)


def _opened(opening: Opening) -> Laboratory:
    laboratory = Laboratory(opening)
    laboratory.open()
    _until(lambda: not laboratory.busy.value)
    return laboratory


@pytest.fixture
def mine(tmp_path: Path) -> str:
    """A scenario of the user's own."""
    file = tmp_path / "mine.yaml"
    text = write_yaml({**SETTINGS, "name": "mine", "description": "Of my own."})
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_to_begin_anew_keeps_the_scenario_and_the_changes_that_were_asked_for(mine: str) -> None:
    laboratory = _opened(Opening(mine, ("months=7",)))
    assert (laboratory.chosen, laboratory.changes) == (mine, ("months=7",))
    assert laboratory.offered[mine] == (mine, "Of my own.")
    laboratory.begin(laboratory.chosen, laboratory.changes, 5)
    _until(lambda: not laboratory.busy.value)
    assert laboratory.session is not None
    assert (laboratory.session.history.horizon, laboratory.seed) == (7, 5)
    laboratory.begin(mine, ("months=many",), 5)
    _until(lambda: not laboratory.busy.value)
    assert "'months' must be a whole number" in laboratory.trouble.value
    assert laboratory.changes == ("months=7",)
    laboratory.close()


def test_the_scenario_of_a_stored_result_can_be_run(tmp_path: Path) -> None:
    run(small(months=3, replications=2, name="kept"), tmp_path / "result", jobs=1)
    laboratory = _opened(Opening(result=tmp_path / "result"))
    assert laboratory.session is not None
    assert (laboratory.seed, laboratory.own) == (1, ("kept, as stored",))
    laboratory.play()
    _until(lambda: laboratory.session is not None and not laboratory.session.playing)
    assert laboratory.session.at == 2
    laboratory.begin("kept, as stored", ("months=5",), 4)
    _until(lambda: not laboratory.busy.value)
    assert laboratory.session.model is not None
    assert (laboratory.seed, laboratory.session.history.horizon) == (4, 5)
    laboratory.close()


def test_of_two_beginnings_the_one_asked_for_last_stays(mine: str) -> None:
    laboratory = _opened(Opening(mine))
    for seed in (2, 3, 4):
        laboratory.begin(mine, (), seed)
    _until(lambda: not laboratory.busy.value)
    assert laboratory.seed == 4
    laboratory.close()


def test_a_tab_that_is_closed_while_it_plays_or_loads_leaves_nothing(mine: str) -> None:
    before = set(threading.enumerate())
    laboratory = _opened(Opening(mine))
    assert laboratory.session is not None
    held = weakref.ref(laboratory.session.model)
    laboratory.play()
    laboratory.begin(mine, (), 2)
    laboratory.close()
    _until(lambda: not set(threading.enumerate()) - before)
    gc.collect()
    assert held() is None
    assert laboratory.session is None
