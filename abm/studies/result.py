"""A finished study, read from its folder: what varied, what was asked, and the frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, final

from abm.refusal import Refusal
from abm.results.files import read_json
from abm.studies.layout import MANIFEST, STUDY

if TYPE_CHECKING:
    import pandas as pd


ALWAYS = ("design", "runs", "outcomes", "costs")
"""Frames that every study has."""


@final
@dataclass(frozen=True)
class Factor:
    """Something that varied.

    Attributes:
        name: name of its column.
        key: dotted key in the scenario, or the levers that it multiplies; several are joined by ", ".
        role: lever or uncertainty.
        kind: number or choice.
        low, high: range of a number; None for a choice and for numbers that take given values.
        values: the values it takes, in place of a range.
        scale: linear or log.
        unit, meaning, label: words for tables and figures.
        group: group whose factors the design moved together; empty without groups.
    """

    name: str
    key: str
    role: Literal["lever", "uncertainty"] = "uncertainty"
    kind: Literal["number", "choice"] = "number"
    low: float | None = None
    high: float | None = None
    values: tuple[Any, ...] = ()
    scale: Literal["linear", "log"] = "linear"
    unit: str = ""
    meaning: str = ""
    label: str = ""
    group: str = ""


@final
@dataclass(frozen=True)
class Outcome:
    """One number of every run.

    Attributes:
        name: name of its column.
        measure: name of the measure.
        unit, label, meaning: words for tables and figures.
        reduction: own, sum, mean, last or maximum of the months.
        place: "world" or the code of a state.
        years: the period, such as "1990-2020".
        direction: which is better, if the study says.
        threshold: value that is good enough, if the study says.
    """

    name: str
    measure: str
    unit: str = ""
    label: str = ""
    meaning: str = ""
    reduction: str = "own"
    place: str = "world"
    years: str = ""
    direction: Literal["less", "more"] | None = None
    threshold: float | None = None


@final
@dataclass(frozen=True, eq=False)
class StudyResult:
    """A study on disk.

    Replications with the same point and seed share random numbers between policies.

    Attributes:
        folder: its folder.
        study: the study file, with everything that it left to defaults.
        name, description: of the study.
        factors: what varied, in the order of the columns.
        policies: names of the arms, the reference first.
        outcomes_of: the numbers of a run, in the order of the columns.
        design: point (int64) and one column for each factor.
        design_kind: grid, list, lhs, sobol, morris, search or none.
        design_settings: what the estimators of the design need: samples and second_order, or trajectories and levels.
        runs: run (16 hexadecimal digits), number, point, policy, seed, status (finished, failed, timed out), error.
        outcomes: a row for each finished run: run, point, policy, seed, factors, outcomes (float64).
        states: run, point, policy, seed, place, measures over the whole run; None if not kept.
        yearly: run, point, policy, seed, place, year, measures; None if not kept.
        monthly: the same with month; None if not kept.
        corridors: run, point, policy, seed, year, origin, destination, stock, refugees, inflow (persons), remittances
            (dollars) and what else a run leaves of a corridor; None if not kept.
        routes: the same of ways by channel: crossings, attempts, interdictions, deaths, clients (persons), fees
            (dollars); None if not kept.
        costs: run, seconds, peak_memory_mib, finished_at.
    """

    folder: Path
    study: Mapping[str, Any]
    name: str
    description: str
    factors: tuple[Factor, ...]
    policies: tuple[str, ...]
    outcomes_of: tuple[Outcome, ...]
    design: pd.DataFrame = field(repr=False)
    design_kind: str
    design_settings: Mapping[str, Any]
    runs: pd.DataFrame = field(repr=False)
    outcomes: pd.DataFrame = field(repr=False)
    states: pd.DataFrame | None = field(default=None, repr=False)
    yearly: pd.DataFrame | None = field(default=None, repr=False)
    monthly: pd.DataFrame | None = field(default=None, repr=False)
    corridors: pd.DataFrame | None = field(default=None, repr=False)
    routes: pd.DataFrame | None = field(default=None, repr=False)
    costs: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def missing(self) -> int:
        """Runs of the study that have not been tried yet."""
        return int(read_json(self.folder / MANIFEST)["size"]) - len(self.runs)


def load_study(path: str | Path) -> StudyResult:
    """Read a study from its folder; runs that a study has kept but not yet published are published first.

    Args:
        path: the output folder of a study.

    Raises:
        Refusal: there is no study, or a file of it is torn.
    """
    from abm.scenario import read_yaml
    from abm.studies.publishing import publish_kept

    folder = Path(path)
    if not (folder / MANIFEST).is_file():
        raise Refusal(f"{folder} holds no study: there is no {MANIFEST}")
    publish_kept(folder)
    manifest = read_json(folder / MANIFEST)
    try:
        return StudyResult(
            folder=folder,
            study=read_yaml(folder / STUDY),
            name=manifest["name"],
            description=manifest["description"],
            factors=tuple(
                Factor(**{**entry, "values": tuple(entry["values"])}) for entry in manifest["factors"]
            ),
            policies=tuple(manifest["policies"]),
            outcomes_of=tuple(Outcome(**entry) for entry in manifest["outcomes"]),
            design_kind=manifest["design"]["kind"],
            design_settings={key: value for key, value in manifest["design"].items() if key != "kind"},
            **_frames(folder),
        )
    except (KeyError, TypeError) as error:
        raise Refusal(f"{folder / MANIFEST} is not the manifest of a study ({error})") from None


def _frames(folder: Path) -> dict[str, pd.DataFrame]:
    return {
        name: read_frame(folder / f"{name}.parquet")
        for name in (*ALWAYS, "states", "yearly", "monthly", "corridors", "routes")
        if name in ALWAYS or (folder / f"{name}.parquet").is_file()
    }


def read_frame(path: Path) -> pd.DataFrame:
    """Return a published frame.

    Raises:
        Refusal: the file is missing or torn.
    """
    import pyarrow as pa
    import pyarrow.parquet as parquet

    try:
        return parquet.read_table(path).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise Refusal(f"{path} cannot be read ({str(error).splitlines()[0]}); run the study again") from None
