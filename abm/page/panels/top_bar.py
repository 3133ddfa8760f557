"""The head of the page: which scenario runs, its seed and parameters, reset, and what went wrong."""

from __future__ import annotations

import solara

from abm.page.laboratory import Laboratory
from abm.page.panels.parameters_panel import ParameterFields
from abm.page.session import scenarios


@solara.component
def TopBar(laboratory: Laboratory) -> None:
    """Draw the picker of scenarios with its parameters, or what stored result is shown."""
    session = laboratory.session
    if session is None or laboratory.drawn.value < 0:
        return
    opened, set_opened = solara.use_state(False)
    with solara.Row(gap="12px", classes=["top-bar"]):
        solara.HTML(tag="h1", unsafe_innerHTML="Crossing Borders")
        if session.live:
            solara.Text(f"{session.scenario.name}, seed {session.seed}")
            solara.Button(
                "Scenario and parameters", small=True, outlined=True, icon_name="mdi-tune",
                on_click=lambda: set_opened(not opened),
            )  # fmt: skip
        else:
            solara.Text(f"Stored result: {session.scenario.name}, seed {session.seed}")
    if opened and session.live:
        ScenarioPicker(laboratory, lambda: set_opened(False))


@solara.component
def ScenarioPicker(laboratory: Laboratory, close: object) -> None:
    """Draw the scenarios there are, a paragraph on each, and what can be changed before it begins anew."""
    session = laboratory.session
    assert session is not None
    there = dict(scenarios())
    names = list(there)
    given = session.scenario.name if session.scenario.name in there else names[0]
    name, choose = solara.use_state(given)
    seed, write_seed = solara.use_state(str(session.seed))
    changes, write_changes = solara.use_state(())
    fault = "" if seed.strip().isdecimal() else f"'{seed}' is no seed: a whole number from 0 on"

    def begin() -> None:
        laboratory.begin(name, tuple(changes), int(seed))
        close()  # type: ignore[operator]

    with solara.Card(elevation=1, margin=0, classes=["picker"]), solara.Columns([3, 4]):
        with solara.Column(gap="6px"):
            solara.Select("Scenario", values=names, value=name, on_value=choose, dense=True)
            solara.Markdown(there[name])
            with solara.Row(gap="8px", style="align-items: center"):
                solara.InputText(
                    "Seed",
                    value=seed,
                    on_value=write_seed,
                    error=fault or False,
                    style="max-width: 120px",
                )
                solara.Button(
                    "Reset: begin anew", color="primary", small=True, on_click=begin, disabled=bool(fault)
                )
                solara.Button("Close", small=True, text=True, on_click=close)
        ParameterFields(changes, write_changes)
