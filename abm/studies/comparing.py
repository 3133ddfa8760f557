"""Two scenarios compared: replications in pairs that share every random number, until the answer is precise enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal, nearest
from abm.results.measures import MEASURES, WORLD_MEASURES
from abm.scenario import load
from abm.scenario.loading import mapping_node
from abm.scenario.places import scenario_file
from abm.scenario.reading import Place
from abm.studies.result import StudyResult, load_study
from abm.studies.running import Options, execute
from abm.studies.study import Study, study_of

if TYPE_CHECKING:
    import pandas as pd

    from abm.analysis.pairing import Precision

LEAST = 10
"""Pairs before which nothing is called precise: with fewer, a width that looks small is often luck."""

DIFFERENCES, BY_STATE = "differences.csv", "differences_by_state.csv"


@final
@dataclass(frozen=True)
class Comparison:
    """What a comparison found.

    Attributes:
        result: the study with the two scenarios as its policies.
        world: a row for each outcome of the world, as `abm.analysis.paired_differences` returns it, and `reached`.
        states: the same for every state (column `place`).
        replications: pairs that were run.
        precise: whether the precision asked for is reached in every outcome that it was asked of; None if none was.
    """

    result: StudyResult
    world: pd.DataFrame
    states: pd.DataFrame
    replications: int
    precise: bool | None


@final
@dataclass(frozen=True)
class Wanted:
    """When to stop.

    Attributes:
        most: pairs at the most.
        precision: half width that is asked for; None: run all pairs.
        of: outcomes that have to reach it; all that the second scenario changes if empty.
    """

    most: int = 20
    precision: Precision | None = None
    of: tuple[str, ...] = ()


def comparison_study(first: str, second: str, replications: int, seed: int | None = None) -> Study:
    """Return the study that has two scenarios as its arms.

    Args:
        first, second: shipped names or paths; the first is the reference.
        replications: pairs of runs.
        seed: of the first pair; the first scenario's if None.

    Raises:
        Refusal: no such scenario, the same one twice, or two that do not run over the same months.
    """
    folder = Path.cwd()
    one, other = (load(scenario_file(name, folder)) for name in (first, second))
    if (one.start, one.months) != (other.start, other.months):
        raise Refusal(
            f"{first} runs from {one.start} to {one.end} and {second} from {other.start} to {other.end}; "
            "only scenarios over the same months can be compared"
        )
    names = [_word(one.name), _word(other.name)]
    if names[0] == names[1]:
        if one.digest() == other.digest():
            raise Refusal(f"{first} and {second} say the same; there is nothing to compare")
        names[1] += "_2"
    said: dict[str, Any] = {
        "name": f"{names[0]}-against-{names[1]}",
        "description": f"What differs between {one.name} and {other.name}, by replications that share their seeds.",
        "base": first,
        "policies": {name: {"scenario": file} for name, file in zip(names, (first, second), strict=True)},
        "replications": replications,
        "seed": one.seed if seed is None else seed,
        "keep": {"yearly": ("all",), "states": ("all",)},
    }
    return study_of(mapping_node(said, Place("the comparison")), folder)


def _word(name: str) -> str:
    word = re.sub(r"\W+", "_", name).strip("_") or "scenario"
    return word if word[0].isalpha() else f"scenario_{word}"


def compare(
    study: Study, options: Options, wanted: Wanted, said: Callable[[str], None] = lambda sentence: None
) -> Comparison:
    """Run pairs until they are precise enough or as many as were asked for, and compare.

    The number of pairs grows by a quarter at a time; finished ones are never run again.

    Args:
        study: as `comparison_study` returns it.
        options: how it is computed.
        wanted: when to stop.
        said: called with a sentence after every look.

    Raises:
        Refusal: bad input, or the disk is full.
        StudyInterrupted: Ctrl-C; what had come is kept.
    """
    from abm.analysis.pairing import steps

    _refuse_outcomes(wanted.of)
    numbers = [wanted.most] if wanted.precision is None else list(steps(min(LEAST, wanted.most), wanted.most))
    for number in numbers:
        grown = replace(study, spec=study.spec.model_copy(update={"replications": number}))
        execute(grown, options)
        found = _compared(load_study(options.folder(study)), number, wanted)
        if found.precise:
            said(f"precise enough after {number} pairs")
            break
        if found.precise is False:
            short = ", ".join(found.world.loc[~found.world["reached"], "outcome"].head(4))
            said(f"{number} pairs: not yet precise enough in {short}")
    return found


def _refuse_outcomes(names: Sequence[str]) -> None:
    known = [measure.name for measure in WORLD_MEASURES]
    for name in names:
        if name not in known:
            raise Refusal(
                f"--precision names '{name}', which is no outcome of the world{nearest(name, known)}"
            )


def _compared(result: StudyResult, number: int, wanted: Wanted) -> Comparison:
    from abm.analysis.pairing import paired_differences, reached

    reference = result.policies[0]
    names = [outcome.name for outcome in result.outcomes_of]
    world = paired_differences(result.outcomes, names, reference)
    world["reached"], precise = True, None
    if wanted.precision is not None:
        world["reached"] = reached(world, wanted.precision, min(LEAST, wanted.most)) | _untouched(world)
        asked = world["outcome"].isin(wanted.of) if wanted.of else world["outcome"].notna()
        precise = bool(world.loc[asked, "reached"].all())
        world.loc[~asked, "reached"] = True
    return Comparison(result, world, by_state(result), number, precise)


def _untouched(world: pd.DataFrame) -> pd.Series:
    """Outcomes that no pair changes, or that are not defined, are as precise as they will ever be."""
    return ((world["low"] == world["high"]) & (world["independent"] >= 2)) | (world["pairs"] == 0)


def by_state(result: StudyResult) -> pd.DataFrame:
    """Return the paired differences of every measure in every state: those of the world, and the column `place`.

    A pair counts where both runs have a value. All states and measures at once: sums over pairs, no loop over states.
    """
    import numpy as np
    import pandas as pd

    from abm.analysis.intervals import LEVEL, students_t

    frame = result.states
    if frame is None:
        return pd.DataFrame()
    reference, policy = result.policies
    names = [name for name in frame if name in MEASURES]
    keys = ["place", "point", "seed"]
    arms = {arm: frame[frame["policy"] == arm].set_index(keys)[names] for arm in (reference, policy)}
    differences = (arms[policy] - arms[reference]).groupby(level="place", sort=False)
    number, sd = differences.count(), differences.std()
    half = number.apply(lambda column: column.map(lambda n: students_t(n, LEVEL) if n > 1 else np.nan))
    half = half * sd / np.sqrt(number)
    columns = {
        "reference_mean": arms[reference].groupby(level="place", sort=False).mean(),
        "mean": arms[policy].groupby(level="place", sort=False).mean(),
        "difference": differences.mean(),
        "low": differences.mean() - half,
        "high": differences.mean() + half,
        "pairs": number,
    }
    stacked = {name: values.rename_axis(columns="outcome").stack() for name, values in columns.items()}
    return pd.DataFrame(stacked).reset_index()


def written(found: Comparison) -> list[Path]:
    """Write the differences as CSV into the folder of the study and return the files.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    from abm.results.files import write_whole, writing

    folder, files = found.result.folder, []
    with writing(folder):
        for name, frame in ((DIFFERENCES, found.world), (BY_STATE, found.states)):
            write_whole(folder / name, frame.to_csv(index=False).encode())
            files.append(folder / name)
    return files
