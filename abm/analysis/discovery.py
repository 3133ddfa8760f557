"""Scenario discovery: in which part of the factors' space the runs of interest lie, by PRIM."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.analysis.columns import require
from abm.analysis.libraries import studies_library
from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd


SOME = 1e-9
"""Below it the workbench takes a box for empty; how dense a box has to be is decided from its trajectory."""


@final
@dataclass(frozen=True, slots=True)
class Limit:
    """What a box says of one factor.

    Attributes:
        factor: name of the factor.
        low, high: the range within the box, in the unit of the factor; None where that end is not restricted, and
            for words.
        words: the values within the box, for a factor of words, else empty.
        p_low, p_high: quasi-p-values of either end (of `words`: p_low); None for an end that is not restricted.
    """

    factor: str
    low: float | None
    high: float | None
    words: tuple[Any, ...]
    p_low: float | None
    p_high: float | None

    @property
    def p(self) -> float:
        """The least of its quasi-p-values."""
        return min(value for value in (self.p_low, self.p_high) if value is not None)


@final
@dataclass(frozen=True, slots=True)
class Box:
    """A part of the factors' space in which points of interest are frequent.

    Attributes:
        limits: the restricted factors, most telling first.
        coverage: share of all points of interest that lie in the box.
        density: share of the points in the box that are of interest.
        mass: share of all points that lie in the box.
        points: number of points in the box.

    Of a later box, only the points outside the boxes before it count.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    points: int


def boxes(
    outcomes: pd.DataFrame,
    factors: Sequence[str],
    interesting: pd.Series,
    *,
    density: float = 0.75,
    least_mass: float = 0.05,
    significance: float = 0.05,
    most: int = 3,
) -> tuple[Box, ...]:
    """Return boxes in which most points are of interest, by the EMA workbench's patient rule induction (PRIM).

    PRIM peels a twentieth off the space at a time, where that raises the density most. Of its trajectory the box is
    taken that covers most among those as dense as asked for, and restrictions that are no better than chance are
    dropped as long as the density allows it. Then the same among the points outside. The quasi-p-value of a
    restriction is that of a one-sided binomial test that the box without it is as dense (Bryant and Lempert 2010);
    "quasi", since the same data chose the restriction.

    Sources: Friedman and Fisher (1999), doi:10.1023/A:1008894516817; Bryant and Lempert (2010),
    doi:10.1016/j.techfore.2009.08.002; Kwakkel (2017), doi:10.1016/j.envsoft.2017.06.054.

    Args:
        outcomes: one row for each finished run. With a column point, the runs of a point (and of the same factors)
            count once, because they are not independent: of interest if more than half of them are.
        factors: columns of the factors, which may include policy; numbers, words or truth values.
        interesting: bool for each row, with the same index.
        density: share of interesting points that a box must have at least, above 0 and up to 1.
        least_mass: share of all points that a box must have at least.
        significance: quasi-p-value above which a restriction is dropped.
        most: number of boxes at most.

    Returns:
        The boxes in the order found; none if no part of the space is that dense.

    Raises:
        Refusal: a missing column or library, a share out of range, points of which all or none are of interest, or
            a density that the whole space has.
    """
    require(outcomes, factors)
    if not 0 < density <= 1 or not 0 < least_mass < 1:
        raise Refusal(f"density {density:g} and least mass {least_mass:g} are shares; both must be above 0")
    space, chosen, words = _points(outcomes, factors, interesting)
    if chosen.all() or not chosen.any():
        raise Refusal(
            f"{'all' if chosen.any() else 'none'} of {len(chosen)} points are of interest: nothing to find"
        )
    if chosen.mean() >= density:
        raise Refusal(f"{chosen.mean():.0%} of all points are of interest; ask for a density above that")
    found: list[Box] = []
    number, total = len(chosen), int(chosen.sum())
    with _silence():
        while len(found) < most and 0 < chosen.sum() < len(chosen):
            box = _dense(space, chosen, density, least_mass * number / len(chosen))
            place = None if box is None else _selected(box, density, significance)
            if place is None:
                break
            found.append(_read(box, place, words, (number, total)))
            outside = np.setdiff1d(np.arange(len(chosen)), box.yi)
            space, chosen = space.iloc[outside].reset_index(drop=True), chosen[outside]
    return tuple(found)


