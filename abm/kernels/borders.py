"""Control of borders: what the hazard of interdiction on each edge over land and sea is made of."""

from __future__ import annotations

from numba import njit


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
        numbers: four, what the sea makes of effort, information, transit, internal control.
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
def pushed_away(control, first_ability, borders, at_sea, out):
    """Write control of each edge (float64 [E]) over what it was in the first month at effort 1 and technology 0.

    Args:
        control: float64 [E].
        first_ability: float64 [S], control at effort 1 in the first month.
        borders: tail, head and sea of the edges.
        at_sea: what the sea makes of effort.
        out: float64 [E], written.
    """
    _, head, sea = borders
    for edge in range(out.shape[0]):
        usual = first_ability[head[edge]] * (at_sea if sea[edge] else 1.0)
        out[edge] = max(control[edge], 1e-9) / max(usual, 1e-9)


@njit(cache=True, nogil=True)
def within(together, borders, out):
    """Write which edges lie between states that decide together (bool [S, S]): bool [E]."""
    tail, head, _ = borders
    for edge in range(out.shape[0]):
        out[edge] = together[head[edge], tail[edge]]
