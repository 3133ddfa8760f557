"""The ground of a map of edges: where the states stand, what part of it is shown, and bent lines with arrowheads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from abm.viz import appearance as look
from abm.viz import worldmap
from abm.viz.readings import Readings

LAND, BORDER = "#E9ECEE", "#FFFFFF"
"""Colours of the ground of the real world."""

BEND = {"land": 0.11, "sea": 0.2, "": 0.14}
"""How far a line swings out, as a share of its length: to the right of those who travel, so that both ways differ."""

DASH: dict[str, Any] = {"land": "solid", "sea": (0, (2.0, 1.0)), "": "solid"}
"""Land is drawn through, sea broken; a corridor, which is no edge of the circuit, is drawn through."""

INSETS = {
    "Mediterranean and Europe": (-12.0, 63.0, 20.5, 54.0),
    "Central America": (-107.0, -66.0, 7.0, 34.0),
}
"""Parts of the real world that are also drawn larger: degrees west, east, south, north."""

FEWEST = 3
"""An inset is drawn if at least so many edges run within it."""

Key = tuple[str, str, str]
"""An edge: the state that is left, the state that is entered, and land, sea, or nothing for a corridor."""

View = tuple[float, float, float, float]
"""Left, right, lower and upper end of what is shown, in the coordinates of the map."""


@final
@dataclass(frozen=True)
class Ground:
    """Where the states stand.

    Attributes:
        spots: x and y by code, in the coordinates of the map.
        real: whether the outlines of countries lie below.
        known: whether the places are those of the world; otherwise the states stand on a circle.
    """

    spots: pd.DataFrame
    real: bool
    known: bool


def is_real(result: Readings) -> bool:
    """Say whether most states of a result have an outline on the map of the world."""
    codes = set(result.states["iso3"])
    return len(codes & worldmap.known()) * 2 > len(codes)


def ground_of(result: Readings) -> Ground:
    """Return where the states of a result stand: capitals on the map of the world, places of a generated one."""
    codes = sorted(set(result.states["iso3"]))
    real = is_real(result)
    if result.places is not None:
        places = result.places.set_index("iso3")[["longitude", "latitude"]].astype(float)
        if not real:
            return Ground(evened(places).set_axis(["x", "y"], axis=1), False, True)
        flat = worldmap.equal_earth(
            placed(places["longitude"].to_numpy()), places["latitude"].to_numpy(), worldmap.middle()
        )
        return Ground(pd.DataFrame(flat, places.index, ["x", "y"]), True, True)
    if real:
        centres = {country.code: country.centre for country in worldmap.outlines()}
        inside = {code: centres[code] for code in codes if code in centres}
        return Ground(pd.DataFrame.from_dict(inside, orient="index", columns=["x", "y"]), True, True)
    turn = 2 * np.pi * np.arange(len(codes)) / max(len(codes), 1)
    return Ground(pd.DataFrame({"x": 1.6 * np.cos(turn), "y": np.sin(turn)}, codes), False, False)


def evened(places: pd.DataFrame, share: float = 0.8) -> pd.DataFrame:
    """Return places that keep their order along each axis, but with even distances between neighbours to a share.

    States of a generated world lie in clusters far apart; true distances would leave the lines no room.
    """
    steps = (places.rank(method="first") - 1) / max(len(places) - 1, 1)
    true = (places - places.min()) / (places.max() - places.min()).clip(lower=1e-9)
    return (share * steps + (1 - share) * true) * [1.5, 1.0]


def placed(longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitudes on the map, whose left edge is not the 180th meridian."""
    left = worldmap.middle() - 180
    return left + (longitude - left) % 360


def view_of(ground: Ground, keys: Iterable[Key], insets: Iterable[View] = ()) -> View:
    """Return what has to be shown: the insets and all lines of some edges; a generated world is shown whole."""
    keys = list(keys)
    codes = {code for key in keys for code in key[:2] if code in ground.spots.index}
    spots = ground.spots.loc[sorted(codes)] if ground.real and codes else ground.spots
    ends = spots[["x", "y"]].to_numpy(dtype=float)
    corners = [np.array([(view[0], view[2]), (view[1], view[3])]) for view in insets]
    lines = [line for key in keys if (line := bent(ground, key, 0.0)) is not None]
    every = np.concatenate([ends, *corners, *lines])
    low, high = every.min(axis=0), every.max(axis=0)
    air = 0.04 * float((high - low).max()) + 1e-9
    return float(low[0] - air), float(high[0] + air), float(low[1] - air), float(high[1] + air)


