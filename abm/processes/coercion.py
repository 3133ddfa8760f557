"""Coercion: refugees whom states share out, and states that give way to those who drive people out."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.table import change_rows
from abm.migrants.traits import MONTHS, draws
from abm.scene import Demand, Scene
from abm.statuses import REFUGEE_STATUSES, Channel, Flag, Status
from abm.streams import Stream

_EXPELLED = np.uint8(Flag.EXPELLED)


@final
class Coercion:
    """People driven out on purpose weigh on the politics of a target, and partners take part of them.

    pressure = m / absorbed * agitation * (1 + hypocrisy * commitment), m a fading memory of arrivals per 1,000
    residents, agitation = (1 - civic * identity) * (1 - unity * cohesion). A concession comes at the hazard
    rate * max(0, pressure - resolve), and gives up a share of what is still the state's own will.
    """

    name: ClassVar[str] = "coercion"
    reads: ClassVar[tuple[str, ...]] = (
        "scene.demands", "migrants.columns", "states.residents", "states.output", "states.capacity", "states.levers",
        "states.identity", "states.cohesion",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("states.coercive_pressure", "states.conceded", "migrants", "tally")

    def __init__(self, scene: Scene) -> None:
        self._memory = np.zeros((0, len(scene.world)))  # persons by demand and by the state that holds them
        self._coming = False  # people driven out are on their way

    def step(self, scene: Scene) -> None:
        """Carry out this month; without expulsions, demands and partners there is nothing to do."""
        self._coming |= bool(scene.tally.expelled.any())
        sharing = np.count_nonzero(scene.states.lever("burden_sharing")) > 1
        if self._coming or sharing:
            rows = arrived(scene)
            held = self._share(scene, rows) if sharing else scene.migrants.columns.location[rows]
            self._remember(scene, rows, held)
            self._coming = _on_the_way(scene)
        if scene.demands or scene.states.conceded.any():
            self._press(scene)

    def _share(self, scene: Scene, rows: np.ndarray) -> np.ndarray:
        """Hand refugees on to partners; return the states that hold each of `rows` now."""
        columns = scene.migrants.columns
        chance, room = shares(scene, columns.location[rows])
        u = draws(scene.seed, Stream.RELOCATION, scene.month, columns.uid[rows], 0)
        moves = u < chance[columns.location[rows]]
        ends = np.cumsum(room)
        v = draws(scene.seed, Stream.RELOCATION, scene.month, columns.uid[rows], 1)
        to = np.searchsorted(ends, v * ends[-1], side="right").clip(max=len(ends) - 1)
        moves &= to != columns.origin[rows]
        if moves.any():
            self._relocate(scene, rows[moves], to[moves])
        return np.asarray(columns.location[rows])

    def _relocate(self, scene: Scene, rows: np.ndarray, to: np.ndarray) -> None:
        """Move refugees to partners, where they live among the people; counted as resettlement is."""
        columns, tally = scene.migrants.columns, scene.tally
        for count in (tally.left, tally.relocated):
            np.add.at(count, columns.location[rows], 1)
        columns.channel[rows], columns.destination[rows] = int(Channel.ASYLUM), to
        tally.enter(columns.origin[rows], to, columns.channel[rows])
        status = np.uint8(Status.REFUGEE_DISPERSED)
        change_rows(columns, scene.migrants.census, rows, status, to.astype(np.int16), scene.month)

    def _remember(self, scene: Scene, rows: np.ndarray, held: np.ndarray) -> None:
        """Count arrivals of people driven out, and keep them in mind where a demand stands behind them."""
        columns, tally, states = scene.migrants.columns, scene.tally, len(scene.world)
        driven = columns.flags[rows] & _EXPELLED > 0
        origin, first = columns.origin[rows[driven]], columns.location[rows[driven]].copy()
        handed_on = columns.channel[rows[driven]] == Channel.ASYLUM
        first[handed_on] = columns.previous[rows[driven]][handed_on]
        np.add.at(tally.engineered, (origin, first), 1)
        self._grow(scene)
        for place, demand in enumerate(scene.demands):
            new = np.bincount(held[driven][origin == demand.origin], minlength=states)
            self._memory[place] += new * scene.persons_per_agent

    def _grow(self, scene: Scene) -> None:
        lacking = len(scene.demands) - len(self._memory)
        if lacking:
            self._memory = np.concatenate([self._memory, np.zeros((lacking, len(scene.world)))])

    def _press(self, scene: Scene) -> None:
        """Pressure of this month, the concessions that it wins, and what states take back of earlier ones."""
        rule, states = scene.parameters.coercion, scene.states
        self._grow(scene)
        standing = np.array([scene.month <= demand.last for demand in scene.demands], bool)
        self._memory[~standing] = 0.0
        pressure = self._memory * pressing(scene)
        states.coercive_pressure[:] = pressure.sum(axis=0)
        states.conceded *= 0.5 ** (1.0 / (MONTHS * rule.concession_half_life))
        for place in np.flatnonzero(standing):
            demand = scene.demands[place]
            if _concedes(scene, demand, float(pressure[place, demand.target])):
                own = 1.0 - states.conceded[demand.target]
                states.conceded[demand.target] += rule.concession * own
                scene.tally.concessions[demand.target] += 1
        self._memory *= 0.5 ** (1.0 / rule.half_life)


def arrived(scene: Scene) -> np.ndarray:
    """Rows of the refugees who came this month by flight: int64."""
    columns = scene.migrants.columns
    rows = np.concatenate([scene.migrants.with_status(status) for status in REFUGEE_STATUSES])
    return rows[(columns.arrived[rows] == scene.month) & (columns.channel[rows] == Channel.FLIGHT)]


def _on_the_way(scene: Scene) -> bool:
    rows = scene.migrants.with_status(Status.IN_TRANSIT)
    return bool((scene.migrants.columns.flags[rows] & _EXPELLED).any())


def shares(scene: Scene, here: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chance that a refugee who came to a state is handed on, and agents whom each can take in: float64 [S] twice.

    Partners are the states whose lever `burden_sharing`, b, is above 0. With A the arrivals at partners and k their
    shares of the partners' output, b * max(0, A_i - k_i A) are to be handed on, as far as partners have room for them:
    b * max(0, k_i A - A_i).

    Args:
        here: int64 [N], where each of those who came is.
    """
    lever, states = scene.states.lever("burden_sharing"), len(scene.world)
    came = np.where(lever > 0.0, np.bincount(here, minlength=states), 0.0)
    output = np.where(lever > 0.0, scene.states.output, 0.0)
    fair = came.sum() * output / max(float(output.sum()), 1e-300)
    over, room = lever * np.maximum(came - fair, 0.0), lever * np.maximum(fair - came, 0.0)
    moved = min(float(over.sum()), float(room.sum()))
    chance = over * (moved / max(float(over.sum()), 1e-300)) / np.maximum(came, 1.0)
    return chance, room


def pressing(scene: Scene) -> np.ndarray:
    """Pressure on each state of one person who was driven out to it: float64 [S]."""
    rule, states = scene.parameters.coercion, scene.states
    absorbed = rule.absorption * np.exp(rule.absorption_capacity * (states.capacity - 0.5))
    agitation = 1.0 - rule.civic * states.identity
    agitation *= 1.0 - rule.unity * states.cohesion
    commitment = np.minimum(states.lever("recognition_standard"), 1.0)
    thousands = np.maximum(states.residents.sum(axis=1), 1.0) / 1000.0
    return np.asarray(agitation * (1.0 + rule.hypocrisy * commitment) / absorbed / thousands)


def _concedes(scene: Scene, demand: Demand, pressure: float) -> bool:
    """Whether the target gives way this month; the draw is of the three states of the demand and of the month."""
    rule = scene.parameters.coercion
    hazard = rule.rate * max(pressure - rule.resolve, 0.0) / MONTHS
    name = np.array([demand.coercer * len(scene.world) + demand.target])
    territory = 0 if demand.origin == demand.coercer else 1 + demand.origin
    return bool(draws(scene.seed, Stream.CONCESSION, scene.month, name, territory)[0] < -np.expm1(-hazard))
