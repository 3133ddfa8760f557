"""What can be wrong with the tables of a world, and the sentence that says so."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from abm.refusal import nearest
from abm.world.schema import FLAG, SHOWN_PER_FAULT, TABLES, Column, Table, columns_of

Frames = dict[str, pd.DataFrame]
SHARES = ("share_low", "share_medium", "share_high")
SHARE_TOLERANCE = 1e-3
TAKEN_CODES = ("all", "world")
"""Words that scenarios and studies read as more than one state."""


def faults_of(directory: Path, frames: Frames, with_flags: bool) -> Iterator[str]:
    """Read the tables into `frames` and yield a sentence for each thing that is wrong with them.

    Args:
        directory: the folder of the world.
        frames: receives the tables by name, as far as they could be read.
        with_flags: whether the `<column>_flag` columns are read and checked as well (slower).
    """
    if not directory.is_dir():
        yield f"{directory} is not a directory of world tables"
        return
    sound = True
    for table in TABLES:
        for fault in _read(directory, table, frames, with_flags):
            sound = False
            yield fault
    if sound:
        names = {name: _path(directory, name).name for name in frames}
        yield from _unknown_states(frames, names)
        yield from _uneven_shares(frames["states"], names["states"])
        yield from _missing_years(frames["series"], frames["states"], names["series"])
        yield from _missing_pairs(frames["corridors"], frames["states"], names["corridors"])
        yield from _loops(frames["circuit"], names["circuit"])
        yield from _taken_codes(frames["states"], names["states"])
        yield from _too_many_refugees(frames["corridors"], names["corridors"])


def _path(directory: Path, name: str) -> Path:
    plain = directory / f"{name}.csv"
    return plain if plain.exists() else directory / f"{name}.csv.gz"


def _read(directory: Path, table: Table, frames: Frames, with_flags: bool) -> Iterator[str]:
    path = _path(directory, table.name)
    if not path.exists():
        if table.required:
            near = nearest(f"{table.name}.csv", [entry.name for entry in directory.iterdir()])
            yield f"{directory}: there is no {table.name}.csv or {table.name}.csv.gz{near}"
        return
    try:
        uneven = list(_uneven_rows(path))
        yield from uneven
        if uneven:
            return
        header = pd.read_csv(path, nrows=0).columns.tolist()
        absent = list(_misnamed(path, table, header))
        yield from absent
        if absent:
            return
        wanted = header if with_flags else [column.name for column in columns_of(table.name)]
        text = pd.read_csv(
            path, usecols=wanted, dtype=str, keep_default_na=False, na_values=[""], skip_blank_lines=False
        ).dropna(how="all")
    except (
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
        UnicodeDecodeError,
        EOFError,
        OSError,
        zlib.error,
        csv.Error,
    ) as error:
        yield f"{path.name} cannot be read as CSV: {str(error).strip()}"
        return
    yield from _converted(path, table, text, frames)
    if with_flags:
        yield from _bad_flags(path, text)


def _uneven_rows(path: Path) -> Iterator[str]:
    """Say which rows have more or fewer fields than the header: pandas would cut off what is too much."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
        text = stream.read()
    if '"' in text:
        widths = [len(row) for row in csv.reader(io.StringIO(text, newline=""))]
    else:  # without quotes the commas count: a fifth of the time
        widths = [line.count(",") + 1 if line else 0 for line in text.splitlines()]
    wrong = [row for row, width in enumerate(widths) if width not in (0, widths[0])]
    for row in wrong[:SHOWN_PER_FAULT]:
        yield f"{path.name}, row {row + 1}: {widths[row]} fields, where the header has {widths[0]}"
    yield from _rest(path.name, "number of fields", len(wrong))


