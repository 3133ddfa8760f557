"""The arms of a vignette: one study with the event and without it, on the same seeds, and what its runs left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.scenario.frozen import thawed
from abm.scenario.loading import mapping_node
from abm.scenario.reading import Place
from abm.studies.result import StudyResult
from abm.studies.study import Study, study_of
from experiments.vignettes.vignette import WITH, WITHOUT, Vignette

if TYPE_CHECKING:
    import pandas as pd

LEAST = 2
"""Pairs of runs without which nothing can be said of chance."""


@final
@dataclass(frozen=True)
class Arm:
    """What the runs of an arm left, those alone whose pair in the other arm finished too.

    Attributes:
        scenario: name of its scenario.
        persons_per_agent: how many people an agent stands for.
        drivers: what follows the data and what the model makes itself.
        digest: of everything that its runs share.
        seeds: of the pairs.
        frames: corridors, routes and yearly measures, with a column `seed`.
    """

    scenario: str
    persons_per_agent: int
    drivers: Mapping[str, str]
    digest: str
    seeds: tuple[int, ...]
    frames: Mapping[str, pd.DataFrame]

    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return columns of a frame: corridors, routes or yearly."""
        return self.frames[name][list(columns)]


def study(vignette: Vignette, *, full: bool = False, replications: int | None = None) -> Study:
    """Return the study that runs both arms.

    Args:
        vignette: the vignette.
        full: whether at publication size.
        replications: runs of each arm, in place of the vignette's.

    Raises:
        Refusal: there is no such scenario, or the arms have different horizons.
    """
    control, size = vignette.control, vignette.size(full=full)
    said = {
        "name": f"{vignette.name}-full" if full else vignette.name,
        "description": " ".join(vignette.statement.split()),
        "base": vignette.scenario,
        "set": size,
        "policies": {
            WITH: {"label": vignette.arms.event},
            WITHOUT: {
                "label": vignette.arms.control,
                **({} if control.scenario == vignette.scenario else {"scenario": control.scenario}),
                "set": thawed(control.set),
            },
        },
        "replications": vignette.replications if replications is None else replications,
        "outcomes": [{"measure": "immigrants"}],
        "keep": _kept(vignette),
    }
    found = study_of(mapping_node(said, Place(vignette.name)), Path.cwd())
    horizons = {(arm.scenario.start, arm.scenario.months) for arm in found.arms}
    if len(horizons) > 1:
        raise Refusal(f"{vignette.name}: the control has another horizon than the scenario")
    return found


def _kept(vignette: Vignette) -> dict[str, Any]:
    """Every measure of the states that outcomes name, and the corridors and routes between them."""
    specs = vignette.outcomes.values()
    corridors = [spec for spec in specs if spec.origins]
    said: dict[str, Any] = {
        "yearly": ["all"],
        "places": ["world", *sorted({code for spec in specs for code in (*spec.states, *spec.origins)})],
    }
    if corridors:
        everywhere = any(not spec.hosts for spec in corridors)
        hosts = () if everywhere else sorted({code for spec in corridors for code in spec.hosts})
        origins = sorted({code for spec in corridors for code in spec.origins})
        said["corridors"] = [{"origins": origins, "destinations": list(hosts)}]
    if vignette.routes:
        ends = ("origins", "destinations")
        said["routes"] = [
            {
                end: sorted({code for route in vignette.routes.values() for code in getattr(route, end)})
                for end in ends
            }
        ]
    return said


def arms_of(result: StudyResult, made: Study) -> dict[str, Arm]:
    """Return both arms of a study that was run.

    Args:
        result: what its runs left.
        made: the study.

    Raises:
        Refusal: fewer than two pairs of runs finished.
    """
    finished = result.runs[result.runs["status"] == "finished"]
    by_seed = finished.groupby("seed")["policy"].nunique()
    seeds = tuple(int(seed) for seed in by_seed.index[by_seed == len(made.arms)])
    if len(seeds) < LEAST:
        raise Refusal(
            f"{result.folder}: {len(seeds)} pairs of runs finished, and at least {LEAST} are needed; "
            "runs.parquet says why the others did not"
        )
    frames = {
        name: frame
        for name in ("corridors", "routes", "yearly")
        if (frame := getattr(result, name)) is not None
    }
    return {
        arm.name: Arm(
            arm.scenario.name, int(arm.scenario.persons_per_agent), dict(arm.scenario.drivers), digest,
            seeds,
            {name: frame[(frame["policy"] == arm.name) & frame["seed"].isin(seeds)] for name, frame in frames.items()},
        )
        for arm, digest in zip(made.arms, made.numbering.digests, strict=True)
    }  # fmt: skip
