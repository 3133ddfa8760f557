"""A claim as a value: what is done to the world, what must follow from it, and the mechanism said to cause it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, final

from pydantic import Field

from abm.parameters.declare import Subject, declared
from abm.scenario.frozen import EntriesOf, FrozenMapping, thawed
from abm.scenario.loading import mapping_node
from abm.scenario.reading import Place, read_node
from abm.scenario.refusing import validated
from abm.studies.declarations import OutcomeSpec
from abm.studies.study import Study, joined, study_of

CONTROL, TREATMENT = "control", "treatment"
WITHOUT = "_without_mechanism"
"""Ending of the arms in which the mechanism is switched off."""

Differences = Annotated[Mapping[str, Any], EntriesOf()]


@final
class World(Subject):
    """A world in which a claim is tested."""

    base: str = Field(description="Scenario that the arms are differences from.")
    set: Differences = Field(default_factory=FrozenMapping, description="Differences in every arm.")
    full: Differences = Field(
        default_factory=FrozenMapping, description="Further differences at publication size."
    )


@final
class Claim(Subject):
    """What a claim's configuration holds. The threshold is set before the run, and never after it."""

    name: str = Field(description="Name of the claim, of its study and of its page.")
    statement: str = Field(description="What the text claims, in a sentence of our own.")
    source: str = Field(description="Where the text says so.")
    treatment: Differences = Field(description="What is done to the world, written as in a scenario.")
    mechanism: str = Field(description="What is said to cause the effect, in words.")
    ablation: Differences = Field(description="What switches that mechanism off, written as in a scenario.")
    outcome: OutcomeSpec = Field(description="What the effect is measured on.")
    expected: Literal["more", "less"] = Field(description="The direction that the text expects.")
    threshold: float = declared(
        0.0, unit="of the control's mean", low=0, high=1000, source="assumed",
        meaning="Effect that counts, relative to the mean of the control.",
    )  # fmt: skip
    replications: int = declared(
        30, unit="pairs", low=2, high=100_000, source="assumed", meaning="Pairs of runs in each world."
    )
    worlds: Annotated[Mapping[str, World], EntriesOf()] = Field(description="Where it is tested, by name.")


@final
@dataclass(frozen=True)
class Trial:
    """A claim in one world: the study that tests it."""

    claim: Claim
    world: str
    study: Study


def read_claim(path: Path) -> Claim:
    """Read the configuration of a claim.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    return validated(Claim, read_node(path))


def trials(claim: Claim, *, full: bool = False) -> list[Trial]:
    """Return the studies of a claim: in each world a treatment and its control, with the mechanism and without.

    All four arms share their seeds, so that effect and ablated effect are compared run by run.

    Args:
        claim: the claim.
        full: whether it is tested at publication size.

    Raises:
        Refusal: a difference that no scenario can have.
    """
    found = []
    for name, world in claim.worlds.items():
        arms: dict[str, Mapping[str, Any]] = {
            CONTROL: {},
            TREATMENT: claim.treatment,
            CONTROL + WITHOUT: claim.ablation,
            TREATMENT + WITHOUT: joined(thawed(claim.treatment), thawed(claim.ablation)),
        }
        common = joined(thawed(world.set), thawed(world.full)) if full else thawed(world.set)
        said = {
            "name": f"{claim.name}-{name}",
            "description": claim.statement,
            "base": world.base,
            "policies": {arm: {"set": thawed(differences)} for arm, differences in arms.items()},
            "replications": claim.replications,
            "outcomes": [claim.outcome.model_dump(exclude_defaults=True)],
            **({"set": common} if common else {}),
        }
        found.append(Trial(claim, name, study_of(mapping_node(_bare(said), Place(claim.name)), Path.cwd())))
    return found


def _bare(value: Any) -> Any:
    """Leave out empty groups: an arm that differs in nothing says nothing."""
    if isinstance(value, Mapping):
        return {key: _bare(entry) for key, entry in value.items() if not (key == "set" and not entry)}
    return [_bare(entry) for entry in value] if isinstance(value, list) else value
