"""A digest is the same for the same run, and another for any other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abm.parameters import Parameters
from abm.parameters.drivers import Drivers
from abm.scenario import PROCESSES, Scenario, load, override, scenario_from
from abm.scenario.declarations import Declaration
from abm.scenario.digest import canonical

Write = Callable[..., Path]
NUMBERS = sorted(
    (subject, key)
    for subject, field in Parameters.model_fields.items()
    for key in Declaration(Parameters).below(subject).names  # type: ignore[union-attr]
    if Declaration(field.annotation).below(key).bounds  # type: ignore[union-attr]
)


def test_a_scenario_written_in_two_ways_has_one_digest(write: Write) -> None:
    write("seed: 3", "end: 2020-12", "policies: {DEU: {removal: 2}}", name="a.yaml")
    first = load(
        write(
            "extends: ./a.yaml",
            "name: other",
            "description: Other words.",
            "events:",
            "  - {date: '2002-01', states: all, set: {removal: 3}}",
            "  - {date: '2001-01', name: x, states: [ESP, DEU], scale: {removal: 2, encampment: 0.5}}",
            name="first.yaml",
        )
    )
    second = load(
        write(
            "months: 372",
            "policies:",
            "  ESP: {}",
            "  DEU:",
            "    removal: 2.0",
            "events:",
            "  - date: 2001-01",
            "    scale:",
            "      encampment: 5.0e-1",
            "      removal: 2",
            "    set: {}",
            "    states: [DEU, ESP]",
            "  - {states: [all], set: {removal: 3}, date: 2002-01}",
            "drivers: {economy: observed}",
            "replications: 9",
            name="second.yaml",
        )
    )
    assert first.digest("tables") == second.digest("tables")


def test_the_order_of_events_in_a_month_counts_since_one_may_undo_the_other(write: Write) -> None:
    scenario = load(write("seed: 3"))
    one, two = (
        "{date: 2001-01, states: all, set: {removal: 3}}",
        "{date: 2001-01, states: all, scale: {removal: 2}}",
    )
    first, second = (override(scenario, [f"events=[{a}, {b}]"]) for a, b in ((one, two), (two, one)))
    assert first.digest() != second.digest()


def test_labels_seed_and_replications_do_not_count(write: Write) -> None:
    scenario = load(write("seed: 3"))
    for setting in ("name=x", "description=x", "seed=4", "replications=1"):
        assert override(scenario, [setting]).digest() == scenario.digest()


def test_where_the_tables_lie_does_not_count_but_what_they_hold_does(write: Write, folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    here, there = load(write("world: world")), load(write("world: elsewhere"))
    assert here.digest("a") == there.digest("a")
    assert here.digest("a") != here.digest("b")


@pytest.mark.parametrize(
    "setting",
    [
        "start=1990-02",
        "months=371",
        "persons_per_agent=999",
        "policies.DEU.removal=2",
        "policies.all.removal=2",
        "events=[{date: 2001-01, states: all, set: {removal: 2}}]",
        "events=[{date: 2001-01, states: all, scale: {removal: 2}}]",
        "events=[{date: 2001-01, states: [DEU], set: {removal: 2}}]",
        "events=[{date: 2001-02, states: all, set: {removal: 2}}]",
        "events=[{date: 2001-01, states: all, regularise: {share: 0.5}}]",
        "events=[{date: 2001-01, displace: {origin: SYR, persons: 5}}]",
        "events=[{date: 2001-01, displace: {origin: SYR, persons: 5, toward: [TUR]}}]",
        "events=[{date: 2001-01, expel: {origin: SYR}}]",
        "events=[{date: 2001-01, expel: {origin: SYR, toward: [TUR]}}]",
        "events=[{date: 2001-01, demand: {coercer: SYR, target: TUR}}]",
        "events=[{date: 2001-01, demand: {coercer: SYR, target: TUR, until: 2001-05}}]",
        "events=[{date: 2001-01, readmit: {origin: SYR, share: 0.5}}]",
        "events=[{date: 2001-01, parameters: {journeys: {speed_alone: 30}}}]",
        *(f"processes.{name}=false" for name in PROCESSES),
        *(
            f"drivers.{name}={word}"
            for name in Drivers.model_fields
            for word in Declaration(Drivers).below(name).words  # type: ignore[union-attr]
            if word != Drivers.model_fields[name].default
        ),
    ],
)
def test_whatever_changes_a_run_changes_the_digest(write: Write, setting: str) -> None:
    scenario = load(write("seed: 3"))
    changed = override(scenario, [setting])
    assert changed.digest() != scenario.digest()
    assert changed != scenario


def test_all_changes_have_different_digests(write: Write) -> None:
    scenario = load(write("seed: 3"))
    digests = {scenario.digest()}
    for subject, key in NUMBERS:
        digests.add(override(scenario, [f"parameters.{subject}.{key}={_another(subject, key)!r}"]).digest())
    assert len(digests) == len(NUMBERS) + 1


def _another(subject: str, key: str) -> float:
    field = Declaration(Parameters.model_fields[subject].annotation).below(key)
    assert field is not None
    assert field.field is not None
    assert field.bounds is not None
    low, high = field.bounds
    end = high if field.field.default != high else low
    return int(end) if field.annotation is int else float(end)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(data=st.data())
def test_changing_any_parameter_by_any_amount_changes_the_digest(folder: Path, data: st.DataObject) -> None:
    subject, key = data.draw(st.sampled_from(NUMBERS))
    here = Declaration(Parameters.model_fields[subject].annotation).below(key)
    assert here is not None
    assert here.bounds is not None
    low, high = here.bounds
    numbers: Any = st.integers(int(low), int(high)) if here.annotation is int else st.floats(low, high)
    one, two = data.draw(numbers), data.draw(numbers)
    first, second = (
        scenario_from({"world": "world", "parameters": {subject: {key: value}}}) for value in (one, two)
    )
    assert (first.digest() == second.digest()) == (one == two)
    assert (first == second) == (one == two)


@given(st.permutations(sorted(Scenario.model_fields)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_keys_does_not_count(folder: Path, order: list[str]) -> None:
    values = scenario_from({"world": "world", "policies": {"DEU": {"removal": 2}}}).resolved()
    assert scenario_from({key: values[key] for key in order}).digest() == scenario_from(values).digest()


def test_canonical_text_is_json_that_is_the_same_for_equal_numbers() -> None:
    assert canonical({"b": -0.0, "a": (1, 1.0, True, 0.1)}) == '{"a":[1,1,true,0.1],"b":0}'
    assert json.loads(canonical({"ü": "é"})) == {"ü": "é"}
