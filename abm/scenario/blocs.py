"""Blocs and treaties as a scenario declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, final

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from abm.parameters.blocs import Competence
from abm.parameters.declare import Subject
from abm.scenario.frozen import EntriesOf, FrozenMapping
from abm.scenario.horizon import Month
from abm.scenario.refusing import Fault


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


_LIST = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
Codes = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_LIST)]
"""Codes of states in a list."""
Competences = Annotated[tuple[Competence, ...], BeforeValidator(_listed)]
"""What a bloc decides."""
Dates = Annotated[Mapping[str, Month], EntriesOf()]
"""Months by code of state."""


def _single(key: str, values: tuple[str, ...]) -> None:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise Fault((key, place), f"names '{value}' twice")


@final
class Bloc(Subject):
    """States that decide part of their policy together."""

    label: str = Field(default="", max_length=80, description="Words for tables and figures.")
    competences: Competences = Field(description="What the bloc decides for its members.")
    members: Dates = Field(
        default_factory=FrozenMapping, description="Month from which each state is a member, by code."
    )
    observed: bool = Field(
        default=False,
        description="Whether states that the world's data let move freely are members from that year on.",
    )
    exits: Dates = Field(
        default_factory=FrozenMapping,
        description="First month in which a state is a member no more, by code.",
    )
    accession: Literal["dated", "benefit"] = Field(
        default="dated",
        description="Whether states join and leave at dates, or by what they expect of it too.",
    )
    candidates: Codes = Field(
        default=(), description="Codes of those who may join by benefit, and whom members help on the way."
    )

    @model_validator(mode="after")
    def _check(self) -> Bloc:
        _single("competences", self.competences)
        _single("candidates", self.candidates)
        for code, date in self.exits.items():
            if not self.observed and code not in self.members:
                raise Fault(("exits", code), "is no member that could leave")
            if code in self.members and date <= self.members[code]:
                raise Fault(("exits", code), f"is {date}, not after it joins, {self.members[code]}")
        return self

    def codes(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield every code of a state, and where."""
        for key in ("members", "exits"):
            for code in getattr(self, key):
                yield (key, code), code
        for place, code in enumerate(self.candidates):
            yield ("candidates", place), code


@final
class Treaty(Subject):
    """What a partner does for a state by treaty."""

    kind: Literal["readmission", "transit_control", "visa_facilitation"] = Field(
        description="Whether the partner takes back who came from or through it, controls those who leave it for the "
        "state, or its people get visas of the state more easily."
    )
    state: str = Field(description="Code of the state.")
    partner: str = Field(description="Code of the partner.")
    date: Month = Field(description="First month in which it holds, 'YYYY-MM'.")
    until: Month | None = Field(default=None, description="Last month in which it holds, 'YYYY-MM'.")

    @model_validator(mode="after")
    def _check(self) -> Treaty:
        if self.state == self.partner:
            raise Fault(("partner",), f"is '{self.partner}', the state itself")
        if self.until is not None and self.until < self.date:
            raise Fault(("until",), f"is {self.until}, before the date of the treaty, {self.date}")
        return self


@final
class Reform(Subject):
    """States that a bloc admits or expels, or what it decides, from the month of the event on."""

    name: str = Field(description="The bloc, as it is called under 'blocs'.")
    admit: Codes = Field(default=(), description="Codes of the states that join; the first found it.")
    expel: Codes = Field(default=(), description="Codes of the states that leave.")
    competences: Competences | None = Field(default=None, description="What it decides from now on.")

    @model_validator(mode="after")
    def _check(self) -> Reform:
        if not self.admit and not self.expel and self.competences is None:
            raise Fault((), "does nothing: it needs one of admit, expel, competences")
        for key in ("admit", "expel", "competences"):
            _single(key, getattr(self, key) or ())
        for place, code in enumerate(self.expel):
            if code in self.admit:
                raise Fault(("expel", place), f"names '{code}', which the same event admits")
        return self
