"""How far a study is, from its journals alone; somebody may be running it meanwhile."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np

from abm.refusal import Refusal
from abm.results.journal import FINISHED, STATUSES, Reading
from abm.studies.layout import MANIFEST, Layout, read_layout
from abm.studies.numbering import Run
from abm.studies.publishing import Catalogue

SHOWN = 5
"""Failures that are shown."""


def status(folder: Path) -> str:
    """Return lines on a study: how many runs came to each end, how many are missing, the first failures.

    Raises:
        Refusal: there is no study.
    """
    if not (folder / MANIFEST).is_file():
        raise Refusal(f"{folder} holds no study: there is no {MANIFEST}")
    layout = read_layout(folder)
    with ExitStack() as stack:
        readings = [stack.enter_context(Reading(path)) for path in layout.journals]
        catalogue = Catalogue(readings)
        runs = np.fromiter(
            (run.identity for run in layout.numbering.runs(layout.points)), np.uint64, layout.size
        )
        places = catalogue.places(runs)
        known = (
            catalogue.statuses[places[places >= 0]] if len(catalogue.identities) else np.zeros(0, np.uint8)
        )
        lines = [f"{layout.size:,} runs: {len(layout.points):,} points x {layout.numbering.replications:,} "
                 f"replications x {len(layout.policies):,} policies"]  # fmt: skip
        lines += [
            f"  {word}: {number:,}"
            for word, number in zip(STATUSES, np.bincount(known, minlength=3), strict=True)
        ]
        lines.append(f"  missing: {int((places < 0).sum()):,}")
        lines += [f"{reading.path.name}: {_damage(reading)}" for reading in readings if _damage(reading)]
        lines += _failures(layout, catalogue, places)
    return "\n".join(lines)


def _damage(reading: Reading) -> str:
    stretches = len(reading.damaged)
    torn = reading.size - reading.end
    said = [f"{stretches} damaged stretches"] if stretches else []
    return ", ".join([*said, *([f"{torn:,} bytes at its end are of no whole record"] if torn else [])])


def _failures(layout: Layout, catalogue: Catalogue, places: np.ndarray) -> list[str]:
    there = np.flatnonzero(places >= 0)
    bad = there[catalogue.statuses[places[there]] != FINISHED] if len(there) else there
    lines = []
    for number in bad[:SHOWN]:
        run = layout.numbering.run(int(number), layout.points)
        record = catalogue.record(int(places[number]))
        last = str(record.header["error"]).strip().splitlines()[-1:] or [""]
        lines.append(f"run {run.name} {STATUSES[record.status]} ({_where(layout, run)}): {last[0]}")
    if len(bad) > SHOWN:
        lines.append(f"and {len(bad) - SHOWN:,} more; all are in runs.parquet with their tracebacks")
    if len(bad):
        lines.append("--retry-failed tries them again")
    return lines


def _where(layout: Layout, run: Run) -> str:
    values = zip(layout.factors, run.values, strict=True)
    said = [
        f"{column.name} {value:g}" if isinstance(value, float) else f"{column.name} {value}"
        for column, value in values
    ]
    return ", ".join(
        [f"point {run.point}", f"policy {layout.policies[run.arm]}", f"seed {run.seed}", *said[:4]]
    )
