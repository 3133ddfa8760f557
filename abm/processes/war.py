"""War: when it begins, whom it kills and when it ends, where conflict is simulated."""

from __future__ import annotations

from operator import attrgetter
from typing import final

import numpy as np
from scipy.special import ndtri, pdtrik

from abm.kernels.armed_groups import Contest, Home, Terms, match
from abm.kernels.deaths import divide_dead
from abm.migrants.traits import CENTS, draws
from abm.scene import Scene
from abm.streams import Stream
from abm.world.calendar import MONTHS_PER_YEAR
from abm.world.states import NEVER_AT_WAR

_MANY = 1000.0
"""Deaths a month from which on the normal distribution stands for Poisson's."""

_of_groups, _of_contest = attrgetter(*Terms._fields[:-1]), attrgetter(*Contest._fields)


def homes(scene: Scene) -> Home:
    """States as armed groups find them."""
    states = scene.states
    return Home(
        residents=states.residents, wage=states.wage, output=states.output, capacity=states.capacity,
        deaths=states.conflict_deaths, at_war=states.at_war,
    )  # fmt: skip


def terms(scene: Scene) -> Terms:
    """Parameters of armed groups, and the army of their governments."""
    return Terms._make((*_of_groups(scene.parameters.armed_groups), scene.parameters.conflict.army))


def contest(scene: Scene) -> Contest:
    """Parameters of the deaths of a war."""
    return Contest(*_of_contest(scene.parameters.conflict))


def army(scene: Scene) -> np.ndarray:
    """Strength of each government in fighters: army * people at home * capacity; float64 [S], above 0."""
    states = scene.states
    strength = scene.parameters.conflict.army * states.residents.sum(axis=1) * states.capacity
    return np.asarray(np.maximum(strength, 1e-9))


def most_fighters(scene: Scene) -> np.ndarray:
    """Most fighters that a group can have: float64 [S]."""
    return scene.parameters.armed_groups.most_fighters * scene.states.residents.sum(axis=1)


def balance(scene: Scene) -> np.ndarray:
    """Odds of the group in a contest: x = F / (F + G), float64 [S]."""
    fighters = scene.armed_groups.strength
    return np.asarray(fighters / (fighters + army(scene)))


def log_odds_of_onset(scene: Scene) -> np.ndarray:
    """Log odds that a war begins within a year, where there is peace: float64 [S]."""
    rule, states, groups = scene.parameters.conflict, scene.states, scene.armed_groups
    present = np.maximum(scene.population(), 1.0)
    fighting = np.flatnonzero(states.at_war)
    neighbour = scene.world.contiguous[:, fighting].any(axis=1)
    refugees = scene.migrants.census.refugees[fighting].sum(axis=0) * float(scene.persons_per_agent)
    guests = groups.sanctuary.sum(axis=0)
    wages = np.maximum(states.wage[:, 0], 1.0) * present / 1000.0
    funds = states.armed_groups * groups.running * (scene.persons_per_agent / CENTS) / wages
    years = np.maximum(scene.month - states.war_ended.astype(float), 0.0) / MONTHS_PER_YEAR
    past = np.where(states.war_ended == NEVER_AT_WAR, 0.0, 1.0 / (1.0 + years / rule.past_half))
    return np.asarray(
        rule.onset
        + rule.onset_income * np.log(np.maximum(states.output / present, 1.0) / 1e4)
        + rule.onset_size * np.log(present / 1e7)
        + rule.onset_capacity * (states.capacity - 0.5)
        + rule.onset_neighbour * neighbour
        + rule.onset_refugees * np.log1p(refugees)
        + rule.onset_sanctuary * np.log1p(guests)
        + rule.onset_funds * np.log1p(np.maximum(funds, 0.0))
        + rule.onset_past * past
        - scene.parameters.diasporas.peace * states.civil_support
    )


def yearly_deaths(scene: Scene, fighters: np.ndarray, severity: np.ndarray) -> np.ndarray:
    """Deaths a year of a contest: lethality * severity * 2 F G / (F + G), at most deaths_most of the people; [S]."""
    rule, government = scene.parameters.conflict, army(scene)
    deaths = rule.lethality * severity * 2.0 * fighters * government / (fighters + government)
    return np.asarray(np.minimum(deaths, rule.deaths_most * scene.states.residents.sum(axis=1)))


