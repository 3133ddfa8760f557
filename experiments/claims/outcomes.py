"""Outcomes over groups of states: what a study keeps of every run for them, and how they are put together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from abm.results.measures import MEASURES, Measure
from abm.results.reducing import parts, yearly
from experiments.claims.claim import Claim
from experiments.claims.groups import Groups
from experiments.claims.parts import WORLD, GroupSpec, OutcomeSpec

if TYPE_CHECKING:
    import pandas as pd

STATISTICS = {
    "total": "",
    "mean": "; mean over states",
    "volatility": "; standard deviation of yearly growth, median state",
    "share_above": "; states above {threshold:g}, over all",
    "slope": "; slope over states, per unit of capacity at the end of the first year",
    "correlation": "; correlation over years of the means over states",
}
"""How states' own numbers become one, in words."""

ADDED = ("persons", "dollars")
"""First words of the units whose values are added over states; all others are averaged."""


def columns_of(claim: Claim, world: str, groups: Groups) -> list[dict[str, Any]]:
    """Return what a study keeps of every run, written as in a study file; each column once.

    Args:
        claim: the claim.
        world: name of the world, on which depends whether tables of conditions are run.
        groups: codes of the states of each group.
    """
    asked = [finding.outcome for finding in claim.findings.values() if finding.outcome is not None]
    asked += [table.outcome for table in claim.conditions.values() if world in table.worlds]
    found: dict[str, dict[str, Any]] = {}
    for outcome in (spec for spec in asked if not spec.by_state):
        period = {key: value for key in ("first", "last") if (value := getattr(outcome, key))}
        for measure, reduction in _parts(outcome):
            for place in places_of(outcome, groups):
                name = column(outcome, measure, reduction, place)
                found[name] = {
                    "name": name, "measure": measure.name, "place": place, "reduction": reduction, **period,
                }  # fmt: skip
    return list(found.values())


def places_of(outcome: OutcomeSpec, groups: Groups) -> Sequence[str]:
    """Return the places whose values an outcome is made of."""
    return (WORLD,) if outcome.among == WORLD else groups[outcome.among]


def column(outcome: OutcomeSpec, measure: Measure, reduction: str, place: str) -> str:
    """Return the name of a column: measure, reduction, place and period."""
    period = f"{outcome.first or 'start'}_{outcome.last or 'end'}".replace("-", "")
    return f"{measure.name}_{reduction}_{place}_{period}"


def unit_of(outcome: OutcomeSpec) -> str:
    """Return the unit of an outcome; 'share' or 'ratio' for those that are divided."""
    if outcome.per or outcome.statistic in ("volatility", "share_above"):
        return "share"
    return yearly(MEASURES[outcome.measure])


def of_runs(outcomes: pd.DataFrame, outcome: OutcomeSpec, groups: Groups) -> pd.DataFrame:
    """Return an outcome of every run: a row for each seed, a column for each arm.

    Flows are added over states (per year) and over months where two are divided; what cannot be added is averaged over
    states. A run has no value where the divisor is zero.

    Args:
        outcomes: rows with policy, seed, and the columns of `columns_of`.
        outcome: which.
        groups: codes of the states of each group.
    """
    gathered = []
    for measure, reduction in _parts(outcome):
        names = [column(outcome, measure, reduction, place) for place in places_of(outcome, groups)]
        values = outcomes[names]
        adding = measure.unit.split()[0] in ADDED
        gathered.append(values.sum(axis=1, min_count=1) if adding else values.mean(axis=1))
    whole = gathered[0] if len(gathered) == 1 else gathered[0] / gathered[1].where(gathered[1] != 0)
    table = outcomes[["seed", "policy"]].assign(value=whole.astype(float))
    return table.pivot(index="seed", columns="policy", values="value")


def _parts(outcome: OutcomeSpec) -> list[tuple[Measure, str]]:
    """The measures that an outcome is made of, and how each is reduced over months."""
    measure = MEASURES[outcome.measure]
    if outcome.per:
        return [(measure, "sum"), (MEASURES[outcome.per], "sum")]
    if measure.ratio is not None:
        return [(MEASURES[name], "sum") for name in parts(measure)]
    return [(measure, "own")]


def described(outcome: OutcomeSpec, specs: Mapping[str, GroupSpec]) -> str:
    """Return an outcome in words: what, where and when."""
    where = "" if outcome.among == WORLD else f", {specs[outcome.among].label}"
    when = f", from {outcome.first}" if outcome.first else ""
    when += f" to {outcome.last}" if outcome.last else ""
    how = STATISTICS[outcome.statistic].format(threshold=outcome.threshold or 0.0)
    return f"{outcome.said}{where}{when}{how}"
