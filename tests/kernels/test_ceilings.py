"""Ceilings of what calls people home: above what is needed, and never lowered."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.ceilings import raise_ceilings, replan, weigh_reentry
from abm.kernels.table import UNPLANNED
from abm.statuses import Status
from tests.kernels.scenes import STATES, assert_same_in_python, people

RETURNING = (Status.PERMANENT, Status.FAMILY, Status.NATURALISED, Status.IRREGULAR, Status.OVERSTAYER)


@given(st.integers(0, 200), st.sampled_from([0.0, 0.25]))
def test_ceilings_stay_above_what_is_needed_and_are_never_lowered(seed: int, room: float) -> None:
    rng = np.random.default_rng(seed)
    ln_wage, unrest = rng.normal(7.0, 1.0, (STATES, 3)), rng.random(STATES)
    before = rng.integers(-4, 3, (STATES, STATES)).astype(float)
    ceiling, most, raised = before.copy(), 2.0**before, np.zeros((STATES, STATES), bool)
    some = raise_ceilings(ln_wage, unrest, 0.8, room, 0.25, -4.0, 2.0, ceiling, most, raised)
    gap = np.max(ln_wage[:, None, :] - ln_wage[None, :, :], axis=2)
    needed = np.clip((0.8 * gap - unrest[:, None]) / np.log(2.0), -4.0, 2.0)
    assert some == raised.any()
    assert (ceiling >= np.minimum(needed + room, 2.0)).all()
    np.testing.assert_array_equal(ceiling[~raised], before[~raised])
    assert (ceiling[raised] > before[raised]).all()
    np.testing.assert_array_equal(ceiling, np.round(ceiling))
    np.testing.assert_array_equal(most, 2.0**ceiling)


@given(st.integers(0, 200), st.booleans())
def test_only_those_are_drawn_anew_whose_bound_moved(seed: int, everybody: bool) -> None:
    rng, migrants = np.random.default_rng(seed), people(60, seed=seed)
    columns, raised = migrants.columns, rng.random((STATES, STATES)) < 0.3
    unlawful, settling = rng.random((2, STATES)) < 0.3
    columns.wake[:] = 9
    columns.status[:3] = 255
    replan(columns, 60, everybody, raised, unlawful, settling)
    status, here = columns.status[:60], columns.location[:60]
    concerned = np.isin(status, RETURNING) & raised[columns.origin[:60], here]
    concerned |= np.isin(status, (Status.IRREGULAR, Status.OVERSTAYER)) & unlawful[here]
    concerned |= np.isin(status, (Status.PERMANENT, Status.FAMILY)) & settling[here]
    concerned |= everybody & (status > Status.IN_TRANSIT) & (status < Status.RETURNED)
    np.testing.assert_array_equal(columns.wake[:60] == UNPLANNED, concerned)


def _ways(seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    ways = rng.uniform(0.0, 6.0, (7, STATES, STATES)) * 10.0 ** np.array([0, 3, 0, 3, 3, 3, 3])[:, None, None]
    ways[rng.random(ways.shape) < 0.2] = np.inf
    return (*ways, rng.random(STATES), rng.uniform(50.0, 1_000.0, STATES))


@given(st.integers(0, 200))
def test_reentry_weighs_as_much_as_its_easiest_way(seed: int) -> None:
    stops, dollars, with_help, price, fee, papers, flight, found, wage = _ways(seed)
    weight = np.empty((STATES, STATES))
    weigh_reentry(
        (stops, dollars), (with_help, price, fee), (found, papers), flight, wage, (0.7, 0.4, 5.0), weight
    )
    forged = np.where(np.isfinite(papers), found, np.inf)
    ways = ((stops, dollars), (with_help, price + fee), (forged, flight + papers))
    expected = [0.7 * np.minimum(n, 5.0) + 0.4 * np.minimum(money / (12.0 * wage), 5.0) for n, money in ways]
    np.testing.assert_array_equal(weight, np.min(expected, axis=0))


def test_the_same_in_python() -> None:
    wage, zeros = np.log(np.arange(1.0, 1.0 + STATES * 3)).reshape(STATES, 3), np.zeros(STATES)
    low = np.full((STATES, STATES), -4.0)
    assert_same_in_python(
        raise_ceilings,
        lambda: (wage, zeros, 1.0, 0.25, 0.25, -4.0, 2.0, low.copy(), 2.0**low, np.zeros(low.shape, bool)),
    )
    raised, some = np.eye(STATES, k=1) > 0, np.arange(STATES) > 2
    assert_same_in_python(replan, lambda: (people(50).columns, 50, False, raised, some, ~some))
    a, b, c, d, e, f, g, found, earned = _ways(3)
    assert_same_in_python(
        weigh_reentry,
        lambda: ((a, b), (c, d, e), (found, f), g, earned, (0.7, 0.4, 5.0), np.empty((STATES, STATES))),
    )
