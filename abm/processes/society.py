"""Society: identity and cohesion, integration and alienation, and how welcome people expect to be."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar, final

import numpy as np

from abm.kernels.society import (
    Background,
    Bonds,
    Causes,
    Nation,
    Pulls,
    Repute,
    Strain,
    Welcome,
    bonds,
    count_background,
    hold_together,
    pull,
    repute,
    settle,
    strain,
    take_in,
)
from abm.migrants.traits import MONTHS
from abm.processes.economy import work_by_status
from abm.scene import Scene
from abm.statuses import ABROAD_STATUSES

_ABROAD = list(ABROAD_STATUSES)
_causes_of, _pulls_of, _bonds_of, _repute_of, _welcome_of = (
    attrgetter(*terms._fields) for terms in (Causes, Pulls, Bonds, Repute, Welcome)
)


@final
class Society:
    """Each column moves a part 1 - exp(-rate / 12) of the way to what it tends to, so that it stays within 0 to 1.

    Backlash u / (1 + u), u = reaction * pace / pace_scale * (1 - civic * identity) * (1 - integrated * integration).
    Identity: pulls to civic over all pulls. Cohesion: recovery to what society tends to, less backlash and alienation.
    Alienation and the loss of reputation: gain / (gain + fading). Integration: work and membership, less backlash,
    and mixed with those who have just come.
    """

    name: ClassVar[str] = "society"
    reads: ClassVar[tuple[str, ...]] = (
        "states.levers", "states.residents", "states.output", "states.conflict", "states.working_share",
        "migrants.columns", "migrants.census", "diasporas", "tally.arrivals", "tally.wrongly_refused",
        "tally.wrongly_detained", "tally.travellers",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.pace", "states.backlash", "states.identity", "states.cohesion", "states.integration",
        "states.alienation", "states.resentment", "states.reputation", "states.civil_liberties",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._first_identity = np.zeros(0)
        self._first_cohesion = np.zeros(0)
        self._lost = np.zeros(
            (2, len(scene.world))
        )  # cohesion that backlash and alienation have taken, not healed yet

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        people = background(scene)
        if not len(self._first_cohesion):
            self._begin(scene, people)
        self._take_in(scene, people)
        by_cause = _strain(scene, people)
        self._alienate(scene, by_cause)
        self._drift(scene, people)
        self._cohere(scene, people)
        self._answer(scene, people, by_cause)

    def _begin(self, scene: Scene, people: Background) -> None:
        """Society as the immigration of the years before the first month has left it; cohesion is what it was given."""
        rule, states = scene.parameters.society, scene.states
        self._first_identity, self._first_cohesion = states.identity.copy(), states.cohesion.copy()
        columns, used = scene.migrants.columns, scene.migrants.used
        here = np.flatnonzero(
            np.isin(columns.status[:used], _ABROAD) & (columns.location[:used] != columns.origin[:used])
        )
        location, persons = columns.location[here], scene.persons_per_agent
        months = np.maximum(scene.month - columns.arrived[here], 0)
        kept = 0.5 ** (np.arange(months.max(initial=0) + 1) / MONTHS / rule.pace_half_life)
        remembered = np.bincount(location, kept[months], len(states)) * persons
        states.pace[:] = remembered * np.log(2.0) / rule.pace_half_life / people.present
        as_they_came = np.exp(-_speed(scene)[location] * (months / MONTHS))
        new = np.bincount(location, as_they_came, len(states)) * persons
        settle(people, np.minimum(new / people.counted, 1.0), _nation(scene), Welcome(*_welcome_of(rule)))
        whole = _strain(scene, people).whole
        states.alienation[:] = whole / np.maximum(whole + rule.alienation_fading, 1e-12)

    def _take_in(self, scene: Scene, people: Background) -> None:
        """Pace <- 2^(-1 / (12 half-life)) pace + the rest * immigration of the month in shares a year.

        Integration mixes with those who came; it and backlash follow what they tend to.
        """
        rule, came = scene.parameters.society, scene.tally.arrivals.sum(axis=0)
        kept = 0.5 ** (1.0 / (MONTHS * rule.pace_half_life))
        gone, risen = -np.expm1(-_speed(scene) / MONTHS), float(-np.expm1(-rule.backlash_speed / MONTHS))
        terms = Welcome(*_welcome_of(rule))
        take_in(people, came, scene.persons_per_agent, kept, gone, risen, _nation(scene), terms)

    def _alienate(self, scene: Scene, by_cause: Strain) -> None:
        rule, states, whole = scene.parameters.society, scene.states, by_cause.whole
        rate = whole + rule.alienation_fading
        follow(states.alienation, whole / np.maximum(rate, 1e-12), rate)
        by_host = (by_cause.watched + by_cause.rejected) / np.maximum(whole, 1e-12)
        states.resentment[:] = states.alienation * np.minimum(by_host, 1.0)

    def _drift(self, scene: Scene, people: Background) -> None:
        """Identity goes to the pulls to civic over all pulls, at their sum; norms pull both ways."""
        rule, states = scene.parameters.society, scene.states
        weight = np.maximum(states.output, 1e-9)
        mean = float(weight @ states.identity / weight.sum())
        civic = float(1.0 / (1.0 + (1.0 - mean) / max(mean, 1e-12) * np.exp(-rule.norm_bias)))
        pulls, out = Pulls(*_pulls_of(rule)), np.empty((2, len(states)))
        participation = scene.parameters.economy.migrant_participation
        pull(
            people, states.residents, states.working_share, states.backlash, civic, participation, pulls, out
        )
        follow(states.identity, out[0], out[1])

    def _cohere(self, scene: Scene, people: Background) -> None:
        """Cohesion is lost to backlash and alienation, and recovers to what society tends to."""
        rule, states = scene.parameters.society, scene.states
        terms, changes = np.empty((4, len(states))), np.empty((3, len(states)))
        turned = states.identity - self._first_identity
        bonds(
            people, states.lever("minority_recognition"), turned, self._first_cohesion, states.backlash,
            states.alienation, Bonds(*_bonds_of(rule)), terms,
        )  # fmt: skip
        gone = -np.expm1(-terms[3] / MONTHS)
        hold_together(terms, gone, rule.recovery, self._lost, states.cohesion, changes)
        for channel, change in zip(("backlash", "alienation", "recovery"), changes, strict=True):
            scene.ledger.post("cohesion", channel, change)

    def _answer(self, scene: Scene, people: Background, by_cause: Strain) -> None:
        """What measures against some do to all: civil liberties, and the name of the state among those who choose."""
        rule, states, tally = scene.parameters.society, scene.states, scene.tally
        screening = np.log(np.maximum(states.lever("visa_screening"), 1.0))
        levers = states.lever("surveillance"), states.lever("watch_lists"), screening
        coming = tally.travellers, tally.entries, scene.persons_per_agent, tally.wrongly_refused
        usual, out = scene.parameters.terrorism.refused, np.empty((2, len(states)))
        terms = Repute(*_repute_of(rule))
        columns = states.civil_liberties, states.reputation
        repute(people, by_cause, states.alienation, levers, coming, usual, terms, columns, out)
        follow(states.reputation, out[0], out[1])


def follow(column: np.ndarray, aim: np.ndarray, rate: np.ndarray) -> None:
    """Move a column [S] a part 1 - exp(-rate / 12) of the way to an aim: between the two whatever the rate is."""
    column += -np.expm1(-rate / MONTHS) * (aim - column)


def background(scene: Scene) -> Background:
    """Residents of migrant background, by state."""
    diasporas, people = scene.diasporas, Background(*np.empty((len(Background._fields), len(scene.states))))
    np.maximum(scene.population(), 1.0, out=people.present)
    years = scene.states.lever("naturalisation_years")
    closed = 1.0 - 0.5 ** (years / scene.parameters.society.closure)
    count_background(
        (diasporas.rows, diasporas.host, diasporas.descendants), scene.migrants.census.standing,
        work_by_status(scene), closed, float(scene.persons_per_agent),
        scene.parameters.economy.migrant_participation, people,
    )  # fmt: skip
    return people


def _nation(scene: Scene) -> Nation:
    """What backlash and integration are made of."""
    states = scene.states
    return Nation(
        pace=states.pace, identity=states.identity, integration=states.integration, backlash=states.backlash,
        recognition=states.lever("minority_recognition"),
    )  # fmt: skip


def _speed(scene: Scene) -> np.ndarray:
    """Rate a year at which people come to be integrated: float64 [S]."""
    rule, lever = scene.parameters.society, scene.states.lever
    asked = 2.0 ** (rule.assimilation * (1.0 - 2.0 * lever("minority_recognition")))
    return np.asarray(rule.integration_speed * (1.0 + rule.effort * lever("integration_effort")) * asked)


def _strain(scene: Scene, people: Background) -> Strain:
    """What alienates residents of migrant background."""
    rule, states = scene.parameters.society, scene.states
    out = Strain(*np.empty((len(Strain._fields), len(states))))
    war = (states.conflict @ scene.migrants.census.stock) * scene.persons_per_agent
    levers = states.lever("surveillance"), states.lever("minority_recognition")
    causes = Causes(*_causes_of(rule))
    held = scene.tally.wrongly_detained
    strain(people, states.backlash, states.integration, levers, held, war, causes, out)
    return out
