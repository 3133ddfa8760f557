"""Charts of measures over the months: chosen by the user, of the state that is selected or of the world."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import reacton.ipyvuetify as rv
import solara

from abm.page.charting import chart_of
from abm.page.history import WORLD, History
from abm.page.widgets.linechart import LineChart
from abm.results.measures import MEASURES, Group

FIRST = ("entries_irregular", "net_security")
"""The charts that are there at first."""

HEIGHT = 220
"""Pixels."""


def choices() -> list[dict[str, str]]:
    """Measures to choose from, under the heads of their groups: as Vuetify wants items."""
    items: list[dict[str, str]] = []
    for group in get_args(Group):
        items.append({"header": group.capitalize()})
        items += [
            {"text": measure.label, "value": measure.name}
            for measure in MEASURES.values()
            if measure.group == group
        ]
    return items


@solara.component
def Charts(
    history: History,
    version: int,
    place: str = WORLD,
    compare: History | None = None,
    *,
    at: int | None = None,
    on_jump: Callable[[int], None] | None = None,
    measures: solara.Reactive[tuple[str, ...]] | None = None,
) -> None:
    """Show charts, and let the user add some and take some away.

    Args:
        history: whose months.
        version: changes when the history has grown, so that the charts are drawn anew.
        place: code of a state, or "world".
        compare: another history, drawn in dashes.
        at: the month that the page shows, counted from 0.
        on_jump: called with a month on which the user clicked.
        measures: names of the measures that are drawn, where the page keeps them.
    """
    kept = solara.use_reactive(FIRST)
    chosen = measures if measures is not None else kept
    beside = solara.use_reactive(False)

    def add(name: Any) -> None:
        if isinstance(name, str) and name not in chosen.value:
            chosen.set((*chosen.value, name))

    def leave_out(name: str) -> None:
        chosen.set(tuple(one for one in chosen.value if one != name))

    with solara.Column(gap="8px"):
        with solara.Row(gap="16px", style={"align-items": "center"}):
            rv.Autocomplete(
                label="Add a chart", items=choices(), v_model=None, on_v_model=add, dense=True, outlined=True,
                hide_details=True, style_="max-width: 340px",
            ).key(f"add to {len(chosen.value)}")  # fmt: skip
            if place != WORLD:
                solara.Checkbox(label="World beside", value=beside)
        with solara.Div(style=_GRID):
            for name in chosen.value:
                chart = chart_of(history, name, (place,), beside_world=beside.value, compare=compare)
                LineChart(
                    chart, HEIGHT, at=at, on_jump=on_jump,
                    on_close=partial(leave_out, name),
                ).key(name)  # fmt: skip
        if not chosen.value:
            solara.Text("No chart is chosen.")


_GRID = "display: grid; grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); gap: 14px"
