"""What a user does during a run: an event like those of a scenario, checked as they are, from a month to come on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.scenario.agenda import happening
from abm.scenario.cooperation import change_of
from abm.scenario.events import Event
from abm.scenario.fitting import check_fit
from abm.scenario.frozen import thawed
from abm.scenario.loading import extended, mapping_node
from abm.scenario.reading import Place
from abm.scenario.refusing import validated
from abm.scenario.scenario import Scenario, shortened

if TYPE_CHECKING:
    from abm.blocs.table import Change
    from abm.scene import Happening
    from abm.world.world import World

SOURCE = "the change"
"""Where the values of an act come from, in the sentences of refusals."""


@final
@dataclass(frozen=True)
class Act:
    """An event that a user added during a run.

    Attributes:
        event: as a scenario would write it.
        made: the month, counted from 0, that was the next to run when it was made.
        happening, change: what process `events` and process `blocs` carry out of it; None where there is nothing.
    """

    event: Event
    made: int
    happening: Happening
    change: Change | None

    def open(self, month: int) -> bool:
        """Whether nothing of it has been carried out when this is the next month to run."""
        return self.happening.month > month if self.change is not None else self.happening.month >= month


def event_of(values: Event | Mapping[str, Any]) -> Event:
    """Return an event from the keys and values that a scenario file would have.

    Raises:
        Refusal: the first problem, in the words that a file would get.
    """
    if isinstance(values, Event):
        return values
    return validated(Event, mapping_node(values, Place(SOURCE)))


def as_written(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return events as a scenario file writes them, without what they leave at its default."""
    return [shortened(thawed(event)) for event in events]


def written_in(scenario: Scenario, events: Sequence[Event]) -> Scenario:
    """Return a scenario with further events after its own.

    Raises:
        Refusal: an event that the scenario cannot carry.
    """
    return extended(scenario, {"events": as_written(events)}, SOURCE) if events else scenario


def check_acting(scenario: Scenario, event: Event, month: int) -> None:
    """Refuse an event that a run cannot carry out any more, or that nothing carries out.

    Args:
        scenario: of the run.
        event: what is to happen.
        month: the next to run, counted from 0.

    Raises:
        Refusal: the run is over, its date is past, or the process is switched off that would carry it out.
    """
    if month >= scenario.months:
        raise Refusal(f"{SOURCE}: the run is over since {scenario.end}, and nothing can be changed in it")
    for process in ("events", "blocs") if event.bloc is not None else ("events",):
        if not scenario.runs(process):
            raise Refusal(
                f"{SOURCE}: the scenario switches off the process '{process}', which would carry it out"
            )
    first = month + (event.bloc is not None)
    if scenario.month_of(event.date) < first:
        why = ", for blocs decide a month ahead" if event.bloc is not None else ""
        raise Refusal(
            f"{SOURCE}: 'date' is {event.date}, but the first month that can still be changed is "
            f"{scenario.date_of(first)}{why}"
        )


def acted(
    scenario: Scenario, world: World, before: Sequence[Act], values: Event | Mapping[str, Any], month: int
) -> Act:
    """Check an event that a user adds during a run, against scenario, horizon and world, and prepare it.

    Args:
        scenario: of the run, without what users added.
        world: of the run.
        before: what users added so far.
        values: the event.
        month: the next to run, counted from 0.

    Raises:
        Refusal: as for a scenario with the event written in, or `check_acting`.
    """
    event = event_of(values)
    check_acting(scenario, event, month)
    whole = written_in(scenario, [*(act.event for act in before), event])
    check_fit(whole, world)
    return Act(event, month, happening(event, whole, world), change_of(event, whole, world))
