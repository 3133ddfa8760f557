"""Whether a scenario fits its world: the states it names, its years, and the people it drives out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.refusal import Refusal
from abm.scenario.declarations import Path, dotted
from abm.scenario.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np

    from abm.world.world import World


def check_fit(scenario: Scenario, world: World) -> None:
    """Refuse a scenario that its world cannot carry.

    Raises:
        Refusal: an unknown state, years outside the world's, the exit of a state that has not joined, more people
            driven out than there are, or towards where no way over land or sea leads; with file and line if the
            scenario was read from a file.
    """
    scenario.check_states(world.codes)
    scenario.check_years(int(world.years[0]), int(world.years[-1]))
    number = {code: place for place, code in enumerate(world.codes)}
    _check_exits(scenario, world)
    for index, event in enumerate(scenario.events):
        fleeing = event.displace
        if fleeing is not None:
            people = float(world.in_year("population", int(event.date[:4]))[number[fleeing.origin]])
            if fleeing.persons > people:
                key: Path = ("events", index, "displace", "persons")
                raise Refusal(
                    f"{scenario.place(key)}'{dotted(key)}' is {fleeing.persons:,.0f} persons, "
                    f"more than the {people:,.0f} who live in {fleeing.origin} in {event.date[:4]}"
                )
        for name in ("displace", "expel"):
            if (part := getattr(event, name)) is not None:
                _check_ways(scenario, world, ("events", index, name), part.origin, part.toward)


def _check_exits(scenario: Scenario, world: World) -> None:
    """Refuse the exit of a state that has not joined by then, where the world's data say who joins and when."""
    from abm.scenario.cooperation import observed

    joins = observed(world)
    for name, bloc in scenario.blocs.items():
        for code, date in bloc.exits.items():
            joined = bloc.members.get(code) or (f"{joins[code]}-01" if code in joins else "never")
            if joined == "never" or date <= joined:
                key = ("blocs", name, "exits", code)
                raise Refusal(
                    f"{scenario.place(key)}'{dotted(key)}' is {date}, but {code} joins "
                    f"{'never' if joined == 'never' else 'in ' + joined}"
                )


def _check_ways(scenario: Scenario, world: World, path: Path, origin: str, toward: tuple[str, ...]) -> None:
    """Refuse states to which no way over land or sea leads from an origin."""
    number = {code: place for place, code in enumerate(world.codes)}
    reached = _reached(world, number[origin])
    for place, code in enumerate(toward):
        if not reached[number[code]]:
            key = (*path, "toward", place)
            raise Refusal(
                f"{scenario.place(key)}'{dotted(key)}' is {code}, where no way over land or sea leads "
                f"from {origin}"
            )


def _reached(world: World, origin: int) -> np.ndarray:
    """States to which a way over land and sea leads from a state: bool [S]."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    edges, ground = world.circuit.edges, world.circuit.ground
    tail, head = edges.tail[ground], edges.head[ground]
    graph = csr_matrix((np.ones(len(tail)), (tail, head)), shape=(len(world),) * 2)
    found = np.zeros(len(world), bool)
    found[breadth_first_order(graph, origin, return_predecessors=False)] = True
    return found
