"""Anchors as values: numbers of the text, how the model measures them, and what was recorded."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, final

from pydantic import Field, model_validator

from abm.parameters.declare import Subject, declared
from abm.refusal import Refusal, nearest
from abm.results.columns import FRAMES
from abm.results.measures import MEASURES
from abm.scenario import Scenario, extended, load
from abm.scenario.frozen import EntriesOf, FrozenMapping, thawed
from abm.scenario.places import scenario_file
from abm.scenario.reading import Place, read_node
from abm.scenario.refusing import Fault, validated

PAIRS = ("corridors", "flows", "routes")
"""Frames of a run whose rows are of an origin and a destination."""

RECORDS = ("series", "reference_states", "reference_stocks", "reference_refugees")
"""Tables of a world that say what was recorded."""

MONTHS_PER_YEAR = 12

CODE = re.compile(r"[A-Z]{3}")
"""The code of a state, which stands for a group of this one state."""


def _year(meaning: str) -> Any:
    return declared(..., unit="year", low=1900, high=2100, source="assumed", meaning=meaning)


@final
class GroupSpec(Subject):
    """States that are counted together."""

    label: str = Field(max_length=60, description="What they are called.")
    region: str = Field(default="", description="Region of the world's table of states.")
    codes: tuple[str, ...] = Field(default=(), description="Codes of the states, in place of a region.")
    source: str = Field(description="Why these.")

    @model_validator(mode="after")
    def _check(self) -> GroupSpec:
        if bool(self.region) == bool(self.codes):
            raise Fault((), "needs one of 'region' and 'codes'")
        return self


@final
class Quantity(Subject):
    """A sum over states or pairs of states: of a frame of the runs, or of a table of what was recorded.

    Flows are summed over the months of a year, stocks are those of `month`, rates averaged.
    """

    frame: Literal[
        "states", "corridors", "flows", "routes",
        "series", "reference_states", "reference_stocks", "reference_refugees",
    ] = Field(default="states", description="Where it is.")  # fmt: skip
    columns: tuple[str, ...] = Field(min_length=1, description="Columns that are added.")
    among: str = Field(default="", description="Group of the states, or the code of one; empty: all of them.")
    origins: str = Field(default="", description="Group of the origins, for pairs.")
    hosts: str = Field(default="", description="Group of the destinations, for pairs.")
    by: Literal["host", "origin"] = Field(
        default="host", description="By which of the two states of a pair it is added up."
    )
    channels: tuple[str, ...] = Field(default=(), description="Channels, for flows and routes.")
    first: int = _year("First year.")
    last: int = _year("Last year.")
    month: int = declared(
        MONTHS_PER_YEAR, unit="month", low=1, high=12, source="assumed", meaning="Month of a stock."
    )
    how: Literal["mean", "sum", "rise"] = Field(
        default="mean", description="Mean or sum of the years, or what it rises by a year from first to last."
    )
    scale: float = declared(
        1.0, unit="factor", low=-1e12, high=1e12, source="assumed", meaning="What it is multiplied by."
    )

    @property
    def paired(self) -> bool:
        """Whether it is a sum over pairs of states."""
        return self.frame in (*PAIRS, "reference_stocks", "reference_refugees")

    @property
    def places(self) -> tuple[str, ...]:
        """Names of groups and codes of states that it is of."""
        return tuple(name for name in (self.among, self.origins, self.hosts) if name)

    @property
    def recorded(self) -> bool:
        """Whether it was recorded, and is not the model's."""
        return self.frame in RECORDS

    @model_validator(mode="after")
    def _check(self) -> Quantity:
        if self.first > self.last or (self.how == "rise" and self.first == self.last):
            raise Fault(("first",), f"is {self.first}, not before the last year {self.last}")
        for key in ("origins", "hosts") if not self.paired else ("among",):
            if getattr(self, key):
                raise Fault((key,), f"has no meaning for the frame '{self.frame}'")
        if self.channels and self.frame not in ("flows", "routes"):
            raise Fault(("channels",), f"have no meaning for the frame '{self.frame}'")
        for column in self.columns:
            self._check_column(column)
        return self

    def _check_column(self, column: str) -> None:
        if self.frame == "states":
            if column not in MEASURES:
                raise Fault(("columns",), f"name '{column}', which is no measure{nearest(column, MEASURES)}")
            measure = MEASURES[column]
            if measure.ratio or measure.world_only or measure.averaged:
                raise Fault(("columns",), f"name '{column}', which cannot be summed over states")
        elif not self.recorded:
            known = [amount.name for amount in FRAMES[self.frame].amounts]
            if column not in known:
                raise Fault(
                    ("columns",),
                    f"name '{column}', which the frame '{self.frame}' has not{nearest(column, known)}",
                )


