"""What was counted is cleared where there is anything: the compiled kernels are their Python bodies."""

from __future__ import annotations

import numpy as np

from abm.kernels.tally import clear_flows
from tests.kernels.scenes import assert_same_in_python


def _sparse(*shape: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.integers(1, 9, shape) * (rng.random(shape) < 0.2)


def test_flows_are_cleared_where_somebody_arrived() -> None:
    flows = _sparse(5, 5, 11).astype(np.int32)
    arrivals = flows.sum(axis=2, dtype=np.int64)
    clear_flows(arrivals, flows)
    assert not arrivals.any()
    assert not flows.any()


def test_the_same_in_python() -> None:
    flows = _sparse(5, 5, 11).astype(np.int32)
    assert_same_in_python(clear_flows, lambda: (flows.sum(axis=2, dtype=np.int64), flows.copy()))
