"""One replication: simulate, write, and say how long it took."""

from __future__ import annotations

import resource
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, final

from abm.refusal import Refusal
from abm.results.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from abm.scenario import Scenario

Told = Callable[[int, int], None]
"""Called after every month with the months done and the months in all."""

Simulate = Callable[["Scenario", int, Told], Mapping[str, "pd.DataFrame"]]
"""Runs a scenario with a seed and returns its frames; must be importable by name, for workers."""


def simulated(scenario: Scenario, seed: int, told: Told) -> Mapping[str, pd.DataFrame]:
    """Run the model and return its frames."""
    from abm.model import MigrationModel

    model = MigrationModel(scenario, seed=seed)
    try:
        model.run(progress=told)
        return model.frames()
    finally:
        model.forget()


@final
@dataclass(frozen=True)
class Ending:
    """How a replication ended: finished; refused or failed, with the reason in a sentence."""

    seed: int
    kind: Literal["finished", "refused", "failed"]
    reason: str = ""


@final
@dataclass(frozen=True)
class Replication:
    """A scenario with one seed, and where its frames go."""

    scenario: Scenario
    seed: int
    store: Store
    version: str
    simulate: Simulate

    def run(self, told: Told) -> Ending:
        """Simulate and write. Never raises but for an interruption: a fault of the program is an ending too."""
        try:
            self._compute(told)
        except Refusal as refusal:
            return Ending(self.seed, "refused", str(refusal))
        except Exception as error:
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            return Ending(self.seed, "failed", said + self._kept(traceback.format_exc()))
        return Ending(self.seed, "finished")

    def _compute(self, told: Told) -> None:
        forget_peak()
        began = time.perf_counter()
        frames = self.simulate(self.scenario, self.seed, told)
        account = {
            "version": self.version,
            "wall_seconds": round(time.perf_counter() - began, 3),
            "peak_memory_mib": round(peak_mebibytes(), 1),
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self.store.write(self.seed, frames, account)

    def _kept(self, trace: str) -> str:
        try:
            self.store.fail(self.seed, trace)
        except Refusal as refusal:
            return f" (its traceback could not be kept: {refusal})"
        return f" (traceback in {self.store.failure_path(self.seed)})"


def forget_peak() -> None:
    """Start the peak of this process's memory anew, where the system can (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_mebibytes() -> float:
    """Return the most memory that this process has held since `forget_peak`, MiB."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
