"""Values of the measures of states' politics and security, read off the scene at the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from abm.migrants.traits import CENTS
from abm.statuses import Channel
from abm.terrorists.table import ENTRIES, STAGES, STOPS, STRATEGIES
from abm.world.calendar import MONTHS_PER_YEAR

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
    return {name: value for group in POLITICAL for name, value in group(scene).items()}


def _columns(scene: Scene, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: getattr(scene.states, name) for name in names}


def _columns_of_states(scene: Scene) -> dict[str, np.ndarray]:
    return {
        **_columns(scene, (*_OF_STATES, *_OF_RESPONSE)),
        "security_by_migration": scene.ledger.by_migration() * MONTHS_PER_YEAR,
    }


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


def _terrorism(scene: Scene) -> dict[str, np.ndarray]:
    tally, table = scene.tally, scene.terrorists
    whole = {
        name: getattr(tally, name).sum(axis=1) for name in ("plots_begun", "plots_foiled", "plots_failed")
    }
    by_strategy = (
        ("plots", tally.plots_begun), ("foiled", tally.plots_foiled), ("attacks", tally.attacks),
        ("deaths", tally.attack_deaths),
    )  # fmt: skip
    parts = (
        *((name, array, STRATEGIES) for name, array in by_strategy),
        ("foiled", tally.foiled_at, STAGES),
        ("foiled_by", tally.foiled_by, STOPS),
        ("attackers", tally.attackers_entered, ENTRIES),
    )
    return {
        **whole,
        **{
            f"{name}_{word}": array[:, place]
            for name, array, words in parts
            for place, word in enumerate(words)
        },
        "plots": scene.states.plots,
        "attacks": scene.states.attacks,
        "attack_deaths": scene.states.attack_deaths,
        "attacks_from_abroad": tally.attacks_from_abroad,
        "deaths_from_abroad": tally.deaths_from_abroad,
        "wrongly_refused": tally.wrongly_refused,
        "wrongly_detained": tally.wrongly_detained,
        "terrorist_members": table.strength,
        "terrorist_funds": table.funds * (scene.persons_per_agent / CENTS),
    }


def _ages(scene: Scene) -> dict[str, np.ndarray]:
    """Who is of working age among all present, and who is not."""
    states = scene.states
    residents = states.residents.sum(axis=1)
    dependants = (1.0 - states.working_share) * residents + states.older_immigrants
    return {"dependants": dependants, "working_age": np.maximum(scene.population() - dependants, 0.0)}


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


POLITICAL = (_blocs, _columns_of_states, _policy, _terrorism, _ages, _society)
"""Groups of these measures, by state: float64 [S] each."""
