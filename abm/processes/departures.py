"""Departures: residents choose to leave, or flee."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.departures import Choice, count_departures, count_payers, identities, list_departures
from abm.migrants.traits import MONTHS, draws, leaving_age, savings
from abm.processes.passage import enter, refresh_routes
from abm.processes.utility import Utility
from abm.scene import Scene
from abm.statuses import QUOTA_CHANNELS, Channel, Flag, Status
from abm.streams import Stream
from abm.tally import CHANNELS

_MODE_OF_COST = np.array(
    [{Channel.ALONE: 1, Channel.SMUGGLED: 2, Channel.FORGED: 3}.get(channel, 0) for channel in Channel],
    np.int64,
)

_STATUS = np.full(len(Channel), Status.IN_TRANSIT, np.uint8)  # by channel, when they leave
_STATUS[list(QUOTA_CHANNELS)] = Status.WAITING


@final
class Departures:
    """Counts are exact multinomials of the individual choice; each leaver then becomes an agent.

    Applicants for a place under a quota wait at home, those free to move arrive at once, all others are on the way.
    Motive = hazard of flight / (hazard of flight + hazard of leaving by choice).
    """

    name: ClassVar[str] = "departures"
    reads: ClassVar[tuple[str, ...]] = (
        "states.wage", "states.output", "states.conflict", "states.flight_hazard", "states.levers", "states.reputation",
        "migrants.census",
        "scene.directions",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "states.residents", "states.households", "migrants", "routes", "scene.expulsions",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        states = len(scene.world)
        self._utility = Utility(scene)
        self._leaving = np.zeros((states, 3, states), np.int32)
        self._fleeing = np.zeros((states, 3, states), np.int32)
        self._hazards = np.zeros((states, 3))
        self._gone = np.zeros((states, 3), np.int64)
        self._expelling = np.zeros(0, np.int64)
        self._on_purpose = np.zeros((states, states))

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        refresh_routes(scene)
        choice = self._utility.choice(scene)
        scene.choice = choice
        scene.tally.travellers += self._utility.travellers
        self._expel(scene)
        leavers = self._draw(scene, choice)
        self._take_in(scene, leavers)

    def _draw(self, scene: Scene, choice: Choice) -> np.ndarray:
        units = scene.states.residents // scene.persons_per_agent
        hazard, weights = self._flight(scene)
        streams = np.array([Stream.DEPARTURE_COUNT, Stream.FLIGHT_COUNT])
        count_departures(
            units,
            hazard,
            weights,
            choice,
            scene.seed,
            streams,
            scene.month,
            self._leaving,
            self._fleeing,
            self._hazards,
            self._gone,
        )
        out = np.empty((int(self._gone.sum()), 5), np.int64)
        list_departures(
            self._leaving,
            self._fleeing,
            self._gone,
            choice,
            scene.seed,
            int(Stream.DEPARTURE_CHANNEL),
            scene.month,
            out,
        )
        return out

    def _expel(self, scene: Scene) -> None:
        """Have this month's part of a year's expulsions driven out, towards the states that events named last."""
        lever = scene.states.lever("expulsion")
        for origin in np.flatnonzero(lever):
            people = float(scene.states.residents[origin].sum()) * lever[origin] / MONTHS
            scene.expel(int(origin), people, scene.directions.get(int(origin), ()))

    def _flight(self, scene: Scene) -> tuple[np.ndarray, np.ndarray]:
        """Hazards of flight, less those kept by closed exits, and weights of destinations, with those driven out."""
        states, kept = scene.states, scene.parameters.departures.flight_restriction
        hazard = states.flight_hazard * np.exp(-kept * states.lever("exit_restriction"))
        weights = self._utility.flight_weights(scene)
        self._expelling = np.flatnonzero(scene.expulsions.any(axis=1))
        for origin in self._expelling:
            driven = scene.expulsions[origin].copy()
            freely, driven[origin] = driven[origin], 0.0
            total = weights[origin].sum()
            spread = weights[origin] / total if total > 0.0 else weights[origin]
            people = max(float(scene.states.residents[origin].sum()), 1.0)
            before = -np.expm1(-hazard[origin]) * people
            weights[origin] = (before + freely) * spread + driven
            self._on_purpose[origin] = (freely * spread + driven) / np.maximum(weights[origin], 1e-300)
            hazard[origin] = -np.log1p(-min((before + scene.expulsions[origin].sum()) / people, 0.95))
        self._flight_hazard = hazard
        return hazard, weights

    def _take_in(self, scene: Scene, leavers: np.ndarray) -> None:
        """Make agents of the leavers: who they are, what they carry, where they stand."""
        if not len(leavers):
            return
        origin, skill, destination, channel, _ = leavers.T
        uid = identities(leavers, scene.month)
        forced = self._flight_hazard[origin]
        motive = forced / np.maximum(forced + self._hazards[origin, skill], 1e-300)
        age = leaving_age(scene.parameters.people, draws(scene.seed, Stream.TRAITS, 0, uid, 0))
        money = self._endow(scene, leavers, uid)
        expelled = self._expelled(scene, leavers, uid)
        now = np.full(len(uid), scene.month)
        rows = scene.migrants.admit(
            uid=uid, origin=origin, location=origin, destination=destination, channel=channel, skill=skill,
            status=_STATUS[channel], motive=motive, birth=scene.month - np.round(age * MONTHS), since=now,
            arrived=now, savings=money, flags=expelled * np.uint8(Flag.EXPELLED),
        )  # fmt: skip
        scene.states.residents -= self._gone * scene.persons_per_agent
        departures = scene.tally.departures
        cells = np.bincount(origin * CHANNELS + channel, minlength=departures.size)
        departures += cells.reshape(departures.shape)
        if expelled.any():
            np.add.at(scene.tally.expelled, origin[expelled], 1)
        count_payers(leavers, scene.routes.fee, scene.routes.forged_fee, scene.tally.payers)
        free = channel == Channel.FREE_MOVEMENT
        enter(scene, rows[free], Status.PERMANENT)

    def _expelled(self, scene: Scene, leavers: np.ndarray, uid: np.ndarray) -> np.ndarray:
        """Which leavers were driven out on purpose: of those who flee alike, an even part; bool."""
        origin, _, destination, channel, _ = leavers.T
        if not len(self._expelling):
            return np.zeros(len(uid), bool)
        fled = (channel == Channel.FLIGHT) & np.isin(origin, self._expelling)
        share = np.where(fled, self._on_purpose[origin, destination], 0.0)
        return np.asarray(draws(scene.seed, Stream.EXPULSION, scene.month, uid, 0) < share)

    def _endow(self, scene: Scene, leavers: np.ndarray, uid: np.ndarray) -> np.ndarray:
        """Savings of the leavers in cents, taken from the households that they leave."""
        origin, skill, destination, channel, _ = leavers.T
        ln_cost = self._utility.ln_cost[_MODE_OF_COST[channel], origin, destination]
        ln_cost[channel == Channel.FLIGHT] = -np.inf
        spread = scene.parameters.departures.wealth_spread
        u = draws(scene.seed, Stream.SAVINGS, 0, uid, 0)
        money = savings(u, self._utility.ln_wealth[origin, skill], ln_cost, spread)
        np.subtract.at(scene.states.households, origin, money.astype(np.int64))
        return money
