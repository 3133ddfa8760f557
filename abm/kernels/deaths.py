"""Deaths: the dead of a state are divided over its people, to the last person."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def divide_dead(killed, residents, out):
    """Divide the dead of states over skills in proportion to the residents.

    Args:
        killed: int64 [S], at most the residents.
        residents: int64 [S, skills].
        out: int64 [S, skills], written.
    """
    skills = residents.shape[1]
    for s in range(killed.shape[0]):
        people = 0
        for skill in range(skills):
            people += residents[s, skill]
        share = killed[s] / max(people, 1)
        below, before = 0, np.int64(0)
        for skill in range(skills):
            below += residents[s, skill]
            edge = np.int64(np.rint(below * share)) if skill < skills - 1 else killed[s]
            out[s, skill] = min(edge - before, residents[s, skill])
            before = edge
