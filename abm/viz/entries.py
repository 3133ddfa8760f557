"""The figure of entries: how many people came by each channel in a year, with authorisation and without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from abm.viz import appearance as look
from abm.viz.readings import Readings, credit, replicated, seeds, span, spread, whole_years

CHANNELS: Mapping[str, tuple[str, str, str]] = {
    "family": ("authorised", "Family", "#0A4A78"),
    "skilled": ("authorised", "Skilled work", "#0072B2"),
    "guest": ("authorised", "Guest work", "#3F9BD1"),
    "student": ("authorised", "Study", "#7FBDE4"),
    "free_movement": ("authorised", "Free movement", "#B9DBF0"),
    "asylum": ("protection", "Asylum claim", "#00735A"),
    "flight": ("protection", "Flight from violence", "#6CC3A7"),
    "short_stay": ("irregular", "Short stay, then overstay", "#F5C06A"),
    "alone": ("irregular", "Alone, uninspected", "#EE9A3A"),
    "smuggled": ("irregular", "Smuggled", "#D55E00"),
    "forged": ("irregular", "Forged papers", "#8F3B00"),
}
"""Each channel: its group, label and colour, from the bottom of the stack to its top."""

GROUPS = {"authorised": "#0A4A78", "protection": "#00735A", "irregular": "#B84E00", "other": look.SOFT}
"""The groups and the colour in which their names are written; hatching also marks the irregular."""


def described(channel: str) -> tuple[str, str, str]:
    """Return group, label and colour of a channel; one that is not known here is grey, under its own name."""
    return CHANNELS.get(channel, ("other", channel.replace("_", " ").capitalize(), "#A9AEB3"))


def entries_by_channel(result: Readings) -> Figure:
    """Draw the persons who entered in each year, stacked by channel, and the irregular share of all of them."""
    years = whole_years(result)
    here = result.entries[result.entries["year"].isin(years)]
    figure = look.sheet(
        "Entries by channel",
        f"Persons who entered another state in a year, by the way they came, {span(result)}",
        credit(
            result, "Left: means. Hatched: without authorisation to enter, or to stay after a short visit."
        ),
        6.2,
    )
    if here.empty or not here["persons"].any():
        return look.said(figure, "No entry is recorded in this result.")
    table = replicated(here, ["year", "channel"], "persons", seeds(result))
    layers = table.mean(axis=1).unstack(fill_value=0.0).reindex(years, fill_value=0.0)
    known = [channel for channel in CHANNELS if channel in layers]
    order = known + sorted(set(layers.columns) - set(known))
    stacked(look.panel(figure, 0.75, 4.95), layers[order])
    irregular_share(look.panel(figure, 7.4, 9.5), table, years)
    return figure


def stacked(axes: Axes, layers: pd.DataFrame) -> None:
    """Draw a stack of bars for each year (persons); name every channel beside the last one."""
    high = float(layers.sum(axis=1).max())
    scale, unit = look.unit_of(high)
    base = np.zeros(len(layers))
    for channel in layers:
        group, _, colour = described(str(channel))
        heights = layers[channel].to_numpy() / scale
        hatch = "////" if group == "irregular" else None
        axes.bar(layers.index, heights, 0.84, base, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        base += heights
    look.counted(axes, "y", high / scale)
    look.years_along(axes, layers.index[0] - 0.6, layers.index[-1] + 0.6)
    look.caption(axes, f"{unit} per year", "Entries")
    name_layers(axes, [str(channel) for channel in layers], layers.iloc[-1].to_numpy() / scale)
    axes.annotate(
        f"in {layers.index[-1]}",
        (1, 1),
        (10, 7),
        "axes fraction",
        "offset points",
        size=look.SMALL + 0.7,
        color=look.SOFT,
    )


def name_layers(axes: Axes, channels: Sequence[str], heights: NDArray[np.float64]) -> None:
    """Write beside the last bar each channel with its persons in that year, under the name of its group."""
    top = axes.get_ylim()[1]
    middles = np.cumsum(heights) - heights / 2
    lines: list[tuple[str, str, float, str]] = []
    for rank, channel in enumerate(channels):
        group, label, colour = described(channel)
        lines.append((f"{label}  {shown(float(heights[rank]))}", group, float(middles[rank]), colour))
        if rank + 1 == len(channels) or described(channels[rank + 1])[0] != group:
            total = sum(
                heights[place] for place, other in enumerate(channels) if described(other)[0] == group
            )
            lines.append(
                (f"{group.capitalize()}  {shown(float(total))}", group, float(middles[rank]) + top / 1e6, "")
            )
    places = look.apart([line[2] for line in lines], top * 0.058, top * 0.02, top * 0.98)
    left, right = axes.get_xlim()
    reach = 0.032 * (right - left)
    for (text, group, middle, colour), place in zip(lines, places, strict=True):
        if colour:
            axes.plot(
                [right, right + reach],
                [middle, place],
                color=look.SOFT,
                linewidth=0.5,
                clip_on=False,
                label="leader",
            )
            axes.plot(
                [right + 1.35 * reach],
                [place],
                "s",
                color=colour,
                markersize=5,
                clip_on=False,
                label="leader",
            )
        axes.annotate(
            text,
            (right, place),
            (20 if colour else 10, 0),
            textcoords="offset points",
            va="center",
            size=look.SMALL + 0.4 if colour else look.TEXT,
            weight="normal" if colour else "bold",
            color=GROUPS[group],
            annotation_clip=False,
        )


def shown(value: float) -> str:
    """Return a value of the stack as it stands beside its label: two digits after the point if it is below 100."""
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def irregular_share(axes: Axes, table: pd.DataFrame, years: Sequence[int]) -> None:
    """Draw the irregular channels as a share of all entries of a year, per cent, with its interval."""
    channels = table.index.get_level_values("channel")
    irregular = [channel for channel in channels.unique() if described(str(channel))[0] == "irregular"]
    part = table[channels.isin(irregular)].groupby("year").sum().reindex(years, fill_value=0.0)
    share = spread((100 * part / table.groupby("year").sum().reindex(years)).fillna(0.0))
    look.band(axes, share.index, share, look.IRREGULAR)
    look.counted(axes, "y", max(float(share["high"].max()), 1.0))
    look.years_along(axes, years[0], years[-1], 4)
    look.caption(axes, "per cent of all entries", "Irregular share")
