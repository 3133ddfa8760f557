"""The map: what its colours show, which flows and marks lie over it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import solara

from abm.page.history import History
from abm.page.laboratory import Laboratory
from abm.page.mapping import LAYERS, Scale, frame, ground, scale_for
from abm.page.widgets.worldmap import WorldMap
from abm.results.measures import STATE_MEASURES

LABELS = {measure.label: measure.name for measure in STATE_MEASURES}
"""Names of the measures that a map can show, by their words."""

WORDS = {name: label for label, name in LABELS.items()}


@final
@dataclass
class _Kept:
    """The scale of the picture before, so that it does not jump."""

    scale: Scale | None = None


@solara.component
def MapPanel(laboratory: Laboratory) -> None:
    """Draw the map of the month that is shown, and the choices over it."""
    session = laboratory.session
    if session is None or laboratory.drawn.value < 0:
        return
    history = session.history
    kinds = {words: name for name, words in history.kinds.items()}
    with solara.Row(gap="12px", classes=["choices"]):
        MeasureChoice(laboratory)
        solara.Select(
            "Flows", values=list(kinds), value=history.kinds[laboratory.flows.value], dense=True,
            on_value=lambda words: laboratory.flows.set(kinds[words]), style="max-width: 170px",
        )  # fmt: skip
        for layer, said in LAYERS.items():
            solara.Checkbox(
                label=said,
                value=layer in laboratory.layers.value,
                on_value=lambda on, layer=layer: _turn(laboratory, layer, on),
            )
    if history.months:
        DrawnMap(laboratory, history, max(session.at, 0), laboratory.layers.value)


@solara.component
def MeasureChoice(laboratory: Laboratory) -> None:
    """Draw the choice of what the colours show."""
    solara.Select(
        "Colours", values=list(LABELS), value=WORDS[laboratory.measure.value], dense=True,
        on_value=lambda label: laboratory.measure.set(LABELS[label]), style="max-width: 210px",
    )  # fmt: skip


def _turn(laboratory: Laboratory, layer: str, on: bool) -> None:
    shown = [name for name in LAYERS if (on if name == layer else name in laboratory.layers.value)]
    laboratory.layers.value = tuple(shown)


@solara.component
def DrawnMap(
    laboratory: Laboratory, history: History, at: int, layers: Collection[str], like: History | None = None
) -> None:
    """Draw one map.

    Args:
        laboratory: of the tab.
        history: whose months.
        at: the month, counted from 0.
        layers: what lies over the colours.
        like: a history whose scale it takes, in place of its own.
    """
    land = solara.use_memo(
        lambda: ground(history, _land(laboratory)), [history.codes, history.places.tobytes()]
    )
    kept = solara.use_memo(_Kept, [like or history])
    measure = laboratory.measure.value
    scaled = like or history
    kept.scale = scale_for(scaled, measure, min(at, scaled.months - 1), kept.scale)
    shown = frame(history, at, measure, kept.scale, flow_kind=laboratory.flows.value, layers=layers)
    WorldMap(
        ground=land, frame=shown, selected=laboratory.selected.value, event_select=laboratory.selected.set
    )


def _land(laboratory: Laboratory) -> Any:
    session = laboratory.session
    if session is None or session.model is None:
        return None
    return np.argwhere(session.model.world.contiguous)
