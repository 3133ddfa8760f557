"""Anchors: every number of the text accounted for once, a page that tells all of them, and refusals of bad input."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from abm.refusal import Refusal
from abm.reports.markdown import text_of
from abm.results.measures import MEASURES
from abm.scenario import tables_of
from abm.world.tables import WorldTables
from experiments.anchors.__main__ import ANCHORS, main
from experiments.anchors.anchor import Anchors, read_anchors, scenario_of
from experiments.anchors.comparing import as_frame, counted, found_of
from experiments.anchors.figure import LEFTMOST, beside_the_text, shortest
from experiments.anchors.measuring import Sources, groups_of
from experiments.anchors.page import page, summed_up
from tests.experiments.drawn_anchors import SEEDS, SMALL, Runs, small, sources

NUMBERED = (
    "M002 M035 M036 M037 M038 M039 M041 M042 M044 M045 M046 M054 M065 M093 M094 M095 M096 M097 M098 M099 "
    "M100 M103 M104 M105 M106 M107 M108 M111 M164 M165 M167 M168 M170 M182 M255 M259 M260 M261 M262 M263 "
    "M270 M271 M272 M273 M274 M275 M276 M278 M287 M288 M290 M291 M322 M339 M342 M423"
).split()
"""The statements of the text that hold a number."""


@pytest.fixture(scope="module")
def anchors() -> Anchors:
    return read_anchors(ANCHORS)


@pytest.fixture(scope="module")
def tables(anchors: Anchors) -> WorldTables:
    return tables_of(scenario_of(anchors).world)


# ------------------------------------------------------------------------------------------ what is shipped


def test_every_number_of_the_text_is_measured_or_left_out_with_a_reason(anchors: Anchors) -> None:
    inside = {number for anchor in anchors.anchors.values() for number in anchor.ids}
    outside = [number for left in anchors.left_out for number in left.ids]
    assert len(outside) == len(set(outside))
    assert not inside & set(outside)
    assert sorted([*inside, *outside]) == NUMBERED
    assert all(left.why for left in anchors.left_out)


def test_the_table_of_mechanisms_points_here_for_what_is_measured_and_for_nothing_else(
    anchors: Anchors, root: Path
) -> None:
    text = (root / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (M\d{3}) \| (\d+ \| .*)$", text, re.MULTILINE))
    here = {number for number, row in rows.items() if "`experiments/anchors/anchors.yaml`" in row}
    assert here == {number for anchor in anchors.anchors.values() for number in anchor.ids}
    assert set(NUMBERED) <= set(rows)


def test_lines_are_those_of_the_table_of_mechanisms(anchors: Anchors, root: Path) -> None:
    text = (root / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    line = {number: int(at) for number, at in re.findall(r"^\| (M\d{3}) \| (\d+) \|", text, re.MULTILINE)}
    for name, anchor in anchors.anchors.items():
        spans = [[int(end) for end in re.findall(r"\d+", part)] for part in anchor.lines.split(",")]
        for number in anchor.ids:
            near = min(abs(line[number] - end) for span in spans for end in range(span[0], span[-1] + 1))
            assert near <= 1, (name, number)


def test_names_of_code_in_the_configuration_exist(anchors: Anchors, root: Path) -> None:
    from abm.parameters import Parameters
    from abm.parameters.levers import Policy

    kinds: dict[str, Any] = {name: field.annotation for name, field in Parameters.model_fields.items()}
    known = {f"{subject}.{key}" for subject, kind in kinds.items() for key in kind.model_fields}
    known |= {*Policy.model_fields, *MEASURES}
    names = re.findall(r"`([^`]+)`", ANCHORS.read_text(encoding="utf-8"))
    assert names
    for name in names:
        assert (root / name).exists() if "/" in name else name in known, name


def test_groups_are_states_of_the_world_and_lie_in_one_another(anchors: Anchors, tables: WorldTables) -> None:
    found = groups_of(anchors, tables)
    assert len(set(found["eu15"])) == 15
    assert set(found["eu15"]) < set(found["west"]) < set(found["industrial"])
    assert set(found["gulf"]) < set(found["asia"])
    assert not set(found["africa"]) & set(found["asia"])
    assert found["MAR"] == ("MAR",)


def test_the_size_is_the_baseline_to_2005_and_the_full_one_is_finer(anchors: Anchors) -> None:
    usual, full = scenario_of(anchors), scenario_of(anchors, full=True)
    assert (usual.name, usual.start, usual.end) == ("baseline", "1990-01", "2005-12")
    assert usual.persons_per_agent > full.persons_per_agent
    assert len(usual.seeds) == len(full.seeds) == anchors.replications


def test_no_parameter_differs_from_the_baseline(anchors: Anchors) -> None:
    from abm.scenario import load

    assert scenario_of(anchors).parameters == load("baseline").parameters
    assert scenario_of(anchors, full=True).parameters == load("baseline").parameters


# ------------------------------------------------------------------------------------------ the page


@pytest.fixture(scope="module")
def drawn(anchors: Anchors, tables: WorldTables) -> tuple[Sources, list[Any]]:
    groups = groups_of(anchors, tables)
    codes = sorted({code for name in ("west", "gulf", "receivers") for code in groups[name]} | {
        name for name in groups if len(name) == 3
    } | {"EGY"})  # fmt: skip
    there = sources(anchors, tables, Runs(codes, ("land", "sea", "air", "student")))
    return there, [found_of(name, anchor, there) for name, anchor in anchors.anchors.items()]


def test_the_page_tells_every_number_and_what_is_left_out(drawn: tuple[Sources, list[Any]]) -> None:
    there, found = drawn
    text = text_of(page(there, found), "report")
    for one in found:
        assert f"| {one.anchor.title} ({', '.join(one.anchor.ids)}) |" in text
        assert one.anchor.measured in text
        assert one.anchor.data is None or one.anchor.data.source in text
    for left in there.anchors.left_out:
        assert left.why in text
    assert "`make anchors`" in text
    assert "`make anchors FULL=1`" in text_of(page(there, found, full=True), "report")


def test_the_counts_of_the_page_add_up(drawn: tuple[Sources, list[Any]]) -> None:
    there, found = drawn
    tally = counted([one.verdict for one in found])
    assert sum(tally.values()) == len(found)
    assert f"Of {len(found)} numbers of the text" in summed_up(there.anchors, found)
    rows = text_of(page(there, found), "report")
    counts = re.search(r"\| Model beside the text \| (.*) \|\n", rows)
    assert counts is not None
    assert [int(number) for number in counts[1].split(" | ")] == [*tally.values(), len(found)]


def test_records_that_contradict_the_text_are_those_beyond_the_tolerance(
    drawn: tuple[Sources, list[Any]],
) -> None:
    there, found = drawn
    text = text_of(page(there, found), "report")
    listed = text.split("## Where records contradict the text")[1].split("## ")[0]
    for one in found:
        off = False
        if one.record is not None:
            (low, high), (first, last) = one.anchor.text.ends, one.record
            off = high < 0.75 * first or low > 1.25 * last
        assert (f"- {one.anchor.title} (line" in listed) == off, one.name


def test_the_table_has_a_row_for_each_number(drawn: tuple[Sources, list[Any]]) -> None:
    there, found = drawn
    table = as_frame(there.anchors, found, full=False)
    assert list(table["anchor"]) == list(there.anchors.anchors)
    assert (table["model_low"] <= table["model"]).all()
    assert (table["model"] <= table["model_high"]).all()
    assert set(table["replications"]) == {len(SEEDS)}


@pytest.mark.parametrize("width", [10.0, 4.4])
def test_the_figure_has_a_mark_for_every_number(drawn: tuple[Sources, list[Any]], width: float) -> None:
    there, found = drawn
    figure = beside_the_text(found, there.anchors.tolerance, width)
    axes = figure.get_axes()
    assert len(axes) == len({one.anchor.section for one in found})
    circles = [line for each in axes for line in each.lines if line.get_marker() in ("o", "<", ">")]
    assert len(circles) == len(found)
    diamonds = [line for each in axes for line in each.lines if line.get_marker() == "D"]
    assert len(diamonds) == sum(one.record is not None for one in found)
    assert all(float(np.min(line.get_xdata())) >= LEFTMOST for line in circles)
    words = [text.get_text() for each in axes for text in (*each.texts, *each.get_yticklabels())]
    assert all(one.anchor.title in words for one in found)


def test_units_beside_a_figure_are_short() -> None:
    units = {"million persons a year": "million", "%": "%", "rank": "", "billion dollars a year": "billion dollars",
             "dollars a person": "dollars", "persons a day": ""}  # fmt: skip
    assert {unit: shortest(unit) for unit in units} == units


# ------------------------------------------------------------------------------------------ refusals


SLIPS = [
    ("columns: [immigrants]", "columns: [imigrants]", "which is no measure; did you mean 'immigrants'"),
    ("columns: [immigrants]", "columns: [migrant_share]", "'migrant_share', which cannot be summed over states"),
    ("columns: [immigrants]", "columns: [power_gini]", "'power_gini', which cannot be summed over states"),
    ("columns: [immigrants]", "frame: routes, columns: [death]", "which the frame 'routes' has not.* 'deaths'"),
    ("columns: [immigrants]", "hosts: asia, columns: [immigrants]", "hosts' has no meaning for the frame 'states'"),
    ("columns: [immigrants]", "among: azia, columns: [immigrants]", "names 'azia', which is no group.* 'asia'"),
    ("first: 2000, last: 2001}]}\n    measured", "first: 2002, last: 2001}]}\n    measured", "is 2002, not before"),
    ("text: {value: 10}", "text: {value: 10, low: 3}", "needs a 'value', or 'low', 'high' or both"),
    ("text: {value: 10}", "text: {value: -1}", "not above zero"),
    ("text: {value: 10}", "text: {low: 10, high: 5}", "is 10, not below 'high'"),
    ("unit: persons", "unit: persons\n    dollars: 1999", "is 1999, a year without an index of prices"),
    ("measured: Somehow", "measured: Somehow\n    without: None.", "needs one of 'data' and 'without'"),
    ("frame: reference_states, columns: [immigrant_stock]", "columns: [immigrants]", "may use series, reference"),
    ("model: {of: [{columns: [immigrants]", "model: {of: [{frame: series, columns: [population]", "frames of the runs"),
    ("ids: [M036]", "ids: [M035]", "holds M035, which stands elsewhere already"),
    ("ids: [M036]", "ids: [M36]", "holds 'M36'; write a number like M035"),
    ("region: Asia,", "", "needs one of 'region' and 'codes'"),
    ("model: {of:", "model: {statistic: above, of:", "belongs to the statistic 'above', which needs it"),
    ("model: {of:", "model: {statistic: rank, of:", "is 'rank' and needs 'over'"),
    ("section: people", "section: peoples", "must be one of people"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), SLIPS)
def test_a_slip_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in SMALL
    with pytest.raises(Refusal, match=rf"(?s)mine\.yaml, line \d+: .*{sentence}"):
        small(tmp_path, SMALL.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("scenario: baseline", "scenario: baseline\nscenari: x", "unknown key 'scenari'"),
        ("scenario: baseline", "scenario: basline", "there is no"),
        (
            'end: "2005-12"',
            'end: "2000-12"',
            "'one' asks for 2000 to 2001, and the runs go from 1990 to 2000",
        ),
        ("codes: [AAA, CCC]", "codes: [AAA]", "the world has no state 'AAA'"),
        ("region: Asia", "region: Asya", "the group 'asia' is of a region that the world has not"),
    ],
)
def test_bad_input_ends_with_one_sentence_and_code_2_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, sentence: str
) -> None:
    (tmp_path / "mine.yaml").write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    out = tmp_path / "out"
    assert main([str(tmp_path / "mine.yaml"), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("anchors: ")
    assert sentence in said
    assert said.count("\n") == 1
    assert not out.exists()


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err
