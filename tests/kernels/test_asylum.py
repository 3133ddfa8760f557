"""Asylum: what officials see of a claim, and what follows a refusal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from abm.kernels.asylum import (
    RECOGNISED,
    REFUSED_REMOVED,
    REFUSED_RETURNED,
    REFUSED_STAYS,
    expected_recognition,
    judge,
    recognition,
)
from abm.migrants.table import MigrantTable
from abm.statuses import Status
from tests.kernels.scenes import STATES, SURE, assert_same_in_python, people

STREAMS = np.array([22, 19])
BASE, WEIGHT = -1.6, 3.0
logits = st.floats(-10.0, 10.0)
shares = st.floats(0.0, 1.0)


def _claims(number: int, **fixed: Any) -> MigrantTable:
    settings: dict[str, Any] = {"status": int(Status.ASYLUM_SEEKER), "origin": 0, "location": 1}
    return people(number, **(settings | fixed))


def _arguments(migrants: MigrantTable, **fixed: Any) -> tuple[Any, ...]:
    """Arguments of `judge` in peace, with standard 1 and refusals that end in nothing."""
    terms: dict[str, Any] = {
        "capacity": 1.0, "conflict": 0.0, "standard": 1.0, "removal": 1.0, "error": 0.0,
        "removed": 0.0, "returns": 0.0, "month": 3, "rows": np.arange(migrants.used),
    } | fixed  # fmt: skip
    numbers = np.array([BASE, WEIGHT, terms["error"], terms["removed"], terms["returns"]])
    levels = (np.full(STATES, float(terms[name])) for name in ("capacity", "conflict", "standard", "removal"))
    verdicts = np.full(len(terms["rows"]), 9, np.int8)
    return (
        terms["rows"], migrants.columns, *levels, numbers, 1, STREAMS, terms["month"], verdicts,
    )  # fmt: skip


def _verdicts(migrants: MigrantTable, **fixed: Any) -> np.ndarray:
    arguments = _arguments(migrants, **fixed)
    judge(*arguments)
    return np.asarray(arguments[-1])


@given(logits, st.floats(0.0, 20.0), shares, st.floats(0.0, 1.0), st.floats(0.0, 5.0))
def test_recognition_rises_with_merit_and_standard(
    base: float, weight: float, merit: float, more: float, standard: float
) -> None:
    p = recognition(base, weight, merit, standard)
    assert 0.0 <= p <= 1.0
    assert p <= recognition(base, weight, merit + more, standard)
    assert p <= recognition(base, weight, merit, standard + more)
    assert p == pytest.approx(recognition.py_func(base, weight, merit, standard), rel=1e-14)


@given(logits, st.floats(0.0, 20.0), shares)
def test_recognition_at_standard_one_is_logistic_and_at_zero_nobodys(
    base: float, weight: float, merit: float
) -> None:
    assert recognition(base, weight, merit, 1.0) == pytest.approx(expit(base + weight * merit), rel=1e-12)
    assert recognition(base, weight, merit, 0.0) == 0.0


@pytest.mark.parametrize(("motive", "conflict"), [(0.0, 0.0), (1.0, 0.0), (0.4, 0.8), (1.0, 1.0)])
@pytest.mark.parametrize("sharp", ["no error", "full capacity"])
def test_where_officials_see_exactly_recognition_is_that_of_the_merit(
    motive: float, conflict: float, sharp: str
) -> None:
    settings = {"error": 0.0, "capacity": 0.2} if sharp == "no error" else {"error": 0.9, "capacity": 1.0}
    seen = _verdicts(_claims(8000, motive=motive), conflict=conflict, **settings)
    chance = expit(BASE + WEIGHT * 0.5 * (motive + conflict))
    assert stats.binomtest(int((seen == RECOGNISED).sum()), 8000, chance).pvalue > SURE


def test_error_takes_merit_towards_a_lot_that_is_the_same_for_all() -> None:
    """At error 1 and capacity 0 what is seen is the draw alone: recognition no longer depends on the motive."""
    settings = {"error": 1.0, "capacity": 0.0}
    weak, strong = (_verdicts(_claims(4000, motive=motive), **settings) for motive in (0.0, 1.0))
    assert np.array_equal(weak, strong)
    u = (np.arange(1000) + 0.5) / 1000
    chance = float(expit(BASE + WEIGHT * u).mean())
    assert stats.binomtest(int((weak == RECOGNISED).sum()), 4000, chance).pvalue > SURE


@given(shares, shares, shares, shares, shares, shares)
def test_a_stronger_motive_is_recognised_wherever_a_weaker_one_is(
    motive: float, more: float, conflict: float, error: float, capacity: float, war: float
) -> None:
    settings = {"error": error, "capacity": capacity}
    weak = _verdicts(_claims(60, motive=motive), conflict=conflict, **settings)
    strong = _verdicts(_claims(60, motive=min(motive + more, 1.0)), conflict=conflict, **settings)
    fled = _verdicts(_claims(60, motive=motive), conflict=min(conflict + war, 1.0), **settings)
    assert ((weak == RECOGNISED) <= (strong == RECOGNISED)).all()
    assert ((weak == RECOGNISED) <= (fled == RECOGNISED)).all()


@given(st.integers(0, 500), st.sets(st.integers(0, 59), min_size=1))
def test_who_else_is_judged_changes_no_verdict(seed: int, some: set[int]) -> None:
    migrants, rows = _claims(60, seed=seed), np.array(sorted(some))
    settings = {"error": 0.5, "capacity": 0.4, "removed": 0.4, "returns": 0.3}
    assert np.array_equal(_verdicts(migrants, **settings)[rows], _verdicts(migrants, rows=rows, **settings))


@pytest.mark.parametrize(("capacity", "removal"), [(1.0, 1.0), (0.5, 0.6), (0.0, 1.0)])
def test_what_follows_a_refusal(capacity: float, removal: float) -> None:
    verdicts = _verdicts(
        _claims(20_000), standard=0.0, capacity=capacity, removal=removal, removed=0.5, returns=0.3
    )
    removed = 0.5 * capacity * removal
    expected = np.array([removed, 0.3, 0.7 - removed]) * 20_000
    seen = np.array([(verdicts == each).sum() for each in (REFUSED_REMOVED, REFUSED_RETURNED, REFUSED_STAYS)])
    held = expected > 0.0
    assert not seen[~held].any()
    assert stats.chisquare(seen[held], expected[held]).pvalue > SURE


@given(logits, st.floats(0.0, 20.0), st.lists(shares, min_size=2, max_size=2))
def test_expected_recognition_rises_with_conflict(base: float, weight: float, conflict: list[float]) -> None:
    out = np.zeros(2)
    expected_recognition(base, weight, np.array(sorted(conflict)), out)
    assert 0.0 <= out[0] <= out[1] <= 1.0
    expected_recognition(base, weight, np.array([0.0, 1.0]), out)
    assert out == pytest.approx([expit(base), expit(base + weight)])


def test_the_same_in_python() -> None:
    migrants = people(80, status=int(Status.ASYLUM_SEEKER))
    settings = {"error": 0.5, "capacity": 0.4, "removed": 0.4, "returns": 0.4, "conflict": 0.3}
    assert_same_in_python(judge, lambda: _arguments(migrants, **settings))
    conflict = np.linspace(0.0, 1.0, 9)
    assert_same_in_python(expected_recognition, lambda: (BASE, WEIGHT, conflict, np.zeros(9)))
