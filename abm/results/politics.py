"""Values of the measures of states' politics and security, read off the scene at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from abm.scene import Scene

_OF_STATES = (
    "net_security",
    "capacity",
    "relative_power",
    "order",
    "service_load",
    "state_capture",
    "aid_received",
)
_OF_RESPONSE = ("threat", "danger", "policy_spending", "budget")


def political_values(scene: Scene) -> dict[str, np.ndarray]:
    """Measures of capacity, society, response, cooperation and terrorism, by state: float64 [S]."""
    return {**_blocs(scene), **_columns(scene, _OF_STATES), **_columns(scene, _OF_RESPONSE), **_policy(scene)}


def _columns(scene: Scene, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: getattr(scene.states, name) for name in names}


def _policy(scene: Scene) -> dict[str, np.ndarray]:
    lever = scene.states.lever
    return {
        "effort_in_force": lever("border_effort"),
        "screening_in_force": lever("visa_screening"),
        "surveillance_in_force": lever("surveillance"),
    }


def _blocs(scene: Scene) -> dict[str, np.ndarray]:
    states, blocs = scene.states, scene.blocs
    return {
        "autonomy": states.autonomy,
        "capacity_autonomy_gap": states.capacity - states.autonomy,
        "blocs": blocs.member.sum(axis=0, dtype=float),
        "information_shared": blocs.shared,
        "aid_given": blocs.aid_given,
    }
