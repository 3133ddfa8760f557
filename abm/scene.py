"""What a process may see and change: the world, its people, the month, and the tally of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, final

import numpy as np

from abm.armed_groups.table import ArmedGroups
from abm.blocs.table import Blocs
from abm.diasporas.table import Diasporas
from abm.kernels.table import people_present
from abm.ledger import Ledger
from abm.statuses import QUOTA_CHANNELS
from abm.tally import Tally
from abm.terrorists.table import Terrorists

if TYPE_CHECKING:
    from abm.kernels.departures import Choice
    from abm.migrants.table import MigrantTable
    from abm.parameters import Parameters
    from abm.parameters.drivers import Drivers
    from abm.smugglers.market import Market
    from abm.world.borders import Borders
    from abm.world.calendar import Calendar
    from abm.world.routes import Routes
    from abm.world.states import StateTable
    from abm.world.world import World

QUOTAS = len(QUOTA_CHANNELS)
"""Channels with a quota."""


@final
@dataclass(frozen=True)
class Demand:
    """What a state demands of another while it drives people out towards it; states by number.

    Attributes:
        coercer, target: who demands, and of whom.
        origin: the state whose residents are driven out: the coercer, or a territory that it holds.
        last: last month of the demand.
    """

    coercer: int
    target: int
    origin: int
    last: int


@final
@dataclass(frozen=True)
class Accord:
    """An agreement by which a state takes people of some origins first; states by number.

    Attributes:
        host: who admits.
        quota: of which quota, a place in `QUOTA_CHANNELS`.
        origins: whose people go first.
        share: of the quota's places.
    """

    host: int
    quota: int
    origins: tuple[int, ...]
    share: float


@final
@dataclass(frozen=True)
class Dismissal:
    """People of some origins whom a state has leave for home this month; states by number."""

    host: int
    origins: tuple[int, ...]
    share: float


@final
@dataclass(frozen=True)
class Happening:
    """One event, with states by number.

    Attributes:
        month: in which it happens.
        states: int64, whom it concerns.
        set, scale: levers and their new values or factors.
        parameters: new values by subject and key.
        origin, persons, toward: who flees from where (-1 for nobody), and to which states (empty: where they choose).
        regularised: share of people without status in `states` to whom a status is given.
        expelling, expelled_toward: the state (-1 for none) whose expulsions go to which states from now on.
        demand: what a state demands of another from now on.
        readmitting, readmitted: the state (-1 for none) that lets home which share of those whom it drove out.
        attacked, killed, from_abroad: the state (-1 for none) that is attacked, persons whom that kills, and whether
            the attackers are from another state.
        accord: whose people a state takes first from now on.
        dismissal: whose people a state has leave this month.
    """

    month: int
    states: np.ndarray
    set: Mapping[str, float] = field(default_factory=dict)
    scale: Mapping[str, float] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    origin: int = -1
    persons: float = 0.0
    toward: tuple[int, ...] = ()
    regularised: float = 0.0
    expelling: int = -1
    expelled_toward: tuple[int, ...] = ()
    demand: Demand | None = None
    readmitting: int = -1
    readmitted: float = 0.0
    attacked: int = -1
    killed: int = 0
    from_abroad: bool = False
    accord: Accord | None = None
    dismissal: Dismissal | None = None


@final
@dataclass(eq=False)
class Scene:
    """Everything that the processes of a run share.

    Attributes:
        world, states, migrants, routes: where and who.
        calendar, month: when; `month` counts from 0.
        parameters, drivers: what was set for the run; events may replace `parameters`.
        seed: of the run.
        tally: what happened this month.
        ledger: what changed in the security of states this month, by channel.
        borders: what states do and know at each edge over land and sea.
        market: smuggling networks and their markets.
        armed_groups: the insurgents of each state.
        diasporas: the people of states abroad as actors.
        blocs: what states decide together, and treaties.
        terrorists: networks of each state, and plots.
        agenda: the scenario's events.
        expulsions: float64 [S, S], persons whom this month's events drive out of an origin (rows) towards a state;
            on the diagonal those who go where they choose.
        regularised: float64 [S], share of people without status to whom this month's events give one.
        directions: states to which those go whom the lever `expulsion` drives out of a state; where they choose if it
            is not there.
        demands: what states have demanded of others so far.
        accords: whose people states take first by agreement, in the order in which they were made.
        dismissals: whose people states have leave for home this month.
        preference: float64 [4, S, S], expected admission of those whom a state takes first, over that of others, by
            quota, origin and destination; 1 where nobody goes first.
        preference_by_skill: float64 [4, 3, S], the same by quota, skill and destination.
        readmitted: float64 [S], share of the refugees driven out of a state whom it lets home this month.
        present: float64 [S], people in each state when the month began.
        threads: threads that kernels may use.
        choice: the utilities that residents compared this month, once departures have been drawn.
    """

    world: World
    states: StateTable
    migrants: MigrantTable
    routes: Routes
    borders: Borders
    market: Market
    calendar: Calendar
    parameters: Parameters
    drivers: Drivers
    seed: int
    month: int = 0
    threads: int = 1
    choice: Choice | None = None
    agenda: list[Happening] = field(default_factory=list)
    directions: dict[int, tuple[int, ...]] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    accords: list[Accord] = field(default_factory=list)
    dismissals: list[Dismissal] = field(default_factory=list)
    preference: np.ndarray = field(init=False)
    preference_by_skill: np.ndarray = field(init=False)
    diasporas: Diasporas = field(init=False)
    blocs: Blocs = field(init=False)
    tally: Tally = field(init=False)
    ledger: Ledger = field(init=False)
    armed_groups: ArmedGroups = field(init=False)
    terrorists: Terrorists = field(init=False)
    expulsions: np.ndarray = field(init=False)
    regularised: np.ndarray = field(init=False)
    readmitted: np.ndarray = field(init=False)
    present: np.ndarray = field(init=False)
    _free: tuple[np.ndarray, int, np.ndarray] | None = field(init=False, default=None)
    _open: tuple[np.ndarray, np.ndarray] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        states = len(self.world)
        self.diasporas = Diasporas(self.world.codes)
        self.blocs = Blocs.none(states)
        self.tally = Tally(states, len(self.world.circuit.edges.tail))
        self.ledger = Ledger(states)
        self.armed_groups = ArmedGroups(states, running=True)
        self.terrorists = Terrorists(states)
        self.expulsions = np.zeros((states, states))
        self.regularised = np.zeros(states)
        self.readmitted = np.zeros(states)
        self.preference = np.ones((QUOTAS, states, states))
        self.preference_by_skill = np.ones((QUOTAS, 3, states))
        self.present = np.zeros(states)

    def expel(self, origin: int, persons: float, toward: tuple[int, ...]) -> None:
        """Have people driven out of a state this month, towards some states in equal parts or where they choose."""
        if not toward:
            self.expulsions[origin, origin] += persons
        for destination in toward:
            self.expulsions[origin, destination] += persons / len(toward)

    def start_month(self) -> None:
        """Clear what belongs to one month alone."""
        self.tally.clear()
        self.ledger.start_month()
        self.market.start_month()
        self.present = self.population()
        self.expulsions.fill(0.0)
        self.regularised.fill(0.0)
        self.readmitted.fill(0.0)
        self.states.attacks.fill(0.0)
        self.states.attack_deaths.fill(0.0)
        self.dismissals.clear()

    def end_month(self) -> None:
        """Let policy count as unmoved, but what blocs changed for the month to come."""
        self.states.end_month()
        self.states.moved |= self.blocs.moved
        self.blocs.moved.fill(False)

    @property
    def year(self) -> int:
        """Year of this month."""
        return self.calendar.year(self.month)

    @property
    def new_year(self) -> bool:
        """True in January and in the first month: when what changes slowly is looked at again."""
        return self.month == 0 or self.calendar.month_of_year(self.month) == 1

    @property
    def moment(self) -> float:
        """The middle of this month as a year and its fraction."""
        return self.calendar.first_year + self.calendar.years_passed(self.month)

    @property
    def persons_per_agent(self) -> int:
        """How many people an agent stands for."""
        return self.migrants.persons_per_agent

    def free_movement(self) -> np.ndarray:
        """Pairs (origin, destination) between which people may move and work freely this year: bool [S, S].

        The array serves until the year or membership changes; nobody writes to it.
        """
        together, year = self.blocs.together("free_movement"), self.year
        if self.drivers.free_movement == "none":
            return together
        if self._free is None or self._free[0] is not together or self._free[1] != year:
            self._free = together, year, together | (self.world.free_movement_from <= year)
        return self._free[2]

    @property
    def levers_moved(self) -> np.ndarray:
        """States whose policy, or the parameters that rule them, changed since the last month ended: bool [S]."""
        return self.states.moved

    def open_to(self) -> np.ndarray:
        """Pairs (origin, destination) whose people cross the border into the destination freely: bool [S, S].

        The array serves until movement is free for others; nobody writes to it.
        """
        free = self.free_movement()
        if self._open is None or self._open[0] is not free:
            pairs = self.world.visa_free | free
            np.fill_diagonal(pairs, True)  # nobody is kept from their own state
            self._open = free, pairs
        return self._open[1]

    def located(self) -> np.ndarray:
        """Agents in each state, whatever their status: int64 [S]."""
        return np.asarray(self.migrants.census.standing.sum(axis=(1, 2)))

    def population(self) -> np.ndarray:
        """People present in each state: float64 [S]."""
        standing = self.migrants.census.standing
        return np.asarray(people_present(self.states.residents, standing, self.persons_per_agent))

    def people(self) -> int:
        """People alive: residents and migrants."""
        return int(self.states.residents.sum()) + len(self.migrants) * self.persons_per_agent

    def money(self) -> int:
        """Cents times agents held by all accounts together: always 0.

        Households, migrants, smuggling networks, organised crime, bought officials, armed groups, terrorist networks
        and diasporas.
        """
        columns, used, states = self.migrants.columns, self.migrants.used, self.states
        held = states.households + states.crime + states.officials + states.armed_groups
        migrants = int(columns.savings[:used].sum(dtype=np.int64))
        owned = self.market.capital() + self.diasporas.money() + self.terrorists.money()
        return int(held.sum()) + migrants + owned
