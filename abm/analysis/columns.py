"""What every analysis asks of a frame first: that the columns are there, and each run once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from abm.refusal import Refusal, nearest

if TYPE_CHECKING:
    import pandas as pd

REPLICATE = ("policy", "point", "seed")
"""The columns that tell one run from another."""


def require(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse a frame that lacks a column, with the nearest name that it has."""
    for column in columns:
        if column not in frame:
            raise Refusal(f"there is no column '{column}'{nearest(column, map(str, frame.columns))}")


def require_once(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a frame in which a combination of values of `columns` occurs in two rows."""
    twice = frame.duplicated(list(columns))
    if twice.any():
        row = frame.loc[twice, list(columns)].iloc[0]
        place = ", ".join(f"{column} {row[column]}" for column in columns)
        raise Refusal(f"two rows have {place}; each may occur once")
