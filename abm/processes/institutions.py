"""Institutions: the load on public services, corruption, and with them the capacity of states."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np
from scipy.special import expit, logit

from abm.migrants.traits import CENTS
from abm.scene import Scene
from abm.statuses import ENTRY_CHANNELS, IRREGULAR_CHANNELS, Channel, Status
from abm.world.calendar import MONTHS_PER_YEAR

_EDGE = 1e-3
_LEAST, _MOST = logit(_EDGE), logit(1.0 - _EDGE)
_LEAST_ODDS = 1e-6
_WITHOUT_STATUS = slice(int(Status.IRREGULAR), int(Status.OVERSTAYER) + 1)
_PROTECTED = slice(int(Status.ASYLUM_SEEKER), int(Status.REFUGEE_DISPERSED) + 1)
"""Statuses that follow one another: without leave to stay; who ask for protection, and who have it."""
_EVERYBODY, _UNINVITED = (
    np.array([channel in counted for channel in ENTRY_CHANNELS], np.int64)
    for counted in (ENTRY_CHANNELS, (*IRREGULAR_CHANNELS, Channel.ASYLUM, Channel.FLIGHT, Channel.SHORT_STAY))
)
"""Channels of entry that count: all of them, and those of whom nobody asked."""


@final
class Institutions:
    """Capacity K moves in ln odds x, so that it stays within 0 and 1 and what acts on it adds up.

    dx a year = build * ((spent + aid) / upkeep - exp(x - x_0 - income * ln(y / y_0))) - load * (1 - exp(-overload))
    - corruption * captured - conflict * intensity; spent = min(institution_building, revenue * K), x_0 and y_0 (output
    per head) of the first month. Captured follows m / (m + integrity * (K / (1 - K))^policing), m money of smugglers
    and organised crime over the pay of officials. Load and corruption are kept whatever drives capacity.
    """

    name: ClassVar[str] = "institutions"
    reads: ClassVar[tuple[str, ...]] = (
        "states.levers", "states.output", "states.conflict", "states.residents", "states.crime", "states.aid_received",
        "migrants.census", "tally.bribes", "tally.entries",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("states.service_load", "states.state_capture", "states.capacity")

    def __init__(self, scene: Scene) -> None:
        states = len(scene.world)
        self._came = np.zeros(states)  # persons a year, a fading memory
        self._bribes = np.zeros(states)  # dollars a year, a fading memory
        self._started = False
        self._first_odds, self._first_income = np.zeros((2, states))

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        states = scene.states
        if not self._started:
            self._started = True
            self._first_odds[:] = logit(np.clip(states.capacity, _EDGE, 1.0 - _EDGE))
            self._first_income[:] = income(scene)
        present = np.maximum(scene.population(), 1.0)
        self._remember(scene)
        states.service_load[:] = self._load(scene, present)
        self._capture(scene)
        if scene.drivers.capacity == "simulated":
            self._change(scene, present)

    def _remember(self, scene: Scene) -> None:
        """Those who came and what was paid to officials, a year's worth, the old fading."""
        rule, k = scene.parameters.institutions, scene.persons_per_agent
        faded = 0.5 ** (1.0 / (MONTHS_PER_YEAR * rule.newcomers_half_life))
        entries = scene.tally.entries
        everybody, uninvited = entries @ _EVERYBODY, entries @ _UNINVITED
        came = rule.authorised_weight * everybody + (1.0 - rule.authorised_weight) * uninvited
        came = came * float(k * MONTHS_PER_YEAR)
        self._came += (1.0 - faded) * (came - self._came)
        paid = scene.tally.bribes * (k / CENTS * MONTHS_PER_YEAR)
        self._bribes += (paid - self._bribes) / MONTHS_PER_YEAR

    def _load(self, scene: Scene, present: np.ndarray) -> np.ndarray:
        """What people who came ask of services of those present, over what the state can absorb: float64 [S]."""
        rule, states, k = scene.parameters.institutions, scene.states, scene.persons_per_agent
        standing = scene.migrants.census.standing
        protected, unlawful = (standing[:, who].sum(axis=(1, 2)) * k for who in (_PROTECTED, _WITHOUT_STATUS))
        asked = self._came + rule.refugee_weight * protected + rule.irregular_weight * unlawful
        absorbed = rule.absorption * np.exp(rule.absorption_capacity * (states.capacity - 0.5))
        return np.asarray(asked * 1000.0 / present / absorbed)

    def _capture(self, scene: Scene) -> None:
        """Corruption follows the money that could buy the state."""
        rule, states = scene.parameters.institutions, scene.states
        money = self._bribes + states.crime * (scene.persons_per_agent / CENTS)
        money = money / np.maximum(rule.officials * states.output, 1.0)
        able = np.minimum(np.maximum(states.capacity, _EDGE), 1.0 - _EDGE)
        limit = rule.integrity * np.maximum((able / (1.0 - able)) ** rule.policing, _LEAST_ODDS)
        speed = -np.expm1(-rule.capture / MONTHS_PER_YEAR)
        states.state_capture += speed * (money / (money + limit) - states.state_capture)

    def _change(self, scene: Scene, present: np.ndarray) -> None:
        """Move capacity, and enter the change by what made it."""
        states = scene.states
        before = states.capacity.copy()
        odds = logit(np.minimum(np.maximum(before, _EDGE), 1.0 - _EDGE))
        terms = {name: value / MONTHS_PER_YEAR for name, value in self._terms(scene, odds, present).items()}
        moved = np.add.reduce(list(terms.values()))
        states.capacity[:] = expit(np.minimum(np.maximum(odds + moved, _LEAST), _MOST))
        still = np.abs(moved) < 1e-12
        slope = np.where(still, before * (1.0 - before), 0.0)
        np.divide(states.capacity - before, moved, out=slope, where=~still)
        states.capacity[still] = before[still] + (slope * moved)[still]
        for name, value in terms.items():
            scene.ledger.post("capacity", name, slope * value)

    def _terms(self, scene: Scene, odds: np.ndarray, present: np.ndarray) -> dict[str, np.ndarray]:
        """What moves the ln odds of capacity, a year, by line of the ledger: float64 [S] each."""
        rule, states = scene.parameters.institutions, scene.states
        spent = np.minimum(states.lever("institution_building"), rule.revenue * states.capacity)
        aid = (states.aid_received - scene.blocs.aid_at_borders) / np.maximum(states.output, 1.0)
        richer = np.log(np.maximum(states.output / present, 1.0) / np.maximum(self._first_income, 1.0))
        worn = odds - self._first_odds - rule.income * richer
        worn = np.exp(np.minimum(np.maximum(worn, -20.0), 20.0))
        overload = np.maximum(states.service_load - 1.0, 0.0)
        return {
            "investment": rule.build * spent / rule.upkeep,
            "aid": rule.build * aid / rule.upkeep,
            "wear": -rule.build * worn,
            "load": rule.load * np.expm1(-overload),
            "smuggling": -rule.corruption * states.state_capture,
            "conflict": -rule.conflict * states.conflict,
        }


def income(scene: Scene) -> np.ndarray:
    """Output per head of those present, dollars a year: float64 [S]."""
    return np.asarray(scene.states.output / np.maximum(scene.population(), 1.0))
