"""Camps: aid to refugees in camps, what armed groups capture of it, and bases that they find there."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.camps import Aid, Bases, Camped, Purses, base, divide, give_aid, unshielded
from abm.migrants.traits import CENTS
from abm.scene import Scene
from abm.statuses import Status
from abm.streams import Stream


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
    return np.asarray(divide(total, weights))


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
        groups, states = scene.armed_groups, scene.states
        camped = in_camps(scene)
        weak = unshielded(
            camped, scene.world.contiguous, groups.uid, weakness(scene), states.lever("security_cooperation")
        )
        reached = np.bincount(camped.origin, camped.persons * weak, len(states))
        groups.camped[:] = reached if groups.running else 0.0
        self._give_aid(scene, camped, weak if groups.running else np.zeros(len(weak)))
        self._settle(scene, camped, weak)

    def _give_aid(self, scene: Scene, camped: Camped, weak: np.ndarray) -> None:
        """Aid a month from the households of rich states to those of the hosts, less what groups capture."""
        rule, states, tally = scene.parameters.camps, scene.states, scene.tally
        terms = Aid(rule.aid, CENTS / scene.persons_per_agent, rule.donor, rule.capture)
        purses = Purses(states.households, states.armed_groups, tally.aid, tally.captured_aid)
        give_aid(camped, weak, terms, states.output, scene.population(), purses)

    def _settle(self, scene: Scene, camped: Camped, weak: np.ndarray) -> None:
        """Base fighters in camps; whether exiles militarise at all is drawn once for each war and host."""
        rule, groups = scene.parameters.camps, scene.armed_groups
        groups.sanctuary.fill(0.0)
        if groups.running:
            terms = Bases(rule.militarised, rule.sanctuary, rule.sanctuary_most)
            began, stream = scene.states.war_began, int(Stream.MILITARISATION)
            base(camped, weak, terms, began, groups.strength, scene.seed, stream, groups.sanctuary)
