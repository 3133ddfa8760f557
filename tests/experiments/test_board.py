"""The board of claims: every claim is on it whatever came of it, counts add up, and words follow from verdicts."""

from __future__ import annotations

import itertools
import math
import random
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from abm.analysis.intervals import Interval
from abm.scenario.reading import read_node
from abm.viz import appearance as look
from abm.viz.panels import NARROW, WIDE, pictures
from experiments.claims.board_figure import distances, headline
from experiments.claims.board_page import counts_of
from experiments.claims.claim import FindingSpec, read_claim
from experiments.claims.estimating import Estimates
from experiments.claims.gathering import gathered, number_of
from experiments.claims.history import rows_of
from experiments.claims.holding import holding
from experiments.claims.judging import JUDGEMENTS, LETTERS, NOT_RUN, VERDICTS, counted, judgement, margin
from experiments.claims.shares.claim import about_shares, read_shares
from experiments.claims.verdict import Found, judged
from tests.experiments.board_bench import SHIPPED, WORLDS, Bench


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Claims and results made by hand; pages are written without their figures, which take most of the time."""
    monkeypatch.setattr("abm.viz.panels.pictures", lambda draw, width, kinds: [b"<svg/>" for _ in kinds])
    return Bench(tmp_path)


# ------------------------------------------------------------------------------------------ verdicts on claims


def _verdicts(letters: str) -> list[str]:
    words = {letter: verdict for verdict, letter in LETTERS.items()}
    return [words[letter] for letter in letters]


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("RRRR", "stands"), ("RRRU", "stands"), ("RRUU", "undecided"), ("RUUU", "undecided"), ("UUUU", "undecided"),
        ("NNUU", "undecided"), ("RRRN", "stands in part"), ("RRXU", "stands in part"), ("RRNN", "falls"),
        ("RRNX", "falls"), ("NNNN", "falls"), ("NXUR", "falls"), ("RXXU", "not explained by the mechanism"),
        ("XXXX", "not explained by the mechanism"), ("XXNR", "not explained by the mechanism"),
        ("RR\N{EN DASH}\N{EN DASH}", "stands"), ("\N{EN DASH}\N{EN DASH}", "not run"), ("", "not run"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_claim_follows_from_its_verdicts(letters: str, said: str) -> None:
    assert judgement(_verdicts(letters)) == said
    assert judgement(reversed(_verdicts(letters))) == said


def test_a_verdict_the_less_is_never_a_better_word() -> None:
    """Turning a verdict that is reproduced into one that is not never makes a claim stand better."""
    order = ["stands", "stands in part"]
    for letters in itertools.product("RNUX", repeat=5):
        before = judgement(_verdicts("".join(letters)))
        for place in (place for place, letter in enumerate(letters) if letter == "R"):
            after = judgement(_verdicts("".join([*letters[:place], "N", *letters[place + 1 :]])))
            assert after not in order or (before in order and order.index(before) <= order.index(after))
            assert after != "stands"


@pytest.fixture(scope="module")
def finding() -> FindingSpec:
    return read_claim(SHIPPED / "C7.yaml").findings["irregular_entries_rise"]


@pytest.mark.parametrize("ends", [(0.1, math.inf), (-math.inf, 0.1), (-0.2, 0.3)])
@pytest.mark.parametrize("ratio", [False, True])
def test_the_distance_from_the_threshold_tells_the_verdict(
    finding: FindingSpec, ends: tuple[float, float], ratio: bool
) -> None:
    """Beyond +1 the interval lies in the range, below -1 it lies outside, and between it is undecided."""
    random.seed(1)
    if ratio:
        ends = (math.exp(ends[0]), math.exp(ends[1]))
    above = None if ends[0] in (0, -math.inf) else ends[0]
    below = None if math.isinf(ends[1]) else ends[1]
    spec = FindingSpec.model_validate(
        {**finding.model_dump(), "expected": {"above": above, "below": below}, "without": "less"}
    )
    seen = set()
    for _ in range(500):
        mean = random.uniform(-1, 1)
        low, high = mean - random.uniform(0, 0.3), mean + random.uniform(0, 0.3)
        if ratio:
            mean, low, high = math.exp(mean), math.exp(low), math.exp(high)
        found = judged(spec, Interval(mean, low, high, 30), Interval(1.0, 0.5, 1.5, 30))
        distance = margin((mean, low, high), ends, ratio=ratio)
        assert found == ("reproduced" if distance > 1 else "not reproduced" if distance < -1 else "undecided")
        seen.add(found)
    assert seen == {"reproduced", "not reproduced", "undecided"}


def test_an_effect_without_an_interval_has_no_distance_and_one_without_spread_lies_at_the_edge() -> None:
    assert math.isnan(margin((math.nan, math.nan, math.nan), (0, 1)))
    assert math.isnan(margin((1.0, 0.0, math.inf), (0, 1)))
    assert margin((0.5, 0.5, 0.5), (0, math.inf)) == math.inf
    assert margin((-0.5, -0.5, -0.5), (0, math.inf)) == -math.inf
    assert margin((0.0, 0.0, 0.0), (0, math.inf)) == -math.inf


# ------------------------------------------------------------------------------------------ who is on the board


def test_every_claim_is_on_the_board_whatever_came_of_it(bench: Bench) -> None:
    bench.test("C2", "NNXU")
    board = bench.make()
    assert [entry.name for entry in board.entries] == ["C1", "C2", "C10"]
    assert [entry.judgement for entry in board.entries] == ["not run", "falls", "not run"]
    text = bench.text()
    for name in ("C1", "C2", "C10"):
        assert f"Something follows from {name}" in text
    assert "1 falls, and 2 are not run" in text
    frame = pd.read_parquet(bench.results / "board" / "board.parquet")
    assert len(frame) == 3 * 2 * len(WORLDS)
    assert list(frame[frame["claim"] == "C10"]["verdict"].unique()) == [NOT_RUN]


def test_every_shipped_claim_is_on_the_board() -> None:
    board = gathered(SHIPPED, SHIPPED / "nothing")
    assert [entry.path for entry in board.entries] == sorted(SHIPPED.glob("C*.yaml"), key=number_of)
    for entry in board.entries:
        assert entry.judgement == NOT_RUN
        read = read_shares if about_shares(read_node(entry.path)) else read_claim
        claim = read(entry.path)
        assert list(entry.findings["finding"].unique()) == list(claim.findings)
        assert entry.title == claim.title


def test_a_file_that_cannot_be_read_says_why_and_hides_no_other(bench: Bench) -> None:
    (bench.claims / "C2.yaml").write_text("name: [\n", encoding="utf-8")
    board = bench.board()
    assert [entry.name for entry in board.entries] == ["C1", "C2", "C10"]
    assert "C2.yaml" in board.entries[1].title


def test_a_finding_that_was_tested_stays_though_its_file_asks_no_longer(bench: Bench) -> None:
    bench.test("C1", "NNNN")
    path = bench.claims / "C1.yaml"
    path.write_text(
        "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )
    entry = bench.board().entries[0]
    assert entry.verdicts() == ["not reproduced"] * 4
    assert entry.lacks == ("has another file now than it was tested with",)


@pytest.mark.parametrize("letters", ["RRRR", "RNUX", "UUUU", "XXNR"])
def test_counts_add_up(bench: Bench, letters: str) -> None:
    bench.test("C1", letters)
    bench.test("C10", "NNNR")
    board = bench.board()
    assert sum(counted(board.frame["verdict"]).values()) == len(board.frame) == 12
    for world in WORLDS:
        here = board.frame[board.frame["world"] == world]
        assert sum(counted(here["verdict"]).values()) == 6
        said = [f"{number} {verdict}" for verdict, number in counted(here["verdict"]).items() if number]
        assert f"in the {world} world {', '.join(said)}" in counts_of(board)
    judged_ = [entry.judgement for entry in board.entries]
    assert sum(judged_.count(word) for word in JUDGEMENTS) == 3
    for row in rows_of(board, "2026-01-01")[::2]:
        counts = [int(row[key]) for key in ("reproduced", "not_reproduced", "undecided", "not_explained")]
        assert sum(counts) == 4
        letters_ = "".join(part.split(" ")[1] for part in row["verdicts"].split("; "))
        assert [letters_.count(LETTERS[verdict]) for verdict in VERDICTS] == counts


def test_pages_are_linked_where_they_are(bench: Bench) -> None:
    bench.test("C1")
    (bench.results / "C1" / "report.html").write_text("<p>", encoding="utf-8")
    bench.make()
    assert "[C1](../C1/report.md)" in bench.text()
    html = (bench.results / "board" / "report.html").read_text(encoding="utf-8")
    assert '<a href="../C1/report.html">C1</a>' in html
    assert "C10/report" not in html


# ------------------------------------------------------------------------------------------ figures and pages


def test_figures_are_drawn_the_same_every_time_in_both_widths(bench: Bench) -> None:
    bench.test("C1", "RNUX")
    bench.test("C2", "XXNN")
    board = bench.board()
    for draw in (headline, distances):
        for width in (WIDE, NARROW):
            first, second = (pictures(partial(draw, board), width, ("svg",)) for _ in "ab")
            assert first == second


def test_every_tile_has_its_letter(bench: Bench) -> None:
    bench.test("C1", "RNUX")
    with look.styled():
        figure = headline(bench.board(), 10.0)
    written = [text.get_text() for axes in figure.axes for text in axes.texts]
    for letter, number in (("R", 1), ("N", 1), ("U", 1), ("X", 1), (LETTERS[NOT_RUN], 8)):
        assert written.count(letter) == number + 1  # and one in the key


def test_a_page_says_where_a_claim_holds_and_where_an_effect_turns() -> None:
    claim = read_claim(SHIPPED / "C7.yaml")

    def one(name: str, world: str, effect: float, ablated: float, verdict: str) -> Found:
        intervals = [
            Interval(mean, mean - 0.01, mean + 0.01, 30) for mean in (effect, ablated, effect - ablated)
        ]
        return Found(name, claim.findings[name], world, Estimates(1.0, 1.0 + effect, *intervals), verdict)  # type: ignore[arg-type]

    up_, down_ = "fees_pushed_up", "fees_collapse"
    rows = [
        [one(up_, "stylised", 0.2, -0.1, "reproduced"), one(up_, "real", -0.1, 0.0, "undecided")],
        [one(down_, "stylised", -0.3, 0.0, "reproduced"), one(down_, "real", -0.3, 0.0, "reproduced")],
    ]
    text = " ".join(
        getattr(block, "text", " ".join(getattr(block, "items", ()))) for block in holding(claim, rows)
    )
    up, down = claim.findings[up_].title, claim.findings[down_].title
    assert f"Reproduced in the stylised and the real world: {down}." in text
    assert f"Reproduced in the stylised world alone: {up}" in text
    assert f"{up}, between the worlds: +20.0 % (+19.0 to +21.0) in the stylised world" in text
    assert f"{up}, without the mechanism" in text
    assert f"{down}, between the worlds" not in text
    assert "between treatments in the stylised world: rises when" in text
    assert "between treatments in the real world" not in text
    assert "no effect does" in " ".join(getattr(block, "text", "") for block in holding(claim, [rows[1]]))
