"""A chart over months in the browser: drawn there, decided in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from abm.page.charting import Chart, drawn, table_of


@solara.component_vue("LineChart.vue")
def _Drawing(
    *,
    chart: dict[str, Any],
    at: int | None,
    height: int,
    table: dict[str, Any],
    closable: bool,
    event_jump: Callable[[int], None],
    event_ask_table: Callable[[Any], None],
    event_close: Callable[[Any], None],
) -> None:
    """Draw the payload of `abm.page.charting.drawn`."""


@solara.component
def LineChart(
    chart: Chart,
    height: int = 220,
    *,
    at: int | None = None,
    on_jump: Callable[[int], None] | None = None,
    on_close: Callable[[], None] | None = None,
) -> None:
    """Draw a chart as wide as there is room.

    Args:
        chart: what it shows.
        height: pixels.
        at: the month that the page shows, counted from 0; drawn as a line. It costs no new payload.
        on_jump: called with a month, counted from 0, on which the user clicked; one that there is.
        on_close: called when the user takes the chart away; without it there is no button for that.
    """
    table = solara.use_reactive({"times": 0, "text": ""})

    def tell(_: Any) -> None:
        table.set({"times": table.value["times"] + 1, "text": table_of(chart)})

    def jump(month: int) -> None:
        if on_jump is not None:
            on_jump(int(month))

    def close(_: Any) -> None:
        if on_close is not None:
            on_close()

    _Drawing(
        chart=drawn(chart), at=at, height=height, table=table.value, closable=on_close is not None,
        event_jump=jump, event_ask_table=tell, event_close=close,
    )  # fmt: skip
