"""What is measured inside a fresh interpreter, printed as JSON.

`python -m experiments.benchmarks.measuring MEASURE [PERSONS_PER_AGENT]`
"""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter, process_time
from typing import Any


def peak_memory() -> float:
    """The most memory that this process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


def start() -> dict[str, float]:
    """Seconds from a fresh interpreter to the end of the first month."""
    began = perf_counter()
    from abm.model import MigrationModel
    from abm.scenario import load

    model = MigrationModel(load("baseline"))
    model.step()
    return {"seconds": perf_counter() - began}


def replication() -> dict[str, Any]:
    """One replication of the baseline, after the first month has brought the kernels in."""
    from abm.model import MigrationModel
    from abm.scenario import load

    model = MigrationModel(load("baseline", ["months=1"]))
    model.run()
    began, agent_months = perf_counter(), 0
    model = MigrationModel(load("baseline"))
    prepared = perf_counter() - began
    while model.running:
        model.step()
        agent_months += len(model.migrants)
    seconds = perf_counter() - began
    return {
        "seconds": seconds,
        "prepared": prepared,
        "agent_months": agent_months,
        "agents": len(model.migrants),
        "processes": model.seconds,
    }


def month(persons_per_agent: int) -> dict[str, float]:
    """Processor seconds of a month in the first five years, and agents at their end."""
    from abm.model import MigrationModel
    from abm.scenario import load

    model = MigrationModel(load("baseline", ["months=60", f"persons_per_agent={persons_per_agent}"]))
    model.step()
    model.step()
    before, began = model.month, process_time()
    model.run()
    return {"seconds": (process_time() - began) / (model.month - before), "agents": len(model.migrants)}


def memory(persons_per_agent: int) -> dict[str, float]:
    """Peak memory after a year, and agents then."""
    from abm.model import MigrationModel
    from abm.scenario import load

    model = MigrationModel(load("baseline", ["months=12", f"persons_per_agent={persons_per_agent}"]))
    model.run()
    return {"bytes": peak_memory(), "agents": len(model.migrants)}


def importing() -> dict[str, float]:
    """Seconds to import the package."""
    began = perf_counter()
    import abm  # noqa: F401

    return {"seconds": perf_counter() - began}


def main(arguments: list[str]) -> None:
    """Take one measure by its name and print it."""
    name, *numbers = arguments
    measures = {each.__name__: each for each in (start, replication, month, memory, importing)}
    print(json.dumps(measures[name](*map(int, numbers))))


if __name__ == "__main__":
    main(sys.argv[1:])
