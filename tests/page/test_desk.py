"""The policy desk: what it sets is in force, logged, taken back, and written as a scenario that gives the same run."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from abm.model import MigrationModel
from abm.page.desk import Desk, levers
from abm.parameters.levers import Policy
from abm.refusal import Refusal
from abm.scenario import load, override
from abm.world.policies import LEVERS, RANGES
from tests.laws.small_world import model_of, small

BLOCS = {
    "Union": {"competences": ["common_visa"], "members": {"AAA": "1990-01", "AAB": "1990-01"}},
    "Empty": {"competences": ["common_visa"], "members": {"AAC": "1991-06"}},
}


def _desk(months: int = 3) -> Desk:
    return Desk(model_of(small(blocs=BLOCS), months=months))


def test_every_lever_says_what_its_declaration_says() -> None:
    assert [lever.name for lever in levers()] == list(LEVERS)
    for lever, ends in zip(levers(), RANGES, strict=True):
        field = Policy.model_fields[lever.name]
        assert (lever.low, lever.high) == ends
        assert lever.default == field.default
        assert lever.meaning == field.description
        assert lever.unit
        assert lever.effect
        assert lever.low <= lever.default <= lever.high
    assert {lever.cost for lever in levers()} > {"", "borders.cost"}


def test_what_is_set_is_planned_then_in_force() -> None:
    desk = _desk()
    before = desk.in_force("AAC", "border_effort")
    said = desk.set(["AAC", "AAD"], {"border_effort": 4})
    assert said.endswith("set to 4, from 1990-04 on")
    assert desk.value("AAC", "border_effort") == 4.0
    assert desk.in_force("AAC", "border_effort") == before != 4.0
    desk.model.step()
    assert desk.value("AAC", "border_effort") == desk.in_force("AAC", "border_effort") == 4.0


def test_a_slider_that_is_moved_many_times_leaves_one_change() -> None:
    desk = _desk()
    for value in (2.0, np.float32(3.0), 5):
        desk.set(["AAC"], {"removal": value})
    desk.set(["AAC"], {"quota_family": 0.0})
    desk.set(["AAD"], {"removal": 9.0})
    first, second = desk.log()
    assert dict(first.act.event.set) == {"removal": 5.0, "quota_family": 0.0}
    assert (first.open, second.open) == (True, True)
    desk.model.step()
    desk.set(["AAC"], {"removal": 1.0})
    assert [one.open for one in desk.log()] == [False, False, True]
    assert [one.date for one in desk.log()] == ["1990-04", "1990-04", "1990-05"]


def test_a_refused_value_leaves_the_one_before() -> None:
    desk = _desk()
    desk.set(["AAC"], {"removal": 5.0})
    with pytest.raises(Refusal, match=r"'set.removal' is 51.0, outside its range 0 to 50 multiple"):
        desk.set(["AAC"], {"removal": 51})
    assert desk.value("AAC", "removal") == 5.0
    assert len(desk.log()) == 1


def test_a_bloc_stands_for_its_members() -> None:
    desk = _desk()
    assert desk.blocs == {"Union": ("AAA", "AAB"), "Empty": ()}
    desk.set("Union", {"removal": 3.0})
    assert (
        desk.value("Union", "removal") == desk.value("AAA", "removal") == desk.value("AAB", "removal") == 3.0
    )
    desk.set("AAA", {"removal": 5.0})
    assert desk.value("Union", "removal") == 4.0
    assert math.isnan(desk.value("Empty", "removal"))
    assert desk.log()[0].act.event.states == ("AAA", "AAB")


def test_everybody_can_be_meant() -> None:
    desk = _desk()
    desk.set(["all"], {"visa_openness": 0.0})
    assert desk.value("all", "visa_openness") == 0.0
    desk.model.step()
    assert not desk.model.scene.states.preferred[LEVERS.index("visa_openness")].any()


def test_a_bloc_is_reformed_a_month_ahead() -> None:
    desk = _desk()
    said = desk.reform("Union", admit=["AAD"])
    assert said.endswith("joins Union, from 1990-05 on")
    desk.model.step()
    assert desk.blocs["Union"] == ("AAA", "AAB", "AAD")
    with pytest.raises(Refusal, match="is in force"):
        desk.undo(desk.log()[0].act)


def test_undo_takes_back_what_is_not_in_force() -> None:
    desk, idle = _desk(), model_of(small(blocs=BLOCS), months=3)
    desk.set(["AAC"], {"removal": 50.0})
    desk.happen({"attack": {"target": "AAA", "deaths": 100}})
    assert desk.undo().startswith("Taken back: An attack on")
    assert desk.undo().startswith("Taken back: Removal of")
    assert desk.log() == ()
    with pytest.raises(Refusal, match="there is no change that could still be taken back"):
        desk.undo()
    for model in (desk.model, idle):
        model.step()
    pd.testing.assert_frame_equal(desk.model.frames()["states"], idle.frames()["states"])


BAD: dict[str, tuple[Any, Any, str]] = {
    "nobody": ([], {"removal": 1.0}, "choose at least one state"),
    "no lever": (["AAA"], {}, "choose at least one lever"),
    "unknown state": (["AAX"], {"removal": 1.0}, "there is no state or bloc 'AAX' in this world"),
    "unknown bloc": (["Onion"], {"removal": 1.0}, "did you mean 'Union'?"),
    "unknown lever": (["AAA"], {"removel": 1.0}, "there is no lever 'removel'; did you mean 'removal'?"),
    "text": (["AAA"], {"removal": "a lot"}, "must be a number"),
    "nothing": (["AAA"], {"removal": None}, "'set.removal' has no value"),
    "not a number": (["AAA"], {"removal": math.nan}, "must be a finite number (0 to 50 multiple)"),
    "too little": (["AAA"], {"removal": -1}, "outside its range"),
    "no member": (["Empty"], {"removal": 1.0}, "the bloc 'Empty' has no member now"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_a_sentence(name: str) -> None:
    desk = _desk(1)
    places, values, sentence = BAD[name]
    with pytest.raises(Refusal) as refusal:
        desk.set(places, values)
    assert sentence in str(refusal.value)
    assert desk.log() == ()


def test_the_scenario_of_a_run_gives_that_run_again(tmp_path: Path) -> None:
    desk = Desk(model_of(small(blocs=BLOCS), seed=7, months=2))
    desk.set(["AAA", "AAC"], {"quota_family": 0.0, "border_effort": 2.5})
    desk.reform("Union", admit=["AAD"], competences=["common_visa", "free_movement"])
    desk.model.step()
    desk.happen({"attack": {"target": "AAB", "deaths": 500, "origin": "AAC"}})
    for _ in range(5):
        desk.model.step()
    file = tmp_path / "changed.yaml"
    file.write_text(desk.scenario_text(), encoding="utf-8")
    scenario = load(file)
    assert (scenario.seed, len(scenario.events)) == (7, 3)
    again = MigrationModel(scenario)
    for _ in range(8):
        again.step()
    for name, frame in desk.model.frames().items():
        pd.testing.assert_frame_equal(frame, again.frames()[name], check_exact=True)


def test_the_scenario_of_a_shipped_one_extends_it(tmp_path: Path) -> None:
    shipped = override(load("stylised"), ["parameters.departures.propensity=-20.5", "months=24"])
    desk = Desk(MigrationModel(shipped))
    desk.set("all", {"quota_guest": 0.0})
    text = desk.scenario_text("my-own")
    assert "extends: stylised" in text
    assert len(text.splitlines()) < 25
    file = tmp_path / "my-own.yaml"
    file.write_text(text, encoding="utf-8")
    scenario = load(file)
    assert scenario.name == "my-own"
    assert scenario.digest() == desk.model.as_acted().digest()
    unchanged = Desk(MigrationModel(load("stylised"))).scenario_text()
    assert "events" not in unchanged
