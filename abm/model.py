"""The model: a month is read here, and its order is data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from abm.agents.armed_group import ArmedGroup
from abm.agents.diaspora import Diaspora
from abm.agents.network import SmugglingNetwork
from abm.agents.state import State
from abm.agents.terrorist_network import TerroristNetwork
from abm.forking import forked
from abm.kernels.random import LARGEST_SEED
from abm.kernels.threads import threads
from abm.migrants.first_stock import settle_first_stock
from abm.migrants.table import MigrantTable
from abm.migrants.view import Migrant, MigrantView
from abm.processes.accounts import Accounts
from abm.processes.admission import Admission
from abm.processes.armed_groups import ArmedGroups
from abm.processes.blocs import Blocs
from abm.processes.bookkeeping import Bookkeeping
from abm.processes.borders import Borders
from abm.processes.camps import Camps
from abm.processes.coercion import Coercion
from abm.processes.conflict import Conflict
from abm.processes.crime import Crime
from abm.processes.departures import Departures
from abm.processes.diasporas import Diasporas
from abm.processes.economy import Economy, calibrate
from abm.processes.events import Events
from abm.processes.institutions import Institutions
from abm.processes.journeys import Journeys
from abm.processes.observation import Observation, set_first_policy
from abm.processes.passage import refresh_routes
from abm.processes.population import Population
from abm.processes.process import Process
from abm.processes.remittances import Remittances
from abm.processes.response import Response
from abm.processes.smuggling import Smuggling
from abm.processes.society import Society
from abm.processes.terrorism import Terrorism
from abm.processes.transitions import Transitions
from abm.refusal import Refusal
from abm.results.measures import WORLD_MEASURES
from abm.results.recorder import Recorder
from abm.scenario import Scenario, blocs_of, check_fit, load, tables_of
from abm.scenario.acting import Act, acted, written_in
from abm.scenario.agenda import happenings
from abm.scene import Scene
from abm.smugglers.market import Market
from abm.world.borders import Borders as BorderTable
from abm.world.calendar import Calendar
from abm.world.routes import Routes
from abm.world.states import RESPONSES, StateTable
from abm.world.world import World, build_world

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from abm.results.measures import Measure
    from abm.results.series import Series
    from abm.scenario.events import Event

SCHEDULE: tuple[type[Process], ...] = (
    Events,
    Observation,
    Population,
    Economy,
    Conflict,
    Departures,
    Admission,
    Journeys,
    Coercion,
    Smuggling,
    Transitions,
    Remittances,
    Diasporas,
    Camps,
    ArmedGroups,
    Terrorism,
    Crime,
    Borders,
    Society,
    Institutions,
    Response,
    Blocs,
    Accounts,
    Bookkeeping,
)
"""The processes of a month, in their order; outcomes are recorded after the last."""


class MigrationModel(mesa.Model):
    """A world in motion: states, migrants and the processes of a month.

    Args:
        scenario: what to run; the shipped baseline when None.
        seed: of this run, 0 to 2^32 - 1; the scenario's when None.
        world: a world already built from the scenario's choice, to spare reading it again.
        measures: which alone to record; all when None.
        yearly: whether to record the yearly tables too.

    Attributes:
        month: months done.
        states: the state agents by code, `model.states["TUR"].capacity` reads and writes the column.
        migrants: everybody in the table of migrants, as a view that Mesa's tools accept as an AgentSet.
        seconds: time spent in each process so far, by name.
        acts: what users added to the scenario during the run, in order.

    Raises:
        Refusal: the scenario names a state that its world lacks, or a seed is out of range.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        seed: int | None = None,
        world: World | None = None,
        measures: tuple[Measure, ...] | None = None,
        yearly: bool = True,
    ) -> None:
        self.scenario = load("baseline") if scenario is None else scenario
        self.run_seed = self.scenario.seed if seed is None else int(seed)
        if not 0 <= self.run_seed <= LARGEST_SEED:
            raise Refusal(f"the seed is {self.run_seed}, outside 0 to {LARGEST_SEED}")
        super().__init__(rng=self.run_seed)
        self.world = load_world(self.scenario) if world is None else world
        check_fit(self.scenario, self.world)
        self.scene = set_scene(self.scenario, self.world, self.run_seed)
        self.processes: tuple[Process, ...] = tuple(
            process(self.scene) for process in SCHEDULE if self.scenario.runs(process.name)
        )
        self.recorder = Recorder(self.scene, WORLD_MEASURES if measures is None else measures, yearly=yearly)
        self.acts: tuple[Act, ...] = ()
        self._changes_of_blocs = len(self.scene.blocs.agenda)  # of the scenario
        self._face()

    def fork(self) -> MigrationModel:
        """Return a copy of the running world at its month, which goes its own way from here.

        Left alone, both have the same future to the last bit. What neither can change is shared: the tables of the
        world, parameters, and outcomes written down.
        """
        other = type(self).__new__(type(self))
        mesa.Model.__init__(other, rng=self.run_seed)
        other.scenario, other.run_seed, other.acts = self.scenario, self.run_seed, self.acts
        other.scene, other.processes, other.recorder = forked(self.scene, self.processes, self.recorder)
        other.world, other.steps = other.scene.world, self.steps
        other._changes_of_blocs = self._changes_of_blocs
        other.random.setstate(self.random.getstate())
        other.rng.bit_generator.state = self.rng.bit_generator.state
        other._face()
        return other

    def act(self, event: Event | Mapping[str, Any]) -> Act:
        """Have an event happen in a month to come, as if the scenario had said so from the start.

        Args:
            event: an event, or its keys and values as a scenario file has them. Its date is the next month to run or a
                later one; blocs decide a month ahead, so what it says of them takes effect a month later at least.

        Raises:
            Refusal: as for a scenario with the event written in, or its date is past.
        """
        act = acted(self.scenario, self.world, self.acts, event, self.month)
        self.acts = (*self.acts, act)
        self._plan()
        return act

    def take_back(self, act: Act) -> None:
        """Undo an act of which nothing has been carried out yet.

        Raises:
            Refusal: it is in force, or it is not an act of this run.
        """
        if not any(one is act for one in self.acts):
            raise Refusal("the change is not one of this run, and cannot be taken back")
        if not act.open(self.month):
            raise Refusal(f"the change of {act.event.date} is in force, and cannot be taken back")
        self.acts = tuple(one for one in self.acts if one is not act)
        self._plan()

    def as_acted(self) -> Scenario:
        """Return the scenario with what users added written in: run with the seed of this run, it gives its frames."""
        return written_in(self.scenario, [act.event for act in self.acts])

    def _plan(self) -> None:
        """Put what users added after what the scenario has happen."""
        scene, own = self.scene, len(self.scenario.events)
        scene.agenda = [*scene.agenda[:own], *(act.happening for act in self.acts)]
        added = [act.change for act in self.acts if act.change is not None]
        scene.blocs.agenda = [*scene.blocs.agenda[: self._changes_of_blocs], *added]

    def _face(self) -> None:
        """Give the columns their faces, and Mesa what it asks a model for."""
        self.seconds = {process.name: 0.0 for process in self.processes} | {"outcomes": 0.0}
        self.states = {
            code: State(self, self.scene.states, code, name)
            for code, name in zip(self.world.codes, self.world.names, strict=True)
        }
        self.migrants = MigrantView(self.scene.migrants, model=self)
        self.agents_by_type[Migrant] = self.migrants
        self._networks: dict[int, SmugglingNetwork] = {}
        self._diasporas: dict[int, Diaspora] = {}
        self._armed_groups: dict[int, ArmedGroup] = {}
        self._terrorists: dict[int, TerroristNetwork] = {}
        self.running = self.scene.month < self.scenario.months

    @property
    def circuit(self) -> nx.MultiDiGraph:
        """The migration circuit; change it by `model.world.circuit.change`, which keeps its arrays equal to it."""
        return self.world.circuit.graph

    @property
    def networks(self) -> mesa.agent.AgentSet[SmugglingNetwork]:
        """The smuggling networks there are now; their faces are made, and let go, when asked for."""
        market = self.scene.market
        for uid, network in list(self._networks.items()):
            if not network.alive:
                self._networks.pop(uid).remove()
        for row in market.alive:
            if int(market.networks.uid[row]) not in self._networks:
                network = SmugglingNetwork(self, market, self.scene.persons_per_agent, int(row))
                self._networks[network.uid] = network
        return mesa.agent.AgentSet(self._networks.values(), random=self.random)

    @property
    def diasporas(self) -> mesa.agent.AgentSet[Diaspora]:
        """The diasporas there are now; their faces are made, and let go, when asked for."""
        table = self.scene.diasporas
        for uid, diaspora in list(self._diasporas.items()):
            if not diaspora.alive:
                self._diasporas.pop(uid).remove()
        for row in table.rows:
            if int(table.uid[row]) not in self._diasporas:
                diaspora = Diaspora(self, table, self.scene.persons_per_agent, int(row))
                self._diasporas[diaspora.uid] = diaspora
        return mesa.agent.AgentSet(self._diasporas.values(), random=self.random)

    @property
    def armed_groups(self) -> mesa.agent.AgentSet[ArmedGroup]:
        """The armed groups there are now, at war or dormant; their faces are made, and let go, when asked for."""
        table = self.scene.armed_groups
        for uid, group in list(self._armed_groups.items()):
            if not group.alive:
                self._armed_groups.pop(uid).remove()
        for row in np.flatnonzero(table.alive):
            if int(table.uid[row]) not in self._armed_groups:
                scene = self.scene
                group = ArmedGroup(self, table, scene.states, scene.persons_per_agent, int(row))
                self._armed_groups[group.uid] = group
        return mesa.agent.AgentSet(self._armed_groups.values(), random=self.random)

    @property
    def terrorists(self) -> mesa.agent.AgentSet[TerroristNetwork]:
        """The terrorist networks there are now; their faces are made, and let go, when asked for."""
        scene, table = self.scene, self.scene.terrorists
        for uid, network in list(self._terrorists.items()):
            if not network.alive:
                self._terrorists.pop(uid).remove()
        for row in np.flatnonzero(table.alive):
            if int(table.uid[row]) not in self._terrorists:
                face = TerroristNetwork(self, table, scene.world.codes, scene.persons_per_agent, int(row))
                self._terrorists[face.uid] = face
        return mesa.agent.AgentSet(self._terrorists.values(), random=self.random)

    @property
    def month(self) -> int:
        """Months done so far."""
        return self.scene.month

    @property
    def date(self) -> str:
        """The next month to run, "YYYY-MM"."""
        return self.scene.calendar.date(self.scene.month)

    def step(self) -> None:
        """Run one month: every process in order, then look at the outcomes."""
        self.scene.start_month()
        for process in self.processes:
            self._timed(process.name, process.step)
        self._timed("outcomes", self.recorder.look)
        self.scene.end_month()
        self.scene.month += 1
        self.running = self.scene.month < self.scenario.months

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Run to the end of the horizon.

        Args:
            progress: called after each month with the months done and the months in all.
        """
        while self.running:
            self.step()
            if progress is not None:
                progress(self.month, self.scenario.months)

    def frames(self) -> dict[str, pd.DataFrame]:
        """The outcomes recorded so far: states, world, corridors, entries, routes."""
        return self.recorder.frames(self.scene)

    def forget(self) -> None:
        """Let Mesa forget the model: it counts agents by model, and would hold every one for ever (15 MB a run)."""
        State._ids.pop(self, None)
        SmugglingNetwork._ids.pop(self, None)
        ArmedGroup._ids.pop(self, None)
        TerroristNetwork._ids.pop(self, None)
        Diaspora._ids.pop(self, None)

    def series(self) -> Series:
        """The measures recorded so far, as arrays."""
        return self.recorder.series(self.scene)

    def _timed(self, name: str, action: Callable[[Scene], None]) -> None:
        start = perf_counter()
        action(self.scene)
        self.seconds[name] += perf_counter() - start


def load_world(scenario: Scenario) -> World:
    """Read or generate the world that a scenario is set in."""
    return build_world(tables_of(scenario.world))


def set_scene(scenario: Scenario, world: World, seed: int) -> Scene:
    """Everything in place for the first month: residents, policy, routes and the first stock of migrants."""
    calendar = Calendar.starting(scenario.start, scenario.months)
    states = StateTable(world.codes)
    borders = BorderTable(world.circuit)
    most = int(scenario.parameters.smuggling.most_networks)
    scene = Scene(
        world=world, states=states, migrants=MigrantTable(world.codes, scenario.persons_per_agent),
        routes=Routes(world.circuit), borders=borders, market=Market(borders, most, scenario.runs(Smuggling.name)),
        calendar=calendar, parameters=scenario.parameters, drivers=scenario.drivers,
        seed=seed, threads=threads(),
    )  # fmt: skip
    scene.armed_groups.running = scenario.runs(ArmedGroups.name)
    scene.blocs = blocs_of(scenario, world)
    set_first_policy(scene)
    for code in world.codes if scenario.policies or scenario.conditions else ():
        for name, value in scenario.levers_of(code).items():
            states.set_lever(name, np.array([states.number[code]]), value)
        _start_from(states, code, scenario.conditions_of(code))
    years = states.lever("naturalisation_years")
    hosts = {
        "settles": years < 100, "years": years, "encampment": states.lever("encampment"),
        "high": world.skill_shares[:, 2], "low": world.skill_shares[:, 0],
    }  # fmt: skip
    stocks = (world.first_stock, world.first_refugees)
    settle_first_stock(scene.migrants, stocks, hosts, scenario.parameters.people, seed)
    abroad = scene.migrants.census.stock.sum(axis=0) * scenario.persons_per_agent
    at_home = np.maximum(world.in_year("population", scene.year) - abroad, 0.0)
    states.residents[:] = np.round(at_home[:, None] * world.skill_shares)
    states.working_share[:] = world.working_share
    states.alienation[:] = (
        scenario.parameters.terrorism.usual
    )  # process society replaces it in its first month
    states.capacity[:] = np.where(states.capacity_given, states.capacity, world.first_capacity)
    scene.agenda = happenings(scenario, world)
    calibrate(scene)
    scene.market.markets.evasion[: scene.market.edges] = scenario.parameters.journeys.smuggler_evasion
    scene.market.markets.abuse[:] = scenario.parameters.smuggling.abuse
    refresh_routes(scene)
    states.moved.fill(False)
    return scene


def _start_from(states: StateTable, code: str, conditions: Mapping[str, Any]) -> None:
    """Give a state what a scenario has it start from."""
    place = states.number[code]
    for name, value in conditions.items():
        getattr(states, name)[place] = RESPONSES.index(value) if name == "response" else value
    states.capacity_given[place] = "capacity" in conditions
