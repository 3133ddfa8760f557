"""What a batch says in a table: means and 95 % intervals over replications, by period, beside what is reported."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, final

from abm.results.measures import STATE_MEASURES, WORLD_MEASURES, Measure
from abm.results.reducing import parts, reduce, yearly
from abm.results.result import Result
from abm.results.security import by_outcome, lines_of, of_world, shares_of_people

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = 0.95
"""Probability with which an interval covers the mean that infinitely many replications would have."""

SHOWN = ("border control", "violence")
"""Groups of which the terminal shows every measure but `PARTS`; the file shows all groups."""

PARTS = frozenset({"unauthorised_inflow", "entries_and_overstays", "fees_paid", "fee_payers"})
"""Measures that are only there to make up a ratio."""

MID_YEAR = 6
"""The model's month that is compared with stocks reported for the middle of the year: the end of June."""


@final
@dataclass(frozen=True, slots=True)
class Period:
    """Years `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@final
@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and half the width of its interval; the half is None with one replication."""

    mean: float
    half: float | None


@final
@dataclass(frozen=True, slots=True)
class Line:
    """A measure of the world in every period; `unit` is that of the estimates: flows are per year."""

    measure: Measure
    unit: str
    estimates: tuple[Estimate, ...]


@final
@dataclass(frozen=True, slots=True)
class Comparison:
    """The world's migrant stock in the middle of a year (persons), and what is reported for it."""

    year: int
    modelled: Estimate
    reported: float | None
    reported_by_corridor: float | None


@final
@dataclass(frozen=True, slots=True)
class Contribution:
    """What changed of net security (index) in every period through an outcome, by migration or otherwise."""

    outcome: str
    how: str
    estimates: tuple[Estimate, ...]


@final
@dataclass(frozen=True)
class Summary:
    """The table of a batch.

    Attributes:
        name: name of the scenario.
        seeds: seeds of the replications.
        drivers: for each driver, whether it was observed or simulated.
        periods: the periods, in order.
        lines: every measure of the world, in the order of declaration.
        comparisons: the migrant stock beside the reported one, by year; empty if the world reports none.
        always_zero: names of measures that were zero in every state, month and replication.
        contributions: what changed the world's net security, mean over states by people; by outcome.
    """

    name: str
    seeds: tuple[int, ...]
    drivers: dict[str, str]
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    comparisons: tuple[Comparison, ...]
    always_zero: tuple[str, ...]
    contributions: tuple[Contribution, ...] = ()


def summarise(result: Result) -> Summary:
    """Return the summary of a result."""
    world = result.world
    over = periods(int(world["year"].min()), int(world["year"].max()))
    lines = tuple(line_of(measure, world, over) for measure in WORLD_MEASURES if measure.name in world)
    drivers = {str(name): str(kind) for name, kind in dict(result.scenario.get("drivers", {})).items()}
    name = str(result.scenario.get("name", ""))
    return Summary(
        name, result.seeds, drivers, over, lines, tuple(compared(result)), always_zero(result),
        contributed(result, over),
    )  # fmt: skip


