"""The terms of utility that residents compare, as factors for the kernel of departures.

V(d, c) = propensity + b_w (ln wage there - ln wage here) + b_n ln(1 + stock) - b_d ln distance + b_l language
        + b_k colonial link + b_g contiguity + b_s ln population there + b_q (conflict here - conflict there)
        - b_z ln(population here / 10 million) + b_p ln expected admission + b_a attraction - b_r risk - b_x exit
        restriction + taste of the channel + b_e ln reputation there (students, skilled),
times the share of households that can pay.
"""

from __future__ import annotations

from typing import NamedTuple, final

import numpy as np

from abm.kernels.asylum import expected_recognition
from abm.kernels.departures import Choice, share_affording
from abm.processes.economy import without_status
from abm.processes.passage import forged_risk
from abm.scene import Scene
from abm.statuses import QUOTA_CHANNELS, Channel
from abm.tally import CHANNELS
from abm.world.routes import DEATH, DOLLARS, INTERDICTIONS

ELIGIBLE = np.ones((CHANNELS, 3))
ELIGIBLE[Channel.SKILLED] = (0.0, 0.2, 1.0)
ELIGIBLE[Channel.GUEST] = (1.0, 1.0, 0.2)
ELIGIBLE[Channel.STUDENT] = (0.1, 1.0, 0.6)
"""How far each channel is open to low, medium and high skill, by its very definition."""

_RATIONED = slice(len(QUOTA_CHANNELS))  # the first channels
_WITHOUT_STATUS = slice(Channel.SHORT_STAY, Channel.FORGED + 1)  # visitors who stay, and irregular channels

HOME_SIZE = 1e7
"""Persons; the population at which the size of home neither adds to nor takes from the utility of staying."""

SHORTEST_KM = 250.0
"""Capitals may lie nearer to each other than people do to the border: no distance counts for less."""


class NewYear(NamedTuple):
    """What changes slowly and is looked at each January: whoever weighs things again in mid-year sees it unchanged."""

    wage: np.ndarray  # float64 [S, 3], dollars per month
    people: np.ndarray  # float64 [S]
    income: np.ndarray  # float64 [S], output per head


