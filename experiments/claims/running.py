"""The runs of a trial: its studies computed, and what they kept put together."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, final

from abm.studies import Options, StudyResult, execute, load_study
from experiments.claims.arms import Trial
from experiments.claims.regressing import Panels
from experiments.claims.shares.finding import Shares
from experiments.claims.shares.trial import SharesTrial

if TYPE_CHECKING:
    import pandas as pd

    from abm.studies.engines import Engines


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

    results = _computed(trial, folder, pool, fresh=fresh)
    yearly = [result.yearly for result in results if result.yearly is not None]
    return Runs(
        pd.concat([result.outcomes for result in results], ignore_index=True),
        Panels(pd.concat(yearly, ignore_index=True), trial.standing) if yearly else None,
        results,
    )


def shares_of(
    trial: SharesTrial, folder: Path, pool: Engines, *, fresh: bool = False
) -> tuple[Shares, tuple[StudyResult, ...]]:
    """Compute what is missing of a trial about shares; return its runs, and its studies, the whole design first.

    Args and errors are those of `ran`.
    """
    import pandas as pd

    results = _computed(trial, folder, pool, fresh=fresh)
    outcomes = pd.concat([result.outcomes for result in results], ignore_index=True)
    return Shares(trial, results[0].design, outcomes), results


def _computed(
    trial: Trial | SharesTrial, folder: Path, pool: Engines, *, fresh: bool
) -> tuple[StudyResult, ...]:
    """Compute what is missing of the studies of a trial, and return what they found."""
    results = []
    for study in trial.studies:
        print(f"{study.name}: {len(study):,} runs", file=sys.stderr)
        place = folder / trial.place(study)
        execute(study, Options(out=place, pool=pool, fresh=fresh))
        results.append(load_study(place))
    return tuple(results)
