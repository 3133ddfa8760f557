"""Logits over states and years, as the field runs them: by statsmodels, with errors clustered by run and by state.

All the regressions of a finding (with the mechanism and without it; in treatment and control; on the regressor and on
its placebo) are fitted as one model in which every coefficient is its own regression's. The coefficients are those of
regressions apart. Their covariances come with them: arms share their seeds, and a cluster is a seed in every arm, so
that a difference of coefficients has an interval that knows of the pairing. Ends of intervals are Student's t with as
many degrees of freedom as the fewer clusters, less one.

Sources: Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29, on clusters in two ways;
Peduzzi et al. (1996), Journal of Clinical Epidemiology 49, on how many events a coefficient needs.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from abm.analysis.intervals import Interval
from experiments.claims.panels import Panel
from experiments.claims.regressions import RegressionSpec
from experiments.claims.variables import VARIABLES

EVENTS_PER_COEFFICIENT = 10
ALIKE = 1e-10
"""Share of the coefficients' variances below which that of their difference is a matter of rounding."""

NONE = Interval(math.nan, math.nan, math.nan, 0)
"""What cannot be had."""


@final
@dataclass(frozen=True, eq=False)
class Cases:
    """The N cases of one regression.

    Attributes:
        event: bool [N].
        columns: float64 [N] by name; the regressor is the first, without the constant.
        seed, state: int64 [N], the clusters.
        effect: name of the column whose coefficient is the effect.
    """

    event: np.ndarray
    columns: Mapping[str, np.ndarray]
    seed: np.ndarray
    state: np.ndarray
    effect: str

    @property
    def varying(self) -> list[str]:
        """The columns that vary; the others tell nothing."""
        return [name for name, values in self.columns.items() if len(values) and np.ptp(values) > 0]

    @property
    def enough(self) -> bool:
        """Whether the effect varies, and each coefficient has ten cases with the event and ten without."""
        needed = EVENTS_PER_COEFFICIENT * (len(self.varying) + 1)
        with_event = int(self.event.sum())
        return self.effect in self.varying and min(with_event, len(self.event) - with_event) >= needed


def cases_of(panel: Panel, spec: RegressionSpec, regressor: str = "") -> Cases:
    """Return the cases of a regression, those with an unknown value left out.

    Args:
        panel: the runs of an arm.
        spec: the regression.
        regressor: variable in the place of the regressor; the regressor if empty.
    """
    counted, event = _events(panel, spec)
    if spec.among != "all":
        counted &= (panel.standing.weak == (spec.among == "weak"))[None, :, None]
    named = dict.fromkeys((regressor or spec.regressor, *filter(None, (spec.times,)), *spec.controls))
    columns = {name: np.asarray(VARIABLES[name].of(panel)) for name in named}
    effect = regressor or spec.regressor
    if spec.times:
        product = f"{effect} x {spec.times}"
        columns[product], effect = columns[effect] * columns[spec.times], product
    for values in columns.values():
        counted = counted & np.isfinite(values)
    run, state, _ = np.nonzero(counted)
    return Cases(event[counted], {name: values[counted] for name, values in columns.items()},
                 panel.seeds[run], state, effect)  # fmt: skip


def _events(panel: Panel, spec: RegressionSpec) -> tuple[np.ndarray, np.ndarray]:
    """Which states and years are cases, and which have the event: bool [R, S, Y] each."""
    violent = panel.violent
    earlier = np.zeros_like(violent)
    earlier[:, :, 1:] = violent[:, :, :-1]
    counted = np.zeros_like(violent)
    counted[:, :, 1:] = True
    if spec.dependent == "violence":
        return counted, violent
    if spec.dependent == "onset":
        return counted & ~earlier, violent
    again = np.zeros_like(violent)
    ahead = spec.within - 1  # the first year after the last of war is one of peace, else it were not the last
    for years in range(1, ahead + 1):
        again[:, :, :-years] |= violent[:, :, years:]
    if ahead:
        counted[:, :, -ahead:] = False
    return counted & earlier & ~violent, again


def in_thirds(cells: Mapping[str, Cases], regressor: str) -> dict[str, Cases]:
    """Return cases with a regressor in thirds, cut at the same values in all: its lowest third is the reference."""
    low, high = np.quantile(
        np.concatenate([cell.columns[regressor] for cell in cells.values()]), [1 / 3, 2 / 3]
    )
    made = {}
    for name, cell in cells.items():
        values = cell.columns[regressor]
        others = {key: column for key, column in cell.columns.items() if key != regressor}
        thirds = {"highest third": (values > high).astype(float),
                  "middle third": ((values > low) & (values <= high)).astype(float)}  # fmt: skip
        made[name] = Cases(cell.event, {**thirds, **others}, cell.seed, cell.state, "highest third")
    return made


@final
class Logits:
    """Regressions fitted as one, so that their coefficients can be compared.

    Args:
        cells: cases of each regression, by its name; all of them are `enough`.
    """

    def __init__(self, cells: Mapping[str, Cases]) -> None:
        design, self._places, width = _blocks(cells)
        self.runs = len(np.unique(np.concatenate([cell.seed for cell in cells.values()])))
        self._width = width
        self._fit = _fitted(
            np.concatenate([cell.event for cell in cells.values()]).astype(float), design,
            np.column_stack([
                np.concatenate([getattr(cell, key) for cell in cells.values()]) for key in ("seed", "state")
            ]),
        )  # fmt: skip

    def interval(self, weights: Mapping[str, float]) -> Interval:
        """Return a weighted sum of the effects' coefficients (ln odds) with its 95 % interval.

        Args:
            weights: by name of the regression.
        """
        if self._fit is None:
            return NONE
        contrast = np.zeros(self._width)
        for name, weight in weights.items():
            contrast[self._places[name]] = weight
        mean = float(contrast @ np.asarray(self._fit.params))
        covariance = np.asarray(self._fit.cov_params())
        variance = float(contrast @ covariance @ contrast)
        if abs(variance) <= ALIKE * (contrast**2 @ np.abs(np.diag(covariance))):
            mean = round(mean, 9)  # of regressions on the same cases
            return Interval(mean, mean, mean, self.runs)
        if not variance > 0:  # clusters in two ways may give none
            return NONE
        low, high = self._fit.t_test(contrast).conf_int()[0]
        return Interval(mean, float(low), float(high), self.runs)


def _blocks(cells: Mapping[str, Cases]) -> tuple[np.ndarray, dict[str, int], int]:
    """The regressors side by side, each regression in columns of its own; the place of each effect; the width."""
    names = {key: cell.varying for key, cell in cells.items()}
    width = sum(len(columns) + 1 for columns in names.values())
    design = np.zeros((sum(len(cell.event) for cell in cells.values()), width))
    places, row, column = {}, 0, 0
    for key, cell in cells.items():
        last = row + len(cell.event)
        design[row:last, column] = 1.0
        for offset, name in enumerate(names[key], 1):
            design[row:last, column + offset] = cell.columns[name]
        places[key] = column + 1 + names[key].index(cell.effect)
        row, column = last, column + 1 + len(names[key])
    return design, places, width


def _fitted(event: np.ndarray, design: np.ndarray, clusters: np.ndarray) -> Any:
    """The fit, or None where it does not converge or cannot tell its coefficients apart."""
    from statsmodels.discrete.discrete_model import Logit

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fit = Logit(event, design).fit(
                disp=0, maxiter=100, cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True
            )
        except np.linalg.LinAlgError:
            return None
    return fit if fit.mle_retvals["converged"] else None
