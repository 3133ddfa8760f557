"""Trade-offs: the rows than which no other is better in everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from abm.analysis.columns import require
from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

Direction = Literal["less", "more"]
"""Which is better: less of an outcome, or more of it."""


def checked_direction(name: str, direction: str | None) -> Direction:
    """Return the direction of an outcome; refuse any but "less" and "more"."""
    if direction == "less":
        return "less"
    if direction == "more":
        return "more"
    raise Refusal(f"the direction of '{name}' is {direction!r}; it must be 'less' or 'more'")


def nondominated(frame: pd.DataFrame, directions: Mapping[str, Direction]) -> pd.Series:
    """Say for every row whether it lies in the Pareto set.

    A row is dominated if another is at least as good in every outcome and better in one. Equal rows do not dominate
    each other. A row without a value for one of the outcomes is not in the set and dominates nothing.

    Args:
        frame: one row for each alternative.
        directions: for each outcome column, which is better.

    Returns:
        bool with the index of the frame.

    Raises:
        Refusal: no outcome, a missing column, an unknown direction.
    """
    import pandas as pd

    if not directions:
        raise Refusal("a Pareto set needs at least one outcome with its direction")
    require(frame, directions)
    signs = [1.0 if checked_direction(name, way) == "less" else -1.0 for name, way in directions.items()]
    values = frame[list(directions)].to_numpy(dtype=np.float64) * signs
    kept = np.zeros(len(values), dtype=bool)
    front = np.empty((0, values.shape[1]))
    known = np.flatnonzero(~np.isnan(values).any(axis=1))
    for row in known[np.lexsort(values[known].T[::-1])]:  # whatever dominates a row comes before it
        as_good = (front <= values[row]).all(axis=1)
        if not (as_good & (front < values[row]).any(axis=1)).any():
            kept[row] = True
            front = np.vstack([front, values[row]])
    return pd.Series(kept, index=frame.index, name="nondominated")
