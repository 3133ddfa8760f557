"""A sheet of maps of edges: panels in rows and columns, each with insets, a key, a numbered list and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from abm.viz import appearance as look
from abm.viz.classes import Sample, draw_key, rows_of
from abm.viz.ground import (
    DASH,
    Ground,
    Key,
    Line,
    View,
    bent,
    draw_lines,
    draw_states,
    holds,
    inset_views,
    prepare,
    view_of,
)
from abm.viz.panels import Leaf, Words, leaf, length_of, shortened, wrapped
from abm.viz.readings import Readings, named

COLOUR = {"land": "#A84300", "sea": look.BLUE}
"""Colours of the edges where colour has nothing else to say."""

HIGHEST = {True: 1.7, False: 1.45}
"""Width over height of the highest map, with outlines and without."""

GUTTER, CAPTION, NAME, KEY, ROW = 0.4, 0.42, 0.2, 0.2, 0.165
"""Room between columns, heights of a caption, of the name of an inset, of a row of a key and of the list, inches."""

NOTE = look.SMALL - 0.3
"""Size of the notes below a list, points."""


@final
@dataclass(frozen=True)
class Picture:
    """One panel of the sheet.

    Attributes:
        title, unit: what stands above the map.
        lines: the edges as they are drawn; if there are none, the notes stand on the map.
        keys: rows of the key below the map.
        ranked: the edges that are numbered, with the words of their value.
        notes: sentences below the list.
    """

    title: str
    unit: str
    lines: tuple[Line, ...] = ()
    keys: tuple[tuple[Sample, ...], ...] = ()
    ranked: tuple[tuple[Key, str], ...] = ()
    notes: str = ""


@final
@dataclass(frozen=True)
class Block:
    """What all panels of a sheet share.

    Attributes:
        ground: where the states stand.
        view: what the main map shows of it.
        insets: what is shown larger, by name.
        columns: panels side by side.
        result: whose names of states are written.
    """

    ground: Ground
    view: View
    insets: Mapping[str, View]
    columns: int
    result: Readings

    @property
    def width(self) -> float:
        """Width of a panel, inches."""
        return (look.WIDTH - 2 * look.MARGIN - (self.columns - 1) * GUTTER) / self.columns

    @property
    def height(self) -> float:
        """Height of a main map, inches."""
        true = self.width * (self.view[3] - self.view[2]) / (self.view[1] - self.view[0])
        return min(true, self.width / HIGHEST[self.ground.real])

    @property
    def inset_height(self) -> float:
        """Height of the insets, which fill the width side by side, inches; 0 without."""
        ratios = [(view[1] - view[0]) / (view[3] - view[2]) for view in self.insets.values()]
        return min((self.width - 0.1 * (len(ratios) - 1)) / sum(ratios), 1.5) if ratios else 0.0

    def tall(self, pictures: Sequence[Picture]) -> float:
        """Return the height of a row of panels with everything that belongs to it, inches."""
        maps = CAPTION + self.height + (self.inset_height + NAME if self.insets else 0.0)
        return maps + 0.3 + max(self.below(picture) for picture in pictures)

    def below(self, picture: Picture) -> float:
        """Return the height of key, list and notes of a panel, inches."""
        rows = len(wrapped(picture.notes, self.width, NOTE)) if picture.lines else 0
        keys = sum(len(rows_of(samples, self.width)) for samples in picture.keys)
        return KEY * keys + ROW * (len(picture.ranked) + rows) + 0.17


def draw_sheet(
    words: Words, result: Readings, ground: Ground, pictures: Sequence[Picture], columns: int
) -> Leaf:
    """Return a sheet with panels in rows.

    Args:
        words: title, subtitle and source line.
        result: whose names of states are written.
        ground: where the states stand.
        pictures: the panels, row by row.
        columns: panels in a row.
    """
    keys = [line.key for picture in pictures for line in picture.lines]
    insets = inset_views(ground, keys)
    part = Block(ground, view_of(ground, keys, insets.values()), insets, columns, result)
    rows = [pictures[first : first + columns] for first in range(0, len(pictures), columns)]
    heights = [part.tall(row) for row in rows]
    sheet = leaf(words, sum(heights) + 0.25)
    room = look.WIDTH - 2 * look.MARGIN
    samples = [
        Sample("over land", look.SOFT, 1.6, DASH["land"]),
        Sample("over sea", look.SOFT, 1.6, DASH["sea"]),
    ]
    draw_key(sheet.axes(sheet.margin, sheet.top - 0.2, room, 0.2), samples, room)
    top = sheet.top - 0.3
    for row, height in zip(rows, heights, strict=True):
        for place, picture in enumerate(row):
            draw_panel(sheet, part, (sheet.margin + place * (part.width + GUTTER), top), picture)
        top -= height
    return sheet


def draw_panel(sheet: Leaf, part: Block, corner: tuple[float, float], picture: Picture) -> None:
    """Draw one panel below a corner: caption, map, insets, key, list and notes."""
    left, top = corner
    title = shortened(picture.title, part.width, (look.TEXT + 0.5) * 1.09)
    sheet.write(left, top - 0.16, title, size=look.TEXT + 0.5, weight="bold", va="center")
    sheet.write(left, top - 0.33, picture.unit, size=look.SMALL + 0.2, color=look.SOFT, va="center")
    top -= CAPTION
    maps = [(sheet.axes(left, top - part.height, part.width, part.height), part.view)]
    top -= part.height
    if part.insets:
        maps += inset_maps(sheet, part, (left, top))
        top -= part.inset_height + NAME
    marked = fill(maps, part, picture)
    if not picture.lines:
        lines = wrapped(picture.notes, 0.85 * part.width, look.TEXT)
        style = {"facecolor": "white", "edgecolor": "none", "pad": 3}
        maps[0][0].text(
            0.5, 0.5, "\n".join(lines), transform=maps[0][0].transAxes, ha="center", va="center",
            size=look.TEXT, color=look.SOFT, bbox=style, zorder=7,
        )  # fmt: skip
        return
    top -= 0.06
    for samples in (row for key in picture.keys for row in rows_of(key, part.width)):
        draw_key(sheet.axes(left, top - KEY, part.width, KEY), samples, part.width)
        top -= KEY
    listing(sheet, part, (left, top - 0.06), (picture, marked))


def inset_maps(sheet: Leaf, part: Block, corner: tuple[float, float]) -> list[tuple[Axes, View]]:
    """Return axes for the insets side by side below a corner, with their names."""
    found, (left, top) = [], corner
    size = look.SMALL - 0.6
    for name, view in part.insets.items():
        width = part.inset_height * (view[1] - view[0]) / (view[3] - view[2])
        words = shortened(name, width, size)
        sheet.write(left, top - 0.12, words, size=size, color=look.SOFT, va="center")
        found.append((sheet.axes(left, top - NAME - part.inset_height, width, part.inset_height), view))
        left += width + 0.1
    return found


def fill(maps: Sequence[tuple[Axes, View]], part: Block, picture: Picture) -> set[int]:
    """Draw the edges into the main map and the insets, number those of the list, and return the numbers written."""
    points = []
    for axes, view in maps:
        points.append(prepare(axes, part.ground, view))
        inside = [holds(view, x, y) for x, y in part.ground.spots[["x", "y"]].to_numpy(dtype=float)]
        draw_states(axes, part.ground.spots[inside], 1.6 if part.ground.real else 5.0)
        draw_lines(axes, part.ground, picture.lines, points[-1])
    for _, view in maps[1:] if picture.lines else ():
        x0, x1, y0, y1 = view
        maps[0][0].plot(
            [x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], color=look.SOFT, linewidth=0.5, zorder=2.6
        )
    marked: set[int] = set()
    taken: dict[int, list[Bbox]] = {place: [] for place in range(len(maps))}
    if picture.lines and not part.ground.real:
        taken[0] = name_states(maps[0][0], part.ground, picture)
    drawn = {line.key for line in picture.lines}
    for number, (key, _) in enumerate(picture.ranked, 1):
        if key not in drawn:
            continue
        for place in reversed(range(len(maps))):
            spot = free_spot(maps[place][1], part.ground, key, points[place], taken[place])
            if spot is not None:
                badge(maps[place][0], spot, number)
                marked.add(number)
                break
    return marked


def name_states(axes: Axes, ground: Ground, picture: Picture) -> list[Bbox]:
    """Write the codes of the states at the ends of the numbered edges, and return where, in coordinates of the map."""
    codes = dict.fromkeys(code for key, _ in picture.ranked for code in key[:2])
    listed = [code for code in codes if code in ground.spots.index]
    rest = [code for code in ground.spots.index if code not in codes]
    look.placed_names(axes, ground.spots.loc[listed + rest], {code: code for code in listed})
    renderer = axes.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    back = axes.transData.inverted()
    for text in axes.texts:
        text.set_path_effects([look.HALO])
        text.set_zorder(4.2)
    return [text.get_window_extent(renderer).padded(2).transformed(back) for text in axes.texts]


def free_spot(
    view: View, ground: Ground, key: Key, point: float, taken: list[Bbox]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return where the number of an edge can stand and the point of its line that it belongs to; None if nowhere.

    On the line if there is room, else beside it. The spot is added to those that are taken.
    """
    path = bent(ground, key, point)
    if path is None or not all(holds(view, *path[end]) for end in (0, -1)):
        return None
    size = 5.0 * point
    for away in (0.0, 10.0, -10.0, 17.0, -17.0, 25.0, -25.0, 34.0, -34.0):
        for step in (8, 6, 10, 4, 12, 3, 13):
            way = path[step + 1] - path[step - 1]
            normal = np.array([way[1], -way[0]]) / max(float(np.hypot(*way)), 1e-12)
            x, y = path[step] + away * point * normal
            box = Bbox.from_extents(x - size, y - size, x + size, y + size)
            inside = view[0] < box.x0 and box.x1 < view[1] and view[2] < box.y0 and box.y1 < view[3]
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                return np.array([x, y]), path[step]
    return None


