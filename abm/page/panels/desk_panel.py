"""The policy desk: levers with their ranges, units and help; a change comes into force next month."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import solara

from abm.page.desk import Desk, Lever, levers
from abm.page.facts import said
from abm.page.history import WORLD
from abm.page.laboratory import Laboratory
from abm.page.widgets.prose import Prose
from abm.scenario.events import EVERY_STATE

Change = Callable[[str, Mapping[str, float]], None]
"""Called with the place (a code, a bloc's name, or "all") whose policy changes, and with levers and their values."""


@solara.component
def PolicyDesk(laboratory: Laboratory, place: str) -> None:
    """Draw the desk of a state; for the world, that of every state at once."""
    session = laboratory.session
    if session is None or session.model is None:
        return
    LeverChoice(
        session.desk, place, lambda whose, change: laboratory.act(lambda now: now.set([whose], change)),
        laboratory.drawn.value,
    )  # fmt: skip
    ChangeLog(laboratory)


@solara.component
def LeverChoice(desk: Desk, selected: str, apply: Change, version: int) -> None:
    """Draw the choice of whose policy it is and of a lever, and the lever that is chosen.

    Args:
        desk: of the run that is changed.
        selected: code of the state that is selected, or "world".
        apply: makes the change.
        version: changes when anything may have, so that it is drawn anew.
    """
    chosen, choose = solara.use_state(levers()[0].label)
    bloc, choose_bloc = solara.use_state("")
    there = {each.label: each for each in levers()}
    here = EVERY_STATE if selected == WORLD else selected
    names = dict(zip(desk.model.world.codes, desk.model.world.names, strict=True))
    own = names.get(here, "Every state")
    if desk.blocs:
        whose = [own, *desk.blocs]
        solara.Select(
            "Whose policy", values=whose, value=bloc if bloc in desk.blocs else own, dense=True,
            on_value=lambda name: choose_bloc("" if name == own else name),
        )  # fmt: skip
    solara.Select("Lever", values=list(there), value=chosen, on_value=choose, dense=True)
    place = bloc if bloc in desk.blocs else here
    LeverEditor(desk, there[chosen], place, apply, version).key(f"{chosen} of {place}")


@solara.component
def LeverEditor(desk: Desk, lever: Lever, place: str, apply: Change, version: int) -> None:
    """Draw one lever: what it means, what is in force, and a field for what it shall be."""
    codes = desk.model.world.codes if place == EVERY_STATE else (place,)
    in_force = [desk.in_force(code, lever.name) for code in codes]
    planned = [desk.value(code, lever.name) for code in codes]
    written, write = solara.use_state("")
    fault = _fault(written, lever)
    solara.Text(lever.meaning, style="font-size: 13px")
    about = [
        f"Acts on {lever.effect}." if lever.effect else "",
        f"Costs: {lever.cost}." if lever.cost else "",
    ]
    solara.Text(" ".join(filter(None, about)).replace("`", ""), classes=["soft"])
    now = f"In force: {_span(in_force)}"
    if planned != in_force:
        now += f"; preferred: {_span(planned)}"
    solara.Text(f"{now} ({lever.unit}). Range {said(lever.low)} to {said(lever.high)}.", classes=["soft"])
    with solara.Row(gap="8px", style="align-items: center"):
        solara.InputText(
            f"New value ({lever.unit})", value=written, on_value=write, continuous_update=True,
            error=fault, style="max-width: 190px",
        )  # fmt: skip
        solara.Button(
            "Change from next month", small=True, color="primary", disabled=bool(fault) or not written.strip(),
            on_click=lambda: apply(place, {lever.name: float(written)}),
        )  # fmt: skip


def _span(values: list[float]) -> str:
    """Return a value in words, or the least and the largest of several."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return "nothing"
    low, high = said(min(known)), said(max(known))
    return low if low == high else f"{low} to {high}"


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
    if laboratory.drawn.value < 0 or session is None or session.scenario is None or not session.desk.log():
        return
    desk = session.desk
    Prose("Changes", tag="h3")
    for done in desk.log()[-6:]:
        later = " (not in force yet)" if done.open else ""
        solara.Text(f"{done.date}  {done.words}{later}", style="font-size: 12.5px")
    name = f"{session.scenario.name}-changed"
    with solara.Row(gap="8px"):
        undo = desk.log()[-1].open
        solara.Button(
            "Undo the last",
            small=True,
            text=True,
            on_click=lambda: laboratory.act(lambda now: now.undo()),
            disabled=not undo,
        )
        solara.FileDownload(
            lambda: desk.scenario_text(name), filename=f"{name}.yaml", label="Save as a scenario",
            mime_type="application/yaml",
        )  # fmt: skip
