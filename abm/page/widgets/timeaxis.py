"""The axis of time: what has run, what happens when, and the month that is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from abm.page.history import History
from abm.viz import appearance as look

MOST_TICKS = 12
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


@solara.component_vue("TimeAxis.vue")
def TimeAxis(*, axis: dict[str, Any], event_jump: Callable[[int], None]) -> None:
    """Draw the axis; `event_jump` is called with the month that the user asks for, counted from 0."""


def axis_of(history: History, at: int) -> dict[str, Any]:
    """Return what the axis shows: months done and to come, ticks at years, and what happens when."""
    first = history.date(0)
    year, month = int(first[:4]), int(first[5:]) - 1
    years = history.horizon / 12
    step = next((step for step in _STEPS if years / step <= MOST_TICKS), _STEPS[-1])
    starts = ((other, (other - year) * 12 - month) for other in range(year, year + int(years) + 2))
    return {
        "horizon": history.horizon,
        "months": history.months,
        "at": at,
        "date": history.date(at),
        "first_month": year * 12 + month,
        "ticks": [
            {"month": place, "words": str(other)}
            for other, place in starts
            if other % step == 0 and 0 <= place <= history.horizon
        ],
        "marks": [
            {"month": each.month, "date": history.date(each.month), "words": each.words, "by_user": each.by_user}
            for each in history.dated()
        ],
        "inks": {
            "ink": look.INK, "soft": look.SOFT, "empty": look.EMPTY, "run": look.BLUE, "event": look.ORANGE,
            "user": look.VERMILION,
        },
    }  # fmt: skip
