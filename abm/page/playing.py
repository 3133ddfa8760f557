"""Playing: a session that goes on by itself, in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, final

from abm.refusal import Refusal


class Playable(Protocol):
    """What can go on by itself.

    Attributes:
        speed: months a second.
        trouble: what was refused last, in a sentence.
    """

    speed: float
    trouble: str

    def advance_unless(self, stopping: threading.Event) -> bool:
        """Show the next month, unless it is to stop; return whether it did."""


@final
class Player(threading.Thread):
    """Shows a month after the other at the session's speed, until `stopping` is set or there is none."""

    def __init__(self, session: Playable, told: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._session, self._told, self.stopping = session, told, threading.Event()

    def run(self) -> None:
        """Go on until the end; whatever fails is told as the session's trouble."""
        session = self._session
        try:
            while True:
                began = time.monotonic()
                if not session.advance_unless(self.stopping):
                    break
                self._told()
                # At least a moment, so that a user who waits for the session gets it.
                pause = 1.0 / session.speed - (time.monotonic() - began)
                self.stopping.wait(max(pause, 0.001))
        except Refusal as refusal:
            session.trouble = str(refusal)
        except Exception as error:
            session.trouble = f"the run stopped: {type(error).__name__}: {error}".splitlines()[0]
        finally:
            self.stopping.set()
            self._told()
