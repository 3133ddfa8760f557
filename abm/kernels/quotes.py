"""What smugglers ask: cost and risk of a client at every market, and the bribes that are worth paying."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit


class Costs(NamedTuple):
    """What serving a client takes; see `abm.parameters.smuggling`."""

    labour: float
    per_km: float
    sea: float
    papers: float
    papers_labour: float
    penalty: float
    usual: float  # profit over cost at which networks neither grow nor shrink


@njit(cache=True, nogil=True)
def exposures(own, lent, bought, evasion, out):
    """Write hazards of interdiction at each edge, negative: as it is, without bribes, and what is lent alone.

    Args:
        own, lent: float64 [E], parts of control.
        bought: float64 [E], share of a state's own that bribes buy off.
        evasion: float64 [E or more], share of control that clients evade.
        out: float64 [3, E].
    """
    for edge in range(own.shape[0]):
        open_to_control = 1.0 - evasion[edge]
        out[0, edge] = -(own[edge] * (1.0 - bought[edge]) + lent[edge]) * open_to_control
        out[1, edge] = -(own[edge] + lent[edge]) * open_to_control
        out[2, edge] = -lent[edge] * open_to_control


@njit(cache=True, nogil=True)
def ask(markets, wage, capacity, distance, sea, passed, found, costs, lost, usual):
    """Write what a client costs and risks at every market, and the least that has to be asked.

    Args:
        markets: cost, penalty, stopped, at_stake, bribed and floor are written.
        wage, capacity: float64 [S], as they are known.
        distance, sea: float64 and bool [E].
        passed: float64 [3, E], exp(hazard) - 1 of `exposures`.
        found: float64 [2, S], probability that papers are found if nothing is evaded, as it is and without bribes.
        costs: of a client.
        lost: float64 [M], share of the price that an interdicted client has paid.
        usual: float64 [M], price at which networks neither grow nor shrink; written.
    """
    edges = distance.shape[0]
    for m in range(markets.head.shape[0]):
        head, open_to_control = markets.head[m], 1.0 - markets.evasion[m]
        penalty = costs.penalty * wage[head]
        if m < edges:
            cost = costs.labour * 0.5 * (wage[markets.tail[m]] + wage[head]) + costs.per_km * distance[m]
            cost += costs.sea if sea[m] else 0.0
            stopped, at_stake = -passed[0, m], passed[2, m] - passed[1, m]
        else:
            cost = costs.papers * capacity[head] + costs.papers_labour * wage[head]
            stopped, at_stake = found[0, head] * open_to_control, found[1, head] * open_to_control
        bribed = markets.bribe[m] / markets.served[m] if markets.served[m] > 0.0 else 0.0
        paying = max(1.0 - stopped * (1.0 - lost[m]), 1e-3)
        floor = max((cost + stopped * penalty + bribed) / paying, 0.01)
        markets.cost[m], markets.penalty[m], markets.bribed[m] = cost, penalty, bribed
        markets.stopped[m], markets.at_stake[m], markets.floor[m] = stopped, at_stake, floor
        usual[m] = floor + costs.usual * cost / paying


@njit(cache=True, nogil=True)
def buy_off(markets, effort, checks, output, odds, lost, bribery, toughness):
    """Write bribes where they spare more than they cost, and the share of control that they buy off.

    Args:
        markets: bribe and bought are written.
        effort, checks: what a state does at each edge into it (float64 [E]) and against forged papers (float64 [S]).
        output: float64 [S], dollars a year.
        odds: float64 [S], what capacity makes of resistance.
        lost: float64 [M], share of the price that an interdicted client has paid.
        bribery, toughness: how much losses count, and resistance.
    """
    for m in range(markets.head.shape[0]):
        head = markets.head[m]
        there = effort[m] if m < effort.shape[0] else checks[head]
        spared = markets.penalty[m] + (1.0 - lost[m]) * markets.price[m]
        losses = bribery * markets.served[m] * markets.at_stake[m] * spared
        resistance = toughness * (there * output[head] / 12.0) * odds[head] + 1e-9
        best = np.sqrt(losses * resistance) - resistance
        bribe = max(best, 0.0) if markets.capacity[m] > 0.0 else 0.0
        markets.bribe[m], markets.bought[m] = bribe, bribe / (bribe + resistance)
