"""The sections on weighing policies: robustness over the points, and trade-offs between outcomes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from abm.analysis import Threshold, mean_interval, nondominated, regret_table, satisficing_table
from abm.analysis.intervals import independent
from abm.analysis.robustness import JOINTLY
from abm.refusal import Refusal
from abm.reports.document import Block, Drawing, Paragraph, Section, Source, Sources, Table
from abm.reports.numbers import estimate, percent, plain
from abm.reports.subject import DRAWN, INTERVAL, Subject

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from abm.studies.result import Factor

PAIRS = 6
"""Number of pairs of outcomes that are drawn against each other."""

ROWS = 40
"""Number of alternatives of a Pareto set in its table."""

SOURCES = (
    Source(
        "McPhail et al. (2018), Robustness metrics: how are they calculated, when should they be used and "
        "why do they give different results?",
        "https://doi.org/10.1002/2017EF000649",
    ),
)


# ------------------------------------------------------------------------------------------ robustness


def robustness(subject: Subject) -> Section | None:
    """Return the section on robustness; None with one point, or neither directions nor satisfactory values."""
    if subject.points < 2 or not subject.directed:
        return None
    blocks: list[Block] = [*_regret(subject), *_satisficing(subject)]
    if not blocks:
        return None
    start = Paragraph(
        "Every point of the design is taken as a future that might come, none as more probable than "
        "another. A policy is robust if it does well enough in most of them, or never does much worse than "
        "the best."
    )
    return Section("How robust the policies are", "robustness", (start, *blocks, Sources(SOURCES)))


def _regret(subject: Subject) -> list[Block]:
    if len(subject.ran) < 2:
        return []
    tables: dict[str, pd.DataFrame] = {}
    notes: list[Block] = []
    for name, direction in subject.directed.items():
        try:
            tables[name] = regret_table(subject.study.outcomes, name, direction)
        except Refusal as refusal:
            notes.append(Paragraph(f"No regret: {refusal}.", "note"))
    if not tables:
        return notes
    said = Paragraph(
        "Regret is how much worse a policy does at a point than the best policy there. It depends on which "
        "policies are compared, and its maximum on a single point."
    )
    return [said, _regret_figure(subject, tables), _regret_rows(subject, tables), *notes]


def _regret_figure(subject: Subject, tables: dict[str, pd.DataFrame]) -> Drawing:
    title, subtitle = (
        "Regret by policy",
        "How much worse than the best policy at the same point; less is better",
    )
    shown = dict(list(tables.items())[:DRAWN])

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        said = "Symbol: mean over points. Thick mark: 90th percentile. Thin mark: maximum."
        words = Words(title, subtitle, subject.said(said))
        return studies.regrets(shown, subject.labels, subject.units, words, width)

    return Drawing("regret", f"{title}. {subtitle}. Numbers in the table below.", draw)


def _regret_rows(subject: Subject, tables: dict[str, pd.DataFrame]) -> Table:
    rows = [
        (
            subject.labels[name],
            subject.labels.get(row["policy"], row["policy"]),
            subject.units.get(name, "") or "–",
            plain(row["mean"], 3),
            plain(row["percentile_90"], 3),
            plain(row["maximum"], 3),
            plain(row["worst_outcome"], 4),
            percent(row["best_at"]),
            f"{row['points']:,}",
        )
        for name, table in tables.items()
        for row in table.to_dict("records")
    ]
    columns = (
        "Outcome", "Policy", "Unit", "Mean regret", "90th percentile", "Maximum", "Worst outcome",
        "Best at, of points", "Points",
    )  # fmt: skip
    return Table("Regret", columns, tuple(rows), frozenset(range(3, 9)))


def _satisficing(subject: Subject) -> list[Block]:
    thresholds = {
        outcome.name: Threshold(outcome.direction, outcome.threshold)
        for outcome in subject.study.outcomes_of
        if outcome.threshold is not None and outcome.direction is not None
    }
    if not thresholds:
        return []
    try:
        table = satisficing_table(subject.study.outcomes, thresholds)
    except Refusal as refusal:
        return [Paragraph(f"What suffices was not counted: {refusal}.", "note")]
    if len(thresholds) == 1:
        table = table[table["outcome"] != JOINTLY]
    labels = {**subject.labels, JOINTLY: "All of them at once"}
    for name, threshold in thresholds.items():
        word = "at most" if threshold.direction == "less" else "at least"
        labels[name] = f"{subject.labels[name]} {word} {plain(threshold.value)}"
    title, subtitle = (
        "What suffices",
        "Share of points at which the mean over seeds is satisfactory; more is better",
    )

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        said = f"Lines: {INTERVAL} (Wilson) among points that the design might have drawn; of a grid they say nothing."
        words = Words(title, subtitle, subject.said(said))
        return studies.satisfying(table, labels, words, width)

    drawing = Drawing("satisficing", f"{title}. {subtitle}. Numbers in the table below.", draw)
    rows = tuple(
        (
            labels[row["outcome"]],
            subject.labels.get(row["policy"], row["policy"]),
            f"{percent(row['share'])} ({percent(row['low'])} to {percent(row['high'])})",
            f"{row['points']:,}",
            f"{row['dropped']:,}",
        )
        for row in table.sort_values("outcome", kind="stable", key=lambda column: column == JOINTLY).to_dict(
            "records"
        )
    )
    columns = ("Satisfactory is", "Policy", "Share of points (95 % interval)", "Points", "Left out")
    return [drawing, Table("What suffices", columns, rows, frozenset({2, 3, 4}))]


# ------------------------------------------------------------------------------------------ trade-offs


def alternatives_of(subject: Subject) -> pd.DataFrame:
    """Return what can be chosen: each policy with each setting of the levers, its outcomes averaged over the rest.

    Columns: policy, the levers, for each outcome with a direction its mean, and its interval as <name>:low and
    <name>:high; points, and best: whether it lies in the Pareto set of all those outcomes.
    """
    import pandas as pd

    levers = [factor.name for factor in _levers(subject)]
    rows: list[dict[str, Any]] = []
    for key, runs in subject.study.outcomes.groupby(["policy", *levers], sort=False, observed=True):
        row: dict[str, Any] = dict(zip(["policy", *levers], key, strict=True))
        for name in subject.directed:
            interval = mean_interval(independent(runs[name].astype(float), runs["point"]))
            row |= {name: interval.mean, f"{name}:low": interval.low, f"{name}:high": interval.high}
        rows.append({**row, "points": int(runs["point"].nunique())})
    frame = pd.DataFrame(rows)
    return frame.assign(best=nondominated(frame, subject.directed))


def _levers(subject: Subject) -> list[Factor]:
    """Return the levers that tell alternatives apart.

    Where every setting of the levers was run in one future of its own, a setting cannot be told from its future, and
    policies are what is compared, if there are several.
    """
    factors, frame = subject.study.factors, subject.study.outcomes
    levers = [factor for factor in factors if factor.role == "lever" and frame[factor.name].nunique() > 1]
    unsure = [
        factor.name for factor in factors if factor.role != "lever" and frame[factor.name].nunique() > 1
    ]
    if levers and unsure and len(subject.ran) > 1:
        settings = len(frame[[factor.name for factor in levers]].drop_duplicates())
        if settings == subject.points:
            return []
    return levers


def trade_offs(subject: Subject) -> Section | None:
    """Return the section on trade-offs; None for fewer than two outcomes with a direction, or one alternative."""
    if len(subject.directed) < 2:
        return None
    frame = alternatives_of(subject)
    best = frame[frame["best"]]
    if len(frame) < 2 or best.empty:
        return None
    names = [outcome.name for outcome in subject.drawn if outcome.name in subject.directed]
    blocks: list[Block] = [Paragraph(_counted(subject, frame))]
    if len(names) > 1:
        blocks.append(_scatter(subject, frame, names))
    if len(names) > 2 and len(best) > 1:
        blocks.append(_parallel(subject, best, names))
    blocks.append(_pareto_rows(subject, best))
    blocks.append(Paragraph(NOTE, "note"))
    return Section("What is traded for what", "trade-offs", tuple(blocks))


NOTE = (
    "The Pareto set is found from means. Where intervals overlap, more runs may bring an alternative in or "
    "out, and of many alternatives that were each run once, the set holds the lucky ones."
)


def _counted(subject: Subject, frame: Any) -> str:
    levers = _levers(subject)
    what = "policies"
    if levers:
        what = "settings of policy and levers" if len(subject.ran) > 1 else "settings of the levers"
    single = (
        " Each was run at one point of the uncertainties." if levers and (frame["points"] == 1).all() else ""
    )
    return (
        f"The Pareto set of {len(subject.directed)} outcomes holds {int(frame['best'].sum()):,} of "
        f"{len(frame):,} {what}: those than which no other is at least as good in all of them and better in "
        f"one.{single}"
    )


def _units(subject: Subject) -> dict[str, str]:
    return {name: f"{subject.units.get(name, '')}|{way} is better" for name, way in subject.directed.items()}


def _scatter(subject: Subject, frame: pd.DataFrame, names: list[str]) -> Drawing:
    pairs = list(combinations(names, 2))[:PAIRS]
    title = "Trade-offs between outcomes"
    subtitle = (
        "Filled: in the Pareto set of all outcomes with a direction. Hollow: another alternative is better"
    )

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        said = (
            "Symbols: means over points and seeds. Intervals are in the table; alternatives share points "
            "and seeds, so that paired differences tell them apart more sharply than these."
        )
        words = Words(title, subtitle, subject.said(said))
        return studies.trade_offs(frame, pairs, (subject.ran, subject.labels, _units(subject)), words, width)

    return Drawing("trade-offs", f"{title}. {subtitle}. The Pareto set is in the table below.", draw)


def _parallel(subject: Subject, best: pd.DataFrame, names: list[str]) -> Drawing:
    title = "The Pareto set"
    subtitle = (
        "Each line is an alternative. The better end of every outcome is blue; crossing lines are trade-offs"
    )

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        words = Words(
            title, subtitle, subject.said("Means over points and seeds; scales run over the Pareto set.")
        )
        outcomes = {name: subject.directed[name] for name in names}
        return studies.parallel(best, outcomes, (subject.ran, subject.labels, _units(subject)), words, width)

    return Drawing("pareto-set", f"{title}. {subtitle}. Numbers in the table below.", draw)


def _pareto_rows(subject: Subject, best: pd.DataFrame) -> Table:
    levers = _levers(subject)
    rows = []
    for row in best.head(ROWS).to_dict("records"):
        settings = [plain(float(row[f.name]), 3) if f.kind == "number" else str(row[f.name]) for f in levers]
        values = [estimate(row[name], row[f"{name}:low"], row[f"{name}:high"]) for name in subject.directed]
        rows.append((subject.labels.get(row["policy"], row["policy"]), *settings, *values))
    columns = (
        "Policy",
        *(f"{subject.labels[f.name]}, {f.unit}".rstrip(", ") for f in levers),
        *(f"{subject.labels[name]}, {subject.units.get(name, '')}".rstrip(", ") for name in subject.directed),
    )
    cut = f" (the first {ROWS} of {len(best):,})" if len(best) > ROWS else ""
    ranged = best[[f"{name}:low" for name in subject.directed]].notna().to_numpy().any()
    caption = f"Pareto set, means{f' with {INTERVAL}' * bool(ranged)}{cut}"
    return Table(caption, columns, tuple(rows), frozenset(range(1, len(columns))))