@final
class Utility:
    """Keeps the terms that seldom change, and puts all of them together each month."""

    def __init__(self, scene: Scene) -> None:
        states = len(scene.world)
        self._parameters: object = None
        self._new_year = NewYear(*(np.zeros(0) for _ in NewYear._fields))
        self._ways = self._terms = -1
        self._people = np.ones(states)
        self._taste = np.ones((3, CHANNELS, states))
        self._near = np.zeros((states, states))
        self._still = np.zeros((states, states))
        self._alone = np.ones((states, states))
        self._tied = np.zeros(0, np.int64)
        self._ln_stock = np.zeros(0)
        self._flight = np.zeros((states, states))
        self._flight_open = np.zeros((states, states))
        self.ln_cost = np.full((4, states, states), np.inf)
        self.ln_wealth = np.zeros((states, 3))
        self._afford = np.zeros((states, 3, 4, states), np.float32)
        self._risk = np.zeros((3, states, states), np.float32)
        self._access = np.zeros((states, states))
        self._free = np.zeros((states, states), bool)
        self._claim = np.zeros(states)
        self.travellers = np.zeros(states)

    def choice(self, scene: Scene) -> Choice:
        """All terms for this month."""
        rule, states = scene.parameters.departures, scene.states
        if self._parameters is not scene.parameters:
            self._parameters = scene.parameters
            self._weigh_pairs(scene)
            taste = np.exp(
                [getattr(rule, channel.name.lower(), -np.inf) for channel in Channel if channel < CHANNELS]
            )
            self._taste = np.repeat((taste * ELIGIBLE.T)[:, :, None], len(states), axis=2)
            self._terms = -1
        priced, moved = self._ways != scene.routes.version, self._terms != scene.routes.terms
        self._ways, self._terms = scene.routes.version, scene.routes.terms
        wage = np.maximum(states.wage, 1e-9)
        self._people = people = np.maximum(scene.population(), 1.0)
        if scene.new_year or not len(self._new_year.people):
            self._new_year = NewYear(wage, people, states.output / people)
        if scene.new_year or moved or scene.levers_moved.any():
            self._weigh_visas(scene)
            self._weigh_ways(scene)
            self.ln_wealth = np.log(np.maximum(self._new_year.wage * rule.wealth_months, 1e-9))
            share_affording(self.ln_cost, self.ln_wealth, rule.wealth_spread, 0, self._afford)
        elif priced:
            self._weigh_smugglers(scene)
            share_affording(self.ln_cost, self.ln_wealth, rule.wealth_spread, 2, self._afford)
        stock = scene.migrants.census.stock
        self._tied = np.flatnonzero(stock != 0)  # most pairs have no stock, and a factor of 1
        self._ln_stock = np.log1p(stock.ravel()[self._tied] * scene.persons_per_agent)
        asylum = scene.parameters.asylum
        expected_recognition(asylum.recognition_base, asylum.recognition_merit, states.conflict, self._claim)
        home = (
            rule.conflict * states.conflict
            - rule.exit_restriction * states.lever("exit_restriction")
            - rule.home_size * np.log(people / HOME_SIZE)
        )
        origin = np.exp(rule.propensity - rule.wage * np.log(wage) + home[:, None])
        return Choice(
            pair=self._by_stock(rule.network, self._still),
            family_tie=self._by_stock(rule.network_family, self._alone),
            origin=origin,
            destination=self._destination(scene, wage),
            channel=self._channels(scene),
            claim=self._claim**rule.admission,
            preference=scene.preference if rule.admission == 1.0 else scene.preference**rule.admission,
            free=self._free,
            access=self._access,
            risk=self._risk,
            afford=self._afford,
        )

    def flight_weights(self, scene: Scene) -> np.ndarray:
        """Weights of destinations for those who flee, after `choice`: float64 [S, S]; zero where no path leads."""
        rule, states = scene.parameters.departures, scene.states
        wage = np.maximum(states.wage.mean(axis=1), 1e-9)
        size = np.log(self._people / HOME_SIZE)
        there = np.exp(
            rule.flight_wage * np.log(wage) + rule.flight_size * size - rule.flight_conflict * states.conflict
        )
        weights = self._by_stock(rule.flight_network, self._flight_open)
        weights *= there
        return weights

    def _by_stock(self, exponent: float, factor: np.ndarray) -> np.ndarray:
        """Multiply a factor by (1 + stock)^exponent: float64 [S, S]."""
        out = factor.copy()
        out.ravel()[self._tied] *= np.exp(exponent * self._ln_stock)
        return out

    def _destination(self, scene: Scene, wage: np.ndarray) -> np.ndarray:
        rule = scene.parameters.departures
        size = np.log(self._people)
        away = rule.size * size - rule.conflict * scene.states.conflict
        return np.ascontiguousarray(
            np.exp(rule.wage * np.log(wage.T) + away)
        )  # destinations next to each other

    def _channels(self, scene: Scene) -> np.ndarray:
        rule, states = scene.parameters.departures, scene.states
        channel = self._taste.copy()
        channel[:, _RATIONED] *= (states.expected_admission**rule.admission).T
        channel[:, _RATIONED] *= np.swapaxes(scene.preference_by_skill**rule.admission, 0, 1)
        channel[:, Channel.SKILLED] *= np.exp(rule.attraction * states.lever("skilled_attraction"))
        channel[:, Channel.ASYLUM] *= np.minimum(states.lever("recognition_standard"), 1.0) ** rule.admission
        channel[:, _WITHOUT_STATUS] *= without_status(scene) ** rule.wage
        welcome = states.reputation**scene.parameters.society.welcome
        for deterred in (Channel.STUDENT, Channel.SKILLED):
            channel[:, deterred] *= welcome
        return channel

    def _weigh_pairs(self, scene: Scene) -> None:
        world, rule = scene.world, scene.parameters.departures
        ln_km = np.log(np.maximum(world.distance_km, SHORTEST_KM))
        self._still = np.exp(
            -rule.distance * ln_km
            + rule.language * world.common_language
            + rule.colonial * world.colonial_link
            + rule.contiguity * world.contiguous
        )
        self._flight = np.exp(
            -rule.flight_distance * (ln_km - 7.0) + rule.flight_contiguity * world.contiguous
        )
        self._near = np.maximum(world.distance_km, 100.0) ** -scene.parameters.travel.distance
        np.fill_diagonal(self._near, 0.0)
        np.fill_diagonal(self._still, 0.0)
        np.fill_diagonal(self._flight, 0.0)

    def _weigh_ways(self, scene: Scene) -> None:
        rule, routes = scene.parameters.departures, scene.routes
        with np.errstate(divide="ignore"):
            np.log(routes.air_cost + rule.visa_cost, out=self.ln_cost[0])
            np.log(routes.path[0, DOLLARS] + 1.0, out=self.ln_cost[1])
        self._weigh_danger(scene, 0)
        self._weigh_smugglers(scene)
        self._flight_open = np.where(np.isfinite(routes.path[2, DOLLARS]), self._flight, 0.0)

    def _weigh_smugglers(self, scene: Scene) -> None:
        """What moves with the prices of smugglers."""
        routes = scene.routes
        with np.errstate(divide="ignore", invalid="ignore"):
            np.log(routes.path[1, DOLLARS] + routes.fee, out=self.ln_cost[2])
            np.log(routes.air_cost + routes.forged_fee, out=self.ln_cost[3])
        self._weigh_danger(scene, 1)
        self._risk[2] = np.exp(-scene.parameters.departures.risk * forged_risk(scene))[None, :]
        self._risk[2][scene.open_to()] = 0.0

    def _weigh_danger(self, scene: Scene, kind: int) -> None:
        """exp(-b_r risk) of a way over land and sea, 0 where there is none, or where one may visit freely."""
        rule, path = scene.parameters.departures, scene.routes.path[kind]
        with np.errstate(invalid="ignore"):
            danger = np.exp(-rule.risk * (path[INTERDICTIONS] + rule.death * path[DEATH]))
        self._risk[kind] = np.where(np.isfinite(path[DOLLARS]) & ~scene.open_to(), danger, 0.0)

    def _weigh_visas(self, scene: Scene) -> None:
        """Chance of a short-stay visa, free movement, and the travellers of the year."""
        world, rule = scene.world, scene.parameters.travel
        self._free = scene.free_movement()
        people, income = self._new_year.people, self._new_year.income
        ratio = np.maximum(income[:, None], 1.0) / np.maximum(income[None, :], 1.0)
        odds = (
            rule.grant
            / (1.0 - rule.grant + 1e-12)
            * ratio**rule.grant_income
            * scene.states.lever("visa_openness")[None, :]
            * scene.blocs.facilitated
        )
        self._access = np.where(world.visa_free | self._free, 1.0, odds / (1.0 + odds))
        pull = people * np.maximum(income, 1.0) ** 0.5
        drawn = self._near * pull[None, :]
        weight = drawn * np.where(self._access >= 1.0, 1.0, rule.visa)
        open_share = weight.sum(axis=1) / np.maximum(drawn.sum(axis=1), 1e-300)
        visits = rule.visits * people * (income / 20_000.0) ** rule.income * open_share
        shares = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
        self.travellers = (visits[:, None] * shares).sum(axis=0) / 12.0