def badge(axes: Axes, spot: tuple[NDArray[np.float64], NDArray[np.float64]], number: int) -> None:
    """Write a number in a circle, with a leader to its line if it stands beside it."""
    (x, y), foot = spot
    if not np.allclose(foot, (x, y)):
        axes.plot([x, foot[0]], [y, foot[1]], color=look.INK, linewidth=0.6, zorder=4.5)
    axes.scatter([x], [y], s=58, color="white", edgecolors=look.INK, linewidths=0.6, zorder=5)
    axes.text(x, y, str(number), size=look.SMALL - 1.4, ha="center", va="center_baseline", zorder=6)


def listing(sheet: Leaf, part: Block, corner: tuple[float, float], drawn: tuple[Picture, set[int]]) -> None:
    """Write the numbered edges with their values, then the notes, in rows below a corner."""
    (left, top), (picture, marked), width = corner, drawn, part.width
    for number, (key, value) in enumerate(picture.ranked, 1):
        y = top - (number - 0.5) * ROW
        room = width - 0.16 - length_of(value, look.SMALL) - 0.1
        sheet.write(left, y, f"{number}" if number in marked else "–", size=look.SMALL, va="center")
        words = in_words(part.result, key, room)
        sheet.write(left + 0.16, y, words, size=look.SMALL, va="center")
        sheet.write(left + width, y, value, size=look.SMALL, va="center", ha="right")
    top -= len(picture.ranked) * ROW + 0.05
    for row, line in enumerate(wrapped(picture.notes, width, NOTE)):
        sheet.write(left, top - (row + 0.5) * ROW, line, size=NOTE, color=look.SOFT, va="center")


def in_words(result: Readings, key: Key, room: float) -> str:
    """Return an edge in words, 'Libya -> Italy, sea' with an arrow; by codes where names need over `room` inches."""
    arrow = " \N{RIGHTWARDS ARROW} "
    way = f", {key[2]}" if key[2] else ""
    words = arrow.join(named(result, code) for code in key[:2]) + way
    return words if length_of(words, look.SMALL) <= room else arrow.join(key[:2]) + way
