"""The variables that a regression may name, each known at the start of the year that it explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from experiments.claims.panels import Panel, shares

SHUFFLE = 14
"""Seed of the shuffled networks, beside that of the run."""


@final
@dataclass(frozen=True)
class Variable:
    """Something on the right-hand side.

    Attributes:
        label: in words, with its unit.
        measures: what is kept of every state and year for it.
        of: float64 [R, S, Y]; not a number where it is not known.
    """

    label: str
    measures: tuple[str, ...]
    of: Callable[[Panel], np.ndarray]


def before(values: np.ndarray) -> np.ndarray:
    """Return the values of the year before, which the first year has not: float64 [R, S, Y]."""
    lagged = np.full(values.shape, np.nan)
    lagged[:, :, 1:] = values[:, :, :-1]
    return lagged


def _logarithm(measure: str, added: float = 0.0) -> Callable[[Panel], np.ndarray]:
    def of(panel: Panel) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(panel.values[measure] + added)
        return before(np.where(np.isfinite(logs), logs, np.nan))

    return of


def _share(above: str, below: str) -> Callable[[Panel], np.ndarray]:
    def of(panel: Panel) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = panel.values[above] / panel.values[below]
        return before(np.where(np.isfinite(ratio), ratio, np.nan))

    return of


def _constant(values: np.ndarray, panel: Panel) -> np.ndarray:
    shape = (len(panel.seeds), len(values), len(panel.years))
    return np.broadcast_to(values.astype(float)[None, :, None], shape)


def _neighbour_war(panel: Panel) -> np.ndarray:
    beside = panel.standing.contiguous.astype(float) @ panel.violent.astype(float)
    return before((beside > 0).astype(float))


def _since(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Years since the last violence as known at the end of each year, and whether there was any: [R, S, Y] each."""
    years, ever = np.zeros(panel.violent.shape), np.zeros(panel.violent.shape)
    for year in range(panel.violent.shape[2]):
        earlier = years[:, :, year - 1] + 1.0 if year else np.ones(years.shape[:2])
        years[:, :, year] = np.where(panel.violent[:, :, year], 0.0, earlier)
        known = ever[:, :, year - 1] if year else np.zeros(years.shape[:2])
        ever[:, :, year] = np.maximum(known, panel.violent[:, :, year])
    return years, ever


def _peace_years(panel: Panel) -> np.ndarray:
    return before(np.log1p(_since(panel)[0]))


def _past_war(panel: Panel) -> np.ndarray:
    return before(_since(panel)[1])


def _violence_abroad(panel: Panel) -> np.ndarray:
    return before(panel.standing.ties @ panel.violent.astype(float))


def _violence_elsewhere(panel: Panel) -> np.ndarray:
    """Lag over a network in which every state has the ties to others that it had to its own, anew in each run."""
    violent = panel.violent.astype(float)
    lags = np.empty(violent.shape)
    for run, seed in enumerate(panel.seeds):
        rng = np.random.default_rng([SHUFFLE, int(seed)])
        order = rng.permutation(len(panel.standing.codes))
        lags[run] = shares(panel.standing.ties[:, order]) @ violent[run]
    return before(lags)


VARIABLES = {
    "income": Variable("ln output per head", ("gdp_per_head",), _logarithm("gdp_per_head")),
    "population": Variable("ln population", ("population",), _logarithm("population")),
    "capacity": Variable("institutional capacity in the first year, 0 to 1", (),
                         lambda panel: _constant(panel.standing.capacity, panel)),
    "weak": Variable("capacity below the median", (), lambda panel: _constant(panel.standing.weak, panel)),
    "neighbour_war": Variable("a contiguous state in conflict", (), _neighbour_war),
    "peace_years": Variable("ln(1 + years of peace)", (), _peace_years),
    "past_war": Variable("an earlier conflict since the run began", (), _past_war),
    "diaspora": Variable("people in diasporas over population", ("diaspora_size", "population"),
                         _share("diaspora_size", "population")),
    "emigrants": Variable("emigrants over population", ("emigrants", "population"),
                          _share("emigrants", "population")),
    "refugees": Variable("ln(1 + refugees hosted)", ("refugees_hosted",), _logarithm("refugees_hosted", 1.0)),
    "camps": Variable("ln(1 + refugees in camps)", ("camp_refugees",), _logarithm("camp_refugees", 1.0)),
    "violence_abroad": Variable("share of the state's migrants tied to states in conflict", (), _violence_abroad),
    "violence_elsewhere": Variable("the same over a shuffled network", (), _violence_elsewhere),
}  # fmt: skip
"""Every variable by its name."""
