"""The events of a scenario in a world: states by number, dates by month, as the processes carry them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from abm.scene import Accord, Demand, Dismissal, Happening
from abm.statuses import QUOTA_CHANNELS, Channel

if TYPE_CHECKING:
    from abm.scenario.events import Agreement, Event
    from abm.scenario.events import Dismissal as Departing
    from abm.scenario.scenario import Scenario
    from abm.world.world import World


def happenings(scenario: Scenario, world: World) -> list[Happening]:
    """The events of a scenario with states by number and dates by month."""
    return [happening(event, scenario, world) for event in scenario.events]


def happening(event: Event, scenario: Scenario, world: World) -> Happening:
    """One event, dated as the scenario counts months; what it says of blocs is in `abm.scenario.cooperation`."""
    number = {code: place for place, code in enumerate(world.codes)}
    fleeing, driven, demand, home = event.displace, event.expel, event.demand, event.readmit
    attack = event.attack
    return Happening(
        month=scenario.month_of(event.date),
        states=np.array([number[code] for code in event.among(world.codes)], np.int64),
        set=event.set,
        scale=event.scale,
        parameters=event.parameters,
        origin=-1 if fleeing is None else number[fleeing.origin],
        persons=0.0 if fleeing is None else fleeing.persons,
        toward=() if fleeing is None else tuple(number[code] for code in fleeing.toward),
        regularised=0.0 if event.regularise is None else event.regularise.share,
        expelling=-1 if driven is None else number[driven.origin],
        expelled_toward=() if driven is None else tuple(number[code] for code in driven.toward),
        demand=None
        if demand is None
        else Demand(
            number[demand.coercer],
            number[demand.target],
            number[demand.source],
            scenario.month_of(demand.until or scenario.end),
        ),
        readmitting=-1 if home is None else number[home.origin],
        readmitted=0.0 if home is None else home.share,
        attacked=-1 if attack is None else number[attack.target],
        killed=0 if attack is None else round(attack.deaths),
        from_abroad=attack is not None and bool(attack.origin),
        accord=None if event.agree is None else _accord(event.agree, number),
        dismissal=None if event.dismiss is None else _dismissal(event.dismiss, number),
    )


def _accord(agreement: Agreement, number: Mapping[str, int]) -> Accord:
    """An agreement with states by number."""
    origins = tuple(sorted(number[code] for code in agreement.origins))
    quota = QUOTA_CHANNELS.index(Channel[agreement.quota.upper()])
    return Accord(number[agreement.host], quota, origins, agreement.share)


def _dismissal(people: Departing, number: Mapping[str, int]) -> Dismissal:
    """People made to leave, with states by number."""
    return Dismissal(number[people.host], tuple(number[code] for code in people.origins), people.share)
