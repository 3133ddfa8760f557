"""Outcomes for other programs: the EMA workbench's pair of frame and arrays, and long tables like NetLogo's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from abm.analysis.columns import REPLICATE, require, require_once
from abm.analysis.libraries import studies_library

if TYPE_CHECKING:
    import pandas as pd

MODEL = "crossing_borders"
"""Name of the model in the EMA workbench's experiments."""


def to_ema(
    outcomes: pd.DataFrame, factors: Sequence[str], names: Sequence[str], *, model: str = MODEL
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Return outcomes as the EMA workbench's `perform_experiments` returns them: (experiments, outcomes).

    A scenario is a point with a seed, "12-3" for point 12 and seed 3: runs of several policies with the same
    scenario share all random numbers, so that the workbench's comparisons over policies are paired.

    Args:
        outcomes: one row for each finished run, with policy, point, seed, `factors` and `names`.
        factors: columns of the factors; words become categories.
        names: columns of the outcomes.
        model: name of the model.

    Returns:
        A frame with the factors and the categories scenario, policy and model, in the order of policy, point and
        seed; and float64 [runs] for each outcome, in the same order.

    Raises:
        Refusal: a missing column, or the same run twice.
    """
    from pandas.api import types

    require(outcomes, [*REPLICATE, *factors, *names])
    require_once(outcomes, REPLICATE)
    runs = _ordered(outcomes)
    experiments = runs[list(factors)].copy()
    for name in factors:
        if types.is_bool_dtype(runs[name]) or not types.is_numeric_dtype(runs[name]):
            experiments[name] = runs[name].astype(str).astype("category")
    experiments["scenario"] = (runs["point"].astype(str) + "-" + runs["seed"].astype(str)).astype("category")
    experiments["policy"] = runs["policy"].astype(str).astype("category")
    experiments["model"] = model
    experiments["model"] = experiments["model"].astype("category")
    return experiments, {name: runs[name].to_numpy(dtype=np.float64) for name in names}


def save_ema(outcomes: pd.DataFrame, factors: Sequence[str], names: Sequence[str], file: Path) -> Path:
    """Write outcomes as an archive (.tar.gz) that `ema_workbench.load_results` reads; return the file.

    The workbench writes only outcomes that it knows: each is declared as a `ScalarOutcome` first.

    Raises:
        Refusal: the workbench is not installed, a missing column, or the same run twice.
    """
    experiments, arrays = to_ema(outcomes, factors, names)
    workbench = studies_library("ema_workbench", "An export for the EMA workbench")
    for name in names:
        workbench.ScalarOutcome(name)
    workbench.save_results((experiments, arrays), str(file))
    return file


def to_long(
    outcomes: pd.DataFrame, factors: Sequence[str], names: Sequence[str], *, step: str | None = None
) -> pd.DataFrame:
    """Return outcomes as a long table like that of NetLogo's BehaviorSpace: a row for each run, step and reporter.

    Args:
        outcomes: one row for each run, or for each run and step, with policy, point, seed, `factors` and `names`.
        factors: columns of the factors.
        names: columns of the outcomes, the reporters.
        step: column of the steps (such as the year), or None for one value for each run.

    Returns:
        [run number] (from 1, in the order of policy, point and seed), policy, seed, the factors, [step] if there are
        steps, reporter, value (float64); by run, step and reporter.

    Raises:
        Refusal: a missing column, or the same run (and step) twice.
    """
    steps = [] if step is None else [step]
    require(outcomes, [*REPLICATE, *factors, *names, *steps])
    require_once(outcomes, [*REPLICATE, *steps])
    runs = _ordered(outcomes, steps)
    numbers = runs.groupby(list(REPLICATE), sort=False, observed=True).ngroup() + 1
    wide = runs[["policy", "seed", *factors, *steps, *names]].copy()
    wide.insert(0, "[run number]", numbers.to_numpy())
    wide["row"] = np.arange(len(wide))
    kept = ["row", "[run number]", "policy", "seed", *factors, *steps]
    long = wide.melt(kept, list(names), "reporter", "value").sort_values("row", kind="stable")
    long["value"] = long["value"].astype(float)
    return long.drop(columns="row").rename(columns={step: "[step]"}).reset_index(drop=True)


def _ordered(outcomes: pd.DataFrame, steps: Sequence[str] = ()) -> pd.DataFrame:
    """Sort by policy (in order of occurrence), point, seed and step."""
    place = outcomes["policy"].map(
        {name: rank for rank, name in enumerate(dict.fromkeys(outcomes["policy"]))}
    )
    ordered = outcomes.assign(**{"policy place": place.astype(int)})
    ordered = ordered.sort_values(["policy place", "point", "seed", *steps], kind="stable")
    return ordered.drop(columns="policy place").reset_index(drop=True)
