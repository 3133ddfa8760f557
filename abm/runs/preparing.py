"""Everything that can be wrong before a batch starts: the world, the states named, the folder, the jobs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, final

from abm.refusal import Refusal
from abm.results.store import Store
from abm.runs.folder import check_writable
from abm.scenario.worlds import tables_of

if TYPE_CHECKING:
    from abm.scenario import Scenario
    from abm.world.tables import WorldTables

MOST_JOBS = 1024
LARGEST_SEED = 2_147_483_647


@final
@dataclass(frozen=True)
class Plan:
    """A batch whose input is known to be good.

    Attributes:
        scenario: what to run.
        tables: the tables of its world.
        digest: of scenario and tables.
        tables_digest: of the tables alone.
        folder: the output folder.
        jobs: how many processes may compute at once.
    """

    scenario: Scenario
    tables: WorldTables
    digest: str
    tables_digest: str
    folder: Path
    jobs: int

    @property
    def store(self) -> Store:
        """Where the runs of this scenario go."""
        return Store.of(self.folder, self.digest)


def planned(scenario: Scenario, folder: Path | None, jobs: int | None) -> Plan:
    """Check what a batch needs; nothing is written.

    Args:
        scenario: what to run.
        folder: the output folder; `results/<name of the scenario>` if None.
        jobs: processes at once; as many as this process may use cores if None.

    Raises:
        Refusal: the first thing that is wrong.
    """
    workers = cores() if jobs is None else jobs
    if not 1 <= workers <= MOST_JOBS:
        raise Refusal(f"--jobs is {workers}, outside its range 1 to {MOST_JOBS} processes")
    if scenario.seeds[-1] > LARGEST_SEED:
        asked = f"--seed {scenario.seed} and {scenario.replications} replications"
        raise Refusal(f"{asked} reach the seed {scenario.seeds[-1]}, beyond the largest, {LARGEST_SEED}")
    from abm.scenario import check_fit
    from abm.world.world import build_world

    tables = tables_of(scenario.world)
    check_fit(scenario, build_world(tables))
    out = Path("results") / scenario.name if folder is None else folder
    check_writable(out)
    known = tables.digest()
    return Plan(scenario, tables, scenario.digest(known), known, out, workers)


def cores() -> int:
    """Return how many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
