"""What the figures of a study share: a sheet of any width, panels in rows, a key, and axes with units."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import Formatter, MaxNLocator

from abm.viz import appearance as look

WIDE, NARROW = 10.0, 4.4
"""Widths of a sheet, inches: for a page, and for a screen in the hand."""

PURPLE, SKY = "#CC79A7", "#56B4E9"
COLOURS = (look.BLUE, look.VERMILION, look.GREEN, look.ORANGE, PURPLE, SKY, look.INK)
MARKERS = "osD^vPX"
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.6)), (0, (1.4, 1.2)), (0, (6, 1.4, 1.4, 1.4)))
"""Policies differ in colour, marker and dash, so that none of them has to be told by its colour."""

HEAD = 0.34
"""Room above a panel for its caption, inches."""


@final
@dataclass(frozen=True, slots=True)
class Words:
    """What is written on a sheet: its title, what is shown, and where that comes from."""

    title: str
    subtitle: str
    source: str


@final
@dataclass(frozen=True, slots=True)
class Leaf:
    """A sheet that has its words, with room for a drawing between `top` and `bottom` (inches from its lower edge)."""

    figure: Figure
    width: float
    top: float
    bottom: float

    @property
    def margin(self) -> float:
        """Outer margin, inches."""
        return margin_of(self.width)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Return axes at a place given in inches from the lower left corner."""
        tall = float(self.figure.get_figheight())
        return self.figure.add_axes((left / self.width, bottom / tall, width / self.width, height / tall))

    def write(self, x: float, y: float, text: str, **style: Any) -> Any:
        """Write a text at a place given in inches from the lower left corner."""
        return self.figure.text(x / self.width, y / float(self.figure.get_figheight()), text, **style)


def panel_width(width: float, columns: int) -> float:
    """Return the width of a column of panels on a sheet, inches."""
    return (width - 2 * margin_of(width) + 0.2) / columns


def margin_of(width: float) -> float:
    """Return the outer margin of a sheet, inches."""
    return look.MARGIN if width > 6 else 0.15


def leaf(words: Words, body: float, width: float = WIDE, key: Sequence[str] = (), first: int = 0) -> Leaf:
    """Return a sheet as high as its words, its key and a drawing of `body` inches need.

    Args:
        words: wrapped to the width.
        body: height of the drawing, inches.
        width: of the sheet, inches.
        key: names of the policies, for the key above the drawing; none is drawn for a single one that is the first.
        first: place of the first name among all policies, which decides on its colour.
    """
    margin = margin_of(width)
    room = width - 2 * margin
    big = look.TITLE if width > 6 else look.TITLE - 2
    title = wrapped(words.title, room, big, "bold")
    subtitle = wrapped(words.subtitle, room, look.TEXT + 0.5)
    source = [line for part in words.source.split("\n") for line in wrapped(part, room, look.SMALL)]
    key = [shortened(name, room - 0.45, look.TEXT) for name in key]
    places = _key_places(key, room) if len(key) + first > 1 else []
    lines = 1 + places[-1][1] if places else 0
    head = 0.26 + 0.25 * len(title) + 0.19 * len(subtitle) + 0.24 * lines + 0.06
    foot = 0.30 + 0.15 * len(source)
    height = head + body + foot
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    sheet = Leaf(figure, width, height - head, foot)
    sheet.write(margin, height - 0.24, "\n".join(title), size=big, weight="bold", va="top", linespacing=1.25)
    below = height - 0.24 - 0.25 * len(title) - 0.06
    sheet.write(
        margin,
        below,
        "\n".join(subtitle),
        size=look.TEXT + 0.5,
        color=look.SOFT,
        va="top",
        linespacing=1.3,
    )
    sheet.write(
        margin, 0.16, "\n".join(source), size=look.SMALL, color=look.SOFT, va="bottom", linespacing=1.35
    )
    _draw_key(sheet, key, places, first)
    return sheet


def _key_places(key: Sequence[str], room: float) -> list[tuple[float, int]]:
    """Return for each name how far from the left it stands (inches), and in which line."""
    places, left, line = [], 0.0, 0
    for name in key:
        wide = 0.42 + length_of(name, look.TEXT) + 0.25
        if left and left + wide - 0.25 > room:
            left, line = 0.0, line + 1
        places.append((left, line))
        left += wide
    return places


