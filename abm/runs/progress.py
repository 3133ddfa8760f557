"""How far a batch is, on standard error: a bar with the time left, or a line every half minute."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, final

EVERY = 30.0
"""Seconds between two lines where there is no terminal."""

BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} months, {elapsed} gone, {remaining} left"


@final
class Progress:
    """Counts months over all replications of a batch; a bar on a terminal, else lines.

    Args:
        replications: how many replications are to be computed.
        months: months of each.
        stream: where to write; standard error by default.
    """

    def __init__(self, replications: int, months: int, stream: TextIO | None = None) -> None:
        self.replications, self.total = replications, replications * months
        self.stream = sys.stderr if stream is None else stream
        self.finished, self.done = 0, 0
        self.began = self.told = time.monotonic()
        self.bar: Any = None

    def __enter__(self) -> Progress:
        if not kernels_compiled():
            self.say("compiling kernels (first run only)")
        if self.stream.isatty():
            from tqdm import tqdm

            self.bar = tqdm(
                total=self.total, file=self.stream, bar_format=BAR, desc=self._title(), smoothing=0.1
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def reach(self, months: int) -> None:
        """Say that this many months of all replications are done."""
        if self.bar is not None:
            self.bar.update(months - self.done)
        self.done = months
        now = time.monotonic()
        if self.bar is None and now - self.told >= EVERY:
            self.told = now
            self.say(f"{self._title()}, {months:,} of {self.total:,} months, {self._left(now)}")

    def finish(self) -> None:
        """Say that one more replication is finished."""
        self.finished += 1
        if self.bar is not None:
            self.bar.set_description_str(self._title())

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own."""
        if self.bar is not None:
            self.bar.write(sentence, file=self.stream)
        else:
            print(sentence, file=self.stream, flush=True)

    def _title(self) -> str:
        return f"replications {self.finished}/{self.replications}"

    def _left(self, now: float) -> str:
        if not self.done:
            return "time left unknown"
        seconds = (now - self.began) * (self.total - self.done) / self.done
        return f"about {seconds / 60:.0f} min left" if seconds >= 90 else f"about {seconds:.0f} s left"


def kernels_compiled() -> bool:
    """Return whether a cache of compiled kernels is found where numba keeps one."""
    package = Path(__file__).resolve().parents[1]
    places = [package / "kernels" / "__pycache__", Path.home() / ".cache" / "numba"]
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        places = [Path(chosen)]
    return any(next(place.rglob("*.nbi"), None) is not None for place in places)
