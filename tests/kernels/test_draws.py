"""Draws for many: each is the draw of its own uid, whoever else is there."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.draws import fill_pairs, fill_uniform
from abm.kernels.random import stream_key, uniform, uniform_pair
from tests.kernels.scenes import assert_same_in_python


@given(st.lists(st.integers(0, 2**62), max_size=20), st.integers(0, 400), st.integers(0, 5))
def test_each_draw_is_named_by_its_own_uid(uids: list[int], month: int, option: int) -> None:
    out = np.zeros(len(uids))
    fill_uniform(3, 9, month, np.array(uids, np.int64), option, out)
    assert out.tolist() == [uniform(stream_key(3, 9), month, uid, option) for uid in uids]
    pairs = np.zeros((2, len(uids)))
    fill_pairs(3, 9, month, np.array(uids, np.int64), option, pairs)
    assert list(map(tuple, pairs.T)) == [uniform_pair(stream_key(3, 9), month, uid, option) for uid in uids]


def test_the_same_in_python() -> None:
    assert_same_in_python(fill_uniform, lambda: (1, 2, 3, np.arange(50) * 10**15, 4, np.zeros(50)))
    assert_same_in_python(fill_pairs, lambda: (1, 2, 3, np.arange(50) * 10**15, 4, np.zeros((2, 50))))


def test_only_the_room_given_is_written() -> None:
    out = np.full(5, -1.0)
    fill_uniform(1, 2, 3, np.arange(3), 0, out)
    assert (out[:3] > 0.0).all()
    assert (out[3:] == -1.0).all()
