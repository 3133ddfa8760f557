"""Time: play, pause, step, speed, and the axis on which a month is chosen."""

from __future__ import annotations

import solara

from abm.page.laboratory import SPEEDS, Laboratory
from abm.page.widgets.timeaxis import TimeAxis, axis_of


@solara.component
def TimeBar(laboratory: Laboratory) -> None:
    """Draw the controls of time and the axis."""
    session = laboratory.session
    if session is None or laboratory.drawn.value < 0:
        return
    history, at, playing = session.history, max(session.at, 0), session.playing
    with solara.Row(gap="10px", classes=["time-bar"]):
        if playing:
            solara.Button(
                "Pause", icon_name="mdi-pause", on_click=laboratory.pause, color="primary", small=True
            )
        else:
            solara.Button(
                "Play" if session.running else "Replay", icon_name="mdi-play", on_click=laboratory.play,
                color="primary", small=True, disabled=not history.months,
            )  # fmt: skip
        solara.Button(
            "Step", icon_name="mdi-skip-next", on_click=lambda: laboratory.act(lambda now: now.advance()), small=True,
            outlined=True, disabled=playing or not session.running,
        )  # fmt: skip
        solara.Select(
            "Speed", values=list(SPEEDS), value=laboratory.speed.value, on_value=laboratory.pace, dense=True,
            style="max-width: 170px",
        )  # fmt: skip
        said = f"<b>{history.date(at)}</b> month {session.at + 1:,} of {history.horizon:,}"
        solara.HTML(tag="div", classes=["time-date"], unsafe_innerHTML=said)
        with solara.Div(style="flex: 1 1 auto; min-width: 300px"):
            TimeAxis(
                axis=axis_of(history, at),
                event_jump=lambda month: laboratory.act(lambda now: now.show(int(month))),
            )
