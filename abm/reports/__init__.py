"""The report of a study: one HTML file that works offline, and Markdown with its figures beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abm.studies.result import StudyResult

__all__ = ["report"]


def report(study: StudyResult) -> list[Path]:
    """Write report.html, report.md and the figures in report/ into the folder of a study.

    A section is there if the study has data for it. An analysis that is refused (too few points, a library that is not
    installed) says so in its place.

    Args:
        study: from `load_study`.

    Returns:
        The files, report.html first.

    Raises:
        Refusal: no run has finished, or the folder cannot be written.
    """
    from abm.reports.writing import written

    return written(study)
