"""Regressions of claims: cases are those of the field, what is put in is found, and pairing and clusters count."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.reports.writing import write
from experiments.claims.arms import FindingArms, Trial, trial
from experiments.claims.claim import FindingSpec, read_claim
from experiments.claims.estimating import Estimates
from experiments.claims.figure import effects
from experiments.claims.logits import Cases, Logits, cases_of, in_thirds
from experiments.claims.outcomes import columns_of
from experiments.claims.page import page
from experiments.claims.panels import VIOLENT, Panel, Standing, panel_of, shares
from experiments.claims.publishing import findings_frame
from experiments.claims.regressing import Panels, measures_of, regressed
from experiments.claims.regressions import RegressionSpec
from experiments.claims.variables import VARIABLES
from experiments.claims.verdict import found, judged
from experiments.claims.wording import moved, shown

HERE = Path(__file__).parents[2] / "experiments" / "claims"
FREE = ("violence_abroad", "violence_elsewhere")


def _standing(states: int = 4) -> Standing:
    ring = np.zeros((states, states), bool)
    for state in range(states):
        ring[state, [(state - 1) % states, (state + 1) % states]] = True
    weights = np.arange(states * states, dtype=float).reshape(states, states)
    codes = tuple(f"S{state:02d}" for state in range(states))
    return Standing(codes, np.linspace(0.1, 0.9, states), ring, shares(weights))


def _panel(deaths: np.ndarray, **values: np.ndarray) -> Panel:
    runs, states, years = deaths.shape
    rest = {name: np.broadcast_to(value, deaths.shape).astype(float) for name, value in values.items()}
    return Panel(np.arange(1, runs + 1), np.arange(1990, 1990 + years), _standing(states),
                 {"conflict_deaths": deaths.astype(float), **rest})  # fmt: skip


def _of_one_state(violence: str) -> Panel:
    """A run with four states, the first with the history given ("#" a year of violence), the others in peace."""
    deaths = np.zeros((1, 4, len(violence)))
    deaths[0, 0] = [VIOLENT if sign == "#" else VIOLENT - 1 for sign in violence]
    return _panel(deaths, population=np.array(1e6), camp_refugees=np.arange(float(len(violence))))


def _spec(**said: object) -> RegressionSpec:
    return RegressionSpec.model_validate(
        {"dependent": "onset", "regressor": "camps", "label": "Odds", **said}
    )


# ------------------------------------------------------------------------------------------ cases


def test_an_onset_is_violence_after_a_year_of_peace() -> None:
    cases = cases_of(_of_one_state("..##.#"), _spec())
    first = cases.state == 0
    assert list(cases.event[first]) == [False, True, True]  # years 1, 2 and 5; 3 and 4 follow violence
    assert not cases.event[~first].any()


def test_what_explains_is_known_the_year_before() -> None:
    cases = cases_of(_of_one_state("..##.#"), _spec())
    assert np.allclose(cases.columns["camps"][cases.state == 0], np.log1p([0, 1, 4]))


def test_a_war_recurs_within_five_years_of_its_last_and_needs_them_all_to_count() -> None:
    spec = _spec(dependent="recurrence", regressor="peace_years")
    for history, events in {
        "##....#...": [True],  # the fifth year after the last
        "##.....#..": [False],  # the sixth; the second war ends too late to tell
        ".#.#......": [True, False],
        "...##.....": [False],  # the last that can be told
        "....##....": [],
        "....###...": [],
    }.items():
        cases = cases_of(_of_one_state(history), spec)
        assert list(cases.event) == events, history


def test_years_of_peace_count_from_the_last_violence_or_from_the_start() -> None:
    panel = _of_one_state(".#..#.")
    years = np.expm1(VARIABLES["peace_years"].of(panel)[0, 0, 1:])
    assert np.allclose(years, [1, 0, 1, 2, 0])
    assert list(VARIABLES["past_war"].of(panel)[0, 0, 1:]) == [0, 1, 1, 1, 1]


def test_a_neighbour_counts_and_what_is_farther_does_not() -> None:
    lag = VARIABLES["neighbour_war"].of(_of_one_state("#."))
    assert list(lag[0, :, 1]) == [0, 1, 0, 1]


def test_weak_and_strong_states_are_two_halves() -> None:
    panel = _of_one_state("......")
    weak = cases_of(panel, _spec(among="weak"))
    strong = cases_of(panel, _spec(among="strong"))
    assert set(weak.state) == {0, 1}
    assert set(strong.state) == {2, 3}


def test_the_lag_is_the_share_of_ties_to_states_in_conflict() -> None:
    panel = _of_one_state("#..")
    ties = panel.standing.ties
    assert np.allclose(ties.sum(axis=1), 1.0)
    assert np.allclose(np.diag(ties), 0.0)
    assert np.allclose(VARIABLES["violence_abroad"].of(panel)[0, :, 1], ties[:, 0])
    assert np.isnan(VARIABLES["violence_abroad"].of(panel)[0, :, 0]).all()


def test_a_shuffled_network_is_that_of_the_seed_and_has_no_tie_to_oneself() -> None:
    deaths = np.zeros((2, 30, 3))
    deaths[:, :12] = VIOLENT
    panel = _panel(deaths)
    lags = VARIABLES["violence_elsewhere"].of(panel)
    assert np.array_equal(lags, VARIABLES["violence_elsewhere"].of(panel), equal_nan=True)
    assert not np.allclose(lags[0, :, 1], lags[1, :, 1])
    assert not np.allclose(lags[0, :, 1], VARIABLES["violence_abroad"].of(panel)[0, :, 1])
    alone = np.zeros((1, 30, 2))
    alone[0, 7] = VIOLENT
    assert VARIABLES["violence_elsewhere"].of(_panel(alone))[0, 7, 1] == 0.0


def test_rows_of_a_study_become_a_panel_whatever_their_order() -> None:
    standing = _standing(3)
    rows = pd.DataFrame([
        {"policy": arm, "seed": seed, "place": code, "year": year, "conflict_deaths": 100 * seed + 10 * s + year - 1990}
        for arm in ("a", "b") for seed in (2, 1) for s, code in enumerate(standing.codes) for year in (1991, 1990)
    ])  # fmt: skip
    panel = panel_of(rows.sample(frac=1.0, random_state=1), "b", standing)
    assert panel.values["conflict_deaths"][1, 2, 1] == 221
    assert list(panel.seeds) == [1, 2]


# ------------------------------------------------------------------------------------------ estimates


def _made(seed: int, slope: float, runs: int = 30, shared: float = 0.5, noise: int = 0) -> Cases:
    """Cases whose ln odds rise with a regressor by a known slope; runs and states differ, alike in arms of a seed."""
    rng = np.random.default_rng(seed)
    states, years = 20, 8
    shape = (runs, states, years)
    x, z = rng.normal(size=shape), rng.normal(size=shape)
    level = shared * (rng.normal(size=(runs, 1, 1)) + rng.normal(size=(1, states, 1)))
    chance = 1 / (1 + np.exp(1.5 - slope * x - 0.5 * z - level))
    u = rng.uniform(size=shape)
    if noise:
        again = np.random.default_rng([seed, noise])
        u = np.where(again.uniform(size=shape) < 0.3, again.uniform(size=shape), u)
    run, state, _ = np.indices(shape)
    return Cases((u < chance).ravel(), {"x": x.ravel(), "z": z.ravel()}, run.ravel(), state.ravel(), "x")


def test_regressions_fitted_as_one_have_the_coefficients_of_regressions_apart() -> None:
    cells = {"a": _made(1, 0.8), "b": _made(2, 0.3)}
    both = Logits(cells)
    for name, cell in cells.items():
        alone = Logits({name: cell}).interval({name: 1.0})
        together = both.interval({name: 1.0})
        assert together.mean == pytest.approx(alone.mean, abs=1e-6)
        assert together.high - together.low == pytest.approx(alone.high - alone.low, rel=0.01)


def test_what_is_put_in_is_found_and_a_step_multiplies_it() -> None:
    fit = Logits({"a": _made(3, 0.8, shared=0.0)})
    one, ten = fit.interval({"a": 1.0}), fit.interval({"a": 10.0})
    assert one.low < 0.8 < one.high
    assert one.high - one.low < 0.3
    assert ten.mean == pytest.approx(10 * one.mean)


def test_pairs_of_runs_narrow_the_interval_of_a_difference() -> None:
    paired = Logits({"a": _made(4, 0.8), "b": _made(4, 0.8, noise=1)}).interval({"a": 1.0, "b": -1.0})
    apart = Logits({"a": _made(4, 0.8), "b": _made(5, 0.8)}).interval({"a": 1.0, "b": -1.0})
    assert paired.high - paired.low < 0.8 * (apart.high - apart.low)


def test_an_ablation_that_changes_nothing_takes_nothing_away() -> None:
    nothing = Logits({"a": _made(6, 0.8), "b": _made(6, 0.8)}).interval({"a": 1.0, "b": -1.0})
    assert nothing.mean == pytest.approx(0.0, abs=1e-9)
    assert nothing.high - nothing.low < 1e-6


def test_runs_that_say_the_same_are_no_more_cases() -> None:
    """Each case twice within its cluster: the interval of errors that ignored clusters would shrink by 0.71."""
    cell = _made(7, 0.8)
    twice = Cases(np.tile(cell.event, 2), {name: np.tile(values, 2) for name, values in cell.columns.items()},
                  np.tile(cell.seed, 2), np.tile(cell.state, 2), "x")  # fmt: skip
    once, again = (Logits({"a": one}).interval({"a": 1.0}) for one in (cell, twice))
    assert again.high - again.low == pytest.approx(once.high - once.low, rel=0.02)


@pytest.mark.slow
def test_intervals_cover_what_is_true() -> None:
    """Cases share the level of their run and their state, and the regressor varies within both."""
    covered = 0
    for seed in range(100):
        interval = Logits({"a": _made(100 + seed, 0.5, shared=0.2)}).interval({"a": 1.0})
        covered += interval.low < 0.5 < interval.high
    assert 88 <= covered <= 100


def test_thirds_compare_the_highest_with_the_lowest_at_cuts_that_arms_share() -> None:
    low = Cases(np.zeros(4, bool), {"x": np.array([1.0, 2.0, 3.0, 4.0])}, np.zeros(4), np.zeros(4), "x")
    high = replace(low, columns={"x": np.array([5.0, 6.0, 7.0, 8.0])})
    made = in_thirds({"a": low, "b": high}, "x")
    assert list(made["a"].columns["highest third"]) == [0, 0, 0, 0]
    assert list(made["a"].columns["middle third"]) == [0, 0, 0, 1]
    assert list(made["b"].columns["highest third"]) == [0, 1, 1, 1]
    assert made["a"].effect == "highest third"


def test_few_events_and_a_regressor_that_stands_still_give_no_estimate() -> None:
    cell = _made(8, 0.8)
    assert cell.enough
    assert not replace(cell, event=np.arange(len(cell.event)) < 29).enough
    assert replace(cell, event=np.arange(len(cell.event)) < 30).enough
    assert not replace(cell, columns={**cell.columns, "x": np.ones(len(cell.event))}).enough
    assert replace(cell, columns={**cell.columns, "z": np.ones(len(cell.event))}).varying == ["x"]


# ------------------------------------------------------------------------------------------ findings


@pytest.fixture(scope="module")
def camps() -> Trial:
    return trial(read_claim(HERE / "C9.yaml"), "stylised")


def _yearly(made: Trial, slopes: dict[str, float], weak: float = 0.0, runs: int = 30) -> pd.DataFrame:
    """State-years of every arm in which the ln odds of violence rise with refugees in camps by the arm's slope."""
    rng = np.random.default_rng(11)
    codes, years = made.standing.codes, np.arange(1990, 2000)
    shape = (runs, len(codes), len(years))
    camps = np.where(rng.uniform(size=shape) < 0.5, 0.0, np.exp(rng.uniform(6, 12, shape)))
    lagged = np.concatenate([np.zeros((*shape[:2], 1)), np.log1p(camps)[:, :, :-1]], axis=2)
    u, income = rng.uniform(size=shape), np.exp(rng.normal(9, 1, shape))
    seed, state, year = (index.ravel() for index in np.indices(shape))
    frames = []
    for arm in made.arms:
        slope = slopes.get(arm, 0.0) * (1 + weak * made.standing.weak[None, :, None])
        violent = u < 1 / (1 + np.exp(2.5 - slope * lagged))
        frames.append(pd.DataFrame({
            "policy": arm, "seed": seed + 1, "place": np.array(codes)[state], "year": years[year],
            "conflict_deaths": np.where(violent, 100.0, 0.0).ravel(), "camp_refugees": camps.ravel(),
            "gdp_per_head": income.ravel(), "population": 1e6 * income.ravel()[::-1],
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _arms(**said: str) -> FindingArms:
    names = {"treatment": "as_it_is", "control": "as_it_is", "treatment_without": "as_it_is_without_spread",
             "control_without": "as_it_is_without_spread", **said}  # fmt: skip
    return FindingArms(**names)


def _estimated(
    made: Trial, name: str, arms: FindingArms, yearly: pd.DataFrame
) -> tuple[FindingSpec, Estimates]:
    spec = made.claim.findings[name]
    return spec, regressed(spec, arms, Panels(yearly, made.standing))


def test_a_finding_is_reproduced_where_the_mechanism_makes_the_odds(camps: Trial) -> None:
    spec, what = _estimated(camps, "hosts_of_camps", _arms(), _yearly(camps, {"as_it_is": 0.1}))
    assert what.effect.low < math.exp(0.1 * 11.513) < what.effect.high
    assert what.ablated.low < 1.0 < what.ablated.high
    assert judged(spec, what.effect, what.taken) == "reproduced"
    assert what.effect.number == 30
    assert 0 < what.events < what.cases


def test_a_finding_that_survives_its_ablation_is_not_explained(camps: Trial) -> None:
    both = _yearly(camps, {"as_it_is": 0.1, "as_it_is_without_spread": 0.1})
    spec, what = _estimated(camps, "hosts_of_camps", _arms(), both)
    assert what.taken.mean == pytest.approx(0.0, abs=1e-9)
    assert judged(spec, what.effect, what.taken) == "not explained by the mechanism"


@pytest.mark.slow
def test_treatment_against_control_is_a_ratio_of_odds_ratios(camps: Trial) -> None:
    yearly = _yearly(camps, {"open_camps": 0.15, "as_it_is": 0.1})
    arms = _arms(treatment="open_camps", treatment_without="open_camps_without_prey")
    _, what = _estimated(camps, "hosts_of_camps", arms, yearly)
    assert what.effect.low < math.exp(0.05 * 11.513) < what.effect.high
    assert what.effect.low > 1.0


def test_a_product_is_the_ratio_of_weak_over_strong(camps: Trial) -> None:
    arms = _arms(treatment_without="as_it_is_without_bases", control_without="as_it_is_without_bases")
    _, what = _estimated(camps, "weak_hosts_more", arms, _yearly(camps, {"as_it_is": 0.1}, weak=1.0))
    assert what.effect.low < math.exp(0.1 * 11.513) < what.effect.high
    _, none = _estimated(camps, "weak_hosts_more", arms, _yearly(camps, {"as_it_is": 0.1}))
    assert none.effect.low < 1.0 < none.effect.high


def test_without_a_war_nothing_can_be_said(camps: Trial) -> None:
    peace = _yearly(camps, {"as_it_is": 0.1}).assign(conflict_deaths=0.0)
    spec, what = _estimated(camps, "hosts_of_camps", _arms(), peace)
    assert math.isnan(what.effect.mean)
    assert judged(spec, what.effect, what.taken) == "undecided"


@pytest.mark.parametrize(("low", "high"), [(0.98, 1.05), (0.8, 1.6), (0.3, 3.0), (0.3, 16.0), (0.01, 200.0)])
def test_an_axis_of_ratios_has_ticks_enough_to_read_it_by(low: float, high: float) -> None:
    from matplotlib.figure import Figure

    from experiments.claims.figure import _ratios

    axes = Figure().add_subplot()
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    _ratios(axes, low, high)
    shown = [tick for tick in axes.get_xticks() if low <= tick <= high]
    assert 3 <= len(shown) <= 9
    assert any(abs(tick - 1.0) < 1e-9 for tick in shown)


# ------------------------------------------------------------------------------------------ studies and pages


@pytest.mark.parametrize("name", ["C8", "C9", "C14"])
def test_a_study_keeps_what_the_regressions_of_its_claim_need(name: str) -> None:
    claim = read_claim(HERE / f"{name}.yaml")
    kept = measures_of(claim)
    needed = {measure for finding in claim.findings.values() if finding.regression
              for variable in finding.regression.variables for measure in VARIABLES[variable].measures}  # fmt: skip
    assert set(kept) == {"conflict_deaths", *needed}
    made = trial(claim, "stylised")
    assert made.study.spec.keep.yearly == tuple(kept)
    assert made.study.spec.keep.places == ("all",)


def test_a_claim_without_regressions_keeps_nothing_beside_its_outcomes() -> None:
    assert not trial(read_claim(HERE / "C7.yaml"), "stylised").study.spec.keep.yearly


def test_the_page_shows_odds_ratios_on_a_logarithmic_axis(camps: Trial, tmp_path: Path) -> None:
    names = [column["name"] for column in columns_of(camps.claim, camps.world, camps.groups)]
    rng = np.random.default_rng(4)
    outcomes = pd.DataFrame([
        {"seed": seed, "policy": arm, **dict.fromkeys(names, rng.uniform(50, 60))}
        for seed in range(1, 31) for arm in camps.arms
    ])  # fmt: skip
    panels = Panels(_yearly(camps, {"as_it_is": 0.1}, runs=15), camps.standing)
    findings = [[found(camps, name, outcomes, panels)] for name in camps.claim.findings]
    one = findings[0][0]
    scales = {
        axes.get_xscale() for axes in effects([[one]], 7.0).axes if axes.get_title(loc="left") or axes.lines
    }
    assert "log" in scales
    html = write(page([camps], findings, []), tmp_path)[0].read_text(encoding="utf-8")
    assert "Test of a claim" in html
    assert "Report of a study" not in html
    assert shown(one.estimates.effect, "odds_ratio") in html
    assert moved(one) in html
    assert f"{one.estimates.events:,} of {one.estimates.cases:,}" in html
    assert "Controls: ln output per head" in html
    frame = findings_frame(camps.claim, [row[0] for row in findings], full=False).set_index("finding")
    assert frame.loc["hosts_of_camps", "events"] == one.estimates.events
    assert frame.loc["hosts_of_camps", "estimator"] == "odds_ratio"


SLIPS = (
    ("ablated_replications: 30", "ablated_replications: 29", r"is not 30: a regression has as many runs without"),
    ("regressor: camps\n", "regressor: camp\n", r"names the variable 'camp'.*did you mean 'camps'"),
    ("[income, population", "[incme, population", r"names the variable 'incme'.*did you mean 'income'"),
    ("[income, population", "[camps, population", r"names 'camps', which the regression holds twice"),
    ("dependent: onset", "dependent: onsets", r"must be one of onset, violence, recurrence"),
    ("    estimator: change\n", "", r"estimator'.*goes with a regression alone"),
    ("    expected: {above: 1}\n", "    estimator: level\n    expected: {above: 1}\n", r"goes with an outcome alone"),
    ("      step: 11.513\n", "      contrast: thirds\n      step: 11.513\n", r"is thirds, which goes without 'step'"),
    ("    outcome: {measure: conflict_deaths, first: \"1992-01\"}\n", "", r"needs one of 'outcome' and 'regression'"),
)  # fmt: skip
"""What a file says, what it says by a slip, and what the refusal says."""


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_in_a_regression_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (HERE / "C9.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refusal, match=rf"mine\.yaml, line \d+: .*{said}"):
        read_claim(tmp_path / "mine.yaml")
