"""The tables a world is read from, checked, and written to.

A world is a directory with one CSV file per table, plain or gzipped; `SCHEMA` declares every column.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, final

from abm.refusal import Refusal
from abm.world.schema import NEVER_NATURALISED, SCHEMA, TABLES, Column, columns_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SCHEMA",
    "TABLES",
    "Column",
    "WorldTables",
    "columns_of",
    "problems",
    "read_tables",
    "write_tables",
]


@final
@dataclass(frozen=True, slots=True)
class WorldTables:
    """The tables of one world, checked: a pandas frame each, with the columns of `SCHEMA` in that order.

    Words are strings, integers int64, numbers float64 (NaN where a blank is allowed, except that a blank
    `naturalisation_years` is read as 100). The frames are shared: treat them as read-only.
    """

    states: pd.DataFrame
    series: pd.DataFrame
    corridors: pd.DataFrame
    circuit: pd.DataFrame
    reference_stocks: pd.DataFrame | None = None
    reference_states: pd.DataFrame | None = None
    reference_refugees: pd.DataFrame | None = None

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables that are present, by name."""
        present = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: frame for name, frame in present.items() if frame is not None}

    def digest(self) -> str:
        """Return the SHA-256 of what the tables hold; it does not depend on how they are stored."""
        total = hashlib.sha256()
        for column in SCHEMA:
            frame = self.frames().get(column.table)
            if frame is None:
                continue
            values = frame[column.name]
            total.update(f"{column.table}.{column.name}\n".encode())
            packed = (
                "\n".join(values.tolist()).encode()
                if column.kind == "word"
                else values.to_numpy("<f8").tobytes()
            )
            total.update(packed)
        return total.hexdigest()


def read_tables(directory: str | Path) -> WorldTables:
    """Read the tables of a world and check them.

    Args:
        directory: the folder that holds states.csv, series.csv, corridors.csv, circuit.csv (each may end in .gz).

    Raises:
        Refusal: at the first thing that is wrong, with its file, row (the header is row 1), column, value and range.
    """
    from abm.world.checking import faults_of

    frames: dict[str, pd.DataFrame] = {}
    for fault in faults_of(Path(directory), frames, with_flags=False):
        raise Refusal(fault)
    years = frames["states"]["naturalisation_years"]
    frames["states"] = frames["states"].assign(naturalisation_years=years.fillna(NEVER_NATURALISED))
    return WorldTables(**frames)


def problems(directory: str | Path) -> list[str]:
    """Return everything that is wrong with the tables of a world, a sentence each; an empty list if nothing is."""
    from abm.world.checking import faults_of

    return list(faults_of(Path(directory), {}, with_flags=True))


def write_tables(frames: dict[str, pd.DataFrame], directory: str | Path) -> None:
    """Write frames as the files of a world: states.csv plain, the others gzipped, the same bytes for the same frames.

    Args:
        frames: a frame by table name, with any `<column>_flag` beside the declared columns.
        directory: made if it does not exist.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        text = frame.to_csv(index=False, lineterminator="\n").encode()
        if name == "states":
            (folder / "states.csv").write_bytes(text)
            continue
        packed = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=9, mtime=0) as stream:
            stream.write(text)
        (folder / f"{name}.csv.gz").write_bytes(packed.getvalue())
