"""How far a batch or a study is, on standard error: a bar with the time left, or a line every half minute."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO, final

EVERY = 30.0
"""Seconds between two lines where there is no terminal."""

BAR = (
    "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt}{unit}, {rate_fmt}, {elapsed} gone, {remaining} left"
)


@final
class Progress:
    """Counts steps over all parts of some work, such as months over replications; a bar on a terminal, else lines.

    Args:
        parts: how many parts there are to be done.
        steps: steps of each.
        stream: where to write; standard error by default.
        noun: word for the parts.
        unit: word for the steps.
    """

    def __init__(
        self,
        parts: int,
        steps: int,
        stream: TextIO | None = None,
        *,
        noun: str = "replications",
        unit: str = "months",
    ) -> None:
        self.parts, self.total, self.noun, self.unit = parts, parts * steps, noun, unit
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
                total=self.total, file=self.stream, bar_format=BAR, desc=self._title(),
                smoothing=0.1, unit=f" {self.unit}",
            )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def reach(self, steps: int) -> None:
        """Say that this many steps of all parts are done."""
        if self.bar is not None:
            self.bar.update(steps - self.done)
        self.done = steps
        now = time.monotonic()
        if self.bar is None and now - self.told >= EVERY:
            self.told = now
            title = "" if self.noun == self.unit else f"{self._title()}, "
            rate = f", {self._rate(now)}" if self.noun == self.unit else ""
            self.say(f"{title}{steps:,} of {self.total:,} {self.unit}{rate}, {self._left(now)}")

    def finish(self) -> None:
        """Say that one more part is finished."""
        self.finished += 1
        if self.bar is not None and self.noun != self.unit:
            self.bar.set_description_str(self._title())

    def say(self, sentence: str) -> None:
        """Write a sentence on a line of its own."""
        if self.bar is not None:
            self.bar.write(sentence, file=self.stream)
        else:
            print(sentence, file=self.stream, flush=True)

    def _title(self) -> str:
        return self.noun if self.noun == self.unit else f"{self.noun} {self.finished}/{self.parts}"

    def _rate(self, now: float) -> str:
        """Steps by second, or by minute where there are few."""
        rate = self.done / max(now - self.began, 1e-9)
        return f"{rate:.1f} per second" if rate >= 1 else f"{60 * rate:.1f} per minute"

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
