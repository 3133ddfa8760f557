"""Changes: what was decided is carried out, counted and paid for, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.asylum import RECOGNISED, REFUSED_REMOVED, REFUSED_RETURNED, REFUSED_STAYS
from abm.kernels.changes import Changes, apply, carry_out
from abm.kernels.table import FREE
from abm.kernels.transitions import NOTHING
from abm.migrants.table import MigrantTable
from abm.statuses import LIVING_STATUSES, Channel, Status
from tests.kernels.scenes import STATES, assert_same, assert_same_in_python, changes, held, people, record_of

SETTLED = [int(status) for status in LIVING_STATUSES if status > Status.IN_TRANSIT]
RESULTS = [*(int(status) for status in Status if status > Status.WAITING), NOTHING]
REFUGE = (Status.ASYLUM_SEEKER, Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED)
MONTH = 30
seeds = st.integers(0, 300)


def _done(migrants: MigrantTable, results: Any, destinations: Any = -1) -> Changes:
    """Carry out decisions for all rows; the account of them."""
    number, log = migrants.used, changes()
    decisions = np.empty((number, 2), np.int32)
    decisions[:, 0], decisions[:, 1] = results, destinations
    apply(np.arange(number), number, decisions, migrants.columns, migrants.census, log, MONTH)
    return log


def _settled(number: int, seed: int = 0, **fixed: Any) -> MigrantTable:
    rng = np.random.default_rng(seed)
    origin = rng.integers(0, STATES, number)
    settings: dict[str, Any] = {
        "status": rng.choice(SETTLED, number), "origin": origin,
        "location": (origin + rng.integers(1, STATES, number)) % STATES,
    }  # fmt: skip
    return people(number, seed=seed, **(settings | fixed))


def _random_decisions(migrants: MigrantTable, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Any result for anybody, with a destination for those who move on; nobody moves on to the origin."""
    rng = np.random.default_rng(seed + 1)
    results = rng.choice(RESULTS, migrants.used)
    refugee = np.isin(migrants.columns.status, REFUGE)
    goes = np.isin(results, (Status.IN_TRANSIT, Status.REFUGEE_DISPERSED))
    goes |= refugee & (results == Status.ASYLUM_SEEKER)
    there = (migrants.columns.location + 1) % STATES
    results[goes & (there == migrants.columns.origin)] = NOTHING
    return results, np.where(goes & (results != NOTHING), there, -1)


@given(seeds, st.integers(0, 120))
def test_counts_people_and_money_are_kept_whatever_was_decided(seed: int, number: int) -> None:
    migrants = _settled(number, seed)
    before = record_of(migrants)
    log = _done(migrants, *_random_decisions(migrants, seed))
    gone = before.savings.astype(np.int64).sum() - migrants.columns.savings.astype(np.int64).sum()
    assert log.balance.sum() == gone
    assert number - len(migrants) == log.died.sum() + log.returned.sum()
    assert log.removed.sum() == log.removed_home.sum() <= log.returned.sum()
    assert log.irregular_returns.sum() <= log.returned.sum() - log.removed.sum()
    assert log.refugee_returns.sum() <= log.returned.sum() - log.removed.sum()
    assert log.entries.sum() == log.arrivals.sum()
    assert_same(migrants.census, migrants.recount())


@given(seeds)
def test_the_stock_changes_by_arrivals_departures_and_deaths(seed: int) -> None:
    """Of everybody who is settled: those without status who set out, and those let in, apart."""
    quiet = [
        status for status in SETTLED if status not in (Status.IRREGULAR, Status.OVERSTAYER, Status.DETAINED)
    ]
    rng = np.random.default_rng(seed)
    migrants = _settled(100, seed, status=rng.choice(quiet, 100))
    results, destinations = _random_decisions(migrants, seed)
    here = migrants.census.standing.sum(axis=(1, 2))
    log = _done(migrants, results, destinations)
    after = migrants.census.standing.sum(axis=(1, 2))
    assert np.array_equal(after, here + log.arrivals.sum(axis=0) - log.left - log.died)


