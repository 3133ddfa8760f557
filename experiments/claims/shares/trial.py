"""A claim about shares in one world: its studies, and its outcomes at every point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from abm.refusal import Refusal
from abm.results.measures import MEASURES
from abm.results.reducing import yearly
from abm.scenario import load, world_of
from abm.scenario.frozen import thawed
from abm.scenario.horizon import ordinal, written
from abm.scenario.loading import mapping_node
from abm.scenario.places import scenario_file
from abm.scenario.reading import Place
from abm.studies.declarations import FactorSpec
from abm.studies.study import Study, joined, study_of
from experiments.claims.groups import Groups, groups_in, spelt_out
from experiments.claims.parts import AS_IT_IS, WORLD
from experiments.claims.shares.claim import DrivenSpec, SharesClaim

if TYPE_CHECKING:
    import pandas as pd

YEAR = 12
_STATES = ("conditions", "policies")
"""Keys of a scenario below which a state or a group of states stands."""


@final
@dataclass(frozen=True)
class SharesTrial:
    """A claim about shares in one world.

    Attributes:
        claim: the claim.
        world: name of the world.
        full: whether it is tested at publication size.
        groups: codes of the states of each group.
        codes: of all states.
    """

    claim: SharesClaim
    world: str
    full: bool
    groups: Groups
    codes: tuple[str, ...]

    @property
    def samples(self) -> int:
        """Blocks of the design."""
        return self.claim.design.full if self.full else self.claim.design.samples

    @property
    def ablated_samples(self) -> int:
        """Blocks that are run without a mechanism too: the first ones."""
        return self.samples if self.full else self.claim.design.ablated

    @property
    def group_of(self) -> dict[str, str]:
        """The group of each factor."""
        return {name: key for key, group in self.claim.factors.items() for name in group.factors}

    @cached_property
    def study(self) -> Study:
        """The study that runs the design in the world as it is."""
        return self._study("", {AS_IT_IS: {}}, self.samples)

    @cached_property
    def ablated(self) -> Study:
        """The study that runs its first blocks with each mechanism switched off, on the same seeds."""
        arms = {name: {"set": thawed(spec.set)} for name, spec in self.claim.ablations.items()}
        return self._study("-ablated", arms, self.ablated_samples)

    @property
    def studies(self) -> tuple[Study, Study]:
        """Both studies, that of the world as it is first."""
        return self.study, self.ablated

    def place(self, study: Study) -> str:
        """Return the name of the folder of one of its studies, among the results of the claim."""
        return study.name.removeprefix(f"{self.claim.name}-")

    def _study(self, ending: str, arms: Mapping[str, Any], samples: int) -> Study:
        claim, world = self.claim, self.claim.worlds[self.world]
        common = joined(thawed(world.set), thawed(world.full)) if self.full else thawed(world.set)
        said = {
            "name": f"{claim.name}-{self.world}{ending}",
            "description": claim.statement,
            "base": world.base,
            "factors": {
                name: _written(spec, key, self.groups)
                for key, group in claim.factors.items()
                for name, spec in group.factors.items()
            },
            "design": {"kind": "sobol", "samples": samples},
            "policies": spelt_out(arms, self.groups),
            "replications": claim.design.replications,
            "outcomes": self._columns(common),
            **({"set": spelt_out(common, self.groups)} if common else {}),
        }
        return study_of(mapping_node(said, Place(claim.name)), Path.cwd())

    def _columns(self, common: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What is kept of every run, written as in a study file; each column once."""
        base = _base(self.claim, self.world)
        begin = ordinal(common.get("start", base.start))
        months = int(common.get("months", base.months))
        if months < 2 * YEAR:
            raise Refusal(f"{self.claim.name}: {months} months leave no change from a first year to a last")
        first = {"first": written(begin), "last": written(begin + YEAR - 1)}
        last = {"first": written(begin + months - YEAR), "last": written(begin + months - 1)}
        periods: dict[str, dict[str, str]] = {"whole": {}, "first": first, "last": last}
        return [
            {"name": name, "measure": measure, "place": place, **periods[period]}
            for name, (measure, place, period) in {
                column(*part): part for spec in self.claim.outcomes.values() for part in self._parts(spec)
            }.items()
        ]

    def _parts(self, spec: DrivenSpec) -> list[tuple[str, str, str]]:
        periods = ("first", "last") if spec.statistic == "change" else ("whole",)
        return [(spec.measure, place, period) for period in periods for place in self._places(spec)]

    def _places(self, spec: DrivenSpec) -> Sequence[str]:
        if spec.statistic == "share_above_zero":
            return self.codes
        return (WORLD,) if spec.among == WORLD else self.groups[spec.among]

    def of_runs(self, outcomes: pd.DataFrame, spec: DrivenSpec) -> pd.DataFrame:
        """Return an outcome of every run: policy, point, seed, value; of a group of states the mean.

        Args:
            outcomes: of the trial's studies.
            spec: which outcome.
        """
        names = {
            period: [column(spec.measure, place, period) for place in self._places(spec)]
            for period in ("first", "last", "whole")
        }
        if spec.statistic == "share_above_zero":
            values = outcomes[names["whole"]]
            value = (values > 0).mean(axis=1).where(values.notna().any(axis=1))
        elif spec.statistic == "change":
            value = outcomes[names["last"]].mean(axis=1) - outcomes[names["first"]].mean(axis=1)
        else:
            value = outcomes[names["whole"]].mean(axis=1)
        return outcomes[["policy", "point", "seed"]].assign(value=value.astype(float))


def column(measure: str, place: str, period: str) -> str:
    """Return the name of a column: measure, place and period."""
    return f"{measure}_{place}_{period}"


def unit_of(spec: DrivenSpec) -> str:
    """Return the unit of an outcome."""
    return "share of states" if spec.statistic == "share_above_zero" else yearly(MEASURES[spec.measure])


def shares_trial(claim: SharesClaim, world: str, *, full: bool = False) -> SharesTrial:
    """Return a claim about shares in one of its worlds.

    Args:
        claim: the claim.
        world: name of the world.
        full: whether it is tested at publication size.

    Raises:
        Refusal: the scenario is none.
    """
    built = world_of(_base(claim, world).world)
    return SharesTrial(claim, world, full, groups_in(built, claim.groups, world), tuple(built.codes))


def _base(claim: SharesClaim, world: str) -> Any:
    return load(
        scenario_file(claim.worlds[world].base, Path.cwd(), Place(claim.name), f"worlds.{world}.base")
    )


def _written(spec: FactorSpec, group: str, groups: Groups) -> dict[str, Any]:
    """A factor as in a study file, with its group, and with states for the names of groups of states."""
    said = {
        name: thawed(value) for name in spec.model_fields_set if (value := getattr(spec, name)) is not None
    }
    if "key" in said:
        said["key"] = [key for word in spec.key for key in _keys(word, groups)]
    if "states" in said:
        said["states"] = [code for word in spec.states for code in groups.get(word, (word,))]
    return {**said, "group": group}


def _keys(key: str, groups: Groups) -> list[str]:
    words = key.split(".")
    if words[0] not in _STATES or len(words) < 3 or words[1] not in groups:
        return [key]
    return [".".join((words[0], code, *words[2:])) for code in groups[words[1]]]
