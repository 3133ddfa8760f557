"""The head of the page: which scenario runs, its seed and parameters, and reset."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara

from abm.page.catalogue import scenarios
from abm.page.laboratory import Laboratory
from abm.page.panels.parameters_panel import ParameterFields
from abm.page.widgets.prose import Prose


@solara.component
def TopBar(laboratory: Laboratory, tabs: Sequence[str], tab: int, choose: Callable[[int], None]) -> None:
    """Draw the name, the tabs, and the picker of scenarios with its parameters, or that a stored result is shown."""
    session = laboratory.session
    opened, set_opened = solara.use_state(False)
    if session is None or laboratory.drawn.value < 0:
        return
    with solara.Row(gap="14px", classes=["top-bar"]):
        solara.HTML(tag="h1", unsafe_innerHTML="Crossing Borders")
        with solara.lab.Tabs(value=tab, on_value=choose):
            for words in tabs:
                solara.lab.Tab(words)
        solara.Div(style="flex: 1 1 auto")
        if session.scenario is not None:
            solara.Text(f"{session.scenario.name}, seed {laboratory.seed}", classes=["soft"])
            solara.Button(
                "Scenario and parameters", small=True, outlined=True, icon_name="mdi-tune",
                on_click=lambda: set_opened(not opened),
            )  # fmt: skip
        else:
            solara.Text("Stored result", classes=["soft"])
    if opened and session.scenario is not None:
        ScenarioPicker(laboratory, lambda: set_opened(False))


@solara.component
def ScenarioPicker(laboratory: Laboratory, close: Callable[[], None]) -> None:
    """Draw the scenarios there are, a paragraph on each, and what can be changed before it begins anew."""
    running = laboratory.session.scenario if laboratory.session is not None else None
    there = dict(scenarios())
    names = list(there)
    given = running.name if running is not None and running.name in there else names[0]
    name, choose = solara.use_state(given)
    seed, write_seed = solara.use_state(str(laboratory.seed))
    changes, write_changes = solara.use_state(())
    fault = "" if seed.strip().isdecimal() else f"'{seed}' is no seed: a whole number from 0 on"

    def begin() -> None:
        laboratory.begin(name, tuple(changes), int(seed))
        close()

    with solara.Card(elevation=1, margin=0, classes=["picker"]), solara.Columns([3, 4]):
        with solara.Column(gap="6px"):
            solara.Select("Scenario", values=names, value=name, on_value=choose, dense=True)
            Prose(there[name])
            with solara.Row(gap="8px", style="align-items: center"):
                solara.InputText(
                    "Seed", value=seed, on_value=write_seed, error=fault or False, style="max-width: 120px"
                )
                solara.Button(
                    "Reset: begin anew", color="primary", small=True, on_click=begin, disabled=bool(fault)
                )
                solara.Button("Close", small=True, text=True, on_click=close)
        ParameterFields(changes, write_changes)
