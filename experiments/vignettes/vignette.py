"""A vignette as a value: the scenario, what it is compared with, the routes looked at, and the recorded series."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.refusal import Refusal
from abm.scenario import Scenario, extended, load
from abm.scenario.frozen import EntriesOf, FrozenMapping, thawed
from abm.scenario.places import scenario_file
from abm.scenario.reading import Place, read_node
from abm.scenario.refusing import Fault, validated

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).parent / "data"
WITH, WITHOUT = "with", "without"
"""Names of the arms: as it was, and as it would have been."""


@final
class RouteSpec(Subject):
    """Edges of the circuit that are counted together."""

    origins: tuple[str, ...] = Field(description="Codes of the states that are left.")
    destinations: tuple[str, ...] = Field(description="Codes of the states that are entered.")
    channels: tuple[str, ...] = Field(description="land, sea or air.")


@final
class ControlSpec(Subject):
    """What would have been."""

    scenario: str = Field(description="Name of a scenario.")
    set: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Differences from it."
    )


@final
class Vignette(Subject):
    """What a vignette's configuration holds."""

    name: str = Field(description="Name of the vignette and of its folder.")
    title: str = Field(max_length=80, description="What happened, in a few words.")
    statement: str = Field(description="What happened, and what the text says of it.")
    lines: str = Field(description="Lines of the text.")
    shown: Literal["years", "routes"] = Field(description="Whether years are compared, or routes.")
    scenario: str = Field(description="Name of the dated scenario.")
    set: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Differences in every arm."
    )
    control: ControlSpec | None = Field(default=None, description="What it is compared with.")
    replications: int = declared(
        30, unit="runs", low=2, high=100_000, source="assumed", meaning="Runs of each arm, on the same seeds."
    )
    series: str = Field(description="File of the recorded series, in the folder `data`.")
    first: int = declared(
        ..., unit="year", low=1900, high=2100, source="assumed", meaning="First year shown."
    )
    last: int = declared(..., unit="year", low=1900, high=2100, source="assumed", meaning="Last year shown.")
    routes: Annotated[Mapping[str, RouteSpec], EntriesOf()] = Field(description="Routes by name.")

    @model_validator(mode="after")
    def _check(self) -> Vignette:
        if self.first >= self.last:
            raise Fault(("first",), f"is {self.first}, not before the last year {self.last}")
        if self.shown == "years" and self.control is None:
            raise Fault((), "compares years and needs a 'control'")
        return self

    @property
    def years(self) -> range:
        """The years that are shown."""
        return range(self.first, self.last + 1)

    def recorded(self) -> pd.DataFrame:
        """Return the recorded series, the years shown alone.

        Raises:
            Refusal: there is no such file.
        """
        import pandas as pd

        if not (DATA / self.series).is_file():
            raise Refusal(f"{self.name}: there is no series {self.series} in {DATA}")
        table = pd.read_csv(DATA / self.series)
        return table[table["year"].isin(self.years)].reset_index(drop=True)


def read_vignette(path: Path) -> Vignette:
    """Read the configuration of a vignette.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    return validated(Vignette, read_node(path))


def scenarios_of(vignette: Vignette) -> dict[str, Scenario]:
    """Return the scenario of each arm, all with the same seeds.

    Raises:
        Refusal: there is no such scenario, or the arms have different horizons.
    """
    place = Place(vignette.name)
    size = {**thawed(vignette.set), "replications": vignette.replications}
    found = {WITH: extended(load(scenario_file(vignette.scenario, Path.cwd(), place, "scenario")), size)}
    if (control := vignette.control) is not None:
        base = load(scenario_file(control.scenario, Path.cwd(), place, "control.scenario"))
        found[WITHOUT] = extended(base, {**thawed(control.set), **size})
        horizons = {(scenario.start, scenario.months, scenario.seed) for scenario in found.values()}
        if len(horizons) > 1:
            raise Refusal(
                f"{vignette.name}: the control has another horizon or another seed than the scenario"
            )
    return found