@given(seeds)
def test_where_nothing_was_decided_nothing_changes(seed: int) -> None:
    migrants, same = _settled(60, seed), _settled(60, seed)
    log = _done(migrants, NOTHING)
    assert_same(migrants.columns, same.columns)
    assert_same(log, changes())


@pytest.mark.parametrize("result", [Status.RETURNED, Status.REMOVED, Status.DEAD])
def test_who_leaves_the_table_leaves_savings_to_the_households_of_the_origin(result: Status) -> None:
    migrants = _settled(80)
    before = record_of(migrants)
    log = _done(migrants, int(result))
    assert len(migrants) == 0
    assert (migrants.columns.status == FREE).all()
    expected = np.zeros(STATES, np.int64)
    np.add.at(expected, before.origin, before.savings)
    assert np.array_equal(log.balance, expected)
    by_location = np.bincount(before.location, minlength=STATES)
    assert log.died.tolist() == (by_location if result == Status.DEAD else 0 * by_location).tolist()
    assert log.left.tolist() == (0 * by_location if result == Status.DEAD else by_location).tolist()
    assert log.removed.tolist() == (by_location if result == Status.REMOVED else 0 * by_location).tolist()


@pytest.mark.parametrize(
    "status", [Status.IRREGULAR, Status.OVERSTAYER, Status.PERMANENT, Status.ASYLUM_SEEKER]
)
@pytest.mark.parametrize("result", [Status.RETURNED, Status.REMOVED, Status.DEAD])
def test_returns_of_those_without_status_are_counted_where_they_were(status: Status, result: Status) -> None:
    """Those of their own will alone: nobody removed, nobody dead."""
    migrants = _settled(40, status=int(status))
    here = np.bincount(migrants.columns.location, minlength=STATES)
    log = _done(migrants, int(result))
    counts = result == Status.RETURNED and status in (Status.IRREGULAR, Status.OVERSTAYER)
    assert log.irregular_returns.tolist() == (here * counts).tolist()


@pytest.mark.parametrize(
    "status", [Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED, Status.ASYLUM_SEEKER, Status.IRREGULAR]
)
@pytest.mark.parametrize("result", [Status.RETURNED, Status.REMOVED, Status.DEAD])
def test_returns_of_recognised_refugees_are_counted_by_origin(status: Status, result: Status) -> None:
    migrants = _settled(40, status=int(status))
    home = np.bincount(migrants.columns.origin, minlength=STATES)
    log = _done(migrants, int(result))
    counts = result == Status.RETURNED and status in (Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED)
    assert log.refugee_returns.tolist() == (home * counts).tolist()


def test_students_leave_with_the_highest_skill() -> None:
    results = np.repeat([int(Status.PERMANENT), int(Status.RETURNED), int(Status.OVERSTAYER), NOTHING], 10)
    migrants = _settled(40, status=int(Status.STUDENT), skill=0, origin=0, location=1)
    log = _done(migrants, results)
    assert migrants.columns.skill[held(migrants)].tolist() == [2] * 20 + [0] * 10
    assert log.returned[0].tolist() == [0, 0, 10]
    assert_same(migrants.census, migrants.recount())


def test_the_naturalised_take_the_citizenship_of_where_they_live() -> None:
    migrants = _settled(30, status=int(Status.PERMANENT))
    log = _done(migrants, int(Status.NATURALISED))
    assert np.array_equal(migrants.columns.citizenship, migrants.columns.location)
    assert log.naturalised.tolist() == np.bincount(migrants.columns.location, minlength=STATES).tolist()


@pytest.mark.parametrize(
    ("status", "result", "entered", "channel"),
    [
        (Status.PERMANENT, Status.IN_TRANSIT, Status.PERMANENT, Channel.SKILLED),
        (Status.REFUGEE_IN_CAMP, Status.REFUGEE_DISPERSED, Status.REFUGEE_DISPERSED, Channel.ASYLUM),
        (Status.ASYLUM_SEEKER, Status.ASYLUM_SEEKER, Status.ASYLUM_SEEKER, Channel.ASYLUM),
    ],
)
def test_who_moves_on_with_a_status_is_there_at_once(
    status: Status, result: Status, entered: Status, channel: Channel
) -> None:
    migrants = _settled(20, status=int(status), origin=0, location=1)
    log = _done(migrants, int(result), 2)
    columns = migrants.columns
    assert (columns.location == 2).all()
    assert (columns.previous == 1).all()
    assert (columns.status == entered).all()
    assert (columns.since == MONTH).all()
    assert (columns.arrived == MONTH).all()
    assert log.left[1] == log.entries[2, channel] == log.arrivals[0, 2] == 20
    assert log.claims[2] == (20 if entered == Status.ASYLUM_SEEKER else 0)


