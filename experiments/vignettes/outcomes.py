"""The outcomes of a vignette in both arms, run by run and year by year, with what was recorded of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

from experiments.claims.estimating import ratio_of_means
from experiments.vignettes.arms import Arm
from experiments.vignettes.counting import of_states, on_routes
from experiments.vignettes.vignette import OutcomeSpec, Vignette

if TYPE_CHECKING:
    import pandas as pd


@final
@dataclass(frozen=True)
class Parts:
    """What a number is made of, by year: itself, or what is divided by what.

    Attributes:
        above: index year, and seed of the model's.
        below: the same; None for a number that is divided by nothing.
    """

    above: pd.Series
    below: pd.Series | None = None


@final
@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes:
        name: name of the column.
        label: words.
        unit: what its values are.
        scale: what values are divided by.
        runs: for each arm the values, index year and seed; of a ratio the values whose mean is the ratio of means.
        recorded: recorded series by their names, index year.
        parts: for each arm what the values are made of.
        recorded_parts: the same of each recorded series.
    """

    name: str
    label: str
    unit: str
    scale: float
    runs: Mapping[str, pd.Series]
    recorded: Mapping[str, pd.Series]
    parts: Mapping[str, Parts]
    recorded_parts: Mapping[str, Parts]


def outcomes(vignette: Vignette, arms: Mapping[str, Arm]) -> dict[str, Outcome]:
    """Return each outcome in both arms, with what was recorded of it."""
    data = vignette.recorded()
    counted = {name: on_routes(arm, vignette) for name, arm in arms.items()} if vignette.routes else {}
    found = {}
    for name, spec in vignette.outcomes.items():
        parts = {
            arm: _passed(counted[arm], vignette, spec)
            if spec.routes
            else Parts(of_states(left, vignette, spec))
            for arm, left in arms.items()
        }
        records = {label: _known(data, spec, column) for label, column in spec.recorded.items()}
        found[name] = Outcome(
            name, spec.label, spec.unit, spec.scale, {arm: _by_run(each) for arm, each in parts.items()},
            {label: _divided(each) for label, each in records.items()}, parts, records,
        )  # fmt: skip
    return found


def _passed(counted: pd.DataFrame, vignette: Vignette, spec: OutcomeSpec) -> Parts:
    """Sums over routes, and what they are divided by."""

    def total(names: tuple[str, ...], column: str) -> pd.Series:
        chosen = counted[counted.index.get_level_values("route").isin(names)]
        return chosen.groupby(level=["year", "seed"])[column].sum()

    if not spec.per:
        return Parts(total(spec.routes, spec.column))
    names = spec.routes if spec.among == "these" else tuple(vignette.routes)
    return Parts(total(spec.routes, spec.column), total(names, spec.per))


def _by_run(parts: Parts) -> pd.Series:
    return parts.above if parts.below is None else ratio_of_means(parts.above, parts.below, "year")


def _known(data: pd.DataFrame, spec: OutcomeSpec, column: str) -> Parts:
    """The years with a record of what is above; of all routes, the years with one of any, and none is zero."""
    own = data[data["route"].isin(spec.routes)] if "route" in data else data
    own = own[own[column].notna()]
    above = own.groupby("year")[column].sum().astype(float)
    if not spec.recorded_per:
        return Parts(above)
    rows = data[data[column].notna()] if spec.among == "all" else own
    below = rows.groupby("year")[spec.recorded_per].sum().astype(float)
    return Parts(above.reindex(below.index, fill_value=0.0), below)


def _divided(parts: Parts) -> pd.Series:
    return parts.above if parts.below is None else parts.above / parts.below
