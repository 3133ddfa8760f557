"""Reports: one page that asks for nothing, sections only where there are data, and every number from the analysis."""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from abm.analysis import paired_differences
from abm.refusal import Refusal
from abm.reports import report
from abm.reports.comparing import through_time
from abm.reports.designing import range_source
from abm.reports.numbers import estimate
from abm.reports.subject import DRAWN, Subject
from abm.reports.weighing import alternatives_of
from abm.reports.writing import document_of
from abm.studies.result import Factor, Outcome, StudyResult
from tests.reports.synthetic import FACTORS, OUTCOMES

Maker = Callable[..., StudyResult]


class Page(HTMLParser):
    """What a page loads, links to, and says."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.pictures: list[dict[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.loads += [
            value or "" for name, value in attrs if name in ("src", "srcset", "data", "poster", "action")
        ]
        if tag == "a":
            self.links.append(given.get("href") or "")
        elif given.get("href"):
            self.loads.append(given["href"] or "")
        if given.get("id"):
            self.anchors.add(given["id"] or "")
        if tag == "img":
            self.pictures.append(given)
        if tag not in ("meta", "img", "source", "link", "wbr"):
            self.open.append(tag)
        assert tag not in ("script", "link", "iframe", "object")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    assert not page.open
    return page


@pytest.fixture(scope="module")
def written(made: Maker, tmp_path_factory: pytest.TempPathFactory) -> tuple[StudyResult, list[Path]]:
    """A Latin hypercube with three policies and a failed run, reported."""
    study = made(
        tmp_path_factory.mktemp("study"),
        "lhs",
        size=24,
        seeds=1,
        factors=FACTORS[:2],
        outcomes=(OUTCOMES[1], dataclasses.replace(OUTCOMES[2], threshold=None)),
        yearly=False,
    )
    return study, report(study)


@pytest.fixture(scope="module")
def page(written: tuple[StudyResult, list[Path]]) -> tuple[str, Page]:
    text = written[1][0].read_text(encoding="utf-8")
    return text, read(text)


def anchors(study: StudyResult) -> list[str]:
    return [section.anchor for section in document_of(study).sections]


# ------------------------------------------------------------------------------------------ the files


def test_the_files_are_those_returned(written: tuple[StudyResult, list[Path]]) -> None:
    study, files = written
    assert [path.name for path in files[:2]] == ["report.html", "report.md"]
    there = {path for path in study.folder.rglob("*") if path.is_file()}
    assert there == set(files)
    assert all(path.stat().st_size > 0 for path in files)


def test_the_page_asks_for_nothing_but_what_is_in_it(page: tuple[str, Page]) -> None:
    text, read_page = page
    assert read_page.loads
    assert all(load.startswith("data:image/svg+xml;base64,") for load in read_page.loads)
    assert not re.search(r"url\(|@import", text)
    for link in read_page.links:
        assert link.startswith(("#", "https://doi.org/")), link


def test_every_figure_within_is_a_drawing_that_asks_for_nothing(page: tuple[str, Page]) -> None:
    for load in page[1].loads:
        svg = base64.b64decode(load.split(",", 1)[1]).decode("utf-8")
        assert "<svg" in svg
        assert not re.search(r'(?:xlink:)?href="(?!#|data:)', svg)


def test_contents_lead_to_every_section(page: tuple[str, Page]) -> None:
    inside = [link[1:] for link in page[1].links if link.startswith("#")]
    assert len(inside) >= 8
    assert set(inside) <= page[1].anchors


def test_every_picture_says_what_it_shows(page: tuple[str, Page]) -> None:
    assert all(len(picture.get("alt") or "") > 30 for picture in page[1].pictures)


def test_markup_in_the_users_words_stays_words(page: tuple[str, Page]) -> None:
    assert "<borders>" not in page[0]
    assert any("Strict <borders> & fences | walls" in words for words in page[1].words)


def test_markdown_shows_figures_that_are_there(written: tuple[StudyResult, list[Path]]) -> None:
    study, files = written
    text = files[1].read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert shown
    assert all((study.folder / place).is_file() for place in shown)
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    for title in titles:
        assert f"(#{re.sub(r'[^a-z0-9 -]', '', title.lower()).replace(' ', '-')})" in text


def test_every_row_of_a_markdown_table_has_the_cells_of_its_head(
    written: tuple[StudyResult, list[Path]],
) -> None:
    lines = written[1][1].read_text(encoding="utf-8").splitlines()
    width = 0
    for before, line in zip(["", *lines], lines, strict=False):
        if not line.startswith("|"):
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width if before.startswith("|") else cells
        assert cells == width, line


def test_the_same_study_gives_the_same_bytes(made: Maker, tmp_path: Path) -> None:
    few: dict[str, Any] = {"seeds": 3, "factors": (), "outcomes": OUTCOMES[:1], "yearly": False}
    first, second = (report(made(tmp_path / str(turn) / "study", "none", **few)) for turn in (1, 2))
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


# ------------------------------------------------------------------------------------------ what is in it

ALWAYS = ["design", "reading", "reproducibility"]


def test_a_full_study_has_every_section(page: tuple[str, Page]) -> None:
    wanted = {*ALWAYS, "policies", "drivers", "responses", "discovery", "robustness", "trade-offs"}
    assert wanted <= page[1].anchors


def test_one_policy_is_compared_with_nothing(made: Maker, tmp_path: Path) -> None:
    study = made(tmp_path, "none", seeds=3, policies=("as_planned",), factors=(), failed=0)
    assert anchors(study) == ALWAYS


def test_seeds_alone_compare_policies_and_drive_nothing(made: Maker, tmp_path: Path) -> None:
    study = made(tmp_path, "none", seeds=3, factors=())
    assert anchors(study) == ["design", "policies", "trade-offs", "reading", "reproducibility"]


def test_without_directions_nothing_is_called_better(made: Maker, tmp_path: Path) -> None:
    plain = tuple(
        Outcome(o.name, o.measure, o.unit, o.label, o.meaning)
        for o in made(tmp_path, "none", factors=()).outcomes_of
    )
    found = anchors(made(tmp_path, "lhs", size=24, seeds=1, outcomes=plain[1:3], yearly=False))
    assert not {"robustness", "trade-offs", "discovery"} & set(found)


def test_a_figure_through_time_needs_the_yearly_series(made: Maker, tmp_path: Path) -> None:
    for yearly in (True, False):
        study = made(tmp_path, "none", factors=(), seeds=3, yearly=yearly)
        names = [drawing.name for drawing in document_of(study).drawings()]
        assert ("differences-through-time" in names) == yearly


@pytest.mark.parametrize(
    ("kind", "size", "word"), [("sobol", 8, "Sobol'"), ("morris", 4, "Elementary"), ("lhs", 24, "PAWN")]
)
def test_the_design_chooses_the_indices(made: Maker, tmp_path: Path, kind: str, size: int, word: str) -> None:
    study = made(
        tmp_path,
        kind,
        size=size,
        seeds=1,
        policies=("as_planned",),
        failed=0,
        yearly=False,
        outcomes=OUTCOMES[3:],
    )
    drivers = next(section for section in document_of(study).sections if section.anchor == "drivers")
    captions = [block.caption for block in drivers.blocks if hasattr(block, "caption")]
    assert any(word in caption for caption in captions)


def test_a_study_without_a_finished_run_is_refused(made: Maker, tmp_path: Path) -> None:
    study = made(tmp_path, "none", factors=())
    lost = dataclasses.replace(
        study, outcomes=study.outcomes.iloc[:0], runs=study.runs.assign(status="failed")
    )
    with pytest.raises(Refusal, match="no run of the study 'quotas_and_wars' has finished"):
        report(lost)
    assert not (tmp_path / "report.html").exists()


def test_an_analysis_that_is_refused_says_why_and_the_rest_goes_on(
    made: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Refusal("a Sobol' analysis needs the extra 'studies'")

    monkeypatch.setattr("abm.reports.driving.sobol_indices", refuse)
    study = made(tmp_path, "sobol", size=8, seeds=1, yearly=False, outcomes=OUTCOMES[3:])
    sections = {section.anchor: section for section in document_of(study).sections}
    assert any("extra 'studies'" in str(block) for block in sections["drivers"].blocks)
    assert "policies" in sections


def test_the_first_failure_is_told_in_words(page: tuple[str, Page]) -> None:
    said = "".join(page[1].words)
    assert "1 failed" in said
    assert "Refusal: the quota <0.1> is not a share | of anything" in said


# ------------------------------------------------------------------------------------------ numbers


def test_the_numbers_are_those_of_the_analysis(written: tuple[StudyResult, list[Path]]) -> None:
    study, files = written
    text = files[1].read_text(encoding="utf-8")
    found = paired_differences(study.outcomes, [o.name for o in study.outcomes_of], study.policies[0])
    for row in found.to_dict("records"):
        assert estimate(row["difference"], row["low"], row["high"]) in text


def test_every_outcome_stands_in_the_tables_whatever_is_drawn(made: Maker, tmp_path: Path) -> None:
    many = tuple(Outcome(f"extra{i}", f"extra{i}", "persons", f"Extra outcome {i:02}") for i in range(20))
    study = made(tmp_path, "none", factors=(), seeds=4, outcomes=many, yearly=False)
    subject = Subject(study)
    assert len(subject.drawn) == DRAWN
    text = str(document_of(study))
    assert all(outcome.label in text for outcome in many)


def test_outcomes_with_a_direction_are_drawn_first(made: Maker, tmp_path: Path) -> None:
    drawn = [outcome.name for outcome in Subject(made(tmp_path, "none", factors=(), seeds=3)).drawn]
    assert drawn == ["entries", "deaths", "control", "population", "remitted"]


def test_labels_that_meet_are_told_apart(made: Maker, tmp_path: Path) -> None:
    two = (
        Outcome("early", "deaths_on_routes", "persons", "Deaths", years="1990-2000"),
        Outcome("late", "deaths_on_routes", "persons", "Deaths", years="2001-2010"),
    )
    labels = Subject(made(tmp_path, "none", factors=(), outcomes=two, yearly=False)).labels
    assert labels["early"] == "Deaths (1990-2000)"
    assert labels["late"] == "Deaths (2001-2010)"


def test_differences_through_time_are_those_of_each_year(made: Maker, tmp_path: Path) -> None:
    study = made(tmp_path, "none", factors=(), seeds=4, failed=0)
    found = through_time(Subject(study))
    assert found is not None
    assert study.yearly is not None
    one = study.yearly[study.yearly["year"] == 2005]
    means = one.groupby("policy")["deaths_on_routes"].mean()
    rows = found[(found["year"] == 2005) & (found["outcome"] == "Deaths on routes")].set_index("policy")
    for policy in study.policies[1:]:
        assert rows.loc[policy, "difference"] == pytest.approx(means[policy] - means[study.policies[0]])


def test_settings_that_were_each_run_in_one_future_are_not_alternatives(made: Maker, tmp_path: Path) -> None:
    """A setting of the levers that has a future of its own cannot be told from it; a grid has them apart."""
    assert len(alternatives_of(Subject(made(tmp_path, "lhs", size=20, yearly=False)))) == 3
    crossed = alternatives_of(Subject(made(tmp_path, "grid", seeds=1, yearly=False)))
    assert len(crossed) == 9
    assert crossed["best"].any()


def test_the_source_of_a_range_is_its_declaration_or_the_study_file() -> None:
    declared = Factor("x", "parameters.admission.learning", low=0.01, high=1.0)
    assert range_source(declared).startswith("declared range; default value: assumed")
    narrow = dataclasses.replace(declared, high=0.5)
    assert "within the declared 0.01 to 1" in range_source(narrow)
    assert range_source(Factor("x", "quota_skilled, quota_guest", low=0, high=1)) == "study file"
