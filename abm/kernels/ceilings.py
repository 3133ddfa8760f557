"""Ceilings of the factor by which wages and war at home move return, which thin the draws of events."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def raise_ceilings(ln_wage, unrest, return_wage, room, headroom, lowest, highest, ceiling, raised):
    """Raise ceilings that the home factors of all skills no longer stay below by some room.

    ln 2 * needed = return_wage * max over skills of (ln wage at home - ln wage here) - unrest; a ceiling that is raised
    becomes the next whole number above needed + headroom.

    Args:
        ln_wage: float64 [S, 3].
        unrest: float64 [S], at home.
        return_wage: of `Rates`.
        room, headroom: as powers of 2.
        lowest, highest: bounds of ceilings and of what is needed, as powers of 2.
        ceiling: float64 [S, S], powers of 2 by origin and location, changed.
        raised: bool [S, S], written: where it was raised.

    Returns:
        True where any was raised.
    """
    some, ln_2 = False, math.log(2.0)
    for o in range(ln_wage.shape[0]):
        for d in range(ln_wage.shape[0]):
            gap = ln_wage[o, 0] - ln_wage[d, 0]
            gap = max(gap, ln_wage[o, 1] - ln_wage[d, 1])
            gap = max(gap, ln_wage[o, 2] - ln_wage[d, 2])
            needed = min(max((return_wage * gap - unrest[o]) / ln_2, lowest), highest)
            raised[o, d] = min(needed + room, highest) > ceiling[o, d]
            if raised[o, d]:
                ceiling[o, d] = min(max(np.ceil(needed + headroom), lowest), highest)
                some = True
    return some
