"""Each lever and each parameter of policy moves its first outcome in the declared direction."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from abm.model import MigrationModel
from abm.parameters.levers import Policy
from abm.processes.economy import work_by_status
from abm.processes.plotting import doors_of, guard_of, success
from abm.statuses import Channel, Status
from abm.terrorists.table import VISITOR
from tests.laws.small_world import column, entries, model_of, small, total

MONTHS = 12


NEEDED: dict[str, dict[str, Any]] = {
    "institution_building": {"drivers": {"capacity": "simulated"}},
    "reaction": {"conditions": {"all": {"response": "rule"}}},
}
"""What has to be switched on for a lever to act at all."""


@cache
def _arm(lever: str, value: float) -> MigrationModel:
    """A year in which every state holds one lever at a value; both arms share their draws."""
    return model_of(small(policies={"all": {lever: value}}, **NEEDED.get(lever, {})), months=MONTHS)


def _share(above: str, below: str) -> Callable[[MigrationModel], float]:
    return lambda model: total(model, above) / total(model, below)


def _sum(measure: str) -> Callable[[MigrationModel], float]:
    return lambda model: total(model, measure)


def _last(measure: str) -> Callable[[MigrationModel], float]:
    return lambda model: float(model.frames()["world"][measure].iloc[-1])


def _by(channel: str) -> Callable[[MigrationModel], float]:
    return lambda model: entries(model, channel)


def _share_in_camps(model: MigrationModel) -> float:
    status = column(model, "status")
    camps, dispersed = (status == Status.REFUGEE_IN_CAMP).sum(), (status == Status.REFUGEE_DISPERSED).sum()
    return float(camps / (camps + dispersed))


def _newly_naturalised(model: MigrationModel) -> float:
    """By how much the naturalised have become more since the first month."""
    stock = model.frames()["world"]["naturalised"]
    return float(stock.iloc[-1] - stock.iloc[0])


def _work_while_waiting(model: MigrationModel) -> float:
    """Effective workers per person who waits for a decision on asylum."""
    return float(work_by_status(model.scene)[:, Status.ASYLUM_SEEKER].mean())


def _mean_orientation(model: MigrationModel) -> float:
    table = model.scene.diasporas
    return float(table.orientation[table.rows].mean())


def _newcomers(model: MigrationModel) -> np.ndarray:
    """Those of the table who left during the run and came in under a quota: bool."""
    left, channel = column(model, "uid") >> 50 > 0, column(model, "channel")
    return np.asarray(left & (channel <= Channel.FAMILY) & (column(model, "status") != Status.WAITING))


def _strangers(model: MigrationModel) -> float:
    """Share of those who came in under a quota who share no language with their host."""
    there = _newcomers(model)
    origin, host = column(model, "origin")[there], column(model, "destination")[there]
    return float((~model.world.common_language[origin, host]).mean())


def _high_skill(model: MigrationModel) -> float:
    return float((column(model, "skill")[_newcomers(model)] == 2).mean())


def _applications(model: MigrationModel) -> float:
    """Everybody who applied for a place for the skilled in a year and still waits or has come in."""
    left = column(model, "uid") >> 50 > 0
    return float((left & (column(model, "channel") == Channel.SKILLED)).sum())


def _success_of_visitors(model: MigrationModel) -> float:
    """Chance that a plot gets through whose attackers enter as visitors: mean over pairs of states."""
    origin, target = np.nonzero(~np.eye(len(model.world), dtype=bool))
    guard, doors = guard_of(model.scene), doors_of(model.scene)
    return float(success(guard, doors, origin, target, np.full(len(origin), VISITOR)).mean())


# Lever, low and high value, first outcome, direction.
FIRST_OUTCOMES: list[tuple[str, float, float, Callable[[MigrationModel], float], int]] = [
    ("quota_skilled", 0, 5_000, _by("skilled"), 1),
    ("quota_guest", 0, 5_000, _by("guest"), 1),
    ("quota_student", 0, 5_000, _by("student"), 1),
    ("quota_family", 0, 5_000, _by("family"), 1),
    ("visa_openness", 0, 3, _by("short_stay"), 1),
    ("recognition_standard", 0.2, 5, _share("asylum_recognised", "asylum_decisions"), 1),
    ("asylum_cases", 5, 200, _last("asylum_backlog"), -1),
    ("encampment", 0, 1, _share_in_camps, 1),
    ("border_effort", 0.5, 4, _share("interdictions", "attempts"), 1),
    ("border_technology", 0, 3, _share("interdictions", "attempts"), 1),
    ("transit_cooperation", 0, 1, _share("interdictions", "attempts"), 1),
    ("visa_screening", 0, 5, _by("forged"), -1),
    ("removal", 0.5, 20, _sum("removals"), 1),
    ("regularisation", 0, 0.5, _last("irregular_stock"), -1),
    ("naturalisation_years", 0, 20, _last("naturalised"), -1),
    ("exit_restriction", 0, 2, _sum("inflow"), -1),
    ("expulsion", 0, 0.1, _sum("expelled"), 1),
    ("burden_sharing", 0, 1, _sum("relocated"), 1),
    ("security_cooperation", 0, 1, _sum("captured_aid"), -1),
    ("diaspora_engagement", 0, 1, _sum("remittances_invested"), 1),
    ("diaspora_repression", 0, 1, _mean_orientation, -1),
    ("remittance_channel", 0, 1, _sum("remittances_informal"), -1),
    ("co_ethnic_preference", 0, 1, _strangers, -1),
    ("skill_preference", 0, 1, _high_skill, 1),
    ("skilled_attraction", 0, 1, _applications, 1),
    ("foreign_recruits", 0, 1, _last("foreign_soldiers"), 1),
    ("surveillance", 0, 1, _sum("wrongly_detained"), 1),
    ("watch_lists", 0, 1, _sum("wrongly_refused"), 1),
    ("information_sharing", 0, 1, _success_of_visitors, -1),
    ("integration_effort", 0, 1, _last("integration"), 1),
    ("minority_recognition", 0, 1, _last("alienation"), -1),
    ("dual_citizenship", 0, 1, _newly_naturalised, 1),
    ("employer_checks", 0, 1, _sum("overstays"), -1),
    ("asylum_rights", 0, 1, _work_while_waiting, 1),
    ("institution_building", 0, 0.3, _last("capacity"), 1),
    ("reaction", 0, 10, _last("effort_in_force"), 1),
    ("reaction_half_life", 0.1, 20, _last("threat"), -1),
    ("border_aid", 0, 0.05, _sum("aid_received"), 1),
]


@pytest.mark.parametrize(
    ("lever", "low", "high", "outcome", "sign"), FIRST_OUTCOMES, ids=[row[0] for row in FIRST_OUTCOMES]
)
def test_a_lever_moves_its_first_outcome(
    lever: str, low: float, high: float, outcome: Callable[[MigrationModel], float], sign: int
) -> None:
    before, after = outcome(_arm(lever, low)), outcome(_arm(lever, high))
    assert np.isfinite([before, after]).all()
    # By a tenth at least: no chance of the seed.
    assert sign * (after - before) > 0.1 * max(abs(before), abs(after))


def test_every_lever_has_a_first_outcome() -> None:
    assert {lever for lever, *_ in FIRST_OUTCOMES} == set(Policy.model_fields)


# ------------------------------------------------------------------------------------------ parameters


def _turned(subject: str, name: str, value: float, **settings: Any) -> MigrationModel:
    return model_of(small(parameters={subject: {name: value}}, **settings), months=MONTHS)


def _by_choice(model: MigrationModel) -> np.ndarray:
    """Those in the table who left during the run without being driven out."""
    left = column(model, "uid") >> 50 > 0
    return np.asarray(left & (column(model, "channel") != Channel.FLIGHT))


def _mean_wage_abroad(model: MigrationModel) -> float:
    """Wage of low skill, in the first month, of the states that those who left by choice have in mind."""
    there = column(model, "destination")[_by_choice(model)]
    return float(model_of().scene.states.wage[there, 0].mean())


def _mean_distance(model: MigrationModel) -> float:
    origin, there = (column(model, name)[_by_choice(model)] for name in ("origin", "destination"))
    return float(model.world.distance_km[origin, there].mean())


def _sent(model: MigrationModel) -> float:
    return total(model, "remittances_in")


PARAMETERS: list[tuple[str, str, float, float, Callable[[MigrationModel], float], int]] = [
    ("departures", "propensity", -23, -21, _sum("inflow"), 1),
    ("departures", "wage", 0.4, 1.2, _mean_wage_abroad, 1),
    ("departures", "distance", 0.0, 0.8, _mean_distance, -1),
    ("departures", "risk", 0, 10, _sum("entries_irregular"), -1),
    ("departures", "smuggled", -4, -1, _sum("smuggled_entries"), 1),
    ("departures", "wealth_months", 3, 60, _sum("smuggled_entries"), 1),
    ("departures", "visa_cost", 100, 20_000, _by("short_stay"), -1),
    ("admission", "giving_up", 0.2, 6, _last("waiting"), -1),
    ("journeys", "control_capacity", 0.2, 2, _share("interdictions", "attempts"), 1),
    ("journeys", "smuggler_evasion", 0, 1, _share("interdictions", "attempts"), -1),
    ("journeys", "detention_share", 0, 1, _sum("detained"), 1),
    ("journeys", "claim_unfounded", 0, 0.5, _sum("asylum_claims"), 1),
    ("borders", "revenue", 1e-5, 0.01, _share("interdictions", "attempts"), 1),
    ("smuggling", "labour", 0.05, 2, _share("fees_paid", "fee_payers"), 1),
    ("smuggling", "penalty", 0, 4, _share("fees_paid", "fee_payers"), 1),
    ("smuggling", "abuse", 0, 0.2, _sum("trafficked"), 1),
    ("smuggling", "credit", 0, 1, _sum("trafficked"), 1),
    ("smuggling", "clearing", 0, 1, _sum("unserved"), -1),
    ("smuggling", "entry", 0.02, 2, _last("networks"), 1),
    ("smuggling", "patience", 0.5, 60, _sum("smuggled_entries"), 1),
    ("smuggling", "dismantling", 0, 10, _sum("networks_dismantled"), 1),
    ("smuggling", "war_tax", 0, 0.5, _sum("group_income"), 1),
    ("crime", "share", 0, 1, _sum("crime_revenue"), 1),
    ("crime", "violence", 0, 0.01, _sum("crime_deaths"), 1),
    ("travel", "visits", 0.1, 0.4, _sum("travellers"), 1),
    ("asylum", "recognition_base", -4, 1, _share("asylum_recognised", "asylum_decisions"), 1),
    ("transitions", "mortality_base", 0, 0.01, _last("immigrants"), -1),
    ("transitions", "naturalisation", 0, 0.5, _last("naturalised"), 1),
    ("transitions", "return_permanent", 0, 0.5, _sum("returns"), 1),
    ("transitions", "return_refugee", 0, 1, _last("refugees_hosted"), -1),
    ("transitions", "removal", 0, 1, _sum("removals"), 1),
    ("transitions", "onward_settled", 0, 0.2, _by("skilled"), 1),
    ("remittances", "sent", 0.02, 0.2, _sent, 1),
    ("remittances", "half_life", 2, 50, _sent, 1),
    ("people", "irregular_at_start", 0, 0.5, _last("irregular_stock"), 1),
]


@pytest.mark.parametrize(
    ("subject", "name", "low", "high", "outcome", "sign"),
    PARAMETERS,
    ids=[f"{subject}.{name}" for subject, name, *_ in PARAMETERS],
)
def test_a_parameter_moves_its_first_outcome(
    subject: str, name: str, low: float, high: float, outcome: Callable[[MigrationModel], float], sign: int
) -> None:
    before, after = outcome(_turned(subject, name, low)), outcome(_turned(subject, name, high))
    assert np.isfinite([before, after]).all()
    assert sign * (after - before) > 0.1 * max(abs(before), abs(after))


def test_a_harder_border_lengthens_stays_without_status() -> None:
    """The cost of coming back: who is here without status leaves less where re-entry is risky."""
    left = []
    for effort in (0.0, 20.0):
        model = model_of(
            small(
                processes={"departures": False},
                policies={"all": {"border_effort": effort}},
                parameters={"people": {"irregular_at_start": 1.0}, "transitions": {"return_reentry": 3.0}},
            ),
            months=MONTHS,
        )
        left.append(total(model, "returns"))
    assert left[1] < 0.9 * left[0]