def _misnamed(path: Path, table: Table, header: list[str]) -> Iterator[str]:
    declared = [column.name for column in columns_of(table.name)]
    spare = [name for name in header if name not in declared]
    for name in declared:
        if name not in header:
            yield f"{path.name} has no column '{name}'{nearest(name, spare)}"
    allowed = {*declared, *(f"{name}_flag" for name in declared)}
    for name in spare:
        if name not in allowed:
            yield f"{path.name}: unknown column '{name}'{nearest(name, allowed)}"


def _converted(path: Path, table: Table, text: pd.DataFrame, frames: Frames) -> Iterator[str]:
    """Turn text into numbers, column by column, and keep the frame if nothing was wrong."""
    if text.empty:
        yield f"{path.name} has no rows"
        return
    ready: dict[str, pd.Series] = {}
    faults = 0
    for column in columns_of(table.name):
        values, wrong = _column(text[column.name], column)
        for fault in _listed(path, column, text[column.name], wrong):
            faults += 1
            yield fault
        ready[column.name] = values
    if faults:
        return
    frame = pd.DataFrame({name: values.to_numpy() for name, values in ready.items()}, index=text.index)
    doubled = frame.duplicated(list(table.key))
    for row in frame.index[doubled][:SHOWN_PER_FAULT]:
        yield f"{path.name}, row {row + 2}: {_key(frame, table, row)} is there twice"
    if not doubled.any():
        frames[table.name] = frame.reset_index(drop=True) if len(text) == text.index[-1] + 1 else frame


def _column(raw: pd.Series, column: Column) -> tuple[pd.Series, np.ndarray]:
    """Return the values of a column and which of its cells are not acceptable."""
    blank = raw.isna().to_numpy()
    if column.kind == "word":
        wrong = blank | (~raw.isin(column.words).to_numpy() if column.words else np.zeros(len(raw), bool))
        return raw, wrong
    values = _numbers(raw)
    numbers = values.to_numpy()
    inside = (numbers >= column.low) & (numbers <= column.high)
    if column.kind == "integer":
        inside &= numbers == np.floor(numbers)
    wrong = np.where(blank, column.required, ~inside)
    if column.kind == "integer" and not wrong.any():
        values = values.astype("int64")
    return values, wrong


def _numbers(raw: pd.Series) -> pd.Series:
    """Words as float64, NaN where one is blank or no number."""
    try:  # a fifth of the time of the other way, which is for columns with a fault
        return raw.astype("double[pyarrow]").astype("float64")
    except ValueError:  # said by Arrow, also of what pandas takes as a number
        return pd.to_numeric(raw, errors="coerce").astype("float64")


def _listed(path: Path, column: Column, raw: pd.Series, wrong: np.ndarray) -> Iterator[str]:
    bad = raw[wrong]
    for row, value in bad.iloc[:SHOWN_PER_FAULT].items():
        place = f"{path.name}, row {int(str(row)) + 2}, column {column.name}"
        if pd.isna(value):
            yield f"{place}: blank, expected {column.meaning}, {column.range}"
        elif column.kind == "word":
            yield f"{place}: '{value}' is none of {column.range}{nearest(value, column.words)}"
        else:
            sort = "a whole number in" if column.kind == "integer" else "a number in"
            yield f"{place}: {value} is not {sort} {column.range}"
    yield from _rest(path.name, column.name, len(bad))


def _rest(file: str, what: str, count: int) -> Iterator[str]:
    if count > SHOWN_PER_FAULT:
        yield f"{file}: {count - SHOWN_PER_FAULT:,} more rows with the same trouble ({what})"


def _key(frame: pd.DataFrame, table: Table, row: int) -> str:
    return ", ".join(f"{name} {frame.at[row, name]}" for name in table.key)


