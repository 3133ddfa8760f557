"""Counting: what passed over routes, and what happened to states and their people, in each run and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.analysis.intervals import Interval, mean_interval
from abm.reports.numbers import estimate, plain
from experiments.vignettes.vignette import CORRIDOR_COLUMNS, ROUTE_COLUMNS, OutcomeSpec, Vignette

if TYPE_CHECKING:
    import pandas as pd

    from experiments.vignettes.arms import Arm


def on_routes(result: Arm, vignette: Vignette) -> pd.DataFrame:
    """Return what passed over each route: index route, year and seed; columns `ROUTE_COLUMNS`, a year.

    Args:
        result: the runs of one arm.
        vignette: which names routes and years.
    """
    import pandas as pd

    frame = result.frame("routes", ["seed", "year", "origin", "destination", "channel", *ROUTE_COLUMNS])
    whole = pd.MultiIndex.from_product(
        [list(vignette.routes), vignette.years, result.seeds], names=["route", "year", "seed"]
    )
    parts = {}
    for name, route in vignette.routes.items():
        chosen = (
            frame["origin"].isin(route.origins)
            & frame["destination"].isin(route.destinations)
            & frame["channel"].isin(route.channels)
        )
        parts[name] = frame[chosen].groupby(["year", "seed"])[list(ROUTE_COLUMNS)].sum().astype(float)
    return pd.concat(parts, names=["route"]).reindex(whole, fill_value=0.0)


def of_states(result: Arm, vignette: Vignette, spec: OutcomeSpec) -> pd.Series:
    """Return an outcome of states, or of people from some in others, unscaled: index year and seed.

    A column of corridors is summed over origins and hosts. A measure is of a year as it says of itself (flows are
    summed, stocks are those of December, rates averaged), and summed over the states.

    Args:
        result: the runs of one arm.
        vignette: which names the years.
        spec: the outcome.
    """
    import pandas as pd

    if spec.column in CORRIDOR_COLUMNS:
        frame = result.frame("corridors", ["seed", "year", "origin", "destination", spec.column])
        chosen = frame["origin"].isin(spec.origins)
        if spec.hosts:
            chosen &= frame["destination"].isin(spec.hosts)
    else:
        frame = result.frame("yearly", ["seed", "place", "year", spec.column])
        chosen = frame["place"].isin(spec.states)
    frame = frame[chosen]
    whole = pd.MultiIndex.from_product([vignette.years, result.seeds], names=["year", "seed"])
    return frame.groupby(["year", "seed"])[spec.column].sum().astype(float).reindex(whole, fill_value=0.0)


def in_years(values: pd.Series, years: range | list[int]) -> pd.Series:
    """Return the mean of some years in every run: index seed."""
    return values[values.index.get_level_values("year").isin(list(years))].groupby(level="seed").mean()


def said(values: pd.Series) -> str:
    """Return the mean of runs and its interval in words."""
    return interval_said(mean_interval(values))


def interval_said(interval: Interval) -> str:
    """Return a mean and its interval in words; the mean alone where all runs agree but for rounding."""
    if interval.high - interval.low <= 1e-9 * abs(interval.mean):
        return plain(interval.mean, 3)
    return estimate(interval.mean, interval.low, interval.high)


def by_year(values: pd.Series) -> pd.DataFrame:
    """Return the mean of runs and its 95 % interval in every year: mean, low, high; index year."""
    return _table({year: mean_interval(rows) for year, rows in values.groupby(level="year")})


def _table(intervals: dict[int, Interval]) -> pd.DataFrame:
    import pandas as pd

    rows = {year: (each.mean, each.low, each.high) for year, each in intervals.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "low", "high"])
