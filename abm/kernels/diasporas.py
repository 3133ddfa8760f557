"""What the people of each corridor are like, one pass over everybody abroad in January; and a month of diasporas."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.random import stream_key, uniform
from abm.kernels.table import lives_abroad
from abm.statuses import Status

_NATURALISED, _IRREGULAR, _OVERSTAYER = int(Status.NATURALISED), int(Status.IRREGULAR), int(Status.OVERSTAYER)
_HIGH = 2
TIES, WAGES, NATURALISED, EXCLUDED, SKILLED = range(5)
"""Rows of what `look_over` adds to."""


@njit(cache=True, nogil=True)
def look_over(columns, used, wage, decay, month, out):
    """Add up ties, wages and standing of those who live abroad, by corridor.

    Args:
        columns: the table.
        used: rows in use.
        wage: float64 [S, 16, 3], wage of a status and skill in a state, 0 for those who do not work.
        decay: float64 [months], what is left of ties after months away.
        month: the month.
        out: float64 [5, S, S], added to by (origin, location): what is left of ties, wages, agents who are
            naturalised, agents without status, agents of high skill.
    """
    longest = decay.shape[0] - 1
    for row in range(used):
        status = columns.status[row]
        here = columns.location[row]
        origin = columns.origin[row]
        if not lives_abroad(status) or here == origin:
            continue
        away = min(max(np.int64(month) - columns.arrived[row], 0), longest)
        out[TIES, origin, here] += decay[away]
        out[WAGES, origin, here] += wage[here, status, columns.skill[row]]
        if columns.skill[row] == _HIGH:
            out[SKILLED, origin, here] += 1.0
        if status == _NATURALISED:
            out[NATURALISED, origin, here] += 1.0
        elif status == _IRREGULAR or status == _OVERSTAYER:
            out[EXCLUDED, origin, here] += 1.0


class Rows(NamedTuple):
    """The columns of the table of diasporas that a month reads and writes; see there."""

    origin: np.ndarray  # int64 [rows]
    host: np.ndarray  # int64 [rows]
    funds: np.ndarray  # int64 [rows]
    size: np.ndarray  # float64 [rows], as are all that follow
    descendants: np.ndarray
    wage: np.ndarray
    ties: np.ndarray
    naturalised: np.ndarray
    excluded: np.ndarray
    skilled: np.ndarray
    income: np.ndarray
    cohesion: np.ndarray
    grievance: np.ndarray
    orientation: np.ndarray
    mobilisation: np.ndarray
    lobby: np.ndarray


class Moods(NamedTuple):
    """Parameters of cohesion, grievance and orientation, as declared."""

    descendants_weight: float
    concentration: float
    dual_ties: float
    grievance_war: float
    grievance_exclusion: float
    grievance_resentment: float
    goodwill: float
    engagement: float
    exiles: float
    repression: float


class Around(NamedTuple):
    """What states make of the moods of diasporas: float64 [S] each."""

    dual_citizenship: np.ndarray
    years: np.ndarray  # before naturalisation
    engagement: np.ndarray
    repression: np.ndarray
    conflict: np.ndarray
    resentment: np.ndarray
    abroad: np.ndarray  # persons from the state who live abroad


@njit(cache=True, nogil=True)
def renew(rows, table, stock, persons, birth_rate, kept):
    """Size and income of the month, and descendants: what is `kept` of them, and a month's births.

    Args:
        rows: int64 [N], of the diasporas there are.
        table: `Rows`.
        stock: int64 [S, S], agents by origin and location.
        persons: per agent.
        birth_rate: float64 [S], per person and year.
        kept: share of descendants who still count themselves in after a month.
    """
    for row in rows:
        size = float(stock[table.origin[row], table.host[row]] * persons)
        table.size[row] = size
        table.income[row] = size * table.wage[row]
        born = birth_rate[table.host[row]] / 12.0 * size
        table.descendants[row] = kept * table.descendants[row] + born


@njit(cache=True, nogil=True)
def moods(rows, table, rule, around, census, never, out):
    """What cohesion follows, the rate a year at which grievance rises, and what orientation follows: `out` [3, N].

    Cohesion: ties of all who count themselves in, more where in one host, or with two passports. Grievance: war at
    home, exclusion in the host, and how it watches and rejects. Orientation: goodwill and engagement, less exile and
    repression, from -1 to 1.

    Args:
        rows: int64 [N].
        table, rule, around: `Rows`, `Moods` and `Around`.
        census: counts of the table of migrants.
        never: years before naturalisation that stand for never.
        out: float64 [3, N], written.
    """
    for place in range(rows.shape[0]):
        row = rows[place]
        origin, host = table.origin[row], table.host[row]
        size, descendants = table.size[row], table.descendants[row]
        shared = (size + rule.descendants_weight * descendants) / max(size + descendants, 1.0)
        together = 1.0 + rule.concentration * size / max(around.abroad[origin], 1.0)
        both = around.dual_citizenship[host] * table.naturalised[row]
        together *= 1.0 + rule.dual_ties * both
        out[0, place] = min(table.ties[row] * shared * together, 1.0)
        closed = min(around.years[host] / never, 1.0)
        excluded = table.excluded[row]
        outside = excluded + closed * (1.0 - excluded - table.naturalised[row])
        war = rule.grievance_war * around.conflict[origin]
        rejected = rule.grievance_resentment * around.resentment[host]
        out[1, place] = war + rule.grievance_exclusion * max(outside, 0.0) + rejected
        exiles = census.refugees[origin, host] / max(census.stock[origin, host], 1)
        courted, watched = (
            rule.engagement * around.engagement[origin],
            rule.repression * around.repression[origin],
        )
        out[2, place] = min(max(rule.goodwill + courted - rule.exiles * exiles - watched, -1.0), 1.0)


@njit(cache=True, nogil=True)
def grow_and_weigh(rows, table, persons, birth_rate, kept, rule, around, census, never, out):
    """`renew` and then `moods`, of which see the arguments."""
    renew(rows, table, census.stock, persons, birth_rate, kept)
    moods(rows, table, rule, around, census, never, out)


@njit(cache=True, nogil=True)
def follow(rows, table, aims, gone, fading, speeds):
    """Let cohesion, grievance and orientation go a part of the way to their targets.

    Args:
        rows, table: int64 [N] and `Rows`.
        aims: float64 [3, N], see `moods`.
        gone, fading: part of the way of grievance (float64 [N]), and the rate a year at which it fades.
        speeds: parts of the way of cohesion and of orientation.
    """
    for place in range(rows.shape[0]):
        row, gain = rows[place], aims[1, place]
        risen = gain / max(gain + fading, 1e-12)
        table.cohesion[row] += speeds[0] * (aims[0, place] - table.cohesion[row])
        table.grievance[row] += gone[place] * (risen - table.grievance[row])
        table.orientation[row] += speeds[1] * (aims[2, place] - table.orientation[row])


class Attempts(NamedTuple):
    """Parameters of mobilisation, some of them worked out for a month."""

    tried: float  # probability of an attempt
    success: float
    deterrence: float
    jump: float
    kept: float  # share of mobilisation that is left after a month


@njit(cache=True, nogil=True)
def mobilise(rows, table, rule, repression, seed, streams, month, attempts, successes):
    """Attempts of a month; the draws are of the corridor, not of the row.

    Args:
        rows: int64 [N].
        table, rule: `Rows` and `Attempts`.
        repression: float64 [S], lever.
        seed, streams, month: the name of the draws; streams of attempts and of their success.
        attempts, successes: int64 [S], added to by origin.
    """
    trying, winning = stream_key(seed, streams[0]), stream_key(seed, streams[1])
    for row in rows:
        origin = table.origin[row]
        corridor = origin * repression.shape[0] + table.host[row]
        mobilised = table.mobilisation[row] * rule.kept
        if uniform(trying, month, corridor, 0) < rule.tried:
            attempts[origin] += 1
            chance = rule.success * table.cohesion[row] * table.grievance[row]
            chance *= (1.0 - table.excluded[row]) * (1.0 - rule.deterrence * repression[origin])
            if uniform(winning, month, corridor, 0) < chance:
                successes[origin] += 1
                mobilised += rule.jump * (1.0 - mobilised)
        table.mobilisation[row] = mobilised


@njit(cache=True, nogil=True)
def collect(rows, table, contribution, cents, households):
    """Contributions of the month in cents, to the funds from the households of the host (int64 [S])."""
    for row in rows:
        active = table.mobilisation[row] * table.cohesion[row]
        given = np.int64(np.rint(contribution * active * table.income[row] * cents))
        table.funds[row] += given
        households[table.host[row]] -= given


class Spending(NamedTuple):
    """Parameters of what diasporas spend."""

    share: float  # of the funds in a month
    war_support: float
    invest: float
    civil: float


class Accounts(NamedTuple):
    """Accounts and what is counted of them: int64 [S] each, cents times agents."""

    households: np.ndarray
    armed_groups: np.ndarray
    to_war: np.ndarray
    invested: np.ndarray
    civil: np.ndarray


@njit(cache=True, nogil=True)
def spend(rows, table, rule, recent, cooperation, accounts):
    """Funds go to insurgents at home, to investment there, to civil society there, and to the lobby in the host.

    Args:
        rows: int64 [N].
        table, rule: `Rows` and `Spending`.
        recent: bool [S], where there is war, or was not long ago.
        cooperation: float64 [S], lever: of what goes to war the host keeps back the product of both states'.
        accounts: `Accounts`, added to.
    """
    for row in rows:
        origin, host, orientation = table.origin[row], table.host[row], table.orientation[row]
        spent = np.int64(table.funds[row] * rule.share)
        against = max(-orientation, 0.0) if recent[origin] else 0.0
        meant = np.int64(spent * (rule.war_support * against))
        war = np.int64(meant * (1.0 - cooperation[origin] * cooperation[host]))
        spent -= meant - war  # what the host does not let out stays with the diaspora
        invested = np.int64(spent * (rule.invest * max(orientation, 0.0)))
        civil = np.int64((spent - war - invested) * rule.civil)
        table.funds[row] -= spent
        accounts.armed_groups[origin] += war
        accounts.households[origin] += invested + civil
        accounts.households[host] += spent - war - invested - civil
        accounts.to_war[origin] += war
        accounts.invested[origin] += invested
        accounts.civil[origin] += civil


@njit(cache=True, nogil=True)
def citizens_of(table, row, weight):
    """Citizens of the host in a diaspora: the naturalised, and descendants by their weight."""
    return table.naturalised[row] * table.size[row] + weight * table.descendants[row]


class Lobbying(NamedTuple):
    """Parameters of lobbies."""

    descendants_weight: float
    lobby_half: float
    lobby_aid: float


@njit(cache=True, nogil=True)
def lobby(rows, table, rule, population, output, cents, households, won):
    """Influence of those who can vote, and the aid that it wins; lobbies of one host share what it gives at most.

    Args:
        rows: int64 [N].
        table, rule: `Rows` and `Lobbying`.
        population, output: float64 [S].
        cents: in a dollar, over persons per agent.
        households, won: int64 [S], aid goes from the host's to the origin's, and is counted by origin.
    """
    crowd = np.zeros(population.shape[0])
    for row in rows:
        host = table.host[row]
        weight = citizens_of(table, row, rule.descendants_weight) / max(population[host], 1.0)
        active = table.mobilisation[row] * table.cohesion[row]
        table.lobby[row] = active * weight / (weight + rule.lobby_half)
        crowd[host] += table.lobby[row]
    for row in rows:
        origin, host = table.origin[row], table.host[row]
        yearly = rule.lobby_aid * table.lobby[row] / max(crowd[host], 1.0) * output[host]
        aid = np.int64(np.rint(yearly / 12.0 * cents))
        households[host] -= aid
        households[origin] += aid
        won[origin] += aid


@njit(cache=True, nogil=True)
def volunteer(rows, table, at_war, out):
    """Add up who would fight for a home at war, persons by origin: `out`, float64 [S]; at_war bool [S]."""
    for row in rows:
        if at_war[table.origin[row]]:
            against = max(-table.orientation[row], 0.0)
            out[table.origin[row]] += table.mobilisation[row] * against * table.size[row]


@njit(cache=True, nogil=True)
def engage(rows, table, out):
    """Add up skilled people as far as they hold together, persons by origin: `out`, float64 [S]."""
    for row in rows:
        out[table.origin[row]] += table.skilled[row] * table.size[row] * table.cohesion[row]


class Rules(NamedTuple):
    """Parameters of what diasporas do in a month."""

    attempts: Attempts
    contribution: float
    spending: Spending
    lobbying: Lobbying


class Levers(NamedTuple):
    """What states do about what diasporas do, and what they are like: [S] each."""

    repression: np.ndarray  # float64
    cooperation: np.ndarray  # float64
    recent: np.ndarray  # bool, where there is war, or was not long ago
    at_war: np.ndarray  # bool
    population: np.ndarray  # float64
    output: np.ndarray  # float64


@njit(cache=True, nogil=True)
def act(rows, table, rules, states, draws, cents, accounts, counts, willing, tied):
    """What diasporas do in a month: they are mobilised, give, spend, lobby and want to fight.

    Args:
        rows, table: int64 [N] and `Rows`.
        rules, states: `Rules` and `Levers`.
        draws: seed, streams and month, see `mobilise`.
        cents: in a dollar, over persons per agent.
        accounts: `Accounts`, added to.
        counts: int64 [S], attempts, successes and aid won, added to.
        willing, tied: float64 [S], see `volunteer` and `engage`; added to.
    """
    seed, streams, month = draws
    attempts, successes, won = counts
    mobilise(rows, table, rules.attempts, states.repression, seed, streams, month, attempts, successes)
    collect(rows, table, rules.contribution, cents, accounts.households)
    spend(rows, table, rules.spending, states.recent, states.cooperation, accounts)
    lobby(rows, table, rules.lobbying, states.population, states.output, cents, accounts.households, won)
    volunteer(rows, table, states.at_war, willing)
    engage(rows, table, tied)


@njit(cache=True, nogil=True)
def receive(counts, tied, home, engagement, dollars, speed, half, memory, out):
    """What home receives: investment of the month, support of civil society, and knowledge.

    Args:
        counts: cents invested, of aid won and for civil society: int64 [S] each.
        tied: float64 [S], skilled people abroad as far as they hold together.
        home: residents and wages by skill: int64 and float64 [S, 3].
        engagement: float64 [S], the lever.
        dollars: of a cent, times persons per agent.
        speed: part of the memory that a month makes new.
        half: support at which it is half of what it can be.
        memory: float64 [S], dollars a year for civil society; changed.
        out: investment, support and knowledge: float64 [S] each, written.
    """
    invested, won, civil = counts
    residents, wage = home
    investment, support, knowledge = out
    for s in range(tied.shape[0]):
        investment[s] = (invested[s] + won[s]) * dollars
        memory[s] += speed * (civil[s] * dollars * 12.0 - memory[s])
        people = max(float(residents[s, 0] + residents[s, 1] + residents[s, 2]), 1.0)
        received = memory[s] / (people * max(wage[s, 0], 1.0))
        support[s] = received / (received + half)
        knowledge[s] = engagement[s] * (tied[s] / max(tied[s] + residents[s, 2], 1.0))
