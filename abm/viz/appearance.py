"""How every figure looks: colours, type, the sheet with title and source line, axes, and the two files."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke as Stroke
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

BLUE, VERMILION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
"""From the palette of Okabe and Ito (2008), told apart by people of every colour vision."""

INK, SOFT, RULE, EMPTY = "#1F2328", "#5F666D", "#DADDE0", "#D3D6D9"
"""Text and observed points; secondary text; grid lines; areas without data."""

HALO = Stroke(linewidth=2.2, foreground="white")
"""What keeps small text legible over a line."""

MODEL, OBSERVED, IRREGULAR = BLUE, INK, VERMILION

TITLE, TEXT, SMALL = 14.0, 9.0, 7.6
"""Type sizes in points."""

STYLE: Mapping[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": TEXT - 0.5,
    "ytick.labelsize": TEXT - 0.5,
    "hatch.linewidth": 0.5,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "path",
    "svg.hashsalt": "crossing-borders",
}

WIDTH, HEIGHT, MARGIN = 10.0, 5.8, 0.45
"""Size of a sheet and its outer margin, inches."""

HEAD, FOOT = 1.42, 0.95
"""Room for title and subtitle above the axes, for ticks and source line below, inches."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw in this style inside the block, whatever the user's own settings of matplotlib are."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(dict(STYLE))  # type: ignore[arg-type]
        yield


def sheet(title: str, subtitle: str, source: str, height: float = HEIGHT) -> Figure:
    """Return an empty figure with its title, subtitle and source line, in inches `WIDTH` by `height`."""
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    left = MARGIN / WIDTH
    figure.text(left, 1 - 0.30 / height, title, size=TITLE, weight="bold", va="top")
    figure.text(left, 1 - 0.62 / height, subtitle, size=TEXT + 0.5, color=SOFT, va="top")
    figure.text(left, 0.18 / height, source, size=SMALL, color=SOFT, va="bottom", linespacing=1.35)
    return figure


def panel(figure: Figure, left: float, right: float, head: float = HEAD, foot: float = FOOT) -> Axes:
    """Return axes between `left` and `right` (inches from the left edge), below the titles, above the source."""
    height = float(figure.get_figheight())
    return figure.add_axes(
        (left / WIDTH, foot / height, (right - left) / WIDTH, (height - head - foot) / height)
    )


def caption(axes: Axes, text: str, strong: str = "", room: float = WIDTH) -> None:
    """Write above the axes what its values are, with the unit; `strong` stands before it in bold, in `room` inches."""
    if strong:
        name = axes.annotate(strong, (0, 1), (0, 20), "axes fraction", "offset points", weight="bold")
        name.set_fontsize(TEXT + 0.5)
        name.set_fontsize((TEXT + 0.5) * min(1.0, room / width_of(name)))
    axes.annotate(text, (0, 1), (0, 7), "axes fraction", "offset points", size=SMALL + 0.7, color=SOFT)


def width_of(text: Text) -> float:
    """Return the width of a text that is on a figure, inches."""
    figure = text.get_figure()
    assert figure is not None
    return float(text.get_window_extent(figure.canvas.get_renderer()).width / figure.dpi)  # type: ignore[attr-defined]


def counted(axes: Axes, direction: str, high: float, ticks: int = 6) -> None:
    """Let an axis begin at zero and end above `high`, with round ticks, thousands separators and grid lines."""
    axis = axes.yaxis if direction == "y" else axes.xaxis
    steps = MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10])
    end = high if high > 0 else 1.0
    (axes.set_ylim if direction == "y" else axes.set_xlim)(0, end * 1.06)
    axis.set_major_locator(steps)
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axis.grid(True)
    axis.set_tick_params(length=0)
    axes.spines["left" if direction == "y" else "bottom"].set_visible(False)


