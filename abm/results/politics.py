"""Values of the measures of states' politics and security, read off the scene at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from abm.statuses import Channel

if TYPE_CHECKING:
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
_OF_SOCIETY = (
    "identity",
    "cohesion",
    "pace",
    "backlash",
    "integration",
    "alienation",
    "reputation",
    "civil_liberties",
)
_OF_RESPONSE = ("threat", "danger", "policy_spending", "budget")


def political_values(scene: Scene) -> dict[str, np.ndarray]:
    """Measures of capacity, society, response, cooperation and terrorism, by state: float64 [S]."""
    return {
        **_columns(scene, _OF_STATES),
        **_columns(scene, _OF_RESPONSE),
        **_policy(scene),
        **_society(scene),
    }


def _columns(scene: Scene, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: getattr(scene.states, name) for name in names}


def _policy(scene: Scene) -> dict[str, np.ndarray]:
    lever = scene.states.lever
    return {
        "effort_in_force": lever("border_effort"),
        "screening_in_force": lever("visa_screening"),
        "surveillance_in_force": lever("surveillance"),
    }


def _society(scene: Scene) -> dict[str, np.ndarray]:
    """Columns of society, loyalties of diasporas by host, and who stays away, at the reputation that there is."""
    table, rows = scene.diasporas, scene.diasporas.rows
    people = table.size[rows] + table.descendants[rows]
    home, host = (table.by_host(loyalty * people) for loyalty in table.loyalties(rows))
    came = scene.tally.entries[:, [Channel.SKILLED, Channel.STUDENT]].sum(axis=1) * scene.persons_per_agent
    weight = np.maximum(scene.states.reputation, 1e-3) ** -scene.parameters.society.welcome
    return {
        **_columns(scene, _OF_SOCIETY),
        "loyal_home": home,
        "loyal_host": host,
        "of_diasporas": table.by_host(people),
        "stayed_away": came * (weight - 1.0),
    }
