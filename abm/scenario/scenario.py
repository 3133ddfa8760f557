"""A scenario: world, horizon, drivers, parameters, policies and events, as one value that never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, final

from pydantic import AfterValidator, Field, PrivateAttr, create_model, field_validator, model_validator

from abm.parameters import Parameters
from abm.parameters.declare import Subject, declared
from abm.parameters.drivers import Drivers
from abm.refusal import Refusal, nearest
from abm.scenario.blocs import Bloc, Treaty
from abm.scenario.declarations import Path, dotted
from abm.scenario.digest import digest
from abm.scenario.events import EVERY_STATE, Event, Levers, Starts
from abm.scenario.frozen import EntriesOf, FrozenMapping, thawed
from abm.scenario.horizon import Month, ordinal, written
from abm.scenario.reading import Node, write_yaml
from abm.scenario.refusing import Fault
from abm.scenario.worlds import WorldChoice, choose_world, shipped

PROCESSES = {
    "events": "Events of the scenario that are due.",
    "observation": "Capacity and policy that follow the data.",
    "population": "Births, deaths and schooling of residents.",
    "economy": "Output and wages.",
    "conflict": "Wars that begin, kill and end, intensity, the hazard of flight, displacement at home.",
    "departures": "Decisions to leave, by destination and channel.",
    "admission": "Applications that meet quotas, and the queue.",
    "journeys": "Travel without authorisation along the circuit.",
    "coercion": "Refugees whom states hand on to partners, and concessions to states that drive people out.",
    "smuggling": "Smuggling networks and the market that they serve; off: everybody is served at cost.",
    "transitions": "Changes of status: decisions on asylum, expiry, removal, naturalisation, return, death.",
    "remittances": "What migrants earn, save and send home.",
    "diasporas": "People of a state abroad who are mobilised, give, take sides and lobby.",
    "camps": "Aid to refugees in camps, what armed groups capture of it, and bases that they find there.",
    "armed_groups": "Money, recruits and losses of insurgents.",
    "terrorism": "Plots against states, what stops them, and attacks.",
    "crime": "What smuggling leaves with organised crime, officials and armed groups, and its violence.",
    "borders": "Shift of effort to the borders at which people were stopped.",
    "society": "Identity and cohesion, integration and alienation, and how welcome people expect to be.",
    "institutions": "Capacity of states: what builds it and what wears it down.",
    "response": "What states perceive, and how they move their own policy.",
    "blocs": "Policy that states decide together, and their autonomy.",
    "accounts": "Power of states, and their skilled people abroad; looks and moves nothing.",
    "bookkeeping": "Changes of security by the channel that they came through; looks and moves nothing.",
}
"""The processes that a scenario can switch off, in the order of the month, and what each does."""

Processes = create_model(
    "Processes",
    __base__=Subject,
    __doc__="Which processes of a month run.",
    **{name: (bool, Field(True, description=meaning)) for name, meaning in PROCESSES.items()},
)  # type: ignore[call-overload]


_BY_STATE = ("policies", "conditions")
"""Groups of keys that are codes of states."""


def _checked_name(name: str) -> str:
    if not name.strip() or len(name) > 80 or any(sign in name for sign in "/\\\n\t"):
        raise ValueError(f"must be 1 to 80 characters without slashes, not '{name[:60]}'")
    return name


_Name = Annotated[str, AfterValidator(_checked_name)]


@final
class Scenario(Subject):
    """Everything that determines a run, except the code and the tables of the world.

    Two scenarios are equal if all their values are; how and where they were written does not count.
    """

    name: _Name = Field(default="unnamed", description="Name for summaries, tables and figures.")
    description: str = Field(default="", description="What the scenario is for, in a paragraph.")
    world: WorldChoice = Field(default_factory=shipped, description="World that the scenario is set in.")
    start: Month = Field(default="1990-01", description="First month, 'YYYY-MM'.")
    months: int = declared(
        372, unit="months", low=1, high=2400, source="assumed", meaning="Length of the horizon."
    )
    persons_per_agent: int = declared(
        1000, unit="persons", low=1, high=1_000_000, source="assumed",
        meaning="Persons that one migrant agent stands for.",
    )  # fmt: skip
    seed: int = declared(
        1, unit="number", low=0, high=2_147_483_647, source="assumed",
        meaning="Seed of the first replication; the next ones count on from it.",
    )  # fmt: skip
    replications: int = declared(
        5, unit="runs", low=1, high=100_000, source="assumed", meaning="Runs that differ only by their seed."
    )
    drivers: Drivers = Field(default=Drivers(), description="What follows the data, and what the model.")
    processes: Processes = Field(default=Processes(), description="Which processes run.")  # type: ignore[valid-type]
    parameters: Parameters = Field(default=Parameters(), description="Parameters of the model, by subject.")
    policies: Annotated[Mapping[str, Levers], EntriesOf()] = Field(
        default_factory=FrozenMapping,
        description="Levers from the first month on, by code of state or 'all'; they replace the world's.",
    )
    conditions: Annotated[Mapping[str, Starts], EntriesOf()] = Field(
        default_factory=FrozenMapping,
        description="What states start from, by code of state or 'all'; it replaces the world's.",
    )
    blocs: Annotated[Mapping[str, Bloc], EntriesOf()] = Field(
        default_factory=FrozenMapping,
        description="States that decide part of their policy together, by a name.",
    )
    treaties: tuple[Treaty, ...] = Field(default=(), description="What one state does for another by treaty.")
    events: tuple[Event, ...] = Field(default=(), description="What happens at a date.")

    _origin: Node | None = PrivateAttr(None)

    @field_validator("world", mode="before")
    @classmethod
    def _world(cls, value: Any) -> Any:
        return choose_world(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check(self) -> Scenario:
        for index, event in enumerate(self.events):
            if not 0 <= self.month_of(event.date) < self.months:
                raise Fault(
                    ("events", index, "date"),
                    f"is {event.date}, outside the horizon {self.start} to {self.end} ({self.months} months)",
                )
            if event.bloc is not None and event.bloc.name not in self.blocs:
                hint = nearest(event.bloc.name, self.blocs)
                raise Fault(("events", index, "bloc", "name"), f"is '{event.bloc.name}', not a bloc{hint}")
        for index, treaty in enumerate(self.treaties):
            if treaty.date > self.end:
                raise Fault(
                    ("treaties", index, "date"), f"is {treaty.date}, after the horizon's end {self.end}"
                )
        return self

    @property
    def end(self) -> str:
        """The last month, "YYYY-MM"."""
        return written(ordinal(self.start) + self.months - 1)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of the replications."""
        return tuple(range(self.seed, self.seed + self.replications))

    def month_of(self, date: str) -> int:
        """Return the number of a month "YYYY-MM", counted from 0 at the start."""
        return ordinal(date) - ordinal(self.start)

    def date_of(self, month: int) -> str:
        """Return the date "YYYY-MM" of a month counted from 0 at the start."""
        return written(ordinal(self.start) + month)

    def events_in(self, month: int) -> tuple[Event, ...]:
        """Return the events of a month counted from 0, in the order in which they were written."""
        return tuple(event for event in self.events if self.month_of(event.date) == month)

    def runs(self, process: str) -> bool:
        """Return whether a process is switched on."""
        return bool(getattr(self.processes, process))

    def levers_of(self, code: str) -> dict[str, float]:
        """Return the levers that the scenario sets for a state: those of `all`, then its own."""
        return {**self.policies.get(EVERY_STATE, {}), **self.policies.get(code, {})}

    def conditions_of(self, code: str) -> dict[str, Any]:
        """Return what the scenario has a state start from: what it says of `all`, then of the state."""
        return {**self.conditions.get(EVERY_STATE, {}), **self.conditions.get(code, {})}

    def check_states(self, codes: Iterable[str]) -> None:
        """Refuse a code of a state that the world does not have.

        Raises:
            Refusal: the first unknown code, with file and line if the scenario was read from a file.
        """
        known = frozenset(codes)
        for path, code in self._codes():
            if code not in known:
                where = self.place(path)
                key = dotted(path[:-1] if path[0] in _BY_STATE else path)
                hint = nearest(code, known)
                raise Refusal(f"{where}'{key}' names the state '{code}', which is not in the world{hint}")

    def check_years(self, first: int, last: int) -> None:
        """Refuse a horizon that leaves the years of the world's series, or begins after their first.

        Args:
            first: first calendar year of the series.
            last: last calendar year of the series.

        Raises:
            Refusal: with file and line of `start` or of `months` if the scenario was read from a file.
        """
        for key, date in (("start", self.start), ("months", self.end)):
            if not first <= int(date[:4]) <= last:
                horizon = f"{self.start} to {self.end} ({self.months} months)"
                raise Refusal(
                    f"{self.place((key,))}'{key}' gives the horizon {horizon}, "
                    f"outside the world's years {first} to {last}"
                )
        if int(self.start[:4]) != first:
            raise Refusal(
                f"{self.place(('start',))}'start' is {self.start}, but the world's stocks of migrants are those of "
                f"{first}; a run begins in that year"
            )

    def place(self, path: Path) -> str:
        """Return where a key was written, with a colon; nothing if the scenario was not read from a file."""
        return f"{self._origin.at(path).place}: " if self._origin is not None else ""

    def _codes(self) -> Iterable[tuple[Path, str]]:
        for group in _BY_STATE:
            for code in getattr(self, group):
                if code != EVERY_STATE:
                    yield (group, code), code
        for index, event in enumerate(self.events):
            for path, code in event.codes():
                yield ("events", index, *path), code
        for name, bloc in self.blocs.items():
            for path, code in bloc.codes():
                yield ("blocs", name, *path), code
        for index, treaty in enumerate(self.treaties):
            for key in ("state", "partner"):
                yield ("treaties", index, key), getattr(treaty, key)

    def resolved(self) -> dict[str, Any]:
        """Return every value, defaults included, as plain dictionaries and lists; `scenario_from` reads it."""
        values: dict[str, Any] = thawed(self)
        values["world"] = self.world.as_written()
        values["treaties"] = [
            {key: entry for key, entry in treaty.items() if entry is not None}
            for treaty in values["treaties"]
        ]
        values["events"] = [shortened(event) for event in values["events"]]
        return values

    def to_yaml(self) -> str:
        """Return `resolved()` as YAML, which `load` reads back as an equal scenario."""
        return write_yaml(self.resolved())

    def digest(self, tables: str = "") -> str:
        """Return the SHA-256 of what determines a run, seed aside.

        Args:
            tables: digest of the tables of the world.
        """
        return digest(self.resolved(), tables)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.resolved() == other.resolved()

    def __hash__(self) -> int:
        return hash((self.name, self.seed, self.replications, self.digest()))


def shortened(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event of dictionaries and lists without the keys that say nothing."""
    kept = {key: value for key, value in event.items() if value not in (None, {}, [])}
    if "demand" in kept:
        kept["demand"] = {key: value for key, value in kept["demand"].items() if value not in (None, "")}
    if "bloc" in kept:
        said = kept["bloc"].items()
        kept["bloc"] = {
            key: value for key, value in said if value is not None and (value or key == "competences")
        }
    return kept
