"""A study as a value: its base, factors, points, policies, seeds and outcomes, checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, final

import abm
from abm.scenario import Scenario, extended, load
from abm.scenario.digest import canonical
from abm.scenario.frozen import FrozenMapping, thawed
from abm.scenario.places import scenario_file
from abm.scenario.reading import Node, Place, read_node
from abm.scenario.refusing import mapping_of, validated
from abm.studies.declarations import FactorSpec, Keeping, PolicySpec, StudySpec
from abm.studies.designs import Point, points_of
from abm.studies.factors import Factor, factor_of, screened
from abm.studies.fitting import check_kept, check_months, fitted
from abm.studies.keeping import BETWEEN
from abm.studies.numbering import Numbering, Run
from abm.studies.outcomes import Outcome, outcomes_of

FORMAT = 1
"""Version of what a record of a run holds; part of its identity."""

AS_IT_IS = "as_it_is"
"""Name of the only arm of a study without policies."""


@final
@dataclass(frozen=True)
class Arm:
    """A policy: the scenario that its runs start from, and words for it."""

    name: str
    label: str
    scenario: Scenario


@final
@dataclass(frozen=True)
class Study:
    """Everything that determines a study.

    Attributes:
        spec: what the file says.
        name: name of the study.
        arms: the policies, the reference first.
        factors: what varies, in the order of the columns.
        held: factors held at a value, and the value.
        points: the points of the design.
        outcomes: the numbers kept of every run.
        tables: digest of the tables of the worlds, by arm.
        sources: the scenarios that the file names, as they were read: the base by an empty name, others by policy.
        specs: what was said of each factor, those that screening added included.
    """

    spec: StudySpec
    name: str
    arms: tuple[Arm, ...]
    factors: tuple[Factor, ...]
    held: tuple[tuple[Factor, Any], ...]
    points: Sequence[Point] = field(repr=False)
    outcomes: tuple[Outcome, ...]
    tables: tuple[str, ...]
    sources: Mapping[str, Scenario] = field(default_factory=dict, repr=False)
    specs: Mapping[str, FactorSpec] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return self.numbering.size(len(self.points))

    def runs(self) -> Iterator[Run]:
        """Yield the runs, point by point, replication by replication, policy by policy; policies share their seeds."""
        return self.numbering.runs(self.points)

    @cached_property
    def numbering(self) -> Numbering:
        """The order and the identities of the runs."""
        return Numbering(self._digests(), self.spec.seed, self.spec.replications)

    def _digests(self) -> tuple[str, ...]:
        """For each arm the digest of everything that its runs share."""
        shared = {
            "format": FORMAT,
            "version": abm.__version__,
            "keys": [[*factor.keys, *factor.scaled, *factor.states, factor.since] for factor in self.factors],
            "outcomes": [[o.name, o.measure, o.place, o.first, o.last, o.reduction] for o in self.outcomes],
            "keep": _content(self.spec.keep),
        }
        said = canonical(shared)
        return tuple(
            hashlib.sha256(f"{arm.scenario.digest(tables)}\n{said}".encode()).hexdigest()
            for arm, tables in zip(self.arms, self.tables, strict=True)
        )

    def scenario(self, point: Point, arm: int) -> Scenario:
        """Return the scenario of a run.

        Raises:
            Refusal: the values of the point cannot stand together.
        """
        return varied(self.arms[arm].scenario, self.factors, point)


def _content(keep: Keeping) -> dict[str, Any]:
    """What is kept, so that runs of studies that keep no pairs of states have the identity that they always had."""
    said: dict[str, Any] = thawed(keep)
    return {name: value for name, value in said.items() if value or name not in BETWEEN}


def varied(scenario: Scenario, factors: Sequence[Factor], point: Point) -> Scenario:
    """Return a scenario with the factors at the values of a point."""
    changes: dict[str, Any] = {}
    for factor, value in zip(factors, point, strict=True):
        changes = joined(changes, factor.changes(value, scenario.start))
    return extended(scenario, changes, "the study") if changes else scenario


def joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Return two mappings in one: groups of keys merge at any depth, lists follow each other, the second wins."""
    result = dict(first)
    for key, value in second.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            result[key] = joined(old, value)
        else:
            result[key] = [*old, *value] if isinstance(old, list) and isinstance(value, list) else value
    return result


