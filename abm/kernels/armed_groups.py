"""A month of armed groups: what they take and pay, whom they lose and whom they recruit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from abm.kernels.sums import pairwise_sum

_RESIDENTS, _CAMPS, _DIASPORA = range(3)


class Groups(NamedTuple):
    """The table of armed groups as a month reads and writes it; see there."""

    uid: np.ndarray  # int64 [S]
    fighters: np.ndarray  # float64 [S, 3]
    camped: np.ndarray  # float64 [S]
    paid: np.ndarray  # float64 [S]


class Home(NamedTuple):
    """States as armed groups find them."""

    residents: np.ndarray  # int64 [S, 3]
    wage: np.ndarray  # float64 [S, 3]
    output: np.ndarray  # float64 [S]
    capacity: np.ndarray  # float64 [S]
    deaths: np.ndarray  # float64 [S], in battle this month
    at_war: np.ndarray  # bool [S]


class Terms(NamedTuple):
    """Parameters of armed groups as declared, and those of conflict that they need."""

    tax: float
    upkeep: float
    reserve: float
    loss_share: float
    loss_most: float
    deserting: float
    remnant_decay: float
    recruiting: float
    camp_recruiting: float
    poor_wage: float
    most_fighters: float
    army: float


class Contest(NamedTuple):
    """Parameters of the deaths of a war."""

    lethality: float
    deaths_most: float
    first_balance: float
    smallest: float
    severity_most: float


@njit(cache=True, nogil=True)
def people_of(residents, s):
    """Residents of a state, of all skills."""
    return residents[s, 0] + residents[s, 1] + residents[s, 2]


@njit(cache=True, nogil=True)
def strength_of(fighters, s):
    """Fighters of a group, of all sources."""
    return fighters[s, _RESIDENTS] + fighters[s, _CAMPS] + fighters[s, _DIASPORA]


@njit(cache=True, nogil=True)
def army_of(home, army, s):
    """Strength of a government in fighters, above 0."""
    return max(army * people_of(home.residents, s) * home.capacity[s], 1e-9)


@njit(cache=True, nogil=True)
def earn_and_pay(groups, home, rule, share, cents, accounts):
    """Income from territory; upkeep as far as money goes; what is beyond the reserve is spent at a rate.

    territory = tax * monthly output * x, while at war, x the odds of the group in a contest; upkeep = upkeep * low wage
    a fighter.

    Args:
        groups, home, rule: `Groups`, `Home` and `Terms`.
        share: of what is beyond the reserve, spent in a month.
        cents: in a dollar, over persons per agent.
        accounts: int64 [S] of households, of the groups, and of what is counted as taken; added to.
    """
    households, purse, territory = accounts
    for s in range(groups.uid.shape[0]):
        alive, strength = groups.uid[s] > 0, strength_of(groups.fighters, s)
        if alive and home.at_war[s]:
            odds = strength / (strength + army_of(home, rule.army, s))
            taken = np.int64(np.rint(rule.tax * home.output[s] / 12.0 * odds * cents))
            households[s] -= taken
            purse[s] += taken
            territory[s] += taken
        owed = rule.upkeep * home.wage[s, 0] * strength * cents
        held = max(purse[s], 0)
        groups.paid[s] = min(held / max(owed, 0.5), 1.0) if owed >= 0.5 else 1.0
        if alive:
            pay = np.int64(min(np.rint(owed), float(held)))
            paid_out = pay + np.int64(share * max(held - pay - rule.reserve * owed, 0.0))
            purse[s] -= paid_out
            households[s] += paid_out


@njit(cache=True, nogil=True)
def suffer(groups, home, rule, sanctuary, out):
    """Losses in battle, fewer for those in sanctuaries; desertion of the unpaid; decay of groups at peace.

    Args:
        groups, home, rule: `Groups`, `Home` and `Terms`.
        sanctuary: float64 [S, S], fighters of a home who are based in a host.
        out: float64 [2, S], written: the share that battle leaves, and the ln of what desertion leaves.
    """
    for s in range(sanctuary.shape[0]):
        strength, safe = strength_of(groups.fighters, s), 0.0
        if strength > 0.0:
            safe = min(pairwise_sum(sanctuary[s]) / strength, 1.0)
        exposed = 1.0 - safe
        battle, decay = 0.0, rule.remnant_decay * exposed
        if home.at_war[s]:
            share = rule.loss_share * home.deaths[s] / max(strength, 1e-9)
            battle, decay = min(share, rule.loss_most / 12.0) * exposed, 0.0
        out[0, s] = max(1.0 - battle, 0.0)
        out[1, s] = -(rule.deserting * (1.0 - groups.paid[s]) + decay) / 12.0


@njit(cache=True, nogil=True)
def live_and_fight(groups, home, rule, share, cents, accounts, sanctuary, out):
    """`earn_and_pay` and then `suffer`, of which see the arguments."""
    earn_and_pay(groups, home, rule, share, cents, accounts)
    suffer(groups, home, rule, sanctuary, out)


@njit(cache=True, nogil=True)
def recruit(groups, home, rule, joining):
    """Recruits at home, in camps and among the diaspora, as far as there is room below the most.

    a year at home: recruiting * F * (1 - F / most) * paid * half / (half + low wage); in camps: camp_recruiting a
    refugee whom weak contiguous hosts do not shield. All come only while there is war.

    Args:
        groups, home, rule: `Groups`, `Home` and `Terms`.
        joining: float64 [S], persons of the diaspora who want to fight; written: those who find room.
    """
    for s in range(joining.shape[0]):
        strength, most = (
            strength_of(groups.fighters, s),
            rule.most_fighters * people_of(home.residents, s),
        )
        room = 0.0
        if groups.uid[s] > 0 and home.at_war[s]:
            room = min(max(1.0 - strength / max(most, 1e-9), 0.0), 1.0)
        poverty = rule.poor_wage / (rule.poor_wage + home.wage[s, 0])
        at_home = rule.recruiting * strength * groups.paid[s] * poverty / 12.0
        groups.fighters[s, _RESIDENTS] += at_home * room
        groups.fighters[s, _CAMPS] += rule.camp_recruiting * groups.camped[s] / 12.0 * room
        joining[s] *= room  # who found no room did not join
        groups.fighters[s, _DIASPORA] += joining[s]


@njit(cache=True, nogil=True)
def deaths_of(rule, severity, fighters, government, people):
    """Deaths a year of a contest: lethality * severity * 2 F G / (F + G), at most deaths_most of the people."""
    deaths = rule.lethality * severity * 2.0 * fighters * government / (fighters + government)
    return min(deaths, rule.deaths_most * people)


@njit(cache=True, nogil=True)
def match(home, rule, terms, deaths, out):
    """Fighters and severity of wars that kill so many a year.

    The group is as strong as severity 1 asks for, up to the balance `first_balance`; what it lacks severity makes up.

    Args:
        home, rule, terms: `Home`, `Contest` and `Terms`.
        deaths: float64 [S].
        out: float64 [2, S], written.
    """
    for s in range(deaths.shape[0]):
        people, government = people_of(home.residents, s), army_of(home, terms.army, s)
        half = deaths[s] / max(2.0 * rule.lethality, 1e-12)
        ceiling = government * rule.first_balance / (1.0 - rule.first_balance)
        alone = half * government / max(government - half, 1e-9) if half < government else np.inf
        fighters = min(max(alone, rule.smallest), max(ceiling, rule.smallest))
        fighters = min(fighters, terms.most_fighters * people)
        once = deaths_of(rule, 1.0, fighters, government, people)
        severity = deaths[s] / once if once > 0.0 else 1.0
        out[0, s], out[1, s] = fighters, min(severity, rule.severity_most)


@njit(cache=True, nogil=True)
def match_groups(groups, home, rule, terms, deaths, severity):
    """Let groups at war be as strong as deaths of the data ask for, residents filling up the other sources.

    Args:
        groups, home, rule, terms: `Groups`, `Home`, `Contest` and `Terms`.
        deaths: float64 [S], a year.
        severity: float64 [S], written; 0 at peace.
    """
    wanted = np.empty((2, deaths.shape[0]))
    match(home, rule, terms, deaths, wanted)
    for s in range(deaths.shape[0]):
        severity[s] = 0.0
        if home.at_war[s]:
            others = strength_of(groups.fighters, s) - groups.fighters[s, _RESIDENTS]
            groups.fighters[s, _RESIDENTS] = max(wanted[0, s] - others, 0.0)
            severity[s] = wanted[1, s]
