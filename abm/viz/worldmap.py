"""The world as matplotlib paths: shipped outlines in the Equal Earth projection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import final

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

COEFFICIENTS = (1.340264, -0.081106, 0.000893, 0.003796)
"""A1 to A4 of the Equal Earth projection (Šavrič, Patterson and Jenny 2019)."""

DOT_BELOW = 5e-5
"""A country whose largest island covers less than this (square radians of the map) is also drawn as a dot."""

DRAWN_WITH = {"CYN": "CYP", "SOL": "SOM"}
"""Outlines of territories that take the colour of the state of which the United Nations hold them to be part."""


@final
@dataclass(frozen=True)
class Outline:
    """A country on the map, in the coordinates of the projection (radians on the unit sphere).

    Attributes:
        code: the ISO 3166-1 alpha-3 code of the state whose colour it takes.
        path: all its rings.
        area: of all its rings; areas on the map are true to those on the sphere.
        island: the area of its largest ring.
        centre: the mean corner of its largest ring, where a dot stands.
    """

    code: str
    path: Path
    area: float
    island: float
    centre: tuple[float, float]


def equal_earth(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], middle: float
) -> NDArray[np.float64]:
    """Return x and y, shape (n, 2), of points given in degrees; `middle` is the meridian of the map's centre.

    sin t = sqrt(3)/2 sin(lat); x = 2 sqrt(3) lon cos t / (3 y'(t)); y = A1 t + A2 t^3 + A3 t^7 + A4 t^9.
    """
    a1, a2, a3, a4 = COEFFICIENTS
    t = np.arcsin(np.sqrt(3) / 2 * np.sin(np.radians(latitude)))
    slope = a1 + 3 * a2 * t**2 + 7 * a3 * t**6 + 9 * a4 * t**8
    x = 2 * np.sqrt(3) * np.radians(longitude - middle) * np.cos(t) / (3 * slope)
    return np.column_stack([x, a1 * t + a2 * t**3 + a3 * t**7 + a4 * t**9])


def ring_area(ring: NDArray[np.float64]) -> float:
    """Return the area inside a closed ring of map coordinates."""
    x, y = ring[:, 0], ring[:, 1]
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


@cache
def degrees() -> dict[str, list[NDArray[np.float64]]]:
    """Return the closed rings of each outline in degrees, the largest ring first; no ring crosses the map's edge."""
    shipped = json.loads(
        (resources.files(__package__) / "data" / "outlines.json").read_text(encoding="utf-8")
    )
    return {
        code: [np.cumsum(np.array(ring).reshape(-1, 2), axis=0) / shipped["grid"] for ring in rings]
        for code, rings in shipped["countries"].items()
    }


@cache
def middle() -> float:
    """Return the meridian at the centre of the map, opposite to the one at which the outlines are cut."""
    shipped = json.loads(
        (resources.files(__package__) / "data" / "outlines.json").read_text(encoding="utf-8")
    )
    return float(shipped["cut"]) + 180


@cache
def outlines() -> tuple[Outline, ...]:
    """Return all countries, the largest first, so that one inside another (Lesotho, San Marino) is drawn over it."""
    countries = []
    for code, rings in degrees().items():
        flat = [equal_earth(ring[:, 0], ring[:, 1], middle()) for ring in rings]
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in flat))
        x, y = flat[0][:-1].mean(axis=0)
        areas = [ring_area(ring) for ring in flat]
        countries.append(
            Outline(DRAWN_WITH.get(code, code), path, sum(areas), max(areas), (float(x), float(y)))
        )
    return tuple(sorted(countries, key=lambda country: (-country.area, country.code)))


def known() -> frozenset[str]:
    """Return the codes of all states that are on the map."""
    return frozenset(degrees())
