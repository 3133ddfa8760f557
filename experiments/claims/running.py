"""The runs of a trial: its studies computed, and what they kept put together."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, final

from abm.studies import Options, StudyResult, execute, load_study
from experiments.claims.arms import Trial
from experiments.claims.regressing import Panels

if TYPE_CHECKING:
    import pandas as pd

    from abm.studies.engines import Engines
    from abm.studies.study import Study


@final
@dataclass(frozen=True)
class Runs:
    """What the finished runs of a trial kept.

    Attributes:
        outcomes: a row for each run of every arm.
        panels: the runs by state and year; none where no finding needs them.
        studies: its studies, that of effects first.
    """

    outcomes: pd.DataFrame
    panels: Panels | None
    studies: tuple[StudyResult, ...]


def ran(trial: Trial, folder: Path, pool: Engines, *, fresh: bool = False) -> Runs:
    """Compute what is missing of a trial, and return its runs.

    Args:
        trial: the claim in a world.
        folder: where its studies are kept, each in a folder of its own.
        pool: what its runs are computed by.
        fresh: whether what is there is computed again.

    Raises:
        Refusal: the folder holds something else.
        StudyInterrupted: somebody stopped it; what was finished is kept.
    """
    import pandas as pd

    results = [computed(study, folder / trial.place(study), pool, fresh=fresh) for study in trial.studies]
    yearly = [result.yearly for result in results if result.yearly is not None]
    return Runs(
        pd.concat([result.outcomes for result in results], ignore_index=True),
        Panels(pd.concat(yearly, ignore_index=True), trial.standing) if yearly else None,
        tuple(results),
    )


def computed(study: Study, folder: Path, pool: Engines, *, fresh: bool = False) -> StudyResult:
    """Compute what is missing of a study, and return what it found.

    Args:
        study: the study.
        folder: where it is kept.
        pool: what its runs are computed by.
        fresh: whether what is there is computed again.

    Raises:
        Refusal: the folder holds something else.
        StudyInterrupted: somebody stopped it; what was finished is kept.
    """
    print(f"{study.name}: {len(study):,} runs", file=sys.stderr)
    execute(study, Options(out=folder, pool=pool, fresh=fresh))
    return load_study(folder)
