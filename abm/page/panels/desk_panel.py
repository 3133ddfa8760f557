"""The policy desk: levers with their ranges, units and help; a change comes into force next month."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import solara

from abm.page.desk import Desk, Lever
from abm.page.facts import said
from abm.page.history import WORLD
from abm.page.laboratory import Laboratory


@solara.component
def PolicyDesk(laboratory: Laboratory, place: str) -> None:
    """Draw the desk of a state; for the world, that of every state at once."""
    session = laboratory.session
    if session is None or session.desk is None:
        return
    whose = list(session.history.codes) if place == WORLD else [place]
    LeverChoice(session.desk, whose, lambda change: laboratory.act(lambda now: _set(now, whose, change)))
    ChangeLog(laboratory)


@solara.component
def LeverChoice(desk: Desk, whose: list[str], apply: Callable[[dict[str, float]], None]) -> None:
    """Draw the choice of a lever, and the lever that is chosen.

    Args:
        desk: of the run that is changed.
        whose: codes of the states whose policy it is.
        apply: called with the lever and its new value.
    """
    chosen, choose = solara.use_state(desk.levers[0].name)
    there = {each.name.replace("_", " "): each for each in desk.levers}
    solara.Select(
        "Lever", values=list(there), value=chosen.replace("_", " "), dense=True,
        on_value=lambda words: choose(there[words].name),
    )  # fmt: skip
    LeverEditor(desk, there[chosen.replace("_", " ")], whose, apply)


def _set(session: Any, whose: list[str], change: dict[str, float]) -> bool:
    session.desk.set(whose, change)
    return True


@solara.component
def LeverEditor(
    desk: Desk, lever: Lever, whose: list[str], apply: Callable[[dict[str, float]], None]
) -> None:
    """Draw one lever: what it means, what is in force, and a field for what it shall be."""
    in_force = [desk.value(place, lever.name) for place in whose]
    now = in_force[0] if len(set(in_force)) == 1 else math.nan
    written, write = solara.use_state("")
    solara.Markdown(f"{lever.meaning} *{lever.effect}*")
    spread = f"{said(min(in_force))} to {said(max(in_force))}" if math.isnan(now) else said(now)
    solara.Text(
        f"In force: {spread} {lever.unit}. Range {said(lever.low)} to {said(lever.high)}.", classes=["soft"]
    )
    fault = _fault(written, lever)
    with solara.Row(gap="8px", style="align-items: center"):
        solara.InputText(
            f"New value ({lever.unit})", value=written, on_value=write, continuous_update=True,
            error=fault, style="max-width: 190px",
        )  # fmt: skip
        solara.Button(
            "Change from next month", small=True, color="primary",
            disabled=bool(fault) or not written.strip(),
            on_click=lambda: apply({lever.name: float(written)}),
        )  # fmt: skip


def _fault(written: str, lever: Lever) -> str | bool:
    """Return what is wrong with a value as it is written, or False."""
    if not written.strip():
        return False
    try:
        value = float(written)
    except ValueError:
        return f"'{written}' is no number"
    if not lever.low <= value <= lever.high:
        return f"outside {said(lever.low)} to {said(lever.high)} {lever.unit}"
    return False


@solara.component
def ChangeLog(laboratory: Laboratory) -> None:
    """Draw what the user changed, with undo of what is not in force yet, and the scenario to save."""
    session = laboratory.session
    if session is None or session.desk is None:
        return
    desk, log = session.desk, session.desk.log
    if not log:
        return
    solara.Markdown("**Changes**")
    for change in log[-6:]:
        solara.Text(f"{session.history.date(change.month)}  {change.words}", style="font-size: 12.5px")
    name = f"{session.scenario.name}-changed"
    with solara.Row(gap="8px"):
        solara.Button("Undo the last", small=True, text=True, on_click=lambda: laboratory.act(_undo))
        solara.FileDownload(
            lambda: desk.scenario_text(name), filename=f"{name}.yaml", label="Save as a scenario",
            mime_type="application/yaml",
        )  # fmt: skip


def _undo(session: Any) -> bool:
    session.desk.undo()
    return True