def _dense(space: pd.DataFrame, chosen: np.ndarray, density: float, least_mass: float) -> Any:
    """Return the workbench's box whose trajectory gets as dense as asked for, or None.

    The workbench's own objective, gain of density for each point given up, treats words and numbers alike but stops
    where no single peel gains anything; that of Friedman and Fisher goes on from there, and is tried second.
    """
    prim = _prim()
    if least_mass >= 1:
        return None
    for objective in (prim.PRIMObjectiveFunctions.LENIENT1, prim.PRIMObjectiveFunctions.ORIGINAL):
        algorithm = prim.Prim(
            space, chosen.astype(int), threshold=SOME, obj_function=objective, mass_min=least_mass
        )
        box = algorithm.find_box()
        path = box.peeling_trajectory
        if ((path["density"] >= density) & (path["res_dim"] > 0)).any():
            return box
    return None


def _prim() -> Any:
    """Import PRIM; the workbench changes matplotlib's settings when it is imported, which are put back."""
    with import_module("matplotlib").rc_context():
        return studies_library("ema_workbench.analysis.prim", "Scenario discovery")


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the workbench's log to itself, whatever handlers the program has."""
    import warnings

    logger = logging.getLogger("EMA")
    before = logger.disabled, logger.propagate, logger.level
    logger.propagate = False
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled, logger.propagate, logger.level = before


def _points(
    outcomes: pd.DataFrame, factors: Sequence[str], interesting: pd.Series
) -> tuple[pd.DataFrame, np.ndarray, dict[str, dict[str, Any]]]:
    """Return the points' factors, whether each is of interest, and what the words of each factor stand for.

    Whole numbers become real ones: a limit between two of them is not a whole number.
    """
    from pandas.api import types

    rows = outcomes[list(factors)].copy()
    words: dict[str, dict[str, Any]] = {}
    for name in factors:
        if types.is_bool_dtype(rows[name]) or not types.is_numeric_dtype(rows[name]):
            words[name] = {str(value): value for value in dict.fromkeys(rows[name])}
            rows[name] = rows[name].astype(str)
        else:
            rows[name] = rows[name].astype(np.float64)
    rows["of interest"] = interesting.reindex(outcomes.index).to_numpy(dtype=bool)
    if "point" in outcomes:
        keys = ["point of the design", *factors]
        rows["point of the design"] = outcomes["point"].to_numpy()
        shares = rows.groupby(keys, sort=False)["of interest"].mean().reset_index()
        rows = shares.assign(**{"of interest": shares["of interest"] > 0.5})
    space = rows[list(factors)].astype(dict.fromkeys(words, "category"))
    return space, rows["of interest"].to_numpy(dtype=bool), words


def _selected(box: Any, density: float, significance: float) -> int | None:
    """Select the box of a trajectory that covers most at the density asked for, without idle restrictions.

    Returns its place on the trajectory, or None if none of its restrictions is better than chance.
    """
    path = box.peeling_trajectory
    dense = path[(path["density"] >= density) & (path["res_dim"] > 0)]
    place = int(dense.sort_values(["coverage", "density"], ascending=False).index[0])
    while len(box.qp[place]) > 1:
        worst = max(box.qp[place], key=lambda name: _least(box.qp[place][name]))
        if _least(box.qp[place][worst]) <= significance:
            break
        box.drop_restriction(worst, place)
        last = len(box.peeling_trajectory) - 1
        if box.peeling_trajectory["density"][last] < density:
            break
        place = last
    box.select(place)
    return place if min(map(_least, box.qp[place].values())) <= significance else None


def _least(ends: Sequence[float]) -> float:
    """Return the least quasi-p-value of the restricted ends; -1 stands for an end that is not restricted."""
    return min((value for value in ends if value >= 0), default=1.0)


def _read(box: Any, place: int, words: dict[str, dict[str, Any]], whole: tuple[int, int]) -> Box:
    """Read a box; `whole` is the number of all points and of those of interest."""
    row, limits, ends = box.peeling_trajectory.loc[place], box.box_lims[place], box.qp[place]
    read = []
    for name, (below, above) in ends.items():
        p_low, p_high = (None if value < 0 else float(value) for value in (below, above))
        if name in words:
            inside = tuple(value for word, value in words[name].items() if word in limits.loc[0, name])
            read.append(Limit(name, None, None, inside, p_low, None))
        else:
            low = None if p_low is None else float(limits.loc[0, name])
            high = None if p_high is None else float(limits.loc[1, name])
            read.append(Limit(name, low, high, (), p_low, p_high))
    ordered = tuple(sorted(read, key=lambda limit: limit.p))
    size, interesting = int(row["n"]), int(row["k"])
    return Box(ordered, interesting / whole[1], interesting / size, size / whole[0], size)
