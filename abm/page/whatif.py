"""What if: one world forked at a month into two, of which one is changed, and how sure the difference is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import takewhile
from typing import TYPE_CHECKING, final

import numpy as np

from abm.page.desk import Desk
from abm.page.history import Floats
from abm.page.live import LiveHistory
from abm.page.replicas import Band, Pair
from abm.refusal import Refusal
from abm.scenario.acting import written_in

if TYPE_CHECKING:
    from abm.model import MigrationModel
    from abm.scenario.events import Event


@final
class WhatIf:
    """Two futures of one month: the world as it is, and the world changed; chance is the same in both.

    Args:
        model: the running world; it is not touched, and may go on.
        base: bare name of the shipped scenario that it runs, for the desk.
        between: held while a month runs, see `LiveHistory`.

    Attributes:
        month: of the fork, counted from 0: the first in which the two can differ.
        as_it_is, changed: the two models.
        desk: what changes the second.
        before, after: the histories of the two.
        band: replications of the difference with other seeds, once asked for.
    """

    def __init__(
        self,
        model: MigrationModel,
        base: str | None = None,
        between: AbstractContextManager[object] | None = None,
    ) -> None:
        if not model.running:
            raise Refusal(f"the run is over since {model.scenario.end}: there is no future to compare")
        self.month = model.month
        self.as_it_is, self.changed = model.fork(), model.fork()
        self.desk = Desk(self.changed, base)
        self.before, self.after = LiveHistory(self.as_it_is, between), LiveHistory(self.changed, between)
        self.band: Band | None = None

    @property
    def months(self) -> int:
        """How many months have been run since the fork."""
        return self.as_it_is.month - self.month

    @property
    def running(self) -> bool:
        """Whether there are months left."""
        return self.as_it_is.running

    def step(self) -> None:
        """Run a month of both."""
        if not self.running:
            raise Refusal(f"the run is over since {self.as_it_is.scenario.end}")
        self.as_it_is.step()
        self.changed.step()

    def difference(self, measure: str, place: str) -> Floats:
        """A measure of a state or of the world, changed less as it is, in each month since the fork: float64."""
        after, before = (one.series(measure, place)[self.month :] for one in (self.after, self.before))
        both = min(len(after), len(before))  # while a month runs, one may be a month behind
        return np.asarray(after[:both] - before[:both])

    def difference_in(self, measure: str, month: int) -> Floats:
        """A measure of every state in a month, changed less as it is: float64 [S]."""
        return np.asarray(self.after.values(measure, month) - self.before.values(measure, month))

    def replicate(
        self,
        seeds: int | Sequence[int],
        *,
        until: int | None = None,
        jobs: int | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> Band:
        """Begin to run the same comparison with other seeds, in processes of their own; an earlier one is cancelled.

        Args:
            seeds: how many, counted on from the seed of the run, or which.
            until: how many months in all to run; to the end of the horizon if None.
            jobs: how many processes at once; one fewer than there are cores if None.
            told: called, from another thread, after each replication that ended.

        Raises:
            Refusal: nothing has been changed yet.
        """
        pair, first = self.pair(until), self.as_it_is.run_seed + 1
        if self.band is not None:
            self.band.cancel()
        chosen = tuple(range(first, first + seeds)) if isinstance(seeds, int) else tuple(seeds)
        self.band = Band(pair, chosen, self.as_it_is.world.codes, jobs=jobs, told=told)
        return self.band

    def pair(self, until: int | None = None) -> Pair:
        """Return the comparison as it can be replicated; refused as `replicate` is."""
        shared, kept, change = self._apart()
        scenario = self.as_it_is.scenario
        if not kept and not change:
            raise Refusal("change something first: without a change there is no difference to replicate")
        return Pair(
            scenario=written_in(scenario, shared),
            kept=kept,
            change=change,
            month=self.month,
            until=scenario.months if until is None else min(until, scenario.months),
        )

    @property
    def outdated(self) -> bool:
        """Whether there are replications, of a change that is another now."""
        return self.band is not None and self._apart()[1:] != (self.band.pair.kept, self.band.pair.change)

    def _apart(self) -> tuple[tuple[Event, ...], tuple[Event, ...], tuple[Event, ...]]:
        """What users did in both worlds, in the one as it is alone, and in the changed one alone."""
        ours, theirs = self.as_it_is.acts, self.changed.acts
        shared = sum(1 for _ in takewhile(lambda two: two[0] is two[1], zip(ours, theirs, strict=False)))
        parts = ours[:shared], ours[shared:], theirs[shared:]
        in_both, kept, change = (tuple(act.event for act in part) for part in parts)
        return in_both, kept, change

    def close(self) -> None:
        """End all replications and let both worlds go."""
        if self.band is not None:
            self.band.cancel()
        self.as_it_is.forget()
        self.changed.forget()
