"""What if: the running world forked here, one arm changed, both played on the same random numbers."""

from __future__ import annotations

import math

import numpy as np
import solara

from abm.page.charting import Chart, Line, Mark
from abm.page.history import WORLD
from abm.page.laboratory import Laboratory
from abm.page.panels.desk_panel import LeverChoice
from abm.page.panels.map_panel import LABELS, WORDS, DrawnMap
from abm.page.whatif import WhatIf
from abm.page.widgets.linechart import LineChart
from abm.page.widgets.prose import Prose
from abm.results.measures import MEASURES
from abm.world.calendar import MONTHS_PER_YEAR

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
    if session.model is None:
        Prose("A stored result cannot be forked: run its scenario first, under **Scenario and parameters**.")
    elif session.whatif is None:
        Prose(ABOUT)
        solara.Button(
            "Fork here", color="primary", on_click=lambda: laboratory.act(lambda now: now.compare())
        )
    else:
        _Fork(laboratory, session.whatif, session.at)


@solara.component
def _Fork(laboratory: Laboratory, fork: WhatIf, at: int) -> None:
    place, measure, _ = laboratory.selected.value or WORLD, laboratory.measure.value, laboratory.drawn.value
    with solara.Div(classes=["world"]):
        with solara.Column(gap="8px", classes=["whatif-side"]):
            _Controls(laboratory, fork, place)
        with solara.Column(gap="8px", classes=["world-left"]):
            solara.Select(
                "Measure", values=list(LABELS), value=WORDS[measure], dense=True,
                on_value=lambda label: laboratory.measure.set(LABELS[label]), style="max-width: 320px",
            )  # fmt: skip
            with solara.Div(classes=["two"]):
                for title, history in (("As it is", fork.before), ("Changed", fork.after)):
                    with solara.Column(gap="2px"):
                        Prose(title, tag="h3")
                        if at >= 0:
                            DrawnMap(laboratory, history, at, ("flows",), like=fork.before)
            with solara.Div(classes=["two"]):
                LineChart(both(fork, measure, place), at=at)
                LineChart(difference(fork, measure, place), at=at)


@solara.component
def _Controls(laboratory: Laboratory, fork: WhatIf, place: str) -> None:
    """Draw what is changed, how far both arms run, and the replications."""
    pairs, ask = solara.use_state(PAIRS[1])
    where = "every state" if place == WORLD else fork.before.names[fork.before.codes.index(place)]
    Prose(f"Forked at **{fork.before.date(fork.month)}**. Change in **{where}**; click on a map for another.")
    LeverChoice(
        fork.desk, place, lambda whose, change: laboratory.act(lambda now: now.set([whose], change)),
        laboratory.drawn.value,
    )  # fmt: skip
    for done in fork.desk.log()[-4:]:
        solara.Text(f"{done.date}  {done.words}", classes=["soft"])
    solara.Button(
        "Both one year on", small=True, color="primary", on_click=lambda: laboratory.run(MONTHS_PER_YEAR)
    )
    with solara.Row(gap="8px"):
        solara.Button(
            "Drop the change", small=True, text=True, on_click=lambda: laboratory.act(lambda now: now.leave())
        )
        solara.Button(
            "Go on with it",
            small=True,
            text=True,
            on_click=lambda: laboratory.act(lambda now: now.leave(keep=True)),
        )
    Prose("Band over replications", tag="h3")
    with solara.Row(gap="8px", style="align-items: center"):
        solara.Select(
            "Pairs", values=list(PAIRS), value=pairs, on_value=ask, dense=True, style="max-width: 90px"
        )
        solara.Button(
            "Run", small=True, outlined=True, on_click=lambda: laboratory.replicate(pairs),
            disabled=not fork.desk.log(),
        )  # fmt: skip
    _Replications(laboratory, fork)


@solara.component
def _Replications(laboratory: Laboratory, fork: WhatIf) -> None:
    """Draw how far the replications are, and what failed."""
    drawn, band = laboratory.drawn.value, fork.band
    if band is None or drawn < 0:
        return
    if band.running and band.number + len(band.failed) < len(band.seeds):
        solara.ProgressLinear(value=100.0 * band.progress)
        solara.Button("Stop", small=True, text=True, on_click=lambda: laboratory.act(lambda _: band.stop()))
    solara.Text(f"{band.number} of {len(band.seeds)} pairs", classes=["soft"])
    if fork.outdated:
        solara.Warning("These pairs are of the change as it was before: run them again.", dense=True)
    for seed, why in list(band.failed.items())[:3]:
        solara.Warning(f"Seed {seed}: {why}", dense=True)


def both(fork: WhatIf, measure: str, place: str) -> Chart:
    """Return the chart of both arms."""
    arms = (("as it is", fork.before), ("changed", fork.after))
    lines = tuple(
        Line(label, history.series(measure, place), ink=ink) for ink, (label, history) in enumerate(arms)
    )
    return _chart(MEASURES[measure].label, measure, fork, lines)


def difference(fork: WhatIf, measure: str, place: str) -> Chart:
    """Return the chart of what the change did, with the band over replications where there is one."""
    until = np.full(fork.month, math.nan)
    said = ""
    lines = [Line("this seed", np.concatenate([until, fork.difference(measure, place)]), dashed=True)]
    if fork.band is not None and fork.band.number:
        number, *ends = fork.band.band(measure, place)
        mean, low, high = (np.concatenate([until, end]) for end in ends)
        lines.append(
            Line(
                f"mean of {number} pairs{', of the change before' if fork.outdated else ''}",
                mean,
                ink=1,
                low=low,
                high=high,
            )
        )
        said = f"95 % interval of the mean of {number} pairs" if number > 1 else ""
    return _chart(f"{MEASURES[measure].label}: changed less as it is", measure, fork, tuple(lines), said)


def _chart(title: str, measure: str, fork: WhatIf, lines: tuple[Line, ...], band: str = "") -> Chart:
    declared = MEASURES[measure]
    marks = (Mark(fork.month, "fork", by_user=True),)
    return Chart(
        title, declared.unit, fork.before.date(0), lines, marks=marks, horizon=fork.before.horizon,
        about=declared.meaning, band=band,
    )  # fmt: skip
