"""A vignette over routes: how crossings share out over the ways into Europe, beside what was detected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from abm.analysis.intervals import Interval, mean_interval
from abm.reports.document import Block, Drawing, Paragraph, Table
from abm.reports.numbers import estimate, rounded
from experiments.claims.estimating import ratio_of_means
from experiments.vignettes.arms import Arm
from experiments.vignettes.counting import on_routes
from experiments.vignettes.vignette import WITH, Vignette

if TYPE_CHECKING:
    import pandas as pd


def blocks(vignette: Vignette, arms: Mapping[str, Arm]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return what is shown of the routes beside the checks: what came out, and year by year."""
    from experiments.vignettes.figures import routes

    counted = on_routes(arms[WITH], vignette)
    shares, risks = shares_of(counted, vignette), risks_of(counted, vignette)
    drawing = Drawing("routes", "Shares of routes in the model and in what Frontex detected",
                      partial(routes, vignette, shares, risks))  # fmt: skip
    sentences = tuple(Paragraph(said) for said in _sentences(vignette, shares, risks))
    return (*sentences, drawing, _table(vignette, shares, risks)), (_years(vignette, counted),)


def shares_of(counted: pd.DataFrame, vignette: Vignette) -> pd.DataFrame:
    """Return each route's share of all years: interdictions and attempts with intervals, and what was detected.

    Returns:
        index route; columns interdictions, interdictions_low, interdictions_high, the same of attempts, detected.
    """
    import pandas as pd

    rows = {}
    data = vignette.recorded().groupby("route")["detections"].sum()
    for route in vignette.routes:
        row: dict[str, float] = {"detected": float(data.get(route, 0.0) / data.sum())}
        for column in ("interdictions", "attempts"):
            whole = counted[column].groupby(level="seed").sum()
            own = counted.loc[route][column].groupby(level="seed").sum()
            found = mean_interval(ratio_of_means(own, whole))
            row |= {column: found.mean, f"{column}_low": found.low, f"{column}_high": found.high}
        rows[route] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def risks_of(counted: pd.DataFrame, vignette: Vignette) -> dict[str, tuple[Interval, Interval, float]]:
    """Return deaths on each route per 1,000 interdicted and per 1,000 attempts, and those recorded per 1,000 detected.

    The model's are those of all years that are shown, the recorded ones of those with a count of the dead.
    """
    data = vignette.recorded()
    known = data[data["dead_and_missing"].notna()].groupby("route")[["dead_and_missing", "detections"]].sum()
    found = {}
    for route in vignette.routes:
        sums = counted.loc[route].groupby(level="seed").sum()
        recorded = float("nan")
        if route in known.index:
            recorded = float(1e3 * known.loc[route, "dead_and_missing"] / known.loc[route, "detections"])
        found[route] = (
            mean_interval(1e3 * ratio_of_means(sums["deaths"], sums["interdictions"])),
            mean_interval(1e3 * ratio_of_means(sums["deaths"], sums["attempts"])),
            recorded,
        )
    return found


def _sentences(
    vignette: Vignette, shares: pd.DataFrame, risks: Mapping[str, tuple[Interval, Interval, float]]
) -> tuple[str, ...]:
    detected, model = shares["detected"].idxmax(), shares["interdictions"].idxmax()
    gap = (shares["interdictions"] - shares["detected"]).abs().sum() / 2
    ranks = shares[["interdictions", "detected"]].rank().corr().iloc[0, 1]
    known = [(route, both[1].mean, both[2]) for route, both in risks.items() if math.isfinite(both[2])]
    order = ", ".join(f"{route} {rounded(recorded, 0)} ({rounded(mine, 1)})" for route, mine, recorded in
                      sorted(known, key=lambda each: -each[2]))  # fmt: skip
    return (
        f"From {vignette.first} to {vignette.last} the route with most detections is {detected}; in the model that "
        f"with most interdictions is {model}. {rounded(100 * gap, 0)} % of the model's interdictions would have to be "
        f"on another route to agree with the detections; the rank correlation is {rounded(float(ranks), 2)}.",
        f"Dead and missing per 1,000 detected, and in brackets the model's dead per 1,000 attempts: {order}.",
    )


def _table(
    vignette: Vignette, shares: pd.DataFrame, risks: Mapping[str, tuple[Interval, Interval, float]]
) -> Table:
    rows = []
    for route in vignette.routes:
        row = shares.loc[route]
        said = [
            estimate(*(100 * row[name] for name in (column, f"{column}_low", f"{column}_high")))
            for column in ("interdictions", "attempts")
        ]
        interdicted, attempted, recorded = risks[route]
        rows.append((
            route, said[0], said[1], rounded(100 * row["detected"], 1),
            *(estimate(each.mean, each.low, each.high) for each in (interdicted, attempted)),
            rounded(recorded, 1),
        ))  # fmt: skip
    columns = (
        "Route", "interdictions, % of all", "attempts, % of all", "detected, % of all",
        "dead per 1,000 interdicted", "dead per 1,000 attempts", "dead and missing per 1,000 detected",
    )  # fmt: skip
    return Table(
        f"{vignette.first} to {vignette.last}; the dead recorded are those of 2014 and 2015", columns, tuple(rows),
        frozenset(range(1, len(columns))),
    )  # fmt: skip


def _years(vignette: Vignette, counted: pd.DataFrame) -> Table:
    data = vignette.recorded().set_index(["route", "year"])["detections"]
    rows = []
    for route in vignette.routes:
        for year in vignette.years:
            found = mean_interval(counted.loc[route].loc[year]["interdictions"])
            detected = data.get((route, year), float("nan"))
            rows.append((route, str(year), estimate(found.mean, found.low, found.high), rounded(detected, 0)))
    columns = ("Route", "year", "interdictions in the model", "detections")
    return Table("Persons a year", columns, tuple(rows), frozenset({2, 3}))
