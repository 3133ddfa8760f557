"""What was counted by pair of states: cleared where there is anything."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def clear_flows(arrivals, flows):
    """Set arrivals (int64 [S, S]) and their flows by channel (int32 [S, S, 11]) to zero.

    Nobody flows who does not arrive: where there are no arrivals, the flows are zero already.
    """
    for origin in range(arrivals.shape[0]):
        for destination in range(arrivals.shape[1]):
            if arrivals[origin, destination] != 0:
                arrivals[origin, destination] = 0
                flows[origin, destination] = 0
