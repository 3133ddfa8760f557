"""Sums are those of numpy to the last bit, whatever the number and the size of what is added up."""

from __future__ import annotations

import numpy as np
import pytest

from abm.kernels.sums import pairwise_sum
from tests.kernels.scenes import assert_same_in_python


@pytest.mark.parametrize("number", [*range(20), 127, 128, 129, 136, 200, 255, 256, 257, 1000, 5000])
def test_a_sum_is_numpys(number: int) -> None:
    rng = np.random.default_rng(number)
    for _ in range(20):
        values = np.exp(rng.normal(0.0, 8.0, number)) * rng.choice([-1.0, 1.0], number)
        assert pairwise_sum(values) == values.sum()


def test_the_same_in_python() -> None:
    values = np.exp(np.random.default_rng(0).normal(0.0, 8.0, 300))
    assert_same_in_python(pairwise_sum, lambda: (values,))