def inset_views(ground: Ground, keys: Sequence[Key]) -> dict[str, View]:
    """Return the insets in which enough of the edges run, by name; none in a world without outlines."""
    found: dict[str, View] = {}
    for name, (west, east, south, north) in INSETS.items() if ground.real else ():
        middle = (south + north) / 2
        flat = worldmap.equal_earth(
            np.array([west, east, (west + east) / 2, (west + east) / 2]),
            np.array([middle, middle, south, north]),
            worldmap.middle(),
        )
        view = float(flat[0, 0]), float(flat[1, 0]), float(flat[2, 1]), float(flat[3, 1])
        inside = {code for code, spot in ground.spots.iterrows() if holds(view, spot["x"], spot["y"])}
        if sum(key[0] in inside and key[1] in inside for key in keys) >= FEWEST:
            found[name] = view
    return found


def holds(view: View, x: float, y: float) -> bool:
    """Say whether a point lies in a view."""
    return view[0] <= x <= view[1] and view[2] <= y <= view[3]


def prepare(axes: Axes, ground: Ground, view: View, tints: Mapping[str, str] | None = None) -> float:
    """Let axes show a view of the ground and return the length of a point (1/72 inch) in its coordinates.

    Args:
        axes: where it is drawn.
        ground: whose states are drawn.
        view: what is shown of it.
        tints: colours of countries by the code of their state; the others have that of the land.
    """
    axes.set_xlim(view[0], view[1])
    axes.set_ylim(view[2], view[3])
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(ground.real)
        spine.set_color(look.RULE)
    figure = axes.get_figure()
    assert figure is not None
    width = axes.get_position().width * figure.get_figwidth() * 72  # type: ignore[union-attr]
    point = (view[1] - view[0]) / width
    if ground.real:
        lay_land(axes, view, 0.75 * point, tints or {})
    return point


def lay_land(axes: Axes, view: View, grain: float, tints: Mapping[str, str]) -> None:
    """Draw the countries that reach into a view, their corners snapped to a grid so fine that it is not seen.

    Neighbours share the corners of their border, so both are snapped alike and no gap opens.
    """
    frame = Bbox.from_extents(
        view[0] - 4 * grain, view[2] - 4 * grain, view[1] + 4 * grain, view[3] + 4 * grain
    )
    shapes, colours = [], []
    for country in worldmap.outlines():
        rings = []
        for corners in rings_of(country.path):
            low, high = corners.min(axis=0), corners.max(axis=0)
            if not frame.overlaps(Bbox([low, high])) or (high - low).max() < 2 * grain:
                continue
            for part in rings_of(Path(corners, closed=True).clip_to_bbox(frame)):
                ring = snapped(part / grain)
                if len(ring) > 3:
                    rings.append(Path(ring * grain, closed=True))
        if rings:
            shapes.append(Path.make_compound_path(*rings))
            colours.append(tints.get(country.code, LAND))
    land = PathCollection(
        shapes, facecolors=colours, edgecolors=BORDER, linewidths=0.35, zorder=1, label="land"
    )
    axes.add_collection(land, autolim=False)


def rings_of(path: Path) -> list[NDArray[np.float64]]:
    """Return the corners of each ring of a path, all of them."""
    corners = np.asarray(path.vertices, dtype=float)
    if path.codes is None:
        return [corners] if len(corners) else []
    starts = np.flatnonzero(np.asarray(path.codes) == Path.MOVETO)
    return [ring for ring in np.split(corners, starts[1:]) if len(ring)]


