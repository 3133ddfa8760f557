"""A year of a run as a page asks for it: flows, crossings and the ledger, from the columns of its yearly tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from abm.ledger import ENTRIES
from abm.page.history import WORLD, Crossings, Entry, Floats, Flows
from abm.refusal import Refusal, nearest
from abm.results.columns import FRAMES, Column
from abm.results.measures import MEASURES
from abm.statuses import ENTRY_CHANNELS, Channel
from abm.world.circuit import MODES

if TYPE_CHECKING:
    from abm.results.recorder import Part

ARRIVALS = "arrivals"
"""The kind of flows that counts everybody who entered."""

_OF_CORRIDORS = {ARRIVALS: "inflow", "stock": "stock", "refugees": "refugees", "remittances": "remittances"}
"""Kinds of flows and the columns of corridors that hold them."""

_COUNTED = ("human", "violence")
"""Outcomes of the ledger that are persons, and add up over states; of the others the world has the mean over people."""


def kinds_of(by_channel: bool) -> dict[str, str]:
    """Return the kinds of flows and their words.

    Args:
        by_channel: whether arrivals are known by channel of entry.
    """
    found = {kind: _column(kind).label for kind in _OF_CORRIDORS}
    if by_channel:
        from abm.viz.entries import described  # matplotlib

        words = {channel: described(channel.name.lower())[1] for channel in ENTRY_CHANNELS}
        found |= {f"{ARRIVALS}_{one.name.lower()}": f"Inflow: {word}" for one, word in words.items()}
    return found


def table_of(kind: str) -> str:
    """Return the yearly table that holds a kind of flows."""
    return "corridors" if kind in _OF_CORRIDORS else "flows"


def _column(kind: str) -> Column:
    frame, name = ("corridors", _OF_CORRIDORS[kind]) if kind in _OF_CORRIDORS else ("flows", "persons")
    return next(column for column in FRAMES[frame].amounts if column.name == name)


def check_kind(kind: str, kinds: Mapping[str, str]) -> None:
    """Refuse a kind of flows that is not there."""
    if kind not in kinds:
        raise Refusal(
            f"there are no flows of kind '{kind}'{nearest(kind, kinds) or '; there are ' + ', '.join(kinds)}"
        )


def flows_in(part: Part, kind: str, year: int, most: int) -> Flows:
    """Return the largest flows of a kind in a year.

    Remittances go from where migrants live to where they are from; everything else from the origin to the destination.

    Args:
        part: the year of the table that `table_of` names.
        kind: of flows.
        year: which it is.
        most: how many at most.
    """
    if kind in _OF_CORRIDORS:
        amount = part[_OF_CORRIDORS[kind]]
    else:
        channel = Channel[kind.removeprefix(f"{ARRIVALS}_").upper()]
        amount = np.where(part["channel"] == channel, part["persons"], 0)
    amount = np.asarray(amount, np.float64)
    there = np.flatnonzero(amount > 0.0)
    kept = there[np.lexsort((part["destination"][there], part["origin"][there], -amount[there]))[:most]]
    ends = [np.asarray(part[name][kept], np.int64) for name in ("origin", "destination")]
    if kind == "remittances":
        ends.reverse()
    return Flows(ends[0], ends[1], amount[kept], _column(kind).unit, year)


def crossings_in(part: Part, year: int) -> Crossings:
    """Return the edges on which people tried to cross in a year.

    Args:
        part: origin, destination and mode (a place in `MODES`) of each edge, attempts, interdictions and deaths.
        year: which it is.
    """
    kept = np.flatnonzero((part["attempts"] > 0) | (part["deaths"] > 0))
    return Crossings(
        np.asarray(part["origin"][kept], np.int64),
        np.asarray(part["destination"][kept], np.int64),
        tuple(MODES[mode] for mode in part["mode"][kept]),
        attempts=np.asarray(part["attempts"][kept], np.float64),
        interdictions=np.asarray(part["interdictions"][kept], np.float64),
        deaths=np.asarray(part["deaths"][kept], np.float64),
        year=year,
    )


def ledger_in(part: Part, place: int | None, people: Floats) -> list[Entry]:
    """Return the lines of the ledger of a state in a year, the largest effect on net security first.

    Of the world: persons add up, everything else is the mean over states, weighed by their people.

    Args:
        part: state, line (a place in `ENTRIES`), change and security.
        place: the state by number; None for the world.
        people: float64 [S], people of each state in the year.
    """
    here = part["state"] == place if place is not None else np.ones(len(part["state"]), bool)
    lines, states = part["line"][here], part["state"][here]
    share = people[states] / max(float(people.sum()), 1.0) if place is None else np.ones(len(states))
    counted = np.array([entry.outcome in _COUNTED for entry in ENTRIES])[lines]
    number = len(ENTRIES)
    change = np.bincount(lines, part["change"][here] * np.where(counted, 1.0, share), number)
    security = np.bincount(lines, part["security"][here] * share, number)
    order = np.lexsort((-np.abs(change), -np.abs(security)))
    return [
        Entry(ENTRIES[line].outcome, ENTRIES[line].channel, float(change[line]), float(security[line]))
        for line in order.tolist()
        if change[line] or security[line]
    ]


def check_measure(name: str) -> None:
    """Refuse a measure that is not recorded."""
    if name not in MEASURES:
        raise Refusal(f"there is no measure '{name}'{nearest(name, MEASURES)}")


def number_of(place: str, codes: tuple[str, ...]) -> int | None:
    """Return the number of a state, None for the world; refuse any other word."""
    if place == WORLD:
        return None
    if place not in codes:
        raise Refusal(f"there is no state '{place}' in this world{nearest(place, codes)}")
    return codes.index(place)


def check_month(month: int, months: int) -> None:
    """Refuse a month that has not been run."""
    if not 0 <= month < months:
        raise Refusal(f"month {month} has not been run; there are {months} months, counted from 0")


def mapped(codes: tuple[str, ...]) -> bool:
    """Return whether most of the states are countries with outlines."""
    from abm.viz.worldmap import known  # matplotlib

    return len(known().intersection(codes)) > len(codes) / 2
