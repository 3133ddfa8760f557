"""Designs: which points of the factors' space are run, as shares of each factor's range or as values."""

from __future__ import annotations

import csv
import itertools
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from abm.refusal import Refusal, nearest
from abm.scenario.reading import Node
from abm.studies.declarations import DesignSpec
from abm.studies.factors import Factor, Value

Point = tuple[Value, ...]
"""A value for each factor, in their order."""

MOST_POINTS = 50_000_000


def points_of(spec: DesignSpec, factors: Sequence[Factor], node: Node, folder: Path) -> Sequence[Point]:
    """Return the points of a design, in the order in which it needs them.

    Args:
        spec: the design; a search finds its points while it runs and has none here.
        factors: what varies.
        node: the design in the study file, for refusals.
        folder: what the path of a CSV file starts from.

    Raises:
        Refusal: a factor without a place in the design, or a point that is wrong.
    """
    if spec.kind in ("none", "search"):
        return [tuple(factor.default for factor in factors)] if spec.kind == "none" else []
    if spec.kind == "list":
        return _listed(spec, factors, node, folder)
    if not factors:
        raise Refusal(f"{node.place}: the design is {spec.kind}, and there is no factor that varies")
    if spec.kind == "grid":
        return Grid(tuple(factor.levels(spec.levels) for factor in factors))
    return [
        tuple(factor.at(float(share)) for factor, share in zip(factors, row, strict=True))
        for row in shares_of(spec, len(factors), [factor.group for factor in factors])
    ]


class Grid(Sequence[Point]):
    """Every combination of levels, the last factor fastest; no list of them is ever made."""

    def __init__(self, levels: tuple[tuple[Value, ...], ...]) -> None:
        self.levels = levels
        self.size = int(np.prod([len(values) for values in levels], dtype=object))
        if self.size > MOST_POINTS:
            raise Refusal(f"the grid has {self.size:,} points, more than {MOST_POINTS:,}; take fewer levels")

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, place: Any) -> Any:
        place += self.size if place < 0 else 0
        if not 0 <= place < self.size:
            raise IndexError(place)
        point: list[Value] = []
        for values in reversed(self.levels):
            place, level = divmod(place, len(values))
            point.append(values[level])
        return tuple(reversed(point))

    def __iter__(self) -> Iterator[Point]:
        return itertools.product(*self.levels)


def shares_of(spec: DesignSpec, number: int, groups: Sequence[str] = ()) -> np.ndarray:
    """Return a sample of the unit cube: float64 [points, number].

    A Sobol design over groups (the group of each factor, in their order) exchanges all factors of a group at once.

    lhs: scipy's Latin hypercube; sobol: Saltelli's extension of Sobol's sequence, and morris: trajectories of Morris
    (1991), both by SALib, whose estimators need just these points in just this order.
    """
    if spec.kind == "lhs":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(d=number, rng=spec.seed).random(spec.samples))
    sample = sampler(spec.kind)
    problem: dict[str, Any] = {
        "num_vars": number,
        "names": [f"x{place}" for place in range(number)],
        "bounds": [[0.0, 1.0]] * number,
    }
    if any(groups):
        problem["groups"] = list(groups)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if spec.kind == "sobol":
            drawn = sample(problem, spec.samples, calc_second_order=spec.second_order, seed=spec.seed)
        else:
            drawn = sample(problem, spec.trajectories, num_levels=spec.morris_levels, seed=spec.seed)
    return np.asarray(drawn)


def sampler(kind: str) -> Any:
    """Return SALib's sampler of a kind of design.

    Raises:
        Refusal: SALib is not installed.
    """
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        raise Refusal(
            f"a {kind} design needs the extra 'studies': pip install 'crossing-borders[studies]'"
        ) from None
    return {"sobol": sobol.sample, "morris": morris.sample}[kind]


def _listed(spec: DesignSpec, factors: Sequence[Factor], node: Node, folder: Path) -> list[Point]:
    if not spec.file:
        rows: list[tuple[str, Mapping[str, Any]]] = [
            (str(node.at(("points", place)).place), dict(row)) for place, row in enumerate(spec.points)
        ]
    else:
        rows = _read(folder / spec.file, str(node.at(("file",)).place))
    return [_point(row, factors, place) for place, row in rows]


def _read(path: Path, place: str) -> list[tuple[str, Mapping[str, Any]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            return [(f"{path}, row {row}", values) for row, values in enumerate(csv.DictReader(stream), 2)]
    except OSError as error:
        raise Refusal(f"{place}: {path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise Refusal(f"{place}: {path} is not a text file in UTF-8") from None


def _point(row: Mapping[str, Any], factors: Sequence[Factor], place: str) -> Point:
    names = [factor.name for factor in factors]
    for name in row:
        if name not in names:
            raise Refusal(f"{place}: there is no factor '{name}'{nearest(str(name), names)}")
    return tuple(_value(row.get(factor.name), factor, place) for factor in factors)


def _value(value: Any, factor: Factor, place: str) -> Value:
    if value is None or value == "":
        return factor.default
    if factor.kind == "word":
        known = {str(word): word for word in factor.values}
        if str(value) not in known:
            raise Refusal(f"{place}: {factor.name} is '{value}', not one of {', '.join(known)}")
        return known[str(value)]
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Refusal(f"{place}: {factor.name} is '{value}', not a number") from None
    allowed = [float(known) for known in factor.values if not isinstance(known, str)]
    if (allowed and number not in allowed) or (not allowed and not factor.low <= number <= factor.high):
        within = ", ".join(f"{known:g}" for known in allowed) or f"{factor.low:g} to {factor.high:g}"
        raise Refusal(f"{place}: {factor.name} is {number:g}, outside {within} {factor.unit}".rstrip())
    return int(number) if factor.kind == "whole" else number
