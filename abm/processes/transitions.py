"""Transitions: asylum decisions, regularisation, and the events that change a settled migrant's status."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels import asylum, transitions
from abm.kernels.changes import Changes, apply
from abm.kernels.queues import served
from abm.kernels.table import UNPLANNED, rows_awake
from abm.migrants.traits import draws
from abm.scene import Scene
from abm.statuses import Status
from abm.streams import Stream
from abm.world.routes import INTERDICTIONS

_STREAMS = np.array([Stream.WAKING, Stream.TRANSITION, Stream.OUTCOME, Stream.ONWARD_DESTINATION])
_ASYLUM_STREAMS = np.array([Stream.ASYLUM_DECISION, Stream.OUTCOME])


@final
class Transitions:
    """Competing hazards by thinning: a migrant is looked at only when an event is possible.

    Asylum has a queue of its own.
    """

    name: ClassVar[str] = "transitions"
    reads: ClassVar[tuple[str, ...]] = (
        "states.wage",
        "states.conflict",
        "states.capacity",
        "states.levers",
        "routes",
    )
    writes: ClassVar[tuple[str, ...]] = ("migrants", "states.residents", "states.households")

    def __init__(self, scene: Scene) -> None:
        states = len(scene.world)
        self._cases = np.zeros(states)
        self._onward = np.zeros((states, states))
        self._resettles = np.zeros(states)
        self._reentry = np.zeros((states, states))
        self._by_ground = np.zeros((states, states), bool)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        self._decide_claims(scene)
        self._regularise(scene)
        if scene.levers_moved.any():
            self._replan(scene)
        columns, census = scene.migrants.columns, scene.migrants.census
        rows = scene.migrants.scratch
        number = rows_awake(columns.wake, scene.migrants.used, scene.month, rows)
        decisions = np.empty((number, 2), np.int32)
        rates = transitions.Rates(
            *(getattr(scene.parameters.transitions, name) for name in transitions.Rates._fields)
        )
        transitions.decide(
            rows,
            number,
            columns,
            rates,
            self._surroundings(scene),
            scene.seed,
            _STREAMS,
            scene.month,
            decisions,
        )
        apply(rows, number, decisions, columns, census, self._changes(scene), scene.month)
        scene.states.residents += scene.tally.returned * scene.persons_per_agent

    def _changes(self, scene: Scene) -> Changes:
        tally = scene.tally
        return Changes(
            returned=tally.returned,
            left=tally.left,
            removed=tally.removed,
            removed_home=tally.removed_home,
            died=tally.died,
            overstays=tally.overstays,
            naturalised=tally.naturalised,
            claims=tally.claims,
            entries=tally.entries,
            arrivals=tally.arrivals,
            balance=scene.states.households,
        )

    def _surroundings(self, scene: Scene) -> transitions.Surroundings:
        states = scene.states
        if scene.month == 0 or scene.calendar.month_of_year(scene.month) == 1 or scene.levers_moved.any():
            self._look_around(scene)
        years = states.lever("naturalisation_years")
        return transitions.Surroundings(
            ln_wage=np.log(np.maximum(states.wage, 1e-9)),
            conflict=states.conflict,
            reentry=self._reentry,
            removal=states.lever("removal").copy(),
            capacity=states.capacity,
            regularisation=states.lever("regularisation").copy(),
            naturalisation_years=years.copy(),
            settles=years < 100,
            onward=self._onward,
            by_ground=self._by_ground,
            anywhere=np.ones(len(states), bool),
            resettles=self._resettles,
        )

    def _look_around(self, scene: Scene) -> None:
        """Where people would move on to: by wages, and by the compatriots who are there."""
        wage = np.maximum(scene.states.wage.mean(axis=1), 1e-9)
        network = np.exp(
            scene.parameters.departures.network
            * np.log1p(scene.migrants.census.stock * scene.persons_per_agent)
        )
        peace = np.exp(-scene.parameters.departures.flight_conflict * scene.states.conflict)
        self._onward = network * (wage * peace)[None, :]
        rich = wage * scene.states.capacity
        self._resettles = scene.population() * np.where(rich >= np.quantile(rich, 0.85), peace, 0.0)
        stops = scene.routes.path[0, INTERDICTIONS]
        self._by_ground = np.isfinite(stops)
        self._reentry = np.where(self._by_ground, stops, 1.0)

    def _replan(self, scene: Scene) -> None:
        """Where policy moved, the next event of those it concerns is drawn anew (hazards have no memory)."""
        columns, used = scene.migrants.columns, scene.migrants.used
        status = columns.status[:used]
        concerned = (
            scene.levers_moved[columns.location[:used]]
            & (status > Status.IN_TRANSIT)
            & (status < Status.RETURNED)
        )
        columns.wake[:used][concerned] = UNPLANNED

    def _decide_claims(self, scene: Scene) -> None:
        states, columns, rule = scene.states, scene.migrants.columns, scene.parameters.asylum
        rows = scene.migrants.with_status(Status.ASYLUM_SEEKER)
        self._cases += states.lever("asylum_cases") * scene.population() / 1e6 / scene.persons_per_agent
        backlog = scene.migrants.census.standing[:, Status.ASYLUM_SEEKER].sum(axis=1)
        able = np.floor(self._cases)
        self._cases = np.where(able > backlog, 0.0, self._cases - able)
        here = columns.location[rows].astype(np.int64)
        rows = served(rows, here, columns, able.astype(np.int64), scene.seed, int(Stream.ASYLUM_ORDER))
        verdicts = np.empty(len(rows), np.int8)
        numbers = np.array(
            [
                rule.recognition_base,
                rule.recognition_merit,
                rule.error,
                rule.refused_removed,
                rule.refused_returns,
            ]
        )
        asylum.judge(
            rows, columns, states.capacity, states.conflict, states.lever("recognition_standard"),
            states.lever("removal"), numbers, scene.seed, _ASYLUM_STREAMS, scene.month, verdicts,
        )  # fmt: skip
        self._carry_out(scene, rows, verdicts)

    def _carry_out(self, scene: Scene, rows: np.ndarray, verdicts: np.ndarray) -> None:
        columns, census, tally = scene.migrants.columns, scene.migrants.census, scene.tally
        here = columns.location[rows]
        np.add.at(tally.decisions, here, 1)
        recognised = verdicts == asylum.RECOGNISED
        np.add.at(tally.recognised, here[recognised], 1)
        scene.migrants.change(rows[recognised], int(Status.REFUGEE_DISPERSED), here[recognised], scene.month)
        stays = verdicts == asylum.REFUSED_STAYS
        scene.migrants.change(rows[stays], int(Status.IRREGULAR), here[stays], scene.month)
        outcome = np.full((len(rows), 2), -1, np.int32)
        outcome[:, 0] = transitions.NOTHING
        outcome[verdicts == asylum.REFUSED_REMOVED, 0] = transitions.REMOVED
        outcome[verdicts == asylum.REFUSED_RETURNED, 0] = transitions.RETURNED
        apply(rows, len(rows), outcome, columns, census, self._changes(scene), scene.month)

    def _regularise(self, scene: Scene) -> None:
        """Give a status to the share of people without one that this month's events name."""
        if not scene.regularised.any():
            return
        columns = scene.migrants.columns
        rows = np.concatenate(
            [scene.migrants.with_status(Status.IRREGULAR), scene.migrants.with_status(Status.OVERSTAYER)]
        )
        u = draws(scene.seed, Stream.REGULARISATION, scene.month, columns.uid[rows], 0)
        lucky = rows[u < scene.regularised[columns.location[rows]]]
        settles = scene.states.lever("naturalisation_years")[columns.location[lucky]] < 100
        for status, chosen in (
            (Status.PERMANENT, lucky[settles]),
            (Status.TEMPORARY_WORKER, lucky[~settles]),
        ):
            scene.migrants.change(chosen, int(status), columns.location[chosen], scene.month)
