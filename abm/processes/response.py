"""Response: what states perceive, what their policy costs, and how they move it."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.response import Flows, Senses, add_alarm
from abm.processes.adaptation import Adaptation
from abm.processes.treasury import prices, raised, spent
from abm.scene import Scene
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.policies import LEVERS, RANGES
from abm.world.states import RESPONSES

BY_RULE = RESPONSES.index("rule")
RULED = (
    "border_effort",
    "visa_screening",
    "surveillance",
    "watch_lists",
    "recognition_standard",
    "visa_openness",
)
"""Levers that the rule moves."""

_QUARTER = 3
"""Months between two moves by the rule: made at the end of one quarter, they are in force in the next."""

_NEAR = 1e-3
"""Distance of a lever from where threat would have it that is not worth a move."""


@final
class Response:
    """Perceived threat T in 0..1 fades by its half-life and rises with what is sensed: T <- 1 - (1 - f T) exp(-alarm).

    alarm = impulses (attacks at home, and in states that are alike) + (1 - f) * flows (irregular entries, claims,
    crime, neighbours' threat), f = 0.5^(1 / half-life in months). By the rule a lever moves each quarter at its speed
    to own * exp(+-gain * reaction * T), or 1 - (1 - own) * exp(-gain * reaction * T) where it is a share; own is what
    data, hand and factors give the state. What the budget cannot carry is not done. Danger, as
    it is, is kept apart from threat.
    """

    name: ClassVar[str] = "response"
    reads: ClassVar[tuple[str, ...]] = (
        "states.attacks", "states.attack_deaths", "states.crime_deaths", "states.residents", "states.output",
        "states.capacity", "states.identity", "states.cohesion", "migrants.census", "tally.claims", "tally.overstays",
        "tally.entries", "world.contiguous",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.danger", "states.threat", "states.budget", "states.policy_spending", "states.levers",
        "states.preferred", "states.moved",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._alike, self._weight_of_others = np.zeros((2, *(len(scene.world),) * 2))
        self._others = 0.0  # the parameter that these weights were made with
        self._next_to = scene.world.contiguous.astype(float)
        self._neighbours = np.maximum(self._next_to.sum(axis=1), 1.0)
        self._adaptation = Adaptation(scene)
        region = np.array(scene.world.regions)
        self._same_region = region[:, None] == region[None, :]

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        states = scene.states
        if scene.new_year:
            self._alike = self._likeness(scene)
        if scene.new_year or self._others != scene.parameters.response.others:
            self._others = scene.parameters.response.others
            self._weight_of_others = self._others * (
                self._alike / np.maximum(self._alike.sum(axis=1, keepdims=True), 1e-12)
            )
        self._sense(scene)
        states.budget[:], states.policy_spending[:] = raised(scene), spent(scene)
        if (scene.month + 1) % _QUARTER == 0:
            self._by_rule(scene)
        if scene.new_year:
            self._adaptation.turn(scene, self._alike)

    def _likeness(self, scene: Scene) -> np.ndarray:
        """How alike two states are by income and region, 0 to 1: float64 [S, S], 0 on the diagonal."""
        rule, states = scene.parameters.response, scene.states
        income = np.log(np.maximum(states.output / np.maximum(scene.population(), 1.0), 1.0))
        alike = np.exp(-rule.likeness * np.abs(income[:, None] - income[None, :]))
        alike = alike * np.where(self._same_region, 1.0, rule.elsewhere)
        np.fill_diagonal(alike, 0.0)
        return np.asarray(alike)

    def _sense(self, scene: Scene) -> None:
        """Danger and perceived threat of this month."""
        rule, states = scene.parameters.response, scene.states
        residents = np.maximum(states.residents.sum(axis=1), 1.0)
        killed = states.attack_deaths / residents * 1e6
        kept = 0.5 ** (1.0 / (MONTHS_PER_YEAR * rule.danger_half_life))
        states.danger[:] = kept * states.danger + (1.0 - kept) * MONTHS_PER_YEAR * killed
        shock = rule.attack * states.attacks + killed / rule.attack_deaths
        f = 0.5 ** (1.0 / (MONTHS_PER_YEAR * states.lever("reaction_half_life")))
        alarm = shock + self._weight_of_others @ (-np.expm1(-shock))
        senses = Senses(rule.irregular, rule.asylum, rule.crime, rule.neighbours)
        add_alarm(self._flows(scene), scene.population(), scene.persons_per_agent, f, senses, alarm)
        states.threat[:] = 1.0 - (1.0 - f * states.threat) * np.exp(-alarm)

    def _flows(self, scene: Scene) -> Flows:
        """What goes on, from which states expect threat."""
        states, tally = scene.states, scene.tally
        neighbours = self._next_to @ states.threat / self._neighbours
        return Flows(tally.entries, tally.overstays, tally.claims, states.crime_deaths, neighbours)

    def _by_rule(self, scene: Scene) -> None:
        """Move the levers of states that go by the rule."""
        rule, states = scene.parameters.response, scene.states
        who = np.flatnonzero(states.response == BY_RULE)
        if not len(who):
            return
        by_lever, nothing = prices(scene), np.zeros(len(states))
        room = np.maximum(states.budget - states.policy_spending, 0.0)[who] * MONTHS_PER_YEAR
        heat = states.lever("reaction")[who] * states.threat[who]
        speed = -np.expm1(-rule.speed * _QUARTER / MONTHS_PER_YEAR)
        gains = (
            rule.effort,
            rule.screening,
            rule.surveillance,
            rule.surveillance,
            -rule.openness,
            -rule.openness,
        )
        for name, gain in zip(RULED, gains, strict=True):
            row = LEVERS.index(name)
            now = states.preferred[row, who]
            own = states.own(name)[who]
            share = name in ("surveillance", "watch_lists")
            aim = (
                1.0 - (1.0 - own) * np.exp(-gain * heat)
                if share
                else own * np.exp(np.clip(gain * heat, -50.0, 50.0))
            )
            aim = np.clip(aim, *RANGES[row])
            price = by_lever.get(name, nothing)[who]
            afford = np.where(price > 0.0, room / np.maximum(price, 1e-12), np.inf)
            rise = np.minimum(speed * (aim - now), afford)
            rise = np.where(np.abs(aim - now) < _NEAR, 0.0, rise)
            room = np.maximum(room - price * np.maximum(rise, 0.0), 0.0)
            new = now + rise
            if (new != now).any():
                states.choose(name, who, new)
