"""The maker of synthetic studies, for all tests of reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from abm.studies.result import StudyResult
from tests.reports.synthetic import made_study


@pytest.fixture(scope="session")
def made() -> Callable[..., StudyResult]:
    """The maker of synthetic studies."""
    return made_study
