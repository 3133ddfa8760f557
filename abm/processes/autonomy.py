"""Autonomy: how far the policy in force is the one that a state would have alone, and what is lost to whom."""

from __future__ import annotations

import numpy as np

from abm.parameters.blocs import LEVERS_OF
from abm.scene import Scene
from abm.world.policies import LEVERS, RANGES

CHANNELS = ("blocs", "coercion", "lobbies", "obligations")
"""Through what autonomy is lost, in the order in which the losses are taken."""

_TECHNOLOGY = LEVERS.index("border_technology")

_ROWS_OF = {name: [LEVERS.index(lever) for lever in levers] for name, levers in LEVERS_OF.items()}
"""Rows of the levers that blocs can decide, by competence."""


def departure(row: int, wanted: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """How far a lever is from what is wanted of it, 0 to 1: float64, of the shape of both.

    |kept - wanted| of shares and indices up to 1; of multiples |kept - wanted| / (kept + wanted), of technology with 1
    added to both, since control grows with 1 + technology.
    """
    gap = np.abs(kept - wanted)
    if RANGES[row][1] <= 1.0:
        return np.asarray(gap)
    whole = kept + wanted + 2.0 * (row == _TECHNOLOGY)
    return np.divide(gap, whole, out=np.zeros(gap.shape), where=whole > 0.0)


def weights(scene: Scene) -> dict[str, float]:
    """Weight of each competence in autonomy; they sum to 1, or are all 0."""
    rule = scene.parameters.blocs
    given = {name: float(getattr(rule, f"weight_{name}")) for name in LEVERS_OF}
    whole = sum(given.values())
    return {name: weight / whole if whole > 0.0 else 0.0 for name, weight in given.items()}


def distance(scene: Scene, wanted: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Weighted distance of two policies over what blocs can decide: float64, [S] for policies [levers, S].

    The levers of one competence count alike.
    """
    total = np.zeros(wanted.shape[1:])
    apart = (wanted != kept).any(axis=1).tolist()
    for name, weight in weights(scene).items():
        rows = _ROWS_OF[name]
        for row in rows:
            if apart[row]:  # where the two are the same, nothing is added
                total += weight / len(rows) * departure(row, wanted[row], kept[row])
    return total


def uncontrolled(scene: Scene) -> np.ndarray:
    """Share of the ways over land and sea into a state that come from members it moves freely with: float64 [S]."""
    borders, together = scene.borders, scene.blocs.together("free_movement")
    inside = together[borders.tail, borders.head] * (1.0 - scene.parameters.blocs.internal_control)
    return np.asarray(borders.into(inside) / np.maximum(borders.edges, 1.0))


def losses(scene: Scene, common: np.ndarray) -> np.ndarray:
    """What each state loses of its autonomy, by channel: float64 [4, S]; 1 less their sum is its autonomy.

    Each channel takes its share of what those before it have left: blocs the distance of the policy decided with
    others from the preferred one, coercion what was conceded, lobbies lobbies * (1 - exp(-influence)), law the
    distance between the policy in force and the one before law obliged.

    Args:
        common: float64 [levers, S], the policy as blocs decide it, the preferred one elsewhere.
    """
    states, rule = scene.states, scene.parameters.blocs
    movement = weights(scene)["free_movement"] * uncontrolled(scene)
    influence = scene.diasporas.by_host(scene.diasporas.lobby[scene.diasporas.rows])
    shares = (
        distance(scene, states.preferred, common) + movement,
        states.conceded,
        -rule.lobbies * np.expm1(-influence),
        distance(scene, common, states.levers),
    )
    left, lost = np.ones(len(states)), np.zeros((len(CHANNELS), len(states)))
    for place, share in enumerate(shares):
        lost[place] = left * np.minimum(np.maximum(share, 0.0), 1.0)
        left = left - lost[place]
    return lost
