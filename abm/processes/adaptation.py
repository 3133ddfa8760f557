"""Adaptation: states that try a lever a year, remember what came of it, and look at their peers."""

from __future__ import annotations

from typing import final

import numpy as np

from abm.migrants.traits import draws
from abm.processes.treasury import prices, raised, spent
from abm.scene import Scene
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.policies import LEVERS, RANGES
from abm.world.states import RESPONSES

ADAPTIVE = RESPONSES.index("adaptive")

SPANS: dict[str, tuple[float, float]] = {
    "border_effort": (0.0, 5.0), "visa_screening": (0.0, 5.0), "surveillance": (0.0, 1.0), "watch_lists": (0.0, 1.0),
    "recognition_standard": (0.0, 2.0), "visa_openness": (0.0, 2.0), "employer_checks": (0.0, 1.0),
    "integration_effort": (0.0, 1.0), "minority_recognition": (0.0, 1.0), "institution_building": (0.0, 0.1),
    "skilled_attraction": (0.0, 1.0), "information_sharing": (0.0, 1.0),
}  # fmt: skip
"""Levers that adaptive states move by themselves, and the part of their range in which they do."""

_PEERS = 10


@final
class Adaptation:
    """Each January: learn from the year, then move one lever up or down, or none.

    Value of a year: security_weight * (capacity - threat) + economy_weight * growth of output per head +
    identity_weight * (2 - identity) * cohesion, over the sum of the weights. What a state believes of a move follows
    the change of value that came after it, beyond that of its peers. It takes the move of highest belief - caution *
    (share of the budget) + chance; what the budget cannot carry is not possible.
    """

    def __init__(self, scene: Scene) -> None:
        states, moves = len(scene.world), 2 * len(SPANS) + 1
        self.beliefs = np.zeros((moves, states))  # the last row is to leave everything as it is
        self._last_move = np.full(states, -1)
        self._last_value = np.full(states, np.nan)
        self._last_income = np.full(states, np.nan)
        self._rows = np.array([LEVERS.index(name) for name in SPANS])

    def turn(self, scene: Scene, likeness: np.ndarray) -> None:
        """The turn of the year of the states that adapt.

        Args:
            likeness: float64 [S, S], how alike states are; 0 of a state and itself.
        """
        adaptive = scene.states.response == ADAPTIVE
        value = self._value(scene)
        self._learn(scene, value, likeness, adaptive)
        if adaptive.any():
            self._move(scene, value, likeness, adaptive)
        self._last_value = value

    def _value(self, scene: Scene) -> np.ndarray:
        """What states value of the past year: float64 [S]."""
        rule, states = scene.parameters.response, scene.states
        income = np.log(np.maximum(states.output / np.maximum(scene.population(), 1.0), 1.0))
        growth = np.where(np.isnan(self._last_income), 0.0, income - self._last_income)
        self._last_income = income
        identity = rule.identity_weight * (2.0 - states.identity)
        total = rule.security_weight + rule.economy_weight + identity
        value = rule.security_weight * (states.capacity - states.threat) + rule.economy_weight * growth
        return np.asarray((value + identity * states.cohesion) / np.maximum(total, 1e-9))

    def _learn(self, scene: Scene, value: np.ndarray, likeness: np.ndarray, adaptive: np.ndarray) -> None:
        """Move what was believed of the last move towards what came of it, beyond what befell the peers."""
        change = value - self._last_value
        who = np.flatnonzero(adaptive & (self._last_move >= 0) & np.isfinite(change))
        if not len(who):
            return
        others = likeness[who] / np.maximum(likeness[who].sum(axis=1, keepdims=True), 1e-12)
        came = change[who] - others @ np.nan_to_num(change)
        beliefs = self.beliefs[self._last_move[who], who]
        self.beliefs[self._last_move[who], who] = beliefs + scene.parameters.response.learning * (
            came - beliefs
        )

    def _move(self, scene: Scene, value: np.ndarray, likeness: np.ndarray, adaptive: np.ndarray) -> None:
        rule, states = scene.parameters.response, scene.states
        number, levers = np.arange(len(states)), len(SPANS)
        low, high = np.array(list(SPANS.values())).T
        now = states.preferred[self._rows]
        step = rule.step * (high - low)[:, None]
        # What lies beyond a span, by data or by hand, is left there: only a move towards it is possible.
        ends = np.concatenate([np.maximum(np.minimum(now + step, high[:, None]), now),
                               np.minimum(np.maximum(now - step, low[:, None]), now)])  # fmt: skip
        possible = ends != np.concatenate([now, now])
        cost, room = self._cost(scene, ends - np.concatenate([now, now]))
        possible &= (cost <= room) | (cost <= 0.0)
        budget = np.maximum(raised(scene) * MONTHS_PER_YEAR, 1.0)
        appeal = np.vstack(
            [self.beliefs[:-1] - rule.caution * np.maximum(cost, 0.0) / budget, self.beliefs[-1:]]
        )
        for move in range(len(appeal)):
            u = draws(scene.seed, Stream.POLICY_TRIAL, scene.month, number, move)
            appeal[move] -= rule.curiosity * np.log(-np.log(u))
        appeal[:-1][~possible] = -np.inf
        chosen = appeal.argmax(axis=0)
        copied = self._copied(scene, value, likeness, now, step)
        chosen = np.where((copied >= 0) & np.append(possible, np.ones((1, len(states)), bool), axis=0)[copied, number],
                          copied, chosen)  # fmt: skip
        self._last_move = np.where(adaptive, chosen, -1)
        for place, name in enumerate(SPANS):
            for up, move in ((0, place), (1, levers + place)):
                who = np.flatnonzero(adaptive & (chosen == move))
                if len(who):
                    states.choose(
                        name, who, np.clip(ends[up * levers + place, who], *RANGES[self._rows[place]])
                    )

    def _cost(self, scene: Scene, change: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Dollars a year that each move costs, and what is left of the budget: float64 [moves, S] and [S]."""
        by_lever = prices(scene)
        nothing = np.zeros(len(scene.states))
        price = np.array([by_lever.get(name, nothing) for name in SPANS])
        room = (raised(scene) - spent(scene)) * MONTHS_PER_YEAR
        return change * np.concatenate([price, price]), room

    def _copied(
        self, scene: Scene, value: np.ndarray, likeness: np.ndarray, now: np.ndarray, step: np.ndarray
    ) -> np.ndarray:
        """The move by which a state that imitates comes nearer to the peer that does best: -1 where it does not."""
        rule, states = scene.parameters.response, scene.states
        peers = np.argsort(-likeness, axis=1, kind="stable")[:, :_PEERS]
        best = peers[np.arange(len(states)), value[peers].argmax(axis=1)]
        apart = (now[:, best] - now) / np.maximum(step, 1e-12)
        furthest = np.abs(apart).argmax(axis=0)
        way = apart[furthest, np.arange(len(states))]
        u = draws(scene.seed, Stream.POLICY_IMITATION, scene.month, np.arange(len(states)), 0)
        imitates = (u < rule.imitation) & (value[best] > value) & (np.abs(way) >= 1.0)
        return np.where(imitates, furthest + np.where(way < 0.0, len(SPANS), 0), -1)
