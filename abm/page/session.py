"""A session: what one tab of a browser holds, without anything that draws."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, final

from abm.page.desk import Desk
from abm.page.history import History
from abm.page.live import LiveHistory
from abm.page.playing import Player
from abm.page.stored import StoredHistory
from abm.page.whatif import WhatIf
from abm.refusal import Refusal
from abm.results.result import load_result
from abm.scenario import Scenario, extended, load

if TYPE_CHECKING:
    from abm.model import MigrationModel
    from abm.page.replicas import Band
    from abm.scenario.acting import Act

FASTEST = math.inf
"""The speed at which nothing is waited for."""

SPEED = 8.0
"""Months a second, where nobody says another."""

Answer = TypeVar("Answer")
Words = ParamSpec("Words")

_one_at_a_time = threading.Lock()
"""Held while kernels run: not every threading layer of numba lets two threads of a process call them at once."""


def _tried(
    action: Callable[Concatenate[Session, Words], str],
) -> Callable[Concatenate[Session, Words], str]:
    """Run what a user asked for under the session's lock; a refusal becomes its trouble, and no words are returned."""

    def run(self: Session, /, *values: Words.args, **named: Words.kwargs) -> str:
        with self._lock:
            self.trouble = ""
            try:
                self._check_open()
                return action(self, *values, **named)
            except Refusal as refusal:
                self.trouble = str(refusal)
                return ""

    run.__doc__, run.__name__ = action.__doc__, action.__name__
    return run


