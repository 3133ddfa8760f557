"""Who goes first under a quota: by agreement between states, by language, by skill; a part of admission."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from abm.kernels.queues import served
from abm.parameters.admission import Admission
from abm.scene import QUOTAS, Accord, Scene
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.world import QUOTAS as LEVERS

HIGH = 2
"""The skill that the lever `skill_preference` prefers."""


@final
@dataclass(frozen=True)
class Pool:
    """Those whom states take first on one ground.

    Attributes:
        name: of the ground, the same from month to month.
        share: float64 [S, 4], of the places of each quota.
        members: which of some rows belong to it.
    """

    name: Hashable
    share: np.ndarray
    members: Callable[[np.ndarray], np.ndarray]


def move(expected: np.ndarray, rate: np.ndarray, quota: np.ndarray, rule: Admission) -> None:
    """Move expected admission (float64 [S, 4]) towards what is seen: r / (r + g), 0 where a quota is closed."""
    leaving = np.maximum(rate + rule.giving_up / MONTHS_PER_YEAR, 1e-300)  # never 0 / 0
    seen = np.where(quota > 0.0, np.maximum(rate / leaving, rule.floor), 0.0)
    expected += rule.learning * (seen - expected)
    expected[quota <= 0.0] = 0.0


def chances(
    monthly: np.ndarray, queue: np.ndarray, pools: Sequence[Pool], waiting: Sequence[np.ndarray]
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Chance of a place this month, as if nobody belonged to two pools.

    r = (places - taken by pools) / (applicants - taken by pools),
    and of a pool 1 - (1 - its places / its members) (1 - r).

    Args:
        monthly: float64 [S, 4], places of a month, in agents.
        queue: int64 [S, 4], who waited.
        pools: in the order in which they are served.
        waiting: int64 [S, 4] for each pool, who of it waited.

    Returns:
        Those of everybody and of each pool: float64 [S, 4].
    """
    left, others, own = monthly.copy(), queue.astype(np.float64), []
    for pool, members in zip(pools, waiting, strict=True):
        promised = np.minimum(pool.share * monthly, left)
        own.append(np.minimum(promised / np.maximum(members, 1e-9), 1.0))
        taken = np.minimum(promised, members)
        left -= taken
        others = np.maximum(others - taken, 0.0)
    rate = np.minimum(left / np.maximum(others, 1e-9), 1.0)
    return rate, [1.0 - (1.0 - chance) * (1.0 - rate) for chance in own]


@final
class Preferences:
    """Serves pools before the others, and keeps what their members expect.

    A pool has its share of a quota's places, fractions carried on; what its members do not take goes to everybody, so
    that a quota is neither exceeded nor left open. Pools are served in order: agreements as they were made, language,
    skill; later ones get what the earlier left.
    """

    def __init__(self) -> None:
        self._carried: dict[Hashable, np.ndarray] = {}
        self._expected: dict[Hashable, np.ndarray] = {}
        self._told = False

    def pools(self, scene: Scene) -> list[Pool]:
        """The pools of this month, in the order in which they are served."""
        columns, states = scene.migrants.columns, scene.states
        kin, every = scene.world.common_language, np.ones(QUOTAS)
        found = [_by_accord(scene, accord) for accord in scene.accords]
        if states.lever("co_ethnic_preference").any():
            found.append(Pool(
                "kin", np.outer(states.lever("co_ethnic_preference"), every),
                lambda rows: np.asarray(kin[columns.origin[rows], columns.destination[rows]] > 0),
            ))  # fmt: skip
        if states.lever("skill_preference").any():
            found.append(Pool(
                "skill", np.outer(states.lever("skill_preference"), every),
                lambda rows: np.asarray(columns.skill[rows] == HIGH),
            ))  # fmt: skip
        for name in set(self._carried) - {pool.name for pool in found}:
            self._carried.pop(name)
            self._expected.pop(name, None)
        return found

    def serve(self, scene: Scene, pools: Sequence[Pool], rows: np.ndarray, places: np.ndarray) -> np.ndarray:
        """The rows that go first; what they take is taken from `places` (int64 [S, 4])."""
        quota = np.stack([scene.states.lever(name) for name in LEVERS], axis=1)
        columns, left, ahead = scene.migrants.columns, rows, [rows[:0]]
        for pool in pools:
            carried = self._carried.setdefault(pool.name, np.zeros(places.shape))
            carried += pool.share * quota / MONTHS_PER_YEAR / scene.persons_per_agent
            room = np.minimum(np.floor(carried).astype(np.int64), places)
            carried[:] = np.minimum(carried - room, 1.0)
            members = left[pool.members(left)]
            queue = columns.destination[members].astype(np.int64) * QUOTAS + columns.channel[members]
            chosen = served(members, queue, columns, room.ravel(), scene.seed, int(Stream.PREFERENCE_LOTTERY))
            np.subtract.at(places, (columns.destination[chosen], columns.channel[chosen]), 1)
            left = left[~np.isin(left, chosen)]
            ahead.append(chosen)
        return np.concatenate(ahead)

    def learn(
        self, scene: Scene, pools: Sequence[Pool], rates: Sequence[np.ndarray], quota: np.ndarray
    ) -> None:
        """Move what members of pools expect, and tell it as a multiple of what the others expect."""
        if not pools and not self._told:
            return
        general = scene.states.expected_admission
        scene.preference.fill(1.0)
        scene.preference_by_skill.fill(1.0)
        self._told = bool(pools)
        for pool, rate in zip(pools, rates, strict=True):
            expected = self._expected.setdefault(pool.name, general.copy())
            move(expected, rate, quota, scene.parameters.admission)
            more = np.where(general > 0.0, np.maximum(expected / np.maximum(general, 1e-300), 1.0), 1.0).T
            if pool.name == "skill":
                scene.preference_by_skill[:, HIGH] = more
            elif pool.name == "kin":
                kin = scene.world.common_language > 0
                scene.preference *= np.where(kin[None], more[:, None, :], 1.0)
            else:
                quota_of, origins = int(pool.name[1]), list(pool.name[2])  # type: ignore[index]
                here = np.flatnonzero(pool.share[:, quota_of])[0]
                scene.preference[quota_of, origins, here] *= more[quota_of, here]
        certain = 1.0 / np.maximum(general.T, scene.parameters.admission.floor + 1e-300)
        np.minimum(scene.preference, certain[:, None, :], out=scene.preference)
        # Nobody expects more than certainty: the skilled of those who go first anyway are the measure.
        left = np.maximum(certain / scene.preference.max(axis=1), 1.0)
        scene.preference_by_skill[:, HIGH] = np.minimum(scene.preference_by_skill[:, HIGH], left)


def _by_accord(scene: Scene, accord: Accord) -> Pool:
    """The pool of an agreement."""
    columns = scene.migrants.columns
    share = np.zeros((len(scene.world), QUOTAS))
    share[accord.host, accord.quota] = accord.share

    def members(rows: np.ndarray) -> np.ndarray:
        chosen = (columns.destination[rows] == accord.host) & (columns.channel[rows] == accord.quota)
        return np.asarray(chosen & np.isin(columns.origin[rows], accord.origins))

    return Pool((accord.host, accord.quota, accord.origins), share, members)
