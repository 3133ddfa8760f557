"""The arms of a claim: every scenario that its findings and tables need, once, as a study for each world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, final

from abm.scenario import load, world_of
from abm.scenario.digest import canonical
from abm.scenario.frozen import thawed
from abm.scenario.loading import mapping_node
from abm.scenario.places import scenario_file
from abm.scenario.reading import Place
from abm.studies.study import Study, joined, study_of
from experiments.claims.claim import Claim, ConditionsSpec, FindingSpec, dated
from experiments.claims.groups import Groups, groups_in, spelt_out
from experiments.claims.outcomes import columns_of
from experiments.claims.panels import Standing, standing_of
from experiments.claims.parts import AS_IT_IS
from experiments.claims.regressing import measures_of
from experiments.claims.states import measures_by_state


@final
@dataclass(frozen=True)
class FindingArms:
    """The names of the arms of a finding: treatment and control, with the mechanism and without."""

    treatment: str
    control: str
    treatment_without: str
    control_without: str


@final
@dataclass(frozen=True)
class Trial:
    """A claim in one world.

    Attributes:
        claim: the claim, with the months that count spelt out for this world's runs.
        world: name of the world.
        full: whether it is tested at publication size.
        groups: codes of the states of each group.
        arms: the differences of each arm, by its name; no two are equal.
        standing: what of the world does not change.
    """

    claim: Claim
    world: str
    full: bool
    groups: Groups
    arms: Mapping[str, Mapping[str, Any]]
    standing: Standing

    @cached_property
    def effects(self) -> tuple[str, ...]:
        """The arms that effects are measured on, the control of the first finding first."""
        names: list[str] = []
        for finding in self.claim.findings.values():
            names += self.swept(finding)
        return tuple(dict.fromkeys(names))

    @cached_property
    def study(self) -> Study:
        """The study that runs the arms of effects, all on the same seeds."""
        return self._study("", self.effects, self.claim.replications)

    @cached_property
    def ablated(self) -> Study | None:
        """The study that runs all other arms, on the first of these seeds; none if there are no others."""
        others = [name for name in self.arms if name not in self.effects]
        claim = self.claim
        pairs = claim.replications if self.full else claim.ablated_replications
        return self._study("-ablated", others, pairs) if others else None

    @property
    def studies(self) -> tuple[Study, ...]:
        """Both studies, or the one that there is."""
        return (self.study,) if self.ablated is None else (self.study, self.ablated)

    def place(self, study: Study) -> str:
        """Return the name of the folder of one of its studies, among the results of the claim."""
        return study.name.removeprefix(f"{self.claim.name}-")

    def _study(self, ending: str, arms: Sequence[str], replications: int) -> Study:
        claim, world = self.claim, self.claim.worlds[self.world]
        common = joined(thawed(world.set), thawed(world.full)) if self.full else thawed(world.set)
        kept = list(dict.fromkeys([*measures_of(claim), *measures_by_state(claim)]))
        said = {
            "name": f"{claim.name}-{self.world}{ending}",
            "description": claim.statement,
            "base": world.base,
            "policies": {arm: {"set": dict(self.arms[arm])} if self.arms[arm] else {} for arm in arms},
            "replications": replications,
            "outcomes": columns_of(claim, self.world, self.groups),
            **({"keep": {"yearly": kept, "places": ["all"]}} if kept else {}),
            **({"set": common} if common else {}),
        }
        return study_of(mapping_node(said, Place(claim.name)), Path.cwd())

    def of(self, finding: FindingSpec) -> FindingArms:
        """Return the arms of a finding."""
        names = [
            self._named(arm_of(self.claim, treatment, ablation))
            for ablation in ("", finding.ablation)
            for treatment in (finding.treatment, finding.control)
        ]
        return FindingArms(*names)

    def swept(self, finding: FindingSpec, ablation: str = "") -> list[str]:
        """Return the arms of every treatment that a finding asks for, the control first.

        Args:
            finding: the finding.
            ablation: name of the mechanism that is off in them; none if empty.
        """
        return [self._named(arm_of(self.claim, treatment, ablation)) for treatment in finding.asked]

    def cell(self, table: ConditionsSpec, row: str, column: str) -> str:
        """Return the arm of a cell of a table of conditions."""
        return self._named(_cell(table, row, column))

    def _named(self, changes: Mapping[str, Any]) -> str:
        return self._by_content[_content(spelt_out(changes, self.groups))]

    @cached_property
    def _by_content(self) -> dict[str, str]:
        return {_content(changes): name for name, changes in self.arms.items()}


def trial(claim: Claim, world: str, *, full: bool = False) -> Trial:
    """Return a claim in one of its worlds.

    Args:
        claim: the claim.
        world: name of the world.
        full: whether it is tested at publication size.

    Raises:
        Refusal: the scenario or a difference is none.
    """
    spec = claim.worlds[world]
    scenario = load(scenario_file(spec.base, Path.cwd(), Place(claim.name), f"worlds.{world}.base"))
    size = joined(thawed(spec.set), thawed(spec.full) if full else {})
    claim = dated(claim, size.get("start", scenario.start), size.get("months", scenario.months))
    built = world_of(scenario.world)
    groups = groups_in(built, claim.groups, world)
    arms: dict[str, Mapping[str, Any]] = {}
    known = set()
    for name, changes in _wanted(claim, world):
        written = spelt_out(changes, groups)
        if _content(written) not in known:
            known.add(_content(written))
            arms[name] = written
    return Trial(claim, world, full, groups, arms, standing_of(built))


def _wanted(claim: Claim, world: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and differences of every arm that something is measured on; some may be equal."""
    wanted: list[tuple[str, dict[str, Any]]] = []
    for finding in claim.findings.values():
        for ablation in ("", finding.ablation):
            for treatment in finding.asked:
                name = f"{treatment}_without_{ablation}" if ablation else treatment
                wanted.append((name, arm_of(claim, treatment, ablation)))
    for title, table in claim.conditions.items():
        if world in table.worlds:
            wanted += [
                (f"{title}_{i}_{j}", _cell(table, row, column))
                for i, row in enumerate(table.rows.steps)
                for j, column in enumerate(table.columns.steps)
            ]
    return wanted


def arm_of(claim: Claim, treatment: str, ablation: str = "") -> dict[str, Any]:
    """Return the differences of a treatment, with a mechanism switched off or not."""
    changes: dict[str, Any] = {}
    if treatment != AS_IT_IS:
        changes = joined(changes, thawed(claim.treatments[treatment].set))
    return joined(changes, thawed(claim.ablations[ablation].set)) if ablation else changes


def _cell(table: ConditionsSpec, row: str, column: str) -> dict[str, Any]:
    return joined(thawed(table.rows.steps[row]), thawed(table.columns.steps[column]))


def _content(changes: Mapping[str, Any]) -> str:
    """Text that is the same for differences that make equal runs: what an event is called makes none."""
    events = [
        {key: value for key, value in event.items() if key != "name"} for event in changes.get("events", ())
    ]
    return canonical({**changes, "events": events})
