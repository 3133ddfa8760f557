"""What can be changed before a run begins: every declared parameter, with the ranges that a scenario checks."""

from __future__ import annotations

import pytest

from abm.page.parameters import Field, fault_of, fields, value_of
from abm.parameters import Parameters
from abm.refusal import Refusal
from abm.scenario import load
from abm.scenario.scenario import PROCESSES

FIELDS = {field.key: field for field in fields()}


def test_every_parameter_and_process_can_be_changed() -> None:
    subjects = {key.split(".")[1] for key in FIELDS if key.startswith("parameters.")}
    assert subjects == set(Parameters.model_fields)
    for subject in subjects:
        declared = Parameters.model_fields[subject].annotation
        assert declared is not None
        assert {f"parameters.{subject}.{name}" for name in declared.model_fields} <= set(FIELDS)
    assert {f"processes.{name}" for name in PROCESSES} <= set(FIELDS)


def test_every_field_says_what_it_is() -> None:
    for field in fields():
        assert field.meaning.endswith("."), field
        assert field.words or field.low < field.high, field
        assert fault_of(field, field.default) == "", field


@pytest.mark.parametrize(
    "key", ["months", "parameters.smuggling.abuse", "drivers.economy", "processes.society"]
)
def test_what_a_field_refuses_a_scenario_refuses(key: str) -> None:
    field = FIELDS[key]
    bad = ["nothing"] if field.words else ["nothing", str(2 * field.high + 1), str(field.low - 1)]
    for written in bad:
        assert fault_of(field, written)
        with pytest.raises(Refusal):
            load("stylised", [f"{key}={written}"])
    for written in field.words or (f"{field.low:g}", f"{field.high:g}"):
        assert not fault_of(field, written)
        load("stylised", [f"{key}={written}"])


def test_a_whole_number_is_whole() -> None:
    assert fault_of(FIELDS["months"], "12.5") == "'12.5' is no whole number"
    real = Field("s", "k", "1", "years", "Real.", low=0.0, high=2.0)
    assert fault_of(real, "0.5") == ""


def test_a_scenario_says_a_value_of_everything_that_can_be_changed() -> None:
    values = load("baseline", ["months=24", "processes.conflict=false"]).resolved()
    assert all(value_of(values, key) for key in FIELDS)
    assert (value_of(values, "months"), value_of(values, "processes.conflict")) == ("24", "false")
    assert value_of(values, "parameters.no.such") == value_of({}, "months") == ""
