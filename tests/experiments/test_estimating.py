"""Estimators of claims: they find what is put in, pair by pair, and their intervals cover what is true."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from abm.analysis.intervals import Interval
from experiments.claims.claim import FindingSpec, read_claim
from experiments.claims.estimating import change, estimates, optima
from experiments.claims.parts import OutcomeSpec

HERE = Path(__file__).parents[2] / "experiments" / "claims"


def _pairs(effect: float, ablated: float, noise: float = 0.01, number: int = 40) -> pd.DataFrame:
    """Runs whose ratios to the control are known; the noise of a seed is shared by its arms, up to a tenth."""
    rng = np.random.default_rng(3)
    shared = 1 + 10 * noise * rng.normal(size=number)
    means = {
        "control": 100.0, "treatment": 100.0 * (1 + effect),
        "control_without": 80.0, "treatment_without": 80.0 * (1 + ablated),
    }  # fmt: skip
    return pd.DataFrame(
        {arm: mean * shared * (1 + noise * rng.normal(size=number)) for arm, mean in means.items()}
    )


def test_a_change_is_the_ratio_of_means_less_one_and_pairing_narrows_its_interval() -> None:
    runs = _pairs(0.3, 0.1)
    what = estimates(runs, "change")
    assert what.effect.mean == pytest.approx(runs["treatment"].mean() / runs["control"].mean() - 1)
    assert what.ablated.mean == pytest.approx(0.1, abs=0.01)
    assert what.taken.mean == pytest.approx(what.effect.mean - what.ablated.mean)
    shuffled = runs.assign(control=runs["control"].to_numpy()[::-1])
    assert _width(what.effect) < 0.3 * _width(estimates(shuffled, "change").effect)


def test_an_elasticity_is_the_ratio_of_logarithms() -> None:
    runs = _pairs(2**0.7 - 1, 2**-0.2 - 1, noise=0.002)
    what = estimates(runs, "elasticity", 2.0)
    assert what.effect.mean == pytest.approx(0.7, abs=0.01)
    assert what.ablated.mean == pytest.approx(-0.2, abs=0.01)
    trebled = estimates(runs, "elasticity", 3.0)
    assert trebled.effect.mean == pytest.approx(what.effect.mean * math.log(2) / math.log(3))


def test_an_elasticity_bears_runs_without_a_death() -> None:
    control = pd.Series([0.0, 2.0, 1.0, 1.0] * 10)
    runs = pd.DataFrame({"treatment": 2 * control, "control": control})
    runs = runs.assign(treatment_without=control, control_without=control)
    what = estimates(runs, "elasticity", 2.0)
    assert what.effect.mean == pytest.approx(1.0)
    assert what.ablated.mean == 0.0
    assert math.isfinite(what.effect.low)


def test_intervals_of_changes_and_elasticities_cover_what_is_true() -> None:
    """Of 400 samples of 30 pairs, about 95 in a hundred intervals hold the value that the samples were drawn with."""
    rng = np.random.default_rng(5)
    covered = {"change": 0, "elasticity": 0}
    for _ in range(400):
        shared = rng.gamma(5.0, 20.0, 30)
        control, treatment = rng.poisson(shared), rng.poisson(1.5 * shared)
        runs = pd.DataFrame({"treatment": treatment, "control": control}).astype(float)
        runs = runs.assign(treatment_without=runs["treatment"], control_without=runs["control"])
        for estimator, truth in (("change", 0.5), ("elasticity", math.log(1.5) / math.log(2))):
            interval = estimates(runs, estimator, 2.0).effect
            covered[estimator] += interval.low < truth < interval.high
    assert all(0.91 <= hits / 400 <= 0.985 for hits in covered.values()), covered


def test_a_level_is_the_mean_of_the_runs_and_a_change_without_a_control_is_none() -> None:
    runs = _pairs(0.0, -0.5)
    what = estimates(runs.assign(treatment=runs["control"]), "level")
    assert what.effect.mean == pytest.approx(runs["control"].mean())
    nothing = pd.Series([0.0, 0.0, 0.0])
    assert math.isnan(change(nothing + 1, nothing).mean)


def test_a_seed_counts_for_the_effect_with_two_arms_and_for_the_mechanism_with_all() -> None:
    runs = _pairs(0.3, 0.0)
    whole = estimates(runs, "change")
    runs.loc[5, "treatment_without"] = math.nan
    what = estimates(runs, "change")
    assert what.effect == whole.effect
    assert (what.ablated.number, what.taken.number) == (39, 39)
    again = estimates(runs.drop(5), "change")
    assert what.taken.mean == pytest.approx(again.effect.mean - again.ablated.mean)
    runs.loc[6, "control"] = math.nan
    assert estimates(runs, "change").effect.number == 39


def _sweep(peak: float, noise: float) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    strengths = np.array([0.0, 1.0, 4.0, 20.0])
    seeds = rng.normal(0, 1, (30, 1))
    values = seeds - np.abs(strengths - peak) + rng.normal(0, noise, (30, 4))
    return pd.DataFrame(values, columns=strengths)


def test_an_optimum_is_found_where_it_lies_and_moves_with_the_mechanism() -> None:
    what = optima(_sweep(1.0, 0.1), _sweep(20.0, 0.1).iloc[:10])
    assert (what.effect.mean, what.effect.low, what.effect.high) == (1.0, 1.0, 1.0)
    assert (what.ablated.mean, what.taken.mean) == (20.0, -19.0)
    assert (what.effect.number, what.ablated.number, what.taken.number) == (30, 10, 10)
    assert what.treatment > what.control
    unsure = optima(_sweep(2.4, 5.0), _sweep(2.4, 5.0)).effect
    assert unsure.low < unsure.high
    assert {unsure.low, unsure.high} <= {0.0, 1.0, 4.0, 20.0}
    alone = optima(_sweep(1.0, 0.1).iloc[:1], _sweep(1.0, 0.1)).effect
    assert math.isnan(alone.low)
    assert math.isnan(alone.high)


def test_a_sweep_leads_from_the_control_to_the_treatment() -> None:
    finding = read_claim(HERE / "C12.yaml").findings["optimum_inside"].model_dump(mode="python")
    for sweep, said in (
        ({"nothing": 0, "extreme": 20}, "three strengths"),
        ({"nothing": 0, "moderate": 5, "strong": 4, "extreme": 20}, "each above the one before"),
        ({"moderate": 0, "strong": 4, "extreme": 20}, "from the control to the treatment"),
        ({}, "is missing"),
    ):
        with pytest.raises(ValidationError, match=said):
            FindingSpec.model_validate({**finding, "sweep": sweep})
    by_state = {"measure": "capacity", "among": "target", "statistic": "mean"}
    with pytest.raises(ValidationError, match="states' own numbers"):
        FindingSpec.model_validate({**finding, "outcome": by_state})


def _width(interval: Interval) -> float:
    return interval.high - interval.low


@pytest.mark.parametrize(
    ("start", "months", "years", "window"),
    [
        ("1990-01", 240, 2, ("2008-01", "2009-12")),
        ("1990-01", 245, 1, ("2009-01", "2009-12")),
        ("1990-07", 30, 2, ("1991-01", "1992-12")),
    ],
)
def test_the_last_years_are_whole_years_of_the_run(
    start: str, months: int, years: int, window: tuple[str, str]
) -> None:
    outcome = OutcomeSpec(measure="capacity", last_years=years).dated(start, months)
    assert (outcome.first, outcome.last, outcome.last_years) == (*window, None)
    untouched = OutcomeSpec(measure="capacity", first="1991-01")
    assert untouched.dated(start, months) == untouched
    with pytest.raises(ValidationError, match="is in place of them"):
        OutcomeSpec(measure="capacity", last_years=1, first="1991-01")
