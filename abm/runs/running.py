"""From a scenario to a result on disk, in one call."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.results.files import write_whole, writing
from abm.results.result import Result, load_result
from abm.results.summary import Summary, as_frame, summarise
from abm.results.wording import as_markdown
from abm.runs.batch import Batch, Outcome, compute_missing
from abm.runs.manifest import accounted, add_products, command_line, described, drop_stale, keep
from abm.runs.preparing import Plan, planned
from abm.runs.replication import Simulate, simulated

if TYPE_CHECKING:
    from abm.scenario import Scenario

SUMMARY = "summary.csv"
SUMMARY_PAGE = "summary.md"


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a batch; the message says what is kept and how to go on."""


class ReplicationsFailed(RuntimeError):
    """Some replications ended with an error; the message says which, why, and where the tracebacks are."""


def run(
    scenario: Scenario | str | Path,
    out: str | Path | None = None,
    *,
    jobs: int | None = None,
    fresh: bool = False,
    simulate: Simulate = simulated,
) -> Result:
    """Run the replications of a scenario that are not on disk yet, and return the result.

    Processes are started afresh: a script that calls this does so under `if __name__ == "__main__":`.

    Args:
        scenario: a scenario, its shipped name, or the path of its YAML file.
        out: the output folder; `results/<name of the scenario>` by default.
        jobs: how many processes compute at once; the number of cores by default.
        fresh: compute again what is there already.
        simulate: what runs a scenario with a seed and returns frames; the model by default.

    Raises:
        Refusal: bad input (nothing has been written then), or the disk is full.
        ReplicationsFailed: the program failed in some replications; the others are kept.
        Interrupted: Ctrl-C; finished replications are kept.
    """
    if isinstance(scenario, str | Path):
        from abm.scenario import load

        scenario = load(scenario)
    plan = planned(scenario, None if out is None else Path(out), jobs)
    return _Running(plan, fresh, simulate, time.perf_counter(), command_line()).result()


@final
@dataclass(frozen=True)
class _Running:
    """One call of `run`, from a good plan on."""

    plan: Plan
    fresh: bool
    simulate: Simulate
    began: float
    command: list[str]

    def result(self) -> Result:
        plan, version = self.plan, _package_version()
        manifest = described(plan, version, self.command)
        first = _Once(lambda: manifest.update(products=self._open(manifest)))
        batch = Batch(
            plan.scenario, plan.scenario.seeds, plan.store, plan.jobs, self.fresh, version, self.simulate
        )
        outcome = compute_missing(batch, first)
        if not (outcome.computed or outcome.kept):
            self._refuse_unfinished(outcome)
        first()
        self._keep(manifest, outcome)
        result = load_result(plan.folder)
        add_products(result, write_summary(result))
        self._refuse_unfinished(outcome)
        return load_result(plan.folder)

    def _open(self, manifest: dict[str, Any]) -> list[str]:
        """Make the folder a result: done when the first replication has finished, not before."""
        products = drop_stale(self.plan)
        keep_reference(self.plan)
        self._keep({**manifest, "products": products}, Outcome())
        return products

    def _keep(self, manifest: dict[str, Any], outcome: Outcome) -> None:
        wall = time.perf_counter() - self.began
        keep(accounted(manifest, self.plan.store, outcome.failed, wall), self.plan.folder, self.plan.store)

    def _refuse_unfinished(self, outcome: Outcome) -> None:
        finished = len(outcome.computed) + len(outcome.kept)
        asked = len(self.plan.scenario.seeds)
        if outcome.interrupted:
            raise Interrupted(
                f"interrupted: {finished} of {asked} replications are finished and kept in {self.plan.folder}; "
                "the same command computes the others"
            )
        if outcome.failed:
            seeds = ", ".join(map(str, outcome.failed))
            reason = next(iter(outcome.failed.values()))
            raise ReplicationsFailed(
                f"{len(outcome.failed)} of {asked} replications failed (seed {seeds}): {reason}; "
                f"{finished} are finished and kept, and the same command computes the others"
            )


class _Once:
    """Calls something the first time it is called, and never again."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act, self.done = act, False

    def __call__(self) -> None:
        if not self.done:
            self.done = True
            self.act()


def keep_reference(plan: Plan) -> None:
    """Keep beside the runs what the world's tables report, so that a result can be read without its world."""
    store, tables = plan.store, plan.tables
    store.write_reference("places", tables.states[["iso3", "name", "longitude", "latitude"]])
    for name in ("reference_stocks", "reference_states", "reference_refugees"):
        frame = getattr(tables, name)
        if frame is not None:
            store.write_reference(name, frame)
    if tables.reference_states is not None:
        deaths = tables.series[["iso3", "year", "conflict_deaths"]]
        store.write_reference("reference_wars", deaths.rename(columns={"conflict_deaths": "deaths"}))


def write_summary(result: Result, summary: Summary | None = None) -> list[str]:
    """Write the summary of a result as summary.csv and summary.md into its folder; return the names.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    summary = summarise(result) if summary is None else summary
    with writing(result.folder):
        write_whole(result.folder / SUMMARY, as_frame(summary).to_csv(index=False).encode())
        write_whole(result.folder / SUMMARY_PAGE, as_markdown(summary).encode())
    return [SUMMARY, SUMMARY_PAGE]


def _package_version() -> str:
    import abm

    return str(abm.__version__)
