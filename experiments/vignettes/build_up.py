"""A vignette over years: a build-up at a border, with it and without, beside the recorded series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, final

from abm.analysis.intervals import Interval
from abm.reports.document import Block, Document, Drawing, Paragraph, Section, Table
from abm.reports.numbers import estimate, rounded
from abm.results.result import Result
from experiments.claims.estimating import change, ratio_of_means
from experiments.claims.wording import shown
from experiments.vignettes.closing import closing
from experiments.vignettes.counting import by_year, in_years, indexed, on_routes, said
from experiments.vignettes.vignette import WITH, WITHOUT, Vignette

if TYPE_CHECKING:
    import pandas as pd

TEXT_DEATHS, TEXT_RISE, TEXT_FROM = 1_700.0, 5.0, 1996
"""What the text reports: deaths in the second half of the decade, and how many times as many in 2000 as in 1996."""


@final
@dataclass(frozen=True)
class Outcome:
    """One outcome of the build-up.

    Attributes:
        name: name of the column.
        label: words.
        unit: what its values are.
        scale: what values are divided by.
        runs: for each arm the values, index year and seed.
        recorded: recorded series by their names, index year.
    """

    name: str
    label: str
    unit: str
    scale: float
    runs: Mapping[str, pd.Series]
    recorded: Mapping[str, pd.Series]


def outcomes(vignette: Vignette, results: Mapping[str, Result]) -> list[Outcome]:
    """Return interdictions, fees and deaths in both arms, with what was recorded of them."""
    border, crossing = list(vignette.routes)[:2]
    counted = {arm: on_routes(result, vignette) for arm, result in results.items()}
    data = vignette.recorded().set_index("year")

    def each(route: str, column: str) -> dict[str, pd.Series]:
        return {arm: frame.loc[route][column] for arm, frame in counted.items()}

    paid, clients = each(crossing, "fees"), each(crossing, "clients")
    fees = {arm: ratio_of_means(paid[arm], clients[arm], "year") for arm in counted}
    deaths, crossings = each(border, "deaths"), each(border, "crossings")
    risk = {arm: 1e5 * ratio_of_means(deaths[arm], crossings[arm], "year") for arm in counted}
    return [
        Outcome("interdictions", "Interdictions at the borders of the United States", "thousand persons a year", 1e3,
                each(border, "interdictions"), {"apprehensions": data["apprehensions"]}),
        Outcome("fee", "Fee for the crossing from Mexico", "dollars", 1.0, fees, {
            "Mexican Migration Project": data["fee_mexican_migration_project"],
            "San Diego": data["fee_san_diego"],
        }),
        Outcome("deaths", "Deaths on the way into the United States", "persons a year", 1.0, deaths, {}),
        Outcome("risk", "Deaths per 100,000 crossings", "persons", 1.0, risk, {}),
    ]  # fmt: skip


def document(vignette: Vignette, results: Mapping[str, Result]) -> Document:
    """Return the page of a build-up."""
    from experiments.vignettes.figures import build_up

    found = outcomes(vignette, results)
    drawing = Drawing("build-up", "Model with and without the build-up, beside what was recorded",
                      partial(build_up, vignette, found))  # fmt: skip
    happened: tuple[Block, ...] = (
        Paragraph(vignette.statement, "lead"),
        *(Paragraph(said) for said in _sentences(vignette, found)),
        _checks(vignette, found),
    )
    return Document(vignette.title, f"Lines {vignette.lines} of the text, in the model and in the records", (
        Section("What came out", "outcome", happened),
        Section("Year by year", "years", (drawing, *(_years(vignette, one) for one in found))),
        Section("How it was made", "method", closing(vignette, results)),
    ), kind="Historical vignette")  # fmt: skip


def _effect(vignette: Vignette, one: Outcome) -> Interval:
    years = range(vignette.last - 2, vignette.last + 1)
    return change(in_years(one.runs[WITH], years), in_years(one.runs[WITHOUT], years))


def _sentences(vignette: Vignette, found: list[Outcome]) -> tuple[str, ...]:
    years = f"{vignette.last - 2} to {vignette.last}"
    parts = [
        f"{one.label[0].lower()}{one.label[1:]} by {shown(_effect(vignette, one), 'change')}" for one in found
    ]
    return (
        f"Against the same world without the build-up, with the same random numbers, the build-up changes in {years} "
        + "; ".join(parts) + ".",
        "Levels of the model are not scaled to the records: they stand as they fall. Fees of the model are dollars of "
        "constant purchasing power, those of the surveys dollars of their day.",
    )  # fmt: skip


def _checks(vignette: Vignette, found: list[Outcome]) -> Table:
    by_name = {one.name: one for one in found}
    first, last = vignette.first, vignette.last
    rows: list[tuple[str, ...]] = []
    for name in ("interdictions", "fee"):
        one = by_name[name]
        recorded = ", ".join(
            f"{series[last] / series[first]:.2f} ({label})" for label, series in one.recorded.items()
        )
        rows.append((f"{one.label}, {last} over {first}", _times(one.runs[WITH], first, last),
                     _times(one.runs[WITHOUT], first, last), recorded))  # fmt: skip
    deaths = by_name["deaths"]
    rows.append((f"Deaths, {last} over {TEXT_FROM}", _times(deaths.runs[WITH], TEXT_FROM, last),
                 _times(deaths.runs[WITHOUT], TEXT_FROM, last), f"{TEXT_RISE:.0f} (text, line 419)"))  # fmt: skip
    years = range(TEXT_FROM, last + 1)
    total = [said(len(years) * in_years(deaths.runs[arm], years)) for arm in (WITH, WITHOUT)]
    rows.append((f"Deaths, {TEXT_FROM} to {last}", *total, f"{TEXT_DEATHS:,.0f} (text, line 418)"))
    return Table("What the text and the records say, and what the model says (95 % intervals)",
                 ("", "with the build-up", "without it", "recorded"), tuple(rows), frozenset({1, 2}))  # fmt: skip


def _times(values: pd.Series, first: int, last: int) -> str:
    found = change(in_years(values, [last]), in_years(values, [first]))
    return estimate(1 + found.mean, 1 + found.low, 1 + found.high)


def _years(vignette: Vignette, one: Outcome) -> Table:
    levels = {arm: by_year(one.runs[arm]) / one.scale for arm in (WITH, WITHOUT)}
    index = indexed(one.runs[WITH], vignette.first)
    rows: list[tuple[str, ...]] = []
    for year in vignette.years:
        model = [estimate(*levels[arm].loc[year, ["mean", "low", "high"]]) for arm in (WITH, WITHOUT)]
        relative = estimate(*index.loc[year, ["mean", "low", "high"]])
        if not one.recorded:
            rows.append((str(year), *model, relative))
            continue
        series = one.recorded.values()
        level = "; ".join(rounded(each[year] / one.scale, 0) for each in series)
        against = "; ".join(rounded(100 * each[year] / each[vignette.first], 0) for each in series)
        rows.append((str(year), *model, level, relative, against))
    base = f"{vignette.first} = 100"
    known = ["recorded"] if one.recorded else []
    relatives = [f"{word}, {base}" for word in ("with it", *known)]
    columns = ("Year", "with the build-up", "without it", *known, *relatives)
    names = f"; recorded: {'; '.join(one.recorded)}" if one.recorded else ""
    return Table(f"{one.label}, {one.unit}{names}", columns, tuple(rows), frozenset(range(1, len(columns))))
