"""What if: the running world forked here, one arm changed, both played on the same random numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import solara

from abm.page.charting import Chart, Line, Mark
from abm.page.history import WORLD
from abm.page.laboratory import Laboratory
from abm.page.panels.desk_panel import LeverChoice
from abm.page.panels.map_panel import LABELS, WORDS, DrawnMap
from abm.page.whatif import WhatIf
from abm.page.widgets.linechart import LineChart
from abm.results.measures import MEASURES

PAIRS = (10, 30, 60)
"""How many pairs of replications can be asked for."""

ABOUT = (
    "Fork the running world at its last month. One arm goes on as it is; in the other you change policy. Both live "
    "through the same chance events, so that what differs between them is what the change did. Pairs of replications "
    "with other seeds then tell how sure that is."
)


@solara.component
def WhatIfPanel(laboratory: Laboratory) -> None:
    """Draw the fork: what is changed, both worlds side by side, and the difference with its band."""
    session = laboratory.session
    if session is None or laboratory.drawn.value < 0:
        return
    if not session.live:
        solara.Markdown("A stored result cannot be forked: open its scenario to run it.")
    elif session.whatif is None:
        solara.Markdown(ABOUT)
        solara.Button(
            "Fork here", color="primary", on_click=lambda: laboratory.act(lambda now: bool(now.fork()))
        )
    else:
        _Fork(laboratory, session.whatif)


@solara.component
def _Fork(laboratory: Laboratory, fork: WhatIf) -> None:
    place = laboratory.selected.value or WORLD
    measure = laboratory.measure.value
    at = fork.base.months - 1
    with solara.Div(classes=["world"]):
        with solara.Column(gap="8px", classes=["whatif-side"]):
            _Controls(laboratory, fork, place)
        with solara.Column(gap="8px", classes=["world-left"]):
            solara.Select(
                "Measure", values=list(LABELS), value=WORDS[measure], dense=True,
                on_value=lambda label: laboratory.measure.set(LABELS[label]), style="max-width: 320px",
            )  # fmt: skip
            with solara.Div(classes=["two"]):
                for title, history in (("As it is", fork.base), ("Changed", fork.changed)):
                    with solara.Column(gap="2px"):
                        solara.Markdown(f"**{title}**")
                        if history.months:
                            DrawnMap(laboratory, history, at, ("flows",), like=fork.base)
            with solara.Div(classes=["two"]):
                LineChart(both(fork, measure, place))
                LineChart(difference(fork, measure, place))


@solara.component
def _Controls(laboratory: Laboratory, fork: WhatIf, place: str) -> None:
    """Draw what is changed, how far both arms run, and the replications."""
    pairs, ask = solara.use_state(PAIRS[1])
    where = "every state" if place == WORLD else fork.base.names[fork.base.codes.index(place)]
    solara.Markdown(
        f"Forked at **{fork.base.date(fork.since)}**. Change in **{where}**; click on a map for another."
    )
    LeverChoice(
        fork.desk, place, lambda whose, change: laboratory.act(lambda _: bool(fork.desk.set([whose], change)))
    )
    for change in fork.desk.log[-4:]:
        solara.Text(f"{change.date}  {change.words}", classes=["soft"])
    with solara.Row(gap="8px"):
        solara.Button("Both one year on", small=True, color="primary", on_click=laboratory.run_fork)
        solara.Button("Drop the fork", small=True, text=True, on_click=lambda: laboratory.act(_dropped))
    solara.Markdown("**Band over replications**")
    with solara.Row(gap="8px", style="align-items: center"):
        solara.Select(
            "Pairs", values=list(PAIRS), value=pairs, on_value=ask, dense=True, style="max-width: 90px"
        )
        solara.Button(
            "Run",
            small=True,
            outlined=True,
            on_click=lambda: laboratory.run_band(pairs),
            disabled=not fork.desk.log,
        )
        solara.Button(
            "Stop", small=True, text=True, on_click=lambda: laboratory.act(lambda _: _stopped(fork))
        )
    if fork.asked:
        solara.ProgressLinear(value=100.0 * fork.done / fork.asked)
        solara.Text(f"{fork.done} of {fork.asked} pairs", classes=["soft"])
    if fork.trouble:
        solara.Warning(fork.trouble)


def _dropped(session: Any) -> bool:
    session.drop_fork()
    return True


def _stopped(fork: WhatIf) -> bool:
    fork.cancel()
    return True


def both(fork: WhatIf, measure: str, place: str) -> Chart:
    """Return the chart of both arms."""
    arms = (("as it is", fork.base), ("changed", fork.changed))
    lines = tuple(
        Line(label, history.series(measure, place), ink=ink) for ink, (label, history) in enumerate(arms)
    )
    return _chart(MEASURES[measure].label, measure, fork, lines)


def difference(fork: WhatIf, measure: str, place: str) -> Chart:
    """Return the chart of what the change did, with the band over replications where there is one."""
    before = np.full(fork.since, math.nan)
    lines = [Line("this seed", np.concatenate([before, fork.difference(measure, place)]), dashed=True)]
    band = fork.band(measure, place)
    if band is not None:
        mean, low, high = (np.concatenate([before, end]) for end in (band.mean, band.low, band.high))
        lines.append(Line(f"mean of {band.runs} pairs", mean, ink=1, low=low, high=high))
    return _chart(f"{MEASURES[measure].label}: changed less as it is", measure, fork, tuple(lines))


def _chart(title: str, measure: str, fork: WhatIf, lines: tuple[Line, ...]) -> Chart:
    declared = MEASURES[measure]
    marks = (Mark(fork.since, "fork", by_user=True),)
    return Chart(
        title,
        declared.unit,
        fork.base.date(0),
        lines,
        marks=marks,
        horizon=fork.base.horizon,
        about=declared.meaning,
    )
