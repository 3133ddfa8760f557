"""Traits: ages and savings have the distributions that were declared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr

from abm.migrants.traits import CENTS, LARGEST_SAVINGS, draws, leaving_age, savings
from abm.parameters.people import People
from tests.kernels.scenes import SURE

uniforms = st.floats(1e-12, 1.0 - 1e-12)


def _many(number: int = 5000, option: int = 0) -> np.ndarray:
    return draws(1, 6, 0, np.arange(number), option)


def test_a_draw_belongs_to_its_uid() -> None:
    uids = np.array([5, 2**61, 17])
    assert draws(1, 6, 2, uids, 3)[1] == draws(1, 6, 2, uids[1:2], 3)[0]
    assert len(draws(1, 6, 2, np.empty(0, np.int64), 3)) == 0


# ------------------------------------------------------------------------------------------ age


@given(st.floats(0.0, 60.0), st.floats(0.5, 40.0), st.lists(uniforms, min_size=1))
def test_nobody_leaves_younger_than_the_least_age_or_older_than_85(
    least: float, spread: float, u: list[float]
) -> None:
    age = leaving_age(People(leaving_age=least, leaving_age_spread=spread), np.array(u))
    assert (least <= age).all()
    assert (age <= 85.0).all()


def test_age_at_leaving_is_the_least_plus_an_exponential() -> None:
    rule = People()
    age = leaving_age(rule, _many())
    young = age[age < 85.0]
    law = stats.truncexpon(
        (85.0 - rule.leaving_age) / rule.leaving_age_spread, rule.leaving_age, rule.leaving_age_spread
    )
    assert len(young) > 4900
    assert stats.kstest(young, law.cdf).pvalue > SURE


# ------------------------------------------------------------------------------------------ savings


@given(uniforms, st.floats(0.0, 14.0), st.floats(-2.0, 14.0), st.floats(0.1, 4.0))
def test_savings_cover_the_cost(u: float, ln_wealth: float, ln_cost: float, spread: float) -> None:
    cents = savings(np.array([u]), np.array([ln_wealth]), np.array([ln_cost]), spread)
    assert cents.dtype == np.int32
    assert cents[0] >= np.exp(ln_cost) * CENTS - 1e-6
    assert cents[0] <= LARGEST_SAVINGS


@given(uniforms, st.floats(0.0, 14.0), st.floats(0.1, 4.0))
def test_who_pays_nothing_has_what_the_household_has(u: float, ln_wealth: float, spread: float) -> None:
    cents = savings(np.array([u]), np.array([ln_wealth]), np.array([-np.inf]), spread)
    assert 0 < cents[0] <= LARGEST_SAVINGS


@pytest.mark.parametrize(
    ("ln_wealth", "ln_cost", "spread"), [(9.0, -np.inf, 1.2), (8.0, 8.5, 1.2), (7.0, 9.0, 0.6)]
)
def test_savings_are_lognormal_beyond_the_cost(ln_wealth: float, ln_cost: float, spread: float) -> None:
    u = _many()
    cents = savings(u, np.full(len(u), ln_wealth), np.full(len(u), ln_cost), spread)
    below = ndtr((ln_cost - ln_wealth) / spread)

    def law(dollars: np.ndarray) -> np.ndarray:
        return np.asarray((ndtr((np.log(dollars) - ln_wealth) / spread) - below) / (1.0 - below))

    held = cents < LARGEST_SAVINGS
    assert held.mean() > 0.999
    assert stats.kstest(cents[held] / CENTS, law).pvalue > SURE


@given(st.floats(5.0, 12.0), st.floats(0.1, 3.0), st.floats(0.0, 2.0))
def test_richer_households_give_more_and_dearer_journeys_ask_for_more(
    ln_wealth: float, spread: float, more: float
) -> None:
    u = _many(50)
    plain, richer, dearer = (
        savings(u, np.full(50, ln_wealth + gain), np.full(50, 6.0 + price), spread)
        for gain, price in ((0.0, 0.0), (more, 0.0), (0.0, more))
    )
    assert (plain <= richer + 1).all()
    assert (plain <= dearer + 1).all()


def test_savings_no_household_could_have_still_fit_the_column() -> None:
    cents = savings(np.array([0.5, 1e-300]), np.array([30.0, 5.0]), np.array([2.0, 14.9]), 4.0)
    assert cents.max() <= LARGEST_SAVINGS
    assert cents.min() > 0
