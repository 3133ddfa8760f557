from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from abm.__main__ import main
from abm.refusal import Refusal
from abm.studies.study import load_spec
from tests.studies.conftest import Written

BORDER = {"key": "policies.all.border_effort"}
RISK = {"key": "parameters.departures.risk", "low": 1, "high": 2}
SOBOL = {"kind": "sobol", "samples": 4}
ONE = [{"measure": "immigrants"}]

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown key": ({"replicatoins": 2}, "'replicatoins'"),
    "an unknown base": ({"base": "stylized"}, "did you mean 'stylised'"),
    "a wrong difference": ({"set": {"months": 0}}, "months"),
    "an unknown parameter": (
        {"factors": {"a": {"key": "parameters.departures.rsik"}}}, "did you mean 'risk'"
    ),
    "a group of keys": ({"factors": {"a": {"key": "parameters.departures"}}}, "is a group of keys"),
    "an unknown lever": ({"factors": {"a": {"scale": "quota_familly", "low": 0, "high": 1}}}, "quota_family"),
    "key and scale": ({"factors": {"a": {**BORDER, "scale": "quota_family"}}}, "needs one of 'key'"),
    "a scale without a range": ({"factors": {"a": {"scale": "quota_family"}}}, "give it 'low' and 'high'"),
    "a range beyond the declared": ({"factors": {"a": {**BORDER, "high": 50}}}, "outside its range"),
    "an empty range": ({"factors": {"a": {**BORDER, "low": 2, "high": 2}}}, "must be below 'high'"),
    "a logarithm of zero": ({"factors": {"a": {**BORDER, "spacing": "log"}}}, "must be above 0"),
    "a value outside": ({"factors": {"a": {**BORDER, "values": [1, 99]}}}, "outside the range"),
    "a word for a number": ({"factors": {"a": {**BORDER, "values": ["much"]}}}, "is not a number"),
    "a value twice": ({"factors": {"a": {**BORDER, "values": [1, 1]}}}, "names a value twice"),
    "a name with a space": ({"factors": {"a b": BORDER}}, "is no name for a factor"),
    "a name that is taken": ({"factors": {"seed": BORDER}}, "every study has"),
    "fixed without a value": ({"factors": {"a": {**BORDER, "role": "fixed"}}}, "has no 'value'"),
    "an unknown state": (
        {"factors": {"a": {"scale": "quota_family", "states": ["XXX"], "values": [1, 2]}}}, "XXX"
    ),
    "a design without factors": ({"factors": {}, "design": {"kind": "lhs"}}, "no factor that varies"),
    "an unknown design": ({"design": {"kind": "gird"}}, "grid"),
    "samples that are no power of 2": ({"design": {"kind": "sobol", "samples": 100}}, "not a power of 2"),
    "a group in a grid": ({"factors": {"a": {**BORDER, "group": "x"}}}, "goes with a sobol design alone"),
    "a factor of no group": (
        {"factors": {"a": {**BORDER, "group": "x"}, "b": RISK}, "design": SOBOL}, "names no 'group', and other",
    ),
    "one group": ({"factors": {"a": {**BORDER, "group": "x"}}, "design": SOBOL}, "all of one group"),
    "groups by pairs": (
        {"factors": {"a": {**BORDER, "group": "x"}, "b": {**RISK, "group": "y"}},
         "design": {**SOBOL, "second_order": True}}, "no second order",
    ),
    "points for a grid": ({"design": {"kind": "grid", "points": [{"border": 1}]}}, "write list"),
    "a list without points": ({"design": {"kind": "list"}}, "needs one of 'points' and 'file'"),
    "a point outside": ({"design": {"kind": "list", "points": [{"risk": 9}]}}, "outside 0.5 to 2"),
    "a point of no factor": ({"design": {"kind": "list", "points": [{"rsk": 1}]}}, "did you mean 'risk'"),
    "a file that is not there": ({"design": {"kind": "list", "file": "points.csv"}}, "cannot be read"),
    "an unknown measure": ({"outcomes": [{"measure": "imigrants"}]}, "did you mean 'immigrants'"),
    "two columns of one name": ({"outcomes": [*ONE, *ONE]}, "two columns"),
    "a state that is not in the world": ({"outcomes": [{"measure": "inflow", "place": "USA"}]}, "USA"),
    "enough of what": ({"outcomes": [{"measure": "inflow", "satisfactory": 3}]}, "'better'"),
    "an unknown kept measure": ({"keep": {"yearly": ["inflw"]}}, "did you mean 'inflow'"),
    "an unknown column": (
        {"keep": {"snapshots": {"dates": ["1990-06"], "columns": ["orgin"]}}}, "did you mean 'origin'"
    ),
    "a snapshot outside the horizon": (
        {"keep": {"snapshots": {"dates": ["2020-01"], "columns": ["origin"]}}}, "outside the horizon"
    ),
    "outcomes outside the horizon": (
        {"outcomes": [{"measure": "inflow", "first": "2020-01"}]}, "outside the horizon"
    ),
    "a source of no parameter": ({"screen": "guessed"}, "no parameter's source begins with"),
    "states of a measure of the world": ({"keep": {"states": ["power_gini"]}}, "for the world alone"),
    "a state of a measure of the world": (
        {"outcomes": [{"measure": "power_gini", "place": "AAA"}]}, "for the world alone",
    ),
    "no replication": ({"replications": 0}, "replications"),
    "a bad policy": ({"policies": {"a": {"set": {"policies": {"all": {"removal": -1}}}}}}, "removal"),
    "a search without direction": ({"design": {"kind": "search"}, "outcomes": ONE}, "name no direction"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_study_is_refused_in_a_sentence_and_nothing_is_written(
    case: str, written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes, part = REFUSED[case]
    file, out = written(**changes), tmp_path / "out"
    assert main(["study", str(file), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("abm: ")
    assert said.count("\n") == 1
    assert part in said
    assert "small.yaml, line " in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--shard", "3/2"], "--shard is '3/2'"),
        (["--jobs", "0"], "--jobs is 0"),
        (["--replications", "0"], "--replications 0"),
        (["--serial", "--scheduler", "tcp://a:1"], "keep one"),
    ],
)
def test_bad_options_are_refused(
    words: list[str], part: str, written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", str(written()), "--out", str(tmp_path / "out"), *words]) == 2
    said = capsys.readouterr().err
    assert part in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------------------------------ identities


def identities(written: Written, **changes: Any) -> list[int]:
    return [run.identity for run in load_spec(written(**changes)).runs()]


def test_runs_are_known_by_their_content(written: Written) -> None:
    before = identities(written)
    assert len(set(before)) == 12
    labels = {"name": "other", "description": "words", "running": {"timeout": 9}}
    assert identities(written, **labels) == before
    assert identities(written, replications=2) == [run for place, run in enumerate(before) if place % 3 < 2]
    for changes in (
        {"set": {"months": 25, "world": {"states": 3}}},
        {"set": {"months": 24, "world": {"states": 4}}},
        {"outcomes": ONE},
        {"keep": {"yearly": ["inflow"]}},
        {"seed": 9},
    ):
        assert not set(identities(written, **changes)) & set(before)


def test_a_number_finds_its_run(written: Written) -> None:
    policies = {"a": {}, "b": {"set": {"policies": {"all": {"removal": 2}}}}}
    study = load_spec(written(policies=policies))
    runs = list(study.runs())
    assert [study.numbering.run(place, study.points) for place in range(len(study))] == runs
    assert [(run.arm, run.seed) for run in runs[:4]] == [(0, 1), (1, 1), (0, 2), (1, 2)]


def test_options_replace_what_the_file_says(written: Written) -> None:
    study = load_spec(written(), seed=5, replications=2)
    assert {run.seed for run in study.runs()} == {5, 6}
    with pytest.raises(Refusal, match="--replications 0"):
        load_spec(written(), replications=0)


# ------------------------------------------------------------------------------------------ scenarios of runs


def test_factors_policies_and_fixed_values_meet_in_a_scenario(written: Written) -> None:
    factors = {
        "risk": {"key": "parameters.departures.risk", "values": [0.5, 2]},
        "quotas": {"scale": ["quota_family"], "since": "1991-01", "values": [3]},
        "death": {"key": "parameters.departures.death", "role": "fixed", "value": 7},
    }
    policies = {"as_it_is": {}, "strict": {"set": {"policies": {"all": {"border_effort": 4}}}}}
    study = load_spec(written(factors=factors, policies=policies))
    scenario = study.scenario((2.0, 3.0), 1)
    assert scenario.parameters.departures.risk == 2.0
    assert scenario.parameters.departures.death == 7
    assert scenario.levers_of("AAA")["border_effort"] == 4
    assert [(event.date, dict(event.scale)) for event in scenario.events] == [
        ("1991-01", {"quota_family": 3})
    ]
    assert "border_effort" not in study.scenario((2.0, 3.0), 0).levers_of("AAA")


def test_a_policy_may_be_another_scenario(written: Written, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("extends: stylised\nparameters: {departures: {death: 7}}\n")
    study = load_spec(written(policies={"a": {}, "b": {"scenario": "other.yaml"}}))
    assert study.arms[1].scenario.parameters.departures.death == 7
    assert study.arms[1].scenario.months == 24


def test_screening_takes_every_parameter_of_a_source(written: Written) -> None:
    study = load_spec(written(screen="assumed", spread=0.1, design={"kind": "morris", "trajectories": 2}))
    by_name = {factor.name: factor for factor in study.factors}
    assert len(by_name) > 50
    assert "departures_wage" not in by_name
    factor = by_name["departures_propensity"]
    assert (factor.low, factor.high) == pytest.approx((1.1 * factor.default, 0.9 * factor.default))  # type: ignore[operator]
    assert len(study) == 2 * (len(by_name) + 1) * 3