def snapped(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return corners at whole numbers, none of them twice in a row."""
    whole: NDArray[np.float64] = np.round(corners)
    return whole[np.any(np.diff(whole, axis=0, prepend=np.inf) != 0, axis=1)]


def curve(
    start: NDArray[np.float64], end: NDArray[np.float64], bend: float, gaps: tuple[float, float]
) -> NDArray[np.float64]:
    """Return 17 points of a line that swings out to the right of its direction, short of both ends.

    Args:
        start, end: x and y.
        bend: how far it swings out, as a share of its length.
        gaps: what is left free at its start and its end; at most a quarter of its length each.
    """
    way = end - start
    length = float(np.hypot(*way))
    control = (start + end) / 2 + 2 * bend * np.array([way[1], -way[0]])
    part = [min(gap / length, 0.25) if length > 0 else 0.0 for gap in gaps]
    t = np.linspace(part[0], 1 - part[1], 17)[:, None]
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end


def shaft_and_head(
    line: NDArray[np.float64], length: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a line up to its arrowhead, and the three corners of the arrowhead, `length` long."""
    away = np.hypot(*(line - line[-1]).T)
    reach = min(0.85 * length, 0.95 * float(away[0]))
    last = int(np.flatnonzero(away >= reach)[-1])
    part = (away[last] - reach) / max(float(away[last] - away[last + 1]), 1e-12)
    foot = line[last] + part * (line[last + 1] - line[last])
    way = line[-1] - foot
    way = way / max(float(np.hypot(*way)), 1e-12)
    across = 0.42 * length * np.array([-way[1], way[0]])
    back = line[-1] - length * way
    return np.vstack([line[: last + 1], foot]), np.array([line[-1], back + across, back - across])


@final
@dataclass(frozen=True)
class Line:
    """An edge as it is drawn: its key, width in points and colour; a hollow arrowhead; whether it lies below others."""

    key: Key
    width: float
    colour: str
    hollow: bool = False
    below: bool = False


def bent(ground: Ground, key: Key, point: float, width: float = 1.0) -> NDArray[np.float64] | None:
    """Return the line of an edge; None if one of its states has no place, or both have the same."""
    if key[0] not in ground.spots.index or key[1] not in ground.spots.index:
        return None
    start, end = (ground.spots.loc[code, ["x", "y"]].to_numpy(dtype=float) for code in key[:2])
    if np.allclose(start, end):
        return None
    return curve(start, end, BEND[key[2]], (2.0 * point, (1.6 + 0.3 * width) * point))


def draw_lines(axes: Axes, ground: Ground, lines: Sequence[Line], point: float) -> None:
    """Draw edges, thin ones first, over a white casing; `point` is the length of a point in coordinates of the map."""
    drawn: dict[tuple[bool, float, str], list[tuple[Line, NDArray[np.float64], NDArray[np.float64]]]] = {}
    for line in lines:
        path = bent(ground, line.key, point, line.width)
        if path is None:
            continue
        reach = float(np.hypot(*(path[-1] - path[0])))
        shaft, head = shaft_and_head(path, min((2.6 + 1.75 * line.width) * point, 0.6 * reach))
        drawn.setdefault((not line.below, line.width, line.key[2]), []).append((line, shaft, head))
    for (_, width, channel), group in sorted(drawn.items(), key=lambda item: item[0]):
        colours = [line.colour for line, _, _ in group]
        shafts = [shaft for _, shaft, _ in group]
        casing: dict[str, Any] = {"colors": "white", "linewidths": width + 0.9, "label": "casing"}
        shown: dict[str, Any] = {"colors": colours, "linewidths": width, "label": "edges"}
        for style in (casing, {**shown, "linestyles": [DASH[channel]]}):
            axes.add_collection(
                LineCollection(shafts, capstyle="butt", zorder=3, **style),
                autolim=False,
            )
        heads = PolyCollection(
            [head for _, _, head in group],
            facecolors=["white" if line.hollow else line.colour for line, _, _ in group],
            edgecolors=colours,
            linewidths=0.6,
            joinstyle="miter",
            zorder=3,
            label="heads",
        )
        axes.add_collection(heads, autolim=False)


def draw_states(axes: Axes, spots: pd.DataFrame, size: float = 2.5) -> None:
    """Draw a small dot for each state."""
    axes.scatter(spots["x"], spots["y"], s=size, color=look.SOFT, linewidths=0, zorder=2.5)
