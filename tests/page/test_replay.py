"""Looking costs no memory: what is drawn of a month is let go with the next."""

from __future__ import annotations

import gc
import json

import pytest

from abm.page.charting import chart_of, drawn
from abm.page.facts import bars, corridors, facts
from abm.page.history import WORLD
from abm.page.mapping import LAYERS, frame, scale_for
from abm.page.session import Session
from abm.page.widgets.timeaxis import axis_of
from abm.scenario import extended, load
from abm.scenario.loading import mapping_node
from abm.scenario.reading import Place

RUN, REPLAYED = 100, 2_000
"""Months that are run, and months that are looked at again."""

MOST = 8.0
"""MiB by which the process may grow while it replays."""

LARGEST = 30_000
"""Bytes of what is sent to the browser for a month."""


def resident() -> float:
    """Memory of this process, MiB."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as told:
        return int(told.read().split()[1]) * 4096 / 2**20


def sent(session: Session, month: int) -> int:
    """Make everything that the page sends of a month: map, charts, numbers, axis; return its bytes."""
    session.show(month)
    history, place = session.history, session.history.codes[7]
    scale = scale_for(history, "migrant_share", month)
    whole = [frame(history, month, "migrant_share", scale, flow_kind="arrivals", layers=list(LAYERS))]
    whole += [drawn(chart_of(history, name, (place,))) for name in ("entries_irregular", "net_security")]
    whole += [axis_of(history, month), {"bars": bars(history.ledger(place, month))}]
    told = [fact.value for fact in facts(history, place, month)]
    told += [
        fact.value for way in corridors(history, history.flows("arrivals", month), place) for fact in way
    ]
    return len(json.dumps(whole)) + len(json.dumps([told, facts(history, WORLD, month)[0].value]))


@pytest.mark.slow
def test_memory_is_flat_over_two_thousand_months_of_replay() -> None:
    changes = {"months": RUN, "persons_per_agent": 2_000}
    session = Session.live(extended(load("stylised"), mapping_node(changes, Place("test"))))
    for _ in range(RUN):
        session.step()
    sizes = [sent(session, month) for month in range(RUN)]
    before = resident()
    for month in range(REPLAYED):
        sizes.append(sent(session, month % RUN))
    grown = resident() - before
    session.close()
    assert grown < MOST
    assert max(sizes) < LARGEST
