"""Putting a report together and writing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from abm.refusal import Refusal
from abm.reports import (
    closing,
    comparing,
    designing,
    discovering,
    driving,
    html,
    markdown,
    responding,
    weighing,
)
from abm.reports.document import Document
from abm.reports.subject import Subject
from abm.results.files import write_whole, writing

if TYPE_CHECKING:
    from abm.studies.result import StudyResult

FOLDER = "report"
"""Folder of the figures, beside the report."""


def document_of(study: StudyResult) -> Document:
    """Return the report of a study as a value.

    Raises:
        Refusal: no run has finished.
    """
    if study.outcomes.empty:
        failed = int((study.runs["status"] != "finished").sum())
        raise Refusal(
            f"no run of the study '{study.name}' has finished ({failed:,} failed): nothing to report"
        )
    subject = Subject(study)
    indices = driving.indices_of(subject)
    sections = (
        designing.section(subject),
        comparing.section(subject),
        driving.section(subject, indices),
        responding.section(subject, indices),
        discovering.section(subject),
        weighing.robustness(subject),
        weighing.trade_offs(subject),
        closing.reading(subject),
        closing.reproducibility(subject),
    )
    title = study.name.replace("_", " ").strip() or "Study"
    title = title[:1].upper() + title[1:]
    return Document(
        title, subject.said().splitlines()[0], tuple(found for found in sections if found is not None)
    )


def written(study: StudyResult) -> list[Path]:
    """Write the report of a study into its folder and return its files, report.html first."""
    return write(document_of(study), study.folder)


def write(document: Document, place: Path) -> list[Path]:
    """Write a document as report.html and report.md into a folder, its figures in report/, and return the files.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    from abm.viz.panels import NARROW, WIDE, pictures

    inside: dict[str, tuple[bytes, bytes]] = {}
    with writing(place):
        folder = place / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        files: list[Path] = []
        for drawing in document.drawings():
            wide, image = pictures(drawing.draw, WIDE, ("svg", "png"))
            inside[drawing.name] = wide, pictures(drawing.draw, NARROW, ("svg",))[0]
            for kind, content in (("svg", wide), ("png", image)):
                files.append(folder / f"{drawing.name}.{kind}")
                write_whole(files[-1], content)
        page, text = place / "report.html", place / "report.md"
        write_whole(page, html.page(document, inside).encode("utf-8"))
        write_whole(text, markdown.text_of(document, FOLDER).encode("utf-8"))
    return [page, text, *files]
