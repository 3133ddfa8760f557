"""From journals to Parquet: the runs of a study in their order, in few files that every program opens.

The files depend on what the runs left and on nothing else, neither on the order in which they ended nor on how often
the study was interrupted; what they cost is in a file of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.refusal import Refusal
from abm.results.columns import Column
from abm.results.files import as_json, flush_names, read_json, write_whole, writing
from abm.results.journal import FINISHED, STATUSES, Reading, Record
from abm.studies.frames import POINT, POLICY, ROWS, RUN, SEED, Writer, schema_of
from abm.studies.keeping import unpacked
from abm.studies.layout import JOURNALS, Layout, read_layout, units
from abm.studies.numbering import Run, named

if TYPE_CHECKING:
    import pyarrow as pa

PUBLISHED = f"{JOURNALS}/published.json"
"""Sizes of the journals when runs were last published."""

SERIES_ROWS = 262_144
"""Rows of a row group of a series, at least."""

RUNS = (
    RUN, Column("number", "int64", "", "", "Place of the run in the study."), POINT, POLICY, SEED,
    Column("status", "string", "", "", "finished, failed or timed out."),
    Column("error", "string", "", "", "Why it failed."),
)  # fmt: skip
COSTS = (
    RUN, Column("seconds", "float64", "seconds", "Time", "Time of the run."),
    Column("peak_memory_mib", "float64", "MiB", "Memory", "Most memory that its process held."),
    Column("finished_at", "string", "", "", "Date and time of its end, UTC."),
)  # fmt: skip


@final
class Catalogue:
    """The records of several journals: of each identity the last one, a finished one before any other."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        found = [reading.index.latest() for reading in readings]
        identities = np.concatenate([np.zeros(0, np.uint64), *(known for known, _, _ in found)])
        statuses = np.concatenate([np.zeros(0, np.uint8), *(status for _, _, status in found)])
        offsets = np.concatenate([np.zeros(0, np.uint64), *(offset for _, offset, _ in found)])
        journals = np.repeat(np.arange(len(found)), [len(known) for known, _, _ in found])
        order = np.lexsort((statuses, identities))
        self.identities, first = np.unique(identities[order], return_index=True)
        chosen = order[first]
        self.offsets, self.statuses, self.journals = offsets[chosen], statuses[chosen], journals[chosen]

    def places(self, identities: np.ndarray) -> np.ndarray:
        """Return for identities the places of their records; -1 where there is none."""
        if not len(self.identities):
            return np.full(len(identities), -1)
        places = np.minimum(np.searchsorted(self.identities, identities), len(self.identities) - 1)
        return np.where(self.identities[places] == identities, places, -1)

    def record(self, place: int) -> Record:
        """Return a record by its place."""
        return self.readings[self.journals[place]].record(int(self.offsets[place]))


def publish_kept(folder: Path) -> None:
    """Publish the runs of a study if its journals hold more than was published.

    Raises:
        Refusal: the disk is full, or a file is torn.
    """
    layout = read_layout(folder)
    try:
        published = read_json(folder / PUBLISHED) if (folder / PUBLISHED).is_file() else None
    except Refusal:
        published = None
    sizes = {path.name: path.stat().st_size for path in layout.journals}
    if published is None or published != {"digests": list(layout.numbering.digests), "sizes": sizes}:
        publish(layout)


