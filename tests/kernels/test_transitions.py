"""Transitions: events come at the rates declared, whatever bounds them and however seldom anybody is looked at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from abm.kernels.table import NEVER
from abm.kernels.transitions import (
    MAXIMUM_RETURN_FACTOR,
    NOTHING,
    Rates,
    Surroundings,
    bound,
    decide,
    event,
    months_in_band,
    mortality,
    outstayed,
    return_factor,
    term_event,
)
from abm.migrants.table import MigrantTable
from abm.parameters.transitions import Transitions
from abm.statuses import LIVING_STATUSES, Status
from tests.kernels.scenes import (
    NO_RATES,
    STATES,
    SURE,
    assert_same_in_python,
    held,
    pass_month,
    people,
    rates,
    surroundings,
)

STREAMS = np.array([17, 18, 19, 20])
SETTLED = [status for status in LIVING_STATUSES if status > Status.IN_TRANSIT]
shares = st.floats(0.0, 1.0)


def _range(name: str) -> tuple[float, float]:
    least, most = 0.0, 0.0
    for rule in Transitions.model_fields[name].metadata:
        least, most = getattr(rule, "ge", least), getattr(rule, "le", most)
    return least, most


any_rates = st.builds(
    lambda values: Rates(**values),
    st.fixed_dictionaries({name: st.floats(*_range(name)) for name in Rates._fields}),
)


def _cohort(number: int, status: Status, **fixed: Any) -> MigrantTable:
    settings: dict[str, Any] = {
        "status": int(status), "origin": 0, "location": 1, "since": 0, "arrived": 0, "skill": 1,
        "uid": np.arange(number),
    }  # fmt: skip
    return people(number, **(settings | fixed))


def _only(**hazards: float) -> Rates:
    return Rates(**(NO_RATES | hazards))


def _seen(
    migrants: MigrantTable, hazards: Rates, around: Surroundings, months: int
) -> tuple[dict[int, int], int]:
    """How often each decision fell, and the months that people lived through in their first status."""
    first = migrants.columns.status[0]
    seen: dict[int, int] = {}
    exposed = 0
    for month in range(months):
        exposed += int((migrants.columns.status == first).sum())
        decisions, _ = pass_month(migrants, month, hazards, around)
        for result, times in zip(*np.unique(decisions[:, 0], return_counts=True), strict=True):
            seen[int(result)] = seen.get(int(result), 0) + int(times)
    seen.pop(NOTHING, None)
    return seen, exposed


# ------------------------------------------------------------------------------------------ hazards


@given(any_rates, st.sampled_from(SETTLED), st.integers(0, 1200), st.integers(0, 59), st.data())
def test_no_sum_of_hazards_exceeds_the_bound_before_the_next_look(
    hazards: Rates, status: Status, age: int, later: int, data: st.DataObject
) -> None:
    """A mark at the bound is no event, whatever capacity is, while the ceiling is above the home factor."""
    regularisation, removal = data.draw(st.floats(0.0, 2.0)), data.draw(shares)
    wage = np.array(data.draw(st.lists(st.floats(-3.0, 12.0), min_size=2, max_size=2)))
    around = surroundings(
        2, ln_wage=np.repeat(wage[:, None], 3, axis=1), conflict=np.full(2, data.draw(shares)),
        reentry=np.full((2, 2), data.draw(st.floats(0.0, 9.0))), removal=np.full(2, removal),
        barred=np.full((2, 2), data.draw(shares)), capacity=np.full(2, data.draw(shares)),
        regularisation=np.full(2, regularisation), naturalises=np.full(2, 1.5),
    )  # fmt: skip
    until = min(later, int(months_in_band(age)) - 1)
    migrants = _cohort(1, status, birth=-age)
    ceiling = data.draw(st.floats(return_factor(migrants.columns, 0, hazards, around), MAXIMUM_RETURN_FACTOR))
    limit = bound(hazards, regularisation, removal, 1.5, ceiling, int(status), age)
    beyond = limit * (1.0 + 1e-9) + 1e-12
    assert event(migrants.columns, 0, hazards, around, beyond, (0.999, 0.999), until) == NOTHING


@given(any_rates, st.floats(0.0, 100.0))
def test_mortality_is_gompertz(hazards: Rates, age: float) -> None:
    expected = hazards.mortality_base * np.exp(hazards.mortality_slope * age)
    assert mortality(hazards, age) == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 1500))
def test_a_band_of_age_ends_on_a_fifth_birthday(age: int) -> None:
    months = months_in_band(age)
    assert 1 <= months <= 60
    assert (age + months) % 60 == 0
    now, last, after = (
        bound(rates(), 0.0, 0.0, 1.0, 1.0, 2, at) for at in (age, age + months - 1, age + months)
    )
    assert now == last < after


@given(st.floats(0.0, 3.0), st.floats(0.0, 20.0), st.floats(-3.0, 3.0), shares)
def test_the_factor_of_return(wage: float, conflict: float, gap: float, war: float) -> None:
    hazards = rates(return_wage=wage, return_conflict=conflict)
    ln_wage = np.zeros((STATES, 3))
    ln_wage[0] = gap
    around = surroundings(ln_wage=ln_wage, conflict=np.full(STATES, war))
    expected = min(np.exp(wage * gap - conflict * war), 4.0)
    assert return_factor(_cohort(1, Status.PERMANENT).columns, 0, hazards, around) == pytest.approx(expected)


@given(any_rates, shares, st.floats(-1.0, 1.0), st.floats(0.0, 9.0), shares)
def test_hazards_are_the_intervals_of_the_mark(
    hazards: Rates, war: float, gap: float, reentry: float, barred: float
) -> None:
    """In the order of the causes, each as wide as its rate per year."""
    capacity = 0.4
    around = surroundings(
        ln_wage=_gap(gap), conflict=np.full(STATES, war), capacity=np.full(STATES, capacity),
        removal=np.full(STATES, 0.7), regularisation=np.full(STATES, 0.3),
        reentry=np.full((STATES, STATES), reentry), barred=np.full((STATES, STATES), barred),
    )  # fmt: skip
    factor = min(np.exp(hazards.return_wage * gap - hazards.return_conflict * war), 4.0)
    peace = np.exp(-hazards.return_refugee_conflict * war)
    moving = (hazards.onward_refugee, Status.ASYLUM_SEEKER)
    settled = (hazards.onward_settled, Status.IN_TRANSIT)
    home = (hazards.return_refugee * peace, Status.RETURNED)
    without = [
        (hazards.removal * 0.7 * capacity, Status.REMOVED), (0.3, Status.PERMANENT),
        (hazards.onward_irregular, Status.IN_TRANSIT),
        (hazards.return_irregular * factor * np.exp(-reentry), Status.RETURNED),
    ]  # fmt: skip
    refuge = [
        home,
        moving,
        (hazards.resettlement, Status.REFUGEE_DISPERSED),
        (hazards.integration + hazards.cessation * peace, Status.PERMANENT),
    ]
    stay = [
        settled,
        (hazards.naturalisation, Status.NATURALISED),
        (hazards.return_permanent * factor * np.exp(-hazards.return_visa * barred), Status.RETURNED),
    ]
    causes = {
        Status.PERMANENT: stay, Status.FAMILY: stay, Status.ASYLUM_SEEKER: [home, moving],
        Status.NATURALISED: [settled, (hazards.return_naturalised * factor, Status.RETURNED)],
        Status.REFUGEE_IN_CAMP: refuge, Status.REFUGEE_DISPERSED: refuge,
        Status.IRREGULAR: without, Status.OVERSTAYER: without,
    }  # fmt: skip
    for status, rest in causes.items():
        migrants, mark = _cohort(1, status, birth=-480), 0.0
        for rate, result in [(mortality(hazards, 40.0), Status.DEAD), *rest]:
            if rate > 1e-6:
                for place in (0.001, 0.5, 0.999):
                    seen = event(migrants.columns, 0, hazards, around, mark + place * rate, (0.5, 0.5), 0)
                    assert seen == result
            mark += rate


def _gap(value: float) -> np.ndarray:
    """Wages of e^value at home, where the cohort comes from, and 1 elsewhere."""
    out = np.zeros((STATES, 3))
    out[0] = value
    return out


CAUSES: list[tuple[str, Status, Rates, dict[str, Any], float, Status]] = [
    ("return", Status.PERMANENT, _only(return_permanent=0.4), {}, 0.4, Status.RETURNED),
    ("return of family to better wages", Status.FAMILY, _only(return_permanent=0.4, return_wage=1.0),
     {"ln_wage": _gap(0.9)}, 0.4 * np.exp(0.9), Status.RETURNED),
    ("return of the naturalised", Status.NATURALISED, _only(return_naturalised=0.3), {}, 0.3, Status.RETURNED),
    ("return to a war", Status.REFUGEE_DISPERSED, _only(return_refugee=0.8, return_refugee_conflict=2.0),
     {"conflict": np.full(STATES, 0.5)}, 0.8 * np.exp(-1.0), Status.RETURNED),
    ("return with a costly way back", Status.IRREGULAR, _only(return_irregular=0.9),
     {"reentry": np.ones((STATES, STATES))}, 0.9 * np.exp(-1.0), Status.RETURNED),
    ("return where a visa is hard to get", Status.FAMILY, _only(return_permanent=0.9, return_visa=2.0),
     {"barred": np.full((STATES, STATES), 0.5)}, 0.9 * np.exp(-1.0), Status.RETURNED),
    ("return of citizens to the same", Status.NATURALISED, _only(return_naturalised=0.9, return_visa=2.0),
     {"barred": np.ones((STATES, STATES))}, 0.9, Status.RETURNED),
    ("return with a passport that needs no visa", Status.PERMANENT, _only(return_permanent=0.9, return_visa=2.0),
     {"barred": np.repeat([1.0, 0.0], [1, STATES - 1])[:, None] * np.ones(STATES)}, 0.9, Status.RETURNED),
    ("removal", Status.OVERSTAYER, _only(removal=1.5),
     {"removal": np.full(STATES, 0.5), "capacity": np.full(STATES, 0.6)}, 1.5 * 0.3, Status.REMOVED),
    ("regularisation", Status.IRREGULAR, _only(), {"regularisation": np.full(STATES, 0.7)}, 0.7, Status.PERMANENT),
    ("naturalisation", Status.PERMANENT, _only(naturalisation=0.5), {}, 0.5, Status.NATURALISED),
    ("resettlement", Status.REFUGEE_IN_CAMP, _only(resettlement=0.5), {}, 0.5, Status.REFUGEE_DISPERSED),
    ("cessation", Status.REFUGEE_DISPERSED, _only(cessation=0.8, return_refugee_conflict=2.0),
     {"conflict": np.full(STATES, 0.5)}, 0.8 * np.exp(-1.0), Status.PERMANENT),
    ("integration", Status.REFUGEE_IN_CAMP, _only(integration=0.5), {}, 0.5, Status.PERMANENT),
    ("onward of claimants", Status.ASYLUM_SEEKER, _only(onward_refugee=0.5), {}, 0.5, Status.ASYLUM_SEEKER),
    ("onward without status", Status.IRREGULAR, _only(onward_irregular=0.5), {}, 0.5, Status.IN_TRANSIT),
    ("onward of the settled", Status.NATURALISED, _only(onward_settled=0.5), {}, 0.5, Status.IN_TRANSIT),
    ("the end of a permit", Status.TEMPORARY_WORKER, _only(return_temporary=0.9), {}, 0.9, Status.RETURNED),
    ("the end of studies", Status.STUDENT, _only(study_ends=0.9, study_overstayed=1.0), {}, 0.9,
     Status.OVERSTAYER),
    ("the end of detention", Status.DETAINED, _only(detention_ends=6.0, detention_removed=1.0), {}, 6.0,
     Status.REMOVED),
]  # fmt: skip


@pytest.mark.parametrize(("status", "hazards", "terms", "rate", "result"), [cause[1:] for cause in CAUSES],
                         ids=[cause[0] for cause in CAUSES])  # fmt: skip
def test_events_come_at_their_rate(
    status: Status, hazards: Rates, terms: dict[str, Any], rate: float, result: Status
) -> None:
    """Of those under a hazard r a share 1 - exp(-r / 12) has the event in a month, and nothing else happens."""
    seen, exposed = _seen(_cohort(3000, status, citizenship=2), hazards, surroundings(**terms), 8)
    assert set(seen) == {int(result)}
    assert stats.binomtest(seen[int(result)], exposed, -np.expm1(-rate / 12.0)).pvalue > SURE


@pytest.mark.parametrize("unused", [{"removal": 5.0}, {"onward_irregular": 0.0}], ids=["loose", "tight"])
def test_a_looser_bound_changes_no_rate(unused: dict[str, float]) -> None:
    """A possible removal that no capacity carries out keeps nobody from returning."""
    around = surroundings(removal=np.ones(STATES), capacity=np.zeros(STATES))
    hazards = _only(return_irregular=0.5, **unused)
    seen, exposed = _seen(_cohort(6000, Status.IRREGULAR), hazards, around, 8)
    assert stats.binomtest(seen[int(Status.RETURNED)], exposed, -np.expm1(-0.5 / 12.0)).pvalue > SURE


@pytest.mark.slow
@pytest.mark.parametrize("status", [Status.PERMANENT, Status.NATURALISED, Status.ASYLUM_SEEKER])
@pytest.mark.parametrize("age", [30, 63, 85])
def test_a_cohort_dies_by_gompertz(status: Status, age: int) -> None:
    """Survivors after fifteen years, with all that others die of in the bound of the rate."""
    number, years = 8000, 15
    base, slope = rates().mortality_base, rates().mortality_slope
    loose = {
        "return_permanent": 0.02,
        "naturalisation": 0.06,
        "return_naturalised": 0.006,
        "return_refugee": 0.1,
    }
    around = surroundings(naturalisation_years=np.full(STATES, 1e9), conflict=np.full(STATES, 1.0))
    migrants = _cohort(number, status, birth=-12 * age)
    hazards = _only(
        mortality_base=base,
        mortality_slope=slope,
        return_conflict=50.0,
        return_refugee_conflict=50.0,
        **loose,
    )
    for month in range(12 * years):
        pass_month(migrants, month, hazards, around)
    monthly = base * np.exp(slope * (age + np.arange(12 * years) / 12.0)) / 12.0
    assert stats.binomtest(len(held(migrants)), number, np.exp(-monthly.sum())).pvalue > SURE


@pytest.mark.slow
def test_waiting_times_are_exponential() -> None:
    """The months until return, over ten years, have no memory: shares fall by the same factor each year."""
    migrants = _cohort(6000, Status.PERMANENT)
    returned = np.zeros(10)
    for month in range(120):
        decisions, _ = pass_month(migrants, month, _only(return_permanent=0.3), surroundings())
        returned[month // 12] += (decisions[:, 0] == Status.RETURNED).sum()
    expected = np.exp(-0.3 * np.arange(10)) * -np.expm1(-0.3) * 6000
    seen = np.append(returned, 6000 - returned.sum())
    assert stats.chisquare(seen, np.append(expected, 6000 - expected.sum())).pvalue > SURE


@pytest.mark.parametrize("status", SETTLED)
def test_where_no_hazard_is_nothing_happens(status: Status) -> None:
    around = surroundings()
    hazards = _only(mortality_base=1e-12)
    seen, _ = _seen(_cohort(500, status), hazards, around, 24)
    assert not seen


@pytest.mark.parametrize("status", [Status.PERMANENT, Status.IRREGULAR, Status.REFUGEE_IN_CAMP])
def test_who_would_move_on_but_has_nowhere_to_go_stays(status: Status) -> None:
    nowhere = surroundings(onward=np.zeros((STATES, STATES)), resettles=np.zeros(STATES))
    hazards = _only(onward_settled=1.0, onward_irregular=1.0, onward_refugee=1.0, resettlement=1.0)
    seen, _ = _seen(_cohort(300, status), hazards, nowhere, 24)
    assert not seen


def test_who_has_no_status_moves_on_by_land_and_sea_only() -> None:
    by_ground = np.zeros((STATES, STATES), bool)
    by_ground[1, 3] = True
    around, hazards = surroundings(by_ground=by_ground), _only(onward_irregular=2.0, onward_settled=2.0)
    for status, reached in ((Status.IRREGULAR, {3}), (Status.PERMANENT, {2, 3, 4})):
        decisions, _ = pass_month(_cohort(500, status), 0, hazards, around)
        assert set(decisions[decisions[:, 0] == Status.IN_TRANSIT, 1].tolist()) == reached


def test_those_at_home_or_on_the_way_sleep() -> None:
    for status in (Status.WAITING, Status.IN_TRANSIT):
        migrants = _cohort(50, status)
        decisions, _ = pass_month(migrants, 0, rates(), surroundings())
        assert (decisions[:, 0] == NOTHING).all()
        assert (migrants.columns.wake == NEVER).all()


def test_naturalisation_waits_for_the_years_of_residence() -> None:
    around = surroundings(naturalisation_years=np.full(STATES, 5.0))
    migrants = _cohort(2000, Status.FAMILY)
    done = np.zeros(72)
    for month in range(72):
        done[month] = pass_month(migrants, month, _only(naturalisation=2.0), around)[1].naturalised.sum()
    assert not done[:60].any()
    assert done[60] > 0


# ------------------------------------------------------------------------------------------ outcomes


@given(shares, shares, st.floats(1.0, 1e3))
def test_more_outstay_their_term_where_coming_back_is_barred(
    share: float, others: float, odds: float
) -> None:
    """The odds against going home are multiplied; nobody else's outcome changes, and no share exceeds 1."""
    share *= 1.0 - others
    home, more = 1.0 - others - share, outstayed(share, others, odds)
    assert outstayed(share, others, 1.0) == pytest.approx(share)
    assert share * (1.0 - 1e-9) <= more <= (share + home) * (1.0 + 1e-9)
    assert more * home == pytest.approx(odds * share * (share + home - more), abs=1e-9)


