"""Admission: quotas meet applications."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.admission import Gate, Turning, give_up, let_go, let_in, queues_of, turn_away
from abm.kernels.departures import turn
from abm.kernels.queues import served
from abm.processes.preferences import Preferences, chances, move
from abm.scene import Scene
from abm.statuses import Status
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
        scene.states.expected_admission[:] = np.where(
            _quotas(scene) > 0.0, scene.parameters.admission.first_expectation, 0.0
        )

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        columns, census = scene.migrants.columns, scene.migrants.census
        quota, gate = _quotas(scene), _gate(scene)
        monthly = quota / MONTHS_PER_YEAR / scene.persons_per_agent
        rows = scene.migrants.with_status(Status.WAITING)
        rows = let_go(rows, columns, census, scene.free_movement(), gate, scene.month)
        queues = queues_of(rows, columns)
        queue = _counted(queues, quota)
        places = self._places(monthly)
        pools = self._first.pools(scene)
        waiting = [_counted(queues[pool.members(rows)], quota) for pool in pools]
        others, theirs = rows, queues
        if pools:
            ahead = self._first.serve(scene, pools, rows, places)
            left = ~np.isin(rows, ahead)
            others, theirs = rows[left], queues[left]
        chosen = served(others, theirs, columns, places.ravel(), scene.seed, int(Stream.ADMISSION_LOTTERY))
        if pools:
            chosen = np.concatenate((ahead, chosen))
        settles = scene.states.lever("naturalisation_years") < 100
        let_in(chosen, columns, census, settles, gate, scene.month)
        rate, told = chances(monthly, queue, pools, waiting)
        move(scene.states.expected_admission, rate, quota, scene.parameters.admission)
        self._first.learn(scene, pools, told, quota)
        self._give_up(scene, rows)

    def _places(self, monthly: np.ndarray) -> np.ndarray:
        """Places of this month in agents, fractions carried on: int64 [S, 4]."""
        self._open += monthly
        places = np.floor(self._open).astype(np.int64)
        self._open -= places
        return places

    def _give_up(self, scene: Scene, rows: np.ndarray) -> None:
        """Let those who give up turn to another channel, where they can pay for it, or go back to the residents."""
        rule, columns, states, tally = (
            scene.parameters.admission,
            scene.migrants.columns,
            scene.states,
            scene.tally,
        )
        out = np.empty(len(rows), np.int64)
        hazard = rule.giving_up / MONTHS_PER_YEAR
        number = give_up(
            rows, len(rows), columns, hazard, scene.seed, int(Stream.GIVING_UP), scene.month, out
        )
        if not number:
            return
        quitting, channel = out[:number], np.full(number, -1)
        if scene.choice is not None:
            turn(quitting, columns, scene.choice, scene.seed, int(Stream.TURNING), scene.month, channel)
        routes = scene.routes
        turning = Turning(routes.fee, routes.forged_fee, tally.payers, states.households, tally.gave_up)
        turn_away(quitting, channel, columns, scene.migrants.census, turning, scene.month)
        states.residents += tally.gave_up * scene.persons_per_agent
        tally.gave_up.fill(0)


def _quotas(scene: Scene) -> np.ndarray:
    """Places a year by state and quota, persons: float64 [S, 4]."""
    quota = np.empty((len(scene.world), len(QUOTAS)))
    for place, name in enumerate(QUOTAS):
        quota[:, place] = scene.states.lever(name)
    return quota


def _counted(queues: np.ndarray, quota: np.ndarray) -> np.ndarray:
    """How many stand in each queue, where `queues` says in which they stand: int64 of the shape of `quota`."""
    return np.bincount(queues, minlength=quota.size).reshape(quota.shape)


def _gate(scene: Scene) -> Gate:
    """Where those who are admitted come in and are counted."""
    tally = scene.tally
    return Gate(scene.routes.air_cost, tally.entries, tally.arrivals, tally.flows, scene.states.households)
