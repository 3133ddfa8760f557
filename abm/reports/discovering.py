"""The section on scenario discovery: under which conditions an outcome is not satisfactory."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from abm.analysis import Box, Limit, Threshold, box_sentence, boxes
from abm.refusal import Refusal
from abm.reports.document import Block, Bullets, Drawing, Heading, Paragraph, Section, Source, Sources, Table
from abm.reports.numbers import percent, plain
from abm.reports.subject import Subject
from abm.studies.result import Factor, Outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from abm.viz.driving import BoxDrawing, Span

DENSITY = 0.75
"""Share of points of interest that a box must have."""

LEAST = 10
"""Number of points below which nothing is looked for."""

SOURCES = (
    Source(
        "Bryant and Lempert (2010), Thinking inside the box: a participatory, computer-assisted approach "
        "to scenario discovery",
        "https://doi.org/10.1016/j.techfore.2009.08.002",
    ),
    Source(
        "Kwakkel (2017), The Exploratory Modeling Workbench",
        "https://doi.org/10.1016/j.envsoft.2017.06.054",
    ),
)


def section(subject: Subject) -> Section | None:
    """Return the section on scenario discovery; None if no outcome has a satisfactory value or no factor varies."""
    wanted = [
        outcome
        for outcome in subject.study.outcomes_of
        if outcome.threshold is not None and outcome.direction is not None
    ]
    if not wanted or not _columns(subject) or subject.points < LEAST:
        return None
    blocks: list[Block] = [
        Paragraph(
            "In which part of the factors' space does an outcome miss its satisfactory value? Boxes are "
            f"found by patient rule induction (PRIM): at least {percent(DENSITY)} of the points inside are "
            "of interest. Coverage is the share of all points of interest that lie in the box; density is "
            "the share of points in the box that are of interest."
        )
    ]
    for outcome in wanted:
        blocks += [Heading(subject.labels[outcome.name]), *_found(subject, outcome)]
    note = (
        "A box describes the points of this design. It says where an outcome goes together with factors, "
        "not why, and no share in it is a probability of the future. The same points chose the box and are "
        "counted in it."
    )
    blocks += [Paragraph(note, "note"), Sources(SOURCES)]
    return Section("Where it goes wrong", "discovery", tuple(blocks))


def _columns(subject: Subject) -> list[str]:
    frame = subject.study.outcomes
    factors = [name for name in subject.columns if frame[name].nunique() > 1]
    return [*factors, "policy"] if len(subject.ran) > 1 and factors else factors


def _found(subject: Subject, outcome: Outcome) -> list[Block]:
    """Look for boxes of points where an outcome is not satisfactory; where most are such, for those where it is."""
    assert outcome.threshold is not None
    assert outcome.direction is not None
    frame = subject.study.outcomes.dropna(subset=[outcome.name])
    met = Threshold(outcome.direction, outcome.threshold).met(frame[outcome.name])
    said = _aim(outcome, met=False)
    try:
        found, interest = boxes(frame, _columns(subject), ~met, density=DENSITY), False
    except Refusal as refusal:
        try:
            found, interest = boxes(frame, _columns(subject), met, density=DENSITY), True
        except Refusal:
            return [Paragraph(f"Points of interest are those where it is {said}. {_capital(str(refusal))}.")]
        said = _aim(outcome, met=True)
    start = f"Points of interest are those where it is {said}"
    share = percent(float((met if interest else ~met).mean()))
    start = f"{start}: {share} of {len(frame):,} runs. A point counts if more than half of its runs do."
    if not found:
        return [Paragraph(f"{start} No box is as dense as asked for: the factors do not tell them apart.")]
    units = {name: _unit(subject, name) for name in subject.columns}
    what = f"{_lower(subject.labels[outcome.name])} {_verb(subject.labels[outcome.name])} {said}"
    sentences = tuple(box_sentence(_in_words(subject, box), what, _labels(subject), units) for box in found)
    return [
        Paragraph(start),
        Bullets(sentences),
        _drawing(subject, outcome, found, said),
        _table(subject, found),
    ]


def _unit(subject: Subject, factor: str) -> str:
    """Return the unit of a factor as it stands behind a number; shares have none."""
    unit = subject.units.get(factor, "")
    return "" if unit in ("share", "probability", "number", "index") else unit


def _in_words(subject: Subject, box: Box) -> Box:
    """Return a box whose policies are named as everywhere in the report."""
    limits = tuple(
        replace(limit, words=tuple(subject.labels.get(str(word), str(word)) for word in limit.words))
        for limit in box.limits
    )
    return replace(box, limits=limits)


def _labels(subject: Subject) -> dict[str, str]:
    return {**subject.labels, "policy": "policy"}


def _verb(label: str) -> str:
    from abm.analysis.wording import plural

    return "are" if plural(label) else "is"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _aim(outcome: Outcome, *, met: bool) -> str:
    assert outcome.threshold is not None
    below = (outcome.direction == "less") == met
    word = ("at most" if below else "at least") if met else ("below" if below else "above")
    return f"{word} {plain(outcome.threshold)} {outcome.unit}".strip()


def _drawing(subject: Subject, outcome: Outcome, found: tuple[Box, ...], said: str) -> Drawing:
    label = subject.labels[outcome.name]
    title = f"{label}: where {'they are' if _verb(label) == 'are' else 'it is'} {said}"
    later = ". Later boxes look outside earlier ones" if len(found) > 1 else ""
    subtitle = f"Grey: the whole range of a factor. Blue: the part that the box holds{later}"

    def draw(width: float) -> Figure:
        from abm.viz import studies
        from abm.viz.panels import Words

        words = Words(title, subtitle, subject.said("PRIM; factors that are not shown are not restricted."))
        return studies.box_ranges(_drawn(subject, found), words, width)

    name = outcome.name.replace("_", "-")
    return Drawing(f"boxes-{name}", f"{title}. {subtitle}. Numbers in the table below.", draw)


def _drawn(subject: Subject, found: tuple[Box, ...]) -> list[BoxDrawing]:
    from abm.viz.driving import BoxDrawing, Span

    factors = {factor.name: factor for factor in subject.study.factors}
    drawn = []
    for place, box in enumerate(found, 1):
        spans = []
        for limit in box.limits:
            label = _capital(_labels(subject)[limit.factor])
            if limit.words:
                spans.append(_span_of_words(subject, factors.get(limit.factor), label, limit))
                continue
            place_on, ends = _placed(subject, factors[limit.factor], limit)
            spans.append(Span(label, (place_on,), _limit(limit, _unit(subject, limit.factor)), ends))
        said = f"coverage {percent(box.coverage)}, density {percent(box.density)}, {box.points:,} points"
        drawn.append(BoxDrawing(f"Box {place}", said, tuple(spans)))
    return drawn


def _span_of_words(subject: Subject, factor: Factor | None, label: str, limit: Limit) -> Span:
    """Return a factor of words (or the policy) cut into equal parts, one for each word."""
    from abm.viz.driving import Span

    every = [str(word) for word in (factor.values if factor is not None else subject.ran)]
    inside = [every.index(str(word)) for word in limit.words if str(word) in every]
    parts = tuple((place / len(every), (place + 1) / len(every)) for place in sorted(inside))
    words = " or ".join(subject.labels.get(str(word), str(word)) for word in limit.words)
    return Span(label, parts, words, ("", ""), len(every))


def _placed(subject: Subject, factor: Factor, limit: Limit) -> tuple[tuple[float, float], tuple[str, str]]:
    """Return where a limit lies on the range of its factor (0 to 1), and the ends of the range in words."""
    column = subject.study.outcomes[limit.factor].astype(float)
    low = float(column.min()) if factor.low is None else factor.low
    high = float(column.max()) if factor.high is None else factor.high
    by = math.log if factor.scale == "log" and low > 0 else float
    span = (by(high) - by(low)) or 1.0
    ends = (low if limit.low is None else limit.low, high if limit.high is None else limit.high)
    from_, to = (min(max((by(max(end, low)) - by(low)) / span, 0.0), 1.0) for end in ends)
    return (from_, to), (plain(low, 3), plain(high, 3))


def _limit(limit: Limit, unit: str) -> str:
    if limit.words:
        return " or ".join(map(str, limit.words))
    if limit.low is not None and limit.high is not None:
        return f"{plain(limit.low, 3)} to {plain(limit.high, 3)} {unit}".strip()
    if limit.low is not None:
        return f"above {plain(limit.low, 3)} {unit}".strip()
    return f"below {plain(limit.high if limit.high is not None else 0.0, 3)} {unit}".strip()


def _table(subject: Subject, found: tuple[Box, ...]) -> Table:
    rows = []
    for place, box in enumerate(found, 1):
        for limit in box.limits:
            words = _limit(limit, _unit(subject, limit.factor))
            if limit.words:
                words = " or ".join(subject.labels.get(str(word), str(word)) for word in limit.words)
            box_said = (percent(box.coverage), percent(box.density), percent(box.mass), f"{box.points:,}")
            chance = "below 0.001" if limit.p < 0.001 else plain(limit.p, 2)
            rows.append((f"Box {place}", _capital(_labels(subject)[limit.factor]), words, chance, *box_said))
    columns = (
        "Box",
        "Factor",
        "Restricted to",
        "Quasi-p-value",
        "Coverage",
        "Density",
        "Share of points",
        "Points",
    )
    return Table("Boxes", columns, tuple(rows), frozenset(range(3, 8)))
