"""A comparison in words and columns, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from abm.results.measures import MEASURES
from abm.results.summary import PARTS, SHOWN, Estimate
from abm.results.wording import NOTHING, PEOPLE, aligned, cell, scaled
from abm.studies.comparing import Comparison

if TYPE_CHECKING:
    import pandas as pd

STATES = 10
"""States that are shown for the outcome that changes most."""


def as_text(found: Comparison) -> str:
    """Return a comparison as plain text: both means, the difference with its interval, and what pairing saved."""
    reference, other = found.result.policies
    outcomes = {outcome.name: outcome for outcome in found.result.outcomes_of}
    head = ["World", "unit", reference, other, "difference", "in %", "pairs saved"]
    rows = {row.outcome: row for row in found.world.itertuples()}
    lines = [f"{other} against {reference}, {found.replications} pairs of runs with the same seeds"]
    for heading, names in _blocks(rows):
        lines += ["", heading, *aligned([head, *(_row(rows[name], outcomes[name].unit) for name in names)])]
    return "\n".join([*lines, "", *_notes(found)]) + "\n"


def _blocks(rows: dict[str, Any]) -> list[tuple[str, list[str]]]:
    blocks = [("People", [name for name in PEOPLE if name in rows])]
    for group in SHOWN:
        chosen = [name for name in rows if MEASURES[name].group == group and name not in PARTS]
        blocks.append((group.capitalize(), chosen))
    return [block for block in blocks if block[1]]


def _row(row: Any, unit: str) -> list[str]:
    factor, unit, places = scaled([row.reference_mean, row.mean], unit)
    if not math.isfinite(row.difference):
        return [MEASURES[row.outcome].label, unit, *[NOTHING] * 5]
    finer = min(places + 1, 6)
    half = (row.high - row.low) / 2
    saving = (
        NOTHING if math.isnan(row.saving) or math.isinf(row.saving) else f"{max(1 - 1 / row.saving, 0):.0%}"
    )
    return [
        MEASURES[row.outcome].label, unit,
        *(f"{value / factor:,.{places}f}" for value in (row.reference_mean, row.mean)),
        _signed(cell(Estimate(row.difference, half if math.isfinite(half) else None), factor, finer), row.difference),
        f"{100 * row.relative:+.1f}" if math.isfinite(row.relative) else NOTHING, saving,
    ]  # fmt: skip


def _signed(text: str, value: float) -> str:
    return f"+{text}" if value > 0 and not text.startswith(("+", "0 ")) else text


def _notes(found: Comparison) -> list[str]:
    notes = [
        "Flows are per year over the whole run, stocks those of the last month.",
        "±: 95% interval of the paired difference (Student's t). Pairs saved: what share of the pairs independent runs "
        "would need besides.",
    ]
    if found.precise is False:
        short = found.world.loc[~found.world["reached"], "outcome"]
        notes.append(f"Not as precise as asked for: {', '.join(short)}. Ask for more with --replications.")
    notes += _where(found.states, found.world)
    return notes


def _where(states: pd.DataFrame, world: pd.DataFrame) -> list[str]:
    """Say in which states authorised entries, irregular entries and deaths change most, beyond chance."""
    lines = []
    for name in ("entries_authorised", "entries_irregular", "deaths_on_routes"):
        rows = states[(states["outcome"] == name) & ((states["low"] > 0) | (states["high"] < 0))]
        if rows.empty:
            continue
        largest = rows.reindex(rows["difference"].abs().sort_values(ascending=False).index).head(STATES)
        said = ", ".join(f"{row.place} {row.difference:+,.0f}" for row in largest.itertuples())
        lines.append(f"{MEASURES[name].label}, persons a year, where they change most: {said}.")
    return lines