def _draw_key(sheet: Leaf, key: Sequence[str], places: Sequence[tuple[float, int]], first: int) -> None:
    if not places:
        return
    tall = float(sheet.figure.get_figheight())
    lines = 1 + places[-1][1]
    from matplotlib.lines import Line2D

    for rank, (name, (left, line)) in enumerate(zip(key, places, strict=True), first):
        y = sheet.top + 0.24 * (lines - line) - 0.14
        x = sheet.margin + left
        style = style_of(rank)
        sample = Line2D([x / sheet.width, (x + 0.3) / sheet.width], [y / tall, y / tall], **style)
        middle = Line2D([(x + 0.15) / sheet.width], [y / tall], **{**style, "linestyle": "none"})
        middle.set_marker(MARKERS[rank % len(MARKERS)])
        middle.set_markersize(4.5)
        for line_drawn in (sample, middle):
            line_drawn.set_transform(sheet.figure.transFigure)
            sheet.figure.add_artist(line_drawn)
        sheet.write(x + 0.37, y, name, size=look.TEXT, va="center", color=look.INK)


def style_of(rank: int) -> dict[str, Any]:
    """Return colour, dash and width of the line of a policy by its place in the key."""
    return {
        "color": COLOURS[rank % len(COLOURS)],
        "linestyle": DASHES[(rank + rank // len(COLOURS)) % len(DASHES)],
        "linewidth": 1.7,
    }


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines that are at most `room` inches wide, never at a no-break space."""
    lines: list[str] = []
    for word in re.findall(r"[^ \t\n]+", text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and length_of(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@lru_cache(maxsize=4096)
def length_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a text in the font of the figures, inches."""
    canvas = FigureCanvasAgg(Figure((1, 1), dpi=100))
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    wide, _, _ = canvas.get_renderer().get_text_width_height_descent(text, font, False)
    return float(wide) / 100


def shortened(text: str, room: float, size: float) -> str:
    """Return a text cut to at most `room` inches, an ellipsis where something is left out."""
    if length_of(text, size) <= room:
        return text
    while text and length_of(f"{text}\N{HORIZONTAL ELLIPSIS}", size) > room:
        text = text[:-1].rstrip(" ,(")
    return f"{text}\N{HORIZONTAL ELLIPSIS}"


@final
@dataclass(frozen=True, slots=True)
class Grid:
    """Panels in rows.

    Attributes:
        number: of panels.
        columns: most panels in a row.
        height: of a panel, inches.
        left: room left of every panel for ticks and names, inches.
        foot: room below every panel for ticks and the name of its axis, inches.
        head: room above every panel for its caption, inches.
    """

    number: int
    columns: int
    height: float
    left: float = 0.62
    foot: float = 0.45
    head: float = HEAD

    @property
    def body(self) -> float:
        """Height of all rows, inches."""
        return -(-self.number // self.columns) * (self.height + self.foot + self.head)

    def axes(self, sheet: Leaf, place: int) -> Axes:
        """Return the axes of a panel, counted by rows from the top left."""
        row, column = divmod(place, self.columns)
        step = panel_width(sheet.width, self.columns)
        left = sheet.margin + column * step + self.left
        top = sheet.top - row * (self.height + self.foot + self.head) - self.head
        return sheet.axes(left, top - self.height, step - self.left - 0.2, self.height)


def title_panel(axes: Axes, strong: str, unit: str = "", left: float = 0.0) -> None:
    """Write the name of a panel above it in bold, over two lines if it is long, and below that the unit.

    Args:
        axes: of the panel.
        strong: its name.
        unit: of its values.
        left: how far left of the axes the text begins, inches.
    """
    room = width_inches(axes) + left
    begin = -72 * left
    lines = wrapped(strong, room, look.TEXT, "bold")
    if len(lines) > 2:
        lines = [lines[0], shortened(" ".join(lines[1:]), room, look.TEXT * 1.09)]
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    name = "\n".join(shortened(line, room, look.TEXT * 1.09) for line in lines)
    axes.annotate(name, (0, 1), (begin, 18 if unit else 6), weight="bold", size=look.TEXT, va="bottom",
                  linespacing=1.15, **place)  # fmt: skip
    if unit:
        said = shortened(unit, room, look.SMALL)
        axes.annotate(said, (0, 1), (begin, 8), size=look.SMALL, color=look.SOFT, va="bottom", **place)


def head_for(titles: Sequence[str], room: float) -> float:
    """Return the room above panels (inches) for their names and units, more if a name needs a second line."""
    long = any(len(wrapped(title, room, look.TEXT, "bold")) > 1 for title in titles)
    return 0.48 + 0.16 * long


def room_for(names: Sequence[str], most: float) -> float:
    """Return the room that names of rows need left of their panel, at most `most` inches."""
    return min(max(length_of(name, look.TEXT - 0.6) for name in names) + 0.12, most)


def width_inches(axes: Axes) -> float:
    """Return the width of axes, inches."""
    figure = axes.get_figure()
    assert figure is not None
    return float(axes.get_position().width * figure.get_figwidth())  # type: ignore[union-attr]


def scaled(unit: str, high: float, difference: bool = False) -> tuple[float, str]:
    """Return the divisor and the unit in which values up to `high` are best read: millions, thousands, or as it is.

    Shares are read in per cent, and differences of shares in percentage points.
    """
    if unit == "share":
        return 0.01, "percentage points" if difference else "%"
    for divisor, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e4, "thousand")):
        if abs(high) >= divisor:
            step = 1e3 if divisor == 1e4 else divisor
            return step, f"{name} {unit}".strip()
    return 1.0, unit


def limits(low: float, high: float, zero: bool = False) -> tuple[float, float]:
    """Return the ends of an axis around values, with some air; `zero` includes zero."""
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    air = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return low - air, high + air


@final
class Steps(Formatter):
    """Numbers along an axis, all with the digits that tell its ticks apart; with signs for differences."""

    def __init__(self, divisor: float = 1.0, *, signs: bool = False) -> None:
        self.divisor, self.signs = divisor, signs
        self.ticks: list[float] = []

    def set_locs(self, locs: Any) -> None:  # noqa: D102
        self.ticks = list(locs)

    def __call__(self, value: float, pos: int | None = None) -> str:  # noqa: D102
        ticks = np.unique(np.asarray(self.ticks, dtype=float) / self.divisor)
        steps = np.diff(ticks)
        value = value / self.divisor
        if len(steps) == 0 or steps.min() <= 0 or steps.max() > 1.5 * steps.min():  # one tick, or logarithms
            text = look.number(float(f"{value:.6g}"))
        else:
            step = float(steps.min())
            places = next((n for n in range(9) if abs(round(step, n) - step) < 1e-6 * step), 9)
            text = f"{value:,.{places}f}".replace("-", "\N{MINUS SIGN}")
        if not text.strip("\N{MINUS SIGN}0."):
            return "0"
        return f"+{text}" if self.signs and value > 0 else text


def ruled(axes: Axes, direction: str, ends: tuple[float, float], ticks: int = 4) -> None:
    """Let an axis run between two ends, with round ticks, plain numbers and grid lines."""
    axis = axes.yaxis if direction == "y" else axes.xaxis
    (axes.set_ylim if direction == "y" else axes.set_xlim)(*ends)
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(Steps())
    axis.grid(True)
    axis.set_tick_params(length=0, labelsize=look.SMALL + 0.4)
    axes.spines["left" if direction == "y" else "bottom"].set_visible(False)


def extremes(*values: Any) -> tuple[float, float]:
    """Return the least and the greatest of arrays of numbers, whatever is not finite left out."""
    every = np.concatenate([np.asarray(value, dtype=float).ravel() for value in values])
    every = every[np.isfinite(every)]
    return (float(every.min()), float(every.max())) if len(every) else (math.nan, math.nan)


def rows_named(axes: Axes, names: Sequence[str], room: float) -> None:
    """Write a name at the left of each row, 0 at the top, cut to `room` inches."""
    size = look.TEXT - 0.6
    axes.set_yticks(range(len(names)), [shortened(name, room - 0.08, size) for name in names])
    axes.tick_params(axis="y", length=0, labelcolor=look.INK, labelsize=size, pad=4)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["left"].set_visible(False)


def named(names: Mapping[str, str], key: str) -> str:
    """Return the label of a column; its name in words where it has none."""
    return names.get(key) or key.replace("_", " ")


def pictures(draw: Callable[[float], Figure], width: float, kinds: Sequence[str]) -> list[bytes]:
    """Return a figure as the content of files, the same bytes every time.

    Args:
        draw: returns the figure in a width (inches).
        width: of the sheet, inches.
        kinds: "svg" or "png" (200 dots per inch), one for each file.
    """
    from io import BytesIO

    contents = []
    with look.styled():
        figure = draw(width)
        for kind in kinds:
            content = BytesIO()
            metadata = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
            figure.savefig(content, format=kind, dpi=200, metadata=metadata)
            contents.append(content.getvalue())
    return contents
