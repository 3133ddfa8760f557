"""Scenarios from files, parents, settings and mappings."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from abm.parameters import Parameters
from abm.parameters.levers import Policy
from abm.scenario import PROCESSES, Scenario, check, load, override, read_yaml, scenario_from
from abm.scenario.loading import mapping_node, merged
from abm.scenario.reading import Node, Place

Write = Callable[..., Path]
CONFIGS = Path(__file__).parents[2] / "configs"


def test_what_a_file_does_not_say_is_the_default(write: Write) -> None:
    scenario = load(write("description: Nothing else."))
    assert (scenario.name, scenario.start, scenario.end, scenario.months) == (
        "mine",
        "1990-01",
        "2020-12",
        372,
    )
    assert (scenario.persons_per_agent, scenario.seeds) == (1000, (1, 2, 3, 4, 5))
    assert scenario.parameters == Parameters()
    assert all(scenario.runs(process) for process in PROCESSES)


def test_a_scenario_cannot_change(write: Write) -> None:
    scenario = load(write("policies: {DEU: {removal: 2}}"))
    with pytest.raises(ValidationError):
        scenario.seed = 3
    with pytest.raises(TypeError):
        scenario.policies["DEU"] = {}  # type: ignore[index]
    with pytest.raises(TypeError):
        scenario.policies["DEU"]["removal"] = 3  # type: ignore[index]


def test_a_child_says_only_what_differs(write: Write) -> None:
    write(
        "name: first",
        "description: The first.",
        "seed: 7",
        "policies: {DEU: {removal: 2, encampment: 1}}",
        name="a.yaml",
    )
    write("extends: ./a.yaml", "policies: {DEU: {removal: 3}, ESP: {removal: 4}}", name="b.yaml")
    scenario = load(write("extends: ./b.yaml", "policies: {ESP: {encampment: 0}}"))
    assert (scenario.name, scenario.description, scenario.seed) == ("mine", "", 7)
    assert scenario.policies == {
        "DEU": {"removal": 3, "encampment": 1},
        "ESP": {"removal": 4, "encampment": 0},
    }


def test_a_child_adds_its_events_to_its_parents(write: Write) -> None:
    write("events: [{date: 2001-01, name: one, states: all, set: {removal: 2}}]", name="a.yaml")
    path = write("extends: ./a.yaml", "events: [{date: 2000-01, name: two, states: all, set: {removal: 3}}]")
    assert [event.name for event in load(path).events] == ["one", "two"]
    assert load(path, ["events=[]"]).events == ()


def test_a_path_is_relative_to_the_file_that_names_it(write: Write, folder: Path) -> None:
    write("world: ../world", "seed: 9", name="deep/parent.yaml")
    write("extends: parent.yaml", name="deep/child.yaml")
    scenario = load(write("extends: deep/child.yaml"))
    assert (scenario.seed, scenario.world.directory) == (9, (folder / "world").resolve())


@pytest.mark.parametrize(
    ("above", "below", "months"),
    [
        ("months: 24", "end: 1990-06", 6),
        ("end: 1995-12", "months: 5", 5),
        ("end: 1995-12", "start: 1995-01", 12),
        ("months: 24", "start: 1995-01", 24),
    ],
)
def test_a_childs_horizon_replaces_its_parents(write: Write, above: str, below: str, months: int) -> None:
    write(above, name="a.yaml")
    assert load(write("extends: ./a.yaml", below)).months == months


def test_months_are_counted_from_the_start(write: Write) -> None:
    scenario = load(
        write("start: 1999-11", "months: 4", "events: [{date: 2000-02, states: all, set: {removal: 2}}]")
    )
    assert (scenario.end, scenario.month_of("2000-02"), scenario.date_of(3)) == ("2000-02", 3, "2000-02")
    assert [len(scenario.events_in(month)) for month in range(4)] == [0, 0, 0, 1]


def test_settings_come_last_and_reach_any_key(write: Write) -> None:
    path = write("seed: 3", "policies: {DEU: {removal: 2}}")
    texts = [
        "policies.DEU.quota_family=0",
        "parameters.journeys.speed_alone=30",
        "processes.conflict=false",
        "policies.ESP={removal: 4}",
        "months=12",
        "seed=4",
        "seed=5",
    ]
    scenario = load(path, texts)
    assert scenario.policies == {"DEU": {"removal": 2, "quota_family": 0}, "ESP": {"removal": 4}}
    assert scenario.parameters.journeys.speed_alone == 30
    assert (scenario.seed, scenario.months, scenario.runs("conflict")) == (5, 12, False)
    assert override(load(path), texts) == scenario


def test_levers_of_a_state_are_those_of_all_and_then_its_own(write: Write) -> None:
    scenario = load(write("policies: {DEU: {removal: 2}, all: {removal: 1, encampment: 0}}"))
    assert scenario.levers_of("DEU") == {"removal": 2, "encampment": 0}
    assert scenario.levers_of("ESP") == {"removal": 1, "encampment": 0}


def test_an_event_changes_what_it_names_and_nothing_else(write: Write) -> None:
    event = load(
        write(
            "events: [{date: 2001-10, states: DEU, set: {removal: 2}, parameters: {journeys: {speed_alone: 30}}}]"
        )
    ).events[0]
    assert event.among(["ESP", "DEU"]) == ("DEU",)
    assert dict(event.set) == {"removal": 2}
    after = event.changed(Parameters())
    assert after.journeys.speed_alone == 30
    assert (
        after == scenario_from({"parameters": {"journeys": {"speed_alone": 30}}, "world": "world"}).parameters
    )


def test_every_kind_of_event_is_read(write: Write) -> None:
    event = load(
        write(
            "events:",
            "  - date: '2001-10'",
            "    states: all",
            "    scale: {removal: 2}",
            "    displace: {origin: SYR, persons: 5e5, toward: [TUR]}",
            "    regularise: {share: 0.5}",
            "    expel: {origin: SYR, toward: TUR}",
            "    demand: {coercer: SYR, target: TUR, until: 2002-03}",
            "    readmit: {origin: SYR, share: 0.2}",
            "    attack: {target: USA, deaths: 2977, origin: SAU}",
        )
    ).events[0]
    assert event.expel is not None
    assert event.demand is not None
    assert event.readmit is not None
    assert event.attack is not None
    assert (event.attack.target, event.attack.deaths, event.attack.origin) == ("USA", 2977, "SAU")
    assert (event.expel.origin, event.expel.toward, event.readmit.share) == ("SYR", ("TUR",), 0.2)
    assert (event.demand.target, event.demand.source, event.demand.until) == ("TUR", "SYR", "2002-03")
    assert event.displace is not None
    assert event.regularise is not None
    assert (event.displace.persons, event.displace.toward, event.regularise.share) == (500_000, ("TUR",), 0.5)
    assert event.concerns("XYZ")


def test_a_demand_without_an_end_is_read_back_as_it_was(write: Write) -> None:
    scenario = load(write("events:", "  - {date: '2001-10', demand: {coercer: SYR, target: TUR}}"))
    assert scenario_from(scenario.resolved()) == scenario


def test_a_world_is_a_name_a_file_a_folder_or_a_mapping(write: Write, folder: Path) -> None:
    (folder / "place.yaml").write_text("kind: tables\npath: world\nname: place\n")
    for text in ("world", "place.yaml", "{kind: tables, path: world}"):
        assert load(write(f"world: {text}")).world.directory == (folder / "world").resolve()


def test_a_world_without_a_kind_adds_to_its_parents(write: Write) -> None:
    stylised = pytest.importorskip("abm.world.stylised").StylisedWorld
    write("world: {kind: stylised, seed: 4}", name="a.yaml")
    parent = load("a.yaml")
    child = load(write("extends: ./a.yaml", "world: {seed: 5}"))
    assert parent.world.stylised == stylised(seed=4)
    assert child.world.stylised == stylised(seed=5)
    assert override(parent, ["world.seed=6"]).world.stylised == stylised(seed=6)
    assert override(parent, ["world=world"]).world.kind == "tables"


def test_a_world_named_as_a_whole_keeps_nothing_of_its_parents(write: Write) -> None:
    write("world: {kind: stylised, income_spread: 0.5}", name="a.yaml")
    named = load(write("extends: ./a.yaml", "world: stylised"))
    assert named.world == load(write("world: stylised", name="b.yaml")).world
    assert named.world.stylised.income_spread != 0.5


def test_a_scenario_survives_yaml_mapping_copy_and_another_process(write: Write, folder: Path) -> None:
    scenario = load(
        write(
            "policies: {DEU: {removal: 2}, all: {encampment: 0}}",
            "events:",
            "  - {date: 2001-10, name: '1e9', states: [DEU], scale: {removal: 2}}",
            "  - {date: 2001-11, displace: {origin: SYR, persons: 1}}",
            "parameters: {journeys: {speed_alone: 33.3}}",
        )
    )
    (folder / "again.yaml").write_text(scenario.to_yaml())
    for copy in (
        load("again.yaml"),
        scenario_from(scenario.resolved()),
        pickle.loads(pickle.dumps(scenario)),
        scenario.model_copy(deep=True),
    ):
        assert copy == scenario
        assert hash(copy) == hash(scenario)
        assert copy.digest() == scenario.digest()


def test_the_check_sums_a_file_up_in_one_sentence(write: Write) -> None:
    sentence = check(write("name: Mine", "end: 1999-12"))
    for part in ("mine.yaml", "'Mine'", "is valid", "1990-01 to 1999-12 (120 months)", "0 events"):
        assert part in sentence
    assert "\n" not in sentence


documents = st.recursive(
    st.integers(0, 9),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from("abcd"), documents, max_size=4)


def _node(value: Any) -> Node:
    return mapping_node(value, Place("test"))


@given(mappings)
def test_merging_with_nothing_changes_nothing(document: dict[str, Any]) -> None:
    plain = _node(document).plain()
    assert merged(_node(document), _node({}), adding=True).plain() == plain
    assert merged(_node({}), _node(document), adding=True).plain() == plain
    assert merged(_node(document), _node(document), adding=True).plain() == plain


@given(mappings, mappings)
def test_what_a_child_says_holds(above: dict[str, Any], below: dict[str, Any]) -> None:
    result = merged(_node(above), _node(below), adding=True).plain()
    assert set(result) == set(above) | set(below)

    def holds(said: Any, found: Any) -> bool:
        if isinstance(said, dict):
            return all(key in found and holds(value, found[key]) for key, value in said.items())
        return bool(_node(said).plain() == found)

    assert holds(below, result)
    assert all(result[key] == _node(above[key]).plain() for key in set(above) - set(below))


@given(st.sampled_from(sorted(Policy.model_fields)), st.floats(-1e10, 1e10))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_lever_passes_just_if_it_is_in_its_range(folder: Path, lever: str, value: float) -> None:
    field = Policy.model_fields[lever]
    low = next(mark.ge for mark in field.metadata if hasattr(mark, "ge"))
    high = next(mark.le for mark in field.metadata if hasattr(mark, "le"))
    written = {"world": "world", "policies": {"DEU": {lever: value}}}
    if low <= value <= high:
        assert scenario_from(written).levers_of("DEU") == {lever: value}
    else:
        with pytest.raises(ValueError, match="outside its range"):
            scenario_from(written)


def test_a_scenario_made_in_python_is_checked_too(folder: Path) -> None:
    assert (
        Scenario.model_validate({"name": "x", "world": "world"}).world.directory
        == (folder / "world").resolve()
    )
    with pytest.raises(ValueError, match="removel"):
        Scenario(policies={"DEU": {"removel": 2}})


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("scenarios/*.yaml")), ids=lambda path: path.stem)
def test_each_shipped_scenario_loads_and_is_described(path: Path) -> None:
    if read_yaml(path).get("world") == "stylised":
        pytest.importorskip("abm.world.stylised")
    scenario = load(path.stem)
    assert scenario.name == path.stem
    assert len(scenario.description) > 100
    assert check(path)


def test_importing_scenarios_is_light() -> None:
    heavy = ("pandas", "numpy", "numba", "mesa", "networkx")
    code = f"import sys, abm.scenario; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
