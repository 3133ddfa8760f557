"""The page: Solara calls `Page` for every tab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import solara
import solara.lab

from abm.page.history import WORLD
from abm.page.laboratory import Laboratory
from abm.page.opening import asked
from abm.page.panels.chart_panel import Charts
from abm.page.panels.inside_panel import Inside
from abm.page.panels.map_panel import MapPanel
from abm.page.panels.state_panel import StatePanel
from abm.page.panels.studies_panel import Studies
from abm.page.panels.time_bar import TimeBar
from abm.page.panels.top_bar import TopBar
from abm.page.panels.whatif_panel import WhatIfPanel
from abm.page.widgets.prose import Prose

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")

TABS = ("World", "What if", "Inside", "Studies and claims")


@solara.component
def Page() -> None:
    """Draw the laboratory of one tab."""
    fault, clear = solara.use_exception()
    laboratory = solara.use_memo(lambda: Laboratory(asked()), [])
    solara.use_effect(lambda: _opened(laboratory), [])
    # What could not be drawn may be gone by the next picture.
    solara.use_effect(clear, [laboratory.drawn.value])
    solara.Style(STYLE)
    solara.Title("Crossing Borders")
    tab, choose = solara.use_state(0)
    with solara.Column(gap="6px", classes=["page"]):
        if laboratory.busy.value:
            solara.Info(f"{laboratory.busy.value} …", dense=True)
        if fault is not None:
            solara.Error(f"The page could not be drawn: {type(fault).__name__}: {fault}.", dense=True)
            solara.Button("Draw it again", on_click=laboratory.draw)
            return
        if laboratory.trouble.value:
            solara.Error(laboratory.trouble.value, dense=True)
        if laboratory.session is None or laboratory.drawn.value < 0:
            return
        TopBar(laboratory, TABS, tab, choose)
        TimeBar(laboratory)
        (_World, WhatIfPanel, _Inside, Studies)[tab](laboratory)


def _opened(laboratory: Laboratory) -> Callable[[], None]:
    laboratory.open()
    return laboratory.close


@solara.component
def _World(laboratory: Laboratory) -> None:
    with solara.Div(classes=["world"]):
        with solara.Div(classes=["world-left"]):
            MapPanel(laboratory)
            _Charts(laboratory)
        with solara.Div(classes=["world-right"]):
            StatePanel(laboratory)


@solara.component
def _Charts(laboratory: Laboratory) -> None:
    drawn, session = laboratory.drawn.value, laboratory.session
    if session is None or not session.history.months:
        return
    Charts(
        session.history, drawn, laboratory.selected.value or WORLD, at=session.at,
        measures=laboratory.charts, on_jump=lambda month: laboratory.act(lambda now: now.show(month)),
    )  # fmt: skip


@solara.component
def _Inside(laboratory: Laboratory) -> None:
    drawn, session = laboratory.drawn.value, laboratory.session
    if session is None:
        return
    if session.shown is None:
        Prose(
            "A stored result keeps its outcomes and not its people: run its scenario, under **Scenario and "
            "parameters**, to look inside."
        )
    else:
        Inside(session.shown, drawn, session.between)