@final
class Ratio(Subject):
    """The sum of some quantities, over the sum of others if there are any."""

    of: tuple[Quantity, ...] = Field(min_length=1, description="Quantities that are added.")
    over: tuple[Quantity, ...] = Field(default=(), description="Quantities that the sum is divided by.")

    def quantities(self) -> tuple[Quantity, ...]:
        """Return all of them."""
        return self.of + self.over


@final
class Amount(Subject):
    """How a number is made: a ratio, times another if there is one.

    sum: of sums over states. largest: the largest ratio of a state. above: how many states have a ratio above the
    threshold. rank: one more than the states whose sum of `over` is larger than the whole sum of `of`.
    """

    of: tuple[Quantity, ...] = Field(min_length=1, description="Quantities that are added.")
    over: tuple[Quantity, ...] = Field(default=(), description="Quantities that the sum is divided by.")
    times: Ratio | None = Field(default=None, description="A ratio that it is multiplied by.")
    parameter: str = Field(
        default="", description="Dotted name of a parameter of the scenario that it is multiplied by."
    )
    statistic: Literal["sum", "largest", "above", "rank"] = Field(
        default="sum", description="What is taken over states."
    )
    threshold: float | None = Field(default=None, description="For 'above'.")

    @property
    def ratio(self) -> Ratio:
        """The first ratio."""
        return Ratio(of=self.of, over=self.over)

    def quantities(self) -> tuple[Quantity, ...]:
        """Return all quantities that it is made of."""
        return self.ratio.quantities() + (self.times.quantities() if self.times else ())

    @model_validator(mode="after")
    def _check(self) -> Amount:
        if (self.threshold is not None) != (self.statistic == "above"):
            raise Fault(("threshold",), "belongs to the statistic 'above', which needs it")
        if self.statistic != "sum" and (not self.over or self.times):
            raise Fault(("statistic",), f"is '{self.statistic}' and needs 'over', without 'times'")
        return self


@final
class Said(Subject):
    """A number: a value, or a range that may be open at one end; in the unit of the anchor."""

    value: float | None = Field(default=None, description="The number.")
    low: float | None = Field(default=None, description="Lower end of a range.")
    high: float | None = Field(default=None, description="Upper end of a range.")

    @model_validator(mode="after")
    def _check(self) -> Said:
        if (self.value is None) == (self.low is None and self.high is None):
            raise Fault((), "needs a 'value', or 'low', 'high' or both")
        if any(end is not None and end <= 0 for end in (self.value, self.low, self.high)):
            raise Fault((), "holds a number that is not above zero")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise Fault(("low",), f"is {self.low:g}, not below 'high'")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """Lower and upper end; 0 and infinity where it is open."""
        if self.value is not None:
            return self.value, self.value
        return self.low or 0.0, math.inf if self.high is None else self.high

    @property
    def point(self) -> float:
        """The number that stands for it: the value, the geometric middle of a range, or its only end."""
        low, high = self.ends
        if low > 0 and math.isfinite(high):
            return math.sqrt(low * high)
        return low if low > 0 else high


@final
class Record(Subject):
    """What was recorded: a number with its year, or how it is made of the world's tables."""

    value: float | None = Field(default=None, description="The number, in the unit of the anchor.")
    low: float | None = Field(default=None, description="Lower end, where sources differ.")
    high: float | None = Field(default=None, description="Upper end.")
    amount: Amount | None = Field(default=None, description="How it is made of the world's tables.")
    years: str = Field(description="Year or years.")
    source: str = Field(description="Who published it.")
    licence: str = Field(description="Its licence.")
    note: str = Field(default="", description="What has to be known of it.")

    @model_validator(mode="after")
    def _check(self) -> Record:
        ranged = self.low is not None and self.high is not None
        if (self.low is None) != (self.high is None):
            raise Fault((), "needs both 'low' and 'high'")
        if sum((self.value is not None, ranged, self.amount is not None)) != 1:
            raise Fault((), "needs one of 'value', 'low' with 'high', and 'amount'")
        if self.amount is not None and not all(each.recorded for each in self.amount.quantities()):
            raise Fault(("amount",), f"may use {', '.join(RECORDS)} alone")
        return self


@final
class Anchor(Subject):
    """A number of the text and how the model measures it."""

    ids: tuple[str, ...] = Field(min_length=1, description="Numbers of the statements of the text.")
    lines: str = Field(description="Lines of the text.")
    section: Literal[
        "people", "refugees and asylum", "irregular migration and smuggling", "money", "skills and soldiers"
    ] = Field(description="Where it stands in the table.")
    title: str = Field(max_length=58, description="What is counted, in a few words.")
    words: str = Field(description="What the text says, in other words.")
    unit: str = Field(description="Unit of its number.")
    scale: float = declared(
        1.0, unit="factor", low=1e-9, high=1e12, source="assumed", meaning="What values are divided by."
    )
    dollars: int | None = Field(default=None, description="Year of the dollars in which the text counts.")
    text: Said = Field(description="The number.")
    model: Amount = Field(description="How the model measures it.")
    measured: str = Field(description="The same in words.")
    told: str = Field(default="", description="What of it the model was told, in words; empty: nothing.")
    data: Record | None = Field(default=None, description="What was recorded.")
    without: str = Field(default="", description="Why no record stands beside it.")

    @model_validator(mode="after")
    def _check(self) -> Anchor:
        if any(each.recorded for each in self.model.quantities()):
            raise Fault(("model",), "may use frames of the runs alone")
        if (self.data is None) != bool(self.without):
            raise Fault((), "needs one of 'data' and 'without'")
        return self