@given(any_rates, st.booleans(), st.floats(0.0, 1.0, exclude_max=True))
def test_what_the_end_of_a_term_leads_to(hazards: Rates, settles: bool, draw: float) -> None:
    """Cuts of the unit interval, in the order of the parameters; what is left goes home, and no cut lies beyond 1."""
    for status, cuts in (
        (Status.STUDENT, [(hazards.study_settled, Status.PERMANENT if settles else Status.TEMPORARY_WORKER),
                          (hazards.study_overstayed, Status.OVERSTAYER), (9.0, Status.RETURNED)]),
        (Status.DETAINED, [(hazards.detention_removed, Status.REMOVED), (9.0, Status.IRREGULAR)]),
        (Status.TEMPORARY_WORKER, [(hazards.permit_renewed, NOTHING),
                                   (hazards.permit_settled, Status.PERMANENT if settles else NOTHING),
                                   (hazards.permit_overstayed, Status.OVERSTAYER), (9.0, Status.RETURNED)]),
    ):  # fmt: skip
        named = sum(share for share, _ in cuts[:-1])
        edges = np.cumsum([share for share, _ in cuts]) / max(1.0, named)
        if np.abs(edges - draw).min() > 1e-9:
            expected = cuts[int(np.searchsorted(edges, draw, side="right"))][1]
            assert term_event(int(status), hazards, settles, 1.0, draw) == expected


