"""Transitions: statuses change at their hazards, however seldom people are looked at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abm.kernels.transitions import return_factor
from abm.model import MigrationModel
from abm.parameters.transitions import Transitions as Rates
from abm.statuses import Channel, Status
from tests.laws.small_world import column, model_of, people, process_of, small

MANY = 20_000
CASES = 3_000
wages = st.tuples(*[st.floats(0.01, 1e5)] * 3)  # by skill


def _model(status: Status, rates: dict[str, float], number: int = MANY, **more: Any) -> MigrationModel:
    """People of AAB of 30 years who came to AAE ten years ago; only the hazards given are not zero."""
    still = {name: 0.0 for name in Rates.model_fields if name not in ("mortality_slope", "detention_ends")}
    levers = {"regularisation": 0.0, "asylum_cases": 0.0, "removal": 1.0} | more.pop("levers", {})
    scenario = small(
        world={"migration_stock": 0.0, "conflict_share": 0.0},
        processes=dict.fromkeys(("population", "departures", "admission", "journeys", "remittances"), False),
        policies={"all": levers},
        parameters={"transitions": still | rates} | more.pop("parameters", {}),
    )
    model = model_of(scenario)
    many = np.ones(number, np.int64)
    values = {
        "origin": 1, "location": 4, "destination": 4, "channel": Channel.SKILLED, "status": status, "skill": 1,
        "birth": -360, "since": -120, "arrived": -120,
    } | more  # fmt: skip
    model.scene.migrants.admit(
        uid=2**61 + np.arange(number), **{name: int(value) * many for name, value in values.items()}
    )
    return model


def _status(model: MigrationModel) -> np.ndarray:
    return np.bincount(column(model, "status"), minlength=16)


def _near(count: float, expected: float) -> bool:
    """Within five standard deviations of a binomial count."""
    return bool(abs(count - expected) <= 5 * np.sqrt(expected + 1))


@pytest.mark.parametrize("months", [1, 12])
@pytest.mark.parametrize("rate", [0.05, 0.8])
def test_as_many_naturalise_as_the_hazard_says_from_the_first_month_on(rate: float, months: int) -> None:
    model = _model(Status.PERMANENT, {"naturalisation": rate})
    for _ in range(months):
        model.step()
    assert _near(_status(model)[Status.NATURALISED], MANY * -np.expm1(-rate * months / 12))
    assert _status(model).sum() == MANY


def test_people_die_at_the_hazard_of_their_age() -> None:
    rates = {"mortality_base": 1e-4, "mortality_slope": 0.09}
    for birth in (-360, -960):
        model = _model(Status.PERMANENT, rates, birth=birth)
        for _ in range(24):
            model.step()
        age = (np.arange(24) + 0.5 - birth) / 12
        hazard = (1e-4 * np.exp(0.09 * age) / 12).sum()
        assert _near(MANY - _status(model).sum(), MANY * -np.expm1(-hazard))


def test_what_competes_is_shared_out_by_hazard() -> None:
    model = _model(Status.REFUGEE_IN_CAMP, {"integration": 0.3, "resettlement": 0.1, "return_refugee": 0.2})
    for _ in range(12):
        model.step()
    left = MANY * -np.expm1(-0.6)
    integrated = (column(model, "status") == Status.PERMANENT).sum()
    assert _near(integrated, left / 2)
    assert _near(MANY - _status(model).sum(), left / 3)


def test_what_competes_among_the_settled_is_shared_out_too() -> None:
    model = _model(
        Status.PERMANENT,
        {"naturalisation": 0.3, "onward_settled": 0.3, "return_permanent": 0.3, "return_wage": 0},
    )
    model.step()
    each = MANY * -np.expm1(-0.9 / 12) / 3
    assert _near(model.scene.tally.naturalised[4], each)
    assert _near((column(model, "location") != 4).sum(), each)
    assert _near(model.scene.tally.returned.sum(), each)


def test_return_weighs_wages_at_home_and_here() -> None:
    returned = []
    for gap in (0.5, 2.0):
        model = _model(Status.PERMANENT, {"return_permanent": 0.1, "return_wage": 1.0})
        scene = model.scene
        scene.states.wage[1] = gap * scene.states.wage[4]
        scene.start_month()
        process_of(model, "transitions").step(scene)
        returned.append(scene.tally.returned[1, 1])
    for count, gap in zip(returned, (0.5, 2.0), strict=True):
        assert _near(count, MANY * 0.1 * gap / 12)


@pytest.mark.parametrize("status", [Status.PERMANENT, Status.REFUGEE_DISPERSED, Status.IRREGULAR])
def test_hardly_anybody_returns_to_a_war(status: Status) -> None:
    rates = {f"return_{name}": 0.5 for name in ("permanent", "refugee", "irregular")}
    rates |= {"return_conflict": 4.0, "return_refugee_conflict": 4.0}
    counts = []
    for war in (0.0, 1.0):
        model = _model(status, rates)
        model.scene.states.conflict[1] = war
        model.scene.start_month()
        process_of(model, "transitions").step(model.scene)
        counts.append(model.scene.tally.returned.sum())
    assert counts[1] < 0.05 * counts[0]


def test_who_comes_home_is_a_resident_again_with_their_savings() -> None:
    model = _model(Status.PERMANENT, {"return_permanent": 2.0, "return_wage": 0.0}, savings=1_000)
    model.scene.states.households[4] -= 1_000 * MANY
    residents, households = model.scene.states.residents.copy(), model.scene.states.households.copy()
    model.step()
    back = MANY - _status(model).sum()
    assert back > 1_000
    assert model.scene.states.residents[1, 1] - residents[1, 1] == back * model.scene.persons_per_agent
    assert model.scene.states.households[1] - households[1] == 1_000 * back
    assert model.scene.money() == 0


def test_removal_needs_the_lever_and_the_capacity() -> None:
    removed = []
    for lever, capacity in ((1.0, 1.0), (3.0, 1.0), (3.0, 0.5), (0.0, 1.0)):
        model = _model(Status.IRREGULAR, {"removal": 0.2}, levers={"removal": lever})
        model.scene.states.capacity[:] = capacity
        model.scene.start_month()
        process_of(model, "transitions").step(model.scene)
        removed.append(int(model.scene.tally.removed[4]))
        assert _near(removed[-1], MANY * -np.expm1(-0.2 * lever * capacity / 12))
    assert removed[1] > removed[0] > removed[3] == 0


def test_naturalisation_takes_the_years_that_the_state_asks() -> None:
    model = _model(Status.PERMANENT, {"naturalisation": 2.0}, levers={"naturalisation_years": 10.5})
    counts = []
    for _ in range(9):
        model.step()
        counts.append(int(model.scene.tally.naturalised[4]))
    assert counts[:6] == [0] * 6  # they came 120 months ago; 126 are asked
    assert min(counts[6:]) > 0
    settled = column(model, "status") == Status.NATURALISED
    assert (column(model, "citizenship")[settled] == 4).all()


def test_students_who_end_are_of_high_skill_and_stay_as_the_state_allows() -> None:
    rates = {"study_ends": 5.0, "study_settled": 0.5, "study_overstayed": 0.2}
    for years, expected in ((5, Status.PERMANENT), (100, Status.TEMPORARY_WORKER)):
        model = _model(Status.STUDENT, rates, levers={"naturalisation_years": years})
        model.step()
        status, skill = column(model, "status"), column(model, "skill")
        ended = MANY * -np.expm1(-5 / 12)
        assert _near((status == expected).sum(), 0.5 * ended)
        assert _near((status == Status.OVERSTAYER).sum(), 0.2 * ended)
        assert (skill[status != Status.STUDENT] == 2).all()
        assert (skill[status == Status.STUDENT] == 1).all()


def test_permits_are_renewed_settled_overstayed_or_end() -> None:
    rates = {"return_temporary": 2.0, "permit_renewed": 0.4, "permit_settled": 0.3, "permit_overstayed": 0.2}
    model = _model(Status.TEMPORARY_WORKER, rates, levers={"naturalisation_years": 5})
    model.step()
    ended = MANY * -np.expm1(-2 / 12)
    status = _status(model)
    assert _near(status[Status.PERMANENT], 0.3 * ended)
    assert _near(status[Status.OVERSTAYER], 0.2 * ended)
    assert _near(MANY - status.sum(), 0.1 * ended)
    assert model.scene.tally.overstays[4] == status[Status.OVERSTAYER]


def test_detention_ends_in_removal_or_without_status() -> None:
    model = _model(Status.DETAINED, {"detention_ends": 4.0, "detention_removed": 0.75})
    model.step()
    ended = MANY * -np.expm1(-4 / 12)
    assert _near(model.scene.tally.removed[4], 0.75 * ended)
    assert _near(_status(model)[Status.IRREGULAR], 0.25 * ended)


def test_onward_migrants_go_to_a_third_state() -> None:
    model = _model(Status.PERMANENT, {"onward_settled": 1.0})
    model.step()
    here = column(model, "location")
    moved = here != 4
    assert _near(moved.sum(), MANY * -np.expm1(-1 / 12))
    assert not (here[moved] == 1).any()
    assert (column(model, "status")[moved] == Status.PERMANENT).all()
    assert model.scene.tally.arrivals[1].sum() == moved.sum() == model.scene.tally.left[4]


# ------------------------------------------------------------------------------------------ policy and time


def test_a_lever_that_moves_acts_in_the_month_in_which_it_moves() -> None:
    """The wait for an event is drawn anew: nobody sleeps through a regularisation."""
    model = _model(Status.IRREGULAR, {"return_irregular": 0.001})
    for _ in range(3):
        model.step()
    model.scene.states.set_lever("regularisation", np.array([4]), 1.0)
    model.scene.start_month()
    model.scene.levers_moved[4] = True
    process_of(model, "transitions").step(model.scene)
    assert _near(_status(model)[Status.PERMANENT], MANY * -np.expm1(-1 / 12))


def test_nobody_is_looked_at_before_a_possible_event() -> None:
    """Cost is that of events: with one hazard of 1 a century few wake in a month."""
    model = _model(Status.PERMANENT, {"naturalisation": 0.01})
    model.step()
    model.step()
    columns, used = model.scene.migrants.columns, model.scene.migrants.used
    assert (columns.wake[:used] <= model.month).mean() < 0.05


def test_hazards_go_on_beyond_the_longest_sleep() -> None:
    """Whoever sleeps until a fifth birthday draws anew then."""
    months = 130
    model = _model(Status.PERMANENT, {"naturalisation": 0.02}, number=5_000)
    for _ in range(months):
        model.scene.start_month()
        process_of(model, "transitions").step(model.scene)
        model.scene.month += 1
    expected = 5_000 * -np.expm1(-0.02 * months / 12)
    assert _near(_status(model)[Status.NATURALISED], expected)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(wages, wages, st.floats(0.0, 1.0), st.integers(0, 11)), min_size=1, max_size=6),
    st.floats(0.0, 3.0),
    st.floats(0.0, 20.0),
)
def test_no_return_is_multiplied_by_more_than_its_ceiling(
    months: list[tuple[tuple[float, ...], tuple[float, ...], float, int]], wage: float, conflict: float
) -> None:
    """Whatever wages and wars do from month to month: what bounds the hazards is above them before anybody sleeps."""
    model = _model(Status.PERMANENT, {"return_wage": wage, "return_conflict": conflict}, number=10)
    scene, transitions = model.scene, process_of(model, "transitions")
    for there, here, war, month in months:
        scene.states.wage[:], scene.states.wage[4], scene.states.conflict[:] = there, here, war
        scene.month = month
        transitions.step(scene)
        around = transitions._surroundings(scene, np.log(scene.states.wage))
        rules = transitions._rates_of(scene)
        columns = scene.migrants.columns
        factors = np.array([return_factor(columns, row, rules, around) for row in range(scene.migrants.used)])
        ceilings = around.ceiling[columns.origin, columns.location][: scene.migrants.used]
        assert (factors <= ceilings).all()


def test_who_slept_on_a_low_ceiling_is_looked_at_when_wages_at_home_rise() -> None:
    """Home wages rise fifty-fold: as many return as the hazard says from that very month on."""
    model = _model(Status.IRREGULAR, {"return_irregular": 0.5, "return_wage": 1.0, "return_reentry": 0.0})
    scene, transitions = model.scene, process_of(model, "transitions")
    scene.states.wage[:], scene.states.wage[4] = 2.0, 100.0
    for _ in range(3):
        scene.start_month()
        transitions.step(scene)
        scene.month += 1
    before = _status(model)[Status.IRREGULAR]
    scene.states.wage[:] = 100.0
    scene.start_month()
    transitions.step(scene)
    assert _near(before - _status(model)[Status.IRREGULAR], before * -np.expm1(-0.5 / 12.0))


# ------------------------------------------------------------------------------------------ asylum


def _claims(number: int, cases: float, **more: Any) -> MigrationModel:
    model = _model(Status.ASYLUM_SEEKER, {}, number=number, levers={"asylum_cases": cases}, since=0, **more)
    model.scene.month = 2
    return model


def test_as_many_cases_are_decided_as_officials_can() -> None:
    model = _claims(5_000, 200.0)
    decided = 0
    for _ in range(12):
        model.step()
        decided += int(model.scene.tally.decisions[4])
    able = 12 * 200.0 * model.scene.population()[4] / 1e6 / model.scene.persons_per_agent
    assert decided == pytest.approx(able, rel=0.02, abs=2)


def test_first_come_first_decided() -> None:
    model = _claims(1_000, 1_000.0)
    columns = model.scene.migrants.columns
    rows = np.flatnonzero(columns.uid >= 2**61)
    columns.since[rows[1::2]] = 1
    model.step()
    decided = columns.status[rows] != Status.ASYLUM_SEEKER
    assert 0 < decided.sum() < 500
    assert not decided[1::2].any()


@pytest.mark.parametrize("motive", [0, 1])
def test_recognition_follows_merit(motive: int) -> None:
    model = _claims(CASES, 1e5, motive=motive)
    model.scene.states.conflict[1] = motive
    model.scene.states.capacity[:] = 1.0  # and sees the merit as it is
    rule = model.scene.parameters.asylum
    odds = np.exp(rule.recognition_base + rule.recognition_merit * motive)
    model.scene.start_month()
    process_of(model, "transitions").step(model.scene)
    recognised, decided = (int(model.scene.tally.recognised[4]), int(model.scene.tally.decisions[4]))
    assert decided == CASES
    assert _near(recognised, decided * odds / (1 + odds))
    assert _status(model)[Status.REFUGEE_DISPERSED] == recognised


def test_weak_states_err_more() -> None:
    """Those without merit are recognised more often, those with all merit less, where capacity is low."""
    counts = {}
    for motive in (0, 1):
        for capacity in (0.0, 1.0):
            model = _claims(CASES, 1e5, motive=motive)
            model.scene.states.conflict[1], model.scene.states.capacity[:] = motive, capacity
            model.scene.start_month()
            process_of(model, "transitions").step(model.scene)
            counts[motive, capacity] = int(model.scene.tally.recognised[4])
    assert counts[0, 0.0] > 1.2 * counts[0, 1.0]
    assert counts[1, 0.0] < 0.95 * counts[1, 1.0]


def test_the_refused_are_removed_return_or_stay_without_status() -> None:
    rule = {"refused_removed": 0.3, "refused_returns": 0.2, "recognition_base": -10.0}
    model = _claims(CASES, 1e5, parameters={"asylum": rule})
    model.scene.states.capacity[:] = 1.0
    model.scene.start_month()
    process_of(model, "transitions").step(model.scene)
    assert _near(model.scene.tally.removed[4], 0.3 * CASES)
    assert _near(_status(model)[Status.IRREGULAR], 0.5 * CASES)
    assert _near(CASES - _status(model).sum(), 0.5 * CASES)


def test_places_of_officials_are_not_kept_when_there_are_no_cases() -> None:
    model = _claims(1, 1e4)
    for _ in range(4):
        model.step()
    assert (process_of(model, "transitions")._cases < 1e4 * model.scene.population() / 1e8 + 1).all()


def test_statuses_only_change_along_the_table_of_transitions() -> None:
    """Two years of the small world, month by month: no status follows another that the ODD document does not name."""
    allowed = {
        Status.WAITING: {Status.PERMANENT, Status.TEMPORARY_WORKER, Status.STUDENT, Status.FAMILY, Status.IN_TRANSIT},
        Status.IN_TRANSIT: {
            Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED, Status.ASYLUM_SEEKER, Status.IRREGULAR,
            Status.OVERSTAYER, Status.DETAINED, Status.PERMANENT,
        },
        Status.PERMANENT: {Status.NATURALISED},
        Status.FAMILY: {Status.NATURALISED, Status.PERMANENT},
        Status.NATURALISED: {Status.PERMANENT},
        Status.TEMPORARY_WORKER: {Status.PERMANENT, Status.OVERSTAYER, Status.ASYLUM_SEEKER},
        Status.STUDENT: {Status.PERMANENT, Status.TEMPORARY_WORKER, Status.OVERSTAYER, Status.ASYLUM_SEEKER},
        # Who is refused or recognised may in the same month do what people of the new status do.
        Status.ASYLUM_SEEKER: {
            Status.REFUGEE_DISPERSED, Status.IRREGULAR, Status.IN_TRANSIT, Status.PERMANENT, Status.TEMPORARY_WORKER,
        },
        Status.REFUGEE_IN_CAMP: {
            Status.REFUGEE_DISPERSED, Status.PERMANENT, Status.ASYLUM_SEEKER, Status.TEMPORARY_WORKER,
        },
        Status.REFUGEE_DISPERSED: {Status.PERMANENT, Status.ASYLUM_SEEKER, Status.TEMPORARY_WORKER},
        Status.IRREGULAR: {Status.PERMANENT, Status.TEMPORARY_WORKER, Status.IN_TRANSIT},
        Status.OVERSTAYER: {Status.PERMANENT, Status.TEMPORARY_WORKER, Status.IN_TRANSIT},
        Status.DETAINED: {Status.IRREGULAR, Status.ASYLUM_SEEKER},
    }  # fmt: skip
    model = model_of(small(persons_per_agent=300))
    before = people(model)
    seen = set()
    for _ in range(24):
        # One process at a time, so that no two changes are taken for one.
        model.scene.start_month()
        for process in model.processes:
            process.step(model.scene)
            if process.name in ("admission", "journeys", "transitions"):
                after = people(model)
                seen |= {
                    (Status(before[uid]["status"]), Status(values["status"]))
                    for uid, values in after.items()
                    if uid in before and before[uid]["status"] != values["status"]
                }
                before = after
        model.scene.month += 1
    assert {(old.name, new.name) for old, new in seen if new not in allowed[old]} == set()
    assert len(seen) > 12
