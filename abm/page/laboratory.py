"""What one tab of the browser holds: a session, what of it is shown, and the thread that plays it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import final

import solara

from abm.page.history import History
from abm.page.opening import Opening
from abm.page.session import Session
from abm.refusal import Refusal

SPEEDS = {"1 month a second": 1.0, "4 a second": 4.0, "12 a second": 12.0, "as fast as it goes": 1000.0}
"""Months a second at which a run is played, by their words."""

USUAL_SPEED = "12 a second"

FRAMES = 12.0
"""Pictures a second at most; months between two pictures are run and not drawn."""

FAULT = "The model stopped: {words}. Reset begins anew."


@final
class Laboratory:
    """A session of one tab. Its reactive values redraw what reads them; `drawn` counts the pictures.

    Args:
        opening: what the tab begins with.
    """

    def __init__(self, opening: Opening) -> None:
        self.session: Session | None = None
        self.drawn = solara.reactive(0)
        self.playing = solara.reactive(False)
        self.busy = solara.reactive("Loading the world")
        self.trouble = solara.reactive("")
        self.speed = solara.reactive(USUAL_SPEED)
        self.selected = solara.reactive("")
        self.measure = solara.reactive("migrant_share")
        self.flows = solara.reactive("arrivals")
        self.layers: solara.Reactive[tuple[str, ...]] = solara.reactive(
            ("flows", "routes", "conflict", "attacks")
        )
        self._closed = threading.Event()
        self._turn = threading.Lock()
        self._opening = opening

    @property
    def history(self) -> History | None:
        """The months that can be looked at; None while there is no session."""
        return None if self.session is None else self.session.history

    def open(self) -> None:
        """Make the session that the tab begins with, in a thread of its own."""
        asked = self._opening
        if asked.result is not None:
            folder = asked.result
            self._in_background("Reading the result", lambda: Session.stored(folder))
        else:
            self._in_background("Loading the world", lambda: Session.live(asked.scenario, asked.changes))

    def begin(self, scenario: str, changes: tuple[str, ...], seed: int | None) -> None:
        """Run another scenario from its first month, or the same with other values."""
        self.pause()
        self._in_background("Loading the world", lambda: Session.live(scenario, changes, seed))

    def play(self) -> None:
        """Play on, until paused or at the end."""
        if self.session is None or self.playing.value:
            return
        self.playing.value = True
        threading.Thread(target=self._play, args=(self.session,), daemon=True).start()

    def pause(self) -> None:
        """Stop after this month."""
        self.playing.value = False

    def step(self) -> None:
        """Go on by one month."""
        self.act(lambda session: session.step())

    def jump(self, month: int) -> None:
        """Show another month that has run."""
        self.act(lambda session: session.jump(month))

    def act(self, action: Callable[[Session], object]) -> None:
        """Do something to the session between two months, and draw; what is refused is said on the page."""
        session = self.session
        if session is None:
            return
        with self._turn:
            self._tried(lambda: action(session))
        self._draw()

    def run_fork(self, months: int = 12) -> None:
        """Play both arms of the fork on, in a thread of its own; drawn every month."""
        threading.Thread(target=self._run_fork, args=(months,), daemon=True).start()

    def run_band(self, pairs: int) -> None:
        """Have pairs of replications run in the background, drawn as they arrive."""
        self.act(lambda session: session.whatif is not None and (session.whatif.start(pairs) or True))
        threading.Thread(target=self._watch_band, daemon=True).start()

    def _run_fork(self, months: int) -> None:
        for _ in range(months):
            session = self.session
            if session is None or session.whatif is None or self._closed.is_set():
                return
            fork = session.whatif
            with self._turn:
                went = self._tried(fork.step)
            self._draw()
            if not went:
                return

    def _watch_band(self) -> None:
        seen = -1
        while not self._closed.is_set():
            session = self.session
            fork = None if session is None else session.whatif
            if fork is None:
                return
            if fork.done != seen:
                seen = fork.done
                self._draw()
            if fork.done >= fork.asked:
                return
            time.sleep(0.5)

    def close(self) -> None:
        """Free everything: the tab is gone."""
        self._closed.set()
        with self._turn:
            if self.session is not None:
                self.session.close()
                self.session = None

    def _in_background(self, words: str, make: Callable[[], Session]) -> None:
        self.busy.value = words
        threading.Thread(target=self._replace, args=(make,), daemon=True).start()

    def _replace(self, make: Callable[[], Session]) -> None:
        made: list[Session] = []
        self._tried(lambda: made.append(make()))
        with self._turn:
            if made and not self._closed.is_set():
                old, self.session = self.session, made[0]
                if old is not None:
                    old.close()
            elif made:
                made[0].close()
        if made and self.selected.value not in made[0].history.codes:
            self.selected.value = ""
        self.busy.value = ""
        self._draw()

    def _play(self, session: Session) -> None:
        drawn, due = 0.0, time.monotonic()
        while self.playing.value and not self._closed.is_set() and self.session is session:
            with self._turn:
                went = self._tried(session.step)
            now = time.monotonic()
            if now - drawn >= 1.0 / FRAMES or not went:
                self._draw()
                drawn = now
            if not went:
                break
            due = max(due + 1.0 / SPEEDS[self.speed.value], now - 1.0)
            time.sleep(max(due - time.monotonic(), 0.0005))
        if self.session is session:
            self.playing.value = False
            self._draw()

    def _tried(self, action: Callable[[], object]) -> bool:
        """Return what an action returns as a truth; what goes wrong is said on the page, and is no truth."""
        try:
            done = bool(action())
        except Refusal as refusal:
            self.trouble.value = str(refusal)
            return False
        except Exception as fault:
            self.trouble.value = FAULT.format(words=f"{type(fault).__name__}: {fault}")
            return False
        if self.trouble.value:
            self.trouble.value = ""
        return done

    def _draw(self) -> None:
        if not self._closed.is_set():
            self.drawn.value += 1
