"""Refugees in camps by corridor: aid for them and who pays it, what groups capture of it, and bases in camps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.random import stream_key, uniform
from abm.kernels.sums import pairwise_sum


class Camped(NamedTuple):
    """Refugees in camps by corridor: P pairs of an origin and a host where there are any."""

    origin: np.ndarray  # int64 [P]
    host: np.ndarray  # int64 [P]
    persons: np.ndarray  # float64 [P]


class Aid(NamedTuple):
    """Parameters of aid."""

    cents: float  # a month and person, over persons per agent, in two factors
    unit: float
    donor: float
    capture: float


class Purses(NamedTuple):
    """Accounts that aid moves, and what is counted of it: int64 [S] each."""

    households: np.ndarray
    armed_groups: np.ndarray
    aid: np.ndarray
    captured: np.ndarray


@njit(cache=True, nogil=True)
def count_corridors(columns, used, wanted, pairs, states, out):
    """Count who holds a status by where they are from and where they are; return P, the number of such pairs.

    Args:
        columns: the table of migrants.
        used: rows in use.
        wanted: the status.
        pairs: int64 [N], written; N at least the number of those who hold it.
        states: S.
        out: int64 [3, N], written up to P in the order of origin and location: these two, and agents.
    """
    number = 0
    for row in range(used):
        if columns.status[row] == wanted:
            pairs[number] = np.int64(columns.origin[row]) * states + columns.location[row]
            number += 1
    found = 0
    before = np.int64(-1)
    for pair in np.sort(pairs[:number]):
        if pair != before:
            out[0, found], out[1, found], out[2, found] = pair // states, pair % states, 0
            before = pair
            found += 1
        out[2, found - 1] += 1
    return found


@njit(cache=True, nogil=True)
def quantile(values, share):
    """The value below which a share of all lies, between two values in proportion: what `np.quantile` gives.

    Args:
        values: float64 [N], N > 0.
        share: 0 to 1.
    """
    ordered = np.sort(values)
    place = (ordered.shape[0] - 1) * share
    below = int(np.floor(place))
    above = min(below + 1, ordered.shape[0] - 1)
    part, step = place - below, ordered[above] - ordered[below]
    return ordered[above] - step * (1.0 - part) if part >= 0.5 else ordered[below] + step * part


@njit(cache=True, nogil=True)
def divide(total, weights):
    """Divide cents in proportion to weights (float64 [N]) to the last cent: int64 [N], summing up to `total`."""
    out = np.empty(weights.shape[0], np.int64)
    scale = total / max(pairwise_sum(weights), 1e-300)
    edge = 0.0
    before = np.int64(0)
    for place in range(weights.shape[0]):
        edge += weights[place]
        whole = np.int64(np.rint(edge * scale))
        if place == weights.shape[0] - 1:
            whole = total
        out[place] = whole - before
        before = whole
    return out


@njit(cache=True, nogil=True)
def unshielded(camped, contiguous, groups, weakness, cooperation):
    """How far a host fails to shield a camp from the group of the refugees' state: float64 [P].

    Args:
        camped: `Camped`.
        contiguous: bool [S, S].
        groups: int64 [S], above 0 where a state has one.
        weakness: float64 [S], how far a host fails to hold its camps.
        cooperation: float64 [S], lever; where both cooperate, c of 1, weakness is multiplied by 1 - c.
    """
    weak = np.zeros(camped.origin.shape[0])
    for place in range(weak.shape[0]):
        origin, host = camped.origin[place], camped.host[place]
        if contiguous[origin, host] and groups[origin] > 0:
            weak[place] = weakness[host] * (1.0 - cooperation[origin] * cooperation[host])
    return weak


@njit(cache=True, nogil=True)
def give_aid(camped, weak, rule, output, population, purses):
    """Aid a month from the households of rich states to those of the hosts, less what groups capture.

    Args:
        camped: `Camped`.
        weak: float64 [P], of hosts, 0 where no group can capture anything.
        rule: `Aid`.
        output, population: float64 [S].
        purses: `Purses`, added to.
    """
    aid, total = np.empty(weak.shape[0], np.int64), 0
    for place in range(weak.shape[0]):
        aid[place] = np.int64(np.rint(rule.cents * camped.persons[place] * rule.unit))
        total += aid[place]
    if total == 0:
        return
    income = output / np.maximum(population, 1.0)
    rich = income >= quantile(income, rule.donor)
    purses.households[:] -= divide(total, np.where(rich, output, 0.0))
    for place in range(weak.shape[0]):
        origin, host = camped.origin[place], camped.host[place]
        captured = np.int64(np.floor(aid[place] * min(rule.capture * weak[place], 1.0)))
        purses.households[host] += aid[place] - captured
        purses.armed_groups[origin] += captured
        purses.aid[host] += aid[place]
        purses.captured[origin] += captured


class Bases(NamedTuple):
    """Parameters of bases in camps."""

    militarised: float
    sanctuary: float
    sanctuary_most: float


@njit(cache=True, nogil=True)
def base(camped, weak, rule, began, strength, seed, stream, out):
    """Base fighters in camps; whether exiles militarise at all is drawn once for each war and host.

    Args:
        camped: `Camped`.
        weak: float64 [P].
        rule: `Bases`.
        began: int32 [S], month in which the present or last war began.
        strength: float64 [S], fighters of each group, of whom at most a share is based abroad.
        seed, stream: the name of the draws.
        out: float64 [S, S], fighters by home and host; written where there are camps.
    """
    key, total = stream_key(seed, stream), np.zeros(strength.shape[0])
    for place in range(weak.shape[0]):
        if weak[place] > 0.0:
            origin, host = camped.origin[place], camped.host[place]
            u = uniform(key, max(np.int64(began[origin]), 0), origin * strength.shape[0] + host, 0)
            if u < rule.militarised * weak[place]:
                out[origin, host] = rule.sanctuary * camped.persons[place] * weak[place]
                total[origin] += out[origin, host]
    for place in range(weak.shape[0]):
        origin = camped.origin[place]
        most = rule.sanctuary_most * strength[origin]
        if weak[place] > 0.0 and total[origin] > most:
            out[origin, camped.host[place]] *= most / total[origin]
