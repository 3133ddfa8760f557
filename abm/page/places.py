"""Where states stand on the page's map: countries in the Equal Earth projection, generated worlds as a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray

from abm.page.history import Floats, Integers
from abm.viz import worldmap
from abm.viz.ground import placed, rings_of, snapped

WIDTH = 10_000
"""Width of the map, in its own units; y points down. Whole units are fine enough for the closest view."""

SOUTH, NORTH = -57.0, 83.8
"""Latitudes between which countries are drawn."""

REGIONS = {
    "Europe": (-13.0, 44.0, 33.5, 66.5),
    "Africa": (-20.0, 54.0, -36.0, 38.0),
    "Asia": (30.0, 148.0, -11.0, 54.0),
    "Americas": (-122.0, -33.0, -55.0, 52.0),
    "Oceania": (110.0, 190.0, -48.0, 12.0),
}
"""Parts of the world that can be seen closer: degrees west, east, south, north."""

SHAPE = 0.46
"""Height over width of the map of a generated world."""

ROUNDS = 200
"""Steps in which the states of a generated world are moved apart."""


@final
@dataclass(frozen=True)
class Places:
    """A map in whole units of its own, `WIDTH` wide.

    Attributes:
        height: of the map.
        spots: int64 [S, 2], x and y of each state: capitals of countries.
        globe: the edge of the map as an SVG path; empty in a generated world.
        land: number of the state, or -1 for none of them, and SVG path; in the order in which they are drawn.
        dots: number of the state, x, y: of states too small to see and of those without an outline.
        views: name, x, y, width and height of each part that can be seen closer, the whole first.
        radius: of the circles of a generated world; 0 for countries.
    """

    height: int
    spots: Integers
    globe: str
    land: tuple[tuple[int, str], ...]
    dots: tuple[tuple[int, int, int], ...]
    views: tuple[tuple[str, int, int, int, int], ...]
    radius: int = 0


def places_of(codes: Sequence[str], places: Floats, mapped: bool) -> Places:
    """Return the map of some states, whose places are longitude and latitude, degrees [S, 2]."""
    return countries(codes, places) if mapped else network(places)


def countries(codes: Sequence[str], places: Floats) -> Places:
    """Return the map of the world: outlines, capitals, and dots for the small."""
    number = {code: place for place, code in enumerate(codes)}
    land, dots, seen = [], [], set[int]()
    for outline in worldmap.outlines():
        state = number.get(outline.code, -1)
        corners = [on_map(ring) for ring in rings_of(outline.path)]
        path = path_of(corners)
        if path:
            land.append((state, path))
        small = outline.island < worldmap.DOT_BELOW
        if state >= 0 and state not in seen and (small or not path):
            x, y = whole(on_map(np.array([outline.centre])))[0]
            dots.append((state, int(x), int(y)))
        seen.add(state)
    spots = whole(project(places[:, 0], places[:, 1]))
    for state in range(len(codes)):
        if state not in seen:
            dots.append((state, int(spots[state, 0]), int(spots[state, 1])))
    frame = np.array([project(np.array([0.0]), np.array([edge]))[0] for edge in (NORTH, SOUTH)])
    height = round(float(frame[1, 1]))
    views = (("World", 0, 0, WIDTH, height), *(view(name, *box) for name, box in REGIONS.items()))
    return Places(height, spots, globe(), tuple(land), tuple(dots), views)


def project(longitude: Floats, latitude: Floats) -> Floats:
    """Return points given in degrees in units of the map, float64 [n, 2]."""
    return on_map(worldmap.equal_earth(placed(longitude), latitude, worldmap.middle()))


def on_map(points: Floats) -> Floats:
    """Return points of the projection (radians, y upwards) in units of the map."""
    left, top = edges()
    return (points - (left, top)) * (1.0, -1.0) * (WIDTH / (-2.0 * left))


def edges() -> tuple[float, float]:
    """Return x of the left edge of the map, at the equator, and y of its upper edge, in the projection."""
    middle = worldmap.middle()
    left = worldmap.equal_earth(np.array([middle - 180.0]), np.array([0.0]), middle)[0, 0]
    top = worldmap.equal_earth(np.array([middle]), np.array([NORTH]), middle)[0, 1]
    return float(left), float(top)


def whole(points: Floats) -> Integers:
    """Return points at whole units."""
    return np.round(points).astype(np.int64)


def path_of(rings: Sequence[NDArray[np.float64]]) -> str:
    """Return rings of corners as an SVG path of whole, relative steps; rings that shrink to a line are left out."""
    parts = []
    for ring in rings:
        corners = snapped(ring).astype(np.int64)
        if len(corners) < 4:
            continue
        steps = np.diff(corners[:-1], axis=0).ravel()
        joined = "".join(str(step) if step < 0 else f" {step}" for step in steps).strip()
        parts.append(f"M{corners[0, 0]} {corners[0, 1]}l{joined}z")
    return "".join(parts)


def globe() -> str:
    """Return the edge of the map of the world as an SVG path."""
    up = np.linspace(SOUTH, NORTH, 48)
    middle = worldmap.middle()
    west = np.column_stack([np.full(len(up), middle - 180.0), up])
    east = np.column_stack([np.full(len(up), middle + 180.0), up[::-1]])
    edge = np.concatenate([west, east, west[:1]])
    return path_of([on_map(worldmap.equal_earth(edge[:, 0], edge[:, 1], middle))])


def view(name: str, west: float, east: float, south: float, north: float) -> tuple[str, int, int, int, int]:
    """Return a part of the world in units of the map: name, x, y, width, height."""
    along = np.linspace(0.0, 1.0, 9)
    sides = [(west + (east - west) * along, np.full(9, edge)) for edge in (south, north)]
    points = whole(np.concatenate([project(*side) for side in sides]))
    (x, y), (right, low) = points.min(axis=0), points.max(axis=0)
    return name, int(x), int(y), int(right - x), int(low - y)


def network(places: Floats) -> Places:
    """Return the map of a generated world: a circle for each state, moved apart until none covers another."""
    height, number = int(WIDTH * SHAPE), max(len(places), 1)
    apart = min(0.8 * float(np.sqrt(WIDTH * height / number)), 0.3 * height)
    room = np.array([WIDTH, height]) - 1.1 * apart
    spots = spread(fitted(places) * room, apart, room) + 0.55 * apart
    views = (("World", 0, 0, WIDTH, height),)
    return Places(height, whole(spots), "", (), (), views, int(0.3 * apart))


def fitted(places: Floats) -> Floats:
    """Return places between 0 and 1 along both axes, north above; those on one parallel stand on a ring."""
    east, north = places[:, 0], -places[:, 1]
    if np.ptp(north) < 1e-6 and len(places) > 2:
        turn = np.radians(east - east.min())
        east, north = np.cos(turn), np.sin(turn)
    points = np.column_stack([east, north])
    low, size = points.min(axis=0), np.ptp(points, axis=0)
    return np.where(size > 0.0, (points - low) / np.where(size > 0.0, size, 1.0), 0.5)


def spread(points: Floats, apart: float, room: Floats) -> Floats:
    """Return points moved away from each other until they stand `apart` or nearly so, inside `room` (width, height)."""
    points = points + 1e-3 * np.column_stack([np.arange(len(points)), -np.arange(len(points))])
    for _ in range(ROUNDS):
        way = points[:, None] - points[None]
        distance = np.hypot(way[..., 0], way[..., 1])
        np.fill_diagonal(distance, np.inf)
        lack = np.maximum(apart - distance, 0.0) / 2.0
        if lack.max(initial=0.0) < 0.01 * apart:
            break
        push = (way / np.maximum(distance, 1e-9)[..., None] * lack[..., None]).sum(axis=1)
        points = np.clip(points + push, 0.0, room)
    return points
