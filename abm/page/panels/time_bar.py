"""Time: play, pause, step, speed, and the axis on which a month is chosen."""

from __future__ import annotations

import solara

from abm.page.laboratory import SPEEDS, Laboratory
from abm.page.widgets.timeaxis import TimeAxis, axis_of


@solara.component
def TimeBar(laboratory: Laboratory) -> None:
    """Draw the controls of time and the axis."""
    drawn = laboratory.drawn.value
    session, playing = laboratory.session, laboratory.playing.value
    if session is None or drawn < 0:
        return
    history = session.history
    at = max(session.at, 0)
    with solara.Row(gap="10px", classes=["time-bar"]):
        if playing:
            solara.Button(
                "Pause", icon_name="mdi-pause", on_click=laboratory.pause, color="primary", small=True
            )
        else:
            ended = session.at >= history.horizon - 1
            solara.Button(
                "Play",
                icon_name="mdi-play",
                on_click=laboratory.play,
                color="primary",
                small=True,
                disabled=ended,
            )
        solara.Button(
            "Step",
            icon_name="mdi-skip-next",
            on_click=laboratory.step,
            small=True,
            outlined=True,
            disabled=playing,
        )
        solara.Select(
            "Speed", values=list(SPEEDS), value=laboratory.speed, dense=True, style="max-width: 170px"
        )
        solara.HTML(
            tag="div", classes=["time-date"],
            unsafe_innerHTML=f"<b>{history.date(at)}</b> month {session.at + 1:,} of {history.horizon:,}",
        )  # fmt: skip
        with solara.Div(style="flex: 1 1 auto; min-width: 300px"):
            TimeAxis(axis_of(history, at), event_jump=laboratory.jump)
