"""A state in numbers: what its panel says of a month, its corridors, and its ledger of security."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from abm.page.history import WORLD, Entry, Flows, History
from abm.reports.numbers import DASH, MINUS
from abm.results.measures import MEASURES
from abm.viz import appearance as look

if TYPE_CHECKING:
    from abm.diasporas.table import Diasporas

HEADLINES = (
    "population", "migrant_share", "irregular_stock", "refugees_hosted", "emigrants", "control_index", "capacity",
    "autonomy", "cohesion", "identity", "power", "gdp_per_head", "threat", "net_security",
)  # fmt: skip
"""Measures that the panel of a state says first."""

MOST_LINES = 8
"""Lines of the ledger that are shown, the largest."""

LEAST = 0.001
"""Points of net security below which no digits are said."""

NEUTRAL = 0.1
"""Orientation of a diaspora, from -1 against its home government to 1 for it, that counts as neither."""

ABOUT_DIASPORA = "People born in the state who live there, how far they are mobilised, and for whom."

_LARGE = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))


@final
@dataclass(frozen=True)
class Fact:
    """One number in words."""

    label: str
    value: str
    unit: str
    meaning: str


def said(value: float) -> str:
    """Return a number in three digits or so, large ones in millions and more; a dash where there is none."""
    if not math.isfinite(value):
        return DASH
    for size, word in _LARGE:
        if abs(value) >= size:
            return f"{value / size:,.3g}".replace("-", MINUS) + word
    return look.number(float(f"{value:.3g}") if abs(value) < 1000 else round(value))


def facts(history: History, place: str, month: int, names: Sequence[str] = HEADLINES) -> list[Fact]:
    """Return what some measures are, of a state by its code or of the world, in a month."""
    found = []
    for name in names:
        measure = MEASURES[name]
        if place == WORLD:
            value = float(history.series(name, WORLD)[month])
        elif measure.world_only:
            continue
        else:
            value = float(history.values(name, month)[history.codes.index(place)])
        percent = measure.unit == "share" and math.isfinite(value)
        words, unit = (said(100.0 * value), "%") if percent else (said(value), measure.unit)
        found.append(Fact(measure.label, words, unit, measure.meaning))
    return found


def corridors(history: History, flows: Flows, place: str, most: int = 5) -> tuple[list[Fact], list[Fact]]:
    """Return the largest of some flows into a state and out of it, by the name of the other state."""
    number = history.codes.index(place)
    ways = (flows.destination == number, flows.origin), (flows.origin == number, flows.destination)
    both = []
    for chosen, other in ways:
        rows = [row for row in range(len(chosen)) if chosen[row]][:most]
        both.append(
            [Fact(history.names[other[row]], said(flows.amount[row]), flows.unit, "") for row in rows]
        )
    return both[0], both[1]


def _signed(value: float) -> str:
    """Return a number that is not 0 with its sign, in two digits; the smallest as less than a bound."""
    sign = MINUS if value < 0.0 else "+"
    if abs(value) < LEAST:
        return f"{sign}<{LEAST:g}"
    return sign + look.number(float(f"{abs(value):.2g}"))


def diasporas(table: Diasporas, names: Sequence[str], place: str, most: int = 5) -> list[Fact]:
    """Return the largest diasporas of a state's people: where, how many, and where they stand.

    Args:
        table: the diasporas that there are now.
        names: of the states, by number.
        place: code of the state of origin.
        most: how many.
    """
    rows = [row for row in table.rows if table.codes[table.origin[row]] == place]
    rows.sort(key=lambda row: -table.size[row])
    found = []
    for row in rows[:most]:
        side = table.orientation[row]
        side_said = "for its government" if side > 0.0 else "against its government"
        stands = "on neither side" if abs(side) < NEUTRAL else side_said
        active = f"{100.0 * table.mobilisation[row]:.0f} % mobilised, {stands}"
        found.append(Fact(names[table.host[row]], said(float(table.size[row])), active, ABOUT_DIASPORA))
    return found


def bars(entries: Sequence[Entry], most: int = MOST_LINES) -> list[dict[str, Any]]:
    """Return the lines that changed net security most in a year, as bars about zero.

    In points (hundredths of the scale of net security), the largest first; lengths are shares of the longest.
    """
    moving = sorted((line for line in entries if line.security != 0.0), key=lambda line: -abs(line.security))[
        :most
    ]
    longest = max((abs(line.security) for line in moving), default=1.0)
    return [
        {
            "label": f"{line.outcome}: {line.channel.replace('_', ' ')}",
            "words": _signed(100.0 * line.security),
            "share": abs(line.security) / longest,
            "less": line.security < 0.0,
            "colour": look.VERMILION if line.security < 0.0 else look.BLUE,
        }
        for line in moving
    ]