def years_along(axes: Axes, first: float, last: float, ticks: int = 8) -> None:
    """Let the horizontal axis run over years, with at most `ticks` ticks on round years; a single year is centred.

    With two ticks they stand at the first and the last year, their labels inside.
    """
    if last - first < 0.5 and float(first).is_integer():
        first, last = first - 0.6, last + 0.6
    axes.set_xlim(first, max(last, first + 1))
    low, high = math.ceil(first - 0.01), math.floor(max(last, first + 1) + 0.01)
    step = next(
        step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if high // step - (low - 1) // step <= ticks
    )
    years = (
        sorted({low, max(low, high - 1)})
        if ticks == 2
        else list(range(-(-low // step) * step, high + 1, step))
    )
    axes.set_xticks(years, [str(year) for year in years])
    axes.tick_params(axis="x", length=3)
    if ticks == 2:
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        axes.get_xticklabels()[0].set_horizontalalignment("left")


def number(value: float) -> str:
    """Return a number for people: thousands separators, up to three digits after the point if it is small."""
    if value == 0 or abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}".replace("-", "\N{MINUS SIGN}")
    digits = min(max(0, 2 - math.floor(math.log10(abs(value)))), 6)
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}")


def rounded(value: float) -> str:
    """Return a number to two significant digits below 100, whole with thousands separators above."""
    if value != 0 and abs(value) < 100:
        value = round(value, 1 - math.floor(math.log10(abs(value))))
    return number(round(value) if abs(value) >= 10 else value)


def signed(value: float) -> str:
    """Return a number with its sign and as many digits as its size needs to be told from others: +1.24, -0.31."""
    text = f"{value:+,.2f}" if abs(value) < 100 else f"{value:+,.0f}"
    return text.replace("-", "\N{MINUS SIGN}")


def unit_of(high: float) -> tuple[float, str]:
    """Return the divisor and the name in which persons are counted when the largest number is `high`."""
    for divisor, name in ((1e6, "million persons"), (1e3, "thousand persons")):
        if high >= 2 * divisor:
            return divisor, name
    return 1.0, "persons"


def band(
    axes: Axes, across: Sequence[float] | pd.Index, table: pd.DataFrame, colour: str, scale: float = 1.0
) -> None:
    """Draw the mean as a line and its interval as a band; a single moment becomes a point with a bar.

    Args:
        across: the horizontal position of each row of `table`.
        table: columns mean, low and high.
        scale: what the values are divided by.
    """
    x, mean = np.asarray(across, dtype=float), table["mean"].to_numpy() / scale
    low, high = table["low"].to_numpy() / scale, table["high"].to_numpy() / scale
    if len(x) == 1:
        axes.vlines(x, low, high, colors=colour, linewidth=1.2)
        axes.plot(x, mean, "o", color=colour, markersize=5)
        return
    axes.fill_between(x, low, high, color=colour, alpha=0.22, linewidth=0)
    axes.plot(x, mean, color=colour, linewidth=1.8)


def ceiling(tables: Sequence[pd.DataFrame], points: Sequence[pd.Series] = ()) -> float:
    """Return where an axis of bars ends: at the widest interval, but not beyond 1.6 times the longest bar or point."""
    longest = max(
        (float(column.max()) for column in [*(t["mean"] for t in tables), *points] if len(column)),
        default=0.0,
    )
    return (
        min(max((float(table["high"].max()) for table in tables if len(table)), default=0.0), 1.6 * longest)
        or longest
    )


def whiskers(axes: Axes, rows: NDArray[Any], table: pd.DataFrame, end: float, scale: float = 1.0) -> None:
    """Draw the interval of each bar as a line; one that goes on beyond `end` is cut there, with an arrowhead."""
    high = table["high"].clip(upper=end) / scale
    axes.hlines(rows, table["low"] / scale, high, colors=INK, linewidth=0.9, zorder=3)
    on = (table["high"] > end).to_numpy()
    if not on.any():
        return
    axes.plot(np.full(on.sum(), end / scale), rows[on], ">", color=INK, markersize=3.4, zorder=3)


GOES_ON = "An arrowhead at the end of an interval: it goes on."
"""What explains the arrowheads of `whiskers`."""


def row_names(axes: Axes, texts: Sequence[str], room: float) -> None:
    """Write a name at the left of each row, 0 at the top, small enough for the longest to fit `room` inches."""
    axes.set_yticks(range(len(texts)), list(texts))
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    widest = max(width_of(label) for label in axes.get_yticklabels())
    if widest > room:
        axes.tick_params(axis="y", labelsize=(TEXT - 0.5) * room / widest)


def apart(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions at least `gap` apart, in the order given by size, as near as may be, between low and high."""
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    gap = min(gap, (high - low) / max(len(positions) - 1, 1))
    placed = [min(max(positions[index], low), high) for index in order]
    for _ in range(200):
        for lower in range(len(placed) - 1):
            lack = gap - (placed[lower + 1] - placed[lower])
            if lack > 0:
                placed[lower] -= lack / 2
                placed[lower + 1] += lack / 2
        placed = [
            min(max(place, low + gap * rank), high - gap * (len(placed) - 1 - rank))
            for rank, place in enumerate(placed)
        ]
    result = [0.0] * len(positions)
    for rank, index in enumerate(order):
        result[index] = placed[rank]
    return result


def said(figure: Figure, words: str) -> Figure:
    """Return the figure with a sentence where the drawing would have been."""
    figure.text(0.5, 0.5, words, ha="center", va="center", size=TEXT + 2, color=SOFT)
    return figure


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write the figure as PNG (200 dots per inch) and SVG, the same bytes every time; return both paths."""
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    figure.savefig(png, dpi=200, metadata={"Software": None})
    figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return [png, svg]


def placed_names(
    axes: Axes, points: pd.DataFrame, names: Mapping[Any, str], gaps: Mapping[Any, float] | None = None
) -> None:
    """Write the names beside their points where they meet no other name or point and not the frame; leave out the rest.

    Args:
        points: columns x and y of all points, the most important first.
        names: the names to write, by the index of `points`.
        gaps: how far (points) each name keeps from the centre of its point; 5 if not given.
    """
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    centres = axes.transData.transform(points[["x", "y"]].to_numpy(dtype=float))
    sizes = [(gaps[code] if gaps else 4) * axes.figure.dpi / 72 for code in points.index]
    dots = [
        Bbox.from_extents(x - size, y - size, x + size, y + size)
        for (x, y), size in zip(centres, sizes, strict=True)
    ]
    frame = axes.get_window_extent()
    written: list[Bbox] = []
    for rank, (code, row) in enumerate(points.iterrows()):
        if code not in names:
            continue
        gap = gaps[code] if gaps else 5
        for dx, dy, across, upright in PLACES:
            label = axes.annotate(
                names[code],
                (row["x"], row["y"]),
                (gap * dx, gap * dy),
                textcoords="offset points",
                ha=across,
                va=upright,
                size=SMALL,
            )
            box = label.get_window_extent(renderer).padded(1)
            others = [*written, *(dot for number, dot in enumerate(dots) if number != rank)]
            inside = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1
            if inside and not any(box.overlaps(other) for other in others):
                written.append(box)
                break
            label.remove()


PLACES = (
    (1.0, 0.0, "left", "center"),
    (-1.0, 0.0, "right", "center"),
    (0.0, 1.0, "center", "bottom"),
    (0.0, -1.0, "center", "top"),
    (0.8, 0.8, "left", "bottom"),
    (-0.8, 0.8, "right", "bottom"),
    (0.8, -0.8, "left", "top"),
    (-0.8, -0.8, "right", "top"),
)
"""Where a name may stand beside its point: direction, alignment; the first that is free is taken."""
