"""What happens at a date: levers and parameters change, people are displaced or regularised, demands are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, final

from pydantic import BeforeValidator, Field, WithJsonSchema, create_model, model_validator

from abm.parameters import Parameters
from abm.parameters.conditions import Conditions
from abm.parameters.declare import Subject, declared
from abm.parameters.levers import Policy
from abm.parameters.people import People
from abm.parameters.security import Security
from abm.scenario.blocs import Reform
from abm.scenario.frozen import FrozenMapping, PartOf
from abm.scenario.horizon import Month
from abm.scenario.refusing import Fault

EVERY_STATE = "all"
"""Stands for every state in `policies` and in the `states` of an event."""


def _factor(lever: str) -> Any:
    return declared(1.0, unit="factor", low=0, high=1000, meaning=f"Multiplies {lever}.", source="assumed")


Factors = create_model(
    "Factors",
    __base__=Subject,
    __doc__="A factor for any lever of a state.",
    **{lever: (float, _factor(lever)) for lever in Policy.model_fields},
)  # type: ignore[call-overload]

Levers = Annotated[Mapping[str, float], PartOf(Policy)]
"""Some levers and their values, checked by `Policy`."""

Starts = Annotated[Mapping[str, Any], PartOf(Conditions)]
"""Some of what a state starts from, checked by `Conditions`."""

Scales = Annotated[Mapping[str, float], PartOf(Factors)]
"""Some levers and their factors."""

Changes = Annotated[Mapping[str, Mapping[str, Any]], PartOf(Parameters)]
"""Some parameters by subject and their values, checked by `Parameters`."""


_ALONE = ("parameters", "displace", "expel", "demand", "readmit", "agree", "dismiss", "bloc", "attack")
"""What an event may do without naming `states`."""

_FOR_THE_WHOLE_RUN = (
    ("smuggling", "most_networks"),
    ("admission", "first_expectation"),
    *(("people", name) for name in People.model_fields if name.endswith("_at_start")),
    *(("security", name) for name in Security.model_fields),
)
"""Parameters that the first month reads once: an event cannot change them."""


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


_STATES_SCHEMA = {
    "anyOf": [
        {"const": EVERY_STATE},
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
    ]
}
States = Annotated[tuple[str, ...], BeforeValidator(_listed), WithJsonSchema(_STATES_SCHEMA)]
"""Codes of states, or the single word `all`."""


def _single(key: str, codes: tuple[str, ...], origin: str) -> None:
    """Refuse states of a direction that are not single, or are the state that people leave."""
    _check_codes(key, codes)
    if EVERY_STATE in codes:
        raise Fault((key,), f"must name single states, not '{EVERY_STATE}'")
    if origin == EVERY_STATE:
        raise Fault(("origin",), f"must be the code of one state, not '{EVERY_STATE}'")
    if origin in codes:
        raise Fault((key, codes.index(origin)), f"names the origin '{origin}'")


def _check_host(host: str, origins: tuple[str, ...]) -> None:
    """Refuse a host and origins that are not single states, or of which one is the other."""
    if host == EVERY_STATE:
        raise Fault(("host",), f"must be the code of one state, not '{EVERY_STATE}'")
    if not origins:
        raise Fault(("origins",), "names no state")
    _check_codes("origins", origins)
    if EVERY_STATE in origins:
        raise Fault(("origins",), f"must name single states, not '{EVERY_STATE}'")
    if host in origins:
        raise Fault(("origins", origins.index(host)), f"names the host '{host}'")


def _check_codes(key: str, codes: tuple[str, ...]) -> None:
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise Fault((key, index), f"names the state '{code}' twice")
    if EVERY_STATE in codes and len(codes) > 1:
        raise Fault((key, codes.index(EVERY_STATE)), f"is '{EVERY_STATE}' beside single states")


@final
class Displacement(Subject):
    """People driven out of a state in the month of the event, on top of those whom conflict displaces."""

    origin: str = Field(description="Code of the state that they leave.")
    persons: float = declared(
        ..., unit="persons", low=0, high=1e9, source="assumed",
        meaning="How many people are driven across a border.",
    )  # fmt: skip
    toward: States = Field(
        default=(), description="Codes of the states they are driven to; empty: where they choose."
    )

    @model_validator(mode="after")
    def _check(self) -> Displacement:
        _single("toward", self.toward, self.origin)
        return self


@final
class Direction(Subject):
    """Where those go whom the lever `expulsion` drives out of a state, from the month of the event on."""

    origin: str = Field(description="Code of the state that they leave.")
    toward: States = Field(
        default=(), description="Codes of the states they are driven to; empty: where they choose."
    )

    @model_validator(mode="after")
    def _check(self) -> Direction:
        _single("toward", self.toward, self.origin)
        return self


@final
class Demand(Subject):
    """What a state demands of another from the month of the event on, while people are driven out towards it."""

    coercer: str = Field(description="Code of the state that demands.")
    target: str = Field(description="Code of the state that is to give way.")
    origin: str = Field(
        default="", description="Code of the state that people are driven out of; the coercer if left out."
    )
    until: Month | None = Field(default=None, description="Last month of the demand, 'YYYY-MM'.")

    @model_validator(mode="after")
    def _check(self) -> Demand:
        for key in ("coercer", "target", "origin"):
            if getattr(self, key) == EVERY_STATE:
                raise Fault((key,), f"must be the code of one state, not '{EVERY_STATE}'")
        if self.target in (self.coercer, self.source):
            raise Fault(
                ("target",), f"is '{self.target}', which is the coercer or whence people are driven out"
            )
        return self

    @property
    def source(self) -> str:
        """Code of the state that people are driven out of."""
        return self.origin or self.coercer


@final
class Readmission(Subject):
    """Refugees whom a state drove out, and who are let home in the month of the event."""

    origin: str = Field(description="Code of the state that drove them out.")
    share: float = declared(
        ..., unit="share", low=0, high=1, source="assumed",
        meaning="Share of the refugees driven out of the state who go home.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _check(self) -> Readmission:
        _single("origin", (), self.origin)
        return self


@final
class Attack(Subject):
    """An attack on a state in the month of the event, beside those that come out of the model."""

    target: str = Field(description="Code of the state that is attacked.")
    deaths: float = declared(
        ..., unit="persons", low=0, high=1e7, source="assumed",
        meaning="Residents of the state whom it kills, at most all of them.",
    )  # fmt: skip
    origin: str = Field(
        default="", description="Code of the state that the attackers are from; people at home if left out."
    )

    @model_validator(mode="after")
    def _check(self) -> Attack:
        for key in ("target", "origin"):
            if getattr(self, key) == EVERY_STATE:
                raise Fault((key,), f"must be the code of one state, not '{EVERY_STATE}'")
        if self.origin == self.target:
            raise Fault(("origin",), f"is '{self.target}', the target: leave it out for people at home")
        return self


@final
class Agreement(Subject):
    """People of some states who go first under a quota of another, from the month of the event on."""

    host: str = Field(description="Code of the state that admits.")
    origins: States = Field(description="Codes of the states whose people go first.")
    quota: Literal["skilled", "guest", "student", "family"] = Field(description="The quota that it is about.")
    share: float = declared(
        ..., unit="share", low=0, high=1, source="assumed",
        meaning="Share of the quota's places that go to them first; 0 ends the agreement.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _check(self) -> Agreement:
        _check_host(self.host, self.origins)
        return self


@final
class Dismissal(Subject):
    """People of some states whom another has leave for home in the month of the event, citizens of it excepted."""

    host: str = Field(description="Code of the state that they live in.")
    origins: States = Field(description="Codes of the states whose people must leave.")
    share: float = declared(
        ..., unit="share", low=0, high=1, source="assumed",
        meaning="Share of them who must leave.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _check(self) -> Dismissal:
        _check_host(self.host, self.origins)
        return self


@final
class Regularisation(Subject):
    """A status for people who had none, once, in the month of the event."""

    share: float = declared(
        ..., unit="share", low=0, high=1, source="assumed",
        meaning="Share of the people without status in the states of the event who are given one.",
    )  # fmt: skip


@final
class Event(Subject):
    """Something that happens once, at the start of a month.

    `set` and `scale` change levers of `states` from then on; a lever that leaves its range by `scale` is held
    at its end. `parameters` change for the whole world.
    """

    date: Month = Field(description="Month in which it happens, 'YYYY-MM', within the horizon.")
    name: str = Field(default="", max_length=200, description="What happened, for summaries and figures.")
    states: States = Field(default=(), description="Codes of the states that it concerns, or 'all'.")
    set: Levers = Field(default_factory=FrozenMapping, description="Levers and their new values.")
    scale: Scales = Field(default_factory=FrozenMapping, description="Levers and what multiplies them.")
    parameters: Changes = Field(default_factory=FrozenMapping, description="Parameters and their new values.")
    displace: Displacement | None = Field(default=None, description="People who flee in this month.")
    regularise: Regularisation | None = Field(
        default=None, description="People without status who are given one."
    )
    expel: Direction | None = Field(default=None, description="Where a state's expulsions go from now on.")
    demand: Demand | None = Field(default=None, description="What a state demands of another from now on.")
    readmit: Readmission | None = Field(default=None, description="People driven out who are let home.")
    bloc: Reform | None = Field(
        default=None, description="States that join or leave a bloc, or what it decides."
    )
    attack: Attack | None = Field(default=None, description="An attack on a state in this month.")
    dismiss: Dismissal | None = Field(default=None, description="People from abroad who are made to leave.")
    agree: Agreement | None = Field(
        default=None, description="Whose people go first under a quota from now on."
    )

    @model_validator(mode="after")
    def _check(self) -> Event:
        _check_codes("states", self.states)
        needing = [key for key in ("set", "scale", "regularise") if getattr(self, key)]
        if needing and not self.states:
            raise Fault((needing[0],), "needs the key 'states' beside it: codes of states, or 'all'")
        if self.states and not needing:
            raise Fault(("states",), "has no 'set', 'scale' or 'regularise' beside it to apply to")
        for subject, key in _FOR_THE_WHOLE_RUN:
            if key in self.parameters.get(subject, {}):
                raise Fault(("parameters", subject, key), "is set for the whole run: no event can change it")
        for lever in self.set:
            if lever in self.scale:
                raise Fault(("scale", lever), "is set by the same event")
        others = [key for key in _ALONE if getattr(self, key)]
        if not needing and not others:
            keys = ", ".join(("set", "scale", "regularise", *_ALONE))
            raise Fault((), f"does nothing: it needs one of {keys}")
        until = self.demand.until if self.demand is not None else None
        if until is not None and until < self.date:
            raise Fault(("demand", "until"), f"is {until}, before the date of the event, {self.date}")
        return self

    def concerns(self, code: str) -> bool:
        """Return whether the event changes the levers of a state or regularises people in it."""
        return code in self.states or EVERY_STATE in self.states

    def codes(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield every code of a state that the event names, and where."""
        for place, code in enumerate(self.states):
            if code != EVERY_STATE:
                yield ("states", place), code
        for key in ("displace", "expel", "demand", "readmit", "agree", "dismiss", "attack"):
            part = getattr(self, key)
            for name in ("origin", "coercer", "target", "host"):
                if code := getattr(part, name, ""):
                    yield (key, name), code
            for name in ("toward", "origins"):
                for place, code in enumerate(getattr(part, name, ())):
                    yield (key, name, place), code
        for key in ("admit", "expel"):
            for place, code in enumerate(getattr(self.bloc, key, ())):
                yield ("bloc", key, place), code

    def among(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return those of `codes` that the event concerns, in their order."""
        return tuple(code for code in codes if self.concerns(code))

    def changed(self, parameters: Parameters) -> Parameters:
        """Return the parameters as they are after the event."""
        return parameters.changed(self.parameters)
