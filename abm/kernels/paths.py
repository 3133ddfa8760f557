"""The cheapest paths along the circuit, and what they take: length, money, interdictions, death."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def lightest_edges(tail, head, weight, states):
    """Numbers of the edges that count, in their order: of several from one state to another the lightest; int64 [n].

    The first of those that weigh the same.
    """
    chosen = np.full((states, states), -1, np.int32)
    for edge in range(tail.shape[0]):
        before = chosen[tail[edge], head[edge]]
        if before < 0 or weight[edge] < weight[before]:
            chosen[tail[edge], head[edge]] = edge
    out, number = np.empty(tail.shape[0], np.int64), 0
    for edge in range(tail.shape[0]):
        if chosen[tail[edge], head[edge]] == edge:
            out[number] = edge
            number += 1
    return out[:number]


@njit(cache=True, nogil=True)
def cheapest_edges(edges, tail, head, weight, cost, out):
    """Write the edge to take from each state towards each other; paths get cheaper until none can any more.

    cost(o, d) = min over edges (o, v) of weight + cost(v, d), for all destinations of an edge at once; edges are looked
    at again only where the cost of their head has fallen since.

    Args:
        edges: int64 [n], the edges that count, one at most from a state to another.
        tail, head: int32 [E], ends of the edges.
        weight: float64 [E], positive.
        cost: float64 [S, S], written: the least cost from row to column, infinity where there is no way.
        out: int32 [S, S], written: the edge, -1 where there is none.

    Returns:
        Destinations to which two ways are as cheap as each other from somewhere, of which either may have been taken:
        bool [S].
    """
    states = cost.shape[0]
    cost[:], out[:] = np.inf, -1
    for state in range(states):
        cost[state, state] = 0.0
    fell, looked = np.ones(states, np.int64), np.zeros(edges.shape[0], np.int64)  # when last
    now, any_fell, forward, last = 1, True, False, edges.shape[0] - 1
    while any_fell:
        any_fell, forward = False, not forward  # there and back: a third less to look at
        for step in range(edges.shape[0]):
            place = step if forward else last - step
            edge = edges[place]
            if fell[head[edge]] <= looked[place]:
                continue
            looked[place] = now
            if _lower(cost[tail[edge]], cost[head[edge]], weight[edge]):
                now += 1
                fell[tail[edge]] = now
                any_fell = True
    tied = np.zeros(states, np.bool_)
    for edge in edges:
        _take(edge, tail[edge], cost[tail[edge]], cost[head[edge]], weight[edge], out[tail[edge]], tied)
    return tied


@njit(cache=True, nogil=True)
def _take(edge, tail, here, there, weight, following, tied):
    """Write an edge to `following` [S] for the destinations to which it leads cheapest; they are `tied` if one did."""
    for d in range(here.shape[0]):
        leads = (here[d] == there[d] + weight) & (here[d] < np.inf) & (d != tail)
        tied[d] |= leads & (following[d] >= 0)
        following[d] = edge if leads else following[d]


@njit(cache=True, nogil=True)
def _lower(here, there, weight):
    """Lower the costs at the tail of an edge to those at its head and its weight; True where one was higher."""
    lowered = False
    for d in range(here.shape[0]):
        through = there[d] + weight
        less = through < here[d]
        here[d] = through if less else here[d]
        lowered |= less
    return lowered


@njit(cache=True, nogil=True)
def follow_paths(ways, stopped, danger, price, open_to, kind, out):
    """Walk the path of every pair and add up what it takes.

    What a step towards a destination takes lies together by the state that it leaves, close at hand for every path.

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
    onward, takes = np.empty(states, np.uint32), np.empty((states, 5))
    for d in range(states):
        for left in range(states):
            edge = ways.next_edge[kind, left, d]
            onward[left] = left if edge < 0 else ways.head[edge]
            if edge >= 0:
                takes[left, 0], takes[left, 1] = ways.distance[edge], ways.cost[edge] / 100.0
                takes[left, 2], takes[left, 3] = stopped[edge], 1.0 - danger[edge]
                takes[left, 4] = price[edge]
        for o in range(states):
            km, dollars, stops, alive, fee = 0.0, 0.0, 0.0, 1.0, 0.0
            here, goal = np.uint32(o), np.uint32(d)
            for _ in range(states):
                if here == goal or onward[here] == here:
                    break
                take, here = takes[here], onward[here]
                free = open_to[o, here]
                km += take[0]
                dollars += take[1]
                stops += 0.0 if free else take[2]
                alive *= 1.0 if free else take[3]
                fee += 0.0 if free else take[4]
            if here != goal:
                km, dollars, stops, alive, fee = np.inf, np.inf, np.inf, 0.0, np.inf
            out[0, o, d], out[1, o, d], out[2, o, d] = km, dollars, stops
            out[3, o, d], out[4, o, d] = 1.0 - alive, fee
