"""Ceilings of what calls people home: above what is needed, and never lowered."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.ceilings import raise_ceilings
from tests.kernels.scenes import STATES, assert_same_in_python


@given(st.integers(0, 200), st.sampled_from([0.0, 0.25]))
def test_ceilings_stay_above_what_is_needed_and_are_never_lowered(seed: int, room: float) -> None:
    rng = np.random.default_rng(seed)
    ln_wage, unrest = rng.normal(7.0, 1.0, (STATES, 3)), rng.random(STATES)
    before = rng.integers(-4, 3, (STATES, STATES)).astype(float)
    ceiling, raised = before.copy(), np.zeros((STATES, STATES), bool)
    some = raise_ceilings(ln_wage, unrest, 0.8, room, 0.25, -4.0, 2.0, ceiling, raised)
    gap = np.max(ln_wage[:, None, :] - ln_wage[None, :, :], axis=2)
    needed = np.clip((0.8 * gap - unrest[:, None]) / np.log(2.0), -4.0, 2.0)
    assert some == raised.any()
    assert (ceiling >= np.minimum(needed + room, 2.0)).all()
    np.testing.assert_array_equal(ceiling[~raised], before[~raised])
    assert (ceiling[raised] > before[raised]).all()
    np.testing.assert_array_equal(ceiling, np.round(ceiling))


def test_the_same_in_python() -> None:
    wage, zeros = np.log(np.arange(1.0, 1.0 + STATES * 3)).reshape(STATES, 3), np.zeros(STATES)
    low = np.full((STATES, STATES), -4.0)
    assert_same_in_python(
        raise_ceilings,
        lambda: (wage, zeros, 1.0, 0.25, 0.25, -4.0, 2.0, low.copy(), np.zeros(low.shape, bool)),
    )