def load_spec(path: Path, *, seed: int | None = None, replications: int | None = None) -> Study:
    """Read a study file and check all of it; nothing is written.

    Args:
        path: the file.
        seed: of the first replication, in place of the file's.
        replications: runs of each point and policy, in place of the file's.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    node = read_node(path)
    given = {"seed": seed, "replications": replications}
    options = {
        key: Node(Place(f"--{key} {value}"), value) for key, value in given.items() if value is not None
    }
    return study_of(Node(node.place, {**mapping_of(node, "a study"), **options}), path.parent, path.stem)


def study_of(node: Node, folder: Path, name: str = "study") -> Study:
    """Return the study that a document describes; relative paths start from `folder`."""
    mapping_of(node, "a study")
    spec = validated(StudySpec, node)
    source = _scenario(spec.base, folder, node.at(("base",)).place, "base")
    base = extended(source, node.at(("set",)), folder=folder) if spec.set else source
    screen = screened(spec.screen, spec.spread, base, node.at(("screen",))) if spec.screen else {}
    specs = {**screen, **spec.factors}
    factors, held = _factors(specs, node, base)
    sources = {
        name: _scenario(policy.scenario, folder, node.at(("policies", name, "scenario")).place, "scenario")
        for name, policy in spec.policies.items()
        if policy.scenario
    }
    arms, started = _arms(spec, node, folder, (base, sources), held)
    spec = spec.model_copy(update={"set": _located(spec.set, base), "policies": _all_located(spec, started)})
    outcomes = outcomes_of(spec.outcomes, node.at(("outcomes",)), [factor.name for factor in factors])
    check_kept(spec.keep, node)
    points = points_of(spec.design, factors, node.at(("design",)), folder)
    scenarios = [arm.scenario for arm in arms]
    check_months(scenarios, outcomes, spec.keep, node)
    tables = fitted(scenarios, [*factors, *(factor for factor, _ in held)], outcomes, spec.keep, node)
    study = Study(
        spec, spec.name or name, arms, factors, held, points, outcomes, tables,
        {"": source, **sources}, specs,
    )  # fmt: skip
    _try(study)
    return study


def _scenario(name: str, folder: Path, place: Place, key: str) -> Scenario:
    return load(scenario_file(name, folder, place, key))


def _factors(
    specs: Mapping[str, FactorSpec], node: Node, base: Scenario
) -> tuple[tuple[Factor, ...], tuple[tuple[Factor, Any], ...]]:
    found = [
        (factor_of(name, given, node.at(("factors", name)), base), given.value)
        for name, given in specs.items()
    ]
    moving = tuple(factor for factor, _ in found if factor.role != "fixed")
    return moving, tuple((factor, value) for factor, value in found if factor.role == "fixed")


def _arms(
    spec: StudySpec,
    node: Node,
    folder: Path,
    starts: tuple[Scenario, Mapping[str, Scenario]],
    held: tuple[tuple[Factor, Any], ...],
) -> tuple[tuple[Arm, ...], tuple[Scenario, ...]]:
    """Return the arms, and the scenario of each before fixed factors change it."""
    base, sources = starts
    fixed = [factor for factor, _ in held]
    values = tuple(value for _, value in held)
    if not spec.policies:
        return (Arm(AS_IT_IS, "As it is", varied(base, fixed, values)),), (base,)
    arms, started = [], []
    for name, policy in spec.policies.items():
        here = node.at(("policies", name))
        start = sources.get(name, base)
        if name in sources and spec.set:
            start = extended(start, node.at(("set",)), folder=folder)
        changed = extended(start, here.at(("set",)), folder=folder) if policy.set else start
        started.append(changed)
        arms.append(
            Arm(name, policy.label or name.replace("_", " ").capitalize(), varied(changed, fixed, values))
        )
    return tuple(arms), tuple(started)


def _located(said: Mapping[str, Any], scenario: Scenario) -> Mapping[str, Any]:
    """Differences that mean the same in any folder: a world that they name is written out."""
    return FrozenMapping({**said, "world": scenario.world.as_written()}) if "world" in said else said


def _all_located(spec: StudySpec, scenarios: Sequence[Scenario]) -> Mapping[str, PolicySpec]:
    pairs = zip(spec.policies.items(), scenarios, strict=False)
    return FrozenMapping(
        {
            name: policy.model_copy(update={"set": _located(policy.set, scenario)})
            for (name, policy), scenario in pairs
        }
    )


def _try(study: Study) -> None:
    """Build the scenario of each arm at the ends of every factor, so that no run fails for a reason known before."""
    middle = tuple(factor.default for factor in study.factors)
    for arm in range(len(study.arms)):
        study.scenario(middle, arm)
    for place, factor in enumerate(study.factors):
        for value in factor.values or (factor.at(0.0), factor.at(1.0)):
            study.scenario((*middle[:place], value, *middle[place + 1 :]), 0)
