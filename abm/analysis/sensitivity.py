"""Which factor drives an outcome: Sobol' and Morris indices by SALib, and the entry to PAWN.

All take the design in the order of its points and one value for each point. Points without a value (a run failed)
are never filled in: the block, trajectory or point they belong to is left out, and the frame says how many were
(`dropped`). Runs that fail seldom fail at random; where many did, the indices describe the rest of the space.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from abm.analysis.columns import require
from abm.analysis.intervals import LEVEL, checked_level
from abm.analysis.libraries import studies_library
from abm.analysis.pawn import pawn_indices
from abm.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "morris_indices",
    "pawn_indices",
    "point_means",
    "problem_of",
    "sobol_indices",
    "total_indices",
]

SOBOL_COLUMNS = ("factor", "other", "index", "value", "low", "high", "used", "dropped")
MORRIS_COLUMNS = ("factor", "mu", "mu_star", "low", "high", "sigma", "used", "dropped")


class Ranged(Protocol):
    """What is read of a factor: its name, and a range of numbers or the values it takes."""

    @property
    def name(self) -> str:
        """Name of its column."""

    @property
    def low(self) -> float | None:
        """Lower end of its range."""

    @property
    def high(self) -> float | None:
        """Upper end of its range."""

    @property
    def values(self) -> Sequence[Any]:
        """The values it takes in place of a range, or nothing."""


def problem_of(factors: Iterable[Ranged]) -> dict[str, Any]:
    """Return SALib's description of factors: num_vars, names and bounds (of values: their numbers 0 to n - 1)."""
    chosen = list(factors)
    if not chosen:
        raise Refusal("the study has no factor that varies, so there is nothing to attribute an outcome to")
    bounds = [
        [0.0, float(len(factor.values) - 1)] if factor.values else [factor.low, factor.high]
        for factor in chosen
    ]
    return {"num_vars": len(chosen), "names": [factor.name for factor in chosen], "bounds": bounds}


def point_means(outcomes: pd.DataFrame, name: str, *, complete: bool = True) -> pd.Series:
    """Return the mean over seeds of an outcome at every point: float64, indexed by point.

    Args:
        outcomes: rows of one policy, with the columns point, seed and `name`.
        name: column of the outcome.
        complete: a point that lacks a seed which other points have is not a number; otherwise it is the mean of the
            seeds it has, which mixes the difference between seeds into that between points.

    Raises:
        Refusal: a missing column, or several policies in one frame.
    """
    require(outcomes, ["point", "seed", name])
    if "policy" in outcomes and outcomes["policy"].nunique() > 1:
        raise Refusal("the outcomes hold several policies; choose one before averaging over seeds")
    table = outcomes.pivot_table(index="point", columns="seed", values=name, aggfunc="mean", dropna=False)
    return table.astype(float).mean(axis=1, skipna=not complete).rename(name)


def sobol_indices(
    design: pd.DataFrame,
    y: pd.Series,
    *,
    groups: Mapping[str, str] | None = None,
    second_order: bool = False,
    level: float = LEVEL,
    resamples: int = 500,
    seed: int = 1,
) -> pd.DataFrame:
    """Return first-order and total Sobol' indices: shares of the variance of an outcome.

    First order: V(E(y | factor)) / V(y), what the factor explains alone. Total: E(V(y | all others)) / V(y), with all
    its interactions. Second order: what two explain together beyond both alone. Intervals are the value ± z times
    the standard deviation over bootstrap resamples of blocks, as SALib gives them; small indices can be negative.
    An outcome that does not vary has none (not a number). Chance that the mean over seeds leaves in the points is
    variance too: no factor explains it alone, and the total index of every factor holds it. Where first-order
    indices add up to little and all totals are large, take more seeds before believing in interactions.
    Of a group, both are of all its factors together, whatever they do among themselves.

    Sources: Sobol' (2001), doi:10.1016/S0378-4754(00)00270-6; Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018.

    Args:
        design: point and one column for each factor: Saltelli's design as `SALib.sample.sobol` orders it, blocks of
            D + 2 points, or of 2 D + 2 for the second order; D groups where the design was made over groups.
        y: the outcome, float64 indexed by point (`point_means`); a block with a missing value is left out whole.
        groups: the group of each factor, where the design was made over groups.
        second_order: whether the design was made for it.
        level: probability of coverage.
        resamples: number of bootstrap resamples.
        seed: of the resampling, above 0.

    Returns:
        factor (or group), other (the second factor of an interaction, else ""), index ("first", "total", "second"),
        value, low, high, used and dropped (blocks).

    Raises:
        Refusal: the points are not in such blocks, or fewer than two blocks are whole.
    """
    whole, names, dropped = _saltelli(design, y, groups, second_order)
    found: Mapping[str, Any] = {}
    if np.ptp(whole) > 0:
        found = _analysed(
            whole, names, second_order=second_order, resamples=resamples, level=level, seed=seed
        )
    return _sobol_frame(found, names, second_order, (len(whole), dropped))


