"""Whether a study fits its worlds and its horizons: every state, month, measure and column that it names is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from abm.refusal import Refusal, nearest
from abm.results.measures import MEASURES
from abm.scenario import EVERY_STATE, Scenario, check_fit, world_of
from abm.scenario.reading import Node, Place
from abm.studies.declarations import WORLD, Keeping
from abm.studies.factors import Factor
from abm.studies.keeping import BETWEEN
from abm.studies.outcomes import Outcome

ALL = "all"
"""Every state, or every measure, of what is kept."""


def check_kept(keep: Keeping, node: Node) -> None:
    """Refuse measures and columns that are not there.

    Raises:
        Refusal: the first of them.
    """
    for key in ("states", "yearly", "monthly"):
        for name in getattr(keep, key):
            if name != "all" and name not in MEASURES:
                place = node.at(("keep", key)).place
                raise Refusal(f"{place}: there is no measure '{name}'{nearest(name, MEASURES)}")
            if key == "states" and name != "all" and MEASURES[name].world_only:
                place = node.at(("keep", key)).place
                raise Refusal(f"{place}: '{name}' is measured for the world alone")
    if keep.snapshots is not None:
        from abm.kernels.table import Columns

        for name in keep.snapshots.columns:
            if name not in Columns._fields:
                place = node.at(("keep", "snapshots", "columns")).place
                raise Refusal(f"{place}: migrants have no column '{name}'{nearest(name, Columns._fields)}")


def check_months(
    scenarios: Sequence[Scenario], outcomes: Sequence[Outcome], keep: Keeping, node: Node
) -> None:
    """Refuse periods of outcomes and dates of snapshots that no run reaches.

    Raises:
        Refusal: the first of them.
    """
    for scenario in scenarios:
        horizon = f"outside the horizon {scenario.start} to {scenario.end}"
        for number, outcome in enumerate(outcomes):
            first, last = outcome.first or scenario.start, outcome.last or scenario.end
            place = node.at(("outcomes", number)).place
            if outcome.first and outcome.last and first > last:
                raise Refusal(
                    f"{place}: the outcome '{outcome.name}' is over {first} to {last}, no month at all"
                )
            if first < scenario.start or last > scenario.end or first > last:
                raise Refusal(f"{place}: the outcome '{outcome.name}' is over {first} to {last}, {horizon}")
        for date in keep.snapshots.dates if keep.snapshots else ():
            if not scenario.start <= date <= scenario.end:
                raise Refusal(
                    f"{node.at(('keep', 'snapshots', 'dates')).place}: the snapshot of {date} is {horizon}"
                )


def fitted(
    scenarios: Sequence[Scenario],
    factors: Sequence[Factor],
    outcomes: Sequence[Outcome],
    keep: Keeping,
    node: Node,
) -> tuple[str, ...]:
    """Return the digest of the tables of each scenario's world.

    Raises:
        Refusal: a scenario does not fit its world, or the study names a state that is not in it.
    """
    digests = []
    for scenario in scenarios:
        world = world_of(scenario.world)
        check_fit(scenario, world)
        codes = frozenset(world.codes)
        for state, place, what in _named(factors, outcomes, keep, node):
            if state not in codes:
                hint = nearest(state, codes)
                raise Refusal(f"{place}: {what} names the state '{state}', which is not in the world{hint}")
        digests.append(world.digest)
    return tuple(digests)


def _named(
    factors: Sequence[Factor], outcomes: Sequence[Outcome], keep: Keeping, node: Node
) -> Iterator[tuple[str, Place, str]]:
    """Every state that a study names, where it does, and by which words."""
    for factor in factors:
        for state in factor.states:
            if state != EVERY_STATE:
                yield state, node.at(("factors", factor.name, "states")).place, f"the factor '{factor.name}'"
    for number, outcome in enumerate(outcomes):
        if outcome.place != WORLD:
            yield outcome.place, node.at(("outcomes", number)).place, f"the outcome '{outcome.name}'"
    for name in BETWEEN:
        for number, pairs in enumerate(getattr(keep, name)):
            for key in ("origins", "destinations"):
                for state in getattr(pairs, key):
                    yield state, node.at(("keep", name, number, key)).place, f"'keep.{name}'"
    places = node.at(("keep", "places"))
    for state in places.plain() if isinstance(places.value, tuple) else (places.plain(),):
        if isinstance(state, str) and state not in (WORLD, ALL):
            yield state, places.place, "'keep.places'"
