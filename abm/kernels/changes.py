"""Changes of status: carrying out what was decided, and keeping the log."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.asylum import RECOGNISED, REFUSED_REMOVED, REFUSED_STAYS
from abm.kernels.inlining import inlined
from abm.kernels.table import change, enter, free
from abm.kernels.transitions import (
    DEAD,
    DETAINED,
    DISPERSED,
    IN_CAMP,
    IN_TRANSIT,
    IRREGULAR,
    NATURALISED,
    NOTHING,
    OVERSTAYER,
    PERMANENT,
    REMOVED,
    RETURNED,
    SEEKER,
    STUDENT,
)
from abm.statuses import Channel

_CHANNEL_ASYLUM, _CHANNEL_ALONE = int(Channel.ASYLUM), int(Channel.ALONE)
_CHANNEL_SKILLED = int(Channel.SKILLED)
_HIGH = 2


class Changes(NamedTuple):
    """What the transitions of a month did, in agents; S states."""

    returned: np.ndarray  # int64 [S, 3], by origin and skill
    irregular_returns: np.ndarray  # int64 [S], of the returned, those without status, by the state left
    refugee_returns: np.ndarray  # int64 [S], of the returned, recognised refugees, by origin
    left: np.ndarray  # int64 [S], by the state that they left for home or elsewhere
    removed: np.ndarray  # int64 [S], by the state that removed
    removed_home: np.ndarray  # int64 [S], by origin
    died: np.ndarray  # int64 [S], by state of location
    overstays: np.ndarray  # int64 [S], permits and studies outstayed
    naturalised: np.ndarray  # int64 [S]
    claims: np.ndarray  # int64 [S]
    entries: np.ndarray  # int64 [S, 11], by destination and channel
    arrivals: np.ndarray  # int64 [S, S], by origin and destination
    flows: np.ndarray  # int32 [S, S, 11], by origin, destination and channel
    balance: np.ndarray  # int64 [S], cents owed to the households of a state


@inlined
def leave_table(columns, census, row, log):
    """Let a row go: what was saved falls to the households of the origin."""
    log.balance[columns.origin[row]] += columns.savings[row]
    free(columns, census, row)


@inlined
def move_on(columns, census, row, result, destination, log, month):
    """Onward migration and resettlement: enter the next state, or set out for it without authorisation."""
    here = columns.location[row]
    status = columns.status[row]
    columns.destination[row] = destination
    if status == IRREGULAR or status == OVERSTAYER:
        columns.channel[row] = _CHANNEL_ALONE
        columns.previous[row] = here
        change(columns, census, row, IN_TRANSIT, here, month)
        return
    log.left[here] += 1
    columns.channel[row] = _CHANNEL_SKILLED if result == IN_TRANSIT else _CHANNEL_ASYLUM
    enter(columns, row, destination, columns.channel[row], log)
    if result == SEEKER:
        log.claims[destination] += 1
    change(columns, census, row, PERMANENT if result == IN_TRANSIT else result, destination, month)
    columns.since[row] = month


@inlined
def graduate(columns, census, row):
    """Give a student who ends the highest skill."""
    here = columns.location[row]
    census.standing[here, STUDENT, columns.skill[row]] -= 1
    columns.skill[row] = _HIGH
    census.standing[here, STUDENT, _HIGH] += 1


@inlined
def finish(columns, census, row, result, log):
    """Death, return or removal: the row leaves the table."""
    here = columns.location[row]
    status = columns.status[row]
    if result == DEAD:
        log.died[here] += 1
    else:
        log.returned[columns.origin[row], columns.skill[row]] += 1
        log.left[here] += 1
        if result == REMOVED:
            log.removed[here] += 1
            log.removed_home[columns.origin[row]] += 1
        elif status == IRREGULAR or status == OVERSTAYER:
            log.irregular_returns[here] += 1
        elif status == IN_CAMP or status == DISPERSED:
            log.refugee_returns[columns.origin[row]] += 1
    leave_table(columns, census, row, log)


@inlined
def stay(columns, census, row, result, log, month):
    """A new status in the same state."""
    here = columns.location[row]
    status = columns.status[row]
    if result == OVERSTAYER:
        log.overstays[here] += 1
    elif result == SEEKER:
        log.claims[here] += 1
    elif result == NATURALISED:
        log.naturalised[here] += 1
        columns.citizenship[row] = here
    if status == DETAINED:  # caught at the border, and now let in
        enter(columns, row, here, columns.channel[row], log)
    change(columns, census, row, result, here, month)


@njit(cache=True, nogil=True)
def apply(rows, number, decisions, columns, census, log, month):
    """Carry out decisions in the order of the rows and log them; only here do transitions change the table."""
    for place in range(number):
        result = decisions[place, 0]
        if result == NOTHING:
            continue
        row = rows[place]
        status = columns.status[row]
        if status == STUDENT and result != DEAD:
            graduate(columns, census, row)
        if result >= RETURNED:
            finish(columns, census, row, result, log)
        elif decisions[place, 1] >= 0:
            move_on(columns, census, row, result, decisions[place, 1], log, month)
        elif result != status:
            stay(columns, census, row, result, log, month)


@njit(cache=True, nogil=True)
def carry_out(rows, verdicts, columns, census, log, decisions, recognised, month):
    """Carry out verdicts on claims (int8 [rows]) and count them: `decisions` and `recognised` [S], added to."""
    for place in range(rows.shape[0]):
        row, verdict = rows[place], verdicts[place]
        here = columns.location[row]
        decisions[here] += 1
        recognised[here] += verdict == RECOGNISED
        if verdict == RECOGNISED or verdict == REFUSED_STAYS:
            status = DISPERSED if verdict == RECOGNISED else IRREGULAR
            change(columns, census, row, status, here, month)
        else:
            finish(columns, census, row, REMOVED if verdict == REFUSED_REMOVED else RETURNED, log)
