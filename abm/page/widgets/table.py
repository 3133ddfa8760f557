"""A table in the browser, a page of rows at a time: put in order, searched and saved as comma-separated values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import solara

from abm.page.inside import csv_of
from abm.page.paging import View, chosen, page_of
from abm.viz.appearance import BLUE


@solara.component_vue("Table.vue")
def _Rows(
    *,
    table: dict[str, Any],
    height: int,
    file: dict[str, Any],
    event_search: Callable[[str], None],
    event_order: Callable[[str], None],
    event_turn: Callable[[int], None],
    event_ask_file: Callable[[Any], None],
) -> None:
    """Show the payload of `abm.page.paging.page_of`, with the name of the table, a note and the ink of bars."""


@solara.component
def Table(
    frame: pd.DataFrame,
    name: str,
    *,
    note: str = "",
    size: int = 25,
    height: int = 420,
    bars: Sequence[str] = (),
) -> None:
    """Show a table.

    Args:
        frame: column heads carry units in brackets.
        name: what its rows are; the name of the file too.
        note: what must be said of it.
        size: rows of a page.
        height: pixels at most.
        bars: columns of shares, written in percent and drawn as bars too.
    """
    view = solara.use_reactive(View())
    file = solara.use_reactive({"times": 0, "text": ""})

    def order(column: str) -> None:
        again = view.value.by == column
        view.set(replace(view.value, by=column, down=not view.value.down if again else True, page=0))

    def tell(_: Any) -> None:
        file.set({"times": file.value["times"] + 1, "text": csv_of(chosen(frame, view.value))})

    _Rows(
        table=page_of(frame, view.value, size, bars) | {"name": name, "note": note, "ink": BLUE}, height=height,
        file=file.value,
        event_search=lambda words: view.set(replace(view.value, find=words, page=0)),
        event_order=order,
        event_turn=lambda page: view.set(replace(view.value, page=int(page))),
        event_ask_file=tell,
    )  # fmt: skip
