"""What can be opened beside the page: every claim, episode and study there is, and the pages of those that were run."""

from __future__ import annotations

from pathlib import Path

from abm.page.reports import offered

ROOT = Path(__file__).parents[2]


def test_every_claim_episode_and_study_is_offered_and_says_what_it_asks() -> None:
    there = offered(ROOT)
    for folder in ("experiments/claims", "experiments/vignettes", "configs/studies"):
        files = list((ROOT / folder).glob("*.yaml"))
        assert files
        assert sum(each.kind == _KINDS[folder] for each in there) == len(files)
    assert all(each.title for each in there)
    claims = [each.name for each in there if each.kind == "Claims of the text"]
    assert claims.index("C2") < claims.index("C10")


_KINDS = {
    "experiments/claims": "Claims of the text",
    "experiments/vignettes": "Historical episodes",
    "configs/studies": "Studies",
}


def test_a_file_that_cannot_be_read_says_why_and_hides_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "experiments" / "claims"
    folder.mkdir(parents=True)
    (folder / "C1.yaml").write_text("name: [\n", encoding="utf-8")
    (folder / "C2.yaml").write_text("name: C2\ntitle: Of something\n", encoding="utf-8")
    first, second = offered(tmp_path)
    assert (first.name, second.title) == ("C1", "Of something")
    assert "C1.yaml" in first.title


def test_a_page_is_there_once_it_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "experiments" / "claims"
    folder.mkdir(parents=True)
    (folder / "C1.yaml").write_text("name: C1\ntitle: Of something\n", encoding="utf-8")
    assert [(each.name, each.page) for each in offered(tmp_path)] == [("C1", None)]
    page = tmp_path / "results" / "claims" / "C1" / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>", encoding="utf-8")
    assert offered(tmp_path)[0].page == page
    assert offered(tmp_path)[0].command == "make claim-C1"


def test_boards_come_first_once_they_were_written(tmp_path: Path) -> None:
    folder = tmp_path / "experiments" / "claims"
    folder.mkdir(parents=True)
    (folder / "C1.yaml").write_text("name: C1\ntitle: Of something\n", encoding="utf-8")
    for results in ("anchors", "vignettes/board", "vignettes/board-full", "claims/board"):
        page = tmp_path / "results" / results / "report.html"
        page.parent.mkdir(parents=True)
        page.write_text("<p>", encoding="utf-8")
    there = offered(tmp_path)
    boards = [
        "Board of claims",
        "Board of episodes",
        "Board of episodes, publication size",
        "Numbers of the text",
    ]
    assert [each.name for each in there] == [*boards, "C1"]
    assert there[0].page == tmp_path / "results" / "claims" / "board" / "report.html"
    assert len({each.command for each in there}) == len(there)
