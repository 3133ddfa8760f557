"""Bad input is refused in one sentence: file, line, key, value, unit and range, nearest valid name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from abm.scenario import load

Write = Callable[..., Path]
Refused = Callable[..., str]
SPEED = "parameters.journeys.speed_alone"


def assert_says(sentence: str, *parts: str) -> None:
    for part in parts:
        assert part in sentence, f"{part!r} is missing in: {sentence}"


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["sead: 3"], ["line 2", "'sead'", "'seed'"]),
        (
            ["parameters:", "  journeys:", "    sped_alone: 3"],
            ["line 4", "'parameters.journeys.sped_alone'", "'speed_alone'"],
        ),
        (["parameters:", "  jurneys: {}"], ["line 3", "'parameters.jurneys'", "'journeys'"]),
        (
            ["policies:", "  DEU:", "    quota_famly: 0"],
            ["line 4", "'policies.DEU.quota_famly'", "'quota_family'"],
        ),
        (["processes:", "  conflct: false"], ["line 3", "'processes.conflct'", "'conflict'"]),
        (["drivers: {ecnomy: observed}"], ["line 2", "'drivers.ecnomy'", "'economy'"]),
        (["drivers: {zzz: observed}"], ["'drivers.zzz'", "valid here: population, economy"]),
        (
            ["events:", "  - date: '2001-10'", "    states: all", "    sett: {removal: 2}"],
            ["line 5", "'events[0].sett'", "'set'"],
        ),
        (
            ["events:", "  - {date: '2001-10', states: all, scale: {remval: 2}}"],
            ["line 3", "'events[0].scale.remval'", "'removal'"],
        ),
        (
            [
                "events:",
                "  - date: '2001-10'",
                "    parameters:",
                "      journeys:",
                "        sped_alone: 20",
            ],
            ["line 6", "'events[0].parameters.journeys.sped_alone'", "'speed_alone'"],
        ),
        (
            ["events:", "  - {date: '2001-10', displace: {origin: SYR, person: 2}}"],
            ["line 3", "'events[0].displace.person'", "'persons'"],
        ),
        (["world: {kind: tables, path: world, pth: x}"], ["line 1", "'world.pth'", "'path'"]),
        (["<<: {seed: 1}"], ["line 2", "'<<'"]),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_name(
    write: Write, refused: Refused, lines: list[str], parts: list[str]
) -> None:
    assert_says(refused(write(*lines)), "mine.yaml", "unknown key", *parts)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["seed: one"], ["'seed'", "a whole number", "'one'", "0 to 2 147 483 647"]),
        (["seed: true"], ["'seed'", "a whole number", "not true"]),
        (["seed: '5'"], ["'seed'", "a whole number", "the text '5'"]),
        (["persons_per_agent: 1.5"], ["'persons_per_agent'", "1.5", "1 to 1 000 000 persons"]),
        (
            ["parameters: {journeys: {speed_alone: yes}}"],
            [SPEED, "a number (10 to 20 000 km per month)", "'yes'"],
        ),
        (
            ["parameters: {journeys: {speed_alone: true}}"],
            [SPEED, "a number (10 to 20 000 km per month)", "not true"],
        ),
        (
            ["parameters: {journeys: {speed_alone: '50'}}"],
            [SPEED, "10 to 20 000 km per month", "the text '50'"],
        ),
        (["parameters: {journeys: {speed_alone: [5]}}"], [SPEED, "10 to 20 000 km per month", "a list"]),
        (
            ["parameters: {journeys: {speed_alone: .inf}}"],
            [SPEED, "finite", "10 to 20 000 km per month", "inf"],
        ),
        (["parameters: {journeys: {speed_alone: .nan}}"], [SPEED, "10 to 20 000 km per month", "nan"]),
        (["parameters: {journeys: 5}"], ["'parameters.journeys'", "a group of keys", "5"]),
        (["processes: {conflict: off}"], ["'processes.conflict'", "true or false", "'off'"]),
        (
            ["drivers: {conflict: observd}"],
            ["'drivers.conflict'", "observed, simulated, none", "did you mean 'observed'?"],
        ),
        (["drivers: {conflict: 3}"], ["'drivers.conflict'", "observed, simulated, none", "3"]),
        (["name: 5"], ["'name'", "text", "5"]),
        (["name: a/b"], ["'name'", "slashes", "a/b"]),
        (["events: 5"], ["'events'", "a list", "5"]),
        (["events: [5]"], ["'events[0]'", "a group of keys", "5"]),
        (["policies: {DEU: 5}"], ["'policies.DEU'", "a group of keys", "5"]),
        (["policies: 5"], ["'policies'", "a group of keys", "5"]),
        (["seed:"], ["'seed'", "has no value"]),
        (["policies: {DEU: {removal: }}"], ["'policies.DEU.removal'", "has no value"]),
        (
            ["events: [{date: '2001-10', states: 5, set: {removal: 2}}]"],
            ["'events[0].states'", "a list", "5"],
        ),
        (
            ["events: [{date: '2001-10', states: [5], set: {removal: 2}}]"],
            ["'events[0].states[0]'", "text", "5"],
        ),
    ],
)
def test_a_wrong_type_is_refused_with_what_is_expected(
    write: Write, refused: Refused, lines: list[str], parts: list[str]
) -> None:
    assert_says(refused(write(*lines)), "mine.yaml, line 2", *parts)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("parameters: {journeys: {speed_alone: 5}}", [SPEED, "is 5", "10 to 20 000 km per month"]),
        (
            "parameters: {journeys: {speed_alone: 1e9}}",
            [SPEED, "is 1000000000.0", "10 to 20 000 km per month"],
        ),
        ("policies: {DEU: {encampment: 1.1}}", ["policies.DEU.encampment", "is 1.1", "0 to 1 share"]),
        (
            "policies: {all: {quota_guest: -1}}",
            ["policies.all.quota_guest", "is -1", "0 to 1 000 000 000 persons per year"],
        ),
        ("seed: -1", ["'seed'", "is -1", "0 to 2 147 483 647"]),
        ("months: 0", ["'months'", "is 0", "1 to 2 400 months"]),
        (
            "events: [{date: '2001-10', states: all, set: {encampment: 2}}]",
            ["events[0].set.encampment", "is 2", "0 to 1 share"],
        ),
        (
            "events: [{date: '2001-10', states: all, scale: {removal: -2}}]",
            ["events[0].scale.removal", "is -2", "0 to 1 000 factor"],
        ),
        (
            "events: [{date: '2001-10', states: all, regularise: {share: 2}}]",
            ["events[0].regularise.share", "is 2", "0 to 1 share"],
        ),
        (
            "events: [{date: '2001-10', displace: {origin: SYR, persons: -2}}]",
            ["events[0].displace.persons", "is -2", "0 to 1 000 000 000 persons"],
        ),
        (
            "events: [{date: '2001-10', parameters: {journeys: {speed_alone: 5}}}]",
            ["events[0].parameters.journeys.speed_alone", "is 5", "10 to 20 000 km per month"],
        ),
    ],
)
def test_a_value_out_of_range_is_refused_with_unit_and_range(
    write: Write, refused: Refused, line: str, parts: list[str]
) -> None:
    assert_says(refused(write(line)), "mine.yaml, line 2", "outside its range", *parts)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["start: 1990"], ["'start'", "1990-01", "not 1990"]),
        (["start: 1990-13"], ["'start'", "'1990-13'"]),
        (["end: soon"], ["'end'", "'soon'"]),
        (["end: 1980-05"], ["'end' is 1980-05", "before the start 1990-01"]),
        (["events: [{date: 2001-1, states: all, set: {removal: 2}}]"], ["'events[0].date'", "'2001-1'"]),
        (
            ["events: [{date: 2001-10-05, states: all, set: {removal: 2}}]"],
            ["'events[0].date'", "'2001-10-05'"],
        ),
        (["events: [{states: all, set: {removal: 2}}]"], ["'events[0].date' is missing"]),
        (
            ["events: [{date: 2021-01, states: all, set: {removal: 2}}]"],
            ["'events[0].date'", "2021-01", "outside the horizon 1990-01 to 2020-12 (372 months)"],
        ),
        (
            ["events: [{date: 1989-12, states: all, set: {removal: 2}}]"],
            ["1989-12", "outside the horizon 1990-01"],
        ),
        (["events: [{date: 2001-10, set: {removal: 2}}]"], ["'events[0].set'", "'states'"]),
        (
            ["events: [{date: 2001-10, states: all}]"],
            ["'events[0].states'", "no 'set', 'scale' or 'regularise'"],
        ),
        (["events: [{date: 2001-10}]"], ["'events[0]'", "does nothing"]),
        (
            ["events: [{date: 2001-10, parameters: {smuggling: {most_networks: 9}}}]"],
            ["smuggling.most_networks", "whole run"],
        ),
        (
            ["events: [{date: 2001-10, states: all, set: {removal: 2}, scale: {removal: 2}}]"],
            ["'events[0].scale.removal'", "set by the same event"],
        ),
        (
            ["events: [{date: 2001-10, states: [DEU, DEU], set: {removal: 2}}]"],
            ["'events[0].states[1]'", "'DEU' twice"],
        ),
        (
            ["events: [{date: 2001-10, states: [DEU, all], set: {removal: 2}}]"],
            ["'events[0].states[1]'", "'all'"],
        ),
        (
            ["events: [{date: 2001-10, displace: {origin: SYR, persons: 5, toward: [SYR]}}]"],
            ["'events[0].displace.toward[0]'", "'SYR'"],
        ),
        (
            ["events: [{date: 2001-10, expel: {origin: SYR, toward: all}}]"],
            ["'events[0].expel.toward'", "'all'"],
        ),
        (
            ["events: [{date: 2001-10, readmit: {origin: SYR, share: 2}}]"],
            ["readmit.share", "is 2", "0 to 1"],
        ),
        (["events: [{date: 2001-10, attack: {target: USA}}]"], ["events[0].attack", "deaths"]),
        (["events: [{date: 2001-10, attack: {target: all, deaths: 5}}]"], ["attack.target", "'all'"]),
        (["events: [{date: 2001-10, attack: {target: USA, deaths: -1}}]"], ["attack.deaths", "is -1"]),
        (
            ["events: [{date: 2001-10, attack: {target: USA, deaths: 5, origin: USA}}]"],
            ["'events[0].attack.origin'", "the target"],
        ),
        (["events: [{date: 2001-10, readmit: {origin: all, share: 1}}]"], ["readmit.origin", "'all'"]),
        (
            ["events: [{date: 2001-10, agree: {host: DEU, quota: guest, share: 1.5, origins: TUR}}]"],
            ["agree.share", "is 1.5", "0 to 1"],
        ),
        (
            ["events: [{date: 2001-10, agree: {host: DEU, quota: guest, share: 1, origins: [TUR, DEU]}}]"],
            ["'events[0].agree.origins[1]'", "the host 'DEU'"],
        ),
        (
            ["events: [{date: 2001-10, agree: {host: DEU, quota: tourist, share: 1, origins: TUR}}]"],
            ["'events[0].agree.quota'", "'tourist'"],
        ),
        (
            ["events: [{date: 2001-10, agree: {host: all, quota: guest, share: 1, origins: TUR}}]"],
            ["'events[0].agree.host'", "'all'"],
        ),
        (
            ["events: [{date: 2001-10, dismiss: {host: SAU, share: 1, origins: []}}]"],
            ["'events[0].dismiss.origins'", "no state"],
        ),
        (
            ["events: [{date: 2001-10, dismiss: {host: SAU, share: 1, origins: [YEM, YEM]}}]"],
            ["'events[0].dismiss.origins[1]'", "'YEM' twice"],
        ),
        (
            ["events: [{date: 2001-10, demand: {coercer: SYR, target: SYR}}]"],
            ["'events[0].demand.target'", "'SYR'", "the coercer"],
        ),
        (
            ["events: [{date: 2001-10, demand: {coercer: SYR, target: TUR, until: 2001-09}}]"],
            ["'events[0].demand.until'", "2001-09", "before the date"],
        ),
    ],
)
def test_months_and_events_that_make_no_sense_are_refused(
    write: Write, refused: Refused, lines: list[str], parts: list[str]
) -> None:
    assert_says(refused(write(*lines)), "mine.yaml, line 2", *parts)


def test_end_and_months_together_are_refused(write: Write, refused: Refused) -> None:
    assert_says(refused(write("months: 12", "end: 2000-01")), "mine.yaml, line 3", "'end'", "'months'")


@pytest.mark.parametrize(
    ("setting", "parts"),
    [
        ("seed", ["no '='"]),
        ("=3", ["not a key"]),
        ("policies..removal=3", ["not a key"]),
        ("seed=", ["'seed' has no value"]),
        ("seed=null", ["'seed' has no value"]),
        ("sead=3", ["unknown key 'sead'", "'seed'"]),
        ("extends=baseline", ["unknown key 'extends'"]),
        ("policies.DEU.quota_famly=0", ["'policies.DEU.quota_famly'", "'quota_family'"]),
        ("policies.DEU.encampment=2", ["'policies.DEU.encampment' is 2", "0 to 1 share"]),
        ("parameters.journeys.speed_alone=fast", [SPEED, "'fast'", "10 to 20 000 km per month"]),
        ("processes.conflict=no", ["'processes.conflict'", "true or false", "'no'"]),
        ("seed.sub=3", ["'seed'", "a whole number", "a group of keys"]),
        ("seed=[1", ["not valid YAML"]),
        ("policies.DEU={removal: 1, removal: 2}", ["'removal' is given twice"]),
        (
            "events=[{date: 2031-01, states: all, set: {removal: 1}}]",
            ["events[0].date", "outside the horizon"],
        ),
        ("world=rael", ["'world'", "'rael'"]),
    ],
)
def test_a_setting_of_the_command_line_is_refused_by_its_own_text(
    write: Write, refused: Refused, setting: str, parts: list[str]
) -> None:
    assert_says(refused(write("seed: 1"), setting), f"--set {setting}: ", *parts)


def test_the_first_unknown_key_is_told_before_its_consequences(write: Write, refused: Refused) -> None:
    sentence = refused(write("events:", "  - {dat: 2001-10, states: all, set: {removal: 1}}"))
    assert_says(sentence, "unknown key 'events[0].dat'", "did you mean 'date'?")


def test_what_is_valid_passes(write: Write) -> None:
    scenario = load(write("seed: 0", "policies: {DEU: {removal: 50, encampment: 1}}", "end: 1990-01"))
    assert (scenario.seed, scenario.months) == (0, 1)
