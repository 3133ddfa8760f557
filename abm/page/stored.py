"""The months of one replication of a result on disk, and how far all its replications lie apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.ledger import ENTRIES
from abm.page.history import Crossings, Dated, Entry, Floats, Flows, Reported, Spread
from abm.page.reporting import reported_of
from abm.page.wording import event_in_words
from abm.page.yearly import (
    check_kind,
    check_measure,
    check_month,
    crossings_in,
    flows_in,
    kinds_of,
    ledger_in,
    mapped,
    number_of,
    table_of,
)
from abm.refusal import Refusal
from abm.results.measures import MEASURES
from abm.scenario.acting import event_of
from abm.scenario.horizon import ordinal
from abm.statuses import Channel
from abm.world.calendar import Calendar
from abm.world.circuit import MODES

if TYPE_CHECKING:
    import pandas as pd

    from abm.results.recorder import Part
    from abm.results.result import Result

BAND = (5.0, 95.0)
"""Percentiles between which a band lies, over replications."""

_LINES = {(entry.outcome, entry.channel): line for line, entry in enumerate(ENTRIES)}
_CHANNELS = {channel.name.lower(): int(channel) for channel in Channel}


@final
class StoredHistory:
    """What one replication of a result did; columns are read from disk when they are first asked for.

    Args:
        result: the result.
        seed: of the replication; the first if None.

    Attributes: see `abm.page.history.History`.

    Raises:
        Refusal: the result has no replication with the seed.
    """

    def __init__(self, result: Result, seed: int | None = None) -> None:
        self.result = result
        self.seed = result.seeds[0] if seed is None else int(seed)
        if self.seed not in result.seeds:
            there = ", ".join(map(str, result.seeds))
            raise Refusal(f"{result.folder} has no replication with the seed {self.seed}; there are {there}")
        dates = result.frame("world", ["seed", "year", "month"])
        dates = dates[dates["seed"] == self.seed]
        first = dates.iloc[0]
        self._length = len(dates)
        self._calendar = Calendar(int(first["year"]), int(first["month"]), self._length)
        self.codes: tuple[str, ...] = _codes(result, self._length)
        self.names: tuple[str, ...] = tuple(str(result.names.get(code, code)) for code in self.codes)
        self.places: Floats = _places(result.places, self.codes)
        self.mapped = mapped(self.codes)
        self.horizon = self._length
        self.kinds = kinds_of(self._has_flows)
        self._columns: dict[tuple[str, str], Floats] = {}
        self._reported: dict[tuple[str, str], Reported | None] = {}
        self._tables: dict[str, dict[int, Part]] = {}

    @property
    def months(self) -> int:
        """How many months there are."""
        return self._length

    def date(self, month: int) -> str:
        """The month as "YYYY-MM"."""
        return self._calendar.date(month)

    def values(self, measure: str, month: int) -> Floats:
        """A measure of every state in a month: float64 [S], NaN where it is of the world alone."""
        check_measure(measure)
        check_month(month, self._length)
        if MEASURES[measure].world_only:
            return np.full(len(self.codes), np.nan)
        return self._of_states(measure)[self._run, month].copy()

    def series(self, measure: str, place: str) -> Floats:
        """A measure of a state or of the world in every month: float64 [months]."""
        return self._every(measure, place)[self._run].copy()

    def band(self, measure: str, place: str) -> Spread | None:
        """Where nine tenths of the replications lie in every month; None with one of them."""
        every = self._every(measure, place)
        if len(every) < 2:
            return None
        defined = ~np.isnan(every).all(axis=0)
        low, high = np.full((2, every.shape[1]), np.nan)
        if defined.any():
            low[defined], high[defined] = np.nanpercentile(every[:, defined], BAND, axis=0)
        low_end, high_end = (f"{end:g}th" for end in BAND)
        said = f"{low_end} to {high_end} percentile of {len(every)} replications; line: seed {self.seed}"
        return Spread(low, high, said)

    def flows(self, kind: str, month: int, most: int = 60) -> Flows:
        """The largest flows of a kind in the year of a month."""
        check_kind(kind, self.kinds)
        return flows_in(self._part(table_of(kind), month), kind, self._calendar.year(month), most)

    def crossings(self, month: int) -> Crossings:
        """The edges on which people tried to cross in the year of a month."""
        return crossings_in(self._part("routes", month), self._calendar.year(month))

    def ledger(self, place: str, month: int) -> list[Entry]:
        """The ledger of a state or of the world in the year of a month."""
        state, part = number_of(place, self.codes), self._part("ledger", month)
        years = np.array([self._calendar.year(each) for each in range(self._length)])
        people = self._of_states("population")[self._run, years == self._calendar.year(month)].mean(axis=0)
        return ledger_in(part, state, people)

    def dated(self) -> list[Dated]:
        """The events of the scenario, in order."""
        names, start = dict(zip(self.codes, self.names, strict=True)), ordinal(self.date(0))
        events = [event_of(event) for event in self.result.scenario.get("events", ())]
        found = [Dated(ordinal(event.date) - start, event_in_words(event, names)) for event in events]
        return sorted(found, key=lambda one: one.month)

    def reported(self, measure: str, place: str) -> Reported | None:
        """What the data of the world report of a measure of a state or of the world."""
        check_measure(measure)
        number_of(place, self.codes)
        years, data = (self._calendar.first_year, self._calendar.year(self._length - 1)), self.result
        if (measure, place) not in self._reported:
            self._reported[measure, place] = reported_of(
                measure, place, data.reference_states, data.reference_stocks, years
            )
        return self._reported[measure, place]

    @property
    def _run(self) -> int:
        return self.result.seeds.index(self.seed)

    @cached_property
    def _has_flows(self) -> bool:
        """Whether the result knows arrivals by channel; one of an earlier version may not."""
        frames = self.result.account(self.seed).get("frames", {})
        return "flows" in frames

    def _every(self, measure: str, place: str) -> Floats:
        """A measure of a place in every replication and month: float64 [R, months]."""
        check_measure(measure)
        state = number_of(place, self.codes)
        if state is None:
            return self._column("world", measure).reshape(len(self.result.seeds), self._length)
        if MEASURES[measure].world_only:
            return np.full((len(self.result.seeds), self._length), np.nan)
        return self._of_states(measure)[:, :, state]

    def _of_states(self, measure: str) -> Floats:
        """A measure in every replication, month and state: float64 [R, months, S]."""
        return self._column("states", measure).reshape(len(self.result.seeds), self._length, len(self.codes))

    def _column(self, frame: str, measure: str) -> Floats:
        """A column of a frame of all replications, in the order in which they were written."""
        key = frame, measure
        if key not in self._columns:
            self._columns[key] = self.result.frame(frame, [measure])[measure].to_numpy(np.float64)
        return self._columns[key]

    def _part(self, table: str, month: int) -> Part:
        """The year of a month in a yearly table, states, lines and edges by number."""
        check_month(month, self._length)
        if table not in self._tables:
            self._tables[table] = self._read(table)
        years, year = self._tables[table], self._calendar.year(month)
        if year in years:
            return years[year]
        return {
            name: np.zeros(0, np.int64) for name in self._numbered(self.result.frame(table).iloc[:0], table)
        }

    def _read(self, table: str) -> dict[int, Part]:
        frame = self.result.frame(table)
        frame = frame[frame["seed"] == self.seed]
        return {int(year): self._numbered(rows, table) for year, rows in frame.groupby("year")}

    def _numbered(self, rows: Any, table: str) -> Part:
        """The columns of a yearly table as the recorder keeps them."""
        number = {code: place for place, code in enumerate(self.codes)}
        part: Part = {}
        for name in rows.columns:
            if name in ("origin", "destination", "iso3"):
                part["state" if name == "iso3" else name] = rows[name].map(number).to_numpy(np.int64)
            elif name == "channel" and table == "routes":
                part["mode"] = (
                    rows[name].map({mode: place for place, mode in enumerate(MODES)}).to_numpy(np.int64)
                )
            elif name == "channel" and table != "ledger":
                part[name] = rows[name].map(_CHANNELS).to_numpy(np.int64)
            elif name not in ("seed", "year", "outcome", "channel"):
                part[name] = rows[name].to_numpy(np.float64)
        if table == "ledger":
            pairs = zip(rows["outcome"], rows["channel"], strict=True)
            part["line"] = np.array([_LINES[pair] for pair in pairs], np.int64)
        return part


def _codes(result: Result, months: int) -> tuple[str, ...]:
    """Codes of the states, in the order in which every month lists them."""
    if result.places is not None:
        return tuple(map(str, result.places["iso3"]))
    codes = result.frame("states", ["iso3"])["iso3"].to_numpy()
    return tuple(map(str, codes[: len(codes) // (len(result.seeds) * months)]))


def _places(frame: pd.DataFrame | None, codes: tuple[str, ...]) -> Floats:
    """Longitude and latitude of each state; on a circle where the result does not know them."""
    if frame is not None:
        known = frame.set_index("iso3").reindex(list(codes))
        places = known[["longitude", "latitude"]].to_numpy(np.float64)
        if np.isfinite(places).all():
            return np.asarray(places)
    turn = np.linspace(0.0, 2.0 * np.pi, len(codes), endpoint=False)
    return np.column_stack([90.0 * np.cos(turn), 60.0 * np.sin(turn)])
