"""Measure the model's speed and memory, one core, and print a table: `make bench`.

Every measure is taken in fresh interpreters with one thread; of several, the least is quoted, because other load on
the machine only ever adds. Figures of different machines do not compare; ratios do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TRIES = 3
ONE_THREAD = dict.fromkeys(
    ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
TARGETS = {
    "import": "under 0.3 s",
    "cold": "under 60 s",
    "replication": "under 8 s",
    "halving": "under 1.6",
}


def measure(*arguments: str, cache: str | None = None) -> dict[str, Any]:
    """Take one measure in a fresh interpreter.

    Args:
        arguments: name of the measure and its numbers.
        cache: folder of compiled kernels; the usual one when None.
    """
    environment = os.environ | ONE_THREAD | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    command = [sys.executable, "-m", "experiments.benchmarks.measuring", *arguments]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=root)
    return dict(json.loads(done.stdout))


def least(*arguments: str, key: str = "seconds") -> dict[str, Any]:
    """The fastest of several tries."""
    return min((measure(*arguments) for _ in range(TRIES)), key=lambda taken: float(taken[key]))


def rows() -> list[tuple[str, str, str]]:
    """All measures as (what, figure, target)."""
    with tempfile.TemporaryDirectory() as cache:
        cold = measure("start", cache=cache)
    warm = least("start")
    importing = least("importing")
    run = least("replication")
    whole, half = least("month", "1000"), least("month", "500")
    small, large = measure("memory", "1000"), measure("memory", "100")
    ratio = half["seconds"] / whole["seconds"]
    per_agent = (large["bytes"] - small["bytes"]) / (large["agents"] - small["agents"])
    table = [
        ("import abm", f"{importing['seconds']:.3f} s", TARGETS["import"]),
        ("start to first month, kernels not compiled", f"{cold['seconds']:.1f} s", TARGETS["cold"]),
        ("start to first month, kernels cached", f"{warm['seconds']:.1f} s", "under 2 s"),
        ("one replication of the baseline", f"{run['seconds']:.1f} s", TARGETS["replication"]),
        ("of it, reading the world and the first stock", f"{run['prepared']:.1f} s", ""),
        ("agents at the end", f"{run['agents']:,}", ""),
        ("agent-months per second", f"{run['agent_months'] / run['seconds'] / 1e6:.1f} million", ""),
        ("month with twice the agents, ratio of processor time", f"{ratio:.2f}", TARGETS["halving"]),
        ("memory of the process, 1,000 persons per agent", f"{small['bytes'] / 2**20:.0f} MiB", ""),
        ("memory per further agent, at its peak", f"{per_agent:.0f} bytes", ""),
    ]
    total = sum(run["processes"].values())
    ordered = sorted(run["processes"].items(), key=lambda pair: -pair[1])
    return table + [(f"time in {name}", f"{spent:.2f} s, {spent / total:.0%}", "") for name, spent in ordered]


def main() -> None:
    """Print the table in Markdown."""
    print("| measure | figure | target |\n| --- | ---: | --- |")
    for row in rows():
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