@final
class Prices(Subject):
    """An index of consumer prices, which brings the model's constant dollars to those of a year."""

    source: str = Field(description="Who published it.")
    model: int = _year("Year of the model's constant dollars.")
    index: Annotated[Mapping[str, float], EntriesOf()] = Field(description="The index by year.")


@final
class Left(Subject):
    """A statement that is not measured here."""

    ids: tuple[str, ...] = Field(min_length=1, description="Numbers of the statements of the text.")
    why: str = Field(description="Why not, and where it is instead.")


@final
class Anchors(Subject):
    """What the configuration holds."""

    scenario: str = Field(description="Name of the scenario.")
    set: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Differences from it."
    )
    full: Annotated[Mapping[str, Any], EntriesOf()] = Field(
        default_factory=FrozenMapping, description="Further differences at publication size."
    )
    replications: int = declared(
        30, unit="runs", low=2, high=100_000, source="assumed", meaning="Runs on different seeds."
    )
    tolerance: float = declared(
        0.25, unit="share", low=0, high=10, source="assumed",
        meaning="How far a value may lie from an end of what the text says and still count as near.",
    )  # fmt: skip
    prices: Prices = Field(description="For numbers in dollars.")
    groups: Annotated[Mapping[str, GroupSpec], EntriesOf()] = Field(description="Groups of states by name.")
    anchors: Annotated[Mapping[str, Anchor], EntriesOf()] = Field(description="The anchors by name.")
    left_out: tuple[Left, ...] = Field(default=(), description="Statements that are not measured.")

    @model_validator(mode="after")
    def _check(self) -> Anchors:
        for path, quantity in self.quantities():
            for name in quantity.places:
                if name not in self.groups and not CODE.fullmatch(name):
                    raise Fault(path, f"names '{name}', which is no group{nearest(name, self.groups)}")
        for name, anchor in self.anchors.items():
            if anchor.dollars is not None and str(anchor.dollars) not in self.prices.index:
                raise Fault(
                    ("anchors", name, "dollars"), f"is {anchor.dollars}, a year without an index of prices"
                )
        if str(self.prices.model) not in self.prices.index:
            raise Fault(("prices", "model"), "is a year without an index of prices")
        self._check_ids()
        return self

    def quantities(self) -> Iterator[tuple[tuple[str | int, ...], Quantity]]:
        """Yield all quantities of all anchors and records, with where they stand."""
        for name, anchor in self.anchors.items():
            path = ("anchors", name)
            for quantity in anchor.model.quantities():
                yield (*path, "model"), quantity
            if anchor.data is not None and anchor.data.amount is not None:
                for quantity in anchor.data.amount.quantities():
                    yield (*path, "data"), quantity

    def _check_ids(self) -> None:
        listed: list[tuple[tuple[str | int, ...], tuple[str, ...]]] = [
            (("anchors", name), each.ids) for name, each in self.anchors.items()
        ]
        listed += [(("left_out", place), each.ids) for place, each in enumerate(self.left_out)]
        seen: set[str] = set()
        for path, ids in listed:
            for number in ids:
                if not re.fullmatch(r"M\d{3}", number):
                    raise Fault((*path, "ids"), f"holds '{number}'; write a number like M035")
                if number in seen and path[0] == "left_out":
                    raise Fault((*path, "ids"), f"holds {number}, which stands elsewhere already")
                seen.add(number)


def read_anchors(path: Path) -> Anchors:
    """Read a configuration of anchors.

    Raises:
        Refusal: the first thing that is wrong, with file and line.
    """
    return validated(Anchors, read_node(path))


def scenario_of(anchors: Anchors, *, full: bool = False) -> Scenario:
    """Return the scenario that is run.

    Raises:
        Refusal: there is no such scenario, or its runs do not reach a year that is asked for.
    """
    base = load(scenario_file(anchors.scenario, Path.cwd(), Place("anchors"), "scenario"))
    size = {"replications": anchors.replications}
    more = thawed(anchors.full) if full else {}
    scenario = extended(base, {**thawed(anchors.set), **more, **size})
    first, last = int(scenario.start[:4]), int(scenario.end[:4])
    for name, anchor in anchors.anchors.items():
        for quantity in anchor.model.quantities():
            if not first <= quantity.first <= quantity.last <= last:
                raise Refusal(
                    f"anchors: '{name}' asks for {quantity.first} to {quantity.last}, and the runs go from {first} to "
                    f"{last}"
                )
    return scenario
