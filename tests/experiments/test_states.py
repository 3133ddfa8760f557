"""Outcomes made of states' own numbers: means, volatility and shares of states are what is put in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from abm.refusal import Refusal
from experiments.claims.arms import trial
from experiments.claims.claim import read_claim
from experiments.claims.outcomes import columns_of, described
from experiments.claims.panels import Panel, Standing
from experiments.claims.parts import AS_IT_IS, OutcomeSpec
from experiments.claims.regressing import Panels
from experiments.claims.states import of_states, whole_years
from experiments.claims.verdict import found
from experiments.claims.wording import meaning

HERE = Path(__file__).parents[2] / "experiments" / "claims"
YEARS = np.arange(1990, 2000)
GROUPS = {"some": ("S00", "S02")}


def _panel(**values: np.ndarray) -> Panel:
    runs, states, _ = next(iter(values.values())).shape
    codes = tuple(f"S{state:02d}" for state in range(states))
    standing = Standing(codes, np.linspace(0.1, 0.9, states), np.zeros((states, states), bool),
                        np.zeros((states, states)))  # fmt: skip
    return Panel(np.arange(1, runs + 1), YEARS, standing, values)


def _spec(**said: object) -> OutcomeSpec:
    return OutcomeSpec.model_validate({"measure": "remittances_in", **said})


def _walk(deviation: np.ndarray, growth: float = 0.05) -> np.ndarray:
    """Two runs of states whose yearly growth goes up and down about a trend by the deviation of each."""
    steps = np.where(np.arange(len(YEARS)) % 2, 1.0, -1.0)
    return np.exp(np.cumsum(growth + deviation[None, :, None] * steps, axis=2)).repeat(2, axis=0)


def test_volatility_is_that_of_growth_about_its_mean_of_the_median_state() -> None:
    size = np.array([0.01, 0.02, 0.3])
    panel = _panel(remittances_in=_walk(size), output=_walk(np.array([0.02, 0.02, 0.1]), growth=0.0))
    one = np.std(np.where(np.arange(9) % 2, -1.0, 1.0), ddof=1)
    np.testing.assert_allclose(of_states(panel, _spec(statistic="volatility"), {}), 0.02 * one)
    trendless = _panel(remittances_in=_walk(size, growth=0.0))
    np.testing.assert_allclose(
        of_states(trendless, _spec(statistic="volatility"), {}),
        of_states(panel, _spec(statistic="volatility"), {}),
    )
    ratio = _spec(statistic="volatility", per="output")
    np.testing.assert_allclose(of_states(panel, ratio, {}), 1.0)
    np.testing.assert_allclose(
        of_states(panel, ratio.model_copy(update={"among": "some"}), GROUPS), (0.5 + 3) / 2
    )


def test_a_state_that_receives_nothing_in_a_year_has_no_volatility_and_none_gives_no_number() -> None:
    values = _walk(np.array([0.01, 0.02, 0.3]))
    values[:, 2, 4] = 0.0
    one = np.std(np.where(np.arange(9) % 2, -1.0, 1.0), ddof=1)
    panel = _panel(remittances_in=values)
    np.testing.assert_allclose(of_states(panel, _spec(statistic="volatility"), {}), 0.015 * one)
    assert np.isnan(of_states(_panel(remittances_in=0 * values), _spec(statistic="volatility"), {})).all()
    short = _spec(statistic="volatility", first="1998-01")
    assert np.isnan(of_states(panel, short, {})).all()


def test_a_correlation_is_that_of_the_means_over_years_and_none_where_one_stands_still() -> None:
    random = np.random.default_rng(5)
    one, noise = random.normal(size=(2, 3, len(YEARS))), random.normal(size=(2, 3, len(YEARS)))
    spec = _spec(statistic="correlation", per="output", among="some")
    found = of_states(_panel(remittances_in=one, output=noise - one), spec, GROUPS)
    means = [values[:, [0, 2]].mean(axis=1) for values in (one, noise - one)]
    wanted = [np.corrcoef(means[0][run], means[1][run])[0, 1] for run in range(2)]
    np.testing.assert_allclose(found, wanted)
    assert (found < 0).all()
    still = of_states(_panel(remittances_in=one, output=np.ones_like(one)), spec, GROUPS)
    np.testing.assert_array_equal(still, 0.0)
    holes = one.copy()
    holes[:, 0, 3] = np.nan
    known = np.nanmean(holes[:, [0, 2]], axis=1)
    some = of_states(_panel(remittances_in=holes, output=noise - one), spec, GROUPS)
    np.testing.assert_allclose(some, [np.corrcoef(known[run], means[1][run])[0, 1] for run in range(2)])
    holes[:, :, 3] = np.nan
    assert np.isnan(of_states(_panel(remittances_in=holes, output=noise - one), spec, GROUPS)).all()
    later = spec.model_copy(update={"first": "1994-01"})
    cut = of_states(_panel(remittances_in=one, output=noise - one), later, GROUPS)
    assert cut[0] == pytest.approx(np.corrcoef(means[0][0][4:], means[1][0][4:])[0, 1])


def test_a_correlation_asks_for_the_other_measure_and_three_years() -> None:
    with pytest.raises(ValidationError, match="for correlation"):
        _spec(statistic="correlation")
    with pytest.raises(ValidationError, match="too few for correlation"):
        _spec(statistic="correlation", per="output", first="1990-01", last="1991-12")


def test_a_slope_is_that_of_the_line_through_the_states_over_their_capacity_at_the_end_of_the_first_year() -> (
    None
):
    capacity = np.linspace(0.1, 0.9, 5)[None, :, None] * np.ones((2, 1, 10))
    capacity[1] += 0.05
    later = 3.0 * capacity[:, :, :1] - 0.2 + 0 * capacity
    panel = _panel(capacity=capacity, remittances_in=later)
    np.testing.assert_allclose(of_states(panel, _spec(statistic="slope"), {}), 3.0)
    moved = {"capacity": np.concatenate([capacity[:, :, :1], 0.0 * capacity[:, :, 1:]], axis=2)}
    np.testing.assert_allclose(
        of_states(_panel(**moved, remittances_in=later), _spec(statistic="slope"), {}), 3.0
    )
    level = _panel(capacity=0 * capacity, remittances_in=later)
    assert np.isnan(of_states(level, _spec(statistic="slope"), {})).all()


def test_a_share_of_states_is_above_a_threshold_of_the_ratio_of_sums() -> None:
    output = np.full((1, 4, 10), 100.0)
    above = np.zeros((1, 4, 10))
    above[0, 0], above[0, 1], above[0, 2, 5:] = 10.1, 9.9, 30.0
    output[0, 3] = 0.0
    panel = _panel(remittances_in=above, output=output)
    spec = _spec(statistic="share_above", per="output", threshold=0.1)
    assert of_states(panel, spec, {}) == pytest.approx(2 / 3)
    early = spec.model_copy(update={"last": "1994-12"})
    assert of_states(panel, early, {}) == pytest.approx(1 / 3)


def test_a_mean_counts_every_state_alike() -> None:
    values = np.arange(40.0).reshape(1, 4, 10)
    panel = _panel(gdp_per_head=values)
    spec = OutcomeSpec.model_validate({"measure": "gdp_per_head", "statistic": "mean", "among": "some"})
    assert of_states(panel, spec, GROUPS) == pytest.approx((values[0, 0].mean() + values[0, 2].mean()) / 2)


def test_whole_years_alone_count() -> None:
    for first, last, years in (
        ("1992-01", "1993-12", [1992, 1993]),
        ("1992-02", "1994-11", [1993]),
        (None, "1991-12", [1990, 1991]),
        ("1998-01", None, [1998, 1999]),
    ):
        spec = _spec(statistic="mean", first=first, last=last)
        assert list(whole_years(spec, YEARS)) == years


def test_a_finding_by_state_is_judged_on_its_panels_and_said_in_words() -> None:
    claim = read_claim(HERE / "C5.yaml")
    made = trial(claim, "stylised")
    kept = made.study.spec.keep.yearly
    assert {"remittances_in", "output", "gdp_per_head", "diaspora_investment"} <= set(kept)
    assert not columns_of(claim, "stylised", made.groups)
    rng, rows = np.random.default_rng(3), []
    for rank, arm in enumerate(sorted(made.arms, key=lambda arm: arm != AS_IT_IS)):
        for seed in range(1, 6):
            for code in made.standing.codes:
                values = rng.lognormal(0.0, 0.1, (3, len(kept)))
                rows += [
                    {"policy": arm, "seed": seed, "place": code, "year": 1992 + year,
                     **dict(zip(kept, (1 + 0.1 * rank) * values[year], strict=True))}
                    for year in range(3)
                ]  # fmt: skip
    one = found(made, "remittances_raise_output", pd.DataFrame(), Panels(pd.DataFrame(rows), made.standing))
    assert one.estimates.effect.number == 5
    assert one.estimates.effect.mean == pytest.approx(1 / 1.1 - 1, abs=0.03)
    happened, _, _ = meaning(claim, [one])
    assert happened.startswith(
        "As things are, against a control in which migrants send nothing home, the change in output per head"
    )
    outcome = one.spec.outcome
    assert outcome is not None
    assert "mean over states" in described(outcome, claim.groups)


def test_the_poorest_are_the_last_by_output_per_head() -> None:
    claim = read_claim(HERE / "C5.yaml")
    made = trial(claim, "stylised")
    rich, origins = made.groups["rich"], made.groups["origins"]
    assert len(rich) == 20
    assert len(origins) == 40
    assert not set(rich) & set(origins)


SLIPS = (
    ("      threshold: 0.1\n", "", r"outcome\.threshold' is missing, for share_above"),
    (
        "      statistic: share_above\n      threshold: 0.1\n",
        "      threshold: 0.1\n",
        r"needs statistic: share_above",
    ),
    ("statistic: mean\n", "statistic: meen\n", r"statistic.*meen"),
    (
        'statistic: volatility\n      first: "1991-01"\n',
        'statistic: volatility\n      first: "1991-02"\n      last: "1993-12"\n',
        r"outcome\.last' leaves 2 whole years, too few for volatility",
    ),
    ("{richest: 0.3333, label", "{label", r"groups\.rich' needs one of 'richest' and 'poorest'"),
    (
        "{richest: 0.3333, label",
        "{richest: 0.3, poorest: 0.3, label",
        r"needs one of 'richest' and 'poorest'",
    ),
)
"""What a file says, what it says by a slip, and what the refusal says."""


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (HERE / "C5.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match=rf"mine\.yaml, line \d+: .*{said}"):
        read_claim(tmp_path / "mine.yaml")


def test_a_table_of_conditions_has_totals_alone(tmp_path: Path) -> None:
    text = (HERE / "C7.yaml").read_text(encoding="utf-8")
    old = '    outcome: {measure: price_index, among: rich, first: "1992-01", last: "1992-12"}\n    worlds'
    assert old in text
    new = "    outcome: {measure: price_index, among: rich, statistic: mean}\n    worlds"
    (tmp_path / "mine.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match="stands in a table of conditions, which has totals alone"):
        read_claim(tmp_path / "mine.yaml")
