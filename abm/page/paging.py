"""A page of a table: rows found, put in order and cut, with every number in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import pandas as pd

from abm.viz.appearance import number

PLAIN = ("identity",)
"""Columns of whole numbers that are names: written without separators."""


@final
@dataclass(frozen=True)
class View:
    """How a user looks at a table.

    Attributes:
        find: words; rows are kept in which they stand in any column of text, whatever the case.
        by: the column that rows are put in order by; as they come when empty.
        down: from the largest.
        page: counted from 0.
    """

    find: str = ""
    by: str = ""
    down: bool = True
    page: int = 0


def chosen(frame: pd.DataFrame, view: View) -> pd.DataFrame:
    """All rows that a user looks for, in the order asked for; what is missing comes last."""
    sought = view.find.strip().lower()
    if sought:
        text = frame.loc[
            :, [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
        ]
        found = [text[name].astype(str).str.lower().str.contains(sought, regex=False) for name in text]
        frame = frame[pd.concat(found, axis=1).any(axis=1)] if found else frame.iloc[:0]
    if view.by in frame.columns:
        frame = frame.sort_values(view.by, ascending=not view.down, kind="stable", na_position="last")
    return frame


def page_of(frame: pd.DataFrame, view: View, size: int, bars: Sequence[str] = ()) -> dict[str, Any]:
    """The payload that `abm/page/widgets/Table.vue` shows: one page of the rows chosen, in words.

    Args:
        frame: whose column heads carry units in brackets.
        view: how the user looks at it.
        size: rows of a page.
        bars: columns of shares, written in percent and drawn as bars too.
    """
    rows = chosen(frame, view)
    pages = max(1, math.ceil(len(rows) / size))
    page = min(max(view.page, 0), pages - 1)
    cut = rows.iloc[page * size : (page + 1) * size]
    numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in frame.columns]
    cells = [[_cell(name, value, bars) for value in cut[name].tolist()] for name in cut.columns]
    return {
        "heads": [
            {"name": name, "words": _head(name)[0], "unit": _head(name)[1], "number": is_number}
            for name, is_number in zip(frame.columns, numeric, strict=True)
        ],
        "rows": [list(row) for row in zip(*cells, strict=True)],
        "bars": {name: [_bar(value) for value in cut[name].tolist()] for name in bars},
        "find": view.find,
        "by": view.by,
        "down": view.down,
        "page": page,
        "pages": pages,
        "where": f"{page * size + 1:,} to {page * size + len(cut):,} of {len(rows):,}"
        if len(cut)
        else "no rows",
    }


def _head(name: str) -> tuple[str, str]:
    """The words of a head and its unit, empty where it has none."""
    words, _, unit = name.partition(" (")
    return words, unit.removesuffix(")")


def _cell(name: str, value: Any, bars: Sequence[str]) -> str:
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "\N{EN DASH}"
    if name in bars:
        return f"{100 * value:.1f} %"
    return str(value) if name in PLAIN else number(value)


def _bar(value: float) -> float:
    return 0.0 if math.isnan(value) else round(min(max(float(value), 0.0), 1.0), 4)
