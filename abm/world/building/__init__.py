"""Building the tables of the real world from the raw tables, every gap filled by a named method and marked."""

from __future__ import annotations

from pathlib import Path

from abm.world.building.describe import describe
from abm.world.building.frames import build_frames

__all__ = ["build", "build_frames", "describe"]


def build(source: Path, out: Path) -> None:
    """Build the tables of the real world.

    Args:
        source: the folder that holds world/countries.csv, world/corridors.csv and world/country_year.csv (or .gz).
        out: the folder to write; the same source gives the same bytes.

    Raises:
        Refusal: where a raw table is missing, or where the result would not pass its own check.
    """
    from abm.world.tables import read_tables, write_tables

    write_tables(build_frames(source), out)
    read_tables(out)
