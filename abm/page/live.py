"""The months of a model that is running, read from what its recorder has written down."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, final

import numpy as np

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

if TYPE_CHECKING:
    from abm.model import MigrationModel
    from abm.results.recorder import Part


@final
class LiveHistory:
    """What a model has done so far; nothing is copied, and months that are run later are there at once.

    Args:
        model: the model.
        between: held while a month runs; what is asked of the running year waits for the end of the month.

    Attributes: see `abm.page.history.History`.
    """

    def __init__(self, model: MigrationModel, between: AbstractContextManager[object] | None = None) -> None:
        self.model = model
        self._between = between or threading.RLock()
        self.codes: tuple[str, ...] = model.world.codes
        self.names: tuple[str, ...] = model.world.names
        self.places: Floats = model.world.place
        self.mapped = mapped(self.codes)
        self.horizon = model.scenario.months
        self.kinds = kinds_of(by_channel=True)
        self._reported: dict[tuple[str, str], Reported | None] = {}
        self._rows = {measure.name: row for row, measure in enumerate(model.recorder.measures)}

    @property
    def months(self) -> int:
        """How many months have been run."""
        return len(self.model.recorder.world)

    def date(self, month: int) -> str:
        """The month as "YYYY-MM"."""
        return self.model.scene.calendar.date(month)

    def values(self, measure: str, month: int) -> Floats:
        """A measure of every state in a month: float64 [S]."""
        check_month(month, self.months)
        return self.model.recorder.states[month][self._row(measure)].copy()

    def series(self, measure: str, place: str) -> Floats:
        """A measure of a state or of the world in every month: float64 [months]."""
        row, state, recorder = self._row(measure), number_of(place, self.codes), self.model.recorder
        if state is None:
            return np.array([month[row] for month in recorder.world], np.float64)
        return np.array([month[row, state] for month in recorder.states], np.float64)

    def band(self, measure: str, place: str) -> Spread | None:
        """None: a running model is one replication."""

    def flows(self, kind: str, month: int, most: int = 60) -> Flows:
        """The largest flows of a kind in the year of a month, so far if it is running."""
        check_kind(kind, self.kinds)
        with self._between:
            return flows_in(self._part(table_of(kind), month), kind, self._year(month), most)

    def crossings(self, month: int) -> Crossings:
        """The edges on which people tried to cross in the year of a month, so far if it is running."""
        with self._between:
            part, edges = self._part("routes", month), self.model.world.circuit.edges
            ends = {"origin": edges.tail[part["edge"]], "destination": edges.head[part["edge"]]}
            return crossings_in({**part, **ends, "mode": edges.mode[part["edge"]]}, self._year(month))

    def ledger(self, place: str, month: int) -> list[Entry]:
        """The ledger of a state or of the world in the year of a month, so far if it is running."""
        state, year = number_of(place, self.codes), self._year(month)
        with self._between:
            part, recorder = self._part("ledger", month), self.model.recorder
            within = [run for run, (there, _) in enumerate(recorder.dates) if there == year]
            row = self._row("population")
            people = sum((recorder.states[run][row] for run in within), np.zeros(len(self.codes)))
            return ledger_in(part, state, people / len(within))

    def dated(self) -> list[Dated]:
        """The events of the scenario, and what the user added, in order."""
        scenario, names = self.model.scenario, dict(zip(self.codes, self.names, strict=True))
        found = [
            Dated(scenario.month_of(event.date), event_in_words(event, names)) for event in scenario.events
        ]
        found += [
            Dated(scenario.month_of(act.event.date), event_in_words(act.event, names), by_user=True)
            for act in self.model.acts
        ]
        return sorted(found, key=lambda one: one.month)

    def reported(self, measure: str, place: str) -> Reported | None:
        """What the data of the world report of a measure of a state or of the world."""
        check_measure(measure)
        number_of(place, self.codes)
        world, calendar = self.model.world, self.model.scene.calendar
        years = calendar.first_year, calendar.year(self.horizon - 1)
        if (measure, place) not in self._reported:
            self._reported[measure, place] = reported_of(
                measure, place, world.reference_states, world.reference_stocks, years
            )
        return self._reported[measure, place]

    def _row(self, measure: str) -> int:
        check_measure(measure)
        return self._rows[measure]

    def _year(self, month: int) -> int:
        return self.model.scene.calendar.year(month)

    def _part(self, table: str, month: int) -> Part:
        """The year of a month in a yearly table, so far if it is running."""
        check_month(month, self.months)
        years = self.model.recorder.years[table]
        place = self._year(month) - self.model.scene.calendar.first_year
        return years[place] if place < len(years) else self.model.recorder.part(table, self.model.scene)
