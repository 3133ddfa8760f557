"""Where those who move on go: by weight, among the states that are open."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from abm.kernels.transitions import pick_destination


@given(st.lists(st.one_of(st.just(0.0), st.floats(1e-6, 1e6)), min_size=5, max_size=5), st.data())
def test_a_destination_is_open_and_elsewhere(weights: list[float], data: st.DataObject) -> None:
    array = np.array(weights)
    open_to = np.array(data.draw(st.lists(st.booleans(), min_size=5, max_size=5)))
    origin, here = data.draw(st.integers(0, 4)), data.draw(st.integers(0, 4))
    chosen = pick_destination(array, open_to, origin, here, data.draw(st.floats(0.0, 1.0)))
    allowed = [d for d in range(5) if d not in (origin, here) and open_to[d] and array[d] > 0.0]
    assert chosen in allowed if allowed else chosen == -1


def test_destinations_are_chosen_by_weight() -> None:
    weights, everywhere = np.array([9.0, 1.0, 2.0, 0.0, 5.0]), np.ones(5, bool)
    u = (np.arange(8000) + 0.5) / 8000
    chosen = [pick_destination(weights, everywhere, 0, 3, draw) for draw in u]
    assert np.bincount(chosen, minlength=5).tolist() == [0, 1000, 2000, 0, 5000]
