"""The first stock: names, skills and statuses of those who live abroad already in the first month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.departures import identity
from abm.statuses import Status

_IRREGULAR, _OVERSTAYER, _STUDENT = int(Status.IRREGULAR), int(Status.OVERSTAYER), int(Status.STUDENT)
_TEMPORARY, _PERMANENT = int(Status.TEMPORARY_WORKER), int(Status.PERMANENT)
_NATURALISED = int(Status.NATURALISED)
_MONTHS = 12.0


class FirstShares(NamedTuple):
    """Shares of statuses at the start, each of those whom the ones before leave."""

    irregular: float
    overstayed: float  # of the irregular
    students: float
    temporary: float
    naturalised: float  # of those who have been there for long enough


@njit(cache=True, nogil=True)
def first_identities(origin, destination, ordinal, channel, month, out):
    """Write the uids of people by origin, destination and ordinal, int64 [N], who left in a month before the first."""
    for place in range(out.shape[0]):
        out[place] = identity(month + 1, origin[place], destination[place], 0, channel, ordinal[place])


@njit(cache=True, nogil=True)
def first_skills(u, origin, low, high, out):
    """Write skills, 0 to 2, drawn by the shares of the low-skilled and high-skilled who left an origin: uint8 [N].

    Args:
        u: float64 [N], draws.
        origin: int64 [N].
        low, high: float64 [S].
        out: uint8 [N].
    """
    for place in range(out.shape[0]):
        state = origin[place]
        if u[place] < low[state]:
            out[place] = 0
        else:
            out[place] = 1 if u[place] < 1.0 - high[state] else 2


@njit(cache=True, nogil=True)
def first_statuses(u, second, stay, destination, settles, years, shares, out):
    """Write the status of those who are not refugees: where nobody is naturalised, all who have one hold a permit.

    Args:
        u, second: float64 [N], draws.
        stay: float64 [N], years since arrival.
        destination: int64 [N].
        settles: bool [S], whether naturalisation exists.
        years: float64 [S], before it.
        shares: of statuses.
        out: uint8 [N].
    """
    students = shares.irregular + shares.students * (1.0 - shares.irregular)
    for place in range(out.shape[0]):
        state = destination[place]
        temporary = students + (shares.temporary if settles[state] else 1.0) * (1.0 - students)
        if u[place] < shares.irregular:
            status = _OVERSTAYER if second[place] < shares.overstayed else _IRREGULAR
        elif u[place] < students:
            status = _STUDENT
        elif u[place] < temporary:
            status = _TEMPORARY
        elif settles[state] and stay[place] >= years[state] and second[place] < shares.naturalised:
            status = _NATURALISED
        else:
            status = _PERMANENT
        out[place] = status


@njit(cache=True, nogil=True)
def first_papers(stay, age, status, origin, destination, arrived, birth, citizenship):
    """Write months of arrival and of birth, counted back from the first one, and whose citizens people are.

    Args:
        stay, age: float64 [N], years.
        status: uint8 [N].
        origin, destination: int64 [N].
        arrived, birth, citizenship: int16 [N], written.
    """
    for place in range(arrived.shape[0]):
        arrived[place] = -np.int64(np.rint(stay[place] * _MONTHS))
        birth[place] = -np.int64(np.rint(age[place] * _MONTHS))
        citizenship[place] = destination[place] if status[place] == _NATURALISED else origin[place]
