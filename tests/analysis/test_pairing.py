"""Paired differences: the planted change, the saving that correlation gives, and a rule to stop that covers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from abm.analysis import Precision, mean_interval, paired_differences, reached, replications_needed
from abm.analysis.pairing import steps
from abm.refusal import Refusal


def arms(policy: object, reference: object, points: int = 1) -> pd.DataFrame:
    """Runs of two policies, seeds within points, shuffled."""
    first, second = (np.asarray(values, dtype=float) for values in (policy, reference))
    seeds = len(first) // points
    frame = pd.DataFrame(
        {
            "policy": np.repeat(["as it is", "closed"], len(first)),
            "point": np.tile(np.repeat(np.arange(points), seeds), 2),
            "seed": np.tile(np.arange(seeds), 2 * points),
            "deaths": np.concatenate([second, first]),
        }
    )
    return pd.concat(
        [frame.iloc[:1], frame.iloc[1:].sample(frac=1, random_state=1)]
    )  # the reference stays first


def one(policy: object, reference: object, points: int = 1) -> pd.Series:
    return paired_differences(arms(policy, reference, points), ["deaths"], "as it is").iloc[0]


samples = st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=20)


@settings(max_examples=25)
@given(samples)
def test_the_interval_is_that_of_the_differences(pairs: list[tuple[float, float]]) -> None:
    policy, reference = np.asarray(pairs).T
    row, interval = one(policy, reference), mean_interval(policy - reference)
    np.testing.assert_allclose(
        row[["difference", "low", "high"]].astype(float),
        [interval.mean, interval.low, interval.high],
        atol=1e-9,
    )
    np.testing.assert_allclose(row["mean"] - row["reference_mean"], row["difference"], atol=1e-9)


@settings(max_examples=25)
@given(samples)
def test_exchanging_the_arms_turns_the_sign(pairs: list[tuple[float, float]]) -> None:
    policy, reference = np.asarray(pairs).T
    row, turned = one(policy, reference), one(reference, policy)
    np.testing.assert_allclose(
        [row["difference"], row["low"], row["high"]],
        [-turned["difference"], -turned["high"], -turned["low"]],
        atol=1e-9,
    )


def test_every_policy_but_the_reference_and_every_outcome_has_a_row() -> None:
    frame = arms([1, 2], [3, 4])
    third = frame[frame["policy"] == "closed"].assign(policy="open")
    whole = pd.concat([frame, third]).assign(cost=1.0)
    table = paired_differences(whole, ["deaths", "cost"], "closed")
    assert list(zip(table["policy"], table["outcome"], strict=True)) == [
        ("as it is", "deaths"), ("as it is", "cost"), ("open", "deaths"), ("open", "cost"),
    ]  # fmt: skip


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, -0.5])
def test_pairing_saves_by_one_over_one_minus_the_correlation(correlation: float) -> None:
    random = np.random.default_rng(1)
    draws = random.multivariate_normal([10, 12], [[4, 4 * correlation], [4 * correlation, 4]], 4000)
    row = one(draws[:, 1], draws[:, 0])
    assert row["saving"] == pytest.approx(1 / (1 - correlation), rel=0.1)
    assert row["relative"] == pytest.approx(0.2, abs=0.02)


def test_a_change_that_is_always_the_same_needs_no_more_pairs() -> None:
    row = one([3, 4, 5], [1, 2, 3])
    assert (row["difference"], row["low"], row["high"], row["sd_paired"]) == (2, 2, 2, 0)
    assert row["saving"] == math.inf


def test_pairs_that_lack_a_run_or_a_value_are_left_out() -> None:
    frame = arms([1, 2, 3, math.nan], [0, 0, 0, 0])
    lost = frame[~((frame["policy"] == "as it is") & (frame["seed"] == 0))]
    row = paired_differences(lost, ["deaths"], "as it is").iloc[0]
    assert (row["pairs"], row["difference"]) == (2, 2.5)
    alone = paired_differences(lost[lost["seed"] == 1], ["deaths"], "as it is").iloc[0]
    assert alone["pairs"] == 1
    assert alone[["low", "high", "sd_paired", "saving"]].isna().all()


def test_no_relative_change_of_nothing() -> None:
    assert math.isnan(one([1, 2], [0, 0])["relative"])
    assert one([-1, -2], [-4, -2])["relative"] == pytest.approx(0.5)


def test_seeds_of_a_point_are_averaged_before_the_interval_and_the_spread_is_within_points() -> None:
    effects = np.repeat([1.0, 5.0, 9.0], 4)
    noise = np.tile([-1.0, 1.0, -1.0, 1.0], 3)
    row = one(effects + noise, np.zeros(12), points=3)
    interval = mean_interval([1.0, 5.0, 9.0])
    assert (row["pairs"], row["independent"]) == (12, 3)
    np.testing.assert_allclose([row["low"], row["high"]], [interval.low, interval.high])
    assert row["sd_paired"] == pytest.approx(math.sqrt(12 / 9))
    pooled = paired_differences(
        arms(effects + noise, np.zeros(12), 3), ["deaths"], "as it is", cluster=None
    ).iloc[0]
    assert pooled["independent"] == 12
    assert pooled["high"] < row["high"]


def test_the_order_of_rows_does_not_matter() -> None:
    frame = arms([1, 5, 2, 8], [0, 3, 3, 1], points=2)
    first = paired_differences(frame, ["deaths"], "as it is")
    pd.testing.assert_frame_equal(first, paired_differences(frame.iloc[::-1], ["deaths"], "as it is"))


def test_refusals_name_what_is_wrong() -> None:
    frame = arms([1, 2], [3, 4])
    with pytest.raises(Refusal, match=r"'as it was'; did you mean 'as it is'"):
        paired_differences(frame, ["deaths"], "as it was")
    with pytest.raises(Refusal, match=r"'death'; did you mean 'deaths'"):
        paired_differences(frame, ["death"], "as it is")
    with pytest.raises(Refusal, match=r"two rows have policy as it is, point 0, seed 0"):
        paired_differences(pd.concat([frame, frame]), ["deaths"], "as it is")


@given(st.floats(0.01, 50), st.floats(0.5, 20), st.floats(0.5, 0.99))
def test_just_as_many_replications_as_are_needed(sd: float, half_width: float, level: float) -> None:
    number = replications_needed(sd, half_width, level)

    def half(count: int) -> float:
        return float(stats.t.ppf((1 + level) / 2, count - 1)) * sd / math.sqrt(count)

    assert half(number) <= half_width * (1 + 1e-9)
    assert number == 2 or half(number - 1) > half_width * (1 - 1e-9)


def test_no_spread_needs_two_and_nonsense_is_refused() -> None:
    assert replications_needed(0.0, 1.0) == 2
    for sd, half_width in [(1.0, 0.0), (-1.0, 1.0), (math.nan, 1.0), (math.inf, 1.0), (1.0, math.nan)]:
        with pytest.raises(Refusal):
            replications_needed(sd, half_width)


@pytest.mark.parametrize(
    "given_", [{}, {"absolute": 1.0, "relative": 0.1}, {"absolute": 0.0}, {"relative": math.nan}]
)
def test_a_precision_is_one_number_above_zero(given_: dict[str, float]) -> None:
    with pytest.raises(Refusal):
        Precision(**given_)


def test_a_precision_is_reached_when_all_is_narrow_enough_and_not_too_early() -> None:
    half = np.array([2.0, 2.1, 2.0, math.nan])
    table = pd.DataFrame(
        {
            "reference_mean": [-100.0, 100.0, 100.0, 100.0],
            "low": -half,
            "high": half,
            "independent": [10, 10, 9, 10],
        }
    )
    assert list(reached(table, Precision(relative=0.02))) == [True, False, False, False]
    assert list(reached(table, Precision(absolute=2.1))) == [True, True, False, False]
    assert list(reached(table, Precision(absolute=2.1), least=9)) == [True, True, True, False]


@pytest.mark.parametrize(("half_width", "least", "above"), [(0.3, 10, 0.925), (0.15, 10, 0.935)])
def test_stopping_when_precise_covers_nearly_as_often_as_said(
    half_width: float, least: int, above: float
) -> None:
    """Chow and Robbins: 1,500 experiments, each stopped at the first number of pairs that is precise enough."""
    experiments, most = 1500, 400
    draws = np.random.default_rng(11).normal(0.5, 1.0, (experiments, most))
    number = np.arange(1, most + 1)
    mean = draws.cumsum(axis=1) / number
    square = (draws**2).cumsum(axis=1)
    with np.errstate(all="ignore"):
        half = stats.t.ppf(0.975, number - 1) * np.sqrt((square - number * mean**2) / (number - 1) / number)
    table = pd.DataFrame(
        {
            "reference_mean": 1.0,
            "low": (mean - half).ravel(),
            "high": (mean + half).ravel(),
            "independent": np.tile(number, experiments),
        }
    )
    stops = reached(table, Precision(absolute=half_width), least).to_numpy().reshape(experiments, most)
    assert stops.any(axis=1).all()
    first = stops.argmax(axis=1)
    middle, width = (values[np.arange(experiments), first] for values in (mean, half))
    coverage = np.mean(np.abs(middle - 0.5) <= width)
    assert above <= coverage <= 0.965
    assert number[first].mean() == pytest.approx(replications_needed(1.0, half_width), rel=0.1)


def test_looks_grow_and_end_at_the_most() -> None:
    looks = list(steps(10, 100))
    assert looks[0] == 10
    assert looks[-1] == 100
    assert looks == sorted(set(looks))
    assert list(steps(10, 10)) == [10]
    assert list(steps(1, 4)) == [1, 2, 3, 4]
