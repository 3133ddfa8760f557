"""Counting on routes: what passed over edges of the circuit in each run and year, and its mean over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.analysis.intervals import Interval, mean_interval
from abm.results.result import Result
from experiments.claims.estimating import change
from experiments.vignettes.vignette import Vignette

if TYPE_CHECKING:
    import pandas as pd

AMOUNTS = ("attempts", "crossings", "interdictions", "deaths", "clients", "fees")


def on_routes(result: Result, vignette: Vignette) -> pd.DataFrame:
    """Return what passed over each route: index route, year and seed; columns `AMOUNTS`, a year.

    Args:
        result: the runs of one arm.
        vignette: which names routes and years.
    """
    import pandas as pd

    frame = result.frame("routes", ["seed", "year", "origin", "destination", "channel", *AMOUNTS])
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
        parts[name] = frame[chosen].groupby(["year", "seed"])[list(AMOUNTS)].sum().astype(float)
    return pd.concat(parts, names=["route"]).reindex(whole, fill_value=0.0)


def by_year(values: pd.Series) -> pd.DataFrame:
    """Return the mean of runs and its 95 % interval in every year: mean, low, high; index year."""
    return _table({year: mean_interval(rows) for year, rows in values.groupby(level="year")})


def indexed(values: pd.Series, year: int) -> pd.DataFrame:
    """Return every year against a year, 100 being as much: mean, low, high; index year."""
    first = values.xs(year, level="year")
    table = _table({
        each: change(rows.droplevel("year"), first) for each, rows in values.groupby(level="year")
    })  # fmt: skip
    return 100 * (1 + table)


def _table(intervals: dict[int, Interval]) -> pd.DataFrame:
    import pandas as pd

    rows = {year: (each.mean, each.low, each.high) for year, each in intervals.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "low", "high"])
