"""Parquet files of a study: columns with their units, and a writer whose file is whole or not there."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.results.columns import Column

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from abm.studies.designs import Point

ROWS = 16_384
"""Runs, or points, of a row group."""

RUN = Column("run", "string", "", "", "Identity of the run, from its content.")
POINT = Column("point", "int64", "", "", "Number of the point of the design.")
POLICY = Column("policy", "string", "", "", "Name of the policy.")
SEED = Column("seed", "int64", "", "", "Seed; policies with the same point and seed share random numbers.")


@final
class Writer:
    """A Parquet file in the making: it takes its name when everything is in it.

    Args:
        path: the file.
        schema: its columns.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as parquet

        self.path, self.schema = path, schema
        self.unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
        self._parquet = parquet.ParquetWriter(self.unfinished, schema, compression="zstd")

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._parquet.close()
            if kind is None:
                with self.unfinished.open("rb") as stream:
                    os.fsync(stream.fileno())
                self.unfinished.replace(self.path)
        finally:
            self.unfinished.unlink(missing_ok=True)

    def write(self, columns: Sequence[Sequence[Any] | np.ndarray]) -> None:
        """Write a row group."""
        import pyarrow as pa

        arrays = [pa.array(values, kind.type) for values, kind in zip(columns, self.schema, strict=True)]
        self.write_table(pa.Table.from_arrays(arrays, schema=self.schema))

    def write_table(self, table: pa.Table) -> None:
        """Write a table as a row group."""
        if len(table):
            self._parquet.write_table(table, row_group_size=max(len(table), 1))


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the schema of columns, with their units."""
    import pyarrow as pa

    kinds = {"string": pa.string(), "bool": pa.bool_(), "float64": pa.float64(), "int64": pa.int64()}
    return pa.schema([pa.field(c.name, kinds[c.kind], metadata=c.metadata()) for c in columns])


def write_design(path: Path, factors: Sequence[Column], points: Iterable[Point]) -> None:
    """Write the points of a design, numbered in their order."""
    stream, numbers = iter(points), itertools.count()
    with Writer(path, schema_of((POINT, *factors))) as file:
        while rows := list(itertools.islice(stream, ROWS)):
            columns = [list(column) for column in zip(*rows, strict=True)]
            file.write([[next(numbers) for _ in rows], *columns])
