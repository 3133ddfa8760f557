"""What a test of a claim was made of: digests of its file, thresholds and parameters, sizes, seeds, time, version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.parameters import Parameters
from abm.results.files import as_json, read_json, write_whole, writing
from abm.scenario import load, world_of
from abm.scenario.digest import canonical
from abm.scenario.places import scenario_file
from abm.scenario.reading import read_node
from abm.studies.layout import MANIFEST

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import BaseModel

    from abm.scenario import Scenario
    from abm.studies import StudyResult

RECORD = "record.json"
LENGTH = 12
"""Digits (hexadecimal) of a digest."""


def short_digest(content: str) -> str:
    """Return the first digits of the SHA-256 of a text."""
    return hashlib.sha256(content.encode()).hexdigest()[:LENGTH]


def file_digest(path: Path) -> str:
    """Return the digest of what a claim's file says; comments and layout make no difference.

    Raises:
        Refusal: it cannot be read.
    """
    return short_digest(canonical(read_node(path).plain()))


def parameters_declared() -> dict[str, str]:
    """Return the declared default of every parameter of the model by its dotted name."""
    return dict(_defaults(Parameters(), ""))


def _defaults(subject: BaseModel, path: str) -> Iterator[tuple[str, str]]:
    for name in type(subject).model_fields:
        value = getattr(subject, name)
        if hasattr(type(value), "model_fields"):
            yield from _defaults(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", canonical(value)


def parameters_digest(declared: Mapping[str, str] | None = None) -> str:
    """Return the digest of the declared defaults of all parameters, or of others."""
    return short_digest(canonical(parameters_declared() if declared is None else declared))


def bases_digest(path: Path, base: Callable[[str], str] | None = None) -> str:
    """Return the digest of what a claim starts from: the base scenario of each world as it is now, and its tables.

    Args:
        path: of the claim's file.
        base: returns the digest of a scenario by its name; `base_digest` if None.

    Raises:
        Refusal: the file cannot be read, or one of them is none.
    """
    worlds, digest = read_node(path).plain().get("worlds", {}), base or base_digest
    return short_digest(canonical({name: digest(said["base"]) for name, said in worlds.items()}))


def base_digest(name: str) -> str:
    """Return the digest of a scenario and of the tables of its world, as they are now.

    Raises:
        Refusal: it is none.
    """
    scenario = load(scenario_file(name, Path.cwd()))
    return short_digest(scenario.digest() + world_of(scenario.world).digest)


def ranges_of(findings: pd.DataFrame) -> str:
    """Return the expected range of each finding as text, in the unit of its estimator: "gap 0..inf; loss -inf..-0.1".

    Args:
        findings: columns finding, expected_low and expected_high; rows of a finding in other worlds say the same.
    """
    lines = findings.drop_duplicates("finding").sort_values("finding")
    return "; ".join(
        f"{name} {low:.12g}..{high:.12g}"
        for name, low, high in zip(
            lines["finding"], lines["expected_low"], lines["expected_high"], strict=True
        )
    )


def ranges_in(text: str) -> dict[str, tuple[float, float]]:
    """Return the ranges that `ranges_of` wrote, by finding."""
    found = {}
    for part in filter(None, text.split("; ")):
        name, ends = part.split(" ")
        low, high = ends.split("..")
        found[name] = (float(low), float(high))
    return found


def write_record(
    path: Path,
    folder: Path,
    *,
    full: bool,
    bases: str,
    worlds: Mapping[str, tuple[Scenario, Sequence[StudyResult]]],
) -> Path:
    """Write beside the findings of a claim what its test was made of.

    Args:
        path: of the claim's file.
        folder: of its results.
        full: whether it was tested at publication size.
        bases: `bases_digest` from before its runs.
        worlds: for each world the scenario of an arm, and its studies, that of effects first.

    Raises:
        Refusal: the disk is full or cannot be written.
    """
    import abm

    said = {
        "file": file_digest(path),
        "parameters": parameters_digest(),
        "bases": bases,
        "version": abm.__version__,
        "full": full,
        "worlds": {name: _world(*found) for name, found in worlds.items()},
    }
    with writing(folder):
        write_whole(folder / RECORD, as_json(said))
    return folder / RECORD


def _world(scenario: Scenario, studies: Sequence[StudyResult]) -> dict[str, Any]:
    manifests = [read_json(study.folder / MANIFEST) for study in studies]
    costs = [study.costs for study in studies if study.costs is not None]
    first, ended = int(manifests[0]["seed"]), sorted(day for cost in costs for day in cost["finished_at"])
    made_of = [
        [said["digests"], said["world_digests"], said["seed"], said["replications"], *_design(said)]
        for said in manifests
    ]
    return {
        "period": f"{scenario.start} to {scenario.end}",
        "persons_per_agent": scenario.persons_per_agent,
        "arms": sum(len(study.policies) for study in studies),
        "seeds": [first, first + int(manifests[0]["replications"]) - 1],
        "runs": sum(int((study.runs["status"] == "finished").sum()) for study in studies),
        "lost": sum(int((study.runs["status"] != "finished").sum()) for study in studies),
        "seconds": round(sum(float(cost["seconds"].sum()) for cost in costs), 1),
        "ended": ended[-1][:10] if ended else "",
        "digest": short_digest(canonical(made_of)),
    }


def _design(manifest: Mapping[str, Any]) -> list[Any]:
    """What the points of a study follow from; nothing of one without factors."""
    ranges = [
        [factor[key] for key in ("name", "key", "low", "high", "scale")] for factor in manifest["factors"]
    ]
    return [manifest["design"], ranges] if ranges else []


@final
class Record:
    """What `write_record` wrote, or nothing."""

    def __init__(self, said: Mapping[str, Any] | None) -> None:
        self.said = dict(said or {})

    @property
    def worlds(self) -> Mapping[str, Mapping[str, Any]]:
        """What is said of each world."""
        return dict(self.said.get("worlds", {}))

    @property
    def seconds(self) -> float:
        """Time of all runs, seconds."""
        return float(sum(world["seconds"] for world in self.worlds.values()))

    @property
    def runs(self) -> str:
        """Digest of what the runs were: scenarios, tables of the worlds, seeds."""
        digests = [(name, world["digest"]) for name, world in sorted(self.worlds.items())]
        return short_digest(canonical(digests)) if digests else ""

    def of(self, key: str) -> str:
        """Return a digest (file, parameters, bases) or the version; empty if it is not known."""
        return str(self.said.get(key, ""))


def read_record(folder: Path) -> Record:
    """Return the record of a test, an empty one if there is none.

    Raises:
        Refusal: it is torn.
    """
    return Record(read_json(folder / RECORD) if (folder / RECORD).is_file() else None)
