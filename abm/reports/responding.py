"""The section on how outcomes answer to factors: curves of means with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.analysis import response_curve
from abm.reports.document import Block, Drawing, Paragraph, Section, Table
from abm.reports.driving import Indices
from abm.reports.numbers import estimate, plain, range_of
from abm.reports.subject import INTERVAL, Subject
from abm.studies.result import Outcome

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FACTORS = 6
"""Number of factors for each outcome: those that drive it most, where that is known."""

LEVELS = 10
"""Number of levels up to which a factor is taken level by level, and of slices at most."""

LEAST = 3
"""Number of points below which there is no curve."""


def section(subject: Subject, indices: Indices | None) -> Section | None:
    """Return the section on response curves; None without a factor that varies over at least three points."""
    varying = [name for name in subject.columns if subject.study.outcomes[name].nunique() > 1]
    if not varying or not subject.drawn or subject.points < LEAST:
        return None
    curves = {
        outcome.name: _curves(subject, outcome.name, _chosen(varying, indices, outcome.name))
        for outcome in subject.drawn
    }
    blocks: list[Block] = [Paragraph(_introduction(len(varying), indices))]
    blocks += [_drawing(subject, outcome, curves[outcome.name]) for outcome in subject.drawn]
    blocks.append(_table(subject, curves))
    return Section("How outcomes answer to factors", "responses", tuple(blocks))


def _introduction(number: int, indices: Indices | None) -> str:
    chosen = ""
    if number > FACTORS:
        which = "that drive it most" if indices else "declared first"
        chosen = f" For each outcome, the {FACTORS} factors {which}."
    return (
        "Means along one factor at a time, with everything else averaged over as the design has it; "
        "continuous factors in slices of equally many points. All curves of an outcome have one vertical "
        "scale, which does not begin at zero. Bands cover the spread of all other factors, and chance; "
        f"interactions do not show here.{chosen}"
    )


def _chosen(varying: list[str], indices: Indices | None, outcome: str) -> list[str]:
    ranked = indices.ranked(outcome) if indices else []
    return [*(name for name in ranked if name in varying), *(name for name in varying if name not in ranked)][
        :FACTORS
    ]


def _curves(subject: Subject, outcome: str, factors: list[str]) -> dict[str, pd.DataFrame]:
    frame, slices = subject.study.outcomes, min(max(subject.points // 8, 3), LEVELS)
    levels = {name: int(frame[name].nunique()) for name in factors}
    return {
        name: response_curve(frame, name, outcome, levels[name] if levels[name] <= LEVELS else slices)
        for name in factors
    }


def _drawing(subject: Subject, outcome: Outcome, curves: dict[str, pd.DataFrame]) -> Drawing:
    logarithmic = {factor.name for factor in subject.study.factors if factor.scale == "log"}
    units = {name: f"{'log ' * (name in logarithmic)}{subject.units.get(name, '')}" for name in curves}
    title = f"{subject.labels[outcome.name]}: response to factors"
    over = f", {outcome.years}" if outcome.years else ""
    subtitle = f"Mean along each factor, all others averaged over{over}"

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        said = f"Bands and bars: {INTERVAL} of the mean over points (seeds of a point averaged)."
        words = Words(title, subtitle, subject.said(said))
        names = (subject.ran, subject.labels, units)
        return studies.responses(curves, outcome.unit, names, words, width)

    name = outcome.name.replace("_", "-")
    return Drawing(f"response-{name}", f"{title}. {subtitle}, with {INTERVAL}.", draw)


def _table(subject: Subject, curves: dict[str, dict[str, pd.DataFrame]]) -> Table:
    rows = []
    for outcome, own in curves.items():
        for factor, curve in own.items():
            for row in curve.to_dict("records"):
                numeric = isinstance(row["starts"], int | float) and not isinstance(row["starts"], bool)
                single = row["starts"] == row["ends"]
                level = str(row["value"]) if not numeric else (
                    plain(row["value"]) if single else range_of(row["starts"], row["ends"])
                )  # fmt: skip
                policy = (subject.labels[row["policy"]],) if len(subject.ran) > 1 else ()
                mean = estimate(row["mean"], row["low"], row["high"])
                rows.append(
                    (
                        subject.labels[outcome],
                        subject.labels[factor],
                        level,
                        *policy,
                        mean,
                        f"{row['number']:,}",
                    )
                )
    policy = ("Policy",) if len(subject.ran) > 1 else ()
    columns = ("Outcome", "Factor", "Level or slice", *policy, "Mean (95 % interval)", "Points")
    return Table(
        "Response curves in numbers", columns, tuple(rows), frozenset({len(columns) - 2, len(columns) - 1})
    )
