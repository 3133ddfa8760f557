"""Journeys: people on their way without a place under a quota, over land and sea or by air."""

from __future__ import annotations

from typing import ClassVar, final

import numpy as np

from abm.kernels.journeys import Log, Rules, travel
from abm.kernels.table import free_rows
from abm.migrants.traits import draws
from abm.processes.passage import border_control, detour, enter, forged_detection, refresh_routes
from abm.scene import Scene
from abm.statuses import Channel, Status
from abm.streams import Stream

_BY_AIR = (Channel.ASYLUM, Channel.SHORT_STAY, Channel.FORGED)
_STREAMS = np.array(
    [
        Stream.INTERDICTION,
        Stream.HOP_DEATH,
        Stream.AFTER_INTERDICTION,
        Stream.TRAFFICKING,
        Stream.HOP_TIME,
        Stream.CLAIM,
    ]
)


@final
class Journeys:
    """Hops along the cheapest path, each with its chance of interdiction, death and trafficking.

    P(interdiction) = 1 - exp(-control (1 - evasion)); P(death) = hazard of the edge * hazard of the kind of traveller
    * (control / control at the start)^effort_hazard. By air papers are checked once.
    """

    name: ClassVar[str] = "journeys"
    reads: ClassVar[tuple[str, ...]] = ("routes", "states.capacity", "states.levers", "migrants.columns")
    writes: ClassVar[tuple[str, ...]] = (
        "migrants",
        "states.households",
        "states.residents",
        "scene.smugglers",
    )

    def __init__(self, scene: Scene) -> None:
        states, edges = len(scene.world), len(scene.routes.ground)
        self._on_edges = np.zeros((4, edges), np.int64)
        self._home = np.zeros((states, 3), np.int64)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        refresh_routes(scene)
        self._on_edges.fill(0)
        self._home.fill(0)
        rows = scene.migrants.with_status(Status.IN_TRANSIT)
        by_air = np.isin(scene.migrants.columns.channel[rows], _BY_AIR)
        self._fly(scene, rows[by_air])
        ground = rows[~by_air]
        log = self._log(scene)
        travel(
            ground, len(ground), scene.migrants.columns, scene.migrants.census, scene.routes.ways,
            self._rules(scene), log,
            scene.seed, _STREAMS, scene.month,
        )  # fmt: skip
        tally, edges = scene.tally, scene.routes.ground
        for total, by_edge in zip(
            (tally.crossings, tally.attempts, tally.interdictions, tally.route_deaths),
            self._on_edges,
            strict=True,
        ):
            total[edges] += by_edge
        scene.states.residents += self._home * scene.persons_per_agent

    def _log(self, scene: Scene) -> Log:
        tally = scene.tally
        crossings, attempts, interdictions, deaths = self._on_edges
        return Log(
            crossings=crossings,
            attempts=attempts,
            interdictions=interdictions,
            deaths=deaths,
            trafficked=tally.trafficked,
            entries=tally.entries,
            arrivals=tally.arrivals,
            claims=tally.claims,
            overstays=tally.overstays,
            lost=tally.lost,
            home=self._home,
            fees=tally.fees,
            balance=scene.states.households,
            smugglers=scene.smugglers,
        )

    def _rules(self, scene: Scene) -> Rules:
        rule, control = scene.parameters.journeys, border_control(scene)
        fee = np.minimum(np.nan_to_num(scene.routes.fee * 100, posinf=2e9), 2e9).astype(np.int32)
        return Rules(
            control=control,
            detour=detour(scene, control),
            open_to=scene.open_to(),
            free=scene.free_movement(),
            encampment=scene.states.lever("encampment").copy(),
            fee=fee,
            speed=np.array([rule.speed_alone, rule.speed_smuggled, rule.speed_flight]),
            evasion=np.array([0.0, rule.smuggler_evasion, 1.0]),
            hazard=np.array([1.0, rule.smuggled_hazard, rule.flight_hazard]),
            trafficking=rule.trafficking,
            detention=rule.detention_share,
            retry_cost=rule.retry_cost,
            claim_forced=rule.claim_at_border,
            claim_unfounded=rule.claim_unfounded,
        )

    def _fly(self, scene: Scene, rows: np.ndarray) -> None:
        """By air: visitors and claimants arrive, forged papers are found or not."""
        columns, tally = scene.migrants.columns, scene.tally
        channel, there = columns.channel[rows], columns.destination[rows]
        forged = channel == Channel.FORGED
        edge = scene.routes.air_edge[columns.location[rows], there]
        np.add.at(tally.attempts, edge[forged], 1)
        np.add.at(tally.crossings, edge[forged], 1)
        u = draws(scene.seed, Stream.BOARDING, scene.month, columns.uid[rows], 0)
        caught = forged & (u < forged_detection(scene)[there])
        np.add.at(tally.interdictions, edge[caught], 1)
        free_rows(columns, scene.migrants.census, rows[caught], scene.states.households, self._home)
        rule = scene.parameters.journeys
        claim = rule.claim_unfounded + (rule.claim_at_border - rule.claim_unfounded) * columns.motive[rows]
        claims = draws(scene.seed, Stream.CLAIM, scene.month, columns.uid[rows], 2) < claim
        asks = (channel == Channel.ASYLUM) | (forged & ~caught & claims)
        np.add.at(tally.claims, there[asks], 1)
        visits = channel == Channel.SHORT_STAY
        np.add.at(tally.overstays, there[visits], 1)
        enter(scene, rows[asks], Status.ASYLUM_SEEKER)
        enter(scene, rows[visits], Status.OVERSTAYER)
        enter(scene, rows[forged & ~caught & ~asks], Status.IRREGULAR)
