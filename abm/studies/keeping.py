"""What is kept of a run beside its outcomes: series, columns of migrants, corridors and routes, as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.results.measures import MEASURES, STATE_MEASURES, WORLD_MEASURES, Measure
from abm.results.reducing import parts, reduce
from abm.results.series import Series
from abm.scenario import Scenario
from abm.studies.declarations import WORLD, Keeping, Pairs, Snapshots

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

OF_STATES = ("origin", "citizenship", "location", "destination", "previous")
"""Columns of migrants that hold numbers of states; a snapshot holds the codes."""

BETWEEN = ("corridors", "routes")
"""Yearly tables of pairs of states."""


@final
class Shots:
    """Takes the columns of migrants at the dates asked for.

    Args:
        asked: dates and columns; None for none.
        scenario: what is run.
    """

    def __init__(self, asked: Snapshots | None, scenario: Scenario) -> None:
        self.columns: tuple[str, ...] = asked.columns if asked else ()
        self.dates = {scenario.month_of(date) + 1: date for date in asked.dates} if asked else {}
        self.taken: list[tuple[str, Mapping[str, np.ndarray]]] = []

    def look(self, month: int, model: Any) -> None:
        """Take the columns if a month that is done is one of the dates."""
        if month in self.dates:
            self.taken.append((self.dates[month], _columns(model, self.columns)))


def _columns(model: Any, names: Sequence[str]) -> dict[str, np.ndarray]:
    rows, columns = model.migrants.rows, model.scene.migrants.columns
    codes = np.array(model.world.codes)
    found = {}
    for name in names:
        values = getattr(columns, name)[rows]
        found[name] = (
            np.where(values >= 0, codes[np.maximum(values, 0)], "") if name in OF_STATES else values.copy()
        )
    return found


@final
class BetweenStates:
    """Takes corridors and routes between some states when a run is over.

    Args:
        keep: which pairs of states.
    """

    def __init__(self, keep: Keeping) -> None:
        self.asked = {name: pairs for name in BETWEEN if (pairs := getattr(keep, name))}
        self.taken: dict[str, pa.Table] = {}

    def look(self, model: Any) -> None:
        """Take the tables if the run is over."""
        if self.asked and not model.running:
            for name, pairs in self.asked.items():
                self.taken[name] = _between(model.recorder.yearly(name, model.scene), pairs)


def _between(frame: pd.DataFrame, pairs: Sequence[Pairs]) -> pa.Table:
    """The rows of pairs of states, each once, without the seed."""
    import pyarrow as pa

    wanted = np.zeros(len(frame), bool)
    for pair in pairs:
        of_pair = np.ones(len(frame), bool)
        for column, codes in (("origin", pair.origins), ("destination", pair.destinations)):
            if codes:
                of_pair &= frame[column].isin(codes).to_numpy()
        wanted |= of_pair
    rows = frame[wanted].drop(columns="seed").astype({"year": np.int16})
    amounts = {
        name: np.float64 for name in rows.columns if name not in ("year", "origin", "destination", "channel")
    }
    return pa.Table.from_pandas(rows.astype(amounts), preserve_index=False).replace_schema_metadata(None)


def kept(keep: Keeping, series: Series, shots: Shots, between: BetweenStates) -> dict[str, bytes]:
    """Return what is kept of a run, by name: Arrow tables in bytes."""
    blobs = {name: packed(table) for name, table in between.taken.items()}
    if keep.states:
        blobs["states"] = packed(by_state(series, keep.states))
    if keep.yearly:
        blobs["yearly"] = packed(yearly(series, keep.yearly, keep.places))
    if keep.monthly:
        blobs["monthly"] = packed(monthly(series, keep.monthly, keep.places))
    if keep.snapshots is not None:
        blobs["snapshots"] = packed(_snapshots(shots, keep.snapshots.columns))
    return blobs


@final
@dataclass(frozen=True)
class Wanted:
    """What a run of a study has to record.

    Attributes:
        measures: in the order in which they are declared.
        tables: whether the tables by pair of states and by route are wanted too.
    """

    measures: tuple[Measure, ...] = ()
    tables: bool = False


def wanted(outcomes: Iterable[str], keep: Keeping) -> Wanted:
    """Return what outcomes and what is kept are made of."""
    named = [MEASURES[name] for name in outcomes]
    for names, places in ((keep.states, ("all",)), (keep.yearly, keep.places), (keep.monthly, keep.places)):
        named += chosen(names, places) if names else ()
    names_of = {name for measure in named for name in (measure.name, *parts(measure))}
    return Wanted(
        tuple(measure for measure in WORLD_MEASURES if measure.name in names_of),
        any(getattr(keep, name) for name in BETWEEN),
    )


def by_state(series: Series, names: Sequence[str]) -> pa.Table:
    """Return measures of every state over the whole run, all states at once: flows per year, stocks at the end."""
    import pyarrow as pa

    columns = {"place": pa.array(list(series.codes), pa.string())}
    for measure in chosen(names, ("all",)):
        months = {name: series.states[:, series.names.index(name), :] for name in parts(measure)}
        columns[measure.name] = pa.array(reduce(measure, months))
    return pa.table(columns)


def yearly(series: Series, names: Sequence[str], places: Sequence[str]) -> pa.Table:
    """Return measures by place and year: flows per year, stocks at the end, rates over the year."""
    years = np.unique(series.dates[:, 0])
    months = [np.flatnonzero(series.dates[:, 0] == year) for year in years]
    measures = chosen(names, places)
    numbers = {code: number for number, code in enumerate(series.codes)}

    @cache
    def of_states(measure: Measure) -> np.ndarray:
        """All states at once: float64 [S, Y]."""
        whole = {name: series.states[:, series.names.index(name), :] for name in parts(measure)}
        by_year = [reduce(measure, {name: array[rows] for name, array in whole.items()}) for rows in months]
        return np.stack(by_year, axis=1)

    def values(place: str, measure: Measure) -> Any:
        if _undefined(measure, place, series):
            return [float("nan")] * len(years)
        if place != WORLD:
            return of_states(measure)[numbers[place]]
        whole = series.of(place, parts(measure))
        return [
            float(reduce(measure, {name: array[rows] for name, array in whole.items()})) for rows in months
        ]

    return _table(series, places, {"year": years.astype(np.int16)}, {m.name: (m, values) for m in measures})


def monthly(series: Series, names: Sequence[str], places: Sequence[str]) -> pa.Table:
    """Return measures by place and month, as they were recorded."""

    def values(place: str, measure: Measure) -> np.ndarray:
        if _undefined(measure, place, series):
            return np.full(len(series.dates), np.nan)
        return series.of(place, (measure.name,))[measure.name]

    dates: dict[str, np.ndarray] = {
        "year": series.dates[:, 0].astype(np.int16),
        "month": series.dates[:, 1].astype(np.int8),
    }
    return _table(series, places, dates, {m.name: (m, values) for m in chosen(names, places)})


def chosen(names: Sequence[str], places: Sequence[str]) -> tuple[Measure, ...]:
    """Return the measures that are named; 'all' is every measure of the world, or of states if no world is kept."""
    if "all" not in names:
        return tuple(MEASURES[name] for name in names)
    return tuple(WORLD_MEASURES if WORLD in places else STATE_MEASURES)


def _undefined(measure: Measure, place: str, series: Series) -> bool:
    return (measure.world_only and place != WORLD) or measure.name not in series.names


def _places(series: Series, places: Sequence[str]) -> tuple[str, ...]:
    listed = [code for place in places for code in (series.codes if place == "all" else (place,))]
    return tuple(dict.fromkeys(listed))


def _table(
    series: Series, places: Sequence[str], dates: Mapping[str, np.ndarray], columns: Mapping[str, Any]
) -> pa.Table:
    import pyarrow as pa

    listed, length = _places(series, places), len(next(iter(dates.values())))
    arrays: dict[str, Any] = {"place": np.repeat(np.array(listed, object), length)}
    arrays |= {name: np.tile(array, len(listed)) for name, array in dates.items()}
    for name, (measure, values) in columns.items():
        arrays[name] = np.concatenate([np.asarray(values(place, measure), np.float64) for place in listed])
    return pa.table({name: pa.array(array) for name, array in arrays.items()})


def _snapshots(shots: Shots, names: Sequence[str]) -> pa.Table:
    import pyarrow as pa

    dates = [np.full(len(columns[names[0]]), date, object) for date, columns in shots.taken]
    arrays = {"date": pa.array(np.concatenate(dates) if dates else [], pa.string())}
    for name in names:
        parts_ = [columns[name] for _, columns in shots.taken]
        whole = np.concatenate(parts_) if parts_ else np.zeros(0)
        arrays[name] = pa.array(whole.astype(object) if name in OF_STATES else whole)
    return pa.table(arrays)


def packed(table: pa.Table) -> bytes:
    """Return a table as the bytes of an Arrow stream."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def unpacked(content: bytes) -> pa.Table:
    """Return the table that `packed` made bytes of."""
    import pyarrow as pa

    with pa.ipc.open_stream(content) as stream:
        return stream.read_all()
