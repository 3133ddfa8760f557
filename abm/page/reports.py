"""Studies, claims and vignettes beside the page: what each asks, and the page that it wrote if it was run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import final

from abm.refusal import Refusal
from abm.scenario.reading import read_node


@final
@dataclass(frozen=True)
class Offered:
    """One of them.

    Attributes:
        kind: boards, studies, claims or vignettes, in words.
        name: its name.
        title: what it asks, in a line.
        command: what runs it; tells it from all others.
        page: the page that its run wrote, or None.
    """

    kind: str
    name: str
    title: str
    command: str
    page: Path | None


_KINDS = (
    ("Claims of the text", Path("experiments/claims"), "title", "make claim-{name}", Path("results/claims")),
    (
        "Historical episodes",
        Path("experiments/vignettes"),
        "title",
        "make vignette-{name}",
        Path("results/vignettes"),
    ),
    ("Studies", Path("configs/studies"), "description", "make study STUDY={path}", Path("results")),
)
"""Kind, folder of the files, the key that says what each asks, what runs it, and where results lie."""

_BOARDS = (
    (
        "Board of claims",
        "every claim of the text, with its verdicts",
        "make board",
        Path("results/claims/board"),
    ),
    (
        "Board of claims, publication size",
        "every claim of the text, with its verdicts",
        "make board FULL=1",
        Path("results/claims/board-full"),
    ),
    (
        "Board of episodes",
        "every historical episode, beside the records",
        "make board-vignettes",
        Path("results/vignettes/board"),
    ),
    (
        "Board of episodes, publication size",
        "every historical episode, beside the records",
        "make board-vignettes FULL=1",
        Path("results/vignettes/board-full"),
    ),
    (
        "Numbers of the text",
        "every number of the text that the model has, beside the records",
        "make anchors",
        Path("results/anchors"),
    ),
    (
        "Numbers of the text, publication size",
        "every number of the text that the model has, beside the records",
        "make anchors FULL=1",
        Path("results/anchors-full"),
    ),
)
"""Name, what it shows, what writes it, and where it lies: pages on all claims, episodes or numbers together."""

PAGE = "report.html"


def offered(root: Path = Path()) -> list[Offered]:
    """Return what there is below a folder, the root of the project where `make` runs; written boards come first."""
    found = [
        Offered("Boards", name, title, command, root / folder / PAGE)
        for name, title, command, folder in _BOARDS
        if (root / folder / PAGE).is_file()
    ]
    for kind, folder, key, command, results in _KINDS:
        for path in sorted((root / folder).glob("*.yaml"), key=_order):
            said = _said(path)
            name = str(said.get("name", path.stem)) if isinstance(said, dict) else path.stem
            title = str(said.get(key, "")) if isinstance(said, dict) else ""
            page = root / results / name / PAGE
            found.append(
                Offered(
                    kind,
                    name,
                    title,
                    command.format(name=name, path=folder / path.name),
                    page if page.is_file() else None,
                )
            )
    return found


def _said(path: Path) -> object:
    """Return what a file says; where it cannot be read, why not stands in the place of what it asks."""
    try:
        return read_node(path).plain()
    except Refusal as refusal:
        return {"name": path.stem, "title": str(refusal), "description": str(refusal)}


def _order(path: Path) -> tuple[str, int, str]:
    """Sort C2 before C10."""
    letters = path.stem.rstrip("0123456789")
    digits = path.stem[len(letters) :]
    return letters, int(digits or 0), path.stem
