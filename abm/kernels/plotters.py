"""Plotters: who begins plots and where from, what states hold against them, and whom that meets by mistake."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.borders import count_checked
from abm.kernels.inlining import inlined
from abm.kernels.random import stream_key, uniform
from abm.kernels.sums import pairwise_sum

_RESIDENT, _BACKGROUND, _NATIVE = range(4, 7)  # ways, as in `abm.terrorists.table`


class Abroad(NamedTuple):
    """People of states who live in others."""

    stock: np.ndarray  # int64 [S, S], agents by origin and host
    persons: float  # for each agent
    place: np.ndarray  # int64 [S, S], row of the diaspora of an origin in a host, -1 where there is none
    descendants: np.ndarray  # float64 [rows], persons in each diaspora


class Watch(NamedTuple):
    """Parameters of what states do against plots, as declared."""

    screening: float
    lists: float
    surveillance: float
    tips: float
    police: float


@inlined
def background(people, origin, host):
    """People of an origin in a host: those born there, and with their descendants."""
    born = people.stock[origin, host] * people.persons
    row = people.place[origin, host]
    return born, born + (people.descendants[row] if row >= 0 else 0.0)


@njit(cache=True, nogil=True)
def begin_plots(some, count, month, most, people, seed, stream, uid, origin, target, way):
    """List the plots of a month: of natives, of residents of migrant background, of networks.

    The origin of those of migrant background is drawn by the people of each origin in the target; where networks strike
    is still to be chosen.

    Args:
        some: int64 [N], who begins plots, the number of the state and S times that of the kind; rising.
        count: int64 [N], how many, less than `most`.
        month, most: which name the plots, and where nobody may begin more.
        people: `Abroad`.
        seed, stream: of the draws of origins.
        uid, origin, target, way: int64 [P], written.

    Returns:
        How many are not of networks.
    """
    key, states = stream_key(seed, stream), people.stock.shape[0]
    plot = alone = 0
    for place in range(some.shape[0]):
        kind, state = some[place] // states, some[place] % states
        for nth in range(count[place]):
            uid[plot] = (month * 3 * states + some[place]) * most + nth
            origin[plot], target[plot] = state, state
            way[plot] = _BACKGROUND if kind == 1 else _NATIVE
            if kind == 1:
                total = below = 0.0
                for other in range(states):
                    total += background(people, other, state)[1]
                mark, origin[plot] = uniform(key, month, uid[plot], 0) * total, 0
                for other in range(states):
                    below += background(people, other, state)[1]
                    origin[plot] += below <= mark
            plot += 1
            alone += kind < 2
    return alone


@njit(cache=True, nogil=True)
def describe(plots, people, seed, streams, month, strategy, begun, abroad, u):
    """Whether plotters were born abroad, which is drawn for those of migrant background; count plots that begin.

    Args:
        plots: uid, origin, target and way: int64 [P] each.
        people: `Abroad`.
        seed, streams, month: the name of the draws; streams of where plotters are from and of how many they are.
        strategy: int64 [7], of each way.
        begun: int64 [S, 3], by target and strategy; added to.
        abroad: bool [P], written.
        u: float64 [P], written: a draw for the size of each.
    """
    uids, origin, target, way = plots
    coming, sizing = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    for plot in range(uids.shape[0]):
        u[plot] = uniform(sizing, month, uids[plot], 0)
        abroad[plot] = way[plot] <= _RESIDENT
        if way[plot] == _BACKGROUND:
            born, everybody = background(people, origin[plot], target[plot])
            abroad[plot] = uniform(coming, month, uids[plot], 1) * max(everybody, 1e-300) < born
        begun[target[plot], strategy[way[plot]]] += 1


@njit(cache=True, nogil=True)
def keep_watch(levers, capacity, alienation, weight, rule, usual, out):
    """What every state does to stop plots: hazards a month, and the share of others' names that partners tell it.

    Args:
        levers: screening of visas, watch lists, sharing of information, surveillance: float64 [S] each.
        capacity, alienation: float64 [S].
        weight: float64 [S], of states as sources of information.
        rule: `Watch`.
        usual: alienation at which others give tips.
        out: float64 [6, S], written: screening, lists, what partners share, surveillance, tips, police.

    Returns:
        Tips of others than residents of migrant background.
    """
    screening, lists, shared, surveillance = levers
    told = weight * shared
    everything, everybody = pairwise_sum(told), pairwise_sum(weight)
    for s in range(weight.shape[0]):
        out[0, s] = rule.screening * screening[s] * capacity[s]
        out[1, s] = rule.lists * lists[s]
        out[2, s] = (everything - told[s]) / max(everybody - weight[s], 1e-300)
        out[3, s] = rule.surveillance * surveillance[s] * capacity[s]
        out[4, s] = rule.tips * (1.0 - alienation[s])
        out[5, s] = rule.police * capacity[s]
    return rule.tips * (1.0 - usual)


@njit(cache=True, nogil=True)
def mistake(levers, told, coming, from_abroad, rates, refused, detained):
    """Add innocent people whom checks of papers and names turn away, and whom surveillance has held.

    Args:
        levers: screening of visas, watch lists, surveillance: float64 [S] each.
        told: names that states share and those that partners do (float64 [S] each), and what such names add.
        coming: short stays (float64 [S], persons), entries (int64 [S, 11], agents), and persons per agent.
        from_abroad: float64 [S], residents of migrant background.
        rates: shares refused and mistaken for another, and held in a year.
        refused, detained: float64 [S], persons, added to.
    """
    screening, lists, surveillance = levers
    shared, partners, names = told
    travellers, entries, persons = coming
    share, mistaken, held = rates
    for s in range(from_abroad.shape[0]):
        checked = count_checked(entries, s)
        by_name = mistaken * lists[s] * (1.0 + names * shared[s] * partners[s])
        turned = min(share * screening[s] + by_name, 1.0)
        refused[s] += turned * (travellers[s] + checked * persons)
        detained[s] += held / 12.0 * surveillance[s] * from_abroad[s]
