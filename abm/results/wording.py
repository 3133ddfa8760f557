"""The summary in words and columns, for a terminal and for a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from abm.results.measures import MEASURES
from abm.results.summary import CONFIDENCE, PARTS, SHOWN, Comparison, Estimate, Line, Summary

PEOPLE = ("immigrants", "migrant_share", "refugees_hosted", "irregular_stock")
"""Measures of people that open the table."""

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
NOTHING = "–"
Table = list[list[str]]


def as_text(summary: Summary) -> str:
    """Return the summary as plain text for a terminal: aligned columns, units shown."""
    parts = [_title(summary)]
    for heading, table in _tables(summary):
        parts += ["", heading, *aligned(table)]
    return "\n".join([*parts, "", *_notes(summary)]) + "\n"


def as_markdown(summary: Summary) -> str:
    """Return the summary as a Markdown page."""
    parts = [f"# {_title(summary)}"]
    for heading, table in _tables(summary):
        head, *body = table
        rule = ["---", "---", *["---:"] * (len(head) - 2)]
        parts += ["", f"## {heading}", "", *("| " + " | ".join(row) + " |" for row in (head, rule, *body))]
    return "\n".join([*parts, "", *(f"- {note}" for note in _notes(summary))]) + "\n"


def _title(summary: Summary) -> str:
    number = len(summary.seeds)
    horizon = f"{summary.periods[0].first}–{summary.periods[-1].last}"
    return f"{summary.name or 'Scenario'}, {horizon}, {number} replication{'s' if number != 1 else ''}"


def _tables(summary: Summary) -> list[tuple[str, Table]]:
    """Return heading and rows of each block; the first row is the head."""
    by_name = {line.measure.name: line for line in summary.lines}
    blocks = {"People": [by_name[name] for name in PEOPLE if name in by_name]}
    for group in SHOWN:
        chosen = (line for line in summary.lines if line.measure.group == group)
        blocks[group.capitalize()] = [line for line in chosen if line.measure.name not in PARTS]
    head = ["World", "unit", *map(str, summary.periods)]
    tables = [(name, [head, *map(_row, lines)]) for name, lines in blocks.items() if lines]
    if summary.contributions:
        tables.append(("What changed net security, mean over states by people", _ledger(summary)))
    if summary.comparisons:
        tables.append(("Migrant stock in the middle of the year, beside the reported", _compared(summary)))
    return tables


def _ledger(summary: Summary) -> Table:
    """What changed net security in each period, in points (hundredths of its scale), by outcome."""
    largest = max(abs(estimate.mean) for one in summary.contributions for estimate in one.estimates)
    places = 1 if largest >= 0.1 else 2
    table: Table = [["World", "unit", *map(str, summary.periods)]]
    for one in summary.contributions:
        cells = (cell(estimate, 0.01, places + 1) for estimate in one.estimates)
        table.append([f"{one.outcome.capitalize()}, {one.how}", "points", *cells])
    return table


def _row(line: Line) -> list[str]:
    factor, unit, places = scaled([estimate.mean for estimate in line.estimates], line.unit)
    return [line.measure.label, unit, *(cell(estimate, factor, places) for estimate in line.estimates)]


def scaled(values: Sequence[float], unit: str) -> tuple[float, str, int]:
    """Return what to divide by, the unit in words, and the decimal places that show three digits of the largest."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if unit == "share":
        factor, unit = 0.01, "%"
    else:
        factor, word = next(((size, name) for size, name in SCALES if largest >= size), (1.0, ""))
        unit = f"{word} {unit}".strip()
    shown = largest / factor
    places = 2 - math.floor(math.log10(shown)) if shown > 0 else 0
    return factor, unit, min(max(places, 0), 6)


def cell(estimate: Estimate, factor: float, places: int) -> str:
    """Return an estimate and half its interval, in the unit and to the places of `scaled`."""
    if not math.isfinite(estimate.mean):
        return NOTHING
    text = f"{estimate.mean / factor:,.{places}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    if estimate.half is None:
        return text
    half = f"{estimate.half / factor:,.{places}f}"
    if float(half.replace(",", "")) == 0 < estimate.half:
        half = f"{estimate.half / factor:.1g}" if estimate.half / factor >= 1e-4 else "0"
    return f"{text} ± {half}"


def _compared(summary: Summary) -> Table:
    rows = summary.comparisons
    factor, unit, places = scaled([row.modelled.mean for row in rows], "persons")
    table: Table = [["World", "unit", *(str(row.year) for row in rows)]]
    table.append(["Immigrant stock, model", unit, *(cell(row.modelled, factor, places) for row in rows)])
    for label, values in (
        ("Reported, origin unknown included", [row.reported for row in rows]),
        ("Reported by corridor", [row.reported_by_corridor for row in rows]),
    ):
        if any(value is not None for value in values):
            cells = (NOTHING if value is None else f"{value / factor:,.{places}f}" for value in values)
            table.append([label, unit, *cells])
    table.append(["Model against reported", "%", *map(_difference, rows)])
    return table


def _difference(row: Comparison) -> str:
    reported = row.reported if row.reported is not None else row.reported_by_corridor
    return f"{100 * (row.modelled.mean / reported - 1):+.1f}" if reported else NOTHING


def aligned(table: Table) -> list[str]:
    """Return the lines of a table: two columns of words, then numbers, under a head and a rule."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        words = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        lines.append("  ".join([*words, *numbers]).rstrip())
    return [lines[0], "-" * max(map(len, lines)), *lines[1:]]


def _notes(summary: Summary) -> list[str]:
    notes = ["Flows are per year, stocks those of the period's last month, ratios taken over the period."]
    if len(summary.seeds) > 1:
        notes.append(
            f"±: {CONFIDENCE:.0%} interval of the mean over {len(summary.seeds)} replications (Student's t)."
        )
    else:
        notes.append("One replication: no intervals. Ask for more with --replications.")
    kinds = {
        kind: [name for name, value in summary.drivers.items() if value == kind]
        for kind in dict.fromkeys(summary.drivers.values())
    }
    if kinds:
        notes.append(f"Drivers: {'; '.join(f'{kind} {_listed(names)}' for kind, names in kinds.items())}.")
    if summary.always_zero:
        labels = ", ".join(f"{MEASURES[name].label.lower()} ({name})" for name in summary.always_zero)
        notes.append(f"Always zero, in every run: {labels}.")
    return notes


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
