"""Borders: what the hazard of interdiction on each edge over land and sea is made of, and what happened there."""

from __future__ import annotations

from numba import njit

from abm.kernels.inlining import inlined
from abm.statuses import CHECKED_CHANNELS

_CHECKED = tuple(int(channel) for channel in CHECKED_CHANNELS)


@inlined
def count_checked(entries, s):
    """Agents who came into a state by channels on which names and papers are checked; entries are int64 [S, 11]."""
    checked = 0
    for channel in _CHECKED:
        checked += entries[s, channel]
    return checked


@njit(cache=True, nogil=True)
def control_of_edges(
    borders, ability, technology, shared, cooperation, by_treaty, together, numbers, own, lent
):
    """What a state controls by itself at each edge that enters it, and what the state that is left lends it.

    own  = ability * effort * (1 + technology) * terrain * (1 + information * shared)
    lent = transit * cooperation * ability of the state that is left
    Between states that decide together `internal_control` of both is left.

    Args:
        borders: tail, head and sea of the edges: int32, int32 and bool [E].
        ability, technology, shared, cooperation: float64 [S].
        by_treaty: float64 [S, S], cooperation of a partner (column) with a state (row); the larger of both counts.
        together: bool [S, S], states that decide on free movement together.
        numbers: float64 [4], what the sea makes of effort, information, transit, internal control.
        own: float64 [E], effort at each edge as it counts; written.
        lent: float64 [E], written.
    """
    tail, head, sea = borders
    at_sea, information, transit, internal = numbers
    for edge in range(own.shape[0]):
        there, left = head[edge], tail[edge]
        terrain = at_sea if sea[edge] else 1.0
        control = ability[there] * own[edge] * (1.0 + technology[there]) * terrain
        control *= 1.0 + information * shared[there]
        helped = transit * max(cooperation[there], by_treaty[there, left]) * ability[left]
        kept = internal if together[there, left] else 1.0
        own[edge], lent[edge] = control * kept, helped * kept


@njit(cache=True, nogil=True)
def count_crossings(edges, on_edges, served, paid, crossings, attempts, interdictions, deaths, clients, fees):
    """Add what happened on the edges over land and sea to what happened on all edges of the circuit.

    Args:
        edges: int64 [E], numbers of the edges over land and sea.
        on_edges: int64 [4, E], crossings, attempts, interdictions and deaths.
        served, paid: int64 [at least E], clients of smugglers and cents that they paid.
        crossings, attempts, interdictions, deaths, clients, fees: int64, by edge of the circuit, added to.
    """
    for place in range(edges.shape[0]):
        edge = edges[place]
        crossings[edge] += on_edges[0, place]
        attempts[edge] += on_edges[1, place]
        interdictions[edge] += on_edges[2, place]
        deaths[edge] += on_edges[3, place]
        clients[edge] += served[place]
        fees[edge] += paid[place]
