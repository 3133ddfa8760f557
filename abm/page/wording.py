"""Events in words, for a list of what happens when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from abm.scenario.declarations import declaration
from abm.scenario.events import EVERY_STATE, Event

if TYPE_CHECKING:
    from abm.scenario.blocs import Reform

FEW = 4
"""So many states are named one by one."""


def lever_label(name: str) -> str:
    """Return the name of a lever or parameter as words."""
    return name.replace("_", " ")


def places_in_words(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Return states in words: named if they are few, counted if they are many."""
    if EVERY_STATE in codes:
        return "all states"
    if len(codes) > FEW:
        return f"{len(codes)} states"
    known = [names.get(code, code) for code in codes]
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}"


def number_in_words(value: float) -> str:
    """Return a number for a sentence: whole numbers with commas, others with four digits."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def event_in_words(event: Event, names: Mapping[str, str]) -> str:
    """Return what happens in an event: its own name, or what it does.

    Args:
        event: the event.
        names: of the states, by code.
    """
    if event.name:
        return event.name
    said = "; ".join(_parts(event, names))
    return said[:1].upper() + said[1:]


def _parts(event: Event, names: Mapping[str, str]) -> Iterator[str]:
    where = places_in_words(event.states, names) if event.states else ""
    for lever, value in event.set.items():
        here = declaration(Event, ("set", lever))
        unit = f" {here.unit}" if here is not None and here.unit not in ("index", "share", "multiple") else ""
        yield f"{lever_label(lever)} of {where} set to {number_in_words(value)}{unit}"
    for lever, factor in event.scale.items():
        yield f"{lever_label(lever)} of {where} multiplied by {number_in_words(factor)}"
    if event.regularise is not None:
        yield f"{event.regularise.share:.0%} of the people without status in {where} are given one"
    for subject, values in event.parameters.items():
        for key, value in values.items():
            yield f"{subject}: {lever_label(key)} set to {value}"
    if event.bloc is not None:
        yield from _reform(event.bloc, names)
    yield from _people(event, names)


def _people(event: Event, names: Mapping[str, str]) -> Iterator[str]:
    """What happens to people and between states."""

    def of(code: str) -> str:
        return names.get(code, code)

    if (attack := event.attack) is not None:
        by = f" from {of(attack.origin)}" if attack.origin else ""
        yield f"an attack{by} on {of(attack.target)} kills {number_in_words(attack.deaths)}"
    if (fleeing := event.displace) is not None:
        toward = f" towards {places_in_words(fleeing.toward, names)}" if fleeing.toward else ""
        yield f"{number_in_words(fleeing.persons)} people are driven out of {of(fleeing.origin)}{toward}"
    if (driven := event.expel) is not None:
        toward = places_in_words(driven.toward, names) if driven.toward else "where they choose"
        yield f"those expelled from {of(driven.origin)} go to {toward}"
    if (demand := event.demand) is not None:
        yield f"{of(demand.coercer)} makes a demand of {of(demand.target)}"
    if (home := event.readmit) is not None:
        yield f"{of(home.origin)} lets home {home.share:.0%} of the refugees it drove out"
    if (leaving := event.dismiss) is not None:
        whose = places_in_words(leaving.origins, names)
        yield f"{of(leaving.host)} has {leaving.share:.0%} of the people of {whose} leave"
    if (first := event.agree) is not None:
        yield (
            f"{of(first.host)} gives {first.share:.0%} of its {first.quota} quota to people of "
            f"{places_in_words(first.origins, names)} first"
        )


def _reform(reform: Reform, names: Mapping[str, str]) -> Iterator[str]:
    """What changes of a bloc."""
    if reform.admit:
        yield (
            f"{places_in_words(reform.admit, names)} joins {reform.name}"
            if len(reform.admit) == 1
            else (f"{places_in_words(reform.admit, names)} join {reform.name}")
        )
    if reform.expel:
        verb = "leaves" if len(reform.expel) == 1 else "leave"
        yield f"{places_in_words(reform.expel, names)} {verb} {reform.name}"
    if reform.competences is not None:
        decided = ", ".join(map(lever_label, reform.competences)) or "nothing"
        yield f"{reform.name} decides {decided}"
