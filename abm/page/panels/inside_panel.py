"""The inside of a live model: tables of its processes, of those who act, and of the circuit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import pandas as pd
import solara
import solara.lab

from abm.page.acting import KINDS
from abm.page.inside import agents, circuit, number_of, processes
from abm.page.widgets.table import Table

if TYPE_CHECKING:
    from abm.model import MigrationModel

MOST = 200
"""Rows of those who act; of migrants a sample."""

TABS: dict[str, str] = {
    "Schedule": "",
    "States": "states",
    "Migrants": "migrants",
    "Smuggling networks": "smuggling networks",
    "Diasporas": "diasporas",
    "Armed groups": "armed groups",
    "Terrorist networks": "terrorist networks",
    "Blocs": "blocs",
    "Circuit": "",
}
"""Tabs, and the kind of those who act that each shows."""

STORED = (
    "The inside of a model can be looked at while it runs here. A stored result keeps its outcomes alone."
)


@solara.component
def Inside(
    model: MigrationModel | None, version: int, lock: AbstractContextManager[object] | None = None
) -> None:
    """Show what is inside a model.

    Args:
        model: a live one; without one a sentence says so.
        version: changes with every month, so that the table is made anew.
        lock: held while the model is looked at, so that no month runs meanwhile.
    """
    tab, set_tab = solara.use_state(0)
    name = list(TABS)[tab]

    def look() -> tuple[pd.DataFrame, str]:
        if model is None:
            return pd.DataFrame(), ""
        with lock or nullcontext():
            return _looked_at(model, name)

    frame, note = solara.use_memo(look, [id(model), version, name])
    if model is None:
        solara.Text(STORED)
        return
    solara.Style(_TABS)
    with solara.Column(gap="4px", classes=["cb-inside"]):
        with solara.lab.Tabs(value=tab, on_value=set_tab, grow=False):
            for label in TABS:
                solara.lab.Tab(label)
        Table(frame, name, note=note, bars=("share of time",) if name == "Schedule" else ()).key(name)


def _looked_at(model: MigrationModel, name: str) -> tuple[pd.DataFrame, str]:
    """The table of a tab, and what must be said of it."""
    whole: dict[str, Callable[[MigrationModel], pd.DataFrame]] = {"Schedule": processes, "Circuit": circuit}
    if name in whole:
        return whole[name](model), f"{model.month:,} months done" if name == "Schedule" else ""
    kind = TABS[name]
    assert kind in KINDS
    frame, number = agents(model, kind, MOST), number_of(model, kind)
    if kind == "migrants":
        each = f"each stands for {model.scene.persons_per_agent:,} persons"
        return frame, f"{len(frame):,} of {number:,} agents by lot; {each}"
    return frame, f"the {len(frame):,} largest of {number:,}" if len(frame) < number else ""


_TABS = """
.cb-inside .v-tabs-bar { height: 34px; }
.cb-inside .v-tab { text-transform: none; letter-spacing: 0; min-width: 0; padding: 0 12px; font-size: 13px; }
.cb-inside .v-slide-group__prev--disabled { display: none; }
"""
"""Tabs that are words, close together."""
