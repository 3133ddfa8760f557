"""The head of the page: which scenario runs, its seed and parameters, and reset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara

from abm.page.laboratory import Laboratory, Source, scenario_of
from abm.page.panels.parameters_panel import ParameterFields
from abm.page.widgets.prose import Prose
from abm.refusal import Refusal


@solara.component
def TopBar(laboratory: Laboratory, tabs: Sequence[str], tab: int, choose: Callable[[int], None]) -> None:
    """Draw the name, the tabs, what runs or is replayed, and the picker of scenarios with its parameters."""
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
            fork = "" if session.whatif is None else ": the changed world of the comparison"
            solara.Text(f"{session.scenario.name}, seed {laboratory.seed}{fork}", classes=["soft"])
        else:
            _Replications(laboratory)
        solara.Button(
            "Scenario and parameters", small=True, outlined=True, icon_name="mdi-tune",
            on_click=lambda: set_opened(not opened),
        )  # fmt: skip
    if opened:
        ScenarioPicker(laboratory, lambda: set_opened(False))


@solara.component
def _Replications(laboratory: Laboratory) -> None:
    """Draw that a stored result is replayed, and the choice of its replication."""
    session = laboratory.session
    if session is None or laboratory.drawn.value < 0:
        return
    said = f"Stored result: {', '.join(laboratory.own)}".removesuffix(", as stored")
    seeds = list(session.replications)
    with solara.Row(gap="10px", style="align-items: center"):
        if len(seeds) > 1:
            solara.Text(f"{said}, {len(seeds)} replications", classes=["soft"])
            solara.Select(
                "Seed", values=seeds, value=session.replication, dense=True, style="max-width: 90px",
                on_value=lambda seed: laboratory.act(lambda now: now.look_at(int(seed))),
            )  # fmt: skip
        else:
            solara.Text(f"{said}, seed {session.replication}", classes=["soft"])


@solara.component
def ScenarioPicker(laboratory: Laboratory, close: Callable[[], None]) -> None:
    """Draw the scenarios there are, a paragraph on each, and what can be changed before it begins anew."""
    there = laboratory.offered
    names = list(there)
    name, choose = solara.use_state(laboratory.chosen if laboratory.chosen in there else names[0])
    seed, write_seed = solara.use_state(str(laboratory.seed))
    changes, write_changes = solara.use_state(laboratory.changes)
    fault = "" if seed.strip().isdecimal() else f"'{seed}' is no seed: a whole number from 0 on"

    def begin() -> None:
        laboratory.begin(name, tuple(changes), int(seed))
        close()

    with solara.Card(elevation=1, margin=0, classes=["picker"]), solara.Columns([3, 4]):
        with solara.Column(gap="6px"):
            solara.Select("Scenario", values=names, value=name, on_value=choose, dense=True)
            Prose(there[name][1])
            with solara.Row(gap="8px", style="align-items: center"):
                solara.InputText(
                    "Seed", value=seed, on_value=write_seed, error=fault or False, style="max-width: 120px"
                )
                solara.Button(
                    "Reset: begin anew", color="primary", small=True, on_click=begin, disabled=bool(fault)
                )
                solara.Button("Close", small=True, text=True, on_click=close)
        values = solara.use_memo(lambda: _values(there[name][0]), [name])
        ParameterFields(changes, write_changes, values)


def _values(source: Source) -> Mapping[str, Any]:
    """Return every value of a scenario before it is changed; nothing where it cannot be read."""
    try:
        return scenario_of(source).resolved()
    except Refusal:
        return {}
