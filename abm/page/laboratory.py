"""What one tab of the browser shows: a session, what of it is drawn, and when it is drawn again."""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, final

import solara

from abm.page.catalogue import scenarios
from abm.page.history import History
from abm.page.opening import Opening
from abm.page.session import Session
from abm.page.stored import StoredHistory
from abm.page.whatif import WhatIf
from abm.refusal import Refusal
from abm.runs.progress import kernels_compiled
from abm.scenario import Scenario, load, scenario_from

Source = str | Mapping[str, Any]
"""A scenario to begin with: the name of a shipped one, a file, or all its values, as a result keeps them."""

SPEEDS = {"1 month a second": 1.0, "4 a second": 4.0, "12 a second": 12.0, "As fast as it goes": math.inf}
"""Months a second at which a run is played, by their words."""

USUAL_SPEED = "12 a second"

LOADING, COMPILING = "Loading the world", "Compiling the model, this first time only: about a minute"
"""What is said while there is nothing to look at."""

FRAMES = 12.0
"""Pictures a second at most; months between two pictures are run and not drawn."""


@final
class Laboratory:
    """A session of one tab. Its reactive values redraw what reads them; `drawn` counts the pictures.

    Args:
        opening: what the tab begins with.

    Attributes:
        session: what is run or replayed; None until it is loaded.
        drawn: pictures so far.
        busy: what is being loaded, in words; empty if nothing is.
        trouble: what was refused, in a sentence; empty if nothing was.
        speed: one of `SPEEDS`, in words.
        selected: code of the state that is looked at; empty for the world.
        measure: whose values colour the map.
        flows: kind of the arcs.
        layers: what lies over the colours.
        charts: measures that are drawn over time.
        chosen: name, out of `offered`, of the scenario that runs; empty for a stored result.
        changes: "key=value" changes to it.
    """

    def __init__(self, opening: Opening) -> None:
        self.session: Session | None = None
        self.drawn = solara.reactive(0)
        self.busy = solara.reactive(LOADING)
        self.trouble = solara.reactive("")
        self.speed = solara.reactive(USUAL_SPEED)
        self.selected = solara.reactive("")
        self.measure = solara.reactive("migrant_share")
        self.flows = solara.reactive("arrivals")
        self.layers: solara.Reactive[tuple[str, ...]] = solara.reactive(("flows", "conflict", "attacks"))
        self.charts: solara.Reactive[tuple[str, ...]] = solara.reactive(("entries_irregular", "net_security"))
        self.chosen = "" if opening.result is not None else opening.scenario
        self.changes = opening.changes
        self._closed = threading.Event()
        self._swapping = threading.Lock()
        self._pictures, self._loads = itertools.count(1), itertools.count(1)
        self._wanted = 0  # the load that was asked for last
        self._opening = opening
        self._own: dict[str, tuple[Source, str]] = {}
        self._last = 0.0

    @property
    def history(self) -> History | None:
        """The months that can be looked at; None while there is no session."""
        return None if self.session is None else self.session.history

    @property
    def seed(self) -> int:
        """Seed of the run, or of the replication of a stored result; 0 while there is neither."""
        session = self.session
        seed = None if session is None else session.replication if session.model is None else session.seed
        return seed or 0

    @property
    def offered(self) -> dict[str, tuple[Source, str]]:
        """Scenarios that a run can begin with, by name: where each is, and what it is for; the page's own first."""
        return self._own | {name: (name, said) for name, said in scenarios()}

    @property
    def own(self) -> tuple[str, ...]:
        """Names of the scenarios offered that are not shipped."""
        return tuple(self._own)

    def open(self) -> None:
        """Make the session that the tab begins with, in a thread of its own."""
        asked = self._opening
        if asked.result is not None:
            folder = asked.result
            self._in_background("Reading the result", lambda: Session.stored(folder))
        else:
            scenario, changes = asked.scenario, asked.changes
            self._in_background(loading(), lambda: begun(scenario, changes), scenario, changes)

    def begin(self, name: str, changes: tuple[str, ...], seed: int) -> None:
        """Run one of the scenarios offered from its first month, with some "key=value" changes and a seed."""
        self.pause()
        source, _ = self.offered[name]
        self._in_background(loading(), lambda: begun(source, changes, seed), name, changes)

    def play(self) -> None:
        """Play on, until paused or at the end; at the end, once more from the first month."""
        if self.session is not None:
            if not self.session.running:
                self.session.show(0)
            self.session.speed = SPEEDS[self.speed.value]
            self.session.play(self._told)
            self.draw()

    def pause(self) -> None:
        """Stop after this month."""
        if self.session is not None:
            self.session.pause()
            self.draw()

    def pace(self, words: str) -> None:
        """Play at another speed."""
        self.speed.value = words
        if self.session is not None:
            self.session.speed = SPEEDS[words]

    def act(self, action: Callable[[Session], object]) -> None:
        """Do something to the session, and draw; what is refused is said on the page."""
        if self.session is not None:
            action(self.session)
            self.draw()

    def run(self, months: int) -> None:
        """Run some months of the comparison in a thread of its own, drawn as they come, until it is left."""
        if self.session is not None:
            told = (self.session, self.session.whatif, months)
            threading.Thread(target=self._run, args=told, daemon=True).start()

    def replicate(self, pairs: int) -> None:
        """Have pairs of replications of the comparison run in the background, drawn as they arrive."""
        self.act(lambda session: session.replicate(pairs, told=self.draw))

    def draw(self) -> None:
        """Draw everything that is there now."""
        if self._closed.is_set():
            return
        self._last = time.monotonic()
        said = "" if self.session is None else self.session.trouble
        if said != self.trouble.value:
            self.trouble.value = said
        self.drawn.value = next(self._pictures)  # several threads draw: no picture is counted twice

    def close(self) -> None:
        """Free everything: the tab is gone."""
        with self._swapping:
            self._closed.set()
            session, self.session = self.session, None
        if session is not None:
            session.close()

    def _told(self) -> None:
        """Draw while it plays, not more often than a browser can show."""
        session = self.session
        stopped = session is None or not session.playing or not session.running
        if stopped or time.monotonic() - self._last >= 1.0 / FRAMES:
            self.draw()

    def _run(self, session: Session, comparison: WhatIf | None, months: int) -> None:
        for _ in range(months):
            if self.session is not session or not session.go_on(comparison):
                break
            self._told()
        self.draw()

    def _in_background(
        self, words: str, make: Callable[[], Session], name: str = "", changes: tuple[str, ...] = ()
    ) -> None:
        """Have a session made in a thread of its own, and take the place of the one that is there."""
        self.busy.value = words
        self._wanted = load = next(self._loads)

        def chosen() -> None:
            self.chosen, self.changes = name, changes

        threading.Thread(target=self._replace, args=(make, chosen, load), daemon=True).start()

    def _replace(self, make: Callable[[], Session], chosen: Callable[[], None], load: int) -> None:
        trouble, made = "", None
        try:
            made = make()
        except Refusal as refusal:
            trouble = str(refusal)
        except Exception as fault:
            trouble = f"It could not be loaded: {type(fault).__name__}: {fault}"
        with self._swapping:
            late = self._closed.is_set() or load != self._wanted
            old = made if late or made is None else self.session
            if made is not None and not late:
                self.session = made
                chosen()
        if not late:
            if made is not None:
                with suppress(Refusal):  # the tab may have been closed meanwhile
                    self._settle(made)
            self.busy.value = ""
            self.draw()
            self.trouble.value = trouble or self.trouble.value
        if old is not None:
            old.close()

    def _settle(self, session: Session) -> None:
        """Have the choices fit a session that is new, and offer its scenario where no shipped one has its name."""
        history = session.history
        if self.selected.value not in history.codes:
            self.selected.value = ""
        if self.flows.value not in history.kinds:
            self.flows.value = next(iter(history.kinds))
        if isinstance(history, StoredHistory):
            told = history.result.scenario
            name, said = f"{told.get('name', 'scenario')}, as stored", str(told.get("description", ""))
            self._own = {name: (told, said)}
        elif session.scenario is not None and self.chosen not in self.offered:
            self._own = {self.chosen: (self.chosen, session.scenario.description)}


def scenario_of(source: Source, changes: tuple[str, ...] = ()) -> Scenario:
    """Return a scenario with some "key=value" changes; what is wrong is refused."""
    return load(source, changes) if isinstance(source, str) else scenario_from(source, changes)


def begun(source: Source, changes: tuple[str, ...], seed: int | None = None) -> Session:
    """Return a session of a scenario with its first month run, so that there is something to look at."""
    session = Session.live(scenario_of(source, changes), seed)
    session.step()
    return session


def loading() -> str:
    """Return what is said while a world is made."""
    return LOADING if kernels_compiled() else COMPILING
