"""Transitions: asylum decisions, regularisation, and the events that change a settled migrant's status."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels import asylum, transitions
from abm.kernels.ceilings import raise_ceilings, replan, weigh_reentry
from abm.kernels.changes import Changes, apply, carry_out
from abm.kernels.queues import served
from abm.kernels.table import free_rows, rows_awake
from abm.kernels.transitions import MAXIMUM_RETURN_FACTOR
from abm.migrants.traits import draws
from abm.processes.passage import forged_risk, informed
from abm.processes.utility import Utility
from abm.scene import Scene
from abm.statuses import REFUGEE_STATUSES, Flag, Status
from abm.streams import Stream
from abm.world.routes import DOLLARS, INTERDICTIONS

_STREAMS = np.array([Stream.WAKING, Stream.TRANSITION, Stream.OUTCOME, Stream.ONWARD_DESTINATION])
_ASYLUM_STREAMS = np.array([Stream.ASYLUM_DECISION, Stream.OUTCOME])
_MAY_BE_DISMISSED = tuple(status for status in Status if Status.PERMANENT <= status <= Status.OVERSTAYER)
_LOWEST, _HIGHEST = -4.0, float(np.log2(MAXIMUM_RETURN_FACTOR))
_HEADROOM = 0.25  # of a ceiling in January, as a power of 2
_MOST = 5.0  # expected interdictions, and years of wages, on a way back in: beyond them it is no harder


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
        "scene.regularised",
        "scene.readmitted",
        "scene.dismissals",
    )
    writes: ClassVar[tuple[str, ...]] = ("migrants", "states.residents", "states.households")

    def __init__(self, scene: Scene) -> None:
        states = len(scene.world)
        self._cases = np.zeros(states)
        self._onward = np.zeros((states, states))
        self._resettles = np.zeros(states)
        self._reentry, self._barred = np.zeros((2, states, states))
        self._by_ground = np.zeros((states, states), bool)
        self._wage = self._peace = self._rich = self._people = np.zeros(states)
        self._network = np.zeros((states, states))
        self._utility: Utility | None = None
        self._ways = self._terms = -1
        self._rule, self._rates = scene.parameters.transitions, self._rates_of(scene)
        self._anywhere = np.ones(states, bool)
        self._ceiling = np.full((states, states), _LOWEST)  # powers of 2
        self._raised = np.zeros((states, states), bool)
        self._most_home = 2.0**self._ceiling
        self._removing = removing(scene)
        self._bounding = _bounding(scene, self._removing)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        self._removing = removing(scene)
        changes = self._changes(scene)
        self._readmit(scene)
        self._dismiss(scene)
        self._decide_claims(scene, changes)
        self._regularise(scene)
        ln_wage = np.log(np.maximum(scene.states.wage, 1e-9))
        self._replan(scene, ln_wage)
        columns, census = scene.migrants.columns, scene.migrants.census
        rows = scene.migrants.scratch
        number = rows_awake(columns.wake, scene.migrants.used, scene.month, rows)
        decisions = np.empty((number, 2), np.int32)
        transitions.decide(
            rows,
            number,
            columns,
            self._rates,
            self._surroundings(scene, ln_wage),
            scene.seed,
            _STREAMS,
            scene.month,
            decisions,
        )
        apply(rows, number, decisions, columns, census, changes, scene.month)
        scene.states.residents += scene.tally.returned * scene.persons_per_agent

    def _readmit(self, scene: Scene) -> None:
        """Let home refugees whom a state drove out, where it lets them in again this month."""
        if not scene.readmitted.any():
            return
        columns, tally = scene.migrants.columns, scene.tally
        rows = np.concatenate([scene.migrants.with_status(status) for status in REFUGEE_STATUSES])
        rows = rows[columns.flags[rows] & np.uint8(Flag.EXPELLED) > 0]
        u = draws(scene.seed, Stream.READMISSION, scene.month, columns.uid[rows], 0)
        rows = rows[u < scene.readmitted[columns.origin[rows]]]
        np.add.at(tally.left, columns.location[rows], 1)
        np.add.at(tally.refugee_returns, columns.origin[rows], 1)
        free_rows(columns, scene.migrants.census, rows, scene.states.households, tally.returned)

    def _dismiss(self, scene: Scene) -> None:
        """Send home those whom a state has leave this month; they take along what they have."""
        columns, tally = scene.migrants.columns, scene.tally
        for people in scene.dismissals:
            rows = np.concatenate([scene.migrants.with_status(status) for status in _MAY_BE_DISMISSED])
            rows = rows[
                (columns.location[rows] == people.host) & np.isin(columns.origin[rows], people.origins)
            ]
            rows = rows[draws(scene.seed, Stream.DISMISSAL, scene.month, columns.uid[rows], 0) < people.share]
            np.add.at(tally.left, columns.location[rows], 1)
            free_rows(columns, scene.migrants.census, rows, scene.states.households, tally.returned)

    @staticmethod
    def _rates_of(scene: Scene) -> transitions.Rates:
        rule = scene.parameters.transitions
        return transitions.Rates(*(getattr(rule, name) for name in transitions.Rates._fields))

    def _changes(self, scene: Scene) -> Changes:
        tally = scene.tally
        return Changes(
            returned=tally.returned,
            irregular_returns=tally.irregular_returns,
            refugee_returns=tally.refugee_returns,
            left=tally.left,
            removed=tally.removed,
            removed_home=tally.removed_home,
            died=tally.died,
            overstays=tally.overstays,
            naturalised=tally.naturalised,
            claims=tally.claims,
            entries=tally.entries,
            arrivals=tally.arrivals,
            flows=tally.flows,
            balance=scene.states.households,
        )

    def _surroundings(self, scene: Scene, ln_wage: np.ndarray) -> transitions.Surroundings:
        states = scene.states
        if scene.new_year or self._ways < 0:
            self._note(scene)
        moved = scene.new_year or scene.levers_moved.any()
        if moved or self._terms != scene.routes.terms:
            self._look_around(scene)
            self._terms = scene.routes.terms
        if moved or self._ways != scene.routes.version:
            self._weigh_reentry(scene)
            self._ways = scene.routes.version
        years = states.lever("naturalisation_years")
        return transitions.Surroundings(
            ln_wage=ln_wage,
            conflict=states.conflict,
            reentry=self._reentry,
            barred=self._barred,
            removal=self._removing,
            capacity=states.capacity,
            regularisation=states.lever("regularisation"),
            naturalisation_years=years,
            naturalises=1.0 + scene.parameters.transitions.dual * states.lever("dual_citizenship"),
            settles=years < 100,
            onward=self._onward,
            by_ground=self._by_ground,
            anywhere=self._anywhere,
            ceiling=self._most_home,
            resettles=self._resettles,
        )

    def _note(self, scene: Scene) -> None:
        """Note in January what changes slowly: whoever looks around in mid-year sees it unchanged."""
        self._wage = np.maximum(scene.states.wage.mean(axis=1), 1e-9)
        self._network = np.log1p(scene.migrants.census.stock * scene.persons_per_agent)
        self._peace = -scene.states.conflict
        self._rich, self._people = self._wage * scene.states.capacity, scene.population()

    def _look_around(self, scene: Scene) -> None:
        """Where people would move on to: by wages, and by the compatriots who are there."""
        rule = scene.parameters.departures
        peace = np.exp(rule.flight_conflict * self._peace)
        self._onward = np.exp(rule.network * self._network) * (self._wage * peace)[None, :]
        well_off = self._rich >= np.quantile(self._rich, 0.85)
        self._resettles = self._people * np.where(well_off, peace, 0.0)
        self._by_ground = np.isfinite(scene.routes.path[0, INTERDICTIONS])

    def _weigh_reentry(self, scene: Scene) -> None:
        """What coming back in weighs, by the easiest way: alone, with a smuggler, with forged papers or with a visa.

        Reentry = -ln(access + (1 - access) * max over ways of exp(-return_reentry * interdictions
        - return_cost * money / a year's wages there)), access being the chance of a short-stay visa: who gets
        one, or needs none, risks nothing by leaving.
        """
        rule, routes = scene.parameters.transitions, scene.routes
        alone, smuggled, weight = routes.path[0], routes.path[1], self._reentry
        weigh_reentry(
            (alone[INTERDICTIONS], alone[DOLLARS]), (smuggled[INTERDICTIONS], smuggled[DOLLARS], routes.fee),
            (forged_risk(scene), routes.forged_fee), routes.air_cost, self._wage,
            (float(rule.return_reentry), float(rule.return_cost), _MOST), weight,
        )  # fmt: skip
        access = self._access(scene)
        np.subtract(1.0, access, out=self._barred)
        np.exp(np.negative(weight, out=weight), out=weight)
        weight *= self._barred
        weight += access
        np.maximum(np.negative(np.log(weight, out=weight), out=weight), 0.0, out=weight)

    def _access(self, scene: Scene) -> np.ndarray:
        """Chance of a short-stay visa for each state, by origin: as residents weigh it, or would."""
        if scene.choice is not None:
            return scene.choice.access
        if self._utility is None:
            self._utility = Utility(scene)
        return self._utility.choice(scene).access

    def _replan(self, scene: Scene, ln_wage: np.ndarray) -> None:
        """Draw the next event anew where the bound of the hazards moved, and nowhere else: hazards have no memory.

        Two levers enter the bound of those without status, dual citizenship that of settlers, the home factor that of
        all whose returns depend on it; the rates enter everybody's.
        """
        before, rates = self._rates, self._rates
        if self._rule is not scene.parameters.transitions:
            self._rule, rates = scene.parameters.transitions, self._rates_of(scene)
        raised = self._raise_ceilings(scene, rates, ln_wage)
        bounding = _bounding(scene, self._removing)
        moved = bounding != self._bounding
        everybody = rates != before
        if everybody or raised or moved.any():
            columns, used = scene.migrants.columns, scene.migrants.used
            replan(columns, used, everybody, self._raised, moved[0] | moved[1], moved[2])
        self._rates, self._bounding = rates, bounding

    def _raise_ceilings(self, scene: Scene, rates: transitions.Rates, ln_wage: np.ndarray) -> bool:
        """Keep the ceilings above the home factors of all skills; True if one was raised.

        A ceiling is a power of 2, so that small differences between paired runs change no draw; it is never lowered.
        """
        return bool(raise_ceilings(
            ln_wage, rates.return_conflict * scene.states.conflict, rates.return_wage,
            _HEADROOM if scene.new_year else 0.0, _HEADROOM, _LOWEST, _HIGHEST, self._ceiling, self._most_home,
            self._raised,
        ))  # fmt: skip

    def _decide_claims(self, scene: Scene, changes: Changes) -> None:
        """Decide as many claims as a state can, those who have waited longest first, and carry the verdicts out."""
        states, columns, rule, tally = (
            scene.states,
            scene.migrants.columns,
            scene.parameters.asylum,
            scene.tally,
        )
        self._cases += states.lever("asylum_cases") * scene.population() / 1e6 / scene.persons_per_agent
        backlog = scene.migrants.census.standing[:, Status.ASYLUM_SEEKER].sum(axis=1)
        able = np.floor(self._cases)
        self._cases = np.where(able > backlog, 0.0, self._cases - able)
        if not backlog.any():
            return
        rows = scene.migrants.with_status(Status.ASYLUM_SEEKER)
        here = columns.location[rows].astype(np.int64)
        rows = served(rows, here, columns, able.astype(np.int64), scene.seed, int(Stream.ASYLUM_ORDER))
        if not len(rows):
            return
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
            self._removing, numbers, scene.seed, _ASYLUM_STREAMS, scene.month, verdicts,
        )  # fmt: skip
        carry_out(
            rows, verdicts, columns, scene.migrants.census, changes, tally.decisions, tally.recognised, scene.month
        )  # fmt: skip

    def _regularise(self, scene: Scene) -> None:
        """Give a status to those without one whose movement has become free, and to the share that events name."""
        if not (scene.regularised.any() or scene.new_year):
            return
        columns = scene.migrants.columns
        rows = np.concatenate(
            [scene.migrants.with_status(Status.IRREGULAR), scene.migrants.with_status(Status.OVERSTAYER)]
        )
        u = draws(scene.seed, Stream.REGULARISATION, scene.month, columns.uid[rows], 0)
        free = scene.free_movement()[columns.citizenship[rows], columns.location[rows]]
        lucky = rows[free | (u < scene.regularised[columns.location[rows]])]
        settles = scene.states.lever("naturalisation_years")[columns.location[lucky]] < 100
        for status, chosen in (
            (Status.PERMANENT, lucky[settles]),
            (Status.TEMPORARY_WORKER, lucky[~settles]),
        ):
            scene.migrants.change(chosen, int(status), columns.location[chosen], scene.month)


def removing(scene: Scene) -> np.ndarray:
    """The lever of removal with what shared information adds to it: float64 [S]."""
    return np.asarray(scene.states.lever("removal") * informed(scene))


def _bounding(scene: Scene, removal: np.ndarray) -> np.ndarray:
    """What enters the bounds of hazards: float64 [3, S]."""
    lever = scene.states.lever
    return np.array((lever("regularisation"), removal, lever("dual_citizenship")))
