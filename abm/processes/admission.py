"""Admission: quotas meet applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, final

import numpy as np

from abm.kernels.admission import count_queue, give_up
from abm.kernels.departures import turn
from abm.kernels.queues import served
from abm.kernels.table import free_rows
from abm.processes.passage import engage, enter, fee_for
from abm.processes.preferences import Pool, Preferences, chances, move
from abm.scene import Scene
from abm.statuses import Channel, Status
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.world import QUOTAS


@final
class Admission:
    """The places of a month go to those who have waited longest, by lottery among those of one month.

    Part of them goes first to those whom the state prefers: by agreement, by language, by skill.

    Expected admission e follows what is seen: with admission hazard r (places over applicants) and
    hazard g of giving up,
    an applicant is admitted in the end with probability r / (r + g), and e moves towards it at the speed of learning.
    Who gives up goes back to the residents of the origin.
    """

    name: ClassVar[str] = "admission"
    reads: ClassVar[tuple[str, ...]] = (
        "states.levers",
        "migrants.columns",
        "scene.accords",
        "world.common_language",
    )
    writes: ClassVar[tuple[str, ...]] = (
        "states.expected_admission",
        "states.residents",
        "states.households",
        "migrants",
        "scene.preference",
    )

    def __init__(self, scene: Scene) -> None:
        self._first = Preferences()
        self._open = np.zeros((len(scene.world), len(QUOTAS)))
        quota = np.stack([scene.states.lever(name) for name in QUOTAS], axis=1)
        scene.states.expected_admission[:] = np.where(
            quota > 0.0, scene.parameters.admission.first_expectation, 0.0
        )

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        rows = self._let_go(scene, scene.migrants.with_status(Status.WAITING))
        queue = count_queue(rows, len(rows), scene.migrants.columns, len(scene.world))
        places = self._places(scene)
        pools = self._first.pools(scene)
        waiting = [count_queue(members, len(members), scene.migrants.columns, len(scene.world))
                   for members in (rows[pool.members(rows)] for pool in pools)]  # fmt: skip
        ahead = self._first.serve(scene, pools, rows, places)
        others = self._choose(scene, rows[~np.isin(rows, ahead)], places)
        chosen = np.concatenate((ahead, others))
        columns = scene.migrants.columns
        settles = scene.states.lever("naturalisation_years") < 100
        channel, permanent = columns.channel[chosen], settles[columns.destination[chosen]]
        skilled, guest = channel == Channel.SKILLED, channel == Channel.GUEST
        enter(scene, chosen[skilled & permanent], Status.PERMANENT)
        enter(scene, chosen[guest | (skilled & ~permanent)], Status.TEMPORARY_WORKER)
        enter(scene, chosen[channel == Channel.STUDENT], Status.STUDENT)
        enter(scene, chosen[channel == Channel.FAMILY], Status.FAMILY)
        self._learn(scene, queue, pools, waiting)
        self._give_up(scene, rows[columns.status[rows] == Status.WAITING])

    def _let_go(self, scene: Scene, rows: np.ndarray) -> np.ndarray:
        """Let those enter who need no place any more because movement became free; return the others."""
        columns = scene.migrants.columns
        free = scene.free_movement()[columns.origin[rows], columns.destination[rows]]
        columns.channel[rows[free]] = int(Channel.FREE_MOVEMENT)
        enter(scene, rows[free], Status.PERMANENT)
        return rows[~free]

    def _places(self, scene: Scene) -> np.ndarray:
        """Places of this month in agents, fractions carried on: int64 [S, 4]."""
        quota = np.stack([scene.states.lever(name) for name in QUOTAS], axis=1)
        self._open += quota / MONTHS_PER_YEAR / scene.persons_per_agent
        places = np.floor(self._open).astype(np.int64)
        self._open -= places
        return places

    def _choose(self, scene: Scene, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
        columns = scene.migrants.columns
        queue = columns.destination[rows].astype(np.int64) * len(QUOTAS) + columns.channel[rows]
        return served(rows, queue, columns, places.ravel(), scene.seed, int(Stream.ADMISSION_LOTTERY))

    def _learn(
        self, scene: Scene, queue: np.ndarray, pools: Sequence[Pool], waiting: Sequence[np.ndarray]
    ) -> None:
        quota = np.stack([scene.states.lever(name) for name in QUOTAS], axis=1)
        monthly = quota / MONTHS_PER_YEAR / scene.persons_per_agent
        rate, ahead = chances(monthly, queue, pools, waiting)
        expected = scene.states.expected_admission
        move(expected, rate, quota, scene.parameters.admission)
        self._first.learn(scene, pools, ahead, quota)

    def _give_up(self, scene: Scene, rows: np.ndarray) -> None:
        rule, columns = scene.parameters.admission, scene.migrants.columns
        out = np.empty(len(rows), np.int64)
        hazard = rule.giving_up / MONTHS_PER_YEAR
        number = give_up(
            rows, len(rows), columns, hazard, scene.seed, int(Stream.GIVING_UP), scene.month, out
        )
        quitting = out[:number]
        turned = self._turn(scene, quitting)
        free_rows(
            columns, scene.migrants.census, quitting[~turned], scene.states.households, scene.tally.gave_up
        )
        scene.states.residents += scene.tally.gave_up * scene.persons_per_agent
        scene.tally.gave_up.fill(0)

    def _turn(self, scene: Scene, rows: np.ndarray) -> np.ndarray:
        """Send those who turn to another channel, and can pay for it, on their way; True for them."""
        if scene.choice is None:
            return np.zeros(len(rows), bool)
        columns = scene.migrants.columns
        channel = np.empty(len(rows), np.int64)
        turn(rows, columns, scene.choice, scene.seed, int(Stream.TURNING), scene.month, channel)
        able = (channel >= 0) & (columns.savings[rows] >= fee_for(scene, rows, channel))
        going = rows[able]
        columns.channel[going] = channel[able]
        engage(scene, going)
        scene.migrants.change(going, int(Status.IN_TRANSIT), columns.location[going], scene.month)
        return able
