"""YAML is read by the core schema, with lines, and written so that it is read back equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abm.scenario import read_yaml, write_yaml
from abm.scenario.reading import Place, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e9", 1e9),
        ("1E-3", 0.001),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("012", 12),
        ("+3", 3),
        ("on", "on"),
        ("NO", "NO"),
        ("true", True),
        ("2001-10-05", "2001-10-05"),
        ("1990-01", "1990-01"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("0x1F", "0x1F"),
        ("'5'", "5"),
        ("=", "="),
        ("[a, 2]", ("a", 2)),
        ("{a: {b: ~}}", {"a": {"b": None}}),
    ],
)
def test_a_plain_scalar_is_a_number_a_truth_value_nothing_or_text(text: str, value: Any) -> None:
    assert parse(text, Place("x")).plain() == value
    assert type(parse(text, Place("x")).plain()) is type(value)


def test_a_value_knows_the_line_of_its_key() -> None:
    node = parse("a:\n  b:\n\n    - 1\n    - c: 2\n", Place("x"), lines=True)
    assert node.at(("a", "b")).place == Place("x", 2)
    assert node.at(("a", "b", 1, "c")).place.line == 5
    assert str(node.at(("a", "b", 0)).place) == "x, line 4"
    assert node.at(("a", "z", "z")).place.line == 1


def test_an_anchor_is_the_value_it_stands_for() -> None:
    assert parse("{a: &x {b: 1}, c: *x}", Place("x")).plain() == {"a": {"b": 1}, "c": {"b": 1}}


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8)
texts = words | st.sampled_from(
    ["1e9", "true", "null", "~", "", "1990-01", "0x1F", "no", "<<", "=", ".inf", "-", "5."]
)
values = st.recursive(
    texts | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


@given(values)
def test_what_is_written_is_read_back_equal(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "written.yaml"
    Path(path).write_text(write_yaml(value), encoding="utf-8")
    back = read_yaml(path)
    assert back == _tuples(value)
    assert repr(back) == repr(_tuples(value))
