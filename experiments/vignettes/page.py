"""The page of a vignette: checks, what the event changes, outcomes over years in both arms, and how it was made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial

from abm.analysis.intervals import Interval, mean_interval
from abm.reports.document import Block, Bullets, Document, Drawing, Paragraph, Section, Table
from abm.reports.numbers import DASH, plain
from experiments.claims.estimating import change
from experiments.claims.wording import shown
from experiments.vignettes import frontex
from experiments.vignettes.arms import Arm
from experiments.vignettes.checking import Finding, findings
from experiments.vignettes.closing import closing
from experiments.vignettes.counting import in_years, interval_said, said
from experiments.vignettes.outcomes import Outcome, outcomes
from experiments.vignettes.vignette import WITH, WITHOUT, Vignette

PUT_IN = "put in"


def document(vignette: Vignette, arms: Mapping[str, Arm], *, full: bool = False) -> Document:
    """Return the page of a vignette.

    Args:
        vignette: the vignette.
        arms: what its runs left.
        full: whether they are of publication size.
    """
    found = outcomes(vignette, arms)
    routes, by_route = frontex.blocks(vignette, arms) if vignette.shown == "routes" else ((), ())
    happened: tuple[Block, ...] = (
        Paragraph(vignette.statement, "lead"),
        Paragraph(_sentence(vignette, found)),
        *routes,
        checked(vignette, findings(vignette, found)),
        Paragraph("Sources of what was recorded:"),
        Bullets(tuple(f"{check.said}: {check.source}." for check in vignette.checks)),
        _effects(vignette, found),
        *(Paragraph(note) for note in vignette.notes),
    )
    return Document(vignette.title, f"Lines {vignette.lines} of the text, in the model and in the records", (
        Section("What came out", "outcome", happened),
        Section("Year by year", "years", by_route or _by_year(vignette, found)),
        Section("How it was made", "method", closing(vignette, arms, full=full)),
    ), kind="Historical vignette")  # fmt: skip


def _by_year(vignette: Vignette, found: Mapping[str, Outcome]) -> tuple[Block, ...]:
    from experiments.vignettes.figures import years

    drawing = Drawing("years", "Both arms of the model, year by year, beside what was recorded",
                      partial(years, vignette, list(found.values())))  # fmt: skip
    return drawing, *(_years(vignette, one) for one in found.values())


def _since(vignette: Vignette) -> range:
    return range(vignette.since, vignette.last + 1)


def effect(vignette: Vignette, one: Outcome) -> tuple[Interval, Interval]:
    """Return what the event changes, over the years since it: the difference, scaled, and the relative change."""
    here, there = (in_years(one.runs[arm], _since(vignette)) for arm in (WITH, WITHOUT))
    return mean_interval((here - there) / one.scale), change(here, there)


def _sentence(vignette: Vignette, found: Mapping[str, Outcome]) -> str:
    names, years, clear = vignette.arms, _since(vignette), []
    for one in found.values():
        difference, relative = effect(vignette, one)
        if difference.low > 0 or difference.high < 0:
            by = shown(relative, "change") if math.isfinite(relative.mean) else "from nothing"
            clear.append(f"{one.label} ({by})")
    runs = f"Runs of the two arms ({names.event}; {names.control}) share their random numbers."
    if not clear:
        return f"{runs} No outcome of {years[0]} to {years[-1]} differs between them by more than chance."
    rest = len(found) - len(clear)
    others = f" The 95 % interval of the difference spans zero for the other {rest}." if rest else ""
    return (
        f"{runs} Of {len(found)} outcomes, means of {years[0]} to {years[-1]}, {len(clear)} differ by more than "
        f"chance, {names.event} against {names.control}: {'; '.join(clear)}.{others}"
    )


def _effects(vignette: Vignette, found: Mapping[str, Outcome]) -> Table:
    names, years, rows = vignette.arms, _since(vignette), []
    for one in found.values():
        difference, relative = effect(vignette, one)
        level = [said(in_years(one.runs[arm], years) / one.scale) for arm in (WITH, WITHOUT)]
        rows.append((
            f"{one.label}, {one.unit}", *level, interval_said(difference),
            shown(relative, "change") if math.isfinite(relative.mean) else DASH,
        ))  # fmt: skip
    columns = ("", names.event, names.control, "difference", "relative")
    caption = f"Means of {years[0]} to {years[-1]} (95 % intervals; differences of pairs of runs)"
    return Table(caption, columns, tuple(rows), frozenset({1, 2, 3, 4}))


def checked(vignette: Vignette, found: Sequence[Finding]) -> Table:
    """Return the table of the checks."""
    names = vignette.arms
    rows = tuple(
        (
            f"{one.spec.said}, {one.unit}", recorded_said(one), interval_said(one.event), runs_said(one),
            interval_said(one.control), interval_said(one.difference), verdict_said(one),
        )
        for one in found
    )  # fmt: skip
    columns = (
        "", "recorded", names.event, "95 % of runs", names.control, "difference", "verdict",
    )  # fmt: skip
    caption = "What the text and the records say, and what the model says (95 % intervals)"
    return Table(caption, columns, rows, frozenset({1, 2, 3, 4, 5}))


def recorded_said(one: Finding) -> str:
    """Return what was recorded in words: a number, or a direction."""
    return one.spec.kind if one.spec.directed else plain(one.recorded, 3)


def runs_said(one: Finding) -> str:
    """Return the range of single runs in words."""
    low, high = one.runs
    return DASH if math.isnan(low) else f"{plain(low, 3)} to {plain(high, 3)}"


def verdict_said(one: Finding) -> str:
    """Return the verdict in words, with a mark where the number was put in."""
    return f"{one.verdict} ({PUT_IN})" if one.spec.put_in else one.verdict


def _years(vignette: Vignette, one: Outcome) -> Table:
    rows = []
    for year in vignette.years:
        model = [said(one.runs[arm].xs(year, level="year") / one.scale) for arm in (WITH, WITHOUT)]
        known = (plain(float(each.get(year, math.nan)) / one.scale, 3) for each in one.recorded.values())
        rows.append((str(year), *model, *known))
    columns = (
        "Year",
        vignette.arms.event,
        vignette.arms.control,
        *(f"recorded: {label}" for label in one.recorded),
    )
    return Table(f"{one.label}, {one.unit}", columns, tuple(rows), frozenset(range(1, len(columns))))