class Totals(NamedTuple):
    """Total indices, and what they would be in other samples.

    Attributes:
        values: float64 [D], by factor or group.
        resamples: float64 [resamples, D], the same in bootstrap resamples of blocks; rows of two outcomes of one design
            that miss no block are of the same blocks.
        used: number of blocks.
    """

    values: pd.Series
    resamples: pd.DataFrame
    used: int


def total_indices(
    design: pd.DataFrame,
    y: pd.Series,
    *,
    groups: Mapping[str, str] | None = None,
    resamples: int = 1000,
    seed: int = 1,
) -> Totals:
    """Return total Sobol' indices with their bootstrap resamples, from which sums and differences get an interval.

    Args:
        design, y, groups, resamples, seed: as of `sobol_indices`.

    Raises:
        Refusal: the points are not in blocks of Saltelli's design, or fewer than two blocks are whole.
    """
    import pandas as pd

    whole, names, _ = _saltelli(design, y, groups, False)
    if np.ptp(whole) == 0:
        blank = np.full((resamples, len(names)), np.nan)
        return Totals(pd.Series(np.nan, names), pd.DataFrame(blank, columns=names), len(whole))
    found = _analysed(whole, names, second_order=False, resamples=resamples, level=LEVEL, seed=seed)
    return Totals(
        pd.Series(np.asarray(found["ST"], dtype=np.float64), names),
        pd.DataFrame(np.asarray(found["ST_conf_all"], dtype=np.float64), columns=names),
        len(whole),
    )


def _saltelli(
    design: pd.DataFrame, y: pd.Series, groups: Mapping[str, str] | None, second_order: bool
) -> tuple[np.ndarray, list[str], int]:
    """Return the outcome of whole blocks (float64 [blocks, size]), names of factors or groups, and blocks dropped."""
    factors, codes, values = _arranged(design, y)
    member = [groups[name] for name in factors] if groups else factors
    names = list(dict.fromkeys(member))
    size = (2 if second_order else 1) * len(names) + 2
    blocks = _blocks(codes, size, "Sobol'")
    _check_saltelli(blocks, [names.index(name) for name in member])
    whole, dropped = _whole(values.reshape(-1, size), "block")
    return whole, names, dropped


def _analysed(
    whole: np.ndarray, names: list[str], *, second_order: bool, resamples: int, level: float, seed: int
) -> Mapping[str, Any]:
    """SALib's analysis of whole blocks; to its estimator a group is as one factor is."""
    analyser = studies_library("SALib.analyze.sobol", "A Sobol' analysis")
    found: Mapping[str, Any] = analyser.analyze(
        {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)},
        whole.ravel(),
        calc_second_order=second_order,
        num_resamples=resamples,
        conf_level=checked_level(level),
        keep_resamples=True,
        seed=seed,
    )
    return found


def _sobol_frame(
    found: Mapping[str, Any], names: list[str], second_order: bool, counts: tuple[int, int]
) -> pd.DataFrame:
    import pandas as pd

    number = len(names)
    rows: list[tuple[str, str, str, float, float]] = []
    for index, key in (("first", "S1"), ("total", "ST")):
        values, halves = (found.get(name, np.full(number, np.nan)) for name in (key, f"{key}_conf"))
        rows += [(names[i], "", index, float(values[i]), float(halves[i])) for i in range(number)]
    if second_order:
        blank = np.full((number, number), np.nan)
        values, halves = found.get("S2", blank), found.get("S2_conf", blank)
        rows += [
            (names[i], names[j], "second", float(values[i, j]), float(halves[i, j]))
            for i in range(number)
            for j in range(i + 1, number)
        ]
    return pd.DataFrame(
        [(*row[:4], row[3] - row[4], row[3] + row[4], *counts) for row in rows], columns=list(SOBOL_COLUMNS)
    )


