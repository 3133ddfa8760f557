"""Diasporas: ties and grievances of people abroad, who mobilises them, what they pay for at home and in the host."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar, final

import numpy as np

from abm.diasporas.table import Diasporas as Table
from abm.kernels.diasporas import (
    EXCLUDED,
    NATURALISED,
    SKILLED,
    TIES,
    WAGES,
    Accounts,
    Around,
    Attempts,
    Levers,
    Lobbying,
    Moods,
    Rows,
    Rules,
    Spending,
    act,
    follow,
    grow_and_weigh,
    look_over,
    moods,
    receive,
)
from abm.migrants.traits import CENTS, MONTHS
from abm.parameters.diasporas import Diasporas as Parameters
from abm.processes.economy import work_by_status
from abm.scene import Scene
from abm.streams import Stream

_LONGEST = 1200
"""Months away beyond which ties fade no more."""

_NEVER = 100.0
"""Years before naturalisation that stand for never."""

_FORGOTTEN = float(-np.expm1(-1.0 / MONTHS))
"""Of what civil society got, over about a year, in a month."""

_STREAMS = np.array([Stream.DIASPORA_ATTEMPT, Stream.DIASPORA_SUCCESS], np.int64)


_columns_of, _moods_of = attrgetter(*Rows._fields), attrgetter(*Moods._fields)


def columns(table: Table) -> Rows:
    """The columns of the table as kernels read and write them; they serve until it grows."""
    return Rows(*_columns_of(table))


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
        self._support(scene, self._act(scene))

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
        cohesion, gain, orientation = _moods(scene, new)
        table.cohesion[new] = cohesion
        table.grievance[new] = gain / np.maximum(gain + rule.grievance_decay, 1e-12)
        table.orientation[new] = orientation

    def _live(self, scene: Scene) -> None:
        """A month of births, forgetting and taking sides; each follows its own target and stays within its bounds."""
        table, rule, rows = scene.diasporas, scene.parameters.diasporas, scene.diasporas.rows
        kept = 0.5 ** (1.0 / (MONTHS * rule.descendants_half_life))
        born, aims, listed = scene.states.birth_rate, np.empty((3, len(rows))), columns(table)
        grow_and_weigh(
            rows, listed, scene.persons_per_agent, born, kept, Moods(*_moods_of(rule)), _around(scene),
            scene.migrants.census, _NEVER, aims,
        )  # fmt: skip
        speeds = tuple(
            float(-np.expm1(-rate / MONTHS)) for rate in (rule.cohesion_speed, rule.orientation_speed)
        )
        gone = -np.expm1(-(aims[1] + rule.grievance_decay) / MONTHS)
        follow(rows, listed, aims, gone, rule.grievance_decay, speeds)

    # ------------------------------------------------------------------------------------ what they do

    def _act(self, scene: Scene) -> np.ndarray:
        """Attempts, contributions and what is done with them; skilled people who hold together are returned, [S].

        Contributions come from the households of the host. Funds go to insurgents at home, to investment there, to
        civil society there, and to the lobby in the host, which is lobby = mobilisation * cohesion * x / (x +
        lobby_half), x citizens of the host in it over its population; lobbies of one host share the aid that it gives
        at most. Of those who want to fight as many join as the group at home has room for, where groups are modelled;
        they stay in the table of migrants.
        """
        rule, states, tally, table = scene.parameters.diasporas, scene.states, scene.tally, scene.diasporas
        recent = states.at_war | (scene.month - states.war_ended <= rule.after_war * MONTHS)
        levers = Levers(
            repression=states.lever("diaspora_repression"), cooperation=states.lever("security_cooperation"),
            recent=recent, at_war=states.at_war, population=scene.population(), output=states.output,
        )  # fmt: skip
        accounts = Accounts(
            households=states.households, armed_groups=states.armed_groups, to_war=tally.diaspora_funds,
            invested=tally.diaspora_investment, civil=tally.diaspora_civil,
        )  # fmt: skip
        willing, tied = np.zeros((2, len(states)))
        act(
            table.rows, columns(table), _rules(rule), levers, (scene.seed, _STREAMS, scene.month),
            CENTS / scene.persons_per_agent, accounts,
            (tally.mobilisation_attempts, tally.mobilisation_successes, tally.lobby_aid), willing, tied,
        )  # fmt: skip
        if scene.armed_groups.running:
            tally.diaspora_fighters += rule.volunteering / MONTHS * willing
        return tied

    def _support(self, scene: Scene, tied: np.ndarray) -> None:
        """What home receives: investment of the month, support of civil society over about the past year, knowledge.

        knowledge = engagement of the state * a / (a + skilled residents), a = sum of skilled * size * cohesion.
        """
        states, tally, dollars = scene.states, scene.tally, scene.persons_per_agent / CENTS
        receive(
            (tally.diaspora_investment, tally.lobby_aid, tally.diaspora_civil), tied, (states.residents, states.wage),
            states.lever("diaspora_engagement"), dollars, _FORGOTTEN, scene.parameters.diasporas.civil_half,
            self._civil, (states.diaspora_investment, states.civil_support, states.diaspora_knowledge),
        )  # fmt: skip


def _rules(rule: Parameters) -> Rules:
    """Parameters of what diasporas do in a month."""
    attempts = Attempts(
        tried=-np.expm1(-rule.attempts / MONTHS), success=rule.success, deterrence=rule.deterrence,
        jump=rule.jump, kept=0.5 ** (1.0 / (MONTHS * rule.mobilisation_half_life)),
    )  # fmt: skip
    spending = Spending(-np.expm1(-rule.spending / MONTHS), rule.war_support, rule.invest, rule.civil)
    lobbying = Lobbying(rule.descendants_weight, rule.lobby_half, rule.lobby_aid)
    return Rules(attempts, rule.contribution, spending, lobbying)


def citizens(scene: Scene, rows: np.ndarray) -> np.ndarray:
    """Citizens of the host in each diaspora: the naturalised, and descendants by their weight: float64 [rows]."""
    table, rule = scene.diasporas, scene.parameters.diasporas
    naturalised = table.naturalised[rows] * table.size[rows]
    return np.asarray(naturalised + rule.descendants_weight * table.descendants[rows])


def _moods(scene: Scene, rows: np.ndarray) -> np.ndarray:
    """What cohesion follows, the rate a year at which grievance rises, and what orientation follows: float64 [3, N]."""
    out, weights = np.empty((3, len(rows))), Moods(*_moods_of(scene.parameters.diasporas))
    listed, census = columns(scene.diasporas), scene.migrants.census
    moods(rows, listed, weights, _around(scene), census, _NEVER, out)
    return out


def _around(scene: Scene) -> Around:
    """What states make of the moods of diasporas this month."""
    states, stock = scene.states, scene.migrants.census.stock
    return Around(
        dual_citizenship=states.lever("dual_citizenship"), years=states.lever("naturalisation_years"),
        engagement=states.lever("diaspora_engagement"), repression=states.lever("diaspora_repression"),
        conflict=states.conflict, resentment=states.resentment,
        abroad=stock.sum(axis=1) * float(scene.persons_per_agent),
    )  # fmt: skip
