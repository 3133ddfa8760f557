"""Journeys: people on their way without a place under a quota, over land and sea or by air."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, final

import numpy as np

from abm.kernels.borders import count_crossings
from abm.kernels.flights import Air, Papers, fly
from abm.kernels.journeys import Log, Rules, Service, travel
from abm.processes.passage import (
    border_control,
    detour,
    forged_detection,
    refresh_routes,
    spending,
    unguarded,
)
from abm.scene import Scene
from abm.statuses import Channel, Status
from abm.streams import Stream

_BY_AIR = np.isin(np.arange(len(Channel)), (Channel.ASYLUM, Channel.SHORT_STAY, Channel.FORGED))  # by channel
_STREAMS = np.array(
    [
        Stream.INTERDICTION,
        Stream.HOP_DEATH,
        Stream.AFTER_INTERDICTION,
        Stream.TRAFFICKING,
        Stream.HOP_TIME,
        Stream.CREDIT,
        Stream.PLACE,
        Stream.PATIENCE,
        Stream.CLAIM,
    ]
)
_AIR_STREAMS = np.array([Stream.PAPERS, Stream.PLACE, Stream.PATIENCE, Stream.BOARDING, Stream.CLAIM])


@final
class Journeys:
    """Hops along the cheapest path, each with its chance of interdiction, death and trafficking.

    P(interdiction) = 1 - exp(-control (1 - evasion)); P(death) = hazard of the edge * hazard of the kind of traveller
    * detour. Clients of smugglers pay at each border, and wait where there is no place for them. By air papers are
    checked once.
    """

    name: ClassVar[str] = "journeys"
    reads: ClassVar[tuple[str, ...]] = (
        "routes", "borders", "market", "states.capacity", "states.levers", "migrants.columns",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "migrants", "market", "borders.seen", "borders.used", "states.households", "states.residents",
        "states.border_spending",
    )  # fmt: skip

    def __init__(self, scene: Scene) -> None:
        states, edges = len(scene.world), len(scene.routes.ground)
        self._on_edges = np.zeros((4, edges), np.int64)
        self._home = np.zeros((states, 3), np.int64)

    def step(self, scene: Scene) -> None:
        """Carry out this month."""
        refresh_routes(scene)
        scene.states.border_spending[:] = spending(scene)
        self._on_edges.fill(0)
        self._home.fill(0)
        rows = scene.migrants.with_status(Status.IN_TRANSIT)
        by_air = _BY_AIR[scene.migrants.columns.channel[rows]]
        self._fly(scene, rows[by_air])
        log = self._log(scene, self._on_edges, slice(scene.market.edges))
        travel(
            rows[~by_air], scene.migrants.columns, scene.migrants.census, scene.routes.ways, self._rules(scene),
            self._service(scene), log, scene.seed, _STREAMS, scene.month,
        )  # fmt: skip
        self._count(scene)
        tally, market = scene.tally, scene.market
        if market.limited:
            market.treasury += market.paid.sum()
        else:  # of nobody in particular: earned, and spent, where clients enter
            np.add.at(scene.states.households, market.markets.head, market.paid)
        scene.states.residents += self._home * scene.persons_per_agent
        k, (_, attempts, interdictions, deaths) = scene.persons_per_agent, self._on_edges
        scene.ledger.post("human", "routes", scene.borders.into(deaths) * k)
        scene.ledger.post("human", "trafficking", tally.trafficked * float(k))
        scene.borders.remember(interdictions, attempts, k)

    def _count(self, scene: Scene) -> None:
        """Add what happened on the edges over land and sea to the month's tally."""
        tally, market = scene.tally, scene.market
        count_crossings(
            scene.routes.ground, self._on_edges, market.served, market.paid, tally.crossings, tally.attempts,
            tally.interdictions, tally.route_deaths, tally.clients, tally.edge_fees,
        )  # fmt: skip

    def _log(self, scene: Scene, on_edges: Iterable[np.ndarray], markets: slice) -> Log:
        """Where to write what happens: on edges, at the markets of these, and in states."""
        tally, market = scene.tally, scene.market
        crossings, attempts, interdictions, deaths = on_edges
        return Log(
            crossings=crossings,
            attempts=attempts,
            interdictions=interdictions,
            deaths=deaths,
            came=market.came[markets],
            queued=market.queued[markets],
            face=market.face[markets],
            served=market.served[markets],
            lost=market.lost[markets],
            paid=market.paid[markets],
            trafficked=tally.trafficked,
            stranded=tally.stranded,
            entries=tally.entries,
            arrivals=tally.arrivals,
            flows=tally.flows,
            claims=tally.claims,
            overstays=tally.overstays,
            died=tally.lost,
            home=self._home,
            fees=tally.fees,
            balance=scene.states.households,
        )

    def _service(self, scene: Scene) -> Service:
        markets, edges = scene.market.markets, scene.market.edges
        return Service(
            price=in_cents(markets.price[:edges]),
            room=markets.room[:edges],
            evasion=markets.evasion[:edges],
            abuse=markets.abuse[:edges],
        )

    def _rules(self, scene: Scene) -> Rules:
        rule, smuggling = scene.parameters.journeys, scene.parameters.smuggling
        control, nobody_controlled = border_control(scene), unguarded(scene)
        return Rules(
            control=control,
            detour=detour(scene, control, nobody_controlled),
            open_to=scene.open_to(),
            unguarded=nobody_controlled,
            free=scene.free_movement(),
            encampment=scene.states.lever("encampment").copy(),
            speed=np.array([rule.speed_alone, rule.speed_smuggled, rule.speed_flight]),
            hazard=np.array([1.0, rule.smuggled_hazard, rule.flight_hazard]),
            detention=rule.detention_share,
            discouraged=rule.discouraged,
            retry_cost=rule.retry_cost,
            patience=1.0 / smuggling.patience,
            credit=smuggling.credit,
            claim_forced=rule.claim_at_border,
            claim_unfounded=rule.claim_unfounded,
        )

    def _fly(self, scene: Scene, rows: np.ndarray) -> None:
        """By air: visitors and claimants arrive, forged papers are sold, and found or not."""
        if not len(rows):
            return
        rule, market, tally = scene.parameters.journeys, scene.market, scene.tally
        evasion = market.markets.evasion[market.edges :]
        papers = Papers(
            price=in_cents(market.markets.price[market.edges :]),
            room=market.markets.room[market.edges :],
            found=forged_detection(scene) * (1.0 - evasion),
            impatience=float(-np.expm1(-1.0 / scene.parameters.smuggling.patience)),
            claim_unfounded=np.float32(rule.claim_unfounded),
            claim_more=np.float32(rule.claim_at_border - rule.claim_unfounded),
        )
        air = Air(scene.routes.air_edge, scene.routes.air_cost, tally.clients, tally.edge_fees)
        on_edges = tally.crossings, tally.attempts, tally.interdictions, tally.route_deaths
        log = self._log(scene, on_edges, slice(market.edges, None))
        fly(
            rows, scene.migrants.columns, scene.migrants.census, air, papers, log, scene.seed, _AIR_STREAMS,
            scene.month,
        )  # fmt: skip


def in_cents(dollars: np.ndarray) -> np.ndarray:
    """Prices in whole cents, as far as an account can hold them: int32."""
    return np.minimum(np.round(dollars * 100.0), np.iinfo(np.int32).max).astype(np.int32)