def morris_indices(
    design: pd.DataFrame,
    y: pd.Series,
    *,
    levels: int = 4,
    level: float = LEVEL,
    resamples: int = 1000,
    seed: int = 1,
) -> pd.DataFrame:
    """Return Morris' elementary effects: screening of many factors by few runs.

    An elementary effect is the change of the outcome when one factor moves by delta = levels / (2 (levels - 1)) of
    its range, divided by delta: the unit is that of the outcome, for a move through the whole range. mu is their
    mean, mu_star the mean of their absolute values (importance), sigma their standard deviation (interaction or
    curvature); low and high are mu_star ± z times its bootstrap standard deviation, not below zero.

    Sources: Morris (1991), doi:10.1080/00401706.1991.10484804; Campolongo et al. (2007),
    doi:10.1016/j.envsoft.2006.10.004.

    Args:
        design: point and one column for each factor: trajectories of D + 1 points as `SALib.sample.morris` orders
            them. Words are taken in the order of their categories, else of the alphabet.
        y: the outcome, float64 indexed by point; a trajectory with a missing value is left out whole.
        levels: number of levels of the design's grid.
        level: probability of coverage.
        resamples: number of bootstrap resamples.
        seed: of the resampling.

    Returns:
        factor, mu, mu_star, low, high, sigma, used and dropped (trajectories).

    Raises:
        Refusal: the points are not in such trajectories, or fewer than two trajectories are whole.
    """
    names, codes, values = _arranged(design, y)
    blocks = _blocks(codes, len(names) + 1, "Morris")
    if ((np.diff(blocks, axis=1) != 0).sum(axis=2) > 1).any():
        raise Refusal(
            "two neighbouring points of a trajectory differ in two factors: this is no Morris design"
        )
    whole, dropped = _whole(values.reshape(-1, len(names) + 1), "trajectory")
    keep = ~np.isnan(values.reshape(-1, len(names) + 1)).any(axis=1)
    found = studies_library("SALib.analyze.morris", "A Morris analysis").analyze(
        {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)},
        blocks[keep].reshape(-1, len(names)),
        whole.ravel(),
        num_resamples=resamples,
        conf_level=checked_level(level),
        num_levels=levels,
        seed=seed,
    )
    return _morris_frame(found, names, (len(whole), dropped))


def _morris_frame(found: dict[str, Any], names: list[str], counts: tuple[int, int]) -> pd.DataFrame:
    import pandas as pd

    star, half = (np.asarray(found[key], dtype=float) for key in ("mu_star", "mu_star_conf"))
    columns = (
        names,
        np.asarray(found["mu"], dtype=float),
        star,
        np.maximum(star - half, 0.0),
        star + half,
        np.asarray(found["sigma"], dtype=float),
        counts[0],
        counts[1],
    )
    return pd.DataFrame(dict(zip(MORRIS_COLUMNS, columns, strict=True)))


def _arranged(design: pd.DataFrame, y: pd.Series) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the factors' names, their values as numbers (float64 [points, D]) and the outcome, by point."""
    require(design, ["point"])
    ordered = design.sort_values("point")
    names = [str(name) for name in design.columns if name != "point"]
    if not names:
        raise Refusal("the study has no factor that varies, so there is nothing to attribute an outcome to")
    codes = np.column_stack([numbered(ordered[name]) for name in names])
    return names, codes, y.reindex(ordered["point"]).to_numpy(dtype=np.float64)


def numbered(column: pd.Series) -> np.ndarray:
    """Return a factor's values as float64: words and truth values by their order of category or alphabet."""
    from pandas.api import types

    if types.is_numeric_dtype(column) and not types.is_bool_dtype(column):
        return column.to_numpy(dtype=np.float64)
    if isinstance(column.dtype, types.CategoricalDtype):
        return column.cat.codes.to_numpy(dtype=np.float64)
    return np.unique(column.astype(str).to_numpy(dtype=object), return_inverse=True)[1].astype(np.float64)


def _blocks(codes: np.ndarray, size: int, kind: str) -> np.ndarray:
    if len(codes) == 0 or len(codes) % size:
        raise Refusal(f"a {kind} design has a multiple of {size} points; there are {len(codes)}")
    return codes.reshape(-1, size, codes.shape[1])


def _check_saltelli(blocks: np.ndarray, member: list[int]) -> None:
    """Refuse points that are not A, A with each group's columns of B, (B with each group's columns of A,) B."""
    first, last, number = blocks[:, :1], blocks[:, -1:], max(member) + 1
    for place in range(blocks.shape[1] - 2):
        start, other = (first, last) if place < number else (last, first)
        moved = np.array(member) == place % number
        if not np.array_equal(np.where(moved, other, start)[:, 0], blocks[:, place + 1]):
            raise Refusal("the points are not in the order of Saltelli's design: this is no Sobol' design")


def _whole(values: np.ndarray, kind: str) -> tuple[np.ndarray, int]:
    """Return the rows (blocks) without missing values and how many were dropped."""
    keep = ~np.isnan(values).any(axis=1)
    if keep.sum() < 2:
        raise Refusal(
            f"only {int(keep.sum())} of {len(keep)} has every run ({kind}); at least two are needed"
        )
    return values[keep], int((~keep).sum())
