"""What one tab of the browser shows: a session, what of it is drawn, and when it is drawn again."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import final

import solara

from abm.page.history import History
from abm.page.opening import Opening
from abm.page.session import Session
from abm.refusal import Refusal
from abm.scenario import load

SPEEDS = {"1 month a second": 1.0, "4 a second": 4.0, "12 a second": 12.0, "As fast as it goes": math.inf}
"""Months a second at which a run is played, by their words."""

USUAL_SPEED = "12 a second"

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
    """

    def __init__(self, opening: Opening) -> None:
        self.session: Session | None = None
        self.drawn = solara.reactive(0)
        self.busy = solara.reactive("Loading the world")
        self.trouble = solara.reactive("")
        self.speed = solara.reactive(USUAL_SPEED)
        self.selected = solara.reactive("")
        self.measure = solara.reactive("migrant_share")
        self.flows = solara.reactive("arrivals")
        self.layers: solara.Reactive[tuple[str, ...]] = solara.reactive(("flows", "conflict", "attacks"))
        self.charts: solara.Reactive[tuple[str, ...]] = solara.reactive(("entries_irregular", "net_security"))
        self._closed = threading.Event()
        self._opening = opening
        self._last = 0.0

    @property
    def history(self) -> History | None:
        """The months that can be looked at; None while there is no session."""
        return None if self.session is None else self.session.history

    @property
    def seed(self) -> int:
        """Seed of the run; 0 while there is none."""
        return 0 if self.session is None or self.session.model is None else self.session.model.run_seed

    def open(self) -> None:
        """Make the session that the tab begins with, in a thread of its own."""
        asked = self._opening
        if asked.result is not None:
            folder = asked.result
            self._in_background("Reading the result", lambda: Session.stored(folder))
        else:
            self._in_background("Loading the world", lambda: begun(asked.scenario, asked.changes))

    def begin(self, scenario: str, changes: tuple[str, ...], seed: int) -> None:
        """Run a scenario from its first month, with some "key=value" changes and a seed."""
        self.pause()
        self._in_background("Loading the world", lambda: begun(scenario, changes, seed))

    def play(self) -> None:
        """Play on, until paused or at the end."""
        if self.session is not None:
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
        """Run some months in a thread of its own, drawn as they come."""
        threading.Thread(target=self._run, args=(months,), daemon=True).start()

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
        self.drawn.value += 1

    def close(self) -> None:
        """Free everything: the tab is gone."""
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

    def _run(self, months: int) -> None:
        for _ in range(months):
            session = self.session
            if session is None or self._closed.is_set() or not session.advance():
                break
            self._told()
        self.draw()

    def _in_background(self, words: str, make: Callable[[], Session]) -> None:
        self.busy.value = words
        threading.Thread(target=self._replace, args=(make,), daemon=True).start()

    def _replace(self, make: Callable[[], Session]) -> None:
        trouble, made = "", None
        try:
            made = make()
        except Refusal as refusal:
            trouble = str(refusal)
        except Exception as fault:
            trouble = f"It could not be loaded: {type(fault).__name__}: {fault}"
        if made is not None:
            if self._closed.is_set():
                made.close()
                return
            old, self.session = self.session, made
            if old is not None:
                old.close()
            if self.selected.value not in made.history.codes:
                self.selected.value = ""
            if self.flows.value not in made.history.kinds:
                self.flows.value = next(iter(made.history.kinds))
        self.busy.value = ""
        self.draw()
        self.trouble.value = trouble or self.trouble.value


def begun(scenario: str, changes: tuple[str, ...], seed: int | None = None) -> Session:
    """Return a session of a scenario with its first month run, so that there is something to look at."""
    session = Session.live(load(scenario, changes), seed)
    session.step()
    return session
