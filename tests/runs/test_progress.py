from __future__ import annotations

import io
from pathlib import Path

import pytest

from abm.runs import progress
from abm.runs.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_without_a_terminal_there_is_a_line_every_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("abm.runs.progress.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(progress, "kernels_compiled", lambda: True)
    stream = io.StringIO()
    with Progress(2, 100, stream) as shown:
        for second in range(100):
            clock[0] = float(second)
            shown.reach(second)
        shown.finish()
    lines = stream.getvalue().splitlines()
    assert lines == [
        "replications 0/2, 30 of 200 months, about 3 min left",
        "replications 0/2, 60 of 200 months, about 2 min left",
        "replications 0/2, 90 of 200 months, about 2 min left",
    ]


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "kernels_compiled", lambda: True)
    stream = Terminal()
    with Progress(1, 12, stream) as shown:
        shown.reach(12)
        shown.finish()
        shown.say("a sentence")
    assert "replications 1/1" in stream.getvalue()
    assert "12/12 months" in stream.getvalue()
    assert "a sentence" in stream.getvalue()


def test_the_first_run_says_that_it_compiles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    stream = io.StringIO()
    with Progress(1, 1, stream):
        pass
    assert stream.getvalue() == "compiling kernels (first run only)\n"
    (tmp_path / "kernel.nbi").touch()
    assert progress.kernels_compiled()


def test_where_the_steps_are_the_parts_the_line_gives_a_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("abm.runs.progress.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(progress, "kernels_compiled", lambda: True)
    stream = io.StringIO()
    with Progress(1000, 1, stream, noun="runs", unit="runs") as shown:
        for runs, second in ((5, 30), (200, 60)):
            clock[0] = float(second)
            shown.reach(runs)
    assert stream.getvalue().splitlines() == [
        "5 of 1,000 runs, 10.0 per minute, about 100 min left",
        "200 of 1,000 runs, 3.3 per second, about 4 min left",
    ]
