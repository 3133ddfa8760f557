"""Where the states of a stylised world lie: coordinates, neighbours, coasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from abm.world.recipe import StylisedWorld

Array = np.ndarray[Any, Any]
EARTH_RADIUS_KM = 6371.0
NEIGHBOURS = 3
"""Nearest states of the same region with which a state shares a border, in continents and scatter."""
SECTORS = 5
SHORTEST_KM = 20.0
POLAR = 65.0


@final
@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Coordinates (degrees) and region of each state, coasts, and states x states: distance (km) and land borders."""

    longitude: Array
    latitude: Array
    region: Array
    coastal: Array
    distance: Array
    land: Array


def lay_out(world: StylisedWorld, random: np.random.Generator) -> Layout:
    """Place the states of a stylised world in its geography."""
    place = {"ring": _ring, "lattice": _lattice, "continents": _continents, "scatter": _scatter}[
        world.geography
    ]
    longitude, latitude, region = place(world, random)
    distance = great_circle(longitude, latitude)
    if world.geography == "ring":
        land = _next_on_the_ring(world.states)
    elif world.geography == "lattice":
        land = _next_on_the_lattice(world.states)
    else:
        land = _nearest(distance, region if world.geography == "continents" else np.zeros_like(region))
    coastal = np.zeros(world.states, dtype=bool)
    coastal[random.permutation(world.states)[: round(world.coastal_share * world.states)]] = True
    return Layout(longitude, latitude, region, coastal, distance, land)


def great_circle(longitude: Array, latitude: Array) -> Array:
    """Return great-circle distances (km, at least 20), states x states, from coordinates in degrees."""
    east, north = np.radians(longitude), np.radians(latitude)
    half = np.sin((north[:, None] - north[None, :]) / 2.0) ** 2
    half = (
        half
        + np.cos(north)[:, None] * np.cos(north)[None, :] * np.sin((east[:, None] - east[None, :]) / 2.0) ** 2
    )
    return np.asarray(
        np.maximum(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), SHORTEST_KM)
    )


def _sector(longitude: Array) -> Array:
    return np.clip(((longitude + 180.0) / 360.0 * SECTORS).astype(int), 0, SECTORS - 1)


def _ring(world: StylisedWorld, random: np.random.Generator) -> tuple[Array, Array, Array]:
    longitude = -180.0 + 360.0 * np.arange(world.states) / world.states
    return longitude, np.zeros(world.states), _sector(longitude)


def _columns(number: int) -> int:
    return int(np.ceil(np.sqrt(2.0 * number)))


def _lattice(world: StylisedWorld, random: np.random.Generator) -> tuple[Array, Array, Array]:
    columns = _columns(world.states)
    row, column = np.divmod(np.arange(world.states), columns)
    rows = max(int(row.max()), 1)
    longitude = -150.0 + 300.0 * column / max(columns - 1, 1)
    latitude = 50.0 - 100.0 * row / rows
    return longitude, latitude, _sector(longitude)


def _continents(world: StylisedWorld, random: np.random.Generator) -> tuple[Array, Array, Array]:
    count = min(world.continents, world.states)
    region = np.arange(world.states) % count
    east = -150.0 + 300.0 * (np.arange(count) + 0.5) / count
    north = random.uniform(-35.0, 50.0, count)
    width = 90.0 / np.sqrt(count)
    longitude = east[region] + width * random.uniform(-0.5, 0.5, world.states)
    latitude = np.clip(north[region] + 35.0 * random.uniform(-0.5, 0.5, world.states), -POLAR, POLAR)
    return longitude, latitude, region


def _scatter(world: StylisedWorld, random: np.random.Generator) -> tuple[Array, Array, Array]:
    longitude = random.uniform(-180.0, 180.0, world.states)
    height = np.sin(np.radians(POLAR))
    latitude = np.degrees(np.arcsin(random.uniform(-height, height, world.states)))
    return longitude, latitude, _sector(longitude)


def _next_on_the_ring(number: int) -> Array:
    step = np.abs(np.subtract.outer(np.arange(number), np.arange(number)))
    return np.asarray((step == 1) | (step == number - 1)) & ~np.eye(number, dtype=bool)


def _next_on_the_lattice(number: int) -> Array:
    row, column = np.divmod(np.arange(number), _columns(number))
    steps = np.abs(np.subtract.outer(row, row)) + np.abs(np.subtract.outer(column, column))
    return np.asarray(steps == 1)


def _nearest(distance: Array, region: Array) -> Array:
    """Join each state with the nearest of its region, in both directions."""
    apart = (region[:, None] != region[None, :]) | np.eye(len(region), dtype=bool)
    reach = np.where(apart, np.inf, distance)
    land = np.zeros(distance.shape, dtype=bool)
    for state, row in enumerate(reach):
        near = np.argsort(row, kind="stable")[:NEIGHBOURS]
        land[state, near[np.isfinite(row[near])]] = True
    return land | land.T