def periods(first: int, last: int) -> tuple[Period, ...]:
    """Divide the years `first` to `last`: into decades from 20 years on, else into up to three equal parts.

    A decade of which fewer than five years were run is counted to its neighbour.
    """
    years = last - first + 1
    if years < 20:
        parts = min(3, max(1, years // 2))
        starts = [first + years * part // parts for part in range(parts)]
    else:
        starts = [first, *(year for year in range(first + 1, last + 1) if year % 10 == 0)]
        if len(starts) > 1 and starts[1] - first < 5:
            del starts[1]
        if last + 1 - starts[-1] < 5:
            del starts[-1]
    ends = [*(start - 1 for start in starts[1:]), last]
    return tuple(Period(start, end) for start, end in zip(starts, ends, strict=True))


def line_of(measure: Measure, world: pd.DataFrame, over: Sequence[Period]) -> Line:
    """Return a measure of the world with its mean and interval in every period."""
    estimates = tuple(estimated(reduced(measure, within(world, period))) for period in over)
    return Line(measure, yearly(measure), estimates)


def within(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows of a frame that lie in a period."""
    return frame[frame["year"].between(period.first, period.last)]


def reduced(measure: Measure, rows: pd.DataFrame) -> pd.Series:
    """Reduce the months of a period to one value for each seed, as `abm.results.reducing` does."""
    import pandas as pd

    complete = measure.ratio is None or set(measure.ratio) <= set(rows.columns)
    chosen = measure if complete else replace(measure, ratio=None)
    ordered = rows.sort_values(["year", "month"])
    values = {
        seed: float(reduce(chosen, {name: months[name].to_numpy() for name in parts(chosen)}))
        for seed, months in ordered.groupby("seed")
    }
    return pd.Series(values, dtype=float)


def estimated(values: pd.Series) -> Estimate:
    """Return the mean of independent replications and half its interval, t(0.975, n - 1) s / sqrt(n)."""
    number, mean = len(values), float(values.mean())
    if number < 2 or values.isna().any():
        return Estimate(mean, None)
    from scipy.special import stdtrit

    quantile = float(stdtrit(number - 1, (1 + CONFIDENCE) / 2))
    return Estimate(mean, quantile * float(values.std(ddof=1)) / math.sqrt(number))


def compared(result: Result) -> Iterator[Comparison]:
    """Yield the world's migrant stock beside the reported one for every reported year within the run."""
    months = result.world[result.world["month"] == MID_YEAR]
    if "immigrants" not in months:
        return
    totals, pairs = _reported_totals(result), _reported_pairs(result)
    for year in sorted({*totals, *pairs} & set(months["year"].astype(int))):
        stock = months[months["year"] == year].set_index("seed")["immigrants"]
        yield Comparison(year, estimated(stock), totals.get(year), pairs.get(year))


def contributed(result: Result, over: Sequence[Period]) -> tuple[Contribution, ...]:
    """Return what changed the world's net security in every period, by outcome, by migration and otherwise."""
    if result.ledger.empty or "population" not in result.states:
        return ()
    parts = []
    for period in over:
        lines = lines_of(within(result.ledger, period), result.seeds)
        parts.append(by_outcome(of_world(lines, shares_of_people(within(result.states, period)))))
    return tuple(
        Contribution(outcome, how, tuple(estimated(part.loc[(outcome, how)]) for part in parts))
        for outcome, how in parts[0].index
    )


def _reported_totals(result: Result) -> dict[int, float]:
    """World stock by year, migrants of unknown origin included; years that few states report are left out."""
    states = result.reference_states
    if states is None:
        return {}
    years = states.dropna(subset=["immigrant_stock"]).groupby("year")["immigrant_stock"].agg(["sum", "count"])
    whole = years[years["count"] >= 0.9 * years["count"].max()] if len(years) else years
    return {int(year): float(total) for year, total in whole["sum"].items()}


def _reported_pairs(result: Result) -> dict[int, float]:
    """World stock by year, as the sum of the corridors: without migrants of unknown origin."""
    stocks = result.reference_stocks
    if stocks is None:
        return {}
    return {int(year): float(total) for year, total in stocks.groupby("year")["stock"].sum().items()}


def always_zero(result: Result) -> tuple[str, ...]:
    """Return the measures that were zero (or undefined) in every state, month and replication, by surprise."""
    states = result.states
    return tuple(
        measure.name
        for measure in STATE_MEASURES
        if measure.name in states and not states[measure.name].fillna(0).any()
    )


def as_frame(summary: Summary) -> pd.DataFrame:
    """Return the summary as a long table: a row for each measure and period, then the reported stocks."""
    import pandas as pd

    number = len(summary.seeds)
    rows: list[dict[str, Any]] = [
        {
            "group": line.measure.group,
            "measure": line.measure.name,
            "label": line.measure.label,
            "unit": line.unit,
            "period": str(period).replace("–", "-"),
            **_bounds(estimate),
            "replications": number,
        }
        for line in summary.lines
        for period, estimate in zip(summary.periods, line.estimates, strict=True)
    ]
    rows += [
        {
            "group": "reported",
            "measure": "immigrants",
            "label": "Immigrant stock, middle of the year",
            "unit": "persons",
            "period": str(row.year),
            **_bounds(row.modelled),
            "replications": number,
            "reported": row.reported,
            "reported_by_corridor": row.reported_by_corridor,
        }
        for row in summary.comparisons
    ]
    rows += [
        {
            "group": "ledger",
            "measure": f"{one.outcome} {one.how}".replace(" ", "_"),
            "label": f"Net security through {one.outcome}, {one.how}",
            "unit": "index",
            "period": str(period).replace("–", "-"),
            **_bounds(estimate),
            "replications": number,
        }
        for one in summary.contributions
        for period, estimate in zip(summary.periods, one.estimates, strict=True)
    ]
    return pd.DataFrame(rows)


def _bounds(estimate: Estimate) -> dict[str, float | None]:
    if estimate.half is None:
        return {"mean": estimate.mean, "low": None, "high": None}
    return {
        "mean": estimate.mean,
        "low": estimate.mean - estimate.half,
        "high": estimate.mean + estimate.half,
    }
