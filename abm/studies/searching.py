"""Policy search: many-objective search over the levers, every candidate held against the same uncertain futures.

The optimiser is Optuna's NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002). Candidates are points of the study like any
other: their runs have an identity from their content, so that an interrupted search asks for the same candidates again
and finds their runs done.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from abm.refusal import Refusal
from abm.studies.designs import Point, shares_of
from abm.studies.factors import Factor, Value
from abm.studies.result import StudyResult, load_study
from abm.studies.running import Options, execute

if TYPE_CHECKING:
    from abm.studies.study import Study

Evaluate = Callable[[Sequence[Point]], np.ndarray]
"""Runs points and returns the mean of each directed outcome over its replications: float64 [points, objectives]."""


def search(study: Study, options: Options) -> StudyResult:
    """Run a search to its end; a study of its points is in the folder after every generation.

    Args:
        study: a study whose design is a search.
        options: how it is computed.

    Raises:
        Refusal: bad input, or the disk is full.
        StudyInterrupted: Ctrl-C; the same command goes on where it stopped.
    """
    points: list[Point] = []
    folder = options.folder(study)
    names = [outcome.name for outcome in study.outcomes if outcome.direction]

    def evaluate(candidates: Sequence[Point]) -> np.ndarray:
        first = len(points)
        points.extend(candidates)
        known = replace(study, points=list(points))
        execute(known, replace(options, fresh=False) if first else options)
        outcomes = load_study(folder).outcomes
        means = outcomes[outcomes["point"] >= first].groupby("point")[names].mean()
        return np.asarray(means.reindex(range(first, len(points))), np.float64)

    for _ in searched(study, evaluate):
        pass
    return load_study(folder)


def searched(study: Study, evaluate: Evaluate) -> Iterator[Sequence[Point]]:
    """Yield the points run so far, after every generation, until the search is over.

    A candidate sets the levers; with n = `design.futures` it is run at n points of the uncertainties (a Latin
    hypercube, the same for all candidates) and judged by the mean over them. A candidate of which an outcome is not
    defined counts as failed.

    Args:
        study: a study whose design is a search.
        evaluate: runs points.

    Raises:
        Refusal: no lever varies, no outcome has a direction, or Optuna is not installed.
    """
    levers = [factor for factor in study.factors if factor.role == "lever"]
    directed = [outcome for outcome in study.outcomes if outcome.direction]
    if not levers:
        raise Refusal("a search needs at least one factor whose role is lever")
    if len(study.arms) > 1:
        raise Refusal("a search has no policies: its levers are what it searches over; keep the base alone")
    if not directed:
        raise Refusal("a search needs at least one outcome with 'better: less' or 'better: more'")
    optimiser = _optimiser(
        study,
        len(levers),
        ["minimize" if outcome.direction == "less" else "maximize" for outcome in directed],
    )
    futures = _futures(study)
    points: list[Point] = []
    for _ in range(study.spec.design.generations):
        trials = [optimiser.ask() for _ in range(study.spec.design.population)]
        chosen = [{lever.name: _suggested(trial, lever) for lever in levers} for trial in trials]
        candidates = [_placed(study.factors, values, future) for values in chosen for future in futures]
        points += candidates
        found = evaluate(candidates).reshape(len(trials), len(futures), len(directed)).mean(axis=1)
        for trial, values in zip(trials, found, strict=True):
            _tell(optimiser, trial, values)
        yield points


def _optimiser(study: Study, levers: int, directions: Sequence[str]) -> Any:
    try:
        import optuna
    except ImportError:
        raise Refusal("a search needs the extra 'studies': pip install 'crossing-borders[studies]'") from None
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    design = study.spec.design
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler = optuna.samplers.NSGAIISampler(
            population_size=design.population,
            mutation_prob=1.0 / (levers + 1),  # 1 / levers would leave a single lever to chance alone
            crossover=optuna.samplers.nsgaii.SBXCrossover(),
            seed=design.seed,
        )
        return optuna.create_study(directions=list(directions), sampler=sampler)


def _futures(study: Study) -> list[dict[str, Value]]:
    """The points of the uncertainties: one at the defaults, or a Latin hypercube."""
    unknown = [factor for factor in study.factors if factor.role != "lever"]
    number = study.spec.design.futures
    if number == 1 or not unknown:
        return [{factor.name: factor.default for factor in unknown}]
    sample = shares_of(study.spec.design.model_copy(update={"kind": "lhs", "samples": number}), len(unknown))
    return [
        {factor.name: factor.at(float(share)) for factor, share in zip(unknown, row, strict=True)}
        for row in sample
    ]


def _suggested(trial: Any, lever: Factor) -> Value:
    if lever.values:
        value: Value = trial.suggest_categorical(lever.name, list(lever.values))
        return value
    if lever.kind == "whole":
        return int(trial.suggest_int(lever.name, int(lever.low), int(lever.high), log=lever.spacing == "log"))
    return float(trial.suggest_float(lever.name, lever.low, lever.high, log=lever.spacing == "log"))


def _placed(factors: Sequence[Factor], levers: dict[str, Value], future: dict[str, Value]) -> Point:
    values = {**levers, **future}
    return tuple(values[factor.name] for factor in factors)


def _tell(optimiser: Any, trial: Any, values: np.ndarray) -> None:
    import optuna

    if np.isfinite(values).all():
        optimiser.tell(trial, values.tolist())
    else:
        optimiser.tell(trial, state=optuna.trial.TrialState.FAIL)
