"""The columns of migrants, the counts kept beside them, and the verbs that keep the two equal."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.inlining import inlined
from abm.statuses import Status

NEVER = 32_767
"""A month that no run reaches: the wake of a row that has nothing to wait for."""

UNPLANNED = -1
"""The wake of a row whose next event has not been drawn yet."""

FREE = 255
"""Status of a row that holds nobody."""

_HIGH_SKILL = 2
_WAITING, _IN_TRANSIT = int(Status.WAITING), int(Status.IN_TRANSIT)
_REFUGEE_IN_CAMP, _REFUGEE_DISPERSED = int(Status.REFUGEE_IN_CAMP), int(Status.REFUGEE_DISPERSED)
_FIRST_FINAL = int(Status.RETURNED)


class Columns(NamedTuple):
    """One array per variable of a migrant, all of one length.

    Money is in cents of a constant PPP dollar per person, months count from the first month of the run. The table makes
    longer arrays when it grows, so an array that somebody holds is that of its month.
    """

    uid: np.ndarray  # int64, never reused
    origin: np.ndarray  # int16, state of birth
    citizenship: np.ndarray  # int16
    location: np.ndarray  # int16
    destination: np.ndarray  # int16
    previous: np.ndarray  # int16, the hop before
    status: np.ndarray  # uint8, `Status`, 255 for a free row
    channel: np.ndarray  # uint8, `Channel`
    skill: np.ndarray  # uint8, 0 low, 1 medium, 2 high
    flags: np.ndarray  # uint8, bits of `Flag`
    motive: np.ndarray  # float32, 0 economic to 1 forced
    birth: np.ndarray  # int16, month of birth
    since: np.ndarray  # int16, month in which the status began
    arrived: np.ndarray  # int16, month of arrival in the state of location
    wake: np.ndarray  # int16, month of the next possible event
    savings: np.ndarray  # int32, cents per person


class Census(NamedTuple):
    """Counts of the table in agents, kept equal to it by every change."""

    standing: np.ndarray  # int64 [state of location, status, skill]
    stock: np.ndarray  # int64 [origin, location], those who live abroad
    refugees: np.ndarray  # int64 [origin, location], recognised refugees


@inlined
def lives_abroad(status):
    """True for the statuses that count in a corridor's stock."""
    return status < _FIRST_FINAL and status != _WAITING and status != _IN_TRANSIT


@inlined
def count(columns, census, row, step):
    """Add `step` (1 or -1) agents for a row to the census."""
    status = columns.status[row]
    location = columns.location[row]
    origin = columns.origin[row]
    census.standing[location, status, columns.skill[row]] += step
    if lives_abroad(status) and location != origin:
        census.stock[origin, location] += step
        if status == _REFUGEE_IN_CAMP or status == _REFUGEE_DISPERSED:
            census.refugees[origin, location] += step


@inlined
def change(columns, census, row, status, location, month):
    """Give a row a new status and location from this month on; its next event is still to be drawn."""
    count(columns, census, row, -1)
    if columns.location[row] != location:
        columns.previous[row] = columns.location[row]
        columns.location[row] = location
        columns.arrived[row] = month
    if columns.status[row] != status:
        columns.status[row] = status
        columns.since[row] = month
    columns.wake[row] = UNPLANNED
    count(columns, census, row, 1)


@inlined
def free(columns, census, row):
    """Empty a row; whoever held it is accounted for by the caller."""
    count(columns, census, row, -1)
    columns.status[row] = FREE
    columns.wake[row] = NEVER
    columns.savings[row] = 0


@njit(cache=True, nogil=True)
def count_rows(columns, census, rows):
    """Add newly filled rows to the census."""
    for row in rows:
        count(columns, census, row, 1)


@njit(cache=True, nogil=True)
def change_rows(columns, census, rows, status, locations, month):
    """`change` for many rows: one new status, a location for each."""
    for place in range(rows.shape[0]):
        change(columns, census, rows[place], status, locations[place], month)


@njit(cache=True, nogil=True)
def free_rows(columns, census, rows, balance, home):
    """Send waiting people back to their households: savings to `balance` [S], heads to `home` [S, 3] by origin."""
    for row in rows:
        balance[columns.origin[row]] += columns.savings[row]
        home[columns.origin[row], columns.skill[row]] += 1
        free(columns, census, row)


@njit(cache=True, nogil=True)
def count_all(columns, used, census):
    """Add every living row of the first `used` to a census of zeros: what the kept counts must equal."""
    for row in range(used):
        if columns.status[row] != FREE:
            count(columns, census, row, 1)


@njit(cache=True, nogil=True)
def rows_with_status(status, used, wanted, out):
    """Write the rows of a status to `out` in their order and return how many there are."""
    number = 0
    for row in range(used):
        if status[row] == wanted:
            out[number] = row
            number += 1
    return number


@njit(cache=True, nogil=True)
def taken(column, rows, number):
    """A column at the first `number` of some rows. Taking columns one by one waits for memory once, not row by row."""
    out = np.empty(number, column.dtype)
    for place in range(number):
        out[place] = column[rows[place]]
    return out


@njit(cache=True, nogil=True)
def rows_awake(wake, used, month, out):
    """Write the rows whose next possible event is due (or still to be drawn) to `out`; return how many.

    The only pass over all migrants in a month apart from their accounts: two bytes each, 0.2 ns an agent.
    """
    number = 0
    for row in range(used):
        if wake[row] <= month:
            out[number] = row
            number += 1
    return number


@njit(cache=True, nogil=True)
def count_skilled(columns, used, found):
    """Add the agents of high skill who live abroad to `found` [2, S]: by origin, and by where they live."""
    for row in range(used):
        origin, location = columns.origin[row], columns.location[row]
        if columns.skill[row] == _HIGH_SKILL and location != origin and lives_abroad(columns.status[row]):
            found[0, origin] += 1
            found[1, location] += 1


@inlined
def enter(columns, row, state, channel, log):
    """Log that a row enters a state by a channel: `entries`, `arrivals` and `flows` of a log, added to."""
    log.entries[state, channel] += 1
    log.arrivals[columns.origin[row], state] += 1
    log.flows[columns.origin[row], state, channel] += 1


@inlined
def land(columns, census, row, status, air_cost, balance, log, month):
    """Let a row enter its destination by air: it pays the journey, as far as its savings reach, and takes a status.

    Args:
        columns, census: the table and its counts, changed.
        row, status: who, and the status taken.
        air_cost: float64 [S, S], dollars.
        balance: int64 [S], cents of households where the journey ends, added to.
        log: see `enter`.
        month: now.
    """
    destination = columns.destination[row]
    cost = air_cost[columns.location[row], destination]
    price = cost * 100 if np.isfinite(cost) else 0.0
    paid = np.int32(min(price, columns.savings[row]))
    columns.savings[row] -= paid
    balance[destination] += paid
    enter(columns, row, destination, columns.channel[row], log)
    change(columns, census, row, status, destination, month)


@njit(cache=True, nogil=True)
def people_present(residents, standing, persons_per_agent):
    """People in each state: float64 [S], of residents (int64 [S, 3], persons) and agents (int64 [S, status, skill])."""
    out = np.empty(residents.shape[0])
    for state in range(residents.shape[0]):
        agents = 0
        for status in range(standing.shape[1]):
            agents += standing[state, status, 0] + standing[state, status, 1] + standing[state, status, 2]
        people = residents[state, 0] + residents[state, 1] + residents[state, 2]
        out[state] = people + agents * persons_per_agent
    return out
