"""The blocs and treaties of a scenario in a world: states by number, dates by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.scenario.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np

    from abm.blocs.table import Blocs, Change
    from abm.scenario.events import Event
    from abm.world.world import World


def blocs_of(scenario: Scenario, world: World) -> Blocs:
    """Return the blocs and treaties of a scenario with states by number and dates by month."""
    import numpy as np

    from abm.blocs.table import COMPETENCES, Blocs, Change, Treaty

    number = {code: place for place, code in enumerate(world.codes)}
    places = {name: place for place, name in enumerate(scenario.blocs)}
    agenda = []

    for name, bloc in scenario.blocs.items():
        joined = {number[code]: scenario.month_of(date) for code, date in bloc.members.items()}
        for code, year in observed(world).items() if bloc.observed else ():
            joined.setdefault(number[code], scenario.month_of(f"{year}-01"))
        agenda += [Change(month, places[name], joining=(state,)) for state, month in joined.items()]
        agenda += [
            Change(scenario.month_of(date), places[name], leaving=(number[code],))
            for code, date in bloc.exits.items()
        ]
    for event in scenario.events if scenario.runs("events") else ():
        if (change := change_of(event, scenario, world)) is not None:
            agenda.append(change)
    declared = tuple(scenario.blocs.values())
    candidate = [[code in bloc.candidates for code in world.codes] for bloc in declared]
    competence = np.array([_decided(bloc.competences) for bloc in declared], bool)
    return Blocs(
        names=tuple(scenario.blocs), states=len(world),
        competence=competence.reshape(len(declared), len(COMPETENCES)),
        by_benefit=np.array([bloc.accession == "benefit" for bloc in declared], bool),
        candidate=np.array(candidate, bool).reshape(len(declared), len(world)), agenda=agenda,
        treaties=[
            Treaty(one.kind, number[one.state], number[one.partner], scenario.month_of(one.date),
                   scenario.month_of(one.until or scenario.end))
            for one in scenario.treaties
        ],
    )  # fmt: skip


def change_of(event: Event, scenario: Scenario, world: World) -> Change | None:
    """What an event changes of a bloc, with states by number; None where it names no bloc."""
    from abm.blocs.table import Change

    if (reform := event.bloc) is None:
        return None
    number = {code: place for place, code in enumerate(world.codes)}
    return Change(
        scenario.month_of(event.date), tuple(scenario.blocs).index(reform.name),
        tuple(number[code] for code in reform.admit), tuple(number[code] for code in reform.expel),
        None if reform.competences is None else _decided(reform.competences),
    )  # fmt: skip


def _decided(names: tuple[str, ...]) -> np.ndarray:
    """Which competences are named: bool, in the order of `COMPETENCES`."""
    import numpy as np

    from abm.blocs.table import COMPETENCES

    return np.array([name in names for name in COMPETENCES])


def observed(world: World) -> dict[str, int]:
    """First year of free movement of each state that the world's data have any for, by code."""
    first = world.free_movement_from.min(axis=1)
    return {code: int(year) for code, year in zip(world.codes, first, strict=True) if 1800 <= year <= 2200}
