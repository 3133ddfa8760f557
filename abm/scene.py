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
from abm.statuses import ENTRY_CHANNELS, QUOTA_CHANNELS
from abm.terrorists.table import ENTRIES, STAGES, STOPS, STRATEGIES, Terrorists

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

CHANNELS = len(ENTRY_CHANNELS)
"""Channels of entry during a run."""

QUOTAS = len(QUOTA_CHANNELS)
"""Channels with a quota."""


@final
class Tally:
    """What happened in a month, in agents unless said otherwise; zero again at the start of the next.

    S states, E edges of the circuit, by air too, 11 channels; money in cents times agents.
    """

    def __init__(self, states: int, edges: int) -> None:
        self.entries = np.zeros((states, CHANNELS), np.int64)  # by destination and channel
        # by origin and destination; of these, people driven out on purpose
        self.arrivals, self.engineered = np.zeros((2, states, states), np.int64)
        self.flows = np.zeros((states, states, CHANNELS), np.int32)  # by origin, destination and channel
        self.departures = np.zeros(
            (states, CHANNELS), np.int64
        )  # residents who left or applied, by origin and channel
        self.crossings = np.zeros(edges, np.int64)  # at risk of one's life: attempts and flight
        self.attempts = np.zeros(edges, np.int64)
        self.interdictions = np.zeros(edges, np.int64)
        self.route_deaths = np.zeros(edges, np.int64)
        self.clients = np.zeros(edges, np.int64)  # attempts with a smuggler, and papers bought
        self.edge_fees = np.zeros(edges, np.int64)  # cents paid to smugglers, by edge
        # died on the way, by origin; by the state in which their journey ended
        self.lost, self.stranded = np.zeros((2, states), np.int64)
        self.dismantled = np.zeros(states, np.int64)  # networks, by the state whose police did it
        self.bribes = np.zeros(states, np.int64)  # cents, by the state whose officials took them
        self.crime = np.zeros(states, np.int64)  # cents that organised crime received
        self.armed_groups = np.zeros(states, np.int64)  # cents that armed groups took
        self.diaspora_funds = np.zeros(states, np.int64)  # cents to the armed group of a state
        self.diaspora_fighters = np.zeros(states)  # persons who joined the armed group of a state from abroad
        # wars that began, and of these within five years of the last; cents of aid to camps by host, of it captured
        # by origin; cents that armed groups took of output
        self.onsets, self.recurrences, self.aid, self.captured_aid, self.territory = np.zeros(
            (5, states), np.int64
        )
        self.trafficked = np.zeros(states, np.int64)  # by destination
        self.claims = np.zeros(states, np.int64)
        self.decisions = np.zeros(states, np.int64)
        self.recognised = np.zeros(states, np.int64)
        self.fees = np.zeros(states, np.int64)  # cents, by destination
        self.payers = np.zeros(states, np.int64)
        self.overstays = np.zeros(states, np.int64)
        self.naturalised = np.zeros(states, np.int64)
        self.returned = np.zeros((states, 3), np.int64)  # who came or were sent home, by origin and skill
        # of the returned, who were without status, by the state left; and who were refugees, by origin
        self.irregular_returns, self.refugee_returns = np.zeros((2, states), np.int64)
        self.left = np.zeros(states, np.int64)  # migrants who left a state for home or elsewhere
        # by the state that removed; by origin, among the returned too
        self.removed, self.removed_home = np.zeros((2, states), np.int64)
        # residents driven out on purpose; refugees handed on, by the state that they left; concessions to coercers
        self.expelled, self.relocated, self.concessions = np.zeros((3, states), np.int64)
        self.died = np.zeros(states, np.int64)  # migrants, by state of location
        self.gave_up = np.zeros((states, 3), np.int64)  # back to the residents of their origin, by skill
        self.sent = np.zeros(
            (states, states), np.int64
        )  # cents, remittances that arrived, by location and origin
        # cents of these by origin, and of what sending money cost by the state it was sent from
        self.sent_informally, self.transfer_costs = np.zeros((2, states), np.int64)
        # of diasporas by origin: cents invested, for civil society, and of aid that their lobbies won
        self.diaspora_investment, self.diaspora_civil, self.lobby_aid = np.zeros((3, states), np.int64)
        self.mobilisation_attempts, self.mobilisation_successes = np.zeros((2, states), np.int64)
        self.births, self.deaths = np.zeros((2, states), np.int64)  # persons, residents
        self.travellers = np.zeros(states)  # persons, short stays by destination
        self._terrorism(states)

    def _terrorism(self, states: int) -> None:
        # plots by target and strategy: begun, foiled, failed by themselves, carried out; the dead of these, persons
        self.plots_begun, self.plots_foiled, self.plots_failed, self.attacks, self.attack_deaths = np.zeros(
            (5, states, len(STRATEGIES)), np.int64
        )
        # of the foiled, by stage and by what stopped them; attackers who entered, by channel, persons
        self.foiled_at = np.zeros((states, len(STAGES)), np.int64)
        self.foiled_by = np.zeros((states, len(STOPS)), np.int64)
        self.attackers_entered = np.zeros((states, len(ENTRIES)), np.int64)
        # of attacks and their dead, by people born abroad; innocent people turned away or held, persons
        self.attacks_from_abroad, self.deaths_from_abroad = np.zeros((2, states), np.int64)
        self.wrongly_refused, self.wrongly_detained = np.zeros((2, states))

    def enter(self, origin: np.ndarray, destination: np.ndarray, channel: np.ndarray) -> None:
        """Count people who enter a state: integers [N] each."""
        np.add.at(self.entries, (destination, channel), 1)
        np.add.at(self.arrivals, (origin, destination), 1)
        np.add.at(self.flows, (origin, destination, channel), 1)

    def clear(self) -> None:
        """Set everything to zero for a new month."""
        for array in vars(self).values():
            array.fill(0)


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

    def cooperation(self) -> np.ndarray:
        """How far two states act together against armed groups: product of their levers, float64 [S, S]."""
        lever = self.states.lever("security_cooperation")
        return np.outer(lever, lever)

    def free_movement(self) -> np.ndarray:
        """Pairs (origin, destination) between which people may move and work freely this year: bool [S, S]."""
        together = self.blocs.together("free_movement")
        if self.drivers.free_movement == "none":
            return together
        return np.asarray(together | (self.world.free_movement_from <= self.year))

    @property
    def levers_moved(self) -> np.ndarray:
        """States whose policy, or the parameters that rule them, changed since the last month ended: bool [S]."""
        return self.states.moved

    def open_to(self) -> np.ndarray:
        """Pairs (origin, destination) whose people cross the border into the destination freely: bool [S, S]."""
        pairs = np.asarray(self.world.visa_free | self.free_movement())
        np.fill_diagonal(pairs, True)  # nobody is kept from their own state
        return pairs

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
