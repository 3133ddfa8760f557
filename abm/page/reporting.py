"""What the world's data report of a measure, beside the model's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import numpy as np

from abm.page.history import WORLD, Reported

if TYPE_CHECKING:
    import pandas as pd

COMPLETE = 0.9
"""A year counts for the world if as large a share of the states reports as in the year in which most do."""

PAIRS = "stock"
"""The column of `reference_stocks`, which is by pair of states."""


@final
@dataclass(frozen=True)
class Source:
    """Where reported values of a measure stand.

    Attributes:
        column: of `reference_states`, or `PAIRS`.
        parts: by how much a year's value is divided to give that of a month.
        words: who reports it.
    """

    column: str
    parts: int
    words: str


def sources() -> Mapping[str, Source]:
    """Return the measures of which data report something in the same unit."""
    from abm.viz.stocks import UN  # matplotlib

    refugees = "UNHCR Refugee Data Finder"
    return {
        "immigrants": Source("immigrant_stock", 1, f"{UN}, mid-year"),
        "emigrants": Source(PAIRS, 1, f"{UN}, mid-year; those of known origin"),
        "refugees_hosted": Source("refugees_hosted", 1, f"{refugees}, end of the year"),
        "refugees_abroad": Source("refugees_origin", 1, f"{refugees}, end of the year"),
        "asylum_claims": Source(
            "asylum_applications", 12, f"{refugees}, a twelfth of the applications of the year"
        ),
    }


def reported_of(
    measure: str, place: str, states: pd.DataFrame | None, stocks: pd.DataFrame | None, years: tuple[int, int]
) -> Reported | None:
    """Return what data report of a measure of a state, by its code, or of the world.

    Args:
        measure: its name.
        place: code of a state, or `WORLD`.
        states: `reference_states`, if the world has any.
        stocks: `reference_stocks`, if the world has any.
        years: first and last year of the run.

    Returns:
        None where they say nothing in these years.
    """
    source = sources().get(measure)
    frame = None if source is None else stocks if source.column == PAIRS else states
    if source is None or frame is None or source.column not in frame:
        return None
    known = frame[frame["year"].between(*years)].dropna(subset=[source.column])
    if place != WORLD:
        known = known[known["origin" if source.column == PAIRS else "iso3"] == place]
    found = known.groupby("year")[source.column].agg(["sum", "count"])
    if place == WORLD and source.column != PAIRS:
        found = found[found["count"] >= COMPLETE * found["count"].max()]
    if not len(found):
        return None
    values = found["sum"].to_numpy(np.float64) / source.parts
    return Reported(found.index.to_numpy(np.int64), values, source.words)
