"""Runs on disk: Parquet files by frame and seed, and beside them what says that a run is finished.

    <folder>/<digest>/states/seed-1.parquet    one file for each frame and seed
    <folder>/<digest>/runs/seed-1.json         written last: without it the replication does not count
    <folder>/<digest>/reference/*.parquet      what the world's tables report, to compare with
    <folder>/<digest>/failures/seed-1.txt      why a replication failed

<digest> is the first twelve digits of the scenario's. The folder of a frame is a dataset that pandas, polars
and DuckDB open as it is. Files in the making lie in `.unfinished`, which none of them reads.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.results.columns import FRAMES, as_table
from abm.results.files import as_json, flush_names, read_json, write_flushed, write_whole, writing

if TYPE_CHECKING:
    import pandas as pd

DIGITS = 12
"""How many digits of a digest name its folder."""

UNFINISHED = ".unfinished"


@final
@dataclass(frozen=True)
class Store:
    """The runs of one scenario.

    Attributes:
        root: the folder named by the digest; it is made when the first run is written.
    """

    root: Path

    @classmethod
    def of(cls, folder: Path, digest: str) -> Store:
        """Return the store of the scenario with this digest below the output folder of a batch."""
        return cls(folder / digest[:DIGITS])

    def path(self, frame: str, seed: int) -> Path:
        """Return the file of one frame of one run."""
        return self.root / frame / f"seed-{seed}.parquet"

    def entry_path(self, seed: int) -> Path:
        """Return the file that says that a run is finished."""
        return self.root / "runs" / f"seed-{seed}.json"

    def failure_path(self, seed: int) -> Path:
        """Return the file that says why a run failed."""
        return self.root / "failures" / f"seed-{seed}.txt"

    def write(
        self, seed: int, frames: Mapping[str, pd.DataFrame], account: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Write the frames of one run, then its entry, which is returned; a run of the same seed is replaced.

        Args:
            seed: the seed of the run.
            frames: a frame by name, with the columns that `abm.results.columns` declares.
            account: what else is known of the run (time, memory, ...), kept in the entry.

        Raises:
            Refusal: the disk is full or cannot be written; nothing of the run is left then.
        """
        contents = {self.path(name, seed): packed(as_table(name, frame)) for name, frame in frames.items()}
        sizes = {
            name: {"rows": len(frame), "bytes": len(contents[self.path(name, seed)])}
            for name, frame in frames.items()
        }
        entry = {"seed": seed, **account, "frames": sizes}
        contents[self.entry_path(seed)] = as_json(entry)
        with writing(self.root):
            self._place(seed, contents)
            self.failure_path(seed).unlink(missing_ok=True)
            remove_if_empty(self.failure_path(seed).parent, self.root)
        return entry

    def _place(self, seed: int, contents: Mapping[Path, bytes]) -> None:
        """Write all files elsewhere, then give them their names: the entry's is taken first and given last."""
        made = self.root / UNFINISHED / f"seed-{seed}-{os.getpid()}"
        try:
            made.mkdir(parents=True, exist_ok=True)
            for place, content in contents.items():
                write_flushed(made / place.parent.name, content)
            self.entry_path(seed).unlink(missing_ok=True)
            for place in contents:
                place.parent.mkdir(exist_ok=True)
                (made / place.parent.name).replace(place)
                flush_names(place.parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)
            remove_if_empty(made.parent, self.root)

    def fail(self, seed: int, reason: str) -> None:
        """Keep the traceback of a run that failed."""
        with writing(self.root):
            write_whole(self.failure_path(seed), reason.encode())

    def entry(self, seed: int) -> dict[str, Any]:
        """Return what is known of a finished run; refuses as `read_json` does."""
        return read_json(self.entry_path(seed))

    def finished(self) -> list[int]:
        """Return the seeds of the runs that have an entry, ascending."""
        names = [path.stem.removeprefix("seed-") for path in (self.root / "runs").glob("seed-*.json")]
        return sorted(int(name) for name in names if name.isdecimal())

    def torn(self, seed: int) -> str | None:
        """Return a sentence on the first file of a finished run that is missing or torn, None if none is."""
        from pyarrow import parquet

        try:
            sizes = self.entry(seed)["frames"]
        except (Refusal, KeyError):
            return f"{self.entry_path(seed)} is torn"
        for name, expected in sizes.items():
            path = self.path(name, seed)
            if not path.is_file():
                return f"{path} is missing"
            if path.stat().st_size != expected["bytes"]:
                return f"{path} is torn: {path.stat().st_size:,} of {expected['bytes']:,} bytes"
            try:
                parquet.read_metadata(path)
            except (OSError, ValueError):
                return f"{path} is torn: it cannot be read as Parquet"
        return None

    def sweep(self, seeds: Sequence[int]) -> None:
        """Remove what a process that was ended from outside left unfinished of these seeds."""
        for seed in seeds:
            for left in (self.root / UNFINISHED).glob(f"seed-{seed}-*"):
                if not _alive(left.name.rpartition("-")[2]):
                    shutil.rmtree(left, ignore_errors=True)
        for left in self.root.rglob(".*.unfinished"):
            if not _alive(left.name.split(".")[-2]):
                left.unlink(missing_ok=True)
        remove_if_empty(self.root / UNFINISHED, self.root)

    def read(self, name: str, seeds: Sequence[int], columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one frame of several runs, in the order of `seeds`.

        Args:
            name: the name of a frame.
            seeds: the runs to read.
            columns: the columns to read; all if None.

        Raises:
            Refusal: a file is missing or torn, or there is no such column.
        """
        import pyarrow as pa

        tables = [_read(self.path(name, seed), columns) for seed in seeds]
        return pa.concat_tables(tables).to_pandas() if tables else as_empty(name)

    def write_reference(self, name: str, frame: pd.DataFrame) -> None:
        """Keep a table of the world beside the runs: what is reported, to compare with."""
        import pyarrow as pa

        with writing(self.root):
            table = pa.Table.from_pandas(frame, preserve_index=False)
            write_whole(self.root / "reference" / f"{name}.parquet", packed(table))

    def read_reference(self, name: str) -> pd.DataFrame | None:
        """Return a table that `write_reference` kept; None if the world has none."""
        path = self.root / "reference" / f"{name}.parquet"
        return _read(path, None).to_pandas() if path.is_file() else None


def as_empty(name: str) -> pd.DataFrame:
    """Return a frame of this name without rows."""
    import pandas as pd

    declared = FRAMES[name]
    empty = pd.DataFrame({column.name: [] for column in (*declared.keys, *declared.amounts)})
    return as_table(name, empty).to_pandas()


def packed(table: Any) -> bytes:
    """Return a table as the content of a Parquet file; the same table gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue().to_pybytes()


def _read(path: Path, columns: Sequence[str] | None) -> Any:
    from pyarrow import parquet

    try:
        opened = parquet.ParquetFile(path, page_checksum_verification=True)
        unknown = [name for name in columns or () if name not in opened.schema_arrow.names]
        if unknown:
            raise Refusal(f"{path} has no column '{unknown[0]}'")
        return opened.read(columns=None if columns is None else list(columns))
    except Refusal:
        raise
    except FileNotFoundError:
        raise Refusal(f"{path} is missing; run the batch again with --fresh") from None
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} is torn or is not Parquet; run the batch again with --fresh") from error


def _alive(process: str) -> bool:
    """Return whether a process of this number runs on this machine."""
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def remove_if_empty(folder: Path, last: Path) -> None:
    """Remove `folder` and then the folders above it up to `last`, as far as they are empty."""
    for here in (folder, *folder.parents):
        try:
            here.rmdir()
        except OSError:
            return
        if here == last:
            return
