"""Autonomy: how far the policy in force is the one that a state would have alone, and what is lost to whom."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType

import numpy as np

from abm.kernels.autonomy import Scales, add_distances, take_in_turn
from abm.parameters.blocs import LEVERS_OF
from abm.scene import Scene
from abm.world.policies import LEVERS, RANGES

CHANNELS = ("blocs", "coercion", "lobbies", "obligations")
"""Through what autonomy is lost, in the order in which the losses are taken."""

_weights_of = attrgetter(*(f"weight_{name}" for name in LEVERS_OF))
_TECHNOLOGY = LEVERS.index("border_technology")
_ROWS = np.array([LEVERS.index(lever) for levers in LEVERS_OF.values() for lever in levers])
_WHOLE = np.array([RANGES[row][1] <= 1.0 for row in _ROWS])
_ADDED = 2.0 * (_ROWS == _TECHNOLOGY)


def weights(scene: Scene) -> Mapping[str, float]:
    """Weight of each competence in autonomy; they sum to 1, or are all 0."""
    return _shares(_weights_of(scene.parameters.blocs))


@lru_cache(maxsize=16)
def _shares(given: tuple[float, ...]) -> Mapping[str, float]:
    """The same of weights as declared."""
    whole = sum(map(float, given))
    shares = (float(weight) / whole if whole > 0.0 else 0.0 for weight in given)
    return MappingProxyType(dict(zip(LEVERS_OF, shares, strict=True)))


def distance(scene: Scene, wanted: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Weighted distance of two policies over what blocs can decide: float64, [S] for policies [levers, S].

    The levers of one competence count alike. The distance of a lever is |kept - wanted| of shares and indices up to 1;
    of multiples |kept - wanted| / (kept + wanted), of technology with 1 added to both, since control grows with
    1 + technology.
    """
    total = np.zeros(wanted.shape[1])
    add_distances(_scales(_weights_of(scene.parameters.blocs)), wanted, kept, total)
    return total


@lru_cache(maxsize=16)
def _scales(given: tuple[float, ...]) -> Scales:
    """How levers are compared under weights of competences as declared."""
    shares = _shares(given)
    each = [shares[name] / len(levers) for name, levers in LEVERS_OF.items() for _ in levers]
    return Scales(_ROWS, np.array(each), _WHOLE, _ADDED)


def uncontrolled(scene: Scene) -> np.ndarray:
    """Share of the ways over land and sea into a state that come from members it moves freely with: float64 [S]."""
    if not len(scene.blocs.deciding("free_movement")):
        return np.zeros(len(scene.world))
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
    states, given = scene.states, _weights_of(scene.parameters.blocs)
    scales, shares = _scales(given), np.zeros((len(CHANNELS), len(states)))
    by_blocs, by_coercion, by_lobbies, by_law = shares
    add_distances(scales, states.preferred, common, by_blocs)
    by_blocs += _shares(given)["free_movement"] * uncontrolled(scene)
    by_coercion[:] = states.conceded
    influence = scene.diasporas.by_host(scene.diasporas.lobby[scene.diasporas.rows])
    np.multiply(-scene.parameters.blocs.lobbies, np.expm1(-influence), out=by_lobbies)
    add_distances(scales, common, states.levers, by_law)
    take_in_turn(shares)
    return shares
