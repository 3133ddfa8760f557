"""The section on what drives which outcome: indices by the design's own estimator, in words, tables and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, final

from abm.analysis import (
    driver_sentence,
    morris_indices,
    pawn_indices,
    point_means,
    screening_sentence,
    sobol_indices,
)
from abm.refusal import Refusal
from abm.reports.document import Block, Bullets, Drawing, Paragraph, Section, Source, Sources, Table
from abm.reports.numbers import estimate, within
from abm.reports.subject import INTERVAL, Subject

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from abm.studies.result import StudyResult

Kind = Literal["sobol", "morris", "pawn"]

LEAST = 20
"""Number of points below which PAWN says nothing."""

RESAMPLES = (100, 200)
"""Shuffles and resamples for PAWN: for outcomes in the table alone, and for those that are drawn."""

NAMED = 6
"""Number of factors that a sentence names where there are more than twice as many."""

TITLE = "What drives which outcome"


@final
@dataclass(frozen=True)
class Indices:
    """Sensitivity indices of a study.

    Attributes:
        kind: the estimator.
        policy: the policy under which they hold.
        frames: for each outcome that has them, the frame of the estimator.
        refused: for outcomes that have none, why.
    """

    kind: Kind
    policy: str
    frames: Mapping[str, pd.DataFrame]
    refused: Mapping[str, str] = field(default_factory=dict)

    def ranked(self, outcome: str) -> list[str]:
        """Return the factors, the one that drives an outcome most first; none for an outcome without indices."""
        frame = self.frames.get(outcome)
        if frame is None:
            return []
        if self.kind == "sobol":
            frame = frame[frame["index"] == "total"]
        size = "mu_star" if self.kind == "morris" else "value"
        return [str(name) for name in frame.sort_values(size, ascending=False)["factor"]]


def indices_of(subject: Subject) -> Indices | None:
    """Return the indices of all outcomes under the reference; None without factors, or with few points."""
    study = subject.study
    kind: Kind = {"sobol": "sobol", "morris": "morris"}.get(study.design_kind, "pawn")  # type: ignore[assignment]
    rows = subject.under(subject.reference)
    if not study.factors or rows.empty or (kind == "pawn" and rows["point"].nunique() < LEAST):
        return None
    design = study.design[["point", *subject.columns]]
    varying = [name for name in subject.columns if design[name].nunique() > 1]
    if kind == "pawn":
        design = design[["point", *varying]]
    drawn = {outcome.name for outcome in subject.drawn}
    frames: dict[str, pd.DataFrame] = {}
    refused: dict[str, str] = {}
    for name in subject.names:
        try:
            y = point_means(rows, name)
            if y.nunique() > 1:
                frames[name] = _estimated(kind, design, y, study, RESAMPLES[name in drawn])
        except Refusal as refusal:
            refused[name] = str(refusal)
    return Indices(kind, subject.reference, frames, refused)


def _estimated(
    kind: Kind, design: pd.DataFrame, y: pd.Series, study: StudyResult, resamples: int
) -> pd.DataFrame:
    settings = study.design_settings
    if kind == "sobol":
        groups = {factor.name: factor.group for factor in study.factors if factor.group}
        second = bool(settings.get("second_order", False))
        return sobol_indices(design, y, groups=groups or None, second_order=second)
    if kind == "morris":
        return morris_indices(design, y, levels=int(settings.get("levels", 4)))
    number = int(y.notna().sum())
    return pawn_indices(design, y, slices=min(max(number // 10, 2), 10), resamples=resamples)


def section(subject: Subject, indices: Indices | None) -> Section | None:
    """Return the section on what drives which outcome; None without indices."""
    if indices is None or not (indices.frames or indices.refused):
        return None
    blocks: list[Block] = [Paragraph(_introduction(subject, indices))]
    drawn = [outcome.name for outcome in subject.drawn if outcome.name in indices.frames]
    if drawn:
        blocks.append(Bullets(tuple(_sentence(subject, indices, name) for name in drawn)))
        blocks.append(_drawing(subject, indices, drawn))
    if indices.frames:
        blocks.append(_table(subject, indices))
    for why in dict.fromkeys(indices.refused.values()):
        those = [subject.labels[name] for name, said in indices.refused.items() if said == why]
        blocks.append(Paragraph(f"Not analysed: {_few(those)}. {why}.", "note"))
    blocks += [Paragraph(READING[indices.kind], "note"), Sources(SOURCES[indices.kind])]
    return Section(TITLE, "drivers", tuple(blocks))


def _few(labels: list[str]) -> str:
    return ", ".join(labels[:5]) + (f" and {len(labels) - 5} others" if len(labels) > 5 else "")


TITLES: Mapping[str, str] = {
    "sobol": "How much of an outcome's variance each factor explains",
    "morris": "How far each factor moves an outcome",
    "pawn": "How strongly each factor shapes an outcome",
}

NAMES: Mapping[str, str] = {
    "sobol": "Sobol' indices: shares of the variance of an outcome between points",
    "morris": "Morris' elementary effects: how far an outcome moves when one factor goes through its range",
    "pawn": "PAWN indices: how far the distribution of an outcome moves when one factor is fixed",
}

READING: Mapping[str, str] = {
    "sobol": (
        "What a factor explains alone never exceeds what it explains with its interactions, but for noise. "
        "An index whose interval reaches zero cannot be told from noise. Chance between replications is "
        "variance too: it belongs to no factor alone and to every total index."
    ),
    "morris": (
        "The mean size of effects (μ*) says how much a factor matters, their spread (σ) how unequal its "
        "effect is: a spread as large as the mean is a sign of interaction or curvature, or of chance. "
        "Screening sorts factors; it does not share out variance."
    ),
    "pawn": (
        "The threshold is what a factor without any influence would reach in 95 of 100 such samples. What "
        "stays below it cannot be told from noise; of factors without influence, one in twenty exceeds it "
        "by mistake."
    ),
}

SOURCES: Mapping[str, tuple[Source, ...]] = {
    "sobol": (
        Source(
            "Saltelli et al. (2010), Variance based sensitivity analysis of model output",
            "https://doi.org/10.1016/j.cpc.2009.09.018",
        ),
    ),
    "morris": (
        Source(
            "Campolongo et al. (2007), An effective screening design for sensitivity analysis",
            "https://doi.org/10.1016/j.envsoft.2006.10.004",
        ),
    ),
    "pawn": (
        Source(
            "Pianosi and Wagener (2018), Distribution-based sensitivity analysis from a generic "
            "input-output sample",
            "https://doi.org/10.1016/j.envsoft.2018.07.019",
        ),
    ),
}


def _introduction(subject: Subject, indices: Indices) -> str:
    under = f", under {subject.labels[indices.policy]}" if len(subject.study.policies) > 1 else ""
    first = next(iter(indices.frames.values()), None)
    basis = ""
    if first is not None:
        used, dropped = (
            int(first["used"].max()),
            int(max(frame["dropped"].max() for frame in indices.frames.values())),
        )
        what = {"sobol": "blocks", "morris": "trajectories", "pawn": "points"}[indices.kind]
        basis = f" They rest on {used:,} {what}" + (
            f"; up to {dropped:,} were left out because a run is missing." if dropped else "."
        )
    return f"{NAMES[indices.kind]}{under}, in means over seeds.{basis}"


def _sentence(subject: Subject, indices: Indices, name: str) -> str:
    frame, label = indices.frames[name], subject.labels[name]
    if indices.kind == "sobol":
        first, total = (frame[frame["index"] == kind]["low"] > 0 for kind in ("first", "total"))
        if len(total) > 1 and total.all() and not first.any():
            return (
                f"No factor alone can be told to drive {label}, and every total index is large. That is "
                "what chance between replications looks like: take more of them before believing in "
                "interactions."
            )
        return driver_sentence(frame, label, subject.labels)
    size = "mu_star" if indices.kind == "morris" else "value"
    told = frame[frame["told"] if indices.kind == "pawn" else frame["low"] > 0]
    if len(frame) <= 2 * NAMED or told.empty:
        return screening_sentence(frame, label, subject.labels)
    largest = told.sort_values(size, ascending=False).head(NAMED)
    more = f" ({len(told)} of {len(frame)} factors can be told to; the {NAMED} largest are named.)"
    return screening_sentence(largest, label, subject.labels) + more * (len(told) > NAMED)


def _drawing(subject: Subject, indices: Indices, drawn: list[str]) -> Drawing:
    frames = {name: indices.frames[name] for name in drawn}
    title = TITLES[indices.kind]
    subtitle = f"{NAMES[indices.kind]}; at most ten factors each"

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        lines = {
            "sobol": f"Lines: {INTERVAL} of the total index (bootstrap).",
            "morris": f"Lines: {INTERVAL} of μ* (bootstrap). Grey: the interval reaches zero.",
            "pawn": f"Black lines: {INTERVAL} (bootstrap). Noise: what chance reaches in 95 of 100 samples.",
        }
        words = Words(title, subtitle, subject.said(lines[indices.kind]))
        if indices.kind == "sobol":
            return studies.shares(frames, subject.labels, words, width)
        if indices.kind == "morris":
            return studies.effects(frames, subject.labels, subject.units, words, width)
        return studies.influences(frames, subject.labels, words, width)

    return Drawing("drivers", f"{title}. {subtitle}, with {INTERVAL}. Numbers in the table below.", draw)


def _table(subject: Subject, indices: Indices) -> Table:
    if indices.kind == "sobol":
        return _sobol(subject, indices)
    rows: list[tuple[str, ...]] = []
    for name, frame in indices.frames.items():
        size = "mu_star" if indices.kind == "morris" else "value"
        for row in frame.sort_values(size, ascending=False).to_dict("records"):
            ends = row["low"], row["high"]
            if indices.kind == "morris":
                unit = subject.units.get(name, "") or "–"
                mu, sigma = (within(row[column], *ends) for column in ("mu", "sigma"))
                said: tuple[str, ...] = (unit, estimate(row["mu_star"], *ends), mu, sigma)
            else:
                told = "yes" if row["told"] else "no"
                said = (estimate(row["value"], *ends), within(row["threshold"], *ends), told)
            factor = str(row["factor"])
            rows.append((subject.labels[name], subject.labels.get(factor, factor), *said))
    if indices.kind == "morris":
        columns = ("Outcome", "Factor", "Unit", "μ* (95 % interval)", "Mean effect (μ)", "Spread (σ)")
        return Table("Elementary effects, all outcomes", columns, tuple(rows), frozenset({3, 4, 5}))
    heads = ("Outcome", "Factor", "PAWN index (95 % interval)", "Noise threshold", "Above noise")
    return Table("PAWN indices, all outcomes", heads, tuple(rows), frozenset({2, 3}))


def _sobol(subject: Subject, indices: Indices) -> Table:
    rows: list[tuple[str, ...]] = []
    for name, frame in indices.frames.items():
        first, total = (frame[frame["index"] == kind].set_index("factor") for kind in ("first", "total"))
        for factor in indices.ranked(name):
            alone, whole = first.loc[factor], total.loc[factor]
            rows.append(
                (
                    subject.labels[name],
                    subject.labels.get(factor, factor),
                    estimate(100 * alone["value"], 100 * alone["low"], 100 * alone["high"]),
                    estimate(100 * whole["value"], 100 * whole["low"], 100 * whole["high"]),
                    "yes" if whole["low"] > 0 else "no",
                )
            )
        pairs = frame[(frame["index"] == "second") & (frame["low"] > 0)]
        for pair in pairs.sort_values("value", ascending=False).to_dict("records"):
            both = f"{subject.labels.get(pair['factor'])} with {subject.labels.get(pair['other'])}"
            said = estimate(100 * pair["value"], 100 * pair["low"], 100 * pair["high"])
            rows.append((subject.labels[name], both, said, "–", "yes"))
    columns = (
        "Outcome",
        "Factor",
        "Alone, % of variance (95 % interval)",
        "With interactions, % (95 % interval)",
        "Above noise",
    )
    return Table("Sobol' indices, all outcomes", columns, tuple(rows), frozenset({2, 3}))
