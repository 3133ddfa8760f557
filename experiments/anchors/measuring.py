"""Measuring: anchors in every run, as they are declared, and the same of what was recorded.

The value of an amount in a run is

    Σ of / Σ over × (Σ of' / Σ over') × parameter

each sum over states (or pairs), columns and years of a quantity; what is not asked for is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.results.measures import MEASURES
from experiments.anchors.anchor import MONTHS_PER_YEAR, Amount, Anchor, Anchors, Quantity

if TYPE_CHECKING:
    import pandas as pd

    from abm.results.result import Result
    from abm.world.tables import WorldTables

ONLY = 0
"""Number of the only run of what was recorded."""


@final
@dataclass(eq=False)
class Sources:
    """Where quantities come from: the frames of the runs, and the tables of their world.

    Attributes:
        anchors: what is asked for.
        result: the runs.
        tables: the tables of the world.
        groups: codes of the states of each group, and of each state that is named alone.
    """

    anchors: Anchors
    result: Result
    tables: WorldTables
    groups: Mapping[str, tuple[str, ...]] = field(init=False)
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = groups_of(self.anchors, self.tables)

    def frame(self, quantity: Quantity) -> pd.DataFrame:
        """Return the frame that holds a quantity, read once, with the columns that any anchor asks for.

        Raises:
            Refusal: the world has no such table, or the table no such column.
        """
        name = quantity.frame
        if name not in self._frames:
            self._frames[name] = self._recorded(name) if quantity.recorded else self._run(name)
        frame = self._frames[name]
        missing = [column for column in quantity.columns if column not in frame]
        if missing:
            raise Refusal(f"anchors: the table '{name}' has no column '{missing[0]}'")
        return frame

    def _run(self, name: str) -> pd.DataFrame:
        every = [
            quantity for anchor in self.anchors.anchors.values() for quantity in anchor.model.quantities()
        ]
        columns = {column: None for each in every if each.frame == name for column in each.columns}
        keys = ["seed", "year", *(("iso3", "month") if name == "states" else ("origin", "destination"))]
        if name in ("flows", "routes"):
            keys.append("channel")
        return self.result.frame(name, [*keys, *columns])

    def _recorded(self, name: str) -> pd.DataFrame:
        found = self.tables.frames().get(name)
        if found is None:
            raise Refusal(f"anchors: the world has no table '{name}'")
        return found.assign(seed=ONLY)


def groups_of(anchors: Anchors, tables: WorldTables) -> dict[str, tuple[str, ...]]:
    """Return the codes of the states of each group, and of each state that is named alone.

    Raises:
        Refusal: the world has no such region or state.
    """
    states = tables.states
    known = set(states["iso3"])
    found: dict[str, tuple[str, ...]] = {
        name: spec.codes or tuple(states.loc[states["region"] == spec.region, "iso3"])
        for name, spec in anchors.groups.items()
    }
    for _, quantity in anchors.quantities():
        for name in quantity.places:
            found.setdefault(name, (name,))
    for name, codes in found.items():
        if not codes:
            raise Refusal(f"anchors: the group '{name}' is of a region that the world has not")
        for code in codes:
            if code not in known:
                raise Refusal(f"anchors: the world has no state '{code}'")
    return found


def by_place(quantity: Quantity, sources: Sources, runs: Sequence[int]) -> pd.DataFrame:
    """Return a quantity by state: a row for each run, a column for each state; of pairs, of that in `by`.

    Args:
        quantity: what is asked for.
        sources: where it is.
        runs: the runs; the seeds, or `ONLY`.
    """
    import pandas as pd

    rows = _chosen(quantity, sources)
    pair = {"host": "destination", "origin": "origin"}
    place = pair[quantity.by] if quantity.paired else "iso3"
    years = range(quantity.first, quantity.last + 1)
    value = rows.assign(value=rows[list(quantity.columns)].sum(axis=1) * quantity.scale)
    annual = value.pivot_table(index=["seed", place], columns="year", values="value", aggfunc="sum")
    if quantity.recorded:
        _refuse_gaps(quantity, value)
    annual = annual.reindex(columns=years).fillna(0.0)
    if quantity.how == "rise":
        total = (annual[quantity.last] - annual[quantity.first]) / (quantity.last - quantity.first)
    else:
        total = annual.sum(axis=1) / (len(years) if quantity.how == "mean" else 1)
    table = total.unstack(place) if len(total) else pd.DataFrame(index=[])
    return table.reindex(list(runs)).fillna(0.0)


def _refuse_gaps(quantity: Quantity, value: pd.DataFrame) -> None:
    """Refuse a year of which nothing was recorded: its sum would be zero."""
    known = set(value.dropna(subset=list(quantity.columns))["year"])
    asked = (
        (quantity.first, quantity.last)
        if quantity.how == "rise"
        else range(quantity.first, quantity.last + 1)
    )
    for year in asked:
        if year not in known:
            raise Refusal(f"anchors: the table '{quantity.frame}' holds no '{quantity.columns[0]}' of {year}")


def _chosen(quantity: Quantity, sources: Sources) -> pd.DataFrame:
    """Return the rows of a quantity, one a year and place or pair once they are added up."""
    frame = sources.frame(quantity)
    keep = frame["year"].between(quantity.first, quantity.last)
    for key, column in (("among", "iso3"), ("origins", "origin"), ("hosts", "destination")):
        if name := getattr(quantity, key):
            keep &= frame[column].isin(sources.groups[name])
    if quantity.channels:
        keep &= frame["channel"].isin(quantity.channels)
    rows = frame[keep]
    if quantity.frame != "states":
        return rows
    values: dict[str, Any] = {}
    for column in quantity.columns:
        reduction = MEASURES[column].reduction
        if reduction == "last":
            values[column] = rows[column].where(rows["month"] == quantity.month, 0.0)
        elif reduction == "mean":
            values[column] = rows[column] / MONTHS_PER_YEAR
    return rows.assign(**values)


def values_of(amount: Amount, sources: Sources) -> pd.Series:
    """Return an amount in every run: index seed (or `ONLY`); not a number where it is not defined.

    Args:
        amount: how it is made.
        sources: where its quantities are.
    """
    recorded = all(each.recorded for each in amount.quantities())
    runs = [ONLY] if recorded else list(sources.result.seeds)
    found = _over_states(amount, sources, runs)
    if amount.times is not None:
        above, below = (_sum(each, sources, runs) for each in (amount.times.of, amount.times.over))
        found = found * above.sum(axis=1)
        if amount.times.over:
            found = found / _above_zero(below)
    if amount.parameter:
        found = found * _parameter(amount.parameter, sources.result.scenario)
    return found.astype(float)


def _over_states(amount: Amount, sources: Sources, runs: Sequence[int]) -> pd.Series:
    of, over = (_sum(each, sources, runs) for each in (amount.of, amount.over))
    total = of.sum(axis=1)
    if amount.statistic == "rank":
        return 1.0 + over.gt(total, axis=0).sum(axis=1)
    if amount.statistic == "sum":
        return total / _above_zero(over) if amount.over else total
    own = of.reindex(columns=over.columns, fill_value=0.0) / over.where(over > 0)
    if amount.statistic == "largest":
        return own.max(axis=1)
    assert amount.threshold is not None
    return (own > amount.threshold).sum(axis=1).astype(float)


def _above_zero(table: pd.DataFrame) -> pd.Series:
    """The sum of each run; not a number where it is nothing."""
    total = table.sum(axis=1)
    return total.where(total > 0)


def _sum(quantities: Sequence[Quantity], sources: Sources, runs: Sequence[int]) -> pd.DataFrame:
    """The sum of some quantities by state; without states if there are none."""
    import pandas as pd

    total = pd.DataFrame(index=list(runs))
    for quantity in quantities:
        total = total.add(by_place(quantity, sources, runs), fill_value=0.0)
    return total


def _parameter(name: str, scenario: Mapping[str, Any]) -> float:
    value: Any = scenario["parameters"]
    for key in name.split("."):
        if not isinstance(value, Mapping) or key not in value:
            raise Refusal(f"anchors: the scenario has no parameter '{name}'")
        value = value[key]
    return float(value)


def modelled(anchor: Anchor, sources: Sources) -> pd.Series:
    """Return an anchor in every run, in its unit: index seed."""
    prices = sources.anchors.prices
    factor = 1.0
    if anchor.dollars is not None:
        factor = prices.index[str(anchor.dollars)] / prices.index[str(prices.model)]
    return values_of(anchor.model, sources) * factor / anchor.scale
