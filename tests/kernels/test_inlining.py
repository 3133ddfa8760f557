"""Parts of kernels that count no references: they do what they say, and leave the arrays to their owner."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from numba import njit
from numba.core.errors import NumbaError

from abm.kernels.inlining import called, inlined
from tests.kernels.scenes import assert_same_in_python, markets


def _add_price(markets, m, out):  # type: ignore[no-untyped-def]
    out[m] += markets.price[m] * markets.demand[m]


_put_in, _by_itself = inlined(_add_price), called(_add_price)


@njit
def _with_put_in(markets, out):  # type: ignore[no-untyped-def]
    for m in range(out.shape[0]):
        _put_in(markets, m, out)


@njit
def _with_by_itself(markets, out):  # type: ignore[no-untyped-def]
    for m in range(out.shape[0]):
        _by_itself(markets, m, out)


@pytest.mark.parametrize("kernel", [_with_put_in, _with_by_itself])
def test_a_part_does_what_its_python_does(kernel: Any) -> None:
    assert_same_in_python(kernel, lambda: (markets(3), np.zeros(len(markets(3).price))))
    market = markets(3)
    compiled, plain = np.zeros((2, len(market.price)))
    kernel(market, compiled)
    for m in range(len(plain)):
        _add_price(market, m, plain)
    np.testing.assert_array_equal(compiled, plain)


@pytest.mark.parametrize("kernel", [_with_put_in, _with_by_itself])
def test_arrays_are_held_by_nobody_else_afterwards(kernel: Any) -> None:
    market = markets(3)
    out = np.zeros(len(market.price))
    kernel(market, out)
    before = sys.getrefcount(market.price), sys.getrefcount(out)
    for _ in range(10):
        kernel(market, out)
    assert (sys.getrefcount(market.price), sys.getrefcount(out)) == before


@pytest.mark.parametrize("compiled_as", [inlined, called])
def test_a_part_that_makes_an_array_does_not_compile(compiled_as: Any) -> None:
    """Nobody would free it, since no references are counted."""

    @compiled_as
    def make(number):  # type: ignore[no-untyped-def]
        return np.empty(number)[0]

    with pytest.raises(NumbaError):
        make(3)