# ------------------------------------------------------------------------------------------ independence


@given(st.integers(0, 200), st.sets(st.integers(0, 39), min_size=1))
def test_nobodys_fate_depends_on_who_else_is_there(seed: int, chosen: set[int]) -> None:
    """The same person in the same month has the same event, alone or in a crowd, whatever the row."""
    crowd, around = people(40, seed=seed), surroundings()
    hazards = rates(return_permanent=2.0, onward_irregular=2.0)
    rows = np.array(sorted(chosen))
    few = people(len(rows), **{name: column[rows] for name, column in crowd.columns._asdict().items()})
    all_decisions, _ = pass_month(crowd, 0, hazards, around)
    assert np.array_equal(all_decisions[rows], pass_month(few, 0, hazards, around)[0])


def test_the_same_in_python() -> None:
    hazards = rates(return_permanent=1.0, removal=3.0, overstay_visa=2.0)
    around = surroundings(removal=np.ones(STATES), barred=np.full((STATES, STATES), 0.5))
    rows = np.arange(150)

    def scene() -> tuple[Any, ...]:
        decisions = np.empty((150, 2), np.int32)
        return rows, 150, people(150).columns, hazards, around, 1, STREAMS, 0, decisions

    assert_same_in_python(decide, scene)
    compiled = scene()
    decide(*compiled)
    assert (compiled[-1][:, 0] != NOTHING).sum() > 10
