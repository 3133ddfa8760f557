"""Claims about shares: ranges follow their rule, indices are those that were put in, verdicts follow from them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.analysis.intervals import Interval
from abm.refusal import Refusal
from abm.reports.writing import write
from abm.scenario import Scenario
from abm.scenario.declarations import declaration
from experiments.claims.claim import read_claim
from experiments.claims.estimating import Estimates
from experiments.claims.parts import AS_IT_IS
from experiments.claims.publishing import findings_frame
from experiments.claims.shares.claim import CHANCE, SharesClaim, read_shares
from experiments.claims.shares.finding import Shares, share_found
from experiments.claims.shares.page import shares_page
from experiments.claims.shares.publishing import indices_frame, share_findings_frame
from experiments.claims.shares.trial import SharesTrial, column, shares_trial
from experiments.claims.verdict import Found

pytest.importorskip("SALib")

PATH = Path(__file__).parents[2] / "experiments" / "claims" / "C13.yaml"
WEIGHTS = {"flow": 1.0, "policy": 2.0, "capacity": 0.5, "behaviour": 0.0, "world": 1.0, "chance": 0.5}
"""What a move through the whole range of each factor of a group adds to every outcome."""


BLOCKS = 256
ABLATED = 128
"""Blocks in all, and those that are run without the mechanism too."""


@pytest.fixture(scope="module", autouse=True)
def few_resamples() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.claims.shares.finding.RESAMPLES", 200)
        yield


@pytest.fixture(scope="module")
def claim() -> SharesClaim:
    return read_shares(PATH)


@pytest.fixture(scope="module")
def trial(claim: SharesClaim) -> SharesTrial:
    return shares_trial(with_blocks(claim, BLOCKS), "stylised")


@pytest.fixture(scope="module")
def shares(trial: SharesTrial) -> Shares:
    return faked(trial)


def with_blocks(claim: SharesClaim, blocks: int) -> SharesClaim:
    design = claim.design.model_copy(update={"samples": blocks, "ablated": ABLATED})
    return claim.model_copy(update={"design": design})


def design_of(trial: SharesTrial) -> pd.DataFrame:
    names = [factor.name for factor in trial.study.factors]
    return pd.DataFrame(list(trial.study.points), columns=names).rename_axis("point").reset_index()


def faked(trial: SharesTrial) -> Shares:
    """Runs whose outcomes are linear in the factors; without the mechanism policy does nothing."""
    design = design_of(trial)
    sums = {}
    for group in trial.claim.factors:
        sums[group] = np.zeros(len(design))
        for factor in trial.study.factors:
            if factor.group == group:
                ends = (
                    np.log([factor.low, factor.high])
                    if factor.spacing == "log"
                    else [factor.low, factor.high]
                )
                values = design[factor.name].to_numpy(float)
                values = np.log(values) if factor.spacing == "log" else values
                sums[group] += (values - ends[0]) / (ends[1] - ends[0]) - 0.5
    frames = []
    for arm in (AS_IT_IS, *trial.claim.ablations):
        weights = WEIGHTS if arm == AS_IT_IS else {**WEIGHTS, "policy": 0.0}
        y = sum(weight * sums[group] for group, weight in weights.items())
        columns = {each.name: 0.0 * y if each.name.endswith("_first") else y for each in trial.study.outcomes}
        runs = pd.DataFrame({"point": design["point"], "policy": arm, "seed": 1, **columns})
        frames.append(runs if arm == AS_IT_IS else runs.head(len(trial.ablated.points)))
    return Shares(trial, design, pd.concat(frames, ignore_index=True))


# ------------------------------------------------------------------------------------------ what is asked


def test_every_range_follows_the_rule(claim: SharesClaim) -> None:
    """Half to double, ln 2 to either side, a quarter to either side, or from off to half of the declared range."""
    for world in claim.worlds:
        for factor in shares_trial(claim, world).study.factors:
            if factor.group == CHANCE or (factor.keys[:1] and factor.keys[0].startswith("conditions.")):
                continue
            middle, low, high = float(factor.default), factor.low, factor.high
            declared = declaration(Scenario, tuple(factor.keys[0].split("."))) if factor.keys else None
            bounds = declared.bounds if declared and declared.bounds else (0.0, math.inf)
            if factor.spacing == "log":
                assert low == pytest.approx(max(middle / 2, bounds[0])), factor.name
                assert high == pytest.approx(min(2 * middle, bounds[1])), factor.name
            elif middle == 0.0:
                assert (low, high) == (0.0, bounds[1] / 2), factor.name
            else:
                assert (low + high) / 2 == pytest.approx(middle, abs=1e-6), factor.name
                reach = (high - low) / 2
                assert min(abs(reach - math.log(2)), abs(reach - abs(middle) / 4)) < 1e-3, factor.name


def test_capacity_at_the_start_runs_from_half_to_double_its_odds(claim: SharesClaim) -> None:
    """In the mean of both worlds, to two hundredths of an index that runs from 0 to 1."""
    from abm.scenario import tables_of
    from abm.world.world import build_world

    for name, group in (("richer_states", "richer"), ("poorer_states", "poorer")):
        spec = claim.factors["capacity"].factors[name]
        ends = []
        for world in claim.worlds:
            made = shares_trial(claim, world)
            built = build_world(tables_of(made.study.arms[0].scenario.world))
            codes = [built.codes.index(code) for code in made.groups[group]]
            mean = float(built.series["capacity"][0][codes].mean())
            odds = mean / (1 - mean)
            ends.append((odds / 2 / (1 + odds / 2), 2 * odds / (1 + 2 * odds)))
        assert [spec.low, spec.high] == pytest.approx(np.mean(ends, axis=0), abs=0.02)


def test_groups_but_chance_have_equally_many_factors(claim: SharesClaim) -> None:
    numbers = {name: len(group.factors) for name, group in claim.factors.items()}
    assert numbers.pop(CHANCE) == 1
    assert len(set(numbers.values())) == 1


def test_a_block_has_a_point_for_each_group_and_two_more(claim: SharesClaim, trial: SharesTrial) -> None:
    assert len(trial.study.points) == len(trial.study) == BLOCKS * (len(claim.factors) + 2)
    assert [arm.name for arm in trial.study.arms] == [AS_IT_IS]


def test_without_the_mechanism_the_first_blocks_are_run_on_the_same_points_and_seeds(
    trial: SharesTrial,
) -> None:
    assert list(trial.ablated.points) == list(trial.study.points)[: ABLATED * (len(trial.claim.factors) + 2)]
    assert {run.seed for run in trial.ablated.runs()} == {run.seed for run in trial.study.runs()}
    assert [arm.name for arm in trial.ablated.arms] == list(trial.claim.ablations)
    full = replace(trial, full=True)
    assert full.ablated_samples == full.samples == trial.claim.design.full


def test_chance_alone_is_drawn_anew_in_one_point_of_a_block(trial: SharesTrial) -> None:
    draws = design_of(trial)["draw"].to_numpy().reshape(BLOCKS, -1)
    assert (draws[:, 1:-2] == draws[:, :1]).all()
    assert (draws[:, -2] == draws[:, -1]).all()
    assert (draws[:, -1] != draws[:, 0]).all()


def test_a_group_of_states_is_written_out_in_keys(trial: SharesTrial) -> None:
    richer = next(factor for factor in trial.study.factors if factor.name == "richer_states")
    assert richer.keys == tuple(f"conditions.{code}.capacity" for code in trial.groups["richer"])
    assert len(richer.keys) == 30


def test_without_the_mechanism_policy_has_nothing_to_act_through(trial: SharesTrial) -> None:
    levers = trial.ablated.scenario(trial.ablated.points[1], 0).resolved()["policies"]["all"]
    assert all(levers[f"quota_{name}"] == 0 for name in ("skilled", "guest", "student", "family"))
    assert trial.ablated.arms[0].scenario.parameters.journeys.effort_exponent == 0


# ------------------------------------------------------------------------------------------ what is found


def test_indices_are_those_that_were_put_in(shares: Shares) -> None:
    squares = {name: (6 if name != CHANCE else 1) * weight**2 for name, weight in WEIGHTS.items()}
    for index in ("total", "first"):
        for group, square in squares.items():
            share = square / sum(squares.values())
            found = shares.share("net_security", group, index=index)
            assert found.mean == pytest.approx(share, abs=0.1)
            assert found.low - 0.05 <= share <= found.high + 0.05
            assert -0.15 <= found.mean <= 1.15
    assert shares.share("net_security", "behaviour") == Interval(0.0, 0.0, 0.0, BLOCKS)
    assert shares.share("net_security", "policy", without="policy").mean == 0.0
    rows = shares.indices
    assert set(rows.loc[rows["without"] == "", "used"]) == {BLOCKS}
    assert set(rows.loc[rows["without"] != "", "used"]) == {ABLATED}
    assert set(rows["dropped"]) == {0}


def test_the_larger_of_two_groups_is_compared_and_the_ablation_takes_it_away(shares: Shares) -> None:
    one = share_found(shares, "policy_above_flow")
    total = {group: shares.share("net_security", group).mean for group in WEIGHTS}
    left = {group: shares.share("net_security", group, without="policy").mean for group in WEIGHTS}
    assert one.estimates.effect.mean == pytest.approx(total["policy"] - total["flow"])
    assert one.estimates.ablated.mean == pytest.approx(left["capacity"] - left["flow"])
    assert (one.estimates.treatment, one.estimates.control) == (total["policy"], total["flow"])
    assert one.verdict == "reproduced"


def test_what_is_taken_away_is_of_the_blocks_that_were_run_both_ways(shares: Shares) -> None:
    fewer = replace(shares.trial, claim=with_blocks(shares.trial.claim, ABLATED))
    points = len(fewer.ablated.points)
    rows = shares.outcomes[shares.outcomes["point"] < points]
    one = share_found(shares, "policy_above_flow").estimates
    same = share_found(Shares(fewer, shares.design.head(points), rows), "policy_above_flow").estimates
    assert one.taken == same.taken
    assert one.taken.mean == pytest.approx(same.effect.mean - same.ablated.mean)
    assert one.ablated == same.ablated
    assert one.effect != same.effect
    assert one.effect.high - one.effect.low < same.effect.high - same.effect.low


def test_a_group_beside_itself_differs_in_no_resample(trial: SharesTrial) -> None:
    same = trial.claim.findings["policy_above_flow"].model_copy(update={"above": ("flow",)})
    claim = trial.claim.model_copy(update={"findings": {"same": same}})
    one = share_found(faked(replace(trial, claim=claim)), "same")
    effect = one.estimates.effect
    assert (effect.mean, effect.low, effect.high) == pytest.approx((0.0, 0.0, 0.0))


def test_what_is_taken_away_is_of_the_blocks_that_are_whole_with_the_mechanism_and_without_it(
    trial: SharesTrial, shares: Shares
) -> None:
    """A run that failed with the mechanism, and one of another block that failed without it."""
    size = len(trial.claim.factors) + 2
    rows, ablated = shares.outcomes, shares.outcomes["policy"] != AS_IT_IS
    lost = (~ablated & (rows["point"] == 3)) | (ablated & (rows["point"] == size + 1))
    one = share_found(Shares(trial, shares.design, rows[~lost]), "policy_above_flow")
    neither = share_found(Shares(trial, shares.design, rows[rows["point"] >= 2 * size]), "policy_above_flow")
    assert [what.number for what in (one.estimates.effect, one.estimates.ablated, one.estimates.taken)] == [
        BLOCKS - 1, ABLATED - 1, ABLATED - 2
    ]  # fmt: skip
    assert one.estimates.taken == neither.estimates.taken


def test_where_the_flow_decides_the_finding_is_not_reproduced(
    trial: SharesTrial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WEIGHTS, "policy", 0.2)
    monkeypatch.setitem(WEIGHTS, "flow", 3.0)
    assert share_found(faked(trial), "policy_above_flow").verdict == "not reproduced"


def test_an_outcome_that_does_not_vary_decides_nothing(trial: SharesTrial, shares: Shares) -> None:
    flat = shares.outcomes.assign(**{column("autonomy", "world", "last"): 1.0})
    one = share_found(Shares(trial, shares.design, flat), "autonomy_kept")
    assert one.verdict == "undecided"
    assert math.isnan(one.estimates.effect.mean)


def test_a_change_is_the_last_year_less_the_first_and_a_share_counts_states(trial: SharesTrial) -> None:
    rng = np.random.default_rng(4)
    names = [each.name for each in trial.study.outcomes]
    runs = pd.DataFrame(rng.normal(size=(3, len(names))), columns=names).assign(
        policy="a", point=[0, 1, 2], seed=1
    )
    power = trial.of_runs(runs, trial.claim.outcomes["power"])["value"]
    hosts = trial.groups["hosts"]
    last, first = (runs[[column("relative_power", code, period) for code in hosts]].mean(axis=1)
                   for period in ("last", "first"))  # fmt: skip
    np.testing.assert_allclose(power, last - first)
    adds = trial.of_runs(runs, trial.claim.outcomes["adds"])["value"]
    states = runs[[column("security_by_migration", code, "whole") for code in trial.codes]]
    np.testing.assert_allclose(adds, (states > 0).sum(axis=1) / len(trial.codes))
    periods = {each.name: (each.first, each.last) for each in trial.study.outcomes}
    assert periods[column("order", "world", "first")] == ("1990-01", "1990-12")
    assert periods[column("order", "world", "last")] == ("1993-01", "1993-12")


# ------------------------------------------------------------------------------------------ what is written


def test_findings_have_the_columns_of_all_claims(shares: Shares) -> None:
    other = read_claim(PATH.with_name("C16.yaml"))
    name, spec = next(iter(other.findings.items()))
    nothing = Interval(0.0, 0.0, 0.0, 2)
    frame = findings_frame(
        other,
        [Found(name, spec, "real", Estimates(1.0, 1.0, nothing, nothing, nothing), "undecided")],
        full=False,
    )
    found = [share_found(shares, name) for name in shares.trial.claim.findings]
    mine = share_findings_frame(shares.trial.claim, found, full=False)
    assert list(mine.columns) == list(frame.columns)
    assert (mine["pairs"] == BLOCKS).all()
    assert (mine["pairs_without"] == ABLATED).all()
    assert list(mine["finding"]) == list(shares.trial.claim.findings)
    indices = indices_frame([shares])
    assert len(indices) == 2 * 2 * len(WEIGHTS) * len(shares.trial.claim.outcomes)
    assert not indices.duplicated(["world", "outcome", "group", "index", "without"]).any()


def test_the_page_says_lines_design_findings_and_limits(shares: Shares, tmp_path: Path) -> None:
    claim = shares.trial.claim
    document = shares_page([shares], [[share_found(shares, name)] for name in claim.findings])
    html = write(document, tmp_path)[0].read_text(encoding="utf-8")
    assert {drawing.name for drawing in document.drawings()} == {"shares", "effects"}
    for finding in claim.findings.values():
        assert finding.title in html
        assert f"Lines {finding.lines} of the text" in html
    for factor in shares.trial.study.factors:
        assert factor.label in html
    assert "make claim-C13" in html
    assert claim.design.rule.split(";")[0] in html
    assert "lies wholly in that range" in html


SLIPS = (
    ("  ablated: 32", "  ablated: 65", "is 65, more than the 64 blocks"),
    ("    below: flow", "    below: flw", r"the group of factors 'flw', .*did you mean 'flow'"),
    ("    outcome: order", "    outcome: ordre", r"the outcome 'ordre', .*did you mean 'order'"),
    ("    below: flow", "    below: policy", "needs a group, and not the one of 'below'"),
    ("    ablation: policy", "    ablation: polcy", r"the ablation 'polcy', .*did you mean 'policy'"),
    ("measure: net_security,", "measure: net_securty,", r"the measure 'net_securty', .*'net_security'"),
    ("among: hosts", "among: host", r"the group of states 'host', .*did you mean 'hosts'"),
    ("draw: {key: seed", "draw: {key: months", "need one factor, whose key is 'seed'"),
    ("  chance:\n", "  luck:\n", "name no group 'chance'"),
    ("      attacks: {", "      growth: {", "growth"),
)
"""What the file says, what it says by a slip, and what the refusal says."""


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = PATH.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match=rf"mine\.yaml, line \d+: .*{said}"):
        read_shares(tmp_path / "mine.yaml")


def test_a_horizon_of_one_year_leaves_no_change(tmp_path: Path) -> None:
    text = re.sub("months: 48", "months: 12", PATH.read_text(encoding="utf-8"))
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match="12 months leave no change"):
        _ = shares_trial(read_shares(tmp_path / "mine.yaml"), "stylised").study
