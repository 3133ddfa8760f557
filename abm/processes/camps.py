"""Camps: aid to refugees in camps, what armed groups capture of it, and bases that they find there."""

from __future__ import annotations

from typing import ClassVar, NamedTuple, final

import numpy as np

from abm.migrants.traits import CENTS, draws
from abm.scene import Scene
from abm.statuses import Status
from abm.streams import Stream


class Camped(NamedTuple):
    """Refugees in camps by corridor: P pairs of an origin and a host where there are any."""

    origin: np.ndarray  # int64 [P]
    host: np.ndarray  # int64 [P]
    persons: np.ndarray  # float64 [P]


def in_camps(scene: Scene) -> Camped:
    """Refugees in camps this month, where they are not at home."""
    origin, host, agents = scene.migrants.by_corridor(Status.REFUGEE_IN_CAMP)
    away = origin != host
    return Camped(origin[away], host[away], agents[away].astype(np.float64) * scene.persons_per_agent)


def weakness(scene: Scene) -> np.ndarray:
    """How far a host fails to hold its camps: w = max(0, 1 - capacity / hold), float64 [S]."""
    return np.asarray(np.maximum(1.0 - scene.states.capacity / scene.parameters.camps.hold, 0.0))


def shared(total: int, weights: np.ndarray) -> np.ndarray:
    """Divide cents in proportion to weights to the last cent: int64, summing up to `total`."""
    edges = np.cumsum(weights) * (total / max(float(weights.sum()), 1e-300))
    whole = np.rint(edges).astype(np.int64)
    whole[-1] = total
    return np.diff(whole, prepend=0)


@final
class Camps:
    """Aid per refugee in a camp comes from rich states; weak hosts let groups of the origin take of it and stay.

    Of the aid for refugees from o in a contiguous host h the group of o captures capture * w_h. Where the exiles
    militarise it bases sanctuary * w_h fighters on each of them, at most sanctuary_most of its fighters. Where host and
    origin cooperate, c of 1, w_h is multiplied by 1 - c.
    """

    name: ClassVar[str] = "camps"
    reads: ClassVar[tuple[str, ...]] = (
        "migrants.columns", "states.capacity", "states.output", "states.war_began", "states.levers", "armed_groups",
        "world.contiguous",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.households",
        "states.armed_groups",
        "armed_groups.sanctuary",
        "armed_groups.camped",
    )

    def __init__(self, scene: Scene) -> None:
        pass

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        groups, states = scene.armed_groups, len(scene.world)
        camped = in_camps(scene)
        near = scene.world.contiguous[camped.origin, camped.host] & groups.alive[camped.origin]
        weak = np.where(near, weakness(scene)[camped.host], 0.0)
        weak *= 1.0 - scene.cooperation()[camped.origin, camped.host]
        reached = np.bincount(camped.origin, camped.persons * weak, states)
        groups.camped[:] = reached if groups.running else 0.0
        self._give_aid(scene, camped, weak if groups.running else np.zeros(len(weak)))
        self._settle(scene, camped, weak)

    def _give_aid(self, scene: Scene, camped: Camped, weak: np.ndarray) -> None:
        """Aid a month from the households of rich states to those of the hosts, less what groups capture."""
        rule, states, tally = scene.parameters.camps, scene.states, scene.tally
        aid = np.rint(rule.aid * camped.persons * (CENTS / scene.persons_per_agent)).astype(np.int64)
        total = int(aid.sum())
        if total == 0:
            return
        income = states.output / np.maximum(scene.population(), 1.0)
        rich = income >= np.quantile(income, rule.donor)
        captured = np.floor(aid * np.minimum(rule.capture * weak, 1.0)).astype(np.int64)
        states.households -= shared(total, np.where(rich, states.output, 0.0))
        np.add.at(states.households, camped.host, aid - captured)
        np.add.at(states.armed_groups, camped.origin, captured)
        np.add.at(tally.aid, camped.host, aid)
        np.add.at(tally.captured_aid, camped.origin, captured)

    def _settle(self, scene: Scene, camped: Camped, weak: np.ndarray) -> None:
        """Base fighters in camps; whether exiles militarise at all is drawn once for each war and host."""
        rule, states, groups = scene.parameters.camps, scene.states, scene.armed_groups
        groups.sanctuary.fill(0.0)
        near = np.flatnonzero(weak > 0.0)
        if not groups.running or len(near) == 0:
            return
        origin, host = camped.origin[near], camped.host[near]
        u = np.empty(len(near))
        began = np.maximum(states.war_began[origin], 0)
        for month in np.unique(began):
            those = began == month
            pairs = origin[those] * len(states) + host[those]
            u[those] = draws(scene.seed, Stream.MILITARISATION, int(month), pairs, 0)
        militant = u < rule.militarised * weak[near]
        based = np.where(militant, rule.sanctuary * camped.persons[near] * weak[near], 0.0)
        groups.sanctuary[origin, host] = based
        total = np.bincount(origin, based, len(states))
        most = rule.sanctuary_most * groups.strength
        scale = np.divide(most, total, out=np.ones(len(states)), where=total > most)
        groups.sanctuary *= scale[:, None]
