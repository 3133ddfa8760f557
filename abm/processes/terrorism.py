"""Terrorism: networks and the home-grown plot against states, most plots are stopped, and a few attacks kill."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.plots import Attacked, Doors, Fates, Guard, kill, pass_stages, press
from abm.kernels.plotters import begin_plots, describe, mistake
from abm.migrants.traits import CENTS, draws
from abm.processes.plotting import abroad, appeal, chosen, doors_of, guard_of, radicalised
from abm.processes.war import poisson, proportionally
from abm.scene import Scene
from abm.streams import Stream
from abm.terrorists.table import (
    IRREGULAR,
    KINDS,
    MOST_AT_ONCE,
    RESIDENT,
    STOPS,
    STRATEGY_OF,
    Attacks,
    no_attacks,
)
from abm.world.calendar import MONTHS_PER_YEAR

_BY_NETWORK = KINDS - 1
_FATE = np.array([
    Stream.PLOT_FOILED, Stream.PLOT_GIVEN_UP, Stream.PLOT_STAGE, Stream.ATTACK_OUTCOME, Stream.CASUALTIES,
])  # fmt: skip
_BEGINNING = np.array([Stream.PLOT_ORIGIN, Stream.PLOT_SIZE])
_MILLION = 1e6
_FORGOTTEN = 1e-3
"""Grievance below which nobody joins."""

_QUARTER = 3
"""Months between two looks of networks at their members and money, which move slowly."""

_QUARTERS = MONTHS_PER_YEAR / _QUARTER
"""Of a year."""


@final
class Terrorism:
    """Residents and networks begin plots; these pass stages, at each of which states may stop them; attacks kill.

    Switched off, there are no networks and no plots.
    """

    name: ClassVar[str] = "terrorism"
    reads: ClassVar[tuple[str, ...]] = (
        "states.levers", "states.capacity", "states.conflict", "states.alienation", "states.power", "states.output",
        "states.expected_admission", "borders", "migrants.census", "diasporas", "tally.travellers",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "terrorists", "states.attacks", "states.attack_deaths", "states.plots", "states.residents", "states.households",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._begun = False

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        scene.terrorists.attacks = no_attacks()
        if not self._begun or scene.month % _QUARTER == 0:
            self._organise(scene)
        table, hosts = scene.diasporas, len(scene.world)
        descendants = np.bincount(table.host[table.rows], table.descendants[table.rows], hosts)
        from_abroad = scene.migrants.census.stock.sum(axis=0) * float(scene.persons_per_agent) + descendants
        natives = np.maximum(scene.states.residents.sum(axis=1) - descendants, 0.0)
        plots, alone = self._begin(scene, natives, from_abroad)
        sent = alone < plots.shape[1]
        hidden = sent or bool((scene.terrorists.plots.way == IRREGULAR).any())
        guard, doors = guard_of(scene, at_borders=hidden), doors_of(scene)
        self._add(scene, *(self._send(scene, guard, doors, plots, alone) if sent else plots))
        self._pass_stages(scene, guard, doors)
        self._mistake(scene, guard, from_abroad)

    # ------------------------------------------------------------------------------------ networks

    def _organise(self, scene: Scene) -> None:
        """Grievance, members and money of networks; those with enough members come up, those with too few end."""
        rule, table, states = scene.parameters.terrorism, scene.terrorists, scene.states
        follow = 1.0 if not self._begun else -np.expm1(-np.log(2.0) / (_QUARTERS * rule.grievance_half_life))
        table.grievance += follow * (states.conflict - table.grievance)
        rows = np.flatnonzero((table.grievance > _FORGOTTEN) | table.alive)
        self._recruit(scene, rows)
        self._begun = True
        strength = table.strength[rows]
        table.rise(rows[(strength >= rule.least) & ~table.alive[rows]], scene.month)
        gone = rows[(strength < rule.least / 2.0) & table.alive[rows]]
        np.add.at(states.households, gone, table.funds[gone])
        table.funds[gone] = 0
        table.end(gone)
        self._raise_money(scene, np.flatnonzero(table.alive))

    def _recruit(self, scene: Scene, rows: np.ndarray) -> None:
        """Members join at home and abroad and leave; the first month finds networks as they are at rest."""
        rule, table, states = scene.parameters.terrorism, scene.terrorists, scene.states
        people = (scene.migrants.census.stock[rows] * scene.persons_per_agent).astype(float)
        joining = rule.recruits_abroad * people * radicalised(scene)[None, :]
        at_home = np.arange(len(rows)), rows
        people[at_home] = states.residents.sum(axis=1)[rows]
        joining[at_home] = rule.recruits_home * people[at_home]
        joining *= table.grievance[rows, None]
        share = 1.0 if not self._begun else -np.expm1(-rule.leaving / _QUARTERS)
        moved = table.members[rows] + share * (joining / rule.leaving - table.members[rows])
        table.members[rows] = np.minimum(moved, people)
        table.strength[rows] = table.members[rows].sum(axis=1)

    def _raise_money(self, scene: Scene, rows: np.ndarray) -> None:
        """Dues from households where members live, parts of a cent being owed; some is spent at home."""
        rule, table, states = scene.parameters.terrorism, scene.terrorists, scene.states
        table.owed[rows] += table.members[rows] * (_QUARTER * rule.dues * CENTS / scene.persons_per_agent)
        paid = np.floor(table.owed[rows])
        table.owed[rows] -= paid
        whole = paid.astype(np.int64)
        states.households -= whole.sum(axis=0)
        table.funds[rows] += whole.sum(axis=1)
        spent = (table.funds[rows] * -np.expm1(-rule.spending / _QUARTERS)).astype(np.int64)
        table.funds[rows] -= spent
        states.households[rows] += spent

    # ------------------------------------------------------------------------------------ beginnings

    def _begin(self, scene: Scene, natives: np.ndarray, from_abroad: np.ndarray) -> tuple[np.ndarray, int]:
        """Plots of the month: people at home begin them as often whatever their background, but for alienation.

        Numbers are Poisson's, drawn by state and kind; a network begins no more than it has the money for.

        Returns:
            Uid, origin, target and way, int64 [4, P], and how many come before those of networks, which have no target.
        """
        rule, table, number = scene.parameters.terrorism, scene.terrorists, len(natives)
        rate = rule.homegrown / _MILLION
        by_network = rule.operations * table.strength * table.alive
        means = np.concatenate([rate * natives, rate * from_abroad * radicalised(scene), by_network])
        means /= MONTHS_PER_YEAR
        u = draws(scene.seed, Stream.PLOT_COUNT, scene.month, np.arange(KINDS * number), 0)
        some = np.flatnonzero(u > np.exp(-means))
        count = np.minimum(poisson(u[some], means[some]), MOST_AT_ONCE - 1)
        cost = _cost(scene)
        networks = int(np.searchsorted(some, _BY_NETWORK * number))  # kinds follow one another
        if cost and networks < len(some):
            funds = table.funds[some[networks:] - _BY_NETWORK * number]
            count[networks:] = np.minimum(count[networks:], funds // cost)
        plots = np.empty((4, int(count.sum())), np.int64)
        alone = begin_plots(
            some, count, scene.month, MOST_AT_ONCE, abroad(scene), scene.seed, int(Stream.PLOT_ORIGIN), *plots
        )
        return plots, alone

    def _send(self, scene: Scene, guard: Guard, doors: Doors, plots: np.ndarray, alone: int) -> np.ndarray:
        """Have networks choose targets and ways of their plots and pay for them; what is begun is returned.

        Args:
            scene, guard, doors: of this month.
            plots: int64 [4, P], uid, origin, target and way.
            alone: plots before those of networks.
        """
        uid, origin, target, way = plots
        target[alone:], way[alone:] = _choices(scene, guard, doors, uid[alone:], origin[alone:])
        plots = plots.compress(way >= 0, axis=1)
        cost, (_, origin, target, _) = _cost(scene), plots[:, alone:]
        np.subtract.at(scene.terrorists.funds, origin, cost)
        np.add.at(scene.states.households, target, cost)
        return plots

    def _add(
        self, scene: Scene, uid: np.ndarray, origin: np.ndarray, target: np.ndarray, way: np.ndarray
    ) -> None:
        if not len(uid):
            return
        rule, plots = scene.parameters.terrorism, scene.terrorists.plots
        from_elsewhere, u = np.empty(len(uid), bool), np.empty(len(uid))
        describe(
            (uid, origin, target, way), abroad(scene), scene.seed, _BEGINNING, scene.month, STRATEGY_OF,
            scene.tally.plots_begun, from_elsewhere, u,
        )  # fmt: skip
        mean = np.where(way <= RESIDENT, rule.squad_size, rule.cell_size)
        with np.errstate(divide="ignore"):
            size = 1 + np.floor(np.log(u) / np.log1p(-1.0 / mean)).astype(np.int64)  # geometric
        plots.add(uid=uid, origin=origin, target=target, way=way, size=size, abroad=from_elsewhere)

    # ------------------------------------------------------------------------------------ stages

    def _pass_stages(self, scene: Scene, guard: Guard, doors: Doors) -> None:
        """A month of every plot: it is foiled, given up, gets on, or stays where it is; those that are due attack."""
        rule, plots = scene.parameters.terrorism, scene.terrorists.plots
        number = len(plots)
        fates = _fates(scene)
        if number:
            below, hazard, u = np.empty((len(STOPS), number)), np.empty((2, number)), np.empty(number)
            press(guard, doors, (plots.origin, plots.target, plots.way, plots.stage), below, hazard)
            over, rows = np.empty(number, bool), np.empty(number, np.int64)
            attacks = pass_stages(
                (plots.uid, plots.target, plots.way, plots.stage, plots.size), below, -np.expm1(-hazard),
                (float(-np.expm1(-rule.given_up)), rule.carried_out), scene.seed, _FATE, scene.month, fates, over,
                rows, u,
            )  # fmt: skip
            if attacks:
                self._strike(scene, rows[:attacks], u[:attacks])
            if over.any():
                plots.keep(~over)
        scene.states.plots[:] = fates.alive

    def _strike(self, scene: Scene, rows: np.ndarray, u: np.ndarray) -> None:
        """Attacks that are carried out: the dead have a heavy tail and are taken from the residents.

        Args:
            scene: changed.
            rows: int64 [A], plots.
            u: float64 [A], draws.
        """
        rule, table, tally, states = scene.parameters.terrorism, scene.terrorists, scene.tally, scene.states
        plots = table.plots
        dead = np.minimum(rule.casualties * plots.size[rows] * u ** (-1.0 / rule.tail), rule.most_deaths)
        deaths, way, target = np.floor(dead).astype(np.int64), plots.way[rows], plots.target[rows]
        table.attacks = Attacks(plots.origin[rows], target, way, plots.abroad[rows], deaths)
        attacked = Attacked(
            tally.attacks, tally.attack_deaths, tally.attacks_from_abroad, tally.deaths_from_abroad
        )
        kill(target, STRATEGY_OF[way], table.attacks.abroad, states.residents.sum(axis=1), attacked, deaths)
        killed = tally.attack_deaths.sum(axis=1)
        hit = np.flatnonzero(killed)
        by_skill = proportionally(killed[hit], states.residents[hit])
        states.residents[hit] -= by_skill
        tally.deaths[hit] += by_skill.sum(axis=1)
        states.attacks += tally.attacks.sum(axis=1)  # beside attacks that are events
        states.attack_deaths += killed
        came = table.attacks.abroad
        by_abroad = np.bincount(target[came], deaths[came], len(killed))  # without those of events
        scene.ledger.post("violence", "attacks_migrants", by_abroad)
        scene.ledger.post("violence", "attacks_residents", killed - by_abroad)

    # ------------------------------------------------------------------------------------ the innocent

    def _mistake(self, scene: Scene, guard: Guard, from_abroad: np.ndarray) -> None:
        """Innocent people whom checks of papers and names turn away, and whom surveillance has held."""
        rule, tally, lever = scene.parameters.terrorism, scene.tally, scene.states.lever
        mistake(
            (lever("visa_screening"), lever("watch_lists"), lever("surveillance")),
            (guard.shared, guard.partners, rule.names),
            (tally.travellers, tally.entries, scene.persons_per_agent), from_abroad,
            (rule.refused, rule.mistaken, rule.detained), tally.wrongly_refused, tally.wrongly_detained,
        )  # fmt: skip


def _choices(
    scene: Scene, guard: Guard, doors: Doors, uid: np.ndarray, origin: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Targets and ways that networks choose for plots, one for each uid; a way of -1 is none: int64 [N] twice.

    Plots of a network follow one another.
    """
    first = np.ones(len(origin), bool)
    np.not_equal(origin[1:], origin[:-1], out=first[1:])
    u = draws(scene.seed, Stream.PLOT_TARGET, scene.month, uid, 0)
    return chosen(*appeal(scene, guard, doors, origin[first]), np.cumsum(first) - 1, u)


def _cost(scene: Scene) -> int:
    """What a plot costs a network: cents times agents."""
    return round(scene.parameters.terrorism.cost * CENTS / scene.persons_per_agent)


def _fates(scene: Scene) -> Fates:
    """Where the ends of plots are counted."""
    tally = scene.tally
    return Fates(
        STRATEGY_OF, tally.plots_foiled, tally.foiled_at, tally.foiled_by, tally.plots_failed,
        tally.attackers_entered, np.zeros(len(scene.world), np.int64),
    )  # fmt: skip
