"""What a path along the circuit takes: length, money, interdictions, death."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def follow_paths(ways, stopped, danger, price, open_to, kind, out):
    """Walk the path of every pair and add up what it takes.

    Args:
        ways, open_to: as in `Ways` and `Rules`.
        stopped: float64 [E], probability of interdiction on a crossing.
        danger: float64 [E], probability of death on a crossing.
        price: float64 [E], dollars of a smuggler for a crossing.
        kind: of traveller.
        out: float64 [5, S, S], written: km, dollars of travel, expected interdictions, probability of death, dollars
            of smugglers; infinity where there is no way.
    """
    states = open_to.shape[0]
    for o in range(states):
        for d in range(states):
            km, dollars, stops, alive, fee = 0.0, 0.0, 0.0, 1.0, 0.0
            here = o
            hops = 0
            while here != d and hops <= states:
                edge = ways.next_edge[kind, here, d]
                if edge < 0:
                    break
                here = ways.head[edge]
                km += ways.distance[edge]
                dollars += ways.cost[edge] / 100.0
                if not open_to[o, here]:
                    stops += stopped[edge]
                    alive *= 1.0 - danger[edge]
                    fee += price[edge]
                hops += 1
            if here != d:
                km, dollars, stops, alive, fee = np.inf, np.inf, np.inf, 0.0, np.inf
            out[0, o, d], out[1, o, d], out[2, o, d] = km, dollars, stops
            out[3, o, d], out[4, o, d] = 1.0 - alive, fee
