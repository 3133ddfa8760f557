"""The page of the anchors: what agrees and what does not, a figure, the table, and how each number is measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import abm
from abm.reports.document import Block, Bullets, Document, Drawing, Heading, Paragraph, Section, Table
from abm.reports.numbers import DASH, estimate, plain
from experiments.anchors.anchor import Anchors, Said
from experiments.anchors.comparing import AGREEING, Found, Verdict, counted, ratio_to_text
from experiments.anchors.measuring import Sources

NAMES: dict[Verdict, str] = {
    "inside": "agrees", "near": "near", "below": "below", "above": "above", "undefined": "not defined",
}  # fmt: skip


def page(sources: Sources, found: Sequence[Found], *, full: bool = False) -> Document:
    """Return the page.

    Args:
        sources: what was run.
        found: the anchors, measured.
        full: whether at publication size.
    """
    from experiments.anchors.figure import beside_the_text

    anchors = sources.anchors
    drawing = Drawing("anchors", "Model and record over the number of the text, with 95 % intervals",
                      partial(beside_the_text, found, anchors.tolerance))  # fmt: skip
    return Document("Numbers of the text", "What the text says of the world around 2000, beside records and model", (
        Section("What agrees", "agreement", _agreement(anchors, found)),
        Section("At a glance", "figure", (drawing,)),
        Section("The numbers", "numbers", tuple(_numbers(found))),
        Section("Where records contradict the text", "records", tuple(_contradicted(anchors, found))),
        Section("How each is measured", "measured", tuple(_measured(found))),
        Section("What is left out", "left", tuple(_left(anchors))),
        Section("How it was made", "method", tuple(_method(sources, full))),
    ), kind="Numeric anchors")  # fmt: skip


# ------------------------------------------------------------------------------------------ what agrees


def summed_up(anchors: Anchors, found: Sequence[Found]) -> str:
    """Return in a sentence how many numbers of the text the model meets."""
    tally = counted([one.verdict for one in found])
    near = _percent(anchors.tolerance)
    undefined = f" For {tally['undefined']} the model has no value." if tally["undefined"] else ""
    return (
        f"Of {len(found)} numbers of the text, the model's 95 % interval meets {tally['inside']}, and its mean comes "
        f"within {near} of {tally['near']} more; it lies below {tally['below']} and above {tally['above']}.{undefined}"
    )


def _agreement(anchors: Anchors, found: Sequence[Found]) -> tuple[Block, ...]:
    measured = {number for one in found for number in one.anchor.ids}
    out = [number for left in anchors.left_out for number in left.ids]
    free = [one for one in found if not one.anchor.told]
    met = sum(one.verdict in AGREEING for one in free)
    records = [one for one in found if one.record is not None]
    table = Table(
        "How many numbers stand how to each other", ("Compared", *NAMES.values(), "in all"),
        (
            _counts("Model beside the text", [one.verdict for one in found]),
            _counts("the same, of which the run was told nothing", [one.verdict for one in free]),
            _counts("Model beside the record", [one.model_beside_record for one in records]),
            _counts("Text beside the record", [one.text_beside_record for one in records]),
        ), frozenset(range(1, len(NAMES) + 2)),
    )  # fmt: skip
    return (
        Paragraph(summed_up(anchors, found), "lead"),
        Paragraph(
            f"Of the {len(free)} numbers of which a run is told nothing, the model meets or nears {met}. For the "
            "others data that the number sums up enter the run, or a parameter was set with it in view: this is said "
            "beside each. "
            f"{len(records)} numbers have a record beside them: the model meets or nears "
            f"{sum(one.model_beside_record in AGREEING for one in records)} records, the text "
            f"{sum(one.text_beside_record in AGREEING for one in records)}. "
            f"{len(measured)} of {len(measured) + len(out)} numbered statements of the text that hold a number are "
            f"measured; the other {len(out)} are listed below with the reason. No parameter was changed for this table."
        ),
        table,
        Bullets(_rules(anchors)),
    )


def _rules(anchors: Anchors) -> tuple[str, ...]:
    near = _percent(anchors.tolerance)
    return (
        "agrees: the 95 % interval of the mean over runs holds the number, or has something in common with the range "
        "that is given; for the text beside a record, the two are equal or their ranges overlap.",
        f"near: the mean is within {near} of the number, or of the nearest end of the range.",
        "below, above: it is farther off; × says how many times the number it is.",
    )


def _counts(name: str, verdicts: Sequence[Verdict | None]) -> tuple[str, ...]:
    return (name, *(str(number) for number in counted(verdicts).values()), str(len(verdicts)))


def _percent(share: float) -> str:
    return f"{plain(100 * share)}\N{NO-BREAK SPACE}%"


# ------------------------------------------------------------------------------------------ the numbers


def _by_section(found: Sequence[Found]) -> dict[str, list[Found]]:
    sections: dict[str, list[Found]] = {}
    for one in found:
        sections.setdefault(one.anchor.section, []).append(one)
    return sections


def _numbers(found: Sequence[Found]) -> list[Block]:
    blocks: list[Block] = []
    for section, several in _by_section(found).items():
        columns = ("Number", "lines", "unit", "text", "record", "model", "model and text", "model and record")
        rows = tuple(_number(one) for one in several)
        blocks.append(
            Table(
                f"{_raised(section)} (means of runs and their 95 % intervals)",
                columns,
                rows,
                frozenset({3, 4, 5}),
            )
        )
    return blocks


def _number(one: Found) -> tuple[str, ...]:
    anchor = one.anchor
    return (
        f"{anchor.title} ({', '.join(anchor.ids)})", anchor.lines, anchor.unit, said(anchor.text), recorded(one),
        estimate(one.model.mean, one.model.low, one.model.high), standing(one),
        NAMES[one.model_beside_record] if one.model_beside_record else DASH,
    )  # fmt: skip


def said(text: Said) -> str:
    """Return a number of the text as it stands in a table."""
    low, high = text.ends
    if low == high:
        return plain(low)
    if not math.isfinite(high):
        return f"over {plain(low)}"
    return f"{plain(low)} to {plain(high)}" if low > 0 else f"below {plain(high)}"


def recorded(one: Found) -> str:
    """Return the record of an anchor as it stands in a table."""
    if one.record is None:
        return DASH
    low, high = (plain(end, 3) for end in one.record)
    return low if one.record[0] == one.record[1] else f"{low} to {high}"


def standing(one: Found) -> str:
    """Return how the model stands to the text, with how many times the number it is where it is off."""
    word = NAMES[one.verdict]
    if one.verdict not in ("below", "above"):
        return word
    return f"{word}, ×\N{NO-BREAK SPACE}{plain(ratio_to_text(one.model.mean, one.anchor.text), 2)}"


def _contradicted(anchors: Anchors, found: Sequence[Found]) -> list[Block]:
    off = [one for one in found if one.text_beside_record in ("below", "above")]
    if not off:
        return [Paragraph("No record differs from the text by more than the tolerance.")]
    return [
        Paragraph(
            f"These numbers of the text are more than {_percent(anchors.tolerance)} off what was recorded or revised "
            "since. Where the model meets the record it cannot meet the text."
        ),
        Bullets(tuple(_contradiction(one) for one in off)),
    ]


def _contradiction(one: Found) -> str:
    anchor, data = one.anchor, one.anchor.data
    assert data is not None
    model = estimate(one.model.mean, one.model.low, one.model.high)
    note = f" {data.note}" if data.note else ""
    return (
        f"{anchor.title} ({_lines(anchor.lines)}): the text has {said(anchor.text)}, the record {recorded(one)} "
        f"{anchor.unit} ({data.years}; {data.source}), the model {model}.{note}"
    )


# ------------------------------------------------------------------------------------------ how it is measured


def _measured(found: Sequence[Found]) -> list[Block]:
    told = Table(
        "What the text says, and what the model counts",
        ("Number", "the text", "in the model", "what of it the run is told"),
        tuple((one.anchor.title, one.anchor.words, one.anchor.measured, one.anchor.told or "nothing") for one in found),
    )  # fmt: skip
    rows = []
    for one in found:
        data = one.anchor.data
        if data is None:
            rows.append((one.anchor.title, DASH, one.anchor.without, DASH, ""))
        else:
            rows.append((one.anchor.title, data.years, data.source, data.licence, data.note))
    return [told, Table("Records", ("Number", "of", "source", "licence", "note"), tuple(rows))]


def _left(anchors: Anchors) -> list[Block]:
    rows = tuple((", ".join(left.ids), left.why) for left in anchors.left_out)
    return [Table("Statements with a number that are not measured here", ("Statements", "why not"), rows)]


def _method(sources: Sources, full: bool) -> list[Block]:
    anchors, result = sources.anchors, sources.result
    scenario, seeds = result.scenario, result.seeds
    groups = Table(
        "Groups of states", ("Group", "which", "states"),
        tuple(
            (spec.label, spec.source, ", ".join(sources.groups[name])) for name, spec in anchors.groups.items()
        ),
    )  # fmt: skip
    prices = anchors.prices
    return [
        Paragraph(
            f"Scenario `{scenario['name']}` from {scenario['start']}, {scenario['months']} months, "
            f"{scenario['persons_per_agent']:,} persons per agent, {len(seeds)} runs (seeds {seeds[0]} to "
            f"{seeds[-1]}), digest `{result.digest[:12]}`. Intervals are Student's t over runs; a number that is "
            "rare at this size, such as deaths on one border, has a wide one."
        ),
        Paragraph(
            f"Money of the model is in constant dollars of {prices.model} at purchasing power. It is brought to the "
            f"dollars in which the text counts by {prices.source}. Most of it is earned where prices are near those "
            "of the United States; where it is not, a dollar at purchasing power is less than one at the exchange rate."
        ),
        Paragraph(
            "Stocks of the United Nations are of the middle of a year, and so is the model's beside them. What was set "
            "by hand is listed in `docs/odd.md`, with the magnitudes that were in view."
        ),
        Heading("Groups"),
        groups,
        Heading("Again"),
        Paragraph(
            f"`make anchors{' FULL=1' if full else ''}` computes the runs that are missing and writes this page; "
            "`FULL=1` is the publication size, `FRESH=1` computes everything again. What is asked: "
            "`experiments/anchors/anchors.yaml`; the numbers as a table: `anchors.parquet` beside this page. "
            f"Version {abm.__version__}."
        ),
    ]


def _lines(lines: str) -> str:
    return f"{'line' if lines.isdigit() else 'lines'} {lines}"


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