def matched(scene: Scene, deaths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fighters and severity of wars that kill so many a year (float64 [S]): two float64 [S].

    The group is as strong as severity 1 asks for, up to the balance `first_balance`; what it lacks severity makes up.
    """
    out = np.empty((2, len(deaths)))
    match(homes(scene), contest(scene), terms(scene), deaths, out)
    return out[0], out[1]


@final
class War:
    """Wars from the first month on: those of the data's first year are going on already."""

    def __init__(self, scene: Scene) -> None:
        self._numbers = np.arange(len(scene.world))
        self._begin_with_the_data(scene)

    def turn(self, scene: Scene) -> np.ndarray:
        """Let wars end, and others begin in states that were at peace: bool [S], who is at war now."""
        peace = ~scene.states.at_war
        going_on = scene.states.at_war & ~self._end(scene)
        return np.asarray(going_on | (peace & self._begin(scene, peace)))

    def fight(self, scene: Scene) -> np.ndarray:
        """Take the dead of this month from the residents: float64 [S], deaths expected at this rate in a year."""
        states = scene.states
        fighters = np.where(states.at_war, scene.armed_groups.strength, 0.0)
        yearly = yearly_deaths(scene, fighters, states.severity)
        killed = np.zeros(len(yearly), np.int64)
        fighting = np.flatnonzero(yearly > 0.0)
        u = self._draws(scene, Stream.WAR_DEATHS, fighting)
        killed[fighting] = poisson(u, yearly[fighting] / MONTHS_PER_YEAR)
        killed = np.minimum(killed, states.residents.sum(axis=1))
        by_skill = proportionally(killed, states.residents)
        states.residents -= by_skill
        scene.tally.deaths += by_skill.sum(axis=1)
        states.conflict_deaths[:] = killed
        return yearly

    def _begin_with_the_data(self, scene: Scene) -> None:
        states, rule = scene.states, scene.parameters.conflict
        deaths = scene.world.in_year("conflict_deaths", scene.year)
        able = most_fighters(scene) >= rule.smallest
        begun = np.flatnonzero((deaths >= rule.threshold) & able)
        fighters, severity = matched(scene, deaths)
        scene.armed_groups.rise(begun, fighters[begun], 0)
        states.at_war[begun] = True
        states.war_began[begun] = 0
        states.severity[begun] = severity[begun]

    def _begin(self, scene: Scene, peace: np.ndarray) -> np.ndarray:
        """Onsets of the month; a state too small to raise a group has none."""
        states, rule, groups = scene.states, scene.parameters.conflict, scene.armed_groups
        residents, most = states.residents.sum(axis=1), most_fighters(scene)
        hazard = np.logaddexp(0.0, log_odds_of_onset(scene))  # -ln(1 - p) of p = 1 / (1 + exp(-log odds))
        u = self._draws(scene, Stream.ONSET, self._numbers)
        begun = peace & (u < -np.expm1(-hazard / MONTHS_PER_YEAR)) & (most >= rule.smallest)
        new = np.flatnonzero(begun)
        if len(new):
            spread = np.exp(rule.first_spread * ndtri(self._draws(scene, Stream.ONSET, new, 1)))
            first = rule.first_fighters * residents[new] * spread
            first = np.minimum(np.maximum(first, rule.smallest), most[new])
            groups.rise(new, first, scene.month)
            tail = self._draws(scene, Stream.SEVERITY, new) ** (-1.0 / rule.severity_tail)
            states.severity[new] = np.minimum(tail, rule.severity_most)
        return begun

    def _end(self, scene: Scene) -> np.ndarray:
        """Ends of the month: by a settlement, by the group's victory, or because it has melted away."""
        states, rule, groups = scene.states, scene.parameters.conflict, scene.armed_groups
        settling = rule.settle * (1.0 + rule.settle_unpaid * (1.0 - groups.paid))
        winning = rule.victory * balance(scene) ** 2
        u = self._draws(scene, Stream.WAR_END, self._numbers)
        beaten = groups.strength < rule.least
        ended = states.at_war & ((u < -np.expm1(-(settling + winning) / MONTHS_PER_YEAR)) | beaten)
        v = self._draws(scene, Stream.WAR_END, self._numbers, 1)
        won = ended & ~beaten & (v * (settling + winning) < winning)
        groups.fighters[ended] *= rule.remnant
        states.severity[ended] = 0.0
        groups.end(np.flatnonzero(won))
        return ended

    def _draws(self, scene: Scene, stream: Stream, states: np.ndarray, option: int = 0) -> np.ndarray:
        return draws(scene.seed, stream, scene.month, states, option)


def poisson(u: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Whole numbers by inversion of Poisson's distribution, which rise with u (0 to 1) and with the mean: int64."""
    found = np.ceil(np.maximum(pdtrik(u, np.minimum(mean, _MANY)), 0.0))
    many = np.flatnonzero(mean >= _MANY)
    if len(many):
        large = mean[many]
        found[many] = np.rint(np.maximum(large + np.sqrt(large) * ndtri(u[many]), 0.0))
    return found.astype(np.int64)


def proportionally(killed: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """Divide the dead (int64 [S]) over skills in proportion to the residents (int64 [S, 3]): int64 [S, 3]."""
    out = np.empty_like(residents)
    divide_dead(killed, residents, out)
    return out
