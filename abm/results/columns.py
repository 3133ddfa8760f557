"""The frames of a run, declared once: the columns of each, their type on disk, unit and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from abm.results.measures import STATE_MEASURES, WORLD_MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

PERSONS, PERSONS_A_YEAR, DOLLARS_A_YEAR = "persons", "persons per year", "dollars per year"


@final
@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame on disk.

    Attributes:
        name: its name.
        kind: its type: int64, int16, int8, float32, float64 or string.
        unit: the unit of its values; empty for keys.
        label: words for an axis or a table.
        meaning: its definition in a sentence.
    """

    name: str
    kind: str
    unit: str = ""
    label: str = ""
    meaning: str = ""

    def metadata(self) -> dict[str, str]:
        """Return what is written beside the column in the Parquet file."""
        return {key: value for key in ("unit", "label", "meaning") if (value := getattr(self, key))}


@final
@dataclass(frozen=True, slots=True)
class Frame:
    """A table that every run leaves: its name, its keys, and the amounts that may follow them."""

    name: str
    keys: tuple[Column, ...]
    amounts: tuple[Column, ...]


_SEED = Column("seed", "int64", meaning="Seed of the replication.")
_YEAR = Column("year", "int16", meaning="Calendar year.")
_MONTH = Column("month", "int8", meaning="Month of the year, 1 to 12.")
_STATE = Column("iso3", "string", meaning="State (ISO 3166-1 alpha-3).")
_ORIGIN = Column("origin", "string", meaning="State that is left.")
_DESTINATION = Column("destination", "string", meaning="State that is entered.")


def _measured(measure: Measure, exact: bool) -> Column:
    """Stocks of persons are exact to the person (float64), everything else to seven digits (float32)."""
    kind = "float64" if exact or measure.unit == PERSONS else "float32"
    return Column(measure.name, kind, measure.unit, measure.label, measure.meaning)


FRAMES: Mapping[str, Frame] = {
    frame.name: frame
    for frame in (
        Frame(
            "states",
            (_SEED, _STATE, _YEAR, _MONTH),
            tuple(_measured(measure, False) for measure in STATE_MEASURES),
        ),
        Frame("world", (_SEED, _YEAR, _MONTH), tuple(_measured(measure, True) for measure in WORLD_MEASURES)),
        Frame(
            "corridors",
            (_SEED, _YEAR, _ORIGIN, _DESTINATION),
            (
                Column("stock", "float32", PERSONS, "Stock", "Migrants at the end of December."),
                Column("refugees", "float32", PERSONS, "Refugees", "Refugees at the end of December."),
                Column("inflow", "float32", PERSONS_A_YEAR, "Inflow", "People who entered in the year."),
                Column("remittances", "float32", DOLLARS_A_YEAR, "Remittances", "Money sent to the origin."),
                Column(
                    "camp_refugees", "float32", PERSONS, "In camps", "Refugees in camps, end of December."
                ),
                Column(
                    "fighters_abroad",
                    "float32",
                    PERSONS,
                    "Fighters based there",
                    "Fighters of the origin's armed group who are based in the destination, end of December.",
                ),
            ),
        ),
        Frame(
            "entries",
            (_SEED, _YEAR, _STATE, Column("channel", "string", meaning="Way of entry.")),
            (Column("persons", "float32", PERSONS_A_YEAR, "Entries", "People who entered by it."),),
        ),
        Frame(
            "flows",
            (_SEED, _YEAR, _ORIGIN, _DESTINATION, Column("channel", "string", meaning="Way of entry.")),
            (Column("persons", "float32", PERSONS_A_YEAR, "Arrivals", "People who entered by it."),),
        ),
        Frame(
            "ledger",
            (
                _SEED,
                _YEAR,
                _STATE,
                Column("outcome", "string", meaning="What changed."),
                Column("channel", "string", meaning="Through what it changed."),
            ),
            (
                Column(
                    "change",
                    "float64",
                    "unit of the outcome",
                    "Change",
                    "Change in the year through the channel.",
                ),
                Column("security", "float64", "index", "Net security", "What it changed of net security."),
            ),
        ),
        Frame(
            "routes",
            (_SEED, _YEAR, _ORIGIN, _DESTINATION, Column("channel", "string", meaning="land, sea or air.")),
            (
                Column(
                    "crossings",
                    "float32",
                    PERSONS_A_YEAR,
                    "Crossings",
                    "Attempts, and crossings in flight.",
                ),
                Column(
                    "attempts",
                    "float32",
                    PERSONS_A_YEAR,
                    "Attempts",
                    "Attempts to cross without authorisation.",
                ),
                Column("interdictions", "float32", PERSONS_A_YEAR, "Interdictions", "Attempts stopped."),
                Column("deaths", "float32", PERSONS_A_YEAR, "Deaths", "People who died on the crossing."),
                Column(
                    "clients",
                    "float32",
                    PERSONS_A_YEAR,
                    "Clients",
                    "People whom a smuggler took across, or to whom papers were sold.",
                ),
                Column(
                    "fees", "float32", DOLLARS_A_YEAR, "Fees", "Money that the clients of this edge paid."
                ),
                Column(
                    "capacity",
                    "float32",
                    PERSONS_A_YEAR,
                    "Capacity",
                    "People whom networks could take across; on land and at sea only.",
                ),
            ),
        ),
    )
}
"""Every frame of a run by its name."""


def as_table(name: str, frame: pd.DataFrame) -> pa.Table:
    """Return a frame as it goes to disk: declared columns in the declared order, compact types, with units.

    Raises:
        ValueError: a key is missing, or a column is not declared; a fault of the program.
    """
    import pyarrow as pa

    declared = FRAMES[name]
    present = set(frame.columns)
    missing = [key.name for key in declared.keys if key.name not in present]
    unknown = present - {column.name for column in (*declared.keys, *declared.amounts)}
    if missing or unknown:
        raise ValueError(f"frame {name}: keys missing {missing}, columns not declared {sorted(unknown)}")
    columns = [*declared.keys, *(amount for amount in declared.amounts if amount.name in present)]
    fields, arrays = [], []
    for column in columns:
        kind = pa.string() if column.kind == "string" else pa.from_numpy_dtype(column.kind)
        series = frame[column.name]
        values = series.to_numpy(object if column.kind == "string" else column.kind)
        arrays.append(pa.array(values, type=kind))
        fields.append(pa.field(column.name, kind, nullable=False, metadata=column.metadata()))
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))
