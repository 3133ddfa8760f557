"""Diasporas: ties and grievances of people abroad, who mobilises them, what they pay for at home and in the host."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.diasporas import EXCLUDED, NATURALISED, SKILLED, TIES, WAGES, look_over
from abm.migrants.traits import CENTS, MONTHS, draws
from abm.processes.economy import work_by_status
from abm.scene import Scene
from abm.streams import Stream

_LONGEST = 1200
"""Months away beyond which ties fade no more."""

_NEVER = 100.0
"""Years before naturalisation that stand for never."""


@final
class Diasporas:
    """Political entrepreneurs try to mobilise the people of a state in a host; who is mobilised gives and takes sides.

    An attempt succeeds with chance success * cohesion * grievance * share with status * (1 - deterrence * repression).
    Contributions, contribution * income * mobilisation * cohesion, go to insurgents or to investment at home as the
    orientation is, to civil society there, and to a lobby in the host.
    """

    name: ClassVar[str] = "diasporas"
    reads: ClassVar[tuple[str, ...]] = (
        "states.wage", "states.output", "states.birth_rate", "states.conflict", "states.at_war", "states.war_ended",
        "states.residents", "states.levers", "states.resentment", "migrants.columns", "migrants.census", "armed_groups",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "diasporas", "states.households", "states.armed_groups", "states.diaspora_investment", "states.civil_support",
        "states.diaspora_knowledge",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        self._civil = np.zeros(len(scene.world))

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        if scene.new_year:
            self._look(scene)
        self._live(scene)
        self._mobilise(scene)
        self._collect(scene)
        self._spend(scene)
        self._lobby(scene)
        self._volunteer(scene)
        self._support(scene)

    # ------------------------------------------------------------------------------------ people

    def _look(self, scene: Scene) -> None:
        """Look everybody over: diasporas dissolve and come up, and what their people are like is known for the year."""
        table, rule, census = scene.diasporas, scene.parameters.diasporas, scene.migrants.census
        persons = census.stock * scene.persons_per_agent
        rows = table.rows
        members = (
            persons[table.origin[rows], table.host[rows]] + rule.descendants_weight * table.descendants[rows]
        )
        gone = rows[members < rule.threshold / 2.0]
        np.add.at(scene.states.households, table.host[gone], table.funds[gone])
        table.remove(gone)
        origin, host = np.nonzero((persons >= rule.threshold) & (table.place < 0))
        new = table.add(origin, host, scene.month)
        self._describe(scene)
        self._begin(scene, new)

    def _describe(self, scene: Scene) -> None:
        table, rule, migrants = scene.diasporas, scene.parameters.diasporas, scene.migrants
        states = len(scene.world)
        found = np.zeros((5, states, states))
        wage = scene.states.wage[:, None, :] * work_by_status(scene)[:, :, None]
        decay = 0.5 ** (np.arange(_LONGEST) / (MONTHS * rule.ties_half_life))
        look_over(migrants.columns, migrants.used, wage, decay, scene.month, found)
        rows = table.rows
        corridor = table.origin[rows], table.host[rows]
        mean = found[:, *corridor] / np.maximum(migrants.census.stock[corridor], 1)
        table.ties[rows], table.wage[rows] = mean[TIES], mean[WAGES]
        table.naturalised[rows], table.excluded[rows] = mean[NATURALISED], mean[EXCLUDED]
        table.skilled[rows] = mean[SKILLED]
        table.size[rows] = migrants.census.stock[corridor] * scene.persons_per_agent

    def _begin(self, scene: Scene, new: np.ndarray) -> None:
        """New diasporas are as their people's time in the host has left them: at rest, and not mobilised.

        descendants = size * birth rate / fading * (1 - exp(-fading * years)), years being the time that left the ties.
        """
        table, rule = scene.diasporas, scene.parameters.diasporas
        fading = np.log(2.0) / rule.descendants_half_life
        years = -np.log2(np.maximum(table.ties[new], 1e-9)) * rule.ties_half_life
        births = scene.states.birth_rate[table.host[new]]
        table.descendants[new] = table.size[new] * births * -np.expm1(-fading * years) / fading
        table.cohesion[new] = _cohesion(scene, new)
        gain = _gain(scene, new)
        table.grievance[new] = gain / np.maximum(gain + rule.grievance_decay, 1e-12)
        table.orientation[new] = _orientation(scene, new)

    def _live(self, scene: Scene) -> None:
        """A month of births, forgetting and taking sides; each follows its own target and stays within its bounds."""
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        corridor = table.origin[rows], table.host[rows]
        table.size[rows] = scene.migrants.census.stock[corridor] * scene.persons_per_agent
        table.income[rows] = table.size[rows] * table.wage[rows]
        kept = 0.5 ** (1.0 / (MONTHS * rule.descendants_half_life))
        born = scene.states.birth_rate[table.host[rows]] / MONTHS * table.size[rows]
        table.descendants[rows] = kept * table.descendants[rows] + born
        follow = -np.expm1(-rule.cohesion_speed / MONTHS)
        table.cohesion[rows] += follow * (_cohesion(scene, rows) - table.cohesion[rows])
        gain = _gain(scene, rows)
        moved = gain + rule.grievance_decay
        target = gain / np.maximum(moved, 1e-12)
        table.grievance[rows] += -np.expm1(-moved / MONTHS) * (target - table.grievance[rows])
        turn = -np.expm1(-rule.orientation_speed / MONTHS)
        table.orientation[rows] += turn * (_orientation(scene, rows) - table.orientation[rows])

    def _mobilise(self, scene: Scene) -> None:
        """Attempts of this month; the draws are of the corridor, not of the row."""
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        origin = table.origin[rows]
        corridor = origin * len(scene.world) + table.host[rows]
        tried = draws(scene.seed, Stream.DIASPORA_ATTEMPT, scene.month, corridor, 0) < -np.expm1(
            -rule.attempts / MONTHS
        )
        feared = rule.deterrence * scene.states.lever("diaspora_repression")[origin]
        chance = rule.success * table.cohesion[rows] * table.grievance[rows]
        chance *= (1.0 - table.excluded[rows]) * (1.0 - feared)
        won = tried & (draws(scene.seed, Stream.DIASPORA_SUCCESS, scene.month, corridor, 0) < chance)
        mobilised = table.mobilisation[rows] * 0.5 ** (1.0 / (MONTHS * rule.mobilisation_half_life))
        table.mobilisation[rows] = mobilised + won * rule.jump * (1.0 - mobilised)
        scene.tally.mobilisation_attempts += np.bincount(origin[tried], minlength=len(scene.world))
        scene.tally.mobilisation_successes += np.bincount(origin[won], minlength=len(scene.world))

    # ------------------------------------------------------------------------------------ money

    def _collect(self, scene: Scene) -> None:
        """Contributions of the month, from the households of the host."""
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        active = table.mobilisation[rows] * table.cohesion[rows]
        given = _whole(rule.contribution * active * table.income[rows] * (CENTS / scene.persons_per_agent))
        table.funds[rows] += given
        np.subtract.at(scene.states.households, table.host[rows], given)

    def _spend(self, scene: Scene) -> None:
        """Funds go to insurgents at home, to investment there, to civil society there, and to the lobby in the host."""
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        states, tally, origin = scene.states, scene.tally, table.origin[rows]
        orientation = table.orientation[rows]
        recent = states.at_war | (scene.month - states.war_ended <= rule.after_war * MONTHS)
        spent = (table.funds[rows] * -np.expm1(-rule.spending / MONTHS)).astype(np.int64)
        against, towards = np.maximum(-orientation, 0.0), np.maximum(orientation, 0.0)
        meant = (spent * (rule.war_support * against * recent[origin])).astype(np.int64)
        war = (meant * (1.0 - scene.cooperation()[origin, table.host[rows]])).astype(np.int64)
        spent -= meant - war  # what the host does not let out stays with the diaspora
        invested = (spent * (rule.invest * towards)).astype(np.int64)
        civil = ((spent - war - invested) * rule.civil).astype(np.int64)
        table.funds[rows] -= spent
        for account, state, amount in (
            (states.armed_groups, origin, war), (states.households, origin, invested + civil),
            (states.households, table.host[rows], spent - war - invested - civil),
            (tally.diaspora_funds, origin, war), (tally.diaspora_investment, origin, invested),
            (tally.diaspora_civil, origin, civil),
        ):  # fmt: skip
            np.add.at(account, state, amount)

    def _lobby(self, scene: Scene) -> None:
        """Influence of those who can vote, and the aid that it wins; lobbies of one host share what it gives at most.

        lobby = mobilisation * cohesion * x / (x + lobby_half), x citizens of the host in it over its population.
        """
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        states, host = scene.states, table.host[rows]
        weight = citizens(scene, rows) / np.maximum(scene.population()[host], 1.0)
        active = table.mobilisation[rows] * table.cohesion[rows]
        table.lobby[rows] = active * weight / (weight + rule.lobby_half)
        crowd = np.maximum(table.by_host(table.lobby[rows]), 1.0)[host]
        yearly = rule.lobby_aid * table.lobby[rows] / crowd * states.output[host]
        aid = _whole(yearly / MONTHS * (CENTS / scene.persons_per_agent))
        np.subtract.at(states.households, host, aid)
        np.add.at(states.households, table.origin[rows], aid)
        np.add.at(scene.tally.lobby_aid, table.origin[rows], aid)

    def _volunteer(self, scene: Scene) -> None:
        """People who want to fight at home while it is at war; they stay in the table of migrants.

        As many join as its group has room for; where groups are not modelled nobody does.
        """
        if not scene.armed_groups.running:
            return
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        willing = table.mobilisation[rows] * np.maximum(-table.orientation[rows], 0.0) * table.size[rows]
        willing *= scene.states.at_war[table.origin[rows]]
        scene.tally.diaspora_fighters += rule.volunteering / MONTHS * table.by_origin(willing)

    def _support(self, scene: Scene) -> None:
        """What home receives: investment of the month, support of civil society over about the past year, knowledge.

        knowledge = engagement of the state * a / (a + skilled residents), a = sum of skilled * size * cohesion.
        """
        states, tally, dollars = scene.states, scene.tally, scene.persons_per_agent / CENTS
        states.diaspora_investment[:] = (tally.diaspora_investment + tally.lobby_aid) * dollars
        self._civil += -np.expm1(-1.0 / MONTHS) * (tally.diaspora_civil * dollars * MONTHS - self._civil)
        residents = np.maximum(states.residents.sum(axis=1), 1.0)
        received = self._civil / (residents * np.maximum(states.wage[:, 0], 1.0))
        states.civil_support[:] = received / (received + scene.parameters.diasporas.civil_half)
        table, rows = scene.diasporas, scene.diasporas.rows
        tied = table.by_origin(table.skilled[rows] * table.size[rows] * table.cohesion[rows])
        abroad = tied / np.maximum(tied + states.residents[:, 2], 1.0)
        states.diaspora_knowledge[:] = states.lever("diaspora_engagement") * abroad


def citizens(scene: Scene, rows: np.ndarray) -> np.ndarray:
    """Citizens of the host in each diaspora: the naturalised, and descendants by their weight: float64 [rows]."""
    table, rule = scene.diasporas, scene.parameters.diasporas
    naturalised = table.naturalised[rows] * table.size[rows]
    return np.asarray(naturalised + rule.descendants_weight * table.descendants[rows])


def _cohesion(scene: Scene, rows: np.ndarray) -> np.ndarray:
    """What cohesion follows: ties of all who count themselves in, more where in one host, or with two passports."""
    table, rule = scene.diasporas, scene.parameters.diasporas
    size, descendants = table.size[rows], table.descendants[rows]
    abroad = scene.migrants.census.stock.sum(axis=1)[table.origin[rows]] * scene.persons_per_agent
    shared = (size + rule.descendants_weight * descendants) / np.maximum(size + descendants, 1.0)
    together = 1.0 + rule.concentration * size / np.maximum(abroad, 1.0)
    both = scene.states.lever("dual_citizenship")[table.host[rows]] * table.naturalised[rows]
    together *= 1.0 + rule.dual_ties * both
    return np.asarray(np.minimum(table.ties[rows] * shared * together, 1.0))


def _gain(scene: Scene, rows: np.ndarray) -> np.ndarray:
    """Rate a year at which grievance rises: by war at home, exclusion in the host, and how it watches and rejects."""
    table, rule, states = scene.diasporas, scene.parameters.diasporas, scene.states
    closed = np.minimum(states.lever("naturalisation_years")[table.host[rows]] / _NEVER, 1.0)
    outside = table.excluded[rows] + closed * (1.0 - table.excluded[rows] - table.naturalised[rows])
    war = rule.grievance_war * states.conflict[table.origin[rows]]
    rejected = rule.grievance_resentment * states.resentment[table.host[rows]]
    return np.asarray(war + rule.grievance_exclusion * np.maximum(outside, 0.0) + rejected)


def _orientation(scene: Scene, rows: np.ndarray) -> np.ndarray:
    """What orientation follows: goodwill and engagement, less exile and repression, from -1 to 1."""
    table, rule, states = scene.diasporas, scene.parameters.diasporas, scene.states
    origin, census = table.origin[rows], scene.migrants.census
    corridor = origin, table.host[rows]
    exiles = census.refugees[corridor] / np.maximum(census.stock[corridor], 1)
    courted = rule.engagement * states.lever("diaspora_engagement")[origin]
    watched = rule.repression * states.lever("diaspora_repression")[origin]
    return np.asarray(np.clip(rule.goodwill + courted - rule.exiles * exiles - watched, -1.0, 1.0))


def _whole(amount: np.ndarray) -> np.ndarray:
    return np.rint(amount).astype(np.int64)