def test_who_moves_on_without_status_sets_out() -> None:
    migrants = _settled(20, status=int(Status.OVERSTAYER), origin=0, location=1)
    log = _done(migrants, int(Status.IN_TRANSIT), 2)
    columns = migrants.columns
    assert (columns.location == 1).all()
    assert (columns.destination == 2).all()
    assert (columns.status == Status.IN_TRANSIT).all()
    assert (columns.channel == Channel.ALONE).all()
    assert log.entries.sum() == log.left.sum() == 0


def test_overstays_and_claims_are_counted_where_they_happen() -> None:
    migrants = _settled(40, status=int(Status.TEMPORARY_WORKER), location=3, origin=1)
    log = _done(migrants, np.repeat([int(Status.OVERSTAYER), int(Status.ASYLUM_SEEKER)], 20))
    assert log.overstays.tolist() == log.claims.tolist() == [0, 0, 0, 20, 0]
    assert log.entries.sum() == 0


def test_who_is_let_in_from_detention_enters() -> None:
    migrants = _settled(9, status=int(Status.DETAINED), channel=int(Channel.ALONE), origin=0, location=2)
    log = _done(migrants, int(Status.IRREGULAR))
    assert log.entries[2, Channel.ALONE] == log.arrivals[0, 2] == 9


VERDICTS = np.array([RECOGNISED, REFUSED_REMOVED, REFUSED_RETURNED, REFUSED_STAYS], np.int8)


def _judged(number: int, seed: int = 0) -> tuple[Any, ...]:
    migrants, zeros = (
        _settled(number, seed, status=int(Status.ASYLUM_SEEKER)),
        np.zeros((2, STATES), np.int64),
    )
    verdicts = np.random.default_rng(seed).choice(VERDICTS, number)
    return np.arange(number), verdicts, migrants.columns, migrants.census, changes(), *zeros, MONTH


@given(seeds, st.integers(0, 80))
def test_verdicts_do_what_they_say_and_are_counted(seed: int, number: int) -> None:
    rows, verdicts, columns, census, log, decisions, recognised, month = _judged(number, seed)
    before = type(columns)(*(column.copy() for column in columns))
    carry_out(rows, verdicts, columns, census, log, decisions, recognised, month)
    after = {RECOGNISED: Status.REFUGEE_DISPERSED, REFUSED_STAYS: Status.IRREGULAR}
    assert columns.status[:number].tolist() == [after.get(int(verdict), FREE) for verdict in verdicts]
    here, origin, removed = before.location[:number], before.origin[:number], verdicts == REFUSED_REMOVED
    gone = removed | (verdicts == REFUSED_RETURNED)
    for found, among in (
        (decisions, here), (recognised, here[verdicts == RECOGNISED]), (log.removed, here[removed]),
        (log.left, here[gone]), (log.removed_home, origin[removed]), (log.returned.sum(axis=1), origin[gone]),
    ):  # fmt: skip
        assert found.tolist() == np.bincount(among, minlength=STATES).tolist()
    assert log.balance.sum() == before.savings[:number][gone].sum()
    assert census.standing.sum() == number - gone.sum()


def test_the_same_in_python() -> None:
    results, destinations = _random_decisions(_settled(150), 0)
    decisions = np.stack([results, destinations], axis=1).astype(np.int32)

    def scene() -> tuple[Any, ...]:
        migrants = _settled(150)
        return np.arange(150), 150, decisions, migrants.columns, migrants.census, changes(), MONTH

    assert_same_in_python(apply, scene)
    assert_same_in_python(carry_out, lambda: _judged(90))
