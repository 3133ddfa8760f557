"""The tally in one block: it is cleared at once, and copies are cleared by themselves alone."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from abm.tally import Tally


def _counted() -> Tally:
    """A tally in which everything has been counted, each number another."""
    tally = Tally(3, 5)
    for number, array in enumerate(_arrays(tally).values()):
        array[...] = number + np.arange(array.size).reshape(array.shape)
    tally.arrivals[...] = 1  # nobody flows who does not arrive
    return tally


def _arrays(tally: Tally) -> dict[str, np.ndarray]:
    return {name: array for name, array in vars(tally).items() if name != "_block"}


def test_what_is_counted_does_not_share_memory() -> None:
    tally = _counted()
    arrays = list(_arrays(tally).values())
    for place, one in enumerate(arrays):
        assert not any(np.shares_memory(one, other) for other in arrays[place + 1 :])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda tally: pickle.loads(pickle.dumps(tally))])
def test_a_copy_counts_by_itself_and_is_cleared_by_itself(copied: Callable[[Tally], Tally]) -> None:
    tally = _counted()
    other, before = copied(tally), copy.deepcopy(_arrays(tally))
    assert list(_arrays(other)) == list(before)
    for name, array in _arrays(other).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
        assert array.dtype == before[name].dtype
    other.claims += 7
    other.clear()
    assert not any(array.any() for array in _arrays(other).values())
    for name, array in _arrays(tally).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
    tally.clear()
    assert not any(array.any() for array in _arrays(tally).values())
