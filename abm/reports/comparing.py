"""The section on what policies change: paired differences with intervals, in words, tables and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abm.analysis import paired_differences, policy_sentence
from abm.refusal import Refusal
from abm.reports.document import Block, Bullets, Drawing, Paragraph, Section, Table
from abm.reports.numbers import estimate, plain, signed_percent, within
from abm.reports.subject import INTERVAL, Subject
from abm.results.measures import MEASURES
from abm.results.reducing import yearly as yearly_unit

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def section(subject: Subject) -> Section | None:
    """Return the section on what policies change; None for a study with a single policy."""
    if not subject.others:
        return None
    try:
        differences = paired_differences(subject.study.outcomes, subject.names, subject.reference)
    except Refusal as refusal:
        return Section(TITLE, "policies", (Paragraph(f"Not compared: {refusal}.", "note"),))
    drawn = [outcome.name for outcome in subject.drawn]
    shown = differences[differences["outcome"].isin(drawn)]
    shown = shown.sort_values("outcome", key=lambda column: column.map(drawn.index), kind="stable")
    blocks: list[Block] = [Paragraph(_introduction(subject))]
    if drawn:
        blocks.append(Bullets(tuple(_sentences(subject, shown))))
        if (shown["reference_mean"].abs() > 0).any():
            blocks.append(_changes(subject, shown))
        timed = through_time(subject)
        if timed is not None:
            blocks.append(_time(subject, timed))
    blocks += [_table(subject, differences[differences["policy"] == name]) for name in subject.others]
    blocks.append(Paragraph(_notes(subject, differences), "note"))
    return Section(TITLE, "policies", tuple(blocks))


TITLE = "What the policies change"


def _introduction(subject: Subject) -> str:
    several = subject.points > 1
    over = f"{subject.points:,} points of the design" if several else f"{len(subject.seeds)} seeds"
    return (
        f"Every policy is compared with {subject.labels[subject.reference]} run by run, at the same point "
        f"and seed. Differences are means over {over}."
    )


def _sentences(subject: Subject, shown: pd.DataFrame) -> list[str]:
    return [
        policy_sentence(shown[shown["policy"] == name], subject.labels, units=subject.units)
        for name in subject.others
    ]


def _interval_said(subject: Subject) -> str:
    return f"Bars and bands: {INTERVAL} of the mean paired difference over {_independent(subject)}."


def _independent(subject: Subject) -> str:
    return "points (seeds of a point averaged)" if subject.points > 1 else "seeds"


def _changes(subject: Subject, shown: pd.DataFrame) -> Drawing:
    title = "Changes by policy"
    against = subject.labels[subject.reference]
    said = f"{_interval_said(subject)} Hollow: the interval spans zero."
    subtitle = f"Change of each outcome against {against}, in per cent of its mean there"

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        words = Words(title, f"{subtitle}{_over(subject)}", subject.said(said))
        return studies.changes(shown, subject.others, subject.labels, words, width)

    return Drawing(
        "changes-by-policy", f"{title}. {subtitle}, with {INTERVAL}. Numbers in the tables below.", draw
    )


def _over(subject: Subject) -> str:
    return f", {subject.period}" if subject.period else ""


def through_time(subject: Subject) -> pd.DataFrame | None:
    """Return the paired differences of the drawn outcomes' measures year by year; None if no yearly series is kept.

    Columns as of `paired_differences`, with year and unit; outcome is the label.
    """
    import pandas as pd

    kept = subject.study.yearly
    if kept is None or kept.empty:
        return None
    wanted = dict.fromkeys(
        (outcome.measure, outcome.place) for outcome in subject.drawn if outcome.measure in kept
    )
    parts = []
    for place in dict.fromkeys(place for _, place in wanted):
        measures = [measure for measure, where in wanted if where == place]
        for year, rows in kept[kept["place"] == place].groupby("year"):
            found = paired_differences(rows, measures, subject.reference)
            parts.append(found.assign(year=int(str(year)), place=place))
    if not parts:
        return None
    whole = pd.concat(parts, ignore_index=True)
    whole["unit"] = [yearly_unit(MEASURES[name]) if name in MEASURES else "" for name in whole["outcome"]]
    whole["outcome"] = [
        _series_label(str(name), str(place))
        for name, place in zip(whole["outcome"], whole["place"], strict=True)
    ]
    return whole


def _series_label(measure: str, place: str) -> str:
    label = MEASURES[measure].label if measure in MEASURES else measure.replace("_", " ").capitalize()
    return label if place == "world" else f"{label}, {place}"


def _time(subject: Subject, timed: pd.DataFrame) -> Drawing:
    title = "Differences through time"
    subtitle = f"Yearly value under each policy less that under {subject.labels[subject.reference]}"

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        words = Words(title, subtitle, subject.said(f"{_interval_said(subject)} Each year by itself."))
        return studies.through_time(timed, subject.others, subject.labels, words, width)

    return Drawing("differences-through-time", f"{title}. {subtitle}, with {INTERVAL}.", draw)


def _table(subject: Subject, rows: pd.DataFrame) -> Table:
    policy = subject.labels[str(rows["policy"].iloc[0])]
    columns = (
        "Outcome",
        "Unit",
        "Under the reference",
        f"Under {policy}",
        "Difference (95 % interval)",
        "Change, %",
        "Pairs",
        "Saved by pairing",
    )
    lines = []
    for row in rows.to_dict("records"):
        low, high = row["low"], row["high"]
        lines.append(
            (
                subject.labels[row["outcome"]],
                subject.units.get(row["outcome"], "") or "–",
                within(row["reference_mean"], low, high),
                within(row["mean"], low, high),
                estimate(row["difference"], low, high),
                signed_percent(row["relative"]),
                f"{row['pairs']:,}",
                f"× {plain(row['saving'], 2)}" if row["saving"] == row["saving"] else "–",
            )
        )
    caption = f"{policy} against {subject.labels[subject.reference]}"
    return Table(caption, columns, tuple(lines), frozenset(range(2, 8)))


def _notes(subject: Subject, differences: pd.DataFrame) -> str:
    known = int(differences["low"].notna().sum())
    expected = plain(0.05 * known, 2)
    return (
        f"Intervals hold one by one: of {known} of them, about {expected} would leave out zero by chance "
        "alone if no policy changed anything. “Saved by pairing” is the factor by which common random "
        "numbers cut the replications that the same precision would need; below 1 they cost some."
    )
