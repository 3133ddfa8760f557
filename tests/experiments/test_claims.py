"""Claims: arms that are run once, estimators that find what is put in, verdicts that follow from intervals alone."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm.analysis.intervals import Interval
from abm.refusal import Refusal
from abm.reports.writing import write
from abm.results.measures import MEASURES
from abm.scenario.reading import read_node
from experiments.claims.__main__ import main
from experiments.claims.arms import Trial, trial
from experiments.claims.claim import Claim, FindingSpec, read_claim
from experiments.claims.conditions import condition_said, conditions, sign_of
from experiments.claims.estimating import Estimates
from experiments.claims.groups import spelt_out
from experiments.claims.outcomes import columns_of, of_runs
from experiments.claims.page import page
from experiments.claims.parts import AS_IT_IS
from experiments.claims.publishing import findings_frame
from experiments.claims.shares.claim import about_shares
from experiments.claims.verdict import Found, found, judged
from experiments.claims.wording import expected_said, meaning

HERE = Path(__file__).parents[2] / "experiments" / "claims"
CLAIMS = sorted(path for path in HERE.glob("*.yaml") if not about_shares(read_node(path)))


@pytest.fixture(scope="module")
def claim() -> Claim:
    return read_claim(HERE / "C7.yaml")


@pytest.fixture(scope="module")
def stylised(claim: Claim) -> Trial:
    return trial(claim, "stylised")


# ------------------------------------------------------------------------------------------ verdicts


def _finding(claim: Claim, **changes: object) -> FindingSpec:
    spec = claim.findings["irregular_entries_rise"].model_dump(mode="python")
    return FindingSpec.model_validate({**spec, **changes})


@pytest.mark.parametrize(
    ("effect", "taken", "verdict"),
    [
        ((0.10, 0.20), (0.05, 0.10), "reproduced"),
        ((0.10, 0.20), (-0.01, 0.10), "not explained by the mechanism"),
        ((0.10, 0.20), (-0.10, -0.05), "not explained by the mechanism"),
        ((0.01, 0.04), (0.01, 0.04), "not reproduced"),
        ((0.05, 0.05), (0.01, 0.04), "not reproduced"),  # the range is open: its end is outside
        ((-0.30, -0.20), (-0.30, -0.20), "not reproduced"),
        ((0.04, 0.20), (0.02, 0.20), "undecided"),
        ((math.nan, math.nan), (0.02, 0.20), "undecided"),
        ((0.10, 0.20), (math.nan, math.nan), "undecided"),
    ],
)
def test_the_verdict_follows_from_the_two_intervals(
    claim: Claim, effect: tuple[float, float], taken: tuple[float, float], verdict: str
) -> None:
    more = _finding(claim, expected={"above": 0.05})
    assert judged(more, _interval(effect), _interval(taken)) == verdict
    less = _finding(claim, expected={"below": -0.05})
    assert judged(less, _interval(effect, -1.0), _interval(taken, -1.0)) == verdict


@pytest.mark.parametrize(
    ("effect", "without", "taken", "verdict"),
    [
        ((-0.4, -0.2), "less", (0.1, 0.2), "reproduced"),
        ((-0.4, -0.2), "more", (-0.2, -0.1), "reproduced"),
        ((-0.4, -0.2), "less", (-0.2, -0.1), "not explained by the mechanism"),
        ((-1.4, -1.2), "less", (0.1, 0.2), "not reproduced"),
        ((0.1, 0.2), "less", (0.1, 0.2), "not reproduced"),
        ((-0.1, 0.1), "less", (0.1, 0.2), "undecided"),
    ],
)
def test_a_range_has_two_ends_and_says_where_the_ablation_leads(
    claim: Claim, effect: tuple[float, float], without: str, taken: tuple[float, float], verdict: str
) -> None:
    spec = _finding(claim, expected={"above": -1.0, "below": 0.0}, without=without)
    assert judged(spec, _interval(effect), _interval(taken)) == verdict


def _interval(ends: tuple[float, float], sign: float = 1.0) -> Interval:
    low, high = sorted(sign * end for end in ends)
    return Interval((low + high) / 2, low, high, 30)


# ------------------------------------------------------------------------------------------ arms and outcomes


@pytest.mark.parametrize("path", CLAIMS, ids=lambda path: path.stem)
def test_the_arms_of_every_claim_differ_and_are_run_once(path: Path) -> None:
    shipped = read_claim(path)
    assert shipped.replications >= 30
    made = trial(shipped, "stylised")
    digests = [arm.scenario.digest() for study in made.studies for arm in study.arms]
    asked = {made.of(spec).control for spec in shipped.findings.values()}
    assert made.study.arms[0].name in asked
    assert set(made.effects) == {name for spec in shipped.findings.values() for name in made.swept(spec)}
    assert len(set(digests)) == len(digests) == len(made.arms)
    assert len(made.study) == shipped.replications * len(made.effects)
    if made.ablated is not None:
        assert len(made.ablated) == shipped.ablated_replications * (len(made.arms) - len(made.effects))
        assert {run.seed for run in made.ablated.runs()} <= {run.seed for run in made.study.runs()}
    for finding in shipped.findings.values():
        arms = made.of(finding)
        assert {arms.treatment, arms.control, arms.treatment_without, arms.control_without} <= set(made.arms)
        assert arms.control != arms.control_without


def test_findings_share_the_arms_that_they_have_in_common(claim: Claim, stylised: Trial) -> None:
    doubled = [stylised.of(spec) for spec in claim.findings.values() if spec.treatment == "effort_doubled"]
    assert len(doubled) > 3
    assert len({arms.treatment for arms in doubled}) == 1
    assert {stylised.of(spec).control for spec in claim.findings.values()} == {AS_IT_IS}
    table = claim.conditions["fees"]
    assert stylised.cell(table, "1", "1") == AS_IT_IS


def test_a_group_is_written_out_for_its_states(stylised: Trial) -> None:
    rich, tightened, others = (stylised.groups[name] for name in ("rich", "tightened", "others"))
    assert len(rich) == 20
    assert sorted((*tightened, *others)) == sorted(rich)
    written = spelt_out(
        {
            "events": [{"states": "others", "scale": {}}],
            "policies": {"others": {"removal": 2}, "all": {"removal": 1}},
        },
        stylised.groups,
    )
    assert written["events"][0]["states"] == list(others)
    assert set(written["policies"]) == {*others, "all"}


def test_outcomes_of_a_group_are_added_and_ratios_are_ratios_of_sums(claim: Claim, stylised: Trial) -> None:
    columns = columns_of(claim, "stylised", stylised.groups)
    assert len({column["name"] for column in columns}) == len(columns)
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({column["name"]: rng.uniform(1, 2, 3) for column in columns})
    frame = frame.assign(seed=[1, 2, 3], policy="a")
    outcome = claim.findings["interdiction_rises"].outcome
    assert outcome is not None
    above, below = (
        frame[[c["name"] for c in columns if c["measure"] == part and c["place"] in stylised.groups["rich"]
               and c.get("first") == outcome.first and c["reduction"] == "sum"]].sum(axis=1)
        for part in MEASURES["interdiction_probability"].ratio or ()
    )  # fmt: skip
    assert np.allclose(of_runs(frame, outcome, stylised.groups)["a"], above / below)


# ------------------------------------------------------------------------------------------ pages


def _outcomes(made: Trial) -> pd.DataFrame:
    """Outcomes of every arm, each with a level of its own, noise shared by the arms of a seed."""
    rng = np.random.default_rng(2)
    names = [column["name"] for column in columns_of(made.claim, made.world, made.groups)]
    base = rng.uniform(50, 100, len(names))
    rows = []
    for seed in range(30):
        shared = rng.normal(1.0, 0.1)
        for rank, arm in enumerate(made.arms):
            values = base * shared * (1 + 0.01 * rank) * rng.normal(1.0, 0.01, len(names))
            rows.append({"seed": seed, "policy": arm, **dict(zip(names, values, strict=True))})
    return pd.DataFrame(rows)


def test_the_page_says_what_was_found_and_that_it_is_a_claim(
    claim: Claim, stylised: Trial, tmp_path: Path
) -> None:
    outcomes = _outcomes(stylised)
    findings = [[found(stylised, name, outcomes)] for name in claim.findings]
    tables = [conditions(stylised, name, outcomes) for name in claim.conditions]
    document = page([stylised], findings, tables)
    files = write(document, tmp_path)
    html = files[0].read_text(encoding="utf-8")
    assert "Test of a claim" in html
    assert "Report of a study" not in html
    assert "make claim-C7" in html
    for row in findings:
        assert row[0].spec.title in html
        assert claim.ablations[row[0].spec.ablation].mechanism in html
    assert {drawing.name for drawing in document.drawings()} == {"effects", "fees-stylised"}
    frame = findings_frame(claim, [row[0] for row in findings], full=False)
    assert list(frame["finding"]) == list(claim.findings)
    assert (frame["effect_low"] <= frame["effect_high"]).all()


def test_three_sentences_say_numbers_thresholds_and_mechanism(claim: Claim) -> None:
    spec = claim.findings["fees_pushed_up"]
    what = Estimates(100.0, 112.0, _interval((0.11, 0.13)), _interval((0.05, 0.07)), _interval((0.05, 0.07)))
    one = Found("fees_pushed_up", spec, "stylised", what, "reproduced")
    happened, judgement, explained = meaning(claim, [one])
    assert "+12.0 % (+11.0 to +13.0) in the stylised world" in happened
    assert "+5 % to +40 %" in judgement
    assert "+17 %" in judgement
    assert claim.ablations["penalty"].mechanism in explained
    assert "+6.0 % (+5.0 to +7.0) is left" in explained
    assert expected_said(claim.findings["fees_collapse"]) == "below \N{MINUS SIGN}5 %"


def test_a_control_of_its_own_is_named_and_things_as_they_are_too() -> None:
    claim = read_claim(HERE / "C15.yaml")
    what = Estimates(0.1, 0.2, _interval((0.9, 1.1)), _interval((0.0, 0.1)), _interval((0.9, 1.0)))
    for name, said in (
        (
            "divided_targets_more",
            "society divided, against a control in which the target's nation is one of citizens",
        ),
        ("control_falls", "As things are, against a control in which nobody is driven out, the change in"),
    ):
        assert said in meaning(claim, [Found(name, claim.findings[name], "real", what, "undecided")])[0]


def test_groups_of_single_states_are_those_of_the_world() -> None:
    claim = read_claim(HERE / "C15.yaml")
    assert trial(claim, "stylised").groups["target"] == ("AAR",)
    treated = trial(claim, "real").arms["no_expulsions"]
    assert treated == {"policies": {"ALB": {"expulsion": 0}}}


def test_conditions_say_where_the_sign_turns(claim: Claim, stylised: Trial) -> None:
    outcomes = _outcomes(stylised)
    table = conditions(stylised, "fees", outcomes)
    assert table.cells["1", "1"].mean == 0.0
    assert sign_of(Interval(1.0, 0.5, 1.5, 30)) == 1
    assert sign_of(Interval(1.0, -0.5, 2.5, 30)) == 0
    assert "Of 8 combinations" in condition_said(table)


# ------------------------------------------------------------------------------------------ refusals


SLIPS = (
    ("    estimator: elasticity", "    estimater: elasticity", r"unknown key 'findings\..*estimater'"),
    (
        "    treatment: quotas_cut",
        "    treatment: quotas_cit",
        r"the treatment 'quotas_cit', .*did you mean 'quotas_cut'",
    ),
    ("    ablation: detours", "    ablation: detour", r"names the ablation 'detour'.*did you mean 'detours'"),
    (
        "measure: death_rate,",
        "measure: deth_rate,",
        r"names the measure 'deth_rate'.*did you mean 'death_rate'",
    ),
    (
        "{measure: entries_irregular, among: others,",
        "{measure: power_gini, among: others,",
        r"is 'power_gini', which is measured for the world alone",
    ),
    ("among: others, first", "among: other, first", r"names the group 'other'.*did you mean 'others'"),
    (
        "{above: -1, below: 0}",
        "{above: 1, below: 0}",
        r"less_than_in_proportion\.expected\.above' is 1.0, not below 0.0",
    ),
    ("    without: less\n", "", r"needs 'without' \(less or more\)"),
    ("    treatment: effort_doubled", "    treatment: quotas_cut", r"'quotas_cut' does not say its 'effort'"),
    (
        "richest: 0.3333, label: the richest",
        "label: the richest",
        "needs one of 'richest' and 'poorest', above 0, or 'codes'",
    ),
    (
        "rich: {richest: 0.3333",
        "rich: {codes: {stylised: [AAA]}",
        "does not name the states of every world",
    ),
    ("{border_effort: 3}", "{border_efort: 3}", r"unknown key 'events\[\d\]\.scale\.border_efort'"),
    (
        "{effort_hazard: 0}",
        "{effort_hazard: -1}",
        r"'parameters\.journeys\.effort_hazard' is -1, outside its range",
    ),
)
"""What a file says, what it says by a slip, and what the refusal says."""


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_in_a_claim_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (HERE / "C7.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match=rf"mine\.yaml, line \d+: .*{said}"):
        read_claim(tmp_path / "mine.yaml")


def test_a_claim_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["C77"]) == 2
    assert "there is no claim 'C77'; did you mean 'C7'" in capsys.readouterr().err
