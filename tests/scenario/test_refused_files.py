"""Files, parents, worlds and states that are not there or not what they should be are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from abm.refusal import Refusal
from abm.scenario import check, load, scenario_from

Write = Callable[..., Path]
Refused = Callable[..., str]


def assert_says(sentence: str, *parts: str) -> None:
    for part in parts:
        assert part in sentence, f"{part!r} is missing in: {sentence}"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("seed: [1, 2\nmonths: 3\n", ["line 2", "not valid YAML"]),
        ("seed: 1\n\tmonths: 3\n", ["line 2", "not valid YAML"]),
        ("seed: 1\nmonths: 3\nseed: 2\n", ["line 3", "'seed' is given twice", "line 1"]),
        (
            "policies:\n  DEU: {removal: 1,\n    removal: 2}\n",
            ["line 3", "'removal' is given twice", "line 2"],
        ),
        ("seed: 1\n---\nseed: 2\n", ["second document"]),
        ("seed: !!python/name:os.system\n", ["line 1", "tag"]),
        ("policies: !mine {}\n", ["line 1", "tag"]),
        ("", ["holds no value"]),
        ("# nothing\n", ["holds no value"]),
        ("- 1\n- 2\n", ["line 1", "a scenario must be a group of keys"]),
        ("[1]: 2\n", ["line 1", "a key must be a word"]),
        ("a: &a [*a]\n", ["nested deeper"]),
        ("a: " + "[" * 3000, ["mine.yaml"]),
        ("seed: 1\x00\n", ["not valid YAML"]),
        ("seed: " + "1" * 5000 + "\n", ["line 1", "not a number that can be read"]),
    ],
)
def test_a_file_that_is_not_one_clean_document_is_refused(
    folder: Path, refused: Refused, text: str, parts: list[str]
) -> None:
    (folder / "mine.yaml").write_text(text)
    assert_says(refused("mine.yaml"), "mine.yaml", *parts)


def test_a_file_that_cannot_be_read_is_refused(folder: Path, write: Write, refused: Refused) -> None:
    write("seed: 1")
    assert_says(refused("mien.yaml"), "mien.yaml", "no such file", "did you mean 'mine.yaml'?")
    assert_says(refused("baselin"), "'baselin'", "did you mean 'baseline'?")
    assert_says(refused("./world"), "world", "folder")
    (folder / "latin.yaml").write_bytes("name: Köln\n".encode("latin-1"))
    assert_says(refused("latin.yaml"), "latin.yaml", "UTF-8")


def test_extends_must_name_a_scenario_that_is_there(write: Write, refused: Refused) -> None:
    sentence = refused(write("extends: baselin"))
    assert_says(sentence, "mine.yaml, line 1", "'extends'", "'baselin'", "did you mean 'baseline'?")
    write("seed: 1", name="parent.yaml")
    sentence = refused(write("extends: ./parnt.yaml"))
    assert_says(sentence, "mine.yaml, line 1", "'extends'", "parnt.yaml", "did you mean 'parent.yaml'?")
    assert_says(refused(write("extends: 5")), "mine.yaml, line 1", "'extends'", "5")


def test_extends_in_a_circle_is_refused_with_the_circle(write: Write, refused: Refused) -> None:
    write("extends: ./third.yaml", name="second.yaml")
    write("seed: 2", "extends: ./mine.yaml", name="third.yaml")
    sentence = refused(write("extends: ./second.yaml"))
    assert_says(
        sentence, "third.yaml, line 3", "'extends'", "mine.yaml -> second.yaml -> third.yaml -> mine.yaml"
    )
    assert_says(refused(write("extends: ./self.yaml", name="self.yaml")), "self.yaml, line 1", "circle")


def test_a_wrong_key_of_a_parent_is_refused_with_the_parents_file_and_line(
    write: Write, refused: Refused
) -> None:
    lines = ("policies:", "  DEU:", "    removal: 1", "    quota_famly: 3")
    write("world: ../world", *lines, name="deep/parent.yaml")
    child = write("extends: deep/parent.yaml", "policies:", "  DEU:", "    quota_family: 1")
    assert_says(refused(child), "deep/parent.yaml, line 5", "'policies.DEU.quota_famly'", "'quota_family'")


def test_a_childs_value_takes_the_blame_even_where_its_parent_has_the_key(
    write: Write, refused: Refused
) -> None:
    write("policies: {DEU: {removal: 1}}", name="parent.yaml")
    child = write("extends: ./parent.yaml", "policies:", "  DEU:", "    removal: 99")
    assert_says(refused(child), "mine.yaml, line 4", "'policies.DEU.removal'", "99", "0 to 50 multiple")


def test_a_wrong_event_of_a_parent_keeps_its_line_behind_added_events(write: Write, refused: Refused) -> None:
    write("events:", "  - {date: 2001-10, states: all, set: {removal: 99}}", name="parent.yaml")
    child = write("extends: ./parent.yaml", "events:", "  - {date: 2002-10, states: all, set: {removal: 98}}")
    assert_says(refused(child), "line 3", "removal", "outside its range")
    write("events:", "  - {date: 2001-10, states: all, set: {removal: 9}}", name="parent.yaml")
    assert_says(refused(child), "mine.yaml, line 3", "'events[1].set.removal'", "98")


def test_shortening_the_horizon_names_the_event_that_falls_out_of_it(write: Write, refused: Refused) -> None:
    path = write("events:", "  - {date: 2001-10, states: all, set: {removal: 2}}")
    assert_says(
        refused(path, "months=12"), "mine.yaml, line 3", "'events[0].date'", "1990-01 to 1990-12 (12 months)"
    )


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["world: rael"], ["'world'", "'rael'"]),
        (["world: 5"], ["'world'", "5"]),
        (
            ["world: {kind: tabels, path: world}"],
            ["'world.kind'", "tables, stylised", "'tabels'", "'tables'?"],
        ),
        (["world: {path: world}"], ["'world.kind' is missing"]),
        (["world: {kind: tables}"], ["'world.path' is missing"]),
        (["world: {kind: tables, path: wrld}"], ["'world.path'", "wrld", "no such folder"]),
        (["world: {kind: tables, path: 5}"], ["'world.path'", "5"]),
        (["world: {kind: tables, name: 5, path: world}"], ["'world.name'", "5"]),
    ],
)
def test_a_world_that_is_not_there_is_refused(
    write: Write, refused: Refused, lines: list[str], parts: list[str]
) -> None:
    assert_says(refused(write(*lines)), "mine.yaml, line 1", *parts)


def test_a_wrong_key_of_a_stylised_world_is_refused(write: Write, refused: Refused) -> None:
    stylised = pytest.importorskip("abm.world.stylised").StylisedWorld
    key = next(iter(stylised.model_fields))
    sentence = refused(write("world:", "  kind: stylised", f"  {key}x: 5"))
    assert_says(sentence, "mine.yaml, line 3", f"'world.{key}x'", f"'{key}'")
    assert_says(
        refused(write("world:", "  kind: stylised", f"  {key}: some")), "line 3", f"'world.{key}'", "'some'"
    )


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["policies:", "  DUE: {removal: 1}"], ["line 3", "'policies'", "'DUE'", "'DEU'"]),
        (
            ["events:", "  - date: 2001-10", "    states: [DEU, ESO]", "    set: {removal: 1}"],
            ["line 4", "'ESO'", "'ESP'"],
        ),
        (
            ["events:", "  - date: 2001-10", "    displace:", "      origin: SRY", "      persons: 1"],
            ["line 5", "'SYR'"],
        ),
        (
            [
                "events:",
                "  - date: 2001-10",
                "    displace:",
                "      {origin: SYR, persons: 1,",
                "       toward: [TRU]}",
            ],
            ["line 6", "'events[0].displace.toward[0]'", "'TRU'", "'TUR'"],
        ),
        (
            ["events:", "  - date: 2001-10", "    demand:", "      coercer: SYR", "      target: TRU"],
            ["line 6", "'events[0].demand.target'", "'TUR'"],
        ),
        (
            ["events:", "  - date: 2001-10", "    demand: {coercer: SYR, target: TUR,", "      origin: SRY}"],
            ["line 5", "'events[0].demand.origin'", "'SYR'"],
        ),
        (
            ["events:", "  - date: 2001-10", "    readmit:", "      origin: SRY", "      share: 1"],
            ["line 5", "'events[0].readmit.origin'", "'SYR'"],
        ),
    ],
)
def test_a_state_that_the_world_lacks_is_refused(write: Write, lines: list[str], parts: list[str]) -> None:
    with pytest.raises(Refusal) as caught:
        check(write(*lines))
    assert_says(str(caught.value), "mine.yaml", "not in the world", *parts)


def test_a_horizon_outside_the_years_of_the_world_is_refused(write: Write) -> None:
    scenario = load(write("start: 1990-01", "end: 2020-12"))
    scenario.check_years(1990, 2020)
    with pytest.raises(Refusal) as caught:
        scenario.check_years(1990, 2019)
    assert_says(str(caught.value), "mine.yaml, line 3", "1990-01 to 2020-12 (372 months)", "1990 to 2019")
    with pytest.raises(Refusal, match="line 2: 'start'"):
        scenario.check_years(1995, 2020)


def test_states_are_checked_without_a_file_too(folder: Path) -> None:
    scenario = scenario_from({"world": "world", "policies": {"DUE": {"removal": 1}}})
    with pytest.raises(Refusal, match="'DUE'"):
        scenario.check_states(["DEU"])
    scenario.check_states(["DUE"])


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["start: 1995-03", "months: 12"], ["line 2", "'start' is 1995-03", "1990", "begins in that year"]),
        (["months: 999"], ["line 2", "'months'", "1990 to 2020"]),
        (
            ["events:", "  - {date: 1991-02, displace: {origin: SYR, persons: 9e8}}"],
            ["line 3", "'events[0].displace.persons' is 900,000,000 persons", "live in SYR in 1991"],
        ),
    ],
)
def test_what_the_world_cannot_carry_is_refused(write: Write, lines: list[str], parts: list[str]) -> None:
    with pytest.raises(Refusal) as caught:
        check(write(*lines))
    assert_says(str(caught.value), "mine.yaml", *parts)


def test_people_are_not_driven_where_no_way_leads(write: Write, folder: Path) -> None:
    circuit = pd.read_csv(folder / "world" / "circuit.csv.gz")
    into_turkey = (circuit["destination"] == "TUR") & (circuit["channel"] != "air")
    circuit[~into_turkey].to_csv(folder / "world" / "circuit.csv", index=False)
    for key, more in (("displace", "persons: 9, "), ("expel", "")):
        with pytest.raises(Refusal) as caught:
            check(write("events:", f"  - {{date: 1991-02, {key}: {{origin: SYR, {more}toward: [TUR]}}}}"))
        assert_says(str(caught.value), "mine.yaml, line 3", f"'events[0].{key}.toward[0]' is TUR", "from SYR")
