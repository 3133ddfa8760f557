"""Accounts of migrants: wages earned, saved and sent home, in whole cents so that sums are exact in any order."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from abm.statuses import LIVING_STATUSES

_MOST_SAVINGS = float(np.iinfo(np.int32).max)
_LAST_LIVING = int(max(LIVING_STATUSES))
_STATUSES = 16  # length of their axis


class Earnings(NamedTuple):
    """What a migrant's month is worth; S states, 16 statuses."""

    wage: np.ndarray  # float64 [S, 3], cents per month of those who work with status
    work: np.ndarray  # float64 [S, 16], wage of a status relative to that, over all who hold it
    sent: np.ndarray  # float64 [S], share of the wage sent home by one who has just come, by origin
    decay: np.ndarray  # float64 [months], decline of that share with months away
    saved: float  # share of the wage saved
    limit: float  # months of wage beyond which nothing is saved


@njit(cache=True, nogil=True, parallel=True)
def earn(columns, used, earnings, month, parts, sent, saved):
    """Pay everyone abroad for a month.

    Args:
        columns: the table; `savings` is changed.
        used: rows in use.
        earnings: wages and shares.
        month: the month.
        parts: number of parts that the rows are cut into, one for each thread.
        sent: int64 [parts, S, S], added to: cents sent by (location, origin).
        saved: int64 [parts, S], added to: cents saved by location.
    """
    longest = earnings.decay.shape[0] - 1
    statuses, locations, origins = columns.status, columns.location, columns.origin
    skills, arrived, savings = columns.skill, columns.arrived, columns.savings
    for part in prange(parts):  # places without a sign: numba looks at each whether it counts from the end
        for row in range(used * part // parts, used * (part + 1) // parts):
            status, here, origin = statuses[row], np.uintp(locations[row]), np.uintp(origins[row])
            work = earnings.work[here, status % _STATUSES]
            if (status > _LAST_LIVING) | (here == origin) | (work <= 0.0):
                continue
            wage = earnings.wage[here, skills[row]] * work
            away = np.uintp(min(max(month - arrived[row], 0), longest))
            sent[part, here, origin] += np.int64(wage * earnings.sent[origin] * earnings.decay[away])
            held = savings[row]
            amount = np.int32(min(wage * earnings.saved, _MOST_SAVINGS - held))
            amount = amount if held < wage * earnings.limit else np.int32(0)
            savings[row] = held + amount
            saved[part, here] += amount


class Transfers(NamedTuple):
    """What comes of the money that is sent in a month, in cents, all added to; S states."""

    arrived: np.ndarray  # int64 [S, S], by location and origin
    informally: np.ndarray  # int64 [S], by origin
    costs: np.ndarray  # int64 [S], by location
    received: np.ndarray  # int64 [S], by origin
    households: np.ndarray  # int64 [S], what arrives leaves those of the host and reaches those of the origin


@njit(cache=True, nogil=True)
def transfer(sent, channel, surveillance, shares, transfers):
    """Send money home, as far as there is any: what of it goes informally, what the rest costs, what arrives.

    dear = (1 - channel here) * (1 - channel at home), informal = sent * informal share * dear * (1 - watched *
    surveillance here), cost = (sent - informal) * cost share * dear, each rounded to cents.

    Args:
        sent: int64 [parts, S, S], cents by location and origin.
        channel, surveillance: float64 [S], levers.
        shares: float64: informal, cost, watched.
        transfers: added to.
    """
    informal_share, cost_share, watched = shares
    total = sent[0] if sent.shape[0] == 1 else sent.sum(axis=0)
    for here in range(channel.shape[0]):
        left = 1.0 - watched * surveillance[here]
        for home in range(channel.shape[0]):
            amount = total[here, home]
            if amount == 0:  # most pairs
                continue
            dear = (1.0 - channel[here]) * (1.0 - channel[home])
            informal = np.int64(np.rint(amount * (informal_share * dear * left)))
            cost = np.int64(np.rint((amount - informal) * (cost_share * dear)))
            transfers.arrived[here, home] += amount - cost
            transfers.informally[home] += informal
            transfers.costs[here] += cost
            transfers.received[home] += amount - cost
            transfers.households[home] += amount - cost
            transfers.households[here] -= amount - cost
