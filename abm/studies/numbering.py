"""The runs of a study in their order, and the identity of each from its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from abm.scenario.digest import canonical

if TYPE_CHECKING:
    from abm.studies.designs import Point


@final
@dataclass(frozen=True)
class Run:
    """One run of a study.

    Attributes:
        number: its place in the study.
        identity: the first 64 bits of the digest of everything that determines what it leaves.
        point: number of the point.
        values: the values of the factors at it.
        arm: number of the policy.
        seed: seed of the run.
    """

    number: int
    identity: int
    point: int
    values: Point
    arm: int
    seed: int

    @property
    def name(self) -> str:
        """The identity as 16 hexadecimal digits."""
        return named(self.identity)


def named(identity: int) -> str:
    """Return an identity as 16 hexadecimal digits."""
    return f"{identity:016x}"


@final
@dataclass(frozen=True)
class Numbering:
    """The order of runs: point by point, replication by replication, policy by policy; policies share their seeds.

    Attributes:
        digests: for each policy the digest of everything that its runs share.
        seed: of the first replication.
        replications: runs of each point and policy.
    """

    digests: tuple[str, ...]
    seed: int
    replications: int

    def size(self, points: int) -> int:
        """Return the number of runs of a number of points."""
        return points * self.replications * len(self.digests)

    def runs(self, points: Sequence[Point]) -> Iterator[Run]:
        """Yield the runs of some points, in order."""
        number = 0
        for place, point in enumerate(points):
            for seed in range(self.seed, self.seed + self.replications):
                for arm in range(len(self.digests)):
                    yield Run(number, self.identity(point, arm, seed), place, point, arm, seed)
                    number += 1

    def run(self, number: int, points: Sequence[Point]) -> Run:
        """Return the run with a number."""
        rest, arm = divmod(number, len(self.digests))
        place, replication = divmod(rest, self.replications)
        point, seed = points[place], self.seed + replication
        return Run(number, self.identity(point, arm, seed), place, point, arm, seed)

    def identity(self, point: Point, arm: int, seed: int) -> int:
        """Return the identity of a run, from its content: the scenario, the seed, and what is kept of it."""
        said = canonical([list(point), seed])
        whole = hashlib.sha256(f"{self.digests[arm]}\n{said}".encode()).digest()
        return int.from_bytes(whole[:8], "big")
