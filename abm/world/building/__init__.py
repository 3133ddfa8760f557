"""Building the tables of the real world from the raw tables, every gap filled by a named method and marked."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from abm.world.building.describe import describe
from abm.world.building.frames import build_frames

__all__ = ["build", "build_frames", "describe"]


def build(source: Path, out: Path) -> None:
    """Build the tables of the real world.

    Args:
        source: the folder that holds world/countries.csv, world/corridors.csv and world/country_year.csv (or .gz).
        out: the folder to write; the same source gives the same bytes.

    Raises:
        Refusal: where a raw table is missing, or where the result would not pass its own check;
            nothing has been written then.
    """
    from abm.world.tables import read_tables, write_tables

    frames = build_frames(source)
    with TemporaryDirectory() as trial:
        write_tables(frames, trial)
        read_tables(trial)
    write_tables(frames, out)