def publish(layout: Layout) -> list[int]:
    """Write the frames of a study from its journals; return how many runs came to each end, by status.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    with writing(layout.folder), ExitStack() as stack:
        (layout.folder / JOURNALS).mkdir(exist_ok=True)
        readings = [stack.enter_context(Reading(path)) for path in layout.journals]
        with _Frames(layout) as frames:
            for runs, records in _chunks(layout, Catalogue(readings)):
                frames.write(runs, records)
        sizes = {reading.path.name: reading.size for reading in readings}
        said = {"digests": list(layout.numbering.digests), "sizes": sizes}
        write_whole(layout.folder / PUBLISHED, as_json(said))
        flush_names(layout.folder)
        return frames.counts


def _chunks(layout: Layout, catalogue: Catalogue) -> Iterator[tuple[list[Run], Iterator[Record]]]:
    """Yield runs that have a record, a row group at a time, and their records."""
    stream = layout.numbering.runs(layout.points)
    while several := list(itertools.islice(stream, ROWS)):
        places = catalogue.places(np.array([run.identity for run in several], np.uint64))
        here = np.flatnonzero(places >= 0)
        yield [several[place] for place in here], (catalogue.record(int(place)) for place in places[here])


@final
@dataclass
class _Frames:
    """The files that are written at once while the records go by."""

    layout: Layout
    counts: list[int] = field(default_factory=lambda: [0] * len(STATUSES))
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> _Frames:
        folder = self.layout.folder
        outcomes = (RUN, POINT, POLICY, SEED, *self.layout.factors, *self.layout.outcomes)
        with self._stack as stack:
            columns = {"runs": RUNS, "outcomes": outcomes, "costs": COSTS}
            self.runs, self.outcomes, self.costs = (
                stack.enter_context(Writer(folder / f"{name}.parquet", schema_of(of)))
                for name, of in columns.items()
            )
            self.series = {name: stack.enter_context(_SeriesFile(folder, name)) for name in self.layout.kept}
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def write(self, runs: Sequence[Run], records: Iterator[Record]) -> None:
        """Write some runs and their records."""
        policies, names = self.layout.policies, [column.name for column in self.layout.outcomes]
        rows, outcomes, costs = [], [], []
        for run, record in zip(runs, records, strict=True):
            key = (run.point, policies[run.arm], run.seed)
            header = record.header
            rows.append((run.name, run.number, *key, STATUSES[record.status], header["error"]))
            costs.append((run.name, header["seconds"], header["peak_memory_mib"], header["finished_at"]))
            self.counts[record.status] += 1
            if record.status == FINISHED:
                outcomes.append((run.name, *key, *run.values, *values_of(record, names)))
                for name, file in self.series.items():
                    file.add(run, policies[run.arm], record.blobs[name])
        for writer, lines in ((self.runs, rows), (self.outcomes, outcomes), (self.costs, costs)):
            if lines:
                writer.write([list(column) for column in zip(*lines, strict=True)])


@final
class _SeriesFile:
    """A frame with many rows of each run."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path, self.name = folder / f"{name}.parquet", name
        self._writer: Writer | None = None
        self._tables: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> _SeriesFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: Any) -> None:
        if kind is None:
            self._flush()
        if self._writer is None:
            self.path.unlink(missing_ok=True)
        else:
            self._writer.__exit__(kind, *error)

    def add(self, run: Run, policy: str, content: bytes) -> None:
        """Add the rows of a run."""
        import pyarrow as pa

        table = unpacked(content)
        keys = (
            (RUN, named(run.identity)), (POINT, run.point), (POLICY, policy), (SEED, run.seed)
        )  # fmt: skip
        if self._writer is None:
            own = units(table.column_names, self.name)
            fields = [
                kind.with_metadata(own[kind.name].metadata()) if kind.name in own else kind
                for kind in table.schema
            ]
            self._writer = Writer(self.path, pa.schema([*schema_of([column for column, _ in keys]), *fields]))
        arrays = [pa.repeat(pa.scalar(value), len(table)) for _, value in keys]
        whole = pa.Table.from_arrays([*arrays, *table.columns], names=self._writer.schema.names)
        self._tables.append(whole.cast(self._writer.schema))
        self._rows += len(table)
        if self._rows >= SERIES_ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._tables and self._writer is not None:
            self._writer.write_table(pa.concat_tables(self._tables).combine_chunks())
        self._tables, self._rows = [], 0


def values_of(record: Record, names: Sequence[str]) -> list[float]:
    """Return the outcomes of a finished record in their order."""
    values = record.header["outcomes"]
    if len(values) != len(names):
        raise Refusal(f"a record holds {len(values)} outcomes, not {len(names)}; run the study with --fresh")
    return [float(value) for value in values]