@final
class Session:
    """One world on one page: picked, run, looked at, changed, compared, and let go.

    What a user asks for returns words where it was done, and an empty text where it was refused; `trouble` says why.
    Every method may be called from any thread.

    Attributes:
        scenario: that runs; None for a stored result.
        changes: values that were put in the place of the scenario's own, by dotted key.
        model: that runs; None for a stored result, and when the session is closed.
        at: the month shown, counted from 0; -1 before the first has been run.
        speed: months a second while it plays.
        trouble: the last refusal in a sentence; empty if there was none.
        whatif: the comparison that is on, if there is one.
        between: held while a month runs, so that who holds it sees whole months; ask nothing of the session meanwhile.
    """

    def __init__(self) -> None:
        self.scenario: Scenario | None = None
        self.changes: dict[str, Any] = {}
        self.model: MigrationModel | None = None
        self.at = -1
        self.speed = SPEED
        self.trouble = ""
        self.whatif: WhatIf | None = None
        self._history: History | None = None
        self._desk: Desk | None = None
        self._base: str | None = None
        self._lock = threading.RLock()
        self.between = threading.RLock()
        self._player: Player | None = None

    @classmethod
    def live(
        cls,
        scenario: Scenario | str | Path,
        seed: int | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> Session:
        """Begin with a scenario, see `reset`.

        Raises:
            Refusal: the scenario, the seed or a change cannot be used.
        """
        session = cls()
        session._begin(scenario, seed, changes)
        return session

    @classmethod
    def stored(cls, folder: str | Path, seed: int | None = None) -> Session:
        """Begin with a result on disk, and one of its replications; it opens at its last month.

        Raises:
            Refusal: there is no result, or no replication with the seed.
        """
        session = cls()
        session._history = StoredHistory(load_result(folder), seed)
        session.at = session._history.months - 1
        return session

    @property
    def history(self) -> History:
        """What is looked at: the changed world of a comparison, or else the world that runs or is stored."""
        self._check_open()
        assert self._history is not None
        return self._history if self.whatif is None else self.whatif.after

    @property
    def shown(self) -> MigrationModel | None:
        """The model that is looked at: the changed one of a comparison, or else the one that runs; None if stored."""
        return self.model if self.whatif is None else self.whatif.changed

    @property
    def replications(self) -> tuple[int, ...]:
        """Seeds of the replications of a stored result; none of a run."""
        return tuple(self._history.result.seeds) if isinstance(self._history, StoredHistory) else ()

    @property
    def replication(self) -> int | None:
        """Seed of the replication of a stored result that is looked at; None for a run."""
        return self._history.seed if isinstance(self._history, StoredHistory) else None

    @property
    def desk(self) -> Desk:
        """What changes the world that is looked at.

        Raises:
            Refusal: a stored result cannot be changed.
        """
        self._check_open()
        if self._desk is None:
            raise Refusal("a stored result cannot be changed; run its scenario to change something")
        return self._desk if self.whatif is None else self.whatif.desk

    @property
    def seed(self) -> int | None:
        """The seed of the run; None for a stored result."""
        return None if self.model is None else self.model.run_seed

    @property
    def months(self) -> int:
        """How many months there are to look at."""
        return self.history.months

    @property
    def running(self) -> bool:
        """Whether there is a month left to look at or to run after the one shown."""
        return self.at < self.months - 1 or self._can_run()

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._player is not None and not self._player.stopping.is_set()

    def look(self, question: Callable[[History], Answer]) -> Answer:
        """Ask the history while nothing changes it."""
        with self._lock:
            return question(self.history)

    @_tried
    def reset(
        self,
        scenario: Scenario | str | Path,
        seed: int | None = None,
        changes: Mapping[str, Any] | None = None,
    ) -> str:
        """Begin anew; where that is refused the world that is there stays.

        Args:
            scenario: a scenario, the bare name of a shipped one, or a file.
            seed: of the run; the scenario's if None.
            changes: values by dotted key, such as `parameters.departures.network`.
        """
        self._begin(scenario, seed, changes)
        assert self.scenario is not None
        return f"{self.scenario.name}: {self.scenario.start} to {self.scenario.end}"

    @_tried
    def step(self) -> str:
        """Run a month, of both worlds while two are compared, and show it; return its date."""
        return self._run_month()

    @_tried
    def advance(self) -> str:
        """Show the next month; run it where it has not been run. Return its date, or nothing at the end."""
        return self._advance()

    @_tried
    def show(self, month: int) -> str:
        """Show a month, the nearest there is; return its date."""
        self.at = min(max(month, 0), self.months - 1)
        return self.history.date(max(self.at, 0))

    @_tried
    def go_on(self, comparison: WhatIf | None) -> str:
        """Do as `advance`, as long as a comparison is on and no other; return nothing otherwise."""
        return self._advance() if self.whatif is comparison else ""

    @_tried
    def look_at(self, replication: int) -> str:
        """Replay another replication of a stored result, from the month that is shown."""
        if not isinstance(self._history, StoredHistory):
            raise Refusal("a running world has one seed; begin anew to run it with another")
        self._history = StoredHistory(self._history.result, replication)
        return f"replication with the seed {replication}"

    @_tried
    def set(self, places: str | Iterable[str], values: Mapping[str, Any]) -> str:
        """Set levers from the next month on; see `Desk.set`."""
        return self.desk.set(places, values)

    @_tried
    def happen(self, what: Mapping[str, Any]) -> str:
        """Have an event happen; see `Desk.happen`."""
        return self.desk.happen(what)

    @_tried
    def reform(
        self,
        bloc: str,
        admit: Sequence[str] = (),
        expel: Sequence[str] = (),
        competences: Sequence[str] | None = None,
    ) -> str:
        """Have a bloc admit or expel states, or decide other things; see `Desk.reform`."""
        return self.desk.reform(bloc, admit, expel, competences)

    @_tried
    def undo(self, act: Act | None = None) -> str:
        """Take back a change that is not in force yet; see `Desk.undo`."""
        return self.desk.undo(act)

    @_tried
    def compare(self) -> str:
        """Fork the world at its month, and show the one that will be changed; months are run of both from now on."""
        if self.model is None:
            raise Refusal("a stored result has no future to compare; run its scenario instead")
        if self.whatif is not None:
            self.whatif.close()
        self.whatif = WhatIf(self.model, self._base, self.between)
        self.at = self.months - 1
        return f"compared from {self.model.date} on"

    @_tried
    def leave(self, keep: bool = False) -> str:
        """End the comparison: go on with the changed world, or go back to the month of the fork."""
        if self.whatif is None or self.model is None:
            raise Refusal("there is no comparison to leave")
        if keep:
            changed = self.whatif.changed.fork()
            self.model.forget()
            self._put(changed)
        self.whatif.close()
        self.whatif = None
        self.at = min(self.at, self.months - 1)
        return "the changed world goes on" if keep else f"back to {self.history.date(max(self.at, 0))}"

    @_tried
    def replicate(
        self,
        seeds: int | Sequence[int],
        until: int | None = None,
        jobs: int | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> str:
        """Replicate the comparison with other seeds; see `WhatIf.replicate`."""
        if self.whatif is None:
            raise Refusal("compare first: without a comparison there is nothing to replicate")
        band = self.whatif.replicate(seeds, until=until, jobs=jobs, told=told)
        return f"{len(band.seeds)} replications"

    @property
    def band(self) -> Band | None:
        """Replications of the comparison, if there are any."""
        return None if self.whatif is None else self.whatif.band

    @_tried
    def play(self, told: Callable[[], None] = lambda: None) -> str:
        """Go on by itself: from the month shown through those that are there, then month by month to the end.

        Args:
            told: called, from another thread, after each month, and when it has stopped.
        """
        if not self.playing:
            self._player = Player(self, told)
            self._player.start()
        return "playing"

    def pause(self) -> None:
        """Stop going on by itself; the month in hand is finished. Not to be called while the history is looked at."""
        player = self._player
        if player is not None:
            player.stopping.set()
            if threading.current_thread() is not player:
                player.join()

    def close(self) -> None:
        """Stop, end all replications, and let every world go; closing twice does no harm."""
        self.pause()
        with self._lock:
            if self.whatif is not None:
                self.whatif.close()
            if self.model is not None:
                self.model.forget()
            self.whatif = self.model = self._history = self._desk = None

    def _begin(
        self, scenario: Scenario | str | Path, seed: int | None, changes: Mapping[str, Any] | None
    ) -> None:
        from abm.model import MigrationModel

        chosen = scenario if isinstance(scenario, Scenario) else load(scenario)
        base = chosen.name
        if changes:
            chosen = extended(chosen, _nested(changes), "the settings")
        with _one_at_a_time:
            model = MigrationModel(chosen, seed=seed)
        if self._player is not None:
            self._player.stopping.set()
        if self.whatif is not None:
            self.whatif.close()
        if self.model is not None:
            self.model.forget()
        self.scenario, self.whatif, self._base, self.at = chosen, None, base, -1
        self.changes = dict(changes or {})
        self._put(model)

    def _put(self, model: MigrationModel) -> None:
        self.model = model
        self._history, self._desk = LiveHistory(model, self.between), Desk(model, self._base)

    def _can_run(self) -> bool:
        if self.whatif is not None:
            return self.whatif.running
        return self.model is not None and bool(self.model.running)

    def advance_unless(self, stopping: threading.Event) -> bool:
        """Show the next month as `advance` does, unless it is to stop; return whether it did."""
        with self._lock:
            return not stopping.is_set() and bool(self._advance())

    def _advance(self) -> str:
        if self.at < self.months - 1:
            self.at += 1
            return self.history.date(self.at)
        return self._run_month() if self._can_run() else ""

    def _run_month(self) -> str:
        if self.model is None:
            raise Refusal("a stored result has no further month; run its scenario to go on")
        if not self._can_run():
            raise Refusal(f"the run is over since {self.model.scenario.end}")
        with self.between, _one_at_a_time:
            if self.whatif is not None:
                self.whatif.step()
            else:
                self.model.step()
        self.at = self.months - 1
        return self.history.date(self.at)

    def _check_open(self) -> None:
        if self._history is None:
            raise Refusal("the session is closed")


def _nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted key as nested mappings."""
    found: dict[str, Any] = {}
    for key, value in changes.items():
        here = found
        *above, last = key.split(".")
        for part in above:
            here = here.setdefault(part, {})
        here[last] = value
    return found
