"""Terrorism: networks and the home-grown plot against states, most plots are stopped, and a few attacks kill."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.migrants.traits import CENTS, draws
from abm.processes.plotting import Guard, appeal, chosen, guard_of, hazards, pace, radicalised
from abm.processes.war import poisson, proportionally
from abm.scene import Scene
from abm.statuses import Channel
from abm.streams import Stream
from abm.terrorists.table import (
    BACKGROUND,
    ENTERING,
    FORMING,
    IRREGULAR,
    KINDS,
    MOST_AT_ONCE,
    NATIVE,
    PREPARING,
    RESIDENT,
    Attacks,
    no_attacks,
)
from abm.world.calendar import MONTHS_PER_YEAR

_BY_NATIVES, _BY_BACKGROUND, _BY_NETWORK = range(KINDS)
_MILLION = 1e6
_FORGOTTEN = 1e-3
"""Grievance below which nobody joins."""


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
        self._organise(scene)
        guard, background = guard_of(scene), background_of(scene)
        self._begin_at_home(scene, background)
        self._begin_by_networks(scene, guard, background)
        self._pass_stages(scene, guard)
        self._strike(scene)
        self._mistake(scene, guard, background)

    # ------------------------------------------------------------------------------------ networks

    def _organise(self, scene: Scene) -> None:
        """Grievance, members and money of networks; those with enough members come up, those with too few end."""
        rule, table, states = scene.parameters.terrorism, scene.terrorists, scene.states
        follow = 1.0 if not self._begun else -np.expm1(-np.log(2.0) / (MONTHS_PER_YEAR * rule.grievance_half_life))
        table.grievance += follow * (states.conflict - table.grievance)
        rows = np.flatnonzero((table.grievance > _FORGOTTEN) | table.alive)
        self._recruit(scene, rows)
        self._begun = True
        strength = table.members[rows].sum(axis=1)
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
        share = 1.0 if not self._begun else -np.expm1(-rule.leaving / MONTHS_PER_YEAR)
        moved = table.members[rows] + share * (joining / rule.leaving - table.members[rows])
        table.members[rows] = np.minimum(moved, people)

    def _raise_money(self, scene: Scene, rows: np.ndarray) -> None:
        """Dues from households where members live, parts of a cent being owed; some is spent at home."""
        rule, table, states = scene.parameters.terrorism, scene.terrorists, scene.states
        table.owed[rows] += table.members[rows] * (rule.dues * CENTS / scene.persons_per_agent)
        paid = np.floor(table.owed[rows])
        table.owed[rows] -= paid
        whole = paid.astype(np.int64)
        states.households -= whole.sum(axis=0)
        table.funds[rows] += whole.sum(axis=1)
        spent = (table.funds[rows] * -np.expm1(-rule.spending / MONTHS_PER_YEAR)).astype(np.int64)
        table.funds[rows] -= spent
        states.households[rows] += spent

    # ------------------------------------------------------------------------------------ beginnings

    def _begin_at_home(self, scene: Scene, background: np.ndarray) -> None:
        """Plots that people begin by themselves where they live, as often whatever their background, but alienation."""
        states = scene.states
        rate = scene.parameters.terrorism.homegrown / (_MILLION * MONTHS_PER_YEAR)
        born_abroad = scene.migrants.census.stock * float(scene.persons_per_agent)
        natives = np.maximum(states.residents.sum(axis=1) - (background - born_abroad).sum(axis=0), 0.0)
        target, uid = _begun(scene, _BY_NATIVES, rate * natives)
        self._add(scene, uid, target, target, np.full(len(uid), NATIVE), np.zeros(len(uid), bool))
        target, uid = _begun(scene, _BY_BACKGROUND, rate * background.sum(axis=0) * radicalised(scene))
        below = np.cumsum(background[:, target], axis=0)
        u = draws(scene.seed, Stream.PLOT_ORIGIN, scene.month, uid, 0)
        origin = (below <= u * below[-1]).sum(axis=0) if len(uid) else target
        here = background[origin, target]
        v = draws(scene.seed, Stream.PLOT_ORIGIN, scene.month, uid, 1)
        self._add(
            scene, uid, origin, target, np.full(len(uid), BACKGROUND), v * here < born_abroad[origin, target]
        )

    def _begin_by_networks(self, scene: Scene, guard: Guard, background: np.ndarray) -> None:
        """Plots that networks have money for, each against a state and in a way of its choice."""
        rule, table = scene.parameters.terrorism, scene.terrorists
        if rule.operations <= 0.0:
            return
        cost = round(rule.cost * CENTS / scene.persons_per_agent)
        able = table.funds // cost if cost else np.full(len(table.funds), MOST_AT_ONCE - 1)
        means = rule.operations / MONTHS_PER_YEAR * table.strength * table.alive
        origin, uid = _begun(scene, _BY_NETWORK, means, able)
        if not len(uid):
            return
        networks, which = np.unique(origin, return_inverse=True)
        utility = appeal(scene, guard, networks, background)
        target, way = chosen(utility[which], draws(scene.seed, Stream.PLOT_TARGET, scene.month, uid, 0))
        able_to = way >= 0
        uid, origin, target, way = uid[able_to], origin[able_to], target[able_to], way[able_to]
        np.subtract.at(table.funds, origin, cost)
        np.add.at(scene.states.households, target, cost)
        here = np.maximum(background[origin, target], 1.0)
        born_abroad = scene.migrants.census.stock[origin, target] * scene.persons_per_agent / here
        v = draws(scene.seed, Stream.PLOT_ORIGIN, scene.month, uid, 1)
        self._add(scene, uid, origin, target, way, (way <= RESIDENT) | (v < born_abroad))

    def _add(
        self, scene: Scene, uid: np.ndarray, origin: np.ndarray, target: np.ndarray, way: np.ndarray,
        abroad: np.ndarray,
    ) -> None:  # fmt: skip
        rule, plots = scene.parameters.terrorism, scene.terrorists.plots
        more = np.where(way <= RESIDENT, rule.squad_size, rule.cell_size) - 1.0
        size = 1 + poisson(draws(scene.seed, Stream.PLOT_SIZE, scene.month, uid, 0), more)
        plots.add(uid=uid, origin=origin, target=target, way=way, size=size, abroad=abroad)
        np.add.at(scene.tally.plots_begun, (target, plots.strategy[len(plots) - len(uid) :]), 1)

    # ------------------------------------------------------------------------------------ stages

    def _pass_stages(self, scene: Scene, guard: Guard) -> None:
        """A month of every plot: it is foiled, given up, gets on, or stays where it is."""
        rule, plots, tally = scene.parameters.terrorism, scene.terrorists.plots, scene.tally
        if not len(plots):
            return
        where = plots.origin, plots.target, plots.way, plots.stage
        against = hazards(scene, guard, *where)
        in_all = against.sum(axis=0)
        foiled = self._draws(scene, Stream.PLOT_FOILED) < -np.expm1(-in_all)
        below = np.cumsum(against, axis=0)
        by = (below <= self._draws(scene, Stream.PLOT_FOILED, 1) * in_all).sum(axis=0)
        np.add.at(tally.plots_foiled, (plots.target[foiled], plots.strategy[foiled]), 1)
        np.add.at(tally.foiled_at, (plots.target[foiled], plots.stage[foiled]), 1)
        np.add.at(tally.foiled_by, (plots.target[foiled], by[foiled]), 1)
        left = ~foiled & (self._draws(scene, Stream.PLOT_GIVEN_UP) < -np.expm1(-rule.given_up))
        np.add.at(tally.plots_failed, (plots.target[left], plots.strategy[left]), 1)
        through = self._draws(scene, Stream.PLOT_STAGE) < -np.expm1(-pace(scene, *where))
        through &= ~(foiled | left)
        entered = through & (plots.stage == ENTERING)
        np.add.at(tally.attackers_entered, (plots.target[entered], plots.way[entered]), plots.size[entered])
        abroad = (plots.stage == FORMING) & (plots.way <= IRREGULAR)
        plots.stage = np.where(through, np.where(abroad, ENTERING, plots.stage + 1), plots.stage)
        plots.stage[through & (plots.stage == ENTERING) & (plots.way > IRREGULAR)] = PREPARING
        plots.keep(~(foiled | left))

    def _strike(self, scene: Scene) -> None:
        """Attacks of plots that are prepared: some fail; the dead have a heavy tail and are taken from the residents."""
        rule, table, tally, states = scene.parameters.terrorism, scene.terrorists, scene.tally, scene.states
        plots, number = table.plots, len(scene.world)
        due = plots.stage > PREPARING
        done = due & (self._draws(scene, Stream.ATTACK_OUTCOME) < rule.carried_out)
        np.add.at(tally.plots_failed, (plots.target[due & ~done], plots.strategy[due & ~done]), 1)
        u = self._draws(scene, Stream.CASUALTIES)[done]
        dead = np.minimum(rule.casualties * plots.size[done] * u ** (-1.0 / rule.tail), rule.most_deaths)
        target, strategy, abroad = plots.target[done], plots.strategy[done], plots.abroad[done]
        deaths = _at_most(np.floor(dead).astype(np.int64), target, states.residents.sum(axis=1))
        table.attacks = Attacks(plots.origin[done], target, plots.way[done], abroad, deaths)
        np.add.at(tally.attacks, (target, strategy), 1)
        np.add.at(tally.attack_deaths, (target, strategy), deaths)
        np.add.at(tally.attacks_from_abroad, target[abroad], 1)
        np.add.at(tally.deaths_from_abroad, target[abroad], deaths[abroad])
        plots.keep(~due)
        killed = tally.attack_deaths.sum(axis=1)
        by_skill = proportionally(killed, states.residents)
        states.residents -= by_skill
        tally.deaths += by_skill.sum(axis=1)
        states.attacks[:], states.attack_deaths[:] = tally.attacks.sum(axis=1), killed
        states.plots[:] = np.bincount(plots.target, minlength=number)
        scene.ledger.post("violence", "attacks_migrants", tally.deaths_from_abroad)
        scene.ledger.post("violence", "attacks_residents", killed - tally.deaths_from_abroad)

    def _draws(self, scene: Scene, stream: Stream, option: int = 0) -> np.ndarray:
        return draws(scene.seed, stream, scene.month, scene.terrorists.plots.uid, option)

    # ------------------------------------------------------------------------------------ the innocent

    def _mistake(self, scene: Scene, guard: Guard, background: np.ndarray) -> None:
        """Innocent people whom checks of papers and names turn away, and whom surveillance has held."""
        rule, tally, states = scene.parameters.terrorism, scene.tally, scene.states
        checked = tally.entries[:, [*range(Channel.FREE_MOVEMENT), Channel.ASYLUM]].sum(axis=1)
        coming = tally.travellers + checked * scene.persons_per_agent
        names = rule.mistaken * states.lever("watch_lists") * (1.0 + rule.names * guard.shared * guard.partners)
        turned = np.minimum(rule.refused * states.lever("visa_screening") + names, 1.0)
        tally.wrongly_refused += turned * coming
        watched = rule.detained / MONTHS_PER_YEAR * states.lever("surveillance")
        tally.wrongly_detained += watched * background.sum(axis=0)


def background_of(scene: Scene) -> np.ndarray:
    """People born in an origin (row), and descendants in its diaspora, by where they live: float64 [S, S]."""
    people = scene.migrants.census.stock * float(scene.persons_per_agent)
    table = scene.diasporas
    people[table.origin[table.rows], table.host[table.rows]] += table.descendants[table.rows]
    return people


def _begun(
    scene: Scene, kind: int, means: np.ndarray, most: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """States in which, or networks by which, plots of a kind begin this month, one entry for each, and their uids.

    Whole numbers by Poisson's distribution with these means (float64 [S]), at most `most` (int64 [S]).
    """
    number = len(means)
    u = draws(scene.seed, Stream.PLOT_COUNT, scene.month, np.arange(number), kind)
    some = np.flatnonzero(u > np.exp(-means))
    count = np.minimum(poisson(u[some], means[some]), MOST_AT_ONCE - 1)
    if most is not None:
        count = np.minimum(count, most[some])
    where = np.repeat(some, count)
    nth = np.arange(len(where)) - np.repeat(np.cumsum(count) - count, count)
    return where, ((scene.month * number + where) * KINDS + kind) * MOST_AT_ONCE + nth


def _at_most(deaths: np.ndarray, target: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Limit deaths (int64 [A]) so that those in one state are no more than its people (int64 [S])."""
    wanted = np.bincount(target, deaths, len(people))
    share = np.minimum(people / np.maximum(wanted, 1.0), 1.0)
    return np.asarray(np.floor(deaths * share[target]).astype(np.int64))