def _bad_flags(path: Path, text: pd.DataFrame) -> Iterator[str]:
    for name in [name for name in text.columns if name.endswith("_flag")]:
        known = {flag for flag in text[name].dropna().unique() if FLAG.fullmatch(flag)}
        bad = text[name][~text[name].isin(known)]
        for row, value in bad.iloc[:SHOWN_PER_FAULT].items():
            shown = "blank" if pd.isna(value) else f"'{value}'"
            yield (
                f"{path.name}, row {int(str(row)) + 2}, column {name}: {shown} is none of observed, interpolated, "
                "carried, estimated:<method>, assumed:<method>"
            )
        yield from _rest(path.name, name, len(bad))


def _unknown_states(frames: Frames, names: dict[str, str]) -> Iterator[str]:
    known = set(frames["states"]["iso3"])
    for table, frame in frames.items():
        for column in [
            name for name in ("iso3", "origin", "destination") if table != "states" and name in frame
        ]:
            bad = frame[column][~frame[column].isin(known)]
            for row, value in bad.iloc[:SHOWN_PER_FAULT].items():
                yield (
                    f"{names[table]}, row {int(str(row)) + 2}, column {column}: '{value}' is not a state of "
                    f"{names['states']}{nearest(value, known)}"
                )
            yield from _rest(names[table], f"unknown {column}", len(bad))


def _uneven_shares(states: pd.DataFrame, file: str) -> Iterator[str]:
    total = states[list(SHARES)].sum(axis=1)
    for row in states.index[(total - 1.0).abs() > SHARE_TOLERANCE]:
        state = states.at[row, "iso3"]
        yield f"{file}, row {row + 2}: {', '.join(SHARES)} of {state} add to {total[row]:.4g}, not to 1"


def _missing_years(series: pd.DataFrame, states: pd.DataFrame, file: str) -> Iterator[str]:
    first, last = int(series["year"].min()), int(series["year"].max())
    every = set(range(first, last + 1))
    present = series.groupby("iso3")["year"].agg(set).to_dict()
    for iso3 in states["iso3"]:
        gap = sorted(every - present.get(iso3, set()))
        if gap:
            listed = ", ".join(map(str, gap[:5])) + (" ..." if len(gap) > 5 else "")
            yield f"{file}: {iso3} has no row for {len(gap)} of the years {first} .. {last} ({listed})"


def _missing_pairs(corridors: pd.DataFrame, states: pd.DataFrame, file: str) -> Iterator[str]:
    same = corridors.index[(corridors["origin"] == corridors["destination"]).to_numpy()]
    yield from _loops(corridors, file)
    number = len(states)
    expected = number * (number - 1)
    if len(corridors) != expected and not len(same):
        counts = corridors.groupby("origin").size().reindex(states["iso3"], fill_value=0)
        short = counts[counts < number - 1]
        detail = "".join(f"; origin {iso3} has {count}" for iso3, count in short.iloc[:3].items())
        yield f"{file} has {len(corridors):,} pairs, not the {expected:,} ordered pairs of {number} states{detail}"


def _loops(frame: pd.DataFrame, file: str) -> Iterator[str]:
    for row in frame.index[(frame["origin"] == frame["destination"]).to_numpy()]:
        yield f"{file}, row {row + 2}: origin and destination are both {frame.at[row, 'origin']}"


def _taken_codes(states: pd.DataFrame, file: str) -> Iterator[str]:
    for row in states.index[states["iso3"].isin(TAKEN_CODES).to_numpy()]:
        code = states.at[row, "iso3"]
        yield f"{file}, row {row + 2}, column iso3: '{code}' stands for every state elsewhere; choose another code"


def _too_many_refugees(corridors: pd.DataFrame, file: str) -> Iterator[str]:
    bad = corridors[corridors["refugees"] > corridors["stock"]]
    for row, corridor in bad.iloc[:SHOWN_PER_FAULT].iterrows():
        yield (
            f"{file}, row {int(str(row)) + 2}: {corridor['origin']} to {corridor['destination']} has "
            f"{corridor['refugees']:,.10g} refugees but a stock of {corridor['stock']:,.10g} persons"
        )
    yield from _rest(file, "refugees", len(bad))
