"""A vignette of a home state and its people abroad: outcomes over years in both arms, beside what was recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from abm.analysis.intervals import Interval, mean_interval
from abm.reports.document import Block, Document, Drawing, Paragraph, Section, Table
from abm.reports.numbers import DASH, estimate, plain
from abm.results.result import Result
from experiments.claims.estimating import change, ratio_of_means
from experiments.claims.wording import shown
from experiments.vignettes.build_up import Outcome
from experiments.vignettes.closing import closing
from experiments.vignettes.counting import at_home, by_year, in_years, said
from experiments.vignettes.vignette import WITH, WITHOUT, ArmsSpec, CheckSpec, Vignette

if TYPE_CHECKING:
    import pandas as pd


def outcomes(vignette: Vignette, results: Mapping[str, Result]) -> dict[str, Outcome]:
    """Return each outcome in both arms, with what was recorded of it."""
    data = vignette.recorded().set_index("year")
    found = {}
    for name, spec in vignette.outcomes.items():
        runs = {arm: at_home(result, vignette, spec) for arm, result in results.items()}
        recorded = {label: data[column].dropna() for label, column in spec.recorded.items()}
        found[name] = Outcome(name, spec.label, spec.unit, spec.scale, runs, recorded)
    return found


def named_arms(vignette: Vignette) -> ArmsSpec:
    """Return the names of the arms, which a vignette of this kind has."""
    assert vignette.arms is not None
    return vignette.arms


def document(vignette: Vignette, results: Mapping[str, Result]) -> Document:
    """Return the page of a home state."""
    from experiments.vignettes.figures import home

    found = outcomes(vignette, results)
    drawing = Drawing("home", "Both arms of the model, year by year, beside what was recorded",
                      partial(home, vignette, list(found.values())))  # fmt: skip
    happened: tuple[Block, ...] = (
        Paragraph(vignette.statement, "lead"),
        Paragraph(_sentence(vignette, found)),
        *(Paragraph(note) for note in vignette.notes),
        *((_checks(vignette, found),) if vignette.checks else ()),
        _effects(vignette, found),
    )
    return Document(vignette.title, f"Lines {vignette.lines} of the text, in the model and in the records", (
        Section("What came out", "outcome", happened),
        Section("Year by year", "years", (drawing, *(_years(vignette, one) for one in found.values()))),
        Section("How it was made", "method", closing(vignette, results)),
    ), kind="Historical vignette")  # fmt: skip


def _since(vignette: Vignette) -> range:
    assert vignette.since is not None
    return range(vignette.since, vignette.last + 1)


def effect(vignette: Vignette, one: Outcome) -> tuple[Interval, Interval]:
    """Return what the event changes, over the years since it: the difference, scaled, and the relative change."""
    here, there = (in_years(one.runs[arm], _since(vignette)) for arm in (WITH, WITHOUT))
    return mean_interval((here - there) / one.scale), change(here, there)


def _sentence(vignette: Vignette, found: Mapping[str, Outcome]) -> str:
    arms, years = named_arms(vignette), _since(vignette)
    clear = []
    for one in found.values():
        difference, relative = effect(vignette, one)
        if difference.low > 0 or difference.high < 0:
            by = shown(relative, "change") if math.isfinite(relative.mean) else "from nothing"
            clear.append(f"{one.label} ({by})")
    runs = f"Runs of the two arms ({arms.event}; {arms.control}) share their random numbers."
    if not clear:
        return f"{runs} No outcome of {years[0]} to {years[-1]} differs between them by more than chance."
    rest = len(found) - len(clear)
    others = f" The 95 % interval of the difference spans zero for the other {rest}." if rest else ""
    return (
        f"{runs} Of {len(found)} outcomes, means of {years[0]} to {years[-1]}, {len(clear)} differ by more than "
        f"chance, {arms.event} against {arms.control}: {'; '.join(clear)}.{others}"
    )


def _effects(vignette: Vignette, found: Mapping[str, Outcome]) -> Table:
    arms, years = named_arms(vignette), _since(vignette)
    rows = []
    for one in found.values():
        difference, relative = effect(vignette, one)
        level = [said(in_years(one.runs[arm], years) / one.scale) for arm in (WITH, WITHOUT)]
        rows.append((
            one.label, one.unit, *level, estimate(difference.mean, difference.low, difference.high),
            shown(relative, "change") if math.isfinite(relative.mean) else DASH,
        ))  # fmt: skip
    columns = ("", "unit", arms.event, arms.control, "difference", "relative")
    caption = f"Means of {years[0]} to {years[-1]} (95 % intervals; differences of pairs of runs)"
    return Table(caption, columns, tuple(rows), frozenset({2, 3, 4, 5}))


def _checks(vignette: Vignette, found: Mapping[str, Outcome]) -> Table:
    arms, rows = named_arms(vignette), []
    for check in vignette.checks:
        one = found[check.outcome]
        scale = 1.0 if check.kind == "times" else one.scale
        model = [said(_reduced(one.runs[arm], check) / scale) for arm in (WITH, WITHOUT)]
        unit = one.unit.removesuffix(" a year") if check.kind == "sum" else one.unit
        unit = "times" if check.kind == "times" else unit
        rows.append((check.said, unit, _recorded(one, check, scale), *model, check.source))
    columns = ("", "unit", "recorded", arms.event, arms.control, "source of the record")
    return Table("What the text and the records say, and what the model says (95 % intervals)", columns,
                 tuple(rows), frozenset({2, 3, 4}))  # fmt: skip


def _reduced(values: pd.Series, check: CheckSpec) -> pd.Series:
    """Reduce the years of a check to a value for each run; last over first has the ratio of means as its mean."""
    years = range(check.first, check.last + 1)
    if check.kind in ("mean", "sum"):
        return in_years(values, years) * (len(years) if check.kind == "sum" else 1)
    first, last = in_years(values, [check.first]), in_years(values, [check.last])
    return last - first if check.kind == "rise" else ratio_of_means(last, first)


def _recorded(one: Outcome, check: CheckSpec, scale: float) -> str:
    if check.recorded is not None:
        return plain(check.recorded / scale, 3)
    series = next(iter(one.recorded.values()))
    years = [year for year in range(check.first, check.last + 1) if year in series.index]
    if not years or (check.kind in ("rise", "times") and {check.first, check.last} - set(years)):
        return DASH
    if check.kind in ("mean", "sum"):
        values = series.loc[years]
        return plain(float(values.mean() if check.kind == "mean" else values.sum()) / scale, 3)
    first, last = float(series[check.first]), float(series[check.last])
    return plain((last - first if check.kind == "rise" else last / first if first else math.nan) / scale, 3)


def _years(vignette: Vignette, one: Outcome) -> Table:
    arms = named_arms(vignette)
    levels = {arm: by_year(one.runs[arm]) / one.scale for arm in (WITH, WITHOUT)}
    rows = []
    for year in vignette.years:
        model = [estimate(*levels[arm].loc[year, ["mean", "low", "high"]]) for arm in (WITH, WITHOUT)]
        known = (plain(float(each.get(year, math.nan)) / one.scale, 3) for each in one.recorded.values())
        rows.append((str(year), *model, *known))
    columns = ("Year", arms.event, arms.control, *(f"recorded: {label}" for label in one.recorded))
    return Table(f"{one.label}, {one.unit}", columns, tuple(rows), frozenset(range(1, len(columns))))
