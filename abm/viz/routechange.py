"""The map of routes before and after: two results side by side, and what differs between them, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from abm.viz import appearance as look
from abm.viz.classes import (
    CHANGE,
    GREENS,
    PALE,
    PURPLES,
    UNKNOWN,
    Classes,
    Sample,
    change_classes,
    colour_classes,
    samples_of,
    width_classes,
)
from abm.viz.edges import ATTEMPTS, DEATHS, FEE, Measured, estimates, largest, on_ground, samples
from abm.viz.ground import Key, Line, ground_of
from abm.viz.mapsheet import Picture, draw_sheet
from abm.viz.panels import Words
from abm.viz.readings import Readings, seeds, whole_years
from abm.viz.routemap import placing, ranking, share, with_half

TITLE = "The map of routes before and after"

PLAIN = "#46525D"
"""The colour of a flow, before and after: blue and vermilion are kept for less and more."""

CHANGES = 4
"""Changes that are numbered and named."""


@final
@dataclass(frozen=True)
class Pair:
    """A reading of two results by edge, over the seeds and years that both have.

    Attributes:
        what: the reading.
        before, after, change: mean, half of the 95 % interval and number of values; change is paired by seed.
        totals: the same three for the sum over all edges, in rows before, after and change; empty for a ratio.
    """

    what: Measured
    before: pd.DataFrame
    after: pd.DataFrame
    change: pd.DataFrame
    totals: pd.DataFrame

    @property
    def told(self) -> pd.Series:
        """Whether the interval of the change leaves out zero; true everywhere without intervals."""
        rows = self.change
        return ~(rows["half"] >= rows["mean"].abs()) & (rows["mean"] != 0)


def shared(before: Readings, after: Readings) -> tuple[list[int], list[int]]:
    """Return the seeds and the whole years that two results share, ascending."""
    years = set(whole_years(before)) & set(whole_years(after))
    return sorted(set(seeds(before)) & set(seeds(after))), sorted(years)


def paired(before: Readings, after: Readings, what: Measured) -> Pair | None:
    """Return a reading of two results by edge; None if a column of it is missing in one of them.

    A flow of an edge that one result does not list is zero there; a ratio counts where both have one.
    """
    among, years = shared(before, after)
    routes = [on_ground(result, years) for result in (before, after)]
    if any(column not in rows for rows in routes for column in what.columns):
        return None
    here = [samples(rows, what, among, len(years)) for rows in routes]
    edges = here[0].index.union(here[1].index)
    fill = np.nan if what.below else 0.0
    first, second = (table.reindex(edges, fill_value=fill) for table in here)
    sums = {"before": first.sum(), "after": second.sum(), "change": (second - first).sum()}
    totals = pd.DataFrame() if what.below else estimates(pd.DataFrame(sums).T)
    return Pair(what, estimates(first), estimates(second), estimates(second - first), totals)


def obstacle(before: Readings, after: Readings) -> str:
    """Return why two results cannot be compared, in a sentence; nothing if they can."""
    among, years = shared(before, after)
    if set(before.states["iso3"]) != set(after.states["iso3"]):
        return "The results are of worlds with different states."
    if not among:
        return "The results share no seed: no replication of one is paired with one of the other."
    if not years:
        return "The results share no year."
    if not any((on_ground(result, years)["attempts"] > 0).any() for result in (before, after)):
        return "No attempt over land or sea is recorded in these results."
    return ""


def route_change(before: Readings, after: Readings) -> Figure:
    """Draw attempts, fees and deaths by edge in two results, and their difference with paired intervals."""
    names = [str(result.scenario.get("name", "unnamed")) for result in (before, after)]
    if names[0] == names[1]:
        names = [f"{names[0]}, first", f"{names[1]}, second"]
    among, years = shared(before, after)
    span = f", {years[0]}\N{EN DASH}{years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    subtitle = f"Before: {names[0]}. After: {names[1]}. Means per year over land and sea{span}"
    if reason := obstacle(before, after):
        return look.said(look.sheet(TITLE, subtitle, "", 4.0), reason)
    ground = ground_of(before)
    pictures: list[Picture] = []
    for what, label in ((ATTEMPTS, "Attempts"), (FEE, "Mean fee"), (DEATHS, "Deaths")):
        pair = paired(before, after, what)
        if pair is None:
            said = f"No {label.lower()} by edge is recorded in one of the results."
            pictures += [Picture(f"{label} {when}", what.unit, notes=said) for when in ("before", "after")]
            pictures.append(Picture(f"{label}: after less before", what.unit, notes=said))
        elif what.below:
            flow = paired(before, after, ATTEMPTS)
            assert flow is not None
            pictures += ratios(pair, label, flow)
        else:
            pictures += flows(pair, label)
    sentence = f"{source(names, len(among))}\n{reading(len(among))} {placing(ground)}"
    return draw_sheet(Words(TITLE, subtitle, sentence), before, ground, pictures, 3).figure


def source(names: Sequence[str], number: int) -> str:
    """Return which runs are shown."""
    runs = f"{number} replications of each" if number > 1 else "one replication of each"
    return f"Model, scenarios {names[0]} and {names[1]}: {runs}, the same seeds."


def reading(number: int) -> str:
    """Return how the maps are read."""
    bends = "Lines bend to the right of those who travel; broken lines run over sea."
    if number < 2:
        return f"{bends} One replication in common: differences have no interval."
    return (
        f"{bends} Differences: 95 % interval of the mean over pairs with the same seed, half of it behind ±; "
        "pale where it includes zero. Intervals hold edge by edge: about one in twenty would leave out zero "
        "by chance alone."
    )


# ------------------------------------------------------------------------------------------ flows


def flows(pair: Pair, label: str) -> list[Picture]:
    """Return the three panels of a flow: width by its size."""
    unit = pair.what.unit
    tables = [pair.before, pair.after]
    keys = [largest(table["mean"]) for table in tables]
    both = pd.concat([table["mean"][index] for table, index in zip(tables, keys, strict=True)])
    widths = width_classes(both)
    pictures = []
    for when, table, index in zip(("before", "after"), tables, keys, strict=True):
        drawn = table.loc[index]
        lines = tuple(line_of(key, float(widths.of(mean)), PLAIN) for key, mean in drawn["mean"].items())
        total = pair.totals.loc[when]
        part = float(drawn["mean"].sum()) / max(float(total["mean"]), 1e-12)
        said = f"All edges: {with_half(total['mean'], total['half'])}. Drawn: {len(drawn):,} edges, {share(part)}."
        none = f"No {label.lower()} on any edge."
        samples_ = (tuple(samples_of(widths)),)
        pictures.append(
            Picture(
                f"{label} {when}",
                unit,
                lines,
                samples_,
                ranking(drawn, "")[:CHANGES],
                said if lines else none,
            )
        )
    return [*pictures, flow_change(pair, label)]


def line_of(key: object, width: float, colour: str) -> Line:
    """Return the line of an edge."""
    return Line(tuple(key), width, colour, below=colour == PALE)  # type: ignore[arg-type]


def flow_change(pair: Pair, label: str) -> Picture:
    """Return the panel of the change of a flow: width by its size, colour by its sign, pale where it is not told."""
    title = f"{label}: after less before"
    sizes = pair.change["mean"].abs()
    drawn = pair.change.loc[largest(sizes)]
    if drawn.empty:
        return Picture(title, pair.what.unit, notes="No difference on any edge.")
    told = pair.told[drawn.index]
    widths = width_classes(drawn["mean"].abs())
    lines = [
        line_of(key, float(widths.of(abs(mean))), colour_of(float(mean), bool(told[key])))
        for key, mean in drawn["mean"].items()
    ]
    total = pair.totals.loc["change"]
    said = (
        f"All edges: {with_half(total['mean'], total['half'], signs=True)}. Drawn: {len(drawn):,} edges with "
        f"{share(drawn['mean'].abs().sum() / sizes.sum())} of all changes; {int(told.sum()):,} are told from zero."
    )
    signs = (Sample("less", CHANGE[1]), Sample("more", CHANGE[-2]), Sample("not told from zero", PALE))
    keys = (tuple(samples_of(widths)), signs)
    return Picture(title, pair.what.unit, tuple(lines), keys, changed(drawn[told], ""), said)


def colour_of(change: float, told: bool) -> str:
    """Return the colour of a change by its sign."""
    return PALE if not told else CHANGE[1] if change < 0 else CHANGE[-2]


def changed(rows: pd.DataFrame, unit: str) -> tuple[tuple[Key, str], ...]:
    """Return the largest changes with half of their interval in words, the largest first."""
    order = rows["mean"].abs().sort_values(ascending=False, kind="stable").index[:CHANGES]
    chosen = rows.loc[order]
    return tuple(
        (key, with_half(mean, half, unit, signs=True))
        for key, mean, half in zip(chosen.index, chosen["mean"], chosen["half"], strict=True)
    )


# ------------------------------------------------------------------------------------------ ratios


def ratios(pair: Pair, label: str, flow: Pair) -> list[Picture]:
    """Return the three panels of a ratio, on the edges with most attempts in both results together: colour its size."""
    attempts = (flow.before["mean"] + flow.after["mean"]) / 2
    keys = largest(attempts)
    widths = width_classes(attempts[keys])
    tables = [table.reindex(keys) for table in (pair.before, pair.after)]
    classes = colour_classes(
        pd.concat([table["mean"] for table in tables]), GREENS if pair.what is FEE else PURPLES
    )
    sign = "$" if pair.what is FEE else ""
    unit = f"{pair.what.unit}; width: attempts"
    pictures = []
    for when, table in zip(("before", "after"), tables, strict=True):
        known = table[np.isfinite(table["mean"])].sort_values("mean", ascending=False, kind="stable")
        lines = tuple(
            line_of(key, float(widths.of(attempts[key])), hue(classes, mean))
            for key, mean in table["mean"].items()
        )
        samples_ = samples_of(classes)
        if len(known) < len(table):
            samples_.append(Sample("none", UNKNOWN))
        said = f"Listed: the highest among the {len(keys):,} edges with most attempts in both together."
        title = f"{label} {when}"
        if known.empty:
            pictures.append(
                Picture(title, unit, notes=f"No {label.lower()} on any of the edges with most attempts.")
            )
            continue
        pictures.append(Picture(title, unit, lines, (tuple(samples_),), ranking(known, sign)[:CHANGES], said))
    return [*pictures, ratio_change(pair, label, (attempts[keys], widths), sign)]


def hue(classes: Classes, value: float) -> str:
    """Return the colour of a value; grey if there is none."""
    return str(classes.of(value)) if np.isfinite(value) else UNKNOWN


def ratio_change(pair: Pair, label: str, width: tuple[pd.Series, Classes], sign: str) -> Picture:
    """Return the panel of the change of a ratio: colour its size, pale where it is not told from zero."""
    (attempts, widths), title = width, f"{label}: after less before"
    change = pair.change.reindex(attempts.index)
    drawn = change[np.isfinite(change["mean"]) & (change["mean"] != 0)]
    unit = f"{pair.what.unit}; width: attempts"
    if drawn.empty:
        return Picture(title, unit, notes="No difference on any edge.")
    told = pair.told[drawn.index]
    classes = change_classes(drawn["mean"][told] if told.any() else drawn["mean"])
    lines = [
        line_of(key, float(widths.of(attempts[key])), str(classes.of(mean)) if told[key] else PALE)
        for key, mean in drawn["mean"].items()
    ]
    middle = with_half(float(drawn["mean"].median()), np.nan, sign, signs=True)
    said = f"{int(told.sum()):,} of {len(drawn):,} differences are told from zero. Median: {middle}."
    keys = ((*samples_of(classes, signs=True), Sample("not told from zero", PALE)),)
    return Picture(title, unit, tuple(lines), keys, changed(drawn[told], sign), said)
