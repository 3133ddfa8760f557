"""A vignette as a value: the scenario, what it is compared with, what is looked at, and the recorded series."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.refusal import Refusal, nearest
from abm.results.measures import MEASURES
from abm.scenario.frozen import EntriesOf, FrozenMapping, thawed
from abm.scenario.reading import read_node
from abm.scenario.refusing import Fault, validated
from abm.studies.study import joined

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).parent / "data"
WITH, WITHOUT = "with", "without"
"""Names of the arms: as it was, and as it would have been."""

CORRIDOR_COLUMNS = ("stock", "refugees", "inflow", "remittances")
"""What is recorded of every pair of an origin and a host, year by year."""


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


ROUTE_COLUMNS = ("attempts", "crossings", "interdictions", "deaths", "clients", "fees")
"""What is recorded of every way, year by year."""


@final
class OutcomeSpec(Subject):
    """An outcome: a column of corridors, a measure of states, or a column of routes, over another one or not."""

    label: str = Field(description="What it is, in words.")
    unit: str = Field(description="Unit after scaling, as it stands on an axis.")
    scale: float = declared(
        1.0, unit="factor", low=1e-9, high=1e12, source="assumed", meaning="What values are divided by."
    )
    column: str = Field(description="Column of corridors or of routes, or name of a measure of states.")
    origins: tuple[str, ...] = Field(default=(), description="Codes of origins, for a column of corridors.")
    hosts: tuple[str, ...] = Field(default=(), description="Codes of hosts; none: all of them.")
    states: tuple[str, ...] = Field(default=(), description="Codes of the states whose measure is summed.")
    routes: tuple[str, ...] = Field(default=(), description="Names of routes, for a column of routes.")
    per: str = Field(default="", description="Column of routes by which that column is divided.")
    among: Literal["these", "all"] = Field(
        default="these",
        description="Whether it is divided by that of these routes, or of all of the vignette.",
    )
    recorded: Annotated[Mapping[str, str], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Columns of the recorded series, by who recorded them."
    )
    recorded_per: str = Field(default="", description="Column by which the recorded ones are divided.")

    @model_validator(mode="after")
    def _check(self) -> OutcomeSpec:
        if self.routes:
            for key in ("column", "per"):
                word = getattr(self, key)
                if word not in ROUTE_COLUMNS and (word or key == "column"):
                    raise Fault(
                        (key,), f"is '{word}', which is no column of routes{nearest(word, ROUTE_COLUMNS)}"
                    )
            if self.origins or self.hosts or self.states:
                raise Fault(
                    ("routes",), "stand beside 'origins', 'hosts' or 'states', which routes say themselves"
                )
            return self
        if self.per:
            raise Fault(("per",), "goes with 'routes' alone")
        if self.column in CORRIDOR_COLUMNS:
            if not self.origins or self.states:
                raise Fault(("column",), f"is '{self.column}' and needs 'origins', not 'states'")
            return self
        if self.column not in MEASURES:
            hint = nearest(self.column, (*CORRIDOR_COLUMNS, *MEASURES))
            raise Fault(("column",), f"is '{self.column}', neither a measure nor a column of corridors{hint}")
        if MEASURES[self.column].ratio is not None:
            raise Fault(("column",), f"is '{self.column}', a ratio, which cannot be summed over states")
        if MEASURES[self.column].world_only:
            raise Fault(("column",), f"is '{self.column}', which is measured for the world alone")
        if not self.states or self.origins or self.hosts:
            raise Fault(("column",), f"is the measure '{self.column}' and needs 'states' alone")
        return self


@final
class CheckSpec(Subject):
    """A number that the text or a record gives, and what it is compared with."""

    said: str = Field(description="What is compared, in words.")
    outcome: str = Field(description="Name of an outcome.")
    kind: Literal["mean", "sum", "rise", "times", "more", "less"] = Field(
        description=(
            "Mean or sum of the years, last less first year, or last over first; more or less: the text says only "
            "which way the event moves the mean of the years."
        )
    )
    first: int = declared(..., unit="year", low=1900, high=2100, source="assumed", meaning="First year.")
    last: int = declared(..., unit="year", low=1900, high=2100, source="assumed", meaning="Last year.")
    recorded: float | None = Field(
        default=None, description="The number, before scaling; none: from the first recorded series."
    )
    source: str = Field(description="Where the number is from.")
    put_in: bool = Field(
        default=False,
        description="Whether the arms put it in, or allow no other, so that it checks the bookkeeping alone.",
    )

    @property
    def directed(self) -> bool:
        """Whether a direction is said and no number."""
        return self.kind in ("more", "less")


@final
class ArmsSpec(Subject):
    """What the two arms are called on a page."""

    event: str = Field(max_length=40, description="The world in which it happened.")
    control: str = Field(max_length=40, description="The world in which it did not.")


@final
class Vignette(Subject):
    """What a vignette's configuration holds."""

    name: str = Field(description="Name of the vignette and of its folder.")
    title: str = Field(max_length=80, description="What happened, in a few words.")
    statement: str = Field(description="What happened, and what the text says of it.")
    lines: str = Field(description="Lines of the text.")
    shown: Literal["years", "routes"] = Field(
        default="years", description="Whether outcomes are drawn year by year, or routes beside each other."
    )
    scenario: str = Field(description="Name of the dated scenario.")
    set: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Differences in every arm."
    )
    full: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Further differences at publication size."
    )
    control: ControlSpec = Field(description="The world in which it does not happen.")
    replications: int = declared(
        30, unit="runs", low=2, high=100_000, source="assumed", meaning="Runs of each arm, on the same seeds."
    )
    series: str = Field(description="File of the recorded series, in the folder `data`.")
    first: int = declared(
        ..., unit="year", low=1900, high=2100, source="assumed", meaning="First year shown."
    )
    last: int = declared(..., unit="year", low=1900, high=2100, source="assumed", meaning="Last year shown.")
    routes: Annotated[Mapping[str, RouteSpec], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Routes by name."
    )
    arms: ArmsSpec = Field(description="Names of the arms.")
    since: int = declared(
        ..., unit="year", low=1900, high=2100, source="assumed",
        meaning="First year in which the arms may differ.",
    )  # fmt: skip
    outcomes: Annotated[Mapping[str, OutcomeSpec], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Outcomes by name."
    )
    checks: tuple[CheckSpec, ...] = Field(description="Numbers of the text and of records.")
    notes: tuple[str, ...] = Field(default=(), description="What the model can say of it and what it cannot.")

    @model_validator(mode="after")
    def _check(self) -> Vignette:
        if self.first >= self.last:
            raise Fault(("first",), f"is {self.first}, not before the last year {self.last}")
        if self.shown == "routes" and not self.routes:
            raise Fault((), "is shown by 'routes' and needs 'routes'")
        if not self.outcomes:
            raise Fault((), "needs 'outcomes'")
        if not self.checks:
            raise Fault((), "needs 'checks'")
        self._check_outcomes()
        return self

    def _check_outcomes(self) -> None:
        for name, outcome in self.outcomes.items():
            for place, route in enumerate(outcome.routes):
                if route not in self.routes:
                    hint = nearest(route, self.routes)
                    raise Fault(("outcomes", name, "routes", place), f"is '{route}', which is no route{hint}")
        if self.since not in self.years:
            raise Fault(("since",), f"is {self.since}, outside the years {self.first} to {self.last}")
        for place, check in enumerate(self.checks):
            if check.outcome not in self.outcomes:
                hint = nearest(check.outcome, self.outcomes)
                raise Fault(("checks", place, "outcome"), f"is '{check.outcome}', which is no outcome{hint}")
            if not (self.first <= check.first <= check.last <= self.last):
                raise Fault(("checks", place, "first"), "and 'last' must lie among the years shown, in order")
            if check.directed:
                if check.recorded is not None:
                    raise Fault(("checks", place, "recorded"), f"goes with a number, not with '{check.kind}'")
            elif check.recorded is None and not self.outcomes[check.outcome].recorded:
                raise Fault(("checks", place), "has no 'recorded', and its outcome no recorded series")

    def size(self, *, full: bool) -> dict[str, Any]:
        """Return the differences in every arm, at publication size or not."""
        return joined(thawed(self.set), thawed(self.full)) if full else dict(thawed(self.set))

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
        for name, outcome in self.outcomes.items():
            for column in (*outcome.recorded.values(), outcome.recorded_per):
                if column and column not in table:
                    raise Refusal(
                        f"{self.name}: the outcome '{name}' names the column '{column}', which {self.series} lacks"
                    )
        return table[table["year"].isin(self.years)].reset_index(drop=True)


def read_vignette(path: Path) -> Vignette:
    """Read the configuration of a vignette.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    return validated(Vignette, read_node(path))
