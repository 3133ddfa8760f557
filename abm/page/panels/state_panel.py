"""The panel of a state, or of the world: its numbers, ledger of security, corridors, and policy."""

from __future__ import annotations

import html

import solara

from abm.page.facts import Fact, bars, corridors, diasporas, facts
from abm.page.history import WORLD, History, year_in_words
from abm.page.laboratory import Laboratory
from abm.page.panels.desk_panel import PolicyDesk
from abm.page.widgets.bars import Bars
from abm.page.widgets.prose import Prose


@solara.component
def StatePanel(laboratory: Laboratory) -> None:
    """Draw what is known of the state that is selected; of the world if none is."""
    drawn = laboratory.drawn.value
    session, place = laboratory.session, laboratory.selected.value or WORLD
    if session is None or drawn < 0:
        return
    history, at = session.history, session.at
    names = dict(zip(history.codes, history.names, strict=True))
    with solara.Column(gap="8px", classes=["side"]):
        with solara.Row(gap="8px", style="align-items: center"):
            solara.Select(
                "State",
                values=["World", *sorted(history.names)],
                value=names.get(place, "World"),
                on_value=lambda name: _select(laboratory, history, name),
                dense=True,
            )
        if at < 0:
            Prose("No month has run yet: press **Play**, or **Step** for one month.")
        else:
            _Numbers(facts(history, place, at), history.date(at))
            if place != WORLD:
                Bars(
                    title=f"What changed net security in {year_in_words(history, at)}, points",
                    rows=bars(history.ledger(place, at)),
                )
                _Corridors(history, place, at, laboratory.flows.value)
                _Diasporas(laboratory, place)
        if session.model is not None:
            with solara.Details("Policy", expand=place != WORLD):
                PolicyDesk(laboratory, place)


def _select(laboratory: Laboratory, history: History, name: str) -> None:
    laboratory.selected.value = "" if name == "World" else history.codes[history.names.index(name)]


@solara.component
def _Numbers(rows: list[Fact], date: str) -> None:
    lines = "".join(
        f'<tr title="{html.escape(row.meaning)}"><th scope="row">{html.escape(row.label)}</th>'
        f"<td>{html.escape(row.value)}</td><td class='unit'>{html.escape(row.unit)}</td></tr>"
        for row in rows
    )
    solara.HTML(tag="table", classes=["facts"], unsafe_innerHTML=f"<caption>{date}</caption>{lines}")


@solara.component
def _Diasporas(laboratory: Laboratory, place: str) -> None:
    """Draw the diasporas of a state's people as they are now; a stored result keeps none."""
    session = laboratory.session
    if laboratory.drawn.value < 0 or session is None or session.shown is None:
        return
    model = session.shown
    with session.between:
        rows = diasporas(model.scene.diasporas, model.world.names, place)
    if rows:
        _Numbers(rows, f"Diasporas of its people, {session.history.date(session.months - 1)}")


@solara.component
def _Corridors(history: History, place: str, at: int, kind: str) -> None:
    flows = history.flows(kind, at, most=100_000)
    into, out = corridors(history, flows, place)
    words = html.escape(history.kinds[kind])
    for title, rows in ((f"{words}, from", into), (f"{words}, to", out)):
        lines = "".join(
            f"<tr><th scope='row'>{html.escape(row.label)}</th><td>{row.value}</td></tr>" for row in rows
        )
        unit, year = html.escape(flows.unit), year_in_words(history, at)
        none = "<tr><td>none</td></tr>"
        solara.HTML(
            tag="table", classes=["facts"],
            unsafe_innerHTML=f"<caption>{title} ({year}, {unit})</caption>{lines or none}",
        )  # fmt: skip
