"""How many threads the kernels use; the results are the same for any number."""

from __future__ import annotations

import numba


def threads() -> int:
    """Return the number of threads that parallel kernels use in this process."""
    return int(numba.get_num_threads())


def use_threads(number: int) -> None:
    """Let parallel kernels of this process use `number` threads, at most as many as the process was started with."""
    numba.set_num_threads(min(number, int(numba.config.NUMBA_NUM_THREADS)))  # type: ignore[attr-defined]
